//! Collectives that share a link at the same time, each getting an equal part.
//!
//! ```text
//! end of i = sum over j of min(t_j, t_i)
//! ```
//!
//! t is the time each would take alone. All start together; while j runs it takes as much of the
//! link as any other, so when i ends every j has had min(t_j, t_i) of it. Two of 3 and 5 µs end
//! after 6 and 8 µs. Only the bandwidth part is shared; steps of latency run side by side. Fair
//! sharing is what round-robin arbitration and equal congestion windows aim at (Bertsekas and
//! Gallager, Data Networks, ch. 6). Ignored: priorities, incast.

use super::alpha_beta::Cost;
use crate::number::Real;

/// When each of several collectives ends that start together and share one link (µs).
pub fn concurrent<R: Real>(alone: &[Cost<R>]) -> Vec<R> {
    let end = |own: &Cost<R>| {
        let shared = alone.iter().map(|other| other.transfer.min(own.transfer));
        shared.fold(own.latency + own.reduction, |sum, t| sum + t)
    };
    alone.iter().map(end).collect()
}

/// Bandwidth of one of `flows` flows through a link.
pub fn fair_share<R: Real>(bandwidth: R, flows: R) -> R {
    bandwidth / flows.max(R::lit(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn transfer(transfer: f64) -> Cost<f64> {
        Cost { latency: 0.0, transfer, reduction: 0.0 }
    }

    #[test]
    fn the_shorter_ends_first() {
        assert_eq!(concurrent(&[transfer(3.0), transfer(5.0)]), [6.0, 8.0]);
        assert_eq!(concurrent(&[transfer(3.0)]), [3.0]);
        assert_eq!(fair_share(10.0, 4.0), 2.5);
    }

    proptest! {
        #[test]
        fn the_link_is_never_idle_and_no_one_gains_from_company(
            times in proptest::collection::vec(0.0..1e3_f64, 1..8), one_more in 0.0..1e3_f64,
        ) {
            let costs: Vec<_> = times.iter().map(|t| transfer(*t)).collect();
            let ends = concurrent(&costs);
            let last = ends.iter().copied().fold(0.0, f64::max);
            let sum: f64 = times.iter().sum();
            prop_assert!((last - sum).abs() <= 1e-9 * sum.max(1.0));
            let crowded: Vec<_> = costs.iter().copied().chain([transfer(one_more)]).collect();
            for (alone, together) in ends.iter().zip(concurrent(&crowded)) {
                prop_assert!(together >= *alone);
            }
        }
    }
}
