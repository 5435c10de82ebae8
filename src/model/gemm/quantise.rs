//! Quantising activations: the small kernels before a multiplication in a narrow format.
//!
//! ```text
//! time = launch / clock + ((m k (2 + x) B / (rate · clock · units))²
//!                          + (m · row / clock)² + (k / 1024 · depth / clock)²)^½
//! ```
//!
//! One pass reads 16-bit activations and writes `x` bytes per element; rows are handed out one
//! by one (`row`), and the scale of a row needs all of it (`depth`): the longest of the three
//! counts. Times in µs, the constants in kcycle and B/clk; fitted with the GEMMs they precede,
//! per library ([`constants`](super::constants)). Range: 1 to 2²⁴ rows and columns. Ignored: HBM
//! (the rates fitted are those of units, not of memory), fusion into the kernel before.

use super::QuantiseConstants;
use crate::model::chip::Rates;
use crate::number::{Function, Real};

const QUANTISE: Function<10, 1> = Function {
    name: "quantise",
    inputs: [
        "m",
        "k",
        "wide_bytes",
        "narrow_bytes",
        "units",
        "clock",
        "launch",
        "row",
        "rate",
        "depth",
    ],
    outputs: ["time"],
};

/// Time to convert `m` rows of `k` elements from `wide` to `narrow` bytes each (µs).
pub(crate) fn quantise<R: Real>(
    [m, k]: [R; 2],
    [wide, narrow]: [R; 2],
    chip: &Rates<R>,
    q: &QuantiseConstants<R>,
) -> R {
    let args = [
        m,
        k,
        wide,
        narrow,
        chip.units,
        chip.clock,
        q.quantise_launch_kcycles,
        q.quantise_row_kcycles,
        q.quantise_rate,
        q.quantise_depth_kcycles,
    ];
    let [time] =
        R::call(&QUANTISE, args, |[m, k, wide, narrow, units, clock, launch, row, rate, depth]| {
            let mb = m * R::lit(1e-6) * k * (wide + narrow);
            let stream = (mb / (rate * clock * units * R::lit(1e-3))).named("stream_time");
            let rows = (m * row / clock).named("rows_time");
            let reduce = (k * R::lit(1.0 / 1024.0) * depth / clock).named("reduce_time");
            let longest = (stream * stream + rows * rows + reduce * reduce).sqrt();
            [(launch / clock + longest).named("time")]
        });
    time
}
