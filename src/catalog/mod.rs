//! Facts, each with its source.

pub mod model;
