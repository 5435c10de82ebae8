//! The number types an equation can be run with.
//!
//! Every equation of [`crate::model`] is one function generic over [`Real`]. Running it with
//!
//! * `f64` gives the reference, and the number that is printed;
//! * `f32` gives what a GPU must say up to rounding;
//! * [`Interval`] gives sound bounds over a whole box of inputs;
//! * [`Dual`] gives exact sensitivities;
//! * [`Dim`] checks the dimensions;
//! * [`crate::trace::Sym`] writes the equation down, to be printed as WGSL or planned.

mod constant;
mod dim;
mod dual;
mod float;
mod interval;
mod real;

pub use constant::Constant;
pub use dim::{Dim, Unit};
pub use dual::Dual;
pub use interval::{Interval, Maybe};
pub use real::{Function, Real};
