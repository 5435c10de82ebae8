//! Collectives inside one node, as the libraries that run them time them.
//!
//! * [`ring`]: NCCL's all-reduce, all-gather and reduce-scatter, and with the same constants
//!   broadcast and point-to-point;
//! * [`exchange`]: NCCL's all-to-all;
//! * [`kernel`]: the study kind made of them;
//! * [`custom`]: the one- and two-shot all-reduce of serving engines.
//!
//! ```text
//! operation        S, the size      steps     V, what crosses each chip's links
//! all-reduce       the vector       2 (n−1)   2 S (n−1)/n
//! all-gather       the result       n−1       S (n−1)/n
//! reduce-scatter   the input        n−1       S (n−1)/n
//! all-to-all       one chip's data  -         S (n−1)/n
//! broadcast        the vector       n−1       S
//! point-to-point   the message      1         S
//! ```
//!
//! Every bandwidth is a share of the chip's scale-up bandwidth B in one direction, so the
//! constants carry over from one chip to the next; latencies belong to the generation of the
//! link and to the host. Libraries choose among protocols; the choice is the smooth minimum
//! `fastest`, so that no time jumps. Where NCCL switches too early (8-32 MB on four and
//! eight Blackwell chips: a hump of 20-40 %) the model does not follow, since a longer message
//! must not be faster than a shorter one.

pub mod custom;
pub mod exchange;
pub mod kernel;
pub mod ring;

#[cfg(test)]
mod properties;

use crate::number::Real;

/// What a collective moves over each chip's links.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traffic<R> {
    /// The size S, as nccl-tests counts it (MB).
    pub(crate) mb: R,
    /// Chips that take part.
    pub(crate) ranks: R,
    /// What crosses each chip's links in one direction (MB).
    pub(crate) volume: R,
    /// What a chip copies from one of its own buffers to another (MB).
    pub(crate) own: R,
    /// Steps of the ring.
    pub(crate) steps: R,
    /// Share of the volume that is added up on arrival.
    pub(crate) reduced: R,
    /// Bytes of an element.
    pub(crate) element_bytes: R,
}

impl<R: Real> Traffic<R> {
    pub(crate) fn all_reduce(mb: R, ranks: R, element_bytes: R) -> Self {
        let steps = R::lit(2.0) * (ranks - R::lit(1.0));
        let volume = mb * steps / ranks;
        let own = mb / ranks;
        Self { mb, ranks, volume, own, steps, reduced: R::lit(0.5), element_bytes }
    }

    /// Every chip ends with what all of them had.
    pub(crate) fn all_gather(mb: R, ranks: R, element_bytes: R) -> Self {
        let steps = ranks - R::lit(1.0);
        let volume = mb * steps / ranks;
        let own = mb / ranks;
        Self { mb, ranks, volume, own, steps, reduced: R::lit(0.0), element_bytes }
    }

    /// Every chip ends with its part of the sum.
    pub(crate) fn reduce_scatter(mb: R, ranks: R, element_bytes: R) -> Self {
        Self { reduced: R::lit(1.0), ..Self::all_gather(mb, ranks, element_bytes) }
    }

    /// All of one chip's data to every other, in a chain of small pieces.
    pub(crate) fn broadcast(mb: R, ranks: R, element_bytes: R) -> Self {
        let own = R::lit(0.0);
        Self { volume: mb, own, ..Self::all_gather(mb, ranks, element_bytes) }
    }

    /// One chip to another, whatever the number of chips.
    pub(crate) fn point_to_point(mb: R, ranks: R, element_bytes: R) -> Self {
        Self { steps: R::lit(1.0), ..Self::broadcast(mb, ranks, element_bytes) }
    }
}

/// The smooth minimum `(Σ t⁻⁴)^(−1/4)` of times from 10⁻⁶ to 10¹² µs.
///
/// 16 % below two equal times, and the smaller one where they differ much: a library that may
/// choose is never slower than its slower choice. Each time occurs once, and fourth powers of
/// `1024 / t` stay within f32.
pub(crate) fn fastest<R: Real, const N: usize>(times: [R; N]) -> R {
    let scale = R::lit(1024.0);
    let mut sum = R::lit(0.0);
    for time in times {
        let rate = scale / time.max(R::constant(&SHORTEST)).min(R::constant(&LONGEST));
        let square = rate * rate;
        sum = sum + square * square;
    }
    scale / sum.sqrt().sqrt()
}

ring::constant!(NO_LINK, 1e-6, BANDWIDTH, "a finite stand-in for no link at all");
ring::constant!(SHORTEST, 1e-6, TIME, "1024 over it, to the fourth, is within f32");
ring::constant!(LONGEST, 1e12, TIME, "1024 over it, to the fourth, is within f32");

/// Nothing to do on one chip.
pub(crate) fn unless_alone<R: Real>(ranks: R, time: R) -> R {
    R::select(ranks.le(R::lit(1.0)), R::lit(0.0), time)
}

/// What the chips beyond a pair add where data are staged through the memory of the host:
/// `staging · (n−2) · V / B`.
///
/// Two chips on one PCIe switch reach each other; further ones share the path through the
/// host (eight L40S: 1.4 GB/s of bus bandwidth on links of 32).
pub(crate) fn staged<R: Real>(staging: R, ranks: R, volume: R, link: R) -> R {
    staging * (ranks - R::lit(2.0)).max(R::lit(0.0)) * volume / safe(link)
}

/// The slowest link that still gives finite times (TB/s), for chips without any.
pub(crate) fn safe<R: Real>(link: R) -> R {
    link.max(R::constant(&NO_LINK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fastest_is_a_smooth_minimum() {
        let equal: f64 = fastest([10.0, 10.0]);
        assert!((equal / 10.0 - 2f64.powf(-0.25)).abs() < 1e-12);
        let far: f64 = fastest([10.0, 1e4, 1e12]);
        assert!((far / 10.0 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn eight_chips_share_16_mb() {
        let t = Traffic::all_reduce(16.0, 8.0, 2.0);
        assert_eq!((t.steps, t.volume), (14.0, 28.0));
        let t = Traffic::all_gather(16.0, 8.0, 2.0);
        assert_eq!((t.steps, t.volume), (7.0, 14.0));
    }
}
