//! Lost cells and swapped columns: values that are right somewhere else.

use std::collections::HashMap;
use std::sync::Arc;

use super::compare::{self, Agreement};
use super::finding::{Cell, Finding, Status};
use super::grid::Grid;
use super::judge::Judge;
use super::property::Property;
use super::subject::{Subject, annotated};
use super::value::{Form, Sort};
use super::wording;

/// A table with its axes: entities along one, properties along the other.
pub(super) struct Table<'t, 'a> {
    pub(super) cells: &'t [Cell],
    pub(super) indices: &'t [usize],
    pub(super) subjects: &'t [Subject<'a>],
    /// Labels of entities in the order of their first cells.
    pub(super) entities: Vec<Arc<str>>,
    pub(super) properties: Vec<Arc<str>>,
    /// Position in `indices` of the cell of (entity, property).
    pub(super) at: HashMap<(usize, usize), usize>,
    /// The reverse: place of each cell.
    pub(super) place: Vec<(usize, usize)>,
}

impl<'t, 'a> Table<'t, 'a> {
    pub(super) fn new(grid: &'t Grid, cells: &'t [Cell], subjects: &'t [Subject<'a>]) -> Self {
        let entities = in_order(subjects, |s| (&s.entity_label, &s.property_label));
        let properties = in_order(subjects, |s| (&s.property_label, &s.entity_label));
        let number = |labels: &[Arc<str>]| -> HashMap<Arc<str>, usize> {
            labels.iter().enumerate().map(|(i, l)| (l.clone(), i)).collect()
        };
        let (of_entity, of_property) = (number(&entities), number(&properties));
        let (mut at, mut place) = (HashMap::new(), Vec::with_capacity(subjects.len()));
        for (k, subject) in subjects.iter().enumerate() {
            let here = (of_entity[&subject.entity_label], of_property[&subject.property_label]);
            at.entry(here).or_insert(k);
            place.push(here);
        }
        Table { cells, indices: &grid.cells, subjects, entities, properties, at, place }
    }

    pub(super) fn cell(&self, entity: usize, property: usize) -> Option<usize> {
        self.at.get(&(entity, property)).copied()
    }
}

/// The labels of one axis as the printed table had them: a label that first appears in a later
/// line stands where that line has it, not at the end.
fn in_order<'s>(
    subjects: &'s [Subject<'_>],
    axes: impl Fn(&'s Subject<'_>) -> (&'s Arc<str>, &'s Arc<str>),
) -> Vec<Arc<str>> {
    // Along the axis that varies slowly the labels come in order.
    let pairs = || subjects.windows(2).map(|w| (axes(&w[0]), axes(&w[1])));
    let same_label = pairs().filter(|(a, b)| a.0 == b.0).count();
    let is_slow = same_label > pairs().filter(|(a, b)| a.1 == b.1).count();
    // A linked list, so that a million labels can be put in behind others.
    let mut after: HashMap<&Arc<str>, Option<&Arc<str>>> = HashMap::new();
    let mut last_of_line: HashMap<&Arc<str>, &Arc<str>> = HashMap::new();
    let (mut first, mut last): (Option<&Arc<str>>, Option<&Arc<str>>) = (None, None);
    for subject in subjects {
        let (label, line) = axes(subject);
        if !after.contains_key(label) {
            let previous = last_of_line.get(line).copied().filter(|_| !is_slow).or(last);
            match previous {
                Some(previous) => {
                    let next = after.insert(previous, Some(label)).flatten();
                    after.insert(label, next);
                    if next.is_none() {
                        last = Some(label);
                    }
                }
                None => {
                    after.insert(label, None);
                    (first, last) = (Some(label), Some(label));
                }
            }
        }
        last_of_line.insert(line, label);
    }
    let mut out = Vec::with_capacity(after.len());
    let mut at = first;
    while let Some(label) = at {
        out.push(label.clone());
        at = after.get(label).copied().flatten();
    }
    out
}

/// Whether the value of cell `from` would be right at the place of cell `to`.
pub(super) fn fits<'a>(
    table: &Table<'_, 'a>,
    judge: &mut Judge<'a>,
    from: usize,
    to: usize,
) -> bool {
    let target = &table.subjects[to];
    let value = &table.subjects[from];
    let moved = Subject { printed: value.printed.clone(), ..target.clone() };
    let Some(property) = moved.property() else { return false };
    let property = annotated(&moved, property);
    let facts = judge.facts(&moved, property);
    match value.printed.sort {
        Sort::Numbers if property.dim().is_some() => {
            let number = moved.canonical(property);
            if value.printed.form == Form::List || value.printed.form == Form::Range {
                return false;
            }
            number.is_some_and(|n| compare::find(n, &facts.numbers, property).is_some())
        }
        Sort::Text | Sort::Numbers if property.dim().is_none() => {
            let raw = &value.printed.raw;
            facts.words.iter().any(|w| wording::agrees(property, raw, &w.text) == Some(true))
        }
        _ => false,
    }
}

