//! `roofscape validate table`: planted errors, unknown chips, bad input, and the committed report.

mod input;
mod plant;
mod recall;
mod seed;
