//! `roofscape completions SHELL`: what a shell needs to complete the command line.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Args;
use super::context::Context;

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, context: &Context) -> anyhow::Result<()> {
    // Written in one piece: the generator panics when its output is closed.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "roofscape", &mut text);
    context.out().write_all(&text)?;
    Ok(())
}
