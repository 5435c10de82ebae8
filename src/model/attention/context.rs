//! Context attention (prefill): causal tiles, matrix units against softmax, longest block.
//!
//! A block (CTA) owns `M` query rows of one head and walks the keys in tiles of 128. With
//! S new tokens on P past ones, of which each query sees the last W:
//!
//! ```text
//! n      = ceil(S / 128),  p = ceil(P / 128),  m = min(ceil(W / 128) + 1, p + n)
//! k      = min(max(m − p, 0), n)                       bands of 128 rows before the window closes
//! tiles  = k p + k (k + 1) / 2 + (n − k) m             of 128 x 128, over the bands
//! q      = min(G, packed) rows per token of the G query heads that share a key-value head
//! blocks = ceil(S q / M) per batch · heads / q;   rows = 1/4 + 3/4 min(1, S q / M)
//! tile   = rows · ((2 M 128 (d_qk + d_v) · wide / (share · rate))² + (M 128 / exponentials)²)^(1/2)
//! all    = blocks · (start · rows + tile · tiles / n) / units
//! longest = start + m · tile                           the last rows of a causal sequence
//! time   = floor + (all⁴ + longest⁴)^(1/4) + passes · bytes of q, k, v, o and cache / memory
//! ```
//!
//! `rate` is the peak of one unit at the precision of the products, `exponentials` the share
//! of the chip's exponential units that the online softmax gets through: with fp8 products
//! softmax is the longer part, which is why Blackwell Ultra doubled these units. Tiles are
//! kept out of memory (FlashAttention-2, Dao 2023); what memory sees are the rotary
//! embedding, quantisation and cache write around the kernel, whole passes over q, k and v.
//! Small problems use smaller tiles, hence `rows`.
//!
//! By hand: 8192 tokens are 64 bands, 2,080 tiles per head. Fitted on timings of A100, H100,
//! H200, B200, B300, GB200, GB300, L40S, RTX PRO 6000 and Arc B60 (aiconfigurator 0.12
//! wheel), P = 0 only: past tokens are charged as whole tiles, unmeasured. Ignored: waves
//! (persistent kernels even them out), two blocks sharing a unit, re-reads of k and v from L2.

use super::{Attention, Bytes, Heads, NEUTRAL, OUTPUTS, WIDE, results, widening};
use crate::model::chip::Rates;
use crate::model::constants as c;
use crate::model::roofline::{ceil_near, interleave, overlap};
use crate::model::slot::inputs;
use crate::number::{Function, Real};

inputs! {
    /// What context attention reaches on a chip.
    ContextConstants as "context" {
        /// Time of the smallest kernel, with rotary embedding and cache write.
        floor_us: TIME "us" = c::CONTEXT_FLOOR;
        /// Share of the matrix peak that the products of a tile reach.
        matrix_share: ONE "1" = c::CONTEXT_MATRIX_SHARE;
        /// Softmax elements per exponential the chip could compute in the same time.
        softmax_share: ONE "1" = c::CONTEXT_SOFTMAX_SHARE;
        /// Start and end of a block.
        block_kcycles: CYCLES "kcycle" = c::CONTEXT_BLOCK;
        /// Share of the memory peak that the passes over q, k, v and o reach.
        memory_share: ONE "1" = c::CONTEXT_MEMORY_SHARE;
    }
}

inputs! {
    /// What a class of context kernels takes against what the chip's constants say.
    ContextFactors as "context_class" {
        /// Floor: kernels launched beside the attention itself.
        floor: ONE "1" = NEUTRAL;
        /// Time of the products.
        matrix: ONE "1" = NEUTRAL;
        /// Time of the softmax.
        softmax: ONE "1" = NEUTRAL;
        /// Start and end of a block.
        block: ONE "1" = NEUTRAL;
        /// Passes over q, k, v, o and the cache.
        passes: ONE "1" = NEUTRAL;
        /// Extra time of the products per 128 elements of head width above 128.
        wide: ONE "1" = WIDE;
    }
}

inputs! {
    /// How a class of context kernels cuts the work.
    ContextDesign as "context_design" {
        /// Query rows of a block.
        rows: ONE "1" = c::CONTEXT_ROWS;
        /// Most query heads of one key-value head that share a block's rows; 1 for none.
        packed: ONE "1" = c::CONTEXT_PACKED;
        /// 1 if the products are computed at the chip's precision of weights, 0 if wide.
        narrow: ONE "1" = c::CONTEXT_NARROW;
    }
}

/// A context kernel on a chip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kernel<R> {
    pub(crate) design: ContextDesign<R>,
    pub(crate) constants: ContextConstants<R>,
    pub(crate) factors: ContextFactors<R>,
}

