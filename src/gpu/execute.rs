//! Sweeps on a GPU: the kernel proposes in f32, the host disposes in f64.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::adapter::AdapterChoice;
use super::bounds::{Bounded, bounded};
use super::device::{Device, GpuError};
use super::layout::{Layout, check_literals};
use super::run::Run;
use super::session::Session;
use super::{facts, shader};
use crate::cpu::Cpu;
use crate::sweep::plan::Plan;
use crate::sweep::{ExecuteError, Executor, Problem, Ranges, Summary};

/// Points of the first dispatch: small, so that there is soon something to be judged by.
pub(super) const FIRST_DISPATCH: u32 = 1 << 14;

/// The GPU executor of one problem. Its summaries equal those of [`Cpu`] bit for bit.
pub struct Gpu<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plan: &'a Plan,
    pub(super) cpu: &'a Cpu<'a>,
    pub(super) layout: Layout,
    text: String,
    session: Mutex<Session>,
    /// What earlier evaluations found, where the caller merges them.
    held: Summary,
    faults: Mutex<VecDeque<u32>>,
    pub(super) statistics: Mutex<Statistics>,
}

/// How a sweep went, for reports and tuning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Dispatches that counted.
    pub dispatches: u64,
    /// Dispatches that were run again in smaller parts, because their candidates did not fit.
    pub overflows: u64,
    /// Points that the host looked at in f64.
    pub candidates: u64,
    /// Those of them that f32 could not judge.
    pub doubtful: u64,
    /// Points left to the CPU because most would have been candidates.
    pub left_to_cpu: u64,
    /// Times the device was lost and opened again.
    pub losses: u64,
}

impl<'a> Gpu<'a> {
    /// Opens an adapter.
    ///
    /// # Errors
    /// If there is none, or its driver refuses.
    pub fn open(choice: AdapterChoice) -> Result<Device, GpuError> {
        Device::open(choice)
    }

    /// Compiles the kernel of a problem. `plan` should be made with
    /// [`Limits::GPU`](crate::sweep::plan::Limits::GPU), and `cpu` must be made with this plan.
    ///
    /// # Errors
    /// If the problem exceeds a limit of the device, or the driver rejects the kernel.
    pub fn new(
        device: &Device,
        problem: &'a Problem,
        plan: &'a Plan,
        cpu: &'a Cpu<'a>,
    ) -> Result<Self, GpuError> {
        let layout = Layout::new(problem, plan, problem.ask.histogram.as_ref());
        check_literals(&plan.main.tape)?;
        let text = shader::sweep(problem, plan, &layout, &Self::bounds(problem, plan, cpu));
        let session = Session::new(device.clone(), problem, &layout, &text, FIRST_DISPATCH)?;
        Ok(Self {
            problem,
            plan,
            cpu,
            layout,
            text,
            session: Mutex::new(session),
            held: Summary::empty(problem),
            faults: Mutex::default(),
            statistics: Mutex::default(),
        })
    }

    /// The plan's main program with its error bounds.
    pub fn bounds(problem: &Problem, plan: &Plan, cpu: &Cpu<'_>) -> Bounded {
        bounded(&plan.main.tape, &facts::of_main(problem, plan, cpu))
    }

    /// The WGSL of the kernel.
    pub fn shader(&self) -> &str {
        &self.text
    }

    /// How the sweeps so far went.
    pub fn statistics(&self) -> Statistics {
        *lock(&self.statistics)
    }

    /// Destroys the device before the dispatch after so many, as a driver reset would, and the
    /// next device likewise for each further number: for tests of the recovery.
    #[doc(hidden)]
    pub fn inject_faults(&self, dispatches: &[u32]) {
        *lock(&self.faults) = dispatches.iter().copied().collect();
    }

    /// Leaves room for so few candidates that dispatches overflow: for tests of what follows.
    #[doc(hidden)]
    pub fn limit_candidates(&self, capacity: u32) {
        lock(&self.session).capacity = capacity.max(1);
    }

    /// Evaluates the points `from..to` of the walk.
    ///
    /// A device that is lost or full is opened again once, with half the work per dispatch.
    ///
    /// # Errors
    /// If that fails too: the caller can evaluate the same range on the CPU.
    pub fn evaluate(&self, from: u128, to: u128) -> Result<Summary, GpuError> {
        self.evaluate_beside(&Summary::empty(self.problem), from, to)
    }

    /// Evaluates the points `from..to` of the walk, for a caller that merges the result with
    /// `held`: points that `held` beats are left out, all are counted.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn evaluate_beside(
        &self,
        held: &Summary,
        from: u128,
        to: u128,
    ) -> Result<Summary, GpuError> {
        let mut session = lock(&self.session);
        let mut run = Run::new(self, held, from, to);
        if held.feasible == 0 {
            session.dispatch = session.dispatch.min(FIRST_DISPATCH);
        }
        session.set_bounds(self.problem, &run.summary);
        let mut may_recover = true;
        let mut flights = VecDeque::new();
        while let Err(error) = run.advance(&mut session, &mut flights) {
            if !may_recover || !matches!(error, GpuError::Lost(_) | GpuError::OutOfMemory(_)) {
                return Err(error);
            }
            may_recover = false;
            run.put_back(&mut flights);
            let dispatch = (session.dispatch / 2).max(1);
            let device = session.device.reopen()?;
            *session = Session::new(device, self.problem, &self.layout, &self.text, dispatch)?;
            session.set_bounds(self.problem, &run.summary);
            lock(&self.statistics).losses += 1;
        }
        run.summary.done = Ranges::one(from, to);
        // What `held` holds already would be there twice after a merge.
        run.summary.top.retain(|hit| !held.top.contains(hit));
        Ok(run.summary)
    }

    pub(super) fn inject_fault(&self, device: &Device) {
        let mut faults = lock(&self.faults);
        match faults.front_mut() {
            Some(0) => {
                faults.pop_front();
                device.device.destroy();
            }
            Some(left) => *left -= 1,
            None => {}
        }
    }
}

/// Each evaluation is judged by what the earlier ones found, so the summaries must be merged,
/// as [`run`](crate::sweep::run) does.
impl Executor for Gpu<'_> {
    fn name(&self) -> String {
        let info = lock(&self.session).device.info.clone();
        format!("{} ({}, f32 filters, the CPU decides in f64)", info.name, info.backend)
    }

    fn evaluate(&mut self, from: u128, to: u128) -> Result<Summary, ExecuteError> {
        let part = self
            .evaluate_beside(&self.held, from, to)
            .map_err(|error| ExecuteError(error.to_string()))?;
        self.held.merge(&part);
        Ok(part)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
