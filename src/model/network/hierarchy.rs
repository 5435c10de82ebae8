//! Collectives within nodes and then between them, over one network port or a rail per chip.
//!
//! ```text
//! all-reduce       RS inside (S) + AR outside (S/m) + AG inside (S)
//! reduce-scatter   RS inside (S) + RS outside (S/m);  all-gather the other way round
//! all-to-all       flat   max(inside (m-1)/n S, outside (N-1)/N S), n-m messages outside
//!                  PXN    A2A inside (S), then A2A on each rail: N-1 messages of S/N
//! ```
//!
//! m chips per node, N nodes, n = m N. The outer step runs once for each of the m shards, all at
//! the same time; r ports per node carry them, so each has r/m of a port. *Rail-optimised* is r
//! = m: every shard has a port, and equal chips of all nodes meet in one leaf switch. PXN hands
//! data for another rail to the chip on it, over the inner network, so that the outer messages
//! are few and large; flat all-to-all sends n-m small ones. Inside, rings or direct exchange
//! ([`Algorithm`]), outside any algorithm that does both halves.
//!
//! Sources: NCCL documentation and "Doubling all2all performance with NCCL 2.12" (NVIDIA blog,
//! for PXN); the forms follow from [`alpha_beta`](super::alpha_beta). Ignored: overlap of the
//! inner and outer steps, which pipelined libraries have; [`overlapped`] bounds what it brings.

use super::Collective;
use super::alpha_beta::{Algorithm, Cost, Link, cost};
use crate::number::Real;

/// Nodes of chips and the two networks.
#[derive(Debug, Clone, Copy)]
pub struct Nodes<R> {
    /// Chips of a node (m).
    pub chips: R,
    /// Nodes (N).
    pub nodes: R,
    /// Network ports of a node (r), from 1 to m.
    pub ports: R,
    /// A chip's link within its node.
    pub inside: Link<R>,
    /// One network port.
    pub port: Link<R>,
}

impl<R: Real> Nodes<R> {
    /// What of the outer network one chip has.
    fn outside(&self) -> Link<R> {
        let share = (self.ports / self.chips).min(R::lit(1.0));
        Link { bandwidth: self.port.bandwidth * share, ..self.port }
    }
}

/// Cost of a hierarchical collective of `mb` per chip; all-to-all goes by PXN.
///
/// `None` if the algorithms cannot do it, or it is a broadcast or point-to-point.
pub fn hierarchical<R: Real>(
    collective: Collective,
    inner: Algorithm,
    outer: Algorithm,
    mb: R,
    on: &Nodes<R>,
) -> Option<Cost<R>> {
    use Collective::{AllGather, AllReduce, AllToAll, ReduceScatter};
    let one = R::lit(1.0);
    let shard = mb / on.chips;
    let outside = on.outside();
    let inside = |c| cost(c, inner, mb, on.chips, one, &on.inside);
    let across = |c, size| cost(c, outer, size, on.nodes, one, &outside);
    match collective {
        AllReduce => {
            let shards = inside(ReduceScatter)?.then(across(AllReduce, shard)?);
            Some(shards.then(inside(AllGather)?))
        }
        ReduceScatter => Some(inside(ReduceScatter)?.then(across(ReduceScatter, shard)?)),
        AllGather => Some(across(AllGather, shard)?.then(inside(AllGather)?)),
        AllToAll => Some(inside(AllToAll)?.then(across(AllToAll, mb)?)),
        _ => None,
    }
}

/// All-to-all without regard to nodes: every chip sends to every other by itself.
pub fn flat_all_to_all<R: Real>(mb: R, on: &Nodes<R>) -> Cost<R> {
    let one = R::lit(1.0);
    let ranks = on.chips * on.nodes;
    let near = (on.chips - one) * mb / (ranks * on.inside.bandwidth);
    let far = (on.nodes - one) * mb / (on.nodes * on.outside().bandwidth);
    Cost {
        latency: (ranks - on.chips) * on.port.step + (on.chips - one) * on.inside.step,
        transfer: near.max(far),
        reduction: R::lit(0.0),
    }
}

/// The least a pipelined library can take: the longer of the inner and outer parts.
pub fn overlapped<R: Real>(inner: Cost<R>, outer: Cost<R>) -> R {
    inner.time().max(outer.time())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    const ON: Nodes<f64> = Nodes {
        chips: 8.0,
        nodes: 4.0,
        ports: 8.0,
        inside: Link { step: 1.0, bandwidth: 0.4, reduction: 1e3 },
        port: Link { step: 5.0, bandwidth: 0.05, reduction: 1e3 },
    };

    fn all_reduce(mb: f64, on: &Nodes<f64>) -> f64 {
        let ring = Algorithm::Ring;
        hierarchical(Collective::AllReduce, ring, ring, mb, on).unwrap().time()
    }

    #[test]
    fn four_nodes_reduce_a_gigabyte_over_rails() {
        let ring = Algorithm::Ring;
        let c = hierarchical(Collective::AllReduce, ring, ring, 1000.0, &ON).unwrap();
        // Inside 2 x 7/8 x 1000 / 0.4, outside 2 x 3/4 x 125 / 0.05.
        assert_relative_eq!(c.transfer, 4375.0 + 3750.0);
        assert_relative_eq!(c.latency, 2.0 * 7.0 + 6.0 * 5.0);
        // One port for all eight shards: the outer part eightfold.
        let c =
            hierarchical(Collective::AllReduce, ring, ring, 1000.0, &Nodes { ports: 1.0, ..ON });
        assert_relative_eq!(c.unwrap().transfer, 4375.0 + 30000.0);
    }

    #[test]
    fn pxn_pays_for_small_messages_only() {
        let pxn = |mb| {
            let direct = (Algorithm::Direct, Algorithm::Ring);
            hierarchical(Collective::AllToAll, direct.0, direct.1, mb, &ON).unwrap().time()
        };
        assert!(pxn(0.01) < flat_all_to_all(0.01, &ON).time());
        assert!(pxn(1e4) > flat_all_to_all(1e4, &ON).time());
    }

    proptest! {
        #[test]
        fn one_node_is_the_inner_collective(mb in 1e-3..1e5_f64) {
            let alone = Nodes { nodes: 1.0, ..ON };
            let inner = cost(Collective::AllReduce, Algorithm::Ring, mb, 8.0, 1.0, &ON.inside);
            assert_relative_eq!(all_reduce(mb, &alone), inner.unwrap().time(), max_relative = 1e-12);
        }

        #[test]
        fn nothing_is_faster_with_fewer_ports_or_more_nodes(
            mb in 1e-3..1e5_f64, ports in 1.0..8.0_f64, nodes in 1_u32..500,
        ) {
            let of = |ports, nodes| all_reduce(mb, &Nodes { ports, nodes, ..ON });
            let nodes = f64::from(nodes);
            prop_assert!(of(ports, nodes) >= of(8.0, nodes));
            prop_assert!(of(ports, nodes + 1.0) >= of(ports, nodes));
        }
    }
}