/// Whether a cell is suspect on its own: flagged, or of a chip without a figure for it.
fn is_open(finding: &Finding) -> bool {
    matches!(
        finding.status,
        Status::Wrong | Status::Unit | Status::Label | Status::Unverified | Status::Inconsistent
    )
}

fn is_bad(finding: &Finding) -> bool {
    matches!(finding.status, Status::Wrong | Status::Unit | Status::Label)
}

/// How far a lost cell or a swap is looked for.
const REACH: usize = 32;

/// Finds values that belong elsewhere and says which move repairs them.
pub(super) fn check<'a>(
    table: &mut Table<'_, 'a>,
    judge: &mut Judge<'a>,
    findings: &mut [Finding],
) {
    ragged(table, findings);
    let mut moves: HashMap<usize, (usize, String)> = HashMap::new();
    swaps(table, judge, findings, &mut moves);
    for along_entities in [true, false] {
        shifts(table, judge, findings, along_entities, &mut moves);
    }
    for (k, (to, why)) in moves {
        let finding = &mut findings[table.indices[k]];
        let (entity, property) = table.place[to];
        let place = if table.place[k].1 == property {
            table.entities[entity].to_string()
        } else {
            table.properties[property].to_string()
        };
        finding.status = Status::Misaligned;
        finding.confidence = finding.confidence.max(0.7);
        let own = if finding.expected.is_some() { finding.message.as_str() } else { "" };
        let own = own.split(';').next().unwrap_or("").to_owned();
        finding.message = format!("the value is that of `{place}`: {why}");
        if !own.is_empty() {
            finding.message += &format!("; here {own}");
        }
    }
    neighbours(table, judge, findings);
}

/// In a table that says its rows and headers differ in length, contradicted cells were shifted.
fn ragged(table: &Table, findings: &mut [Finding]) {
    let is_ragged = table.subjects.iter().zip(table.indices).any(|(s, i)| {
        s.property() == Some(Property::RowLength) && findings[*i].status == Status::Misaligned
    });
    if is_ragged {
        for i in table.indices {
            if findings[*i].status == Status::Wrong {
                findings[*i].status = Status::Misaligned;
                let message = &findings[*i].message;
                findings[*i].message =
                    format!("{message}; rows and header of this table differ in length");
            }
        }
    }
}

/// Two cells whose values are right in each other's place.
fn swaps<'a>(
    table: &Table<'_, 'a>,
    judge: &mut Judge<'a>,
    findings: &[Finding],
    moves: &mut HashMap<usize, (usize, String)>,
) {
    for k in 0..table.subjects.len() {
        let finding = &findings[table.indices[k]];
        // Where nobody is known nothing can be said to belong elsewhere.
        let known = table.subjects[k].entity.is_known();
        if !known || !is_bad(finding) || moves.contains_key(&k) {
            continue;
        }
        let (entity, property) = table.place[k];
        let reach = |here: usize, count: usize| {
            let low = here.saturating_sub(REACH);
            (low..count.min(here + REACH + 1)).filter(move |j| *j != here)
        };
        let in_row = reach(entity, table.entities.len()).map(|e| (e, property));
        let in_column = reach(property, table.properties.len()).map(|p| (entity, p));
        for (e, p) in in_row.chain(in_column) {
            let Some(j) = table.cell(e, p) else { continue };
            if is_bad(&findings[table.indices[j]])
                && table.subjects[j].printed.raw != table.subjects[k].printed.raw
                && fits(table, judge, k, j)
                && fits(table, judge, j, k)
            {
                let place = if p == property { &table.entities } else { &table.properties };
                let (a, b) = if p == property { (entity, e) } else { (property, p) };
                let why = format!("`{}` and `{}` are swapped", place[a], place[b]);
                moves.insert(k, (j, why.clone()));
                moves.insert(j, (k, why));
                break;
            }
        }
    }
}

