//! The textbook cost of collectives: a per step, b per byte, g per byte reduced.
//!
//! ```text
//! L = ceil(log2 n), k pieces              steps (a)       bytes (b)            reduced (g)
//! all-reduce     ring                     2 (n-1)         2 (n-1)/n S          (n-1)/n S
//!                halving-doubling         2 L             2 (n-1)/n S          (n-1)/n S
//!                recursive doubling       L               L S                  L S
//!                direct (RS, then AG)     2               2 (n-1)/n S          (n-1)/n S
//!                one-shot                 1               (n-1) S              (n-1) S
//!                tree, k pieces           2 L + k-1       (2 L + k-1) S/k      (L + k-1) S/k
//!                double tree, k pieces    4 (L + k-1)     4 (L + k-1) S/(2k)   2 (L + k-1) S/(2k)
//!                in-switch                2               S                    in the switch
//! all-gather     ring | halving-doubling | direct: n-1 | L | 1 steps, (n-1)/n S
//! reduce-scatter the same, and (n-1)/n S reduced; in-switch 2 steps for both, (n-1)/n S
//! all-to-all     ring (pairwise) n-1 | direct 1 steps, (n-1)/n S; recursive doubling (Bruck)
//!                L steps, L S/2; halving-doubling has none
//! broadcast      recursive doubling (binomial) L, L S; direct 1, (n-1) S; ring (chain)
//!                n-2+k, (n-2+k) S/k; halving-doubling (scatter, then all-gather)
//!                L + n-1, 2 (n-1)/n S; in-switch 2, S
//! p2p            1, S
//! ```
//!
//! S is the full vector of a rank (MB), n the ranks, a the latency of a step (µs), 1/b the
//! bandwidth of a rank in one direction (MB/µs), 1/g the rate of its reduction. One rank takes
//! 0. Sixteen ranks, 16 MB, 0.4 MB/µs, 1 µs: a ring all-reduce takes 30 + 75 µs, in-switch 2 +
//! 40 µs. An unpipelined tree is k = 1; [`best_pieces`] minimises over k.
//!
//! Sources: Thakur, Rabenseifner, Gropp (IJHPCA 2005); Patarasuk and Yuan (JPDC 2009); Sanders,
//! Speck, Träff (Parallel Computing 2009) for the two trees; Bruck et al. (TPDS 1997). Range:
//! links that no one else uses ([`fabric`](super::fabric), [`contention`](super::contention) for
//! the rest), full duplex, n below 10⁵. Ignored: start-up of the library, protocol overhead.

use super::Collective;
use crate::number::Real;

/// How a collective is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Neighbour to neighbour, the whole way round; pairwise exchange, chain.
    Ring,
    /// Pairs at doubling distances exchange everything; Bruck's all-to-all, binomial broadcast.
    RecursiveDoubling,
    /// Pairs at halving, then doubling distances exchange their halves (Rabenseifner).
    HalvingDoubling,
    /// Every rank sends to every other at once.
    Direct,
    /// Every rank sends all it has to every other and each reduces alone.
    OneShot,
    /// Up one binary tree and down again, in pieces.
    Tree,
    /// Two trees in which leaves and inner ranks change places, half the data each.
    DoubleTree,
    /// The switch reduces and multicasts (NVLS, SHARP).
    InSwitch,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Ring,
        Self::RecursiveDoubling,
        Self::HalvingDoubling,
        Self::Direct,
        Self::OneShot,
        Self::Tree,
        Self::DoubleTree,
        Self::InSwitch,
    ];

    /// Name: `halving-doubling`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            Self::RecursiveDoubling => "recursive doubling",
            Self::HalvingDoubling => "halving-doubling",
            Self::Direct => "direct",
            Self::OneShot => "one-shot",
            Self::Tree => "tree",
            Self::DoubleTree => "double tree",
            Self::InSwitch => "in-switch",
        }
    }
}

