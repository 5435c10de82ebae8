//! What any performance model must obey, on real chips and models, by way of study files.

use proptest::prelude::*;
use roofscape::catalog::Catalog;
use roofscape::model::{Kernel, Kind, Operation, Phase, Resource};
use roofscape::study::{Bound, Study};

const CHIPS: &[&str] = &[
    "a100-sxm-80gb",
    "h100-sxm",
    "h200-sxm",
    "b200-sxm",
    "mi300x",
    "mi355x",
    "tpu-v5p",
    "trn2",
    "gaudi-3",
    "ascend-910b2",
    "l4",
    "l40s",
    "v100-sxm",
];
const MODELS: &[&str] = &[
    "gpt-2",
    "llama-3-8b",
    "llama-3-70b",
    "llama-3-405b",
    "mistral-7b",
    "mixtral-8x7b",
    "deepseek-v3",
    "gpt-oss-120b",
];

/// A deployment: what stands in `[fixed]`.
#[derive(Debug, Clone)]
struct Setup {
    chip: &'static str,
    model: &'static str,
    precision: &'static str,
    batch: u32,
    prompt: u32,
    output: u32,
    tp: u32,
}

impl Setup {
    /// The study of this deployment with one axis, and with more lines under `[fixed]`.
    fn study(&self, axis: &str, more: &str) -> Bound {
        let Self { chip, model, precision, .. } = self;
        let mut fixed =
            format!("chip = \"{chip}\"\nmodel = \"{model}\"\nprecision = \"{precision}\"\n");
        for (name, value) in [
            ("batch", self.batch),
            ("prompt", self.prompt),
            ("output", self.output),
            ("tp", self.tp),
        ] {
            if !axis.starts_with(name) {
                fixed += &format!("{name} = {value}\n");
            }
        }
        let text = format!(
            "[fixed]\n{fixed}{more}\n[search]\n{axis}\n[[question]]\nminimise = \"tpot_ms\"\n"
        );
        let study = Study::parse("property.toml", &text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        study.bind(Catalog::embedded()).unwrap_or_else(|e| panic!("{e}\n{text}"))
    }

    /// The deployment alone.
    fn point(&self) -> Metrics {
        metrics(&self.study("", ""), &[])
    }

    /// The metrics at each position of an axis.
    fn along(&self, axis: &str) -> Vec<Metrics> {
        let bound = self.study(axis, "");
        (0..bound.problems[0].axes[0].len).map(|d| metrics(&bound, &[d])).collect()
    }
}

/// What the kernel says of a point.
#[derive(Debug, Clone, PartialEq)]
struct Metrics {
    values: Vec<f64>,
    slots: Vec<f64>,
    reason: &'static str,
}

impl Metrics {
    fn get(&self, name: &str) -> f64 {
        self.values[Kernel::Llm.metrics().iter().position(|m| m.name == name).unwrap()]
    }

    fn slot(&self, name: &str) -> f64 {
        self.slots[Kernel::Llm.slots().iter().position(|s| s.name == name).unwrap()]
    }
}

fn metrics(bound: &Bound, digits: &[u32]) -> Metrics {
    let slots = bound.point(digits).slots;
    let outcome = Kernel::Llm.evaluate::<f64>(&slots);
    let reason = Kernel::Llm.reasons()[outcome.reason as usize].name;
    Metrics { values: outcome.metrics, slots, reason }
}

fn log_uniform(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low.ln()..high.ln()).prop_map(f64::exp)
}

fn whole(low: f64, high: f64) -> impl Strategy<Value = u32> {
    log_uniform(low, high).prop_map(|x| x.round() as u32)
}

prop_compose! {
    fn any_setup()(
        chip in prop::sample::select(CHIPS), model in prop::sample::select(MODELS),
        precision in prop::sample::select(&["bf16", "fp8", "int8", "fp16"][..]),
        batch in whole(1.0, 2048.0), prompt in whole(1.0, 65536.0), output in whole(1.0, 8192.0),
        tp in prop::sample::select(&[1u32, 2, 4, 8][..]),
    ) -> Setup {
        Setup { chip, model, precision, batch, prompt, output, tp }
    }
}

/// Resources of which more never makes anything slower.
const RESOURCES: &[&str] = &[
    "chip.hbm_bandwidth",
    "chip.matrix_peak",
    "chip.vector_peak",
    "chip.scaleup_bandwidth",
    "chip.units",
    "chip.memory_capacity_gb",
    "chip.l2_mb",
    "chip.scaleup_links",
];
/// Latencies of which less never makes anything slower.
const LATENCIES: &[&str] = &[
    "chip.launch_us",
    "custom_constant.hop_us",
    "matmul.launch_kcycles",
    "matmul.split_kcycles",
    "matmul.step_kcycles",
    "matmul.stream_tiles",
];

