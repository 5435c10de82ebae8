//! The tables of `roofscape eval`.

use super::total_us;
use crate::cli::point::Point;
use crate::model::{Kernel, Operation, Resource};
use crate::report::number::{compact, percent};
use crate::report::{Align, Cell, Column, Table};
use crate::study::Sensitivity;

/// All resources, in the order of pictures and tables.
pub(super) const RESOURCES: [Resource; 5] =
    [Resource::Matrix, Resource::Vector, Resource::Memory, Resource::Network, Resource::Latency];

/// What an operation would take if it had only this resource to wait for (µs).
pub(super) fn alone_us(op: &Operation<f64>, resource: Resource) -> f64 {
    match resource {
        Resource::Matrix => op.matrix_us,
        Resource::Vector => op.vector_us,
        Resource::Memory => op.memory_us,
        Resource::Network => op.network_us,
        Resource::Latency => op.latency_us,
    }
}

fn right(name: &str) -> Column {
    Column { align: Align::Right, ..Column::text(name) }
}

pub(super) fn metrics(point: &Point) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("metric"),
        right("value"),
        Column::text("unit"),
        Column::text("meaning"),
    ])?;
    for (metric, value) in point.kernel.metrics().iter().zip(&point.outcome.metrics) {
        let unit = if metric.unit_text == "1" { "" } else { metric.unit_text };
        table.push(vec![
            metric.name.into(),
            compact(*value, 5).into(),
            unit.into(),
            metric.doc.trim_end_matches('.').into(),
        ])?;
    }
    Ok(table)
}

/// Name of an operation; a kernel of its own has none.
pub(super) fn label(op: &Operation<f64>) -> &'static str {
    if op.name.is_empty() { "gemm" } else { op.name }
}

/// One row per operation, its share of the phase as a bar.
pub(super) fn waterfall(operations: &[Operation<f64>]) -> anyhow::Result<Table> {
    let total: f64 = operations.iter().map(total_us).sum();
    let longest = operations.iter().map(total_us).fold(0.0, f64::max);
    let mut table = Table::new(vec![
        Column::text("operation"),
        Column::number("runs", ""),
        Column::number("each", "us"),
        Column::number("all", "ms"),
        Column::percent("share"),
        Column::text("binds"),
        Column::text("bar"),
    ])?;
    for op in operations {
        let binding = op.binding();
        let alone = alone_us(op, binding) / op.time_us;
        table.push(vec![
            label(op).into(),
            op.count.into(),
            op.time_us.into(),
            (total_us(op) * 1e-3).into(),
            (total_us(op) / total).into(),
            format!("{} {}", binding.name(), whole_percent(alone)).into(),
            bar(total_us(op) / longest).into(),
        ])?;
    }
    Ok(table)
}

fn whole_percent(fraction: f64) -> String {
    format!("{:.0} %", 100.0 * fraction)
}

/// Characters of the longest bar.
const BAR: f64 = 26.0;

/// A bar of block characters, drawn to an eighth of a character.
fn bar(fraction: f64) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (fraction * BAR * 8.0).round().max(1.0) as usize;
    "█".repeat(eighths / 8) + PARTS[eighths % 8]
}

/// "Binding: memory 83 % of the time, ..", the share of time in operations each resource binds.
pub(super) fn binding(operations: &[Operation<f64>]) -> String {
    let mut shares = binding_shares(operations);
    shares.retain(|(_, share)| *share > 0.0);
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let texts: Vec<String> =
        shares.iter().map(|(r, s)| format!("{} {}", r.name(), whole_percent(*s))).collect();
    format!(
        "Binding, by share of time: {}. Beside a resource: the share of the operation's time it \
         would take alone.",
        texts.join(", ")
    )
}

/// The share of time spent in operations that each resource binds.
pub(super) fn binding_shares(operations: &[Operation<f64>]) -> Vec<(Resource, f64)> {
    let total: f64 = operations.iter().map(total_us).sum();
    let time = |r: Resource| -> f64 {
        operations.iter().filter(|op| op.binding() == r).map(total_us).sum()
    };
    RESOURCES.into_iter().map(|r| (r, time(r) / total)).collect()
}

/// Positions of the metrics that sensitivities are shown of.
fn shown(kernel: Kernel) -> Vec<usize> {
    let names: &[&str] = match kernel {
        Kernel::Llm => &["prefill_ms", "tpot_ms"],
        Kernel::Gemm
        | Kernel::Moe
        | Kernel::Attention
        | Kernel::Mla
        | Kernel::Systolic
        | Kernel::Collective => &["time_us"],
    };
    let at = |n: &&str| kernel.metrics().iter().position(|m| &m.name == n);
    names.iter().filter_map(at).collect()
}

pub(super) fn sensitivity(kernel: Kernel, all: &[Sensitivity]) -> anyhow::Result<Table> {
    let metrics = shown(kernel);
    let mut columns = vec![Column::text("one part")];
    for &m in &metrics {
        let name = kernel.metrics()[m].name;
        let two = ["change", "elasticity"].map(|unit| Column { unit: unit.into(), ..right(name) });
        columns.extend(two);
    }
    let mut table = Table::new(columns)?;
    let mut order: Vec<&Sensitivity> = all.iter().collect();
    // The last metric shown decides (a request is mostly decode), the others break ties.
    let key =
        |s: &Sensitivity| -> Vec<f64> { metrics.iter().rev().map(|m| s.changed[*m]).collect() };
    order.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
    for s in order {
        let direction = if s.lever.less_is_better { "10 % less" } else { "10 % more" };
        let mut row = vec![Cell::from(format!("{direction} {}", s.lever.name))];
        for &m in &metrics {
            row.push(signed_percent(s.changed[m]).into());
            row.push(rounded(s.elasticity[m]).into());
        }
        table.push(row)?;
    }
    Ok(table)
}

/// Changes that rounding alone explains are none.
const NOTHING: f64 = 5e-5;

fn signed_percent(fraction: f64) -> String {
    if fraction.abs() < NOTHING {
        return "0 %".into();
    }
    let sign = if fraction > 0.0 { "+" } else { "" };
    format!("{sign}{}", percent((fraction * 1e4).round() * 1e-4))
}

fn rounded(elasticity: f64) -> String {
    if elasticity.abs() < 5e-4 { "0".into() } else { format!("{elasticity:.3}") }
}
