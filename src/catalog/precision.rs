//! The number formats chips compute in.

use std::fmt;
use std::str::FromStr;

/// A number format of operands, by the name the hardware peak is quoted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// IEEE binary64, 8 bytes.
    Fp64,
    /// IEEE binary32, 4 bytes.
    Fp32,
    /// TensorFloat-32: computed with 19 bits, stored in 4 bytes.
    Tf32,
    /// bfloat16, 2 bytes.
    Bf16,
    /// IEEE binary16, 2 bytes.
    Fp16,
    /// 8-bit floats (E4M3, E5M2), with or without block scales.
    Fp8,
    /// 4-bit floats (E2M1: NVFP4, MXFP4).
    Fp4,
    /// 8-bit integers.
    Int8,
    /// 4-bit integers.
    Int4,
    /// Binary (1-bit) operands.
    Int1,
}

impl Precision {
    /// Every precision, widest float first, then the integers.
    pub const ALL: [Precision; 10] = [
        Precision::Fp64,
        Precision::Fp32,
        Precision::Tf32,
        Precision::Bf16,
        Precision::Fp16,
        Precision::Fp8,
        Precision::Fp4,
        Precision::Int8,
        Precision::Int4,
        Precision::Int1,
    ];

    /// Bytes one element takes in memory, without block scales: 2 for bf16, 0.5 for fp4.
    pub fn bytes(self) -> f64 {
        match self {
            Precision::Fp64 => 8.0,
            Precision::Fp32 | Precision::Tf32 => 4.0,
            Precision::Bf16 | Precision::Fp16 => 2.0,
            Precision::Fp8 | Precision::Int8 => 1.0,
            Precision::Fp4 | Precision::Int4 => 0.5,
            Precision::Int1 => 0.125,
        }
    }

    /// The name used in files and on the command line: `bf16`.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Fp64 => "fp64",
            Precision::Fp32 => "fp32",
            Precision::Tf32 => "tf32",
            Precision::Bf16 => "bf16",
            Precision::Fp16 => "fp16",
            Precision::Fp8 => "fp8",
            Precision::Fp4 => "fp4",
            Precision::Int8 => "int8",
            Precision::Int4 => "int4",
            Precision::Int1 => "int1",
        }
    }

    /// Whether the format is an integer, whose peak is quoted in OP/s instead of FLOP/s.
    pub fn is_integer(self) -> bool {
        matches!(self, Precision::Int8 | Precision::Int4 | Precision::Int1)
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text names no precision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown precision `{0}`; use fp64, fp32, tf32, bf16, fp16, fp8, fp4, int8, int4 or int1")]
pub struct UnknownPrecision(pub String);

impl FromStr for Precision {
    type Err = UnknownPrecision;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, '-' | '_' | ' '))
            .flat_map(char::to_lowercase)
            .collect();
        Ok(match plain.as_str() {
            "fp64" | "float64" | "f64" | "double" => Precision::Fp64,
            "fp32" | "float32" | "f32" | "float" | "single" => Precision::Fp32,
            "tf32" | "tensorfloat32" => Precision::Tf32,
            "bf16" | "bfloat16" => Precision::Bf16,
            "fp16" | "float16" | "f16" | "half" => Precision::Fp16,
            "fp8" | "fp8e4m3" | "fp8e5m2" | "fp8e4m3fn" | "e4m3" | "e5m2" | "mxfp8"
            | "fp8block" | "float8" | "float8e4m3fn" | "float8e5m2" => Precision::Fp8,
            "fp4" | "nvfp4" | "mxfp4" | "fp4e2m1" | "e2m1" | "float4" | "float4e2m1fn" => {
                Precision::Fp4
            }
            "int8" | "i8" => Precision::Int8,
            "int4" | "i4" => Precision::Int4,
            "int1" | "i1" | "binary" | "b1" => Precision::Int1,
            _ => return Err(UnknownPrecision(text.to_owned())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for precision in Precision::ALL {
            assert_eq!(precision.to_string().parse(), Ok(precision));
        }
    }

    #[test]
    fn frameworks_spellings_are_understood() {
        assert_eq!("BF16".parse(), Ok(Precision::Bf16));
        assert_eq!("bfloat16".parse(), Ok(Precision::Bf16));
        assert_eq!("fp8_e4m3".parse(), Ok(Precision::Fp8));
        assert_eq!("fp8_block".parse(), Ok(Precision::Fp8));
        assert_eq!("nvfp4".parse(), Ok(Precision::Fp4));
        assert_eq!("MXFP4".parse(), Ok(Precision::Fp4));
        assert!("fp7".parse::<Precision>().is_err());
    }
}
