//! From values to pixels, and where the ticks go.

use crate::report::number::compact;

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleKind {
    /// Equal steps are equal lengths.
    Linear,
    /// Equal ratios are equal lengths; values must be above 0.
    Log,
}

/// Range of an axis, in values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    /// Smallest range over `values`, which must be finite; 1 to 1 if there are none.
    pub(super) fn over(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values = values.into_iter();
        let first = values.next().unwrap_or(1.0);
        values.fold(Self { low: first, high: first }, |range, value| Self {
            low: range.low.min(value),
            high: range.high.max(value),
        })
    }

    /// The range with room around the data, never of zero width.
    pub(super) fn with_room(self, kind: ScaleKind) -> Self {
        match kind {
            ScaleKind::Log => {
                let (low, high) = (self.low.log10(), self.high.log10());
                let room = if high - low < 1e-9 { 0.3 } else { 0.05 * (high - low) };
                // Kept inside what a double can hold.
                let [low, high] = [low - room, high + room].map(|power| power.clamp(-305.0, 305.0));
                Self { low: 10f64.powf(low), high: 10f64.powf(high) }
            }
            ScaleKind::Linear => {
                let size = self.low.abs().max(self.high.abs());
                let span = self.high - self.low;
                let room = match span > 1e-9 * size && span > 1e-300 {
                    true => 0.05 * span,
                    false if size > 1e-300 => 0.1 * size,
                    false => 1.0,
                };
                let (low, high) = (self.low - room, self.high + room);
                // Room must not suggest negative times where all are positive.
                let low = if self.low >= 0.0 { low.max(0.0) } else { low };
                Self { low, high }
            }
        }
    }
}

/// A value with a line and a text on the axis.
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

/// Maps a range of values to a range of pixels.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    kind: ScaleKind,
    range: Range,
    from: f64,
    to: f64,
}

impl Scale {
    /// `range.low` lands on pixel `from` and `range.high` on `to`.
    pub(super) fn new(kind: ScaleKind, range: Range, from: f64, to: f64) -> Self {
        Self { kind, range, from, to }
    }

    /// Pixel of `value`.
    pub(super) fn at(&self, value: f64) -> f64 {
        let Range { low, high } = self.range;
        let share = match self.kind {
            ScaleKind::Linear => (value - low) / (high - low),
            // Logarithms first: the ratio of 1e200 to 1e-200 is not a number.
            ScaleKind::Log => (value.log10() - low.log10()) / (high.log10() - low.log10()),
        };
        self.from + share * (self.to - self.from)
    }

    /// The range of values shown.
    pub(super) fn range(&self) -> Range {
        self.range
    }

    /// Labelled ticks, about four to ten of them, on round values inside the range.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let Range { low, high } = self.range;
        let decades = high.log10() - low.log10();
        match self.kind {
            ScaleKind::Log if decades >= 0.8 => {
                let factors: &[f64] = if decades >= 2.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
                let step = (decades / 8.0).ceil().max(1.0) as i32;
                powers(low, high, factors, step)
                    .map(|value| Tick { value, label: power_label(value, low, high) })
                    .collect()
            }
            _ => linear_ticks(low, high),
        }
    }

    /// Unlabelled grid lines between the ticks of a logarithmic axis.
    pub(super) fn minor(&self) -> Vec<f64> {
        let Range { low, high } = self.range;
        let decades = high.log10() - low.log10();
        if self.kind == ScaleKind::Linear || !(0.8..=8.0).contains(&decades) {
            return Vec::new();
        }
        powers(low, high, &[2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], 1).collect()
    }
}

/// `factor · 10^k` inside the range, for every `step`-th power `k`.
fn powers(low: f64, high: f64, factors: &[f64], step: i32) -> impl Iterator<Item = f64> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let inside = (low * (1.0 - 1e-9))..=(high * (1.0 + 1e-9));
    (first..=last)
        .filter(move |k| k.rem_euclid(step) == 0)
        .flat_map(move |k| factors.iter().map(move |f| f * 10f64.powi(k)))
        .filter(move |value| inside.contains(value))
        .collect::<Vec<_>>()
        .into_iter()
}

