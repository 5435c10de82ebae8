//! Colours that readers with any kind of colour vision can tell apart (Okabe and Ito, 2008).

/// Text and axes.
pub(super) const INK: &str = "#1b1f24";
/// Secondary text.
pub(super) const FAINT: &str = "#5c6670";
/// Grid lines.
pub(super) const GRID: &str = "#e4e8ec";
/// Data that is there for context only.
pub(super) const CONTEXT: &str = "#aab3bc";

/// Line and fill colours, with the darker shade of each that text needs on white.
const SERIES: [(&str, &str); 7] = [
    ("#0072b2", "#005a8d"),
    ("#d55e00", "#a84a00"),
    ("#009e73", "#00714f"),
    ("#cc79a7", "#96487a"),
    ("#e69f00", "#8f6200"),
    ("#56b4e9", "#1f77a6"),
    ("#4a4a4a", "#333333"),
];

/// Colour of the `i`-th series; they repeat after seven.
pub(super) fn colour(i: usize) -> &'static str {
    SERIES[i % SERIES.len()].0
}

/// Colour of text that belongs to the `i`-th series.
pub(super) fn text_colour(i: usize) -> &'static str {
    SERIES[i % SERIES.len()].1
}

/// Points of the cividis map (Nuñez et al., 2018), dark to light, evenly spaced.
const CIVIDIS: [[f64; 3]; 9] = [
    [0.0, 34.0, 78.0],
    [18.0, 53.0, 112.0],
    [59.0, 73.0, 108.0],
    [87.0, 93.0, 109.0],
    [112.0, 113.0, 115.0],
    [138.0, 134.0, 120.0],
    [165.0, 156.0, 116.0],
    [195.0, 179.0, 105.0],
    [254.0, 232.0, 56.0],
];

/// Fill for `share` from 0 (dark) to 1 (light), and whether text on it must be light.
pub(super) fn sequential(share: f64) -> (String, bool) {
    let place = share.clamp(0.0, 1.0) * (CIVIDIS.len() - 1) as f64;
    let low = (place as usize).min(CIVIDIS.len() - 2);
    let part = place - low as f64;
    let [r, g, b] = [0, 1, 2].map(|c| {
        let mixed = CIVIDIS[low][c] * (1.0 - part) + CIVIDIS[low + 1][c] * part;
        mixed.round() as u8
    });
    (format!("#{r:02x}{g:02x}{b:02x}"), share < 0.6)
}