/// What a rank has to communicate with.
#[derive(Debug, Clone, Copy)]
pub struct Link<R> {
    /// Latency of one step (µs); positive.
    pub step: R,
    /// Bandwidth of a rank in one direction (MB/µs); positive.
    pub bandwidth: R,
    /// Rate at which a rank reduces (MB/µs); positive.
    pub reduction: R,
}

/// Time of a collective in its parts (µs), which follow each other.
#[derive(Debug, Clone, Copy)]
pub struct Cost<R> {
    /// Steps that wait for each other.
    pub latency: R,
    /// Data on the link.
    pub transfer: R,
    /// Reduction by the ranks.
    pub reduction: R,
}

impl<R: Real> Cost<R> {
    /// The whole time (µs).
    pub fn time(&self) -> R {
        self.latency + self.transfer + self.reduction
    }

    /// One after the other.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self {
            latency: self.latency + next.latency,
            transfer: self.transfer + next.transfer,
            reduction: self.reduction + next.reduction,
        }
    }
}

/// Cost of a collective of `mb` per rank among `ranks`; `pieces` cut what is pipelined.
///
/// `None` if the algorithm does not exist for the collective.
pub fn cost<R: Real>(
    collective: Collective,
    algorithm: Algorithm,
    mb: R,
    ranks: R,
    pieces: R,
    link: &Link<R>,
) -> Option<Cost<R>> {
    use Algorithm::{
        Direct, DoubleTree, HalvingDoubling, InSwitch, OneShot, RecursiveDoubling, Ring, Tree,
    };
    use Collective::{AllGather, AllReduce, AllToAll, Broadcast, PointToPoint, ReduceScatter};
    let (one, two, zero) = (R::lit(1.0), R::lit(2.0), R::lit(0.0));
    let rounds = rounds(ranks);
    let others = ranks - one;
    let most = others * mb / ranks;
    // Steps, MB on the link, MB reduced.
    let (steps, sent, reduced) = match (collective, algorithm) {
        (AllReduce, Ring) => (two * others, two * most, most),
        (AllReduce, HalvingDoubling) => (two * rounds, two * most, most),
        (AllReduce, RecursiveDoubling) => (rounds, rounds * mb, rounds * mb),
        (AllReduce, Direct) => (two, two * most, most),
        (AllReduce, OneShot) => (one, others * mb, others * mb),
        (AllReduce, Tree) => {
            let (piece, fill) = (mb / pieces, pieces - one);
            let (steps, up) = (two * rounds + fill, rounds + fill);
            (steps, steps * piece, up * piece)
        }
        (AllReduce, DoubleTree) => {
            let piece = mb / (two * pieces);
            let steps = R::lit(4.0) * (rounds + pieces - one);
            (steps, steps * piece, steps * piece / two)
        }
        (AllReduce, InSwitch) => (two, mb, zero),
        (AllGather, Ring) => (others, most, zero),
        (AllGather, HalvingDoubling | RecursiveDoubling) => (rounds, most, zero),
        (AllGather, Direct | OneShot) => (one, most, zero),
        (AllGather | ReduceScatter, InSwitch) => (two, most, zero),
        (ReduceScatter, Ring) => (others, most, most),
        (ReduceScatter, HalvingDoubling) => (rounds, most, most),
        (ReduceScatter, Direct | OneShot) => (one, most, most),
        (AllToAll, Ring) => (others, most, zero),
        (AllToAll, Direct | OneShot) => (one, most, zero),
        (AllToAll, RecursiveDoubling) => (rounds, rounds * mb / two, zero),
        (Broadcast, RecursiveDoubling) => (rounds, rounds * mb, zero),
        (Broadcast, HalvingDoubling) => (rounds + others, two * most, zero),
        (Broadcast, Ring) => {
            let steps = ranks - two + pieces;
            (steps, steps * mb / pieces, zero)
        }
        (Broadcast, Direct | OneShot) => (one, others * mb, zero),
        (Broadcast, InSwitch) => (two, mb, zero),
        (PointToPoint, Direct) => (one, mb, zero),
        _ => return None,
    };
    let alone = ranks.le(one);
    let unless_alone = |time: R| R::select(alone, zero, time);
    Some(Cost {
        latency: unless_alone(steps * link.step),
        transfer: unless_alone(sent / link.bandwidth),
        reduction: unless_alone(reduced / link.reduction),
    })
}

