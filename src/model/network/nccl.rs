//! NCCL's own cost model: by which it picks an algorithm and a protocol.
//!
//! ```text
//! time       latency + bytes / (1000 algorithm bandwidth)              µs, GB/s
//! bus        channels x (N <= 2 ? B_intra : B_inter)
//!   ring     LL min(max_LL, bus/2);  LL128 min(0.92 bus, channels x max)
//!   tree     t = min(0.92 bus, channels x max);  LL min(t / 3.8, max_LL)
//!            LL128 min(t x (7/9 | 120/128), channels x max)
//!   NVLS     channels x min(B_intra e (c-1)/c (AR: 2, else (m-1)/m), B_inter (tree, N <= 2: x 2))
//!   PAT      0.75 bus
//! algorithm  bus x n / steps (ring; NVLS all-reduce), bus / 2 (tree), else bus
//! latency
//!   ring     base + (steps - k) max(intra, overhead) + k net,  k = 2 (N-1) AR, N-1 AG and RS
//!            broadcast, reduce: base + one step
//!   tree     base + 2 ((m-1) intra + floor(log2 N) net)
//!   NVLS     intra + net (N > 1);  NVLS tree  intra + 2 floor(log2 N) net
//!   PAT      base + floor(log2 N) net / 3.5 + 2.8 n
//! steps      AR 2 (n-1), AG and RS n-1, broadcast and reduce n
//! by size    tree bandwidth x table[log2(bytes / 64)]; NVLS tree too on Blackwell
//!            ring Simple AR over nodes: latency x 1.4 from 64 B per channel and rank
//! ```
//!
//! n = m N ranks on N nodes of m. Channels and the bandwidth of one (B, GB/s) come from NCCL's
//! search of its topology graph, so they are inputs. Source: NVIDIA/nccl 5067397 (2.30.7),
//! `src/graph/tuning.cc`, read; the code is ours, the constants are in `nccl_constants.rs`. It
//! equals NCCL's own code on 1,500 cases to f32 rounding. It is a model for choosing, not a
//! measurement: for times use calibrated constants. Range: Ampere to Blackwell with NVLink;
//! CollNet, PCIe-only nodes and several communicators are left out.

use super::nccl_constants as c;
use crate::number::Real;

/// GPU architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// Compute capability 8.
    Ampere,
    /// Compute capability 9.
    Hopper,
    /// Compute capability 10 and above.
    Blackwell,
}

/// What NCCL runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Sum on all ranks.
    AllReduce,
    /// All data on all ranks.
    AllGather,
    /// A share of the sum on each rank.
    ReduceScatter,
    /// From one rank to all.
    Broadcast,
    /// Sum on one rank.
    Reduce,
}

/// How the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Double binary tree between nodes, chain inside.
    Tree,
    /// Ring.
    Ring,
    /// In the NVLink switch.
    Nvls,
    /// In the NVLink switch, by tree between nodes.
    NvlsTree,
    /// Parallel aggregated trees, for one rank per node.
    Pat,
}

/// How a step hands data over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// A flag beside every 8 bytes.
    Ll,
    /// A flag beside every 120 bytes.
    Ll128,
    /// Synchronisation by chunk.
    Simple,
}

impl Algorithm {
    /// All of them, in NCCL's order.
    pub const ALL: [Self; 5] = [Self::Tree, Self::Ring, Self::Nvls, Self::NvlsTree, Self::Pat];
}

impl Protocol {
    /// All of them, in NCCL's order.
    pub const ALL: [Self; 3] = [Self::Ll, Self::Ll128, Self::Simple];
}

/// Channels and the bandwidth of one (GB/s).
#[derive(Debug, Clone, Copy)]
pub struct Channels<R> {
    /// Number of channels; 0 if the algorithms are not available.
    pub count: R,
    /// Bandwidth of one within a node.
    pub intra: R,
    /// Bandwidth of one between nodes.
    pub inter: R,
}

/// The machine as NCCL sees it.
#[derive(Debug, Clone, Copy)]
pub struct System<R> {
    /// Architecture of the GPUs.
    pub architecture: Architecture,
    /// Ranks of a node.
    pub per_node: u32,
    /// Nodes.
    pub nodes: u32,
    /// Whether the hosts have AMD processors.
    pub amd: bool,
    /// Channels of rings and trees.
    pub channels: Channels<R>,
    /// Channels through the NVLink switch.
    pub nvls: Channels<R>,
}

/// What NCCL expects of one algorithm and protocol.
#[derive(Debug, Clone, Copy)]
pub struct Estimate<R> {
    /// Latency (µs) before corrections by size.
    pub latency: R,
    /// Algorithm bandwidth (GB/s) before corrections by size.
    pub bandwidth: R,
    /// Time (µs).
    pub time: R,
}

