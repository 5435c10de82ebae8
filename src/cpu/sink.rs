//! From the outputs of a row to the summary: the fast path of [`Summary::take`].

use std::cell::Cell;

use super::compile::LANES;
use super::lanes::Output;
use crate::sweep::plan::Plan;
use crate::sweep::{Hit, Problem, Summary};

/// Collects the points of rows into a summary.
pub(super) struct Sink<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    pub(super) summary: Summary,
    /// Group of each position of a row, relative to the row's first; empty if all are alike.
    group_offsets: Vec<u32>,
    /// Keys of the current piece, infinite where infeasible.
    keys: [Cell<f64>; LANES],
    values: Vec<f64>,
}

/// Where a piece of a row lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) batch: u128,
    /// Position of the row's first point in the batch.
    pub(super) row_start: u64,
    /// First position of the piece in the row.
    pub(super) from: usize,
    pub(super) len: usize,
}

impl<'a> Sink<'a> {
    pub(super) fn new(problem: &'a Problem, plan: &'a Plan, row: &[usize]) -> Self {
        Self {
            problem,
            plan,
            summary: Summary::empty(problem),
            group_offsets: group_offsets(problem, row),
            keys: [const { Cell::new(f64::INFINITY) }; LANES],
            values: vec![],
        }
    }

    /// Counts points that are all infeasible for one reason.
    pub(super) fn reject(&mut self, reason: f64, points: usize) {
        self.summary.infeasible[reason as usize - 1] += points as u128;
    }

    fn hit(&self, place: Place, i: usize) -> Hit {
        let local = place.row_start + (place.from + i) as u64;
        let index = self.problem.index(&self.plan.digits(place.batch, local));
        Hit { key: self.keys[i].get(), index }
    }

    /// Takes in the outputs of a piece of a row.
    pub(super) fn take<'s>(&mut self, place: Place, outputs: &impl Fn(usize) -> Output<'s>) {
        let n = place.len;
        let feasible = match outputs(Problem::REASON) {
            Output::Uniform(0.0) => n,
            Output::Uniform(reason) => return self.reject(reason, n),
            Output::Lanes(reasons) => self.count_reasons(reasons),
        };
        if feasible == 0 {
            return;
        }
        self.summary.feasible += feasible as u128;
        let all_feasible = matches!(outputs(Problem::REASON), Output::Uniform(_));
        if all_feasible && !self.wants(place, least(outputs(Problem::OBJECTIVE), n)) {
            return;
        }
        self.fill_keys(outputs, n);
        let least = least(Output::Lanes(&self.keys[..n]), n);
        if least <= self.summary.top_threshold() {
            self.offer_top(place, n);
        }
        if self.problem.ask.best {
            self.offer_best(place, n, least);
        }
        if !self.problem.ask.pareto.is_empty() {
            self.offer_front(place, n, outputs);
        }
        if let Some(bins) = &self.problem.ask.histogram {
            let values = outputs(bins.output);
            for i in (0..n).filter(|&i| self.keys[i].get() < f64::INFINITY) {
                let value = values.at(i);
                self.summary.histogram[bins.counter(value)] += 1;
            }
        }
    }

    fn count_reasons(&mut self, reasons: &[Cell<f64>]) -> usize {
        if reasons.iter().all(|r| r.get() == 0.0) {
            return reasons.len();
        }
        let mut feasible = 0;
        for r in reasons {
            match r.get() as usize {
                0 => feasible += 1,
                n => self.summary.infeasible[n - 1] += 1,
            }
        }
        feasible
    }

    /// Whether a piece whose best key is `least` can change anything but the counts.
    fn wants(&self, place: Place, least: f64) -> bool {
        let ask = &self.problem.ask;
        !ask.pareto.is_empty()
            || ask.histogram.is_some()
            || least <= self.summary.top_threshold()
            || ask.best
                && (!self.group_offsets.is_empty()
                    || self.summary.best[self.first_group(place)].is_none_or(|h| least <= h.key))
    }

    /// The group of the first position of the row.
    fn first_group(&self, place: Place) -> usize {
        match self.summary.best.len() {
            1 => 0,
            _ => self.problem.group(&self.plan.digits(place.batch, place.row_start)),
        }
    }

    /// Copies the objective into `keys`, infinite where infeasible.
    fn fill_keys<'s>(&mut self, outputs: &impl Fn(usize) -> Output<'s>, n: usize) {
        let (reason, key) = (outputs(Problem::REASON), outputs(Problem::OBJECTIVE));
        for (i, k) in self.keys[..n].iter().enumerate() {
            k.set(if reason.at(i) == 0.0 { key.at(i) } else { f64::INFINITY });
        }
    }

    fn offer_top(&mut self, place: Place, n: usize) {
        for i in 0..n {
            let key = self.keys[i].get();
            if key <= self.summary.top_threshold() && key < f64::INFINITY {
                let hit = self.hit(place, i);
                self.summary.offer_top(hit);
            }
        }
    }

    fn offer_best(&mut self, place: Place, n: usize, least: f64) {
        let first = self.first_group(place);
        let beats = |held: Option<Hit>, key: f64| held.is_none_or(|h| key <= h.key);
        if self.group_offsets.is_empty() && !beats(self.summary.best[first], least) {
            return;
        }
        for i in 0..n {
            let group = match self.group_offsets.get(place.from + i) {
                Some(offset) => first + *offset as usize,
                None => first,
            };
            let key = self.keys[i].get();
            if key < f64::INFINITY && beats(self.summary.best[group], key) {
                let hit = self.hit(place, i);
                self.summary.offer_best(group, hit);
            }
        }
    }

    fn offer_front<'s>(&mut self, place: Place, n: usize, outputs: &impl Fn(usize) -> Output<'s>) {
        let objectives: Vec<Output<'s>> =
            self.problem.ask.pareto.iter().map(|&o| outputs(o)).collect();
        for i in (0..n).filter(|&i| self.keys[i].get() < f64::INFINITY) {
            if self.summary.front.beats_next(|o| objectives[o].at(i)) {
                continue;
            }
            let mut values = std::mem::take(&mut self.values);
            values.clear();
            values.extend(objectives.iter().map(|o| o.at(i)));
            let hit = self.hit(place, i);
            self.summary.front.offer(&values, hit);
            self.values = values;
        }
    }
}

/// The least of the first `n` values.
fn least(values: Output<'_>, n: usize) -> f64 {
    let values = match values {
        Output::Uniform(x) => return x,
        Output::Lanes(values) => &values[..n],
    };
    // Several accumulators, so that the comparisons need not wait for each other.
    let mut least = [f64::INFINITY; 8];
    let mut pieces = values.chunks_exact(8);
    for piece in &mut pieces {
        for (l, k) in least.iter_mut().zip(piece) {
            *l = if k.get() < *l { k.get() } else { *l };
        }
    }
    let rest = pieces.remainder().iter().map(Cell::get);
    rest.chain(least).fold(f64::INFINITY, f64::min)
}

fn group_offsets(problem: &Problem, row: &[usize]) -> Vec<u32> {
    if !problem.ask.best || row.iter().all(|&a| problem.axes[a].search) {
        return vec![];
    }
    let stride = |axis: usize| -> u32 {
        if problem.axes[axis].search {
            return 0;
        }
        problem.axes[axis + 1..].iter().filter(|a| !a.search).map(|a| a.len).product()
    };
    let mut offsets = vec![0u32];
    for &a in row {
        let s = stride(a);
        offsets =
            offsets.iter().flat_map(|o| (0..problem.axes[a].len).map(move |d| o + d * s)).collect();
    }
    offsets
}
