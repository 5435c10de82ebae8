//! Composes a kernel: the hand-written harness in `shaders/`, and what a plan says about its
//! axes, tables and equations.
//!
//! Radices, strides and offsets are literals, so that divisions become multiplications and
//! nothing is looked up but the tables themselves.

use std::fmt::Write;

use super::bounds::Bounded;
use super::layout::Layout;
use crate::sweep::plan::Plan;
use crate::sweep::{Ask, Problem};
use crate::trace::{Tape, wgsl};

pub use crate::trace::wgsl::Scalar;

/// Points that one invocation visits: amortises the counting.
pub(super) const ITEMS: u32 = 16;
/// Invocations of a workgroup; the harness says the same.
pub(super) const WORKGROUP: u32 = 256;

const BINDINGS: &str = include_str!("../../shaders/bindings.wgsl");
const SWEEP: &str = include_str!("../../shaders/sweep.wgsl");
const TOP: &str = include_str!("../../shaders/top.wgsl");
const BEST: &str = include_str!("../../shaders/best.wgsl");
const FRONT: &str = include_str!("../../shaders/front.wgsl");
const HISTOGRAM: &str = include_str!("../../shaders/histogram.wgsl");
const DUMP: &str = include_str!("../../shaders/dump.wgsl");

/// Number of counters of a sweep: feasible points, reasons, bins.
pub(super) fn counters(ask: &Ask) -> usize {
    1 + ask.reasons.len() + ask.histogram.as_ref().map_or(0, |h| h.edges.len() + 1)
}

/// The kernel that sweeps: classifies points and appends candidates.
pub fn sweep(problem: &Problem, plan: &Plan, layout: &Layout, bounded: &Bounded) -> String {
    let ask = &problem.ask;
    let edges = ask.histogram.as_ref().map_or(0, |h| h.edges.len());
    let mut text = constants(&[
        ("ITEMS", ITEMS as usize),
        ("COUNTERS", counters(ask)),
        ("REASONS", ask.reasons.len()),
        ("EDGES", edges),
        ("OBJECTIVES", ask.pareto.len()),
        ("TOP_K", ask.top_k),
    ]);
    text += "@group(0) @binding(1) var<storage, read> tables: array<f32>;\n\n";
    text += BINDINGS;
    text += &point(problem, plan, layout, bounded);
    let feature = |wanted: bool, harness: &str, otherwise: &str| {
        format!("\n{}", if wanted { harness } else { otherwise })
    };
    text += &feature(
        ask.top_k > 0,
        TOP,
        "fn begin_top(lane: u32) {}\nfn may_be_top(p: Point, local: u32) -> bool { return false; }\n",
    );
    text += &feature(ask.best, BEST, "fn may_be_best(p: Point) -> bool { return false; }\n");
    text += &feature(
        !ask.pareto.is_empty(),
        FRONT,
        "fn may_be_on_front(p: Point) -> bool { return false; }\n",
    );
    text +=
        &feature(ask.histogram.is_some(), HISTOGRAM, "fn bin(p: Point) -> u32 { return 0u; }\n");
    text.push('\n');
    text + SWEEP
}

/// The kernel that writes all outputs of a tape over the plan's inputs.
pub fn dump(plan: &Plan, layout: &Layout, tape: &Tape, scalar: Scalar) -> String {
    let ty = scalar.name();
    let mut text = constants(&[("OUTPUTS", tape.outputs.len())]);
    let _ = writeln!(text, "@group(0) @binding(1) var<storage, read> tables: array<{ty}>;");
    let _ =
        writeln!(text, "@group(0) @binding(2) var<storage, read_write> results: array<{ty}>;\n");
    text += "fn write(local: u32, to: u32) {\n";
    text += &digits(plan);
    text += &loads(plan, layout);
    let (statements, outputs) = wgsl::statements(tape, scalar, input);
    text += &statements;
    for (o, expression) in outputs.iter().enumerate() {
        let _ = writeln!(text, "    results[to + {o}u] = {expression};");
    }
    text += "}\n\n";
    text + DUMP
}

fn constants(values: &[(&str, usize)]) -> String {
    values.iter().map(|(name, value)| format!("const {name}: u32 = {value}u;\n")).collect()
}

