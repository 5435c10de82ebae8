//! Context latent attention (prefill): causal tiles of products and softmax, and their set-up.
//!
//! A block (CTA) owns M query rows and walks the keys it sees in tiles of N. Expanded heads
//! have keys of their own; absorbed ones share them, so that a kernel may pack the rows of G
//! heads into its blocks. S new tokens after P cached ones:
//!
//! ```text
//! n       = ceil(S / N),  p = ceil(P / N)
//! mean    = min(p + n, p + (n + max(1, M / (G N))) / 2)      tiles of a block, causal
//! blocks  = batch · heads / G · ceil(S G / M)
//! rows    = pad + (1 − pad) · min(1, max(S G, 16) / M)       small problems use smaller tiles
//! tile    = rows · ((2 M N (d_qk + d_v) / (share · rate))² + (M N / exponentials)²)^(1/2)
//! full    = blocks · (start · M / 128 + mean · tile) / units
//! longest = alone · (start · M / 128 + (p + n) · tile)       the last rows of a sequence
//! data    = q, k, v and o;   spilled = data · 1 / (1 + (3/4 L2 / data)²)
//! pass    = ((spilled / memory)⁴ + (data / L2)⁴)^(1/4)
//! time    = floor + (full² + longest² + pass²)^(1/2) + passes · pass
//! ```
//!
//! Two blocks share a unit and hide each other's latencies, so one that runs by itself takes
//! `alone` of the time it adds to a full chip; the 2-norm of the two stands for the ragged
//! last wave. The attention hides its own pass over the data; those of the kernels before it
//! (rotary embedding, cache write) it does not. An fp8 cache adds a quantising kernel: a share
//! of the floor, and passes.
//! `rate` is the matrix peak at the precision of the products.
//!
//! By hand: 4096 new tokens, 128 heads, one sequence on an H200 are 2 · 320 · 8,390,656 · 128
//! = 0.687 TFLOP, 695 µs at 989 TFLOP/s; TensorRT-LLM takes about 1,330 µs.
//! Fitted on A100, H100, H200, B200, B300, GB200, GB300, L40S and RTX PRO 6000 (aiconfigurator
//! 0.12 wheel), P = 0 only: cached tokens are charged as whole tiles, unmeasured. Ignored:
//! splitting the keys of few long sequences (SGLang on Hopper does, up to a factor of two).

use super::{Bytes, Latent, Machine, OUTPUTS, constants as k};
use crate::model::attention::Attention;
use crate::model::constants as c;
use crate::model::roofline::{ceil_near, interleave, overlap, spill};
use crate::model::slot::inputs;
use crate::number::{Function, Real};

inputs! {
    /// What context latent attention reaches on a chip.
    MlaContext as "mla_context" {
        /// Time of the smallest call: rotary embedding, cache write and attention.
        floor_us: TIME "us" = k::CONTEXT_FLOOR;
        /// Share of the matrix peak that the products of a tile reach.
        matrix_share: ONE "1" = k::CONTEXT_MATRIX;
        /// Share of the peak of exponentials that the softmax of a tile reaches.
        softmax_share: ONE "1" = k::CONTEXT_SOFTMAX;
        /// Start and end of 128 rows of a block.
        block_kcycles: CYCLES "kcycle" = k::CONTEXT_BLOCK;
        /// Time of a block that has its unit to itself, against what it adds to a full chip.
        alone: ONE "1" = k::CONTEXT_ALONE;
    }
}

inputs! {
    /// What a class of context kernels takes against what the chip's constants say.
    MlaContextFactors as "mla_context_class" {
        /// Floor.
        floor: ONE "1" = k::AS_THE_CHIP;
        /// Time of the products.
        matrix: ONE "1" = k::AS_THE_CHIP;
        /// Time of products at a precision below that of the activations, against their peak.
        narrowed: ONE "1" = k::AS_THE_CHIP;
        /// Passes over q, k, v and o in kernels of their own, before the attention.
        passes: ONE "1" = k::CONTEXT_PASSES;
        /// Further passes to quantise for a cache narrower than the activations.
        convert_passes: ONE "1" = k::CONTEXT_CONVERT_PASSES;
        /// Further floor for such a cache, as a share of the floor.
        convert_floor: ONE "1" = k::CONTEXT_CONVERT_FLOOR;
    }
}

inputs! {
    /// How a class of context kernels cuts the work.
    MlaContextDesign as "mla_context_design" {
        /// Query rows of a block.
        rows: ONE "1" = k::CONTEXT_ROWS;
        /// Keys of a tile.
        keys: ONE "1" = k::CONTEXT_KEYS;
        /// 1: products with the latent rows themselves; 0: with expanded keys and values.
        absorbed: ONE "1" = k::CONTEXT_EXPANDED;
        /// Most heads that share the rows of a block; 1 for none.
        packed: ONE "1" = k::CONTEXT_PACKED;
    }
}

/// A context kernel on a chip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<R> {
    pub(crate) design: MlaContextDesign<R>,
    pub(crate) constants: MlaContext<R>,
    pub(crate) factors: MlaContextFactors<R>,
}

