//! Rows of ASTRA-sim's collective times.

use std::path::PathBuf;

use super::Oracle;
use crate::calibrate::{DataError, Record};
use crate::model::network::Collective;
use crate::model::network::alpha_beta::{Algorithm as Textbook, Link, cost};
use crate::model::network::astrasim::{
    Algorithm, Block, Dimension, Endpoint, aware_ns, phases, pipeline_ns, unaware_ns,
};
use crate::validate::score::{Row, Score};

/// Predicts every row of the files, or of those that come with the program.
///
/// # Errors
/// If a file cannot be read or holds no rows.
pub fn validate(files: &[PathBuf]) -> Result<Score, DataError> {
    let oracle = Oracle {
        kind: "astrasim",
        sample: ("astrasim.csv", include_str!("../../../validation/oracles/astrasim.csv")),
        unit: "ns",
        reference: "ASTRA-sim",
        baseline: "textbook ring",
        subject: "topology",
        predict: &row,
    };
    oracle.score(files)
}

fn row(record: &Record) -> Result<Row, String> {
    let predicted = predict_ns(record)?;
    let reference = record.positive("time_ns")?;
    let text = |column| record.get(column).unwrap_or("?");
    let chunks = count(record, "dataset_splits")?;
    let several = text("npus_per_dim").contains('x');
    let groups = [
        text("collective"),
        text("implementation"),
        text("backend"),
        if chunks > 1 { "several chunks" } else { "one chunk" },
        if several { "several dimensions" } else { "one dimension" },
    ];
    Ok(Row {
        place: String::new(),
        what: format!(
            "{} of {} B by {} on {} ({} {})",
            text("collective"),
            text("size_bytes"),
            text("implementation"),
            text("npus_per_dim"),
            chunks,
            if chunks > 1 { "chunks" } else { "chunk" }
        ),
        subject: text("topology").to_owned(),
        groups: groups.map(str::to_owned).to_vec(),
        predicted,
        reference,
        baseline: textbook_ring_ns(record)?,
        exact: Some(predicted == reference),
        fidelity: "rule",
        rule: String::new(),
    })
}

/// The textbook's ring over all NPUs at the rate and latency of the slowest dimension.
fn textbook_ring_ns(record: &Record) -> Result<Option<f64>, String> {
    let dimensions = dimensions(record)?;
    let Some(collective) = record.get("collective").and_then(Collective::from_name) else {
        return Ok(None);
    };
    let ranks: f64 = dimensions.iter().map(|d| f64::from(d.npus)).product();
    let slowest = dimensions.iter().min_by(|a, b| a.bandwidth.total_cmp(&b.bandwidth));
    let link =
        slowest.map(|d| Link { step: d.latency, bandwidth: d.bandwidth, reduction: f64::INFINITY });
    let size = record.positive("size_bytes")?;
    // An all-gather's size is one NPU's shard here and the whole vector in the textbook.
    let size = if collective == Collective::AllGather { size * ranks } else { size };
    let of = |link: Link<f64>| cost(collective, Textbook::Ring, size, ranks, 1.0, &link);
    Ok(link.and_then(of).map(|c| c.time()))
}

/// Predicted time (ns) of a row.
///
/// # Errors
/// Why it cannot be predicted.
pub fn predict_ns(record: &Record) -> Result<f64, String> {
    let collective = record.text("collective")?;
    let collective = Collective::from_name(collective)
        .ok_or_else(|| format!("`collective` is `{collective}`, which ASTRA-sim does not run"))?;
    let dimensions = dimensions(record)?;
    let endpoint = Endpoint {
        delay: record.number("endpoint_delay_ns")?,
        memory: record.positive("local_mem_bw_GBps")?,
    };
    let (chunks, active) = (count(record, "dataset_splits")?, count(record, "active_chunks")?);
    let size = record.positive("size_bytes")? / f64::from(chunks);
    let npus: Vec<u32> = dimensions.iter().map(|d| d.npus).collect();
    match (record.text("backend")?, &dimensions[..]) {
        ("congestion_unaware", _) => {
            local_first(record, &dimensions)?;
            let mut times = Vec::new();
            for p in phases(collective, size, &npus)? {
                let d = &dimensions[p.dimension];
                times.push((p.dimension, unaware_ns(p.collective, p.size, d, &endpoint)?));
            }
            Ok(pipeline_ns(&times, chunks, active))
        }
        ("congestion_aware", [one]) if chunks == 1 => aware_ns(collective, size, one, &endpoint),
        ("congestion_aware", [_]) => {
            Err(format!("{chunks} chunks contend for links in the congestion-aware backend"))
        }
        ("congestion_aware", _) => {
            Err("several dimensions in the congestion-aware backend".to_owned())
        }
        (other, _) => Err(format!("`backend` is `{other}`, not congestion_unaware or _aware")),
    }
}

