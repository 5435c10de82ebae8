//! Figures that were published in more than one way.

use super::derive::{Derived, Figure};
use crate::catalog::{Alternative, Chip, Link, Quantity, System};
use crate::report::number::compact;

/// A published value besides the one the catalogue uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Id of the chip, link or system.
    pub subject: String,
    /// The catalogue field: `memory.published_bandwidth`.
    pub field: String,
    /// The figure in words.
    pub figure: String,
    /// The value the catalogue uses, as written; `None` where no source was good enough.
    pub used: Option<String>,
    /// The other value, as written.
    pub other: String,
    /// Other over used, minus one.
    pub difference: Option<f64>,
    /// Which of the two the derivation is nearer to, with its value; empty if nothing follows.
    pub derivation: String,
    /// Where the other value was found.
    pub source: String,
}

fn conflict(subject: &str, used: Option<&Quantity>, also: &Alternative) -> Conflict {
    let other = &also.quantity;
    Conflict {
        subject: subject.to_owned(),
        field: also.field.to_string(),
        figure: words(&also.field),
        used: used.map(Quantity::to_string),
        other: other.to_string(),
        difference: used.map(|used| other.value / used.value - 1.0),
        derivation: String::new(),
        source: other.source.to_string(),
    }
}

/// `memory bandwidth` of `memory.published_bandwidth`.
fn words(field: &str) -> String {
    let known = Figure::all().find(|figure| figure.field() == field);
    known.map_or_else(|| field.replace(['.', '_'], " "), Figure::name)
}

/// Every alternative value the catalogue holds for `chip`, with what was derived for it.
pub(super) fn of_chip(chip: &Chip, derived: &[Derived<'_>]) -> Vec<Conflict> {
    let with_derivation = |also: &Alternative| {
        let used = chip.numeric_field(&also.field);
        let at = derived.iter().find(|d| d.figure.field() == *also.field && d.lender.is_none());
        let derivation = used.zip(at).map(|(used, d)| {
            let value = d.value * d.figure.scale();
            let off = |q: &Quantity| (q.value / value - 1.0).abs();
            let circular = d.inputs.iter().any(|q| q.circular);
            let nearer = match off(used) <= off(&also.quantity) {
                _ if circular => return "neither: solved from the used one".to_owned(),
                true => "used",
                false => "other",
            };
            format!("{nearer}: {} {}", compact(d.value, 4), d.figure.unit())
        });
        let derivation = derivation.unwrap_or_default();
        Conflict { derivation, ..conflict(&chip.id, used, also) }
    };
    chip.also_published.iter().map(with_derivation).collect()
}

/// Every alternative value the catalogue holds for `link`.
pub(super) fn of_link(link: &Link) -> impl Iterator<Item = Conflict> + '_ {
    link.also_published.iter().map(|a| conflict(&link.id, link.numeric_field(&a.field), a))
}

/// Every alternative value the catalogue holds for `system`.
pub(super) fn of_system(system: &System) -> impl Iterator<Item = Conflict> + '_ {
    system.also_published.iter().map(|a| conflict(&system.id, system.numeric_field(&a.field), a))
}
