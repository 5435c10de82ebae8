//! ASTRA-sim's analytical network backends, in their own convention and to the nanosecond.
//!
//! ```text
//! step(x) = floor(h L + x / B)      h = 1; 2 through a Switch; floor(n / 2) for direct on a Ring
//! red(x)  = 3 floor(x / M)          two reads and a write of the local memory
//! e       = endpoint delay, once per message handled by an endpoint
//!
//! ring      AR 2 (n-1) step(S/n) + (2n-1) e + (n-1) red(S/n)
//!           RS   (n-1) step(S/n) +     n  e + (n-1) red(S/n)     AG (n-1) step(S) + n e
//!           A2A n(n-1)/2 step(S/n) + (n(n-1)/2 + 1) e
//! direct    AR 2 step(S/n) + 3 e + red(S/n)    RS step(S/n) + 2 e + red(S/n)
//!           AG step(S) + 2 e                   A2A step(S/n) + 2 e
//! halving-doubling, i = 1..log2 n
//!           AR sum 2 step(S/2^i) + red(S/2^i), + (2 log2 n + 1) e
//!           RS sum   step(S/2^i) + red(S/2^i), +   (log2 n + 1) e
//!           AG sum   step(S 2^(i-1)),          +   (log2 n + 1) e
//! double binary tree, one chunk: AR 2 log2 n step(S) + (2 log2 n + 1) e
//! ```
//!
//! S (bytes) is the full buffer, but the shard of one NPU in an all-gather; L (ns) and B
//! (bytes per ns: GiB/s x 2³⁰ / 10⁹) are those of one hop. Several dimensions: AR is RS over
//! dimensions 1 to d-1, AR over the last, AG back; RS runs forward and AG backward, sizes
//! changing by n on the way; A2A runs over each dimension with the full S. A collective cut into
//! chunks is a queue: chunks enter together, each dimension works on so many at a time, in the
//! order of arrival.
//!
//! The *congestion-aware* backend stores and forwards along shared links. com(x) = floor(L +
//! x/B), ser(x) = floor(x/B), x = S/n (AG: S), q = 2 for AR, else 1:
//!
//! ```text
//! ring               step -> com on a Ring or FullyConnected, 2 com through a Switch
//! direct             FullyConnected  q com + (q+1) e
//!                    Switch          q ((n-2) ser + 2 com) + (q+1) e
//!                    Ring, even n    q (l ser + 2 L) + (q+1) e,   l = (n/2)(n/2+1)/2
//! ```
//!
//! Source: astra-sim 4f387bc with astra-network-analytical 599a047 (MIT), read and executed; the
//! forms are ours. The floors need f64: a buffer of 64 MiB in nanoseconds is past f32's whole
//! numbers. Not predicted, with the reason: algorithms that need a power of two on other sizes,
//! tree and halving-doubling or chunks in the congestion-aware backend. Physical caveat, kept as
//! it is: without congestion, n-1 simultaneous sends each get the full link.

use super::Collective;
use crate::number::Real;

/// How the NPUs of one dimension are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// A ring.
    Ring,
    /// A link between any two.
    FullyConnected,
    /// One switch.
    Switch,
}

/// How one dimension runs a collective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Neighbour to neighbour.
    Ring,
    /// Every NPU to every other at once.
    Direct,
    /// Pairs at doubling distances.
    HalvingDoubling,
    /// Two complementary trees.
    DoubleBinaryTree,
}

/// One dimension of the network.
#[derive(Debug, Clone, Copy)]
pub struct Dimension<R> {
    /// Its shape.
    pub block: Block,
    /// Its algorithm.
    pub algorithm: Algorithm,
    /// NPUs along it.
    pub npus: u32,
    /// Bytes per ns.
    pub bandwidth: R,
    /// Latency of a hop (ns).
    pub latency: R,
}

/// What an NPU itself costs.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint<R> {
    /// Delay of a message at an endpoint (ns).
    pub delay: R,
    /// Bandwidth of the local memory (bytes per ns).
    pub memory: R,
}

