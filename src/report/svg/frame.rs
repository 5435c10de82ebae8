//! What all charts share: title, legend, axes, grid and ticks around a plot area.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Rect, Shape, TextStyle, shorten, text_width};
use super::labels::Labels;
use super::palette::{FAINT, GRID, INK};
use super::scale::{Range, Scale, ScaleKind, Tick};

pub(super) const WIDTH: f64 = 900.0;
pub(super) const HEIGHT: f64 = 600.0;

const TICK_TEXT: f64 = 13.0;
const LEGEND_TEXT: f64 = 13.0;
const AXIS_TEXT: f64 = 14.0;
const TITLE_TEXT: f64 = 18.0;

/// Longest category name that is written out.
const LONGEST_NAME: usize = 30;

/// One side of the frame: values along an axis, or named bands.
pub(super) enum Side<'a> {
    Values(&'a Axis, Range),
    /// Names from left to right or from top to bottom, with the title of the side.
    Names(&'a str, &'a [String]),
}

impl Side<'_> {
    fn title(&self) -> String {
        match self {
            Self::Values(axis, _) => axis.label(),
            Self::Names(title, _) => (*title).to_owned(),
        }
    }

    fn scale(&self, from: f64, to: f64) -> Scale {
        match self {
            Self::Values(axis, range) => Scale::new(axis.scale, *range, from, to),
            Self::Names(_, names) => {
                let range = Range { low: -0.5, high: names.len() as f64 - 0.5 };
                Scale::new(ScaleKind::Linear, range, from, to)
            }
        }
    }

    fn ticks(&self, scale: &Scale) -> Vec<Tick> {
        match self {
            Self::Values(..) => scale.ticks(),
            Self::Names(_, names) => names
                .iter()
                .enumerate()
                .map(|(i, name)| Tick { value: i as f64, label: shorten(name, LONGEST_NAME) })
                .collect(),
        }
    }

    fn is_values(&self) -> bool {
        matches!(self, Self::Values(..))
    }
}

/// How a legend entry is drawn.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Line(&'static str),
    Marker(Shape, &'static str),
    Swatch,
}

/// A line of the legend.
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) colour: &'static str,
    pub(super) key: Key,
}

/// What a frame is made from.
pub(super) struct Layout<'a> {
    pub(super) title: &'a str,
    pub(super) height: f64,
    /// Room to keep free right of the plot.
    pub(super) right: f64,
    pub(super) x: Side<'a>,
    pub(super) y: Side<'a>,
    pub(super) legend: Vec<Entry>,
}

/// A canvas with its axes drawn, ready for data.
pub(super) struct Frame {
    pub(super) canvas: Canvas,
    pub(super) plot: Rect,
    pub(super) x: Scale,
    pub(super) y: Scale,
    title: String,
}

impl Frame {
    pub(super) fn new(layout: Layout<'_>) -> Self {
        let Layout { title, height, right, x, y, legend } = layout;
        let mut canvas = Canvas::new(WIDTH, height);
        let bold = TextStyle { bold: true, ..TextStyle::new(TITLE_TEXT) };
        let longest = (0.95 * WIDTH / (0.6 * TITLE_TEXT)) as usize;
        canvas.text(20.0, 32.0, &shorten(title, longest), bold);
        let top = draw_legend(&mut canvas, &legend, 56.0) + 14.0;

        // The width of the y labels is needed before the scale that knows the plot's true height.
        let draft = y.ticks(&y.scale(height, 0.0));
        let widest = draft.iter().map(|tick| text_width(&tick.label, TICK_TEXT));
        let mut left = 48.0 + widest.fold(0.0, f64::max);
        let mut width = WIDTH - left - right;
        let x_labels = x.ticks(&x.scale(left, left + width));
        let x_widest = x_labels.iter().map(|tick| text_width(&tick.label, TICK_TEXT));
        let x_widest = x_widest.fold(0.0, f64::max);
        let turned = !x.is_values() && x_widest + 8.0 > width / x_labels.len().max(1) as f64;
        if turned {
            // The first of the turned names reaches beyond the left end of the axis.
            let band = width / x_labels.len().max(1) as f64;
            let first = x_labels.first().map_or(0.0, |tick| text_width(&tick.label, TICK_TEXT));
            left = left.max(0.82 * first - band / 2.0 + 30.0);
            width = WIDTH - left - right;
        }
        let bottom = if turned { 54.0 + 0.6 * x_widest } else { 58.0 };
        let plot = Rect { x: left, y: top, width, height: height - top - bottom };

        let x_scale = x.scale(plot.x, plot.right());
        let y_scale = match y {
            Side::Values(..) => y.scale(plot.bottom(), plot.y),
            Side::Names(..) => y.scale(plot.y, plot.bottom()),
        };
        let mut frame = Self { canvas, plot, x: x_scale, y: y_scale, title: title.to_owned() };
        frame.draw_x(&x, turned);
        frame.draw_y(&y);
        let Rect { x, y, .. } = plot;
        frame.canvas.line(
            &[(x, y), (x, plot.bottom()), (plot.right(), plot.bottom())],
            INK,
            1.2,
            "",
        );
        frame
    }

