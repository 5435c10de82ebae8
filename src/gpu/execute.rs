//! Sweeps on a GPU: the kernel proposes in f32, the host disposes in f64.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::bounds::{Bounded, bounded};
use super::device::{AdapterChoice, Device, GpuError};
use super::dispose::{RECOUNT, dispose};
use super::layout::{Layout, check_literals};
use super::session::{CAPACITY, Flight, Found, Part, Session};
use super::{facts, shader};
use crate::cpu::{Cpu, Tables};
use crate::sweep::plan::Plan;
use crate::sweep::{ExecuteError, Executor, Problem, Ranges, Summary};

/// Points of the first dispatch: small, so that there is soon something to be judged by.
const FIRST_DISPATCH: u32 = 1 << 14;
/// A dispatch is made to take about this long: long beside its launch, short beside the two
/// seconds after which some systems take the device for hung.
const TARGET: Duration = Duration::from_millis(50);
/// Where one point in so many is a candidate, the CPU's rows are the faster way.
const DENSE: u32 = 16;

/// The GPU executor of one problem. Its summaries equal those of [`Cpu`] bit for bit.
pub struct Gpu<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    cpu: &'a Cpu<'a>,
    layout: Layout,
    text: String,
    session: Mutex<Session>,
    /// What earlier evaluations found, where the caller merges them.
    held: Summary,
    faults: Mutex<VecDeque<u32>>,
    statistics: Mutex<Statistics>,
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
        let mut summary = Summary::empty(self.problem);
        summary.best.clone_from(&held.best);
        summary.top.clone_from(&held.top);
        summary.front = held.front.clone();
        let mut run = Run {
            gpu: self,
            summary,
            parts: VecDeque::new(),
            next: from,
            to,
            tables: VecDeque::new(),
            free: vec![0, 1],
            last_finish: Instant::now(),
        };
        if held.feasible == 0 {
            session.dispatch = session.dispatch.min(FIRST_DISPATCH);
        }
        session.set_groups(self.problem, &run.summary);
        let mut may_recover = true;
        let mut flights = VecDeque::new();
        while let Err(error) = run.advance(&mut session, &mut flights) {
            if !may_recover || !matches!(error, GpuError::Lost(_) | GpuError::OutOfMemory(_)) {
                return Err(error);
            }
            may_recover = false;
            for flight in flights.drain(..).rev() {
                run.parts.push_front(flight.part);
            }
            let dispatch = (session.dispatch / 2).max(1);
            let device = session.device.reopen()?;
            *session = Session::new(device, self.problem, &self.layout, &self.text, dispatch)?;
            session.set_groups(self.problem, &run.summary);
            run.free = vec![0, 1];
            lock(&self.statistics).losses += 1;
        }
        run.summary.done = Ranges::one(from, to);
        // What `held` holds already would be there twice after a merge.
        run.summary.top.retain(|hit| !held.top.contains(hit));
        Ok(run.summary)
    }

    fn inject_fault(&self, device: &Device) {
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One evaluation under way.
struct Run<'r, 'a> {
    gpu: &'r Gpu<'a>,
    summary: Summary,
    /// Parts to run before going on at `next`.
    parts: VecDeque<Part>,
    next: u128,
    to: u128,
    /// Tables of the latest batches: those of both dispatches under way.
    tables: VecDeque<(u128, Rc<Tables<'a>>)>,
    free: Vec<usize>,
    last_finish: Instant,
}

impl<'a> Run<'_, 'a> {
    /// Runs to the end, two dispatches under way at a time. On an error `flights` holds those
    /// whose results are missing.
    fn advance(
        &mut self,
        session: &mut Session,
        flights: &mut VecDeque<Flight>,
    ) -> Result<(), GpuError> {
        let Gpu { problem, plan, layout, .. } = self.gpu;
        loop {
            while let Some(&slot) = self.free.last()
                && let Some(part) = self.next_part(session.dispatch)
            {
                let tables = self.tables(part.batch);
                session.load(problem, plan, layout, &tables, part.batch)?;
                self.gpu.inject_fault(&session.device);
                flights.push_back(session.submit(problem, plan, &self.summary, part, slot));
                self.free.pop();
            }
            let Some(flight) = flights.front() else { return Ok(()) };
            let found = session.finish(flight)?;
            let flight = flights.pop_front().expect("there is a front");
            self.free.push(flight.slot);
            let now = Instant::now();
            let took = now - flight.submitted.max(self.last_finish);
            self.last_finish = now;
            if found.appended > CAPACITY {
                session.dispatch = flight.part.len / 4;
                self.parts.push_front(flight.part);
                lock(&self.gpu.statistics).overflows += 1;
                continue;
            }
            self.take(flight.part, &found);
            let target = TARGET.as_secs_f64() / took.as_secs_f64().max(1e-6);
            if flight.part.len >= session.dispatch || target < 1.0 {
                let wanted = f64::from(flight.part.len) * target.clamp(0.25, 4.0);
                session.dispatch = (wanted as u32).clamp(1 << 12, 1 << 31);
            }
        }
    }

    /// The next part of the walk, within one batch.
    fn next_part(&mut self, most: u32) -> Option<Part> {
        if let Some(part) = self.parts.pop_front() {
            if part.len <= most {
                return Some(part);
            }
            self.parts.push_front(Part { start: part.start + most, len: part.len - most, ..part });
            return Some(Part { len: most, ..part });
        }
        if self.next >= self.to {
            return None;
        }
        let size = u128::from(self.gpu.plan.batch_points());
        let batch = self.next / size;
        let end = self.to.min((batch + 1) * size).min(self.next + u128::from(most));
        let part =
            Part { batch, start: (self.next - batch * size) as u32, len: (end - self.next) as u32 };
        self.next = end;
        Some(part)
    }

    fn tables(&mut self, batch: u128) -> Rc<Tables<'a>> {
        if let Some((_, tables)) = self.tables.iter().find(|(held, _)| *held == batch) {
            return tables.clone();
        }
        let tables = Rc::new(self.gpu.cpu.tables(&self.gpu.plan.batch_digits(batch)));
        self.tables.truncate(1);
        self.tables.push_front((batch, tables.clone()));
        tables
    }

    /// Takes in what a dispatch found.
    fn take(&mut self, part: Part, found: &Found) {
        let mut statistics = lock(&self.gpu.statistics);
        statistics.dispatches += 1;
        if found.appended > FIRST_DISPATCH.max(part.len / DENSE) {
            statistics.left_to_cpu += u64::from(part.len);
            let start =
                part.batch * u128::from(self.gpu.plan.batch_points()) + u128::from(part.start);
            let all = self.gpu.cpu.evaluate(start, start + u128::from(part.len));
            self.summary.merge(&all);
            return;
        }
        statistics.candidates += u64::from(found.appended);
        let doubtful = found.candidates.iter().filter(|c| c[1] & RECOUNT != 0).count();
        statistics.doubtful += doubtful as u64;
        drop(statistics);
        let (counters, reasons) = (&found.counters, self.summary.infeasible.len());
        self.summary.feasible += u128::from(counters[0]);
        for (n, c) in self.summary.infeasible.iter_mut().zip(&counters[1..]) {
            *n += u128::from(*c);
        }
        for (n, c) in self.summary.histogram.iter_mut().zip(&counters[1 + reasons..]) {
            *n += u128::from(*c);
        }
        let tables = self.tables(part.batch);
        let Gpu { problem, plan, .. } = self.gpu;
        dispose(&mut self.summary, problem, plan, (part.batch, &tables), &found.candidates);
    }
}
