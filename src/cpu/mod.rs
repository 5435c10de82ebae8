//! The CPU executor: the f64 reference, row by row.
//!
//! A [`Program`] is compiled to instructions over registers of
//! 256 lanes (`compile.rs`), run by a loop that the compiler vectorises (`lanes.rs`). What does
//! not vary along a row runs once per row as scalars. Results equal the tape, and so the
//! equations, bit for bit.

mod compile;
mod execute;
mod lanes;
mod sink;
mod tables;

use crate::sweep::mask::Mask;
use crate::sweep::plan::{Plan, Program};

pub use execute::Cpu;
pub use tables::{Columns, Tables};

/// The axes that a row of a program runs along.
pub fn row_mask(program: &Program, plan: &Plan) -> Mask {
    let at = compile::row_axes(&program.axes, |a| plan.len_of(a));
    program.axes[at..].iter().copied().collect()
}
