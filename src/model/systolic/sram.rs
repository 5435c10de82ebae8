//! Reads and writes of the operand memories beside the array, in words.
//!
//! ```text
//!                  os                ws                is
//! input reads      M K · fc          M K · fc          M K
//! weight reads     K N · fr          K N               K N · fc
//! result writes    M N               M N · fr          M N · fr
//! sums read back   0                 M N · (fr − 1)    M N · (fr − 1)
//! ```
//!
//! with `fr`, `fc` the folds along rows and columns. What is held is read once, what streams is
//! read once per fold across it; results of ws and is are partial sums of one fold of `K` each,
//! which a physical array reads back to add the next. *Quirks* of SCALE-Sim 3: os writes
//! `fr · fc · (R + C)` results more (it adds the array's sides to every fold), and sums read
//! back are not counted. Source: reports of SCALE-Sim 3; Ignored: banks, reuse in registers.

use super::folds::{Folds, by_dataflow};
use super::shape::Shape;
use crate::number::{Function, Real};

/// Words moved between the memories and the array.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sram<R> {
    pub(crate) ifmap_reads: R,
    pub(crate) filter_reads: R,
    pub(crate) ofmap_writes: R,
    pub(crate) ofmap_reads: R,
}

const SRAM: Function<9, 4> = Function {
    name: "systolic_sram",
    inputs: ["m", "n", "k", "row_folds", "col_folds", "rows", "cols", "dataflow", "quirks"],
    outputs: ["ifmap_reads", "filter_reads", "ofmap_writes", "ofmap_reads"],
};

/// Counts the words.
pub(crate) fn sram<R: Real>(
    s: &Shape<R>,
    f: &Folds<R>,
    [rows, cols]: [R; 2],
    dataflow: R,
    quirks: R,
) -> Sram<R> {
    let args = [s.m, s.n, s.k, f.row_folds, f.col_folds, rows, cols, dataflow, quirks];
    let [ifmap_reads, filter_reads, ofmap_writes, ofmap_reads] = R::call(&SRAM, args, body);
    Sram { ifmap_reads, filter_reads, ofmap_writes, ofmap_reads }
}

fn body<R: Real>(args: [R; 9]) -> [R; 4] {
    let [m, n, k, row_folds, col_folds, rows, cols, dataflow, quirks] = args;
    let (zero, one) = (R::lit(0.0), R::lit(1.0));
    let quirky = R::lit(0.5).lt(quirks);
    let by = |os: R, ws: R, is: R| by_dataflow(dataflow, os, ws, is);
    let ifmap = m * k * by(col_folds, col_folds, one);
    let filter = k * n * by(row_folds, one, col_folds);
    let outputs = (m * n).named("outputs");
    let spurious = R::select(quirky, row_folds * col_folds * (rows + cols), zero);
    let partial = outputs * row_folds;
    let writes = by(outputs + spurious, partial, partial);
    let back = R::select(quirky, zero, partial - outputs);
    [
        ifmap.named("ifmap_reads"),
        filter.named("filter_reads"),
        writes.named("ofmap_writes"),
        by(zero, back, back).named("ofmap_reads"),
    ]
}
