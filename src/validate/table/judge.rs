//! The verdict on one cell by what the catalogue knows.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::catalog::{ChipKind, Precision};

use super::compare::{self, Agreement};
use super::entity::{Entity, Names};
use super::fact::{self, Fact, Facts};
use super::finding::{Expected, Finding, Status};
use super::generation;
use super::property::{self, Engine, Format, Property, Reading, Sparse, Way};
use super::special;
use super::unit::{self, Dim, Unit};
use super::value::{self, Bound, Form, Number, Printed, Sort};

/// A cell understood: whose property it is.
#[derive(Clone, Debug)]
pub(super) struct Subject<'a> {
    pub(super) entity: Rc<Entity<'a>>,
    pub(super) entity_label: Arc<str>,
    pub(super) property_label: Arc<str>,
    pub(super) reading: Option<Rc<Reading>>,
    pub(super) printed: Rc<Printed>,
    /// Bytes per parameter that the table's memory demands use.
    pub(super) demand_bytes: Option<f64>,
}

impl Subject<'_> {
    /// The property, where the cell has one and not several.
    pub(super) fn property(&self) -> Option<Property> {
        let reading = self.reading.as_ref()?;
        let first = *reading.properties.first()?;
        let numeric = self.printed.sort == Sort::Numbers && self.printed.unit.is_none();
        let bare = self.printed.note.is_empty() && self.printed.form == Form::Single;
        // `PCIe: 64` is a bandwidth, `PCIe: 4.0 x16` an interface.
        if first == Property::HostInterface
            && numeric
            && bare
            && self.printed.numbers[0].value > 7.0
        {
            return Some(Property::HostBandwidth(Way::Unsaid));
        }
        // A link has no memory: its bandwidth is the link's.
        if first == Property::MemoryBandwidth
            && self.entity.link.is_some()
            && self.entity.memory.is_none()
        {
            let way = property::way(&property::plain(&self.property_label));
            return Some(match self.entity.pcie {
                Some(_) => Property::HostBandwidth(way),
                None => Property::Scaleup(way),
            });
        }
        Some(first)
    }

    /// The unit of the printed numbers: behind them, else of the label, else the usual one.
    pub(super) fn unit(&self, property: Property) -> Unit {
        let usual = property.usual_unit(self.printed.numbers.first().map_or(1.0, |n| n.value));
        let label = self.reading.as_ref().and_then(|r| r.unit);
        let dim = property.dim().unwrap_or(Dim::Count);
        self.printed.unit.or(label).filter(|u| u.factor_to(dim).is_some()).unwrap_or(usual)
    }

    /// The printed number in the canonical unit of `property`.
    pub(super) fn canonical(&self, property: Property) -> Option<Number> {
        let dim = property.dim()?;
        let number = self.printed.number()?;
        if self.printed.sort != Sort::Numbers {
            return None;
        }
        let factor = self.unit(property).factor_to(dim)?;
        Some(number.divided(1.0 / factor))
    }

    /// Whether the unit behind the number measures something else than the property.
    fn is_other_kind(&self, property: Property) -> bool {
        match (self.printed.unit, property.dim()) {
            (Some(u), Some(dim)) => u.factor_to(dim).is_none(),
            _ => false,
        }
    }
}

