//! What a sweep keeps of its points: a few kilobytes, whatever their number.

use super::pareto::Front;
use super::problem::{Ask, Bins, Problem};
use super::ranges::Ranges;

/// A point worth keeping: its key (less is better) and its index in the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The objective as a key.
    pub key: f64,
    /// The point.
    pub index: u128,
}

impl Hit {
    /// The total order of points: by key, then by index, so that there are no ties.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.key.total_cmp(&other.key).then(self.index.cmp(&other.index))
    }

    /// Whether this point ranks before the other.
    pub fn before(&self, other: &Self) -> bool {
        self.key < other.key || (self.key == other.key && self.index < other.index)
    }
}

/// The mergeable result of evaluating some of the points.
///
/// `merge` is associative and commutative with the empty summary as its unit: the result does
/// not depend on how the work was cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The points dealt with, as ranges of the walk.
    pub done: Ranges,
    /// Of these, the number that bounds proved not to be among the best, without evaluation.
    pub pruned: u128,
    /// Number of feasible points.
    pub feasible: u128,
    /// Number of infeasible points, by reason.
    pub infeasible: Vec<u128>,
    /// The best feasible point of every group, in the order of the groups.
    pub best: Vec<Option<Hit>>,
    /// The best points of all, best first, at most `top_k`.
    pub top: Vec<Hit>,
    top_k: usize,
    /// The Pareto front.
    pub front: Front,
    /// Counters of the histogram: below, one for each bin, above.
    pub histogram: Vec<u128>,
}

impl Summary {
    /// The summary of no points.
    pub fn empty(problem: &Problem) -> Self {
        let Ask { best, top_k, histogram, reasons, .. } = &problem.ask;
        let groups = if *best { problem.groups() as usize } else { 0 };
        Self {
            done: Ranges::default(),
            pruned: 0,
            feasible: 0,
            infeasible: vec![0; reasons.len()],
            best: vec![None; groups],
            top: Vec::with_capacity(*top_k),
            top_k: *top_k,
            front: Front::default(),
            histogram: vec![0; histogram.as_ref().map_or(0, |h| h.edges.len() + 1)],
        }
    }

    /// Takes in the summary of other points.
    pub fn merge(&mut self, other: &Self) {
        self.done.add(&other.done);
        self.pruned += other.pruned;
        self.feasible += other.feasible;
        for (a, b) in self.infeasible.iter_mut().zip(&other.infeasible) {
            *a += b;
        }
        for (group, hit) in other.best.iter().enumerate() {
            if let Some(hit) = hit {
                self.offer_best(group, *hit);
            }
        }
        for hit in &other.top {
            self.offer_top(*hit);
        }
        self.front.merge(&other.front);
        for (a, b) in self.histogram.iter_mut().zip(&other.histogram) {
            *a += b;
        }
    }

    /// Offers a feasible point of a group.
    pub fn offer_best(&mut self, group: usize, hit: Hit) {
        let slot = &mut self.best[group];
        if slot.is_none_or(|held| hit.before(&held)) {
            *slot = Some(hit);
        }
    }

    /// Offers a feasible point to the list of the best of all.
    pub fn offer_top(&mut self, hit: Hit) {
        if self.top_k == 0 || self.top.len() == self.top_k && !hit.before(&self.top[self.top_k - 1])
        {
            return;
        }
        let at = self.top.partition_point(|held| held.before(&hit));
        if self.top.len() == self.top_k {
            self.top.pop();
        }
        self.top.insert(at, hit);
    }

    /// The key that a point must not exceed to enter the list of the best of all.
    pub fn top_threshold(&self) -> f64 {
        match self.top_k {
            0 => f64::NEG_INFINITY,
            k if self.top.len() < k => f64::INFINITY,
            k => self.top[k - 1].key,
        }
    }

    /// Takes in one point, given all its outputs: the definition that every executor's fast
    /// path must agree with.
    pub fn take(&mut self, problem: &Problem, index: u128, outputs: &[f64]) {
        let reason = outputs[Problem::REASON];
        if reason != 0.0 {
            self.infeasible[reason as usize - 1] += 1;
            return;
        }
        self.feasible += 1;
        self.keep(problem, index, outputs);
        if let Some(bins) = &problem.ask.histogram {
            self.count(bins, outputs[bins.output]);
        }
    }

    /// Offers a feasible point wherever it may be kept; counts nothing.
    pub fn keep(&mut self, problem: &Problem, index: u128, outputs: &[f64]) {
        let hit = Hit { key: outputs[Problem::OBJECTIVE], index };
        if problem.ask.best {
            self.offer_best(problem.group(&problem.digits(index)), hit);
        }
        self.offer_top(hit);
        if !problem.ask.pareto.is_empty() {
            let keys: Vec<f64> = problem.ask.pareto.iter().map(|&o| outputs[o]).collect();
            self.front.offer(&keys, hit);
        }
    }

    /// Counts a value in the histogram.
    pub fn count(&mut self, bins: &Bins, value: f64) {
        self.histogram[bins.counter(value)] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Real;
    use crate::sweep::Axis;
    use crate::trace::{Sym, Tape, record};
    use proptest::prelude::*;

    /// Two axes; the second is searched; every seventh point is infeasible.
    fn problem() -> Problem {
        let tape: Tape =
            record(&[], |_| vec![("reason".into(), Sym::lit(0.0)), ("key".into(), Sym::lit(0.0))]);
        Problem {
            axes: vec![
                Axis { name: "a".into(), len: 4, search: false },
                Axis { name: "b".into(), len: 25, search: true },
            ],
            leaves: vec![],
            tape,
            ask: Ask {
                best: true,
                top_k: 5,
                prune: false,
                pareto: vec![1, 2],
                histogram: Some(Bins { output: 2, edges: vec![2.0, 4.0, 8.0] }),
                reasons: vec!["too big".into()],
            },
        }
    }

    fn outputs(i: u128) -> Vec<f64> {
        let x = (i * 7919 % 101) as f64;
        vec![f64::from(u8::from(i.is_multiple_of(7))), x % 13.0, (100.0 - x) % 11.0]
    }

    fn part(p: &Problem, points: impl Iterator<Item = u128>) -> Summary {
        let mut s = Summary::empty(p);
        for i in points {
            s.take(p, i, &outputs(i));
            s.done.add(&Ranges::one(i, i + 1));
        }
        s
    }

    proptest! {
        #[test]
        fn result_does_not_depend_on_how_the_work_was_cut(owner in proptest::collection::vec(0usize..4, 100)) {
            let p = problem();
            let whole = part(&p, 0..100);
            let parts: Vec<Summary> = (0..4)
                .map(|n| part(&p, (0..100).filter(|&i| owner[i as usize] == n)))
                .collect();
            let mut forward = Summary::empty(&p);
            parts.iter().for_each(|s| forward.merge(s));
            let mut backward = Summary::empty(&p);
            parts.iter().rev().for_each(|s| backward.merge(s));
            for merged in [&forward, &backward] {
                prop_assert_eq!(&merged.best, &whole.best);
                prop_assert_eq!(&merged.top, &whole.top);
                prop_assert_eq!(merged.front.sorted(), whole.front.sorted());
                prop_assert_eq!(&merged.histogram, &whole.histogram);
                prop_assert_eq!((merged.feasible, &merged.infeasible), (whole.feasible, &whole.infeasible));
                prop_assert_eq!(&merged.done, &whole.done);
            }
        }
    }
}
