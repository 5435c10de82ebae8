//! Roofscape predicts how fast AI chips run AI work.
#![doc = ""]

pub mod model;
pub mod number;