impl<R: Real> System<R> {
    /// Ranks.
    pub const fn ranks(&self) -> u32 {
        self.per_node * self.nodes
    }

    /// Index of tables by the number of nodes.
    const fn scale(&self) -> usize {
        match self.nodes {
            0 | 1 => 0,
            2 => 1,
            _ => 2,
        }
    }

    /// The estimate for `bytes` per rank (as nccl-tests counts them); `None` if NCCL does not
    /// run the operation so.
    pub fn estimate(
        &self,
        operation: Operation,
        algorithm: Algorithm,
        protocol: Protocol,
        bytes: u64,
    ) -> Option<Estimate<R>> {
        if self.ranks() < 2 || !self.offers(operation, algorithm, protocol) {
            return None;
        }
        let latency = self.latency(operation, algorithm, protocol);
        let bandwidth = self.bandwidth(operation, algorithm, protocol);
        let size = R::lit(precise(bytes));
        let log = (bytes >> 6).checked_ilog2().unwrap_or(0) as usize;
        let table = &c::TREE_CORRECTION[protocol as usize];
        let by_size = match algorithm {
            Algorithm::Tree if log < 23 => table[log],
            Algorithm::NvlsTree if self.architecture == Architecture::Blackwell && log < 24 => {
                table[log]
            }
            _ => 1.0,
        };
        let plateau = algorithm == Algorithm::Ring
            && protocol == Protocol::Simple
            && operation == Operation::AllReduce
            && self.nodes > 1;
        let full = self.channels.count * R::lit(f64::from(self.ranks()));
        let filled = R::lit(c::RING_PLATEAU_BYTES).le(size / full);
        let factor = R::select(filled, R::lit(c::RING_PLATEAU), R::lit(1.0));
        let latency_by_size = if plateau { latency * factor } else { latency };
        let time = latency_by_size + size / (R::lit(1000.0) * bandwidth * R::lit(by_size));
        Some(Estimate { latency, bandwidth, time })
    }

    fn offers(&self, operation: Operation, algorithm: Algorithm, protocol: Protocol) -> bool {
        use Operation::{AllGather, AllReduce, ReduceScatter};
        let simple = protocol == Protocol::Simple;
        let switched = simple && self.architecture != Architecture::Ampere;
        match algorithm {
            Algorithm::Ring => true,
            Algorithm::Tree => operation == AllReduce,
            Algorithm::Nvls => {
                let known = matches!(operation, AllReduce | AllGather | ReduceScatter);
                switched && known && self.nodes == 1
            }
            Algorithm::NvlsTree => switched && operation == AllReduce && self.nodes > 1,
            Algorithm::Pat => {
                let known = matches!(operation, AllGather | ReduceScatter);
                simple && known && self.per_node == 1
            }
        }
    }

    fn steps(&self, operation: Operation) -> u32 {
        match operation {
            Operation::AllReduce => 2 * (self.ranks() - 1),
            Operation::AllGather | Operation::ReduceScatter => self.ranks() - 1,
            Operation::Broadcast | Operation::Reduce => self.ranks(),
        }
    }

    fn bandwidth(&self, operation: Operation, algorithm: Algorithm, protocol: Protocol) -> R {
        let (gpu, scale) = (self.architecture as usize, self.scale());
        let lit = R::lit;
        let channels = &self.channels;
        let bus = channels.count * if self.nodes <= 2 { channels.intra } else { channels.inter };
        let most = |per_channel: f64| channels.count * lit(per_channel);
        let ll_max = lit(match scale {
            0 => c::LL_MAX_ONE_NODE[gpu],
            _ => c::LL_MAX_NODES[usize::from(self.amd)][scale - 1],
        });
        let per_step = lit(f64::from(self.ranks())) / lit(f64::from(self.steps(operation)));
        match algorithm {
            Algorithm::Ring => {
                let ring = match protocol {
                    Protocol::Ll => ll_max.min(bus * lit(c::RING_LL)),
                    Protocol::Ll128 => {
                        (bus * lit(c::RING_LL128)).min(most(c::RING_LL128_CHANNEL[gpu]))
                    }
                    Protocol::Simple => bus,
                };
                ring * per_step
            }
            Algorithm::Tree => {
                let tree = (bus * lit(c::TREE)).min(most(c::TREE_CHANNEL[gpu][scale]));
                let tree = match protocol {
                    Protocol::Ll => (tree / lit(c::TREE_LL)).min(ll_max),
                    Protocol::Ll128 => (tree * lit(c::TREE_LL128[usize::from(self.nodes > 1)]))
                        .min(most(c::TREE_LL128_CHANNEL[gpu][scale])),
                    Protocol::Simple => tree,
                };
                tree * lit(0.5)
            }
            Algorithm::Nvls | Algorithm::NvlsTree => {
                let through = self.switched(operation, algorithm);
                if operation == Operation::AllReduce { through * per_step } else { through }
            }
            Algorithm::Pat => bus * lit(c::PAT),
        }
    }

