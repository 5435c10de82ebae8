//! Measured matrix multiplications, with the quantisation of their activations.
//!
//! A row is one call of a library's linear layer: the multiplication, and in narrow formats the
//! kernels that quantise 16-bit activations before it. How these work depends on the library, so
//! a variant is a format and a library; it has the constants of
//! [`GemmConstants`](crate::model::gemm::GemmConstants) and, where quantisation is part of the
//! time, those of [`QuantiseConstants`](crate::model::gemm::QuantiseConstants) in place of three
//! that its rows do not determine. Eager rows are not predicted: 40-60 us of host time are not a
//! property of the chip.

mod parameters;

use crate::calibrate::{ChipFacts, Filling, Kind, Parameter, Record};
use crate::catalog::Precision;
use crate::model::chip::Rates;
use crate::model::gemm::{Reuse, Shape, gemm, quantise};
use parameters::{FACTORS, Library, VARIANTS, Variant};

/// Matrix multiplications.
#[derive(Debug, Clone, Copy)]
pub struct GemmKind;

/// One measured multiplication.
#[derive(Debug, Clone)]
pub struct Row {
    shape: Shape<f64>,
    reuse: Reuse<f64>,
    rates: Rates<f64>,
    variant: &'static Variant,
    /// Whether the quantisation of the activations is part of the time.
    quantised: bool,
    /// Whether the host's clock took the time, launches included.
    by_host: bool,
    library: String,
    measured: f64,
}

impl Row {
    fn mflop(&self) -> f64 {
        2e-6 * self.shape.m * self.shape.n * self.shape.k
    }

    /// Times of the matrix units and of the memory at their peaks (µs).
    fn roofs(&self) -> [f64; 2] {
        let Shape { m, n, k, weight, operand, result } = self.shape;
        let mb = 1e-6 * (m * k * operand + n * k * weight + m * n * result);
        [self.mflop() / self.rates.matrix_peak, mb / self.rates.memory_peak]
    }
}

impl Kind for GemmKind {
    type Row = Row;
    const NAME: &'static str = "gemm";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        if record.get("timing") == Some("eager") {
            return Err("timed eagerly: 40-60 us of host time dominate, only kernels in CUDA \
                        graphs are predicted"
                .into());
        }
        let grouped = record.get("kind").is_some_and(|kind| kind != "dense");
        if grouped || record.get("groups").is_some_and(|g| g != "1") {
            return Err("a grouped multiplication; `moe` predicts those".into());
        }
        let library = record.get("framework").unwrap_or_default();
        let dtype = record.text("dtype")?;
        let narrow = chip.at(Precision::Fp8).is_some();
        let variant = Variant::find(dtype, Library::find(library), narrow)?;
        let inputs = chip.at(variant.compute).ok_or_else(|| {
            format!("the catalogue knows no {} rate of the chip", variant.compute)
        })?;
        let copies = match record.get("weight_copies_est") {
            Some(_) => record.count("weight_copies_est")?,
            // The same buffers every time, where the file says so; else cold.
            None if record.get("l2").is_some_and(|l| l.starts_with("warm")) => 1.0,
            None => 100.0,
        };
        // The collector for SGLang rotates activations along with weights.
        let rotating = Library::find(library) == Library::Sglang;
        Ok(Row {
            shape: Shape {
                m: record.count("m")?,
                n: record.count("n")?,
                k: record.count("k")?,
                weight: variant.weight,
                operand: variant.operand,
                result: 2.0,
            },
            reuse: Reuse {
                weights: copies,
                activations: if rotating { copies } else { 1.0 },
                sustained: 0.0,
            },
            rates: inputs.rates(),
            variant,
            quantised: variant.quantised && record.get("act_quant_in_time") == Some("1"),
            by_host: record.get("launch_overhead_included") == Some("1"),
            library: library.to_owned(),
            measured: record.positive("time_us")?,
        })
    }

    fn variant(row: &Row) -> &'static str {
        row.variant.name
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        parameters::NAMES
    }

    fn parameters(variant: &str) -> &'static [Parameter] {
        VARIANTS.iter().find(|v| v.name == variant).map_or(&[], |v| v.parameters)
    }

    /// Libraries were measured at different states of clock and power.
    fn class(row: &Row) -> &'static str {
        match Library::find(&row.library) {
            _ if row.variant.quantised => "",
            Library::Sglang => "sglang",
            Library::Trtllm => "trtllm",
            Library::Vllm => "vllm",
            Library::Other => "",
        }
    }

    fn factors(class: &str) -> &'static [Parameter] {
        if class.is_empty() { &[] } else { FACTORS }
    }

    /// NVIDIA's two generations of matrix instructions. Where no library was measured, one that
    /// copies asynchronously is assumed; Intel's was, but by a host as slow as the kernels.
    fn family(chip: &ChipFacts) -> &'static str {
        match (chip.chip.vendor.as_deref(), chip.family()) {
            (Some("Intel"), _) => "xe",
            (_, "warp") => "warp",
            _ => "async",
        }
    }

    fn fillings(_: &ChipFacts, precision: Precision) -> Vec<Filling> {
        let variant = match precision {
            Precision::Bf16 | Precision::Fp16 => "bf16",
            Precision::Fp8 => "fp8-trtllm",
            Precision::Fp4 => "nvfp4-trtllm",
            Precision::Int8 => "int8-smooth",
            _ => return vec![],
        };
        let (prefix, class_prefix) = ("matmul", "matmul_class");
        vec![Filling { prefix, variant, class: "", class_prefix, fixed: vec![] }]
    }

    fn time_us(row: &Row, constants: &[f64], factors: &[f64]) -> f64 {
        let (g, q) = row.variant.slots(constants, factors);
        let time = gemm(row.shape, row.reuse, row.rates.unit_peak, &row.rates, &g).time;
        if !row.quantised {
            return time;
        }
        let sizes = [row.shape.m, row.shape.k];
        time + quantise(sizes, [2.0, row.shape.operand], &row.rates, &q)
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    fn baseline_us(row: &Row) -> f64 {
        let [matrix, memory] = row.roofs();
        matrix.max(memory)
    }

    fn shape(row: &Row) -> String {
        format!("{} {}", row.shape.n, row.shape.k)
    }

    fn describe(row: &Row) -> String {
        let Shape { m, n, k, .. } = row.shape;
        let library = if row.library.is_empty() { "library unknown" } else { &row.library };
        format!("m {m} n {n} k {k} {} ({library})", row.variant.format)
    }

    fn groups(row: &Row) -> Vec<String> {
        let [matrix, memory] = row.roofs();
        let decade = (row.mflop() * 1e6).log10().floor();
        let clock = if row.by_host { "host clock" } else { "cuda-graph" };
        let bound = if matrix > memory { "compute-bound" } else { "memory-bound" };
        let library = if row.library.is_empty() { "other" } else { &row.library };
        let format = row.variant.format;
        let mut groups = vec![
            format.to_owned(),
            clock.to_owned(),
            format!("{format} {library}"),
            format!("{format} {bound}"),
            format!("{format} 1e{decade} FLOP"),
        ];
        if row.quantised {
            groups.push("quantised".to_owned());
        }
        groups
    }

    fn weight(row: &Row) -> f64 {
        if row.by_host { 0.0 } else { 1.0 }
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        vec![("m", row.shape.m), ("n", row.shape.n), ("k", row.shape.k)]
    }
}
