//! What is known about a property of whom a label names.

use std::sync::Arc;

use crate::catalog::{Chip, Provenance, Quantity};

use super::chip_fact;
use super::entity::{Entity, same_part};
use super::link_fact;
use super::property::Property;
use super::standard_fact;

/// A known figure, in the canonical unit of its property.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) value: f64,
    /// The formula, or the catalogue field.
    pub(super) formula: String,
    pub(super) source: Arc<str>,
    /// How sure the figure is, from 0 to 1.
    pub(super) weight: f64,
    /// Id of the chip or name of the standard.
    pub(super) of: Arc<str>,
    /// Of a version the label does not name, or of a clock it does not mean.
    pub(super) aside: bool,
}

/// A known word.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) source: Arc<str>,
    pub(super) weight: f64,
    pub(super) of: Arc<str>,
    pub(super) aside: bool,
}

/// Everything known about one property of one entity.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) numbers: Vec<Fact>,
    pub(super) words: Vec<Word>,
    /// Whether the thing exists; `Some(false)` where the maker's other figures rule it out.
    pub(super) exists: Option<bool>,
    /// Structured sparsity of the chip multiplies its peaks by this.
    pub(super) sparsity: Option<f64>,
}

/// How the formula of a figure begins that the maker published beside the one the catalogue uses.
const ALSO: &str = "the maker's other figure";

impl Fact {
    /// Whether the maker published another figure too, which the catalogue prefers.
    pub(super) fn is_also(&self) -> bool {
        is_also(&self.formula)
    }
}

/// Whether the formula is that of a figure the maker published besides.
pub(super) fn is_also(formula: &str) -> bool {
    formula.starts_with(ALSO)
}

impl Facts {
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.words.is_empty()
    }

    /// The figure to name when the printed one is wrong: a published one of the named chip.
    pub(super) fn best(&self) -> Option<&Fact> {
        let key = |f: &&Fact| (!f.aside, f.weight);
        self.numbers.iter().rev().max_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }
}

pub(super) fn weight(q: &Quantity) -> f64 {
    let base = match q.provenance {
        Provenance::Read => 0.95,
        Provenance::Derived => 0.8,
        Provenance::Recalled => 0.75,
        Provenance::Estimated => 0.4,
    };
    if q.circular { base * 0.8 } else { base }
}

pub(super) struct Collector<'a, 'b> {
    pub(super) chip: &'a Chip,
    pub(super) aside: bool,
    pub(super) facts: &'b mut Facts,
}

impl Collector<'_, '_> {
    pub(super) fn field(&mut self, name: &str, scale: f64) {
        if let Some(q) = self.chip.numeric_field(name) {
            self.add(q.value * scale, format!("catalogue {name} = {}", q.written), q, 1.0, false);
        }
        self.also(name, scale);
    }

    /// What the maker published of the field besides; figures of the press stay out.
    pub(super) fn also(&mut self, name: &str, scale: f64) {
        let chip = self.chip;
        let vendor = chip.vendor.as_deref().unwrap_or("the maker");
        for other in chip.also_published.iter().filter(|a| &*a.field == name) {
            let q = &other.quantity;
            if q.source.contains(vendor) || q.source.contains("docs") {
                let formula = format!("{ALSO}: {name} = {}", q.written);
                self.add(q.value * scale, formula, q, 0.8, true);
            }
        }
    }

    pub(super) fn add(
        &mut self,
        value: f64,
        formula: String,
        from: &Quantity,
        share: f64,
        aside: bool,
    ) {
        self.facts.numbers.push(Fact {
            value,
            formula,
            source: from.source.clone(),
            weight: weight(from) * share,
            of: self.chip.id.clone(),
            aside: self.aside || aside,
        });
    }

    pub(super) fn word(&mut self, text: &str, source: Arc<str>, weight: f64) {
        let of = self.chip.id.clone();
        self.facts.words.push(Word { text: text.into(), source, weight, of, aside: self.aside });
    }
}

/// Everything known about `property` of `entity`.
pub(super) fn of(entity: &Entity, property: Property, twins: &[Chip]) -> Facts {
    let mut facts = Facts::default();
    for chip in &entity.chips {
        chip_fact::chip_facts(chip, property, false, &mut facts);
    }
    for chip in &entity.siblings {
        chip_fact::chip_facts(chip, property, true, &mut facts);
    }
    if facts.is_empty()
        && let [chip] = entity.chips[..]
    {
        twin_facts(chip, property, twins, &mut facts);
    }
    standard_fact::generation_facts(entity, property, &mut facts);
    link_fact::link_facts(entity, property, &mut facts);
    link_fact::carrier_facts(entity, property, twins, &mut facts);
    standard_fact::system_facts(entity, property, twins, &mut facts);
    standard_fact::operation_facts(entity, property, &mut facts);
    facts
}

/// A product sold with a die that is catalogued under another name, and without figures of its own.
fn twin_facts(chip: &Chip, property: Property, all: &[Chip], facts: &mut Facts) {
    if !matches!(property, Property::Peak(..)) || chip.units().is_some() {
        return;
    }
    let die = |c: &Chip| c.physical.die.as_ref().map(|q| q.value);
    let is_twin = |c: &&Chip| c.id != chip.id && same_part(c, chip) && die(c) == die(chip);
    if die(chip).is_some() {
        for twin in all.iter().filter(is_twin) {
            chip_fact::chip_facts(twin, property, true, facts);
        }
    }
}
