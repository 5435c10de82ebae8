//! The constants of latent attention, each with its unit and origin.
//!
//! "Typical" means the geometric mean over seven data-centre chips from A100 to GB300 of
//! per-chip fits to the MLA timings of the aiconfigurator 0.12 wheel (CUDA-graph rows of
//! TensorRT-LLM and SGLang); the spread is given with each.

use crate::model::constants::constants;

constants! {
    /// Query heads of DeepSeek-V3 and R1.
    HEADS = 128.0 ONE, "DeepSeek-V3, arXiv 2412.19437";
    /// Width of the latent row.
    KV_RANK = 512.0 ONE, "DeepSeek-V3, arXiv 2412.19437";
    /// Width of the rotary part.
    ROPE_DIM = 64.0 ONE, "DeepSeek-V3, arXiv 2412.19437";
    /// Width of the part of queries and keys without positions.
    NOPE_DIM = 128.0 ONE, "DeepSeek-V3, arXiv 2412.19437";
    /// Width of values.
    V_DIM = 128.0 ONE, "DeepSeek-V3, arXiv 2412.19437";
    /// One new token per sequence.
    ONE_QUERY = 1.0 ONE, "generation without speculation";
    /// No cached tokens.
    NOTHING_CACHED = 0.0 ONE, "a prompt that starts from nothing";

    /// A class of kernels that does as the chip's constants say.
    AS_THE_CHIP = 1.0 ONE, "definition";

    /// Floor of a context kernel (µs).
    CONTEXT_FLOOR = 11.0 TIME, "typical, 10-12: rotary embedding, cache write and attention, three launches";
    /// Share of the matrix peak that the products of a context tile reach.
    CONTEXT_MATRIX = 0.75 ONE, "typical, 0.5-0.95";
    /// Share of the peak of exponentials that the softmax of a context tile reaches.
    CONTEXT_SOFTMAX = 0.5 ONE, "typical, 0.3-0.65";
    /// Start and end of 128 query rows of a context block (kcycles).
    CONTEXT_BLOCK = 2.8 CYCLES, "typical, 1.8-4.3";
    /// Time of a block that has its unit to itself against its share of a full chip.
    CONTEXT_ALONE = 0.8 ONE, "typical, 0.7-0.9: two blocks in flight hide each other's latencies";
    /// Share of a tile's time that does not shrink with the rows it holds.
    CONTEXT_PADDING = 0.3 ONE, "middle of per-chip fits, 0.1-0.6, where it was free";
    /// Query rows of a context block.
    CONTEXT_ROWS = 128.0 ONE, "two warp groups of 64 rows on Hopper; 256 with tensor memory (Blackwell), 64 with 100 KB of shared memory (Ada, GB202)";
    /// Keys of a context tile.
    CONTEXT_KEYS = 128.0 ONE, "TensorRT-LLM on Hopper and Blackwell; 64 on mma.sync chips and absorbed";
    /// Query heads that share the rows of a context block.
    CONTEXT_PACKED = 1.0 ONE, "expanded heads have keys of their own; absorbed kernels pack all";
    /// Products with expanded keys and values.
    CONTEXT_EXPANDED = 0.0 ONE, "the cheaper way, taken by TensorRT-LLM";
    /// Passes over q, k, v and o in kernels of their own.
    CONTEXT_PASSES = 0.35 ONE, "typical of TensorRT-LLM kernels: rotary embedding and cache write, partly in L2";
    /// Further passes to quantise for an fp8 cache.
    CONTEXT_CONVERT_PASSES = 1.1 ONE, "typical of TensorRT-LLM kernels";
    /// Further floor of an fp8 cache, as a share.
    CONTEXT_CONVERT_FLOOR = 0.4 ONE, "typical of TensorRT-LLM kernels: one more launch, 5 us";
    /// Fewest rows that a matrix instruction pads to.
    LEAST_ROWS = 16.0 ONE, "mma.sync m16n8k16";

    /// Floor of a generation kernel (µs).
    GENERATION_FLOOR = 6.5 TIME, "typical, 5-9: rotary embedding and attention";
    /// Share of the memory peak at which the cache is streamed.
    GENERATION_MEMORY = 0.95 ONE, "typical, 0.9-1.0";
    /// Rate at which one unit can load cached rows (B/clk).
    GENERATION_LOAD = 33.0 DATA_PER_CYCLE, "typical, 28-40, H200 80: bytes in flight over latency";
    /// Start and end of a generation block (kcycles).
    GENERATION_BLOCK = 7.7 CYCLES, "typical, 6.8-9.5";
    /// Share of the matrix peak that the products of a tile reach.
    GENERATION_MATRIX = 0.8 ONE, "typical, 0.7-0.95; 0.4 on A100";
    /// Merging one more split of the cache (µs).
    GENERATION_MERGE = 0.15 TIME, "typical, 0.12-0.17";
    /// Query heads of a generation block.
    GENERATION_ROWS = 64.0 ONE, "rows of a warp-group product (Hopper)";
    /// Most heads that a kernel of 16 rows takes on; 0 if there is none.
    GENERATION_NARROW = 0.0 ONE, "32 in TensorRT-LLM on Blackwell, which swaps the operands";
    /// Cached tokens of a tile.
    GENERATION_KEYS = 64.0 ONE, "two tiles of 576 elements of bf16 fit in shared memory";
    /// Most splits of a sequence's cache.
    GENERATION_SPLITS = 1e6 ONE, "as many as there are units; 1 in XQA, 8 in SGLang's Triton";
    /// Head groups of a sequence run side by side.
    GENERATION_ADJACENT = 0.0 ONE, "they share the cached rows in L2";
    /// Products take the cache as it is stored.
    GENERATION_AS_STORED = 0.0 ONE, "TensorRT-LLM; SGLang with FlashAttention converts it first";
    /// Passes over queries and outputs.
    GENERATION_PASSES = 3.5 ONE, "typical of TensorRT-LLM kernels";
    /// Time of fp8 products against their peak, relative to bf16 ones.
    GENERATION_NARROWED = 1.2 ONE, "typical, 1.0-1.2 on Blackwell, 2 on Hopper";
    /// Elements per clock and unit of the kernel that widens an fp8 cache.
    GENERATION_CONVERT = 1.4 OPS_PER_CYCLE, "SGLang with FlashAttention on H100 and H200";
}
