//! The chip: its slots, and the rates that follow from them.
//!
//! ```text
//! matrix peak    = units · matrix_ops · clock            (TFLOP/s)
//! vector peak    = units · vector_ops · vector_clock     (TFLOP/s)
//! memory peak    = bus_bits · rate / 8                   (TB/s)
//! scale-up peak  = links · link                          (TB/s per direction)
//! L2 rate        = units · l2_rate · clock               (TB/s)
//! ```
//!
//! An H100 SXM: 132 · 4096 · 1.83 GHz = 989.4 TFLOP/s; 5120 bit · 5.23 Gbit/s / 8 =
//! 3.35 TB/s; 18 links · 0.025 TB/s = 0.45 TB/s. Sources: vendors' datasheets and
//! micro-architecture papers, by way of the catalogue. Sparse and boost-only peaks are
//! not meant.

use super::constants as c;
use super::slot::inputs;
use crate::number::{Constant, Real, Unit};

inputs! {
    /// One chip, as its datasheet and micro-architecture papers describe it.
    ///
    /// The factors are 1 except where a study scales a peak (`chip.hbm_bandwidth`).
    Chip as "chip" {
        /// Processing units that a kernel's tiles are spread over (SM, CU, core).
        units: ONE "1";
        /// Clock of the matrix units.
        clock_ghz: CLOCK "GHz";
        /// Dense matrix operations per clock and unit at the compute precision; 0 if the chip lacks it.
        matrix_ops: OPS_PER_CYCLE "op/clk";
        /// Dense matrix operations per clock and unit at the precision of attention and of the LM head; 0 for `matrix_ops`.
        attention_ops: OPS_PER_CYCLE "op/clk" = ATTENTION_OPS;
        /// Scale of the matrix peak.
        matrix_factor: ONE "1" = UNSCALED;
        /// Clock of the vector units.
        vector_clock_ghz: CLOCK "GHz";
        /// Vector operations (fp32, a multiply-add is two) per clock and unit.
        vector_ops: OPS_PER_CYCLE "op/clk";
        /// Exponentials per clock and unit.
        special_ops: OPS_PER_CYCLE "op/clk" = c::SPECIAL_OPS;
        /// Scale of the vector and exponential peaks.
        vector_factor: ONE "1" = UNSCALED;
        /// Width of the memory interface.
        memory_bus_bits: ONE "bit";
        /// Rate of one memory pin.
        memory_rate_gbit: BANDWIDTH "Gbit/s";
        /// Scale of the memory bandwidth.
        memory_factor: ONE "1" = UNSCALED;
        /// Memory capacity of one chip.
        memory_capacity_gb: DATA "GB";
        /// Last-level cache; 0 if there is none or it is unknown.
        l2_mb: DATA "MB";
        /// L2 read rate of one unit.
        l2_rate: DATA_PER_CYCLE "B/clk" = c::L2_RATE;
        /// Scale-up links of one chip.
        scaleup_links: ONE "1";
        /// Bandwidth of one scale-up link, each direction.
        scaleup_link_tbps: BANDWIDTH "TB/s";
        /// Scale of the scale-up bandwidth.
        scaleup_factor: ONE "1" = UNSCALED;
        /// Chips that reach each other over the scale-up links.
        scaleup_domain: ONE "1";
        /// Share of the memory peak that streaming reaches.
        memory_efficiency: ONE "1" = c::MEMORY_EFFICIENCY;
        /// Time of the smallest kernel.
        launch_us: TIME "us" = c::LAUNCH;
    }
}

const ATTENTION_OPS: Constant = Constant {
    name: "ATTENTION_OPS",
    value: 0.0,
    unit: Unit::OPS_PER_CYCLE,
    origin: "as fast as the GEMMs",
};
const SLOWEST: Constant = Constant {
    name: "SLOWEST",
    value: 1.0,
    unit: Unit::OPS_PER_CYCLE,
    origin: "a finite stand-in for a vector rate that is not known",
};
const UNSCALED: Constant =
    Constant { name: "UNSCALED", value: 1.0, unit: Unit::ONE, origin: "as the catalogue has it" };

/// What a chip can do per microsecond. `peak` is the datasheet, the rest what kernels reach.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates<R> {
    pub(crate) units: R,
    pub(crate) clock: R,
    /// Matrix peak of the chip (TFLOP/s).
    pub(crate) matrix_peak: R,
    /// Matrix peak of one unit (TFLOP/s).
    pub(crate) unit_peak: R,
    /// Matrix peak of one unit at the precision of attention and LM head (TFLOP/s).
    pub(crate) wide_peak: R,
    pub(crate) vector: R,
    pub(crate) special: R,
    pub(crate) memory_peak: R,
    pub(crate) memory: R,
    pub(crate) l2: R,
    pub(crate) l2_mb: R,
    pub(crate) link: R,
    pub(crate) launch: R,
}

impl<R: Real> Chip<R> {
    /// True if the chip computes in the asked precision.
    pub(crate) fn supported(&self) -> R::Bool {
        R::lit(0.0).lt(self.matrix_ops)
    }

    /// The rates of the chip.
    ///
    /// A chip that lacks the precision is given its vector rate, so that the figures of the
    /// infeasible point stay finite.
    pub(crate) fn rates(&self) -> Rates<R> {
        let kilo = R::lit(1e-3); // op/clk · kcycle/µs to MFLOP/µs, and B/clk to MB/µs
        let vector_ops = self.vector_ops.max(R::constant(&SLOWEST));
        let ops = R::select(self.supported(), self.matrix_ops, vector_ops);
        let wide = R::select(R::lit(0.0).lt(self.attention_ops), self.attention_ops, ops);
        let matrix_clock = self.clock_ghz * self.matrix_factor * kilo;
        let vector_clock = self.vector_clock_ghz * self.vector_factor * kilo * self.units;
        let memory_peak = (self.memory_bus_bits * self.memory_rate_gbit * self.memory_factor
            / R::lit(8000.0))
        .named("memory_peak");
        Rates {
            units: self.units,
            clock: self.clock_ghz,
            matrix_peak: (ops * matrix_clock * self.units).named("matrix_peak"),
            unit_peak: (ops * matrix_clock).named("unit_peak"),
            wide_peak: (wide * matrix_clock).named("wide_peak"),
            vector: (vector_ops * vector_clock).named("vector_rate"),
            special: (self.special_ops * vector_clock).named("special_rate"),
            memory_peak,
            memory: (memory_peak * self.memory_efficiency).named("memory_rate"),
            l2: (self.units * self.l2_rate * self.clock_ghz * kilo).named("l2_rate"),
            l2_mb: self.l2_mb,
            link: (self.scaleup_links * self.scaleup_link_tbps * self.scaleup_factor)
                .named("link_rate"),
            launch: self.launch_us,
        }
    }
}

inputs! {
    /// The precision of the parts of a model, in bytes per element, scale factors included.
    Format as "format" {
        /// Bytes per weight.
        weight_bytes: DATA "B";
        /// Bytes per element of a matrix unit's other operand.
        activation_bytes: DATA "B";
        /// Bytes per cached key or value element.
        kv_bytes: DATA "B";
        /// Bytes per element of the residual stream, of GEMM results and of all-reduces.
        residual_bytes: DATA "B" = c::RESIDUAL_BYTES;
        /// Bytes per weight of embedding and LM head, which quantisation leaves alone.
        head_bytes: DATA "B" = c::RESIDUAL_BYTES;
    }
}
