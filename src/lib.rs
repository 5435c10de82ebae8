//! Roofscape predicts how fast AI chips run AI work.
#![doc = ""]

<<<<<<< HEAD
pub mod catalog;
pub mod cpu;
=======
pub mod model;
>>>>>>> equations
pub mod number;
pub mod report;
pub mod sweep;
pub mod trace;
