//! Measured latent attention: context and generation, by library.
//!
//! What the rows do not say and this file adds, each visible in the timings:
//!
//! * TensorRT-LLM runs context expanded, SGLang with FlashAttention or Triton absorbed.
//! * TensorRT-LLM 1.0 on Ampere and Ada ignores a request for an fp8 cache: both take the
//!   same time to 1 %, also where memory bounds it.
//! * On data-centre Blackwell up to 32 heads run on a kernel of 16 rows (operands swapped),
//!   so that 32 heads read the cache twice.
//! * TensorRT-LLM on Ampere, Ada and GB202 never splits a sequence's cache.

use crate::calibrate::{ChipFacts, Filling, Kind, Parameter, Record};
use crate::catalog::Precision;
use crate::model::mla::constants as k;
use crate::model::mla::context::{Context, context};
use crate::model::mla::generation::{Generation, generation};
use crate::model::mla::{
    Bytes, Latent, Machine, MlaContext, MlaContextDesign, MlaContextFactors, MlaGeneration,
    MlaGenerationDesign, MlaGenerationFactors,
};

/// Latent attention (MLA).
#[derive(Debug, Clone, Copy)]
pub struct MlaKind;

/// A class of library kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// TensorRT-LLM with expanded context kernels; FlashMLA-like generation on Hopper.
    TrtLlm,
    /// TensorRT-LLM's generated kernels on data-centre Blackwell.
    TrtLlmGen,
    /// The same kernels as SGLang calls them.
    SglangGen,
    /// SGLang with FlashAttention 3.
    FlashAttention,
    /// SGLang with Triton.
    Triton,
    /// TensorRT-LLM where it has no latent kernel: one block per sequence and 64 heads.
    Whole,
    /// The same in version 1.0.
    Old,
    /// TensorRT-LLM's XQA kernel for 128 heads and an fp8 cache on GB202.
    Xqa,
}

