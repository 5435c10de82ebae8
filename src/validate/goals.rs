//! How accurate the kernels are to be, and how accurate they are: one table for all of them.

use super::document::ValidationError;
use super::measured::{MeasuredError, Request, validate};
use super::score::{Figures, Row, Score};
use crate::calibrate::{Measured, Mode};
use crate::catalog::Catalog;
use crate::report::page::{Block, Document};
use crate::report::{Cell, Column, Table, TableError, Tone};

/// A median, and a mean where one is asked for, that predictions are to reach (fractions).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Median absolute relative error.
    pub median: f64,
    /// Mean absolute relative error.
    pub mean: Option<f64>,
}

/// What is asked of one family of kernels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// In words.
    pub what: &'static str,
    /// Kind of measured kernel.
    pub kind: Measured,
    /// Groups that a row must belong to, all of them.
    pub groups: &'static [&'static str],
    /// With constants of the chip, on shapes held out of the fit.
    pub calibrated: Bar,
    /// With constants of other chips.
    pub transferred: Bar,
}

const fn bar(median: f64) -> Bar {
    Bar { median, mean: None }
}

/// What the kernels are to reach, as medians over the data-centre chips.
pub const GOALS: &[Goal] = &[
    Goal {
        what: "bf16 GEMM",
        kind: Measured::Gemm,
        groups: &["bf16", "cuda-graph"],
        calibrated: Bar { median: 0.055, mean: Some(0.085) },
        transferred: Bar { median: 0.12, mean: Some(0.15) },
    },
    Goal {
        what: "fp8 and nvfp4 GEMM with quantisation",
        kind: Measured::Gemm,
        groups: &["quantised", "cuda-graph"],
        calibrated: bar(0.09),
        transferred: bar(0.15),
    },
    Goal {
        what: "generation attention, roofline > 100 us",
        kind: Measured::Attention,
        groups: &["generation, roofline > 100 us"],
        calibrated: bar(0.08),
        transferred: bar(0.12),
    },
    Goal {
        what: "context attention, roofline > 1 ms",
        kind: Measured::Attention,
        groups: &["context, roofline > 1 ms"],
        calibrated: bar(0.10),
        transferred: bar(0.18),
    },
    Goal {
        what: "context attention",
        kind: Measured::Attention,
        groups: &["context"],
        calibrated: bar(0.14),
        transferred: bar(0.20),
    },
    Goal {
        what: "NCCL > 1 MB",
        kind: Measured::Collective,
        groups: &["NCCL > 1 MB"],
        calibrated: bar(0.07),
        transferred: bar(0.15),
    },
    Goal {
        what: "NCCL <= 1 MB",
        kind: Measured::Collective,
        groups: &["NCCL <= 1 MB"],
        calibrated: bar(0.09),
        transferred: bar(0.25),
    },
    Goal {
        what: "expert-parallel dispatch",
        kind: Measured::ExpertParallel,
        groups: &["dispatch"],
        calibrated: bar(0.1),
        transferred: bar(0.2),
    },
    Goal {
        what: "expert-parallel combine",
        kind: Measured::ExpertParallel,
        groups: &["combine"],
        calibrated: bar(0.1),
        transferred: bar(0.2),
    },
    Goal {
        what: "mixture of experts",
        kind: Measured::Moe,
        groups: &[],
        calibrated: bar(0.13),
        transferred: bar(0.22),
    },
    Goal {
        what: "MLA context",
        kind: Measured::Mla,
        groups: &["context"],
        calibrated: bar(0.10),
        transferred: bar(0.20),
    },
    Goal {
        what: "MLA generation",
        kind: Measured::Mla,
        groups: &["generation"],
        calibrated: bar(0.10),
        transferred: bar(0.20),
    },
];

/// The chips that medians are taken over.
pub const DATA_CENTRE: &[&str] =
    &["a100-sxm-80gb", "h100-sxm", "h200-sxm", "b200-sxm", "b300-sxm", "gb200", "gb300"];

/// The scores of one kind of kernel, with both sorts of constants.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The kind.
    pub kind: Measured,
    /// With constants of the chip, without the part of the shapes that a row belongs to.
    pub held_out: Score,
    /// With constants of other chips.
    pub transferred: Score,
}

/// All kinds on the samples that come with the program.
///
/// # Errors
/// None in practice: samples and calibrations are read in tests.
pub fn score_all(catalog: &Catalog) -> Result<Vec<Scored>, MeasuredError> {
    let score = |kind: Measured, mode| {
        validate(kind, &Request { files: &[], chip: None, mode, calibration: None, catalog })
    };
    let one = |kind: &Measured| {
        Ok(Scored {
            kind: *kind,
            held_out: score(*kind, Mode::HeldOut)?,
            transferred: score(*kind, Mode::Transferred)?,
        })
    };
    Measured::ALL.iter().map(one).collect()
}

/// What a goal comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Rows on data-centre chips.
    pub rows: usize,
    /// Chips.
    pub chips: usize,
    /// Median over the chips of their medians.
    pub median: f64,
    /// Median over the chips of their means.
    pub mean: f64,
    /// Median over the chips of the baseline's medians.
    pub baseline: f64,
}

