//! The chips of a system in words: `8x Tesla P100 (16 GB)`.

use std::sync::Arc;

use crate::catalog::Chip;

use super::compare;
use super::entity::Entity;
use super::finding::{Expected, Finding, Status};
use super::judge::Judge;
use super::name;
use super::property::Property;
use super::shape::Table;
use super::subject::Subject;
use super::value::{self, Number};
use super::verdict::unverified;

/// So many chips of that name, each with so much memory.
pub(super) struct Chips {
    pub(super) count: f64,
    name: String,
    /// Bytes of one, where they are printed.
    pub(super) capacity: Option<Number>,
}

/// Takes a text apart; `None` where it does not begin with a count.
pub(super) fn parse(text: &str) -> Option<Chips> {
    let text = text.trim();
    let digits = text.chars().take_while(|c| c.is_ascii_digit() || *c == ',').count();
    let count = text[..digits].replace(',', "").parse().ok()?;
    let rest = text[digits..].trim_start();
    let name =
        rest.strip_prefix(['x', 'X', '×', '*', '个', '颗', '张', '卡']).unwrap_or(rest).trim();
    let words = name::tokens(name);
    let capacity = words.iter().find(|w| name::is_capacity(w)).and_then(|w| {
        let number = value::parse(w.trim_end_matches("gb")).number()?;
        Some(Number { value: number.value * 1e9, step: number.step * 1e9, ..number })
    });
    Some(Chips { count, name: name.to_owned(), capacity })
}

/// Whether the system has that many, of that chip and that memory.
pub(super) fn verdict<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let Some(chips) = parse(&subject.printed.raw) else {
        return unverified(subject, "not written as a count of chips");
    };
    let Some(system) = subject.entity.system else {
        return unverified(subject, "the system is not catalogued");
    };
    let known = judge.facts(subject, Property::Units);
    let Some(count) = known.best() else {
        return unverified(subject, "the number of chips is not known");
    };
    let mut f = Finding::plain(Status::Ok, count.weight, String::new());
    f.formula = format!("{} chips: {}", count.value, system.chip.as_deref().unwrap_or("unknown"));
    f.expected = Some(Expected::Text(f.formula.clone()));
    f.source = Arc::clone(&count.source);
    f.message = format!("agrees with {}", f.formula);
    if count.value != chips.count {
        f.status = Status::Wrong;
        f.message = format!("{} has {}", system.id, f.formula);
        return f;
    }
    let named = of_product(judge, &chips.name);
    if named.chips.is_empty() {
        return unverified(subject, "nobody known is named in it");
    }
    let all = named.chips.iter().chain(&named.siblings);
    let is_own = |c: &&&Chip| {
        let mut versions = judge.names.versions_of(c);
        versions.any(|v| system.chip.as_deref() == Some(&*v.id))
    };
    let Some(own) = all.clone().find(is_own) else {
        f.status = Status::Wrong;
        f.message = format!("{} has {}", system.id, f.formula);
        return f;
    };
    let all: Vec<&Chip> = judge.names.versions_of(own).collect();
    let is_in_it = |c: &&&Chip| system.chip.as_deref() == Some(&*c.id);
    let own = all.iter().find(is_in_it).copied().unwrap_or(own);
    if let (Some(printed), Some(q)) = (chips.capacity, &own.memory.capacity)
        && compare::agrees(printed, q.value, Property::MemoryCapacity).is_none()
    {
        // A version with that memory may be sold in the system too.
        let own_forms = name::forms(own);
        let mounted = all.iter().filter(|c| name::forms(c) == own_forms);
        let is_version = mounted
            .filter_map(|c| c.memory.capacity.as_ref())
            .any(|q| compare::agrees(printed, q.value, Property::MemoryCapacity).is_some());
        f.status = if is_version { Status::OkRounding } else { Status::Wrong };
        f.message = format!("{} has {} each", own.display_name(), q.written);
        if is_version {
            f.message = "a version of the chip that the system has".into();
        }
    }
    f
}

/// The memory of all chips is that of one times their number, where both are printed.
pub(super) fn check(table: &Table, findings: &mut [Finding]) {
    const SLACK: f64 = 0.08;
    for entity in 0..table.entities.len() {
        let of = |wanted: &dyn Fn(Property) -> bool| {
            let cells = (0..table.properties.len()).filter_map(|p| table.cell(entity, p));
            cells.into_iter().find(|k| table.subjects[*k].property().is_some_and(wanted))
        };
        let chips = of(&|p| p == Property::Accelerators);
        let total = of(&|p| matches!(p, Property::MemoryCapacity | Property::MemoryKind));
        let (Some(chips), Some(total)) = (chips, total) else { continue };
        let parsed = parse(&table.subjects[chips].printed.raw);
        let Some((count, one)) = parsed.and_then(|c| Some((c.count, c.capacity?))) else {
            continue;
        };
        let Some(number) = table.subjects[total].canonical(Property::MemoryCapacity) else {
            continue;
        };
        let sum = count * one.value;
        let is_flagged = |k: usize| findings[table.indices[k]].status.is_flag();
        let differs = (number.value / sum - 1.0).abs() > SLACK;
        if differs && !is_flagged(total) && !is_flagged(chips) {
            let finding = &mut findings[table.indices[total]];
            finding.status = Status::Inconsistent;
            finding.confidence = finding.confidence.max(0.6);
            finding.message = format!(
                "{count} chips of {} GB have {} GB; {}",
                one.value / 1e9,
                sum / 1e9,
                finding.message
            );
        }
    }
}

/// Whom the words of a product name, whatever its version.
fn of_product<'a>(judge: &mut Judge<'a>, text: &str) -> Entity<'a> {
    let whole = judge.names.find(text);
    if !whole.chips.is_empty() {
        return whole;
    }
    judge.names.find(&name::product(&name::tokens(text)).join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_names_and_memories() {
        let of = |text: &str| parse(text).map(|c| (c.count, c.capacity.map(|n| n.value)));
        assert_eq!(of("8x Tesla P100 (16 GB)"), Some((8.0, Some(16e9))));
        assert_eq!(of("8 × A100 80GB"), Some((8.0, Some(80e9))));
        assert_eq!(of("256 × GH200"), Some((256.0, None)));
        assert!(of("Tesla P100").is_none());
    }
}
