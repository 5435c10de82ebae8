//! The tables of a plan: computed once, or once for each batch.

use std::borrow::Cow;

use rayon::prelude::*;

use super::compile::{Compiled, compile};
use super::lanes::{Bound, State};
use crate::sweep::Problem;
use crate::sweep::mask::Mask;
use crate::sweep::plan::{Plan, Program, Scope, Source};

/// The columns of one table, each row-major over the axes of its program.
#[derive(Debug, Clone, Default)]
pub struct Columns(pub Vec<Vec<f64>>);

/// The tables of a plan: those computed once, shared, and those of the current batch.
#[derive(Debug, Clone)]
pub struct Tables<'a> {
    pub(super) once: &'a [Columns],
    pub(super) batch: Vec<Columns>,
}

impl Tables<'_> {
    /// A column, wherever it lives.
    pub fn column(&self, stage: usize, column: usize) -> &[f64] {
        let once = &self.once[stage].0;
        if once.is_empty() { &self.batch[stage].0[column] } else { &once[column] }
    }
}

/// Compiles a program of a plan.
pub(super) fn compile_program(problem: &Problem, plan: &Plan, program: &Program) -> Compiled {
    compile(
        program,
        |a| plan.len_of(a),
        |input| plan.layout(problem, program.sources[input]).iter().copied().collect::<Mask>(),
    )
}

/// Computes the tables that serve the whole sweep.
pub(super) fn once(problem: &Problem, plan: &Plan, compiled: &[Compiled]) -> Vec<Columns> {
    let mut done: Vec<Columns> = vec![Columns::default(); plan.stages.len()];
    let digits = vec![0; problem.axes.len()];
    for (i, stage) in plan.stages.iter().enumerate() {
        if stage.scope == Scope::Once {
            let tables = Tables { once: &done, batch: vec![] };
            let columns = fill(problem, plan, &stage.program, &compiled[i], &tables, &digits);
            done[i] = columns;
        }
    }
    done
}

/// Computes the tables of the batch whose outer digits are given.
pub(super) fn batch<'a>(
    problem: &Problem,
    plan: &Plan,
    compiled: &[Compiled],
    once: &'a [Columns],
    digits: &[u32],
) -> Tables<'a> {
    let mut tables = Tables { once, batch: vec![Columns::default(); plan.stages.len()] };
    for (i, stage) in plan.stages.iter().enumerate() {
        if stage.scope == Scope::Batch {
            let columns = fill(problem, plan, &stage.program, &compiled[i], &tables, digits);
            tables.batch[i] = columns;
        }
    }
    tables
}

/// Runs a program over all combinations of its axes and stores its outputs.
fn fill(
    problem: &Problem,
    plan: &Plan,
    program: &Program,
    compiled: &Compiled,
    tables: &Tables<'_>,
    digits: &[u32],
) -> Columns {
    let rows = Rows::new(problem, plan, program, compiled, tables, digits);
    let per_row = rows.row_len();
    let outputs = compiled.outputs.len();
    // One row's outputs after another; turned into columns below.
    let mut interleaved = vec![0.0; rows.count() as usize * per_row * outputs];
    let store = |(r, out): (usize, &mut [f64]), state: &mut State, cursor: &mut Cursor<'_>| {
        cursor.go_to(state, r as u64);
        cursor.run(state, 0, per_row, |state, from, n| {
            for (o, operand) in compiled.outputs.iter().enumerate() {
                let values = state.output(*operand, n);
                for i in 0..n {
                    out[o * per_row + from + i] = values.at(i);
                }
            }
        });
    };
    let chunk = per_row * outputs;
    /// Rows below which threads cost more than they save.
    const PARALLEL_ROWS: u64 = 64;
    if rows.count() >= PARALLEL_ROWS {
        interleaved.par_chunks_mut(chunk).enumerate().for_each_init(
            || (State::new(compiled), rows.cursor()),
            |(state, cursor), item| store(item, state, cursor),
        );
    } else {
        let (mut state, mut cursor) = (State::new(compiled), rows.cursor());
        interleaved
            .chunks_mut(chunk)
            .enumerate()
            .for_each(|item| store(item, &mut state, &mut cursor));
    }
    Columns(
        (0..outputs)
            .map(|o| {
                interleaved
                    .chunks(chunk)
                    .flat_map(|row| row[o * per_row..(o + 1) * per_row].iter().copied())
                    .collect()
            })
            .collect(),
    )
}

/// A program bound to its inputs, ready to run over its rows.
pub(super) struct Rows<'a> {
    compiled: &'a Compiled,
    inputs: Vec<Input<'a>>,
    outer_lengths: Vec<u32>,
    row_len: usize,
}

