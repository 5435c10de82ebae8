//! Attention: by hand, in its limits, and monotone in work and resources.

use proptest::prelude::*;

use super::properties::{any_chip, finite, log_uniform, never_slower, whole};
use super::{BF16, H100, Point};
use crate::model::Kernel;

/// A layer of 32 heads of 128 on an H100.
fn layer(batch: f64, queries: f64, past: f64, kv_heads: f64) -> Point {
    let shape = [
        ("attention.batch", batch),
        ("attention.queries", queries),
        ("attention.past", past),
        ("attention.heads", 32.0),
        ("attention.kv_heads", kv_heads),
        ("attention.head_dim", 128.0),
    ];
    Point::new(Kernel::Attention, &[H100, BF16, &shape])
}

fn mflop(p: &Point) -> f64 {
    p.metric("tflops") * p.metric("time_us")
}

#[test]
fn causal_pairs_by_hand() {
    // 8192 · 8193 / 2 pairs of 4 · 128 operations and 32 heads.
    let p = layer(1.0, 8192.0, 0.0, 8.0);
    assert!((mflop(&p) / (4e-6 * 128.0 * 32.0 * 33_558_528.0) - 1.0).abs() < 1e-12);
    // 10 new tokens on 100 old ones: 101 + ... + 110 pairs; a window of 105 cuts the last five.
    let p = layer(1.0, 10.0, 100.0, 8.0);
    assert!((mflop(&p) / (4e-6 * 128.0 * 32.0 * 1055.0) - 1.0).abs() < 1e-12);
    let p = p.with("attention.window", 105.0);
    assert!((mflop(&p) / (4e-6 * 128.0 * 32.0 * 1040.0) - 1.0).abs() < 1e-12);
}

#[test]
fn decode_streams_its_cache_once() {
    // 2 · 32 sequences · 16,384 tokens · 8 heads · 128 · 2 B = 2.147 GB, 641 us at 3.35 TB/s.
    let p = layer(32.0, 1.0, 16383.0, 8.0);
    assert!((p.metric("cache_gb") - 2.147_483_648).abs() < 1e-9);
    assert!((0.85..0.95).contains(&p.metric("mbu")), "{}", p.metric("mbu"));
    assert_eq!(p.kernel.waterfall(&p.values)[0].name, "generation_attention");
    // In fp8 half the bytes.
    let narrow = p.clone().with("format.kv_bytes", 1.0);
    assert!((narrow.metric("cache_gb") / p.metric("cache_gb") - 0.5).abs() < 1e-12);
    assert!(narrow.metric("time_us") < p.metric("time_us"));
}

#[test]
fn a_long_cache_comes_at_the_rate_of_memory() {
    let p = layer(64.0, 1.0, 4e6, 8.0);
    let share = p.values[p.at("generation.memory_share")];
    // The units could load 1.9 times as much, so they add little.
    assert!((0.96..1.0).contains(&(p.metric("mbu") / share)), "{}", p.metric("mbu"));
}

#[test]
fn one_head_is_limited_by_the_units_that_share_it() {
    // One block of 512 tiles of 128 keys, split over 132 units.
    let p = layer(1.0, 1.0, 65535.0, 1.0);
    let unlimited = p.clone().scaled("chip.memory_rate_gbit", 1e6);
    assert!(unlimited.metric("time_us") > p.values[p.at("generation.floor_us")]);
    assert!(unlimited.metric("time_us") > 0.8 * p.metric("time_us"));
    // An unsplit kernel takes about as many times as long as there are units.
    let unsplit = unlimited.clone().with("generation_design.splits", 1.0);
    assert!(unsplit.metric("time_us") > 10.0 * unlimited.metric("time_us"));
}

#[test]
fn a_key_value_head_per_query_head_leaves_nothing_to_pack() {
    for queries in [1.0, 3000.0] {
        let p = layer(4.0, queries, 1000.0, 32.0);
        let single =
            p.clone().with("generation_design.pack", 1.0).with("context_design.packed", 1.0);
        assert_eq!(p.metric("time_us"), single.metric("time_us"));
    }
}

#[test]
fn faster_exponentials_help_narrow_products_most() {
    let wide = layer(4.0, 8192.0, 0.0, 8.0);
    let narrow = wide
        .clone()
        .with("context_design.narrow", 1.0)
        .with("chip.attention_ops", 4096.0)
        .with("chip.matrix_ops", 8192.0);
    let gain = |p: &Point| {
        p.metric("time_us") / p.clone().scaled("chip.special_ops", 2.0).metric("time_us")
    };
    assert!(narrow.metric("time_us") < wide.metric("time_us"));
    assert!(gain(&narrow) > gain(&wide) && gain(&wide) > 1.05);
}

