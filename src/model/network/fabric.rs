//! What a topology leaves of a link: the bandwidth term of all-to-all and all-reduce.
//!
//! ```text
//! B of one link, S per rank        all-to-all                       all-reduce
//! switch                           (n-1)/n S/B                      2 (n-1)/n S/B
//! fat tree, o : 1, leaves of r     max((n-1)/n, o (n-r)/n) S/B      2 (n-1)/n S/B max(1, o/r)
//! full mesh                        S/(n B)                          2 S/(n B)
//! ring, both ways                  n/8 S/B                          (n-1)/n S/B
//! torus of side k, d dimensions    max(k/8, (n-1)/(2 d n)) S/B      (n-1)/n S/(d B)
//! dragonfly (p, a, h)              max((n-1)/n, (a p)²/n) S/B       2 (n-1)/n S/B
//! ```
//!
//! n ranks; uniform traffic on minimal routes. A ring carries n²/8 ranks' pairs over each
//! directed link, whatever the number of dimensions; a dragonfly has one global link between
//! two groups of a p ranks. An all-reduce goes round a ring that visits leaf after leaf, so that
//! one flow leaves each leaf and oversubscription up to r costs nothing; a torus runs 2 d rings
//! at once. Full mesh and torus links are B each, so a rank has more than one B.
//!
//! Source: bisection arguments (Dally and Towles, Principles and Practices of Interconnection
//! Networks, ch. 3; Kim et al. 2008); derived here. Range: n even on rings and sides. Ignored:
//! adaptive routing, hot spots, hash collisions of flows (ECMP), which lose 10 to 40 % in
//! practice.

use crate::number::Real;

/// A topology.
#[derive(Debug, Clone, Copy)]
pub enum Fabric<R> {
    /// One switch, or a non-blocking tree.
    Switch,
    /// A tree whose leaves have fewer up- than down-links.
    FatTree {
        /// Down-links per up-link, at least 1.
        oversubscription: R,
        /// Ranks of a leaf.
        leaf: R,
    },
    /// A link between any two ranks.
    FullMesh,
    /// Neighbours joined by a link each way.
    Ring,
    /// Rings in several dimensions.
    Torus {
        /// Dimensions.
        dimensions: R,
    },
    /// Groups of routers, one link between any two.
    Dragonfly {
        /// Ranks of a group: hosts of a router times routers of a group.
        group: R,
    },
}

impl<R: Real> Fabric<R> {
    /// Time (µs) of an all-to-all's data: `mb` per rank, links of `bandwidth` (MB/µs).
    pub fn all_to_all(&self, mb: R, ranks: R, bandwidth: R) -> R {
        let others = (ranks - R::lit(1.0)) / ranks;
        let load = match *self {
            Self::Switch => others,
            Self::FatTree { oversubscription, leaf } => {
                others.max(oversubscription * crossing(ranks, leaf))
            }
            Self::FullMesh => R::lit(1.0) / ranks,
            Self::Ring => ranks * R::lit(0.125),
            Self::Torus { dimensions } => {
                let side = (ranks.log2() / dimensions).exp2();
                (side * R::lit(0.125)).max(others / (R::lit(2.0) * dimensions))
            }
            Self::Dragonfly { group } => others.max(group * group / ranks),
        };
        unless_alone(ranks, load * mb / bandwidth)
    }

    /// Time (µs) of an all-reduce's data.
    pub fn all_reduce(&self, mb: R, ranks: R, bandwidth: R) -> R {
        let (one, two) = (R::lit(1.0), R::lit(2.0));
        let twice = two * (ranks - one) / ranks;
        let load = match *self {
            Self::Switch | Self::Dragonfly { .. } => twice,
            Self::FatTree { oversubscription, leaf } => twice * (oversubscription / leaf).max(one),
            Self::FullMesh => two / ranks,
            Self::Ring => twice / two,
            Self::Torus { dimensions } => twice / (two * dimensions),
        };
        unless_alone(ranks, load * mb / bandwidth)
    }

    /// Links on the longest of the shortest ways, with which the latency of a direct step grows.
    pub fn diameter(&self, ranks: R) -> R {
        let half = |side: R| (side * R::lit(0.5)).floor();
        let links = match *self {
            Self::Switch => R::lit(2.0),
            Self::FatTree { leaf, .. } => R::select(ranks.le(leaf), R::lit(2.0), R::lit(4.0)),
            Self::FullMesh => R::lit(1.0),
            Self::Ring => half(ranks),
            Self::Torus { dimensions } => {
                // The margin makes up for the rounding of a root.
                dimensions * half((ranks.log2() / dimensions).exp2() + R::lit(1e-4))
            }
            Self::Dragonfly { .. } => R::lit(5.0),
        };
        unless_alone(ranks, links)
    }
}

