//! The constants of NCCL's cost model.
//!
//! Transcribed figures of NCCL 2.30.7 (NVIDIA/nccl 5067397, Apache-2.0), `src/graph/tuning.cc`.
//! They are NCCL's tuning, not measurements; 2.21 has other values. Latencies in µs, bandwidths
//! in GB/s (of one channel where the name says so). Indices: architecture Ampere, Hopper,
//! Blackwell; nodes 1, 2, more; protocol LL, LL128, Simple.

/// Latency before the first step: tree, ring.
pub(super) const BASE_LATENCY: [[f64; 3]; 2] = [[6.8, 14.0, 8.4], [6.6, 14.0, 8.4]];
/// Latency before the first step of PAT.
pub(super) const BASE_LATENCY_PAT: f64 = 8.0;

/// Latency of a step over NVLink: tree, ring.
pub(super) const NVLINK_LATENCY: [[f64; 3]; 2] = [[0.6, 1.25, 4.0], [0.6, 1.9, 3.4]];
/// Latency of a step of in-switch algorithms over NVLink.
pub(super) const NVLINK_LATENCY_NVLS: f64 = 25.0;

/// Latency of a step over the network: tree, ring.
pub(super) const NET_LATENCY: [[f64; 3]; 2] = [[5.0, 8.5, 14.0], [2.7, 4.0, 14.0]];
/// Latency of the network step of NVLS.
pub(super) const NET_LATENCY_NVLS: f64 = 18.0;
/// Latency of a network step of the NVLS tree.
pub(super) const NET_LATENCY_NVLS_TREE: f64 = 20.9;

/// Most that LL moves on one node, by architecture.
pub(super) const LL_MAX_ONE_NODE: [f64; 3] = [87.7, 141.0, 282.0];
/// Most that LL moves over two and over more nodes, with Intel and with AMD hosts.
pub(super) const LL_MAX_NODES: [[f64; 2]; 2] = [[39.0, 20.4], [22.5, 19.0]];

/// Most of one channel of a ring by LL128, by architecture.
pub(super) const RING_LL128_CHANNEL: [f64; 3] = [20.0, 36.7, 40.0];
/// Most of one channel of a tree by LL128.
pub(super) const TREE_LL128_CHANNEL: [[f64; 3]; 3] =
    [[20.0, 20.0, 20.0], [36.7, 36.7, 29.0], [55.6, 31.67, 20.0]];
/// Most of one channel of a tree.
pub(super) const TREE_CHANNEL: [[f64; 3]; 3] =
    [[24.0, 23.6, 17.8], [38.7, 41.4, 36.0], [70.0, 42.8, 24.0]];
/// Most of one channel of an NVLS tree.
pub(super) const NVLS_TREE_CHANNEL: [[f64; 3]; 3] =
    [[24.0, 23.6, 17.8], [0.0, 57.7, 45.5], [0.0, 96.0, 80.0]];
/// Share of the NVLink bandwidth that in-switch algorithms reach.
pub(super) const NVLS_EFFICIENCY: [f64; 3] = [0.0, 0.85, 0.74];

/// Bandwidth of a tree all-reduce by log2 of the size in units of 64 B.
pub(super) const TREE_CORRECTION: [[f64; 24]; 3] = [
    [
        1.0, 1.0, 1.0, 1.0, 0.9, 0.8, 0.7, 0.7, 0.7, 0.7, 0.6, 0.5, 0.4, 0.4, 0.5, 0.6, 0.7, 0.8,
        0.9, 1.0, 1.0, 1.0, 1.0, 1.0,
    ],
    [
        1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.8, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.8, 0.9,
        0.9, 0.9, 0.9, 1.0, 1.0, 1.0,
    ],
    [
        0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.7, 0.6, 0.6, 0.5, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8,
        0.7, 0.7, 0.8, 0.9, 0.9, 0.9,
    ],
];

/// Bandwidth of LL on a ring: half of every 16 bytes are flags.
pub(super) const RING_LL: f64 = 0.5;
/// Bandwidth of LL128 on a ring.
pub(super) const RING_LL128: f64 = 0.92;
/// Bandwidth of a tree all-reduce.
pub(super) const TREE: f64 = 0.92;
/// Divisor of a tree's bandwidth by LL.
pub(super) const TREE_LL: f64 = 3.8;
/// Bandwidth of LL128 on a tree within one node, and over several (120 of 128 bytes are data).
pub(super) const TREE_LL128: [f64; 2] = [7.0 / 9.0, 120.0 / 128.0];
/// Bandwidth of PAT.
pub(super) const PAT: f64 = 0.75;
/// Divisor of PAT's network latency: steps overlap.
pub(super) const PAT_OVERLAP: f64 = 3.5;
/// Latency of PAT per rank.
pub(super) const PAT_PER_RANK: f64 = 2.8;
/// Cost of a network step at the host: Intel, AMD.
pub(super) const NET_OVERHEAD: [f64; 2] = [1.0, 2.0];
/// Latency of a ring all-reduce by Simple over nodes, once messages fill the steps.
pub(super) const RING_PLATEAU: f64 = 1.4;
/// Bytes per channel and rank from which that holds.
pub(super) const RING_PLATEAU_BYTES: f64 = 64.0;
