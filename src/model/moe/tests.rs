//! Hand counts, direct sampling, limits and monotonicity.

use proptest::prelude::*;

use super::routing::{Loads, Placement, Routing, distinct_experts, placed, random};
use crate::model::Kernel;

#[test]
fn distinct_experts_are_close_to_the_power_and_exact_at_the_limits() {
    for (experts, active) in [(8.0f64, 2.0), (64.0, 6.0), (128.0, 8.0), (256.0, 8.0), (16.0, 8.0)] {
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

const DEALT: Placement<f64> = Placement { gathered: 0.0, whole: 0.0 };

fn routing(tokens: f64, topk: f64, experts: f64, ep: f64, spread: f64, alpha: f64) -> Routing<f64> {
    Routing { tokens, topk, experts, ep, spread, alpha }
}

#[test]
fn balanced_loads_by_hand() {
    // 256 tokens of 8 pairs on 64 experts: 32 each, two blocks of 16 rows on every expert.
    let l = placed(routing(256.0, 8.0, 64.0, 1.0, 1.0, 1.0), 16.0, DEALT);
    assert_eq!(l.reached, 64.0);
    assert!((l.pairs - 2048.0).abs() < 1e-9 && (l.blocks / 128.0 - 1.0).abs() < 1e-3, "{l:?}");
    // Three tokens of 8: 24 pairs, each on an expert of its own; a quarter of them a rank's.
    let l = placed(routing(3.0, 8.0, 64.0, 4.0, 1.0, 1.0), 16.0, DEALT);
    assert!((l.pairs - 6.0).abs() < 1e-9 && (l.reached - 6.0).abs() < 1e-9, "{l:?}");
    // One token whose 8 pairs an early collector puts on the first of 16 ranks.
    let heaped = Placement { gathered: 1.0, whole: 0.0 };
    let l = placed(routing(1.0, 8.0, 384.0, 16.0, 200.0, 1.2), 16.0, heaped);
    assert!(l.pairs > 7.0 && l.reached > 7.0, "{l:?}");
    // All eight pairs of every token on each of 16 ranks that hold one expert of it.
    let whole = Placement { gathered: 0.0, whole: 1.0 };
    let l = placed(routing(8192.0, 8.0, 256.0, 16.0, 1.0, 1.0), 128.0, whole);
    assert_eq!(l.pairs, 8.0 * 8192.0 * 8.0 / 16.0);
}

/// A small generator of uniform numbers in (0, 1): a linear congruence, upper bits.
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// A draw of the Pareto law between 1 and `spread`.
    fn pareto(&mut self, spread: f64, alpha: f64) -> f64 {
        let u = self.next();
        if (alpha - 1.0).abs() < 1e-9 {
            return spread.powf(u);
        }
        let e = 1.0 - alpha;
        ((spread.powf(e) - 1.0) * u + 1.0).powf(1.0 / e)
    }
}

/// Counts of one draw: the busiest rank's pairs, experts with any, and blocks.
fn busiest(counts: &[f64], ep: usize, rows: f64) -> Loads<f64> {
    let rank = counts
        .chunks(counts.len() / ep)
        .max_by(|a, b| a.iter().sum::<f64>().total_cmp(&b.iter().sum()))
        .expect("a rank");
    Loads {
        pairs: rank.iter().sum(),
        reached: rank.iter().filter(|c| **c > 0.0).count() as f64,
        blocks: rank.iter().map(|c| (c / rows).ceil()).sum(),
    }
}

fn mean_of(draws: usize, mut draw: impl FnMut() -> Loads<f64>) -> Loads<f64> {
    let mut sum = Loads { pairs: 0.0, reached: 0.0, blocks: 0.0 };
    for _ in 0..draws {
        let one = draw();
        sum.pairs += one.pairs;
        sum.reached += one.reached;
        sum.blocks += one.blocks;
    }
    let n = draws as f64;
    Loads { pairs: sum.pairs / n, reached: sum.reached / n, blocks: sum.blocks / n }
}

fn compare(what: &str, ours: &Loads<f64>, drawn: &Loads<f64>, within: f64) {
    for (name, a, b) in [
        ("pairs", ours.pairs, drawn.pairs),
        ("reached", ours.reached, drawn.reached),
        ("blocks", ours.blocks, drawn.blocks),
    ] {
        assert!((a / b - 1.0).abs() < within, "{what}: {name} {a:.1}, drawn {b:.1}");
    }
}

#[test]
fn random_routing_agrees_with_drawing_every_token() {
    let mut u = Uniform(1);
    for (tokens, topk, experts, ep) in
        [(16, 8, 128, 1), (64, 8, 256, 8), (512, 4, 64, 4), (256, 8, 256, 32)]
    {
        let drawn = mean_of(20, || {
            let mut counts = vec![0.0; experts];
            for _ in 0..tokens {
                let mut taken = Vec::new();
                while taken.len() < topk {
                    let e = (u.next() * experts as f64) as usize;
                    if !taken.contains(&e) {
                        taken.push(e);
                        counts[e] += 1.0;
                    }
                }
            }
            busiest(&counts, ep, 16.0)
        });
        let r = routing(tokens as f64, topk as f64, experts as f64, ep as f64, 1.0, 1.0);
        // Loads all alike step from one block to two more sharply than the smooth mean does.
        compare(&format!("{tokens} {topk} {experts} {ep}"), &random(r, 16.0), &drawn, 0.18);
    }
}

#[test]
fn placed_loads_agree_with_sampling_the_power_law() {
    let mut u = Uniform(2);
    let cases = [
        (16.0, 8.0, 256.0, 1usize, 1.2),
        (256.0, 8.0, 256.0, 8, 1.2),
        (4096.0, 8.0, 128.0, 4, 1.01),
        (2048.0, 4.0, 32.0, 8, 1.2),
        (8192.0, 8.0, 384.0, 32, 1.01),
    ];
    for (tokens, topk, experts, ep, alpha) in cases {
        let spread = if tokens * topk > experts { 0.8 * tokens } else { 200.0 };
        let drawn = mean_of(60, || {
            let raw: Vec<f64> = (0..experts as usize).map(|_| u.pareto(spread, alpha)).collect();
            let sum: f64 = raw.iter().sum();
            let mut counts: Vec<f64> =
                raw.iter().map(|x| (x / sum * tokens * topk).round().min(tokens)).collect();
            // What rounding and the cap lose is dealt out, rank by rank, to the least loaded.
            let mut left = tokens * topk - counts.iter().sum::<f64>();
            let (local, mut rank) = (experts as usize / ep, 0);
            while left > 0.0 {
                let own = &mut counts[rank * local..(rank + 1) * local];
                let least = own.iter_mut().min_by(|a, b| a.total_cmp(b)).expect("an expert");
                *least += 1.0;
                left -= 1.0;
                rank = (rank + 1) % ep;
            }
            busiest(&counts, ep, 64.0)
        });
        let r = routing(tokens, topk, experts, ep as f64, spread, alpha);
        let what = format!("{tokens} {topk} {experts} {ep} {alpha}");
        compare(&what, &placed(r, 64.0, DEALT), &drawn, 0.12);
    }
}

// ---- the kernel of studies ----

const CHIP: &[(&str, f64)] = &[
    ("chip.units", 132.0),
    ("chip.clock_ghz", 1.83),
    ("chip.matrix_ops", 4096.0),
    ("chip.vector_clock_ghz", 1.83),
    ("chip.vector_ops", 256.0),
    ("chip.memory_bus_bits", 5120.0),
    ("chip.memory_rate_gbit", 5.234_375),
    ("chip.memory_capacity_gb", 80.0),
    ("chip.l2_mb", 50.0),
    ("chip.scaleup_links", 18.0),
    ("chip.scaleup_link_tbps", 0.025),
    ("chip.scaleup_domain", 8.0),
    ("format.weight_bytes", 2.0),
    ("format.activation_bytes", 2.0),
    ("format.kv_bytes", 2.0),
    ("moe.hidden", 4096.0),
    ("moe.inter", 1536.0),
    ("moe.topk", 8.0),
    ("moe.experts", 128.0),
    ("moe.tokens", 256.0),
];

#[derive(Debug, Clone)]
struct Point(Vec<f64>);

impl Point {
    fn new(given: &[(&str, f64)]) -> Self {
        let slots = Kernel::Moe.slots();
        let default = slots.iter().map(|s| s.default.map_or(f64::NAN, |d| d.value)).collect();
        CHIP.iter().chain(given).fold(Self(default), |p, (name, value)| p.with(name, *value))
    }

    fn with(mut self, name: &str, value: f64) -> Self {
        let at = Kernel::Moe.slots().iter().position(|s| s.name == name).expect(name);
        self.0[at] = value;
        self
    }

    fn get(&self, name: &str) -> f64 {
        let at = Kernel::Moe.slots().iter().position(|s| s.name == name).expect(name);
        self.0[at]
    }

    fn metric(&self, name: &str) -> f64 {
        let at = Kernel::Moe.metrics().iter().position(|m| m.name == name).expect(name);
        Kernel::Moe.evaluate(&self.0).metrics[at]
    }
}

#[test]
fn a_single_expert_is_a_dense_layer() {
    // Every token uses the one expert: two multiplications of all tokens, and nothing empty.
    let dense = Point::new(&[("moe.experts", 1.0), ("moe.topk", 1.0), ("moe.tokens", 16_384.0)]);
    assert_eq!(dense.metric("experts_reached"), 1.0);
    assert!((dense.metric("pairs") - 16_384.0).abs() < 1e-6);
    let mflop = 3.0 * 2e-6 * 16_384.0 * 4096.0 * 1536.0;
    let counted = dense.metric("tflops") * dense.metric("time_us");
    assert!((counted / mflop - 1.0).abs() < 1e-12);
    // 128 rows by 128 columns at 0.6 of the peak, with the padding of the last block and wave.
    let least = mflop / (0.6 * 989.4);
    let time = dense.metric("time_us") - dense.metric("route_us");
    assert!(time > least && time < 1.6 * least, "{time} {least}");
}

#[test]
fn all_experts_for_every_token_are_as_many_dense_layers() {
    for tokens in [1.0, 7.0, 300.0] {
        let p = Point::new(&[("moe.topk", 128.0), ("moe.tokens", tokens)]);
        assert!((p.metric("experts_reached") - 128.0).abs() < 1e-6);
        assert!((p.metric("imbalance") - 1.0).abs() < 1e-9);
    }
    // Nobody is busier where nothing is drawn, on however many ranks.
    let p = Point::new(&[("moe.topk", 128.0), ("moe.ep", 16.0)]);
    assert!((p.metric("imbalance") - 1.0).abs() < 1e-3, "{}", p.metric("imbalance"));
}

#[test]
fn a_decode_step_is_bound_by_the_weights_it_reaches() {
    // 16 tokens on 8 of 128 experts reach 82.4 of them: 3 · 4096 · 1536 · 2 B each.
    let p = Point::new(&[("moe.tokens", 16.0)]);
    let reached = 128.0 * (1.0 - (1.0 - 8.0 / 128.0f64).powi(16));
    assert!((p.metric("experts_reached") / reached - 1.0).abs() < 1e-3);
    let weights = reached * 3.0 * 4096.0 * 1536.0 * 2e-6;
    let least = weights / (3.35 * 0.86);
    let time = p.metric("time_us") - p.metric("route_us");
    assert!(time > least && time < 1.3 * least, "{time} {least}");
}

#[test]
fn reasons_are_said() {
    let reason = |p: &Point| {
        let at = Kernel::Moe.evaluate(&p.0).reason;
        Kernel::Moe.reasons()[at as usize].name
    };
    assert_eq!(reason(&Point::new(&[])), "feasible");
    assert_eq!(reason(&Point::new(&[("moe.topk", 129.0)])), "topk");
    assert_eq!(reason(&Point::new(&[("moe.ep", 3.0)])), "ep_experts");
    assert_eq!(reason(&Point::new(&[("moe.tp", 5.0)])), "tp_inter");
    assert_eq!(reason(&Point::new(&[("chip.matrix_ops", 0.0)])), "precision");
    let huge = [("moe.hidden", 65_536.0), ("moe.inter", 65_536.0)];
    assert_eq!(reason(&Point::new(&huge)), "memory");
}

fn whole(low: f64, high: f64) -> impl Strategy<Value = f64> + Clone {
    (low.ln()..high.ln()).prop_map(|x| x.exp().round())
}

prop_compose! {
    fn any_point()(
        tokens in whole(1.0, 1e5), hidden in whole(64.0, 16384.0), inter in whole(64.0, 16384.0),
        experts in 0..10, topk in whole(1.0, 32.0), ep in 0..10, spread in whole(1.0, 1e4),
        alpha in 0.0..2.0, weight in 0.5..4.0, operand in 0.5..4.0,
    ) -> Point {
        let experts = f64::from(1 << experts);
        Point::new(&[
            ("moe.tokens", tokens), ("moe.hidden", hidden), ("moe.inter", inter),
            ("moe.experts", experts), ("moe.topk", topk.min(experts)),
            ("moe.ep", f64::from(1 << ep).min(experts)), ("moe.spread", spread),
            ("moe.alpha", alpha), ("format.weight_bytes", weight),
            ("format.activation_bytes", operand),
        ])
    }
}

/// The wave sawtooth aside: with no share of a partial wave paid.
fn smooth(p: Point) -> Point {
    p.with("moe_constant.wave_share", 0.0)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn more_of_a_resource_never_slows_experts(p in any_point(), by in 1.0001..4.0f64) {
        let before = p.metric("time_us");
        for name in [
            "chip.units", "chip.clock_ghz", "chip.matrix_ops", "chip.matrix_factor",
            "chip.memory_rate_gbit", "chip.memory_factor", "chip.l2_mb",
            "moe_constant.matrix_efficiency", "moe_constant.memory_efficiency",
            "moe_constant.store_rate", "moe_constant.stream_rate", "moe_constant.l2_rate",
        ] {
            let mut value = p.get(name) * by;
            if name == "chip.units" { value = value.ceil(); }
            let after = p.clone().with(name, value).metric("time_us");
            prop_assert!(after <= before * (1.0 + 1e-12), "{name}: {before} to {after}");
        }
        for name in [
            "moe_constant.launch_kcycles", "moe_constant.step_kcycles",
            "moe_constant.wave_share", "moe_constant.route_kcycles",
            "moe_constant.expert_kcycles", "moe_constant.empty_kcycles",
        ] {
            let after = p.clone().with(name, p.get(name) / by).metric("time_us");
            prop_assert!(after <= before * (1.0 + 1e-12), "{name}: {before} to {after}");
        }
    }

    #[test]
    fn more_work_never_takes_less(p in any_point(), by in 1.001..3.0f64) {
        let p = smooth(p);
        let before = p.metric("time_us");
        for name in ["moe.tokens", "moe.hidden", "moe.inter"] {
            let more = p.clone().with(name, (p.get(name) * by).ceil());
            prop_assert!(more.metric("time_us") >= before * (1.0 - 1e-9), "{name}");
        }
    }

    #[test]
    fn counts_stay_within_what_there_is(p in any_point()) {
        let (local, all) =
            (p.get("moe.experts") / p.get("moe.ep"), p.get("moe.tokens") * p.get("moe.topk"));
        let (reached, pairs) = (p.metric("experts_reached"), p.metric("pairs"));
        prop_assert!(reached <= local.min(all) * (1.0 + 1e-9), "{reached} of {local}, {all}");
        prop_assert!(pairs >= (all / p.get("moe.ep")) * (1.0 - 1e-9) && pairs <= all * (1.0 + 1e-9));
        prop_assert!(pairs >= reached * (1.0 - 1e-9));
        prop_assert!(p.metric("imbalance") >= 1.0 - 1e-9);
        if p.get("moe.ep") == 1.0 {
            prop_assert!((p.metric("imbalance") - 1.0).abs() < 1e-9);
        }
        prop_assert!(p.metric("mfu") <= 1.0);
    }

    #[test]
    fn more_experts_never_take_less(p in any_point()) {
        let p = smooth(p.with("moe.spread", 1.0));
        let more = p.clone().with("moe.experts", 2.0 * p.get("moe.experts"));
        let (before, after) = (p.metric("experts_reached"), more.metric("experts_reached"));
        prop_assert!(after >= before * (1.0 - 1e-6), "{before} {after}");
    }

    #[test]
    fn experts_in_f32_follow_f64(p in any_point()) {
        let single: Vec<f32> = p.0.iter().map(|&v| v as f32).collect();
        let double: Vec<f64> = single.iter().map(|&v| f64::from(v)).collect();
        let (a, b) = (Kernel::Moe.evaluate(&single), Kernel::Moe.evaluate(&double));
        for ((metric, a), b) in Kernel::Moe.metrics().iter().zip(a.metrics).zip(b.metrics) {
            let error = (f64::from(a) - b).abs() / b.abs().max(1e-9);
            prop_assert!(error < 2.5e-3, "{}: {a} {b}", metric.name);
        }
    }
}