/// The number of pieces that makes a pipelined algorithm fastest, at least 1.
///
/// The steps are c (r + k) with r rounds beyond the first piece, each of a + S / (d k B): the
/// best k is sqrt(r S / (d B a)).
pub fn best_pieces<R: Real>(
    collective: Collective,
    algorithm: Algorithm,
    mb: R,
    ranks: R,
    link: &Link<R>,
) -> R {
    let one = R::lit(1.0);
    let (fill, divided) = match (collective, algorithm) {
        (Collective::AllReduce, Algorithm::Tree) => (R::lit(2.0) * rounds(ranks) - one, 1.0),
        (Collective::AllReduce, Algorithm::DoubleTree) => (rounds(ranks) - one, 2.0),
        (Collective::Broadcast, Algorithm::Ring) => (ranks - R::lit(2.0), 1.0),
        _ => return one,
    };
    let best = fill.max(R::lit(0.0)) * mb / (R::lit(divided) * link.bandwidth * link.step);
    best.sqrt().max(one)
}

/// Rounds in which n ranks become one: ceil(log2 n), and 0 for one.
///
/// The margin keeps powers of two exact where a device's logarithm is not; it is right for n
/// below 10⁵.
pub(super) fn rounds<R: Real>(ranks: R) -> R {
    (ranks.max(R::lit(1.0)).log2() - R::lit(1e-5)).ceil()
}

