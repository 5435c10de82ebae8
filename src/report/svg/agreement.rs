use super::axis::Axis;
use super::canvas::{Rect, Shape, TextStyle};
use super::frame::{Entry, Frame, HEIGHT, Key, Layout, Side};
use super::labels::Labels;
use super::palette::{CONTEXT, FAINT, colour, text_colour};
use super::pareto::Point;
use super::scale::{Range, ScaleKind};
use super::{Chart, ChartError, Check};
use crate::report::number::percent;

/// Points of one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name in the legend.
    pub name: String,
    /// The points: `x` the reference, `y` what is compared with it; the group of a point
    /// without a label is shown when it is hovered.
    pub points: Vec<Point>,
}

/// One quantity from two origins against each other, with the line on which they agree.
///
/// Both axes show the same range, so a point above the line is an overestimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Title of the chart.
    pub title: String,
    /// The reference, as "published peak"; its scale is used for both axes.
    pub x: Axis,
    /// What is compared with it, as "derived peak", in the same unit.
    pub y: Axis,
    /// The points.
    pub series: Vec<Series>,
    /// Half-width of the band around the line as a fraction (0.1 for ±10 %), if one is to be drawn.
    pub band: Option<f64>,
}

impl Chart for Agreement {
    fn svg(&self) -> Result<String, ChartError> {
        let check = Check { title: &self.title };
        let kind = self.x.scale;
        let points: Vec<&Point> = self.series.iter().flat_map(|s| &s.points).collect();
        check.some("the list of points", &points)?;
        for (i, point) in points.iter().enumerate() {
            check.value(&format!("x of point {}", i + 1), point.x, kind)?;
            check.value(&format!("y of point {}", i + 1), point.y, kind)?;
        }
        if let Some(band) = self.band {
            check.value("the band", band, ScaleKind::Linear)?;
        }
        let values = points.iter().flat_map(|point| [point.x, point.y]);
        let range = Range::over(values).with_room(kind);
        let y = Axis { scale: kind, ..self.y.clone() };
        let mut frame = Frame::new(Layout {
            title: &self.title,
            height: HEIGHT,
            right: 24.0,
            x: Side::Values(&self.x, range),
            y: Side::Values(&y, range),
            legend: self.legend(),
        });
        let mut labels = Labels::inside(frame.plot);
        self.draw_band(&mut frame, &mut labels, range);
        for (i, series) in self.series.iter().enumerate() {
            for point in &series.points {
                let at = (frame.x.at(point.x), frame.y.at(point.y));
                let name = point.label.as_ref().or(point.group.as_ref()).unwrap_or(&series.name);
                let shape = Shape::of(i);
                frame.canvas.marker(shape, at, 4.5, (colour(i), "#ffffff"), name);
                labels.block(Rect::around(at.0, at.1, 4.5));
            }
        }
        for (i, series) in self.series.iter().enumerate() {
            for point in &series.points {
                if let Some(text) = &point.label {
                    let at = (frame.x.at(point.x), frame.y.at(point.y));
                    let style = TextStyle::new(12.0).colour(text_colour(i));
                    labels.place(&mut frame.canvas, at, text, style);
                }
            }
        }
        Ok(frame.finish(&labels))
    }
}

impl Agreement {
    fn legend(&self) -> Vec<Entry> {
        let series = |(i, series): (usize, &Series)| {
            let key = Key::Marker(Shape::of(i), "#ffffff");
            Entry { text: series.name.clone(), colour: colour(i), key }
        };
        let mut legend: Vec<Entry> = self.series.iter().enumerate().map(series).collect();
        legend.push(Entry { text: "y = x".into(), colour: FAINT, key: Key::Line("") });
        if let Some(band) = self.band {
            let text = format!("± {}", percent(band));
            legend.push(Entry { text, colour: CONTEXT, key: Key::Line("5 4") });
        }
        legend
    }

    fn draw_band(&self, frame: &mut Frame, labels: &mut Labels, range: Range) {
        let factors = match self.band {
            Some(band) => vec![1.0, 1.0 - band, 1.0 + band],
            None => vec![1.0],
        };
        for factor in factors {
            let Some(ends) = visible(range, factor) else { continue };
            let ends = ends.map(|x| (frame.x.at(x), frame.y.at(factor * x)));
            let (colour, dash) = if factor == 1.0 { (FAINT, "") } else { (CONTEXT, "5 4") };
            frame.canvas.line(&ends, colour, 1.4, dash);
            labels.avoid_line(&ends);
        }
    }
}

/// Ends of the part of `y = factor·x` with both coordinates in `range`, if there is any.
fn visible(range: Range, factor: f64) -> Option<[f64; 2]> {
    if factor <= 0.0 {
        return None;
    }
    let low = range.low.max(range.low / factor);
    let high = range.high.min(range.high / factor);
    (low < high).then_some([low, high])
}
