//! Values of one sort under a property of another: an interface under bandwidth, watts under an
//! interface. No catalogue is needed to see that they stand in each other's place.

use super::finding::{Finding, Status};
use super::generation;
use super::property::Property;
use super::shape::Table;
use super::subject::Subject;
use super::unit::Dim;
use super::value::Sort;

/// What sort of thing a value is, as far as it shows.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Measured(Dim),
    Interface,
    Memory,
}

/// How far away the place of a value is looked for.
const REACH: usize = 3;

/// Marks values whose sort fits a neighbour's property, and that neighbour's value not.
pub(super) fn check(table: &Table, findings: &mut [Finding]) {
    for entity in 0..table.entities.len() {
        let cells: Vec<usize> =
            (0..table.properties.len()).filter_map(|p| table.cell(entity, p)).collect();
        for (i, k) in cells.iter().enumerate() {
            if !clashes(&table.subjects[*k]) {
                continue;
            }
            let near = i.saturating_sub(REACH)..(i + REACH + 1).min(cells.len());
            let mut places: Vec<usize> = near.filter(|j| *j != i).collect();
            places.sort_by_key(|j| j.abs_diff(i));
            let home = places.into_iter().map(|j| cells[j]).find(|j| {
                let there = &table.subjects[*j];
                let free = matches!(there.printed.sort, Sort::Empty | Sort::NotGiven);
                suits(kind(&table.subjects[*k]), there.property()) && (free || clashes(there))
            });
            let Some(home) = home else { continue };
            let finding = &mut findings[table.indices[*k]];
            finding.status = Status::Misaligned;
            finding.confidence = finding.confidence.max(0.7);
            let property = &table.properties[table.place[home].1];
            finding.message =
                format!("belongs under `{property}`, whose own value does not fit it");
        }
    }
}

fn kind(subject: &Subject) -> Option<Kind> {
    let printed = &subject.printed;
    let begins = |word: &str| {
        printed.raw.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    if begins("pcie") || begins("pci express") {
        return Some(Kind::Interface);
    }
    match printed.sort {
        Sort::Numbers => printed.unit.map(|u| Kind::Measured(u.dim)),
        Sort::Text if generation::named(&printed.raw).is_some() => Some(Kind::Memory),
        _ => None,
    }
}

/// Whether the value is surely no value of its property.
fn clashes(subject: &Subject) -> bool {
    if subject.property() == Some(Property::Accelerators) {
        return false;
    }
    kind(subject).is_some() && subject.property().is_some_and(|p| !suits(kind(subject), Some(p)))
}

/// Whether a value of that sort can stand under the property; unknown sorts can.
fn suits(kind: Option<Kind>, property: Option<Property>) -> bool {
    use Property as P;
    let (Some(kind), Some(property)) = (kind, property) else { return false };
    match (kind, property) {
        (Kind::Interface, P::HostInterface | P::HostBandwidth(_) | P::PcieGeneration) => true,
        (Kind::Memory, P::MemoryKind) => true,
        (Kind::Measured(Dim::Bytes), P::MemoryKind) => true,
        // Words beside a number: `NVLink 300 GB/s` under an interface.
        (Kind::Measured(Dim::Bandwidth | Dim::BitRate), P::HostInterface | P::LinkLayout) => true,
        (Kind::Measured(dim), _) => property.dim().is_some_and(|own| {
            super::unit::Unit { dim, factor: 1.0 }.factor_to(own).is_some() || own == Dim::Count
        }),
        _ => false,
    }
}