/// Sums of some twenty terms, each rounded, may differ so much and mean the same.
const ROUNDING: f64 = 1e-12;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn more_of_a_resource_never_slows_down(
        setup in any_setup(), resource in prop::sample::select(RESOURCES),
        factor in log_uniform(1.001, 30.0),
    ) {
        let axis = format!("\"{resource}\" = {{ values = [1, {factor}], relative = true }}");
        let [less, more] = &setup.along(&axis)[..] else { panic!("two points") };
        for time in ["prefill_ms", "tpot_ms", "request_s"] {
            let (a, b) = (less.get(time), more.get(time));
            prop_assert!(b <= a * (1.0 + ROUNDING), "{time}: {a} with {factor} times is {b}");
        }
        if less.reason == "feasible" {
            prop_assert_eq!(more.reason, "feasible", "more makes nothing infeasible");
        }
    }

    #[test]
    fn less_latency_never_slows_down(
        setup in any_setup(), latency in prop::sample::select(LATENCIES),
        factor in log_uniform(0.001, 0.999),
    ) {
        let axis = format!("\"{latency}\" = {{ values = [1, {factor}], relative = true }}");
        let [more, less] = &setup.along(&axis)[..] else { panic!("two points") };
        for time in ["prefill_ms", "tpot_ms", "request_s"] {
            let (a, b) = (more.get(time), less.get(time));
            prop_assert!(b <= a * (1.0 + ROUNDING), "{time}: {a} with {factor} times is {b}");
        }
    }

    #[test]
    fn one_chip_knows_no_network(setup in any_setup(), factor in log_uniform(1e-3, 1e3)) {
        let alone = Setup { tp: 1, ..setup };
        let point = alone.point();
        prop_assert_eq!(point.get("prefill_network_share"), 0.0);
        prop_assert_eq!(point.get("decode_network_share"), 0.0);
        for link in ["chip.scaleup_bandwidth", "custom_constant.hop_us", "chip.scaleup_links"] {
            let axis = format!("\"{link}\" = {{ values = [{factor}, 1], relative = true }}");
            for other in alone.along(&axis) {
                prop_assert_eq!(&other.values, &point.values, "{} matters", link);
            }
        }
    }

    #[test]
    fn memory_grows_with_batch_and_context(setup in any_setup(), more in 1u32..4096) {
        for (name, value) in
            [("batch", setup.batch), ("prompt", setup.prompt), ("output", setup.output)]
        {
            let axis = format!("{name} = [{value}, {}]", value + more);
            let [small, large] = &setup.along(&axis)[..] else { panic!("two points") };
            prop_assert!(large.get("kv_gb") >= small.get("kv_gb"), "{name}");
            prop_assert!(large.get("memory_gb") >= small.get("memory_gb"), "{name}");
            prop_assert_eq!(large.get("weights_gb"), small.get("weights_gb"));
            // A model without windows caches every token it sees.
            if small.slot("model.window_layers") == 0.0 || name == "batch" {
                prop_assert!(large.get("kv_gb") > small.get("kv_gb"), "{name}");
                prop_assert!(large.get("memory_gb") > small.get("memory_gb"), "{name}");
            }
        }
    }

    #[test]
    fn nothing_beats_the_datasheet(setup in any_setup()) {
        let point = setup.point();
        if point.reason != "precision" {
            for share in ["prefill_mfu", "decode_mfu"] {
                let x = point.get(share);
                prop_assert!(x > 0.0 && x <= 1.0, "{share} is {x}");
            }
            // Caches serve activations, which the metric counts: only where weights and
            // key-value cache are nearly all of the bytes must memory itself supply them.
            let (mbu, few) = (point.get("decode_mbu"), point.slot("run.batch") <= 16.0);
            prop_assert!(mbu > 0.0 && (mbu <= 1.0 || !few), "decode_mbu is {mbu}");
        }
        for share in ["prefill_network_share", "decode_network_share"] {
            prop_assert!((0.0..1.0).contains(&point.get(share)), "{share}");
        }
    }

    /// A decode step reads every weight but the embedding's, of which it looks up a few rows,
    /// and the cache of the prompt at least.
    #[test]
    fn a_decode_step_takes_as_long_as_reading_weights_and_cache(
        setup in any_setup(),
        model in prop::sample::select(&["llama-3-8b", "llama-3-70b", "llama-3-405b"][..]),
    ) {
        let setup = Setup { model, ..setup };
        let point = setup.point();
        let embedding_gb = point.slot("model.vocab") * point.slot("model.hidden")
            * point.slot("format.head_bytes") / f64::from(setup.tp) * 1e-9;
        let (prompt, output) = (f64::from(setup.prompt), f64::from(setup.output));
        let cache_gb = point.get("kv_gb") * prompt / (prompt + output);
        let tb_per_s = point.slot("chip.memory_bus_bits") * point.slot("chip.memory_rate_gbit")
            / 8000.0; // bit and Gbit/s to TB/s
        // GB per TB/s are ms.
        let floor_ms = (point.get("weights_gb") - embedding_gb + cache_gb) / tb_per_s;
        prop_assert!(point.get("tpot_ms") >= floor_ms, "{} < {floor_ms}", point.get("tpot_ms"));
    }
}

