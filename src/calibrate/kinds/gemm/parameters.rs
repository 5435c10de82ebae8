//! The variants of measured multiplications, and their constants with the ranges of a fit.

use crate::calibrate::Parameter;
use crate::catalog::Precision;
use crate::model::gemm::constants as c;
use crate::model::gemm::{GemmConstants, QuantiseConstants};

/// A library whose kernels were measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Library {
    Trtllm,
    Sglang,
    Vllm,
    Other,
}

impl Library {
    pub(super) fn find(name: &str) -> Self {
        match name {
            "trtllm" => Self::Trtllm,
            "sglang" => Self::Sglang,
            "vllm" => Self::Vllm,
            _ => Self::Other,
        }
    }
}

/// A format, and the library where the way of quantising matters.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) name: &'static str,
    /// The format alone.
    pub(super) format: &'static str,
    /// Precision of the matrix units.
    pub(super) compute: Precision,
    /// Bytes per weight, block scales included.
    pub(super) weight: f64,
    /// Bytes per element of the activations, likewise.
    pub(super) operand: f64,
    /// Whether activations are quantised before the multiplication.
    pub(super) quantised: bool,
    pub(super) parameters: &'static [Parameter],
}

/// Bytes of an fp8 element with one fp32 scale for 128 of them.
const BLOCK: f64 = 1.0 + 4.0 / 128.0;
/// Bytes of an fp4 element with one fp8 scale for 16 of them.
const NVFP4: f64 = 0.5 + 1.0 / 16.0;

macro_rules! variants {
    ($( $name:literal $format:literal $compute:ident $weight:expr, $operand:expr, $quantised:literal $parameters:expr; )+) => {
        pub(super) static VARIANTS: &[Variant] = &[$( Variant {
            name: $name,
            format: $format,
            compute: Precision::$compute,
            weight: $weight,
            operand: $operand,
            quantised: $quantised,
            parameters: $parameters,
        } ),+];
        pub(super) const NAMES: &[(&str, Option<&str>)] = &[$(($name, None)),+];
    };
}

variants! {
    "bf16" "bf16" Bf16 2.0, 2.0, false WIDE;
    "fp8-trtllm" "fp8" Fp8 1.0, 1.0, true &narrow(21.0, 4e-4, 8.0, 0.06, 0.8);
    "fp8-sglang" "fp8" Fp8 1.0, 1.0, true &narrow(6.3, 8e-4, 11.0, 0.9, 0.8);
    "fp8-vllm" "fp8" Fp8 1.0, 1.0, true &narrow(6.6, 12e-3, 4.8, 0.9, 0.8);
    "fp8-block-trtllm" "fp8_block" Fp8 BLOCK, BLOCK, true &narrow(6.6, 5e-4, 18.0, 0.8, 0.8);
    "fp8-block-sglang" "fp8_block" Fp8 BLOCK, BLOCK, true &narrow(6.8, 3e-4, 15.0, 0.4, 0.8);
    "nvfp4-trtllm" "nvfp4" Fp4 NVFP4, NVFP4, true &narrow(9.2, 17e-4, 11.0, 1.6, 0.5);
    "nvfp4-sglang" "nvfp4" Fp4 NVFP4, NVFP4, true &narrow(4.0, 13e-4, 16.0, 0.5, 0.5);
    "nvfp4-vllm" "nvfp4" Fp4 NVFP4, NVFP4, true &narrow(9.3, 14e-4, 17.0, 0.5, 0.5);
    "int8-smooth" "sq" Int8 1.0, 1.0, true &narrow(6.0, 4e-4, 8.0, 0.5, 0.8);
    "int8-weight" "int8_wo" Bf16 1.0, 2.0, false WIDE;
    "int4-weight" "int4_wo" Bf16 0.5, 2.0, false WIDE;
    "fp8-weight" "fp8_wo" Bf16 1.0, 2.0, false WIDE;
}

impl Variant {
    /// The variant of a data type as files spell it; `narrow` says if the chip computes in fp8.
    pub(super) fn find(
        dtype: &str,
        library: Library,
        narrow: bool,
    ) -> Result<&'static Self, String> {
        use Library::{Other, Sglang, Trtllm, Vllm};
        let name = match (dtype, library) {
            ("bfloat16" | "float16" | "bf16" | "fp16" | "bf16/fp16", _) => "bf16",
            // Without fp8 units the weights alone are fp8.
            ("fp8", _) if !narrow => "fp8-weight",
            ("fp8", Trtllm) => "fp8-trtllm",
            ("fp8", Sglang) => "fp8-sglang",
            ("fp8", Vllm) => "fp8-vllm",
            ("fp8_block", Trtllm) => "fp8-block-trtllm",
            // DeepGEMM, whoever calls it.
            ("fp8_block", Sglang | Vllm) | ("fp8_block128", Other) => "fp8-block-sglang",
            ("nvfp4", Trtllm) => "nvfp4-trtllm",
            ("nvfp4", Sglang) => "nvfp4-sglang",
            ("nvfp4", Vllm) => "nvfp4-vllm",
            ("sq", _) => "int8-smooth",
            ("int8_wo", _) => "int8-weight",
            ("int4_wo", _) => "int4-weight",
            ("fp8" | "fp8_block" | "nvfp4", Other) => {
                return Err(format!(
                    "`{dtype}` needs a `framework` (trtllm, sglang or vllm): they quantise in \
                     different ways"
                ));
            }
            _ => return Err(format!("no model of dtype `{dtype}`")),
        };
        Ok(VARIANTS.iter().find(|v| v.name == name).expect("a name of the table"))
    }
}

