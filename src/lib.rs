//! Roofscape predicts how fast AI chips run AI work.
#![doc = ""]

pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod number;
pub mod sweep;
pub mod trace;
