//! `roofscape sweep --explain`: the plan, what it saves, and how long the sweep will take.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use serde_json::json;

use super::context::Context;
use super::device::{self, DeviceChoice};
use crate::cpu;
use crate::report::{Cell, Column, Table, number};
use crate::study::Bound;
use crate::sweep::explain::{Cost, cost};
use crate::sweep::plan::{Limits, Scope, plan};
use crate::sweep::{Problem, Ranges};

/// How long the speed is measured.
const SAMPLE: Duration = Duration::from_millis(400);

pub(super) fn explain(
    bound: &Bound,
    choice: DeviceChoice,
    context: &Context,
) -> anyhow::Result<()> {
    let points = bound.problems.iter().filter_map(Problem::points).max().unwrap_or(u128::MAX);
    let device = device::open(choice, points)?;
    let mut json = Vec::new();
    for (q, problem) in bound.study.questions.iter().zip(&bound.problems) {
        let plan = plan(problem, Limits::CPU);
        let cost = cost(problem, &plan, |p| cpu::row_mask(p, &plan));
        let (rate, points) = measure(problem, &device, context)?;
        let seconds = points as f64 / rate;
        if context.json {
            json.push(as_json(&q.name, &cost, points, rate));
            continue;
        }
        context.heading(&format!("{}: {} points", q.name, number::count(points)))?;
        let walk: Vec<String> =
            cost.walk.iter().map(|(n, len, _)| format!("{n} ({len})")).collect();
        context.line(&format!("walk, outermost first: {}", walk.join(", ")))?;
        context.line(&format!(
            "operations per point: {} as written, {} as planned ({:.0} times fewer)",
            number::count(cost.before),
            number::significant(cost.after, 3),
            cost.before as f64 / cost.after.max(1e-9)
        ))?;
        context.table(&tables(&cost)?)?;
        context.line(&format!(
            "measured for {:.1} s: {}; expected time {}\n",
            SAMPLE.as_secs_f64(),
            number::si(rate, "points/s"),
            number::duration(seconds)
        ))?;
    }
    if context.json {
        context.print_json(&json!(json))?;
    }
    Ok(())
}

fn tables(cost: &Cost) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("what runs"),
        Column::text("over"),
        Column::text("rows"),
        Column::integer("columns", ""),
        Column::text("operations"),
        Column::number("per point", ""),
    ])?;
    for t in &cost.tables {
        let when = if t.scope == Scope::Once { "table, once" } else { "table, per batch" };
        let over = if t.axes.is_empty() { "nothing".into() } else { t.axes.join(", ") };
        table.push(vec![
            when.into(),
            over.into(),
            number::count(t.rows).into(),
            i64::try_from(t.columns)?.into(),
            number::count(t.operations).into(),
            t.per_point.into(),
        ])?;
    }
    let rest = |what: &str, operations: f64| -> Vec<Cell> {
        vec![
            what.into(),
            Cell::Missing,
            Cell::Missing,
            Cell::Missing,
            Cell::Missing,
            operations.into(),
        ]
    };
    table.push(rest("once per row", cost.per_row))?;
    table.push(rest("every point", cost.per_point as f64))?;
    Ok(table)
}

/// Points per second on the device, and points in all. Short stretches all over the grid are
/// run, since infeasible regions are quicker than others.
fn measure(
    problem: &Problem,
    device: &device::Opened,
    context: &Context,
) -> anyhow::Result<(f64, u128)> {
    let points = problem.points().unwrap_or(u128::MAX);
    /// Stretches, and points of each.
    const STRETCHES: u128 = 16;
    const LENGTH: u128 = 1 << 20;
    let mut todo = Ranges::default();
    for i in 0..STRETCHES {
        let from = points / STRETCHES * i;
        todo.add(&Ranges::one(from, (from + LENGTH).min(points)));
    }
    let stop = AtomicBool::new(false);
    let mut begun: Option<Instant> = None;
    let (mut counted, mut seconds) = (0u128, 0.0);
    // The first step builds the tables that serve the whole sweep; it is not counted unless
    // it is all there is.
    let mut progress = |n: u128| {
        let now = Instant::now();
        if let Some(begun) = begun {
            counted += n;
            seconds = (now - begun).as_secs_f64();
            if now - begun > SAMPLE {
                stop.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        } else {
            begun = Some(now);
        }
    };
    let start = Instant::now();
    let (summary, outcome) =
        device::evaluate(problem, device, &todo, &stop, &mut progress, context);
    outcome?;
    if counted == 0 {
        return Ok((summary.done.points() as f64 / start.elapsed().as_secs_f64(), points));
    }
    Ok((counted as f64 / seconds, points))
}

fn as_json(name: &str, cost: &Cost, points: u128, rate: f64) -> serde_json::Value {
    let tables: Vec<_> = cost
        .tables
        .iter()
        .map(|t| {
            json!({
                "axes": t.axes, "once": t.scope == Scope::Once, "rows": t.rows.to_string(),
                "columns": t.columns, "operations": t.operations, "per_point": t.per_point,
            })
        })
        .collect();
    let walk: Vec<_> =
        cost.walk.iter().map(|(n, len, _)| json!({ "axis": n, "len": len })).collect();
    json!({
        "question": name, "points": points.to_string(), "walk": walk,
        "operations_per_point_before": cost.before, "operations_per_point_after": cost.after,
        "tables": tables, "per_row": cost.per_row, "every_point": cost.per_point,
        "points_per_second": rate, "expected_seconds": points as f64 / rate,
    })
}