/// Bus bandwidth over algorithm bandwidth, as nccl-tests reports: what a link carries per byte
/// of the vector if every link is used once.
pub fn bus_factor<R: Real>(collective: Collective, ranks: R) -> R {
    let once = (ranks - R::lit(1.0)) / ranks;
    match collective {
        Collective::AllReduce => R::lit(2.0) * once,
        Collective::AllGather | Collective::ReduceScatter | Collective::AllToAll => once,
        Collective::Broadcast | Collective::PointToPoint => R::lit(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    const LINK: Link<f64> = Link { step: 1.0, bandwidth: 0.4, reduction: 1e3 };

    fn time(c: Collective, a: Algorithm, mb: f64, ranks: f64, link: &Link<f64>) -> f64 {
        cost(c, a, mb, ranks, best_pieces(c, a, mb, ranks, link), link).unwrap().time()
    }

    #[test]
    fn sixteen_ranks_reduce_sixteen_megabytes() {
        let of = |a| cost(Collective::AllReduce, a, 16.0, 16.0, 1.0, &LINK).unwrap();
        assert_relative_eq!(of(Algorithm::Ring).latency, 30.0);
        assert_relative_eq!(of(Algorithm::Ring).transfer, 75.0);
        assert_relative_eq!(of(Algorithm::HalvingDoubling).latency, 8.0);
        assert_relative_eq!(of(Algorithm::RecursiveDoubling).transfer, 160.0);
        assert_relative_eq!(of(Algorithm::InSwitch).transfer, 40.0);
        assert_relative_eq!(of(Algorithm::Tree).transfer, 320.0); // unpipelined: 8 x 40
    }

    #[test]
    fn pipelined_trees_reach_their_limits() {
        let of = |a| {
            let pieces = best_pieces(Collective::AllReduce, a, 1e5, 64.0, &LINK);
            cost(Collective::AllReduce, a, 1e5, 64.0, pieces, &LINK).unwrap().transfer * 0.4 / 1e5
        };
        assert_relative_eq!(of(Algorithm::Tree), 1.0, max_relative = 0.02);
        assert_relative_eq!(of(Algorithm::DoubleTree), 2.0, max_relative = 0.02);
    }

    #[test]
    fn rounds_are_exact_at_powers_of_two() {
        for i in 0..17 {
            let n = f64::from(1 << i);
            assert_eq!(rounds(n), f64::from(i));
            assert_eq!(rounds(n + 1.0), f64::from(i + 1));
            assert_eq!(f64::from(rounds(n as f32)), f64::from(i));
        }
    }

    #[test]
    fn every_cost_is_a_time() {
        use crate::number::{Dim, Unit};
        let rate = Dim::of(Unit::BANDWIDTH);
        let link = Link { step: Dim::of(Unit::TIME), bandwidth: rate, reduction: rate };
        let (mb, ranks) = (Dim::of(Unit::DATA), Dim::of(Unit::ONE));
        for c in Collective::ALL {
            for a in Algorithm::ALL {
                let pieces = best_pieces(c, a, mb, ranks, &link);
                assert_eq!(pieces.unit(), Some(Unit::ONE));
                if let Some(cost) = cost(c, a, mb, ranks, pieces, &link) {
                    assert_eq!(cost.time().unit(), Some(Unit::TIME), "{c:?} {a:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn one_rank_takes_no_time(mb in 0.0..1e6_f64) {
            for c in Collective::ALL {
                for a in Algorithm::ALL {
                    if let Some(cost) = cost(c, a, mb, 1.0, 1.0, &LINK) {
                        prop_assert_eq!(cost.time(), 0.0);
                    }
                }
            }
        }

        #[test]
        fn nothing_is_faster_for_more_work_or_a_worse_link(
            mb in 1e-3..1e5_f64, more in 1.0..2.0_f64, ranks in 2_u32..2000, worse in 1.0..2.0_f64,
        ) {
            let n = f64::from(ranks);
            for c in Collective::ALL {
                for a in Algorithm::ALL {
                    if cost(c, a, mb, n, 1.0, &LINK).is_none() { continue; }
                    let t = time(c, a, mb, n, &LINK);
                    let slack = 1.0 + 1e-12;
                    prop_assert!(time(c, a, mb * more, n, &LINK) * slack >= t);
                    prop_assert!(time(c, a, mb, n + 1.0, &LINK) * slack >= t, "{:?} {:?}", c, a);
                    let slow = Link { bandwidth: LINK.bandwidth / worse, ..LINK };
                    prop_assert!(time(c, a, mb, n, &slow) * slack >= t);
                    let far = Link { step: LINK.step * worse, ..LINK };
                    prop_assert!(time(c, a, mb, n, &far) * slack >= t);
                    let weak = Link { reduction: LINK.reduction / worse, ..LINK };
                    prop_assert!(time(c, a, mb, n, &weak) * slack >= t);
                }
            }
        }

        #[test]
        fn an_all_reduce_is_a_scatter_and_a_gather(mb in 1e-3..1e5_f64, ranks in 2_u32..2000) {
            let n = f64::from(ranks);
            for a in [Algorithm::Ring, Algorithm::HalvingDoubling, Algorithm::Direct] {
                let of = |c| cost(c, a, mb, n, 1.0, &LINK).unwrap();
                let both = of(Collective::ReduceScatter).then(of(Collective::AllGather));
                assert_relative_eq!(of(Collective::AllReduce).time(), both.time(), max_relative = 1e-12);
            }
        }

        #[test]
        fn the_switch_beats_the_ring(mb in 1e-3..1e5_f64, ranks in 2_u32..2000) {
            let n = f64::from(ranks);
            let of = |a| time(Collective::AllReduce, a, mb, n, &LINK);
            prop_assert!(of(Algorithm::InSwitch) <= of(Algorithm::Ring));
        }
    }
}