/// By hand, for one sequence of 2048 tokens: each of 80 layers has
/// 8192 · (8192 + 2 · 1024) + 8192² + 3 · 8192 · 28672 weights, the head 8192 · 128256 that only
/// the last token meets, and each query meets the keys up to its own, 8192 wide, twice.
#[test]
fn operations_of_llama_3_70b_prefill_agree_with_a_count_by_hand() {
    let (layers, hidden, ffn, vocab, tokens) = (80.0, 8192.0, 28672.0, 128_256.0, 2048.0);
    let weights =
        layers * (hidden * (hidden + 2.0 * 1024.0) + hidden * hidden + 3.0 * hidden * ffn);
    let attention = layers * 2.0 * 2.0 * hidden * tokens * (tokens + 1.0) / 2.0;
    let by_hand = 2.0 * weights * tokens + attention + 2.0 * hidden * vocab;
    for (tp, batch) in [(1u32, 1u32), (8, 4)] {
        let setup = Setup {
            chip: "h100-sxm",
            model: "llama-3-70b",
            precision: "bf16",
            batch,
            prompt: tokens as u32,
            output: 512,
            tp,
        };
        let slots = setup.study("", "").point(&[]).slots;
        let counted: f64 = Kernel::Llm
            .waterfall(&slots)
            .iter()
            .filter(|op| op.phase == Phase::Prefill)
            .map(|op| op.count * op.mflop * 1e6)
            .sum();
        let total = counted * f64::from(tp) / f64::from(batch);
        approx::assert_relative_eq!(total, by_hand, max_relative = 0.01);
    }
}

/// With memory, links and latencies out of the way, only arithmetic is left.
#[test]
fn unlimited_bandwidth_leaves_compute() {
    let unlimited = "\"chip.hbm_bandwidth\" = 1e8\n\"chip.scaleup_bandwidth\" = 1e8\n\
        \"chip.l2_rate\" = 1e8\n\"chip.l2_mb\" = 1e8\n\"chip.launch_us\" = 1e-9\n\
        \"custom_constant.hop_us\" = 1e-9\n\"custom_constant.base_us\" = 1e-9\n\
        \"custom_constant.two_shot_us\" = 1e-9\n\"custom_constant.bulk_us\" = 1e-9\n\
        \"custom_constant.step_us\" = 1e-9\n\"ring_constant.base_us\" = 1e-9\n\
        \"ring_constant.channels_us\" = 1e-9\n\"ring_constant.hop_us\" = 1e-9\n\
        \"matmul.launch_kcycles\" = 1e-9\n\"matmul.step_kcycles\" = 1e-9\n\
        \"matmul.split_kcycles\" = 1e-9\n";
    for chip in ["h100-sxm", "mi300x", "tpu-v5p"] {
        let setup = Setup {
            chip,
            model: "llama-3-70b",
            precision: "bf16",
            batch: 64,
            prompt: 4096,
            output: 256,
            tp: 8,
        };
        let bound = setup.study("", unlimited);
        // Collectives and the look-up of embeddings compute nothing; that collectives take no
        // time is checked below.
        let slots = bound.point(&[]).slots;
        let computes = |op: &&Operation<f64>| op.kind != Kind::Collective && op.name != "embed";
        for op in Kernel::Llm.waterfall(&slots).iter().filter(computes) {
            let binding = op.binding();
            // Attention kernels also have a prologue of their own, which is not a slot.
            let prologue = op.kind == Kind::Attention && binding == Resource::Latency;
            let arithmetic = matches!(binding, Resource::Matrix | Resource::Vector);
            assert!(arithmetic || prologue, "{chip}: {} binds on {binding:?}", op.name);
        }
        let (bare, free) = (setup.point(), metrics(&bound, &[]));
        for share in ["prefill_network_share", "decode_network_share"] {
            assert!(free.get(share) < 1e-3 && bare.get(share) > 0.01, "{chip}: {share}");
        }
        let mfu = free.get("prefill_mfu");
        assert!(mfu > 0.5 && mfu > bare.get("prefill_mfu"), "{chip}: MFU {mfu}");
        // A decode step reads far more than it computes; tile padding keeps some of its time.
        let left = free.get("tpot_ms") / bare.get("tpot_ms");
        assert!(left < 0.75, "{chip}: {left} of the step is left");
    }
}
