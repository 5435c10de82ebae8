//! The roofline: what limits a kernel, and how far limits hide behind each other.
//!
//! ```text
//! time = (t_a⁴ + t_b⁴)^(1/4)
//! ```
//!
//! Two resources used by one kernel overlap, except near the ridge where both are busy: the
//! 4-norm is `max` far from the ridge and 19 % above it at the ridge, where `max` is known to
//! be optimistic; it is smooth, and grows with either time, so a faster resource never makes
//! the sum slower. Williams et al., "Roofline" (CACM 2009) for the limits; the exponent is the
//! root-free neighbour of the 3.2 that fits GEMM timings best (2.9-4.1 over nine chips).
//! Ignored: contention of overlapped phases for anything but the two resources named.

use super::constants as c;
use crate::number::{Constant, Function, Real, Unit};

/// Time of two overlapping parts: `(a⁴ + b⁴)^(1/4)`, for times from 10⁻⁶ to 10¹² µs.
///
/// Equal parts of 1 µs take 2^(1/4) = 1.189 µs. A sum of powers rather than a ratio to the
/// longer part: each part occurs once, so that bounds over a box of inputs stay tight.
pub(crate) fn overlap<R: Real>(a: R, b: R) -> R {
    root4(power4(a) + power4(b))
}

/// Fourth power of a time, scaled to fit in f32; times above 10¹² µs (11 days) saturate.
pub(crate) fn power4<R: Real>(time: R) -> R {
    let scaled = time.min(R::constant(&LONGEST)) * R::lit(1.0 / 1024.0);
    let square = scaled * scaled;
    square * square
}

/// The time whose [`power4`] it is.
pub(crate) fn root4<R: Real>(power: R) -> R {
    power.sqrt().sqrt() * R::lit(1024.0)
}

const LONGEST: Constant = Constant {
    name: "LONGEST",
    value: 1e12,
    unit: Unit::TIME,
    origin: "its scaled fourth power, 1e36, is within f32",
};

/// Time of two parts of one inner loop, which overlap less: `(a² + b²)^(1/2)`.
pub(crate) fn interleave<R: Real>(a: R, b: R) -> R {
    (a * a + b * b).sqrt()
}

/// Share of `data_mb` handed from kernel to kernel that L2 cannot hold.
///
/// `1 / (1 + (s · L2 / d)²)`: 0 for little data, 1 for much and for a chip without L2, and
/// never larger for a larger L2. `data_mb` must not be 0.
pub(crate) fn spill<R: Real>(data_mb: R, l2_mb: R) -> R {
    let kept = l2_mb * R::constant(&c::L2_SHARE) / data_mb;
    R::lit(1.0) / (R::lit(1.0) + kept * kept)
}

/// A whole number of steps of `1 / per` units, rounded up, on every device alike.
///
/// `per` is a power of two, so the product is exact where a quotient might not be.
pub(crate) fn tiles<R: Real>(size: R, per: f64) -> R {
    (size * R::lit(1.0 / per)).ceil()
}

/// Rounds up a quotient, taking what is within 2⁻²⁰ of a whole number for it.
///
/// A GPU's division may be 2.5 ULP off; for operands that need not be whole.
pub(crate) fn ceil_near<R: Real>(quotient: R) -> R {
    (quotient * R::lit(1.0 - 1.0 / 1_048_576.0)).ceil()
}

/// Beyond so many waves it does not matter that the last one is partial: it is less than a fifth
/// of a per cent of the whole, and the fraction of a large number means nothing in f32.
pub(crate) const MANY_WAVES: f64 = 511.5;

/// Waves with the last, partial one in full; as they are beyond [`MANY_WAVES`].
pub(crate) fn whole_waves<R: Real>(waves: R) -> R {
    ceil_near(waves.min(R::lit(MANY_WAVES))).max(waves)
}

const ELEMENTWISE: Function<7, 3> = Function {
    name: "elementwise",
    inputs: ["data_mb", "mflop", "memory", "l2", "l2_mb", "vector", "launch"],
    outputs: ["time", "vector_time", "memory_time"],
};

/// One elementwise kernel (norm, rotary embedding, gate, residual): bytes, vector operations
/// and a launch. `[time, vector time, memory time]` in µs.
///
/// `time = launch + overlap(ops / vector, overlap(data · spill / memory, data / L2))`.
pub(crate) fn elementwise<R: Real>(args: [R; 7]) -> [R; 3] {
    R::call(&ELEMENTWISE, args, |[data, mflop, memory, l2, l2_mb, vector, launch]| {
        let vector_time = (mflop / vector).named("vector_time");
        let streamed = data * spill(data, l2_mb) / memory;
        let memory_time = overlap(streamed, data / l2).named("memory_time");
        [(launch + overlap(vector_time, memory_time)).named("time"), vector_time, memory_time]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_max_far_from_the_ridge_and_19_percent_above_it_at_the_ridge() {
        assert!((overlap(1e3f64, 1.0) / 1e3 - 1.0).abs() < 1e-12);
        assert!((overlap(1.0f64, 1.0) - 1.189_207).abs() < 1e-6);
    }

    #[test]
    fn without_l2_everything_spills() {
        assert_eq!(spill(3.0, 0.0), 1.0);
        assert!(spill(1.0, 50.0) < 1e-3);
    }
}
