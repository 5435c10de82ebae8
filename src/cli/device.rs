//! Which device evaluates a sweep, and what happens when it fails; `roofscape device`.

use std::sync::atomic::AtomicBool;

use clap::ValueEnum;

use super::context::Context;
use crate::cpu::Cpu;
use crate::sweep::plan::{Limits, plan};
use crate::sweep::{ExecuteError, Executor, Problem, Ranges, Summary, prune, run};

#[cfg(feature = "gpu")]
use crate::gpu::{AdapterChoice, Device, Gpu};

/// Where to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DeviceChoice {
    /// A real GPU for large sweeps if there is one, else the CPU
    Auto,
    /// The CPU, in f64
    Cpu,
    /// A GPU, also a software one
    Gpu,
}

/// Points below which a GPU is not worth opening: a core evaluates them in about a second.
#[cfg(feature = "gpu")]
const WORTH_A_GPU: u128 = 100_000_000;

/// The device of a command, opened once.
pub(super) enum Opened {
    Cpu,
    #[cfg(feature = "gpu")]
    Gpu(Device),
}

/// Opens the device chosen, for sweeps of up to `points` points.
///
/// Without a real GPU, `auto` means the CPU: native code beats a software GPU.
#[cfg(feature = "gpu")]
pub(super) fn open(choice: DeviceChoice, points: u128) -> anyhow::Result<Opened> {
    Ok(match choice {
        DeviceChoice::Cpu => Opened::Cpu,
        DeviceChoice::Auto if points < WORTH_A_GPU => Opened::Cpu,
        DeviceChoice::Auto => Gpu::open(AdapterChoice::Hardware).map_or(Opened::Cpu, Opened::Gpu),
        DeviceChoice::Gpu => Opened::Gpu(Gpu::open(AdapterChoice::Any)?),
    })
}

/// Opens the device chosen: the CPU, in a build without the feature `gpu`.
#[cfg(not(feature = "gpu"))]
pub(super) fn open(choice: DeviceChoice, _points: u128) -> anyhow::Result<Opened> {
    if choice == DeviceChoice::Gpu {
        anyhow::bail!("this build has no GPU support; build it with the feature `gpu`");
    }
    Ok(Opened::Cpu)
}

/// Evaluates `todo` on the device.
pub(super) fn evaluate(
    problem: &Problem,
    device: &Opened,
    todo: &Ranges,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u128),
    context: &Context,
) -> (Summary, anyhow::Result<()>) {
    let limits = match device {
        Opened::Cpu => Limits::CPU,
        #[cfg(feature = "gpu")]
        Opened::Gpu(_) => Limits::GPU,
    };
    let plan = plan(problem, limits);
    let cpu = Cpu::new(problem, &plan);
    let mut executor: Box<dyn Executor> = match device {
        Opened::Cpu => Box::new(OnCpu(&cpu)),
        #[cfg(feature = "gpu")]
        Opened::Gpu(device) => match Gpu::new(device, problem, &plan, &cpu) {
            Ok(gpu) => Box::new(Backed { gpu: Some(gpu), cpu: &cpu, context }),
            Err(e) => {
                context.warn(&format!("{e}; the CPU takes over"));
                Box::new(OnCpu(&cpu))
            }
        },
    };
    // Only a GPU can fail and be warned about.
    #[cfg(not(feature = "gpu"))]
    let _ = context;
    let (summary, outcome) = if problem.ask.prune {
        prune::search(problem, &plan.walk, &mut *executor, todo, stop, progress)
    } else {
        run(problem, &mut *executor, todo, stop, progress)
    };
    (summary, outcome.map_err(Into::into))
}

/// The CPU executor, lent.
struct OnCpu<'a>(&'a Cpu<'a>);

impl Executor for OnCpu<'_> {
    fn name(&self) -> String {
        Executor::name(self.0)
    }

    fn evaluate(&mut self, from: u128, to: u128) -> Result<Summary, ExecuteError> {
        Ok(Cpu::evaluate(self.0, from, to))
    }
}

/// A GPU that the CPU takes over from when it fails: same answer, said once.
#[cfg(feature = "gpu")]
struct Backed<'a> {
    gpu: Option<Gpu<'a>>,
    cpu: &'a Cpu<'a>,
    context: &'a Context,
}

#[cfg(feature = "gpu")]
impl Executor for Backed<'_> {
    fn name(&self) -> String {
        self.gpu.as_ref().map_or_else(|| Executor::name(self.cpu), Executor::name)
    }

    fn evaluate(&mut self, from: u128, to: u128) -> Result<Summary, ExecuteError> {
        if let Some(gpu) = &mut self.gpu {
            match Executor::evaluate(gpu, from, to) {
                Ok(summary) => return Ok(summary),
                Err(e) => {
                    self.context.warn(&format!("{e}; the CPU takes over"));
                    self.gpu = None;
                }
            }
        }
        Ok(Cpu::evaluate(self.cpu, from, to))
    }
}
