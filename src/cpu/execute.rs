//! Runs a plan over a range of its walk on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::compile::Compiled;
use super::lanes::{Output, State};
use super::sink::{Place, Sink};
use super::tables::{self, Columns, Rows, Tables};
use crate::sweep::plan::Plan;
use crate::sweep::{ExecuteError, Executor, Problem, Ranges, Summary};

/// The CPU executor of one problem.
pub struct Cpu<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    stages: Vec<Compiled>,
    main: Compiled,
    once: Vec<Columns>,
}

/// A part of one batch.
#[derive(Debug, Clone, Copy)]
struct Piece {
    batch: u128,
    from: u64,
    to: u64,
}

/// Points below which a part of a batch is not worth a thread of its own.
const LEAST_PIECE: u64 = 1 << 14;

impl<'a> Cpu<'a> {
    /// Compiles the plan and computes the tables that serve the whole sweep.
    pub fn new(problem: &'a Problem, plan: &'a Plan) -> Self {
        let stages: Vec<Compiled> = plan
            .stages
            .iter()
            .map(|s| tables::compile_program(problem, plan, &s.program))
            .collect();
        let main = tables::compile_program(problem, plan, &plan.main);
        let once = tables::once(problem, plan, &stages);
        Self { problem, plan, stages, main, once }
    }

    /// Tables of the batch whose outer digits are given (the GPU reads the same ones).
    pub fn tables(&self, digits: &[u32]) -> Tables<'_> {
        tables::batch(self.problem, self.plan, &self.stages, &self.once, digits)
    }

    /// Evaluates the points `from..to` of the walk.
    pub fn evaluate(&self, from: u128, to: u128) -> Summary {
        let mut pieces = self.pieces(from, to);
        let threads = rayon::current_num_threads();
        if pieces.len() < 4 * threads {
            let most = (to - from) as u64 / (8 * threads as u64);
            pieces = pieces.into_iter().flat_map(|p| split(p, most.max(LEAST_PIECE))).collect();
        }
        let next = AtomicUsize::new(0);
        let mut summary = (0..threads)
            .into_par_iter()
            .map(|_| {
                let mut sink = Sink::new(self.problem, self.plan, &self.main.row);
                let mut state = State::new(&self.main);
                let mut held: Option<(u128, Tables<'_>)> = None;
                while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let tables = match held.take() {
                        Some((batch, tables)) if batch == piece.batch => tables,
                        _ => self.tables(&self.plan.batch_digits(piece.batch)),
                    };
                    self.run(*piece, &tables, &mut state, &mut sink);
                    held = Some((piece.batch, tables));
                }
                sink.summary
            })
            .reduce(
                || Summary::empty(self.problem),
                |mut a, b| {
                    a.merge(&b);
                    a
                },
            );
        summary.done = Ranges::one(from, to);
        summary
    }

    fn pieces(&self, from: u128, to: u128) -> Vec<Piece> {
        let size = u128::from(self.plan.batch_points());
        let mut pieces = Vec::new();
        let mut at = from;
        while at < to {
            let batch = at / size;
            let end = to.min((batch + 1) * size);
            pieces.push(Piece {
                batch,
                from: (at - batch * size) as u64,
                to: (end - batch * size) as u64,
            });
            at = end;
        }
        pieces
    }

    fn run(&self, piece: Piece, tables: &Tables<'_>, state: &mut State, sink: &mut Sink<'_>) {
        let digits = self.plan.batch_digits(piece.batch);
        let rows = Rows::new(self.problem, self.plan, &self.plan.main, &self.main, tables, &digits);
        let len = rows.row_len() as u64;
        let mut cursor = rows.cursor();
        let mut at = piece.from;
        while at < piece.to {
            let row = at / len;
            let row_start = row * len;
            let end = piece.to.min(row_start + len);
            let (from, to) = ((at - row_start) as usize, (end - row_start) as usize);
            cursor.go_to(state, row);
            match state.output(self.main.outputs[Problem::REASON], 1) {
                // The whole row is infeasible for one reason: nothing else needs computing.
                Output::Uniform(reason) if reason != 0.0 => sink.reject(reason, to - from),
                _ => cursor.run(state, from, to, |state, from, n| {
                    let place = Place { batch: piece.batch, row_start, from, len: n };
                    sink.take(place, &|o| state.output(self.main.outputs[o], n));
                }),
            }
            at = end;
        }
    }

    /// All outputs of the points `from..to` of the walk, one vector per output: what tests
    /// compare with the tape and with a GPU.
    pub fn outputs(&self, from: u128, to: u128) -> Vec<Vec<f64>> {
        let mut all = vec![Vec::new(); self.main.outputs.len()];
        let mut state = State::new(&self.main);
        for piece in self.pieces(from, to) {
            let digits = self.plan.batch_digits(piece.batch);
            let tables = self.tables(&digits);
            let (problem, plan) = (self.problem, self.plan);
            let rows = Rows::new(problem, plan, &plan.main, &self.main, &tables, &digits);
            let len = rows.row_len() as u64;
            let mut cursor = rows.cursor();
            let mut at = piece.from;
            while at < piece.to {
                let row = at / len;
                let end = piece.to.min((row + 1) * len);
                let (from, to) = ((at - row * len) as usize, (end - row * len) as usize);
                cursor.go_to(&mut state, row);
                cursor.run(&state, from, to, |state, _, n| {
                    for (column, operand) in all.iter_mut().zip(&self.main.outputs) {
                        let output = state.output(*operand, n);
                        column.extend((0..n).map(|i| output.at(i)));
                    }
                });
                at = end;
            }
        }
        all
    }
}

