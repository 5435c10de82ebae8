//! Matrix multiplication: tiles, split k, waves, traffic, launch.
//!
//! `y[m, n] = x[m, k] · w[n, k]ᵀ` in one kernel. A library picks a tile `a × b` and a split `s`
//! of k out of a few; for each of them
//!
//! ```text
//! steps  = max(ceil(k · bytes / 128 B / s), 3 if s > 1)     steps of the main loop
//! loop   = max((1 + droop) 2 a b k' / rate, step · steps / clock)    k' the k of whole steps
//! store  = min(a, m) · min(b, n) · y / store rate
//! x      = ceil(m/a) · ceil(n/b) · s / units                waves
//! tiles  = max(1, x + q (ceil(x) − x)) · (loop + store)     q: share of a partial wave paid
//! stream = X + Y + W (1 + u / (s max(n/b, 1)))              u: columns that hide the latency
//! reduce = split / clock + (s + 1) · 4 B · m n / 2 L2       if s > 1
//! time   = launch / clock + min((tiles⁴ + stream⁴)^¼ + reduce)
//! ```
//!
//! `rate` is the share of one unit's matrix peak that long loops reach. `X`, `Y` and `W` are the
//! times to move activations, result and weights: the share that stayed in L2 since its last use
//! at the L2's rate, the rest at the memory's. What stayed is `1 / (1 + (d / share · L2)⁴)` with
//! `d` the bytes touched since: for weights all `copies` of them (the layers of a model, which
//! evict each other), for activations this kernel's own operands. Few columns of tiles cannot
//! keep enough loads in flight to fill the memory (Little's law), hence `u`. The clock
//! droops under the power limit: with the time `F` that the arithmetic takes at the full rate,
//! the loss is `droop · (1 − (1 − sustained) · 1 ms / (F + 1 ms))`; `sustained` is 0 for a short
//! burst and 1 under a load that never ends.
//!
//! No unit, clock, rate, bandwidth or cache ever makes it slower, and no row, column or depth
//! faster: every term grows with the work and falls with the resource it divides by, and more of
//! the work in the cache moves at the faster of two rates.
//!
//! Sources: tile and wave quantisation, NVIDIA "Matrix Multiplication Background"; split-K and
//! stream-K, Osama et al. (PPoPP 2023); Little's law for memory, McKenney and Volkov (GTC 2010);
//! the constants, see [`constants`]. Range: m, n, k from 1 to 2²⁴; a term above 10¹² µs (11 days)
//! is cut to stay within f32. Ignored: operand traffic between L2 and units, DRAM re-reads of
//! large panels, more tiles and splits (none of them helps a fit), bank and TLB effects.

pub mod constants;
mod quantise;

pub use constants::{GemmConstants, QuantiseConstants};
pub(crate) use quantise::quantise;

use super::chip::Rates;
use super::constants as c;
use super::roofline::{MANY_WAVES, power4, root4, tiles};
use crate::number::{Constant, Function, Real, Unit};
use constants as typical;

/// Rows and columns of the tiles.
const TILES: [(f64, f64); 4] = [(16.0, 64.0), (64.0, 64.0), (128.0, 128.0), (128.0, 256.0)];
/// Ways to split k, powers of two.
const SPLITS: [f64; 4] = [1.0, 4.0, 16.0, 64.0];

/// One matrix multiplication.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<R> {
    pub(crate) m: R,
    pub(crate) n: R,
    pub(crate) k: R,
    /// Bytes per weight.
    pub(crate) weight: R,
    /// Bytes per element of `x`.
    pub(crate) operand: R,
    /// Bytes per element of `y`.
    pub(crate) result: R,
}

/// What happens between two uses of the same data, and for how long the chip has been busy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reuse<R> {
    /// Weights as large as these that are read before these are read again, these included.
    pub(crate) weights: R,
    /// Activations likewise; 1 where they come from the kernel before.
    pub(crate) activations: R,
    /// 0 for a short burst, 1 for a load that lasts.
    pub(crate) sustained: R,
}