/// `value` in plain digits, or as a power of ten on an axis that reaches far from 1.
fn power_label(value: f64, low: f64, high: f64) -> String {
    let exponent = value.log10().round() as i32;
    let is_power = (value / 10f64.powi(exponent) - 1.0).abs() < 1e-9;
    if !is_power || (low >= 1e-4 && high < 1e7) || (-1..=2).contains(&exponent) {
        return compact(value, 3);
    }
    let digit = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        other => char::from_u32(0x2070 + other.to_digit(10).unwrap_or(0)).unwrap_or(other),
    };
    format!("10{}", exponent.to_string().chars().map(digit).collect::<String>())
}

fn linear_ticks(low: f64, high: f64) -> Vec<Tick> {
    let rough = (high - low) / 6.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = match rough / power {
        r if r <= 1.5 => power,
        r if r <= 3.5 => 2.0 * power,
        r if r <= 7.5 => 5.0 * power,
        _ => 10.0 * power,
    };
    let largest = low.abs().max(high.abs());
    let digits = largest.log10().floor() - step.log10().floor() + 1.0;
    let digits = digits.clamp(1.0, 15.0) as usize;
    let first = (low / step - 1e-9).ceil();
    let last = (high / step + 1e-9).floor();
    let steps = (last - first).clamp(0.0, 20.0) as u32;
    (0..=steps)
        .map(|i| (first + f64::from(i)) * step)
        .map(|value| Tick { value, label: compact(value, digits) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(kind: ScaleKind, low: f64, high: f64) -> Vec<String> {
        let scale = Scale::new(kind, Range { low, high }, 0.0, 100.0);
        scale.ticks().into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_and_distinct() {
        let linear = labels(ScaleKind::Linear, 0.0, 1.0);
        assert_eq!(linear, ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        let offset = labels(ScaleKind::Linear, 1_000_000.0, 1_000_003.0);
        assert_eq!(offset[..3], ["1e6", "1.0000005e6", "1.000001e6"]);
        assert_eq!(labels(ScaleKind::Log, 0.5, 2000.0), ["1", "10", "100", "1,000"]);
        assert_eq!(labels(ScaleKind::Log, 80.0, 1100.0), ["100", "200", "500", "1,000"]);
        assert_eq!(labels(ScaleKind::Log, 10.0, 20.0)[..2], ["10", "12"]);
        assert_eq!(labels(ScaleKind::Log, 1.0, 1e8)[3..5], ["10³", "10⁴"]);
        let wide = labels(ScaleKind::Log, 1e-12, 1e12);
        assert!(wide.len() >= 5 && wide.len() <= 9, "{wide:?}");
    }

    #[test]
    fn a_logarithmic_scale_puts_the_geometric_mean_in_the_middle() {
        let scale = Scale::new(ScaleKind::Log, Range { low: 1.0, high: 100.0 }, 0.0, 200.0);
        approx::assert_relative_eq!(scale.at(10.0), 100.0, epsilon = 1e-9);
        let flipped = Scale::new(ScaleKind::Linear, Range { low: 0.0, high: 4.0 }, 300.0, 100.0);
        approx::assert_relative_eq!(flipped.at(1.0), 250.0);
    }

    #[test]
    fn one_value_gets_a_range_around_it() {
        for (value, kind) in [
            (0.0, ScaleKind::Linear),
            (-3.0, ScaleKind::Linear),
            (1e300, ScaleKind::Linear),
            (1e-300, ScaleKind::Log),
            (1e300, ScaleKind::Log),
        ] {
            let range = Range::over([value]).with_room(kind);
            assert!(range.low < value || value == 0.0, "{range:?}");
            assert!(range.high > value && range.high.is_finite(), "{range:?}");
            assert!(Scale::new(kind, range, 0.0, 1.0).at(value).is_finite());
        }
    }
}
