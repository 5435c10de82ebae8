//! Roofscape predicts how fast AI chips run AI work.
#![doc = ""]

pub mod catalog;
pub mod cli;
pub mod cpu;
pub mod model;
pub mod number;
pub mod report;
pub mod study;
pub mod sweep;
pub mod trace;
pub mod validate;
