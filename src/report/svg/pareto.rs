use std::collections::BTreeSet;

use super::axis::{Axis, Better};
use super::canvas::{Rect, Shape, TextStyle};
use super::frame::{Entry, Frame, HEIGHT, Key, Layout, Side};
use super::labels::Labels;
use super::palette::{CONTEXT, INK, colour, text_colour};
use super::scale::Range;
use super::{Chart, ChartError, Check};

/// A design in a scatter of two quantities.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Value on the horizontal axis, in its unit.
    pub x: f64,
    /// Value on the vertical axis, in its unit.
    pub y: f64,
    /// What is written next to the point, if anything.
    pub label: Option<String>,
    /// What its colour and shape stand for, if anything.
    pub group: Option<String>,
}

impl Point {
    /// A point without label and group.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y, label: None, group: None }
    }

    /// The same point with a label.
    pub fn labelled(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// The same point as a member of a group.
    pub fn grouped(self, group: impl Into<String>) -> Self {
        Self { group: Some(group.into()), ..self }
    }
}

/// A Pareto front as a step line over the designs it dominates.
///
/// The step runs through what is attained for certain: between two neighbours of the front it
/// takes the worse value of both axes. Axes without a direction count as "lower is better". The
/// front is drawn as given: it is not checked for dominated points.
#[derive(Clone, Debug, PartialEq)]
pub struct Pareto {
    /// Title of the chart.
    pub title: String,
    /// Horizontal axis, with the direction that is better.
    pub x: Axis,
    /// Vertical axis, with the direction that is better.
    pub y: Axis,
    /// Designs of the front, at least one, in any order.
    pub front: Vec<Point>,
    /// Dominated designs, for context; may be empty, and many at one place are drawn once.
    pub cloud: Vec<Point>,
}

impl Chart for Pareto {
    fn svg(&self) -> Result<String, ChartError> {
        let check = Check { title: &self.title };
        check.some("the front", &self.front)?;
        for (list, points) in [("front", &self.front), ("cloud", &self.cloud)] {
            for (i, point) in points.iter().enumerate() {
                check.value(&format!("x of {list} point {}", i + 1), point.x, self.x.scale)?;
                check.value(&format!("y of {list} point {}", i + 1), point.y, self.y.scale)?;
            }
        }
        let all = || self.front.iter().chain(&self.cloud);
        let x_range = Range::over(all().map(|point| point.x));
        let y_range = Range::over(all().map(|point| point.y));
        let groups = self.groups();
        let mut frame = Frame::new(Layout {
            title: &self.title,
            height: HEIGHT,
            right: 24.0,
            x: Side::Values(&self.x, x_range.with_room(self.x.scale)),
            y: Side::Values(&self.y, y_range.with_room(self.y.scale)),
            legend: self.legend(&groups),
        });
        let mut labels = Labels::inside(frame.plot);
        self.draw_cloud(&mut frame, &mut labels, &groups);
        self.draw_front(&mut frame, &mut labels, &groups);
        for point in all() {
            if let Some(text) = &point.label {
                let at = (frame.x.at(point.x), frame.y.at(point.y));
                labels.place(&mut frame.canvas, at, text, TextStyle::new(12.0));
            }
        }
        Ok(frame.finish(&labels))
    }
}

impl Pareto {
    /// Names of the groups in the order they appear, front first.
    fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for point in self.front.iter().chain(&self.cloud) {
            if let Some(group) = point.group.as_deref()
                && !groups.contains(&group)
            {
                groups.push(group);
            }
        }
        groups
    }

    fn legend(&self, groups: &[&str]) -> Vec<Entry> {
        let line = if groups.is_empty() { colour(0) } else { INK };
        let mut legend =
            vec![Entry { text: "Pareto front".into(), colour: line, key: Key::Line("") }];
        for (i, group) in groups.iter().enumerate() {
            let key = Key::Marker(Shape::of(i), "#ffffff");
            legend.push(Entry { text: (*group).to_owned(), colour: colour(i), key });
        }
        if !self.cloud.is_empty() {
            let key = Key::Marker(Shape::Circle, "none");
            legend.push(Entry { text: "dominated".into(), colour: CONTEXT, key });
        }
        legend
    }

    fn draw_cloud(&self, frame: &mut Frame, labels: &mut Labels, groups: &[&str]) {
        // A million designs share a few thousand pixels; one dot for each pixel says the same.
        let mut drawn = BTreeSet::new();
        for point in &self.cloud {
            let (x, y) = (frame.x.at(point.x), frame.y.at(point.y));
            let group = group_of(point, groups);
            if drawn.insert((x.round() as i64, y.round() as i64, group)) {
                let shape = group.map_or(Shape::Circle, Shape::of);
                frame.canvas.marker(shape, (x, y), 2.2, (CONTEXT, "none"), "");
                labels.avoid(Rect::around(x, y, 2.0));
            }
        }
    }

    fn draw_front(&self, frame: &mut Frame, labels: &mut Labels, groups: &[&str]) {
        let mut front: Vec<&Point> = self.front.iter().collect();
        front.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        let mut path = Vec::new();
        for (i, point) in front.iter().enumerate() {
            if i > 0 {
                let before = front[i - 1];
                let corner = (worse(&self.x, before.x, point.x), worse(&self.y, before.y, point.y));
                path.push((frame.x.at(corner.0), frame.y.at(corner.1)));
            }
            path.push((frame.x.at(point.x), frame.y.at(point.y)));
        }
        let line = if groups.is_empty() { colour(0) } else { INK };
        frame.canvas.line(&path, line, 1.8, "");
        labels.avoid_line(&path);
        for point in front {
            let at = (frame.x.at(point.x), frame.y.at(point.y));
            let (shape, fill) = match group_of(point, groups) {
                Some(i) => (Shape::of(i), colour(i)),
                None => (Shape::Circle, text_colour(0)),
            };
            let tooltip = point.label.as_deref().unwrap_or_default();
            frame.canvas.marker(shape, at, 5.0, (fill, "#ffffff"), tooltip);
            labels.block(Rect::around(at.0, at.1, 5.0));
        }
    }
}

fn group_of(point: &Point, groups: &[&str]) -> Option<usize> {
    let name = point.group.as_deref()?;
    groups.iter().position(|group| *group == name)
}

fn worse(axis: &Axis, a: f64, b: f64) -> f64 {
    if axis.better == Some(Better::Higher) { a.min(b) } else { a.max(b) }
}
