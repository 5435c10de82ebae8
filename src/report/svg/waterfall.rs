use super::axis::Axis;
use super::canvas::{Rect, TextStyle};
use super::frame::{Entry, Frame, Key, Layout, Side};
use super::labels::Labels;
use super::palette::{CONTEXT, colour};
use super::scale::{Range, ScaleKind};
use super::{Chart, ChartError, Check};
use crate::report::number::compact;

/// One operation, split over the resources of a [`Waterfall`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What is written left of the bar.
    pub name: String,
    /// One length per resource, 0 or above, in the unit of the axis.
    pub parts: Vec<f64>,
}

/// Operations one below the other, each a bar split by resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Title of the chart.
    pub title: String,
    /// Horizontal axis; must be linear for lengths to add up.
    pub x: Axis,
    /// What the parts of each bar stand for.
    pub resources: Vec<String>,
    /// The operations, from top to bottom.
    pub bars: Vec<Bar>,
    /// Whether each bar begins where the one above ends, as steps of one run.
    pub cumulative: bool,
}

impl Chart for Waterfall {
    fn svg(&self) -> Result<String, ChartError> {
        self.check()?;
        let totals: Vec<f64> = self.bars.iter().map(|bar| bar.parts.iter().sum()).collect();
        let mut starts = vec![0.0; totals.len()];
        if self.cumulative {
            for i in 1..totals.len() {
                starts[i] = starts[i - 1] + totals[i - 1];
            }
        }
        let ends = starts.iter().zip(&totals).map(|(start, total)| start + total);
        let check = Check { title: &self.title };
        let range = Range::over(ends);
        check.value("the sum of the bars", range.high, ScaleKind::Linear)?;
        let range = Range { low: 0.0, high: range.with_room(ScaleKind::Linear).high };
        let names: Vec<String> = self.bars.iter().map(|bar| bar.name.clone()).collect();
        let axis = Axis { scale: ScaleKind::Linear, ..self.x.clone() };
        let mut frame = Frame::new(Layout {
            title: &self.title,
            height: (160.0 + 32.0 * names.len() as f64).max(300.0),
            right: 60.0,
            x: Side::Values(&axis, range),
            y: Side::Names("", &names),
            legend: self.legend(),
        });
        let band = frame.plot.height / names.len() as f64;
        let thickness = (0.66 * band).min(30.0);
        for (i, (bar, (start, total))) in
            self.bars.iter().zip(starts.iter().zip(&totals)).enumerate()
        {
            let middle = frame.y.at(i as f64);
            self.draw_bar(&mut frame, bar, *start, middle, thickness);
            let end = frame.x.at(start + total);
            let text = compact(*total, 4);
            let style = TextStyle { halo: true, ..TextStyle::new(12.0) };
            frame.canvas.text(end + 6.0, middle + 4.5, &text, style);
            if self.cumulative && i + 1 < self.bars.len() {
                let next = frame.y.at(i as f64 + 1.0);
                let line = [(end, middle + thickness / 2.0), (end, next - thickness / 2.0)];
                frame.canvas.line(&line, CONTEXT, 1.0, "");
            }
        }
        let labels = Labels::inside(frame.plot);
        Ok(frame.finish(&labels))
    }
}

impl Waterfall {
    fn check(&self) -> Result<(), ChartError> {
        let check = Check { title: &self.title };
        check.some("the list of bars", &self.bars)?;
        check.some("the list of resources", &self.resources)?;
        for bar in &self.bars {
            let what = format!("bar `{}`", bar.name);
            check.length(&what, bar.parts.len(), self.resources.len())?;
            for (part, resource) in bar.parts.iter().zip(&self.resources) {
                let what = format!("{resource} of bar `{}`", bar.name);
                check.value(&what, *part, ScaleKind::Linear)?;
                if *part < 0.0 {
                    let title = self.title.clone();
                    return Err(ChartError::Negative { title, what, value: *part });
                }
            }
        }
        Ok(())
    }

    fn legend(&self) -> Vec<Entry> {
        let entry = |(i, name): (usize, &String)| Entry {
            text: name.clone(),
            colour: colour(i),
            key: Key::Swatch,
        };
        self.resources.iter().enumerate().map(entry).collect()
    }

    fn draw_bar(&self, frame: &mut Frame, bar: &Bar, start: f64, middle: f64, thickness: f64) {
        let mut from = start;
        for (i, part) in bar.parts.iter().enumerate() {
            let (left, right) = (frame.x.at(from), frame.x.at(from + part));
            from += part;
            if *part == 0.0 {
                continue;
            }
            // Parts thinner than a hair stay visible.
            let width = (right - left).max(0.5);
            let y = middle - thickness / 2.0;
            let value = compact(*part, 4);
            let tooltip = format!("{}, {}: {value} {}", bar.name, self.resources[i], self.x.unit);
            let rect = Rect { x: left, y, width, height: thickness };
            frame.canvas.rect(rect, colour(i), &tooltip);
        }
    }
}
