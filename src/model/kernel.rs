//! The kernels: what can be asked of the model.

use super::attention::kernel as attention;
use super::chip::{Chip, Format};
use super::collective::kernel as collective;
use super::gemm::{GemmConstants, QuantiseConstants, Reuse, Shape, gemm, quantise};
use super::library;
use super::llm;
use super::mla::kernel as mla;
use super::moe::study as moe;
use super::operation::{Operation, from_gemm, from_quantise};
use super::slot::{Better, Metric, Outcome, Reason, Slot, inputs, join};
use super::systolic::{self, Systolic};
use super::transformer::{Llm, Run};
use crate::number::{Constant, Real, Unit};

inputs! {
    /// One matrix multiplication, `y[m, n] = x[m, k] · w[n, k]ᵀ`.
    Gemm as "gemm" {
        /// Rows of the input (tokens).
        m: ONE "1";
        /// Rows of the weight (output features).
        n: ONE "1";
        /// Columns of both (input features).
        k: ONE "1";
        /// Weights as large as these that are read between two uses of these, these included.
        weight_copies: ONE "1" = WEIGHT_COPIES;
        /// Inputs likewise; 1 if they come from the kernel before.
        input_copies: ONE "1" = INPUT_COPIES;
        /// How lasting the load is: 0 a short burst at full clock, 1 held at the power limit.
        sustained: ONE "1" = SUSTAINED;
        /// 1 if the input comes in 16 bits and is converted to the operand's format first, else 0.
        quantise: ONE "1" = QUANTISE;
    }
}

const WEIGHT_COPIES: Constant = Constant {
    name: "WEIGHT_COPIES",
    value: 100.0,
    unit: Unit::ONE,
    origin: "the layers of a large model, which evict each other's weights",
};
const INPUT_COPIES: Constant = Constant {
    name: "INPUT_COPIES",
    value: 1.0,
    unit: Unit::ONE,
    origin: "the kernel before has just written it",
};
const SUSTAINED: Constant = Constant {
    name: "SUSTAINED",
    value: 0.0,
    unit: Unit::ONE,
    origin: "a short burst, as kernels are measured",
};
const QUANTISE: Constant = Constant {
    name: "QUANTISE",
    value: 0.0,
    unit: Unit::ONE,
    origin: "the kernel before writes the format of the operand",
};

const GEMM_COUNT: usize = Chip::<f64>::SLOTS.len()
    + Format::<f64>::SLOTS.len()
    + Gemm::<f64>::SLOTS.len()
    + GemmConstants::<f64>::SLOTS.len()
    + QuantiseConstants::<f64>::SLOTS.len();
static GEMM_SLOTS: [Slot; GEMM_COUNT] = join(&[
    Chip::<f64>::SLOTS,
    Format::<f64>::SLOTS,
    Gemm::<f64>::SLOTS,
    GemmConstants::<f64>::SLOTS,
    QuantiseConstants::<f64>::SLOTS,
]);

const LLM_COUNT: usize = Chip::<f64>::SLOTS.len()
    + Format::<f64>::SLOTS.len()
    + Llm::<f64>::SLOTS.len()
    + Run::<f64>::SLOTS.len()
    + library::COUNT;
static LLM_SLOTS: [Slot; LLM_COUNT] = join(&[
    Chip::<f64>::SLOTS,
    Format::<f64>::SLOTS,
    Llm::<f64>::SLOTS,
    Run::<f64>::SLOTS,
    &library::SLOTS,
]);

