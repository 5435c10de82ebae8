//! Monotonicity, finiteness and bounds over random chips, shapes and runs.

use proptest::prelude::*;

use super::{BF16, DEEPSEEK_V3, LLAMA_70B, Point};
use crate::model::Kernel;

pub(super) fn log_uniform(low: f64, high: f64) -> impl Strategy<Value = f64> + Clone {
    (low.ln()..high.ln()).prop_map(f64::exp)
}

pub(super) fn whole(low: f64, high: f64) -> impl Strategy<Value = f64> + Clone {
    log_uniform(low, high).prop_map(f64::round)
}

prop_compose! {
    pub(super) fn any_chip()(
        units in whole(1.0, 2048.0), clock in log_uniform(0.2, 5.0),
        ops in whole(32.0, 131_072.0), vector in whole(8.0, 1024.0),
        bits in whole(64.0, 32768.0), rate in log_uniform(1.0, 40.0),
        l2 in prop_oneof![Just(0.0), log_uniform(1.0, 1000.0)],
        link in log_uniform(1e-4, 1.0),
    ) -> Vec<(&'static str, f64)> {
        vec![
            ("chip.units", units), ("chip.clock_ghz", clock), ("chip.matrix_ops", ops),
            ("chip.vector_clock_ghz", clock), ("chip.vector_ops", vector),
            ("chip.memory_bus_bits", bits), ("chip.memory_rate_gbit", rate),
            ("chip.memory_capacity_gb", 80.0), ("chip.l2_mb", l2), ("chip.scaleup_links", 4.0),
            ("chip.scaleup_link_tbps", link), ("chip.scaleup_domain", 64.0),
        ]
    }
}

prop_compose! {
    fn any_gemm()(
        chip in any_chip(), m in whole(1.0, 1e6), n in whole(1.0, 3e5), k in whole(1.0, 3e5),
        weight in 0.5..4.0, operand in 0.5..4.0, wave in 0.0..1.0,
    ) -> Point {
        let rest = [
            ("matmul.wave_share", wave),
            ("format.weight_bytes", weight), ("format.activation_bytes", operand),
            ("format.kv_bytes", 2.0), ("gemm.m", m), ("gemm.n", n), ("gemm.k", k),
        ];
        Point::new(Kernel::Gemm, &[&chip, &rest])
    }
}

prop_compose! {
    fn any_llm()(
        chip in any_chip(), moe in any::<bool>(), batch in whole(1.0, 4096.0),
        prompt in whole(1.0, 1e6), output in whole(1.0, 1e5), tp in 0..7,
        window in prop_oneof![Just(0.0), whole(1.0, 1e5)],
    ) -> Point {
        let run = [
            ("run.batch", batch), ("run.prompt", prompt), ("run.output", output),
            ("run.tp", f64::from(1 << tp)), ("model.window", window),
            ("model.window_layers", 30.0),
        ];
        let model = if moe { DEEPSEEK_V3 } else { LLAMA_70B };
        Point::new(Kernel::Llm, &[&chip, BF16, model, &run])
    }
}

// What may grow, and what may shrink, without ever costing time.
const RESOURCES: &[&str] = &[
    "chip.units",
    "chip.clock_ghz",
    "chip.matrix_ops",
    "chip.attention_ops",
    "chip.matrix_factor",
    "chip.vector_clock_ghz",
    "chip.vector_ops",
    "chip.special_ops",
    "chip.vector_factor",
    "chip.memory_bus_bits",
    "chip.memory_rate_gbit",
    "chip.memory_factor",
    "chip.memory_capacity_gb",
    "chip.l2_mb",
    "chip.l2_rate",
    "chip.scaleup_links",
    "chip.scaleup_link_tbps",
    "chip.scaleup_factor",
    "chip.memory_efficiency",
    "custom_constant.one_shot_share",
    "custom_constant.two_shot_share",
    "custom_constant.bulk_share",
    "context.matrix_share",
    "context.memory_share",
    "generation.memory_share",
    "generation.load_rate",
    "generation.matrix_share",
    "matmul.matrix_efficiency",
    "matmul.memory_efficiency",
    "matmul.store_share",
    "matmul.l2_rate",
    "matmul.l2_share",
];
const COSTS: &[&str] = &[
    "chip.launch_us",
    "custom_constant.base_us",
    "moe_constant.launch_kcycles",
    "moe_constant.route_kcycles",
    "moe_constant.expert_kcycles",
    "custom_constant.hop_us",
    "custom_constant.two_shot_us",
    "context.floor_us",
    "context.block_kcycles",
    "generation.floor_us",
    "generation.tile_kcycles",
    "generation.block_kcycles",
    "generation.merge_us",
    "generation.fill_us",
    "matmul.launch_kcycles",
    "matmul.split_kcycles",
    "matmul.step_kcycles",
    "matmul.stream_tiles",
    "matmul.wave_share",
    "matmul.droop",
];

