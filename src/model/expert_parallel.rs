//! Expert parallelism: dispatching tokens to the chips of their experts, and combining.
//!
//! A token goes to each *distinct* chip among its k experts (throughput kernels), or once per
//! expert (low-latency kernels, which spare the sorting). With n chips on N nodes, E experts,
//! and x bytes per token and copy:
//!
//! ```text
//! D(m) = m (1 − (1 − p)^k),  p = (E/m) / (E − (k−1)/2)     distinct of m chips or nodes
//!
//! throughput:   unit = T c (x / unit_rate + message) / units        c = D(n), combine D(n) + 2
//!               link = T x D(n) (g−1)/g / (share · B)               g = n/N chips of a node
//!               nic  = T x D(N) (N−1)/N · over / (nic_share · NIC)
//! low latency:  link = T x (k/N) (g−1)/g / (share · B)
//!               nic  = T x k (N−1)/N / (nic_share · NIC)
//!               drain = T x k/E / (drain · B)
//! device = start · s + node log2 N + pace · (Σ t⁴)^(1/4)
//! time   = (device⁴ + (host · h)⁴)^(1/4)
//! ```
//!
//! `units` are the SMs lent to communication, each of which moves `unit_rate` and spends
//! `message` on every copy; combining reads the partial sums and writes the total as well.
//! `over` is the fabric's oversubscription seen beyond four nodes, `drain` the rate at which
//! the queue of one expert is received. s, pace and h are factors of a library's kernel, `start`
//! and `host` those of a chip and its host. One copy of 14 KiB moved by 20 units at 27 GB/s
//! takes 27 ns of the node.
//!
//! Sources: DeepEP (DeepSeek, 2025) for the kernels; constants fitted to timings of SGLang,
//! vLLM and TensorRT-LLM (aiconfigurator 0.12 data set). Range: 1-131072 tokens a chip, 4-64
//! chips. Ignored: uneven routing, overlap with compute, traffic of others.

use super::collective::ring::constant;
use super::collective::{safe, unless_alone};
use super::moe::distinct_experts;
use super::roofline::{power4, root4};
use super::slot::inputs;
use crate::number::{Function, Real};

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange<R> {
    /// Tokens of one chip.
    pub(crate) tokens: R,
    /// Bytes of a token on the way (MB).
    pub(crate) token_mb: R,
    /// Experts of a token.
    pub(crate) active: R,
    /// Experts in all.
    pub(crate) experts: R,
    /// Chips.
    pub(crate) ranks: R,
    /// Nodes, whose chips the scale-up links join.
    pub(crate) nodes: R,
    /// Copies beyond those sent: 0 for dispatch, 2 for combine.
    pub(crate) extra: R,
}

/// What it is sent over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ways<R> {
    /// Scale-up bandwidth of a chip in one direction (TB/s).
    pub(crate) link: R,
    /// Network bandwidth of a chip in one direction (TB/s).
    pub(crate) nic: R,
    /// Units lent to communication.
    pub(crate) units: R,
}

inputs! {
    /// Constants of throughput kernels (DeepEP normal and the like) on one chip.
    ThroughputConstants as "ep_constant" {
        /// Start of a kernel, relative to the class's own.
        start: ONE "1" = UNIT;
        /// What one unit moves.
        unit_tbps: BANDWIDTH "TB/s" = UNIT_RATE;
        /// What one unit spends on every copy.
        message_us: TIME "us" = MESSAGE;
        /// Share of the scale-up link that is reached.
        link_share: ONE "1" = LINK;
        /// Share of the network that is reached.
        nic_share: ONE "1" = NIC;
        /// Loss of network bandwidth at eight nodes, as a factor.
        oversubscription: ONE "1" = OVER;
        /// Latency of doubling the nodes.
        node_us: TIME "us" = NODE;
        /// Time of the host, relative to the class's own.
        host: ONE "1" = UNIT;
    }
}

