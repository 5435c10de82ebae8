//! Generation latent attention (decode): the latent cache is streamed, split over all units.
//!
//! A block (CTA) serves M query heads, which all read the same cached rows, and walks its
//! share of the L cached tokens in tiles of T. With width = (r + d_r) + r:
//!
//! ```text
//! groups = ceil(heads / M);   U = batch · groups;   tiles = ceil(L / T)
//! tile   = ((T (r + d_r) bytes / (B/clk))² + (2 M T width / (share · rate))²)^(1/2)
//! s      = min(units / U, most splits, tiles, (tiles · tile / merge)^(1/2)), at least 1
//! x      = U s / units;   waves = max(1, (x + ceil(x)) / 2)
//! stream = waves · (start + tiles / s · tile) + merge (s − 1)
//! cache  = batch · L (r + d_r) bytes · reads;   reads = 1, or groups / min(max(units / batch, 1), groups)
//! memory = (cache / (1 + (3/4 L2 / cache)²) + passes · (q, o)) / (share · memory peak)
//! time   = floor + (stream² + memory²)^(1/2) + widening
//! ```
//!
//! Heads fill M rows of a product whether there are that many or not. `s` splits cost
//! `merge · (s − 1)`, so a library (here: the model) stops where one more no longer pays; more
//! units therefore never make it slower. Head groups of a sequence run side by side and share
//! its rows in L2, except where the sequences of a large batch come between (`apart`, SGLang's
//! Triton kernel). `widening` is a kernel that turns an fp8 cache into bf16 before a kernel
//! that only knows bf16 (SGLang's FlashAttention): so slow that it takes most of the time.
//!
//! By hand: 64 sequences of 32,768 tokens, bf16, are 2.416 GB, 721 µs at 3.35 TB/s (H100);
//! TensorRT-LLM takes about 790 µs. Fitted on the same chips and data as
//! [`context`](super::context), one query per sequence. Ignored: paging, uneven lengths.

use super::{Bytes, KILO, Latent, Machine, OUTPUTS, constants as k};
use crate::model::attention::Attention;
use crate::model::constants as c;
use crate::model::roofline::{ceil_near, interleave, spill, whole_waves};
use crate::model::slot::inputs;
use crate::number::{Function, Real};

inputs! {
    /// What generation latent attention reaches on a chip.
    MlaGeneration as "mla_generation" {
        /// Time of the smallest call: rotary embedding and attention.
        floor_us: TIME "us" = k::GENERATION_FLOOR;
        /// Share of the memory peak at which the cache is streamed.
        memory_share: ONE "1" = k::GENERATION_MEMORY;
        /// Rate at which one unit can load cached rows.
        load_rate: DATA_PER_CYCLE "B/clk" = k::GENERATION_LOAD;
        /// Start and end of a block.
        block_kcycles: CYCLES "kcycle" = k::GENERATION_BLOCK;
        /// Share of the matrix peak that the products of a tile reach.
        matrix_share: ONE "1" = k::GENERATION_MATRIX;
        /// Merging one more split of the cache.
        merge_us: TIME "us" = k::GENERATION_MERGE;
    }
}

inputs! {
    /// What a class of generation kernels takes against what the chip's constants say.
    MlaGenerationFactors as "mla_generation_class" {
        /// Floor.
        floor: ONE "1" = k::AS_THE_CHIP;
        /// Time of a tile.
        tile: ONE "1" = k::AS_THE_CHIP;
        /// Passes over queries and outputs.
        passes: ONE "1" = k::GENERATION_PASSES;
        /// Time of products at a precision below that of the activations, against their peak.
        narrowed: ONE "1" = k::GENERATION_NARROWED;
        /// Elements per clock and unit of a kernel that widens a narrow cache.
        widen_ops: OPS_PER_CYCLE "op/clk" = k::GENERATION_CONVERT;
    }
}

inputs! {
    /// How a class of generation kernels cuts the work.
    MlaGenerationDesign as "mla_generation_design" {
        /// Query heads of a block.
        rows: ONE "1" = k::GENERATION_ROWS;
        /// Most heads that a kernel of 16 rows takes on instead; 0 if there is none.
        narrow_heads: ONE "1" = k::GENERATION_NARROW;
        /// Cached tokens of a tile.
        keys: ONE "1" = k::GENERATION_KEYS;
        /// Most splits of a sequence's cache; 1 for no splitting.
        splits: ONE "1" = k::GENERATION_SPLITS;
        /// 1: other sequences come between the head groups of one; 0: they run side by side.
        apart: ONE "1" = k::GENERATION_ADJACENT;
        /// 1: a narrow cache is widened by a kernel of its own; 0: taken as stored.
        widened: ONE "1" = k::GENERATION_AS_STORED;
    }
}

/// A generation kernel on a chip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Generation<R> {
    pub(crate) design: MlaGenerationDesign<R>,
    pub(crate) constants: MlaGeneration<R>,
    pub(crate) factors: MlaGenerationFactors<R>,
}

