//! What the kernels must hold: dimensions, hand counts, limits and monotonicity.

mod attention;
mod facts;
mod gemm;
mod mla;
mod properties;
mod systolic;
mod waves;

use super::Kernel;

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

fn multiply(m: f64, n: f64, k: f64) -> Point {
    let shape = [("gemm.m", m), ("gemm.n", n), ("gemm.k", k)];
    Point::new(Kernel::Gemm, &[H100, BF16, &shape])
}

fn llm(model: &[(&str, f64)], batch: f64, prompt: f64, output: f64, tp: f64) -> Point {
    let run =
        [("run.batch", batch), ("run.prompt", prompt), ("run.output", output), ("run.tp", tp)];
    Point::new(Kernel::Llm, &[H100, BF16, model, &run])
}
