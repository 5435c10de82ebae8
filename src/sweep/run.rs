//! Drives an executor over a part of the walk, in steps short enough to stop at.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{Problem, Ranges, Summary};

/// Something that evaluates points: the CPU, a GPU, or one backed up by the other.
pub trait Executor {
    /// What runs, for people: "CPU (8 threads, f64)".
    fn name(&self) -> String;

    /// Evaluates the points `from..to` of the walk.
    ///
    /// # Errors
    /// If the device fails; the points count as not evaluated.
    fn evaluate(&mut self, from: u128, to: u128) -> Result<Summary, ExecuteError>;
}

/// Why an executor gave up.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ExecuteError(pub String);

/// Points of the first step; later ones last about [`STEP`].
const FIRST: u128 = 1 << 14;
/// How long a step should last: often enough to stop at and to show progress.
const STEP: Duration = Duration::from_millis(150);
/// How fast steps may grow.
const GROWTH: f64 = 4.0;

/// Evaluates `todo` until it is done or `stop` is set; `progress` hears of every step how many
/// points it added.
///
/// Work that is done is never lost: on an error the summary so far comes back with it.
pub fn run(
    problem: &Problem,
    executor: &mut dyn Executor,
    todo: &Ranges,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u128),
) -> (Summary, Result<(), ExecuteError>) {
    let mut summary = Summary::empty(problem);
    let mut step = FIRST;
    for (from, to) in todo.iter() {
        let mut at = from;
        while at < to {
            if stop.load(Ordering::Relaxed) {
                return (summary, Ok(()));
            }
            let end = to.min(at + step);
            let begun = Instant::now();
            match executor.evaluate(at, end) {
                Ok(part) => summary.merge(&part),
                Err(e) => return (summary, Err(e)),
            }
            progress(end - at);
            let factor = STEP.as_secs_f64() / begun.elapsed().as_secs_f64().max(1e-6);
            step = ((end - at) as f64 * factor.min(GROWTH)).max(FIRST as f64) as u128;
            at = end;
        }
    }
    (summary, Ok(()))
}