/// What a matrix multiplication takes: times in µs, MB and MFLOP.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gemm<R> {
    pub(crate) time: R,
    pub(crate) matrix: R,
    pub(crate) memory: R,
    pub(crate) latency: R,
    pub(crate) mb: R,
    pub(crate) mflop: R,
}

const GEMM: Function<25, 6> = Function {
    name: "gemm",
    inputs: [
        "m",
        "n",
        "k",
        "weight_bytes",
        "operand_bytes",
        "result_bytes",
        "weight_copies",
        "activation_copies",
        "sustained",
        "units",
        "unit_peak",
        "clock",
        "memory_peak",
        "l2_mb",
        "launch",
        "split",
        "step",
        "matrix_efficiency",
        "memory_efficiency",
        "store_share",
        "l2_rate",
        "stream_tiles",
        "wave_share",
        "droop",
        "l2_share",
    ],
    outputs: ["time", "matrix_time", "memory_time", "latency", "mb", "mflop"],
};

/// Time of one matrix multiplication on a chip of which one unit has a peak of `unit_peak`
/// TFLOP/s.
pub(crate) fn gemm<R: Real>(
    s: Shape<R>,
    reuse: Reuse<R>,
    unit_peak: R,
    chip: &Rates<R>,
    g: &GemmConstants<R>,
) -> Gemm<R> {
    let args = [
        s.m,
        s.n,
        s.k,
        s.weight,
        s.operand,
        s.result,
        reuse.weights,
        reuse.activations,
        reuse.sustained,
        chip.units,
        unit_peak,
        chip.clock,
        chip.memory_peak,
        chip.l2_mb,
        g.launch_kcycles,
        g.split_kcycles,
        g.step_kcycles,
        g.matrix_efficiency,
        g.memory_efficiency,
        g.store_share,
        g.l2_rate,
        g.stream_tiles,
        g.wave_share,
        g.droop,
        g.l2_share,
    ];
    let [time, matrix, memory, latency, mb, mflop] = R::call(&GEMM, args, body);
    Gemm { time, matrix, memory, latency, mb, mflop }
}