    /// The document; tells the reader how many labels found no room.
    pub(super) fn finish(mut self, labels: &Labels) -> String {
        if labels.omitted > 0 {
            let plural = if labels.omitted == 1 { "" } else { "s" };
            let text = format!("{} label{plural} left out for want of room", labels.omitted);
            let style = TextStyle::new(11.0).colour(FAINT).anchor(Anchor::End);
            self.canvas.text(WIDTH - 12.0, self.canvas.height - 8.0, &text, style);
        }
        self.canvas.finish(&self.title)
    }

    fn draw_x(&mut self, side: &Side<'_>, turned: bool) {
        let (top, bottom) = (self.plot.y, self.plot.bottom());
        for value in self.x.minor() {
            let x = self.x.at(value);
            self.canvas.line(&[(x, top), (x, bottom)], GRID, 0.5, "");
        }
        for tick in side.ticks(&self.x) {
            let x = self.x.at(tick.value);
            if side.is_values() {
                self.canvas.line(&[(x, top), (x, bottom)], GRID, 1.0, "");
                self.canvas.line(&[(x, bottom), (x, bottom + 5.0)], INK, 1.0, "");
            }
            let style = TextStyle::new(TICK_TEXT);
            if turned {
                let style = TextStyle { turn: -35.0, ..style.anchor(Anchor::End) };
                self.canvas.text(x + 4.0, bottom + 18.0, &tick.label, style);
            } else {
                let style = style.anchor(Anchor::Middle);
                self.canvas.text(x, bottom + 20.0, &tick.label, style);
            }
        }
        let middle = self.plot.x + self.plot.width / 2.0;
        let style = TextStyle::new(AXIS_TEXT).anchor(Anchor::Middle);
        self.canvas.text(middle, self.canvas.height - 14.0, &side.title(), style);
    }

    fn draw_y(&mut self, side: &Side<'_>) {
        let (left, right) = (self.plot.x, self.plot.right());
        for value in self.y.minor() {
            let y = self.y.at(value);
            self.canvas.line(&[(left, y), (right, y)], GRID, 0.5, "");
        }
        for tick in side.ticks(&self.y) {
            let y = self.y.at(tick.value);
            if side.is_values() {
                self.canvas.line(&[(left, y), (right, y)], GRID, 1.0, "");
                self.canvas.line(&[(left - 5.0, y), (left, y)], INK, 1.0, "");
            }
            let style = TextStyle::new(TICK_TEXT).anchor(Anchor::End);
            self.canvas.text(left - 9.0, y + 0.35 * TICK_TEXT, &tick.label, style);
        }
        let middle = self.plot.y + self.plot.height / 2.0;
        let style = TextStyle::new(AXIS_TEXT).anchor(Anchor::Middle);
        self.canvas.text(22.0, middle, &side.title(), TextStyle { turn: -90.0, ..style });
    }
}

/// Draws the legend in lines from `top` on and returns where the last one ends.
fn draw_legend(canvas: &mut Canvas, legend: &[Entry], top: f64) -> f64 {
    if legend.is_empty() {
        return 44.0;
    }
    let (mut x, mut y) = (20.0, top);
    for entry in legend {
        let text = shorten(&entry.text, 80);
        let width = 30.0 + text_width(&text, LEGEND_TEXT) + 18.0;
        if x > 20.0 && x + width > canvas.width {
            (x, y) = (20.0, y + 20.0);
        }
        let middle = y - 0.35 * LEGEND_TEXT;
        match entry.key {
            Key::Line(dash) => {
                canvas.line(&[(x, middle), (x + 24.0, middle)], entry.colour, 2.5, dash);
            }
            Key::Marker(shape, rim) => {
                canvas.marker(shape, (x + 14.0, middle), 5.0, (entry.colour, rim), "");
            }
            Key::Swatch => {
                let square = Rect { x: x + 6.0, y: middle - 6.0, width: 16.0, height: 12.0 };
                canvas.rect(square, entry.colour, "");
            }
        }
        canvas.text(x + 30.0, y, &text, TextStyle::new(LEGEND_TEXT));
        x += width;
    }
    y
}