/// The generated struct `Point` and the function that fills it.
fn point(problem: &Problem, plan: &Plan, layout: &Layout, bounded: &Bounded) -> String {
    let ask = &problem.ask;
    let mut fields: Vec<(String, &str, String)> = vec![];
    let (statements, outputs) = wgsl::statements(&bounded.tape, Scalar::F32, input);
    let out = |o: usize| outputs[o].clone();
    let flag = |o: usize| format!("{} != 0.0f", outputs[o]);
    fields.push(("reason".into(), "f32", out(Problem::REASON)));
    fields.push(("reason_doubt".into(), "bool", flag(bounded.reason_doubt())));
    fields.push(("value_doubt".into(), "bool", flag(bounded.value_doubt())));
    fields.push(("key".into(), "f32", out(Problem::OBJECTIVE)));
    fields.push(("key_error".into(), "f32", out(bounded.error(Problem::OBJECTIVE))));
    if ask.best {
        fields.push(("group".into(), "u32", group(problem, plan)));
    }
    if let Some(bins) = &ask.histogram {
        fields.push(("binned".into(), "f32", out(bins.output)));
        fields.push(("binned_error".into(), "f32", out(bounded.error(bins.output))));
    }
    for (i, &o) in ask.pareto.iter().enumerate() {
        let least = format!("{} - {}", out(o), out(bounded.error(o)));
        fields.push((format!("objective_{i}"), "f32", least));
    }
    let mut text = "\nstruct Point {\n".to_owned();
    for (name, ty, _) in &fields {
        let _ = writeln!(text, "    {name}: {ty},");
    }
    text += "}\n\nfn evaluate(local: u32) -> Point {\n";
    text += &digits(plan);
    text += &loads(plan, layout);
    text += &statements;
    text += "    return Point(\n";
    for (_, _, expression) in &fields {
        let _ = writeln!(text, "        {expression},");
    }
    text += "    );\n}\n";
    if !ask.pareto.is_empty() {
        let list: Vec<String> = (0..ask.pareto.len()).map(|i| format!("p.objective_{i}")).collect();
        let _ = writeln!(
            text,
            "\nfn objectives(p: Point) -> array<f32, OBJECTIVES> {{\n    return array<f32, OBJECTIVES>({});\n}}",
            list.join(", ")
        );
    }
    text
}

// Names of the generated code end with an underscore, which names in equations do not.
fn input(i: u32) -> String {
    format!("in_{i}_")
}

fn digit(axis: usize) -> String {
    format!("digit_{axis}_")
}

/// Mixed radix: the innermost axis is the fastest.
fn digits(plan: &Plan) -> String {
    let mut text = String::new();
    let mut rest = "local".to_owned();
    for (n, &axis) in plan.main.axes.iter().enumerate().rev() {
        let (radix, name) = (plan.len_of(axis), digit(axis));
        if n == 0 {
            let _ = writeln!(text, "    let {name} = {rest};");
        } else {
            let next = format!("rest_{axis}_");
            let _ = writeln!(text, "    let {name} = {rest} % {radix}u;");
            let _ = writeln!(text, "    let {next} = {rest} / {radix}u;");
            rest = next;
        }
    }
    text
}

/// Loads of the inputs from the tables.
fn loads(plan: &Plan, layout: &Layout) -> String {
    let mut text = String::new();
    let mut rows: Vec<&[usize]> = vec![];
    for (i, segment) in layout.segments.iter().enumerate() {
        let at = if segment.axes.is_empty() {
            format!("{}u", segment.base)
        } else {
            let row = rows.iter().position(|r| *r == segment.axes).unwrap_or_else(|| {
                let _ = writeln!(
                    text,
                    "    let row_{}_ = {};",
                    rows.len(),
                    mixed(&segment.axes, |a| plan.len_of(a))
                );
                rows.push(&segment.axes);
                rows.len() - 1
            });
            format!("{}u + row_{row}_", segment.base)
        };
        let _ = writeln!(text, "    let {} = tables[{at}];", input(i as u32));
    }
    text
}

/// The position in a row-major array over `axes`.
fn mixed(axes: &[usize], len: impl Fn(usize) -> u32) -> String {
    axes.iter().skip(1).fold(digit(axes[0]), |text, &a| {
        let text = if text.contains(' ') { format!("({text})") } else { text };
        format!("{text} * {}u + {}", len(a), digit(a))
    })
}

/// The group of a point: that of the batch's first point, and its digits of the sweep axes.
fn group(problem: &Problem, plan: &Plan) -> String {
    let mut text = "job.group".to_owned();
    for &axis in &plan.main.axes {
        if !problem.axes[axis].search {
            let stride: u128 = problem.axes[axis + 1..]
                .iter()
                .filter(|a| !a.search)
                .map(|a| u128::from(a.len))
                .product();
            let _ = write!(text, " + {} * {stride}u", digit(axis));
        }
    }
    text
}
