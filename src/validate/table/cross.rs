//! The same chip and property printed twice must agree.

use std::collections::HashMap;
use std::sync::Arc;

use super::fact;
use super::finding::{Cell, Finding, Status};
use super::property::Property;
use super::shape::Table;
use super::value::{Bound, Form, Sort};
use super::words;

/// The cells that print one thing, with their numbers.
type Places = Vec<(usize, f64)>;

/// What was printed where: chip, property, and the number in its canonical unit.
#[derive(Default)]
pub(super) struct Prints {
    seen: HashMap<(Arc<str>, Property), Places>,
    /// Cells of the same table, row and column.
    twice: HashMap<[Arc<str>; 3], Vec<usize>>,
}

/// Difference of two prints of one thing that rounding explains.
const SLACK: f64 = 0.03;

impl Prints {
    /// Remembers the cells of a table.
    pub(super) fn note(&mut self, table: &Table, findings: &[Finding]) {
        for (k, subject) in table.subjects.iter().enumerate() {
            let i = table.indices[k];
            let cell = &table.cells[i];
            let (entity, p) = table.place[k];
            if table.cell(entity, p) != Some(k) {
                let key = [cell.table.clone(), cell.row.clone(), cell.column.clone()];
                let first = table.cell(entity, p).map(|k| table.indices[k]);
                let cells = self.twice.entry(key).or_insert_with(|| first.into_iter().collect());
                cells.push(i);
            }
            let Some(property) = subject.property() else { continue };
            let printed = &subject.printed;
            let plain = printed.sort == Sort::Numbers
                && printed.form == Form::Single
                && printed.bound == Bound::Exact
                && printed.note.is_empty();
            if !plain || subject.entity.family || findings[i].status == Status::Misaligned {
                continue;
            }
            let Some(number) = subject.canonical(property) else { continue };
            let name = match &subject.entity.chips[..] {
                [chip] => chip.id.clone(),
                // Of versions of a part each may be meant.
                [_, ..] => continue,
                [] if subject.entity.is_known() => continue,
                [] => words::plain(&subject.entity_label).into(),
            };
            // Where a label leaves open what is counted, another label may count something else.
            let name = if property.is_open() {
                format!("{name}\n{}", words::plain(&subject.property_label)).into()
            } else {
                name
            };
            self.seen.entry((name, property)).or_default().push((i, number.value));
        }
    }

    /// Flags cells that contradict another print of the same thing.
    pub(super) fn check(self, cells: &[Cell], findings: &mut [Finding]) {
        for places in self.twice.into_values() {
            let differ = places.iter().any(|i| cells[*i].value != cells[places[0]].value);
            if !differ {
                continue;
            }
            for i in &places {
                let other = places.iter().find(|j| *j != i).unwrap_or(i);
                // One of the two may be known to be right.
                if !matches!(findings[*i].status, Status::Ok | Status::OkRounding) {
                    let words = format!("also printed as `{}`", cells[*other].value);
                    contradict(&mut findings[*i], &words, &cells[*other]);
                }
            }
        }
        for ((_, property), prints) in self.seen {
            if prints.len() < 2 || matches!(property, Property::Demand | Property::Ratio) {
                continue;
            }
            let agree = |a: f64, b: f64| {
                if property.is_exact() { a == b } else { (a / b - 1.0).abs() <= SLACK }
            };
            // Against the first print that differs, so that a file of copies costs no square.
            let first = prints[0].1;
            let Some(other) = prints.iter().find(|(_, v)| !agree(*v, first)).copied() else {
                continue;
            };
            for (i, value) in &prints {
                let against = if agree(*value, first) { other.0 } else { prints[0].0 };
                let finding = &findings[*i];
                let mild = finding.relative_error.is_some_and(|e| e.abs() <= 0.15);
                let known = matches!(findings[against].status, Status::Ok | Status::OkRounding);
                let contradicts = match finding.status {
                    Status::Unverified => true,
                    Status::Wrong => mild && known,
                    // The maker published both, but a file should keep to one of them.
                    Status::OkRounding => known && fact::is_also(&finding.formula),
                    _ => false,
                };
                if contradicts {
                    let there = &cells[against];
                    let words = format!("{} prints {}", there.table, there.value);
                    contradict(&mut findings[*i], &words, there);
                }
            }
        }
    }
}

fn contradict(finding: &mut Finding, words: &str, other: &Cell) {
    finding.message = if finding.status == Status::Unverified {
        format!("{words} for the same (line {})", other.line)
    } else {
        format!("{words} for the same (line {}); {}", other.line, finding.message)
    };
    finding.status = Status::Inconsistent;
    finding.confidence = finding.confidence.max(0.6);
}
