//! The equations, one physical idea per file, generic over [`Real`](crate::number::Real).
//!
//! Start at [`Kernel`]: a kernel reads named [`Slot`]s and says named [`Metric`]s and a
//! reason. Below it, [`layer`] lists the operations of a model's forward pass; [`gemm`],
//! [`attention`], [`collective`] and [`roofline`] time them; [`systolic`] counts the cycles of
//! a systolic array; [`chip`] and [`transformer`]
//! derive rates and shapes from the inputs; [`constants`] holds every constant with its origin.
//!
//! Units everywhere: µs, MB (10⁶ B), MFLOP, TB/s (= MB/µs), TFLOP/s (= MFLOP/µs), GHz
//! (= kcycle/µs). The fidelity is *analytic*: tiles, waves, latencies and overlap, with
//! constants that carry over between chips.

pub mod attention;
pub mod chip;
pub mod collective;
pub mod constants;
pub mod expert_parallel;
pub mod gemm;
mod kernel;
pub mod layer;
mod library;
pub mod llm;
pub mod mla;
pub mod moe;
pub mod network;
pub mod operation;
pub mod roofline;
mod slot;
pub mod systolic;
pub mod topology;
pub mod transformer;

#[cfg(test)]
mod tests;

pub use chip::{Chip, Format};
pub use kernel::{Gemm, Kernel};
pub use moe::{Moe, MoeConstants, MoeFactors};
pub use operation::{Kind, Operation, Phase, Resource};
pub use slot::{Better, Metric, Outcome, Reason, Slot};
pub use transformer::{Llm, Run};