    /// Bus bandwidth through the NVLink switch.
    fn switched(&self, operation: Operation, algorithm: Algorithm) -> R {
        let (gpu, scale) = (self.architecture as usize, self.scale());
        let one = R::lit(1.0);
        let Channels { count, intra, inter } = self.nvls;
        let ranks = R::lit(f64::from(self.per_node));
        let both_ways = match operation {
            Operation::AllReduce => R::lit(2.0),
            _ => (ranks - one) / ranks,
        };
        let inside = intra * R::lit(c::NVLS_EFFICIENCY[gpu]) * (count - one) / count * both_ways;
        let tree = algorithm == Algorithm::NvlsTree;
        let outside = if tree && self.nodes <= 2 { inter * R::lit(2.0) } else { inter };
        let channel = inside.min(outside);
        let channel = match tree {
            true => channel.min(R::lit(c::NVLS_TREE_CHANNEL[gpu][scale])),
            false => channel,
        };
        count * channel
    }

    fn latency(&self, operation: Operation, algorithm: Algorithm, protocol: Protocol) -> R {
        let p = protocol as usize;
        let times = |count: u32, latency: f64| R::lit(f64::from(count) * latency);
        let nodes_log = self.nodes.checked_ilog2().unwrap_or(0);
        // With one rank per node NCCL takes the tree's network latency for everything.
        let net = |own: f64| if self.per_node == 1 { c::NET_LATENCY[0][p] } else { own };
        match algorithm {
            Algorithm::Ring => {
                let base = R::lit(c::BASE_LATENCY[1][p]);
                let intra = c::NVLINK_LATENCY[1][p];
                let outer_steps = match operation {
                    Operation::AllReduce => 2 * (self.nodes - 1),
                    Operation::AllGather | Operation::ReduceScatter => self.nodes - 1,
                    Operation::Broadcast | Operation::Reduce => {
                        let one = if self.nodes > 1 { c::NET_LATENCY[1][p] } else { intra };
                        return base + R::lit(one);
                    }
                };
                let overhead = match self.nodes {
                    1 => 0.0,
                    _ => {
                        let host = c::NET_OVERHEAD[usize::from(self.amd)];
                        if protocol == Protocol::Simple { 3.0 * host } else { host }
                    }
                };
                let inner_steps = self.steps(operation) - outer_steps;
                base + times(inner_steps, intra.max(overhead))
                    + times(outer_steps, net(c::NET_LATENCY[1][p]))
            }
            Algorithm::Tree => {
                R::lit(c::BASE_LATENCY[0][p])
                    + times(2 * (self.per_node - 1), c::NVLINK_LATENCY[0][p])
                    + times(2 * nodes_log, c::NET_LATENCY[0][p])
            }
            Algorithm::Nvls => {
                let outer = if self.nodes > 1 { net(c::NET_LATENCY_NVLS) } else { 0.0 };
                R::lit(c::NVLINK_LATENCY_NVLS + outer)
            }
            Algorithm::NvlsTree => {
                R::lit(c::NVLINK_LATENCY_NVLS) + times(2 * nodes_log, net(c::NET_LATENCY_NVLS_TREE))
            }
            Algorithm::Pat => {
                R::lit(c::BASE_LATENCY_PAT)
                    + times(nodes_log, c::NET_LATENCY[0][p] / c::PAT_OVERLAP)
                    + times(self.ranks(), c::PAT_PER_RANK)
            }
        }
    }
}

impl System<f64> {
    /// What NCCL picks: the fastest by its own estimate.
    pub fn choose(
        &self,
        operation: Operation,
        bytes: u64,
    ) -> Option<(Algorithm, Protocol, Estimate<f64>)> {
        let all = Algorithm::ALL.iter().flat_map(|a| Protocol::ALL.map(|p| (*a, p)));
        let known = all.filter_map(|(a, p)| Some((a, p, self.estimate(operation, a, p, bytes)?)));
        known.filter(|(_, _, e)| e.bandwidth > 0.0).min_by(|a, b| a.2.time.total_cmp(&b.2.time))
    }
}

