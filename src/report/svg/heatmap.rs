use super::canvas::{Anchor, Rect, TextStyle, text_width};
use super::frame::{Frame, Layout, Side};
use super::labels::Labels;
use super::palette::{INK, sequential};
use super::scale::{Range, Scale, ScaleKind};
use super::{Chart, ChartError, Check};
use crate::report::number::compact;

/// One number for every pair of two settings, as colour and, where it fits, as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Heatmap {
    /// Title of the chart.
    pub title: String,
    /// What the columns are, as "batch".
    pub x_title: String,
    /// The columns, from left to right.
    pub x_names: Vec<String>,
    /// What the rows are, as "sequence length (tokens)".
    pub y_title: String,
    /// The rows, from top to bottom.
    pub y_names: Vec<String>,
    /// What the numbers are, with their unit.
    pub value_title: String,
    /// Whether colours follow the value or its logarithm.
    pub scale: ScaleKind,
    /// One row of numbers per row name; missing cells stay white.
    pub values: Vec<Vec<Option<f64>>>,
}

impl Chart for Heatmap {
    fn svg(&self) -> Result<String, ChartError> {
        let range = self.check()?;
        let rows = self.y_names.len() as f64;
        let mut frame = Frame::new(Layout {
            title: &self.title,
            height: (150.0 + 40.0 * rows).clamp(360.0, 1600.0),
            right: 150.0,
            x: Side::Names(&self.x_title, &self.x_names),
            y: Side::Names(&self.y_title, &self.y_names),
            legend: Vec::new(),
        });
        let cell = (frame.plot.width / self.x_names.len() as f64, frame.plot.height / rows);
        let shade = Scale::new(self.scale, range, 0.0, 1.0);
        for (j, row) in self.values.iter().enumerate() {
            for (i, value) in row.iter().enumerate() {
                let Some(value) = *value else { continue };
                let (x, y) = (frame.x.at(i as f64), frame.y.at(j as f64));
                let (fill, dark) = sequential(shade.at(value));
                let text = compact(value, 3);
                let rect = Rect {
                    x: x - cell.0 / 2.0,
                    y: y - cell.1 / 2.0,
                    width: cell.0,
                    height: cell.1,
                };
                let tooltip = format!("{}, {}: {text}", self.x_names[i], self.y_names[j]);
                frame.canvas.rect(rect, &fill, &tooltip);
                if text_width(&text, 12.0) + 6.0 < cell.0 && cell.1 > 16.0 {
                    let colour = if dark { "#ffffff" } else { INK };
                    let style = TextStyle::new(12.0).colour(colour).anchor(Anchor::Middle);
                    frame.canvas.text(x, y + 4.3, &text, style);
                }
            }
        }
        self.draw_key(&mut frame, range);
        let labels = Labels::inside(frame.plot);
        Ok(frame.finish(&labels))
    }
}

impl Heatmap {
    /// Checks the shape and returns the range of the colours.
    fn check(&self) -> Result<Range, ChartError> {
        let check = Check { title: &self.title };
        check.some("the list of columns", &self.x_names)?;
        check.some("the list of rows", &self.y_names)?;
        check.length("the list of rows of values", self.values.len(), self.y_names.len())?;
        for (row, name) in self.values.iter().zip(&self.y_names) {
            check.length(&format!("row `{name}`"), row.len(), self.x_names.len())?;
            for (value, column) in row.iter().zip(&self.x_names) {
                if let Some(value) = value {
                    check.value(&format!("row `{name}`, column `{column}`"), *value, self.scale)?;
                }
            }
        }
        let present: Vec<f64> = self.values.iter().flatten().flatten().copied().collect();
        check.some("the table of values", &present)?;
        let range = Range::over(present);
        Ok(if range.low < range.high { range } else { range.with_room(self.scale) })
    }

    /// Draws what the colours mean, right of the plot.
    fn draw_key(&self, frame: &mut Frame, range: Range) {
        const STEPS: u32 = 64;
        let bar = Rect {
            x: frame.plot.right() + 28.0,
            y: frame.plot.y,
            width: 18.0,
            height: frame.plot.height,
        };
        // Whole pixels leave no seams between neighbours.
        let edge = |i: u32| (bar.bottom() - bar.height * f64::from(i) / f64::from(STEPS)).round();
        for i in 0..STEPS {
            let share = (f64::from(i) + 0.5) / f64::from(STEPS);
            let (y, height) = (edge(i + 1), edge(i) - edge(i + 1));
            let (fill, _) = sequential(share);
            frame.canvas.rect(Rect { y, height, ..bar }, &fill, "");
        }
        let scale = Scale::new(self.scale, range, bar.bottom(), bar.y);
        for tick in scale.ticks() {
            let y = scale.at(tick.value);
            frame.canvas.line(&[(bar.right(), y), (bar.right() + 4.0, y)], INK, 1.0, "");
            frame.canvas.text(bar.right() + 8.0, y + 4.5, &tick.label, TextStyle::new(12.0));
        }
        let style = TextStyle { turn: -90.0, ..TextStyle::new(13.0).anchor(Anchor::Middle) };
        let middle = bar.y + bar.height / 2.0;
        frame.canvas.text(frame.canvas.width - 14.0, middle, &self.value_title, style);
    }
}
