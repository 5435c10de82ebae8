//! Attention that keeps its scores on the chip (FlashAttention): prefill and decode.
//!
//! * [`context`]: many new tokens per sequence (prefill), bound by matrix units and softmax.
//! * [`generation`]: one new token per sequence (decode), bound by streaming the cache.
//!
//! Both are one equation for all head shapes: queries and keys of `qk_dim`, values of `v_dim`,
//! `heads` query heads sharing `kv_heads` key-value heads. Latent attention (MLA) is the shape
//! `qk_dim` 576, `v_dim` 512, one shared head of 576 cached elements (DeepSeek-V2, arXiv
//! 2405.04434). What differs between libraries is a [`ContextDesign`] or [`GenerationDesign`]
//! (how the work is cut into blocks: known, not fitted) and a set of factors (how well a
//! class of kernels does against the chip's constants: fitted over all chips together).

pub mod context;
pub mod generation;
pub(crate) mod kernel;

pub use context::{ContextConstants, ContextDesign, ContextFactors};
pub use generation::{GenerationConstants, GenerationDesign, GenerationFactors};
pub use kernel::Attention as Shape;

use super::chip::Rates;
use crate::number::{Constant, Real, Unit};

/// The shape of the heads of one layer on one chip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heads<R> {
    pub(crate) batch: R,
    pub(crate) heads: R,
    pub(crate) kv_heads: R,
    /// Width of queries and keys.
    pub(crate) qk_dim: R,
    /// Width of values.
    pub(crate) v_dim: R,
    /// Cached elements per token and key-value head: `qk_dim + v_dim`, or 576 of MLA, whose
    /// values are part of its keys.
    pub(crate) cached: R,
}

/// Bytes per element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes<R> {
    /// Of queries and outputs.
    pub(crate) activation: R,
    /// Of the key-value cache.
    pub(crate) cache: R,
}

/// What attention takes: times in µs, MB and MFLOP.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attention<R> {
    pub(crate) time: R,
    pub(crate) matrix: R,
    pub(crate) vector: R,
    pub(crate) memory: R,
    pub(crate) latency: R,
    pub(crate) mb: R,
    pub(crate) mflop: R,
}

const OUTPUTS: [&str; 7] =
    ["time", "matrix_time", "vector_time", "memory_time", "latency", "mb", "mflop"];

fn results<R: Real>([time, matrix, vector, memory, latency, mb, mflop]: [R; 7]) -> Attention<R> {
    Attention { time, matrix, vector, memory, latency, mb, mflop }
}

/// How much longer a block of wide heads takes: `1 + wide · max(0, (d_qk + d_v) / 256 − 1)`.
///
/// Beyond 128 elements a head's accumulators crowd registers and tensor memory, so that fewer
/// loads are in flight and smaller tiles are used.
fn widening<R: Real>(width: R, wide: R) -> R {
    let excess = width * R::lit(1.0 / 256.0) - R::lit(1.0);
    R::lit(1.0) + wide * excess.max(R::lit(0.0))
}

/// Bytes over B/clk are cycles, of which the clock counts thousands.
const KILO: f64 = 1e-3;

const NEUTRAL: Constant = Constant {
    name: "NEUTRAL",
    value: 1.0,
    unit: Unit::ONE,
    origin: "the kernel class does as the chip's constants say",
};
const WIDE: Constant = Constant {
    name: "WIDE",
    value: 0.1,
    unit: Unit::ONE,
    origin: "typical of fits to decode attention timings at head widths 192 and 256",
};

/// Causal attention of `queries` new tokens, each seeing at most `visible` keys.
pub(crate) fn prefill<R: Real>(
    heads: Heads<R>,
    queries: R,
    visible: R,
    bytes: Bytes<R>,
    chip: &Rates<R>,
    kernel: &context::Kernel<R>,
) -> Attention<R> {
    context::context(heads, [queries, R::lit(0.0), visible], bytes, chip, kernel)
}

/// Attention of one new token per sequence on `context` cached ones, the last `window` of
/// which it sees.
pub(crate) fn decode<R: Real>(
    heads: Heads<R>,
    tokens: R,
    window: R,
    bytes: Bytes<R>,
    chip: &Rates<R>,
    kernel: &generation::Kernel<R>,
) -> Attention<R> {
    generation::generation(heads, [tokens, window], bytes, chip, kernel)
}
