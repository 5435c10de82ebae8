//! `roofscape validate kernels`: the accuracy of every kernel in one table.

use std::path::PathBuf;

use super::Ended;
use super::context::Context;
use super::document::{self, Format};
use super::list::wrap;
use crate::report::file;
use crate::validate::goals;

#[derive(Debug, clap::Args)]
pub(super) struct KernelsArgs {
    /// Write the report with all plots: .md (with its charts beside it), .html or .json
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &KernelsArgs, context: &Context) -> anyhow::Result<Ended> {
    if let Some(out) = &args.out {
        file::check_target(out, args.force)?;
    }
    let scored = goals::score_all(context.catalog())?;
    if let Some(out) = &args.out {
        let document = goals::document(&scored)?;
        document::write(&document, out, Format::of(out)?, args.force, context)?;
    }
    if context.json {
        let mut all = serde_json::Map::new();
        for s in &scored {
            let both = serde_json::json!({
                "held_out": s.held_out.to_json(),
                "transferred": s.transferred.to_json(),
            });
            all.insert(s.kind.name().to_owned(), both);
        }
        context.print_json(&serde_json::Value::Object(all))?;
        return Ok(Ended::Done);
    }
    context.heading("Kernels predicted against measured")?;
    context.line(&wrap(goals::INTRODUCTION))?;
    context.line("")?;
    context.table(&goals::table(&scored)?)?;
    context.line("")?;
    context.heading("By chip")?;
    context.table(&goals::chip_table(&scored)?)?;
    Ok(Ended::Done)
}
