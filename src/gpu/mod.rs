//! The GPU executor: f32 proposes, f64 disposes. The only module that names wgpu.
//!
//! A plan's main program becomes a WGSL kernel ([`shader`]): the hand-written harness of
//! `shaders/` around the traced equations, with an error bound for every output ([`bounds`]).
//! The kernel counts the points that f32 can judge for certain, and hands the host the few
//! that may be kept and those in doubt. The host evaluates these in f64 and decides. So the
//! summary equals the CPU's bit for bit, and no number that anyone sees was computed in f32.
//!
//! The tables of a plan are computed by the CPU executor in f64, once for each batch, and
//! rounded to f32 once.

mod adapter;
pub mod bounds;
mod device;
mod dispose;
mod execute;
pub mod facts;
pub mod layout;
pub mod parity;
#[cfg(test)]
mod rough;
mod run;
mod session;
pub mod shader;

pub use adapter::{AdapterChoice, AdapterInfo, adapters};
pub use device::{Device, GpuError};
pub use execute::{Gpu, Statistics};
