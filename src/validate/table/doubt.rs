//! Names and labels that are understood only in part, kept where the table itself confirms them.
//!
//! `GTX 1080 Ti` holds the name of a GTX 1080 and is another card; `Idle (W)` holds the unit of a
//! power and is none of those catalogued. Cells that agree with what the name or the label was
//! taken for confirm it; where too few do, it was misunderstood, and nothing is said about it.
//! A label nobody knows is read by the unit of its cells, if enough of them agree with that.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::finding::Status;
use super::judge::Judge;
use super::label::{self, Reading};
use super::property::Property;
use super::subject::Subject;
use super::unit::{Dim, Unit};
use super::value::Sort;

/// Cells that agree with a name for each that does not: products of one line share half of what
/// is printed about them, and one cell in three may be in error.
const OF_NAME: usize = 2;
/// The same of a label, which without its meaning none would agree with.
const OF_LABEL: usize = 1;

/// Cells for and against an understanding.
#[derive(Clone, Copy, Default)]
struct Evidence {
    agree: usize,
    differ: usize,
}

impl Evidence {
    fn count(&mut self, status: Status) {
        match status {
            Status::Ok | Status::OkRounding => self.agree += 1,
            // That nothing is printed tells neither way; nor does what nobody knows.
            Status::Missing | Status::Unverified | Status::Ambiguous => {}
            _ => self.differ += 1,
        }
    }

    fn refutes(&self, agreeing: usize) -> bool {
        self.agree < agreeing * self.differ
    }
}

/// Forgets whom and what the cells of a table were wrongly taken for.
pub(super) fn settle<'a>(subjects: &mut [Subject<'a>], judge: &mut Judge<'a>) {
    // Names first: a wrong one would speak against every label.
    let refuted = refuted(subjects, judge, OF_NAME, |s| s.is_loose.then_some(&s.entity_label));
    for subject in subjects.iter_mut().filter(|s| s.is_loose) {
        if refuted.contains(&subject.entity_label) {
            subject.entity = Rc::default();
        }
    }
    systems_or_chips(subjects, judge);
    guess(subjects, judge);
    let is_loose = |s: &Subject| s.reading.as_ref().is_some_and(|r| r.is_loose);
    let labels =
        self::refuted(subjects, judge, OF_LABEL, |s| is_loose(s).then_some(&s.property_label));
    for subject in subjects.iter_mut() {
        if labels.contains(&subject.property_label) && is_loose(subject) {
            subject.reading = None;
        }
    }
}

/// `HGX H20` names a board of eight, and many mean one chip of it: as more cells agree.
fn systems_or_chips<'a>(subjects: &mut [Subject<'a>], judge: &mut Judge<'a>) {
    let mut evidence: HashMap<Arc<str>, [Evidence; 2]> = HashMap::new();
    for subject in subjects.iter() {
        let system = subject.entity.system.filter(|_| subject.entity.chips.is_empty());
        let Some(one) = system.and_then(|s| judge.chip_of(s)) else { continue };
        let as_chip = Subject { entity: one, ..subject.clone() };
        let counts = evidence.entry(subject.entity_label.clone()).or_default();
        counts[0].count(judge.cell(subject).status);
        counts[1].count(judge.cell(&as_chip).status);
    }
    for subject in subjects.iter_mut() {
        let counts = evidence.get(&subject.entity_label);
        if counts.is_some_and(|[system, chip]| chip.agree > system.agree)
            && let Some(one) = subject.entity.system.and_then(|s| judge.chip_of(s))
        {
            subject.entity = one;
        }
    }
}

/// Cells that must agree with a guess, and for each that does not.
const FOR_GUESS: usize = 1;
const OF_GUESS: usize = 2;

/// Reads labels nobody knows by the unit that all their numbers carry: `Thermal limit`, in W.
fn guess<'a>(subjects: &mut [Subject<'a>], judge: &mut Judge<'a>) {
    let mut units: HashMap<Arc<str>, Option<Unit>> = HashMap::new();
    let of_unknown = |s: &&Subject| is_unread(s) && s.printed.sort == Sort::Numbers;
    for s in subjects.iter().filter(of_unknown) {
        let unit = units.entry(s.property_label.clone()).or_insert(s.printed.unit);
        // Bits for bytes would be an error in a cell, not another meaning of the label.
        let same = |u: &Unit| s.printed.unit.is_some_and(|own| own.factor_to(u.dim).is_some());
        *unit = unit.filter(same);
        if s.printed.unit.is_some_and(|u| u.dim == Dim::Bandwidth) && unit.is_some() {
            *unit = s.printed.unit;
        }
    }
    let readings: HashMap<Arc<str>, Rc<Reading>> = units
        .into_iter()
        .filter_map(|(label, unit)| Some((label, Rc::new(label::by_unit(unit?)?))))
        .collect();
    let mut evidence: HashMap<Arc<str>, Evidence> = HashMap::new();
    let guessed = |s: &Subject<'a>| {
        let reading = readings.get(&s.property_label).filter(|_| is_unread(s))?;
        Some(Subject { reading: Some(reading.clone()), ..s.clone() })
    };
    for subject in subjects.iter().filter(|s| s.entity.is_known()).filter_map(&guessed) {
        let status = judge.cell(&subject).status;
        evidence.entry(subject.property_label).or_default().count(status);
    }
    for subject in subjects.iter_mut() {
        let found = evidence.get(&subject.property_label);
        let holds = found.is_some_and(|e| e.agree >= FOR_GUESS && !e.refutes(OF_GUESS));
        if let Some(better) = guessed(subject).filter(|_| holds) {
            *subject = better;
        } else if is_unread(subject) {
            subject.reading = None;
        }
    }
}

/// Whether nothing is known of the label, or only that it is of a memory whose technology is no
/// number in bits or GB/s.
fn is_unread(subject: &Subject) -> bool {
    let Some(reading) = &subject.reading else { return true };
    let other = subject.printed.unit.is_some_and(|u| u.dim != Dim::Bytes);
    other && reading.properties == [Property::MemoryKind]
}

/// The labels that the verdicts on their cells speak against.
fn refuted<'s, 'a>(
    subjects: &'s [Subject<'a>],
    judge: &mut Judge<'a>,
    agreeing: usize,
    label: impl Fn(&'s Subject<'a>) -> Option<&'s Arc<str>>,
) -> Vec<Arc<str>> {
    let mut evidence: HashMap<&Arc<str>, Evidence> = HashMap::new();
    for subject in subjects {
        if let Some(label) = label(subject).filter(|_| subject.entity.is_known()) {
            evidence.entry(label).or_default().count(judge.cell(subject).status);
        }
    }
    evidence.into_iter().filter(|(_, e)| e.refutes(agreeing)).map(|(l, _)| l.clone()).collect()
}
