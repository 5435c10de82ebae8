//! Routing: how many experts a batch reaches, and what the busiest rank has to compute.
//!
//! Experts are not loaded evenly. Their loads are taken as a truncated Pareto law: experts
//! of load x are as frequent as `x^−α` between the coldest and the hottest, whose ratio is
//! the spread S. On a logarithmic scale of loads, that is a geometric series: with 8 strata of
//! equal ratio `r = S^(1/8)`, stratum j holds the share
//!
//! ```text
//! w_j ∝ r^((1 − α) j)        of the experts, each with the load
//! x_j = r^j / Σ w r^j        relative to the mean
//! ```
//!
//! so that S = 1 is even routing and nothing has to be sampled. An expert of stratum j gets
//! `t = T k x / E` of the T tokens' pairs (k experts each, out of E). Two ways to send them:
//!
//! *Random*, as a router does: each token takes it with probability `p = k x / E`, hence it is
//! reached with probability `h = 1 − (1 − p)^T`, and its load has the variance `t (1 − p)`. Over all
//! experts, being reached has the variance `h (1 − h)` of the mean h.
//!
//! *Placed*, as benchmarks do: loads are rounded to whole pairs (`h = t³ / (t³ + 1/8)`, a smooth
//! step at one half), and what rounding loses goes to experts without any.
//!
//! Of `ep` ranks with `E / ep` experts each, the busiest decides the time. Its pairs are
//!
//! ```text
//! pairs  = T k / ep + g · σ · √(E/ep · (1 − 1/ep)),  g = 0.4 + 0.4 log2 ep + 0.017 log2² ep
//! ```
//!
//! with σ² the variance of an expert's load; g is the expected maximum of `ep` sums, fitted to
//! direct sampling (a normal law has 0.56, 1.03, 1.42 for 2, 4, 8; the heavy tail adds up to
//! half). The rows of an expert are computed in blocks of `a`: the mean of `ceil(t/a)` is
//! `max(h, t/a + h/2)`, without the half where all loads are alike and whole.
//!
//! Written with + − · / √ alone, since exact f64 on a GPU has neither exp nor log. Range: T to
//! 2³¹ / k, ep to 512, S to 10⁹, α from 0 to 2. Median error against 12-24 sampled draws over
//! the 5,499 cases of the measured tables: pairs 1.9 %, reached experts 0.9 %, blocks 2.3 %.
//! Ignored: correlation between the experts of a token, which reaches fewer.

use crate::number::{Function, Real};

const DISTINCT: Function<3, 1> = Function {
    name: "distinct_experts",
    inputs: ["experts", "active", "tokens"],
    outputs: ["distinct"],
};

/// Expected number of distinct experts that `tokens` ≥ 1 tokens choose, `active` ≤ `experts`
/// each, evenly: `E (1 − (1 − a/E)^T)`. 32 tokens on 8 of 256 experts reach 163.3 of them.
pub(crate) fn distinct_experts<R: Real>(experts: R, active: R, tokens: R) -> R {
    let [distinct] = R::call(&DISTINCT, [experts, active, tokens], |[experts, active, tokens]| {
        let expected = experts * (R::lit(1.0) - missed(active / experts, tokens));
        [expected.max(active).min(experts.min(active * tokens)).named("distinct")]
    });
    distinct
}

/// `(1 − share)^times`: by four terms of `ln(1 − x) = −2 artanh(x / (2 − x))`, and [`decay`].
/// The error of the whole is below 0.1 % of the chance to be hit for shares up to one half.
fn missed<R: Real>(share: R, times: R) -> R {
    let one = R::lit(1.0);
    let z = share / (R::lit(2.0) - share);
    let zz = z * z;
    let series = one + zz * (R::lit(1.0 / 3.0) + zz * (R::lit(1.0 / 5.0) + zz * R::lit(1.0 / 7.0)));
    decay((R::lit(2.0) * z * series * times).named("minus_log_miss"))
}

/// `e^−x` for x ≥ 0, as the (2, 2) Padé form of `x/16` to the 16th.
fn decay<R: Real>(x: R) -> R {
    let one = R::lit(1.0);
    // Beyond 64 nothing is left, and the Padé form would turn back up.
    let part = x.min(R::lit(64.0)) * R::lit(1.0 / 16.0);
    let half = part * R::lit(0.5);
    let bend = part * part * R::lit(1.0 / 12.0);
    let base = (one + bend - half) / (one + bend + half);
    let p2 = base * base;
    let p4 = p2 * p2;
    let p8 = p4 * p4;
    (p8 * p8).named("decay")
}

