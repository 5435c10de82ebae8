//! Relations between the cells of one chip, which hold for chips nobody has catalogued too.

use std::collections::HashMap;

use crate::catalog::{Chip, Precision};

use super::culprit;
use super::density;
use super::finding::{Finding, Status};
use super::format_ratio;
use super::judge::Judge;
use super::property::{Engine, Format, Property, Sparse};
use super::shape::Table;
use super::slip;
use super::subject::Subject;
use super::value::{Bound, Form, Sort};

/// The numbers of one chip with their cells, in canonical units.
pub(super) type Values = HashMap<Property, (usize, f64)>;

/// A relation that the numbers of a chip break or keep.
pub(super) struct Tested {
    /// The cells that may be wrong where it does not hold.
    pub(super) cells: Vec<usize>,
    pub(super) formula: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) holds: bool,
    /// A rule of thumb: holding says nothing, failing little.
    pub(super) is_weak: bool,
    /// The right side is the end of a range, not what the left one should be.
    pub(super) is_bound: bool,
}

/// Tolerance of a relation between rounded numbers.
const SLACK: f64 = 0.04;

/// Checks every chip of a table against itself.
pub(super) fn check<'a>(table: &Table<'_, 'a>, judge: &mut Judge<'a>, findings: &mut [Finding]) {
    let mut by_entity: HashMap<usize, Vec<usize>> = HashMap::new();
    for (k, (entity, _)) in table.place.iter().enumerate() {
        by_entity.entry(*entity).or_default().push(k);
    }
    for cells in by_entity.values() {
        for mut tested in relations(table, judge, cells) {
            if !tested.holds {
                single_out(table, judge, &mut tested, findings);
            }
            if tested.holds {
                if !tested.is_weak {
                    support(table, &tested, findings);
                }
            } else {
                contradict(table, &tested, findings);
            }
        }
    }
}

/// The single number of a cell in the canonical unit.
fn number(subject: &Subject, property: Property) -> Option<f64> {
    let p = &subject.printed;
    let plain = p.sort == Sort::Numbers && p.form == Form::Single && p.bound == Bound::Exact;
    subject.canonical(property).filter(|n| plain && n.value > 0.0).map(|n| n.value)
}

fn relations<'a>(table: &Table<'_, 'a>, judge: &mut Judge<'a>, cells: &[usize]) -> Vec<Tested> {
    let mut values = Values::new();
    for k in cells {
        let subject = &table.subjects[*k];
        if let Some(property) = subject.property()
            && let Some(value) = number(subject, property)
        {
            values.entry(property).or_insert((*k, value));
        }
    }
    let mut out = Vec::new();
    let mut test = |parts: &[Property], formula: &str, f: &dyn Fn(&[f64]) -> (f64, f64)| {
        let found: Option<Vec<(usize, f64)>> =
            parts.iter().map(|p| values.get(p).copied()).collect();
        let Some(found) = found else { return };
        let numbers: Vec<f64> = found.iter().map(|(_, v)| *v).collect();
        let (left, right) = f(&numbers);
        let holds = (left / right - 1.0).abs() <= SLACK;
        let cells = found.iter().map(|(k, _)| *k).collect();
        out.push(Tested {
            cells,
            formula: formula.to_owned(),
            left,
            right,
            holds,
            is_weak: false,
            is_bound: false,
        });
    };
    use Property as P;
    test(&[P::MemoryBandwidth, P::MemoryBus, P::MemoryRate], "bandwidth = bus x rate / 8", &|v| {
        (v[0], v[1] * v[2] / 8.0)
    });
    test(
        &[P::MemoryBandwidth, P::Channels, P::ChannelBits, P::MemoryRate],
        "bandwidth = channels x bits x rate / 8",
        &|v| (v[0], v[1] * v[2] * v[3] / 8.0),
    );
    for way in [super::property::Way::Both, super::property::Way::Unsaid] {
        test(
            &[P::Scaleup(way), P::Links, P::LinkRate],
            "link bandwidth = links x rate, once or for both directions",
            &|v| {
                let one = v[1] * v[2];
                let both = (v[0] / one - 2.0).abs() < (v[0] / one - 1.0).abs();
                (v[0], if both { 2.0 * one } else { one })
            },
        );
    }
    let peak = |e, p| P::Peak(e, Format::One(p), Sparse::Dense);
    for engine in [Engine::Any, Engine::Vector] {
        for clock in [P::ClockBoost, P::Clock] {
            test(
                &[peak(engine, Precision::Fp32), P::Cores, clock],
                "FP32 peak = cores x 2 x clock",
                // Wide SIMD lanes and dual issue give small multiples; a slip gives others.
                &|v| {
                    let one = 2.0 * v[1] * v[2];
                    let n = (v[0] / one).round().clamp(1.0, 2.0);
                    (v[0], n * one)
                },
            );
        }
    }
    let subject = &table.subjects[cells[0]];
    if let (Some(cores), Some(units)) = (values.get(&P::Cores), values.get(&P::Units)) {
        let widths = widths(judge, subject);
        let ratio = cores.1 / units.1;
        let fits = |w: &f64| (ratio / w - 1.0).abs() < 1e-6;
        if let Some(nearest) = widths
            .iter()
            .min_by(|a, b| (ratio / **a).ln().abs().total_cmp(&(ratio / **b).ln().abs()))
        {
            out.push(Tested {
                cells: vec![cores.0, units.0],
                formula: format!("cores = units x {nearest} for this architecture"),
                left: cores.1,
                right: units.1 * nearest,
                holds: widths.iter().any(fits),
                is_weak: false,
                is_bound: false,
            });
        }
    }
    narrow(table, judge, cells, &values, &mut out);
    out.extend(pin_rate(table, cells, &values));
    out.extend(density::tested(judge, &values));
    out.extend(format_ratio::tested(judge, subject, &values));
    out
}

