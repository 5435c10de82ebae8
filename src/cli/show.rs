//! Shows the answers of a sweep: on the terminal, as JSON, in files, as a picture.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::context::Context;
use super::list::wrap;
use crate::report::svg::{Axis, Chart, Pareto, Point};
use crate::report::{Exporter, Format, Json, Kind, Table, export, file, number};
use crate::study::{Answer, Bound, Counts, Evidence, bare, evidence_lines};
use crate::sweep::Summary;

/// Files to write, beside what is printed.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Files {
    /// Write the result table too: .csv, .json, .parquet, .md, .html or .txt
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Draw the Pareto front (needs a question with `pareto`)
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    pub(super) force: bool,
    /// Rows to print of each table; files always hold all
    #[arg(long, value_name = "N", default_value_t = ROWS)]
    rows: usize,
}

/// What the predictions are worth, said with every result.
const FIDELITY: &str = "analytic (tiles, waves, latencies, overlap), from published facts";

/// Rows of a table that a screen shows.
const ROWS: usize = 40;

impl Default for Files {
    fn default() -> Self {
        Self { out: None, svg: None, force: false, rows: ROWS }
    }
}

impl Files {
    /// Fails early for whatever would fail when the work is done.
    pub(super) fn check(&self, bound: &Bound) -> anyhow::Result<()> {
        if let Some(out) = &self.out {
            Format::from_path(out)?.exporter()?;
            for path in self.names(bound, out) {
                file::check_target(&path, self.force)?;
            }
        }
        if let Some(svg) = &self.svg {
            if bound.study.questions.iter().all(|q| q.pareto.is_empty()) {
                anyhow::bail!(
                    "--svg draws a Pareto front, and no question of {} asks for one; add \
                     `pareto = [..]`",
                    bound.study.file
                );
            }
            file::check_target(svg, self.force)?;
        }
        Ok(())
    }

    /// The file of each question: `out.csv`, or `out-NAME.csv` where there are several.
    fn names(&self, bound: &Bound, out: &std::path::Path) -> Vec<PathBuf> {
        let questions = &bound.study.questions;
        if questions.len() == 1 {
            return vec![out.to_owned()];
        }
        let stem = out.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let extension = out.extension().unwrap_or_default().to_string_lossy().into_owned();
        questions
            .iter()
            .map(|q| {
                let name: String =
                    q.name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
                out.with_file_name(format!("{stem}-{name}.{extension}"))
            })
            .collect()
    }
}

/// Prints and writes the answers.
pub(super) fn answers(
    bound: &Bound,
    summaries: &[Summary],
    files: &Files,
    context: &Context,
) -> anyhow::Result<()> {
    let answers: Vec<Answer> =
        summaries.iter().enumerate().map(|(i, s)| bound.answer(i, s)).collect::<Result<_, _>>()?;
    // Files first: whoever closes the pipe early must not lose them.
    if let Some(out) = &files.out {
        for (path, answer) in files.names(bound, out).iter().zip(&answers) {
            if let Some(table) = main_table(answer) {
                export(table, path, files.force)?;
                context.note(&format!("wrote {}", path.display()));
            }
        }
    }
    if let Some(svg) = &files.svg {
        let drawn = (0..answers.len()).find(|&i| answers[i].front.is_some());
        if let Some(i) = drawn {
            let text = front_chart(bound, i, &summaries[i])?;
            file::write_file(svg, files.force, |out| -> anyhow::Result<()> {
                out.write_all(text.as_bytes())?;
                Ok(())
            })?;
            context.note(&format!("wrote {}", svg.display()));
        }
    }
    if context.json {
        context.print_json(&as_json(bound, &answers)?)?;
    } else {
        for a in &bound.assumptions {
            context.note(&format!("assumed {}", a.0));
        }
        context.heading(&bound.study.title)?;
        for answer in &answers {
            context.line("")?;
            print(answer, bound.study.axes().count(), files.rows, context)?;
        }
        context.line(&format!("\nFidelity: {FIDELITY}."))?;
        rests_on(bound, context)?;
    }
    Ok(())
}

/// What the constants of the kernels rest on, and how far off they are.
pub(super) fn rests_on(bound: &Bound, context: &Context) -> anyhow::Result<()> {
    let lines = evidence_lines(&bound.evidence);
    if !lines.is_empty() {
        context.line("Constants, with the median error of their kernel's time:")?;
    }
    for line in lines {
        context.line(&wrap(&format!("  {line}")))?;
    }
    Ok(())
}