pub(super) fn never_slower(point: &Point, times: &[&str], by: f64) -> Result<(), TestCaseError> {
    let before: Vec<f64> = times.iter().map(|t| point.metric(t)).collect();
    let more = RESOURCES.iter().map(|&name| (name, by));
    // Of the constants, a kernel has its own.
    let known = |name: &str| point.kernel.slots().iter().any(|s| s.name == name);
    let all = more.chain(COSTS.iter().map(|&name| (name, 1.0 / by)));
    for (name, factor) in all.filter(|(name, _)| known(name)) {
        let mut other = point.clone().scaled(name, factor);
        if name == "chip.units" {
            other = other.clone().with(name, other.values[other.at(name)].ceil());
        }
        for (time, &before) in times.iter().zip(&before) {
            let after = other.metric(time);
            prop_assert!(
                after <= before * (1.0 + 1e-12),
                "{name} x {factor}: {time} {before} to {after}"
            );
        }
    }
    Ok(())
}

pub(super) fn finite(point: &Point) -> Result<(), TestCaseError> {
    let outcome = point.kernel.evaluate(&point.values);
    for (metric, value) in point.kernel.metrics().iter().zip(outcome.metrics) {
        prop_assert!(value.is_finite() && (0.0..1e16).contains(&value), "{} {value}", metric.name);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn more_of_a_resource_never_slows_a_gemm(p in any_gemm(), by in 1.0001..4.0) {
        never_slower(&p, &["time_us", "matrix_us", "memory_us"], by)?;
    }

    #[test]
    fn more_of_a_resource_never_slows_a_model(p in any_llm(), by in 1.0001..4.0) {
        never_slower(&p, &["prefill_ms", "tpot_ms", "request_s"], by)?;
    }

    #[test]
    fn every_point_is_finite(g in any_gemm(), l in any_llm(), odd in 1.0..64.0f64) {
        finite(&g)?;
        finite(&g.with("chip.matrix_ops", 0.0))?;
        finite(&l.clone().with("run.tp", odd.floor()))?;
        finite(&l.clone().with("chip.scaleup_links", 0.0).with("chip.scaleup_domain", 0.0))?;
        finite(&l.with("chip.matrix_ops", 0.0).with("chip.vector_ops", 0.0))?;
    }

    #[test]
    fn no_gemm_beats_its_peaks(p in any_gemm()) {
        // Times are cut at 10^12 us (11 days), to stay within f32: nothing holds beyond.
        prop_assume!(p.metric("time_us") < 1e11);
        prop_assert!(p.metric("mfu") <= 1.0);
        // Weights that no cache keeps from layer to layer.
        let p = p.with("gemm.weight_copies", 1e9);
        let weights = p.values[p.at("gemm.n")] * p.values[p.at("gemm.k")]
            * p.values[p.at("format.weight_bytes")] * 1e-6;
        let peak = p.values[p.at("chip.memory_bus_bits")]
            * p.values[p.at("chip.memory_rate_gbit")] / 8000.0;
        prop_assert!(p.metric("time_us") >= weights / peak);
    }

    #[test]
    fn more_work_never_takes_less(p in any_gemm(), by in 1.01..3.0) {
        for name in ["gemm.m", "gemm.n", "gemm.k"] {
            let more = p.clone().scaled(name, by);
            let more = more.clone().with(name, more.values[more.at(name)].ceil());
            prop_assert!(more.metric("time_us") >= p.metric("time_us") * (1.0 - 1e-12), "{name}");
        }
    }

    #[test]
    fn f32_follows_f64(g in any_gemm(), l in any_llm()) {
        for p in [g, l] {
            let single: Vec<f32> = p.values.iter().map(|&v| v as f32).collect();
            // The same inputs for both, so that only the arithmetic differs.
            let double: Vec<f64> = single.iter().map(|&v| f64::from(v)).collect();
            let (a, b) = (p.kernel.evaluate(&single), p.kernel.evaluate(&double));
            for ((metric, a), b) in p.kernel.metrics().iter().zip(a.metrics).zip(b.metrics) {
                let error = (f64::from(a) - b).abs() / b.abs().max(1e-9);
                // Rounding is far below; a wave count that f32 rounds to the other side of a
                // whole number is at least 512 on these chips, so 1/512 of a time.
                prop_assert!(error < 2.5e-3, "{}: {a} {b}", metric.name);
            }
        }
    }
}
