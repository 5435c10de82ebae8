//! Multi-head latent attention (MLA): all heads share one compressed key-value row per token.
//!
//! A token's cache is `r + d_r` elements (DeepSeek-V3: a latent row of 512 and a rotary key of
//! 64) whatever the number of heads. A head's products can be done in two ways, which give the
//! same numbers (DeepSeek-V2, arXiv 2405.04434):
//!
//! ```text
//! expanded  keys of d_n + d_r = 192, values of d_v = 128, worked out of the latent rows first
//! absorbed  keys of r + d_r = 576, values of r = 512, which are the latent rows themselves;
//!           all heads then share one key-value head, at (576 + 512) / (192 + 128) = 3.4 times
//!           the operations
//! ```
//!
//! * [`context`]: many new tokens per sequence (prefill), bound by products and softmax.
//!   Expanded is faster; some libraries run it absorbed.
//! * [`generation`]: one new token per sequence (decode), bound by streaming the cache; always
//!   absorbed, since it reads each cached row once for all heads.
//!
//! Projections into and out of the latent space are matrix multiplications of their own.
//! Constants: [`constants`]. As elsewhere, *constants* say what a chip reaches, *factors* how a
//! class of library kernels does against them, and a *design* how that class cuts the work.

pub mod constants;
pub mod context;
pub mod generation;
pub(crate) mod kernel;

pub use context::{MlaContext, MlaContextDesign, MlaContextFactors};
pub use generation::{MlaGeneration, MlaGenerationDesign, MlaGenerationFactors};

pub(crate) use context::Context;
pub(crate) use generation::Generation;

use super::attention::Attention;
use super::chip::Rates;
use super::slot::inputs;
use crate::number::Real;

inputs! {
    /// The heads of one layer of latent attention on one chip, and how many tokens they see.
    Latent as "mla" {
        /// Sequences.
        batch: ONE "1";
        /// Query heads on this chip.
        heads: ONE "1" = constants::HEADS;
        /// New tokens per sequence; 1 is generation, more is context.
        queries: ONE "1" = constants::ONE_QUERY;
        /// Cached tokens per sequence, before the new ones.
        cached: ONE "1" = constants::NOTHING_CACHED;
        /// Width of the latent row.
        kv_rank: ONE "1" = constants::KV_RANK;
        /// Width of the rotary part of queries and keys.
        rope_dim: ONE "1" = constants::ROPE_DIM;
        /// Width of the other part of queries and keys, expanded.
        nope_dim: ONE "1" = constants::NOPE_DIM;
        /// Width of values, expanded.
        v_dim: ONE "1" = constants::V_DIM;
    }
}

/// What the products of a kernel run on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Machine<R> {
    pub(crate) units: R,
    /// Clock (GHz).
    pub(crate) clock: R,
    /// Matrix peak of one unit at the precision of the products (TFLOP/s).
    pub(crate) rate: R,
    /// Exponentials of the chip (10¹² per second).
    pub(crate) special: R,
    /// Memory peak (TB/s).
    pub(crate) memory: R,
    /// L2 rate (TB/s).
    pub(crate) l2: R,
    pub(crate) l2_mb: R,
}

impl<R: Real> Machine<R> {
    /// The machine at the precision of the chip's slots.
    pub(crate) fn new(chip: &Rates<R>) -> Self {
        Self {
            units: chip.units,
            clock: chip.clock,
            rate: chip.matrix_peak / chip.units,
            special: chip.special,
            memory: chip.memory_peak,
            l2: chip.l2,
            l2_mb: chip.l2_mb,
        }
    }

    /// The chip as a study uses it: products follow the cache, down to fp8. With a cache as
    /// wide as the activations they are 16-bit, whatever the weights are.
    pub(crate) fn for_cache(chip: &Rates<R>, bytes: Bytes<R>) -> Self {
        let machine = Self::new(chip);
        let narrow = machine.rate.min(R::lit(2.0) * chip.wide_peak);
        let rate = R::select(bytes.cache.lt(bytes.activation), narrow, chip.wide_peak);
        Self { rate: rate.named("product_rate"), ..machine }
    }
}

/// Bytes per element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes<R> {
    /// Of queries and outputs.
    pub(crate) activation: R,
    /// Of the cache.
    pub(crate) cache: R,
}

const OUTPUTS: [&str; 7] =
    ["time", "matrix_time", "vector_time", "memory_time", "latency", "mb", "mflop"];

impl<R> From<super::attention::Bytes<R>> for Bytes<R> {
    fn from(bytes: super::attention::Bytes<R>) -> Self {
        Self { activation: bytes.activation, cache: bytes.cache }
    }
}

/// Latent attention of new tokens.
pub(crate) fn prefill<R: Real>(
    l: Latent<R>,
    bytes: Bytes<R>,
    chip: &Rates<R>,
    kernel: &Context<R>,
) -> Attention<R> {
    context::context(l, bytes, &Machine::for_cache(chip, bytes), kernel)
}

/// Latent attention of one token per sequence.
pub(crate) fn decode<R: Real>(
    l: Latent<R>,
    bytes: Bytes<R>,
    chip: &Rates<R>,
    kernel: &Generation<R>,
) -> Attention<R> {
    generation::generation(l, bytes, &Machine::for_cache(chip, bytes), kernel)
}

/// Bytes over B/clk, or elements over elements per clock, are cycles, of which the clock
/// counts thousands.
const KILO: f64 = 1e-3;
