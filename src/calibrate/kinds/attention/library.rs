//! The attention kernels of serving libraries: which one a row was measured with, and what
//! is known of how it cuts the work.
//!
//! A class is a library's kernel for one generation of matrix instructions, one phase and one
//! width of the cache, because these are different pieces of code. The rules are structure,
//! read from the libraries' documentation and seen in the rows; none is fitted.

use crate::calibrate::ChipFacts;
use crate::model::attention::{ContextDesign, GenerationDesign};

/// The matrix instructions kernels are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instructions {
    /// Data-centre Blackwell: tensor memory.
    TensorMemory,
    /// Hopper: warp groups.
    WarpGroup,
    /// Other NVIDIA chips.
    Warp,
    /// Intel Xe.
    Xe,
    /// No chip that was measured.
    Other,
}

impl Instructions {
    pub(super) fn of(chip: &ChipFacts) -> Self {
        let architecture = chip.chip.architecture.as_deref().unwrap_or("");
        let starts = |names: &[&str]| names.iter().any(|n| architecture.starts_with(n));
        match chip.chip.vendor.as_deref() {
            Some("NVIDIA") if starts(&["Blackwell GB100", "Blackwell Ultra"]) => Self::TensorMemory,
            Some("NVIDIA") if starts(&["Hopper"]) => Self::WarpGroup,
            Some("NVIDIA") => Self::Warp,
            Some("Intel") if starts(&["Xe"]) => Self::Xe,
            _ => Self::Other,
        }
    }

    /// The family of chips within which constants carry over.
    pub(super) fn family(self) -> &'static str {
        match self {
            Self::TensorMemory => "tensor memory",
            Self::WarpGroup => "warp group",
            Self::Warp => "warp",
            Self::Xe => "xe",
            Self::Other => "other",
        }
    }
}

/// The phase of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Context,
    Generation,
}

impl Phase {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Generation => "generation",
        }
    }
}