inputs! {
    /// Constants of low-latency kernels on one chip.
    LatencyConstants as "ep_latency_constant" {
        /// Start of a kernel, relative to the class's own.
        start: ONE "1" = UNIT;
        /// What the flags of 256 experts add to the start, as a share.
        flags: ONE "1" = FLAGS;
        /// Share of the scale-up link that is reached.
        link_share: ONE "1" = LATENCY_LINK;
        /// Share of the scale-up link at which one expert's queue is received.
        drain_share: ONE "1" = DRAIN;
        /// Share of the network that is reached.
        nic_share: ONE "1" = NIC;
        /// Latency of doubling the nodes.
        node_us: TIME "us" = LATENCY_NODE;
        /// Time of the host, relative to the class's own.
        host: ONE "1" = UNIT;
    }
}

inputs! {
    /// Constants of kernels that write straight into the memory of other chips of an NVLink domain.
    DomainConstants as "ep_domain_constant" {
        /// Start of a kernel, relative to the class's own.
        start: ONE "1" = UNIT;
        /// Latency of doubling the chips.
        hop_us: TIME "us" = DOMAIN_HOP;
        /// Share of the scale-up link that is reached.
        link_share: ONE "1" = DOMAIN_LINK;
    }
}

constant!(UNIT, 1.0, ONE, "as the class of kernels has it");
constant!(UNIT_RATE, 0.027, BANDWIDTH, "typical of fits to DeepEP timings, 0.018-0.05");
constant!(MESSAGE, 0.06, TIME, "typical of fits to DeepEP timings, 0.03-0.13");
constant!(LINK, 0.6, ONE, "typical of fits to DeepEP timings, 0.3-1");
constant!(NIC, 0.8, ONE, "typical of fits to DeepEP timings of several nodes, 0.6-0.9");
constant!(OVER, 1.65, ONE, "typical of fits to DeepEP timings of eight nodes");
constant!(NODE, 35.0, TIME, "typical of fits to DeepEP timings of several nodes");
constant!(FLAGS, 0.5, ONE, "typical of fits to low-latency DeepEP timings");
constant!(LATENCY_LINK, 0.51, ONE, "typical of fits to low-latency DeepEP timings, 0.48-0.54");
constant!(DRAIN, 0.025, ONE, "typical of fits to low-latency DeepEP timings, 0.023-0.028");
constant!(LATENCY_NODE, 6.2, TIME, "typical of fits to low-latency DeepEP timings");
constant!(DOMAIN_HOP, 0.5, TIME, "fit to TensorRT-LLM all-to-all timings on GB200");
constant!(DOMAIN_LINK, 0.6, ONE, "fit to TensorRT-LLM all-to-all timings on GB200");

/// Factors of a library's kernel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Library<R> {
    /// Start (µs).
    pub(crate) start_us: R,
    /// Factor on the transfer.
    pub(crate) pace: R,
    /// Factor on the time per message.
    pub(crate) message: R,
    /// Time of the host (µs); 0 in a graph.
    pub(crate) host_us: R,
}

const THROUGHPUT: Function<11, 1> = Function {
    name: "ep_throughput",
    inputs: [
        "tokens",
        "token_mb",
        "chips_reached",
        "nodes_reached",
        "ranks",
        "nodes",
        "extra",
        "unit_rate",
        "message",
        "link",
        "nic",
    ],
    outputs: ["time"],
};

/// Distinct places among `places` that the experts of one token live on.
fn reached<R: Real>(e: &Exchange<R>, places: R) -> R {
    let one = R::lit(1.0);
    // Experts are drawn without putting back: half of those drawn are gone on average.
    let left = e.experts - (e.active - one) * R::lit(0.5);
    distinct_experts(places, (e.experts / left).min(places), e.active)
}

