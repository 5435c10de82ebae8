//! Systolic arrays: cycles, utilisation, memory traffic and time of one multiplication.
//!
//! A grid of multiply-accumulate units passes operands from neighbour to neighbour. What is
//! multiplied is in `shape.rs`; how it folds over the array and how long that takes in
//! `folds.rs`; what the operand memories and DRAM move in `sram.rs` and `dram.rs`. The time is a
//! roofline: what takes longer, the array or DRAM.
//!
//! ```text
//! dram_us  = (input + weight + results + spilled sums, in bytes) / bandwidth
//! time_us  = max(cycles / clock, dram_us)
//! ```
//!
//! A program of loads and folds is fixed ahead and double-buffered, so the two hide behind each
//! other wholly, unlike the kernels of a GPU. With the *quirks* of SCALE-Sim 3 every operand
//! has an interface of its own, each with the bandwidth given. Ignored: loading the first
//! block and storing the last, activation functions and pooling, waiting for the host.

mod dram;
mod folds;
mod shape;
mod sram;

pub use self::shape::{Convolution, Product};

use self::dram::{Dram, Memories, dram};
use self::folds::{CYCLE, Folds, by_dataflow, folds};
use self::shape::{NONE, Shape, shape};
use self::sram::{Sram, sram};
use super::constants as c;
use super::operation::{Kind, Operation, idle};
use super::slot::{Better, Metric, Outcome, Reason, Slot, inputs, join};
use crate::number::{Constant, Real, Unit};

const ONE_ARRAY: Constant =
    Constant { name: "ONE_ARRAY", value: 1.0, unit: Unit::ONE, origin: "a single array" };
const WEIGHT_STATIONARY: Constant = Constant {
    name: "WEIGHT_STATIONARY",
    value: 1.0,
    unit: Unit::ONE,
    origin: "as in TPUs (Jouppi et al., ISCA 2017)",
};
const CLOCK: Constant =
    Constant { name: "CLOCK", value: 1.0, unit: Unit::CLOCK, origin: "a cycle is a nanosecond" };
const UNLIMITED: Constant =
    Constant { name: "UNLIMITED", value: 0.0, unit: Unit::BANDWIDTH, origin: "stall-free" };
const OPERAND_MB: Constant = Constant {
    name: "OPERAND_MB",
    value: 6.291_456,
    unit: Unit::DATA,
    origin: "6144 KiB, the TPU configuration that comes with SCALE-Sim (google.cfg)",
};
const RESULT_MB: Constant = Constant {
    name: "RESULT_MB",
    value: 2.097_152,
    unit: Unit::DATA,
    origin: "2048 KiB, the TPU configuration that comes with SCALE-Sim (google.cfg)",
};
const WORD: Constant =
    Constant { name: "WORD", value: 1.0, unit: Unit::DATA, origin: "8-bit operands" };
const SUM: Constant = Constant {
    name: "SUM",
    value: 4.0,
    unit: Unit::DATA,
    origin: "32-bit accumulators (Jouppi et al., ISCA 2017)",
};

inputs! {
    /// One or more equal systolic arrays with the memories they share.
    Array as "array" {
        /// Rows of multiply-accumulate units.
        rows: ONE "1";
        /// Columns of multiply-accumulate units.
        cols: ONE "1";
        /// Equal arrays that the folds are spread over.
        arrays: ONE "1" = ONE_ARRAY;
        /// What stays in the array: os (0, the output), ws (1, the weight) or is (2, the input).
        dataflow: ONE "1" = WEIGHT_STATIONARY;
        /// 1 if the next fold's operand is shifted in behind the current one (double-buffered weights).
        overlap: ONE "1" = NONE;
        /// 1 to count as SCALE-Sim 3 does, 0 to count what an array does.
        quirks: ONE "1" = NONE;
        /// Clock of the arrays.
        clock_ghz: CLOCK "GHz" = CLOCK;
        /// Memory of the input; half is in use while half is filled.
        ifmap_mb: DATA "MB" = OPERAND_MB;
        /// Memory of the weight, likewise.
        filter_mb: DATA "MB" = OPERAND_MB;
        /// Memory of results and partial sums, likewise.
        ofmap_mb: DATA "MB" = RESULT_MB;
        /// DRAM bandwidth, 0 for no limit; with quirks, that of each of three interfaces.
        dram_tbps: BANDWIDTH "TB/s" = UNLIMITED;
        /// Bytes per element of input and weight.
        operand_bytes: DATA "B" = WORD;
        /// Bytes per element of the result.
        result_bytes: DATA "B" = WORD;
        /// Bytes per partial sum.
        sum_bytes: DATA "B" = SUM;
    }
}

