//! The tables of facts a chip is described by.

use super::precision::Precision;
use super::quantity::Quantity;
use super::section::{Section, section};

section! {
    /// Operations per clock of one unit, by precision; a fused multiply-add counts as two.
    pub struct ClockRates {
        /// IEEE binary64.
        fp64: number(OpsPerClock),
        /// IEEE binary32.
        fp32: number(OpsPerClock),
        /// TensorFloat-32.
        tf32: number(OpsPerClock),
        /// bfloat16.
        bf16: number(OpsPerClock),
        /// IEEE binary16.
        fp16: number(OpsPerClock),
        /// 8-bit floats.
        fp8: number(OpsPerClock),
        /// 4-bit floats.
        fp4: number(OpsPerClock),
        /// 8-bit integers.
        int8: number(OpsPerClock),
        /// 4-bit integers.
        int4: number(OpsPerClock),
        /// 1-bit operands.
        int1: number(OpsPerClock),
    }
}

section! {
    /// Published dense peaks of the whole chip, by precision.
    pub struct PeakRates {
        /// IEEE binary64.
        fp64: number(OpsPerSecond),
        /// IEEE binary32.
        fp32: number(OpsPerSecond),
        /// TensorFloat-32.
        tf32: number(OpsPerSecond),
        /// bfloat16.
        bf16: number(OpsPerSecond),
        /// IEEE binary16.
        fp16: number(OpsPerSecond),
        /// 8-bit floats.
        fp8: number(OpsPerSecond),
        /// 4-bit floats.
        fp4: number(OpsPerSecond),
        /// 8-bit integers.
        int8: number(OpsPerSecond),
        /// 4-bit integers.
        int4: number(OpsPerSecond),
        /// 1-bit operands.
        int1: number(OpsPerSecond),
    }
}

impl ClockRates {
    /// The rate at one precision.
    pub fn get(&self, precision: Precision) -> Option<&Quantity> {
        self.number(precision.name())
    }
}

impl PeakRates {
    /// The peak at one precision.
    pub fn get(&self, precision: Precision) -> Option<&Quantity> {
        self.number(precision.name())
    }
}

section! {
    /// Arithmetic: peak = units x operations per clock x clock.
    pub struct Compute {
        /// What the maker calls one unit, where their number is not published.
        unit_name: text,
        /// Enabled units (SM, CU, core) of the product, not of the full die.
        units: number(Count),
        /// Guaranteed clock.
        clock_base: number(Hertz),
        /// Highest clock, at which vector peaks are usually quoted.
        clock_boost: number(Hertz),
        /// Clock at which matrix peaks are quoted, where it is not the boost clock.
        clock_tensor: number(Hertz),
        /// Clock at which the FP64 peak is quoted, where it is not the boost clock.
        clock_fp64: number(Hertz),
        /// Factor by which structured sparsity multiplies the dense peaks in advertisements.
        sparsity: number(Ratio),
        /// Per unit, outside the matrix engine.
        vector_ops: table(ClockRates),
        /// Per unit, in the matrix engine.
        matrix_ops: table(ClockRates),
        /// Published peaks outside the matrix engine.
        published_vector: table(PeakRates),
        /// Published dense peaks of the matrix engine.
        published_matrix: table(PeakRates),
    }
}

section! {
    /// Systolic arrays: how many of them, and their shape.
    pub struct Systolic {
        /// Rows of one array.
        rows: number(Count),
        /// Columns of one array.
        columns: number(Count),
        /// Arrays in one core.
        arrays_per_core: number(Count),
        /// Cores that have arrays.
        cores: number(Count),
    }
}

section! {
    /// Memory: bandwidth = bus width x rate per pin / 8.
    pub struct Memory {
        /// Technology: `HBM3e`, `GDDR6`.
        kind: text,
        /// Stacks or chips.
        stacks: number(Count),
        /// Width of the whole bus.
        bus: number(Bits),
        /// Rate of one pin of the bus.
        rate: number(BitsPerSecond),
        /// Capacity.
        capacity: number(Bytes),
        /// Bandwidth as published.
        published_bandwidth: number(BytesPerSecond),
        /// Last-level cache that all units share.
        l2: number(Bytes),
        /// Bandwidth of the last-level cache.
        l2_bandwidth: number(BytesPerSecond),
        /// Scratchpad of one unit.
        scratchpad: number(Bytes),
        /// Registers of the whole chip.
        registers: number(Bytes),
    }
}

section! {
    /// The scale-up network as one chip sees it.
    pub struct ChipLinks {
        /// Scale-up technology: `NVLink4`, `ICI`.
        scaleup: text,
        /// Scale-up links of one chip.
        links: number(Count),
        /// Bandwidth of one link in one direction.
        rate_per_link: number(BytesPerSecond),
        /// Scale-up bandwidth of one chip as published, both directions added.
        published_bidirectional: number(BytesPerSecond),
        /// Most chips one scale-up domain can hold.
        domain: number(Count),
    }
}

section! {
    /// The host interface.
    pub struct Host {
        /// PCI Express generation.
        pcie_generation: number(Count),
        /// PCI Express lanes.
        pcie_lanes: number(Count),
    }
}

section! {
    /// Silicon and power.
    pub struct Physical {
        /// Process, by its marketing length.
        process: number(Metres),
        /// Area of the compute dies together.
        die: number(SquareMetres),
        /// Transistors.
        transistors: number(Count),
        /// Thermal design power of the chip or module.
        tdp: number(Watts),
    }
}