/// What a collective of several dimensions does in one of them.
#[derive(Debug, Clone, Copy)]
pub struct Phase<R> {
    /// Index of the dimension.
    pub dimension: usize,
    /// The collective run there.
    pub collective: Collective,
    /// Its size (bytes).
    pub size: R,
}

/// The phases of a collective, in the order in which one chunk goes through them.
///
/// # Errors
/// If ASTRA-sim has no such collective.
pub fn phases<R: Real>(
    collective: Collective,
    size: R,
    npus: &[u32],
) -> Result<Vec<Phase<R>>, String> {
    use Collective::{AllGather, AllReduce, AllToAll, ReduceScatter};
    let mut phases = Vec::new();
    let mut size = size;
    let last = npus.len().saturating_sub(1);
    let count = |dimension: usize| R::lit(f64::from(npus[dimension]));
    match collective {
        AllReduce => {
            for dimension in 0..last {
                phases.push(Phase { dimension, collective: ReduceScatter, size });
                size = size / count(dimension);
            }
            phases.push(Phase { dimension: last, collective: AllReduce, size });
            for dimension in (0..last).rev() {
                phases.push(Phase { dimension, collective: AllGather, size });
                size = size * count(dimension);
            }
        }
        ReduceScatter => {
            for dimension in 0..npus.len() {
                phases.push(Phase { dimension, collective, size });
                size = size / count(dimension);
            }
        }
        AllGather => {
            for dimension in (0..npus.len()).rev() {
                phases.push(Phase { dimension, collective, size });
                size = size * count(dimension);
            }
        }
        AllToAll => {
            phases.extend((0..npus.len()).map(|dimension| Phase { dimension, collective, size }));
        }
        other => return Err(format!("ASTRA-sim's analytical backend has no {}", other.name())),
    }
    Ok(phases)
}

/// Log2 of a power of two.
fn log2(npus: u32, algorithm: &str) -> Result<u32, String> {
    match npus.is_power_of_two() {
        true => Ok(npus.ilog2()),
        false => Err(format!("{algorithm} needs a power of two, not {npus} NPUs")),
    }
}

/// Time (ns) of one phase without congestion.
///
/// # Errors
/// If the algorithm does not run the collective, or not on so many NPUs.
pub fn unaware_ns<R: Real>(
    collective: Collective,
    size: R,
    d: &Dimension<R>,
    endpoint: &Endpoint<R>,
) -> Result<R, String> {
    use Collective::{AllGather, AllReduce, AllToAll, ReduceScatter};
    let n = d.npus;
    let hops = match (d.block, d.algorithm) {
        (Block::Ring, Algorithm::Direct) => n / 2,
        (Block::Switch, _) => 2,
        _ => 1,
    };
    let step = |bytes: R| (times::<R>(hops) * d.latency + bytes / d.bandwidth).floor();
    let reduce = |bytes: R| R::lit(3.0) * (bytes / endpoint.memory).floor();
    let delays = |count: u32| times::<R>(count) * endpoint.delay;
    let part = size / times(n);
    let others = n.saturating_sub(1);
    let none = |algorithm: &str| Err(format!("{algorithm} does not run {}", collective.name()));
    Ok(match d.algorithm {
        Algorithm::Ring => {
            let pairs = n * others / 2;
            match collective {
                AllReduce => {
                    times::<R>(2 * others) * step(part)
                        + delays(2 * n - 1)
                        + times::<R>(others) * reduce(part)
                }
                ReduceScatter => times::<R>(others) * (step(part) + reduce(part)) + delays(n),
                AllGather => times::<R>(others) * step(size) + delays(n),
                AllToAll => times::<R>(pairs) * step(part) + delays(pairs + 1),
                _ => return none("ring"),
            }
        }
        Algorithm::Direct => match collective {
            AllReduce => times::<R>(2) * step(part) + delays(3) + reduce(part),
            ReduceScatter => step(part) + delays(2) + reduce(part),
            AllGather => step(size) + delays(2),
            AllToAll => step(part) + delays(2),
            _ => return none("direct"),
        },
        Algorithm::HalvingDoubling => {
            let rounds = log2(n, "halving-doubling")?;
            let scale = |i: u32| R::lit(f64::from(1_u32 << i));
            let sum = |f: &dyn Fn(u32) -> R| (1..=rounds).map(f).fold(R::lit(0.0), |a, b| a + b);
            let halves = |i: u32| size / scale(i);
            match collective {
                AllReduce => {
                    sum(&|i| times::<R>(2) * step(halves(i)) + reduce(halves(i)))
                        + delays(2 * rounds + 1)
                }
                ReduceScatter => sum(&|i| step(halves(i)) + reduce(halves(i))) + delays(rounds + 1),
                AllGather => sum(&|i| step(size * scale(i - 1))) + delays(rounds + 1),
                _ => return none("halving-doubling"),
            }
        }
        Algorithm::DoubleBinaryTree => {
            let rounds = log2(n, "the double binary tree")?;
            match collective {
                AllReduce => times::<R>(2 * rounds) * step(size) + delays(2 * rounds + 1),
                _ => return none("the double binary tree"),
            }
        }
    })
}

