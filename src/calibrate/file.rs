//! Calibration files: fitted constants with what they were fitted on and how well they do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::Parameter;

/// The fitted constants of one kind of kernel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The kind of kernel.
    pub kind: String,
    /// What was fitted on.
    pub data: Vec<Source>,
    /// Constants per chip and variant.
    #[serde(default, rename = "chip", skip_serializing_if = "Vec::is_empty")]
    pub chips: Vec<Set>,
    /// Constants for chips that were not measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transferred: Vec<Transferred>,
    /// Factors of classes of library kernels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<Class>,
}

/// A data file that was fitted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name.
    pub file: String,
    /// Rows that were used.
    pub rows: usize,
    /// Rows that could not be.
    pub unpredicted: usize,
}

/// Constants of one variant of the kernel on one chip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Id of the chip.
    pub id: String,
    /// Variant of the kernel.
    pub variant: String,
    /// Rows fitted on.
    pub rows: usize,
    /// Name to value, in the units of the parameters.
    pub constants: toml::Table,
    /// On the rows fitted on.
    pub fitted: Errors,
    /// On shapes held out of the fit, each in turn.
    pub held_out: Errors,
    /// Least and greatest value of what the rows were measured at.
    pub range: BTreeMap<String, [f64; 2]>,
    /// The constants without one part of the shapes each: what the errors on held-out shapes
    /// were earned with.
    #[serde(default)]
    pub folds: Vec<toml::Table>,
}

/// Constants of one variant within a family of chips.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transferred {
    /// The family; `any` for all chips.
    pub family: String,
    /// Variant of the kernel.
    pub variant: String,
    /// The chip whose rows were left out; absent if none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
    /// Chips fitted on.
    pub from: Vec<String>,
    /// Name to value.
    pub constants: toml::Table,
    /// On the chip left out; on all chips left out in turn where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_out: Option<Errors>,
}

/// Factors of a class of library kernels, over all chips.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The class.
    pub name: String,
    /// The chip whose rows were left out; absent if none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
    /// Rows fitted on.
    pub rows: usize,
    /// Name to value.
    pub factors: toml::Table,
}

/// How far predictions are off, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// Rows.
    pub rows: usize,
    /// Median of |predicted / measured - 1|.
    pub median: f64,
    /// Mean of it.
    pub mean: f64,
    /// What nine of ten do not exceed.
    pub p90: f64,
    /// One in ten measured times is below the predicted one by more than this (negative).
    pub low: f64,
    /// One in ten measured times is above the predicted one by more than this.
    pub high: f64,
}

impl Errors {
    /// Of pairs of predicted and measured times; `None` without any.
    pub fn of(pairs: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let pairs: Vec<(f64, f64)> = pairs.into_iter().collect();
        let statistics = crate::validate::Statistics::of(pairs.iter().map(|(p, m)| p / m - 1.0))?;
        let mut ratios: Vec<f64> = pairs.iter().map(|(p, m)| m / p - 1.0).collect();
        ratios.sort_by(f64::total_cmp);
        let at = |share: f64| ratios[(share * (ratios.len() - 1) as f64).round() as usize];
        Some(Self {
            rows: pairs.len(),
            median: percent(statistics.median),
            mean: percent(statistics.mean),
            p90: percent(statistics.p90),
            low: percent(at(0.1)),
            high: percent(at(0.9)),
        })
    }
}

/// A fraction in percent, to a hundredth.
fn percent(fraction: f64) -> f64 {
    (fraction * 1e4).round() / 100.0
}

/// Which constants to predict with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Typical values, no measurement.
    None,
    /// What other chips of the family gave; the chip's own rows are left out.
    Transferred,
    /// The chip's own fit; transferred where it was not measured.
    #[default]
    Chip,
    /// The chip's own fit without the rows of the same shape, and without its neighbours in
    /// the same part of the shapes: for the rows that were fitted on.
    HeldOut,
}

/// What a prediction rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fidelity {
    /// Constants fitted on this chip.
    Measured,
    /// Constants fitted on other chips.
    Transferred,
    /// The datasheet and typical constants.
    Datasheet,
}

impl Fidelity {
    /// One word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Transferred => "transferred",
            Self::Datasheet => "datasheet",
        }
    }
}

/// The constants a prediction is made with, and what they rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// Values of the parameters of the variant.
    pub constants: Vec<f64>,
    /// Values of the factors of the class.
    pub factors: Vec<f64>,
    /// What the constants rest on.
    pub fidelity: Fidelity,
    /// The error on held-out rows, where one was earned.
    pub errors: Option<Errors>,
}

