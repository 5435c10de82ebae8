//! The CPU executor: the f64 reference, row by row.
//!
//! A [`Program`](crate::sweep::plan::Program) is compiled to instructions over registers of
//! 256 lanes ([`compile`]), run by a loop that the compiler vectorises ([`lanes`]). What does
//! not vary along a row runs once per row as scalars. Results equal the tape, and so the
//! equations, bit for bit.

mod compile;
mod execute;
mod lanes;
mod sink;
mod tables;

pub use execute::Cpu;
pub use tables::{Columns, Tables};
