//! What the kernels must hold: dimensions, hand counts, limits and monotonicity.

use proptest::prelude::*;

use super::Kernel;
use crate::number::Dim;

/// Slots by name over the defaults.
#[derive(Debug, Clone)]
struct Point {
    kernel: Kernel,
    values: Vec<f64>,
}

impl Point {
    fn new(kernel: Kernel, parts: &[&[(&str, f64)]]) -> Self {
        let values =
            kernel.slots().iter().map(|s| s.default.map_or(f64::NAN, |d| d.value)).collect();
        let mut point = Self { kernel, values };
        for &(name, value) in parts.iter().copied().flatten() {
            point = point.with(name, value);
        }
        for (slot, value) in kernel.slots().iter().zip(&point.values) {
            assert!(!value.is_nan(), "{} has neither value nor default", slot.name);
        }
        point
    }

    fn at(&self, name: &str) -> usize {
        self.kernel.slots().iter().position(|s| s.name == name).expect(name)
    }

    fn with(mut self, name: &str, value: f64) -> Self {
        let at = self.at(name);
        self.values[at] = value;
        self
    }

    fn scaled(self, name: &str, by: f64) -> Self {
        let value = self.values[self.at(name)] * by;
        self.with(name, value)
    }

    fn metric(&self, name: &str) -> f64 {
        let at = self.kernel.metrics().iter().position(|m| m.name == name).expect(name);
        self.kernel.evaluate(&self.values).metrics[at]
    }

    fn reason(&self) -> &'static str {
        let reason = self.kernel.evaluate(&self.values).reason;
        self.kernel.reasons()[reason as usize].name
    }
}

// NVIDIA H100 SXM datasheet and Hopper white paper; 1.83 GHz is what 989.4 TFLOP/s implies.
const H100: &[(&str, f64)] = &[
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
];
const BF16: &[(&str, f64)] =
    &[("format.weight_bytes", 2.0), ("format.activation_bytes", 2.0), ("format.kv_bytes", 2.0)];
// meta-llama/Meta-Llama-3-70B config.json.
const LLAMA_70B: &[(&str, f64)] = &[
    ("model.layers", 80.0),
    ("model.hidden", 8192.0),
    ("model.heads", 64.0),
    ("model.kv_heads", 8.0),
    ("model.head_dim", 128.0),
    ("model.ffn", 28672.0),
    ("model.vocab", 128_256.0),
];
// deepseek-ai/DeepSeek-V3 config.json.
const DEEPSEEK_V3: &[(&str, f64)] = &[
    ("model.layers", 61.0),
    ("model.dense_layers", 3.0),
    ("model.hidden", 7168.0),
    ("model.heads", 128.0),
    ("model.kv_heads", 128.0),
    ("model.head_dim", 192.0),
    ("model.v_head_dim", 128.0),
    ("model.ffn", 18432.0),
    ("model.vocab", 129_280.0),
    ("model.experts", 256.0),
    ("model.experts_active", 8.0),
    ("model.expert_ffn", 2048.0),
    ("model.shared_ffn", 2048.0),
    ("model.latent", 1.0),
    ("model.q_lora", 1536.0),
    ("model.kv_lora", 512.0),
    ("model.rope_dim", 64.0),
    ("model.nope_dim", 128.0),
];

fn gemm(m: f64, n: f64, k: f64) -> Point {
    let shape = [("gemm.m", m), ("gemm.n", n), ("gemm.k", k)];
    Point::new(Kernel::Gemm, &[H100, BF16, &shape])
}

fn llm(model: &[(&str, f64)], batch: f64, prompt: f64, output: f64, tp: f64) -> Point {
    let run =
        [("run.batch", batch), ("run.prompt", prompt), ("run.output", output), ("run.tp", tp)];
    Point::new(Kernel::Llm, &[H100, BF16, model, &run])
}