/// Declares libraries with the names of their four classes.
macro_rules! libraries {
    ($( $(#[doc = $doc:literal])+ $id:ident = $name:literal; )+) => {
        /// A kernel of a serving library, for one generation of matrix instructions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Library { $( $(#[doc = $doc])+ $id, )+ }

        impl Library {
            /// The class of its rows: `context fa3`, `generation fa3 fp8`.
            pub(super) fn class(self, phase: Phase, fp8_cache: bool) -> &'static str {
                let names: [&'static str; 4] = match self {
                    $( Self::$id => [
                        concat!("context ", $name),
                        concat!("context ", $name, " fp8"),
                        concat!("generation ", $name),
                        concat!("generation ", $name, " fp8"),
                    ], )+
                };
                names[2 * usize::from(phase == Phase::Generation) + usize::from(fp8_cache)]
            }
        }
    };
}

libraries! {
    /// TensorRT-LLM's generated kernels, with its rotary embedding and cache write.
    Trtllm = "trtllm-gen";
    /// The same called by vLLM.
    TrtllmVllm = "trtllm-gen-vllm";
    /// The same called by SGLang.
    TrtllmSglang = "trtllm-gen-sglang";
    /// TensorRT-LLM's fused prefill on Hopper.
    FmhaWarpGroup = "fmha-hopper";
    /// TensorRT-LLM's fused prefill elsewhere.
    FmhaWarp = "fmha";
    /// TensorRT-LLM's decode for grouped queries on Hopper.
    XqaWarpGroup = "xqa-hopper";
    /// TensorRT-LLM's decode for grouped queries elsewhere.
    XqaWarp = "xqa";
    /// TensorRT-LLM's decode for a key-value head per query head, on Hopper.
    MhaWarpGroup = "mha-hopper";
    /// The same elsewhere.
    MhaWarp = "mha";
    /// TensorRT-LLM's decode beyond 32 query heads per key-value head, on Blackwell.
    MmhaTensorMemory = "mmha-blackwell";
    /// The same on Hopper.
    MmhaWarpGroup = "mmha-hopper";
    /// The same elsewhere.
    MmhaWarp = "mmha";
    /// FlashInfer on Blackwell, called by SGLang.
    FlashinferSglang = "flashinfer-blackwell-sglang";
    /// The same called by TensorRT-LLM.
    FlashinferTrtllm = "flashinfer-blackwell-trtllm";
    /// The same called by vLLM.
    FlashinferVllm = "flashinfer-blackwell-vllm";
    /// FlashInfer with warp-level instructions.
    Flashinfer = "flashinfer";
    /// FlashAttention-3 called by SGLang.
    Fa3 = "fa3";
    /// FlashAttention-3 as vLLM builds it.
    Fa3Vllm = "fa3-vllm";
    /// FlashAttention-2 as vLLM builds it.
    Fa2 = "fa2";
    /// FlashAttention on Ampere, called by SGLang.
    FaSglang = "fa-sglang";
    /// SGLang's Triton kernels on Blackwell.
    TritonTensorMemory = "triton-blackwell";
    /// The same on Hopper.
    TritonWarpGroup = "triton-hopper";
    /// The same elsewhere.
    TritonWarp = "triton";
    /// vLLM's Triton kernels on Blackwell.
    TritonVllmTensorMemory = "triton-vllm-blackwell";
    /// The same elsewhere.
    TritonVllm = "triton-vllm";
    /// FlashAttention on Intel Xe, as vLLM builds it.
    Xe = "fa-xe";
    /// The same as vLLM 0.20 built it.
    XeMasking = "fa-xe-masking";
}

/// Beyond so many query heads per key-value head TensorRT-LLM decodes one head per block.
const MOST_GROUPED: f64 = 32.0;

impl Library {
    /// The kernel behind a framework's name for it.
    ///
    /// # Errors
    /// If the name is not known, or no equation holds for the kernel.
    pub(super) fn find(
        source: &str,
        (framework, version): (&str, &str),
        on: Instructions,
        phase: Phase,
        group: f64,
    ) -> Result<Self, String> {
        use Instructions as I;
        let by = |tensor_memory: Self, warp_group: Self, warp: Self| match on {
            I::TensorMemory => tensor_memory,
            I::WarpGroup => warp_group,
            _ => warp,
        };
        let wide_group = phase == Phase::Generation && group > MOST_GROUPED;
        Ok(match (source, framework) {
            ("vllm_flash_attn_fa4", _) => {
                return Err(
                    "FlashAttention-4 at head width 512 is not modelled: it takes 10 to 40 \
                            times the roofline for no reason its shapes tell"
                        .into(),
                );
            }
            (_, _) if on == I::Xe && version.starts_with("0.20.") => Self::XeMasking,
            (_, _) if on == I::Xe => Self::Xe,
            ("torch_flow", _) if wide_group => {
                by(Self::MmhaTensorMemory, Self::MmhaWarpGroup, Self::MmhaWarp)
            }
            ("torch_flow", _) if phase == Phase::Context => {
                by(Self::Trtllm, Self::FmhaWarpGroup, Self::FmhaWarp)
            }
            ("torch_flow", _) if group > 1.0 => by(Self::Trtllm, Self::XqaWarpGroup, Self::XqaWarp),
            ("torch_flow", _) => by(Self::Trtllm, Self::MhaWarpGroup, Self::MhaWarp),
            ("trtllm_mha", _) => Self::TrtllmSglang,
            ("vllm_flashinfer_trtllmdecode" | "vllm_flashinfer_trtllmprefill", _) => {
                Self::TrtllmVllm
            }
            // vLLM 0.22 decodes with the kernels of TensorRT-LLM, and prefills with its own.
            ("vllm_flashinfer", _) if phase == Phase::Generation && on == I::TensorMemory => {
                Self::TrtllmVllm
            }
            (
                "flashinfer"
                | "torch_flow_flashinfer"
                | "vllm_flashinfer"
                | "vllm_flashinfer_fidecode"
                | "vllm_flashinfer_fiprefill",
                _,
            ) => match (on, framework) {
                (I::TensorMemory, "sglang") => Self::FlashinferSglang,
                (I::TensorMemory, "trtllm") => Self::FlashinferTrtllm,
                (I::TensorMemory, _) => Self::FlashinferVllm,
                _ => Self::Flashinfer,
            },
            ("fa3", _) => Self::Fa3,
            ("vllm_flash_attn_fa3", _) => Self::Fa3Vllm,
            ("vllm_flash_attn_fa2" | "vllm_flash_attn", _) => Self::Fa2,
            ("flash_attention", "sglang") => Self::FaSglang,
            ("triton", _) => by(Self::TritonTensorMemory, Self::TritonWarpGroup, Self::TritonWarp),
            ("vllm_triton_attn", _) => {
                by(Self::TritonVllmTensorMemory, Self::TritonVllm, Self::TritonVllm)
            }
            _ => {
                return Err(format!(
                    "`kernel_source` is `{source}`, which is not known; leave it out for the \
                     kernel that users of the chip would run"
                ));
            }
        })
    }

    /// The kernel that users of a chip would run; `None` where nothing was measured.
    pub(super) fn usual(on: Instructions, fp8_cache: bool) -> Option<Self> {
        Some(match on {
            Instructions::TensorMemory => Self::Trtllm,
            Instructions::WarpGroup => Self::Fa3,
            Instructions::Warp if fp8_cache => Self::Flashinfer,
            Instructions::Warp => Self::Fa2,
            Instructions::Xe => Self::Xe,
            Instructions::Other => return None,
        })
    }

    fn is_trtllm_gen(self) -> bool {
        matches!(self, Self::Trtllm | Self::TrtllmVllm | Self::TrtllmSglang)
    }

    fn is_flashinfer_on_blackwell(self) -> bool {
        matches!(self, Self::FlashinferSglang | Self::FlashinferTrtllm | Self::FlashinferVllm)
    }

    /// Whether prefill on an fp8 cache computes its products in fp8, whatever the queries are.
    pub(super) fn narrows_queries(self) -> bool {
        self.is_trtllm_gen()
            || self.is_flashinfer_on_blackwell()
            || matches!(self, Self::FmhaWarpGroup | Self::FmhaWarp | Self::Fa3Vllm)
    }

    /// Whether prefill skips what a window hides. SGLang's Triton kernel and vLLM 0.20 on Xe
    /// compute and mask it.
    pub(super) fn skips_hidden(self) -> bool {
        !matches!(
            self,
            Self::TritonTensorMemory | Self::TritonWarpGroup | Self::TritonWarp | Self::XeMasking
        )
    }

    /// How prefill cuts the work. Ada and GB202 have 100 kB of shared memory per unit, which
    /// holds blocks of 64 rows; tensor memory holds 256.
    pub(super) fn context(self, chip: &ChipFacts) -> ContextDesign<f64> {
        let architecture = chip.chip.architecture.as_deref().unwrap_or("");
        let small = architecture.starts_with("Ada") || architecture.starts_with("Blackwell GB20");
        let wide = self.is_trtllm_gen() || self.is_flashinfer_on_blackwell();
        let packs = self == Self::Flashinfer || self.is_flashinfer_on_blackwell();
        let rows = match (wide, small) {
            (true, _) => 256.0,
            (_, true) => 64.0,
            _ => 128.0,
        };
        ContextDesign { rows, packed: if packs { rows } else { 1.0 }, narrow: 0.0 }
    }

    /// How decode cuts the work.
    ///
    /// * MMHA, and FlashAttention-2 for single heads or windows, give each query head a block
    ///   of its own and do not split the cache.
    /// * XQA with warp-level instructions does not split an fp8 cache.
    /// * Triton serves 16 heads per block and splits at most 8 (SGLang) or 16 (vLLM) times.
    pub(super) fn generation(
        self,
        group: f64,
        windowed: bool,
        fp8_cache: bool,
    ) -> GenerationDesign<f64> {
        let single = match self {
            Self::MmhaTensorMemory | Self::MmhaWarpGroup | Self::MmhaWarp => true,
            Self::Fa2 => group <= 1.0 || windowed,
            _ => false,
        };
        let long = self.is_trtllm_gen() || matches!(self, Self::Fa3 | Self::Fa3Vllm);
        let tile = if long { 128.0 } else { 64.0 };
        let (pack, splits) = match self {
            _ if single => (1.0, 1.0),
            Self::XqaWarp if fp8_cache => (64.0, 1.0),
            Self::TritonTensorMemory | Self::TritonWarpGroup | Self::TritonWarp => (16.0, 8.0),
            Self::TritonVllmTensorMemory | Self::TritonVllm => (16.0, 16.0),
            _ => (64.0, 65536.0),
        };
        GenerationDesign { tile, pack, splits }
    }
}
