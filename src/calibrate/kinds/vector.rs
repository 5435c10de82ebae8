//! Measured elementwise and norm kernels: softmax, layer norm, GELU.
//!
//! The equation is that of the `llm` kernel's elementwise operations, with a floor and a share
//! of the memory peak per kernel: eager frameworks launch several kernels for one operation,
//! and some read their input twice (a softmax that does reaches half of the peak).

use crate::calibrate::{ChipFacts, Kind, Parameter, Record};
use crate::catalog::Precision;
use crate::model::chip::Rates;
use crate::model::constants::{GATE_OPS, NORM_OPS};
use crate::model::roofline::elementwise;

/// Elementwise and norm kernels.
#[derive(Debug, Clone, Copy)]
pub struct VectorKind;

/// One measured kernel over `rows` rows of `width` 16-bit elements.
#[derive(Debug, Clone)]
pub struct Row {
    variant: &'static str,
    rows: f64,
    width: f64,
    rates: Rates<f64>,
    measured: f64,
}

impl Row {
    /// Read once, written once (MB).
    fn mb(&self) -> f64 {
        4e-6 * self.rows * self.width
    }
}

const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "floor_us",
        unit: "us",
        doc: "Time of the smallest call, with every kernel it launches.",
        typical: 20.0,
        lower: 0.5,
        upper: 500.0,
    },
    Parameter {
        name: "memory_share",
        unit: "1",
        doc: "Share of the memory peak that one read and one write reach.",
        typical: 0.6,
        lower: 0.05,
        upper: 1.1,
    },
];

impl Kind for VectorKind {
    type Row = Row;
    const NAME: &'static str = "vector";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        let op = record.text("op")?;
        let known = Self::variants().iter().find(|(name, _)| *name == op);
        let (variant, _) =
            known.ok_or_else(|| format!("`{op}` is no softmax, layernorm or gelu"))?;
        let inputs = [Precision::Fp16, Precision::Bf16].into_iter().find_map(|p| chip.at(p));
        let (rows, width) = (record.count("m")?, record.count("n")?);
        let measured = match record.get("time_us") {
            Some(_) => record.positive("time_us")?,
            // 10⁹ elements a second are 10³ a microsecond.
            None => rows * width / (1e3 * record.positive("throughput_Gelem_s")?),
        };
        Ok(Row {
            variant,
            rows,
            width,
            rates: inputs.ok_or("the catalogue knows no 16-bit rate of the chip")?.rates(),
            measured,
        })
    }

    fn variant(row: &Row) -> &'static str {
        row.variant
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        &[("softmax", None), ("layernorm", None), ("gelu", None)]
    }

    fn parameters(_: &str) -> &'static [Parameter] {
        PARAMETERS
    }

    fn time_us(row: &Row, constants: &[f64], _: &[f64]) -> f64 {
        let ops = if row.variant == "gelu" { GATE_OPS.value } else { NORM_OPS.value };
        let r = &row.rates;
        let memory = r.memory_peak * constants[1];
        let mflop = row.rows * row.width * ops;
        let [time, ..] =
            elementwise([row.mb(), mflop, memory, r.l2, r.l2_mb, r.vector, constants[0]]);
        time
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    fn baseline_us(row: &Row) -> f64 {
        row.mb() / row.rates.memory_peak
    }

    fn shape(row: &Row) -> String {
        format!("{} {}", row.rows, row.width)
    }

    fn describe(row: &Row) -> String {
        format!("{} of {} x {}", row.variant, row.rows, row.width)
    }

    fn groups(row: &Row) -> Vec<String> {
        let size = if row.mb() > 100.0 { "> 100 MB" } else { "<= 100 MB" };
        vec![row.variant.to_owned(), size.to_owned()]
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        vec![("m", row.rows), ("n", row.width)]
    }
}
