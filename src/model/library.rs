//! The kernels that a serving engine runs on a chip, with their constants.
//!
//! Multiplications, attention and all-reduces of the `llm` kernel are those that are also asked
//! for and validated by themselves; a study's chip brings its calibrated constants.

use super::attention::{
    ContextConstants, ContextDesign, ContextFactors, GenerationConstants, GenerationDesign,
    GenerationFactors, context, generation,
};
use super::collective::custom::CustomConstants;
use super::collective::ring::RingConstants;
use super::gemm::GemmConstants;
use super::mla::context::{MlaContext, MlaContextDesign, MlaContextFactors};
use super::mla::generation::{MlaGeneration, MlaGenerationDesign, MlaGenerationFactors};
use super::mla::{Context, Generation};
use super::moe::{MoeConstants, MoeFactors};
use super::slot::Slot;
use crate::number::Real;

/// One kernel of each sort.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Library<R> {
    pub(crate) gemm: GemmConstants<R>,
    pub(crate) context: context::Kernel<R>,
    pub(crate) generation: generation::Kernel<R>,
    /// All-reduce of activations, in a graph.
    pub(crate) all_reduce: CustomConstants<R>,
    /// NCCL's rings, for the rest.
    pub(crate) ring: RingConstants<R>,
    /// Layers of experts, the factors of their class applied.
    pub(crate) moe: MoeConstants<R>,
    pub(crate) latent_context: Context<R>,
    pub(crate) latent_generation: Generation<R>,
}

/// Number of its slots.
pub(crate) const COUNT: usize = GemmConstants::<f64>::SLOTS.len()
    + ContextDesign::<f64>::SLOTS.len()
    + ContextConstants::<f64>::SLOTS.len()
    + ContextFactors::<f64>::SLOTS.len()
    + GenerationDesign::<f64>::SLOTS.len()
    + GenerationConstants::<f64>::SLOTS.len()
    + GenerationFactors::<f64>::SLOTS.len()
    + CustomConstants::<f64>::SLOTS.len()
    + RingConstants::<f64>::SLOTS.len()
    + MoeConstants::<f64>::SLOTS.len()
    + MoeFactors::<f64>::SLOTS.len()
    + MlaContext::<f64>::SLOTS.len()
    + MlaContextFactors::<f64>::SLOTS.len()
    + MlaContextDesign::<f64>::SLOTS.len()
    + MlaGeneration::<f64>::SLOTS.len()
    + MlaGenerationFactors::<f64>::SLOTS.len()
    + MlaGenerationDesign::<f64>::SLOTS.len();

/// Its slots, in the order of [`Library::take`].
pub(crate) static SLOTS: [Slot; COUNT] = super::slot::join(&[
    GemmConstants::<f64>::SLOTS,
    ContextDesign::<f64>::SLOTS,
    ContextConstants::<f64>::SLOTS,
    ContextFactors::<f64>::SLOTS,
    GenerationDesign::<f64>::SLOTS,
    GenerationConstants::<f64>::SLOTS,
    GenerationFactors::<f64>::SLOTS,
    CustomConstants::<f64>::SLOTS,
    RingConstants::<f64>::SLOTS,
    MoeConstants::<f64>::SLOTS,
    MoeFactors::<f64>::SLOTS,
    MlaContext::<f64>::SLOTS,
    MlaContextFactors::<f64>::SLOTS,
    MlaContextDesign::<f64>::SLOTS,
    MlaGeneration::<f64>::SLOTS,
    MlaGenerationFactors::<f64>::SLOTS,
    MlaGenerationDesign::<f64>::SLOTS,
]);

impl<R: Real> Library<R> {
    /// Takes its slots off the front of `slots`.
    pub(crate) fn take(slots: &mut std::slice::Iter<'_, R>) -> Self {
        Self {
            gemm: GemmConstants::take(slots),
            context: context::Kernel {
                design: ContextDesign::take(slots),
                constants: ContextConstants::take(slots),
                factors: ContextFactors::take(slots),
            },
            generation: generation::Kernel {
                design: GenerationDesign::take(slots),
                constants: GenerationConstants::take(slots),
                factors: GenerationFactors::take(slots),
            },
            all_reduce: CustomConstants::take(slots),
            ring: RingConstants::take(slots),
            moe: {
                let constants = MoeConstants::take(slots);
                constants.of_class(&MoeFactors::take(slots))
            },
            latent_context: {
                let constants = MlaContext::take(slots);
                let factors = MlaContextFactors::take(slots);
                Context { design: MlaContextDesign::take(slots), constants, factors }
            },
            latent_generation: {
                let constants = MlaGeneration::take(slots);
                let factors = MlaGenerationFactors::take(slots);
                Generation { design: MlaGenerationDesign::take(slots), constants, factors }
            },
        }
    }
}