#[expect(clippy::cast_precision_loss, reason = "messages are below 2^53 bytes")]
fn precise(bytes: u64) -> f64 {
    bytes as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn h100(nodes: u32) -> System<f64> {
        let channels = Channels { count: 12.0, intra: 30.0, inter: 30.0 };
        let nvls = Channels { count: 16.0, intra: 20.0, inter: 20.0 };
        let architecture = Architecture::Hopper;
        System { architecture, per_node: 8, nodes, amd: false, channels, nvls }
    }

    #[test]
    fn eight_h100_all_reduce_one_gigabyte() {
        let ring = |p| h100(1).estimate(Operation::AllReduce, Algorithm::Ring, p, 1 << 30).unwrap();
        // 12 channels x 30 GB/s x 8/14; 8.4 + 14 x 3.4 us.
        assert_relative_eq!(ring(Protocol::Simple).bandwidth, 360.0 * 8.0 / 14.0);
        assert_relative_eq!(ring(Protocol::Simple).latency, 56.0);
        assert_relative_eq!(ring(Protocol::Ll).bandwidth, 141.0 * 8.0 / 14.0);
    }

    #[test]
    fn small_messages_go_by_flags_and_large_ones_in_bulk() {
        let of = |bytes| h100(1).choose(Operation::AllReduce, bytes).unwrap();
        assert_eq!(of(1 << 10).1, Protocol::Ll);
        assert_eq!(of(1 << 30).1, Protocol::Simple);
        let (mut before, mut bytes) = (0.0, 1 << 10);
        while bytes < 1 << 32 {
            let now = of(bytes).2.time;
            assert!(now >= before, "{bytes}");
            (before, bytes) = (now, bytes * 2);
        }
    }

    #[test]
    fn what_nccl_does_not_run_has_no_estimate() {
        let none = |s: System<f64>, o, a, p| assert!(s.estimate(o, a, p, 1 << 20).is_none());
        none(h100(1), Operation::AllGather, Algorithm::Tree, Protocol::Simple);
        none(h100(2), Operation::AllReduce, Algorithm::Nvls, Protocol::Simple);
        none(h100(1), Operation::AllReduce, Algorithm::Nvls, Protocol::Ll);
        none(
            System { per_node: 1, ..h100(1) },
            Operation::AllReduce,
            Algorithm::Ring,
            Protocol::Ll,
        );
    }

    /// NCCL's own code, called for every algorithm and protocol of thirteen systems.
    #[test]
    fn estimates_equal_those_of_nccl_itself() {
        let text = include_str!("../../../validation/oracles/nccl_times.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().clone();
        let mut rows = 0;
        for record in reader.records() {
            let record = record.unwrap();
            let text =
                |name: &str| record.get(columns.iter().position(|c| c == name).unwrap()).unwrap();
            let number = |name: &str| text(name).parse::<f64>().unwrap();
            let whole = |name: &str| text(name).parse::<u32>().unwrap();
            let channels = |count: &str, intra: &str, inter: &str| Channels {
                count: number(count),
                intra: number(intra),
                inter: number(inter),
            };
            let system = System {
                architecture: match whole("compute_cap") {
                    80 => Architecture::Ampere,
                    90 => Architecture::Hopper,
                    _ => Architecture::Blackwell,
                },
                per_node: whole("gpus_per_node"),
                nodes: whole("nodes"),
                amd: text("cpu_vendor") == "AMD",
                channels: channels("ring_tree_channels", "bw_intra", "bw_inter"),
                nvls: channels("nvls_channels", "nvls_bw_intra", "nvls_bw_inter"),
            };
            let operation = match text("collective") {
                "AllReduce" => Operation::AllReduce,
                "AllGather" => Operation::AllGather,
                "ReduceScatter" => Operation::ReduceScatter,
                "Broadcast" => Operation::Broadcast,
                _ => Operation::Reduce,
            };
            let algorithm = match text("algo") {
                "Tree" => Algorithm::Tree,
                "Ring" => Algorithm::Ring,
                "NVLS" => Algorithm::Nvls,
                "NVLSTree" => Algorithm::NvlsTree,
                _ => Algorithm::Pat,
            };
            let protocol = match text("proto") {
                "LL" => Protocol::Ll,
                "LL128" => Protocol::Ll128,
                _ => Protocol::Simple,
            };
            let bytes = text("nbytes").parse().unwrap();
            let found = system.estimate(operation, algorithm, protocol, bytes).unwrap();
            for (ours, theirs) in [
                (found.latency, number("model_latency_us")),
                (found.bandwidth, number("model_algbw_GBps")),
                (found.time, number("time_us")),
            ] {
                // NCCL computes in f32.
                assert_relative_eq!(ours, theirs, max_relative = 1e-6);
            }
            rows += 1;
        }
        assert!(rows >= 250);
    }
}