/// Natural logarithm of x from 1 to 10⁹, by `2 (z − 1) / (z + 1)` of the 32nd root: 1.7 % low at
/// 10⁹, 0.3 % at 512.
fn log<R: Real>(x: R) -> R {
    let root = x.sqrt().sqrt().sqrt().sqrt().sqrt();
    R::lit(64.0) * (root - R::lit(1.0)) / (root + R::lit(1.0))
}

/// How tokens are routed: `topk` of `experts` each, over `ep` ranks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Routing<R> {
    pub(crate) tokens: R,
    pub(crate) topk: R,
    pub(crate) experts: R,
    /// Ranks the experts are spread over.
    pub(crate) ep: R,
    /// Load of the hottest expert over that of the coldest; 1 if all are alike.
    pub(crate) spread: R,
    /// Exponent of the Pareto law between them.
    pub(crate) alpha: R,
}

/// What the busiest rank has to compute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loads<R> {
    /// Token-expert pairs.
    pub(crate) pairs: R,
    /// Experts with at least one.
    pub(crate) reached: R,
    /// Blocks of rows of one expert.
    pub(crate) blocks: R,
}

/// How a benchmark hands out pairs, where it differs from a router.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placement<R> {
    /// 1 if pairs lost to rounding all go to the hottest experts and then to one rank's, 0 if
    /// they are dealt out to experts without load, rank by rank.
    pub(crate) gathered: R,
    /// 1 if every token that reaches a rank has all its pairs computed there.
    pub(crate) whole: R,
}

const RANDOM: Function<7, 3> = Function {
    name: "random_loads",
    inputs: ["tokens", "topk", "experts", "ep", "spread", "alpha", "rows"],
    outputs: ["pairs", "reached", "blocks"],
};
const PLACED: Function<9, 3> = Function {
    name: "placed_loads",
    inputs: ["tokens", "topk", "experts", "ep", "spread", "alpha", "rows", "gathered", "whole"],
    outputs: ["pairs", "reached", "blocks"],
};

/// The busiest rank under random routing, with blocks of `rows`.
pub(crate) fn random<R: Real>(r: Routing<R>, rows: R) -> Loads<R> {
    let args = [r.tokens, r.topk, r.experts, r.ep, r.spread, r.alpha, rows];
    loads(R::call(&RANDOM, args, |[tokens, topk, experts, ep, spread, alpha, rows]| {
        let one = R::lit(1.0);
        let strata = strata(spread, alpha);
        let even = topk / experts;
        let mut sums = Sums::zero();
        let mut hits = [one; 8];
        for (stratum, hit) in strata.iter().zip(&mut hits) {
            let share = (even * stratum.load).min(one);
            let pairs = tokens * share;
            *hit = one - missed(share, tokens);
            let hit = *hit;
            sums.add(stratum.weight, pairs, pairs * (one - share), hit);
        }
        // Exact where one token, or every expert, is asked for.
        let hit = sums.hit.max(even).min((even * tokens).min(one));
        let rank = Rank { tokens, topk, experts, ep };
        let pairs = rank.busiest(sums.load_variance());
        // An expert is reached or not: that has the variance h (1 − h), however loads differ.
        let reached = rank.reached(hit, hit * (one - hit), pairs);
        // The busiest rank's loads are those of the mean rank, scaled.
        let per_row = pairs / (rows * experts / ep);
        let mut blocks = R::lit(0.0);
        for (Stratum { weight, load }, hit) in strata.into_iter().zip(hits) {
            blocks = blocks + weight * (load * per_row + R::lit(0.5) * hit).max(hit);
        }
        [pairs, reached, (experts / ep * blocks).max(reached).named("blocks")]
    }))
}

/// The busiest rank of a benchmark that places loads rather than drawing them.
pub(crate) fn placed<R: Real>(r: Routing<R>, rows: R, how: Placement<R>) -> Loads<R> {
    let args =
        [r.tokens, r.topk, r.experts, r.ep, r.spread, r.alpha, rows, how.gathered, how.whole];
    loads(R::call(
        &PLACED,
        args,
        |[tokens, topk, experts, ep, spread, alpha, rows, gathered, whole]| {
            let (zero, one) = (R::lit(0.0), R::lit(1.0));
            let mean = tokens * topk / experts;
            let uneven = one - one / spread;
            let mut sums = Sums::zero();
            for Stratum { weight, load } in strata(spread, alpha) {
                // A token takes an expert once.
                let pairs = (mean * load).min(tokens);
                let cube = pairs * pairs * pairs;
                let hit = cube / (cube + R::lit(0.125));
                sums.add(weight, hit * pairs.max(one), zero, hit);
                let whole_blocks = super::super::roofline::ceil_near(pairs / rows);
                let ragged = (pairs / rows + R::lit(0.5)) * uneven + whole_blocks * (one - uneven);
                sums.blocks = sums.blocks + weight * hit * ragged.max(one);
            }
            let lost = (mean - sums.load).max(zero).named("lost_pairs_per_expert");
            let beyond = (lost - sums.hit).max(zero);
            let dealt = lost + gathered * (beyond - lost);
            let hit = (sums.hit + dealt).min(one);
            let rank = Rank { tokens, topk, experts, ep };
            let heaped = (gathered * beyond * experts * (one - one / ep)).named("heaped_pairs");
            let most = (tokens * topk).min(experts / ep * tokens);
            let own = (rank.busiest(sums.load_variance()) + heaped).min(most).max(one);
            let reached = (rank.reached(hit, sums.hit_variance(), own) + heaped)
                .min(own.min(experts / ep))
                .max(one);
            // Tokens that reach the rank: all, where loads are even and ranks fewer than k.
            let some = own * tokens / (own * own + tokens * tokens).sqrt();
            let arriving = some * uneven + own.min(tokens) * (one - uneven);
            let every = (topk * arriving).max(own);
            let several = R::select(one.lt(ep), whole, zero);
            let pairs = (own + several * (every - own)).named("pairs");
            let hot = (pairs - tokens * topk / ep).max(zero);
            let blocks = (experts / ep * sums.blocks + hot / rows).max(reached);
            [pairs, reached, blocks.named("blocks")]
        },
    ))
}

