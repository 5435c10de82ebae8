//! NCCL's all-to-all in one node.
//!
//! ```text
//! time = base + hop (n−1)^(1/2) + switch y² / (1 + y²) + ramp S / (S + 16 MB)
//!        + V / (share · B) + copy · S / (n B) + staged
//! ```
//!
//! with `y = S / (n · 18 KiB)`: NCCL sends what one chip has for another with flags beside the
//! data up to 16 KiB (NCCL_P2P_LL_THRESHOLD), and in whole chunks above, which starts `switch`
//! later. `ramp` is what chunks need to fill all channels. At a given S more chips mean smaller
//! pieces, so this is the one collective that can become faster with another chip.
//!
//! Constants fitted to nccl-tests timings (aiconfigurator 0.12 data set). Range and what is
//! ignored: see [`ring`](super::ring).

use super::ring::constant;
use super::{safe, staged, unless_alone};
use crate::model::slot::inputs;
use crate::number::{Function, Real};

inputs! {
    /// Constants of NCCL's all-to-all on one chip.
    ExchangeConstants as "exchange_constant" {
        /// Launch of the kernel and its first flag.
        base_us: TIME "us" = BASE;
        /// What further chips add to the launch, by the root of their number.
        hop_us: TIME "us" = HOP;
        /// What changing from flagged data to whole chunks adds.
        switch_us: TIME "us" = SWITCH;
        /// What filling all channels adds to long transfers.
        ramp_us: TIME "us" = RAMP;
        /// Share of the link that whole chunks reach.
        share: ONE "1" = SHARE;
        /// Time of copying a chip's own share, relative to sending it over the link.
        copy: ONE "1" = COPY;
        /// Time that each chip beyond a pair adds where data go through the host's memory, relative to sending them over the link.
        staging: ONE "1" = super::ring::STAGING;
    }
}

constant!(BASE, 7.8, TIME, "typical of fits to NCCL timings over NVLink, 5.0-9.7");
constant!(HOP, 1.2, TIME, "typical of fits to NCCL timings over NVLink, 0.7-1.7");
constant!(SWITCH, 5.0, TIME, "typical of fits to NCCL timings over NVLink, 2.7-5.9");
constant!(RAMP, 10.0, TIME, "typical of fits to NCCL timings over NVLink, 1-46");
constant!(SHARE, 0.72, ONE, "typical of fits to NCCL timings over NVLink, 0.68-0.74");
constant!(COPY, 0.6, ONE, "typical of fits to NCCL timings over NVLink, 0.2-1.2");
constant!(PIECE_MB, 0.018_432, DATA, "chosen with the fits: 18 KiB, NCCL's own limit being 16");
constant!(RAMP_MB, 16.0, DATA, "chosen with the fits to NCCL timings, 8-60");

const EXCHANGE: Function<9, 1> = Function {
    name: "all_to_all",
    inputs: ["mb", "ranks", "link", "base", "hop", "switch_time", "ramp", "share", "copy"],
    outputs: ["time"],
};

/// Time of an all-to-all (µs) of `mb` from each of `ranks` chips over links of `link` TB/s.
pub(crate) fn all_to_all<R: Real>(mb: R, ranks: R, link: R, c: &ExchangeConstants<R>) -> R {
    let args =
        [mb, ranks, safe(link), c.base_us, c.hop_us, c.switch_us, c.ramp_us, c.share, c.copy];
    let [direct] = R::call(&EXCHANGE, args, body);
    let volume = mb * (ranks - R::lit(1.0)) / ranks;
    unless_alone(ranks, direct + staged(c.staging, ranks, volume, link))
}

fn body<R: Real>([mb, ranks, link, base, hop, switch, ramp, share, copy]: [R; 9]) -> [R; 1] {
    let one = R::lit(1.0);
    let others = ranks - one;
    let own = (mb / ranks).named("piece_mb");
    let y = own / R::constant(&PIECE_MB);
    let chunked = y * y / (one + y * y);
    let start = base + hop * others.max(one).sqrt() + switch * chunked;
    let filling = ramp * mb / (mb + R::constant(&RAMP_MB));
    let moving = (others * own / share + copy * own) / link;
    [(start + filling + moving).named("time")]
}
