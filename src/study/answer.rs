//! From a summary to what people read: every number recomputed in f64.

use rayon::prelude::*;

use super::bind::Bound;
use super::question::Question;
use super::values::Values;
use crate::model::{Kernel, Operation, Phase, Resource};
use crate::report::{Cell, Column, Table, TableError};
use crate::sweep::{Hit, Summary};

/// What a sweep found for one question, as tables.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Name of the question.
    pub name: String,
    /// "maximise decode_tokens_per_s, tpot_ms <= 50".
    pub asked: String,
    /// The best point of each combination of the sweep axes; rows without any say why.
    pub best: Option<Table>,
    /// Which row of `best` is the best of all, if there are several.
    pub winner: Option<usize>,
    /// The best points of all.
    pub top: Option<Table>,
    /// The Pareto front.
    pub front: Option<Table>,
    /// Bins and counts.
    pub histogram: Option<Table>,
    /// Points, feasible points, and infeasible ones by reason.
    pub counts: Counts,
}

/// How many points there were, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Points of the grid.
    pub points: u128,
    /// Points evaluated.
    pub done: u128,
    /// Whether bounds spared the evaluation of some; feasible ones were not counted then.
    pub pruned: bool,
    /// Of these, feasible.
    pub feasible: u128,
    /// Of these, infeasible, by reason.
    pub infeasible: Vec<(String, u128)>,
}

impl Counts {
    /// Whether some points were not evaluated.
    pub fn is_partial(&self) -> bool {
        self.done < self.points
    }
}

/// Metrics that a table shows where the question names none.
const USUAL_LLM: &[&str] = &["prefill_ms", "tpot_ms", "memory_gb"];
const USUAL_SYSTOLIC: &[&str] = &["time_us", "utilisation", "mapping_efficiency", "dram_mb"];
const USUAL_ATTENTION: &[&str] = &["time_us", "tflops", "mfu", "bandwidth", "mbu"];
const USUAL_MOE: &[&str] = &["time_us", "tokens_per_s", "imbalance", "experts_reached"];
const USUAL_MLA: &[&str] = &["time_us", "tflops", "mbu"];
const USUAL_GEMM: &[&str] = &["time_us", "tflops", "mfu", "bandwidth"];
const USUAL_COLLECTIVE: &[&str] = &["time_us", "busbw", "link_share"];

impl Bound {
    /// What the summary of question number `question` says.
    ///
    /// # Errors
    /// Only if a table is built wrongly, which would be a bug of this function.
    pub fn answer(&self, question: usize, summary: &Summary) -> Result<Answer, TableError> {
        let q = &self.study.questions[question];
        let problem = &self.problems[question];
        let kernel = self.study.kernel;
        let mut asked = q.goal.describe(kernel);
        for c in &q.constraints {
            asked += &format!(", {}", c.describe(kernel));
        }
        let writer = Writer { bound: self, question, metrics: self.metrics(q) };
        let best = q.best.then(|| writer.best(summary)).transpose()?;
        let top = (q.top > 0).then(|| writer.list(&summary.top)).transpose()?;
        let front: Vec<Hit> = summary.front.sorted().iter().map(|(_, h)| *h).collect();
        let front = (!q.pareto.is_empty()).then(|| writer.list(&front)).transpose()?;
        let histogram = q.histogram.as_ref().map(|h| histogram(kernel, h, summary)).transpose()?;
        Ok(Answer {
            name: q.name.clone(),
            asked,
            best,
            winner: winner(summary),
            top,
            front,
            histogram,
            counts: Counts {
                points: problem.points().unwrap_or(u128::MAX),
                done: summary.done.points(),
                pruned: q.prune,
                feasible: summary.feasible,
                infeasible: problem
                    .ask
                    .reasons
                    .iter()
                    .cloned()
                    .zip(summary.infeasible.iter().copied())
                    .collect(),
            },
        })
    }