impl Class {
    fn name(self, generation: bool) -> &'static str {
        match (self, generation) {
            (Self::TrtLlm, false) => "context trtllm",
            (Self::TrtLlmGen, false) => "context trtllm-gen",
            (Self::SglangGen, false) => "context sglang trtllm-gen",
            (Self::FlashAttention, false) => "context sglang flash-attention",
            (Self::Triton, false) => "context sglang triton",
            (Self::Whole | Self::Xqa, false) => "context trtllm mma",
            (Self::Old, false) => "context trtllm 1.0 mma",
            (Self::TrtLlm, true) => "generation trtllm",
            (Self::TrtLlmGen, true) => "generation trtllm-gen",
            (Self::SglangGen, true) => "generation sglang trtllm-gen",
            (Self::FlashAttention, true) => "generation sglang flash-attention",
            (Self::Triton, true) => "generation sglang triton",
            (Self::Whole, true) => "generation trtllm unsplit",
            (Self::Old, true) => "generation trtllm 1.0 unsplit",
            (Self::Xqa, true) => "generation trtllm xqa",
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Design {
    Context(MlaContextDesign<f64>),
    Generation(MlaGenerationDesign<f64>),
}

/// A measured call.
#[derive(Debug, Clone)]
pub struct Row {
    class: Class,
    latent: Latent<f64>,
    bytes: [f64; 2],
    machine: [f64; 7],
    design: Design,
    asked: &'static str,
    bf16_peak: f64,
    measured: f64,
}

impl Row {
    fn generates(&self) -> bool {
        matches!(self.design, Design::Generation(_))
    }

    fn machine(&self) -> Machine<f64> {
        let [units, clock, rate, special, memory, l2, l2_mb] = self.machine;
        Machine { units, clock, rate, special, memory, l2, l2_mb }
    }
}

macro_rules! parameters {
    ($($name:literal $unit:literal $typical:ident in $lower:literal .. $upper:literal, $doc:literal;)+) => {
        &[$(Parameter {
            name: $name, unit: $unit, doc: $doc, typical: k::$typical.value, lower: $lower, upper: $upper,
        }),+]
    };
}

const CONTEXT: &[Parameter] = parameters! {
    "floor_us" "us" CONTEXT_FLOOR in 2.0 .. 60.0, "Time of the smallest call: rotary embedding, cache write and attention.";
    "matrix_share" "1" CONTEXT_MATRIX in 0.2 .. 1.0, "Share of the matrix peak that the products of a tile reach.";
    "softmax_share" "1" CONTEXT_SOFTMAX in 0.1 .. 4.0, "Share of the peak of exponentials that the softmax of a tile reaches.";
    "block_kcycles" "kcycle" CONTEXT_BLOCK in 0.05 .. 30.0, "Start and end of 128 rows of a block.";
    "alone" "1" CONTEXT_ALONE in 0.2 .. 1.5, "Time of a block that has its unit to itself, against what it adds to a full chip.";
};

const GENERATION: &[Parameter] = parameters! {
    "floor_us" "us" GENERATION_FLOOR in 1.0 .. 60.0, "Time of the smallest call: rotary embedding and attention.";
    "memory_share" "1" GENERATION_MEMORY in 0.3 .. 1.0, "Share of the memory peak at which the cache is streamed.";
    "load_rate" "B/clk" GENERATION_LOAD in 5.0 .. 400.0, "Rate at which one unit can load cached rows.";
    "block_kcycles" "kcycle" GENERATION_BLOCK in 0.2 .. 40.0, "Start and end of a block.";
    "matrix_share" "1" GENERATION_MATRIX in 0.1 .. 1.0, "Share of the matrix peak that the products of a tile reach.";
    "merge_us" "us" GENERATION_MERGE in 0.005 .. 2.0, "Merging one more split of the cache.";
};

const CONTEXT_FACTORS: &[Parameter] = parameters! {
    "floor" "1" AS_THE_CHIP in 0.1 .. 10.0, "Floor against the chip's.";
    "matrix" "1" AS_THE_CHIP in 0.2 .. 5.0, "Time of the products against the chip's.";
    "narrowed" "1" AS_THE_CHIP in 0.3 .. 5.0, "Time of products at a precision below that of the activations, against their peak.";
    "passes" "1" CONTEXT_PASSES in 0.05 .. 10.0, "Passes over q, k, v and o in kernels of their own, before the attention.";
    "convert_passes" "1" CONTEXT_CONVERT_PASSES in 0.05 .. 10.0, "Further passes to quantise for a cache narrower than the activations.";
    "convert_floor" "1" CONTEXT_CONVERT_FLOOR in 0.02 .. 5.0, "Further floor for such a cache, as a share of the floor.";
};

const GENERATION_FACTORS: &[Parameter] = parameters! {
    "floor" "1" AS_THE_CHIP in 0.1 .. 10.0, "Floor against the chip's.";
    "tile" "1" AS_THE_CHIP in 0.1 .. 10.0, "Time of a tile against the chip's.";
    "passes" "1" GENERATION_PASSES in 0.1 .. 40.0, "Passes over queries and outputs.";
    "narrowed" "1" GENERATION_NARROWED in 0.3 .. 5.0, "Time of products at a precision below that of the activations, against their peak.";
    "widen_ops" "op/clk" GENERATION_CONVERT in 0.1 .. 100.0, "Elements per clock and unit of a kernel that widens a narrow cache.";
};

fn is(record: &Record, column: &str, what: &str) -> bool {
    record.get(column).is_some_and(|v| v.contains(what))
}

/// Data-centre Blackwell: tensor memory, generated kernels.
fn has_tensor_memory(chip: &ChipFacts) -> bool {
    let architecture = chip.chip.architecture.as_deref().unwrap_or("");
    ["Blackwell GB100", "Blackwell Ultra"].iter().any(|a| architecture.starts_with(a))
}

/// Chips whose units have 100 KB of shared memory, which holds blocks of 64 rows.
fn has_small_blocks(chip: &ChipFacts) -> bool {
    let architecture = chip.chip.architecture.as_deref().unwrap_or("");
    ["Ada", "Blackwell GB20", "Ampere GA102"].iter().any(|a| architecture.starts_with(a))
}

fn class(
    record: &Record,
    chip: &ChipFacts,
    fp8: bool,
    old: bool,
    heads: f64,
) -> Result<Class, String> {
    let generated = has_tensor_memory(chip);
    match record.text("framework")? {
        "trtllm" if generated => Ok(Class::TrtLlmGen),
        "trtllm" if chip.family() == "async" => Ok(Class::TrtLlm),
        "trtllm" if old => Ok(Class::Old),
        "trtllm" if fp8 && heads == 128.0 && chip.family() == "warp" => Ok(Class::Xqa),
        "trtllm" => Ok(Class::Whole),
        "sglang" if is(record, "kernel_source", "trtllm_mla") => Ok(Class::SglangGen),
        "sglang" if is(record, "kernel_source", "flash") => Ok(Class::FlashAttention),
        "sglang" if is(record, "kernel_source", "triton") => Ok(Class::Triton),
        other => Err(format!(
            "kernel `{}` of framework `{other}` is not modelled",
            record.get("kernel_source").unwrap_or("")
        )),
    }
}

fn context_design(class: Class, chip: &ChipFacts) -> MlaContextDesign<f64> {
    let absorbed = matches!(class, Class::FlashAttention | Class::Triton);
    let rows = match class {
        Class::FlashAttention | Class::Triton => 64.0,
        _ if has_small_blocks(chip) => 64.0,
        _ if has_tensor_memory(chip) => 256.0,
        _ => 128.0,
    };
    let small = absorbed || (chip.family() == "warp" && !has_small_blocks(chip));
    MlaContextDesign {
        rows,
        keys: if small { 64.0 } else { 128.0 },
        absorbed: if absorbed { 1.0 } else { 0.0 },
        packed: if class == Class::FlashAttention { 128.0 } else { 1.0 },
    }
}

fn generation_design(class: Class) -> MlaGenerationDesign<f64> {
    let generated = matches!(class, Class::TrtLlmGen | Class::SglangGen);
    MlaGenerationDesign {
        rows: match class {
            Class::TrtLlmGen | Class::SglangGen | Class::Xqa => 128.0,
            Class::Triton => 16.0,
            _ => 64.0,
        },
        narrow_heads: if generated { 32.0 } else { 0.0 },
        keys: 64.0,
        splits: match class {
            Class::Whole | Class::Old | Class::Xqa => 1.0,
            Class::Triton => 8.0,
            _ => 1e6,
        },
        apart: if class == Class::Triton { 1.0 } else { 0.0 },
        widened: if class == Class::FlashAttention { 1.0 } else { 0.0 },
    }
}

impl Kind for MlaKind {
    type Row = Row;
    const NAME: &'static str = "mla";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        let generates = match record.text("phase")? {
            "mla_context" => false,
            "mla_generation" => true,
            other => {
                return Err(format!("`phase` is `{other}`, not mla_context or mla_generation"));
            }
        };
        if record.text("mla_dtype")? != "bfloat16" {
            return Err("only bfloat16 activations are modelled".into());
        }
        let asked = match record.text("kv_cache_dtype")? {
            "bfloat16" => "bf16 cache",
            "fp8" => "fp8 cache",
            other => return Err(format!("`kv_cache_dtype` is `{other}`, not bfloat16 or fp8")),
        };
        let heads = record.count("num_heads")?;
        let old = record.text("framework")? == "trtllm"
            && record.text("framework_version")?.starts_with("1.0")
            && chip.family() == "warp";
        let fp8 = asked == "fp8 cache" && !old;
        let class = class(record, chip, fp8, old, heads)?;
        let latent = Latent {
            batch: record.count("batch_size")?,
            heads,
            queries: record.count("isl")?,
            cached: record.number("step")?,
            kv_rank: 512.0,
            rope_dim: 64.0,
            nope_dim: 128.0,
            v_dim: 128.0,
        };
        let bf16 = chip.at(Precision::Bf16).ok_or("the chip does not compute in bf16")?.rates();
        let wide = matches!(class, Class::FlashAttention | Class::Triton)
            || (generates && matches!(class, Class::Whole | Class::Old));
        let products = chip.at(Precision::Fp8).filter(|_| fp8 && !wide).map(|c| c.rates());
        let m = Machine::new(&products.unwrap_or(bf16));
        Ok(Row {
            class,
            latent,
            bytes: [2.0, if fp8 { 1.0 } else { 2.0 }],
            machine: [m.units, m.clock, m.rate, m.special, m.memory, m.l2, m.l2_mb],
            design: if generates {
                Design::Generation(generation_design(class))
            } else {
                Design::Context(context_design(class, chip))
            },
            asked,
            bf16_peak: bf16.matrix_peak,
            measured: record.positive("time_us")?,
        })
    }