const GENERATION: Function<30, 7> = Function {
    name: "mla_generation",
    inputs: [
        "batch",
        "heads",
        "cached",
        "kv_rank",
        "rope_dim",
        "bytes",
        "cache_bytes",
        "units",
        "clock",
        "rate",
        "special",
        "memory_peak",
        "l2_mb",
        "rows",
        "narrow_heads",
        "keys",
        "most_splits",
        "apart",
        "widened",
        "floor",
        "memory_share",
        "load_rate",
        "block",
        "matrix_share",
        "merge",
        "floor_factor",
        "tile_factor",
        "passes",
        "narrowed",
        "widen_ops",
    ],
    outputs: OUTPUTS,
};

/// Attention of one new token per sequence on the cached ones and itself.
pub(crate) fn generation<R: Real>(
    l: Latent<R>,
    bytes: Bytes<R>,
    machine: &Machine<R>,
    kernel: &Generation<R>,
) -> Attention<R> {
    let (d, n, f) = (kernel.design, kernel.constants, kernel.factors);
    let args = [
        l.batch,
        l.heads,
        l.cached,
        l.kv_rank,
        l.rope_dim,
        bytes.activation,
        bytes.cache,
        machine.units,
        machine.clock,
        machine.rate,
        machine.special,
        machine.memory,
        machine.l2_mb,
        d.rows,
        d.narrow_heads,
        d.keys,
        d.splits,
        d.apart,
        d.widened,
        n.floor_us,
        n.memory_share,
        n.load_rate,
        n.block_kcycles,
        n.matrix_share,
        n.merge_us,
        f.floor,
        f.tile,
        f.passes,
        f.narrowed,
        f.widen_ops,
    ];
    let [time, matrix, vector, memory, latency, mb, mflop] = R::call(&GENERATION, args, body);
    Attention { time, matrix, vector, memory, latency, mb, mflop }
}

fn body<R: Real>(args: [R; 30]) -> [R; 7] {
    let [
        batch,
        heads,
        cached,
        kv_rank,
        rope_dim,
        bytes,
        cache_bytes,
        units,
        clock,
        rate,
        special,
        memory_peak,
        l2_mb,
        rows,
        narrow_heads,
        keys,
        most_splits,
        apart,
        widened,
        floor,
        memory_share,
        load_rate,
        block,
        matrix_share,
        merge,
        floor_factor,
        tile_factor,
        passes,
        narrowed,
        widen_ops,
    ] = args;
    let one = R::lit(1.0);
    let half = R::lit(0.5);
    let mega = R::lit(1e-6);
    let kilo = R::lit(KILO);
    let operation = R::constant(&c::MULTIPLY_ADD);
    let latent = kv_rank + rope_dim;
    let width = latent + kv_rank;
    let seen = (batch * (cached + one)).named("seen_tokens");

    // A narrow cache that the kernel does not know is read in the width of the activations.
    let narrow = cache_bytes.lt(bytes);
    let widens = R::and(narrow, half.lt(widened));
    let read_bytes = R::select(widens, bytes, cache_bytes);
    let slower = R::select(R::and(narrow, R::not(widens)), narrowed, one);

    let block_rows = R::select(heads.le(narrow_heads), R::lit(16.0), rows).named("block_rows");
    let groups = ceil_near(heads / block_rows).named("head_groups");
    let products = operation * block_rows * keys * width * slower / (rate * matrix_share);
    let load = keys * latent * read_bytes / load_rate * kilo / clock;
    let tile = (tile_factor * interleave(load, products)).named("tile");

    let tiles = ceil_near((cached + one) / keys).named("tiles");
    let blocks = (batch * groups).named("blocks");
    let whole = (tiles * tile).named("whole");
    let worth = (whole / merge).sqrt();
    let splits = (units / blocks).min(most_splits).min(tiles.min(worth)).max(one).named("splits");
    let wave = (blocks * splits / units).named("wave");
    let waves = (half * (wave + whole_waves(wave))).max(one);
    let merging = merge * (splits - one);
    let stream = (waves * (block / clock + whole / splits) + merging).named("stream_time");

    let together = (units / batch).max(one).min(groups);
    let reads = R::select(half.lt(apart), groups / together, one).named("cache_reads");
    let cache_mb = seen * mega * latent * read_bytes;
    let own_mb = batch * heads * mega * width * bytes;
    let read_mb = cache_mb * reads;
    let streamed = read_mb * spill(read_mb, l2_mb) + own_mb * passes;
    let memory_time = (streamed / (memory_peak * memory_share)).named("memory_time");

    let elements = seen * latent * R::constant(&c::OPERATION);
    let widening = elements / (widen_ops * units * clock * kilo);
    let preparing = R::select(widens, widening, R::lit(0.0)).named("widening");

    let mflop = (operation * seen * heads * width).named("mflop");
    let latency = (floor * floor_factor).named("latency");
    let time = (latency + interleave(stream, memory_time) + preparing).named("time");
    let on_chip = blocks * tiles / units;
    let matrix_time = (on_chip * products).named("matrix_time");
    let softmax = seen * heads * R::constant(&c::OPERATION) / special;
    let vector_time = (softmax + preparing).named("vector_time");
    let mb = (seen * mega * latent * cache_bytes + own_mb).named("mb");
    [time, matrix_time, vector_time, memory_time, latency, mb, mflop]
}