/// Leaves the cells of broken relations that can be the wrong ones.
fn narrow<'a>(
    table: &Table<'_, 'a>,
    judge: &Judge<'a>,
    cells: &[usize],
    values: &Values,
    tested: &mut [Tested],
) {
    use Property as P;
    for t in tested.iter_mut().filter(|t| !t.holds) {
        let part = |i: usize| {
            let k = t.cells[i];
            values.values().copied().find(|(cell, _)| *cell == k)
        };
        if t.cells.len() != 3 {
            continue;
        }
        let (Some(a), Some(b), Some(c)) = (part(0), part(1), part(2)) else { continue };
        let of_first = table.subjects[a.0].property();
        if of_first == Some(P::MemoryBandwidth) {
            let is_kind = |k: &&usize| table.subjects[**k].property() == Some(P::MemoryKind);
            let kind = cells.iter().find(is_kind).map(|k| &*table.subjects[*k].printed.raw);
            t.cells = culprit::of_memory(judge, kind, [a, b, c]);
        } else if matches!(of_first, Some(P::Peak(..))) {
            let transistors = values.get(&P::Transistors).map(|(_, v)| *v);
            t.cells = culprit::of_vector_peak(judge, transistors, [a, b, c]);
        }
    }
}

/// FP32 lanes of a unit, by the chips the entity stands for.
fn widths(judge: &mut Judge, subject: &Subject) -> Vec<f64> {
    let width = |c: &Chip| {
        let amd = c.vendor.as_deref() == Some("AMD");
        let ops = c.vector_ops_per_clock(Precision::Fp32)?;
        Some(if amd { 64.0 } else { ops / 2.0 })
    };
    let chips = subject.entity.chips.iter().chain(&subject.entity.siblings);
    let known: Vec<f64> = chips.filter_map(|c| width(c)).collect();
    if !known.is_empty() || subject.entity.is_known() {
        return known;
    }
    // Nobody known: any width some catalogued chip has.
    judge.names.catalog().chips().iter().filter_map(width).collect()
}

/// How far beyond the usual rates of its generation a memory may run.
const RATES: f64 = 1.3;

/// A memory technology cannot run its pins at any rate: 40 GB/s on 64 bits is 5 Gbit/s a pin.
fn pin_rate(table: &Table, cells: &[usize], values: &Values) -> Option<Tested> {
    let bandwidth = values.get(&Property::MemoryBandwidth)?;
    let bus = values.get(&Property::MemoryBus)?;
    if values.contains_key(&Property::MemoryRate) {
        return None;
    }
    let entity = &table.subjects[cells[0]].entity;
    let is_kind = |k: &&usize| table.subjects[**k].property() == Some(Property::MemoryKind);
    let kind = cells.iter().find(is_kind).map(|k| &*table.subjects[*k].printed.raw);
    let mut generations: Vec<&super::generation::Generation> = if entity.any_hbm {
        super::generation::GENERATIONS.iter().filter(|g| g.name.starts_with("HBM")).collect()
    } else {
        entity.memory.into_iter().collect()
    };
    // Of a chip that names its memory the makers choose rates between those of the standard.
    let is_chip = generations.is_empty();
    if is_chip {
        generations.extend(kind.and_then(super::generation::named));
    }
    let rate = 8.0 * bandwidth.1 / bus.1 / 1e9;
    let off = |r: &f64| (rate / r - 1.0).abs();
    let rates = || generations.iter().flat_map(|g| g.rates_gbit_s.iter().copied());
    let nearest = rates().min_by(|a, b| off(a).total_cmp(&off(b)))?;
    let least = rates().fold(f64::INFINITY, f64::min) / RATES;
    let most = rates().fold(0.0, f64::max) * RATES;
    let holds = off(&nearest) <= SLACK || is_chip && (least..=most).contains(&rate);
    Some(Tested {
        cells: vec![bandwidth.0, bus.0],
        formula: format!("8 x bandwidth / bus = {rate:.2} Gbit/s a pin, nearest is {nearest}"),
        left: rate,
        right: nearest,
        holds,
        is_weak: is_chip,
        is_bound: false,
    })
}

