//! Attention: prefill by tiles, decode by streaming the cache.
//!
//! **Prefill**, per sequence of s queries that see at most w keys each (w = s without a
//! sliding window), causal:
//!
//! ```text
//! pairs  = s w − w (w − 1)/2                       exact
//! padded = pairs + s · min(64, w)                  half a 128-tile on the diagonal
//! loop   = ((2 (d_qk + d_v) padded / rate)² + (softmax + exponentials)²)^(1/2)
//! time   = launch + set-up + overlap(all blocks over all units, the longest block) with q, k, v, o / memory
//! ```
//!
//! 8192 causal tokens have 33,558,528 pairs; scores never leave the chip (FlashAttention-2,
//! Dao 2023). **Decode**, one query per sequence on a context of c cached tokens:
//!
//! ```text
//! bytes  = batch · c · cache bytes per token       read once per group of query heads
//! stream = max(1, batch · kv_heads · c / 128 / units) blocks of 128 tokens on the busiest unit
//! matrix = 2 (d_qk + d_v) c batch · kv_heads · 16 ceil(group / 16) / rate
//! time   = launch + set-up + overlap(start + interleave(stream, matrix and softmax), bytes / memory)
//! ```
//!
//! The cache is split over all units (flash-decoding), so more units never cost time. MLA
//! decodes absorbed: one shared key-value head of kv_lora + rope, values of kv_lora
//! (DeepSeek-V2, arXiv 2405.04434). Constants: [`constants`](super::constants). Ignored:
//! kernels that neither pack query groups nor split the cache (up to 60 times slower),
//! fp8-to-bf16 conversion, chunked prefill on an existing cache, past-window tiles.

use super::chip::Rates;
use super::constants as c;
use super::roofline::{ceil_near, interleave, overlap};
use crate::number::{Function, Real};

/// The attention of one layer on one chip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heads<R> {
    pub(crate) batch: R,
    pub(crate) heads: R,
    pub(crate) kv_heads: R,
    /// Width of queries and keys.
    pub(crate) qk_dim: R,
    /// Width of values.
    pub(crate) v_dim: R,
}

/// What attention takes: times in µs, MB and MFLOP.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attention<R> {
    pub(crate) time: R,
    pub(crate) matrix: R,
    pub(crate) vector: R,
    pub(crate) memory: R,
    pub(crate) latency: R,
    pub(crate) mb: R,
    pub(crate) mflop: R,
}

const OUTPUTS: [&str; 7] =
    ["time", "matrix_time", "vector_time", "memory_time", "latency", "mb", "mflop"];

const PREFILL: Function<15, 7> = Function {
    name: "attention_prefill",
    inputs: [
        "batch", "heads", "kv_heads", "qk_dim", "v_dim", "queries", "visible", "bytes", "units",
        "rate", "clock", "vector", "special", "memory", "launch",
    ],
    outputs: OUTPUTS,
};

const DECODE: Function<15, 7> = Function {
    name: "attention_decode",
    inputs: [
        "batch",
        "heads",
        "kv_heads",
        "qk_dim",
        "v_dim",
        "context",
        "cache_bytes",
        "bytes",
        "units",
        "rate",
        "clock",
        "vector",
        "special",
        "memory",
        "launch",
    ],
    outputs: OUTPUTS,
};

/// Causal attention of `queries` new tokens, each seeing at most `visible` keys; `bytes` per
/// element of q, k, v and o.
pub(crate) fn prefill<R: Real>(
    h: Heads<R>,
    queries: R,
    visible: R,
    bytes: R,
    chip: &Rates<R>,
) -> Attention<R> {
    let args = [
        h.batch,
        h.heads,
        h.kv_heads,
        h.qk_dim,
        h.v_dim,
        queries,
        visible,
        bytes,
        chip.units,
        chip.wide_unit,
        chip.clock,
        chip.vector,
        chip.special,
        chip.memory,
        chip.launch,
    ];
    results(R::call(&PREFILL, args, prefill_body))
}

/// Attention of one new token per sequence on `context` cached ones of `cache_bytes` each.
pub(crate) fn decode<R: Real>(
    h: Heads<R>,
    context: R,
    cache_bytes: R,
    bytes: R,
    chip: &Rates<R>,
) -> Attention<R> {
    let args = [
        h.batch,
        h.heads,
        h.kv_heads,
        h.qk_dim,
        h.v_dim,
        context,
        cache_bytes,
        bytes,
        chip.units,
        chip.wide_unit,
        chip.clock,
        chip.vector,
        chip.special,
        chip.memory,
        chip.launch,
    ];
    results(R::call(&DECODE, args, decode_body))
}