#[test]
fn every_equation_is_dimensionally_sound() {
    use crate::number::Unit;
    for kernel in Kernel::ALL {
        let slots: Vec<Dim> = kernel.slots().iter().map(|s| Dim::of(s.unit)).collect();
        let outcome = kernel.evaluate(&slots);
        assert_eq!(outcome.metrics.len(), kernel.metrics().len());
        for (metric, dim) in kernel.metrics().iter().zip(outcome.metrics) {
            let mut want = Unit::ONE;
            match metric.unit_text {
                "us" | "ms" | "s" => want = Unit::TIME,
                "GB" => want = Unit::DATA,
                "TB/s" => want = Unit::BANDWIDTH,
                "TFLOP/s" => want = Unit::RATE,
                "token/s" => want.time = -1,
                "FLOP/B" => (want.ops, want.data) = (1, -1),
                unit => assert_eq!(unit, "1", "{}", metric.name),
            }
            assert_eq!(dim.unit(), Some(want), "{} of {}", metric.name, kernel.name());
        }
        assert!(matches!(outcome.reason.unit(), None | Some(Unit::ONE)));
    }
}

#[test]
fn slot_names_are_unique_and_documented() {
    for kernel in Kernel::ALL {
        let names: std::collections::HashSet<_> = kernel.slots().iter().map(|s| s.name).collect();
        assert_eq!(names.len(), kernel.slots().len());
        assert!(kernel.slots().iter().all(|s| s.doc.ends_with('.') && !s.doc.starts_with(' ')));
    }
}

#[test]
fn large_gemm_on_h100_reaches_60_to_100_percent_of_its_peak() {
    let mfu = gemm(8192.0, 8192.0, 8192.0).metric("mfu");
    assert!((0.6..1.0).contains(&mfu), "{mfu}");
}

#[test]
fn skinny_gemm_on_h100_streams_its_weights() {
    for m in [1.0, 8.0, 16.0] {
        let mbu = gemm(m, 8192.0, 28672.0).metric("mbu");
        assert!((0.75..0.95).contains(&mbu), "m = {m}: {mbu}");
    }
}

#[test]
fn ridge_and_intensity_by_hand() {
    let p = gemm(4096.0, 4096.0, 4096.0);
    // 2 n³ operations over 3 n² elements of 2 B: n / 3.
    assert!((p.metric("intensity") - 4096.0 / 3.0).abs() < 1e-9);
    // 989.4 TFLOP/s over 3.35 TB/s.
    assert!((p.metric("ridge") - 295.35).abs() < 0.05);
}

#[test]
fn unlimited_bandwidth_and_latency_leave_the_compute_time() {
    let p = gemm(512.0, 4096.0, 4096.0)
        .scaled("chip.memory_rate_gbit", 1e6)
        .scaled("chip.l2_rate", 1e6)
        .with("chip.launch_us", 0.0);
    assert!((p.metric("time_us") / p.metric("matrix_us") - 1.0).abs() < 1e-9);
}

#[test]
fn llama_70b_parameters_and_cache_by_hand() {
    let p = llm(LLAMA_70B, 1.0, 1000.0, 0.0, 1.0);
    // Meta states 70.6 B; by shape 70,553,706,496, two bytes each.
    assert!((p.metric("weights_gb") - 2.0 * 70.553_706_496).abs() < 1e-6);
    // 2 · 80 layers · 8 heads · 128 · 2 B = 327,680 B per token.
    assert!((p.metric("kv_gb") - 1000.0 * 327_680e-9).abs() < 1e-12);
    // Sixteen chips hold a copied key-value head each: half of a head's share would be less.
    let wide = llm(LLAMA_70B, 1.0, 1000.0, 0.0, 16.0);
    assert!((wide.metric("kv_gb") - 1000.0 * 327_680e-9 / 8.0).abs() < 1e-12);
}

#[test]
fn deepseek_v3_parameters_and_cache_by_hand() {
    let p = llm(DEEPSEEK_V3, 1.0, 1000.0, 0.0, 1.0);
    // DeepSeek states 671 B without the multi-token-prediction module.
    let billions = p.metric("weights_gb") / 2.0;
    assert!((billions - 671.0).abs() < 0.5, "{billions}");
    // 61 layers · (512 + 64) · 2 B = 70,272 B per token.
    assert!((p.metric("kv_gb") - 1000.0 * 70_272e-9).abs() < 1e-12);
}

