//! `roofscape validate gemm` and the other kinds: predictions against measurements.

use std::path::PathBuf;

use anyhow::Context as _;

use super::Ended;
use super::context::Context;
use super::document::{self, Format};
use crate::calibrate::{Calibration, Measured, Mode};
use crate::report::file;
use crate::validate::Score;
use crate::validate::measured::{Request, validate};

#[derive(Debug, clap::Args)]
pub(super) struct ScoreArgs {
    /// Measured rows (CSV), may be repeated; without it, the sample that comes with the program
    #[arg(long, value_name = "FILE")]
    pub(super) data: Vec<PathBuf>,
    /// The chip of the rows, where neither they nor the name of the file tell
    #[arg(long, value_name = "ID")]
    pub(super) chip: Option<String>,
    /// Constants to predict with: none (typical values), transferred (fitted on other chips),
    /// chip (fitted on this one), held-out (the same without the part of the data the row is
    /// in), or a file of `roofscape calibrate`
    #[arg(long, value_name = "WHICH", default_value = "chip")]
    pub(super) calibration: String,
    /// Write the report: .md (with its charts beside it), .html or .json
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    pub(super) force: bool,
    /// Rows to print of the list of what is furthest off
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(super) rows: usize,
}

/// Predicts measured kernels and shows the score.
pub(super) fn measured(
    kind: Measured,
    args: &ScoreArgs,
    context: &Context,
) -> anyhow::Result<Ended> {
    let (mode, calibration) = match args.calibration.as_str() {
        "none" => (Mode::None, None),
        "transferred" => (Mode::Transferred, None),
        "chip" => (Mode::Chip, None),
        "held-out" => (Mode::HeldOut, None),
        file => (Mode::Chip, Some(read_calibration(file, kind)?)),
    };
    let request = Request {
        files: &args.data,
        chip: args.chip.as_deref(),
        mode,
        calibration: calibration.as_ref(),
        catalog: context.catalog(),
    };
    let score = validate(kind, &request)?;
    let data = match args.data.as_slice() {
        [] => "the sample of the data that comes with the program".to_owned(),
        files => files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", "),
    };
    let introduction = [format!(
        "{} Rows: {data}. Constants: {} ({}).",
        kind.about(),
        args.calibration,
        match mode {
            Mode::None => "typical values, nothing fitted",
            Mode::Transferred => "fitted on other chips of the family, this chip left out",
            Mode::Chip => "fitted on the chip where it was measured, else transferred",
            Mode::HeldOut => "fitted on the chip without the shapes of the row's part of the data",
        }
    )];
    let title = format!("Roofscape: {} predicted against measured", kind.name());
    show(&score, &title, &introduction, args, context)
}

fn read_calibration(file: &str, kind: Measured) -> anyhow::Result<Calibration> {
    let text = std::fs::read_to_string(file).with_context(|| {
        format!("--calibration is none, transferred, chip, held-out or a file; cannot read {file}")
    })?;
    Ok(Calibration::parse(file, &text, kind.name())?)
}

/// Prints a score, or its JSON, and writes its report.
pub(super) fn show(
    score: &Score,
    title: &str,
    introduction: &[String],
    args: &ScoreArgs,
    context: &Context,
) -> anyhow::Result<Ended> {
    // Files first: whoever closes the pipe early must not lose them.
    if let Some(out) = &args.out {
        file::check_target(out, args.force)?;
        let document = score.document(title, introduction)?;
        document::write(&document, out, Format::of(out)?, args.force, context)?;
    }
    if context.json {
        context.print_json(&score.to_json())?;
        return Ok(Ended::Done);
    }
    context.heading(title)?;
    context.line(&score.summary())?;
    context.line("")?;
    context.table(&score.subject_table()?)?;
    if !score.groups().is_empty() {
        context.line("")?;
        context.table(&score.group_table()?)?;
    }
    if args.rows > 0 && !score.worst(1).is_empty() {
        context.line("")?;
        context.heading("Furthest off")?;
        context.table(&score.worst_table(args.rows)?)?;
    }
    if !score.skipped.is_empty() {
        context.line("")?;
        context.heading("Not predicted")?;
        context.table(&score.skipped_table()?)?;
    }
    Ok(Ended::Done)
}
