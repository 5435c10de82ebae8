//! Calibrated constants in the slots of a kernel, and what a prediction rests on.

use std::fmt;

use crate::calibrate::kinds::Task;
use crate::calibrate::{
    Calibration, CalibrationError, ChipFacts, Errors, Fidelity, Filling, Kind, Measured, Mode,
};
use crate::catalog::Precision;

/// What the constants of one kind of kernel rest on, for one chip and precision.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Id of the chip.
    pub chip: String,
    /// The precision of the study.
    pub precision: Precision,
    /// The kind of kernel: `gemm`.
    pub kind: &'static str,
    /// The variant of it whose constants were taken: `bf16`.
    pub variant: &'static str,
    /// The class of library kernels assumed; empty where there are none.
    pub class: &'static str,
    /// Measured, transferred or datasheet.
    pub fidelity: Fidelity,
    /// The error on held-out rows, where one was earned.
    pub errors: Option<Errors>,
}

impl fmt::Display for Evidence {
    /// "gemm bf16 on h100-sxm: measured; shapes held out are 3.6 % off (median), 8 of 10
    /// measured -9 to +11 % from the prediction".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, variant, chip, fidelity, .. } = self;
        write!(f, "{kind} {variant}")?;
        if !self.class.is_empty() {
            write!(f, " ({})", self.class)?;
        }
        write!(f, " on {chip}: {}", fidelity.name())?;
        match self.errors {
            Some(e) => {
                let held = match fidelity {
                    Fidelity::Measured => "shapes held out",
                    _ => "chips left out",
                };
                write!(
                    f,
                    "; {held} are {:.1} % off (median), 8 of 10 measured {:+.0} to {:+.0} % from \
                     the prediction",
                    e.median, e.low, e.high
                )
            }
            None => f.write_str("; no measurement says how far off"),
        }
    }
}

/// What predictions rest on, a line for each kind of kernel and each sort of evidence; for one
/// chip at one precision also for each variant and class.
///
/// "gemm: measured for h100-sxm, b200-sxm (shapes held out 3.6 to 5.5 % off)".
pub fn evidence_lines(evidence: &[Evidence]) -> Vec<String> {
    let first = evidence.first().map(|e| (&e.chip, e.precision));
    if evidence.iter().all(|e| Some((&e.chip, e.precision)) == first) {
        return evidence.iter().map(Evidence::to_string).collect();
    }
    let mut groups: Vec<(&str, Fidelity, Vec<&Evidence>)> = Vec::new();
    for e in evidence {
        let what = e.kind;
        match groups.iter_mut().find(|(w, f, _)| *w == what && *f == e.fidelity) {
            Some((_, _, members)) => members.push(e),
            None => groups.push((what, e.fidelity, vec![e])),
        }
    }
    let line = |(what, fidelity, members): (&str, Fidelity, Vec<&Evidence>)| {
        let mut chips: Vec<&str> = members.iter().map(|e| e.chip.as_str()).collect();
        chips.sort_unstable();
        chips.dedup();
        /// More names than this are only counted.
        const NAMED: usize = 4;
        let chips = match chips.len() {
            n if n > NAMED => format!("{n} chips"),
            _ => chips.join(", "),
        };
        let medians: Vec<f64> = members.iter().filter_map(|e| Some(e.errors?.median)).collect();
        let least = medians.iter().copied().fold(f64::INFINITY, f64::min);
        let most = medians.iter().copied().fold(0.0, f64::max);
        let off = match fidelity {
            _ if medians.is_empty() => "no measurement says how far off".to_owned(),
            Fidelity::Measured if least == most => format!("shapes held out {most:.1} % off"),
            Fidelity::Measured => format!("shapes held out {least:.1} to {most:.1} % off"),
            _ => format!("chips left out {most:.1} % off"),
        };
        format!("{what}: {} for {chips} ({off})", fidelity.name())
    };
    groups.into_iter().map(line).collect()
}

/// Values for slots by name, and what they rest on.
pub(super) struct Filled {
    pub(super) slots: Vec<(String, f64)>,
    pub(super) evidence: Vec<Evidence>,
}

/// The calibrated constants of every kind for a chip at a precision; those for slots that
/// `wanted` knows.
///
/// # Errors
/// If a calibration lacks a constant; those that come with the program lack none.
pub(super) fn fill(
    facts: &ChipFacts,
    precision: Precision,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Filled, CalibrationError> {
    let mut filled = Filled { slots: vec![], evidence: vec![] };
    for kind in Measured::ALL {
        kind.run(Fill {
            calibration: kind.shipped()?,
            facts,
            precision,
            wanted,
            into: &mut filled,
        })?;
    }
    Ok(filled)
}

struct Fill<'a> {
    calibration: &'static Calibration,
    facts: &'a ChipFacts,
    precision: Precision,
    wanted: &'a dyn Fn(&str) -> bool,
    into: &'a mut Filled,
}

impl Task for Fill<'_> {
    type Output = Result<(), CalibrationError>;

    fn run<K: Kind>(self) -> Self::Output
    where
        K::Row: Clone,
    {
        let family = K::family(self.facts);
        for filling in K::fillings(self.facts, self.precision) {
            let Filling { prefix, variant, class, class_prefix, fixed } = filling;
            let (parameters, factors) = (K::parameters(variant), K::factors(class));
            let chosen = self.calibration.choose(
                Mode::Chip,
                (&self.facts.id, family),
                "",
                (variant, parameters),
                (class, factors),
            )?;
            let constants = parameters.iter().zip(&chosen.constants);
            let constants = constants.map(|(p, v)| (format!("{prefix}.{}", p.name), *v));
            let factors = factors.iter().zip(&chosen.factors);
            let factors = factors.map(|(p, v)| (format!("{class_prefix}.{}", p.name), *v));
            let fixed = fixed.into_iter().map(|(slot, v)| (slot.to_owned(), v));
            let slots: Vec<(String, f64)> =
                constants.chain(factors).chain(fixed).filter(|(s, _)| (self.wanted)(s)).collect();
            if slots.is_empty() {
                continue;
            }
            self.into.slots.extend(slots);
            self.into.evidence.push(Evidence {
                chip: self.facts.id.clone(),
                precision: self.precision,
                kind: K::NAME,
                variant,
                class,
                fidelity: chosen.fidelity,
                errors: chosen.errors,
            });
        }
        Ok(())
    }
}
