//! Facts, each with its source.

pub mod hf;
pub mod model;
