//! What silicon can hold and dissipate: transistors and power per area.
//!
//! density = transistors / die area, by process; power density = TDP / die area. Both lie within
//! the range of the catalogue's chips, widened by a margin: a slip of the point leaves it, a slip
//! of a digit seldom does.

use crate::catalog::Chip;

use super::judge::Judge;
use super::property::Property;
use super::relation::{Tested, Values};

/// How far beyond the catalogue's range a density may lie.
const MARGIN: f64 = 2.0;
/// Chips of a process that make a range.
const CHIPS: usize = 4;

/// The densities that the numbers of one chip give.
pub(super) fn tested(judge: &Judge, values: &Values) -> Vec<Tested> {
    use Property as P;
    let mut out = Vec::new();
    let Some(die) = values.get(&P::Die).copied() else { return out };
    let chips = judge.names.catalog().chips();
    let mut medians = Vec::new();
    if let Some(power) = values.get(&P::Power).copied() {
        let of = |c: &Chip| per_area(c, |c| c.physical.tdp.as_ref());
        let known: Vec<f64> = chips.iter().filter_map(of).collect();
        medians.push(median(known.clone()));
        out.extend(within(known, power, die, "power / die area", "W/mm2", 1.0));
    }
    if let Some(transistors) = values.get(&P::Transistors).copied() {
        let process = values.get(&P::Process).map(|(_, nm)| *nm);
        let near = |c: &&Chip| match (process, c.physical.process.as_ref()) {
            (Some(nm), Some(q)) => (q.value * 1e9 / nm).ln().abs() < 0.2,
            _ => process.is_none(),
        };
        let of = |c: &Chip| per_area(c, |c| c.physical.transistors.as_ref());
        let known: Vec<f64> = chips.iter().filter(near).filter_map(of).collect();
        let words = match process {
            Some(nm) => format!("transistors / die area in {nm} nm"),
            None => "transistors / die area".to_owned(),
        };
        medians.push(median(known.iter().map(|d| d / 1e6).collect()));
        out.extend(within(known, transistors, die, &words, "million/mm2", 1e6));
    }
    if medians.len() == out.len() {
        blame(die.0, &mut out, &medians);
    }
    out
}

/// How much a number slips by when its point or its prefix does.
const SLIPS: [f64; 4] = [10.0, 0.1, 1e3, 1e-3];

/// Leaves the cell whose slipped point, put right, brings both densities nearest to what is usual.
///
/// With one density there is no telling which of its two numbers is wrong.
fn blame(die: usize, tested: &mut [Tested], medians: &[f64]) {
    let [a, b] = &mut tested[..] else { return };
    if a.holds && b.holds {
        return;
    }
    let off = |t: &Tested, median: f64, factor: f64| (t.left * factor / median).ln().abs();
    let repaired = |of_a: bool, of_b: bool| {
        let share = |hit: bool, slip: f64| if hit { slip } else { 1.0 };
        let sums =
            SLIPS.map(|s| off(a, medians[0], share(of_a, s)) + off(b, medians[1], share(of_b, s)));
        sums.into_iter().fold(f64::INFINITY, f64::min)
    };
    let (both, first, second) =
        (repaired(true, true), repaired(true, false), repaired(false, true));
    let least = both.min(first).min(second);
    let own = [a.cells[0], b.cells[0]];
    let culprit = if both == least { die } else { own[usize::from(second == least)] };
    for t in [a, b] {
        if !t.holds && t.cells.contains(&culprit) {
            t.cells = vec![culprit];
        }
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(1.0)
}

fn per_area(
    chip: &Chip,
    field: impl Fn(&Chip) -> Option<&crate::catalog::Quantity>,
) -> Option<f64> {
    Some(field(chip)?.value / (chip.physical.die.as_ref()?.value * 1e6))
}

fn within(
    known: Vec<f64>,
    (k, value): (usize, f64),
    (die, area): (usize, f64),
    words: &str,
    unit: &str,
    scale: f64,
) -> Option<Tested> {
    if known.len() < CHIPS {
        return None;
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min) / MARGIN;
    let high = known.iter().copied().fold(0.0, f64::max) * MARGIN;
    let density = value / area;
    let holds = (low..=high).contains(&density);
    let nearest = density.clamp(low, high);
    Some(Tested {
        cells: vec![k, die],
        formula: format!(
            "{words} within {:.2} and {:.2} {unit}, as of all known chips,",
            low / scale,
            high / scale
        ),
        left: density / scale,
        right: nearest / scale,
        holds,
        is_weak: true,
        is_bound: true,
    })
}