    fn variant(row: &Row) -> &'static str {
        if row.generates() { "generation" } else { "context" }
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        &[("context", None), ("generation", None)]
    }

    fn parameters(variant: &str) -> &'static [Parameter] {
        if variant == "generation" { GENERATION } else { CONTEXT }
    }

    fn class(row: &Row) -> &'static str {
        row.class.name(row.generates())
    }

    fn factors(class: &str) -> &'static [Parameter] {
        if class.starts_with("generation") { GENERATION_FACTORS } else { CONTEXT_FACTORS }
    }

    fn fillings(chip: &ChipFacts, _: Precision) -> Vec<Filling> {
        let class = if has_tensor_memory(chip) {
            Class::TrtLlmGen
        } else if chip.family() == "warp" {
            Class::Whole
        } else {
            Class::TrtLlm
        };
        let (c, g) = (context_design(class, chip), generation_design(class));
        vec![
            Filling {
                prefix: "mla_context",
                variant: "context",
                class: class.name(false),
                class_prefix: "mla_context_class",
                fixed: vec![
                    ("mla_context_design.rows", c.rows),
                    ("mla_context_design.keys", c.keys),
                    ("mla_context_design.absorbed", c.absorbed),
                    ("mla_context_design.packed", c.packed),
                ],
            },
            Filling {
                prefix: "mla_generation",
                variant: "generation",
                class: class.name(true),
                class_prefix: "mla_generation_class",
                fixed: vec![
                    ("mla_generation_design.rows", g.rows),
                    ("mla_generation_design.narrow_heads", g.narrow_heads),
                    ("mla_generation_design.keys", g.keys),
                    ("mla_generation_design.splits", g.splits),
                    ("mla_generation_design.apart", g.apart),
                    ("mla_generation_design.widened", g.widened),
                ],
            },
        ]
    }

    fn time_us(row: &Row, constants: &[f64], factors: &[f64]) -> f64 {
        let bytes = Bytes { activation: row.bytes[0], cache: row.bytes[1] };
        let (c, f) = (&mut constants.iter(), &mut factors.iter());
        match row.design {
            Design::Context(design) => {
                let constants = MlaContext::take(c);
                let kernel = Context { design, constants, factors: MlaContextFactors::take(f) };
                context(row.latent, bytes, &row.machine(), &kernel).time
            }
            Design::Generation(design) => {
                let constants = MlaGeneration::take(c);
                let factors = MlaGenerationFactors::take(f);
                let kernel = Generation { design, constants, factors };
                generation(row.latent, bytes, &row.machine(), &kernel).time
            }
        }
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    fn baseline_us(row: &Row) -> f64 {
        let l = row.latent;
        let memory = row.machine().memory;
        let [mflop, mb] = if row.generates() {
            let seen = l.batch * (l.cached + 1.0);
            let cache = seen * (l.kv_rank + l.rope_dim) * row.bytes[1];
            let own = l.batch * l.heads * (2.0 * l.kv_rank + l.rope_dim) * row.bytes[0];
            [2.0 * seen * l.heads * (2.0 * l.kv_rank + l.rope_dim), cache + own]
        } else {
            let width = l.nope_dim + l.rope_dim + l.v_dim;
            let pairs = l.queries * l.cached + l.queries * (l.queries + 1.0) / 2.0;
            let data = 2.0 * l.queries * l.heads * width * row.bytes[0];
            [2.0 * l.batch * l.heads * pairs * width, l.batch * data]
        };
        (mflop * 1e-6 / row.bf16_peak).max(mb * 1e-6 / memory)
    }

    fn shape(row: &Row) -> String {
        let l = row.latent;
        format!("{} {} {} {}", l.batch, l.heads, l.queries, l.cached)
    }

    fn describe(row: &Row) -> String {
        let l = row.latent;
        let tokens = if row.generates() {
            format!("{} cached", l.cached)
        } else {
            format!("{} new", l.queries)
        };
        let class = row.class.name(row.generates());
        format!("batch {} heads {} {tokens}, {} ({class})", l.batch, l.heads, row.asked)
    }

    fn groups(row: &Row) -> Vec<String> {
        let phase = Self::variant(row);
        let mut groups =
            vec![phase.to_owned(), Self::class(row).to_owned(), format!("{phase}, {}", row.asked)];
        let roof = Self::baseline_us(row);
        if row.generates() && roof > 100.0 {
            groups.push("generation, roofline > 100 us".into());
        }
        if !row.generates() && roof > 1000.0 {
            groups.push("context, roofline > 1 ms".into());
        }
        groups
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        let l = row.latent;
        vec![("batch", l.batch), ("heads", l.heads), ("queries", l.queries), ("cached", l.cached)]
    }
}
