//! Verdicts put together: what is expected, in the unit of the cell, and why.

use super::compare::Agreement;
use super::fact::{Fact, Facts};
use super::finding::{Expected, Finding, Status};
use super::generation;
use super::property::{Format, Property};
use super::subject::Subject;
use super::unit::{self, Dim, Unit};
use super::value::Sort;

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
        Agreement::Exact if !fact.is_also() => Status::Ok,
        _ => Status::OkRounding,
    };
    let mut f = base(subject, property, status, Some(fact));
    f.confidence = fact.weight * if fact.aside { 0.8 } else { 1.0 };
    f.message = match agreement {
        Agreement::Exact => format!("agrees with {}", fact.formula),
        Agreement::Rounded(how) => format!("{how}: {}", fact.formula),
    };
    if fact.aside && subject.entity.chips.iter().all(|c| c.id != fact.of) {
        // The label does not exclude that version, but it names another.
        if subject.entity.siblings.iter().any(|c| c.id == fact.of) {
            f.status = Status::OkRounding;
        }
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

pub(super) fn missing(subject: &Subject, property: Property, facts: &Facts) -> Finding {
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

/// Least weight of a figure that was read in its source, not recalled or estimated.
const READ: f64 = 0.9;

/// Least weight of a figure of a property that every chip has.
const KNOWN: f64 = 0.6;

pub(super) fn not_given(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    // That nothing is given is a statement too; only a figure somebody read contradicts it.
    // Every chip has a memory and units, so that a dash says nothing of them.
    use Property as P;
    let always = matches!(
        property,
        P::MemoryBandwidth | P::MemoryCapacity | P::MemoryBus | P::Cores | P::Units | P::Process
    );
    let least = if always { KNOWN } else { READ };
    let is_read = |f: &&Fact| {
        f.weight >= least && (f.formula.starts_with("catalogue") || property == P::Cores)
    };
    let published = facts.numbers.iter().find(|f| !f.aside && is_read(f));
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

pub(super) fn supports(subject: &Subject, property: Property, facts: &Facts) -> Finding {
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
