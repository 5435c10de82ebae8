//! Grouped matrix multiplication: the experts of a rank in one kernel.
//!
//! Every expert multiplies its own rows, in blocks of `a` rows by 128 columns. The height is
//! chosen before the routing is known, from the mean load: `a = T k / E · tile share`, between
//! 16 and 128 rows. With `blocks` of rows in all
//!
//! ```text
//! steps   = ceil(k · bytes / 128 B)
//! tile    = ((2 a 128 k' / rate)⁴ + (step · steps / clock)⁴)^(1/4) + a 128 bytes / store
//! x       = blocks · ceil(n / 128) / units                 waves
//! compute = max(1, x + q (ceil(x) − x)) · tile + empty
//! empty   = (T k − pairs) / a · ceil(n / 128) / units · empty cycles / clock
//! weights = reached · n k w
//! memory  = (weights + pairs · (k x + n y)) / memory, overlapped with
//!           weights / (min(units, reached · n / 128) · stream)
//! time    = compute overlapped with memory
//! ```
//!
//! `empty`: kernels that are launched before the routing is known have a block for every pair of
//! the whole batch, and those of other ranks' experts start only to end. `stream`: what one unit
//! can fetch, so that few tiles of weights do not fill the memory (Little's law). Weights of experts that
//! no pair reaches are not read. Range: as a single GEMM. Ignored: split k, narrower or wider
//! tiles than 128 columns (more of them fit no better), two blocks that read the same weights
//! twice from memory.

use crate::model::constants as c;
use crate::model::roofline::{ceil_near, overlap, power4, root4, whole_waves};
use crate::number::{Function, Real};

/// Columns of a tile.
const COLUMNS: f64 = 128.0;
/// Rows of the lowest and the highest tile.
const ROWS: (f64, f64) = (16.0, 128.0);

/// Rows of a tile, from the mean load of an expert.
pub(crate) fn tile_rows<R: Real>(mean_load: R, share: R) -> R {
    (mean_load * share).max(R::lit(ROWS.0)).min(R::lit(ROWS.1)).named("tile_rows")
}

/// What is multiplied: `[rows, k] · [k, n]` for every expert.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<R> {
    pub(crate) n: R,
    pub(crate) k: R,
    /// Bytes per weight.
    pub(crate) weight: R,
    /// Bytes per element of the input.
    pub(crate) operand: R,
    /// Bytes per element of the result.
    pub(crate) result: R,
}

/// The rows, by expert and block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<R> {
    pub(crate) reached: R,
    pub(crate) pairs: R,
    pub(crate) blocks: R,
    /// Rows of a block.
    pub(crate) height: R,
    /// Pairs of the batch that other ranks compute.
    pub(crate) elsewhere: R,
}

/// What the chip reaches in such a kernel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach<R> {
    pub(crate) units: R,
    pub(crate) clock: R,
    /// Matrix rate of one unit (TFLOP/s).
    pub(crate) rate: R,
    /// TB/s.
    pub(crate) memory: R,
    /// Fetch rate of one unit (B/clk).
    pub(crate) stream: R,
    /// Store rate of one unit (B/clk).
    pub(crate) store: R,
    pub(crate) step: R,
    pub(crate) wave_share: R,
    pub(crate) empty: R,
}

/// What it takes: times in µs, MB and MFLOP.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grouped<R> {
    pub(crate) time: R,
    pub(crate) matrix: R,
    pub(crate) memory: R,
    pub(crate) mb: R,
    pub(crate) mflop: R,
}

const GROUPED: Function<19, 5> = Function {
    name: "grouped_gemm",
    inputs: [
        "n",
        "k",
        "weight_bytes",
        "operand_bytes",
        "result_bytes",
        "reached",
        "pairs",
        "blocks",
        "height",
        "elsewhere",
        "units",
        "clock",
        "rate",
        "memory",
        "stream",
        "store_rate",
        "step",
        "wave_share",
        "empty",
    ],
    outputs: ["time", "matrix_time", "memory_time", "mb", "mflop"],
};

/// Time of the grouped multiplication of one rank.
pub(crate) fn grouped<R: Real>(s: Shape<R>, r: Rows<R>, c: &Reach<R>) -> Grouped<R> {
    let args = [
        s.n,
        s.k,
        s.weight,
        s.operand,
        s.result,
        r.reached,
        r.pairs,
        r.blocks,
        r.height,
        r.elsewhere,
        c.units,
        c.clock,
        c.rate,
        c.memory,
        c.stream,
        c.store,
        c.step,
        c.wave_share,
        c.empty,
    ];
    let [time, matrix, memory, mb, mflop] = R::call(&GROUPED, args, body);
    Grouped { time, matrix, memory, mb, mflop }
}

fn body<R: Real>(args: [R; 19]) -> [R; 5] {
    let [
        n,
        k,
        weight,
        operand,
        result,
        reached,
        pairs,
        blocks,
        height,
        elsewhere,
        units,
        clock,
        rate,
        memory,
        stream,
        store_rate,
        step,
        wave_share,
        empty,
    ] = args;
    let one = R::lit(1.0);
    let (mega, kilo) = (R::lit(1e-6), R::lit(1e-3));
    let operation = R::constant(&c::MULTIPLY_ADD);
    let step_bytes = R::constant(&c::STEP_BYTES);

    let weights = (reached * n * mega * k * weight).named("weight_mb");
    let handed = (pairs * mega * (k * operand + n * result)).named("activation_mb");
    let mb = weights + handed;

    let across = (n * R::lit(1.0 / COLUMNS)).ceil();
    let steps = ceil_near(k * operand / step_bytes).named("steps");
    let padded = steps * step_bytes / operand;
    let area = height * R::lit(COLUMNS);
    let main_loop = root4(power4(area * operation * padded / rate) + power4(step * steps / clock));
    let store = area * mega * result / (store_rate * clock * kilo);
    let tile = (main_loop + store).named("tile_time");
    let waves = (blocks * across / units).named("waves");
    let paid = (one - wave_share) * waves + wave_share * whole_waves(waves);
    let vain = (elsewhere / height * across / units * empty / clock).named("empty_time");
    let compute = (paid.max(one) * tile + vain).named("matrix_time");

    // Blocks of one expert share its weights, and columns short of a tile have none to load.
    let loading = reached * (n * R::lit(1.0 / COLUMNS)).max(one);
    let fetch = loading.min(units) * stream * clock * kilo;
    let memory_time = overlap(mb / memory, weights / fetch).named("memory_time");
    let mflop = (operation * pairs * n * k).named("mflop");
    [overlap(compute, memory_time).named("time"), compute, memory_time, mb, mflop]
}
