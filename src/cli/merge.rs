//! `roofscape merge PART...`: the result of a sweep from its shards.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::Ended;
use super::context::Context;
use super::{show, sweep};
use crate::report::file;
use crate::study::Study;
use crate::sweep::part::Part;

#[derive(Debug, clap::Args)]
pub(super) struct MergeArgs {
    /// Part files, in any order
    #[arg(required = true)]
    parts: Vec<PathBuf>,
    /// Write the merged part too, to be merged further
    #[arg(long, value_name = "FILE")]
    part: Option<PathBuf>,
    #[command(flatten)]
    files: show::Files,
}

pub(super) fn run(args: &MergeArgs, context: &Context) -> anyhow::Result<Ended> {
    let first = &args.parts[0];
    let part = read(first)?;
    // A part carries its study, so that merging needs nothing else.
    let study = Study::parse(&part.study_file, &part.study)
        .with_context(|| format!("the study inside {}", first.display()))?;
    let bound = study.bind(context.catalog())?;
    args.files.check(&bound)?;
    if let Some(part) = &args.part {
        file::check_target(part, args.files.force)?;
    }
    let fingerprint = bound.fingerprint(context.catalog());
    let mut merged = sweep::read_part(first, &fingerprint, &bound)?;
    for path in &args.parts[1..] {
        for (whole, part) in merged.iter_mut().zip(sweep::read_part(path, &fingerprint, &bound)?) {
            if whole.done.overlaps(&part.done) {
                bail!(
                    "{} holds points that another part given holds too; give every shard once",
                    path.display()
                );
            }
            whole.merge(&part);
        }
    }
    if let Some(path) = &args.part {
        sweep::save(path, args.files.force, &fingerprint, &bound, &merged, context)?;
    }
    for (summary, problem) in merged.iter().zip(&bound.problems) {
        let points = problem.points().unwrap_or(u128::MAX);
        if summary.done.points() < points {
            context.warn(&format!(
                "the parts hold {} of {} points: the result is partial",
                crate::report::number::count(summary.done.points()),
                crate::report::number::count(points)
            ));
            break;
        }
    }
    show::answers(&bound, &merged, &args.files, context)?;
    Ok(Ended::Done)
}

fn read(path: &std::path::Path) -> anyhow::Result<Part> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Part::parse(&text).map_err(|e| anyhow::anyhow!("{} {e}", path.display()))
}
