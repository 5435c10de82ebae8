//! `roofscape validate table`: planted errors, unknown chips, bad input, and the committed report.

// The figures of recall and precision are there to be read: `cargo test -- --nocapture`.
#![allow(clippy::print_stdout)]

mod hand;
mod input;
mod plant;
mod recall;
mod seed;
