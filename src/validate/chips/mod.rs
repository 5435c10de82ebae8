//! The catalogue against itself: what follows from microarchitecture, links and chip counts,
//! beside what was published.
//!
//! ```
//! use roofscape::catalog::Catalog;
//! use roofscape::validate::chips::ChipCheck;
//!
//! let check = ChipCheck::new(Catalog::embedded());
//! let k40 = check.comparisons.iter().find(|c| c.subject == "k40" && c.quantity == "vector fp32");
//! // 15 SMX x 384 op/clk x 875 MHz = 5.04 TFLOP/s, but NVIDIA prints 4.29: at 745 MHz.
//! assert_eq!(k40.unwrap().reason.class.name, "base clock");
//! ```

mod classes;
mod conflicts;
mod derive;
mod gaps;
mod links;
mod memory;
mod reasons;
mod report;
mod systems;

pub use classes::*;
pub use conflicts::Conflict;
pub use derive::{Derived, Figure, derive};
pub use gaps::Gap;
pub use memory::{GENERATIONS, Generation, Oddity};

use super::{Comparison, Evidence, Reason};
use crate::catalog::{Catalog, Chip, Precision, Provenance, Quantity, System};

/// Everything `roofscape validate chips` finds.
#[derive(Clone, Debug)]
pub struct ChipCheck {
    /// Every derivable figure that is published too.
    pub comparisons: Vec<Comparison>,
    /// Figures that one vendor prints in two ways.
    pub conflicts: Vec<Conflict>,
    /// Memories outside what their generation can be.
    pub oddities: Vec<Oddity>,
    /// What cannot be derived, and why.
    pub gaps: Vec<Gap>,
    /// Chips looked at.
    pub chips: usize,
    /// Figures derived, published or not.
    pub derived: usize,
}

impl ChipCheck {
    /// Checks the whole catalogue.
    pub fn new(catalog: &Catalog) -> Self {
        let mut check = Self::of_chips(catalog, catalog.chips().iter());
        check.comparisons.extend(links::compare(catalog));
        catalog.systems().iter().for_each(|s| check.system(catalog, s));
        check.conflicts.extend(catalog.links().iter().flat_map(conflicts::of_link));
        let size = |c: &Conflict| c.difference.map_or(0.0, f64::abs);
        check.conflicts.sort_by(|a, b| size(b).total_cmp(&size(a)));
        check
    }

    fn system(&mut self, catalog: &Catalog, system: &System) {
        self.comparisons.extend(systems::compare(catalog, system));
        self.conflicts.extend(conflicts::of_system(system));
    }

    /// Checks one chip, its memory and links, and the systems made of it.
    pub fn of_chip(catalog: &Catalog, chip: &Chip) -> Self {
        let mut check = Self::of_chips(catalog, std::iter::once(chip));
        let systems = catalog.systems().iter();
        let its = systems.filter(|s| catalog.chip_of(s).is_ok_and(|c| c.id == chip.id));
        its.for_each(|s| check.system(catalog, s));
        check
    }

    fn of_chips<'a>(catalog: &'a Catalog, chips: impl Iterator<Item = &'a Chip>) -> Self {
        let (comparisons, conflicts) = (Vec::new(), Vec::new());
        let (oddities, gaps) = (Vec::new(), Vec::new());
        let mut check = Self { comparisons, conflicts, oddities, gaps, chips: 0, derived: 0 };
        for chip in chips {
            let all = derive(catalog, chip);
            check.chips += 1;
            check.derived += all.len();
            check.comparisons.extend(figures(&all));
            check.comparisons.extend(ridge(chip, &all));
            check.comparisons.extend(memory::compare(chip));
            check.comparisons.extend(links::generation(catalog, chip));
            check.conflicts.extend(conflicts::of_chip(chip, &all));
            check.oddities.extend(memory::oddity(chip));
            check.gaps.extend(gaps::of(chip, &all));
        }
        check
    }
}

fn group(chip: &Chip) -> String {
    chip.vendor.as_deref().unwrap_or("unknown vendor").to_owned()
}

fn figures<'a>(all: &'a [Derived<'a>]) -> impl Iterator<Item = Comparison> + 'a {
    all.iter().filter_map(|d| {
        let published = d.published()?;
        let reason = reasons::explain(d, all)?;
        let capped = reason.class == &CAPPED;
        let evidence = if capped { Evidence::Incomparable } else { evidence(&d.inputs, published) };
        Some(Comparison {
            subject: d.chip.id.to_string(),
            group: group(d.chip),
            kind: d.figure.kind(),
            quantity: d.figure.name(),
            formula: d.formula.clone(),
            predicted: d.value,
            reference: d.published_value()?,
            unit: d.figure.unit(),
            evidence,
            reason,
            source: published.source.to_string(),
        })
    })
}

/// What a comparison of `inputs` with `published` can show.
///
/// Circular if a factor was solved from a published total, or the published figure computed;
/// unchecked if neither side was read through and through: a product is as good as its worst
/// factor.
fn evidence(inputs: &[&Quantity], published: &Quantity) -> Evidence {
    let circular = inputs.iter().any(|q| q.circular) || published.circular;
    if circular || published.provenance == Provenance::Derived {
        return Evidence::Circular;
    }
    let unread = |q: &Quantity| q.provenance >= Provenance::Recalled;
    if inputs.iter().any(|q| unread(q)) && unread(published) {
        return Evidence::Unchecked;
    }
    Evidence::Independent
}

/// The ridge point: peak over memory bandwidth, of the figure that roofs are quoted at.
fn ridge(chip: &Chip, all: &[Derived<'_>]) -> Option<Comparison> {
    use Precision::{Bf16, Fp8, Fp16, Fp32, Int8};
    let memory = all.iter().find(|d| d.figure == Figure::Memory)?;
    let wanted = [Bf16, Fp16, Fp8, Int8].map(Figure::Matrix).into_iter();
    let (peak, published_peak) = wanted.chain([Figure::Vector(Fp32)]).find_map(|figure| {
        let peak = all.iter().find(|d| d.figure == figure)?;
        Some((peak, peak.published_value()?))
    })?;
    let published = memory.published()?;
    let why = [peak, memory].map(|d| reasons::explain(d, all));
    let [peak_reason, memory_reason] = why.map(|r| r.filter(|r| r.class != &AGREES));
    let operations = if peak.figure.unit() == "TOP/s" { "op/B" } else { "FLOP/B" };
    let giga = 1e3;
    Some(Comparison {
        subject: chip.id.to_string(),
        group: group(chip),
        kind: "ridge point",
        quantity: format!("ridge, {}", peak.figure.name()),
        formula: format!(
            "{} {} / {} GB/s",
            crate::report::number::compact(peak.value, 4),
            peak.figure.unit(),
            crate::report::number::compact(memory.value, 4)
        ),
        predicted: giga * peak.value / memory.value,
        reference: giga * published_peak / memory.published_value()?,
        unit: operations,
        evidence: Evidence::Implied,
        reason: peak_reason.or(memory_reason).unwrap_or(Reason::new(&AGREES, "")),
        source: published.source.to_string(),
    })
}
