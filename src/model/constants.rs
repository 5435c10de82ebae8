//! The constants of the analytic fidelity, each with its unit and origin.
//!
//! They say how real kernels fall short of the datasheet, in forms that carry over from one
//! chip to the next (cycles, bytes per clock, shares of a peak). "Typical" means the median
//! over nine NVIDIA chips from A100 to GB300 of per-chip fits to published kernel timings
//! (the aiconfigurator 0.12 data set, CUDA-graph rows); the spread is given with each.

use crate::number::{Constant, Unit};

macro_rules! constants {
    ($( $(#[doc = $doc:literal])+ $id:ident = $value:literal $unit:ident, $origin:literal; )+) => {
        $( $(#[doc = $doc])+
        pub const $id: Constant = Constant {
            name: stringify!($id),
            value: $value,
            unit: Unit::$unit,
            origin: $origin,
        }; )+

        #[cfg(test)]
        pub(crate) const ALL: &[Constant] = &[$($id),+];
    };
}

constants! {
    /// One multiply-add: two operations, in MFLOP.
    MULTIPLY_ADD = 2e-6 OPS, "definition";
    /// One elementary operation, in MFLOP.
    OPERATION = 1e-6 OPS, "definition";

    /// Share of the matrix peak a long GEMM main loop reaches.
    MATRIX_EFFICIENCY = 0.85 ONE, "typical of fits to GEMM timings, 0.76-0.92";
    /// Share of the memory peak a streaming kernel reaches.
    MEMORY_EFFICIENCY = 0.89 ONE, "typical of fits to GEMM and attention timings, 0.86-0.97";
    /// Share of the link peak a large collective reaches.
    SCALEUP_EFFICIENCY = 0.74 ONE, "fit to NCCL timings over NVLink, Simple protocol, 0.69-0.76";
    /// Launch, prologue and drain of the smallest kernel in a captured graph (µs).
    LAUNCH = 2.3 TIME, "typical of fits to GEMM timings: 4.3 kcycles, 1.8-3.0 us";
    /// One step of a ring or one exchange of flags over the scale-up link (µs).
    HOP = 1.2 TIME, "fit to NCCL timings over NVLink, LL128 protocol, 0.8-1.4 us";
    /// Latency of one 128-byte step along k of a GEMM tile (kcycles).
    STEP = 0.154 CYCLES, "typical of Hopper and Blackwell GEMM fits, 0.137-0.170; Ampere and Ada 0.52-0.58";
    /// Share of the last, partial wave that is paid (0 ideal stream-K, 1 classic grid).
    WAVE_SHARE = 0.39 ONE, "typical of Hopper and Blackwell GEMM fits, 0.34-0.52; Ampere and Ada 0.6-1.0";
    /// L2 read rate of one unit (B/clk).
    L2_RATE = 22.0 DATA_PER_CYCLE, "typical of Hopper and Blackwell GEMM fits, 20.6-23.6; Ampere and Ada 6-12";
    /// Exponentials of one unit (op/clk).
    SPECIAL_OPS = 16.0 OPS_PER_CYCLE, "CUDA C++ Programming Guide, exp2 per clock and SM of compute capability 7.0-10.0 (recalled)";
    /// Bytes of an element of the residual stream.
    RESIDUAL_BYTES = 2.0 DATA, "bfloat16, as served checkpoints keep it whatever the weights are";

    /// Width of one step along k (B).
    STEP_BYTES = 128.0 DATA, "128-byte shared-memory swizzle of tensor-core kernels (CUTLASS)";
    /// Rate at which a tile is stored, as operations of the matrix unit per output byte.
    STORE_OPS = 180e-6 OPS, "inverse of 0.0055 byte per matrix operation, typical of GEMM fits, 0.0048-0.0075";
    /// Fixed cost of splitting k over several units (kcycles).
    SPLIT = 5.1 CYCLES, "typical of GEMM fits, 3.4-5.6";
    /// Fewest steps along k that a split is worth.
    SPLIT_STEPS = 3.0 ONE, "depth of the load pipeline of tensor-core kernels";
    /// Extra time of kernels much longer than `SUSTAINED_AFTER`, as a share (power limit).
    SUSTAINED = 0.2 ONE, "typical of fits to GEMM timings, 0.05-0.42";
    /// Kernel time at which half of `SUSTAINED` is paid (µs).
    SUSTAINED_AFTER = 1000.0 TIME, "chosen with the fits to GEMM timings";
    /// Share of the L2 that data passed from kernel to kernel can count on.
    L2_SHARE = 0.75 ONE, "typical of fits to GEMM timings, 0.57-1.35";

    /// Vector operations per element of a residual add and RMS norm.
    NORM_OPS = 10e-6 OPS, "count: add, square, sum, scale by root and weight, conversions";
    /// Vector operations per element of a rotary embedding and its cache write.
    ROTARY_OPS = 6e-6 OPS, "count: a complex product per pair, conversions";
    /// Vector operations per element of a gated activation.
    GATE_OPS = 8e-6 OPS, "count: exponential as four, reciprocal, two products, conversions";
    /// Vector operations per element converted to a narrower format.
    CONVERT_OPS = 4e-6 OPS, "count: absolute maximum, scale, conversion";
    /// Vector operations per token and expert of softmax and top-k.
    ROUTE_OPS = 10e-6 OPS, "count: softmax as in attention and a comparison per kept expert, estimated";

    /// Matrix efficiency of a grouped GEMM over experts relative to a single GEMM's.
    EXPERT_SHARE = 0.75 ONE, "0.6-0.7 of the peak against 0.85, fits to grouped kernels of TensorRT-LLM; 0.9 CUTLASS, 0.3-0.55 Triton";
    /// Matrix efficiency inside attention relative to a GEMM's.
    ATTENTION_SHARE = 0.71 ONE, "between a fit to bf16 prefill timings of A100, H100 and B200 (0.68) and the ratio of loop efficiencies fitted apart (0.82)";
    /// Vector operations of the softmax per query-key pair (scale, max, subtract, sum, convert).
    SOFTMAX_OPS = 5e-6 OPS, "count of the online-softmax recurrence (FlashAttention-2)";
    /// Set-up of a prefill attention kernel beyond a launch (µs).
    PREFILL_SETUP = 5.0 TIME, "between the pooled floor of prefill timings less a launch (2.9) and a fit to those of A100, H100 and B200 (8.7)";
    /// Start and end of one block of 128 query rows of prefill attention (kcycles).
    PREFILL_BLOCK = 7.6 CYCLES, "fit to bf16 prefill timings of A100, H100 and B200; 0.9 on A100 alone";
    /// Set-up of a decode attention kernel beyond a launch, merging the splits included (µs).
    DECODE_SETUP = 5.3 TIME, "floor of 7.6 us, 6.8-8.4 by chip, of fits to decode attention timings, less a launch";
    /// Loop overhead of one block of 128 cached tokens in decode attention (kcycles).
    DECODE_TILE = 0.19 CYCLES, "fit to bf16 decode timings of A100, H100 and B200";
    /// Start, merge and end of a decode attention kernel (kcycles).
    DECODE_BLOCK = 3.62 CYCLES, "pooled fit to decode attention timings, 3.2-3.6";
    /// Rate at which one unit can stream cached keys and values (B/clk).
    DECODE_STREAM = 30.0 DATA_PER_CYCLE, "fit to bf16 decode timings of A100, H100 and B200; 20-43 by engine";
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_constant_is_finite_positive_and_sourced() {
        for c in super::ALL {
            assert!(c.value.is_finite() && c.value > 0.0 && !c.origin.is_empty(), "{}", c.name);
        }
    }
}
