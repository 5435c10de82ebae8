//! The constants of the analytic fidelity, each with its unit and origin.
//!
//! They say how real kernels fall short of the datasheet, in forms that carry over from one
//! chip to the next (cycles, bytes per clock, shares of a peak). "Typical" means the median
//! over nine NVIDIA chips from A100 to GB300 of per-chip fits to published kernel timings
//! (the aiconfigurator 0.12 data set, CUDA-graph rows); the spread is given with each.

macro_rules! constants {
    ($( $(#[doc = $doc:literal])+ $id:ident = $value:literal $unit:ident, $origin:literal; )+) => {
        $( $(#[doc = $doc])+
        pub const $id: $crate::number::Constant = $crate::number::Constant {
            name: stringify!($id),
            value: $value,
            unit: $crate::number::Unit::$unit,
            origin: $origin,
        }; )+

        #[cfg(test)]
        pub(crate) const ALL: &[$crate::number::Constant] = &[$($id),+];
    };
}
pub(crate) use constants;

constants! {
    /// One multiply-add: two operations, in MFLOP.
    MULTIPLY_ADD = 2e-6 OPS, "definition";
    /// One elementary operation, in MFLOP.
    OPERATION = 1e-6 OPS, "definition";

    /// Share of the memory peak a streaming kernel reaches.
    MEMORY_EFFICIENCY = 0.89 ONE, "typical of fits to GEMM and attention timings, 0.86-0.97";
    /// Launch, prologue and drain of the smallest kernel in a captured graph (µs).
    LAUNCH = 2.3 TIME, "typical of fits to GEMM timings: 4.3 kcycles, 1.8-3.0 us";
    /// L2 read rate of one unit (B/clk).
    L2_RATE = 22.0 DATA_PER_CYCLE, "typical of Hopper and Blackwell GEMM fits, 20.6-23.6; Ampere and Ada 6-12";
    /// Exponentials of one unit (op/clk).
    SPECIAL_OPS = 16.0 OPS_PER_CYCLE, "CUDA C++ Programming Guide, exp2 per clock and SM of compute capability 7.0-10.0 (recalled)";
    /// Bytes of an element of the residual stream.
    RESIDUAL_BYTES = 2.0 DATA, "bfloat16, as served checkpoints keep it whatever the weights are";

    /// Width of one step along k (B).
    STEP_BYTES = 128.0 DATA, "128-byte shared-memory swizzle of tensor-core kernels (CUTLASS)";
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

    /// Sequences of an attention, where none are given.
    ATTENTION_BATCH = 1.0 ONE, "one sequence";
    /// Cached tokens of an attention, where none are given.
    ATTENTION_PAST = 0.0 ONE, "an empty cache";
    /// Window of an attention, where none is given.
    ATTENTION_WINDOW = 0.0 ONE, "all tokens are seen";
    /// Floor of a context attention kernel (µs).
    CONTEXT_FLOOR = 8.2 TIME, "typical of fits to context attention timings, 6.9-11.6; 46 on Arc B60";
    /// Share of the matrix peak in the products of context attention.
    CONTEXT_MATRIX_SHARE = 0.59 ONE, "typical of fits to context attention timings, 0.52-0.63";
    /// Softmax elements per exponential of the chip.
    CONTEXT_SOFTMAX_SHARE = 0.7 ONE, "typical of fits to context attention timings, 0.65-0.92; Ada and GB202 0.15-0.2";
    /// Start and end of a block of context attention (kcycles).
    CONTEXT_BLOCK = 6.3 CYCLES, "typical of fits to context attention timings, 2-13";
    /// Share of the memory peak in the passes around context attention.
    CONTEXT_MEMORY_SHARE = 0.74 ONE, "typical of fits to context attention timings, 0.67-1.2";
    /// Query rows of a block of context attention.
    CONTEXT_ROWS = 128.0 ONE, "FlashAttention-2 and -3; 256 with tensor memory (Blackwell), 64 on Ada";
    /// Query heads per key-value head that share a block of context attention.
    CONTEXT_PACKED = 1.0 ONE, "one head per block, as FlashAttention; FlashInfer packs them";
    /// Whether context attention computes its products as narrow as weights are.
    CONTEXT_NARROW = 0.0 ONE, "attention stays wide beside narrow weights; TensorRT-LLM narrows it with the cache";
    /// Floor of a generation attention kernel (µs).
    GENERATION_FLOOR = 8.1 TIME, "typical of fits to generation attention timings, 5.6-10.6; 59 on Arc B60";
    /// Share of the memory peak in generation attention.
    GENERATION_MEMORY_SHARE = 0.96 ONE, "typical of fits to generation attention timings, 0.8-1.05";
    /// Load rate of one unit in generation attention (B/clk).
    GENERATION_LOAD = 26.0 DATA_PER_CYCLE, "typical of fits to generation attention timings, 15-44";
    /// Loop overhead of one tile of generation attention (kcycles).
    GENERATION_TILE = 0.22 CYCLES, "typical of fits to generation attention timings, 0.19-0.29";
    /// Start and end of a block of generation attention (kcycles).
    GENERATION_BLOCK = 2.6 CYCLES, "typical of fits to generation attention timings, 1.6-4.6";
    /// Conversion of 128 x 128 fp8 elements to bf16 (kcycles).
    GENERATION_CONVERT = 0.25 CYCLES, "typical of fits to generation attention timings, 0.23-0.92; 3.3 on L40S";
    /// Merging split generation attention (µs).
    GENERATION_MERGE = 3.7 TIME, "typical of fits to generation attention timings, 2.6-11";
    /// Share of L2 in which a cache stays warm.
    GENERATION_L2_SHARE = 0.28 ONE, "typical of fits to generation attention timings, 0.13-0.45";
    /// Share of the matrix peak in the products of generation attention.
    GENERATION_MATRIX_SHARE = 0.6 ONE, "typical of fits to generation attention timings, 0.27-0.72";
    /// Passes over queries and outputs beside generation attention.
    GENERATION_PASSES = 5.5 ONE, "typical of fits to generation attention timings, 1.4-9.9";
    /// Time to fill the pipelines of memory (µs).
    GENERATION_FILL = 10.5 TIME, "typical of fits to generation attention timings, 6.6-15";
    /// Keys of a tile of generation attention.
    GENERATION_KEYS = 128.0 ONE, "FlashAttention-3, TensorRT-LLM on Blackwell; 64 elsewhere";
    /// Query heads that a block of generation attention serves.
    GENERATION_PACK = 64.0 ONE, "rows of the smallest warp-group matrix instruction";
    /// Most splits of generation attention.
    GENERATION_SPLITS = 65536.0 ONE, "no limit of its own";
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_constant_is_finite_and_sourced() {
        for c in super::ALL.iter().chain(crate::model::mla::constants::ALL) {
            assert!(c.value.is_finite() && c.value >= 0.0 && !c.origin.is_empty(), "{}", c.name);
        }
    }
}
