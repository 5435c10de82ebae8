use super::axis::Axis;
use super::canvas::{Anchor, Rect, Shape, TextStyle, text_width};
use super::frame::{Entry, Frame, HEIGHT, Key, Layout, Side};
use super::labels::Labels;
use super::palette::{colour, text_colour};
use super::scale::{Range, ScaleKind};
use super::{Chart, ChartError, Check};
use crate::report::number::compact;

/// A bandwidth that bounds performance at low arithmetic intensity.
#[derive(Clone, Debug, PartialEq)]
pub struct MemoryRoof {
    /// Which memory, as `HBM3` or `L2`.
    pub name: String,
    /// Bandwidth in TB/s.
    pub bandwidth_tbps: f64,
}

/// A compute rate that bounds performance at high arithmetic intensity.
#[derive(Clone, Debug, PartialEq)]
pub struct Ceiling {
    /// Which rate, as `BF16 dense`.
    pub name: String,
    /// Rate in TFLOP/s.
    pub peak_tflops: f64,
}

/// An operation, placed where it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// What is written next to the point.
    pub name: String,
    /// Operations per byte moved, in FLOP/byte.
    pub intensity_flop_per_byte: f64,
    /// Rate attained, in TFLOP/s.
    pub attained_tflops: f64,
}

/// A chip with its roofs, its ceilings and the operations that run on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// Name in the legend.
    pub name: String,
    /// Memories; the first is drawn solid, the others dashed.
    pub roofs: Vec<MemoryRoof>,
    /// Compute rates; the first is drawn solid, the others dashed.
    pub ceilings: Vec<Ceiling>,
    /// Operations on this chip; may be empty.
    pub operations: Vec<Operation>,
}

/// Roofs of one or several chips: attainable rate against arithmetic intensity, log-log.
///
/// `P(I) = min(P_peak, I·B)`, `P` in TFLOP/s, `I` in FLOP/byte, `B` in TB/s (Williams, Waterman and
/// Patterson, CACM 52(4), 2009). Roof and ceiling meet at the ridge `I = P_peak/B`, marked with its
/// value: 989.4 TFLOP/s over 3.35 TB/s is 295.3 FLOP/byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Roofline {
    /// Title of the chart.
    pub title: String,
    /// The chips, at least one.
    pub chips: Vec<Chip>,
}

const DASHES: [&str; 4] = ["", "8 4", "2 3", "10 3 2 3"];
const NOTE: TextStyle = TextStyle::new(12.0);

impl Chart for Roofline {
    fn svg(&self) -> Result<String, ChartError> {
        self.check()?;
        let axes = [
            Axis::log("arithmetic intensity", "FLOP/byte"),
            Axis::log("attainable performance", "TFLOP/s"),
        ];
        let (x_range, y_range) = self.ranges();
        let mut frame = Frame::new(Layout {
            title: &self.title,
            height: HEIGHT,
            right: 24.0,
            x: Side::Values(&axes[0], x_range),
            y: Side::Values(&axes[1], y_range),
            legend: self.legend(),
        });
        let mut labels = Labels::inside(frame.plot);
        for (i, chip) in self.chips.iter().enumerate() {
            draw_lines(&mut frame, &mut labels, i, chip);
        }
        // Everything that must stay visible is drawn and blocked before the first label is placed.
        for (i, chip) in self.chips.iter().enumerate() {
            draw_points(&mut frame, &mut labels, i, chip);
        }
        for (i, chip) in self.chips.iter().enumerate() {
            name_ceilings(&mut frame, &mut labels, i, chip);
        }
        for (i, chip) in self.chips.iter().enumerate() {
            name_points(&mut frame, &mut labels, i, chip);
        }
        // Last, because these have long lines to slide along to where there is room.
        for (i, chip) in self.chips.iter().enumerate() {
            name_roofs(&mut frame, &mut labels, i, chip);
        }
        Ok(frame.finish(&labels))
    }
}

