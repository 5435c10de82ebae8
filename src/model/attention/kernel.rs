//! The attention of one layer as a question of its own.
//!
//! One new token per sequence is decode and runs the [`generation`](super::generation) kernel,
//! more are prefill and run the [`context`](super::context) kernel: libraries switch the same
//! way. The waterfall shows the one that runs.

use super::context::{self, context};
use super::generation::{self, generation};
use super::{
    Attention as Timed, Bytes, ContextConstants, ContextDesign, ContextFactors,
    GenerationConstants, GenerationDesign, GenerationFactors, Heads,
};
use crate::model::chip::{Chip, Format, Rates};
use crate::model::constants as c;
use crate::model::operation::{Operation, Pass, Phase};
use crate::model::slot::{Better, Metric, Outcome, Reason, Slot, inputs, join};
use crate::number::Real;

inputs! {
    /// The attention of one layer: causal, over a key-value cache.
    Attention as "attention" {
        /// Sequences.
        batch: ONE "1" = c::ATTENTION_BATCH;
        /// New tokens per sequence: 1 is decode, more are prefill.
        queries: ONE "1";
        /// Tokens in the cache before them.
        past: ONE "1" = c::ATTENTION_PAST;
        /// Query heads.
        heads: ONE "1";
        /// Key-value heads, at most as many.
        kv_heads: ONE "1";
        /// Width of a head.
        head_dim: ONE "1";
        /// Last tokens that a query sees, itself among them; 0 for all.
        window: ONE "1" = c::ATTENTION_WINDOW;
    }
}

const COUNT: usize = Chip::<f64>::SLOTS.len()
    + Format::<f64>::SLOTS.len()
    + Attention::<f64>::SLOTS.len()
    + ContextDesign::<f64>::SLOTS.len()
    + ContextConstants::<f64>::SLOTS.len()
    + ContextFactors::<f64>::SLOTS.len()
    + GenerationDesign::<f64>::SLOTS.len()
    + GenerationConstants::<f64>::SLOTS.len()
    + GenerationFactors::<f64>::SLOTS.len();

/// What the kernel reads.
pub(crate) static SLOTS: [Slot; COUNT] = join(&[
    Chip::<f64>::SLOTS,
    Format::<f64>::SLOTS,
    Attention::<f64>::SLOTS,
    ContextDesign::<f64>::SLOTS,
    ContextConstants::<f64>::SLOTS,
    ContextFactors::<f64>::SLOTS,
    GenerationDesign::<f64>::SLOTS,
    GenerationConstants::<f64>::SLOTS,
    GenerationFactors::<f64>::SLOTS,
]);

/// What it says.
pub(crate) const METRICS: &[Metric] = &[
    Metric::new("time_us", "us", Better::Lower, "Time of the kernel."),
    Metric::new("tflops", "TFLOP/s", Better::Higher, "Operations per time, masked pairs left out."),
    Metric::new("mfu", "1", Better::Higher, "Share of the matrix peak put to use."),
    Metric::new("bandwidth", "TB/s", Better::Higher, "Bytes of q, k, v and o per time."),
    Metric::new(
        "mbu",
        "1",
        Better::Higher,
        "Share of the memory peak put to use; above 1 out of L2.",
    ),
    Metric::new("intensity", "FLOP/B", Better::Neither, "Operations per byte of q, k, v and o."),
    Metric::new("tokens_per_s", "token/s", Better::Higher, "New tokens per second."),
    Metric::new(
        "matrix_us",
        "us",
        Better::Lower,
        "Time of the matrix units alone, tiles included.",
    ),
    Metric::new("softmax_us", "us", Better::Lower, "Time of the exponential units alone."),
    Metric::new("memory_us", "us", Better::Lower, "Time of memory alone."),
    Metric::new("cache_gb", "GB", Better::Lower, "Cached keys and values that are seen."),
];

/// Why it may not run.
pub(crate) const REASONS: &[Reason] = &[
    Reason { name: "feasible", doc: "It runs." },
    Reason {
        name: "precision",
        doc: "The chip does not compute in this precision; choose another format.",
    },
    Reason { name: "heads", doc: "More key-value heads than query heads; use as many or fewer." },
];

