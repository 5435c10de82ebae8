//! The verdict on one number.

use crate::catalog::{Chip, ChipKind, Precision};

use super::chip_fact::chip_facts;
use super::compare::{self, Agreement};
use super::entity::Entity;
use super::fact::{Fact, Facts};
use super::finding::{Finding, Status};
use super::generation;
use super::judge::Judge;
use super::name;
use super::property::{Format, Property, Way};
use super::several::several_values;
use super::special;
use super::subject::Subject;
use super::value::{self, Form, Number};
use super::verdict::{base, expectation, good, memory_kind, unverified};
use super::years::{announced, near_year};

/// Weight below which a figure is recalled or estimated.
const SURE: f64 = 0.78;

/// Deviation from a recalled figure that is not held against the printed one.
const RECALLED: f64 = 0.03;

/// What all engines of a system on a chip have at most, in peaks of its GPU with sparsity.
const MOST_ENGINES: f64 = 2.0;

/// Deviation of a power that the card around the chip explains.
const SOFT: f64 = 0.2 + 1e-9;

impl<'a> Judge<'a> {
    pub(super) fn single(
        &mut self,
        subject: &Subject<'a>,
        property: Property,
        facts: &Facts,
    ) -> Finding {
        let Some(number) = subject.canonical(property) else {
            return unverified(subject, "no number in a unit that can be compared");
        };
        if property == Property::LinkLayout {
            return special::layout(subject, facts);
        }
        if property == Property::LinkRate
            && let Some(f) = special::other_way(subject, number, facts)
        {
            return f;
        }
        // A system on a chip has engines beside its GPU: their total is more than the GPU's peak.
        let of_gpu = subject.entity.chips.iter().any(|c| c.kind() == ChipKind::Soc)
            && subject.printed.note.to_lowercase().contains("gpu");
        let is_whole = |own: &Fact| of_gpu && (1.05..2.0).contains(&(number.value / own.value));
        const WHOLE: &str = "a total of all engines stands under the GPU's name";
        if let Some((fact, agreement)) = compare::find(number, &facts.numbers, property)
            && (property != Property::Year || !fact.aside || subject.entity.chips.is_empty())
        {
            let mut finding = good(subject, property, fact, agreement);
            contradict_product(subject, property, number, &mut finding);
            self.contradict_kind(subject, property, &mut finding);
            let mut others = facts.numbers.iter().filter(|own| fact.is_also() && !own.is_also());
            if let Some(own) = others.find(|own| is_whole(own)) {
                finding = base(subject, property, Status::Label, Some(own));
                finding.message = format!("{}; {WHOLE}", expectation(subject, property, own));
            }
            return finding;
        }
        if property == Property::Year
            && let Some(f) = near_year(subject, number, facts)
        {
            return f;
        }
        if property == Property::Year
            && let Some(f) = announced(subject, number, facts)
        {
            return f;
        }
        if let Some(finding) = self.other_format(subject, property, number) {
            return finding;
        }
        let Some(d) = compare::explain(number, facts, property, subject.entity.family) else {
            return unverified(subject, "nothing known to compare it with");
        };
        let off = (number.value / d.fact.value - 1.0).abs();
        let other_part = property == Property::Power
            && names_chip_not_card(&subject.entity_label, d.fact, &subject.entity);
        if other_part && !d.explained && d.fact.weight < SURE && off <= SOFT {
            let mut finding = base(subject, property, Status::Unverified, Some(d.fact));
            finding.message = format!(
                "{}, which nobody read in a source, and of the card where the label names the chip",
                expectation(subject, property, d.fact)
            );
            return finding;
        }
        // A recalled figure may be the rounded one of the two.
        if !d.explained && !property.is_exact() && d.fact.weight < SURE && off <= RECALLED {
            let mut finding = base(subject, property, Status::Unverified, Some(d.fact));
            let words = expectation(subject, property, d.fact);
            finding.message = format!("{words}, which nobody read in a source");
            return finding;
        }
        // The engines beside the GPU add to it, by how much is seldom known.
        let is_gpu = |c: &Chip| {
            let units = c.compute.units.as_ref();
            c.kind() == ChipKind::Soc && units.is_some_and(|q| q.written.contains("SM"))
        };
        let is_soc = subject.entity.chips.iter().any(|c| is_gpu(c));
        let most = facts.numbers.iter().map(|f| f.value).fold(0.0, f64::max);
        let of_all_engines = matches!(property, Property::Peak(_, Format::Unsaid, _))
            && is_soc
            && most < number.value
            && number.value < MOST_ENGINES * most;
        if of_all_engines && d.status == Status::Wrong {
            let mut finding = base(subject, property, Status::Unverified, Some(d.fact));
            finding.message = format!(
                "more than its GPU has ({}); the engines beside it may make up for it",
                d.fact.formula
            );
            return finding;
        }
        let mut finding = base(subject, property, d.status, Some(d.fact));
        let sure = if d.explained || off > 0.2 { 1.0 } else { 0.85 };
        finding.confidence = d.fact.weight * sure;
        finding.message = format!("{}; {}", expectation(subject, property, d.fact), d.reason);
        if d.status == Status::Wrong && is_whole(d.fact) {
            finding.status = Status::Label;
            finding.message = format!("{}; {WHOLE}", finding.message);
        } else if d.status == Status::Wrong
            && !d.explained
            && let Some(other) = self.other_version(subject, property, number)
        {
            finding.status = Status::Label;
            finding.message = format!("{}; the number is that of {other}", finding.message);
        } else if d.status == Status::Wrong
            && !d.explained
            && let Some(other) = self.other_property(subject, property, number)
        {
            finding.status = Status::Label;
            finding.message = format!("{}; the number is {other}", finding.message);
        }
        finding
    }