impl Roofline {
    fn check(&self) -> Result<(), ChartError> {
        let check = Check { title: &self.title };
        check.some("the list of chips", &self.chips)?;
        let value = |what: &str, value| check.value(what, value, ScaleKind::Log);
        for chip in &self.chips {
            check.some("a list of memory roofs", &chip.roofs)?;
            check.some("a list of ceilings", &chip.ceilings)?;
            for roof in &chip.roofs {
                value(&format!("bandwidth of {} {}", chip.name, roof.name), roof.bandwidth_tbps)?;
            }
            for ceiling in &chip.ceilings {
                value(&format!("peak of {} {}", chip.name, ceiling.name), ceiling.peak_tflops)?;
            }
            for op in &chip.operations {
                value(&format!("intensity of {}", op.name), op.intensity_flop_per_byte)?;
                value(&format!("rate of {}", op.name), op.attained_tflops)?;
            }
        }
        for (i, chip) in self.chips.iter().enumerate() {
            for (ridge, _) in ridges(chip) {
                value(&format!("a ridge of {} (chip {})", chip.name, i + 1), ridge)?;
            }
        }
        Ok(())
    }

    /// Ranges that show every ridge and operation with the slopes and the flat parts around them.
    fn ranges(&self) -> (Range, Range) {
        let ridges: Vec<(f64, f64)> = self.chips.iter().flat_map(ridges).collect();
        let operations = || self.chips.iter().flat_map(|chip| &chip.operations);
        let mut x = Range { low: f64::INFINITY, high: 0.0 };
        let mut y = x;
        for (intensity, peak) in &ridges {
            x = Range { low: x.low.min(intensity / 30.0), high: x.high.max(intensity * 10.0) };
            y = Range { low: y.low.min(peak / 100.0), high: y.high.max(peak * 1.8) };
        }
        for op in operations() {
            let (i, p) = (op.intensity_flop_per_byte, op.attained_tflops);
            x = Range { low: x.low.min(i / 2.0), high: x.high.max(i * 2.0) };
            y = Range { low: y.low.min(p / 2.0), high: y.high.max(p * 1.8) };
        }
        (x, y)
    }

    fn legend(&self) -> Vec<Entry> {
        let chip = |(i, chip): (usize, &Chip)| {
            let key = Key::Line("");
            Entry { text: chip.name.clone(), colour: colour(i), key }
        };
        let mut legend: Vec<Entry> = self.chips.iter().enumerate().map(chip).collect();
        let key = Key::Marker(Shape::Circle, "#1b1f24");
        legend.push(Entry { text: "ridge point (FLOP/byte)".into(), colour: "#ffffff", key });
        if self.chips.iter().any(|chip| !chip.operations.is_empty()) {
            let key = Key::Marker(Shape::Diamond, "#ffffff");
            legend.push(Entry { text: "operation".into(), colour: "#1b1f24", key });
        }
        legend
    }
}

/// Intensity and rate of every ridge of `chip`.
fn ridges(chip: &Chip) -> impl Iterator<Item = (f64, f64)> {
    chip.roofs.iter().flat_map(|roof| {
        let ridge = |c: &Ceiling| (c.peak_tflops / roof.bandwidth_tbps, c.peak_tflops);
        chip.ceilings.iter().map(ridge)
    })
}

fn fastest(chip: &Chip) -> (f64, f64) {
    let bandwidth = chip.roofs.iter().map(|roof| roof.bandwidth_tbps).fold(0.0, f64::max);
    let peak = chip.ceilings.iter().map(|ceiling| ceiling.peak_tflops).fold(0.0, f64::max);
    (bandwidth, peak)
}

/// Ends of the visible part of a memory roof, in pixels.
fn slope(frame: &Frame, bandwidth: f64, peak: f64) -> [(f64, f64); 2] {
    let low = frame.x.range().low.max(frame.y.range().low / bandwidth);
    let high = peak / bandwidth;
    [low, high].map(|i| (frame.x.at(i), frame.y.at(i * bandwidth)))
}

/// Ends of the visible part of a ceiling, in pixels.
fn flat(frame: &Frame, bandwidth: f64, peak: f64) -> [(f64, f64); 2] {
    [peak / bandwidth, frame.x.range().high].map(|i| (frame.x.at(i), frame.y.at(peak)))
}

fn draw_lines(frame: &mut Frame, labels: &mut Labels, i: usize, chip: &Chip) {
    let (bandwidth, peak) = fastest(chip);
    for (dash, roof) in DASHES.iter().cycle().zip(&chip.roofs) {
        let ends = slope(frame, roof.bandwidth_tbps, peak);
        frame.canvas.line(&ends, colour(i), 2.2, dash);
        labels.avoid_line(&ends);
    }
    for (dash, ceiling) in DASHES.iter().cycle().zip(&chip.ceilings) {
        let ends = flat(frame, bandwidth, ceiling.peak_tflops);
        frame.canvas.line(&ends, colour(i), 2.2, dash);
        labels.avoid_line(&ends);
    }
}

