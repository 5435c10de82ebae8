//! Best-first search with bounds: the best points of a grid without visiting all of it.
//!
//! A box is a run of the walk: some outer digits fixed, a range of the next, the rest free.
//! The tape, run with [`Interval`], bounds the objective over a whole box. Boxes wait in the
//! order of their bounds; a small one is evaluated, a large one is cut in two, and once the
//! best bound left exceeds the worst of the best points found, nothing left can be among them.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::run::{ExecuteError, Executor};
use super::{Problem, Ranges, Summary};
use crate::number::Interval;

/// Points of a box that is evaluated rather than cut, while few boxes wait.
const SMALL: u128 = 1 << 14;
/// Boxes that may wait before larger ones are evaluated rather than cut: twice as large for
/// every so many more, which bounds the memory of a search whose bounds tell little.
const CROWD: usize = 1 << 14;
/// Most points evaluated between two looks at the interrupt.
const STEP: u128 = 1 << 24;
/// Boxes that are cut at a time, on all cores.
const AT_ONCE: usize = 64;

/// A run of the walk with the least objective it may hold.
#[derive(Debug)]
struct Part {
    bound: f64,
    from: u128,
    /// Digits of the walk's first axes.
    fixed: Vec<u32>,
    /// Range of the digit of the next axis.
    range: (u32, u32),
    /// Points of one digit of that axis.
    stride: u128,
}

impl Part {
    fn to(&self) -> u128 {
        self.from + self.points()
    }

    fn can_be_cut(&self, walk: &[usize]) -> bool {
        self.range.1 - self.range.0 > 1 || self.fixed.len() + 1 < walk.len()
    }

    fn points(&self) -> u128 {
        u128::from(self.range.1 - self.range.0) * self.stride
    }
}

// The heap gives the greatest: that is the least bound, then the earliest.
impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.from.cmp(&self.from))
    }
}
impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Part {}

/// Finds the `top_k` points of `todo`, as [`run`](super::run()) does, but skips what cannot be
/// among them. `walk` is the order of the axes (as in the executor's plan).
pub fn search(
    problem: &Problem,
    walk: &[usize],
    executor: &mut dyn Executor,
    todo: &Ranges,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u128),
) -> (Summary, Result<(), ExecuteError>) {
    let mut summary = Summary::empty(problem);
    let mut heap = BinaryHeap::new();
    heap.extend(root(problem, walk));
    while !heap.is_empty() {
        if stop.load(std::sync::atomic::Ordering::Relaxed) {
            return (summary, Ok(()));
        }
        let mut large = Vec::new();
        while let Some(part) = heap.pop() {
            let wanted = todo.within(part.from, part.to());
            if wanted.points() == 0 {
                continue;
            }
            if part.bound > summary.top_threshold() {
                summary.pruned += wanted.points();
                summary.done.add(&wanted);
                progress(wanted.points());
                continue;
            }
            let small = SMALL << (heap.len() / CROWD).min(64);
            if part.points() > small && part.can_be_cut(walk) {
                large.push(part);
                if large.len() == AT_ONCE {
                    break;
                }
                continue;
            }
            if !large.is_empty() {
                // A box is evaluated only when no better one waits: its points may be spared.
                heap.push(part);
                break;
            }
            for (mut from, to) in wanted.iter() {
                while from < to && !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let end = to.min(from + STEP);
                    match executor.evaluate(from, end) {
                        Ok(found) => summary.merge(&found),
                        Err(e) => return (summary, Err(e)),
                    }
                    progress(end - from);
                    from = end;
                }
            }
        }
        heap.par_extend(large.par_iter().flat_map_iter(|part| halves(problem, walk, part)));
    }
    (summary, Ok(()))
}

fn root(problem: &Problem, walk: &[usize]) -> Option<Part> {
    let (&first, rest) = walk.split_first()?;
    let stride = rest.iter().map(|&a| u128::from(problem.axes[a].len)).product();
    let range = (0, problem.axes[first].len);
    Some(Part { bound: f64::NEG_INFINITY, from: 0, fixed: vec![], range, stride })
}

fn halves(problem: &Problem, walk: &[usize], part: &Part) -> Vec<Part> {
    let mut whole = Part { fixed: part.fixed.clone(), ..*part };
    if whole.range.1 - whole.range.0 == 1 {
        whole.fixed.push(whole.range.0);
        let len = problem.axes[walk[whole.fixed.len()]].len;
        whole.range = (0, len);
        whole.stride /= u128::from(len);
    }
    let (lo, hi) = whole.range;
    let middle = lo + (hi - lo) / 2;
    let half = |range: (u32, u32)| {
        let from = whole.from + u128::from(range.0 - lo) * whole.stride;
        let mut half = Part { from, range, fixed: whole.fixed.clone(), ..whole };
        half.bound = bound(problem, walk, &half);
        half
    };
    vec![half((lo, middle)), half((middle, hi))]
}