/// Share of a rank's data that leaves its leaf.
fn crossing<R: Real>(ranks: R, leaf: R) -> R {
    (ranks - leaf).max(R::lit(0.0)) / ranks
}

fn unless_alone<R: Real>(ranks: R, value: R) -> R {
    R::select(ranks.le(R::lit(1.0)), R::lit(0.0), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    #[test]
    fn sixty_four_ranks_exchange_over_each_topology() {
        let a2a = |f: Fabric<f64>| f.all_to_all(64.0, 64.0, 1.0);
        assert_relative_eq!(a2a(Fabric::Switch), 63.0);
        assert_relative_eq!(a2a(Fabric::FullMesh), 1.0);
        assert_relative_eq!(a2a(Fabric::Ring), 512.0); // 64 / 8 x 64
        assert_relative_eq!(a2a(Fabric::Torus { dimensions: 3.0 }), 32.0); // side 4: 4 / 8 x 64
        let tree = Fabric::FatTree { oversubscription: 2.0, leaf: 16.0 };
        assert_relative_eq!(a2a(tree), 96.0); // 2 x 48/64 x 64
        assert_relative_eq!(a2a(Fabric::Dragonfly { group: 8.0 }), 64.0);
        assert_relative_eq!(Fabric::Torus { dimensions: 3.0 }.diameter(64.0), 6.0);
    }

    #[test]
    fn a_ring_by_hand() {
        // Four ranks both ways: to the neighbours one link, half of the opposite's each way.
        // Per directed link: 1 x S/4 from the neighbour pair, 2 x S/8 from opposite pairs.
        assert_relative_eq!(Fabric::Ring.all_to_all(8.0, 4.0, 1.0), 4.0);
    }

    #[test]
    fn every_limit_is_a_time() {
        use crate::number::{Dim, Unit};
        let one = Dim::of(Unit::ONE);
        for f in [
            Fabric::Switch,
            Fabric::FatTree { oversubscription: one, leaf: one },
            Fabric::FullMesh,
            Fabric::Ring,
            Fabric::Torus { dimensions: one },
            Fabric::Dragonfly { group: one },
        ] {
            let (mb, bandwidth) = (Dim::of(Unit::DATA), Dim::of(Unit::BANDWIDTH));
            assert_eq!(f.all_to_all(mb, one, bandwidth).unit(), Some(Unit::TIME));
            assert_eq!(f.all_reduce(mb, one, bandwidth).unit(), Some(Unit::TIME));
            assert_eq!(f.diameter(one).unit(), Some(Unit::ONE));
        }
    }

    proptest! {
        #[test]
        fn oversubscription_of_one_is_none_and_more_is_never_faster(
            mb in 1e-3..1e5_f64, ranks in 2_u32..4000, leaf in 1_u32..64, o in 1.0..8.0_f64,
        ) {
            let (n, leaf) = (f64::from(ranks), f64::from(leaf));
            let tree = |oversubscription| Fabric::FatTree { oversubscription, leaf };
            prop_assert_eq!(tree(1.0).all_to_all(mb, n, 1.0), Fabric::Switch.all_to_all(mb, n, 1.0));
            prop_assert_eq!(tree(1.0).all_reduce(mb, n, 1.0), Fabric::Switch.all_reduce(mb, n, 1.0));
            prop_assert!(tree(o).all_to_all(mb, n, 1.0) >= tree(1.0).all_to_all(mb, n, 1.0));
            prop_assert!(tree(o).all_reduce(mb, n, 1.0) >= tree(1.0).all_reduce(mb, n, 1.0));
        }

        #[test]
        fn all_is_monotone_in_bytes_and_bandwidth(
            mb in 1e-3..1e5_f64, more in 1.0..3.0_f64, ranks in 1_u32..4000,
        ) {
            let n = f64::from(ranks);
            for f in [
                Fabric::Switch, Fabric::FullMesh, Fabric::Ring, Fabric::Torus { dimensions: 2.0 },
                Fabric::Dragonfly { group: 64.0 },
                Fabric::FatTree { oversubscription: 3.0, leaf: 16.0 },
            ] {
                prop_assert!(f.all_to_all(mb * more, n, 1.0) >= f.all_to_all(mb, n, 1.0));
                prop_assert!(f.all_to_all(mb, n, more) <= f.all_to_all(mb, n, 1.0));
                prop_assert!(f.all_reduce(mb * more, n, 1.0) >= f.all_reduce(mb, n, 1.0));
                prop_assert!(f.all_reduce(mb, n, more) <= f.all_reduce(mb, n, 1.0));
                prop_assert_eq!(f.all_to_all(mb, 1.0, 1.0), 0.0);
            }
        }
    }
}