/// Evidence of a study as JSON.
pub(super) fn evidence_json(bound: &Bound) -> Value {
    let one = |e: &Evidence| {
        json!({
            "chip": e.chip,
            "precision": e.precision.to_string(),
            "kernel": e.kind,
            "variant": e.variant,
            "class": e.class,
            "rests_on": e.fidelity.name(),
            "held_out_percent": e.errors.map(|e| json!({
                "rows": e.rows,
                "median": e.median,
                "mean": e.mean,
                "p90": e.p90,
                "one_in_ten_below": e.low,
                "one_in_ten_above": e.high,
            })),
        })
    };
    Value::Array(bound.evidence.iter().map(one).collect())
}

/// The table that goes into a file: the most specific one the question has.
fn main_table(answer: &Answer) -> Option<&Table> {
    answer
        .front
        .as_ref()
        .or(answer.top.as_ref())
        .or(answer.best.as_ref())
        .or(answer.histogram.as_ref())
}

fn print(answer: &Answer, axes: usize, rows: usize, context: &Context) -> anyhow::Result<()> {
    // A question without a name is called by what it asks.
    let named = !answer.asked.starts_with(&answer.name);
    let name = if named { format!("{}: ", answer.name) } else { String::new() };
    context.heading(&format!("{name}{}", answer.asked))?;
    let tables = [
        ("best of each", &answer.best),
        ("best of all", &answer.top),
        ("Pareto front", &answer.front),
        ("histogram", &answer.histogram),
    ];
    let several = tables.iter().filter(|(_, t)| t.is_some()).count() > 1;
    for (name, table) in tables {
        let Some(table) = table else { continue };
        if several {
            context.line(&format!("\n{name}"))?;
        }
        let shown = table.head(rows)?;
        context.table(&shown)?;
        if shown.rows().len() < table.rows().len() {
            context.line(&format!(
                "... {} more rows; --rows N prints more, --out FILE writes all",
                table.rows().len() - shown.rows().len()
            ))?;
        }
    }
    if let (Some(best), Some(winner)) = (&answer.best, answer.winner) {
        context.line(&format!("best: {}", in_words(best, winner, axes)))?;
    }
    let c = &answer.counts;
    if let Some(line) = pruned_line(c) {
        return context.line(&line);
    }
    let mut line =
        format!("{} points, {} feasible", number::count(c.done), number::count(c.feasible));
    let reasons: Vec<String> = c
        .infeasible
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(reason, n)| format!("{} {reason}", number::count(*n)))
        .collect();
    if !reasons.is_empty() {
        line += &format!("; infeasible: {}", reasons.join(", "));
    }
    if c.is_partial() {
        line += &format!("; PARTIAL: {} points not evaluated", number::count(c.points - c.done));
    }
    context.line(&line)
}

/// "mi355x fp8 tp 1 batch 256: tokens_per_s 8,956 token/s, memory 89 %".
fn in_words(table: &Table, row: usize, axes: usize) -> String {
    let cells: Vec<_> = table.columns().iter().zip(&table.rows()[row]).collect();
    let (place, found) = cells.split_at(axes);
    let place: Vec<String> = place
        .iter()
        .map(|(column, cell)| match column.kind {
            Kind::Text => column.show(cell),
            _ => format!("{} {}", column.name, column.show(cell)),
        })
        .collect();
    // The goal comes first among the metrics, what binds last.
    let goal = found.first().map_or_else(String::new, |(column, cell)| {
        format!("{} {} {}, ", column.name, column.show(cell), column.shown_unit())
    });
    let binds = found.last().map_or_else(String::new, |(column, cell)| column.show(cell));
    format!("{}: {goal}{binds}", place.join(" "))
}

/// How many points were evaluated depends on the order of the search, so it is not part of a
/// result; that all others are worse is.
fn pruned_line(c: &Counts) -> Option<String> {
    let rest = if c.is_partial() {
        format!("PARTIAL: {} points not dealt with", number::count(c.points - c.done))
    } else {
        "bounds prove that no other point is better".to_owned()
    };
    c.pruned.then(|| format!("{} points; {rest}", number::count(c.done)))
}

