//! What the members of a series owe each other: generations of a bus, a memory, a product line.
//!
//! * PCI Express from generation 3 is counted before or after its line code; PCI-SIG itself prints
//!   126, 252, 504 Gbit/s after it and 1024 before: which of the two is said.
//! * A memory generation is not younger than the first product that has it.
//! * Where a figure grows or shrinks steadily, one that is off by 10 or 1000 slipped.

use super::finding::{Finding, Status};
use super::generation;
use super::judge::Judge;
use super::link_fact::{pcie_raw_gbytes, pcie_share};
use super::property::{Property, Way};
use super::shape::Table;
use super::value::{Bound, Form, Sort};

/// Checks every series of a table.
pub(super) fn check<'a>(table: &Table<'_, 'a>, judge: &Judge<'a>, findings: &mut [Finding]) {
    line_codes(table, findings);
    memory_years(table, judge, findings);
    for property in 0..table.properties.len() {
        trend(table, property, findings);
    }
}

/// How a bandwidth of PCI Express is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    BeforeCode,
    AfterCode,
}

/// How the cell counts; `None` where both are one number, or neither fits.
fn counted(table: &Table, k: usize) -> Option<(f64, Counted)> {
    let subject = &table.subjects[k];
    let generation = subject.entity.pcie.filter(|g| *g >= 3.0)?;
    let property = subject.property()?;
    let ways: &[f64] = match property {
        Property::HostBandwidth(Way::One) => &[1.0],
        Property::HostBandwidth(Way::Both) => &[2.0],
        Property::HostBandwidth(Way::Unsaid) => &[1.0, 2.0],
        _ => return None,
    };
    let number = subject.canonical(property)?.value;
    let raw = pcie_raw_gbytes(generation) * 1e9;
    let is = |x: f64| ways.iter().any(|w| (number / (w * x) - 1.0).abs() < 4e-3);
    if is(raw) {
        Some((generation, Counted::BeforeCode))
    } else if is(raw * pcie_share(generation)) {
        Some((generation, Counted::AfterCode))
    } else {
        None
    }
}

/// Generation 6 spends an eighth on its FLITs: there the two ways of counting differ by more than
/// any rounding.
fn line_codes(table: &Table, findings: &mut [Finding]) {
    const FLIT: f64 = 6.0;
    for p in 0..table.properties.len() {
        let cells: Vec<usize> =
            (0..table.entities.len()).filter_map(|e| table.cell(e, p)).collect();
        let of: Vec<(usize, f64, Counted)> = cells
            .into_iter()
            .filter_map(|k| counted(table, k).map(|(generation, c)| (k, generation, c)))
            .collect();
        let after = of.iter().any(|(_, g, c)| *g < FLIT && *c == Counted::AfterCode);
        for (k, generation, way) in &of {
            if *generation < FLIT || *way == Counted::AfterCode {
                continue;
            }
            let finding = &mut findings[table.indices[*k]];
            if finding.status == Status::Ok {
                finding.status = Status::OkRounding;
            }
            if after && !finding.status.is_flag() {
                finding.message = format!(
                    "before its FLITs, as PCI-SIG prints it, where the column counts the \
                     generations before it after their code; {}",
                    finding.message
                );
            }
        }
    }
}

/// A product cannot have a memory that is not out yet.
fn memory_years<'a>(table: &Table<'_, 'a>, judge: &Judge<'a>, findings: &mut [Finding]) {
    for (k, subject) in table.subjects.iter().enumerate() {
        let finding = &mut findings[table.indices[k]];
        let (Some(Property::Year), Some(memory)) = (subject.property(), subject.entity.memory)
        else {
            continue;
        };
        if !matches!(finding.status, Status::Ok | Status::OkRounding) {
            continue;
        }
        let Some(printed) = subject.canonical(Property::Year) else { continue };
        let has = |text: &str| generation::named(text).is_some_and(|g| g.name == memory.name);
        let products = judge.names.catalog().chips().iter().filter_map(|chip| {
            let year = chip.year.as_ref().map(|q| q.value)?;
            chip.memory.kind.as_deref().filter(|k| has(k)).map(|_| (year, chip))
        });
        let first = products.min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((year, chip)) = first.filter(|(year, _)| *year < printed.value) {
            finding.status = Status::Inconsistent;
            finding.confidence = 0.6;
            finding.formula = format!("{} has {}, {year}", chip.id, memory.name);
            finding.message =
                format!("{} was sold with {} in {year}", chip.display_name(), memory.name);
        }
    }
}

/// Members a series needs beside the doubtful one before it shows a trend.
const MEMBERS: usize = 4;
/// Largest step from one member of a series to the next.
const STEP: f64 = 8.0;

/// A number that nobody knows, and that a slip of the point puts into the series it stands in.
fn trend(table: &Table, property: usize, findings: &mut [Finding]) {
    let mut series: Vec<(usize, f64)> = Vec::new();
    for entity in 0..table.entities.len() {
        let Some(k) = table.cell(entity, property) else { continue };
        let subject = &table.subjects[k];
        let plain = subject.printed.sort == Sort::Numbers
            && subject.printed.form == Form::Single
            && subject.printed.bound == Bound::Exact;
        if let Some(p) = subject.property().filter(|p| plain && *p != Property::Year)
            && let Some(number) = subject.canonical(p).filter(|n| n.value > 0.0)
        {
            series.push((k, number.value));
        }
    }
    if series.len() <= MEMBERS {
        return;
    }
    for i in 0..series.len() {
        let (k, value) = series[i];
        let finding = &mut findings[table.indices[k]];
        if finding.status != Status::Unverified {
            continue;
        }
        let others: Vec<f64> =
            series.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, (_, v))| *v).collect();
        if !is_steady(&others) {
            continue;
        }
        // Beside the first or the last stands one neighbour; its value with a step is the bound.
        let before = i.checked_sub(1).map(|j| others[j]);
        let after = others.get(i).copied();
        let ends = [before.or(after), after.or(before)].map(|v| v.unwrap_or(value));
        let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let lone = before.is_none() || after.is_none();
        let (low, high) = if lone { (low / STEP, high * STEP) } else { (low * 0.5, high * 2.0) };
        if (low / 1.5..=high * 1.5).contains(&value) {
            continue;
        }
        let slip = [1e3, 1e-3, 10.0, 0.1].into_iter().find(|s| (low..=high).contains(&(value / s)));
        if let Some(slip) = slip {
            let prefix = !(0.01..=100.0).contains(&slip);
            finding.status = if prefix { Status::Unit } else { Status::Inconsistent };
            finding.confidence = 0.5;
            finding.message = format!("{slip} times what its neighbours in the series lead to");
        }
    }
}

/// Whether the numbers only grow or only shrink, and in steps that products take.
fn is_steady(values: &[f64]) -> bool {
    let steps = || values.windows(2).map(|w| w[1] / w[0]);
    let small = steps().all(|s| (1.0 / STEP..=STEP).contains(&s));
    small && (steps().all(|s| s >= 0.999) || steps().all(|s| s <= 1.001))
}
