//! One catalogued number with its unit and where it comes from.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::unit::Unit;

/// How a number came to be known, from the most to the least trustworthy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// Read in the source named.
    Read,
    /// Computed from other facts; not evidence for those (see [`Quantity::circular`]).
    Derived,
    /// Known from memory of the source named, not checked against it.
    Recalled,
    /// A guess.
    Estimated,
}

impl Provenance {
    /// Every provenance, most trustworthy first.
    pub const ALL: [Provenance; 4] =
        [Provenance::Read, Provenance::Derived, Provenance::Recalled, Provenance::Estimated];

    /// The word used in the catalogue files.
    pub fn name(self) -> &'static str {
        match self {
            Provenance::Read => "read",
            Provenance::Derived => "derived",
            Provenance::Recalled => "recalled",
            Provenance::Estimated => "estimated",
        }
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is no provenance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no provenance; use read, derived, recalled or estimated")]
pub struct UnknownProvenance(pub String);

impl FromStr for Provenance {
    type Err = UnknownProvenance;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|p| p.name() == text)
            .ok_or_else(|| UnknownProvenance(text.to_owned()))
    }
}

/// A number with its unit, its source and how far to trust it; cheap to clone.
///
/// The tensor clock of an H100 SXM, written `1830 MHz`, has `value` 1.83e9 and `unit`
/// [`Unit::Hertz`].
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The value in the canonical unit of [`Quantity::unit`].
    pub value: f64,
    /// What is measured, and the unit of `value`.
    pub unit: Unit,
    /// How the number came to be known.
    pub provenance: Provenance,
    /// Back-solved from a published total, so that reproducing that total proves nothing.
    pub circular: bool,
    /// Where the number was found.
    pub source: Arc<str>,
    /// The number as its author wrote it: `1830 MHz`.
    pub written: Arc<str>,
}

impl Quantity {
    /// A value in the canonical unit that somebody assumes for a design that does not exist;
    /// `whose` says who.
    pub fn assumed(value: f64, unit: Unit, whose: &str) -> Quantity {
        let written = format!("{value} {unit}").trim_end().into();
        let provenance = Provenance::Estimated;
        Quantity { value, unit, provenance, circular: false, source: whose.into(), written }
    }

    /// The value divided by `scale`: `in_units_of(1e9)` of a clock is in GHz.
    pub fn in_units_of(&self, scale: f64) -> f64 {
        self.value / scale
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.written)
    }
}