fn body<R: Real>(args: [R; 25]) -> [R; 6] {
    let [m, n, k, weight, operand, result, weight_copies, activation_copies, sustained, ..] = args;
    let [.., droop, l2_share] = args;
    let [units, unit_peak, clock, memory_peak, l2_mb, launch, split, step] =
        std::array::from_fn(|i| args[9 + i]);
    let [matrix_efficiency, memory_efficiency, store_share, l2_rate, stream_tiles, wave_share] =
        std::array::from_fn(|i| args[17 + i]);
    let (one, mega) = (R::lit(1.0), R::lit(1e-6));
    let multiply_add = R::constant(&c::MULTIPLY_ADD);

    // Traffic: what stayed in L2 since its last use, and the rest.
    let weights = (n * mega * k * weight).named("weight_mb");
    let inputs = m * mega * k * operand;
    let outputs = m * mega * n * result;
    let since = activation_copies * inputs + outputs;
    let memory = memory_peak * memory_efficiency;
    let l2 = (units * l2_rate * clock * R::lit(1e-3)).max(memory).named("l2_rate");
    let room = l2_mb * l2_share;
    let (slow, fast) = (one / memory, one / l2);
    let per_mb = |touched: R| mixed(slow, fast, room / touched);
    let weights_time = (weights * per_mb(weight_copies * weights + since)).named("weights_time");
    let activations_time =
        ((inputs + outputs) * per_mb(activation_copies * weights + since)).named("activation_time");

    // One tile.
    let (elements, share_of_step) = step_of(operand);
    let depth = k * share_of_step;
    let rate = (unit_peak * matrix_efficiency).named("unit_rate");
    let flop_time = multiply_add * m * n * k / (rate * units);
    let after = R::constant(&typical::DROOP_AFTER);
    let burst = (one - sustained) * after / (flop_time + after);
    let drooped = (one + droop * (one - burst)).named("droop_factor");
    let step_element = (multiply_add * elements / rate * drooped).named("step_per_element");
    let step_time = (step / clock).named("step_time");
    let store_rate = unit_peak * store_share * (operand * mega) / multiply_add;
    let store_element = (result * mega / store_rate).named("store_per_element");

    // Tiles per wave, a rounding error short, so that whole waves stay whole on every device.
    let per_unit = R::lit(1.0 - 1.0 / 1_048_576.0) / units;
    let whole_share = one - wave_share;
    let many_waves = R::lit(MANY_WAVES);
    let latency_time = (weights_time * stream_tiles).named("stream_latency");
    let partials = (m * mega * n * R::constant(&typical::PARTIAL_BYTES) * R::lit(0.5) * fast)
        .named("partials_time");

    let mut time: Option<R> = None;
    let mut matrix: Option<R> = None;
    for s in SPLITS {
        let mut steps = (depth * R::lit(1.0 / s)).ceil();
        if s > 1.0 {
            steps = steps.max(R::constant(&typical::SPLIT_STEPS));
        }
        let (shortest, per_element) = (steps * step_time, steps * step_element);
        let mut best: Option<R> = None;
        let mut least: Option<R> = None;
        for (a, b) in TILES {
            let loops = (per_element * R::lit(a * b)).max(shortest);
            let store = m.min(R::lit(a)) * n.min(R::lit(b)) * store_element;
            let x = tiles(m, a) * tiles(n, b) * per_unit * R::lit(s);
            let whole = x.min(many_waves).ceil().max(x);
            let waves = (whole_share * x + wave_share * whole).max(one);
            let compute = (waves * (loops + store)).named("tiles_time");
            let columns = (n * R::lit(1.0 / b)).max(one);
            let stream = activations_time
                + (weights_time + latency_time / columns * R::lit(1.0 / s)).named("stream_time");
            let both = power4(compute) + power4(stream);
            best = Some(best.map_or(both, |t| t.min(both)));
            least = Some(least.map_or(compute, |t| t.min(compute)));
        }
        let (mut t, mut c) = (root4(best.expect("a tile")), least.expect("a tile"));
        if s > 1.0 {
            let reduce = split / clock + partials * R::lit(s + 1.0);
            (t, c) = (t + reduce, c + reduce);
        }
        time = Some(time.map_or(t, |best| best.min(t)));
        matrix = Some(matrix.map_or(c, |best| best.min(c)));
    }

    let launch = (launch / clock).named("launch_time");
    let time = (launch + time.expect("a split")).named("time");
    let matrix = matrix.expect("a split").named("matrix_time");
    let memory = (weights_time + activations_time).named("memory_time");
    let mflop = (multiply_add * m * n * k).named("mflop");
    [time, matrix, memory, launch, weights + inputs + outputs, mflop]
}

/// Time per MB of data of which `1 / (1 + room⁴)` was evicted from a cache with room for `room`
/// times what was touched since: `slow` for much and for no cache, `fast` for little.
///
/// Sums of positive terms only, so that f32 loses nothing.
fn mixed<R: Real>(slow: R, fast: R, room: R) -> R {
    let room = room.max(R::lit(1e-8)).min(R::lit(1e8)); // its fourth power is within f32
    let square = room * room;
    let kept = square * square;
    (slow + fast * kept) / (R::lit(1.0) + kept)
}

/// Elements of `x` in one 128-byte step along k, and their inverse. Block scales, which make an
/// element up to an eighth larger, travel apart.
fn step_of<R: Real>(operand: R) -> (R, R) {
    let scale = |bytes: f64| {
        let elements = STEP / bytes;
        (R::lit(elements), R::lit(1.0 / elements))
    };
    let mut chosen = scale(4.0);
    for bytes in [2.0, 1.0, 0.5] {
        let (elements, inverse) = scale(bytes);
        // The unit cancels: a constant with the unit of the operand.
        let fits = operand.lt(R::constant(&BYTE) * R::lit(bytes * SCALES));
        chosen = (R::select(fits, elements, chosen.0), R::select(fits, inverse, chosen.1));
    }
    chosen
}

const STEP: f64 = typical::STEP_BYTES.value;
/// More than what block scales add to an element, less than the next format.
const SCALES: f64 = 1.5;
const BYTE: Constant =
    Constant { name: "BYTE", value: 1.0, unit: Unit::DATA, origin: "definition" };
