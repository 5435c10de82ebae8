//! Latent attention: hand counts, limits, and monotonicity over shapes and chips.

use proptest::prelude::*;

use super::{BF16, H100, Point};
use crate::model::Kernel;

fn mla(batch: f64, heads: f64, queries: f64, cached: f64) -> Point {
    let shape = [
        ("mla.batch", batch),
        ("mla.heads", heads),
        ("mla.queries", queries),
        ("mla.cached", cached),
    ];
    Point::new(Kernel::Mla, &[H100, BF16, &shape])
}

const DESIGNS: &[&[(&str, f64)]] = &[
    &[],
    // TensorRT-LLM on Blackwell.
    &[("mla_context_design.rows", 256.0), ("mla_generation_design.rows", 128.0)],
    // SGLang with FlashAttention.
    &[
        ("mla_context_design.rows", 64.0),
        ("mla_context_design.keys", 64.0),
        ("mla_context_design.absorbed", 1.0),
        ("mla_context_design.packed", 128.0),
        ("mla_generation_design.widened", 1.0),
        ("format.kv_bytes", 1.0),
    ],
    // SGLang with Triton.
    &[
        ("mla_generation_design.rows", 16.0),
        ("mla_generation_design.splits", 8.0),
        ("mla_generation_design.apart", 1.0),
    ],
    // One block per sequence, an fp8 cache.
    &[("mla_generation_design.splits", 1.0), ("format.kv_bytes", 1.0)],
];

#[test]
fn operations_and_bytes_by_hand() {
    // 4096 causal tokens have 8,390,656 pairs; 2 · (192 + 128) operations per head and pair.
    let p = mla(1.0, 128.0, 4096.0, 0.0);
    let tflop = p.metric("tflops") * p.metric("time_us") * 1e-6;
    assert!((tflop / (8_390_656.0 * 128.0 * 640.0 * 1e-12) - 1.0).abs() < 1e-12, "{tflop}");
    // 64 sequences of 32,768 rows of 576 bf16, and q and o of 1088 elements per head.
    let p = mla(64.0, 16.0, 1.0, 32_767.0);
    let mb = p.metric("bandwidth") * p.metric("time_us");
    let hand = 64.0 * 32_768.0 * 576.0 * 2.0 + 64.0 * 16.0 * 1088.0 * 2.0;
    assert!((mb / (hand * 1e-6) - 1.0).abs() < 1e-12, "{mb}");
}

#[test]
fn a_long_cache_is_streamed_at_nearly_the_memory_peak() {
    let p = mla(64.0, 16.0, 1.0, 32_767.0);
    assert!((0.65..1.0).contains(&p.metric("mbu")), "{}", p.metric("mbu"));
}

#[test]
fn unlimited_resources_leave_the_floor() {
    for (queries, floor) in [(512.0, "mla_context.floor_us"), (1.0, "mla_generation.floor_us")] {
        let p = mla(4.0, 128.0, queries, 4096.0)
            .scaled("chip.clock_ghz", 1e9)
            .scaled("chip.vector_clock_ghz", 1e9)
            .scaled("chip.memory_rate_gbit", 1e9)
            .with("mla_generation.merge_us", 1e-9);
        let floor = p.values[p.at(floor)];
        assert!((p.metric("time_us") / floor - 1.0).abs() < 1e-3, "{}", p.metric("time_us"));
    }
}

#[test]
fn absorbed_context_costs_3_4_times_the_operations() {
    let p = mla(8.0, 128.0, 8192.0, 0.0);
    let absorbed = p.clone().with("mla_context_design.absorbed", 1.0);
    let ratio = absorbed.metric("matrix_us") / p.metric("matrix_us");
    assert!((ratio - 1088.0 / 320.0).abs() < 1e-9, "{ratio}");
}

#[test]
fn time_grows_with_every_count_in_steps_of_one() {
    for design in DESIGNS {
        let base = |queries| {
            let p = mla(3.0, 16.0, queries, 1000.0);
            design.iter().fold(p, |p, (name, value)| p.with(name, *value))
        };
        for (queries, counts) in
            [(1.0, &["batch", "heads", "cached"][..]), (200.0, &["batch", "heads", "queries"][..])]
        {
            for count in counts {
                let name = format!("mla.{count}");
                let mut before = 0.0;
                for n in 2..400 {
                    if *count == "heads" && n > 128 {
                        break;
                    }
                    let time = base(queries).with(&name, f64::from(n)).metric("time_us");
                    assert!(
                        time >= before * (1.0 - 1e-12),
                        "{design:?} {name} {n}: {before} {time}"
                    );
                    before = time;
                }
            }
        }
    }
}

prop_compose! {
    fn any_mla()(
        batch in 1..2048u32, heads in 1..129u32, context in any::<bool>(),
        queries in 2..20_000u32, cached in 0..200_000u32, design in 0..DESIGNS.len(),
        units in 1..400u32, rate in 0.1..40.0f64, ops in 64.0..16384.0f64, l2 in 0.0..300.0f64,
    ) -> Point {
        let p = mla(
            f64::from(batch),
            f64::from(heads),
            if context { f64::from(queries) } else { 1.0 },
            f64::from(cached),
        );
        let chip = [
            ("chip.units", f64::from(units)), ("chip.memory_rate_gbit", rate),
            ("chip.matrix_ops", ops), ("chip.l2_mb", l2),
        ];
        DESIGNS[design].iter().chain(&chip).fold(p, |p, (name, value)| p.with(name, *value))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn more_of_a_resource_never_slows_latent_attention(p in any_mla(), by in 1.0001..4.0) {
        let before = p.metric("time_us");
        prop_assert!(before.is_finite() && before > 0.0);
        for name in [
            "chip.units", "chip.clock_ghz", "chip.matrix_ops", "chip.vector_clock_ghz",
            "chip.special_ops", "chip.memory_bus_bits", "chip.memory_rate_gbit", "chip.l2_mb",
            "chip.l2_rate", "mla_context.matrix_share", "mla_context.softmax_share",
            "mla_generation.memory_share", "mla_generation.load_rate",
            "mla_generation.matrix_share",
        ] {
            let mut more = p.clone().scaled(name, by);
            if name == "chip.units" {
                more = more.clone().with(name, more.values[more.at(name)].ceil());
            }
            let after = more.metric("time_us");
            prop_assert!(after <= before * (1.0 + 1e-12), "{name} x {by}: {before} to {after}");
        }
    }

    #[test]
    fn no_latent_attention_beats_its_peaks(p in any_mla()) {
        prop_assert!(p.metric("mfu") <= 2.0); // products of an fp8 cache at twice the 16-bit rate
        let bytes = p.metric("bandwidth") * p.metric("time_us") * 1e6;
        let seen = p.values[p.at("mla.batch")] * p.values[p.at("mla.cached")] * 576.0
            * p.values[p.at("format.kv_bytes")];
        prop_assert!(bytes >= seen * (1.0 - 1e-9));
    }

    #[test]
    fn f32_follows_f64_in_latent_attention(p in any_mla()) {
        let single: Vec<f32> = p.values.iter().map(|&v| v as f32).collect();
        let double: Vec<f64> = single.iter().map(|&v| f64::from(v)).collect();
        let (a, b) = (p.kernel.evaluate(&single), p.kernel.evaluate(&double));
        for ((metric, a), b) in p.kernel.metrics().iter().zip(a.metrics).zip(b.metrics) {
            let error = (f64::from(a) - b).abs() / b.abs().max(1e-9);
            prop_assert!(error < 2.5e-3, "{}: {a} {b}", metric.name);
        }
    }
}