fn support(table: &Table, tested: &Tested, findings: &mut [Finding]) {
    for k in &tested.cells {
        let finding = &mut findings[table.indices[*k]];
        match finding.status {
            Status::Unverified => {
                finding.formula = tested.formula.clone();
                finding.message = format!("{}, though {} holds", finding.message, tested.formula);
            }
            Status::Ok | Status::OkRounding => {
                finding.confidence = (finding.confidence + 0.05).min(0.99);
            }
            _ => {}
        }
    }
}

/// Largest deviation from a figure that a contradiction inside the table turns from wrong to
/// inconsistent: a count of the full die instead of the product, an earlier announcement.
const MILD: f64 = 0.15;

/// Least deviation that is worth a guess at which of several numbers is off.
const WORTH: f64 = 0.25;

/// Leaves of several unknown numbers that contradict each other the one that a slip explains, else
/// the one that is more usual when put right, else none: which one is off cannot be told then.
fn single_out<'a>(
    table: &Table<'_, 'a>,
    judge: &mut Judge<'a>,
    tested: &mut Tested,
    findings: &[Finding],
) {
    let status = |k: &usize| findings[table.indices[*k]].status;
    let unknown: Vec<usize> =
        tested.cells.iter().copied().filter(|k| status(k) == Status::Unverified).collect();
    if unknown.len() < 2 || tested.cells.iter().any(|k| status(k).is_flag()) {
        return;
    }
    // The first cell stands on the left of the relation, the others on the right.
    let ratio = tested.right / tested.left;
    let first = tested.cells[0];
    let mut best: Vec<(usize, u8, f64)> = Vec::new();
    for k in unknown {
        let subject = &table.subjects[k];
        let Some(property) = subject.property() else { continue };
        let Some(value) = number(subject, property) else { continue };
        let factor = if k == first { ratio } else { 1.0 / ratio };
        let printed = subject.printed.numbers[0].value;
        let slip = if tested.is_bound { 0 } else { slip::explains(printed, printed * factor) };
        let gain = judge.oddity(property, value) - judge.oddity(property, value * factor);
        best.push((k, slip, gain));
    }
    best.sort_by(|a, b| b.1.cmp(&a.1).then(b.2.total_cmp(&a.2)));
    let is_slip = best.len() > 1 && best[0].1 > best[1].1;
    let is_far = ratio.ln().abs() > (1.0 + WORTH).ln();
    best.truncate(usize::from(is_slip || is_far));
    tested.cells = best.into_iter().map(|(k, ..)| k).collect();
}

fn contradict(table: &Table, tested: &Tested, findings: &mut [Finding]) {
    let status = |k: &usize| findings[table.indices[*k]].status;
    let words = format!(
        "{} does not hold: {} against {}",
        tested.formula,
        crate::report::number::si(tested.left, ""),
        crate::report::number::si(tested.right, "")
    );
    let flagged: Vec<usize> =
        tested.cells.iter().copied().filter(|k| status(k).is_flag()).collect();
    let unknown: Vec<usize> =
        tested.cells.iter().copied().filter(|k| status(k) == Status::Unverified).collect();
    let targets = if !flagged.is_empty() {
        flagged
            .into_iter()
            .filter(|k| {
                let f = &findings[table.indices[*k]];
                let family = table.subjects[*k].entity.family;
                family
                    && f.status == Status::Wrong
                    && f.relative_error.is_some_and(|e| e.abs() <= MILD)
            })
            .collect()
    } else if !unknown.is_empty() {
        unknown
    } else if tested.formula.starts_with("cores") {
        // Each is right for some chip of the family, but not for the same one.
        tested.cells.clone()
    } else {
        Vec::new()
    };
    for k in targets {
        let finding = &mut findings[table.indices[k]];
        finding.message = if finding.message.is_empty() || finding.status == Status::Unverified {
            words.clone()
        } else {
            format!("{words}; {}", finding.message)
        };
        finding.status = Status::Inconsistent;
        finding.formula = tested.formula.clone();
        finding.confidence = finding.confidence.max(if tested.is_weak { 0.45 } else { 0.6 });
    }
}