    /// Flags a right number of a memory beside which another technology stands: `11 Gbps GDDR5`.
    fn contradict_kind(&mut self, subject: &Subject<'a>, property: Property, f: &mut Finding) {
        use Property as P;
        let note = &subject.printed.note;
        let of_memory = matches!(
            property,
            P::MemoryCapacity | P::MemoryBandwidth | P::MemoryBus | P::MemoryRate
        );
        if !of_memory || is_beside(note) || f.status.is_flag() || generation::named(note).is_none()
        {
            return;
        }
        let facts = self.facts(subject, P::MemoryKind);
        let kind = memory_kind(subject, note, &facts);
        if kind.status.is_flag() {
            f.status = Status::Label;
            f.message = format!("the number is right, but {}", kind.message);
        }
    }

    /// The version of the named part that the number is of: 2039 GB/s beside an A100 of 40 GB.
    fn other_version(
        &self,
        subject: &Subject<'a>,
        property: Property,
        number: Number,
    ) -> Option<String> {
        use Property as P;
        let tells = matches!(
            property,
            P::Peak(..)
                | P::MemoryCapacity
                | P::MemoryBandwidth
                | P::Power
                | P::Units
                | P::Cores
                | P::Scaleup(_)
        );
        let [chip] = subject.entity.chips[..] else { return None };
        if !tells {
            return None;
        }
        let mut others = self.names.versions_of(chip).filter(|c| c.id != chip.id);
        let is = |c: &&Chip| {
            let mut facts = Facts::default();
            chip_facts(c, property, false, &mut facts);
            let exact = |f: &Fact| {
                let how = compare::agrees(number, f.value, property);
                how == Some(Agreement::Exact) || how.is_some() && !number.rough
            };
            facts.numbers.iter().filter(|f| !f.aside).any(exact)
        };
        others.find(is).map(|c| c.display_name().to_owned())
    }

    /// Whether the number is the one of another property of the chip: memory bandwidth under
    /// interconnect, say.
    pub(super) fn other_property(
        &mut self,
        subject: &Subject<'a>,
        property: Property,
        number: Number,
    ) -> Option<String> {
        use Property as P;
        let others: &[Property] = match property {
            P::Scaleup(_) | P::HostBandwidth(_) => {
                &[P::MemoryBandwidth, P::HostBandwidth(Way::Both), P::Scaleup(Way::Both)]
            }
            P::MemoryBandwidth => &[P::Scaleup(Way::Both), P::HostBandwidth(Way::Both)],
            P::ClockBoost => &[P::ClockBase],
            P::ClockBase => &[P::ClockBoost],
            _ => return None,
        };
        for other in others {
            if std::mem::discriminant(other) == std::mem::discriminant(&property) {
                continue;
            }
            let facts = self.facts(subject, *other);
            let exact = facts.numbers.iter().find(|f| {
                !f.aside && compare::agrees(number, f.value, *other) == Some(Agreement::Exact)
            });
            if let Some(fact) = exact {
                return Some(format!("that of another property ({})", fact.formula));
            }
        }
        None
    }

