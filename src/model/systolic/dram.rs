//! Traffic to DRAM with finite, double-buffered operand memories.
//!
//! ```text
//! words = unique words · (passes − kept · (passes − 1))
//! kept  = min(1, half of the memory / what the passes go over)
//! ```
//!
//! Folds run with the columns of the array outermost. Half of each memory holds what is in
//! use while the other half is filled:
//!
//! ```text
//!                  passes over        os           ws           is
//! input            all of it          fc           fc           1
//! weight           os: K x C, is: all fr           1            fc
//! partial sums     T x C              1            fr           fr
//! ```
//!
//! A part that stays in the memory is read once, the rest once per pass. A program that knows
//! its memories may as well block the loops around the array, and the least of three totals is
//! taken: folds as they come; blocks of the input held (input once, weights once per block);
//! blocks of the weights held (the other way round). Blocks are at least as long as the array,
//! and with overlapped weights they then cost no cycles.
//!
//! *Quirks*: folds as they come, all or nothing kept, half a memory is `50 · floor(bytes /
//! 100)`, and partial sums go to DRAM. So SCALE-Sim's stall-free traffic is met where operands
//! fit, but for a few padded words when its write buffer wraps (3 of 309 rows, 0.2 %); where
//! they do not, it fetches whole buffers for single missing words and has no closed form.
//!
//! Ignored: halos of convolutions between blocks, DRAM bursts and refresh, compression.

use super::folds::{Folds, by_dataflow};
use super::shape::Shape;
use crate::number::{Constant, Function, Real, Unit};

/// Words moved between DRAM and the memories.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dram<R> {
    pub(crate) ifmap_reads: R,
    pub(crate) filter_reads: R,
    pub(crate) ofmap_writes: R,
    pub(crate) ofmap_reads: R,
}

/// Operand memories (MB), and bytes per word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memories<R> {
    pub(crate) ifmap: R,
    pub(crate) filter: R,
    pub(crate) ofmap: R,
    pub(crate) operand_bytes: R,
    pub(crate) result_bytes: R,
    pub(crate) sum_bytes: R,
}

const BYTE: Constant =
    Constant { name: "BYTE", value: 1.0, unit: Unit::DATA, origin: "definition" };

const DRAM: Function<17, 4> = Function {
    name: "systolic_dram",
    inputs: [
        "ifmap",
        "weights",
        "outputs",
        "depth",
        "stream",
        "held_cols",
        "row_folds",
        "col_folds",
        "cols",
        "ifmap_mb",
        "filter_mb",
        "ofmap_mb",
        "operand_bytes",
        "result_bytes",
        "sum_bytes",
        "dataflow",
        "quirks",
    ],
    outputs: ["ifmap_reads", "filter_reads", "ofmap_writes", "ofmap_reads"],
};

/// Counts the words.
pub(crate) fn dram<R: Real>(
    s: &Shape<R>,
    f: &Folds<R>,
    cols: R,
    memories: &Memories<R>,
    dataflow: R,
    quirks: R,
) -> Dram<R> {
    let args = [
        s.ifmap,
        s.k * s.n,
        s.m * s.n,
        s.k,
        f.stream,
        f.held_cols,
        f.row_folds,
        f.col_folds,
        cols,
        memories.ifmap,
        memories.filter,
        memories.ofmap,
        memories.operand_bytes,
        memories.result_bytes,
        memories.sum_bytes,
        dataflow,
        quirks,
    ];
    let [ifmap_reads, filter_reads, ofmap_writes, ofmap_reads] = R::call(&DRAM, args, body);
    Dram { ifmap_reads, filter_reads, ofmap_writes, ofmap_reads }
}

fn body<R: Real>(args: [R; 17]) -> [R; 4] {
    let [
        ifmap,
        filter,
        outputs,
        depth,
        stream,
        held_cols,
        row_folds,
        col_folds,
        cols,
        ifmap_mb,
        filter_mb,
        ofmap_mb,
        operand_bytes,
        result_bytes,
        sum_bytes,
        dataflow,
        quirks,
    ] = args;
    let (zero, one) = (R::lit(0.0), R::lit(1.0));
    let quirky = R::lit(0.5).lt(quirks);
    let byte = R::constant(&BYTE);
    // Words of half a memory; one at least.
    let half = |mb: R, bytes: R| {
        let held = mb * R::lit(1e6);
        let quirk = R::lit(50.0) * (held / byte * R::lit(0.01)).floor() * byte;
        (R::select(quirky, quirk, held * R::lit(0.5)) / bytes).max(one)
    };
    let kept =
        |half: R, words: R| R::select(words.le(half), one, R::select(quirky, zero, half / words));
    let passed = |words: R, passes: R, kept: R| words * (passes - kept * (passes - one));
    let by = |os: R, ws: R, is: R| by_dataflow(dataflow, os, ws, is);
    let ifmap_half = half(ifmap_mb, operand_bytes).named("ifmap_half");
    let filter_half = half(filter_mb, operand_bytes).named("filter_half");
    let ofmap_half = half(ofmap_mb, sum_bytes).named("ofmap_half");
    let strip = cols.min(held_cols).named("strip");

    let ifmap_passes = by(col_folds, col_folds, one);
    let filter_passes = by(row_folds, one, col_folds);
    let filter_span = by(depth * strip, filter, filter);
    let ifmap_as_comes = passed(ifmap, ifmap_passes, kept(ifmap_half, ifmap));
    let filter_as_comes = passed(filter, filter_passes, kept(filter_half, filter_span));
    let spilled = outputs * (row_folds - one) * (one - kept(ofmap_half, stream * strip));
    let spilled = R::select(quirky, outputs * (row_folds - one), spilled);
    let spilled = by(zero, spilled, spilled).named("spilled_sums");
    let back = R::select(quirky, zero, spilled);

    // Blocks of one operand held: the other is read once for each.
    let by_input = filter * (ifmap / ifmap_half).max(one);
    let by_weight = ifmap * (filter / filter_half).max(one);
    let sums = (spilled + back) * (sum_bytes / operand_bytes);
    let as_comes = ifmap_as_comes + filter_as_comes + sums;
    let input_blocks = ifmap + by_input;
    let weight_blocks = by_weight + filter;
    let blocked = input_blocks.min(weight_blocks);
    let follows = R::or(quirky, as_comes.le(blocked));
    let holds_input = input_blocks.le(weight_blocks);
    let pick = |a: R, b: R, c: R| R::select(follows, a, R::select(holds_input, b, c));

    let ifmap_reads = pick(ifmap_as_comes, ifmap, by_weight);
    let filter_reads = pick(filter_as_comes, by_input, filter);
    let back = pick(back, zero, zero);
    let writes = outputs + pick(spilled, zero, zero);
    // Spilled sums are wider than results: as words of a result.
    let wide = R::select(quirky, one, sum_bytes / result_bytes);
    [
        ifmap_reads.named("ifmap_reads"),
        filter_reads.named("filter_reads"),
        (outputs + (writes - outputs) * wide).named("ofmap_writes"),
        (back * wide).named("ofmap_reads"),
    ]
}