fn draw_points(frame: &mut Frame, labels: &mut Labels, i: usize, chip: &Chip) {
    for (intensity, rate) in ridges(chip) {
        let point = (frame.x.at(intensity), frame.y.at(rate));
        let text = format!("ridge: {} FLOP/byte", compact(intensity, 4));
        frame.canvas.marker(Shape::Circle, point, 4.5, ("#ffffff", colour(i)), &text);
        labels.block(Rect::around(point.0, point.1, 5.0));
    }
    for op in &chip.operations {
        let point = (frame.x.at(op.intensity_flop_per_byte), frame.y.at(op.attained_tflops));
        let rate = compact(op.attained_tflops, 4);
        let text = format!("{} on {}: {rate} TFLOP/s", op.name, chip.name);
        frame.canvas.marker(Shape::Diamond, point, 5.5, (text_colour(i), "#ffffff"), &text);
        labels.block(Rect::around(point.0, point.1, 6.0));
    }
}

fn name_points(frame: &mut Frame, labels: &mut Labels, i: usize, chip: &Chip) {
    let style = NOTE.colour(text_colour(i));
    for (intensity, rate) in ridges(chip) {
        let point = (frame.x.at(intensity), frame.y.at(rate));
        labels.place(&mut frame.canvas, point, &compact(intensity, 4), style);
    }
    for op in &chip.operations {
        let point = (frame.x.at(op.intensity_flop_per_byte), frame.y.at(op.attained_tflops));
        labels.place(&mut frame.canvas, point, &op.name, style);
    }
}

fn name_ceilings(frame: &mut Frame, labels: &mut Labels, i: usize, chip: &Chip) {
    let (bandwidth, _) = fastest(chip);
    for ceiling in &chip.ceilings {
        let text = format!("{} {} TFLOP/s", ceiling.name, compact(ceiling.peak_tflops, 4));
        let [from, to] = flat(frame, bandwidth, ceiling.peak_tflops);
        write_along(frame, labels, [to, from], &text, i);
    }
}

fn name_roofs(frame: &mut Frame, labels: &mut Labels, i: usize, chip: &Chip) {
    let (_, peak) = fastest(chip);
    for roof in &chip.roofs {
        let text = format!("{} {} TB/s", roof.name, compact(roof.bandwidth_tbps, 4));
        let ends = slope(frame, roof.bandwidth_tbps, peak);
        write_along(frame, labels, ends, &text, i);
    }
}

/// Writes `text` along a line: near its first end, on either side, off other lines if possible.
fn write_along(
    frame: &mut Frame,
    labels: &mut Labels,
    [near, far]: [(f64, f64); 2],
    text: &str,
    i: usize,
) {
    let (dx, dy) = (far.0 - near.0, far.1 - near.1);
    let length = dx.hypot(dy);
    let (ux, uy) = (dx / length, dy / length);
    // The normal that points down.
    let (nx, ny) = if ux >= 0.0 { (-uy, ux) } else { (uy, -ux) };
    let half = text_width(text, NOTE.size) / 2.0;
    let steps = (half / 5.0).ceil() as i32;
    let mut best: Option<(f64, (f64, f64), Vec<Rect>)> = None;
    let mut place = half + 8.0;
    while place + half < length {
        for off in [-10.0, 10.0] {
            let (x, y) = (near.0 + place * ux + off * nx, near.1 + place * uy + off * ny);
            let boxes: Vec<Rect> = (-steps..=steps)
                .map(|k| half * f64::from(k) / f64::from(steps))
                .map(|d| Rect::around(x + d * ux, y + d * uy, 6.0))
                .collect();
            if let Some(covered) = labels.covered(&boxes) {
                let cost = 10.0 * covered as f64 + place;
                if best.as_ref().is_none_or(|(lowest, ..)| cost < *lowest) {
                    best = Some((cost, (x, y), boxes));
                }
            }
        }
        place += 6.0;
    }
    let style = NOTE.colour(text_colour(i));
    let Some((_, (x, y), boxes)) = best else {
        labels.place(&mut frame.canvas, near, text, style);
        return;
    };
    labels.claim(&boxes);
    let turn = (dy / dx).atan().to_degrees();
    let style = TextStyle { turn, halo: true, ..style.anchor(Anchor::Middle) };
    // A baseline sits below the middle of its letters, which is also turned.
    frame.canvas.text(x + 4.0 * nx, y + 4.0 * ny, text, style);
}