fn loads<R>([pairs, reached, blocks]: [R; 3]) -> Loads<R> {
    Loads { pairs, reached, blocks }
}

/// Experts of like load.
struct Stratum<R> {
    /// Share of the experts.
    weight: R,
    /// Load of each, relative to the mean.
    load: R,
}

fn strata<R: Real>(spread: R, alpha: R) -> [Stratum<R>; 8] {
    let one = R::lit(1.0);
    let ratio = spread.sqrt().sqrt().sqrt().named("stratum_ratio");
    // r^(1 − α), as r · e^(−α ln r), with ln r an eighth of ln S.
    let thinning = (ratio * decay(alpha * log(spread) * R::lit(0.125))).named("thinning");
    let (mut weight, mut load) = (one, one);
    let (mut weights, mut loads) = (R::lit(0.0), R::lit(0.0));
    let mut all = [(); 8].map(|()| {
        let this = Stratum { weight, load };
        weights = weights + weight;
        loads = loads + weight * load;
        weight = weight * thinning;
        load = load * ratio;
        this
    });
    for stratum in &mut all {
        stratum.weight = stratum.weight / weights;
        stratum.load = stratum.load * weights / loads;
    }
    all
}

/// Means over the experts.
struct Sums<R> {
    load: R,
    load_square: R,
    hit: R,
    hit_square: R,
    blocks: R,
}

impl<R: Real> Sums<R> {
    fn zero() -> Self {
        let zero = R::lit(0.0);
        Self { load: zero, load_square: zero, hit: zero, hit_square: zero, blocks: zero }
    }

    fn add(&mut self, weight: R, load: R, load_variance: R, hit: R) {
        self.load = self.load + weight * load;
        self.load_square = self.load_square + weight * (load * load + load_variance);
        self.hit = self.hit + weight * hit;
        self.hit_square = self.hit_square + weight * (hit * hit);
    }

    fn load_variance(&self) -> R {
        (self.load_square - self.load * self.load).max(R::lit(0.0))
    }

    /// Of the chances to be hit, where whether an expert is hit is no chance.
    fn hit_variance(&self) -> R {
        (self.hit_square - self.hit * self.hit).max(R::lit(0.0))
    }
}

/// The busiest of `ep` ranks.
struct Rank<R> {
    tokens: R,
    topk: R,
    experts: R,
    ep: R,
}

/// How much of the excess of pairs is an excess of experts.
const REACHED_SHARE: f64 = 0.7;

impl<R: Real> Rank<R> {
    /// Standard deviations of one expert by which the busiest rank exceeds the mean.
    fn excess(&self, variance: R) -> R {
        let one = R::lit(1.0);
        let doublings = log(self.ep) * R::lit(std::f64::consts::LOG2_E);
        let g = R::lit(0.4) + doublings * (R::lit(0.4) + R::lit(0.017) * doublings);
        let ranks = self.experts / self.ep * (one - one / self.ep);
        g * (variance * ranks).sqrt()
    }

    fn busiest(&self, variance: R) -> R {
        let all = self.tokens * self.topk;
        let most = all.min(self.experts / self.ep * self.tokens);
        (all / self.ep + self.excess(variance)).min(most).max(R::lit(1.0)).named("busiest_pairs")
    }

    fn reached(&self, hit: R, variance: R, pairs: R) -> R {
        let local = self.experts / self.ep;
        let excess = R::lit(REACHED_SHARE) * self.excess(variance);
        (local * hit + excess).min(local.min(pairs)).max(R::lit(1.0)).named("reached_experts")
    }
}
