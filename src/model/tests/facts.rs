//! Dimensions, hand counts and limits.

use super::{DEEPSEEK_V3, LLAMA_70B, Point, llm, multiply};
use crate::model::{Kernel, Kind, Phase};
use crate::number::{Dim, Unit};

#[test]
fn every_equation_is_dimensionally_sound() {
    for kernel in Kernel::ALL {
        let slots: Vec<Dim> = kernel.slots().iter().map(|s| Dim::of(s.unit)).collect();
        let outcome = kernel.evaluate(&slots);
        assert_eq!(outcome.metrics.len(), kernel.metrics().len());
        for (metric, dim) in kernel.metrics().iter().zip(outcome.metrics) {
            let mut want = Unit::ONE;
            match metric.unit_text {
                "us" | "ms" | "s" => want = Unit::TIME,
                "GB" | "MB" => want = Unit::DATA,
                "cycle" => want = Unit::CYCLES,
                "word" | "MAC" | "expert" | "pair" | "row" | "x" => {}
                "TB/s" | "GB/s" => want = Unit::BANDWIDTH,
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
    let mfu = multiply(8192.0, 8192.0, 8192.0).metric("mfu");
    assert!((0.6..1.0).contains(&mfu), "{mfu}");
}

#[test]
fn skinny_gemm_on_h100_streams_its_weights() {
    for m in [1.0, 8.0, 16.0] {
        let mbu = multiply(m, 8192.0, 28672.0).metric("mbu");
        assert!((0.75..0.95).contains(&mbu), "m = {m}: {mbu}");
    }
}

#[test]
fn ridge_and_intensity_by_hand() {
    let p = multiply(4096.0, 4096.0, 4096.0);
    // 2 n³ operations over 3 n² elements of 2 B: n / 3.
    assert!((p.metric("intensity") - 4096.0 / 3.0).abs() < 1e-9);
    // 989.4 TFLOP/s over 3.35 TB/s.
    assert!((p.metric("ridge") - 295.35).abs() < 0.05);
}

#[test]
fn unlimited_bandwidth_and_latency_leave_the_compute_time() {
    let p = multiply(512.0, 4096.0, 4096.0)
        .scaled("chip.memory_rate_gbit", 1e6)
        .with("matmul.launch_kcycles", 0.0);
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
        .filter(|op| op.phase == Phase::Prefill && op.name != "router")
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
            .with("custom_constant.hop_us", 1e6)
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
    assert_eq!(multiply(1.0, 1.0, 1.0).with("chip.matrix_ops", 0.0).reason(), "precision");
}

#[test]
fn the_waterfall_sums_to_the_metrics() {
    for p in [llm(LLAMA_70B, 4.0, 512.0, 64.0, 4.0), llm(DEEPSEEK_V3, 4.0, 512.0, 64.0, 4.0)] {
        let ops = p.kernel.waterfall(&p.values);
        for (phase, metric) in [(Phase::Prefill, "prefill_ms"), (Phase::Decode, "tpot_ms")] {
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

#[test]
fn deepseek_v3_uses_37_billion_parameters_per_token() {
    let p = llm(DEEPSEEK_V3, 1.0, 4096.0, 1.0, 1.0);
    let linear: f64 = p
        .kernel
        .waterfall(&p.values)
        .iter()
        .filter(|op| op.phase == Phase::Prefill && op.kind != Kind::Attention && op.name != "head")
        .map(|op| op.count * op.mflop)
        .sum();
    // DeepSeek states 37 B activated, of which 2 · 129,280 · 7168 embed and head.
    let billions = linear * 1e-3 / 2.0 / 4096.0 + 2.0 * 129_280.0 * 7168.0 * 1e-9;
    assert!((billions - 37.0).abs() < 1.0, "{billions}");
}

#[test]
fn a_prefill_attention_reads_33_558_528_pairs_of_8192_tokens() {
    let p = llm(LLAMA_70B, 1.0, 8192.0, 1.0, 1.0);
    let ops = p.kernel.waterfall(&p.values);
    let attention = ops.iter().find(|op| op.name == "attention").expect("attention");
    assert!((attention.mflop * 1e6 / (4.0 * 128.0 * 64.0 * 33_558_528.0) - 1.0).abs() < 1e-12);
}

#[test]
fn narrow_operands_halve_the_bytes_and_pay_for_their_conversion() {
    let wide = llm(LLAMA_70B, 1.0, 1024.0, 64.0, 8.0);
    let narrow = wide
        .clone()
        .with("format.weight_bytes", 1.0)
        .with("format.activation_bytes", 1.0)
        .with("chip.matrix_ops", 8192.0)
        .with("chip.attention_ops", 4096.0);
    let names = |p: &Point| -> Vec<&str> {
        p.kernel.waterfall(&p.values).iter().map(|op| op.name).collect()
    };
    assert!(!names(&wide).contains(&"quantise_stream"));
    assert!(names(&narrow).contains(&"quantise_stream"));
    assert!(narrow.metric("tpot_ms") < wide.metric("tpot_ms"));
}

#[test]
fn a_ring_of_eight_h100_by_hand() {
    // One layer's worth: 1024 tokens of 8192 · 2 B are 16.777 MB. Read from all others at 0.54
    // of 0.45 TB/s after 7 flags of 0.1 us; or in two phases of 1.75 times that in all, at 0.53,
    // after 8 us and 14 flags; or NCCL's: 30 us, then 14 steps of 8 us beside 1.75 times at 0.82.
    // The smooth minimum of the three, a copy of 1/8 at 0.8 / 0.45 TB/s, and a launch of 3.5 us.
    let p = llm(LLAMA_70B, 1.0, 1024.0, 1.0, 8.0);
    let ops = p.kernel.waterfall(&p.values);
    let ring = ops.iter().find(|op| op.name == "mlp_all_reduce").expect("a collective");
    let by_hand = |mb: f64| {
        let one_shot = 0.7 + 7.0 * mb / (0.54 * 0.45);
        let two_shot = 8.0 + 1.4 + 1.75 * mb / (0.53 * 0.45);
        let nccl = 30.0 + (14.0f64 * 8.0).hypot(1.75 * mb / (0.82 * 0.45));
        let best = [one_shot, two_shot, nccl].map(|t: f64| t.powi(-4)).iter().sum::<f64>();
        best.powf(-0.25) + 0.8 * mb / 8.0 / 0.45 + 3.5
    };
    let by_hand_long = by_hand(16.777_216);
    assert!((ring.time_us / by_hand_long - 1.0).abs() < 1e-12, "{} {by_hand_long}", ring.time_us);
    // 16 kB of one token: little but the launch.
    let one = ops.iter().rfind(|op| op.name == "mlp_all_reduce").expect("a collective");
    let by_hand_short = by_hand(0.016_384);
    assert!((one.time_us / by_hand_short - 1.0).abs() < 1e-12, "{} {by_hand_short}", one.time_us);
    assert!(one.time_us < 6.0);
}