/// `name unit typical lower..upper doc`, one line per constant.
macro_rules! constants {
    ($( $id:ident = $name:literal $unit:literal $typical:expr, $lower:literal..$upper:literal, $doc:literal; )+) => {
        $( const $id: Parameter = Parameter {
            name: $name,
            unit: $unit,
            doc: $doc,
            typical: $typical,
            lower: $lower,
            upper: $upper,
        }; )+
    };
}

constants! {
    LAUNCH = "launch_kcycles" "kcycle" c::LAUNCH.value, 0.5..150.0, "Launch, prologue and drain of the smallest kernel.";
    SPLIT = "split_kcycles" "kcycle" c::SPLIT.value, 0.3..80.0, "Fixed cost of splitting k.";
    STEP = "step_kcycles" "kcycle" c::STEP.value, 0.01..3.0, "Latency of one 128-byte step along k.";
    MATRIX = "matrix_efficiency" "1" c::MATRIX.value, 0.2..1.1, "Share of the matrix peak that a long loop reaches.";
    MEMORY = "memory_efficiency" "1" c::MEMORY.value, 0.4..1.2, "Share of the memory peak that streaming reaches.";
    STORE = "store_share" "1" c::STORE.value, 0.0005..0.1, "Rate of storing a tile over operand bytes multiplied.";
    L2_RATE = "l2_rate" "B/clk" c::L2_RATE.value, 2.0..100.0, "L2 read rate of one unit.";
    STREAMS = "stream_tiles" "1" c::STREAMS.value, 0.2..200.0, "Columns of tiles that cover the latency of half the memory peak.";
    WAVE_SHARE = "wave_share" "1" c::WAVE_SHARE.value, 0.02..1.0, "Share of the last, partial wave that is paid.";
    DROOP = "droop" "1" c::DROOP.value, 0.01..0.8, "Extra time of kernels much longer than 1 ms.";
    L2_SHARE = "l2_share" "1" c::L2_SHARE.value, 0.2..3.0, "Share of the L2 that data can count on.";
    QUANTISE_LAUNCH = "quantise_launch_kcycles" "kcycle" c::QUANTISE_LAUNCH.value, 0.5..150.0, "Launches of the quantisation.";
    QUANTISE_ROW = "quantise_row_kcycles" "kcycle" c::QUANTISE_ROW.value, 2e-5..0.1, "Time per row of activations.";
    QUANTISE_RATE = "quantise_rate" "B/clk" c::QUANTISE_RATE.value, 0.3..100.0, "Bytes of activations per clock and unit.";
    QUANTISE_DEPTH = "quantise_depth_kcycles" "kcycle" c::QUANTISE_DEPTH.value, 0.01..30.0, "Time per 1024 elements of a row.";
    CLASS_DROOP = "droop_factor" "1" 1.0, 0.1..4.0, "Droop of the measuring set-up over that of the others.";
}

/// The constants of a variant without quantisation, in the order of their slots.
const WIDE: &[Parameter] =
    &[LAUNCH, SPLIT, STEP, MATRIX, MEMORY, STORE, L2_RATE, STREAMS, WAVE_SHARE, DROOP, L2_SHARE];

/// The factors of a library.
pub(super) const FACTORS: &[Parameter] = &[CLASS_DROOP];

/// The constants of a variant with quantisation. Launch, droop and share of the L2, which its
/// rows do not determine, stay at their typical values.
const fn narrow(launch: f64, row: f64, rate: f64, depth: f64, matrix: f64) -> [Parameter; 12] {
    [
        Parameter { typical: launch, ..QUANTISE_LAUNCH },
        Parameter { typical: row, ..QUANTISE_ROW },
        Parameter { typical: rate, ..QUANTISE_RATE },
        Parameter { typical: depth, ..QUANTISE_DEPTH },
        SPLIT,
        STEP,
        Parameter { typical: matrix, ..MATRIX },
        MEMORY,
        STORE,
        L2_RATE,
        STREAMS,
        WAVE_SHARE,
    ]
}

impl Variant {
    /// The values of the slots for fitted constants.
    pub(super) fn slots(
        &self,
        constants: &[f64],
        factors: &[f64],
    ) -> (GemmConstants<f64>, QuantiseConstants<f64>) {
        let mut gemm = [0.0; 11];
        let mut quantise = [0.0; 4];
        if self.quantised {
            quantise.copy_from_slice(&constants[..4]);
            gemm[0] = c::LAUNCH.value;
            gemm[1..9].copy_from_slice(&constants[4..]);
            gemm[9..].copy_from_slice(&[c::DROOP.value, c::L2_SHARE.value]);
        } else {
            gemm.copy_from_slice(constants);
        }
        let mut gemm = GemmConstants::take(&mut gemm.iter());
        gemm.droop *= factors.first().copied().unwrap_or(1.0);
        (gemm, QuantiseConstants::take(&mut quantise.iter()))
    }
}
