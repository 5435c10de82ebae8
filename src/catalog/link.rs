//! Memory interfaces, host buses, scale-up and scale-out links, switches.

use super::quantity::Quantity;
use super::section::{Choice, Section, number_slot, numbers, section};
use super::unit::Unit;

/// What a link joins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LinkClass {
    /// A chip and its memory.
    #[default]
    Memory,
    /// A chip and its host.
    Host,
    /// Chips within one domain of shared memory.
    ScaleUp,
    /// Nodes of a cluster.
    ScaleOut,
    /// The ports of one switch chip.
    Switch,
    /// Dies within one module.
    DieToDie,
}

impl LinkClass {
    const WORDS: [&'static str; 6] =
        ["memory", "host", "scale-up", "scale-out", "switch", "die-to-die"];

    /// The word used in the catalogue files.
    pub fn name(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

impl Choice for LinkClass {
    fn choose(&mut self, word: &str) -> bool {
        let all = [
            LinkClass::Memory,
            LinkClass::Host,
            LinkClass::ScaleUp,
            LinkClass::ScaleOut,
            LinkClass::Switch,
            LinkClass::DieToDie,
        ];
        all.into_iter().find(|class| class.name() == word).is_some_and(|class| {
            *self = class;
            true
        })
    }

    fn words(&self) -> &'static [&'static str] {
        &Self::WORDS
    }
}

section! {
    /// A link: raw bandwidth = rate per lane x lanes / 8, effective = raw x encoding efficiency.
    ///
    /// PCIe 5.0 x16: 32 Gbit/s x 16 / 8 = 64 GB/s raw, x 128/130 = 63.0 GB/s effective.
    pub struct Link (
        /// Short kebab-case name: `pcie5-x16`.
        id
    ) {
        /// Full name.
        name: text,
        /// What it joins.
        kind: choice(LinkClass),
        /// Year of the standard or first product.
        year: number(Count),
        /// Other names the link answers to.
        aliases: names,
        /// What to know before using the numbers.
        notes: text,
        /// What the bandwidths are counted for: `link`, `port`, `stack`, `x16`.
        per: text,
        /// Signalling rate of one lane or pin.
        rate_per_lane: number(BitsPerSecond),
        /// Lanes or data pins (ports, for a switch).
        lanes: number(Count),
        /// Line code.
        encoding: text,
        /// Share of the signalling rate left for data.
        encoding_efficiency: number(Ratio),
        /// Bandwidth in one direction before the line code.
        raw: number(BytesPerSecond),
        /// Bandwidth in one direction that data can use.
        effective: number(BytesPerSecond),
        /// Bandwidth as advertised, both directions added.
        bidirectional: number(BytesPerSecond),
        /// Supply voltage of a memory.
        voltage: number(Volts),
        /// Largest capacity of one chip or stack of a memory.
        capacity: number(Bytes),
        /// Values that were published too, where sources contradict each other.
        also_published: alternatives(Link),
    }
}

impl Link {
    /// Full name, or the id where none is given.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// What the link joins.
    pub fn kind(&self) -> LinkClass {
        self.kind
    }

    /// Bandwidth in one direction that data can use, GB/s.
    pub fn effective_gbytes_per_s(&self) -> Option<f64> {
        self.effective.as_ref().map(|q| q.in_units_of(1e9))
    }

    /// Every number known about the link under its name.
    pub fn numeric_fields(&self) -> impl Iterator<Item = (String, &Quantity)> {
        numbers(self).into_iter()
    }

    /// What the field of a name measures, whether or not this link has the number.
    pub fn field_unit(name: &str) -> Option<Unit> {
        number_slot(&mut Link::default(), name).map(|(unit, _)| unit)
    }

    /// The number of that name.
    pub fn numeric_field(&self, name: &str) -> Option<&Quantity> {
        self.number(name)
    }
}