/// Looks things up and remembers them.
pub(super) struct Judge<'a> {
    pub(super) names: Names<'a>,
    properties: &'a HashMap<String, String>,
    entities: HashMap<Arc<str>, Rc<Entity<'a>>>,
    within: HashMap<Arc<str>, Rc<Entity<'a>>>,
    readings: HashMap<Arc<str>, Option<Rc<Reading>>>,
    values: HashMap<Arc<str>, Rc<Printed>>,
    /// By the addresses of entity and label, which live as long as the judge and the cells.
    facts: HashMap<(usize, usize, Property), Rc<Facts>>,
    nothing: Rc<Facts>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(names: Names<'a>, properties: &'a HashMap<String, String>) -> Self {
        Judge {
            names,
            properties,
            entities: HashMap::new(),
            within: HashMap::new(),
            readings: HashMap::new(),
            values: HashMap::new(),
            facts: HashMap::new(),
            nothing: Rc::default(),
        }
    }

    pub(super) fn entity(&mut self, label: &Arc<str>) -> Rc<Entity<'a>> {
        let names = &self.names;
        self.entities.entry(label.clone()).or_insert_with(|| Rc::new(names.find(label))).clone()
    }

    pub(super) fn entity_within(&mut self, label: &Arc<str>) -> Rc<Entity<'a>> {
        let names = &self.names;
        self.within
            .entry(label.clone())
            .or_insert_with(|| Rc::new(names.find_within(label)))
            .clone()
    }

    pub(super) fn reading(&mut self, label: &Arc<str>) -> Option<Rc<Reading>> {
        let alias = self.properties.get(&property::plain(label));
        self.readings
            .entry(label.clone())
            .or_insert_with(|| property::read(alias.map_or(label, |a| a.as_str())).map(Rc::new))
            .clone()
    }

    pub(super) fn printed(&mut self, value: &Arc<str>) -> Rc<Printed> {
        // A file of a million different numbers must not be kept a second time.
        const KEPT: usize = 100_000;
        if self.values.len() > KEPT {
            self.values.clear();
        }
        self.values.entry(value.clone()).or_insert_with(|| Rc::new(value::parse(value))).clone()
    }

    pub(super) fn facts(&mut self, subject: &Subject<'a>, property: Property) -> Rc<Facts> {
        if !subject.entity.is_known() {
            return self.nothing.clone();
        }
        const KEPT: usize = 200_000;
        if self.facts.len() > KEPT {
            self.facts.clear();
        }
        let entity = Rc::as_ptr(&subject.entity) as usize;
        let key = (entity, subject.property_label.as_ptr() as usize, property);
        if let Some(facts) = self.facts.get(&key) {
            return facts.clone();
        }
        let all = self.names.catalog().chips();
        let mut facts = fact::of(&subject.entity, property, all);
        special::stated_rate(subject, property, &mut facts);
        let facts = Rc::new(facts);
        self.facts.insert(key, facts.clone());
        facts
    }

    /// The verdict on one cell, without looking at others.
    pub(super) fn cell(&mut self, subject: &Subject<'a>) -> Finding {
        if let Some(finding) = special::judge(self, subject) {
            return finding;
        }
        let Some(property) = subject.property() else {
            return unverified(subject, "the label names no property that can be checked");
        };
        let properties = &subject.reading.as_ref().map_or(vec![], |r| r.properties.clone());
        let p = &subject.printed;
        if properties.len() > 1 && p.form == Form::List && p.numbers.len() == properties.len() {
            return self.several(subject, properties);
        }
        let mut property = annotated(subject, property);
        // An empty cell says nothing about which of the two 16-bit formats would stand there.
        if let (Sort::Empty, Property::Peak(engine, Format::One(format), sparse)) =
            (p.sort, property)
            && matches!(format, Precision::Fp16 | Precision::Bf16)
        {
            property = Property::Peak(engine, Format::Bits16, sparse);
        }
        let facts = self.facts(subject, property);
        match p.sort {
            Sort::Empty => missing(subject, property, &facts),
            Sort::NotGiven => not_given(subject, property, &facts),
            Sort::Yes | Sort::No => supports(subject, property, &facts),
            Sort::Text => self.text(subject, property, &facts),
            Sort::Numbers => self.numbers(subject, property, &facts),
        }
    }

    /// One cell for several properties: `40/160` under `FP32/TF32`.
    fn several(&mut self, subject: &Subject<'a>, properties: &[Property]) -> Finding {
        let mut worst: Option<Finding> = None;
        for (property, number) in properties.iter().zip(&subject.printed.numbers) {
            let printed = Printed {
                numbers: vec![*number],
                form: Form::Single,
                ..(*subject.printed).clone()
            };
            let part = Subject { printed: Rc::new(printed), ..subject.clone() };
            let facts = self.facts(&part, *property);
            let finding = self.numbers(&part, *property, &facts);
            let rank = |f: &Finding| (f.status.is_flag(), f.status);
            if worst.as_ref().is_none_or(|w| rank(&finding) > rank(w)) {
                worst = Some(finding);
            }
        }
        worst.unwrap_or_else(|| unverified(subject, "no number"))
    }

    fn text(&mut self, subject: &Subject<'a>, property: Property, facts: &Facts) -> Finding {
        let raw = &subject.printed.raw;
        match property {
            Property::MemoryKind => memory_kind(subject, raw, facts),
            Property::HostInterface => special::interface(subject, raw, facts),
            _ if generation::same(raw, raw).is_some() && !facts.numbers.is_empty() => {
                let mut f = base(subject, property, Status::Label, facts.best());
                f.confidence = 0.85;
                f.message = "a memory technology where a number belongs".into();
                f
            }
            _ => unverified(subject, "words where only numbers can be checked"),
        }
    }

    fn numbers(&mut self, subject: &Subject<'a>, property: Property, facts: &Facts) -> Finding {
        let p = &subject.printed;
        if property == Property::HostInterface {
            return special::interface(subject, &p.raw, facts);
        }
        if property == Property::MemoryKind {
            if p.unit.is_some() || !p.note.is_empty() {
                return self.memory_with_kind(subject);
            }
            if facts.words.is_empty() {
                return unverified(subject, "the catalogue has no memory technology for it");
            }
            let word = &facts.words[0];
            let mut f = Finding::plain(Status::Label, 0.85, "");
            f.expected = Some(Expected::Text(word.text.clone()));
            f.source = word.source.clone();
            f.message = format!("a number where a memory technology belongs: {}", word.text);
            return f;
        }
        if subject.is_other_kind(property) {
            let mut f = base(subject, property, Status::Label, facts.best());
            f.message = format!("the unit of `{}` is not one of what the label asks for", p.raw);
            f.confidence = 0.8;
            return f;
        }
        if facts.numbers.is_empty() {
            return self.unknown(subject, property, facts);
        }
        match p.form {
            Form::List | Form::Range if p.numbers.len() > 1 => {
                several_values(subject, property, facts)
            }
            _ if p.bound != Bound::Exact => bounded(subject, property, facts),
            _ => self.single(subject, property, facts),
        }
    }

    fn single(&mut self, subject: &Subject<'a>, property: Property, facts: &Facts) -> Finding {
        let Some(number) = subject.canonical(property) else {
            return unverified(subject, "no number in a unit that can be compared");
        };
        if property == Property::LinkLayout {
            return special::layout(subject, facts);
        }
        if let Some((fact, agreement)) = compare::find(number, &facts.numbers, property)
            && (property != Property::Year || !fact.aside || subject.entity.chips.is_empty())
        {
            return good(subject, property, fact, agreement);
        }
        if property == Property::Year
            && let Some(f) = near_year(subject, number, facts)
        {
            return f;
        }
        if let Some(finding) = self.other_format(subject, property, number) {
            return finding;
        }
        let Some(d) = compare::explain(number, facts, property, subject.entity.family) else {
            return unverified(subject, "nothing known to compare it with");
        };
        let mut finding = base(subject, property, d.status, Some(d.fact));
        let off = (number.value / d.fact.value - 1.0).abs();
        let sure = if d.explained || off > 0.2 { 1.0 } else { 0.85 };
        finding.confidence = d.fact.weight * sure;
        finding.message = format!("{}; {}", expectation(subject, property, d.fact), d.reason);
        let whole_soc = subject.entity.chips.iter().any(|c| c.kind() == ChipKind::Soc)
            && subject.printed.note.to_lowercase().contains("gpu")
            && (1.05..2.0).contains(&(number.value / d.fact.value));
        if d.status == Status::Wrong && whole_soc {
            finding.status = Status::Label;
            finding.message =
                format!("{}; a total of all engines stands under the GPU's name", finding.message);
        } else if d.status == Status::Wrong
            && !d.explained
            && let Some(other) = self.other_property(subject, property, number)
        {
            finding.status = Status::Label;
            finding.message = format!("{}; the number is {other}", finding.message);
        }
        finding
    }

    /// Whether the number is the one of another property of the chip: memory bandwidth under
    /// interconnect, say.
    fn other_property(
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
    fn other_format(
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
    fn unknown(&mut self, subject: &Subject<'a>, property: Property, facts: &Facts) -> Finding {
        let Some(number) = subject.canonical(property) else {
            return unverified(subject, "nothing known to compare it with");
        };
        if let Some(finding) = self.other_format(subject, property, number) {
            return finding;
        }
        if let Some((low, high)) = property.plausible()
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
    fn memory_with_kind(&mut self, subject: &Subject<'a>) -> Finding {
        let facts = self.facts(subject, Property::MemoryKind);
        let capacity = self.facts(subject, Property::MemoryCapacity);
        let note = &subject.printed.note;
        let kind = generation::named(note).map(|_| memory_kind(subject, note, &facts));
        let number = subject.canonical(Property::MemoryCapacity);
        let fits = number.and_then(|n| {
            let pair = Number { value: n.value / 2.0, ..n };
            compare::find(n, &capacity.numbers, Property::MemoryCapacity)
                .or_else(|| compare::find(pair, &capacity.numbers, Property::MemoryCapacity))
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
                good(subject, Property::MemoryCapacity, fact, agreement)
            }
        }
    }
}

/// A precision beside the number says more than the label: `BF16 275` under `浮点`.
pub(super) fn annotated(subject: &Subject, property: Property) -> Property {
    let Property::Peak(engine, _, sparse) = property else { return property };
    let note = &subject.printed.note;
    if note.is_empty() {
        return property;
    }
    let engine = match (engine, note.to_lowercase().contains("tensor")) {
        (Engine::Any, true) => Engine::Matrix,
        (e, _) => e,
    };
    match property::precisions(note).first() {
        Some(p) => Property::Peak(engine, Format::One(*p), sparse),
        None => property,
    }
}

pub(super) fn unverified(subject: &Subject, words: &str) -> Finding {
    let mut f = Finding::plain(Status::Unverified, 0.0, words);
    f.stated = subject.printed.number().map(|n| n.value);
    f
}

/// A finding with the expected value in the unit of the cell.
pub(super) fn base(
    subject: &Subject,
    property: Property,
    status: Status,
    fact: Option<&Fact>,
) -> Finding {
    let unit = subject.unit(property);
    let factor = property.dim().and_then(|d| unit.factor_to(d)).unwrap_or(1.0);
    let expected = fact.map(|f| f.value / factor);
    let stated = (subject.printed.sort == Sort::Numbers)
        .then(|| subject.printed.number().map(|n| n.value))
        .flatten();
    Finding {
        status,
        expected: expected.map(|e| Expected::Number(tidy(e))),
        stated,
        relative_error: stated.zip(expected).filter(|(_, e)| *e != 0.0).map(|(s, e)| s / e - 1.0),
        unit: if property.dim() == Some(Dim::Count) && unit.factor == 1.0 {
            "".into()
        } else {
            symbol(property, unit).into()
        },
        formula: fact.map_or(String::new(), |f| f.formula.clone()),
        source: fact.map_or("".into(), |f| f.source.clone()),
        confidence: fact.map_or(0.5, |f| f.weight),
        message: String::new(),
    }
}

/// The unit as it is written for this property: floats have FLOP/s.
fn symbol(property: Property, unit: Unit) -> String {
    let symbol = unit::symbol(unit);
    match property {
        Property::Peak(_, Format::One(p), _) if p.is_integer() => symbol,
        Property::Peak(..) => symbol.replace("OP/s", "FLOP/s"),
        _ => symbol,
    }
}

/// Without the dust of conversions: 66.9 instead of 66.90000000000001.
fn tidy(x: f64) -> f64 {
    format!("{x:.9e}").parse().unwrap_or(x)
}

pub(super) fn good(
    subject: &Subject,
    property: Property,
    fact: &Fact,
    agreement: Agreement,
) -> Finding {
    let status = match agreement {
        Agreement::Exact => Status::Ok,
        Agreement::Rounded(_) => Status::OkRounding,
    };
    let mut f = base(subject, property, status, Some(fact));
    f.confidence = fact.weight * if fact.aside { 0.8 } else { 1.0 };
    f.message = match agreement {
        Agreement::Exact => format!("agrees with {}", fact.formula),
        Agreement::Rounded(how) => format!("{how}: {}", fact.formula),
    };
    if fact.aside && subject.entity.chips.iter().all(|c| c.id != fact.of) {
        f.message = format!("{} (of {})", f.message, fact.of);
    }
    f
}

pub(super) fn expectation(subject: &Subject, property: Property, fact: &Fact) -> String {
    let unit = subject.unit(property);
    let factor = property.dim().and_then(|d| unit.factor_to(d)).unwrap_or(1.0);
    let number = crate::report::number::compact(fact.value / factor, 5);
    let number = if property == Property::Year { number.replace(',', "") } else { number };
    let symbol = if unit.dim == Dim::Count && unit.factor == 1.0 {
        String::new()
    } else {
        format!(" {}", symbol(property, unit))
    };
    format!("expected {number}{symbol} ({}, {})", fact.formula, fact.of)
}

fn missing(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    if facts.exists == Some(false) {
        return unverified(subject, "nothing printed, and no figure is known to exist");
    }
    let mut f = base(subject, property, Status::Missing, facts.best());
    if let (None, Some(word)) = (&f.expected, facts.words.first()) {
        f.expected = Some(Expected::Text(word.text.clone()));
        f.source = word.source.clone();
        f.confidence = word.weight;
    }
    f.message = match facts.best() {
        Some(fact) => format!("nothing printed; {}", expectation(subject, property, fact)),
        None => "nothing printed".into(),
    };
    f
}

fn not_given(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    let published = facts.numbers.iter().find(|f| !f.aside && f.formula.starts_with("catalogue"));
    match (published, facts.exists) {
        (Some(fact), _) => {
            let mut f = base(subject, property, Status::Missing, Some(fact));
            f.confidence = fact.weight * 0.8;
            f.message =
                format!("printed as not given, but {}", expectation(subject, property, fact));
            f
        }
        (None, Some(false)) => {
            let mut f = base(subject, property, Status::Ok, None);
            f.confidence = 0.7;
            f.message = "the chip has none, by its maker's other figures".into();
            f
        }
        _ => unverified(subject, "printed as not given, and no published figure is known"),
    }
}

fn supports(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    let yes = subject.printed.sort == Sort::Yes;
    let Some(exists) = facts.exists.filter(|_| matches!(property, Property::Supports(..))) else {
        return unverified(subject, "no figure that tells whether the chip has it");
    };
    let word = facts.words.first();
    let mut f = Finding::plain(Status::Ok, word.map_or(0.7, |w| w.weight), String::new());
    f.expected = Some(Expected::Text(if exists { "YES" } else { "NO" }.into()));
    f.formula =
        word.map_or(String::new(), |w| format!("catalogue operations per clock, {}", w.text));
    f.source = word.map_or("catalogue".into(), |w| w.source.clone());
    if yes == exists {
        f.message = "agrees with the catalogue's operations per clock".into();
    } else {
        f.status = Status::Wrong;
        f.message = match word {
            Some(w) => format!("the chip has it ({})", w.text),
            None => "the catalogue lists other formats of this engine, but not this one".into(),
        };
    }
    f
}

pub(super) fn memory_kind(subject: &Subject, text: &str, facts: &Facts) -> Finding {
    let known: Vec<_> = facts
        .words
        .iter()
        .filter_map(|w| generation::same(text, &w.text).map(|same| (w, same)))
        .collect();
    let Some(first) = known.first() else {
        return unverified(subject, "names no memory technology, or none is catalogued");
    };
    let fits = known.iter().find(|(_, same)| *same);
    let (word, _) = fits.unwrap_or(first);
    let mut f = Finding::plain(Status::Ok, word.weight, String::new());
    f.expected = Some(Expected::Text(word.text.clone()));
    f.formula = format!("catalogue memory.kind of {}", word.of);
    f.source = word.source.clone();
    if fits.is_some() {
        f.confidence *= if word.aside { 0.8 } else { 1.0 };
        if generation::named(text).is_none() || generation::named(&word.text).is_none() {
            f.status = Status::OkRounding;
        }
        f.message = format!("agrees with {} of {}", word.text, word.of);
    } else {
        let quotes = subject.reading.as_ref().is_some_and(|r| r.quotes_label);
        f.status = if quotes { Status::Label } else { Status::Wrong };
        f.message = format!("{} has {}", word.of, word.text);
    }
    f
}

/// A list or a range of numbers against the versions of a part.
fn several_values(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    let p = &subject.printed;
    let unit = subject.unit(property);
    let factor = property.dim().and_then(|d| unit.factor_to(d)).unwrap_or(1.0);
    let canonical = |n: &Number| n.divided(1.0 / factor);
    let found: Vec<_> =
        p.numbers.iter().map(|n| compare::find(canonical(n), &facts.numbers, property)).collect();
    let largest = p.numbers.iter().map(&canonical).max_by(|a, b| a.value.total_cmp(&b.value));
    let top = largest.and_then(|n| compare::find(n, &facts.numbers, property));
    let all = found.iter().all(Option::is_some);
    let exact = found.iter().flatten().all(|(_, a)| *a == Agreement::Exact);
    let low = facts.numbers.iter().map(|f| f.value).fold(f64::INFINITY, f64::min);
    let high = facts.numbers.iter().map(|f| f.value).fold(0.0, f64::max);
    let within = |n: &Number| (0.85 * low..=1.03 * high).contains(&canonical(n).value);
    let shown = top.map(|(f, _)| f).or(facts.best());
    let mut finding = base(subject, property, Status::Ok, shown);
    finding.stated = largest.map(|n| n.value / factor);
    finding.relative_error = finding.stated.zip(shown).map(|(s, f)| s / (f.value / factor) - 1.0);
    let half =
        largest.is_some_and(|l| p.numbers.iter().all(|n| canonical(n).value >= 0.15 * l.value));
    if all {
        finding.status = if exact { Status::Ok } else { Status::OkRounding };
        finding.message = "every number is that of a version of the part".into();
    } else if p.form == Form::Range && top.is_some() && half {
        finding.status = Status::OkRounding;
        finding.message = "the upper end of the range is the known figure".into();
    } else if p.form == Form::Range && p.numbers.iter().all(within) {
        finding.status = Status::OkRounding;
        finding.message = "the range lies within the known figures".into();
    } else if property == Property::MemoryCapacity && top.is_some() && half {
        finding.status = Status::OkRounding;
        finding.confidence *= 0.7;
        finding.message = "the largest is the known figure; smaller versions are usual".into();
    } else if p.form == Form::List
        && (property == Property::Power && top.is_some()
            || property == Property::Process
                && found.iter().any(Option::is_some)
                && !subject.entity.family)
    {
        finding.status = Status::OkRounding;
        finding.confidence *= 0.6;
        finding.message = "one of the numbers is the known figure; the others may be too: \
                           dies of several processes, least and mean power"
            .into();
    } else if found.iter().any(Option::is_some) && p.form == Form::List {
        finding.status = Status::Ambiguous;
        finding.confidence *= 0.7;
        finding.message = "some of the numbers are figures of the part, the others are not".into();
    } else {
        finding.status = Status::Wrong;
        finding.message = shown.map_or(String::new(), |f| {
            format!("{}; the printed numbers are not", expectation(subject, property, f))
        });
    }
    finding
}

/// `>5000`, `≤35`, `~1600`.
fn bounded(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    let Some(number) = subject.canonical(property) else {
        return unverified(subject, "no number");
    };
    let v = number.value;
    let holds = |f: &&Fact| match subject.printed.bound {
        Bound::AtLeast => f.value >= 0.98 * v && f.value <= 1.5 * v,
        Bound::AtMost => f.value <= 1.02 * v && f.value >= 0.6 * v,
        _ => (f.value / v - 1.0).abs() <= 0.1,
    };
    if let Some(fact) = facts.numbers.iter().find(holds) {
        let mut f = base(subject, property, Status::OkRounding, Some(fact));
        f.message = format!("the bound holds for {}", fact.formula);
        return f;
    }
    let mut f = base(subject, property, Status::Wrong, facts.best());
    f.message = facts.best().map_or(String::new(), |fact| {
        format!("{}, which the bound does not fit", expectation(subject, property, fact))
    });
    f
}

/// Announcement and first shipment lie a year apart; a standard has one year.
fn near_year(subject: &Subject, number: Number, facts: &Facts) -> Option<Finding> {
    let near = |f: &&Fact| (f.value - number.value).abs() <= 1.0;
    let fact = facts.numbers.iter().find(near)?;
    let standard = subject.entity.pcie.is_some();
    // `E2023` is a forecast: wrong for a part that was out before.
    let forecast = subject.printed.raw.to_uppercase().contains('E') && fact.value < number.value;
    let status = if standard || forecast { Status::Wrong } else { Status::OkRounding };
    let mut f = base(subject, Property::Year, status, Some(fact));
    f.confidence = fact.weight * 0.7;
    f.message = if standard {
        expectation(subject, Property::Year, fact)
    } else if forecast {
        format!("a forecast, but the part was out in {}", fact.value)
    } else {
        format!("announced and shipped a year apart: {}", fact.formula)
    };
    Some(f)
}

/// A dense matrix peak of one chip, as ratios of two chips need it.
pub(super) fn dense_peak(entity: &Entity, precision: Precision) -> Option<f64> {
    let p = Property::Peak(Engine::Matrix, Format::One(precision), Sparse::Dense);
    let facts = fact::of(entity, p, &[]);
    facts.best().map(|f| f.value)
}