    /// The metrics to show: those named, else the goal, constraints and the usual ones.
    fn metrics(&self, q: &Question) -> Vec<usize> {
        if !q.columns.is_empty() {
            return q.columns.clone();
        }
        let kernel = self.study.kernel;
        let usual = match kernel {
            Kernel::Llm => USUAL_LLM,
            Kernel::Gemm => USUAL_GEMM,
            Kernel::Attention => USUAL_ATTENTION,
            Kernel::Systolic => USUAL_SYSTOLIC,
            Kernel::Collective => USUAL_COLLECTIVE,
            Kernel::Moe => USUAL_MOE,
            Kernel::Mla => USUAL_MLA,
        };
        let mut metrics = vec![q.goal.metric];
        metrics.extend(&q.pareto);
        metrics.extend(q.constraints.iter().map(|c| c.metric));
        metrics.extend(
            usual.iter().filter_map(|u| kernel.metrics().iter().position(|m| m.name == *u)),
        );
        let mut seen = std::collections::HashSet::new();
        metrics.retain(|m| seen.insert(*m));
        metrics
    }
}

struct Writer<'a> {
    bound: &'a Bound,
    question: usize,
    metrics: Vec<usize>,
}

impl Writer<'_> {
    fn columns(&self) -> Vec<Column> {
        let kernel = self.bound.study.kernel;
        let mut columns: Vec<Column> = self
            .bound
            .study
            .axes()
            .map(|(given, _)| match &given.values {
                Values::Names(_) => Column::text(bare(&given.name)),
                Values::Numbers(_) => Column::number(bare(&given.name), given.key.unit(kernel)),
                Values::Relative(_) => Column::number(bare(&given.name), "x catalogue"),
            })
            .collect();
        columns.extend(self.metrics.iter().map(|&m| {
            let metric = &kernel.metrics()[m];
            match metric.unit_text {
                "1" => Column::percent(metric.name),
                unit => Column::number(metric.name, unit),
            }
        }));
        columns.push(Column::text("binds"));
        columns
    }

    /// The value of an axis at a position.
    fn label(&self, axis: usize, digit: u32) -> Cell {
        let given = self.bound.study.axes().nth(axis).map(|(g, _)| &g.values);
        match given {
            Some(Values::Numbers(n) | Values::Relative(n)) => Cell::from(n[digit as usize]),
            _ => Cell::from(self.bound.labels()[axis][digit as usize].as_str()),
        }
    }

    fn row(&self, hit: Hit) -> Vec<Cell> {
        let problem = &self.bound.problems[self.question];
        let point = self.bound.point(&problem.digits(hit.index));
        let kernel = self.bound.study.kernel;
        let outcome = kernel.evaluate(&point.slots);
        let digits = problem.digits(hit.index);
        let mut cells: Vec<Cell> = (0..digits.len()).map(|a| self.label(a, digits[a])).collect();
        cells.extend(self.metrics.iter().map(|&m| Cell::from(outcome.metrics[m])));
        let goal = kernel.metrics()[self.bound.study.questions[self.question].goal.metric].name;
        cells.push(Cell::from(binds(&kernel.waterfall(&point.slots), phase_of(goal))));
        cells
    }

    fn list(&self, hits: &[Hit]) -> Result<Table, TableError> {
        let mut table = Table::new(self.columns())?;
        let rows: Vec<Vec<Cell>> = hits.par_iter().map(|h| self.row(*h)).collect();
        rows.into_iter().try_for_each(|r| table.push(r))?;
        Ok(table)
    }

    fn best(&self, summary: &Summary) -> Result<Table, TableError> {
        let mut table = Table::new(self.columns())?;
        let rows: Vec<Vec<Cell>> = summary
            .best
            .par_iter()
            .enumerate()
            .map(|(group, hit)| match hit {
                Some(hit) => self.row(*hit),
                None => self.empty_row(group, summary),
            })
            .collect();
        rows.into_iter().try_for_each(|r| table.push(r))?;
        Ok(table)
    }

    /// The row of a group without any feasible point: its labels, and why.
    fn empty_row(&self, group: usize, summary: &Summary) -> Vec<Cell> {
        let problem = &self.bound.problems[self.question];
        let mut digits = vec![0; problem.axes.len()];
        let mut rest = group;
        for (d, axis) in digits.iter_mut().zip(&problem.axes).rev().filter(|(_, a)| !a.search) {
            *d = (rest % axis.len as usize) as u32;
            rest /= axis.len as usize;
        }
        let mut cells: Vec<Cell> = problem
            .axes
            .iter()
            .enumerate()
            .map(|(a, axis)| if axis.search { Cell::Missing } else { self.label(a, digits[a]) })
            .collect();
        cells.extend(self.metrics.iter().map(|_| Cell::Missing));
        let complete = summary.done.points() == problem.points().unwrap_or(u128::MAX);
        cells.push(Cell::from(if complete {
            self.why(&mut digits)
        } else {
            "nothing feasible so far".to_owned()
        }));
        cells
    }

    /// The commonest reason among the points of a group, by looking at up to `MOST` of them.
    fn why(&self, digits: &mut [u32]) -> String {
        /// Enough to see every reason of usual groups; larger ones are sampled evenly.
        const MOST: u128 = 4096;
        let problem = &self.bound.problems[self.question];
        let search: Vec<usize> =
            (0..problem.axes.len()).filter(|&a| problem.axes[a].search).collect();
        let points =
            search.iter().fold(1u128, |n, &a| n.saturating_mul(u128::from(problem.axes[a].len)));
        let looked = points.min(MOST);
        let mut counts = vec![0u32; problem.ask.reasons.len()];
        for i in 0..looked {
            let mut rest = i * (points / looked);
            for &a in search.iter().rev() {
                let len = u128::from(problem.axes[a].len);
                digits[a] = (rest % len) as u32;
                rest /= len;
            }
            let reason = problem.evaluate(problem.index(digits))[0] as usize;
            if reason > 0 {
                counts[reason - 1] += 1;
            }
        }
        let worst = (0..counts.len()).max_by_key(|&r| (counts[r], std::cmp::Reverse(r)));
        worst.map_or_else(String::new, |r| format!("infeasible: {}", problem.ask.reasons[r]))
    }
}

