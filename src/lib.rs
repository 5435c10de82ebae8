//! Roofscape predicts how fast AI chips run AI work.
#![doc = ""]

pub mod catalog;
pub mod number;
