//! The kinds of measured kernels, and the calibrations and data that come with the program.

pub mod attention;
pub mod collective;
pub mod ep;
pub mod gemm;
pub mod mla;
pub mod moe;
pub mod vector;

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::file::{Calibration, CalibrationError};

/// Declares the kinds: one line each, in the order commands list them.
///
/// `calibration/NAME.toml` holds the constants, `validation/measured/NAME.csv` the sample of
/// the data; both are part of the program.
macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $id:ident = $name:literal => $kind:ty; )+) => {
        /// A kind of measured kernel.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Measured {
            $( $(#[doc = $doc])+ $id, )+
        }

        impl Measured {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$id),+];

            /// Name, as commands and files spell it.
            pub fn name(self) -> &'static str {
                match self { $( Self::$id => $name, )+ }
            }

            /// One sentence on what it is.
            pub fn about(self) -> &'static str {
                match self { $( Self::$id => concat!($($doc),+).trim_ascii(), )+ }
            }

            fn calibration_text(self) -> &'static str {
                match self {
                    $( Self::$id => include_str!(concat!("../../../calibration/", $name, ".toml")), )+
                }
            }

            /// The sample of measured rows that comes with the program, as CSV.
            pub fn sample(self) -> &'static str {
                match self {
                    $( Self::$id => {
                        include_str!(concat!("../../../validation/measured/", $name, ".csv"))
                    } )+
                }
            }

            /// Runs a task with the type of the kind.
            pub fn run<T: Task>(self, task: T) -> T::Output {
                match self { $( Self::$id => task.run::<$kind>(), )+ }
            }
        }

        #[cfg(test)]
        mod names {
            use super::*;
            use crate::calibrate::Kind;

            #[test]
            fn a_kind_is_called_what_its_files_are_called() {
                $( assert_eq!(<$kind>::NAME, $name); )+
            }

            #[test]
            fn what_comes_with_the_program_can_be_read() {
                $(
                    let calibration = Measured::$id.shipped().unwrap();
                    for (variant, _) in <$kind>::variants() {
                        let parameters = <$kind>::parameters(variant);
                        assert!((1..=12).contains(&parameters.len()), "{variant}");
                        for p in parameters {
                            let inside = p.lower <= p.typical && p.typical <= p.upper;
                            assert!(p.lower > 0.0 && inside, "{} {variant} {}", $name, p.name);
                        }
                    }
                    assert_eq!(calibration.kind, $name);
                )+
            }
        }
    };
}

kinds! {
    /// Matrix multiplications, with the quantisation of their activations.
    Gemm = "gemm" => gemm::GemmKind;
    /// Attention kernels: causal prefill and decode, grouped queries, windows.
    Attention = "attention" => attention::AttentionKind;
    /// Collectives inside one node: NCCL, and the all-reduce kernels of serving engines.
    Collective = "collective" => collective::CollectiveKind;
    /// Dispatch and combine of expert parallelism.
    ExpertParallel = "ep" => ep::EpKind;
    /// Layers of a mixture of experts: routing, two grouped multiplications, activation.
    Moe = "moe" => moe::MoeKind;
    /// Latent attention (MLA), context and generation.
    Mla = "mla" => mla::MlaKind;
    /// Elementwise and norm kernels: softmax, layer norm, GELU.
    Vector = "vector" => vector::VectorKind;
}

/// Something to do with the type behind a [`Measured`].
pub trait Task {
    /// What comes of it.
    type Output;
    /// Does it.
    fn run<K: super::Kind>(self) -> Self::Output
    where
        K::Row: Clone;
}

impl Measured {
    /// The calibration that comes with the program, read once.
    ///
    /// # Errors
    /// None in practice: a test reads them all.
    pub fn shipped(self) -> Result<&'static Calibration, CalibrationError> {
        static READ: OnceLock<Mutex<HashMap<Measured, &'static Calibration>>> = OnceLock::new();
        let read = READ.get_or_init(Mutex::default);
        // A map that another thread left half written is still a map of whole calibrations.
        let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(calibration) = read.get(&self) {
            return Ok(calibration);
        }
        let (name, text) = (self.name(), self.calibration_text());
        let parsed = Calibration::parse(&format!("calibration/{name}.toml"), text, name)?;
        let kept: &'static Calibration = Box::leak(Box::new(parsed));
        read.insert(self, kept);
        Ok(kept)
    }

    /// The kind of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.name() == name)
    }
}