impl Executor for Cpu<'_> {
    fn name(&self) -> String {
        format!("CPU ({} threads, f64)", rayon::current_num_threads())
    }

    fn evaluate(&mut self, from: u128, to: u128) -> Result<Summary, ExecuteError> {
        Ok(Cpu::evaluate(self, from, to))
    }
}

fn split(piece: Piece, most: u64) -> impl Iterator<Item = Piece> {
    (piece.from..piece.to).step_by(most as usize).map(move |from| Piece {
        from,
        to: piece.to.min(from + most),
        ..piece
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Real;
    use crate::sweep::plan::{Limits, plan};
    use crate::sweep::{Ask, Axis, Bins, Leaf};
    use crate::trace::record;
    use proptest::prelude::*;

    /// Something like a kernel: every operation, terms over different axes, a reason.
    fn equation<R: Real>(x: &[R]) -> [R; 3] {
        let [a, b, c, d] = [x[0], x[1], x[2], x[3]];
        let tiles = (a * R::lit(64.0)).ceil_div(b) + (c / d).ceil();
        let fast = R::and(a.lt(b), R::not(c.le(d)));
        let time = R::select(fast, tiles.sqrt(), tiles.max(d * c) - (-d).floor());
        let heavy = R::select(R::or(b.lt(c), a.lt(d)), a * a / (b + R::lit(1.0)), c.min(d));
        let reason = R::select((a * d).lt(R::lit(9.0)), R::lit(1.0), R::lit(0.0));
        let reason = R::select(R::lit(40.0).lt(b * c), R::lit(2.0), reason);
        [reason, time + heavy.exp2().log2(), heavy * d]
    }

    fn problem(lengths: [u32; 4], search: [bool; 4]) -> Problem {
        let tape = record(&["a", "b", "c", "d"], |x| {
            let [reason, key, other] = equation(x);
            vec![("reason".into(), reason), ("key".into(), key), ("other".into(), other)]
        });
        let axes = (0..4)
            .map(|i| Axis { name: format!("x{i}"), len: lengths[i], search: search[i] })
            .collect();
        let leaves = (0..4)
            .map(|i| Leaf {
                name: format!("x{i}"),
                axes: vec![i],
                values: (0..lengths[i]).map(|v| f64::from(1 + v * 7 % 13)).collect(),
            })
            .collect();
        let ask = Ask {
            best: true,
            top_k: 3,
            prune: false,
            pareto: vec![1, 2],
            histogram: Some(Bins { output: 2, edges: vec![1.0, 5.0, 25.0] }),
            reasons: vec!["one".into(), "two".into()],
        };
        Problem { axes, leaves, tape, ask }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn planned_rows_give_the_reference_summary_bit_for_bit(
            lengths in [1u32..7, 1u32..40, 1u32..9, 1u32..30],
            search in any::<[bool; 4]>(),
            once_rows in 1u128..60, batch_rows in 1u128..60, batch_points in 1u128..3000,
            cut in 0.0..1.0f64,
        ) {
            let problem = problem(lengths, search);
            let limits = Limits { once_rows, batch_rows, batch_points, table_bytes: 1 << 20 };
            let plan = plan(&problem, limits);
            let points = problem.points().unwrap();
            prop_assert_eq!(plan.points(), points);
            let mut expected = Summary::empty(&problem);
            for i in 0..points {
                expected.take(&problem, i, &problem.evaluate(i));
            }
            expected.done = Ranges::one(0, points);
            let cpu = Cpu::new(&problem, &plan);
            let middle = (points as f64 * cut) as u128;
            let mut got = cpu.evaluate(0, middle);
            got.merge(&cpu.evaluate(middle, points));
            prop_assert_eq!(got.front.sorted(), expected.front.sorted());
            prop_assert_eq!(got.best, expected.best);
            prop_assert_eq!(got.top, expected.top);
            prop_assert_eq!(got.histogram, expected.histogram);
            prop_assert_eq!(got.infeasible, expected.infeasible);
            prop_assert_eq!(got.feasible, expected.feasible);
            prop_assert_eq!(got.done, expected.done);
        }
    }
}
