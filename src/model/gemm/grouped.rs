//! The experts of a layer: many small multiplications in one kernel.
//!
//! ```text
//! steps  = ceil(k · bytes / 128 B)              whole steps along k
//! loop   = ((2 a b k' / rate)⁴ + (step · steps / clock)⁴)^(1/4)
//! store  = 180 operations per output byte       of the tile, on the matrix unit's account
//! x      = groups · max(1, m/a + 1/2) · ceil(n/b) / units        waves
//! whole  = max(1, x + q (ceil(x) − x)) · (loop + store)   q: share of a partial wave paid
//! time   = launch + min over tiles of whole, overlapped with
//!          (n k w + spill · (m k x + m n y)) / memory and with L2
//! ```
//!
//! The rows of a group scatter about the mean, so its tiles are the smooth mean of the rounded-up
//! count, and groups are not split along k. `k'` is the padded k, and 20 % is added to compute
//! times far above 1 ms (power limit). Constants, see [`constants`](crate::model::constants).
//! Range: as [`gemm`](super). Ignored: unequal loads, and what [`gemm`](super) ignores.

use super::{Gemm, Shape};
use crate::model::chip::Rates;
use crate::model::constants as c;
use crate::model::roofline::{ceil_near, overlap, power4, root4, spill, tiles};
use crate::number::{Constant, Function, Real, Unit};

/// Rows and columns of the tiles a library offers.
const TILES: [(f64, f64); 5] =
    [(16.0, 64.0), (64.0, 64.0), (64.0, 128.0), (128.0, 128.0), (128.0, 256.0)];

/// Elements of the largest tile.
const LARGEST: f64 = 128.0 * 256.0;

const INPUTS: [&str; 16] = [
    "groups",
    "m",
    "n",
    "k",
    "weight_bytes",
    "operand_bytes",
    "result_bytes",
    "units",
    "rate",
    "clock",
    "memory",
    "l2",
    "l2_mb",
    "step",
    "wave_share",
    "launch",
];
const OUTPUTS: [&str; 6] = ["time", "matrix_time", "memory_time", "latency", "mb", "mflop"];
const GROUPED: Function<16, 6> =
    Function { name: "grouped_gemm", inputs: INPUTS, outputs: OUTPUTS };

/// Time of `groups` multiplications in one kernel, `shape.m` rows each on average.
///
/// The rows of a group scatter about the mean, so its tiles are `max(1, m/a + 1/2)`, the
/// smooth mean of the rounded-up count, and groups are not split along k.
pub(crate) fn grouped<R: Real>(
    groups: R,
    shape: Shape<R>,
    unit_rate: R,
    chip: &Rates<R>,
) -> Gemm<R> {
    let args = arguments(groups, shape, unit_rate, chip);
    results(R::call(&GROUPED, args, body))
}

fn arguments<R: Real>(groups: R, s: Shape<R>, rate: R, chip: &Rates<R>) -> [R; 16] {
    [
        groups,
        s.m,
        s.n,
        s.k,
        s.weight,
        s.operand,
        s.result,
        chip.units,
        rate,
        chip.clock,
        chip.memory,
        chip.l2,
        chip.l2_mb,
        chip.step,
        chip.wave_share,
        chip.launch,
    ]
}

fn results<R: Real>([time, matrix, memory, latency, mb, mflop]: [R; 6]) -> Gemm<R> {
    Gemm { time, matrix, memory, latency, mb, mflop }
}

fn body<R: Real>(args: [R; 16]) -> [R; 6] {
    let [
        groups,
        m,
        n,
        k,
        weight,
        operand,
        result,
        units,
        rate,
        clock,
        memory,
        l2,
        l2_mb,
        step,
        wave_share,
        launch,
    ] = args;
    let one = R::lit(1.0);
    let mega = R::lit(1e-6);
    let operation = R::constant(&c::MULTIPLY_ADD);
    let step_bytes = R::constant(&c::STEP_BYTES);

    let rows = groups * m * mega;
    let weights = (groups * n * mega * k * weight).named("weight_mb");
    let handed = (rows * (k * operand + n * result)).named("activation_mb");
    let streamed = (weights + handed * spill(handed, l2_mb)).named("memory_mb");
    let memory_time = overlap(streamed / memory, handed / l2).named("memory_time");

    let steps = ceil_near(k * operand / step_bytes).named("steps");
    let depth_time = operation * steps * step_bytes / operand / rate; // per tile element
    let store_time = result_time(result, rate);
    let step_time = (step * steps / clock).named("step_time");
    let largest_power = power4(R::lit(LARGEST) * depth_time);
    let step_power = power4(step_time);
    let per_unit = one / units;
    let shared = one - wave_share;

    let mut whole: Option<R> = None;
    for (a, b) in TILES {
        let across = tiles(n, b);
        let down = groups * (m * R::lit(1.0 / a) + R::lit(0.5)).max(one);
        let area = R::lit(a * b);
        let waves = (down * across * per_unit).named("waves");
        let main_loop = root4(R::lit((a * b / LARGEST).powi(4)) * largest_power + step_power)
            .named("main_loop");
        let store = (area * store_time).named("store");
        let paid = shared * waves + wave_share * ceil_near(waves).max(waves);
        let this = (paid.max(one) * (main_loop + store)).named("whole_tiles");
        whole = Some(whole.map_or(this, |best| best.min(this)));
    }
    let best = whole.expect("a tile").named("whole_time");
    let after = R::constant(&c::SUSTAINED_AFTER);
    let droop = R::constant(&c::SUSTAINED) * (one - after / (best + after));
    let compute = (best * (one + droop)).named("compute_time");

    let mflop = (operation * groups * m * n * k).named("mflop");
    let time = (launch + overlap(compute, memory_time)).named("time");
    [time, compute, memory_time, launch, weights + handed, mflop]
}

/// Time to store one element of the result, on the account of the matrix unit.
fn result_time<R: Real>(result: R, rate: R) -> R {
    // The byte cancels against the constant's "per byte".
    result / R::constant(&BYTE) * R::constant(&c::STORE_OPS) / rate
}

const BYTE: Constant =
    Constant { name: "BYTE", value: 1.0, unit: Unit::DATA, origin: "definition" };
