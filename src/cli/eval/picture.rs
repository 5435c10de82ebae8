//! The waterfall of `roofscape eval --svg`: one chart per phase, one below the other.

use std::path::Path;

use super::tables::{RESOURCES, alone_us, label};
use super::{name, of, phases, total_us};
use crate::cli::point::Point;
use crate::model::{Operation, Resource};
use crate::report::file;
use crate::report::svg::{Axis, Bar, Chart, Waterfall, stacked};

/// Share of a phase below which an operation joins "all others".
const SMALL: f64 = 0.005;

pub(super) fn write(point: &Point, what: &str, path: &Path, force: bool) -> anyhow::Result<()> {
    let charts = phases(&point.operations)
        .into_iter()
        .map(|p| {
            let operations = of(&point.operations, p);
            let milliseconds = operations.iter().map(total_us).sum::<f64>() >= 1e3;
            let (scale, unit) = if milliseconds { (1e-3, "ms") } else { (1.0, "us") };
            let chart = Waterfall {
                title: format!("{}: {what}", name(p)),
                x: Axis::linear(format!("time at {}", point.fixed), unit),
                resources: RESOURCES.map(|r| r.name().to_owned()).to_vec(),
                bars: bars(&operations, scale),
                cumulative: true,
            };
            chart.svg()
        })
        .collect::<Result<Vec<_>, _>>()?;
    let text = stacked(what, &charts);
    file::write_file(path, force, |out| -> anyhow::Result<()> {
        out.write_all(text.as_bytes())?;
        Ok(())
    })
}

fn bars(operations: &[Operation<f64>], scale: f64) -> Vec<Bar> {
    let total: f64 = operations.iter().map(total_us).sum();
    let (large, small): (Vec<&Operation<f64>>, Vec<&Operation<f64>>) =
        operations.iter().partition(|op| total_us(op) >= SMALL * total);
    let parts = |op: &Operation<f64>| parts(op).map(|us| us * op.count * scale);
    let mut bars: Vec<Bar> = large
        .iter()
        .map(|op| Bar { name: label(op).to_owned(), parts: parts(op).to_vec() })
        .collect();
    if !small.is_empty() {
        let mut sum = [0.0; RESOURCES.len()];
        for op in &small {
            sum.iter_mut().zip(parts(op)).for_each(|(s, p)| *s += p);
        }
        bars.push(Bar { name: format!("{} others", small.len()), parts: sum.to_vec() });
    }
    bars
}

/// The time of an operation over the resources: launches and hops first, which nothing
/// hides, and the rest on the resource that takes longest.
fn parts(op: &Operation<f64>) -> [f64; RESOURCES.len()] {
    let latency = op.latency_us.min(op.time_us);
    let busiest = RESOURCES
        .into_iter()
        .filter(|r| *r != Resource::Latency)
        .max_by(|a, b| alone_us(op, *a).total_cmp(&alone_us(op, *b)));
    RESOURCES.map(|r| match r {
        Resource::Latency => latency,
        r if Some(r) == busiest => op.time_us - latency,
        _ => 0.0,
    })
}
