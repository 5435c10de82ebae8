//! Looks up what is known, and hands each cell to whom it concerns.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::catalog::{ChipKind, Precision, System};

use super::annotation;
use super::compare;
use super::entity::{Entity, Names};
use super::fact::{self, Fact, Facts};
use super::finding::{Expected, Finding, Status};
use super::generation;
use super::label::{self, Reading};
use super::parts;
use super::property::{Engine, Format, Property, Sparse};
use super::several::{bounded, several_values};
use super::special;
use super::subject::{Subject, annotated};
use super::typical::Usual;
use super::value::{self, Bound, Form, Printed, Sort};
use super::verdict::{base, memory_kind, missing, not_given, supports, unverified};
use super::wording;
use super::words;

/// Looks things up and remembers them.
pub(super) struct Judge<'a> {
    pub(super) names: Names<'a>,
    properties: &'a HashMap<String, String>,
    entities: HashMap<Arc<str>, Rc<Entity<'a>>>,
    within: HashMap<Arc<str>, Rc<Entity<'a>>>,
    /// One chip of a system, by its id.
    single_chips: HashMap<Arc<str>, Rc<Entity<'a>>>,
    readings: HashMap<Arc<str>, Option<Rc<Reading>>>,
    values: HashMap<Arc<str>, Rc<Printed>>,
    /// By the addresses of entity and label, which live as long as the judge and the cells: every
    /// entity asked about is one that the judge keeps.
    facts: HashMap<(usize, usize, Property), Rc<Facts>>,
    nothing: Rc<Facts>,
    usual: HashMap<Property, Option<Usual>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(names: Names<'a>, properties: &'a HashMap<String, String>) -> Self {
        Judge {
            names,
            properties,
            entities: HashMap::new(),
            within: HashMap::new(),
            single_chips: HashMap::new(),
            readings: HashMap::new(),
            values: HashMap::new(),
            facts: HashMap::new(),
            nothing: Rc::default(),
            usual: HashMap::new(),
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

    /// The chip that a system is made of.
    pub(super) fn chip_of(&mut self, system: &System) -> Option<Rc<Entity<'a>>> {
        let id = system.chip.as_deref()?;
        let chip = self.names.catalog().chips().iter().find(|c| &*c.id == id)?;
        let one = || Rc::new(Entity { chips: vec![chip], ..Entity::default() });
        Some(self.single_chips.entry(chip.id.clone()).or_insert_with(one).clone())
    }

    pub(super) fn reading(&mut self, label: &Arc<str>) -> Option<Rc<Reading>> {
        let alias = self.properties.get(&words::plain(label));
        self.readings
            .entry(label.clone())
            .or_insert_with(|| label::read(alias.map_or(label, |a| a.as_str())).map(Rc::new))
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

    /// How far a number is from what chips usually have; 0 where nobody knows.
    pub(super) fn oddity(&mut self, property: Property, value: f64) -> f64 {
        let usual = match self.usual.get(&property) {
            Some(usual) => *usual,
            None => {
                let usual = Usual::of(self, property);
                self.usual.insert(property, usual);
                usual
            }
        };
        usual.map_or(0.0, |u| u.oddity(value))
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
        // Memory alone is the hosts' or the chips', where a server has both.
        if let (Property::MemoryCapacity, Some(system)) = (property, subject.entity.system) {
            let label = words::plain(&subject.property_label);
            let of_chips = ["显存", "hbm", "gpu", "accelerator", "加速", "vram", "device"];
            let hosts = fact::of(&subject.entity, Property::HostMemory, all).numbers;
            if system.total.host_memory.is_some() && !words::has(&label, &of_chips) {
                facts.numbers.extend(hosts.into_iter().map(|f| Fact { aside: true, ..f }));
            }
        }
        // A system on a chip is advertised by all its engines, with sparsity.
        let is_soc = subject.entity.chips.iter().any(|c| c.kind() == ChipKind::Soc);
        if let (true, Property::Peak(engine, Format::Unsaid, Sparse::Dense)) = (is_soc, property) {
            let counted = Property::Peak(engine, Format::Unsaid, Sparse::Counted);
            let sparse = fact::of(&subject.entity, counted, all).numbers;
            facts.numbers.extend(sparse.into_iter().map(|f| Fact { aside: true, ..f }));
        }
        // Who says dense does not count sparsity, not even for a whole system.
        let label = words::plain(&subject.property_label);
        if label::stated_sparse(&label) == Some(Sparse::Dense) {
            facts.numbers.retain(|f| !f.formula.contains("x sparsity"));
        }
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
        if let Some(finding) = self.by_parts(subject, property) {
            return finding;
        }
        let is_one = parts::bits16(properties).is_some() || properties.len() < 2;
        if !is_one && p.sort == Sort::Numbers {
            return self.any_of(subject, properties);
        }
        self.of_property(subject, property)
    }

    /// The verdict on a cell as one of that property.
    pub(super) fn of_property(&mut self, subject: &Subject<'a>, property: Property) -> Finding {
        let own = property;
        let p = &subject.printed;
        let mut property = annotated(subject, property);
        // An empty cell says nothing about which of the two 16-bit formats would stand there.
        if let (Sort::Empty, Property::Peak(engine, Format::One(format), sparse)) =
            (p.sort, property)
            && matches!(format, Precision::Fp16 | Precision::Bf16)
        {
            property = Property::Peak(engine, Format::Bits16, sparse);
        }
        let finding = self.of_annotated(subject, property);
        if property != own
            && p.sort == Sort::Numbers
            && let Some(other) = annotation::wrong(self, subject, own, property, &finding)
        {
            return other;
        }
        finding
    }

    fn of_annotated(&mut self, subject: &Subject<'a>, property: Property) -> Finding {
        let p = &subject.printed;
        let facts = self.facts(subject, property);
        if matches!(property, Property::Encoding | Property::Standard)
            && matches!(p.sort, Sort::Text | Sort::Numbers)
        {
            return wording::verdict(subject, property, &facts);
        }
        match p.sort {
            Sort::Empty => missing(subject, property, &facts),
            Sort::NotGiven => not_given(subject, property, &facts),
            // Under a peak `不支持` says that there is none.
            Sort::No if property.dim().is_some() => not_given(subject, property, &facts),
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
        let is_date = property == Property::Year && value::year(&p.raw).is_some();
        match p.form {
            Form::List | Form::Range if p.numbers.len() > 1 && !is_date => {
                several_values(subject, property, facts)
            }
            // `5 nm + 6 nm`, `32 + 256 (IF$)`: the first is of the main part.
            Form::Sum if self.is_first_known(subject, property, facts) => {
                let mut printed = (*subject.printed).clone();
                printed.numbers.truncate(1);
                printed.form = Form::Single;
                let first = Subject { printed: Rc::new(printed), ..subject.clone() };
                self.single(&first, property, facts)
            }
            _ if p.bound != Bound::Exact => bounded(subject, property, facts),
            _ => self.single(subject, property, facts),
        }
    }
}

impl<'a> Judge<'a> {
    /// Whether the first number of a sum is a known one, and the sum is not.
    fn is_first_known(&self, subject: &Subject<'a>, property: Property, facts: &Facts) -> bool {
        let factor = property.dim().and_then(|d| subject.unit(property).factor_to(d));
        let (Some(factor), Some(first)) = (factor, subject.printed.numbers.first()) else {
            return false;
        };
        let is = |n: value::Number| {
            compare::find(n.divided(1.0 / factor), &facts.numbers, property).is_some()
        };
        is(*first) && !subject.printed.number().is_some_and(is)
    }
}

/// A dense matrix peak of one chip, as ratios of two chips need it.
pub(super) fn dense_peak(entity: &Entity, precision: Precision) -> Option<f64> {
    let p = Property::Peak(Engine::Matrix, Format::One(precision), Sparse::Dense);
    let facts = fact::of(entity, p, &[]);
    facts.best().map(|f| f.value)
}
