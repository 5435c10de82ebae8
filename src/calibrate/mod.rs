//! Fitting the few physical constants of a kernel to measurements.
//!
//! * [`Kind`]: a kind of measured kernel, its rows, its constants, its prediction.

mod kind;
mod record;

pub use kind::{Kind, Parameter};
pub use record::{ChipFacts, Record};