/// The group with the best point, if more than one has any.
fn winner(summary: &Summary) -> Option<usize> {
    let mut held: Vec<(usize, Hit)> =
        summary.best.iter().enumerate().filter_map(|(g, h)| h.map(|h| (g, h))).collect();
    held.sort_by(|a, b| a.1.order(&b.1));
    (held.len() > 1).then(|| held[0].0)
}

/// A key without `chip.` and the like, for the head of a column.
pub(crate) fn bare(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, bare)| bare)
}

/// The phase that a metric is about; `None` for the whole request.
fn phase_of(metric: &str) -> Option<Phase> {
    if metric.starts_with("prefill") {
        Some(Phase::Prefill)
    } else if metric.starts_with("decode") || metric.starts_with("tpot") {
        Some(Phase::Decode)
    } else {
        None
    }
}

/// "memory 83 %": the resource that binds the operations which take most of the time.
pub(crate) fn binds(operations: &[Operation<f64>], phase: Option<Phase>) -> String {
    let all = [
        Resource::Matrix,
        Resource::Vector,
        Resource::Memory,
        Resource::Network,
        Resource::Latency,
    ];
    let wanted = |op: &&Operation<f64>| phase.is_none_or(|p| op.phase == p);
    let time = |r: Option<Resource>| -> f64 {
        operations
            .iter()
            .filter(wanted)
            .filter(|op| r.is_none_or(|r| op.binding() == r))
            .map(|op| op.count * op.time_us)
            .sum()
    };
    let total = time(None);
    all.into_iter()
        .map(|r| (r, time(Some(r))))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or_else(String::new, |(r, t)| format!("{} {:.0} %", r.name(), 100.0 * t / total))
}

fn histogram(
    kernel: Kernel,
    h: &super::question::Histogram,
    summary: &Summary,
) -> Result<Table, TableError> {
    let metric = &kernel.metrics()[h.metric];
    let unit = if metric.unit_text == "1" { "" } else { metric.unit_text };
    let mut table = Table::new(vec![
        Column::number(format!("{} from", metric.name), unit),
        Column::number("to", unit),
        Column::integer("points", ""),
    ])?;
    let count = |n: u128| Cell::from(i64::try_from(n).unwrap_or(i64::MAX));
    for (i, n) in summary.histogram.iter().enumerate() {
        let from = i.checked_sub(1).map_or(Cell::Missing, |i| Cell::from(h.edges[i]));
        let to = h.edges.get(i).map_or(Cell::Missing, |e| Cell::from(*e));
        table.push(vec![from, to, count(*n)])?;
    }
    Ok(table)
}
