//! Tables as grids: which axis holds the properties, and whom each cell is about.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::doubt;
use super::entity::Entity;
use super::finding::Cell;
use super::footnote;
use super::judge::Judge;
use super::label::{self, Reading};
use super::name;
use super::property::Property;
use super::special;
use super::subject::Subject;
use super::words;

/// The cells of one table, by index into the file.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) cells: Vec<usize>,
}

/// The tables of a file, in the order of their first cells.
pub(super) fn split(cells: &[Cell]) -> Vec<Grid> {
    let mut order: HashMap<&str, usize> = HashMap::new();
    let mut grids: Vec<Grid> = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        let at = *order.entry(&cell.table).or_insert_with(|| {
            grids.push(Grid::default());
            grids.len() - 1
        });
        grids[at].cells.push(i);
    }
    grids
}

/// How surely a label is a property, and whom it names.
fn scores<'a>(judge: &mut Judge<'a>, label: &Arc<str>) -> (f64, f64) {
    let property = match judge.reading(label) {
        Some(r) if r.sure => 2.0,
        Some(_) => 1.0,
        None => 0.0,
    };
    let named = judge.entity(label);
    let entity = if named.is_known() { 2.0 } else { 0.0 };
    // `NVLink 3` names a link, and is no label for bandwidths over it.
    let is_name = named.link.is_some() || !named.chips.is_empty() || named.system.is_some();
    (if is_name { 0.0 } else { property }, entity)
}

fn distinct<'c>(labels: impl Iterator<Item = &'c Arc<str>>) -> Vec<&'c Arc<str>> {
    let mut seen = std::collections::HashSet::new();
    labels.filter(|l| seen.insert(l.as_ptr())).collect()
}

/// Which axis of a table holds the properties.
#[derive(Clone, Copy)]
struct Axes {
    properties_in_rows: bool,
    /// The labels leave no doubt, so that no single cell can be the other way round.
    are_clear: bool,
}

/// Lead of one reading of the axes over the other, of 4 at most, that leaves no doubt.
const CLEAR: f64 = 1.5;

/// Whom and what each cell of a table is about.
pub(super) fn understand<'a>(
    grid: &Grid,
    cells: &[Cell],
    judge: &mut Judge<'a>,
) -> Vec<Subject<'a>> {
    let rows = distinct(grid.cells.iter().map(|i| &cells[*i].row));
    let columns = distinct(grid.cells.iter().map(|i| &cells[*i].column));
    let mut rate = |labels: &[&Arc<str>]| {
        let n = labels.len().max(1) as f64;
        let (mut p, mut e) = (0.0, 0.0);
        for label in labels {
            let (property, entity) = scores(judge, label);
            p += property / n;
            e += entity / n;
        }
        (p, e)
    };
    let ((row_p, row_e), (column_p, column_e)) = (rate(&rows), rate(&columns));
    let lead = row_p + column_e - column_p - row_e;
    let axes = Axes { properties_in_rows: lead > 0.0, are_clear: lead.abs() >= CLEAR };
    let pcie = is_pcie(&rows, &columns);
    let lines = grid.cells.first().map_or(vec![], |i| name::lines_of(&cells[*i].table));
    let mut subjects: Vec<Subject<'a>> =
        grid.cells.iter().map(|i| subject(&cells[*i], axes, pcie, &lines, judge)).collect();
    doubt::settle(&mut subjects, judge);
    per_chip(&mut subjects, judge);
    if let Some(first) = grid.cells.first() {
        footnote::settle(&cells[*first].table, &mut subjects, judge);
    }
    let bytes = demand_bytes(&subjects, judge);
    for subject in &mut subjects {
        subject.demand_bytes = bytes;
    }
    subjects
}

/// Labels that ask for one chip are about the chip of a system: `Memory per GPU` of a DGX H100.
fn per_chip<'a>(subjects: &mut [Subject<'a>], judge: &mut Judge<'a>) {
    for subject in subjects.iter_mut() {
        let Some(system) = subject.entity.system.filter(|_| subject.entity.chips.is_empty()) else {
            continue;
        };
        let is_scaleup = matches!(subject.property(), Some(Property::Scaleup(_)));
        if is_scaleup || !label::is_per_chip(&words::plain(&subject.property_label)) {
            continue;
        }
        if let Some(one) = judge.chip_of(system) {
            subject.entity = one;
        }
    }
}