const COUNT: usize =
    Array::<f64>::SLOTS.len() + Product::<f64>::SLOTS.len() + Convolution::<f64>::SLOTS.len();
pub(crate) static SLOTS: [Slot; COUNT] =
    join(&[Array::<f64>::SLOTS, Product::<f64>::SLOTS, Convolution::<f64>::SLOTS]);

const fn words(name: &'static str, doc: &'static str) -> Metric {
    Metric::new(name, "word", Better::Lower, doc)
}

pub(crate) const METRICS: &[Metric] = &[
    Metric::new("time_us", "us", Better::Lower, "Time: of the arrays or of DRAM, the longer."),
    Metric::new("cycles", "cycle", Better::Lower, "The same in clock cycles."),
    Metric::new("array_us", "us", Better::Lower, "Time of the arrays without waiting for DRAM."),
    Metric::new("array_cycles", "cycle", Better::Lower, "The same in clock cycles."),
    Metric::new("dram_us", "us", Better::Lower, "Time of DRAM alone."),
    Metric::new("tflops", "TFLOP/s", Better::Higher, "Operations per time."),
    Metric::new(
        "utilisation",
        "1",
        Better::Higher,
        "Share of the multiply-accumulates the arrays could have done in the time.",
    ),
    Metric::new("compute_utilisation", "1", Better::Higher, "The same without waiting for DRAM."),
    Metric::new(
        "mapping_efficiency",
        "1",
        Better::Higher,
        "Share of the units that hold something, over all folds.",
    ),
    words("sram_ifmap_reads", "Input words read from its memory into the arrays."),
    words("sram_filter_reads", "Weight words read from their memory into the arrays."),
    words("sram_ofmap_writes", "Result words and partial sums written by the arrays."),
    words("sram_ofmap_reads", "Partial sums read back into the arrays."),
    words("dram_ifmap_reads", "Input words read from DRAM."),
    words("dram_filter_reads", "Weight words read from DRAM."),
    words("dram_ofmap_writes", "Result words and spilled sums written to DRAM."),
    words("dram_ofmap_reads", "Spilled sums read back from DRAM."),
    Metric::new("dram_mb", "MB", Better::Lower, "Bytes moved between DRAM and the memories."),
    Metric::new(
        "sram_tbps",
        "TB/s",
        Better::Lower,
        "Bandwidth the arrays draw from the memories beside them while they run.",
    ),
    Metric::new("macs", "MAC", Better::Neither, "Multiply-accumulate units of all arrays."),
];

pub(crate) const REASONS: &[Reason] = &[
    Reason { name: "feasible", doc: "It runs." },
    Reason {
        name: "shape",
        doc: "Nothing to multiply: give m, n and k, or a convolution whose filters fit its input.",
    },
];

/// One multiplication on the arrays.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Systolic<R: Real> {
    pub(crate) array: Array<R>,
    pub(crate) shape: Shape<R>,
    given: R::Bool,
    pub(crate) folds: Folds<R>,
    pub(crate) sram: Sram<R>,
    pub(crate) dram: Dram<R>,
    dram_mb: R,
    array_us: R,
    dram_us: R,
    time_us: R,
}

impl<R: Real> Systolic<R> {
    /// From the values of [`SLOTS`].
    pub(crate) fn take(values: &mut std::slice::Iter<'_, R>) -> Self {
        let array = Array::take(values);
        let product = Product::take(values);
        let convolution = Convolution::take(values);
        Self::new(array, &product, &convolution)
    }