    /// A peak whose number is right for the other 16-bit format of the chip.
    pub(super) fn other_format(
        &mut self,
        subject: &Subject<'a>,
        property: Property,
        number: Number,
    ) -> Option<Finding> {
        let Property::Peak(engine, Format::One(precision), sparse) = property else { return None };
        let other = match precision {
            Precision::Bf16 => Precision::Fp16,
            Precision::Fp16 => Precision::Bf16,
            _ => return None,
        };
        let own = self.facts(subject, property);
        if own.numbers.iter().any(|f| !f.aside) {
            return None;
        }
        let property = Property::Peak(engine, Format::One(other), sparse);
        let facts = self.facts(subject, property);
        let (fact, _) = compare::find(number, &facts.numbers, property)?;
        let mut finding = base(subject, property, Status::Label, Some(fact));
        finding.confidence = fact.weight * 0.85;
        finding.message =
            format!("the chip has this peak in {other}, and no {precision} ({})", fact.formula);
        Some(finding)
    }

    /// A number of a known chip without a figure to compare with, or of an unknown one.
    pub(super) fn unknown(
        &mut self,
        subject: &Subject<'a>,
        property: Property,
        facts: &Facts,
    ) -> Finding {
        let Some(number) = subject.canonical(property) else {
            return unverified(subject, "nothing known to compare it with");
        };
        if let Some(finding) = self.other_format(subject, property, number) {
            return finding;
        }
        // A system has as much as its makers like.
        if let Some((low, high)) = property.plausible().filter(|_| subject.entity.system.is_none())
            && !(low..=high).contains(&number.value)
        {
            let fits = |k: f64| (low * 3.0..=high / 3.0).contains(&(number.value / k));
            let factor = [1e3, 1e-3, 1e6, 1e-6].into_iter().find(|k| fits(*k));
            let status = if factor.is_some() { Status::Unit } else { Status::Wrong };
            let mut f = base(subject, property, status, None);
            f.confidence = 0.6;
            f.message = "far outside what any chip has; the unit or the place is wrong".into();
            return f;
        }
        if let Some(words) = not_of_parts(subject, property, number.value) {
            let mut f = base(subject, property, Status::Wrong, None);
            f.confidence = 0.6;
            f.message = format!("not a number a part can have: {words}");
            return f;
        }
        if facts.exists == Some(false) && !subject.entity.family {
            return unverified(subject, "no published figure, and the maker's others rule it out");
        }
        let words = if subject.entity.is_known() {
            "the catalogue has no figure for this property"
        } else {
            "neither the catalogue nor an alias knows the name"
        };
        unverified(subject, words)
    }

    /// `188GB HBM3e`: a capacity and a technology in one cell.
    pub(super) fn memory_with_kind(&mut self, subject: &Subject<'a>) -> Finding {
        let facts = self.facts(subject, Property::MemoryKind);
        let capacity = self.facts(subject, Property::MemoryCapacity);
        let note = &subject.printed.note;
        let named = generation::named(note).filter(|_| !is_beside(note));
        let kind = named.map(|_| memory_kind(subject, note, &facts));
        let number = subject.canonical(Property::MemoryCapacity);
        if subject.printed.numbers.len() > 1 && subject.printed.form == Form::List {
            return match kind {
                Some(kind) if kind.status.is_flag() => kind,
                _ if capacity.numbers.is_empty() => unverified(subject, "no figure known"),
                _ => several_values(subject, Property::MemoryCapacity, &capacity),
            };
        }
        let fits = number.and_then(|n| {
            let pair = Number { value: n.value / 2.0, ..n };
            compare::find(n, &capacity.numbers, Property::MemoryCapacity).or_else(|| {
                let of_two = compare::find(pair, &capacity.numbers, Property::MemoryCapacity);
                of_two.filter(|_| subject.entity.chips.iter().any(|c| is_half(c)))
            })
        });
        match (fits, kind) {
            (None, _) if capacity.numbers.is_empty() => unverified(subject, "no figure known"),
            (None, _) => self.single(subject, Property::MemoryCapacity, &capacity),
            (Some(_), Some(mut kind)) if kind.status.is_flag() => {
                kind.status = Status::Label;
                kind.message = format!("the capacity is right, but {}", kind.message);
                kind
            }
            (Some((fact, agreement)), _) => {
                let mut finding = good(subject, Property::MemoryCapacity, fact, agreement);
                let is_chip = subject.entity.system.is_none();
                if let Some(number) =
                    number.filter(|_| is_chip && generation::named(note).is_some())
                    && !is_of_one(number, note, &capacity, &facts)
                {
                    finding.status = Status::Label;
                    finding.message =
                        format!("no version of the part has both, {}", subject.printed.raw);
                }
                finding
            }
        }
    }
}

