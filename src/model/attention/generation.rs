//! Generation attention (decode): the cache is streamed, split over all units.
//!
//! A block (CTA) serves up to `pack` query heads of one key-value head and walks its share of
//! the cached keys in tiles of T. With L cached tokens of which the last W are seen, and G
//! query heads per key-value head:
//!
//! ```text
//! tiles  = min(ceil(L / T), ceil(W / T) + 1)           a window straddles one tile more
//! blocks = batch · kv_heads · ceil(G / pack);   x = blocks / units
//! tile   = loop + wide · (load² + (products + conversion)²)^(1/2)
//!   load       = T · cached elements · bytes / (B/clk of one unit)
//!   products   = 2 · 16 ceil(min(G, pack) / 16) T (d_qk + d_v) / (share · rate)
//!   conversion = of an fp8 cache to the precision of the products, per 128 x 128 elements
//! whole  = tiles · tile                                one unit walks all of it
//! split  = merge + max(whole − merge, 0) / s           s = min(1/x, tiles, most splits)
//! stream = max(1, (x + ceil(x)) / 2) · (start + min(whole, split))
//! bytes  = cache read · 1 / (1 + (share · L2 / cache)²) + passes over q and o
//! m      = bytes / memory;   memory = m + fill · m / (m + fill)
//! time   = floor + (stream⁴ + memory⁴)^(1/4)
//! ```
//!
//! `load` is Little's law: a unit keeps a fixed number of bytes in flight, so that a long
//! cache of few heads streams at `units x B/clk` however fast memory is. `fill` is the time
//! until all of memory's pipelines are busy, visible up to `m = fill`. A small cache is warm
//! in L2. Splitting costs a merge, and a library splits only where that pays; s splits cost
//! `merge · (1 − 1/s)`, which grows with s no faster than the streaming shrinks, so that more
//! units never make it slower.
//!
//! Sources: flash-decoding (Dao et al. 2023), FlashInfer (Ye et al. 2025). By hand: 32
//! sequences of 16,384 tokens, 8 heads of 128, bf16 are 2.147 GB, 641 µs at 3.35 TB/s; this
//! kernel takes about 720 µs on an H100. Fitted on the aiconfigurator 0.12 timings of ten
//! chips, one query per sequence. Ignored: paging, uneven context lengths, speculative tokens.

use super::{Attention, Bytes, Heads, KILO, NEUTRAL, OUTPUTS, WIDE, results, widening};
use crate::model::chip::Rates;
use crate::model::constants as c;
use crate::model::roofline::{ceil_near, interleave, overlap, whole_waves};
use crate::model::slot::inputs;
use crate::number::{Function, Real};

inputs! {
    /// What generation attention reaches on a chip.
    GenerationConstants as "generation" {
        /// Time of the smallest kernel, with rotary embedding and cache write.
        floor_us: TIME "us" = c::GENERATION_FLOOR;
        /// Share of the memory peak that streaming the cache reaches.
        memory_share: ONE "1" = c::GENERATION_MEMORY_SHARE;
        /// Rate at which one unit can load keys and values.
        load_rate: DATA_PER_CYCLE "B/clk" = c::GENERATION_LOAD;
        /// Loop overhead of one tile of keys.
        tile_kcycles: CYCLES "kcycle" = c::GENERATION_TILE;
        /// Start and end of a block.
        block_kcycles: CYCLES "kcycle" = c::GENERATION_BLOCK;
        /// Converting 128 x 128 cached elements to the precision of the products.
        convert_kcycles: CYCLES "kcycle" = c::GENERATION_CONVERT;
        /// Merging the partial results of a cache split over many units.
        merge_us: TIME "us" = c::GENERATION_MERGE;
        /// Share of L2 in which a small cache stays warm.
        l2_share: ONE "1" = c::GENERATION_L2_SHARE;
        /// Share of the matrix peak that the products of a tile reach.
        matrix_share: ONE "1" = c::GENERATION_MATRIX_SHARE;
        /// Passes over queries and outputs.
        passes: ONE "1" = c::GENERATION_PASSES;
        /// Time to fill memory's pipelines.
        fill_us: TIME "us" = c::GENERATION_FILL;
    }
}

inputs! {
    /// What a class of generation kernels takes against what the chip's constants say.
    GenerationFactors as "generation_class" {
        /// Floor: kernels launched beside the attention itself.
        floor: ONE "1" = NEUTRAL;
        /// Time of a block on its unit.
        stream: ONE "1" = NEUTRAL;
        /// Time to read the cache from memory.
        memory: ONE "1" = NEUTRAL;
        /// Time to convert an fp8 cache.
        convert: ONE "1" = NEUTRAL;
        /// Extra time of a tile per 128 elements of head width above 128.
        wide: ONE "1" = WIDE;
    }
}

inputs! {
    /// How a class of generation kernels cuts the work.
    GenerationDesign as "generation_design" {
        /// Keys of a tile.
        tile: ONE "1" = c::GENERATION_KEYS;
        /// Most query heads of one key-value head that a block serves; 1 for no packing.
        pack: ONE "1" = c::GENERATION_PACK;
        /// Most units that the cache of one block is split over; 1 for no splitting.
        splits: ONE "1" = c::GENERATION_SPLITS;
    }
}

