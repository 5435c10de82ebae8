//! Measured layers of experts: formats, kernels and the way a benchmark routes its tokens.
//!
//! Columns: tokens and shape of the layer, `moe_tp_size`, `moe_ep_size`, `distribution`
//! (`balanced` or `power_law_ALPHA`), `moe_dtype`, `framework`, `framework_version` and
//! `kernel_source`. What the benchmark does is read off its collector (aiconfigurator) and
//! borne out by the data:
//!
//! * a power law draws loads between 1 and 0.8 T, or 0.01 and 2 where there are fewer pairs
//!   than experts, and measures the busiest rank;
//! * early collectors give pairs lost to rounding to the hottest experts, and where none is hot
//!   all to the first rank (vLLM 0.14, XPU 0.20 and its first Marlin table, TensorRT-LLM 1.0):
//!   a single token has all its experts there;
//! * with SGLang 0.5.10, every token that reaches a rank has all of its k pairs computed on
//!   it: 8 times as many at 16 ranks and k = 8;
//! * the experts of the Nemotron shapes (k = 22, hidden width 2688) have no gate in kernels that
//!   know of it: TensorRT-LLM's `nongated` and vLLM from 0.24 on.

use crate::calibrate::{ChipFacts, Filling, Kind, Parameter, Record};
use crate::catalog::Precision;
use crate::model::chip::Rates;
use crate::model::moe::routing::{Placement, Routing, placed};
use crate::model::moe::{Layer, MoeConstants, MoeFactors};

/// Layers of experts.
#[derive(Debug, Clone, Copy)]
pub struct MoeKind;

/// One measured layer.
#[derive(Debug, Clone)]
pub struct Row {
    layer: Layer<f64>,
    routing: Routing<f64>,
    placement: Placement<f64>,
    rates: Rates<f64>,
    variant: &'static str,
    class: &'static str,
    inter: f64,
    tp: f64,
    distribution: String,
    framework: String,
    measured: f64,
}

/// A number format of weights and activations, as the tables spell it.
struct Format {
    dtype: &'static str,
    variant: &'static str,
    /// Precision the matrix units compute in, and what stands in where the chip lacks it.
    compute: Precision,
    /// Bytes per weight and per activation, scales included.
    weight: f64,
    operand: f64,
}

const fn format(
    dtype: &'static str,
    variant: &'static str,
    compute: Precision,
    weight: f64,
    operand: f64,
) -> Format {
    Format { dtype, variant, compute, weight, operand }
}

/// Scales: nvfp4 an 8-bit one per 16 elements, mxfp4 and mxfp8 per 32, int4 16 bit per 128.
const FORMATS: [Format; 8] = [
    format("bfloat16", "bf16", Precision::Bf16, 2.0, 2.0),
    format("fp8", "fp8", Precision::Fp8, 1.0, 1.0),
    format("fp8_block", "fp8_block", Precision::Fp8, 1.0, 1.0),
    format("nvfp4", "nvfp4", Precision::Fp4, 0.5625, 0.5625),
    format("int4_wo", "int4", Precision::Bf16, 0.515_625, 2.0),
    format("w4a16_mxfp4", "mxfp4", Precision::Bf16, 0.531_25, 2.0),
    format("w4a8_mxfp4_mxfp8", "mxfp4_mxfp8", Precision::Fp8, 0.531_25, 1.031_25),
    format("w4afp8", "int4_fp8", Precision::Fp8, 0.515_625, 1.0),
];

macro_rules! parameters {
    ($( $name:literal $unit:literal $typical:literal in $lower:literal .. $upper:literal $doc:literal; )+) => {
        &[$( Parameter {
            name: $name,
            unit: $unit,
            doc: $doc,
            typical: $typical,
            lower: $lower,
            upper: $upper,
        }, )+]
    };
}

