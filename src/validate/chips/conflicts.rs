//! Figures that were published in more than one way.

use super::derive::Derived;
use crate::catalog::{Chip, Unit};
use crate::report::number::compact;

/// Two published values of one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Id of the chip.
    pub chip: String,
    /// The catalogue field: `memory.published_bandwidth`.
    pub field: String,
    /// The value the catalogue uses, as written.
    pub used: String,
    /// The other value, as written.
    pub other: String,
    /// Other over used, minus one.
    pub difference: f64,
    /// Which of the two the derivation is nearer to, with its value; empty if nothing follows.
    pub derivation: String,
    /// Where the other value was found.
    pub source: String,
}

/// Every alternative value the catalogue holds for `chip`.
pub(super) fn of(chip: &Chip, derived: &[Derived<'_>]) -> Vec<Conflict> {
    chip.also_published
        .iter()
        .filter_map(|also| {
            let used = chip.numeric_field(&also.field)?;
            let other = &also.quantity;
            let at = derived.iter().find(|d| d.figure.field() == *also.field && d.lender.is_none());
            let derivation = at.map_or(String::new(), |d| {
                let value = d.value * d.figure.scale();
                let off = |q: f64| (q / value - 1.0).abs();
                let unit = if other.unit == Unit::OpsPerSecond { d.figure.unit() } else { "GB/s" };
                let text = format!("{} {unit}", compact(d.value, 4));
                let nearer = if off(used.value) <= off(other.value) { "used" } else { "other" };
                format!("{nearer}: {text}")
            });
            Some(Conflict {
                chip: chip.id.to_string(),
                field: also.field.to_string(),
                used: used.to_string(),
                other: other.to_string(),
                difference: other.value / used.value - 1.0,
                derivation,
                source: other.source.to_string(),
            })
        })
        .collect()
}
