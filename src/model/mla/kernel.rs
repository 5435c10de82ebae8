//! Latent attention as a kernel of its own: what a study of it reads and is told.

use super::context::{Context, context};
use super::generation::{Generation, generation};
use super::{
    Bytes, Latent, Machine, MlaContext, MlaContextDesign, MlaContextFactors, MlaGeneration,
    MlaGenerationDesign, MlaGenerationFactors,
};
use crate::model::attention::Attention;
use crate::model::chip::{Chip, Format};
use crate::model::operation::{Operation, from_attention};
use crate::model::slot::{Better, Metric, Outcome, Reason, Slot, join};
use crate::number::Real;

const COUNT: usize = Chip::<f64>::SLOTS.len()
    + Format::<f64>::SLOTS.len()
    + Latent::<f64>::SLOTS.len()
    + MlaContext::<f64>::SLOTS.len()
    + MlaContextFactors::<f64>::SLOTS.len()
    + MlaContextDesign::<f64>::SLOTS.len()
    + MlaGeneration::<f64>::SLOTS.len()
    + MlaGenerationFactors::<f64>::SLOTS.len()
    + MlaGenerationDesign::<f64>::SLOTS.len();

pub(crate) static SLOTS: [Slot; COUNT] = join(&[
    Chip::<f64>::SLOTS,
    Format::<f64>::SLOTS,
    Latent::<f64>::SLOTS,
    MlaContext::<f64>::SLOTS,
    MlaContextFactors::<f64>::SLOTS,
    MlaContextDesign::<f64>::SLOTS,
    MlaGeneration::<f64>::SLOTS,
    MlaGenerationFactors::<f64>::SLOTS,
    MlaGenerationDesign::<f64>::SLOTS,
]);

pub(crate) const METRICS: &[Metric] = &[
    Metric::new("time_us", "us", Better::Lower, "Time of the call, all its kernels."),
    Metric::new(
        "tflops",
        "TFLOP/s",
        Better::Higher,
        "Operations per time; absorbed ones count in full.",
    ),
    Metric::new("mfu", "1", Better::Higher, "Share of the matrix peak put to use."),
    Metric::new("matrix_us", "us", Better::Lower, "Time of the matrix units alone."),
    Metric::new("vector_us", "us", Better::Lower, "Time of the softmax alone."),
    Metric::new("memory_us", "us", Better::Lower, "Time of memory and L2 alone."),
    Metric::new(
        "bandwidth",
        "TB/s",
        Better::Higher,
        "Bytes of cache, queries and outputs per time.",
    ),
    Metric::new(
        "mbu",
        "1",
        Better::Higher,
        "Share of the memory peak put to use; above 1 out of L2.",
    ),
];

pub(crate) const REASONS: &[Reason] = &[
    Reason { name: "feasible", doc: "It runs." },
    Reason {
        name: "precision",
        doc: "The chip does not compute in this precision; choose another format.",
    },
];

/// Everything the kernel reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inputs<R> {
    chip: Chip<R>,
    format: Format<R>,
    latent: Latent<R>,
    context: Context<R>,
    generation: Generation<R>,
}

impl<R: Real> Inputs<R> {
    pub(crate) fn take(slots: &mut std::slice::Iter<'_, R>) -> Self {
        let (chip, format, latent) = (Chip::take(slots), Format::take(slots), Latent::take(slots));
        let constants = MlaContext::take(slots);
        let factors = MlaContextFactors::take(slots);
        let design = MlaContextDesign::take(slots);
        let context = Context { design, constants, factors };
        let constants = MlaGeneration::take(slots);
        let factors = MlaGenerationFactors::take(slots);
        let design = MlaGenerationDesign::take(slots);
        let generation = Generation { design, constants, factors };
        Self { chip, format, latent, context, generation }
    }

    fn attention(&self) -> Attention<R> {
        let rates = self.chip.rates();
        let bytes = Bytes { activation: self.format.residual_bytes, cache: self.format.kv_bytes };
        let machine = Machine::for_cache(&rates, bytes);
        let many = context(self.latent, bytes, &machine, &self.context);
        let one = generation(self.latent, bytes, &machine, &self.generation);
        let generates = self.latent.queries.le(R::lit(1.0));
        let pick = |a: R, b: R| R::select(generates, a, b);
        Attention {
            time: pick(one.time, many.time).named("time"),
            matrix: pick(one.matrix, many.matrix),
            vector: pick(one.vector, many.vector),
            memory: pick(one.memory, many.memory),
            latency: pick(one.latency, many.latency),
            mb: pick(one.mb, many.mb),
            mflop: pick(one.mflop, many.mflop),
        }
    }

    pub(crate) fn evaluate(&self) -> Outcome<R> {
        let a = self.attention();
        let rates = self.chip.rates();
        let rate = (a.mflop / a.time).named("tflops");
        let bandwidth = (a.mb / a.time).named("bandwidth");
        Outcome {
            metrics: vec![
                a.time,
                rate,
                rate / rates.matrix_peak,
                a.matrix,
                a.vector,
                a.memory,
                bandwidth,
                bandwidth / rates.memory_peak,
            ],
            reason: R::select(self.chip.supported(), R::lit(0.0), R::lit(1.0)),
        }
    }

    pub(crate) fn operation(&self) -> Operation<R> {
        from_attention("mla", self.attention())
    }
}