/// A generation kernel on a chip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kernel<R> {
    pub(crate) design: GenerationDesign<R>,
    pub(crate) constants: GenerationConstants<R>,
    pub(crate) factors: GenerationFactors<R>,
}

const GENERATION: Function<35, 7> = Function {
    name: "generation_attention",
    inputs: [
        "batch",
        "heads",
        "kv_heads",
        "qk_dim",
        "v_dim",
        "cached",
        "context",
        "window",
        "bytes",
        "cache_bytes",
        "units",
        "clock",
        "rate",
        "memory_peak",
        "l2_mb",
        "tile_keys",
        "pack",
        "most_splits",
        "floor",
        "memory_share",
        "load_rate",
        "tile_kcycles",
        "block_kcycles",
        "convert_kcycles",
        "merge",
        "l2_share",
        "matrix_share",
        "passes",
        "fill",
        "floor_factor",
        "stream_factor",
        "memory_factor",
        "convert_factor",
        "wide",
        "special",
    ],
    outputs: OUTPUTS,
};

/// Attention of one new token per sequence on `context` cached ones, the last `window` of
/// which it sees (any number from `context` up is no window).
pub(crate) fn generation<R: Real>(
    h: Heads<R>,
    [context, window]: [R; 2],
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
        context,
        window,
        bytes.activation,
        bytes.cache,
        chip.units,
        chip.clock,
        chip.wide_peak,
        chip.memory_peak,
        chip.l2_mb,
        d.tile,
        d.pack,
        d.splits,
        k.floor_us,
        k.memory_share,
        k.load_rate,
        k.tile_kcycles,
        k.block_kcycles,
        k.convert_kcycles,
        k.merge_us,
        k.l2_share,
        k.matrix_share,
        k.passes,
        k.fill_us,
        f.floor,
        f.stream,
        f.memory,
        f.convert,
        f.wide,
        chip.special,
    ];
    results(R::call(&GENERATION, args, body))
}

fn body<R: Real>(args: [R; 35]) -> [R; 7] {
    let [
        batch,
        heads,
        kv_heads,
        qk_dim,
        v_dim,
        cached,
        context,
        window,
        bytes,
        cache_bytes,
        units,
        clock,
        rate,
        memory_peak,
        l2_mb,
        tile_keys,
        pack,
        most_splits,
        floor,
        memory_share,
        load_rate,
        tile_kcycles,
        block_kcycles,
        convert_kcycles,
        merge,
        l2_share,
        matrix_share,
        passes,
        fill,
        floor_factor,
        stream_factor,
        memory_factor,
        convert_factor,
        wide,
        special,
    ] = args;
    let one = R::lit(1.0);
    let zero = R::lit(0.0);
    let mega = R::lit(1e-6);
    let operation = R::constant(&c::MULTIPLY_ADD);
    let width = qk_dim + v_dim;
    let group = heads / kv_heads;

    // One tile on one unit.
    let row_count = (ceil_near(group.min(pack) * R::lit(1.0 / 16.0)) * R::lit(16.0)).named("rows");
    let elements = (tile_keys * cached).named("tile_elements");
    let load = elements * cache_bytes / load_rate * R::lit(KILO) / clock;
    let products = operation * row_count * tile_keys * width / (rate * matrix_share);
    let converted = convert_kcycles * convert_factor * elements * R::lit(1.0 / 16384.0) / clock;
    let conversion = R::select(cache_bytes.lt(bytes), converted, zero);
    let work = interleave(load, products + conversion) * widening(width, wide);
    let tile_time = ((tile_kcycles / clock + work) * stream_factor).named("tile_time");

    // All tiles of a block, whole or split over the units that are free.
    let tiles =
        ceil_near(context / tile_keys).min(ceil_near(window / tile_keys) + one).named("tiles");
    let blocks = (batch * kv_heads * ceil_near(group / pack)).named("blocks");
    let waves = (blocks / units).named("waves");
    let splits = (one / waves).min(tiles).min(most_splits).max(one).named("splits");
    let whole = tiles * tile_time;
    let split = merge + (whole - merge).max(zero) / splits;
    let start = block_kcycles * stream_factor / clock;
    let paid = (R::lit(0.5) * (waves + whole_waves(waves))).max(one);
    let stream = (paid * (start + whole.min(split))).named("stream_time");

    // Memory, what stays warm in L2 left out.
    let seen = (batch * context.min(window)).named("seen_tokens");
    let cache = (seen * mega * kv_heads * cached * cache_bytes).named("cache_mb");
    let handed = batch * mega * heads * width * bytes;
    let warm = l2_mb * l2_share / cache;
    let cold = cache / (one + warm * warm) * memory_factor;
    let reached = memory_peak * memory_share;
    let steady = ((cold + passes * handed) / reached).named("steady_time");
    let memory_time = (steady + fill * steady / (steady + fill)).named("memory_time");

    let latency = (floor * floor_factor).named("latency");
    let time = (latency + overlap(stream, memory_time)).named("time");
    let computed = seen * kv_heads * ceil_near(group / pack) * row_count;
    let matrix_time =
        (operation * computed * width / (rate * units * matrix_share)).named("matrix_time");
    let vector_time = (computed * R::constant(&c::OPERATION) / special).named("vector_time");
    let mflop = (operation * seen * heads * width).named("mflop");
    [time, matrix_time, vector_time, memory_time, latency, cache + handed, mflop]
}
