//! Labels that do not overlap: each takes the best free place around its point.

use super::canvas::{Anchor, Canvas, Rect, TextStyle, text_width};
use super::palette::FAINT;

/// Height of a line of text in units of its size.
const LINE: f64 = 1.2;

/// Distances tried between a point and its label; from `LEADER` on a line joins them.
const DISTANCES: [f64; 8] = [8.0, 14.0, 24.0, 36.0, 50.0, 66.0, 84.0, 104.0];
const LEADER: f64 = 20.0;

const DIRECTIONS: [(f64, f64); 8] = [
    (1.0, 0.0),
    (0.75, -0.75),
    (0.0, -1.0),
    (0.75, 0.75),
    (0.0, 1.0),
    (-1.0, 0.0),
    (-0.75, -0.75),
    (-0.75, 0.75),
];

/// What is taken on a chart, and what had to be left out.
pub(super) struct Labels {
    bounds: Rect,
    markers: Vec<Rect>,
    texts: Vec<Rect>,
    avoided: Vec<Rect>,
    /// Labels for which there was no room.
    pub(super) omitted: usize,
}

impl Labels {
    /// No labels yet, all to stay inside `bounds`.
    pub(super) fn inside(bounds: Rect) -> Self {
        Self { bounds, markers: Vec::new(), texts: Vec::new(), avoided: Vec::new(), omitted: 0 }
    }

    /// Keeps labels off `rect` altogether.
    pub(super) fn block(&mut self, rect: Rect) {
        self.markers.push(rect);
    }

    /// Keeps labels off a small marker as long as there is another place.
    pub(super) fn avoid(&mut self, rect: Rect) {
        self.avoided.push(rect);
    }

    /// Keeps labels off a line as long as there is another place.
    pub(super) fn avoid_line(&mut self, points: &[(f64, f64)]) {
        for ends in points.windows(2) {
            let (dx, dy) = (ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
            let steps = (dx.hypot(dy) / 6.0).ceil().max(1.0) as u32;
            for i in 0..=steps {
                let t = f64::from(i) / f64::from(steps);
                self.avoided.push(Rect::around(ends[0].0 + t * dx, ends[0].1 + t * dy, 1.5));
            }
        }
    }

    /// How many pieces of line a text over `rects` would cover; `None` if the place is taken.
    pub(super) fn covered(&self, rects: &[Rect]) -> Option<usize> {
        let free = rects.iter().all(|rect| self.is_free(rect));
        free.then(|| {
            let hit = |line: &&Rect| rects.iter().any(|rect| rect.overlaps(line));
            self.avoided.iter().filter(hit).count()
        })
    }

    /// Takes the place of a text that the caller draws.
    pub(super) fn claim(&mut self, rects: &[Rect]) {
        self.texts.extend_from_slice(rects);
    }

    /// Draws `text` near `point`, or counts it as omitted where nothing near is free.
    pub(super) fn place(
        &mut self,
        canvas: &mut Canvas,
        point: (f64, f64),
        text: &str,
        style: TextStyle,
    ) {
        let (width, height) = (text_width(text, style.size), LINE * style.size);
        let mut best: Option<(f64, Rect, f64)> = None;
        for distance in DISTANCES {
            for (rank, direction) in DIRECTIONS.into_iter().enumerate() {
                let rect = beside(point, direction, distance, width, height);
                if !self.is_free(&rect) || (distance > LEADER && self.crossed(point, &rect)) {
                    continue;
                }
                let over = self.avoided.iter().filter(|line| line.overlaps(&rect)).count();
                let cost = distance + 8.0 * over as f64 + rank as f64;
                if best.is_none_or(|(lowest, ..)| cost < lowest) {
                    best = Some((cost, rect, distance));
                }
            }
        }
        let Some((_, rect, distance)) = best else {
            self.omitted += 1;
            return;
        };
        if distance > LEADER {
            let end = nearest(point, &rect);
            canvas.line(&[point, end], FAINT, 0.8, "");
            self.texts.extend(along(point, end).map(|(x, y)| Rect::around(x, y, 1.0)));
        }
        self.texts.push(rect);
        let middle = rect.x + rect.width / 2.0;
        let (x, anchor) = match middle - point.0 {
            d if d > 0.3 * rect.width => (rect.x, Anchor::Start),
            d if d < -0.3 * rect.width => (rect.right(), Anchor::End),
            _ => (middle, Anchor::Middle),
        };
        let style = TextStyle { halo: true, ..style.anchor(anchor) };
        canvas.text(x, rect.y + 0.92 * style.size, text, style);
    }

    fn is_free(&self, rect: &Rect) -> bool {
        let mut taken = self.markers.iter().chain(&self.texts);
        self.bounds.holds(rect) && !taken.any(|other| other.overlaps(rect))
    }

    /// Whether the line from `point` to a label at `rect` would run through another label.
    fn crossed(&self, point: (f64, f64), rect: &Rect) -> bool {
        let mut here = along(point, nearest(point, rect)).map(|(x, y)| Rect::around(x, y, 1.0));
        here.any(|here| self.texts.iter().any(|other| other.overlaps(&here)))
    }
}

/// Points on the line from a marker to its label, without the ends.
fn along(point: (f64, f64), end: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let (dx, dy) = (end.0 - point.0, end.1 - point.1);
    let steps = (dx.hypot(dy) / 2.0).ceil().max(2.0) as u32;
    (1..steps)
        .map(move |i| f64::from(i) / f64::from(steps))
        .map(move |t| (point.0 + t * dx, point.1 + t * dy))
}

/// A box of the given size whose side faces `point` from `direction`.
fn beside(
    point: (f64, f64),
    direction: (f64, f64),
    distance: f64,
    width: f64,
    height: f64,
) -> Rect {
    let (x, y) = (point.0 + distance * direction.0, point.1 + distance * direction.1);
    let shift = |d: f64, size: f64| match d {
        d if d > 0.0 => 0.0,
        d if d < 0.0 => -size,
        _ => -size / 2.0,
    };
    Rect { x: x + shift(direction.0, width), y: y + shift(direction.1, height), width, height }
}

fn nearest(point: (f64, f64), rect: &Rect) -> (f64, f64) {
    (point.0.clamp(rect.x, rect.right()), point.1.clamp(rect.y, rect.bottom()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_of_labels_never_overlaps_and_what_is_left_out_is_counted() {
        let bounds = Rect { x: 0.0, y: 0.0, width: 300.0, height: 200.0 };
        let mut labels = Labels::inside(bounds);
        let mut canvas = Canvas::new(300.0, 200.0);
        for i in 0..60 {
            let point = (150.0 + f64::from(i % 7), 100.0 + f64::from(i % 5));
            labels.place(&mut canvas, point, "H100 SXM", TextStyle::new(12.0));
        }
        let placed: Vec<&Rect> = labels.texts.iter().filter(|rect| rect.width > 2.0).collect();
        assert_eq!(placed.len() + labels.omitted, 60);
        assert!(placed.len() >= 6 && labels.omitted > 0, "{} placed", placed.len());
        for (i, a) in placed.iter().enumerate() {
            assert!(bounds.holds(a));
            assert!(placed[i + 1..].iter().all(|b| !a.overlaps(b)));
        }
    }
}
