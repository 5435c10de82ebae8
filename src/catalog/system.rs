//! Servers, racks, pods and clusters built of catalogued chips.

use super::quantity::Quantity;
use super::section::{Section, number_slot, numbers, section};
use super::unit::Unit;

section! {
    /// The network within one scale-up domain.
    pub struct ScaleUp {
        /// Chips in one domain.
        domain: number(Count),
        /// Bandwidth of one chip, both directions added.
        bidirectional_per_chip: number(BytesPerSecond),
        /// Topology in words.
        topology: text,
        /// Switch chips in the system.
        switch_chips: number_or_none(Count),
        /// Ports of one switch chip (of one chip, in a network without switches).
        switch_ports: number(Count),
        /// Switches in words, where two numbers do not tell it.
        switches: text,
        /// Optical modules in the system.
        optical_modules: number_or_none(Count),
    }
}

section! {
    /// The network between scale-up domains.
    pub struct ScaleOut {
        /// Network interface of one chip.
        nic: text,
        /// Its rate in one direction, per chip.
        rate_per_chip: number(BitsPerSecond),
        /// Switches in words.
        switches: text,
        /// Switches in the system.
        switch_count: number(Count),
        /// Ports of one switch.
        switch_ports: number(Count),
        /// Optical modules in the system.
        optical_modules: number_or_none(Count),
    }
}

section! {
    /// Totals as published for the whole system.
    pub struct Totals {
        /// Dense 16-bit peak.
        peak_16bit: number(OpsPerSecond),
        /// Memory of the chips.
        memory: number(Bytes),
        /// Memory bandwidth of the chips.
        memory_bandwidth: number(BytesPerSecond),
        /// Memory of the processors that host the chips.
        host_memory: number(Bytes),
        /// Power.
        power: number(Watts),
        /// Price.
        price: number(Dollars),
        /// What the price is based on.
        price_basis: text,
    }
}

section! {
    /// A system: so many chips of one sort and the networks between them.
    pub struct System (
        /// Short kebab-case name: `gb200-nvl72`.
        id
    ) {
        /// Full name.
        name: text,
        /// Year of first shipment.
        year: number(Count),
        /// Other names the system answers to.
        aliases: names,
        /// What to know before using the numbers.
        notes: text,
        /// Id of its chip.
        chip: text,
        /// Chips.
        chips: number(Count),
        /// Hosts or nodes.
        hosts: number(Count),
        /// Network within a domain.
        scaleup: table(ScaleUp),
        /// Network between domains.
        scaleout: table(ScaleOut),
        /// Published totals.
        total: table(Totals),
        /// Values that were published too, where sources contradict each other.
        also_published: alternatives(System),
    }
}

impl System {
    /// Full name, or the id where none is given.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Number of chips.
    pub fn chip_count(&self) -> Option<f64> {
        self.chips.as_ref().map(|q| q.value)
    }

    /// Rate of the scale-out network per chip and direction, GB/s.
    pub fn scaleout_gbytes_per_s(&self) -> Option<f64> {
        self.scaleout.rate_per_chip.as_ref().map(|q| q.in_units_of(8e9))
    }

    /// Published power of the whole system, kW.
    pub fn power_kw(&self) -> Option<f64> {
        self.total.power.as_ref().map(|q| q.in_units_of(1e3))
    }

    /// Every number known about the system under its dotted name.
    pub fn numeric_fields(&self) -> impl Iterator<Item = (String, &Quantity)> {
        numbers(self).into_iter()
    }

    /// What the field at a dotted name measures, whether or not this system has the number.
    pub fn field_unit(name: &str) -> Option<Unit> {
        number_slot(&mut System::default(), name).map(|(unit, _)| unit)
    }

    /// The number at a dotted name: `scaleup.domain`.
    pub fn numeric_field(&self, name: &str) -> Option<&Quantity> {
        self.number(name)
    }
}