/// A calibration file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// Not TOML, or not of a calibration.
    #[error("{file}: {source}")]
    Parse {
        /// Its name.
        file: String,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// Constants of another kernel.
    #[error("{file} calibrates `{found}`, not `{wanted}`")]
    Kind {
        /// Its name.
        file: String,
        /// What it says.
        found: String,
        /// What was asked for.
        wanted: String,
    },
    /// A constant that the equation needs is not in the file, or no positive number.
    #[error("{file}: `{table}` has no positive `{name}`; fit it again with `roofscape calibrate`")]
    Constant {
        /// Its name.
        file: String,
        /// Which set.
        table: String,
        /// Which constant.
        name: &'static str,
    },
}

impl Calibration {
    /// A calibration of `kind` without any data.
    pub fn empty(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            data: vec![],
            chips: vec![],
            transferred: vec![],
            class: vec![],
        }
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// If it is not a calibration of `kind`.
    pub fn parse(file: &str, text: &str, kind: &str) -> Result<Self, CalibrationError> {
        let calibration: Self = toml::from_str(text).map_err(|source| CalibrationError::Parse {
            file: file.to_owned(),
            source: Box::new(source),
        })?;
        if calibration.kind == kind {
            return Ok(calibration);
        }
        Err(CalibrationError::Kind {
            file: file.to_owned(),
            found: calibration.kind,
            wanted: kind.to_owned(),
        })
    }

    /// The constants for a chip. The `shape` matters only for [`Mode::HeldOut`].
    ///
    /// # Errors
    /// If the file lacks one that the equation needs.
    pub fn choose(
        &self,
        mode: Mode,
        (chip, family): (&str, &str),
        shape: &str,
        (variant, parameters): (&str, &[Parameter]),
        (class, factors): (&str, &[Parameter]),
    ) -> Result<Chosen, CalibrationError> {
        let typical = |of: &[Parameter]| of.iter().map(|p| p.typical).collect::<Vec<f64>>();
        if mode == Mode::None {
            return Ok(Chosen {
                constants: typical(parameters),
                factors: typical(factors),
                fidelity: Fidelity::Datasheet,
                errors: None,
            });
        }
        let own = self.chips.iter().find(|s| s.id == chip && s.variant == variant);
        if let (Mode::Chip | Mode::HeldOut, Some(set)) = (mode, own) {
            let part = set.folds.get(super::fit::fold(shape));
            let constants = part.filter(|_| mode == Mode::HeldOut).unwrap_or(&set.constants);
            return Ok(Chosen {
                constants: self.values(constants, parameters, &set.id)?,
                factors: self.factors(class, None, factors)?,
                fidelity: Fidelity::Measured,
                errors: Some(set.held_out),
            });
        }
        // Only the sets without the chip, where it was measured at all.
        let without = own.map(|s| s.id.as_str());
        let set = [family, "any"].into_iter().find_map(|family| {
            self.transferred.iter().find(|t| {
                t.family == family && t.variant == variant && t.without.as_deref() == without
            })
        });
        let factors = self.factors(class, without, factors)?;
        Ok(match set {
            Some(set) => Chosen {
                constants: self.values(&set.constants, parameters, &set.family)?,
                factors,
                fidelity: Fidelity::Transferred,
                errors: set.held_out,
            },
            None => Chosen {
                constants: typical(parameters),
                factors,
                fidelity: Fidelity::Datasheet,
                errors: None,
            },
        })
    }

    /// The factors of a class, without a chip if there are such; typical if it was not fitted.
    fn factors(
        &self,
        class: &str,
        without: Option<&str>,
        factors: &[Parameter],
    ) -> Result<Vec<f64>, CalibrationError> {
        let of = |without: Option<&str>| {
            self.class.iter().find(|c| c.name == class && c.without.as_deref() == without)
        };
        match of(without).or_else(|| of(None)) {
            Some(found) => self.values(&found.factors, factors, class),
            None => Ok(factors.iter().map(|p| p.typical).collect()),
        }
    }

    fn values(
        &self,
        table: &toml::Table,
        parameters: &[Parameter],
        name: &str,
    ) -> Result<Vec<f64>, CalibrationError> {
        let number = |v: &toml::Value| v.as_float().or(v.as_integer().map(|i| i as f64));
        let value = |p: &Parameter| {
            let found = table.get(p.name).and_then(number).filter(|v| v.is_finite() && *v > 0.0);
            found.ok_or_else(|| CalibrationError::Constant {
                file: format!("the calibration of {}", self.kind),
                table: name.to_owned(),
                name: p.name,
            })
        };
        parameters.iter().map(value).collect()
    }
}
