//! The loop of one evaluation: cuts the walk into dispatches, two of them under way at a time.

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::device::GpuError;
use super::dispose::{RECOUNT, dispose};
use super::execute::{FIRST_DISPATCH, Gpu, lock};
use super::session::{Flight, Found, Part, Session};
use crate::cpu::Tables;
use crate::sweep::Summary;

/// A dispatch is made to take about this long: long beside its launch, short beside the two
/// seconds after which some systems take the device for hung.
const TARGET: Duration = Duration::from_millis(50);
/// Where one point in so many is a candidate, the CPU's rows are the faster way.
const DENSE: u32 = 16;

/// One evaluation under way.
pub(super) struct Run<'r, 'a> {
    gpu: &'r Gpu<'a>,
    pub(super) summary: Summary,
    /// Parts to run before going on at `next`.
    parts: VecDeque<Part>,
    next: u128,
    to: u128,
    /// Tables of the latest batches: those of both dispatches under way.
    tables: VecDeque<(u128, Rc<Tables<'a>>)>,
    free: Vec<usize>,
    last_finish: Instant,
}

impl<'r, 'a> Run<'r, 'a> {
    /// An evaluation of `from..to`, judged by what `held` holds.
    pub(super) fn new(gpu: &'r Gpu<'a>, held: &Summary, from: u128, to: u128) -> Self {
        let mut summary = Summary::empty(gpu.problem);
        summary.best.clone_from(&held.best);
        summary.top.clone_from(&held.top);
        summary.front = held.front.clone();
        Self {
            gpu,
            summary,
            parts: VecDeque::new(),
            next: from,
            to,
            tables: VecDeque::new(),
            free: vec![0, 1],
            last_finish: Instant::now(),
        }
    }

    /// Takes back the parts of dispatches whose results are lost.
    pub(super) fn put_back(&mut self, flights: &mut VecDeque<Flight>) {
        for flight in flights.drain(..).rev() {
            self.parts.push_front(flight.part);
            self.free.push(flight.slot);
        }
    }

    /// Runs to the end, two dispatches under way at a time. On an error `flights` holds those
    /// whose results are missing.
    pub(super) fn advance(
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
                session.load(problem, plan, layout, &tables, part.batch);
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
            if found.appended > session.capacity {
                session.dispatch = (flight.part.len / 4).max(1);
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