fn table_json(table: &Table) -> anyhow::Result<Value> {
    let mut text = Vec::new();
    Json.write(table, &mut text)?;
    Ok(serde_json::from_slice(&text)?)
}

fn as_json(bound: &Bound, answers: &[Answer]) -> anyhow::Result<Value> {
    let mut list = Vec::new();
    for a in answers {
        let mut one = Map::new();
        one.insert("name".into(), json!(a.name));
        one.insert("asked".into(), json!(a.asked));
        let infeasible: Map<String, Value> =
            a.counts.infeasible.iter().map(|(r, n)| (r.clone(), count_json(*n))).collect();
        let points = if a.counts.pruned {
            json!({
                "grid": count_json(a.counts.points),
                "dealt_with": count_json(a.counts.done),
                "partial": a.counts.is_partial(),
            })
        } else {
            json!({
                "grid": count_json(a.counts.points),
                "evaluated": count_json(a.counts.done),
                "feasible": count_json(a.counts.feasible),
                "infeasible": infeasible,
                "partial": a.counts.is_partial(),
            })
        };
        one.insert("points".into(), points);
        if let (Some(best), Some(winner)) = (&a.best, a.winner) {
            let rows = table_json(best)?;
            one.insert("winner".into(), rows[winner].clone());
        }
        let tables =
            [("best", &a.best), ("top", &a.top), ("pareto", &a.front), ("histogram", &a.histogram)];
        for (name, table) in tables {
            if let Some(table) = table {
                one.insert(name.into(), table_json(table)?);
            }
        }
        list.push(Value::Object(one));
    }
    let assumptions: Vec<&str> = bound.assumptions.iter().map(|a| a.0.as_str()).collect();
    Ok(
        json!({ "study": bound.study.title, "fidelity": "analytic", "assumptions": assumptions, "evidence": evidence_json(bound), "questions": list }),
    )
}

/// JSON numbers beyond 2^53 lose digits in many readers: those are written as text.
fn count_json(n: u128) -> Value {
    const EXACT: u128 = 1 << 53;
    match u64::try_from(n) {
        Ok(n) if u128::from(n) <= EXACT => json!(n),
        _ => json!(n.to_string()),
    }
}

/// "mi300x batch 16 prompt 2048": names as they are, numbers with what they are.
fn label(bound: &Bound, values: &[String]) -> String {
    let words: Vec<String> = bound
        .study
        .axes()
        .zip(values)
        .map(|((given, _), value)| match given.key.takes_names() {
            true => value.clone(),
            false => format!("{} {value}", bare(&given.name)),
        })
        .collect();
    words.join(" ")
}

fn front_chart(bound: &Bound, question: usize, summary: &Summary) -> anyhow::Result<String> {
    let q = &bound.study.questions[question];
    let kernel = bound.study.kernel;
    let (x, y) = (&kernel.metrics()[q.pareto[0]], &kernel.metrics()[q.pareto[1]]);
    let axis = |m: &crate::model::Metric, positive: bool| {
        let unit = if m.unit_text == "1" { "" } else { m.unit_text };
        let axis = if positive { Axis::log(m.name, unit) } else { Axis::linear(m.name, unit) };
        match m.better {
            crate::model::Better::Higher => axis.higher_is_better(),
            _ => axis.lower_is_better(),
        }
    };
    let sweeps: Vec<usize> = (0..bound.problems[question].axes.len())
        .filter(|&a| !bound.problems[question].axes[a].search)
        .collect();
    let mut front = Vec::new();
    for (_, hit) in summary.front.sorted() {
        let point = bound.point(&bound.problems[question].digits(hit.index));
        let outcome = kernel.evaluate(&point.slots);
        let mut p = Point::new(outcome.metrics[q.pareto[0]], outcome.metrics[q.pareto[1]])
            .labelled(label(bound, &point.labels));
        if let Some(&first) = sweeps.first() {
            p = p.grouped(point.labels[first].clone());
        }
        front.push(p);
    }
    let positive = front.iter().all(|p| p.x > 0.0 && p.y > 0.0);
    let chart = Pareto {
        title: format!(
            "{}: Pareto front of {} points",
            q.name,
            number::count(summary.done.points())
        ),
        x: axis(x, positive),
        y: axis(y, positive),
        front,
        cloud: vec![],
    };
    Ok(chart.svg()?)
}