/// Time of dispatch or combine (µs) with kernels for many tokens.
pub(crate) fn throughput<R: Real>(
    e: &Exchange<R>,
    ways: &Ways<R>,
    library: &Library<R>,
    c: &ThroughputConstants<R>,
) -> R {
    let one = R::lit(1.0);
    let beyond = ((e.nodes - R::lit(4.0)) * R::lit(0.25)).max(R::lit(0.0)).min(one);
    let over = one + (c.oversubscription - one) * beyond;
    let args = [
        e.tokens,
        e.token_mb,
        reached(e, e.ranks),
        reached(e, e.nodes),
        e.ranks,
        e.nodes,
        e.extra,
        c.unit_tbps * ways.units,
        library.message * c.message_us / ways.units,
        c.link_share * safe(ways.link),
        c.nic_share * safe(ways.nic) / over,
    ];
    let [moving] = R::call(&THROUGHPUT, args, |args| {
        let [tokens, mb, reached, nodes_reached, ranks, nodes, extra, unit, message, link, nic] =
            args;
        let one = R::lit(1.0);
        let copies = tokens * (reached + extra);
        let units = copies * (mb / unit + message);
        let near = tokens * mb * reached * (one - nodes / ranks) / link;
        let far = tokens * mb * nodes_reached * (one - one / nodes) / nic;
        [root4(power4(units) + power4(near) + power4(far)).named("moving")]
    });
    let start = c.start * library.start_us + c.node_us * e.nodes.log2();
    finish(e, start + library.pace * moving, c.host * library.host_us)
}

const LATENCY: Function<8, 1> = Function {
    name: "ep_latency",
    inputs: ["tokens_mb", "active", "experts", "ranks", "nodes", "link", "drain", "nic"],
    outputs: ["time"],
};

/// Time of dispatch or combine (µs) with kernels for few tokens.
pub(crate) fn latency<R: Real>(
    e: &Exchange<R>,
    ways: &Ways<R>,
    library: &Library<R>,
    c: &LatencyConstants<R>,
) -> R {
    let link = safe(ways.link);
    let args = [
        e.tokens * e.token_mb,
        e.active,
        e.experts,
        e.ranks,
        e.nodes,
        c.link_share * link,
        c.drain_share * link,
        c.nic_share * safe(ways.nic),
    ];
    let [moving] = R::call(&LATENCY, args, |args| {
        let [mb, active, experts, ranks, nodes, link, drain, nic] = args;
        let one = R::lit(1.0);
        let sent = mb * active;
        let near = sent / nodes * (one - nodes / ranks) / link;
        let far = sent * (one - one / nodes) / nic;
        let queue = sent / experts / drain;
        [root4(power4(near) + power4(far) + power4(queue)).named("moving")]
    });
    let flags = R::lit(1.0) + c.flags * (e.experts * R::lit(1.0 / 256.0)).sqrt();
    let start = c.start * library.start_us * flags + c.node_us * e.nodes.log2();
    finish(e, start + library.pace * moving, c.host * library.host_us)
}

/// Time (µs) of kernels that write into other chips of one NVLink domain.
pub(crate) fn domain<R: Real>(
    e: &Exchange<R>,
    ways: &Ways<R>,
    library: &Library<R>,
    c: &DomainConstants<R>,
) -> R {
    let one = R::lit(1.0);
    let copies = reached(e, e.ranks) * (one - one / e.ranks);
    let moving = e.tokens * e.token_mb * copies / (c.link_share * safe(ways.link));
    let start = c.start * library.start_us + c.hop_us * e.ranks.log2();
    finish(e, start + library.pace * moving, library.host_us)
}

