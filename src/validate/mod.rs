//! Predictions held against what was published or measured, and why they differ.
//!
//! * [`Comparison`]: one predicted number beside its reference, with its evidence and reason;
//! * [`Statistics`]: median, mean and P90 of the differences that count as evidence;
//! * [`Validation`]: what a set of comparisons needs to become a report;
//! * [`chips`]: the catalogue's peaks, bandwidths, links and totals against their derivation;
//! * [`Score`]: predictions against measurements or oracles, with the figures all such have;
//! * [`measured`]: kernels and collectives as measured, predicted with calibrated constants;
//! * [`goals`]: how accurate the kernels are to be and are, in one table;
//! * [`oracle`]: figures that must come out equal: ASTRA-sim, published counts;
//! * [`table`]: other people's chip tables, cell by cell.

pub mod chips;
mod comparison;
mod digits;
mod document;
pub mod goals;
pub mod measured;
pub mod oracle;
pub mod score;
mod score_report;
pub mod table;

pub use comparison::{Class, Comparison, Evidence, Reason, Statistics};
pub use document::{Scatter, Validation, ValidationError};
pub use score::Score;