#[test]
fn prefill_operations_of_llama_70b_by_hand() {
    let (batch, prompt) = (2.0, 4096.0);
    let p = llm(LLAMA_70B, batch, prompt, 1.0, 1.0);
    let counted: f64 = p
        .kernel
        .waterfall(&p.values)
        .iter()
        .filter(|op| op.phase == super::Phase::Prefill && op.name != "router")
        .map(|op| op.count * op.mflop)
        .sum();
    // Two per weight and token, embedding and norms none, the head on the last token alone;
    // and 4 · 128 per head and causal pair.
    let layers = 80.0 * (8192.0 * 10240.0 + 8192.0 * 8192.0 + 3.0 * 8192.0 * 28672.0);
    let linear = 2.0 * (layers * batch * prompt + 128_256.0 * 8192.0 * batch);
    let pairs = prompt * (prompt + 1.0) / 2.0;
    let attention = 80.0 * batch * 64.0 * 4.0 * 128.0 * pairs;
    assert!((counted * 1e6 / (linear + attention) - 1.0).abs() < 1e-12);
}

#[test]
fn one_chip_equals_no_tensor_parallelism_bit_for_bit() {
    for model in [LLAMA_70B, DEEPSEEK_V3] {
        let p = llm(model, 8.0, 512.0, 128.0, 1.0);
        assert_eq!(p.metric("prefill_network_share"), 0.0);
        let cut_off = p
            .clone()
            .with("chip.hop_us", 1e6)
            .with("chip.scaleup_links", 0.0)
            .with("chip.scaleup_domain", 0.0);
        assert_eq!(
            p.kernel.evaluate(&p.values).metrics,
            p.kernel.evaluate(&cut_off.values).metrics
        );
    }
}

#[test]
fn decode_is_bounded_by_reading_weights_and_cache() {
    let p = llm(LLAMA_70B, 32.0, 4096.0, 512.0, 8.0);
    let read = 70_553_706_496.0 * 2.0 - 128_256.0 * 8192.0 * 2.0 + 32.0 * 4352.0 * 327_680.0;
    let floor_ms = read / 8.0 / 3.35e12 * 1e3;
    let tpot = p.metric("tpot_ms");
    assert!(tpot > floor_ms && tpot < 2.5 * floor_ms, "{tpot} against {floor_ms}");
}

#[test]
fn a_window_bounds_cache_and_pairs() {
    let windowed = [("model.window", 1024.0), ("model.window_layers", 40.0)];
    let model: Vec<_> = LLAMA_70B.iter().chain(&windowed).copied().collect();
    let (full, part) =
        (llm(LLAMA_70B, 1.0, 16384.0, 64.0, 8.0), llm(&model, 1.0, 16384.0, 64.0, 8.0));
    let kept = (16448.0 + 1024.0) / (2.0 * 16448.0);
    assert!((part.metric("kv_gb") / full.metric("kv_gb") - kept).abs() < 1e-12);
    assert!(part.metric("prefill_ms") < full.metric("prefill_ms"));
    // A window wider than the context is none.
    let wide: Vec<_> = model.iter().copied().chain([("model.window", 1e6)]).collect();
    let wide = llm(&wide, 1.0, 16384.0, 64.0, 8.0);
    assert!((wide.metric("request_s") / full.metric("request_s") - 1.0).abs() < 1e-12);
}

#[test]
fn the_first_reason_that_holds_is_said() {
    let ok = llm(LLAMA_70B, 1.0, 1024.0, 128.0, 8.0);
    assert_eq!(ok.reason(), "feasible");
    assert_eq!(ok.clone().with("run.tp", 2.0).reason(), "feasible");
    assert_eq!(ok.clone().with("run.tp", 1.0).reason(), "memory");
    assert_eq!(ok.clone().with("run.tp", 3.0).reason(), "tp_heads");
    assert_eq!(ok.clone().with("run.tp", 16.0).reason(), "tp_domain");
    let odd = ok.clone().with("model.kv_heads", 12.0);
    assert_eq!(odd.reason(), "tp_kv_heads");
    assert_eq!(odd.with("model.latent", 1.0).reason(), "feasible");
    assert_eq!(ok.with("chip.matrix_ops", 0.0).with("run.tp", 3.0).reason(), "precision");
    assert_eq!(gemm(1.0, 1.0, 1.0).with("chip.matrix_ops", 0.0).reason(), "precision");
}

