//! How a sweep runs, whatever runs it.
//!
//! [`Problem`] (axes, leaves, tape, what is asked) -> [`plan`](plan::plan) (walk order, tables
//! hoisted to the axes they depend on) -> an executor evaluates the points -> [`Summary`]
//! keeps what matters. Summaries merge in any order with the same result, so threads, GPU
//! batches and shards on other machines need no coordination.

pub mod explain;
pub mod mask;
pub mod order;
pub mod pareto;
pub mod part;
pub mod plan;
mod problem;
pub mod prune;
mod ranges;
mod run;
mod summary;

pub use problem::{Ask, Axis, Bins, Leaf, Problem};
pub use ranges::Ranges;
pub use run::{ExecuteError, Executor, run};
pub use summary::{Hit, Summary};
