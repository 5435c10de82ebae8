//! Versions of one part: its memory type, capacity and bandwidth must be of one of them.

use super::compare;
use super::finding::{Finding, Status};
use super::generation;
use super::judge::Judge;
use super::property::Property;
use super::shape::Table;
use super::value::{Form, Sort};

/// Checks memory technologies against the capacities printed beside them.
pub(super) fn check<'a>(table: &Table<'_, 'a>, judge: &mut Judge<'a>, findings: &mut [Finding]) {
    for (k, subject) in table.subjects.iter().enumerate() {
        let i = table.indices[k];
        let good = matches!(findings[i].status, Status::Ok | Status::OkRounding);
        if subject.property() != Some(Property::MemoryKind) || !good {
            continue;
        }
        let entity = &subject.entity;
        if subject.printed.sort != Sort::Text || entity.siblings.is_empty() || entity.family {
            continue;
        }
        let row = table.place[k].0;
        let capacity = (0..table.properties.len())
            .filter_map(|p| table.cell(row, p))
            .find(|j| table.subjects[*j].property() == Some(Property::MemoryCapacity));
        let Some(capacity) = capacity.map(|j| &table.subjects[j]) else { continue };
        let facts = judge.facts(capacity, Property::MemoryCapacity);
        let words = judge.facts(subject, Property::MemoryKind);
        let factor = capacity.unit(Property::MemoryCapacity).factor;
        let printed = generation::named(&subject.printed.raw).map(|g| g.name);
        // The technologies of the versions whose capacities are printed.
        let kinds: Vec<Vec<&str>> = capacity
            .printed
            .numbers
            .iter()
            .map(|n| {
                let number = n.divided(1.0 / factor);
                let of = facts.numbers.iter().filter(|f| {
                    compare::agrees(number, f.value, Property::MemoryCapacity).is_some()
                });
                of.filter_map(|f| words.words.iter().find(|w| w.of == f.of))
                    .filter_map(|w| generation::named(&w.text).map(|g| g.name))
                    .collect()
            })
            .collect();
        let known: Vec<&Vec<&str>> = kinds.iter().filter(|k| !k.is_empty()).collect();
        let Some(printed) = printed.filter(|_| !known.is_empty()) else { continue };
        let fitting = known.iter().filter(|k| k.contains(&printed)).count();
        let others: Vec<&str> =
            known.iter().flat_map(|k| k.iter().copied()).filter(|k| *k != printed).collect();
        let finding = &mut findings[i];
        if fitting == 0 {
            let quotes = subject.reading.as_ref().is_some_and(|r| r.quotes_label);
            finding.status = if quotes { Status::Label } else { Status::Wrong };
            finding.message = format!(
                "the version with {} GB has {}, not {printed}",
                capacity.printed.raw,
                others.first().unwrap_or(&"another")
            );
            if let Some(other) = others.first() {
                finding.expected = Some(super::finding::Expected::Text((*other).to_owned()));
            }
        } else if fitting < known.len() && capacity.printed.form == Form::List {
            finding.status = Status::Ambiguous;
            finding.confidence *= 0.8;
            finding.message = format!(
                "{printed} is right for one of the versions printed ({} GB); another has {}",
                capacity.printed.raw,
                others.first().unwrap_or(&"another type")
            );
        }
    }
}