/// Whether the note tells of another memory beside the one asked for: `含 LPDDR5X`.
fn is_beside(note: &str) -> bool {
    ["含", "incl", "plus", "另"].iter().any(|w| note.contains(w))
}

/// Whether the catalogue counts one chip of a product that has two: `H100 NVL (per GPU)`.
fn is_half(chip: &Chip) -> bool {
    chip.display_name().to_lowercase().contains("per gpu")
}

/// Whether one version of a part has both the capacity and the technology.
fn is_of_one(number: Number, kind: &str, capacities: &Facts, kinds: &Facts) -> bool {
    let has_capacity = |id: &str| {
        let mut own = capacities.numbers.iter().filter(|f| &*f.of == id).peekable();
        // Two chips on a board have twice the memory.
        let pair = Number { value: number.value / 2.0, ..number };
        let p = Property::MemoryCapacity;
        own.peek().is_none()
            || own.any(|f| [number, pair].iter().any(|n| compare::agrees(*n, f.value, p).is_some()))
    };
    let mut fitting =
        kinds.words.iter().filter(|w| generation::same(kind, &w.text) == Some(true)).peekable();
    fitting.peek().is_none() || fitting.any(|w| has_capacity(&w.of))
}

/// Why no part has that number; `None` where one may.
fn not_of_parts(subject: &Subject, property: Property, value: f64) -> Option<&'static str> {
    // A channel of a memory has 16 pins, of LPDDR6 24; lanes of a GPU come in groups of 32.
    const CHANNELS: [f64; 2] = [16.0, 24.0];
    const LANES: f64 = 32.0;
    // Fewer are the cores of a processor or of an array, not lanes.
    const FEWEST_LANES: f64 = 256.0;
    let may_be_gpu = subject.entity.chips.iter().all(|c| c.kind() == ChipKind::Gpu);
    match property {
        Property::MemoryBus if CHANNELS.iter().all(|c| value % c != 0.0) => {
            Some("memory buses are made of channels of 16 or 24 bit")
        }
        Property::Cores if may_be_gpu && value >= FEWEST_LANES && value % LANES != 0.0 => {
            Some("cores come in groups of 32")
        }
        _ => None,
    }
}

/// Flags a number beside which its factors stand, `819 GB/s (1024 x 5.2 Gb/s)`, with another product.
fn contradict_product(subject: &Subject, property: Property, number: Number, f: &mut Finding) {
    const SLACK: f64 = 0.03;
    let inside = name::outside_brackets(&subject.printed.raw).map(|(_, inside)| inside);
    let Some(factors) = inside.map(|text| value::parse(&text)) else { return };
    let unit = factors.unit.zip(property.dim()).and_then(|(u, dim)| u.factor_to(dim));
    let (Form::Product, Some(unit), Some(product)) = (factors.form, unit, factors.number()) else {
        return;
    };
    let ratio = number.value / (product.value * unit);
    // Both directions may be meant by the one, and one by the other.
    if [0.5, 1.0, 2.0].iter().all(|k| (ratio / k - 1.0).abs() > SLACK) {
        f.status = Status::Inconsistent;
        f.confidence *= 0.9;
        f.message = format!("the factors beside it do not give it; {}", f.message);
    }
}

/// Whether the figure is of a card, `昆仑芯2 (R200)`, and the label names its chip only.
fn names_chip_not_card(label: &str, fact: &Fact, entity: &Entity) -> bool {
    let chip = entity.chips.iter().find(|c| c.id == fact.of);
    let card = chip.and_then(|c| c.display_name().split_once('(')).map(|(_, card)| card);
    card.is_some_and(|card| !label.contains(card.trim_end_matches(')')))
}
