//! The all-reduce kernels of serving engines, for the short vectors of decoding.
//!
//! ```text
//! one-shot   (n−1) hop + (n−1) S / (one · B)               every chip reads every other
//! two-shot   two + 2 (n−1) hop + V / (two · B)             each adds up one part, then shares it
//! library    b₀ + ((k · step)² + (V / (bulk · B))²)^(1/2)  NCCL, above the engine's limit
//! graph      start · base + fastest(one-shot, two-shot, library) + copy · S / (n B) + staged
//! eager      (host⁴ + (graph + 2 S / (stage · M))⁴)^(1/4)
//! ```
//!
//! with M the memory bandwidth: outside a CUDA graph the vector is copied to a registered
//! buffer, and the host is slower than the device for anything below a few MB. `start` is the
//! factor of an engine's kernel. Engines switch at fixed sizes, often too late or too early;
//! the model has the smooth minimum instead (up to 2x off around 1 MB).
//!
//! Constants fitted to timings of TensorRT-LLM, vLLM and SGLang (aiconfigurator 0.12 data
//! set). Range: one node, 256 B to 1 GB, 2-8 chips. Ignored: buffers too large for an engine.

use super::ring::constant;
use super::{fastest, safe, staged, unless_alone};
use crate::model::roofline::overlap;
use crate::model::slot::inputs;
use crate::number::{Function, Real};

inputs! {
    /// Constants of the engines' all-reduce on one chip.
    CustomConstants as "custom_constant" {
        /// Launch in a graph and the first flag.
        base_us: TIME "us" = BASE;
        /// One exchange of flags with another chip.
        hop_us: TIME "us" = HOP;
        /// Share of the link that one-shot reads reach.
        one_shot_share: ONE "1" = ONE_SHOT;
        /// What the second phase of two-shot adds.
        two_shot_us: TIME "us" = TWO_SHOT_START;
        /// Share of the link that two-shot reads reach.
        two_shot_share: ONE "1" = TWO_SHOT;
        /// Start of the library's transfer in whole chunks.
        bulk_us: TIME "us" = BULK;
        /// One step of the library's ring.
        step_us: TIME "us" = STEP;
        /// Share of the link that whole chunks reach.
        bulk_share: ONE "1" = super::ring::BULK_SHARE;
        /// Time of copying a chip's own share, relative to sending it over the link.
        copy: ONE "1" = super::ring::COPY;
        /// Time that each chip beyond a pair adds where data go through the host's memory, relative to sending them over the link.
        staging: ONE "1" = super::ring::STAGING;
    }
}

inputs! {
    /// What running outside a CUDA graph adds.
    EagerConstants as "eager_constant" {
        /// Time of the host, below which nothing finishes.
        host_us: TIME "us" = HOST;
        /// Share of the memory peak that copying to the registered buffer reaches.
        stage_share: ONE "1" = STAGE;
    }
}

constant!(BASE, 3.5, TIME, "typical of fits to engine timings over NVLink, 2.6-4.4");
constant!(HOP, 0.1, TIME, "typical of fits to engine timings over NVLink, 0.08-0.15");
constant!(ONE_SHOT, 0.54, ONE, "typical of fits to engine timings over NVLink, 0.32-0.65");
constant!(TWO_SHOT_START, 8.0, TIME, "typical of fits to engine timings over NVLink, 6.8-14");
constant!(TWO_SHOT, 0.53, ONE, "typical of fits to engine timings over NVLink, 0.32-0.66");
constant!(BULK, 30.0, TIME, "typical of fits to engine timings over NVLink, 12-200");
constant!(STEP, 8.0, TIME, "typical of fits to engine timings over NVLink, 1-18");
constant!(HOST, 25.0, TIME, "typical of fits to engine timings, 21 on x86 hosts, 50 on Grace");
constant!(STAGE, 0.7, ONE, "typical of fits to engine timings over NVLink, 0.4-1.5");

const CUSTOM: Function<13, 2> = Function {
    name: "custom_all_reduce",
    inputs: [
        "mb",
        "ranks",
        "link",
        "start",
        "base",
        "hop",
        "one_shot_share",
        "two_shot_start",
        "two_shot_share",
        "bulk_start",
        "step",
        "bulk_share",
        "copy",
    ],
    outputs: ["transfer", "launch_time"],
};

/// Time of an engine's all-reduce (µs) in a CUDA graph; `start` is the engine's factor on the
/// launch.
pub(crate) fn custom<R: Real>(mb: R, ranks: R, link: R, start: R, c: &CustomConstants<R>) -> R {
    let [transfer, launch] = custom_parts(mb, ranks, link, start, c);
    transfer + launch
}

/// The same as its two parts: transfer with flags, and launch.
pub(crate) fn custom_parts<R: Real>(
    mb: R,
    ranks: R,
    link: R,
    start: R,
    c: &CustomConstants<R>,
) -> [R; 2] {
    let args = [
        mb,
        ranks,
        safe(link),
        start,
        c.base_us,
        c.hop_us,
        c.one_shot_share,
        c.two_shot_us,
        c.two_shot_share,
        c.bulk_us,
        c.step_us,
        c.bulk_share,
        c.copy,
    ];
    let [direct, launch] = R::call(&CUSTOM, args, body);
    let volume = R::lit(2.0) * mb * (ranks - R::lit(1.0)) / ranks;
    let transfer = direct + staged(c.staging, ranks, volume, link);
    [unless_alone(ranks, transfer), unless_alone(ranks, launch)]
}

/// The same outside a graph, which alone takes `graph` µs; `memory` is the memory peak (TB/s).
pub(crate) fn eager<R: Real>(graph: R, mb: R, memory: R, c: &EagerConstants<R>) -> R {
    let copied = R::lit(2.0) * mb / (c.stage_share * memory);
    overlap(c.host_us, graph + copied)
}

fn body<R: Real>(args: [R; 13]) -> [R; 2] {
    let [
        mb,
        ranks,
        link,
        start,
        base,
        hop,
        one_share,
        two_start,
        two_share,
        bulk_start,
        step,
        bulk_share,
        copy,
    ] = args;
    let two = R::lit(2.0);
    let others = ranks - R::lit(1.0);
    let flags = others * hop;
    let one_shot = (flags + others * mb / (one_share * link)).named("one_shot");
    let volume = two * others * mb / ranks;
    let two_shot = (two_start + two * flags + volume / (two_share * link)).named("two_shot");
    let stepping = two * others * step;
    let transfer = volume / (bulk_share * link);
    let library =
        (bulk_start + (stepping * stepping + transfer * transfer).sqrt()).named("library");
    let moving = fastest([one_shot, two_shot, library]) + copy * mb / (ranks * link);
    [moving.named("transfer"), (start * base).named("launch_time")]
}
