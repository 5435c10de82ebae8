//! The folds of a multiplication over the array: cycles and efficiencies.
//!
//! An array of `R` rows and `C` columns holds one operand, or the result, in place, and takes
//! the multiplication in *folds* of `R` x `C` held elements while the third extent streams by:
//!
//! ```text
//! dataflow                  held: S_R x S_C   streamed T   load   fold = load + R + C + T − 2
//! os  output stationary     M x N             K            0
//! ws  weight stationary     K x N             M            R
//! is  input stationary      K x M             N            R
//!
//! folds   F = ceil(ceil(S_R / R) · ceil(S_C / C) / arrays)
//! serial      cycles = F · fold
//! overlapped  cycles = fold + (F − 1) · max(R, T)
//! mapping efficiency   = S_R S_C / (F · arrays · R C)
//! compute utilisation  = M N K / (cycles · arrays · R C)
//! ```
//!
//! A fold is filled and drained along both diagonals (`R + C − 2`), and a held operand is first
//! shifted in, a row per cycle. With a second set of weight registers (as in TPUs) the next
//! fold's operand moves in behind the current one, and its stream follows without a gap: then
//! a fold costs what takes longer, shifting `R` rows in (or results out) or streaming.
//!
//! *Quirks* of SCALE-Sim 3: it reports the index of the last cycle, one less than their
//! number, and divides the compute utilisation of ws and is by `2R + 2C + T − 3` per fold,
//! which is not the fold it counts. One array, serial: every row of SCALE-Sim's reports is met
//! to the last cycle.
//!
//! Sources: Samajdar et al., "SCALE-Sim" (ISPASS 2020; it prints `2R + C + T − 2` for all
//! three, the program differs for os); Jouppi et al. (ISCA 2017) for the overlap. Range: whole
//! numbers below 2³¹; past 2²⁴ cycles f32 rounds. Ignored: partly filled folds are not cut short.

use super::shape::Shape;
use crate::number::{Constant, Function, Real, Unit};

/// One step of the array.
pub(crate) const CYCLE: Constant =
    Constant { name: "CYCLE", value: 1.0, unit: Unit::CYCLES, origin: "definition" };

/// How the folds run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folds<R> {
    /// Held columns `S_C`.
    pub(crate) held_cols: R,
    /// Streamed extent `T`.
    pub(crate) stream: R,
    /// `ceil(S_R / R)`.
    pub(crate) row_folds: R,
    /// `ceil(S_C / C)`.
    pub(crate) col_folds: R,
    /// Cycles without waiting for memory.
    pub(crate) cycles: R,
    pub(crate) mapping: R,
    pub(crate) compute: R,
}

const FOLDS: Function<9, 7> = Function {
    name: "systolic_folds",
    inputs: ["m", "n", "k", "rows", "cols", "arrays", "dataflow", "overlap", "quirks"],
    outputs: [
        "held_cols",
        "stream",
        "row_folds",
        "col_folds",
        "cycles",
        "mapping_efficiency",
        "compute_utilisation",
    ],
};

/// The value of the dataflow that applies: 0 is os, 1 ws, 2 is.
pub(crate) fn by_dataflow<R: Real>(dataflow: R, os: R, ws: R, is: R) -> R {
    let stationary = R::select(dataflow.lt(R::lit(1.5)), ws, is);
    R::select(dataflow.lt(R::lit(0.5)), os, stationary)
}

/// Runs `shape` on `arrays` arrays of `rows` x `cols`.
pub(crate) fn folds<R: Real>(
    shape: &Shape<R>,
    [rows, cols, arrays]: [R; 3],
    dataflow: R,
    overlap: R,
    quirks: R,
) -> Folds<R> {
    let args = [shape.m, shape.n, shape.k, rows, cols, arrays, dataflow, overlap, quirks];
    let [held_cols, stream, row_folds, col_folds, cycles, mapping, compute] =
        R::call(&FOLDS, args, body);
    Folds { held_cols, stream, row_folds, col_folds, cycles, mapping, compute }
}

fn body<R: Real>(args: [R; 9]) -> [R; 7] {
    let [m, n, k, rows, cols, arrays, dataflow, overlap, quirks] = args;
    let (zero, one, two) = (R::lit(0.0), R::lit(1.0), R::lit(2.0));
    let half = R::lit(0.5);
    let cycle = R::constant(&CYCLE);
    let quirky = half.lt(quirks);

    let held_rows = by_dataflow(dataflow, m, k, k).named("held_rows");
    let held_cols = by_dataflow(dataflow, n, n, m).named("held_cols");
    let stream = by_dataflow(dataflow, k, m, n).named("stream");
    let row_folds = held_rows.ceil_div(rows).named("row_folds");
    let col_folds = held_cols.ceil_div(cols).named("col_folds");
    let folds = (row_folds * col_folds).ceil_div(arrays).named("folds");

    let load = by_dataflow(dataflow, zero, rows, rows).named("load");
    let fold = (load + rows + cols + stream - two).named("fold_cycles");
    let more = R::select(half.lt(overlap), stream.max(rows), fold).named("next_fold_cycles");
    let count = (fold + (folds - one) * more).named("compute_cycles");
    let cycles = (count - R::select(quirky, one, zero)) * cycle;

    let places = folds * (arrays * rows * cols).named("places");
    let mapping = held_rows * held_cols / places;
    let longer = (rows + rows) + (cols + cols) + stream - R::lit(3.0);
    let quirk_fold = by_dataflow(dataflow, fold, longer, longer).max(one);
    let quirk_share = mapping * (stream / quirk_fold);
    let compute = R::select(quirky, quirk_share, mapping * (stream * (folds / count)));
    [held_cols, stream, row_folds, col_folds, cycles, mapping, compute]
}