/// What is asked, with the constants of the kernels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inputs<R> {
    chip: Chip<R>,
    format: Format<R>,
    shape: Attention<R>,
    context: context::Kernel<R>,
    generation: generation::Kernel<R>,
}

/// The two kernels on the same tokens, and what they share.
struct Both<R> {
    context: Timed<R>,
    generation: Timed<R>,
    /// Peak of the chip at the precision of the products.
    peak: R,
    cache_gb: R,
}

impl<R: Real> Inputs<R> {
    /// Takes its slots off the front of `slots`.
    pub(crate) fn take(slots: &mut std::slice::Iter<'_, R>) -> Self {
        Self {
            chip: Chip::take(slots),
            format: Format::take(slots),
            shape: Attention::take(slots),
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
        }
    }

    fn is_decode(&self) -> R::Bool {
        self.shape.queries.le(R::lit(1.0))
    }

    fn both(&self, rates: &Rates<R>) -> Both<R> {
        let s = self.shape;
        let heads = Heads {
            batch: s.batch,
            heads: s.heads,
            kv_heads: s.kv_heads.min(s.heads),
            qk_dim: s.head_dim,
            v_dim: s.head_dim,
            cached: s.head_dim + s.head_dim,
        };
        let reach = (s.past + s.queries).named("tokens");
        let seen = R::select(R::lit(0.0).lt(s.window), s.window.min(reach), reach).named("seen");
        let bytes = Bytes { activation: self.format.residual_bytes, cache: self.format.kv_bytes };
        let unit_peak = rates.matrix_peak / rates.units;
        let narrow = R::lit(0.0).lt(self.context.design.narrow);
        let peak = R::select(narrow, unit_peak, rates.wide_peak).named("product_peak");
        let products = Rates { wide_peak: peak, ..*rates };
        let peak = R::select(self.is_decode(), rates.wide_peak, peak) * rates.units;
        let kept = reach.min(seen + s.queries - R::lit(1.0));
        Both {
            context: context(heads, [s.queries, s.past, seen], bytes, &products, &self.context),
            generation: generation(heads, [reach, seen], bytes, rates, &self.generation),
            peak,
            cache_gb: s.batch * kept * R::lit(1e-9) * heads.kv_heads * heads.cached * bytes.cache,
        }
    }

    /// The metrics, and whether it runs.
    pub(crate) fn evaluate(&self) -> Outcome<R> {
        let rates = self.chip.rates();
        let both = self.both(&rates);
        let decodes = self.is_decode();
        let of = |f: fn(&Timed<R>) -> R| R::select(decodes, f(&both.generation), f(&both.context));
        let (time, mb, mflop) = (of(|a| a.time), of(|a| a.mb), of(|a| a.mflop));
        let rate = (mflop / time).named("tflops");
        let bandwidth = (mb / time).named("bandwidth");
        let heads = R::select(self.shape.heads.lt(self.shape.kv_heads), R::lit(2.0), R::lit(0.0));
        Outcome {
            metrics: vec![
                time,
                rate,
                rate / both.peak,
                bandwidth,
                bandwidth / rates.memory_peak,
                mflop / mb,
                self.shape.batch * self.shape.queries * R::lit(1e6) / time,
                of(|a| a.matrix),
                of(|a| a.vector),
                of(|a| a.memory),
                both.cache_gb,
            ],
            reason: R::select(self.chip.supported(), heads, R::lit(1.0)),
        }
    }

    /// Both kernels, of which one runs.
    pub(crate) fn operations(&self) -> Vec<Operation<R>> {
        let both = self.both(&self.chip.rates());
        let (one, zero) = (R::lit(1.0), R::lit(0.0));
        let decodes = R::select(self.is_decode(), one, zero);
        let mut p = Pass::new(Phase::Single);
        p.attention("context_attention", one - decodes, both.context);
        p.attention("generation_attention", decodes, both.generation);
        p.finish()
    }
}
