//! The f64 side of "f32 proposes, f64 disposes": evaluates candidates and keeps what counts.

use rayon::prelude::*;

use super::layout::Inputs;
use crate::cpu::Tables;
use crate::sweep::plan::Plan;
use crate::sweep::{Hit, Problem, Summary};
use crate::trace::{Node, Tape};

// Flags of a candidate, as `shaders/sweep.wgsl` sets them.
const KEEP: u32 = 1;
pub(super) const RECOUNT: u32 = 2;
const BIN: u32 = 4;

/// Candidates below which threads cost more than they save.
const LEAST_PIECE: usize = 256;

/// Takes candidates (position in the batch, flags) into a summary.
pub(super) fn dispose(
    summary: &mut Summary,
    problem: &Problem,
    plan: &Plan,
    (batch, tables): (u128, &Tables<'_>),
    candidates: &[[u32; 2]],
) {
    let base = plan.batch_digits(batch);
    let inputs = Inputs::new(problem, plan, tables, &base);
    let tape = &plan.main.tape;
    let held = &*summary;
    let points: Vec<(u32, u128, Vec<f64>)> = candidates
        .par_iter()
        .with_min_len(LEAST_PIECE)
        .map_init(
            || (base.clone(), Evaluator::new(tape)),
            |(digits, evaluator), &[local, flags]| {
                plan.set_inner(digits, u64::from(local));
                evaluator.run(inputs.at(digits));
                // Most candidates fail here, on all threads; the rest is decided one by one.
                let matters = flags != KEEP
                    || may_matter(held, problem, digits, |output| evaluator.output(output));
                matters.then(|| (flags, problem.index(digits), evaluator.outputs()))
            },
        )
        .flatten()
        .collect();
    for (flags, index, outputs) in points {
        if flags & RECOUNT != 0 {
            summary.take(problem, index, &outputs);
            continue;
        }
        if flags & KEEP != 0 {
            summary.keep(problem, index, &outputs);
        }
        if flags & BIN != 0
            && let Some(bins) = &problem.ask.histogram
        {
            summary.count(bins, outputs[bins.output]);
        }
    }
}

/// Whether a feasible point could change what a summary keeps.
fn may_matter(
    held: &Summary,
    problem: &Problem,
    digits: &[u32],
    output: impl Fn(usize) -> f64,
) -> bool {
    let ask = &problem.ask;
    let hit = Hit { key: output(Problem::OBJECTIVE), index: problem.index(digits) };
    ask.top_k > 0 && (held.top.len() < ask.top_k || hit.before(&held.top[ask.top_k - 1]))
        || ask.best && held.best[problem.group(digits)].is_none_or(|best| hit.before(&best))
        || !ask.pareto.is_empty() && !held.front.beats(|objective| output(ask.pareto[objective]))
}

/// Runs a flat tape in f64 over and over, without allocating. Conditions are 1 and 0.
struct Evaluator<'a> {
    tape: &'a Tape,
    inputs: Vec<f64>,
    values: Vec<f64>,
}

impl<'a> Evaluator<'a> {
    fn new(tape: &'a Tape) -> Self {
        Self { tape, inputs: vec![], values: Vec::with_capacity(tape.nodes.len()) }
    }

    fn run(&mut self, inputs: impl Iterator<Item = f64>) {
        self.inputs.clear();
        self.inputs.extend(inputs);
        self.values.clear();
        for node in &self.tape.nodes {
            let v = |id: &crate::trace::Id| self.values[id.index()];
            let truth = |condition: bool| f64::from(u8::from(condition));
            let value = match node {
                Node::Input(i) => self.inputs[*i as usize],
                Node::Lit(bits) => f64::from_bits(*bits),
                Node::Unary(op, a) => op.apply(v(a)),
                Node::Binary(op, a, b) => op.apply(v(a), v(b)),
                Node::Compare(op, a, b) => truth(op.apply(v(a), v(b))),
                Node::And(a, b) => v(a) * v(b),
                Node::Or(a, b) => v(a).max(v(b)),
                Node::Not(a) => 1.0 - v(a),
                Node::Select { condition, then, otherwise } => {
                    if v(condition) != 0.0 {
                        v(then)
                    } else {
                        v(otherwise)
                    }
                }
                Node::Call { .. } | Node::Result(..) => unreachable!("a planned tape is flat"),
            };
            self.values.push(value);
        }
    }

    fn output(&self, output: usize) -> f64 {
        self.values[self.tape.outputs[output].1.index()]
    }

    fn outputs(&self) -> Vec<f64> {
        (0..self.tape.outputs.len()).map(|o| self.output(o)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::rough::tests::tape;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn the_evaluator_equals_the_tape_bit_for_bit(
            steps in proptest::collection::vec(any::<(u8, u16, u16, u16)>(), 1..40),
            inputs in [-8.0..8.0f64, 0.0..8.0f64, 1.0..64.0f64],
        ) {
            let tape = tape(&steps);
            let mut evaluator = Evaluator::new(&tape);
            evaluator.run([0.0; 3].into_iter()); // what is left from before must not show
            evaluator.run(inputs.into_iter());
            let bits = |v: Vec<f64>| v.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            prop_assert_eq!(bits(evaluator.outputs()), bits(tape.evaluate(&inputs)));
        }
    }
}
