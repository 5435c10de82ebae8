//! What the catalogue lacks to check a published figure.

use super::derive::{Derived, Figure};
use crate::catalog::Chip;

/// A published figure that cannot be derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Id of the chip.
    pub chip: String,
    /// The figure.
    pub figure: String,
    /// The catalogue fields that are missing.
    pub missing: Vec<&'static str>,
}

/// The published figures of `chip` that are not in `derived`.
pub(super) fn of(chip: &Chip, derived: &[Derived<'_>]) -> Vec<Gap> {
    Figure::all()
        .filter(|f| f.published(chip).is_some() && derived.iter().all(|d| d.figure != *f))
        .map(|figure| Gap {
            chip: chip.id.to_string(),
            figure: figure.name(),
            missing: missing(chip, figure),
        })
        .collect()
}

fn missing(chip: &Chip, figure: Figure) -> Vec<&'static str> {
    let (compute, memory, link) = (&chip.compute, &chip.memory, &chip.link);
    let wanted = match figure {
        Figure::Matrix(p) => vec![
            ("units", compute.units.is_some()),
            ("op/clk", compute.matrix_ops.get(p).is_some()),
            ("clock", chip.matrix_clock(p).is_some()),
        ],
        Figure::Vector(p) => vec![
            ("units", compute.units.is_some()),
            ("op/clk", compute.vector_ops.get(p).is_some()),
            ("clock", chip.vector_clock(p).is_some()),
        ],
        Figure::Memory => {
            vec![("bus", memory.bus.is_some()), ("rate", memory.rate.is_some())]
        }
        Figure::ScaleUp => {
            vec![("links", link.links.is_some()), ("rate per link", link.rate_per_link.is_some())]
        }
    };
    wanted.into_iter().filter(|(_, known)| !known).map(|(name, _)| name).collect()
}
