//! NCCL's ring collectives in one node.
//!
//! ```text
//! low    = k · hop + V / (low · B)                           LL, LL128: flags beside the data
//! bulk   = b₀ + ((k · step)² + (V r / (bulk · B))²)^(1/2)    Simple: whole chunks, then a flag
//! time   = base + c · S / (S + 12 KiB) + fastest(low, bulk) + copy · S / (n B) + staged
//! ```
//!
//! with k steps, V the volume, `r = 1 + 0.12 / w` where data of w bytes an element are added up,
//! B the scale-up bandwidth in one direction. `base` is the launch with the first flag, `c` the
//! growth of the kernel from one channel to all of them, `copy` the move of a chip's own share
//! from one buffer to the other, which is why two chips take longer per byte than eight.
//! Simple's steps hide behind the transfer, or the transfer behind them: a chunk is passed on
//! while the next arrives. In-switch reduction (NVLS) needs no term of its own: it does not beat
//! the ring by more than the fitted share says on any chip measured.
//!
//! Sources: Hu et al., "Demystifying NCCL" (arXiv 2507.04786) for the protocols; constants
//! fitted to nccl-tests timings (aiconfigurator 0.12 data set). Range: one node, 512 B to
//! 512 MB, 2-8 chips. Ignored: tuning by version, contention with other kernels.

use super::{Traffic, fastest, safe, staged, unless_alone};
use crate::model::slot::inputs;
use crate::number::{Function, Real};

macro_rules! constant {
    ($id:ident, $value:literal, $unit:ident, $origin:literal) => {
        pub(crate) const $id: $crate::number::Constant = $crate::number::Constant {
            name: stringify!($id),
            value: $value,
            unit: $crate::number::Unit::$unit,
            origin: $origin,
        };
    };
}
pub(crate) use constant;

inputs! {
    /// Constants of NCCL's rings on one chip.
    RingConstants as "ring_constant" {
        /// Launch of the kernel and its first flag.
        base_us: TIME "us" = BASE;
        /// Growth of the launch from one channel to all of them.
        channels_us: TIME "us" = CHANNELS;
        /// One step of the ring with flags beside the data (LL, LL128).
        hop_us: TIME "us" = HOP;
        /// Share of the link that flagged data reach.
        low_share: ONE "1" = LOW;
        /// Start of a transfer in whole chunks (Simple).
        bulk_us: TIME "us" = BULK;
        /// One step of the ring in whole chunks.
        step_us: TIME "us" = STEP;
        /// Share of the link that whole chunks reach.
        bulk_share: ONE "1" = BULK_SHARE;
        /// Time of copying a chip's own share, relative to sending it over the link.
        copy: ONE "1" = COPY;
        /// Time that each chip beyond a pair adds where data go through the host's memory, relative to sending them over the link.
        staging: ONE "1" = STAGING;
    }
}

constant!(BASE, 6.9, TIME, "typical of fits to NCCL timings over NVLink, 4.2-8.1");
constant!(CHANNELS, 1.3, TIME, "typical of fits to NCCL timings over NVLink, 0.6-3.4");
constant!(HOP, 1.25, TIME, "typical of fits to NCCL timings over NVLink, 0.84-1.4");
constant!(LOW, 0.29, ONE, "typical of fits to NCCL timings over NVLink, 0.27-0.34");
constant!(BULK, 5.5, TIME, "typical of fits to NCCL timings over NVLink, 3-37");
constant!(STEP, 12.0, TIME, "typical of fits to NCCL timings over NVLink, 0.3-14");
constant!(BULK_SHARE, 0.82, ONE, "typical of fits to NCCL timings over NVLink, 0.74-0.84");
constant!(COPY, 0.8, ONE, "typical of fits to NCCL timings over NVLink, 0.45-0.97");
constant!(STAGING, 0.0, ONE, "chips reach each other directly");
constant!(
    REDUCE,
    0.12,
    DATA,
    "ratio of int8 to fp16 timings of NCCL reductions, 0.1-0.16, per byte"
);
constant!(CHANNEL_MB, 0.012_288, DATA, "chosen with the fits to NCCL timings: 12 KiB");

const RING: Function<15, 2> = Function {
    name: "ring_collective",
    inputs: [
        "mb",
        "own",
        "volume",
        "steps",
        "reduced",
        "element_bytes",
        "link",
        "base",
        "channels",
        "hop",
        "low_share",
        "bulk_start",
        "step",
        "bulk_share",
        "copy",
    ],
    outputs: ["transfer", "launch_time"],
};

/// Time of a ring collective (µs) over links of `link` TB/s per chip and direction.
pub(crate) fn ring<R: Real>(t: Traffic<R>, link: R, c: &RingConstants<R>) -> R {
    let [transfer, launch] = ring_parts(t, link, c);
    transfer + launch
}

/// The same as its two parts: transfer with flags, and launch.
pub(crate) fn ring_parts<R: Real>(t: Traffic<R>, link: R, c: &RingConstants<R>) -> [R; 2] {
    let args = [
        t.mb,
        t.own,
        t.volume,
        t.steps,
        t.reduced,
        t.element_bytes,
        safe(link),
        c.base_us,
        c.channels_us,
        c.hop_us,
        c.low_share,
        c.bulk_us,
        c.step_us,
        c.bulk_share,
        c.copy,
    ];
    let [direct, launch] = R::call(&RING, args, body);
    let transfer = direct + staged(c.staging, t.ranks, t.volume, link);
    [unless_alone(t.ranks, transfer), unless_alone(t.ranks, launch)]
}

fn body<R: Real>(args: [R; 15]) -> [R; 2] {
    let [
        mb,
        own,
        volume,
        steps,
        reduced,
        element_bytes,
        link,
        base,
        channels,
        hop,
        low_share,
        bulk_start,
        step,
        bulk_share,
        copy,
    ] = args;
    let low = (steps * hop + volume / (low_share * link)).named("low_latency_time");
    let adding = R::lit(1.0) + reduced * R::constant(&REDUCE) / element_bytes;
    let transfer = (volume * adding / (bulk_share * link)).named("transfer");
    let stepping = steps * step;
    let bulk = (bulk_start + (stepping * stepping + transfer * transfer).sqrt()).named("bulk_time");
    let launch = base + channels * mb / (mb + R::constant(&CHANNEL_MB));
    let transfer = (fastest([low, bulk]) + copy * own / link).named("transfer");
    [transfer, launch.named("launch_time")]
}
