//! A row is about one version of a part: 80 GB beside the bandwidth of the 40 GB card are two.
//!
//! Each number may be right for some version that the label does not exclude. The version that
//! most of a row's numbers are of is the one meant, the named one if none leads; a number of
//! another version only is wrong there.

use super::compare;
use super::finding::{Finding, Status};
use super::generation;
use super::judge::Judge;
use super::property::Property;
use super::shape::Table;
use super::subject::{Subject, annotated};
use super::value::{Form, Sort};

/// Numbers of its own that a version needs before it outweighs the named one.
const LEAD: usize = 2;

/// Marks the numbers of other versions.
pub(super) fn check<'a>(table: &Table<'_, 'a>, judge: &mut Judge<'a>, findings: &mut [Finding]) {
    for entity in 0..table.entities.len() {
        let cells: Vec<(usize, Vec<String>)> = (0..table.properties.len())
            .filter_map(|p| table.cell(entity, p))
            .filter(|k| {
                let status = findings[table.indices[*k]].status;
                matches!(status, Status::Ok | Status::OkRounding)
            })
            .filter_map(|k| Some((k, agreeing(judge, &table.subjects[k])?)))
            .collect();
        let Some((first, _)) = cells.first() else { continue };
        let entity = table.subjects[*first].entity.clone();
        let versions: Vec<String> =
            entity.chips.iter().chain(&entity.siblings).map(|c| c.id.to_string()).collect();
        // Numbers that all versions share tell nothing.
        let telling: Vec<&(usize, Vec<String>)> =
            cells.iter().filter(|(_, of)| of.len() < versions.len()).collect();
        let count = |v: &String| telling.iter().filter(|(_, of)| of.contains(v)).count();
        // One version that all of them are of is meant, whatever the label names.
        if versions.iter().any(|v| count(v) == telling.len()) {
            continue;
        }
        let named = count(&versions[0]);
        let Some(best) = versions.iter().rev().max_by_key(|v| count(v)) else { continue };
        let meant = if count(best) >= named + LEAD { best } else { &versions[0] };
        let agreeing = count(meant);
        let others: Vec<usize> =
            telling.iter().filter(|(_, of)| !of.contains(meant)).map(|(k, _)| *k).collect();
        let memory_of_meant =
            telling.iter().any(|(k, of)| of.contains(meant) && is_of_memory(&table.subjects[*k]));
        for k in &others {
            let (k, subject) = (*k, &table.subjects[*k]);
            // One number against one: only within the memory, whose numbers go together.
            let leads = agreeing > others.len() || memory_of_meant && is_of_memory(subject);
            if !leads || !has_own(judge, subject, meant) {
                continue;
            }
            let finding = &mut findings[table.indices[k]];
            finding.status = Status::Wrong;
            finding.confidence *= 0.8;
            finding.message = format!(
                "{}: another version than the rest of the row, which is of {meant}",
                finding.message
            );
        }
    }
}

/// The versions of the part that the printed value is right for; `None` where it is not about
/// one of several versions.
fn agreeing<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Option<Vec<String>> {
    let entity = &subject.entity;
    if entity.family || entity.siblings.is_empty() || entity.chips.len() != 1 {
        return None;
    }
    let property = annotated(subject, subject.property()?);
    if matches!(
        property,
        Property::Year | Property::Clock | Property::ClockBase | Property::ClockBoost
    ) {
        return None;
    }
    let facts = judge.facts(subject, property);
    let mut of: Vec<String> = if property == Property::MemoryKind {
        let raw = &subject.printed.raw;
        let same = |w: &&super::fact::Word| generation::same(raw, &w.text) == Some(true);
        let mut of: Vec<String> =
            facts.words.iter().filter(same).map(|w| w.of.to_string()).collect();
        // `80 GB HBM3` tells a capacity too.
        if let Some(number) = subject.canonical(Property::MemoryCapacity) {
            let capacities = judge.facts(subject, Property::MemoryCapacity);
            of.retain(|id| {
                capacities.numbers.iter().any(|f| {
                    &*f.of == id.as_str()
                        && compare::agrees(number, f.value, Property::MemoryCapacity).is_some()
                })
            });
        }
        of
    } else {
        if subject.printed.sort != Sort::Numbers || subject.printed.form != Form::Single {
            return None;
        }
        let number = subject.canonical(property)?;
        let same = |f: &&super::fact::Fact| compare::agrees(number, f.value, property).is_some();
        facts.numbers.iter().filter(same).map(|f| f.of.to_string()).collect()
    };
    of.sort();
    of.dedup();
    (!of.is_empty()).then_some(of)
}

fn is_of_memory(subject: &Subject) -> bool {
    use Property as P;
    matches!(
        subject.property(),
        Some(
            P::MemoryKind
                | P::MemoryCapacity
                | P::MemoryBandwidth
                | P::MemoryBus
                | P::MemoryRate
                | P::Stacks
        )
    )
}

/// Whether something is known of that version, so that another number contradicts it.
fn has_own<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>, version: &str) -> bool {
    let Some(property) = subject.property() else { return false };
    let facts = judge.facts(subject, annotated(subject, property));
    facts.numbers.iter().any(|f| &*f.of == version) || facts.words.iter().any(|w| &*w.of == version)
}