impl Goal {
    /// The rows it is about.
    fn rows<'a>(&self, score: &'a Score, chip: &str) -> Vec<&'a Row> {
        let meant = |r: &&Row| {
            r.subject == chip && self.groups.iter().all(|g| r.groups.iter().any(|of| of == g))
        };
        score.rows.iter().filter(meant).collect()
    }

    /// What it comes to over the data-centre chips; `None` without rows.
    pub fn outcome(&self, score: &Score) -> Option<Outcome> {
        let per_chip: Vec<(usize, f64, f64, f64)> = DATA_CENTRE
            .iter()
            .filter_map(|chip| {
                let rows = self.rows(score, chip);
                let errors = Figures::of(rows.iter().copied()).errors?;
                let baseline = Figures::of_baseline(rows.iter().copied()).errors?;
                Some((rows.len(), errors.median, errors.mean, baseline.median))
            })
            .collect();
        let middle = |of: fn(&(usize, f64, f64, f64)) -> f64| {
            let mut values: Vec<f64> = per_chip.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            let n = values.len();
            f64::midpoint(values[(n - 1) / 2], values[n / 2])
        };
        (!per_chip.is_empty()).then(|| Outcome {
            rows: per_chip.iter().map(|c| c.0).sum(),
            chips: per_chip.len(),
            median: middle(|c| c.1),
            mean: middle(|c| c.2),
            baseline: middle(|c| c.3),
        })
    }
}

impl Bar {
    fn is_met(self, outcome: &Outcome) -> bool {
        outcome.median <= self.median && self.mean.is_none_or(|mean| outcome.mean <= mean)
    }
}

/// The table of all goals.
///
/// # Errors
/// None in practice: the columns are fixed.
pub fn table(scored: &[Scored]) -> Result<Table, TableError> {
    let tones = || [("met", Tone::Good), ("missed", Tone::Bad), ("no rows", Tone::Neutral)];
    let mut table = Table::new(vec![
        Column::text("kernels"),
        Column::integer("rows", ""),
        Column::percent("roofline"),
        Column::percent("held out"),
        Column::percent("mean"),
        Column::percent("goal"),
        Column::toned("calibrated", tones()),
        Column::percent("transferred"),
        Column::percent("its mean"),
        Column::percent("its goal"),
        Column::toned("left out", tones()),
    ])?;
    for goal in GOALS {
        let of = |f: fn(&Scored) -> &Score| {
            let scored = scored.iter().find(|s| s.kind == goal.kind)?;
            goal.outcome(f(scored))
        };
        let (held, moved) = (of(|s| &s.held_out), of(|s| &s.transferred));
        let verdict = |bar: Bar, outcome: Option<Outcome>| match outcome {
            None => "no rows",
            Some(o) if bar.is_met(&o) => "met",
            Some(_) => "missed",
        };
        let rows = held.map_or(0, |o| o.rows);
        table.push(vec![
            goal.what.into(),
            Cell::Integer(i64::try_from(rows).unwrap_or(i64::MAX)),
            held.map(|o| o.baseline).into(),
            held.map(|o| o.median).into(),
            held.map(|o| o.mean).into(),
            goal.calibrated.median.into(),
            verdict(goal.calibrated, held).into(),
            moved.map(|o| o.median).into(),
            moved.map(|o| o.mean).into(),
            goal.transferred.median.into(),
            verdict(goal.transferred, moved).into(),
        ])?;
    }
    Ok(table)
}

/// Every chip's medians for every goal: held out, and transferred.
///
/// # Errors
/// None in practice: the columns are fixed.
pub fn chip_table(scored: &[Scored]) -> Result<Table, TableError> {
    let mut chips: Vec<&str> = DATA_CENTRE.to_vec();
    for row in scored.iter().flat_map(|s| &s.held_out.rows) {
        if !chips.contains(&row.subject.as_str()) {
            chips.push(&row.subject);
        }
    }
    let mut table = Table::new(vec![
        Column::text("kernels"),
        Column::text("chip"),
        Column::integer("rows", ""),
        Column::percent("roofline"),
        Column::percent("held out"),
        Column::percent("mean"),
        Column::percent("transferred"),
        Column::percent("its mean"),
    ])?;
    for goal in GOALS {
        let Some(scores) = scored.iter().find(|s| s.kind == goal.kind) else { continue };
        for chip in &chips {
            let rows = goal.rows(&scores.held_out, chip);
            let Some(held) = Figures::of(rows.iter().copied()).errors else { continue };
            let baseline = Figures::of_baseline(rows.iter().copied()).errors;
            let moved = Figures::of(goal.rows(&scores.transferred, chip)).errors;
            table.push(vec![
                goal.what.into(),
                (*chip).into(),
                Cell::Integer(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
                baseline.map(|b| b.median).into(),
                held.median.into(),
                held.mean.into(),
                moved.map(|m| m.median).into(),
                moved.map(|m| m.mean).into(),
            ])?;
        }
    }
    Ok(table)
}

/// The report: goals, chips, and every kind with its plots.
///
/// # Errors
/// [`ValidationError`] when a table or chart cannot be built.
pub fn document(scored: &[Scored]) -> Result<Document, ValidationError> {
    let mut document = Document::new("Roofscape: kernels predicted against measured");
    document.paragraph(INTRODUCTION);
    document.table(
        table(scored)?,
        "Medians over the data-centre chips of each chip's median and mean absolute error",
    );
    document.heading("By chip");
    document.table(chip_table(scored)?, "Median and mean absolute error of each chip");
    for s in scored {
        document.add(Block::Heading { level: 2, text: s.kind.name().to_owned() });
        document.paragraph(format!("{} {}", s.kind.about(), s.held_out.summary()));
        s.held_out.sections(&mut document)?;
    }
    Ok(document)
}

/// What the figures are.
pub const INTRODUCTION: &str = "Rows: the samples in validation/measured. Held out: each row is \
    predicted with constants fitted on its chip without the quarter of the shapes it belongs to. \
    Transferred: with constants fitted on other chips, its own left out. The roofline is that of \
    the datasheet.";