const CONSTANTS: &[Parameter] = parameters! {
    "launch_kcycles" "kcycle" 39.0 in 4.0 .. 1000.0 "All kernels of the layer with nothing to do.";
    "matrix_efficiency" "1" 0.6 in 0.05 .. 1.1 "Share of the matrix peak of a long main loop.";
    "memory_efficiency" "1" 0.86 in 0.4 .. 1.5 "Share of the memory peak in streaming weights.";
    "step_kcycles" "kcycle" 0.2 in 0.01 .. 3.0 "Latency of a 128-byte step along k.";
    "wave_share" "1" 0.5 in 0.05 .. 1.0 "Share of the last, partial wave that is paid.";
    "store_rate" "B/clk" 40.0 in 2.0 .. 400.0 "Store rate of one unit.";
    "stream_rate" "B/clk" 26.0 in 2.0 .. 200.0 "Fetch rate of one unit.";
    "route_kcycles" "kcycle" 4.0 in 0.1 .. 100.0 "Sorting a thousand token-expert pairs.";
    "expert_kcycles" "kcycle" 0.04 in 0.001 .. 2.0 "Bookkeeping of one expert.";
    "l2_rate" "B/clk" 23.0 in 2.0 .. 300.0 "L2 rate of one unit in gather, activation and sum.";
    "empty_kcycles" "kcycle" 0.3 in 0.005 .. 10.0 "Starting and ending a block without rows.";
    "tile_share" "1" 1.1 in 0.1 .. 12.0 "Rows of a tile over the mean load of an expert.";
};

const FACTORS: &[Parameter] = parameters! {
    "launch" "1" 1.0 in 0.1 .. 10.0 "Times the launches.";
    "matrix" "1" 1.0 in 0.1 .. 4.0 "Times the matrix efficiency.";
    "memory" "1" 1.0 in 0.4 .. 2.0 "Times the memory efficiency.";
    "step" "1" 1.0 in 0.1 .. 20.0 "Times the latency of a step.";
    "store" "1" 1.0 in 0.05 .. 20.0 "Times the store rate.";
    "stream" "1" 1.0 in 0.05 .. 20.0 "Times the fetch rate.";
    "route" "1" 1.0 in 0.02 .. 50.0 "Times the cost of a pair.";
    "expert" "1" 1.0 in 0.02 .. 50.0 "Times the cost of an expert.";
    "l2" "1" 1.0 in 0.05 .. 20.0 "Times the L2 rate.";
    "empty" "1" 1.0 in 0.02 .. 50.0 "Times the cost of an empty block.";
    "tile" "1" 1.0 in 0.05 .. 20.0 "Times the rows of a tile.";
};

/// Kernels of a format: framework, back end, format. Others are typical: their factors are 1.
const CLASSES: &[&str] = &[
    "sglang cutlass bf16",
    "sglang cutlass nvfp4",
    "sglang gen bf16",
    "sglang gen fp8_block",
    "sglang gen int4",
    "sglang gen mxfp4",
    "sglang gen mxfp4_mxfp8",
    "sglang gen nvfp4",
    "sglang marlin int4",
    "sglang marlin mxfp4",
    "sglang triton bf16",
    "sglang triton fp8_block",
    "sglang triton mxfp4",
    "trtllm cutlass bf16",
    "trtllm cutlass fp8",
    "trtllm cutlass fp8_block",
    "trtllm cutlass int4_fp8",
    "trtllm cutlass mxfp4",
    "trtllm cutlass mxfp4_mxfp8",
    "trtllm cutlass nvfp4",
    "trtllm deepgemm fp8_block",
    "trtllm gen mxfp4",
    "trtllm gen mxfp4_mxfp8",
    "trtllm min_latency nvfp4",
    "trtllm triton fp8_block",
    "vllm cutlass bf16",
    "vllm cutlass fp8",
    "vllm cutlass fp8_block",
    "vllm cutlass nvfp4",
    "vllm gen bf16",
    "vllm gen fp8",
    "vllm gen fp8_block",
    "vllm gen mxfp4",
    "vllm gen mxfp4_mxfp8",
    "vllm gen nvfp4",
    "vllm marlin int4",
    "vllm marlin mxfp4",
    "vllm triton bf16",
    "vllm triton fp8",
    "vllm triton fp8_block",
    "vllm triton mxfp4",
    "vllm xpu bf16",
    "vllm xpu fp8",
    "vllm xpu mxfp4",
];

