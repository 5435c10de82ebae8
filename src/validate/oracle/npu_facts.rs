//! Published figures of systolic accelerators against the equations of an array.
//!
//! ```text
//! peak             = 2 · arrays · rows · cols · clock
//! ridge            = peak / 2 / weight bandwidth         (multiply-accumulates per weight byte)
//! intensity        = batch                               where each weight is used once per example
//! ```
//!
//! The six applications of TPU v1 (Jouppi et al., ISCA 2017, tables 1 and 3) test the model
//! with overlapped weights. A fold streams `I` inputs (the operational intensity) past 256 x
//! 256 weights, while those of the next come from DRAM and are then shifted in:
//!
//! ```text
//! period  = max(256, I, 65536 B · clock / bandwidth)     (cycles)
//! rate    = 2 · I · 65536 · clock / period               an upper bound
//! active  = busy · I / period
//! shift   = busy · 256 / period                          where DRAM limits, else hidden
//! stall   = busy − active − shift
//! ```
//!
//! with `busy` the published share of cycles that the program spends on the matrix unit at all.
//! Figures that these take as input, and those that no equation of an array gives, are named.

use std::collections::HashMap;

use super::systolic::Point;
use super::{Row, Score, Skipped};
use crate::calibrate::Record;
use crate::catalog::{Catalog, Precision};

/// The published applications run on this device.
const TPU_V1: &str = "TPU v1";

/// What is published, by device and item.
struct Facts<'a> {
    by_item: HashMap<(&'a str, &'a str), &'a Record<'a>>,
}

/// A prediction of a published figure.
struct Derived {
    value: f64,
    rule: String,
    /// `Some` if it is arithmetic that must come out to the printed digits.
    exact: Option<bool>,
}

pub(super) fn add(score: &mut Score, file: &str, records: &[Record]) {
    let cell = |r: &'_ Record, column: &str| r.get(column).unwrap_or_default().to_owned();
    let keys: Vec<(String, String)> =
        records.iter().map(|r| (cell(r, "device"), cell(r, "item"))).collect();
    let by_item =
        keys.iter().zip(records).map(|((d, i), r)| ((d.as_str(), i.as_str()), r)).collect();
    let facts = Facts { by_item };
    for (record, (device, item)) in records.iter().zip(&keys) {
        let place = format!("{file}:{}", record.line);
        match facts.derive(device, item, record) {
            Ok((derived, reference)) => {
                let group = if derived.exact.is_some() { "arithmetic" } else { "measured" };
                score.rows.push(Row {
                    place,
                    what: format!("{item} ({})", cell(record, "unit")),
                    subject: device.clone(),
                    groups: vec![format!("npu facts: {group}")],
                    predicted: derived.value,
                    reference,
                    baseline: None,
                    exact: derived.exact,
                    fidelity: "datasheet",
                    rule: derived.rule,
                });
            }
            Err(why) => score.skipped.push(Skipped { place, subject: device.clone(), why }),
        }
    }
}

const INPUT: &str = "an input of other figures of the device";
const NO_EQUATION: &str = "no equation of an array gives it";

