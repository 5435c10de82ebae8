//! Systolic arrays against SCALE-Sim's reports, and against published accelerators.
//!
//! A line of a report is *exact* if every number it has is equal: cycles, reads and writes of
//! the memories, utilisations to 1 part in 10⁹ (or to the
//! third decimal, in the look-up tables that LLMCompass made of such reports).
//! Stall-free lines have a closed form; where bandwidth limits, SCALE-Sim replays its buffers
//! address by address, and the prediction is a roofline, in a group of its own.

use std::path::PathBuf;

use super::{Lines, Row, Score, Skipped, npu_facts, texts};
use crate::calibrate::{DataError, Record};
use crate::model::Kernel;

/// The reports that come with the program.
const REPORTS: &str = include_str!("../../../validation/oracles/scalesim.csv");
/// The facts that come with the program.
const FACTS: &str = include_str!("../../../validation/oracles/npu_facts.csv");

/// Predicts every line of `files` (or, without any, of what comes with the program).
///
/// # Errors
/// If a file cannot be read, or holds neither reports nor facts. A line without a prediction is
/// counted and named in the score.
pub fn validate(files: &[PathBuf]) -> Result<Score, DataError> {
    let mut score = Score {
        kind: "systolic".to_owned(),
        unit: "cycle",
        reference: "SCALE-Sim",
        baseline: "roofline",
        rows: Vec::new(),
        skipped: Vec::new(),
    };
    let shipped = [("scalesim.csv", REPORTS), ("npu_facts.csv", FACTS)];
    for (name, text) in texts(files, &shipped)? {
        add(&mut score, &name, &text)?;
    }
    Ok(score)
}

fn add(score: &mut Score, file: &str, text: &str) -> Result<(), DataError> {
    let lines = Lines::read("systolic", file, text)?;
    let records: Vec<Record> = lines.records().collect();
    if ["device", "item", "value"].iter().all(|c| lines.has(c)) {
        npu_facts::add(score, file, &records);
        return Ok(());
    }
    for record in &records {
        let place = format!("{file}:{}", record.line);
        match report(record, &place) {
            Ok(row) => score.rows.push(row),
            Err(why) => {
                let subject = record.get("dataflow").unwrap_or_default().to_owned();
                score.skipped.push(Skipped { place, subject, why });
            }
        }
    }
    Ok(())
}

/// A point of the kernel, by the names of its slots; the others have their defaults.
pub(super) struct Point {
    slots: Vec<f64>,
    metrics: Vec<f64>,
}

impl Point {
    pub(super) fn new(values: &[(&str, f64)]) -> Self {
        let of = |name: &str| values.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        let slots: Vec<f64> = Kernel::Systolic
            .slots()
            .iter()
            .map(|s| of(s.name).or(s.default.map(|d| d.value)).unwrap_or(1.0))
            .collect();
        let metrics = Kernel::Systolic.evaluate(&slots).metrics;
        Self { slots, metrics }
    }

    pub(super) fn metric(&self, name: &str) -> f64 {
        let at = Kernel::Systolic.metrics().iter().position(|m| m.name == name);
        self.metrics[at.unwrap_or_else(|| unreachable!("no metric {name}"))]
    }

    fn slot(&self, name: &str) -> f64 {
        let at = Kernel::Systolic.slots().iter().position(|s| s.name == name);
        self.slots[at.unwrap_or_else(|| unreachable!("no slot {name}"))]
    }
}

const KIB_IN_MB: f64 = 1.024e-3;

/// What a line of a report says, as a point of the kernel.
fn point(record: &Record) -> Result<(Point, bool), String> {
    let dataflow = record.text("dataflow")?;
    let number = ["os", "ws", "is"].iter().position(|d| *d == dataflow);
    let dataflow = number.ok_or_else(|| format!("`dataflow` is `{dataflow}`, not os, ws or is"))?;
    let mut values = vec![
        ("array.quirks", 1.0),
        ("array.dataflow", dataflow as f64),
        ("array.rows", record.count("array_rows")?),
        ("array.cols", record.count("array_cols")?),
    ];
    for (slot, column) in [
        ("array.ifmap_mb", "sram_ifmap_kB"),
        ("array.filter_mb", "sram_filter_kB"),
        ("array.ofmap_mb", "sram_ofmap_kB"),
    ] {
        if record.get(column).is_some() {
            values.push((slot, record.positive(column)? * KIB_IN_MB));
        }
    }
    let convolution = record.get("kind") == Some("conv");
    let shape: &[(&str, &str)] = if convolution {
        &[
            ("conv.height", "conv_ih"),
            ("conv.width", "conv_iw"),
            ("conv.kernel_height", "conv_fh"),
            ("conv.kernel_width", "conv_fw"),
            ("conv.channels", "conv_ch"),
            ("conv.filters", "conv_nf"),
            ("conv.stride", "conv_stride"),
        ]
    } else {
        &[("gemm.m", "M"), ("gemm.n", "N"), ("gemm.k", "K")]
    };
    for (slot, column) in shape {
        values.push((slot, record.count(column)?));
    }
    let limited = match record.get("bw_mode") {
        None | Some("CALC") => false,
        Some("USER") => true,
        Some(other) => return Err(format!("`bw_mode` is `{other}`, not CALC or USER")),
    };
    if limited {
        // A word is a byte and a cycle a nanosecond.
        values.push(("array.dram_tbps", record.positive("bw_words_per_cycle")? * 1e-3));
    }
    let point = Point::new(&values);
    let reason = Kernel::Systolic.evaluate(&point.slots).reason as usize;
    if reason > 0 {
        return Err(Kernel::Systolic.reasons()[reason].doc.to_owned());
    }
    Ok((point, limited))
}