/// The library kernels behind a `kernel_source`. `blackwell`: the chip has tensor memory, for
/// which TensorRT-LLM generates kernels (`gen`) that frameworks also take from FlashInfer.
fn back_end(framework: &str, source: &str, blackwell: bool) -> &'static str {
    let has = |part: &str| source.contains(part);
    if has("deepgemm") {
        "deepgemm"
    } else if has("min_latency") {
        "min_latency"
    } else if has("xpu") {
        "xpu"
    } else if has("marlin") {
        "marlin"
    } else if has("flashinfer_trtllm") {
        "gen"
    } else if has("cutlass") || has("nongated") {
        "cutlass"
    } else if has("triton") {
        "triton"
    } else if framework == "trtllm" && blackwell {
        "gen"
    } else if framework == "trtllm" {
        "cutlass"
    } else {
        "triton"
    }
}

fn class(framework: &str, source: &str, variant: &str, blackwell: bool) -> &'static str {
    let name = format!("{framework} {} {variant}", back_end(framework, source, blackwell));
    CLASSES.iter().copied().find(|c| *c == name).unwrap_or("")
}

/// The exponent of a distribution, `None` where it is balanced.
fn exponent(distribution: &str) -> Result<Option<f64>, String> {
    if distribution == "balanced" {
        return Ok(None);
    }
    let number = distribution.strip_prefix("power_law_").and_then(|n| n.parse().ok());
    let alpha = number.filter(|a| (0.0..=2.0).contains(a)).ok_or_else(|| {
        format!("`distribution` is `{distribution}`, neither `balanced` nor `power_law_ALPHA`")
    })?;
    Ok(Some(alpha))
}

fn has_no_gate(topk: f64, hidden: f64, framework: &str, version: &str, source: &str) -> bool {
    let nemotron = topk == 22.0 || hidden == 2688.0;
    source.contains("nongated") || (nemotron && framework == "vllm" && version.starts_with("0.24"))
}