/// What the host and the device take together; nothing on one chip.
fn finish<R: Real>(e: &Exchange<R>, device: R, host: R) -> R {
    unless_alone(e.ranks, root4(power4(device) + power4(host)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEEPEP: Library<f64> = Library { start_us: 20.0, pace: 1.0, message: 1.0, host_us: 0.0 };

    fn constants() -> (ThroughputConstants<f64>, LatencyConstants<f64>, DomainConstants<f64>) {
        fn values(slots: &[crate::model::Slot]) -> Vec<f64> {
            slots.iter().map(|s| s.default.unwrap().value).collect()
        }
        (
            ThroughputConstants::take(&mut values(ThroughputConstants::<f64>::SLOTS).iter()),
            LatencyConstants::take(&mut values(LatencyConstants::<f64>::SLOTS).iter()),
            DomainConstants::take(&mut values(DomainConstants::<f64>::SLOTS).iter()),
        )
    }

    fn all(e: &Exchange<f64>, ways: &Ways<f64>) -> [f64; 3] {
        let (t, l, d) = constants();
        [
            throughput(e, ways, &DEEPEP, &t),
            latency(e, ways, &DEEPEP, &l),
            domain(e, ways, &DEEPEP, &d),
        ]
    }

    /// 4096 tokens of 7168 bytes to 8 of 256 experts on eight H800 (153 GB/s of the link is
    /// what DeepEP publishes for bytes counted once per expert's chip).
    #[test]
    fn deepep_dispatches_4096_tokens() {
        let e = Exchange {
            tokens: 4096.0,
            token_mb: 7168e-6,
            active: 8.0,
            experts: 256.0,
            ranks: 8.0,
            nodes: 1.0,
            extra: 0.0,
        };
        let reached: f64 = reached(&e, 8.0);
        // 8 of 256 without putting back miss one of eight chips with 0.3388 (0.3436 with).
        assert!((reached - 8.0 * (1.0 - 0.3388)).abs() < 0.01, "{reached}");
        let ways = Ways { link: 0.2, nic: 0.05, units: 20.0 };
        let (c, ..) = constants();
        let time = throughput(&e, &ways, &DEEPEP, &c);
        let by_hand: f64 = 4096.0 * reached * (7168e-6 / 0.54 + 0.06 / 20.0);
        let near: f64 = 4096.0 * 7168e-6 * reached * 0.875 / 0.12;
        let moving = (by_hand.powi(4) + near.powi(4)).powf(0.25);
        assert!((time / (20.0 + moving) - 1.0).abs() < 1e-9, "{time} {moving}");
    }

    #[test]
    fn one_chip_sends_nothing() {
        let e = Exchange {
            tokens: 100.0,
            token_mb: 7e-3,
            active: 8.0,
            experts: 64.0,
            ranks: 1.0,
            nodes: 1.0,
            extra: 2.0,
        };
        let ways = Ways { link: 0.45, nic: 0.05, units: 20.0 };
        assert_eq!(all(&e, &ways), [0.0; 3]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn more_work_takes_longer_and_more_resource_less(
            tokens in 1.0..1e5, kb in 0.1..30.0, active in 1..16u8, doubled in 0..5u32,
            nodes in 0..4u32, link in 0.02..2.0, nic in 0.005..0.4, units in 1.0..64.0,
            factor in 1.0..4.0, combine in any::<bool>(),
        ) {
            let nodes = f64::from(1u32 << nodes);
            let e = Exchange {
                tokens,
                token_mb: kb * 1e-3,
                active: f64::from(active),
                experts: 16.0 * f64::from(1u32 << doubled),
                ranks: nodes * 8.0,
                nodes,
                extra: if combine { 2.0 } else { 0.0 },
            };
            let ways = Ways { link, nic, units };
            let now = all(&e, &ways);
            let longer = [
                Exchange { tokens: tokens * factor, ..e },
                Exchange { token_mb: e.token_mb * factor, ..e },
                Exchange { active: (e.active + 1.0).min(e.experts), ..e },
                Exchange { extra: e.extra + 1.0, ..e },
            ];
            let near = 1.0 + 1e-9;
            for (i, e) in longer.iter().enumerate() {
                for (then, now) in all(e, &ways).into_iter().zip(now) {
                    prop_assert!(then * near >= now, "{i}: {then} < {now}");
                }
            }
            let faster = [
                Ways { link: link * factor, ..ways },
                Ways { nic: nic * factor, ..ways },
                Ways { units: units * factor, ..ways },
            ];
            for ways in &faster {
                for (then, now) in all(&e, ways).into_iter().zip(now) {
                    prop_assert!(then <= now * near);
                }
            }
        }
    }
}