/// Time (ns) of a collective over one dimension with congestion.
///
/// # Errors
/// If the algorithm is not modelled in this backend.
pub fn aware_ns<R: Real>(
    collective: Collective,
    size: R,
    d: &Dimension<R>,
    endpoint: &Endpoint<R>,
) -> Result<R, String> {
    let n = d.npus;
    let part = match collective {
        Collective::AllGather => size,
        _ => size / times(n),
    };
    let serial = (part / d.bandwidth).floor();
    let hop = (d.latency + part / d.bandwidth).floor();
    let rounds = if collective == Collective::AllReduce { 2 } else { 1 };
    let one_round = match (d.algorithm, d.block) {
        (Algorithm::Ring, Block::Switch) => {
            // The same steps, each over two links that store the message whole.
            let twice = Dimension { block: Block::Ring, ..*d };
            let steps = ring_steps(collective, n);
            return Ok(unaware_ns(collective, size, &twice, endpoint)? + times::<R>(steps) * hop);
        }
        (Algorithm::Ring, _) => return unaware_ns(collective, size, d, endpoint),
        (Algorithm::Direct, Block::FullyConnected) => hop,
        (Algorithm::Direct, Block::Switch) => {
            times::<R>(n.saturating_sub(2)) * serial + times::<R>(2) * hop
        }
        (Algorithm::Direct, Block::Ring) if n.is_multiple_of(2) => {
            let load = (n / 2) * (n / 2 + 1) / 2;
            times::<R>(load) * serial + times::<R>(2) * d.latency
        }
        (Algorithm::Direct, Block::Ring) => {
            return Err(format!("direct on a ring of {n} NPUs: known for even numbers only"));
        }
        (Algorithm::HalvingDoubling | Algorithm::DoubleBinaryTree, _) => {
            return Err("the congestion-aware backend is modelled for ring and direct".to_owned());
        }
    };
    // With e = 1 and no reduction cost, as direct without congestion.
    let quiet = Dimension { latency: R::lit(0.0), bandwidth: d.bandwidth, ..*d };
    let own = unaware_ns(collective, R::lit(0.0), &quiet, endpoint)?;
    let reduced = match collective {
        Collective::AllReduce | Collective::ReduceScatter => {
            R::lit(3.0) * (part / endpoint.memory).floor()
        }
        _ => R::lit(0.0),
    };
    Ok(times::<R>(rounds) * one_round + own + reduced)
}

/// Messages in a row of a ring algorithm.
const fn ring_steps(collective: Collective, n: u32) -> u32 {
    let others = n.saturating_sub(1);
    match collective {
        Collective::AllReduce => 2 * others,
        Collective::AllToAll => n * others / 2,
        _ => others,
    }
}

