use super::axis::Axis;
use super::canvas::{Rect, TextStyle};
use super::frame::{Frame, HEIGHT, Layout, Side};
use super::labels::Labels;
use super::palette::{INK, colour};
use super::scale::{Range, ScaleKind};
use super::{Chart, ChartError, Check};
use crate::report::number::{compact, count};

/// A value pointed out with a vertical line.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where, in the unit of the horizontal axis.
    pub value: f64,
    /// What it is.
    pub label: String,
}

/// Counts in neighbouring intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Title of the chart.
    pub title: String,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis; on a logarithmic one, empty intervals have no bar.
    pub y: Axis,
    /// Rising edges of the intervals, one more than counts.
    pub edges: Vec<f64>,
    /// Counts, from the lowest interval on.
    pub counts: Vec<u64>,
    /// Values to point out; may be empty.
    pub marks: Vec<Mark>,
}

impl Chart for Histogram {
    fn svg(&self) -> Result<String, ChartError> {
        self.check()?;
        let (x_range, y_range) = self.ranges();
        let mut frame = Frame::new(Layout {
            title: &self.title,
            height: HEIGHT,
            right: 28.0,
            x: Side::Values(&self.x, x_range),
            y: Side::Values(&self.y, y_range),
            legend: Vec::new(),
        });
        let bottom = frame.plot.bottom();
        for (edges, &n) in self.edges.windows(2).zip(&self.counts) {
            if n == 0 {
                continue;
            }
            let (left, right) = (frame.x.at(edges[0]), frame.x.at(edges[1]));
            let top = frame.y.at(n as f64);
            // A hair of white between bars, as long as there is something left of them.
            let gap = if right - left > 4.0 { 1.0 } else { 0.0 };
            let width = right - left - gap;
            let [low, high] = [edges[0], edges[1]].map(|edge| compact(edge, 4));
            let tooltip = format!("{low} to {high} {}: {}", self.x.unit, count(n));
            let bar = Rect { x: left, y: top, width, height: bottom - top };
            frame.canvas.rect(bar, colour(0), &tooltip);
        }
        let mut labels = Labels::inside(frame.plot);
        for mark in &self.marks {
            let x = frame.x.at(mark.value);
            frame.canvas.line(&[(x, frame.plot.y), (x, bottom)], INK, 1.5, "5 4");
        }
        for mark in &self.marks {
            let at = (frame.x.at(mark.value), frame.plot.y + 10.0);
            labels.place(&mut frame.canvas, at, &mark.label, TextStyle::new(12.0));
        }
        Ok(frame.finish(&labels))
    }
}

impl Histogram {
    fn check(&self) -> Result<(), ChartError> {
        let check = Check { title: &self.title };
        check.some("the list of counts", &self.counts)?;
        check.length("the list of edges", self.edges.len(), self.counts.len() + 1)?;
        for (i, edge) in self.edges.iter().enumerate() {
            check.value(&format!("edge {}", i + 1), *edge, self.x.scale)?;
        }
        for mark in &self.marks {
            check.value(&format!("mark {}", mark.label), mark.value, self.x.scale)?;
        }
        match self.edges.windows(2).find(|pair| pair[0] >= pair[1]) {
            Some(pair) => {
                let title = self.title.clone();
                Err(ChartError::Edges { title, low: pair[0], high: pair[1] })
            }
            None => Ok(()),
        }
    }

    fn ranges(&self) -> (Range, Range) {
        let marks = self.marks.iter().map(|mark| mark.value);
        let all = self.edges.iter().copied().chain(marks);
        let x = Range::over(all);
        let highest = self.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
        // Room above the highest bar, more of it if marks are to be named there.
        let room = if self.marks.is_empty() { 0.05 } else { 0.1 };
        let y = match self.y.scale {
            ScaleKind::Linear => Range { low: 0.0, high: (1.0 + room) * highest },
            // From 0.5, so that a single design is still a visible bar.
            ScaleKind::Log => Range { low: 0.5, high: highest * (2.0 * highest).powf(room) },
        };
        (x, y)
    }
}