const CONTEXT: Function<32, 7> = Function {
    name: "mla_context",
    inputs: [
        "batch",
        "heads",
        "queries",
        "cached",
        "kv_rank",
        "rope_dim",
        "nope_dim",
        "v_dim",
        "bytes",
        "cache_bytes",
        "units",
        "clock",
        "rate",
        "special",
        "memory",
        "l2",
        "l2_mb",
        "rows",
        "keys",
        "absorbed",
        "packed",
        "floor",
        "matrix_share",
        "softmax_share",
        "block",
        "alone",
        "floor_factor",
        "matrix_factor",
        "narrowed",
        "passes",
        "convert_passes",
        "convert_floor",
    ],
    outputs: OUTPUTS,
};

/// Attention of all the new tokens of a layer, each seeing the cached ones and those before it.
pub(crate) fn context<R: Real>(
    l: Latent<R>,
    bytes: Bytes<R>,
    machine: &Machine<R>,
    kernel: &Context<R>,
) -> Attention<R> {
    let (d, n, f) = (kernel.design, kernel.constants, kernel.factors);
    let args = [
        l.batch,
        l.heads,
        l.queries,
        l.cached,
        l.kv_rank,
        l.rope_dim,
        l.nope_dim,
        l.v_dim,
        bytes.activation,
        bytes.cache,
        machine.units,
        machine.clock,
        machine.rate,
        machine.special,
        machine.memory,
        machine.l2,
        machine.l2_mb,
        d.rows,
        d.keys,
        d.absorbed,
        d.packed,
        n.floor_us,
        n.matrix_share,
        n.softmax_share,
        n.block_kcycles,
        n.alone,
        f.floor,
        f.matrix,
        f.narrowed,
        f.passes,
        f.convert_passes,
        f.convert_floor,
    ];
    let [time, matrix, vector, memory, latency, mb, mflop] = R::call(&CONTEXT, args, body);
    Attention { time, matrix, vector, memory, latency, mb, mflop }
}

fn body<R: Real>(args: [R; 32]) -> [R; 7] {
    let [
        batch,
        heads,
        queries,
        cached,
        kv_rank,
        rope_dim,
        nope_dim,
        v_dim,
        bytes,
        cache_bytes,
        units,
        clock,
        rate,
        special,
        memory,
        l2,
        l2_mb,
        rows,
        keys,
        absorbed,
        packed,
        floor,
        matrix_share,
        softmax_share,
        block,
        alone,
        floor_factor,
        matrix_factor,
        narrowed,
        passes,
        convert_passes,
        convert_floor,
    ] = args;
    let one = R::lit(1.0);
    let half = R::lit(0.5);
    let mega = R::lit(1e-6);
    let operation = R::constant(&c::MULTIPLY_ADD);
    let is_absorbed = half.lt(absorbed);
    let expanded = nope_dim + rope_dim + v_dim;
    let latent = kv_rank + rope_dim;
    let width = R::select(is_absorbed, latent + kv_rank, expanded).named("head_width");

    let pairs = (queries * cached + half * queries * (queries + one)).named("pairs");
    let mflop = (operation * pairs * batch * heads * width).named("mflop");

    let past = ceil_near(cached / keys);
    let new = ceil_near(queries / keys);
    let longest = past + new;
    let group = heads.min(packed).max(one).named("packed_heads");
    let band = (rows / (group * keys)).max(one);
    let mean = longest.min(past + half * (new + band)).named("mean_tiles");
    let filled = queries * group;
    let blocks = (batch * heads / group * ceil_near(filled / rows)).named("blocks");
    let held = (filled.max(R::constant(&k::LEAST_ROWS)) / rows).min(one);
    let padding = R::constant(&k::CONTEXT_PADDING);
    let shrunk = padding + (one - padding) * held;

    let scores = rows * keys;
    let converts = cache_bytes.lt(bytes);
    let slower = matrix_factor * R::select(converts, narrowed, one);
    let products = operation * scores * width * slower / (rate * matrix_share);
    let softmax = scores * R::constant(&c::OPERATION) * units / (special * softmax_share);
    let tile = (shrunk * interleave(products, softmax)).named("tile_time");
    let start = (block * rows * R::lit(1.0 / 128.0) / clock).named("block_time");
    let full = (blocks * (start + mean * tile) / units).named("full_chip");
    let last = (alone * (start + longest * tile)).named("longest_block");
    let tokens = batch * queries * mega;
    let handed =
        R::select(is_absorbed, heads * (latent + kv_rank) + latent, heads * R::lit(2.0) * expanded);
    let read = batch * cached * mega * latent * cache_bytes;
    let mb = (tokens * handed * bytes + read).named("mb");
    let nothing = R::lit(0.0);
    let all_passes = passes + R::select(converts, convert_passes, nothing);
    let pass = overlap(mb * spill(mb, l2_mb) / memory, mb / l2).named("pass_time");
    let busy = interleave(interleave(full, last), pass).named("busy_time");
    let before = all_passes * pass;
    let memory_time = (pass + before).named("memory_time");

    let launched = floor_factor * (one + R::select(converts, convert_floor, nothing));
    let latency = (floor * launched).named("latency");
    let time = (latency + busy + before).named("time");
    let computed = blocks * mean * shrunk / units;
    let matrix_time = (computed * products).named("matrix_time");
    let vector_time = (computed * softmax).named("vector_time");
    [time, matrix_time, vector_time, memory_time, latency, mb, mflop]
}