impl Facts<'_> {
    fn number(&self, device: &str, item: &str) -> Result<f64, String> {
        let record =
            self.by_item.get(&(device, item)).ok_or_else(|| format!("no {item} is given"))?;
        record.number("value")
    }

    /// The prediction for a fact, and the figure it stands against.
    fn derive(&self, device: &str, item: &str, record: &Record) -> Result<(Derived, f64), String> {
        match item {
            "peak" | "peak bf16" | "peak fp16" | "peak int8" | "peak bf16 dense" => {
                let published = record.number("value")?;
                if !self.by_item.contains_key(&(device, "clock")) {
                    return Ok((catalogued_peak(device, record)?, published));
                }
                let doubled = item == "peak int8" && self.by_item.contains_key(&(device, "cube"));
                Ok((self.peak(device, doubled, record.text("value")?)?, published))
            }
            "NPUs" => self.chip_peak(device, record),
            "ridge point" => {
                Ok((self.ridge(device, record.text("value")?)?, record.number("value")?))
            }
            "operational intensity" => Ok((self.intensity(device)?, record.number("value")?)),
            "measured" => Ok((self.rate(device)?, record.number("value")?)),
            "array active" | "weight shift" | "weight stall" => {
                Ok((self.share(device, item)?, record.number("value")?))
            }
            "non-matrix" => Ok((self.rest(device, record)?, record.number("value")?)),
            "MAC array" | "clock" | "weight memory BW" | "MXU per core" | "tensor cores"
            | "cube" | "cores" | "batch" | "HBM BW" => Err(INPUT.to_owned()),
            "useful MACs" => Err("the shapes of the layers are not given".to_owned()),
            "array" => Err("no peak is published".to_owned()),
            _ => Err(NO_EQUATION.to_owned()),
        }
    }

    /// Clock in GHz.
    fn clock(&self, device: &str) -> Result<f64, String> {
        let clock = self.number(device, "clock")?;
        let unit = self.by_item.get(&(device, "clock")).and_then(|r| r.get("unit"));
        match unit {
            Some("GHz") => Ok(clock),
            Some("MHz") => Ok(clock * 1e-3),
            other => Err(format!("the unit of its clock is {other:?}")),
        }
    }

    /// Rows, columns and number of the arrays of a device.
    fn arrays(&self, device: &str) -> Result<[f64; 3], String> {
        if let Some(array) = self.by_item.get(&(device, "MAC array")) {
            let [rows, cols] = sides(array.text("value")?)?;
            return Ok([rows, cols, 1.0]);
        }
        if let Some(units) = self.by_item.get(&(device, "MXU per core")) {
            let [rows, cols] = sides(units.text("unit")?)?;
            let count = units.number("value")? * self.number(device, "tensor cores")?;
            return Ok([rows, cols, count]);
        }
        if let Some(cube) = self.by_item.get(&(device, "cube")) {
            // Sixteen planes of 16 x 16, one beside the other.
            let [planes, rows, cols] = sides(cube.text("value")?)?;
            return Ok([rows, planes * cols, self.number(device, "cores")?]);
        }
        Err("its arrays are not given".to_owned())
    }

    /// Peak in TFLOP/s or TOP/s.
    fn peak(&self, device: &str, doubled: bool, printed: &str) -> Result<Derived, String> {
        let [rows, cols, arrays] = self.arrays(device)?;
        let clock = self.clock(device)?;
        let point = Point::new(&[
            ("array.rows", rows),
            ("array.cols", cols),
            ("array.arrays", arrays),
            ("gemm.m", 1.0),
            ("gemm.n", 1.0),
            ("gemm.k", 1.0),
        ]);
        let twice = if doubled { 2.0 } else { 1.0 };
        let value = twice * 2.0 * point.metric("macs") * clock * 1e-3;
        let double = if doubled { "2 (8-bit pairs) x " } else { "" };
        let rule = format!("{double}2 x {arrays} x {rows} x {cols} x {clock} GHz = {value:.4}");
        Ok(Derived { value, rule, exact: Some(as_printed(value, printed)) })
    }

    /// A chip of several equal units, where its own peak is noted.
    fn chip_peak(&self, device: &str, record: &Record) -> Result<(Derived, f64), String> {
        let units = record.number("value")?;
        let published = record
            .get("note")
            .and_then(|n| n.strip_prefix("published "))
            .ok_or("no peak of the chip is given")?;
        let unit = format!("{} NPU", device.trim_end_matches(" chip"));
        let one = self.peak(&unit, false, published)?;
        let value = units * one.value;
        let rule = format!("{units} x ({})", one.rule);
        let reference = published.parse().map_err(|_| format!("`{published}` is no number"))?;
        Ok((Derived { value, rule, exact: Some(as_printed(value, published)) }, reference))
    }

    /// Multiply-accumulates per byte of weights at which array and weight memory balance.
    fn ridge(&self, device: &str, printed: &str) -> Result<Derived, String> {
        let peak = self.peak(device, false, printed)?;
        let gbytes = self.number(device, "weight memory BW")?;
        let value = peak.value / 2.0 / gbytes * 1e3;
        let rule = format!("{:.3} T/s / 2 / {gbytes} GB/s = {value:.0}", peak.value);
        Ok(Derived { value, rule, exact: Some(as_printed(value, printed)) })
    }

    /// Uses of a weight per example are known where there is no convolution: one.
    fn intensity(&self, device: &str) -> Result<Derived, String> {
        let batch = self.number(device, "batch")?;
        if device.contains("CNN") {
            return Err("the image sizes of its layers are not given".to_owned());
        }
        let published = self.number(device, "operational intensity")?;
        let rule = format!("a weight is used once per example of a batch of {batch}");
        Ok(Derived { value: batch, rule, exact: Some(batch == published) })
    }

    /// A fold of an application: cycles of streaming, of the period, and whether DRAM limits.
    fn fold(&self, device: &str) -> Result<(f64, f64, bool, f64), String> {
        let stream = self.number(device, "operational intensity")?;
        let clock = self.clock(TPU_V1)?;
        let [rows, cols, _] = self.arrays(TPU_V1)?;
        let gbytes = self.number(TPU_V1, "weight memory BW")?;
        let millions = self.number(device, "weights")?;
        let folds = (millions * 1e6 / (rows * cols)).ceil();
        // All weights side by side: one row of folds.
        let point = Point::new(&[
            ("array.rows", rows),
            ("array.cols", cols),
            ("array.overlap", 1.0),
            ("array.clock_ghz", clock),
            ("gemm.m", stream),
            ("gemm.k", rows),
            ("gemm.n", folds * cols),
        ]);
        // Activations stay on the chip: weights alone come from DRAM.
        let waiting = point.metric("dram_filter_reads") / gbytes * clock;
        let array = point.metric("array_cycles");
        let total = array.max(waiting);
        let tops = 2.0 * stream * folds * rows * cols * clock / total * 1e-3;
        Ok((stream * folds / total, rows * folds / total, waiting > array, tops))
    }

    fn rate(&self, device: &str) -> Result<Derived, String> {
        let (_, _, limited, value) = self.fold(device)?;
        let limit = if limited { "weights from DRAM" } else { "the array" };
        let rule = format!("upper bound, limited by {limit}: {value:.2}");
        Ok(Derived { value, rule, exact: None })
    }

    fn share(&self, device: &str, item: &str) -> Result<Derived, String> {
        let busy = 100.0 - self.number(device, "non-matrix")?;
        let (active, shift, limited, _) = self.fold(device)?;
        // Behind a stream that is longer than the loading, loading does not show.
        let shift = if limited { shift } else { 0.0 };
        let value = busy
            * match item {
                "array active" => active.min(1.0),
                "weight shift" => shift,
                _ if limited => 1.0 - active - shift,
                _ => 0.0,
            };
        let rule = format!("{busy:.1} % of cycles on the matrix unit, {item} {value:.1} %");
        Ok(Derived { value, rule, exact: None })
    }

    /// Shares of cycles add up, each being rounded.
    fn rest(&self, device: &str, record: &Record) -> Result<Derived, String> {
        let mut value = 100.0;
        for item in ["array active", "weight stall", "weight shift"] {
            value -= self.number(device, item)?;
        }
        let published = record.number("value")?;
        let rule = format!("100 % less active, stall and shift: {value:.1}");
        // Four shares, each rounded to 0.1.
        Ok(Derived { value, rule, exact: Some((value - published).abs() < 0.2 + 1e-9) })
    }
}

