//! Roofscape predicts how fast AI chips run AI work, for one design or for billions of them.
//!
//! [`catalog`] (facts) and [`study`] (a question) -> [`sweep::Problem`] (axes and a traced tape of
//! the [`model`]'s equations) -> [`sweep::plan`] (hoisted to the axes each operation depends on)
//! -> [`cpu`] or `gpu` -> [`sweep::Summary`] (what matters, mergeable) -> [`report`].
//!
//! ```
//! use roofscape::catalog::Catalog;
//! use roofscape::cpu::Cpu;
//! use roofscape::study::Study;
//! use roofscape::sweep::plan::{Limits, plan};
//!
//! let study = Study::parse("example.toml", r#"
//!     kernel = "gemm"
//!     [fixed]
//!     chip = "h100-sxm"
//!     precision = "bf16"
//!     m = 8192
//!     n = 8192
//!     [search]
//!     k = { powers_of_two = [64, 16384] }
//!     [[question]]
//!     maximise = "tflops"
//!     top = 1
//! "#)?;
//! let bound = study.bind(Catalog::embedded())?;
//! let problem = &bound.problems[0];
//! let plan = plan(problem, Limits::CPU);
//! let summary = Cpu::new(problem, &plan).evaluate(0, plan.points());
//! let best = -summary.top[0].key; // TFLOP/s
//! assert!(best > 600.0 && best < 989.4); // below the peak: 132 x 4096 x 1.83 GHz
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod calibrate;
pub mod catalog;
pub mod cli;
pub mod cpu;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod model;
pub mod number;
pub mod report;
pub mod study;
pub mod sweep;
pub mod trace;
pub mod validate;