impl Kind for MoeKind {
    type Row = Row;
    const NAME: &'static str = "moe";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        let [tokens, hidden, inter, topk, experts, tp, ep] = [
            record.count("num_tokens")?,
            record.count("hidden_size")?,
            record.count("inter_size")?,
            record.count("topk")?,
            record.count("num_experts")?,
            record.count("moe_tp_size")?,
            record.count("moe_ep_size")?,
        ];
        if topk > experts || ep > experts {
            return Err(format!("{experts} experts are fewer than {topk} per token or {ep} ranks"));
        }
        let dtype = record.text("moe_dtype")?;
        let format = FORMATS
            .iter()
            .find(|f| f.dtype == dtype)
            .ok_or_else(|| format!("`moe_dtype` is `{dtype}`, which is not modelled"))?;
        // Weight-only kernels stand in where the chip does not compute in the format.
        let facts = chip.at(format.compute).or_else(|| chip.at(Precision::Bf16));
        let rates = facts.ok_or("the chip has neither the format nor bf16")?.rates();
        let distribution = record.text("distribution")?;
        let alpha = exponent(distribution)?;
        let spread = match alpha {
            None => 1.0,
            Some(_) if tokens * topk > experts => (0.8 * tokens).max(1.0),
            Some(_) => 200.0,
        };
        let framework = record.get("framework").unwrap_or("");
        let version = record.get("framework_version").unwrap_or("");
        let source = record.get("kernel_source").unwrap_or("");
        let blackwell = chip.family() == "async" && chip.at(Precision::Fp4).is_some();
        let gathered = source == "vllm_marlin_int4_moe"
            || matches!((framework, version), ("vllm", "0.14.0" | "0.20.0") | ("trtllm", "1.0.0"));
        let whole = (framework, version) == ("sglang", "0.5.10");
        let gated = !has_no_gate(topk, hidden, framework, version, source);
        Ok(Row {
            layer: Layer {
                tokens,
                topk,
                experts,
                local: experts / ep,
                hidden,
                width: inter / tp,
                up: if gated { 2.0 } else { 1.0 },
                weight: format.weight,
                operand: format.operand,
                result: 2.0,
            },
            routing: Routing { tokens, topk, experts, ep, spread, alpha: alpha.unwrap_or(1.0) },
            placement: Placement {
                gathered: f64::from(u8::from(gathered)),
                whole: f64::from(u8::from(whole)),
            },
            rates,
            variant: format.variant,
            class: class(framework, source, format.variant, blackwell),
            inter,
            tp,
            distribution: distribution.to_owned(),
            framework: framework.to_owned(),
            measured: record.positive("time_us")?,
        })
    }

    fn variant(row: &Row) -> &'static str {
        row.variant
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        &[
            ("bf16", None),
            ("fp8", Some("bf16")),
            ("fp8_block", Some("bf16")),
            ("nvfp4", Some("bf16")),
            ("int4", Some("bf16")),
            ("mxfp4", Some("bf16")),
            ("mxfp4_mxfp8", Some("bf16")),
            ("int4_fp8", Some("bf16")),
        ]
    }

    fn parameters(_: &str) -> &'static [Parameter] {
        CONSTANTS
    }

    fn class(row: &Row) -> &'static str {
        row.class
    }

    fn factors(class: &str) -> &'static [Parameter] {
        if class.is_empty() { &[] } else { FACTORS }
    }

    fn fillings(chip: &ChipFacts, precision: Precision) -> Vec<Filling> {
        let blackwell = chip.family() == "async" && chip.at(Precision::Fp4).is_some();
        let variant = match precision {
            Precision::Fp8 => "fp8",
            Precision::Fp4 => "nvfp4",
            Precision::Int4 => "int4",
            _ => "bf16",
        };
        // The kernels that the larger part of deployments on the chip runs.
        let class = match (chip.family(), variant) {
            ("other", _) => "",
            (_, "int4") => "vllm marlin int4",
            (_, "bf16") if blackwell => "vllm gen bf16",
            (_, "fp8") if blackwell => "vllm gen fp8",
            (_, "nvfp4") if blackwell => "vllm gen nvfp4",
            (_, "nvfp4") => "vllm cutlass nvfp4",
            (_, "fp8") => "trtllm cutlass fp8",
            _ => "trtllm cutlass bf16",
        };
        vec![Filling {
            prefix: "moe_constant",
            variant,
            class,
            class_prefix: "moe_factor",
            fixed: vec![],
        }]
    }

    fn time_us(row: &Row, c: &[f64], f: &[f64]) -> f64 {
        let constants = MoeConstants::take(&mut c.iter());
        let constants = match f {
            [] => constants,
            f => constants.of_class(&MoeFactors::take(&mut f.iter())),
        };
        let rows = row.layer.tile_rows(&constants);
        let loads = placed(row.routing, rows, row.placement);
        row.layer.parts(&loads, &constants, &row.rates).time()
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    /// All experts of the rank are read, and its even share of the pairs computed at the peak.
    fn baseline_us(row: &Row) -> f64 {
        let l = &row.layer;
        let per_expert = (l.up + 1.0) * l.hidden * l.width;
        let pairs = (l.tokens * l.topk / row.routing.ep).max(1.0);
        let mflop = 2e-6 * pairs * per_expert;
        let mb = 1e-6 * (l.local * per_expert * l.weight + 2.0 * l.tokens * l.hidden * l.result);
        (mflop / row.rates.matrix_peak).max(mb / row.rates.memory_peak)
    }

    fn shape(row: &Row) -> String {
        let l = &row.layer;
        let ep = row.routing.ep;
        format!("{} {} {} {} {} {ep}", l.hidden, row.inter, l.topk, l.experts, row.tp)
    }

    fn describe(row: &Row) -> String {
        let (l, r) = (&row.layer, &row.routing);
        format!(
            "{} tokens, {} of {} experts of {} x {}, tp {} ep {}, {}, {} ({})",
            l.tokens,
            l.topk,
            l.experts,
            l.hidden,
            row.inter,
            row.tp,
            r.ep,
            row.distribution,
            row.variant,
            if row.class.is_empty() { &row.framework } else { row.class },
        )
    }

    fn groups(row: &Row) -> Vec<String> {
        let decade = row.layer.tokens.log10().floor();
        let from = 10f64.powf(decade);
        let class = if row.class.is_empty() { "other kernels" } else { row.class };
        vec![
            row.variant.into(),
            class.into(),
            row.distribution.clone(),
            format!("{from} to {} tokens", from * 10.0 - 1.0),
            if row.routing.ep > 1.0 { "expert parallel" } else { "one rank" }.into(),
        ]
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        let l = &row.layer;
        vec![
            ("num_tokens", l.tokens),
            ("hidden_size", l.hidden),
            ("inter_size", row.inter),
            ("topk", l.topk),
            ("num_experts", l.experts),
            ("moe_tp_size", row.tp),
            ("moe_ep_size", row.routing.ep),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    const COLUMNS: &str = "num_tokens,hidden_size,inter_size,topk,num_experts,moe_tp_size,\
        moe_ep_size,distribution,moe_dtype,time_us,framework,framework_version,kernel_source";

    fn read(line: &str) -> Result<Row, String> {
        let catalog = Catalog::embedded();
        let chip = ChipFacts::new(catalog, catalog.chip("h100-sxm").unwrap()).unwrap();
        let cells = |text: &str| csv::StringRecord::from(text.split(',').collect::<Vec<_>>());
        let columns = cells(COLUMNS);
        MoeKind::read(&Record::new(2, &columns, cells(line)), &chip)
    }

    fn typical() -> Vec<f64> {
        CONSTANTS.iter().map(|p| p.typical).collect()
    }

    #[test]
    fn a_decode_row_reads_the_weights_of_its_experts() {
        let row = read(
            "16,4096,1536,8,128,1,1,balanced,bfloat16,900,trtllm,1.3.0rc20,moe_torch_flow_cutlass",
        )
        .unwrap();
        // All 128 experts of 3 · 4096 · 1536 · 2 B at 0.86 of 3.35 TB/s, and 39 kcycles.
        let weights = 128.0 * 3.0 * 4096.0 * 1536.0 * 2e-6 / (0.86 * 3.35);
        let time = MoeKind::time_us(&row, &typical(), &[]);
        assert!(time > weights + 39.0 / 1.83 && time < 1.15 * (weights + 39.0 / 1.83), "{time}");
        assert_eq!((row.variant, row.class), ("bf16", "trtllm cutlass bf16"));
    }

    #[test]
    fn one_kernel_is_told_from_another() {
        for (source, blackwell, expected) in [
            ("moe_torch_flow", true, "gen"),
            ("moe_torch_flow", false, "cutlass"),
            ("moe_torch_flow_nongated", true, "cutlass"),
            ("sglang_flashinfer_trtllm_moe", true, "gen"),
            ("vllm_gptossmxfp4moe_triton_oaitritonmxfp4expertsmonolithic", false, "triton"),
            ("vllm_fp8moe_flashinfer_cutlass_flashinferexperts", false, "cutlass"),
        ] {
            assert_eq!(back_end("trtllm", source, blackwell), expected, "{source}");
        }
        // Kernels that nobody measured are the typical ones.
        assert_eq!(class("mine", "my_kernel", "bf16", false), "");
        assert!(CLASSES.is_sorted(), "the list is read by eye");
    }

    #[test]
    fn what_cannot_be_predicted_is_said() {
        let line = |distribution: &str, dtype: &str| {
            read(&format!("16,4096,1536,8,128,1,1,{distribution},{dtype},900,vllm,0.24.0,x"))
        };
        assert!(line("zipf", "bfloat16").unwrap_err().contains("zipf"));
        assert!(line("balanced", "int2").unwrap_err().contains("int2"));
        assert!(line("power_law_1.2", "w4a16_mxfp4").is_ok());
        let few = read("16,4096,1536,8,4,1,1,balanced,bfloat16,900,vllm,0.24.0,x");
        assert!(few.unwrap_err().contains("4 experts"));
    }
}
