//! The constants of a matrix multiplication, as slots.
//!
//! The defaults are typical of asynchronous copies and warp-group matrix instructions (Hopper
//! and data-centre Blackwell): geometric means of fits to published kernel timings (the
//! aiconfigurator 0.12 data set, CUDA-graph rows), with the spread over the chips. Where a chip
//! was measured, `calibration/gemm.toml` has its own.

use crate::model::slot::inputs;
use crate::number::{Constant, Unit};

inputs! {
    /// How real multiplications fall short of the datasheet, in cycles, shares and tiles.
    GemmConstants as "matmul" {
        /// Launch, prologue and drain of the smallest kernel.
        launch_kcycles: CYCLES "kcycle" = LAUNCH;
        /// Fixed cost of splitting k over several tiles: a second kernel, or semaphores.
        split_kcycles: CYCLES "kcycle" = SPLIT;
        /// Latency of one 128-byte step along k.
        step_kcycles: CYCLES "kcycle" = STEP;
        /// Share of the matrix peak that a long main loop reaches in a short burst.
        matrix_efficiency: ONE "1" = MATRIX;
        /// Share of the memory peak that streaming reaches.
        memory_efficiency: ONE "1" = MEMORY;
        /// Rate at which a tile is stored, as a share of the operand bytes a unit multiplies.
        store_share: ONE "1" = STORE;
        /// L2 read rate of one unit.
        l2_rate: DATA_PER_CYCLE "B/clk" = L2_RATE;
        /// Columns of tiles whose loads in flight cover the latency of half the memory peak.
        stream_tiles: ONE "1" = STREAMS;
        /// Share of the last, partial wave of tiles that is paid.
        wave_share: ONE "1" = WAVE_SHARE;
        /// Extra time of kernels much longer than a millisecond, as a share (power limit).
        droop: ONE "1" = DROOP;
        /// Share of the L2 that data can count on.
        l2_share: ONE "1" = L2_SHARE;
    }
}

inputs! {
    /// The kernels that convert 16-bit activations to a narrow format before a multiplication.
    QuantiseConstants as "matmul" {
        /// Launches of the conversion, beyond the multiplication's own.
        quantise_launch_kcycles: CYCLES "kcycle" = QUANTISE_LAUNCH;
        /// Time per row of activations, all units together.
        quantise_row_kcycles: CYCLES "kcycle" = QUANTISE_ROW;
        /// Bytes read and written per clock and unit.
        quantise_rate: DATA_PER_CYCLE "B/clk" = QUANTISE_RATE;
        /// Time per 1024 elements of a row: the reduction to its scale.
        quantise_depth_kcycles: CYCLES "kcycle" = QUANTISE_DEPTH;
    }
}

macro_rules! typical {
    ($($id:ident = $value:literal $unit:ident, $origin:literal;)+) => {
        $(#[doc = $origin]
        pub(crate) const $id: Constant = Constant {
            name: stringify!($id),
            value: $value,
            unit: Unit::$unit,
            origin: $origin,
        };)+
    };
}

typical! {
    LAUNCH = 4.1 CYCLES, "typical of GEMM fits, 3.4-4.9 (1.8-3.0 us)";
    SPLIT = 5.0 CYCLES, "typical of GEMM fits, 4.7-5.1; 3.1-4.6 Ampere and Ada";
    STEP = 0.15 CYCLES, "typical of GEMM fits, 0.137-0.154; Ampere and Ada 0.43-0.51";
    MATRIX = 0.81 ONE, "typical of GEMM fits, 0.69-0.88; A100 0.92";
    MEMORY = 0.89 ONE, "typical of GEMM fits, 0.84-1.0";
    STORE = 0.0055 ONE, "typical of GEMM fits, 0.005-0.006";
    L2_RATE = 21.0 DATA_PER_CYCLE, "typical of GEMM fits, 18-23; Ampere and Ada 5-13";
    STREAMS = 8.0 ONE, "typical of GEMM fits";
    WAVE_SHARE = 0.39 ONE, "typical of GEMM fits, 0.13-0.66; Ampere and Ada 0.8-1.0";
    DROOP = 0.2 ONE, "typical of GEMM fits, 0.1-0.4";
    L2_SHARE = 0.75 ONE, "typical of GEMM fits, 0.6-1.5";
    QUANTISE_LAUNCH = 6.0 CYCLES, "typical of fits to fp8 GEMMs with 1 x 128 blocks; 4-21 by library";
    QUANTISE_ROW = 0.0004 CYCLES, "typical of fits to fp8 GEMMs with 1 x 128 blocks; 0.0003-0.012 by library";
    QUANTISE_RATE = 16.0 DATA_PER_CYCLE, "typical of fits to fp8 GEMMs with 1 x 128 blocks; 4.5-19 by library";
    QUANTISE_DEPTH = 0.5 CYCLES, "typical of fits to fp8 GEMMs with 1 x 128 blocks; 0.08-2.3 by library";

    STEP_BYTES = 128.0 DATA, "128-byte shared-memory swizzle of tensor-core kernels (CUTLASS)";
    SPLIT_STEPS = 3.0 ONE, "depth of the load pipeline of tensor-core kernels";
    PARTIAL_BYTES = 4.0 DATA, "a partial sum is fp32";
    DROOP_AFTER = 1000.0 TIME, "chosen with the fits to GEMM timings";
}