const GEMM_METRICS: &[Metric] = &[
    Metric::new(
        "time_us",
        "us",
        Better::Lower,
        "Time of the kernel, with the conversion of its input where asked for.",
    ),
    Metric::new("tflops", "TFLOP/s", Better::Higher, "Operations per time."),
    Metric::new("mfu", "1", Better::Higher, "Share of the matrix peak put to use."),
    Metric::new(
        "intensity",
        "FLOP/B",
        Better::Neither,
        "Operations per byte of operands and result.",
    ),
    Metric::new(
        "ridge",
        "FLOP/B",
        Better::Neither,
        "Intensity at which matrix and memory peak balance.",
    ),
    Metric::new(
        "matrix_us",
        "us",
        Better::Lower,
        "Time of the matrix units alone, tiles and waves included.",
    ),
    Metric::new("memory_us", "us", Better::Lower, "Time of memory and L2 alone."),
    Metric::new("bandwidth", "TB/s", Better::Higher, "Bytes of operands and result per time."),
    Metric::new(
        "mbu",
        "1",
        Better::Higher,
        "Share of the memory peak put to use; above 1 out of L2.",
    ),
];

const GEMM_REASONS: &[Reason] = &[
    Reason { name: "feasible", doc: "It runs." },
    Reason {
        name: "precision",
        doc: "The chip does not compute in this precision; choose another format.",
    },
];

/// A question the model answers, from a list of numbers to a list of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// One matrix multiplication on one chip.
    Gemm,
    /// The attention of one layer on one chip.
    Attention,
    /// Serving a language model on one tensor-parallel group.
    Llm,
    /// One matrix multiplication or convolution on systolic arrays.
    Systolic,
    /// One collective inside one node.
    Collective,
    /// One layer of experts on the busiest of its ranks.
    Moe,
    /// Latent attention (MLA) of one layer on one chip.
    Mla,
}

impl Kernel {
    /// All kernels.
    pub const ALL: [Self; 7] = [
        Self::Gemm,
        Self::Attention,
        Self::Llm,
        Self::Systolic,
        Self::Collective,
        Self::Moe,
        Self::Mla,
    ];

    /// Name, as a study writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gemm => "gemm",
            Self::Attention => "attention",
            Self::Llm => "llm",
            Self::Systolic => "systolic",
            Self::Collective => "collective",
            Self::Moe => "moe",
            Self::Mla => "mla",
        }
    }

    /// What it reads, in this order.
    pub fn slots(self) -> &'static [Slot] {
        match self {
            Self::Gemm => &GEMM_SLOTS,
            Self::Attention => &attention::SLOTS,
            Self::Llm => &LLM_SLOTS,
            Self::Systolic => &systolic::SLOTS,
            Self::Collective => &collective::SLOTS,
            Self::Moe => moe::SLOTS,
            Self::Mla => &mla::SLOTS,
        }
    }

    /// What it says, in this order.
    pub fn metrics(self) -> &'static [Metric] {
        match self {
            Self::Gemm => GEMM_METRICS,
            Self::Attention => attention::METRICS,
            Self::Llm => llm::METRICS,
            Self::Systolic => systolic::METRICS,
            Self::Collective => collective::METRICS,
            Self::Moe => moe::METRICS,
            Self::Mla => mla::METRICS,
        }
    }

    /// Why a point may be infeasible; the index is the reason's number, 0 is feasible.
    pub fn reasons(self) -> &'static [Reason] {
        match self {
            Self::Gemm => GEMM_REASONS,
            Self::Attention => attention::REASONS,
            Self::Llm => llm::REASONS,
            Self::Systolic => systolic::REASONS,
            Self::Collective => collective::REASONS,
            Self::Moe => moe::REASONS,
            Self::Mla => mla::REASONS,
        }
    }

    /// Evaluates one point.
    ///
    /// # Panics
    ///
    /// If there are not as many values as [`slots`](Self::slots).
    pub fn evaluate<R: Real>(self, slots: &[R]) -> Outcome<R> {
        let mut values = self.checked(slots);
        match self {
            Self::Gemm => Multiplication::take(&mut values).evaluate(),
            Self::Attention => attention::Inputs::take(&mut values).evaluate(),
            Self::Llm => llm::Inputs::take(&mut values).evaluate(),
            Self::Systolic => Systolic::take(&mut values).evaluate(),
            Self::Collective => collective::evaluate(&mut values),
            Self::Moe => moe::Inputs::take(&mut values).evaluate(),
            Self::Mla => mla::Inputs::take(&mut values).evaluate(),
        }
    }

    /// The operations the metrics are summed from, those of count 0 among them.
    ///
    /// # Panics
    ///
    /// If there are not as many values as [`slots`](Self::slots).
    pub fn operations<R: Real>(self, slots: &[R]) -> Vec<Operation<R>> {
        let mut values = self.checked(slots);
        match self {
            Self::Gemm => Multiplication::take(&mut values).operations(),
            Self::Attention => attention::Inputs::take(&mut values).operations(),
            Self::Llm => llm::Inputs::take(&mut values).operations().concat(),
            Self::Systolic => vec![Systolic::take(&mut values).operation()],
            Self::Collective => collective::operations(&mut values),
            Self::Moe => moe::Inputs::take(&mut values).operations(),
            Self::Mla => vec![mla::Inputs::take(&mut values).operation()],
        }
    }

    /// The [`operations`](Self::operations) that run.
    ///
    /// # Panics
    ///
    /// If there are not as many values as [`slots`](Self::slots).
    pub fn waterfall(self, slots: &[f64]) -> Vec<Operation<f64>> {
        self.operations(slots).into_iter().filter(|op| op.count > 0.0).collect()
    }

    fn checked<R>(self, slots: &[R]) -> std::slice::Iter<'_, R> {
        let want = self.slots().len();
        assert_eq!(slots.len(), want, "kernel {} reads {want} slots", self.name());
        slots.iter()
    }
}