fn results<R: Real>([time, matrix, vector, memory, latency, mb, mflop]: [R; 7]) -> Attention<R> {
    Attention { time, matrix, vector, memory, latency, mb, mflop }
}

fn prefill_body<R: Real>(args: [R; 15]) -> [R; 7] {
    let [
        batch,
        heads,
        kv_heads,
        qk_dim,
        v_dim,
        queries,
        visible,
        bytes,
        units,
        rate,
        clock,
        vector,
        special,
        memory,
        launch,
    ] = args;
    let one = R::lit(1.0);
    let operation = R::constant(&c::MULTIPLY_ADD);
    let block = R::lit(128.0);
    let share = R::constant(&c::ATTENTION_SHARE);
    let chip_clock = clock * units;

    let lost = visible * (visible - one) * R::lit(0.5);
    let pairs = (queries * visible - lost).named("pairs");
    let padded = pairs + queries * visible.min(R::lit(64.0));
    let sequences = batch * heads;
    let width = qk_dim + v_dim;
    let mflop = (operation * pairs * sequences * width).named("mflop");

    let computed = (padded * sequences).named("computed_pairs");
    let matrix_time = (operation * computed * width / (rate * units * share)).named("matrix_time");
    let vector_time = (computed * softmax(vector, special)).named("vector_time");
    let inner = interleave(matrix_time, vector_time);

    let start = R::constant(&c::PREFILL_BLOCK);
    let starts = sequences * (queries / block).max(one) * start / chip_clock;
    let longest_share = queries.min(block) * visible / computed * units;
    let longest = longest_share * inner + start / clock;
    let busy = overlap(inner + starts, longest).named("busy_time");

    let mb = (batch * queries * R::lit(1e-6) * (heads + kv_heads) * width * bytes).named("mb");
    let memory_time = (mb / memory).named("memory_time");
    let latency = (launch + R::constant(&c::PREFILL_SETUP)).named("latency");
    let time = (latency + overlap(busy, memory_time)).named("time");
    [time, matrix_time, vector_time, memory_time, latency, mb, mflop]
}

fn decode_body<R: Real>(args: [R; 15]) -> [R; 7] {
    let [
        batch,
        heads,
        kv_heads,
        qk_dim,
        v_dim,
        context,
        cache_bytes,
        bytes,
        units,
        rate,
        clock,
        vector,
        special,
        memory,
        launch,
    ] = args;
    let one = R::lit(1.0);
    let operation = R::constant(&c::MULTIPLY_ADD);
    let share = R::constant(&c::ATTENTION_SHARE);
    let kilo = R::lit(1e-3); // bytes over B/clk are cycles; the clock counts thousands
    let width = qk_dim + v_dim;
    let attended = (batch * context).named("attended_tokens");

    let group_rows = ceil_near(heads / (kv_heads * R::lit(16.0))) * R::lit(16.0);
    let computed = (attended * kv_heads * group_rows).named("computed_pairs");
    let matrix_time = (operation * computed * width / (rate * units * share)).named("matrix_time");
    let vector_time = (computed * softmax(vector, special)).named("vector_time");

    let block = R::lit(128.0);
    let blocks = batch * kv_heads * (context / block).max(one);
    let load = block * cache_bytes / kv_heads / R::constant(&c::DECODE_STREAM) * kilo;
    let per_block = (R::constant(&c::DECODE_TILE) + load) / clock;
    let stream_time = ((blocks / units).max(one) * per_block).named("stream_time");
    let start = R::constant(&c::DECODE_BLOCK) / clock;
    let compute = interleave(matrix_time, vector_time);
    let busy = (start + interleave(stream_time, compute)).named("busy_time");

    let cache_mb = attended * R::lit(1e-6) * cache_bytes;
    let mb = (cache_mb + batch * R::lit(1e-6) * heads * width * bytes).named("mb");
    let mflop = (operation * attended * heads * width).named("mflop");
    let memory_time = (mb / memory).named("memory_time");
    let latency = (launch + R::constant(&c::DECODE_SETUP)).named("latency");
    let time = (latency + overlap(busy, memory_time)).named("time");
    [time, matrix_time, vector_time, memory_time, latency, mb, mflop]
}

/// Softmax time per query-key pair on the whole chip.
fn softmax<R: Real>(vector: R, special: R) -> R {
    R::constant(&c::SOFTMAX_OPS) / vector + R::constant(&c::OPERATION) / special
}
