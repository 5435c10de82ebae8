//! Collectives among the chips of one scale-up domain.
//!
//! ```text
//! ring all-reduce   2 (n−1)/n · S / bw + 2 (n−1) · hop
//! one-shot          (n−1) · S / bw     + 2 · hop          every chip reads every other
//! all-gather        (n−1)/n · S / bw   + (n−1) · hop
//! ```
//!
//! with S the bytes of the full result on one chip and bw the reachable bandwidth of one chip
//! in one direction. An all-reduce takes the faster algorithm, as serving engines do; both
//! are plus one launch. Eight H100 (0.45 · 0.74 TB/s), 16 MB: 1.75 · 16 / 0.333 + 14 · 1.2 +
//! 2.3 = 103.2 µs. One chip takes exactly 0.
//!
//! Sources: Thakur et al. (IJHPCA 2005), Patarasuk and Yuan (JPDC 2009). Range: chips that a
//! switch or a full mesh joins. Ignored: in-switch reduction, protocol changes of the library,
//! contention, overlap with compute.

use crate::model::chip::Rates;
use crate::number::{Constant, Function, Real, Unit};

const ALL_REDUCE: Function<5, 2> = Function {
    name: "all_reduce",
    inputs: ["mb", "ranks", "link", "hop", "launch"],
    outputs: ["network_time", "latency"],
};

const ALL_GATHER: Function<5, 2> = Function {
    name: "all_gather",
    inputs: ["mb", "ranks", "link", "hop", "launch"],
    outputs: ["network_time", "latency"],
};

/// All-reduce of `mb` on each of `ranks` chips: `[transfer, latency]` in µs.
pub(crate) fn all_reduce<R: Real>(mb: R, ranks: R, chip: &Rates<R>) -> [R; 2] {
    R::call(
        &ALL_REDUCE,
        [mb, ranks, chip.link, chip.hop, chip.launch],
        |[mb, ranks, link, hop, launch]| {
            let others = ranks - R::lit(1.0);
            let read_all = others * mb / safe(link);
            let ring = read_all * R::lit(2.0) / ranks;
            let ring_hops = R::lit(2.0) * others * hop;
            let shot_hops = R::lit(2.0) * hop;
            let direct = (read_all + shot_hops).lt(ring + ring_hops);
            let transfer = R::select(direct, read_all, ring).named("transfer");
            let hops = R::select(direct, shot_hops, ring_hops).named("hops");
            alone(ranks, transfer, hops + launch)
        },
    )
}

/// All-gather into `mb` on each of `ranks` chips: `[transfer, latency]` in µs.
pub(crate) fn all_gather<R: Real>(mb: R, ranks: R, chip: &Rates<R>) -> [R; 2] {
    R::call(
        &ALL_GATHER,
        [mb, ranks, chip.link, chip.hop, chip.launch],
        |[mb, ranks, link, hop, launch]| {
            let others = ranks - R::lit(1.0);
            alone(ranks, others * mb / (safe(link) * ranks), others * hop + launch)
        },
    )
}

/// Nothing to do on one chip.
fn alone<R: Real>(ranks: R, transfer: R, latency: R) -> [R; 2] {
    let zero = R::lit(0.0);
    let single = ranks.le(R::lit(1.0));
    [R::select(single, zero, transfer), R::select(single, zero, latency)]
}

/// A chip without links is given 1 MB/s, so that its infeasible points stay finite.
fn safe<R: Real>(link: R) -> R {
    link.max(R::constant(&NO_LINK))
}

pub(super) const NO_LINK: Constant = Constant {
    name: "NO_LINK",
    value: 1e-6,
    unit: Unit::BANDWIDTH,
    origin: "a finite stand-in for no link at all",
};