fn times<R: Real>(count: u32) -> R {
    R::lit(f64::from(count))
}

/// When the last of `chunks` equal chunks is through its phases `(dimension, ns)`.
///
/// All chunks enter the queue of the first phase at once. A dimension works on up to `active`
/// of them and takes the next in the order of arrival. Chunks in work do not slow each other
/// down, as in the backend without congestion.
pub fn pipeline_ns(phases: &[(usize, f64)], chunks: u32, active: u32) -> f64 {
    let dimensions = phases.iter().map(|(d, _)| d + 1).max().unwrap_or(0);
    // When each of the places of a dimension is free again.
    let mut free = vec![vec![0.0_f64; active.max(1) as usize]; dimensions];
    // Chunks by when they are ready for their next phase.
    let mut waiting: Vec<(f64, usize)> = (0..chunks).map(|_| (0.0, 0)).collect();
    let mut last = 0.0_f64;
    let earliest = |items: &[(f64, usize)]| {
        (0..items.len()).min_by(|a, b| items[*a].0.total_cmp(&items[*b].0))
    };
    while let Some(next) = earliest(&waiting) {
        let (ready, phase) = waiting[next];
        let Some(&(dimension, time)) = phases.get(phase) else {
            last = last.max(ready);
            waiting.remove(next);
            continue;
        };
        let places = &mut free[dimension];
        let place = (0..places.len()).min_by(|a, b| places[*a].total_cmp(&places[*b]));
        let place = place.unwrap_or(0);
        places[place] = places[place].max(ready) + time;
        waiting[next] = (places[place], phase + 1);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: Endpoint<f64> = Endpoint { delay: 1.0, memory: 1e9 };

    fn ring(npus: u32) -> Dimension<f64> {
        let bandwidth = 50.0 * 1.073_741_824;
        let (block, algorithm) = (Block::Ring, Algorithm::Ring);
        Dimension { block, algorithm, npus, bandwidth, latency: 500.0 }
    }

    #[test]
    fn two_npus_reduce_in_two_steps() {
        // 32 KiB at 53.687 B/ns is 610.35 ns, with the hop 1110 after the floor; twice, + 3 e.
        let t = unaware_ns(Collective::AllReduce, 65536.0, &ring(2), &ENDPOINT).unwrap();
        assert_eq!(t, 2223.0);
    }

    #[test]
    fn chunks_queue_for_their_dimension() {
        // The slower dimension is never idle: the first chunk's way there, then four turns.
        assert_eq!(pipeline_ns(&[(0, 3.0), (1, 5.0)], 4, 1), 3.0 + 4.0 * 5.0);
        assert_eq!(pipeline_ns(&[(0, 3.0), (1, 5.0)], 4, 2), 3.0 + 2.0 * 5.0);
        // Coming back to the first dimension: the way in and out of every chunk.
        assert_eq!(pipeline_ns(&[(0, 3.0), (1, 2.0), (0, 3.0)], 4, 1), 24.0);
        assert_eq!(pipeline_ns(&[(0, 7.0)], 1, 1), 7.0);
    }

    #[test]
    fn what_does_not_run_says_so() {
        let odd = Dimension { algorithm: Algorithm::HalvingDoubling, ..ring(6) };
        assert!(unaware_ns(Collective::AllReduce, 1e6, &odd, &ENDPOINT).is_err());
        assert!(phases(Collective::Broadcast, 1e6, &[4]).is_err());
    }

    #[test]
    fn a_reduction_is_a_scatter_and_a_gather() {
        let one = |c, s| unaware_ns(c, s, &ring(8), &ENDPOINT).unwrap();
        let both = one(Collective::ReduceScatter, 1e8) + one(Collective::AllGather, 1e8 / 8.0);
        assert_eq!(one(Collective::AllReduce, 1e8), both - ENDPOINT.delay);
    }
}