const CONTEXT: Function<29, 7> = Function {
    name: "context_attention",
    inputs: [
        "batch",
        "heads",
        "kv_heads",
        "qk_dim",
        "v_dim",
        "cached",
        "queries",
        "past",
        "window",
        "bytes",
        "cache_bytes",
        "units",
        "clock",
        "rate",
        "special",
        "memory_peak",
        "rows",
        "packed",
        "floor",
        "matrix_share",
        "softmax_share",
        "block",
        "memory_share",
        "floor_factor",
        "matrix_factor",
        "softmax_factor",
        "block_factor",
        "passes_factor",
        "wide",
    ],
    outputs: OUTPUTS,
};

/// Attention of `queries` new tokens per sequence on `past` cached ones, each query seeing
/// at most `window` keys (any number from `past + queries` up is no window).
pub(crate) fn context<R: Real>(
    h: Heads<R>,
    [queries, past, window]: [R; 3],
    bytes: Bytes<R>,
    chip: &Rates<R>,
    kernel: &Kernel<R>,
) -> Attention<R> {
    let (d, k, f) = (kernel.design, kernel.constants, kernel.factors);
    let args = [
        h.batch,
        h.heads,
        h.kv_heads,
        h.qk_dim,
        h.v_dim,
        h.cached,
        queries,
        past,
        window,
        bytes.activation,
        bytes.cache,
        chip.units,
        chip.clock,
        chip.wide_peak,
        chip.special,
        chip.memory_peak,
        d.rows,
        d.packed,
        k.floor_us,
        k.matrix_share,
        k.softmax_share,
        k.block_kcycles,
        k.memory_share,
        f.floor,
        f.matrix,
        f.softmax,
        f.block,
        f.passes,
        f.wide,
    ];
    results(R::call(&CONTEXT, args, body))
}

/// `min(past + i, most)` summed over i = 1 .. new: what new rows see of past ones and of
/// each other, each at most `most`. All three are whole numbers, `most <= past + new`.
fn causal<R: Real>(new: R, past: R, most: R) -> R {
    let open = (most - past).max(R::lit(0.0)).min(new);
    open * past + open * (open + R::lit(1.0)) * R::lit(0.5) + (new - open) * most
}

fn body<R: Real>(args: [R; 29]) -> [R; 7] {
    let [
        batch,
        heads,
        kv_heads,
        qk_dim,
        v_dim,
        cached,
        queries,
        past,
        window,
        bytes,
        cache_bytes,
        units,
        clock,
        rate,
        special,
        memory_peak,
        rows,
        packed,
        floor,
        matrix_share,
        softmax_share,
        block,
        memory_share,
        floor_factor,
        matrix_factor,
        softmax_factor,
        block_factor,
        passes_factor,
        wide,
    ] = args;
    let one = R::lit(1.0);
    let side = R::lit(128.0);
    let operation = R::constant(&c::MULTIPLY_ADD);
    let width = qk_dim + v_dim;

    let seen = (past + queries).min(window);
    let pairs = causal(queries, past, seen).named("pairs");
    let mflop = (operation * pairs * batch * heads * width).named("mflop");

    let bands = ceil_near(queries / side).named("bands");
    let before = ceil_near(past / side);
    let longest = (ceil_near(window / side) + one).min(before + bands).named("longest_row");
    let tiles = causal(bands, before, longest).named("tiles");

    let group = (heads / kv_heads).min(packed).min(rows).max(one).named("packed_heads");
    let packed_rows = queries * group / rows;
    let sequences = batch * heads / group;
    let blocks = (sequences * ceil_near(packed_rows).max(one)).named("blocks");
    let fill = R::lit(0.25) + R::lit(0.75) * packed_rows.min(one);

    let scores = rows * side;
    let products =
        operation * scores * width * widening(width, wide) * matrix_factor / (rate * matrix_share);
    let unit_special = special / units;
    let softmax =
        scores * R::constant(&c::OPERATION) * softmax_factor / (unit_special * softmax_share);
    let tile = (fill * interleave(products, softmax)).named("tile_time");
    let start = (block * block_factor / clock).named("block_time");

    let computed = (blocks * tiles / bands / units).named("tiles_per_unit");
    let all = (blocks * start * fill / units + computed * tile).named("all_blocks");
    let last = (start + longest * tile).named("longest_block");

    let mega = R::lit(1e-6);
    let tokens = batch * queries * mega;
    let read = batch * past * mega * kv_heads * cached * cache_bytes;
    let mb = (tokens * (heads + kv_heads) * width * bytes + read).named("mb");
    let moved = mb + tokens * kv_heads * cached * cache_bytes;
    let memory_time = (moved * passes_factor / (memory_peak * memory_share)).named("memory_time");
    let latency = (floor * floor_factor).named("latency");
    let time = (latency + overlap(all, last) + memory_time).named("time");
    let matrix_time = (computed * fill * products).named("matrix_time");
    let vector_time = (computed * fill * softmax).named("vector_time");
    [time, matrix_time, vector_time, memory_time, latency, mb, mflop]
}
