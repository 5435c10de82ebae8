//! The command line: one file per sub-command.

mod args;
mod calibrate;
mod chip;
mod chips;
mod collective;
mod completions;
mod context;
mod device;
mod device_info;
mod document;
mod eval;
mod explain;
mod links;
mod list;
mod merge;
mod model;
mod models;
mod peaks;
mod point;
mod roofline;
mod show;
mod sweep;
mod systems;
mod topology;
mod validate_chips;
mod validate_kernels;
mod validate_oracle;
mod validate_score;
mod validate_table;

use std::process::ExitCode;

use clap::Parser;

use crate::calibrate::Measured;
use args::{Args, Command, Validate};
use context::Context;

/// Exit code of a sweep that was interrupted and saved what was done, as shells report SIGINT.
const INTERRUPTED: u8 = 130;

/// How a command ended, other than by an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    Interrupted,
}

/// Runs the command line and returns the exit code.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let mut context = Context::new(&args.common);
    match run(args, &mut context) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Interrupted) => ExitCode::from(INTERRUPTED),
        // Whoever reads the output has seen enough.
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            context.error(&e);
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args, context: &mut Context) -> anyhow::Result<Ended> {
    context.json = args.json;
    context.load_catalog(&args.common)?;
    match args.command {
        None => sweep::default(context),
        Some(Command::Sweep(a)) => sweep::run(&a.take(context), context),
        Some(Command::Merge(a)) => merge::run(&a.take(context), context),
        Some(Command::Eval(a)) => done(eval::run(&a.take(context), context)),
        Some(Command::Roofline(a)) => done(roofline::run(&a.take(context), context)),
        Some(Command::Chips(a)) => done(chips::run(&a.take(context), context)),
        Some(Command::Chip(a)) => done(chip::run(&a.take(context), context)),
        Some(Command::Models(a)) => done(models::run(&a.take(context), context)),
        Some(Command::Model(a)) => done(model::run(&a.take(context), context)),
        Some(Command::Links(a)) => done(links::run(&a.take(context), context)),
        Some(Command::Systems(a)) => done(systems::run(&a.take(context), context)),
        Some(Command::Collective(a)) => done(collective::run(&a.take(context), context)),
        Some(Command::Topology(a)) => done(topology::run(a, context)),
        Some(Command::Device(a)) => done(device_info::run(&a.take(context), context)),
        Some(Command::Completions(a)) => done(completions::run(&a, context)),
        Some(Command::Calibrate(a)) => done(calibrate::run(&a, context)),
        Some(Command::Validate(Validate::Gemm(a))) => {
            validate_score::measured(Measured::Gemm, &a.take(context), context)
        }
        Some(Command::Validate(Validate::Attention(a))) => {
            validate_score::measured(Measured::Attention, &a.take(context), context)
        }
        Some(Command::Validate(Validate::Collective(a))) => {
            validate_score::measured(Measured::Collective, &a.take(context), context)
        }
        Some(Command::Validate(Validate::Ep(a))) => {
            validate_score::measured(Measured::ExpertParallel, &a.take(context), context)
        }
        Some(Command::Validate(Validate::Vector(a))) => {
            validate_score::measured(Measured::Vector, &a.take(context), context)
        }
        Some(Command::Validate(Validate::Moe(a))) => {
            validate_score::measured(Measured::Moe, &a.take(context), context)
        }
        Some(Command::Validate(Validate::Mla(a))) => {
            validate_score::measured(Measured::Mla, &a.take(context), context)
        }
        Some(Command::Validate(Validate::Kernels(a))) => {
            validate_kernels::run(&a.take(context), context)
        }
        Some(Command::Validate(Validate::Systolic(a))) => {
            validate_oracle::arrays(&a.take(context), context)
        }
        Some(Command::Validate(Validate::Astrasim(a))) => {
            validate_oracle::astra_sim(&a.take(context), context)
        }
        Some(Command::Validate(Validate::Topology(a))) => {
            validate_oracle::counts(&a.take(context), context)
        }
        Some(Command::Validate(Validate::Table(a))) => validate_table::run(&a, context),
        Some(Command::Validate(Validate::Chips(a))) => {
            validate_chips::run(&a.take(context), context)
        }
    }
}

/// The end of a command that cannot be interrupted.
fn done(outcome: anyhow::Result<()>) -> anyhow::Result<Ended> {
    outcome.map(|()| Ended::Done)
}

fn is_broken_pipe(e: &anyhow::Error) -> bool {
    use std::io::{Error, ErrorKind::BrokenPipe};
    e.chain().any(|c| {
        c.downcast_ref::<Error>().is_some_and(|e| e.kind() == BrokenPipe)
            || c.downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(BrokenPipe))
    })
}
