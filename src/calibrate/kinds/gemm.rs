//! Measured matrix multiplications: a launch, and a share of each roof.

use crate::calibrate::{ChipFacts, Kind, Parameter, Record};
use crate::catalog::Precision;

/// Matrix multiplications.
#[derive(Debug, Clone, Copy)]
pub struct GemmKind;

/// One measured multiplication.
#[derive(Debug, Clone)]
pub struct Row {
    shape: [f64; 3],
    mflop: f64,
    mb: f64,
    peak: f64,
    memory: f64,
    measured: f64,
}

const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "launch_us",
        unit: "us",
        doc: "Time of the smallest kernel.",
        typical: 2.3,
        lower: 0.5,
        upper: 100.0,
    },
    Parameter {
        name: "matrix_efficiency",
        unit: "1",
        doc: "Share of the matrix peak reached.",
        typical: 0.85,
        lower: 0.2,
        upper: 1.1,
    },
    Parameter {
        name: "memory_efficiency",
        unit: "1",
        doc: "Share of the memory peak reached.",
        typical: 0.89,
        lower: 0.3,
        upper: 3.0,
    },
];

impl Kind for GemmKind {
    type Row = Row;
    const NAME: &'static str = "gemm";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        let shape = [record.count("m")?, record.count("n")?, record.count("k")?];
        let [m, n, k] = shape;
        if record.text("dtype")? != "bfloat16" {
            return Err("only bfloat16 is modelled".into());
        }
        let rates = chip.at(Precision::Bf16).ok_or("the chip has no bf16")?.rates();
        Ok(Row {
            shape,
            mflop: 2e-6 * m * n * k,
            mb: 2e-6 * (m * k + n * k + m * n),
            peak: rates.matrix_peak,
            memory: rates.memory_peak,
            measured: record.positive("time_us")?,
        })
    }

    fn variant(_: &Row) -> &'static str {
        "bf16"
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        &[("bf16", None)]
    }

    fn parameters(_: &str) -> &'static [Parameter] {
        PARAMETERS
    }

    fn time_us(row: &Row, c: &[f64], _: &[f64]) -> f64 {
        c[0] + (row.mflop / (row.peak * c[1])).max(row.mb / (row.memory * c[2]))
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    fn baseline_us(row: &Row) -> f64 {
        (row.mflop / row.peak).max(row.mb / row.memory)
    }

    fn shape(row: &Row) -> String {
        format!("{} {}", row.shape[1], row.shape[2])
    }

    fn describe(row: &Row) -> String {
        let [m, n, k] = row.shape;
        format!("m {m} n {n} k {k} bf16")
    }

    fn groups(_: &Row) -> Vec<String> {
        vec!["bf16".into()]
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        ["m", "n", "k"].into_iter().zip(row.shape).collect()
    }
}
