//! `roofscape validate chips`: the catalogue against its own microarchitecture.

use std::path::PathBuf;

use super::Ended;
use super::context::Context;
use super::document::{self, Format};
use crate::report::file;
use crate::validate::Validation;
use crate::validate::chips::ChipCheck;

#[derive(Debug, clap::Args)]
pub(super) struct ValidateChipsArgs {
    /// Only this chip, and the systems made of it
    #[arg(long, value_name = "ID")]
    chip: Option<String>,
    /// Write the report: .md (with its charts beside it), .html or .json
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
    /// Rows to print of long tables; files always hold all
    #[arg(long, value_name = "N", default_value_t = 12)]
    rows: usize,
}

pub(super) fn run(args: &ValidateChipsArgs, context: &Context) -> anyhow::Result<Ended> {
    let format = args.out.as_deref().map(Format::of).transpose()?;
    if let Some(out) = &args.out {
        file::check_target(out, args.force)?;
    }
    let catalog = context.catalog();
    let check = match &args.chip {
        None => ChipCheck::new(catalog),
        Some(name) => ChipCheck::of_chip(catalog, catalog.chip(name)?),
    };
    // Files first: whoever closes the pipe early must not lose them.
    if let (Some(out), Some(format)) = (&args.out, format) {
        document::write(&check.document()?, out, format, args.force, context)?;
    }
    if context.json {
        context.print_json(&check.document()?.to_json())?;
    } else {
        print(&check, args, context)?;
    }
    Ok(Ended::Done)
}

fn print(check: &ChipCheck, args: &ValidateChipsArgs, context: &Context) -> anyhow::Result<()> {
    context.heading(&check.title())?;
    context.line("")?;
    for line in wrapped(&check.result()) {
        context.line(&line)?;
    }
    context.line("")?;
    context.table(&check.class_table()?)?;
    context.line("")?;
    context.heading("Largest differences (evidence only)")?;
    context.table(&check.worst_table(args.rows)?)?;
    if !check.conflicts.is_empty() {
        context.line("")?;
        context.heading("Published in two ways")?;
        context.table(&check.conflict_summary()?.head(args.rows)?)?;
        if let Some(more) = check.conflicts.len().checked_sub(args.rows).filter(|n| *n > 0) {
            context.line(&format!("and {more} more; --rows N shows them"))?;
        }
    }
    if args.chip.is_some() {
        context.line("")?;
        context.heading("Every comparison")?;
        context.table(&check.short_table()?)?;
    }
    if !check.gaps.is_empty() {
        context.line("")?;
        let n = check.gaps.len();
        context
            .line(&format!("{n} published figures cannot be derived; --out FILE lists them."))?;
    }
    Ok(())
}

/// Lines of at most 100 characters, as wide as the tables.
fn wrapped(text: &str) -> Vec<String> {
    const WIDTH: usize = 100;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = &mut lines[0];
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= WIDTH {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.insert(0, word.to_owned());
        }
    }
    lines.reverse();
    lines
}
