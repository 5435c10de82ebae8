//! Roofscape predicts how fast AI chips run AI work.
#![doc = ""]

pub mod number;
pub mod report;