#[test]
fn more_key_value_heads_than_heads_are_refused() {
    assert_eq!(layer(1.0, 1.0, 100.0, 33.0).reason(), "heads");
    assert_eq!(layer(1.0, 1.0, 100.0, 32.0).reason(), "feasible");
}

prop_compose! {
    fn any_attention()(
        chip in any_chip(), batch in whole(1.0, 1024.0),
        queries in prop_oneof![Just(1.0), whole(2.0, 1e5)], past in whole(1.0, 1e6),
        kv_heads in whole(1.0, 64.0), group in whole(1.0, 64.0), width in whole(16.0, 512.0),
        window in prop_oneof![Just(0.0), whole(1.0, 1e5)], cache in 1.0..2.0,
        rows in 6..9, pack in 0..7, tile in 5..8, splits in whole(1.0, 256.0),
    ) -> Point {
        let two = |n: i32| f64::from(1 << n);
        let rest = [
            ("format.weight_bytes", 2.0), ("format.activation_bytes", 2.0),
            ("format.kv_bytes", cache), ("attention.batch", batch),
            ("attention.queries", queries), ("attention.past", past),
            ("attention.kv_heads", kv_heads), ("attention.heads", kv_heads * group),
            ("attention.head_dim", width), ("attention.window", window),
            ("context_design.rows", two(rows)), ("context_design.packed", two(pack)),
            ("generation_design.pack", two(pack)), ("generation_design.tile", two(tile)),
            ("generation_design.splits", splits),
        ];
        Point::new(Kernel::Attention, &[&chip, &rest])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn more_of_a_resource_never_slows_attention(p in any_attention(), by in 1.0001..4.0) {
        never_slower(&p, &["time_us", "matrix_us", "softmax_us", "memory_us"], by)?;
    }

    #[test]
    fn a_little_more_of_a_rate_changes_little(p in any_attention()) {
        for name in ["chip.clock_ghz", "chip.memory_rate_gbit", "chip.l2_mb", "chip.matrix_ops"] {
            let change = p.clone().scaled(name, 1.0 + 1e-6).metric("time_us") / p.metric("time_us");
            prop_assert!((change - 1.0).abs() < 1e-5, "{name}: {change}");
        }
    }

    #[test]
    fn one_more_of_anything_never_takes_less(p in any_attention()) {
        for name in ["batch", "queries", "past", "heads", "head_dim"] {
            if name == "queries" && p.values[p.at("attention.queries")] == 1.0 {
                continue; // from decode to prefill: another kernel
            }
            let name = format!("attention.{name}");
            let more = p.clone().with(&name, p.values[p.at(&name)] + 1.0);
            prop_assert!(more.metric("time_us") >= p.metric("time_us") * (1.0 - 1e-12), "{name}");
        }
    }

    #[test]
    fn a_window_that_hides_nothing_is_none(p in any_attention()) {
        let tokens = p.values[p.at("attention.past")] + p.values[p.at("attention.queries")];
        let none = p.clone().with("attention.window", 0.0);
        let wide = p.clone().with("attention.window", tokens);
        prop_assert_eq!(none.metric("time_us"), wide.metric("time_us"));
        prop_assert!(p.metric("time_us") <= none.metric("time_us"));
    }

    #[test]
    fn attention_is_finite_and_below_its_peak(p in any_attention()) {
        finite(&p)?;
        finite(&p.clone().with("chip.matrix_ops", 0.0))?;
        // Times are cut at 10¹² µs (11 days) to stay within f32.
        prop_assert!(p.metric("mfu") <= 1.0 || p.metric("time_us") >= 0.99e12);
    }

    #[test]
    fn single_precision_follows(p in any_attention()) {
        let single: Vec<f32> = p.values.iter().map(|&v| v as f32).collect();
        let double: Vec<f64> = single.iter().map(|&v| f64::from(v)).collect();
        let (a, b) = (p.kernel.evaluate(&single), p.kernel.evaluate(&double));
        for ((metric, a), b) in p.kernel.metrics().iter().zip(a.metrics).zip(b.metrics) {
            let error = (f64::from(a) - b).abs() / b.abs().max(1e-9);
            prop_assert!(error < 2.5e-3, "{}: {a} {b}", metric.name);
        }
    }

    #[test]
    fn splitting_never_costs_more_than_it_spares(p in any_attention(), by in log_uniform(1.0, 64.0)) {
        let name = "generation_design.splits";
        let more = p.clone().scaled(name, by.ceil());
        prop_assert!(more.metric("time_us") <= p.metric("time_us") * (1.0 + 1e-12));
    }
}