/// Columns that must be equal, and the metrics they are held against.
const COUNTS: [(&str, &str); 4] = [
    ("total_cycles", "cycles"),
    ("sram_ifmap_reads", "sram_ifmap_reads"),
    ("sram_filter_reads", "sram_filter_reads"),
    ("sram_ofmap_writes", "sram_ofmap_writes"),
];
const SHARES: [(&str, &str); 3] = [
    ("overall_util_pct", "utilisation"),
    ("mapping_eff_pct", "mapping_efficiency"),
    ("compute_util_pct", "compute_utilisation"),
];
const TRAFFIC: [&str; 3] = ["dram_ifmap_reads", "dram_filter_reads", "dram_ofmap_writes"];

fn report(record: &Record, place: &str) -> Result<Row, String> {
    let (point, limited) = point(record)?;
    let cycles = record.count("total_cycles")?;
    // Tables without a column for the bandwidth are LLMCompass's look-up tables.
    let rounded = record.get("bw_mode").is_none();
    let mut differs = Vec::new();
    for (column, metric) in COUNTS {
        if record.get(column).is_some() && record.number(column)? != point.metric(metric) {
            differs.push(column);
        }
    }
    for (column, metric) in SHARES {
        if record.get(column).is_some() {
            let (want, have) = (record.number(column)?, 100.0 * point.metric(metric));
            if !same_share(want, have, rounded) {
                differs.push(column);
            }
        }
    }
    let mut traffic = Vec::new();
    for column in TRAFFIC.into_iter().filter(|c| record.get(c).is_some()) {
        traffic.push(record.number(column)? == point.metric(column));
    }
    let mut groups = vec![
        if record.get("kind") == Some("conv") { "convolution" } else { "GEMM" }.to_owned(),
        if limited { "bandwidth-limited" } else { "stall-free" }.to_owned(),
    ];
    if !traffic.is_empty() {
        let equal = traffic.iter().all(|t| *t);
        let limit = if limited { "bandwidth-limited" } else { "stall-free" };
        groups.push(format!("{limit}, DRAM words {}", if equal { "equal" } else { "differ" }));
    }
    let [rows, cols, m, n, k] =
        ["array.rows", "array.cols", "gemm.m", "gemm.n", "gemm.k"].map(|s| point.slot(s));
    let dataflow = record.text("dataflow")?;
    let what = match record.get("kind") {
        Some("conv") => {
            let of = |c: &str| record.get(c).unwrap_or_default().to_owned();
            format!(
                "{dataflow} {rows} x {cols}, {} x {} of {} x {} x {}, stride {}",
                of("conv_nf"),
                of("conv_fh"),
                of("conv_ih"),
                of("conv_iw"),
                of("conv_ch"),
                of("conv_stride")
            )
        }
        _ => format!("{dataflow} {rows} x {cols}, m {m} n {n} k {k}"),
    };
    let ideal = |words: &str| point.metric(words) / (point.slot("array.dram_tbps") * 1e3);
    let mut least = point.metric("tflops") * point.metric("time_us") * 1e6 / 2.0 / (rows * cols);
    if limited {
        least = TRAFFIC.into_iter().map(ideal).fold(least, f64::max);
    }
    let rule = match (limited, differs.is_empty()) {
        (_, true) => "folds x fold, to the last cycle".to_owned(),
        (true, false) => "roofline of array and DRAM words; stalls have no closed form".to_owned(),
        (false, false) => format!("differs in {}", differs.join(", ")),
    };
    Ok(Row {
        place: place.to_owned(),
        what,
        subject: dataflow.to_owned(),
        groups,
        predicted: point.metric("cycles"),
        reference: cycles,
        baseline: Some(least.max(1.0)),
        exact: Some(differs.is_empty()),
        fidelity: "",
        rule,
    })
}