struct Input<'a> {
    values: Cow<'a, [f64]>,
    base: usize,
    /// Stride along each outer axis of the program.
    strides: Vec<usize>,
    offsets: Option<Vec<u32>>,
    run: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        plan: &'a Plan,
        program: &Program,
        compiled: &'a Compiled,
        tables: &'a Tables<'_>,
        digits: &[u32],
    ) -> Self {
        let len = |a: usize| plan.len_of(a) as usize;
        let row_len = compiled.row.iter().map(|&a| len(a)).product();
        let inputs = program
            .sources
            .iter()
            .map(|&source| {
                let layout = plan.layout(problem, source);
                let values = match source {
                    Source::Leaf(i) => &problem.leaves[i].values[..],
                    Source::Column { stage, column } => tables.column(stage, column),
                };
                let stride = |axis: usize| -> usize {
                    match layout.iter().position(|&a| a == axis) {
                        Some(p) => layout[p + 1..].iter().map(|&a| len(a)).product(),
                        None => 0,
                    }
                };
                let fixed = layout.iter().filter(|a| !program.axes.contains(a));
                let base = fixed.map(|&a| digits[a] as usize * stride(a)).sum();
                let strides: Vec<usize> = compiled.outer.iter().map(|&a| stride(a)).collect();
                let (offsets, run) = row_offsets(&compiled.row, len, stride);
                let consecutive = run == 1 && offsets.iter().zip(0..).all(|(&o, i)| o == i);
                if row_len > 1 && strides.iter().all(|s| *s == 0) {
                    // The same in every row: laid out once, and read in order from then on.
                    let value = |i| values[base + offsets[i / run] as usize];
                    let row: Vec<f64> = (0..row_len).map(value).collect();
                    Input { values: Cow::Owned(row), base: 0, strides, offsets: None, run: 1 }
                } else {
                    let offsets = (!consecutive || row_len == 1).then_some(offsets);
                    Input { values: Cow::Borrowed(values), base, strides, offsets, run }
                }
            })
            .collect();
        let outer_lengths = compiled.outer.iter().map(|&a| plan.len_of(a)).collect();
        Self { compiled, inputs, outer_lengths, row_len }
    }

    /// Number of rows.
    pub(super) fn count(&self) -> u64 {
        self.outer_lengths.iter().map(|&l| u64::from(l)).product()
    }

    /// Points of a row.
    pub(super) fn row_len(&self) -> usize {
        self.row_len
    }

    /// Points the inputs at a row. `bound` and `digits` are the caller's, to be used again.
    fn bind<'b>(&'b self, row: u64, digits: &mut Vec<usize>, bound: &mut Vec<Bound<'b>>) {
        digits.clear();
        digits.resize(self.outer_lengths.len(), 0);
        let mut rest = row;
        for (d, &l) in digits.iter_mut().zip(&self.outer_lengths).rev() {
            *d = (rest % u64::from(l)) as usize;
            rest /= u64::from(l);
        }
        bound.clear();
        bound.extend(self.inputs.iter().map(|input| {
            let at: usize = input.strides.iter().zip(&*digits).map(|(s, d)| s * d).sum();
            Bound {
                values: &input.values[input.base + at..],
                offsets: input.offsets.as_deref(),
                run: input.run,
            }
        }));
    }

    /// A cursor over the rows, with memory of its own.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor { rows: self, digits: vec![], bound: vec![] }
    }
}

/// Runs rows one after the other.
pub(super) struct Cursor<'a> {
    rows: &'a Rows<'a>,
    digits: Vec<usize>,
    bound: Vec<Bound<'a>>,
}

impl Cursor<'_> {
    /// Goes to a row and runs its scalars, so that outputs that do not vary along it can be
    /// looked at.
    pub(super) fn go_to(&mut self, state: &mut State, row: u64) {
        self.rows.bind(row, &mut self.digits, &mut self.bound);
        state.run_scalars(self.rows.compiled, &self.bound);
    }

    /// Runs the positions `from..to` of the row; `take` sees the state after each piece, with
    /// the piece's position and length.
    pub(super) fn run(
        &self,
        state: &State,
        from: usize,
        to: usize,
        mut take: impl FnMut(&State, usize, usize),
    ) {
        let mut at = from;
        while at < to {
            let n = (to - at).min(super::compile::LANES);
            state.run_lanes(self.rows.compiled, &self.bound, at, n);
            take(state, at, n);
            at += n;
        }
    }
}

/// Offsets of an input along a row, one for each run of positions that share one, and the
/// length of a run: the product of the innermost axes that the input does not depend on.
fn row_offsets(
    row: &[usize],
    len: impl Fn(usize) -> usize,
    stride: impl Fn(usize) -> usize,
) -> (Vec<u32>, usize) {
    let varying = row.iter().rposition(|&a| stride(a) > 0).map_or(0, |i| i + 1);
    let run = row[varying..].iter().map(|&a| len(a)).product();
    let mut offsets = vec![0u32];
    for &a in &row[..varying] {
        let s = stride(a);
        offsets =
            offsets.iter().flat_map(|o| (0..len(a)).map(move |d| o + (d * s) as u32)).collect();
    }
    (offsets, run)
}
