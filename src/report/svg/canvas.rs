//! The few SVG elements the charts are made of.

use std::fmt::Write;

use super::palette::INK;
use crate::report::export::escape_html as escape;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    pub(super) fn around(x: f64, y: f64, radius: f64) -> Self {
        Self { x: x - radius, y: y - radius, width: 2.0 * radius, height: 2.0 * radius }
    }

    pub(super) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    pub(super) fn holds(&self, inner: &Self) -> bool {
        inner.x >= self.x
            && inner.y >= self.y
            && inner.right() <= self.right()
            && inner.bottom() <= self.bottom()
    }
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct TextStyle {
    pub(super) size: f64,
    pub(super) colour: &'static str,
    pub(super) anchor: Anchor,
    pub(super) bold: bool,
    /// Degrees, clockwise.
    pub(super) turn: f64,
    /// A white rim that keeps text legible over lines.
    pub(super) halo: bool,
}

impl TextStyle {
    pub(super) const fn new(size: f64) -> Self {
        let (anchor, colour) = (Anchor::Start, INK);
        Self { size, colour, anchor, bold: false, turn: 0.0, halo: false }
    }

    pub(super) const fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    pub(super) const fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// Marker shapes, so that groups differ by more than colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Shape {
    /// Shape of the `i`-th group.
    pub(super) fn of(i: usize) -> Self {
        [Self::Circle, Self::Square, Self::Triangle, Self::Diamond][i % 4]
    }
}

/// An SVG document under construction.
pub(super) struct Canvas {
    pub(super) width: f64,
    pub(super) height: f64,
    body: String,
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    pub(super) fn rect(&mut self, rect: Rect, fill: &str, tooltip: &str) {
        let Rect { x, y, width, height } = rect;
        let [x, y, w, h] = [x, y, width, height].map(pixel);
        let open =
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{fill}\"");
        self.element(&open, "rect", tooltip);
    }

    /// A straight line; `dash` is an SVG dash pattern or empty.
    pub(super) fn line(&mut self, points: &[(f64, f64)], colour: &str, width: f64, dash: &str) {
        let path: Vec<String> =
            points.iter().map(|(x, y)| format!("{},{}", pixel(*x), pixel(*y))).collect();
        let dash = match dash {
            "" => String::new(),
            pattern => format!(" stroke-dasharray=\"{pattern}\""),
        };
        self.push(&format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\"{dash}/>",
            path.join(" "),
            pixel(width)
        ));
    }

    /// A marker of `radius`, filled with `fill` and rimmed with `rim`.
    pub(super) fn marker(
        &mut self,
        shape: Shape,
        (x, y): (f64, f64),
        radius: f64,
        (fill, rim): (&str, &str),
        tooltip: &str,
    ) {
        let paint = format!("fill=\"{fill}\" stroke=\"{rim}\"");
        let corners = |corners: &[(f64, f64)]| {
            let points: Vec<String> = corners
                .iter()
                .map(|(dx, dy)| format!("{},{}", pixel(x + radius * dx), pixel(y + radius * dy)))
                .collect();
            format!("<polygon points=\"{}\" {paint}", points.join(" "))
        };
        let (open, name) = match shape {
            Shape::Circle => {
                let [x, y, r] = [x, y, radius].map(pixel);
                (format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {paint}"), "circle")
            }
            Shape::Square => {
                (corners(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]), "polygon")
            }
            Shape::Triangle => (corners(&[(0.0, -1.15), (1.05, 0.75), (-1.05, 0.75)]), "polygon"),
            Shape::Diamond => {
                (corners(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]), "polygon")
            }
        };
        self.element(&open, name, tooltip);
    }

    /// `text` with its baseline at `(x, y)`.
    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, style: TextStyle) {
        let TextStyle { size, colour, anchor, bold, turn, halo } = style;
        let [px, py, size] = [x, y, size].map(pixel);
        let mut extra = String::new();
        match anchor {
            Anchor::Start => {}
            Anchor::Middle => extra.push_str(" text-anchor=\"middle\""),
            Anchor::End => extra.push_str(" text-anchor=\"end\""),
        }
        if bold {
            extra.push_str(" font-weight=\"600\"");
        }
        if turn != 0.0 {
            let _ = write!(extra, " transform=\"rotate({} {px} {py})\"", pixel(turn));
        }
        if halo {
            extra.push_str(" stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\"");
        }
        self.push(&format!(
            "<text x=\"{px}\" y=\"{py}\" font-size=\"{size}\" fill=\"{colour}\"{extra}>{}</text>",
            escape(text)
        ));
    }

    /// The finished document; `title` is what assistive software reads out.
    pub(super) fn finish(self, title: &str) -> String {
        let [w, h] = [self.width, self.height].map(pixel);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
             viewBox=\"0 0 {w} {h}\" role=\"img\" \
             font-family=\"system-ui, 'Helvetica Neue', Arial, sans-serif\">\n\
             <title>{}</title>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            escape(title),
            self.body
        )
    }

    fn element(&mut self, open: &str, name: &str, tooltip: &str) {
        if tooltip.is_empty() {
            self.push(&format!("{open}/>"));
        } else {
            self.push(&format!("{open}><title>{}</title></{name}>", escape(tooltip)));
        }
    }

    fn push(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }
}

/// A coordinate with two decimals at most, and no `-0`.
fn pixel(value: f64) -> String {
    let text = format!("{:.2}", value + 0.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// Width of `text` in pixels, on the generous side: a wide sans-serif, as the reader's is unknown.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '\'' | '|' => 0.3,
        ' ' | '.' | ',' | ':' | ';' | '/' | 'f' => 0.35,
        't' | '(' | ')' | '[' | ']' => 0.4,
        'r' | '-' => 0.42,
        'm' | 'M' | 'W' | '%' | '@' => 0.95,
        'w' | '←' | '→' | '≥' | '≤' | '–' => 0.83,
        'c' | 's' | 'v' | 'x' | 'y' | 'z' | 'k' => 0.59,
        'E' | 'F' | 'L' | 'P' | 'T' | 'Z' => 0.63,
        c if c.is_ascii_uppercase() => 0.72,
        c if u32::from(c) >= 0x2e80 => 1.0,
        _ => 0.63,
    };
    size * text.chars().map(em).sum::<f64>()
}

/// `text` cut to `limit` characters with an ellipsis.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