/// Whether two percentages are the same: to 10⁻⁹ of themselves, or to half of the third decimal
/// where a table is rounded to that.
fn same_share(want: f64, have: f64, rounded: bool) -> bool {
    const HALF: f64 = 0.000_5 * (1.0 + 1e-9);
    (have - want).abs() <= 1e-9 * want || rounded && (have - want).abs() <= HALF
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(file: &str, text: &str) -> Score {
        let mut score = Score {
            kind: "systolic".to_owned(),
            unit: "cycle",
            reference: "SCALE-Sim",
            baseline: "roofline",
            rows: Vec::new(),
            skipped: Vec::new(),
        };
        add(&mut score, file, text).unwrap();
        score
    }

    fn has(row: &Row, group: &str) -> bool {
        row.groups.iter().any(|g| g == group)
    }

    #[test]
    fn every_stall_free_report_is_equal_in_every_number() {
        let score = scored("scalesim.csv", REPORTS);
        assert_eq!((score.rows.len(), score.skipped.len()), (345, 0));
        let free: Vec<&Row> = score.rows.iter().filter(|r| has(r, "stall-free")).collect();
        assert_eq!(free.len(), 309);
        assert!(free.iter().all(|r| r.exact == Some(true)));
        // The write buffer of three of them wraps.
        assert_eq!(free.iter().filter(|r| has(r, "stall-free, DRAM words differ")).count(), 3);
        // Stalls are never claimed: at most those limited rows that had none are equal.
        let limited = score.rows.iter().filter(|r| has(r, "bandwidth-limited"));
        assert!(limited.filter(|r| r.exact == Some(true)).count() <= 7);
    }

    #[test]
    fn one_count_that_is_off_by_one_is_not_exact() {
        let mut reader = csv::Reader::from_reader(REPORTS.as_bytes());
        let columns = reader.headers().unwrap().clone();
        let report = reader.records().next().unwrap().unwrap();
        for (column, _) in COUNTS.iter().chain(&SHARES) {
            let at = columns.iter().position(|c| c == *column).unwrap();
            let cells: Vec<String> = report
                .iter()
                .enumerate()
                .map(|(i, cell)| match cell.parse::<f64>() {
                    Ok(number) if i == at => (number * (1.0 + 1e-6) + 1e-6).to_string(),
                    _ => cell.to_owned(),
                })
                .collect();
            let header: Vec<&str> = columns.iter().collect();
            let text = format!("{}\n{}\n", header.join(","), cells.join(","));
            assert_eq!(scored("wrong.csv", &text).rows[0].exact, Some(false), "{column}");
        }
    }

    #[test]
    fn look_up_tables_are_read_and_what_cannot_be_predicted_is_named() {
        let text = "M,N,K,array_rows,array_cols,dataflow,total_cycles,overall_util_pct\n\
                    1,1,1,8,8,os,14,0.112\n1,1,1,8,8,xs,14,0.112\n1,1,1,0,8,os,14,0.112\n";
        let score = scored("table.csv", text);
        assert_eq!(score.rows[0].exact, Some(true));
        let why: Vec<&str> = score.skipped.iter().map(|s| s.why.as_str()).collect();
        assert_eq!(why, ["`dataflow` is `xs`, not os, ws or is", "`array_rows` is 0, less than 1"]);
    }

    #[test]
    fn every_line_of_facts_is_answered_and_peaks_but_three_come_out_as_printed() {
        let score = scored("npu_facts.csv", FACTS);
        assert_eq!(score.rows.len() + score.skipped.len(), 114);
        let differ: Vec<&str> = score
            .rows
            .iter()
            .filter(|r| r.exact == Some(false))
            .map(|r| r.subject.as_str())
            .collect();
        // Ascend 910's 256 and 512 are 2.4 % below 1 GHz; Trainium2's clock is the catalogue's.
        assert_eq!(differ, ["Ascend 910", "Ascend 910", "Trainium2"]);
    }

    #[test]
    fn the_cycle_shares_of_tpu_v1_layers_that_stream_weights_follow_from_the_overlap() {
        let score = scored("npu_facts.csv", FACTS);
        let shares = score.rows.iter().filter(|r| {
            (r.subject.contains("MLP") || r.subject.ends_with("LSTM0"))
                && r.what.contains("% cycles")
                && r.exact.is_none()
        });
        for row in shares {
            let off = (row.predicted - row.reference).abs();
            assert!(off < 6.0, "{} {}: {} {}", row.subject, row.what, row.predicted, row.reference);
        }
    }
}