/// The least objective of any feasible point of the box; infinite if none is feasible.
fn bound(problem: &Problem, walk: &[usize], part: &Part) -> f64 {
    let range_of = |axis: usize| -> (usize, usize) {
        let len = problem.axes[axis].len as usize;
        match walk.iter().position(|&a| a == axis) {
            Some(i) if i < part.fixed.len() => (part.fixed[i] as usize, part.fixed[i] as usize + 1),
            Some(i) if i == part.fixed.len() => (part.range.0 as usize, part.range.1 as usize),
            _ => (0, len),
        }
    };
    let inputs: Vec<Interval> = problem
        .leaves
        .iter()
        .map(|leaf| {
            let mut offsets = vec![0usize];
            for &a in &leaf.axes {
                let (lo, hi) = range_of(a);
                let len = problem.axes[a].len as usize;
                offsets = offsets.iter().flat_map(|o| (lo..hi).map(move |d| o * len + d)).collect();
            }
            Interval::hull(offsets.into_iter().map(|o| leaf.values[o]))
        })
        .collect();
    let outputs = problem.tape.evaluate(&inputs);
    if outputs[Problem::REASON].lo > 0.0 {
        return f64::INFINITY;
    }
    outputs[Problem::OBJECTIVE].lo
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu::Cpu;
    use crate::number::Real;
    use crate::sweep::plan::{Limits, plan};
    use crate::sweep::{Ask, Axis, Leaf};
    use crate::trace::record;

    /// A chip of `a` and `b` resources that cost `c` each; too cheap ones are infeasible.
    fn problem() -> Problem {
        let tape = record(&["a", "b", "c"], |x| {
            let time = crate::trace::Sym::lit(3.0) / x[0] + crate::trace::Sym::lit(5.0) / x[1];
            let cost = (x[0] + x[1]) * x[2];
            let fits = crate::trace::Sym::lit(20.0).le(cost);
            let reason = Real::select(fits, Real::lit(0.0), Real::lit(1.0));
            vec![
                ("reason".into(), reason),
                ("key".into(), time + cost / crate::trace::Sym::lit(50.0)),
            ]
        });
        let values = |n: u32| (1..=n).map(f64::from).collect::<Vec<_>>();
        let lengths = [100, 120, 90];
        Problem {
            axes: lengths.iter().map(|&len| Axis { name: "x".into(), len, search: true }).collect(),
            leaves: (0..3)
                .map(|i| Leaf { name: "x".into(), axes: vec![i], values: values(lengths[i]) })
                .collect(),
            tape,
            ask: Ask { top_k: 7, prune: true, reasons: vec!["cheap".into()], ..Ask::default() },
        }
    }

    #[test]
    fn search_finds_what_a_full_sweep_finds_and_evaluates_less() {
        let problem = problem();
        let plan = plan(&problem, Limits::CPU);
        let mut cpu = Cpu::new(&problem, &plan);
        let all = Ranges::one(0, plan.points());
        let whole = Cpu::evaluate(&cpu, 0, plan.points());
        let stop = AtomicBool::new(false);
        let mut seen = 0;
        let (found, end) = search(&problem, &plan.walk, &mut cpu, &all, &stop, &mut |n| seen += n);
        end.unwrap();
        assert_eq!(found.top, whole.top);
        assert_eq!(found.done, all);
        assert_eq!(seen, plan.points());
        assert!(found.pruned > plan.points() / 2, "{} of {}", found.pruned, plan.points());
    }

    #[test]
    fn two_halves_searched_apart_merge_to_the_whole() {
        let problem = problem();
        let plan = plan(&problem, Limits::CPU);
        let mut cpu = Cpu::new(&problem, &plan);
        let whole = Cpu::evaluate(&cpu, 0, plan.points());
        let stop = AtomicBool::new(false);
        let middle = plan.points() / 3;
        let mut merged = Summary::empty(&problem);
        for (from, to) in [(0, middle), (middle, plan.points())] {
            let todo = Ranges::one(from, to);
            let (part, end) = search(&problem, &plan.walk, &mut cpu, &todo, &stop, &mut |_| {});
            end.unwrap();
            assert_eq!(part.done, todo);
            merged.merge(&part);
        }
        assert_eq!(merged.top, whole.top);
    }
}