/// A peak whose clock only the catalogue knows; the arrays are noted with it, as
/// `8 NeuronCores, 128x128 PE array`.
fn catalogued_peak(device: &str, record: &Record) -> Result<Derived, String> {
    let noted = || {
        let note = record.get("arithmetic_check")?;
        let arrays: f64 = note.split(' ').next()?.parse().ok()?;
        let [rows, cols] = note.split(' ').find_map(|word| sides(word).ok())?;
        Some((arrays, rows, cols))
    };
    let (arrays, rows, cols) = noted().ok_or("neither arrays nor clock are given")?;
    let chip = Catalog::embedded().chip(device).map_err(|e| e.to_string())?;
    let clock = chip.matrix_clock_ghz(Precision::Bf16).ok_or("its clock is not known")?;
    let per_ghz = 2e-3 * arrays * rows * cols;
    let (value, printed) = (per_ghz * clock, record.text("value")?);
    let rule = format!(
        "2 x {arrays} x {rows} x {cols} x {clock} GHz (of the catalogue) = {value:.4}; it would \
         take {:.2} GHz",
        record.number("value")? / per_ghz
    );
    Ok(Derived { value, rule, exact: Some(as_printed(value, printed)) })
}

/// `256x256`, or `16x16x16 ...`.
fn sides<const N: usize>(text: &str) -> Result<[f64; N], String> {
    let first = text.split(' ').next().unwrap_or_default();
    let numbers: Option<Vec<f64>> = first.split('x').map(|s| s.parse().ok()).collect();
    numbers
        .and_then(|n| n.try_into().ok())
        .ok_or_else(|| format!("`{text}` is no shape of {N} sides"))
}

/// Whether a value rounds to the digits as printed; zeros at the end of a whole number may
/// only fill it up.
fn as_printed(value: f64, printed: &str) -> bool {
    let Ok(number) = printed.parse::<f64>() else { return false };
    let step = match printed.split_once('.') {
        Some((_, decimals)) => 10f64.powi(-(decimals.len() as i32)),
        None => {
            let zeros = printed.len() - printed.trim_end_matches('0').len();
            10f64.powi(zeros.min(printed.len().saturating_sub(2)) as i32)
        }
    };
    (value - number).abs() <= step / 2.0
}