/// A multiplication with the conversion of its input.
struct Multiplication<R> {
    chip: Chip<R>,
    gemm: super::gemm::Gemm<R>,
    /// Time of the conversion, whether it takes place or not.
    quantise: R,
    /// 1 if it does, else 0.
    quantised: R,
}

impl<R: Real> Multiplication<R> {
    fn take(values: &mut std::slice::Iter<'_, R>) -> Self {
        let chip = Chip::take(values);
        let format = Format::take(values);
        let inputs = Gemm::take(values);
        let constants = GemmConstants::take(values);
        let conversion = QuantiseConstants::take(values);
        let shape = Shape {
            m: inputs.m,
            n: inputs.n,
            k: inputs.k,
            weight: format.weight_bytes,
            operand: format.activation_bytes,
            result: format.residual_bytes,
        };
        let reuse = Reuse {
            weights: inputs.weight_copies,
            activations: inputs.input_copies,
            sustained: inputs.sustained,
        };
        let rates = chip.rates();
        let bytes = [format.residual_bytes, format.activation_bytes];
        Self {
            chip,
            gemm: gemm(shape, reuse, rates.unit_peak, &rates, &constants),
            quantise: quantise([inputs.m, inputs.k], bytes, &rates, &conversion),
            quantised: inputs.quantise,
        }
    }

    fn operations(&self) -> Vec<Operation<R>> {
        vec![from_quantise(self.quantise, self.quantised), from_gemm(self.gemm)]
    }

    fn evaluate(&self) -> Outcome<R> {
        let (rates, g) = (self.chip.rates(), self.gemm);
        let time = (g.time + self.quantised * self.quantise).named("call_time");
        let rate = (g.mflop / time).named("tflops");
        let bandwidth = (g.mb / time).named("bandwidth");
        Outcome {
            metrics: vec![
                time,
                rate,
                rate / rates.matrix_peak,
                g.mflop / g.mb,
                rates.matrix_peak / rates.memory_peak,
                g.matrix,
                g.memory,
                bandwidth,
                bandwidth / rates.memory_peak,
            ],
            reason: R::select(self.chip.supported(), R::lit(0.0), R::lit(1.0)),
        }
    }
}