/// Generations of PCI Express by bare number: `1.0`, `2.0`, beside a label with `x16`.
fn is_pcie(rows: &[&Arc<str>], columns: &[&Arc<str>]) -> bool {
    let named = |labels: &[&Arc<str>]| {
        labels.iter().any(|l| {
            let text = words::plain(l);
            text.contains("x16") || text.contains("pcie")
        })
    };
    let numbered = |labels: &[&Arc<str>]| {
        labels.len() > 1
            && labels.iter().all(|l| l.parse::<f64>().is_ok_and(|n| (1.0..=7.0).contains(&n)))
    };
    named(rows) && numbered(columns) || named(columns) && numbered(rows)
}

/// A reading of a cell with its score: property label, entity label, what they say, and whether
/// only some part of a label names the entity.
type Guess<'l, 'a> = (f64, &'l Arc<str>, &'l Arc<str>, Option<Rc<Reading>>, Rc<Entity<'a>>, bool);

fn subject<'a>(
    cell: &Cell,
    axes: Axes,
    pcie: bool,
    lines: &[String],
    judge: &mut Judge<'a>,
) -> Subject<'a> {
    let both = [(&cell.row, &cell.column), (&cell.column, &cell.row)];
    let mut best: Option<Guess> = None;
    for (k, (label, other)) in both.into_iter().enumerate() {
        let preferred = (k == 0) == axes.properties_in_rows;
        if axes.are_clear && !preferred {
            continue;
        }
        let reading = judge.reading(label);
        let mut entity = judge.entity(other);
        let mut is_loose = false;
        let mut score = if preferred { 0.6 } else { 0.0 };
        score += match &reading {
            Some(r) if r.sure => 2.0,
            Some(_) => 1.0,
            None => 0.0,
        };
        if entity.is_known() {
            score += 2.0;
        } else if pcie
            && preferred
            && let Ok(n) = other.parse::<f64>()
        {
            entity = judge.entity(&format!("pcie {n}").into());
        } else {
            let mut within = judge.entity_within(other);
            if !within.is_known() {
                for line in lines {
                    let whole = judge.entity(&format!("{line} {other}").into());
                    if whole.is_known() {
                        within = whole;
                        break;
                    }
                }
            }
            if within.is_known() {
                score += 1.5;
                // A section's number or a model's size beside the chip is no unknown word.
                let bare = other.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                let named = judge.entity(&bare.trim_start().into()).is_known();
                is_loose = within.parameters.is_none() && !named;
                entity = within;
            } else {
                let inside = judge.entity_within(label);
                if inside.is_known() && reading.is_some() {
                    score += 1.0;
                    entity = inside;
                }
            }
        }
        if best.as_ref().is_none_or(|(s, ..)| score > *s) {
            best = Some((score, label, other, reading, entity, is_loose));
        }
    }
    let printed = judge.printed(&cell.value);
    let (_, label, other, reading, entity, is_loose) =
        best.unwrap_or_else(|| (0.0, &cell.row, &cell.column, None, Rc::default(), false));
    Subject {
        entity,
        entity_label: other.clone(),
        is_loose,
        property_label: label.clone(),
        reading,
        printed,
        demand_bytes: None,
    }
}

/// Bytes per parameter (weights at 1, 2 or 4 bytes, or as much again for what inference needs)
/// that most of a table's demands follow.
fn demand_bytes<'a>(subjects: &[Subject<'a>], judge: &mut Judge<'a>) -> Option<f64> {
    let asked: Vec<&Subject<'a>> =
        subjects.iter().filter(|s| s.property() == Some(Property::Demand)).collect();
    let mut fits = |bytes: f64| {
        asked
            .iter()
            .filter(|s| {
                let capacity = judge.facts(s, Property::MemoryCapacity);
                let number = s.printed.number().map(|n| n.value);
                special::demand_of(s, capacity.best(), bytes).map(|(n, _)| n) == number
            })
            .count()
    };
    let counted = [4.0, 2.0, 1.0, 8.0].map(|b| (fits(b), b));
    let most = counted.iter().map(|(n, _)| *n).max().filter(|n| *n > 0)?;
    counted.iter().find(|(n, _)| *n == most).map(|(_, b)| *b)
}
