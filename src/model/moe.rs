//! Mixture of experts: how many experts a batch of tokens reaches.
//!
//! ```text
//! distinct = E (1 − (1 − a/E)^T)
//! ```
//!
//! for T tokens that each choose a of E experts, independently and uniformly. It decides how
//! many weights a decode step reads: 32 tokens on 8 of 256 experts reach 163.3 of them.
//!
//! The power is written with + − · / alone, since exact f64 on a GPU has neither exp nor log:
//! `ln(1 − x)` by four terms of `−2 artanh(x / (2 − x))` and `e^−λ` by the (2, 2) Padé form
//! of `λ/16` to the 16th. Clamped to the exact limits `a ≤ distinct ≤ min(E, a T)`, which it
//! meets at T = 1 and at a = E; the error elsewhere is below 0.1 % for a ≤ E/2. Ignored: skew of
//! the router and correlation of tokens, which reach fewer experts and load them unevenly.

use crate::number::{Function, Real};

const DISTINCT: Function<3, 1> = Function {
    name: "distinct_experts",
    inputs: ["experts", "active", "tokens"],
    outputs: ["distinct"],
};

/// Expected number of distinct experts that `tokens` ≥ 1 tokens choose, `active` ≤ `experts`
/// each.
pub(crate) fn distinct_experts<R: Real>(experts: R, active: R, tokens: R) -> R {
    let [distinct] = R::call(&DISTINCT, [experts, active, tokens], |[experts, active, tokens]| {
        let one = R::lit(1.0);
        let share = active / experts;
        let z = share / (R::lit(2.0) - share);
        let zz = z * z;
        let series =
            one + zz * (R::lit(1.0 / 3.0) + zz * (R::lit(1.0 / 5.0) + zz * R::lit(1.0 / 7.0)));
        let rate = (R::lit(2.0) * z * series).named("minus_log_miss");
        // Beyond 64 nothing is missed, and the Padé form would turn back up.
        let lambda = (rate * tokens).min(R::lit(64.0));
        let part = lambda * R::lit(1.0 / 16.0);
        let half = part * R::lit(0.5);
        let bend = part * part * R::lit(1.0 / 12.0);
        let base = (one + bend - half) / (one + bend + half);
        let p2 = base * base;
        let p4 = p2 * p2;
        let p8 = p4 * p4;
        let missed = (p8 * p8).named("missed_share");
        let expected = experts * (one - missed);
        [expected.max(active).min(experts.min(active * tokens)).named("distinct")]
    });
    distinct
}

#[cfg(test)]
mod tests {
    use super::distinct_experts;

    #[test]
    fn close_to_the_power_and_exact_at_the_limits() {
        for (experts, active) in
            [(8.0f64, 2.0), (64.0, 6.0), (128.0, 8.0), (256.0, 8.0), (16.0, 8.0)]
        {
            assert_eq!(distinct_experts(experts, active, 1.0), active);
            assert!((distinct_experts(experts, active, 1e6) - experts).abs() < 1e-9 * experts);
            for tokens in [2.0f64, 3.0, 8.0, 32.0, 100.0, 1000.0] {
                let exact = experts * (1.0 - (1.0 - active / experts).powf(tokens));
                let error = distinct_experts(experts, active, tokens) / exact - 1.0;
                assert!(error.abs() < 1e-3, "{experts} {active} {tokens}: {error}");
            }
        }
        assert_eq!(distinct_experts(4.0, 4.0, 3.0), 4.0);
        assert_eq!(distinct_experts(1.0, 1.0, 1.0), 1.0);
    }
}
