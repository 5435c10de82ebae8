//! The command line: one file per sub-command.

mod args;
mod context;
mod device;
mod explain;
mod merge;
mod show;
mod sweep;
mod validate_chips;

use std::process::ExitCode;

use clap::Parser;

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
    context.load_catalog(&args.common)?;
    match args.command {
        None => sweep::default(context),
        Some(Command::Sweep(a)) => sweep::run(&a, context),
        Some(Command::Merge(a)) => merge::run(&a, context),
        Some(Command::Validate(Validate::Chips(a))) => validate_chips::run(&a, context),
    }
}

fn is_broken_pipe(e: &anyhow::Error) -> bool {
    e.chain().any(|c| {
        c.downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