/// A cell was lost, and those behind it moved up by one place; or one was put in.
fn shifts<'a>(
    table: &Table<'_, 'a>,
    judge: &mut Judge<'a>,
    findings: &[Finding],
    along_entities: bool,
    moves: &mut HashMap<usize, (usize, String)>,
) {
    let (lines, length) = if along_entities {
        (table.properties.len(), table.entities.len())
    } else {
        (table.entities.len(), table.properties.len())
    };
    let cell = |line: usize, i: usize| {
        if along_entities { table.cell(i, line) } else { table.cell(line, i) }
    };
    for line in 0..lines {
        // Only lines with something wrong are worth the search.
        let any = (0..length).filter_map(|i| cell(line, i)).any(|k| {
            let finding = &findings[table.indices[k]];
            let suspect = is_bad(finding) || finding.status == Status::Missing;
            suspect && table.subjects[k].entity.is_known()
        });
        if !any {
            continue;
        }
        for offset in [1i64, -1, 2, -2] {
            let target = |i: usize| {
                let j = i as i64 + offset;
                (0..length as i64).contains(&j).then_some(j as usize)
            };
            let mut run: Vec<(usize, usize)> = Vec::new();
            let mut i = 0;
            while i <= length {
                let here = (i < length).then(|| cell(line, i)).flatten();
                let there = target(i).filter(|_| i < length).and_then(|j| cell(line, j));
                let empty_here = here.is_none_or(|k| {
                    matches!(table.subjects[k].printed.sort, Sort::Empty | Sort::NotGiven)
                });
                let moved = match (here, there) {
                    (Some(k), Some(j)) if !empty_here => {
                        let f = &findings[table.indices[k]];
                        let good = matches!(f.status, Status::Ok | Status::OkRounding);
                        (is_open(f) || good) && fits(table, judge, k, j)
                    }
                    _ => false,
                };
                if let (true, Some(k), Some(j)) = (moved, here, there) {
                    run.push((k, j));
                } else if !empty_here || i >= length {
                    settle(table, findings, &run, offset, moves);
                    run.clear();
                }
                i += 1;
            }
        }
    }
}

/// Takes a run of moved values over if it cannot be chance.
fn settle(
    table: &Table,
    findings: &[Finding],
    run: &[(usize, usize)],
    offset: i64,
    moves: &mut HashMap<usize, (usize, String)>,
) {
    let status = |k: usize| &findings[table.indices[k]];
    let bad = run.iter().filter(|(k, _)| is_bad(status(*k))).count();
    let open = run.iter().filter(|(k, _)| is_open(status(*k))).count();
    // Values that fit no place but the neighbour's, or a hole where they should be.
    let holes = run
        .iter()
        .filter(|(k, j)| {
            is_open(status(*k))
                && matches!(table.subjects[*j].printed.sort, Sort::Empty | Sort::NotGiven)
        })
        .count();
    // One number beside a hole, of somebody unknown, may well be the same by chance.
    let hole = holes >= 1 && (bad >= 1 || run.len() >= 2);
    if !(bad >= 2 || hole || bad >= 1 && open >= 2) {
        return;
    }
    let words =
        if offset > 0 { "a cell before it was lost" } else { "a cell before it was put in" };
    let places = offset.abs();
    for (k, j) in run {
        let hole = matches!(table.subjects[*j].printed.sort, Sort::Empty | Sort::NotGiven);
        let f = status(*k);
        if is_bad(f) || f.status == Status::Unverified && (hole || bad >= 2) {
            let s = if places == 1 { "" } else { "s" };
            let why = format!("{words}; moving the values {places} place{s} back repairs it");
            moves.entry(*k).or_insert((*j, why));
        }
    }
}

/// A peak that a plain graphics chip cannot have, equal to that of the next column.
fn neighbours<'a>(table: &Table<'_, 'a>, judge: &mut Judge<'a>, findings: &mut [Finding]) {
    use super::property::{Engine, Format, Sparse};
    use crate::catalog::Precision;
    for k in 0..table.subjects.len() {
        let subject = &table.subjects[k];
        let i = table.indices[k];
        let Some(property @ Property::Peak(_, Format::One(precision), _)) = subject.property()
        else {
            continue;
        };
        if findings[i].status != Status::Unverified || !precision.is_integer() {
            continue;
        }
        let Some(number) = subject.canonical(property) else { continue };
        let fp32 = Property::Peak(Engine::Vector, Format::One(Precision::Fp32), Sparse::Dense);
        let facts = judge.facts(subject, fp32);
        let Some(vector) = facts.best() else { continue };
        // An 8-bit dot product gives four to eight operations for one of 32 bits.
        const MOST: f64 = 8.0;
        if number.value <= MOST * vector.value {
            continue;
        }
        let (entity, p) = table.place[k];
        for e in 0..table.entities.len() {
            let Some(j) = table.cell(e, p).filter(|_| e != entity) else { continue };
            let other = judge.facts(&table.subjects[j], property);
            let found = compare::find(number, &other.numbers, property);
            if found.is_some_and(|(_, a)| a == Agreement::Exact) {
                let finding = &mut findings[i];
                finding.status = Status::Misaligned;
                finding.confidence = 0.5;
                finding.message = format!(
                    "the value is that of `{}`; it is {:.0} times the FP32 peak of the chip, which \
                     has no matrix engine",
                    table.entities[e],
                    number.value / vector.value
                );
                break;
            }
        }
    }
}