/// Several dimensions are modelled in the order that moves least data.
fn local_first(record: &Record, dimensions: &[Dimension<f64>]) -> Result<(), String> {
    match record.get("collective_optimization") {
        Some(other) if other != "localBWAware" && dimensions.len() > 1 => {
            Err(format!("`collective_optimization` is `{other}`; modelled is localBWAware"))
        }
        _ => Ok(()),
    }
}

fn dimensions(record: &Record) -> Result<Vec<Dimension<f64>>, String> {
    let blocks = words(record.text("topology")?, &BLOCKS, "topology")?;
    let algorithms = words(record.text("implementation")?, &ALGORITHMS, "implementation")?;
    let npus = numbers(record, "npus_per_dim")?;
    let bandwidths = numbers(record, "bandwidth_GiBps_per_dim")?;
    let latencies = numbers(record, "latency_ns_per_dim")?;
    let n = blocks.len();
    if [algorithms.len(), npus.len(), bandwidths.len(), latencies.len()].iter().any(|l| *l != n) {
        return Err(format!("{n} dimensions in `topology`, but not in every other column"));
    }
    let mut dimensions = Vec::new();
    for i in 0..n {
        dimensions.push(Dimension {
            block: blocks[i],
            algorithm: algorithms[i],
            npus: whole("npus_per_dim", npus[i])?,
            bandwidth: positive("bandwidth_GiBps_per_dim", bandwidths[i])? * GIB_PER_GB,
            latency: latencies[i],
        });
    }
    Ok(dimensions)
}

/// Bytes per ns of 1 GiB/s.
const GIB_PER_GB: f64 = 1.073_741_824;

const BLOCKS: [(&str, Block); 3] =
    [("FullyConnected", Block::FullyConnected), ("Ring", Block::Ring), ("Switch", Block::Switch)];

const ALGORITHMS: [(&str, Algorithm); 4] = [
    ("doubleBinaryTree", Algorithm::DoubleBinaryTree),
    ("halvingDoubling", Algorithm::HalvingDoubling),
    ("direct", Algorithm::Direct),
    ("ring", Algorithm::Ring),
];

/// `RingxSwitch`: words joined by `x`.
fn words<T: Copy>(text: &str, known: &[(&str, T)], column: &str) -> Result<Vec<T>, String> {
    let mut found = Vec::new();
    for word in text.split('x') {
        let entry = known.iter().find(|(name, _)| *name == word.trim());
        let unknown = || format!("`{column}` has `{word}`, which is not modelled");
        found.push(entry.ok_or_else(unknown)?.1);
    }
    Ok(found)
}

/// `4x4x4`: numbers joined by `x`.
fn numbers(record: &Record, column: &str) -> Result<Vec<f64>, String> {
    let text = record.text(column)?;
    let parse = |part: &str| part.trim().parse().ok().filter(|n: &f64| n.is_finite());
    let wrong = || format!("`{column}` is `{text}`, not numbers joined by x");
    text.split('x').map(|part| parse(part).ok_or_else(wrong)).collect()
}

fn positive(column: &str, number: f64) -> Result<f64, String> {
    if number > 0.0 { Ok(number) } else { Err(format!("`{column}` has {number}, not positive")) }
}

fn count(record: &Record, column: &str) -> Result<u32, String> {
    whole(column, record.count(column)?)
}

/// NPUs and chunks: whole, and few enough for a queue of all of them.
#[expect(clippy::cast_possible_truncation, reason = "whole and at most 65536")]
#[expect(clippy::cast_sign_loss, reason = "at least 1")]
fn whole(column: &str, number: f64) -> Result<u32, String> {
    let fits = number.fract() == 0.0 && (1.0..=65536.0).contains(&number);
    let wrong = || format!("`{column}` has {number}, not a whole number from 1 to 65536");
    if fits { Ok(number as u32) } else { Err(wrong()) }
}