    pub(crate) fn new(a: Array<R>, product: &Product<R>, convolution: &Convolution<R>) -> Self {
        let (zero, mega) = (R::lit(0.0), R::lit(1e-6));
        let quirky = R::lit(0.5).lt(a.quirks);
        let (shape, given) = shape(product, convolution, a.quirks);
        let folds = folds(&shape, [a.rows, a.cols, a.arrays], a.dataflow, a.overlap, a.quirks);
        let sram = sram(&shape, &folds, [a.rows, a.cols], a.dataflow, a.quirks);
        let memories = Memories {
            ifmap: a.ifmap_mb,
            filter: a.filter_mb,
            ofmap: a.ofmap_mb,
            operand_bytes: a.operand_bytes,
            result_bytes: a.result_bytes,
            sum_bytes: R::select(quirky, a.result_bytes, a.sum_bytes),
        };
        let dram = dram(&shape, &folds, a.cols, &memories, a.dataflow, a.quirks);
        let ifmap = dram.ifmap_reads * mega * a.operand_bytes;
        let filter = dram.filter_reads * mega * a.operand_bytes;
        let ofmap = (dram.ofmap_writes + dram.ofmap_reads) * mega * a.result_bytes;
        let dram_mb = (ifmap + filter + ofmap).named("dram_mb");
        let limited = zero.lt(a.dram_tbps);
        let bandwidth = R::select(limited, a.dram_tbps, R::constant(&ANY_BANDWIDTH));
        let longest = R::select(quirky, ifmap.max(filter).max(ofmap), dram_mb);
        let dram_us = R::select(limited, longest / bandwidth, R::lit(0.0)).named("dram_us");
        let array_us = (folds.cycles * R::lit(1e-3) / a.clock_ghz).named("array_us");
        let time_us = array_us.max(dram_us).named("time_us");
        Self { array: a, shape, given, folds, sram, dram, dram_mb, array_us, dram_us, time_us }
    }

    /// Cycles including those of waiting for DRAM; at least one.
    fn cycles(&self) -> R {
        let waiting = self.dram_us * self.array.clock_ghz * R::lit(1e3);
        self.folds.cycles.max(waiting).named("cycles")
    }

    /// Bytes between the memories and the arrays; what is not a result yet is a partial sum.
    fn sram_mb(&self) -> R {
        let (a, s) = (&self.array, &self.sram);
        let mega = R::lit(1e-6);
        let sum_bytes = by_dataflow(a.dataflow, a.result_bytes, a.sum_bytes, a.sum_bytes);
        let operands = (s.ifmap_reads + s.filter_reads) * mega * a.operand_bytes;
        (operands + (s.ofmap_writes + s.ofmap_reads) * mega * sum_bytes).named("sram_mb")
    }

    pub(crate) fn evaluate(&self) -> Outcome<R> {
        let (a, s) = (&self.array, &self.shape);
        let cycle = R::constant(&CYCLE);
        let cycles = self.cycles();
        // The last of a single cycle has index 0 with quirks: nothing is divided by it.
        let counted = (cycles / cycle).max(R::lit(1.0));
        let products = (s.m * s.n * s.k).named("products");
        let macs = (a.rows * a.cols * a.arrays).named("macs");
        let utilisation = products / (counted * macs);
        let shortest = cycle * R::lit(1e-3) / a.clock_ghz;
        let mflop = R::constant(&c::MULTIPLY_ADD) * products;
        Outcome {
            metrics: vec![
                self.time_us,
                cycles,
                self.array_us,
                self.folds.cycles,
                self.dram_us,
                (mflop / self.time_us.max(shortest)).named("tflops"),
                utilisation.named("utilisation"),
                self.folds.compute,
                self.folds.mapping,
                self.sram.ifmap_reads,
                self.sram.filter_reads,
                self.sram.ofmap_writes,
                self.sram.ofmap_reads,
                self.dram.ifmap_reads,
                self.dram.filter_reads,
                self.dram.ofmap_writes,
                self.dram.ofmap_reads,
                self.dram_mb,
                self.sram_mb() / self.array_us.max(shortest),
                macs,
            ],
            reason: R::select(self.given, R::lit(0.0), R::lit(1.0)),
        }
    }

    /// The multiplication as an operation of a waterfall.
    pub(crate) fn operation(&self) -> Operation<R> {
        let s = &self.shape;
        Operation {
            name: "array",
            time_us: self.time_us,
            matrix_us: self.array_us,
            memory_us: self.dram_us,
            mflop: R::constant(&c::MULTIPLY_ADD) * s.m * s.n * s.k,
            mb: self.dram_mb,
            ..idle(Kind::Gemm)
        }
    }
}

const ANY_BANDWIDTH: Constant = Constant {
    name: "ANY_BANDWIDTH",
    value: 1.0,
    unit: Unit::BANDWIDTH,
    origin: "divided by where no bandwidth limits, and then not used",
};