#[test]
fn the_waterfall_sums_to_the_metrics() {
    for p in [llm(LLAMA_70B, 4.0, 512.0, 64.0, 4.0), llm(DEEPSEEK_V3, 4.0, 512.0, 64.0, 4.0)] {
        let ops = p.kernel.waterfall(&p.values);
        for (phase, metric) in
            [(super::Phase::Prefill, "prefill_ms"), (super::Phase::Decode, "tpot_ms")]
        {
            let sum: f64 =
                ops.iter().filter(|o| o.phase == phase).map(|o| o.count * o.time_us).sum();
            assert!((sum * 1e-3 / p.metric(metric) - 1.0).abs() < 1e-12);
        }
        for op in ops {
            let parts = [op.matrix_us, op.vector_us, op.memory_us, op.network_us, op.latency_us];
            let longest = parts.into_iter().fold(0.0, f64::max);
            assert!(op.time_us >= longest * (1.0 - 1e-12), "{op:?}");
        }
    }
}

fn log_uniform(low: f64, high: f64) -> impl Strategy<Value = f64> + Clone {
    (low.ln()..high.ln()).prop_map(f64::exp)
}

fn whole(low: f64, high: f64) -> impl Strategy<Value = f64> + Clone {
    log_uniform(low, high).prop_map(f64::round)
}

prop_compose! {
    fn any_chip()(
        units in whole(1.0, 2048.0), clock in log_uniform(0.2, 5.0),
        ops in whole(32.0, 131_072.0), vector in whole(8.0, 1024.0),
        bits in whole(64.0, 32768.0), rate in log_uniform(1.0, 40.0),
        l2 in prop_oneof![Just(0.0), log_uniform(1.0, 1000.0)],
        link in log_uniform(1e-4, 1.0), wave in 0.0..1.0,
    ) -> Vec<(&'static str, f64)> {
        vec![
            ("chip.units", units), ("chip.clock_ghz", clock), ("chip.matrix_ops", ops),
            ("chip.vector_clock_ghz", clock), ("chip.vector_ops", vector),
            ("chip.memory_bus_bits", bits), ("chip.memory_rate_gbit", rate),
            ("chip.memory_capacity_gb", 80.0), ("chip.l2_mb", l2), ("chip.scaleup_links", 4.0),
            ("chip.scaleup_link_tbps", link), ("chip.scaleup_domain", 64.0),
            ("chip.wave_share", wave),
        ]
    }
}

prop_compose! {
    fn any_gemm()(
        chip in any_chip(), m in whole(1.0, 1e6), n in whole(1.0, 3e5), k in whole(1.0, 3e5),
        weight in 0.5..4.0, operand in 0.5..4.0,
    ) -> Point {
        let rest = [
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
    "chip.matrix_efficiency",
    "chip.memory_efficiency",
    "chip.scaleup_efficiency",
];
const COSTS: &[&str] = &["chip.launch_us", "chip.hop_us", "chip.step_kcycles", "chip.wave_share"];

fn never_slower(point: &Point, times: &[&str], by: f64) -> Result<(), TestCaseError> {
    let before: Vec<f64> = times.iter().map(|t| point.metric(t)).collect();
    let more = RESOURCES.iter().map(|&name| (name, by));
    for (name, factor) in more.chain(COSTS.iter().map(|&name| (name, 1.0 / by))) {
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

fn finite(point: &Point) -> Result<(), TestCaseError> {
    let outcome = point.kernel.evaluate(&point.values);
    for (metric, value) in point.kernel.metrics().iter().zip(outcome.metrics) {
        prop_assert!(value.is_finite() && (0.0..1e16).contains(&value), "{} {value}", metric.name);
    }
    Ok(())
}

proptest! {
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
        finite(&l.with("chip.matrix_ops", 0.0))?;
    }

    #[test]
    fn no_gemm_beats_its_peaks(p in any_gemm()) {
        prop_assert!(p.metric("mfu") <= 1.0);
        let weights = p.values[p.at("gemm.n")] * p.values[p.at("gemm.k")]
            * p.values[p.at("format.weight_bytes")] * 1e-6;
        let peak = p.values[p.at("chip.memory_bus_bits")]
            * p.values[p.at("chip.memory_rate_gbit")] / 8000.0;
        prop_assert!(p.metric("time_us") >= weights / peak);
    }

    #[test]
    fn more_work_never_takes_less(p in any_gemm(), by in 1.01..3.0) {
        for name in ["gemm.n", "gemm.k"] {
            let more = p.clone().scaled(name, by);
            let more = more.clone().with(name, more.values[more.at(name)].ceil());
            prop_assert!(more.metric("time_us") >= p.metric("time_us") * (1.0 - 1e-12), "{name}");
        }
    }
}
