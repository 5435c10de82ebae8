//! Which member of a broken relation is wrong: the one whose repair makes a number that parts have.
//!
//! bandwidth = bus x rate / 8 fails with 760 GB/s, 320 bit and 1.9 Gbit/s: 3200 bit is no bus of
//! GDDR6X, no GDDR6X runs at 1.9 Gbit/s, but at 19 Gbit/s. What parts have is taken from the
//! catalogue and from the standards.

use crate::catalog::{Chip, ChipKind, Precision, Quantity};

use super::generation::{self, GENERATIONS};
use super::judge::Judge;

/// How far beyond the catalogue's range a repaired number may lie.
const MARGIN: f64 = 1.5;
/// Tolerance of a printed rate and of a width made with it: 1.4 stands for 1.43 Gbit/s.
const SLACK: f64 = 0.025;
/// Tolerance of a rate made of bandwidth and width, which are printed in full.
const FINE: f64 = 0.007;

/// A member of a relation: its cell, the printed number, and what the others make of it.
pub(super) struct Member<'m> {
    pub(super) cell: usize,
    pub(super) printed: f64,
    pub(super) repaired: Vec<f64>,
    pub(super) is_plausible: Box<dyn Fn(f64) -> bool + 'm>,
}

/// The cells that may be wrong: those that are odd themselves, else those that can be repaired.
pub(super) fn narrow(members: &[Member]) -> Vec<usize> {
    let can_repair = |m: &&Member| m.repaired.iter().any(|v| (m.is_plausible)(*v));
    let is_odd = |m: &&Member| !(m.is_plausible)(m.printed);
    let cells = |of: Vec<&Member>| of.into_iter().map(|m| m.cell).collect::<Vec<usize>>();
    let odd: Vec<&Member> = members.iter().filter(is_odd).filter(can_repair).collect();
    let repairable: Vec<&Member> = members.iter().filter(can_repair).collect();
    match (odd.is_empty(), repairable.is_empty()) {
        (false, _) => cells(odd),
        (true, false) => cells(repairable),
        (true, true) => members.iter().map(|m| m.cell).collect(),
    }
}

/// What parts have, and a margin beyond.
fn range(numbers: impl Iterator<Item = f64>, margin: f64) -> (f64, f64) {
    let (low, high) = numbers.fold((f64::INFINITY, 0.0f64), |(l, h), n| (l.min(n), h.max(n)));
    (low / margin, high * margin)
}

/// The largest but for the oddest fortieth.
fn usual_most(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1 + sorted.len().div_ceil(40));
    sorted.get(last).copied().unwrap_or(f64::INFINITY)
}

fn within((low, high): (f64, f64)) -> impl Fn(f64) -> bool {
    move |v| (low..=high).contains(&v)
}

/// What memories of one technology have.
struct Technology {
    bandwidths: (f64, f64),
    buses: (f64, f64),
    /// Narrowest step of a bus.
    width: f64,
    rates: Vec<f64>,
}

impl Technology {
    /// The technology of that family, or of that generation of it; `None` where no chip has it.
    fn of(judge: &Judge, family: &str, named: Option<&str>) -> Option<Self> {
        let is_of =
            |c: &&Chip| c.memory.kind.as_deref().and_then(generation::family) == Some(family);
        let chips: Vec<&Chip> = judge.names.catalog().chips().iter().filter(is_of).collect();
        let field = |f: fn(&Chip) -> Option<&Quantity>| {
            chips.iter().filter_map(move |c| f(c).map(|q| q.value))
        };
        let of_generation = |g: &&generation::Generation| {
            generation::family(g.name) == Some(family) && named.is_none_or(|n| n == g.name)
        };
        let rates = GENERATIONS.iter().filter(of_generation).flat_map(|g| g.rates_gbit_s);
        (!chips.is_empty()).then(|| Technology {
            bandwidths: range(field(|c| c.memory.published_bandwidth.as_ref()), MARGIN),
            buses: range(field(|c| c.memory.bus.as_ref()), 1.0),
            width: if family == "HBM" { 1024.0 } else { 32.0 },
            rates: rates.map(|r| r * 1e9).collect(),
        })
    }

    /// Whether a memory of it can have all three.
    fn has(&self, [bandwidth, bus, rate]: [f64; 3], slack: f64) -> bool {
        let whole = (bus / self.width).round().max(1.0) * self.width;
        within(self.bandwidths)(bandwidth)
            && (bus / whole - 1.0).abs() < SLACK
            && within(self.buses)(whole)
            && self.rates.iter().any(|r| (rate / r - 1.0).abs() < slack)
    }
}

/// Whose the contradiction of a memory's bandwidth, bus and rate is; each with its cell.
pub(super) fn of_memory(
    judge: &Judge,
    kind: Option<&str>,
    [bandwidth, bus, rate]: [(usize, f64); 3],
) -> Vec<usize> {
    let named = kind.and_then(generation::named).map(|g| g.name);
    let families = match kind.and_then(generation::family) {
        Some(family) => vec![family],
        None => vec!["HBM", "GDDR", "LPDDR", "DDR"],
    };
    let known: Vec<Technology> =
        families.into_iter().filter_map(|f| Technology::of(judge, f, named)).collect();
    // Each repaired by the two others; the three must then fit one technology.
    let repaired = [
        (bandwidth.0, [bus.1 * rate.1 / 8.0, bus.1, rate.1], SLACK),
        (bus.0, [bandwidth.1, 8.0 * bandwidth.1 / rate.1, rate.1], SLACK),
        (rate.0, [bandwidth.1, bus.1, 8.0 * bandwidth.1 / bus.1], FINE),
    ];
    let fits =
        |(_, memory, slack): &&(_, [f64; 3], f64)| known.iter().any(|t| t.has(*memory, *slack));
    let cells: Vec<usize> = repaired.iter().filter(fits).map(|(cell, ..)| *cell).collect();
    if cells.is_empty() { vec![bandwidth.0, bus.0, rate.0] } else { cells }
}

/// Whose the contradiction of FP32 peak, cores and clock is; each with its cell.
///
/// A core takes transistors: where their number is known, it bounds that of the cores.
pub(super) fn of_vector_peak(
    judge: &Judge,
    transistors: Option<f64>,
    [peak, cores, clock]: [(usize, f64); 3],
) -> Vec<usize> {
    let chips = || judge.names.catalog().chips().iter().filter(|c| c.kind() == ChipKind::Gpu);
    let lanes = |c: &Chip| Some(c.units()? * c.vector_ops_per_clock(Precision::Fp32)? / 2.0);
    let clocks = chips().filter_map(|c| c.compute.clock_boost.as_ref()).map(|q| q.value);
    let peaks =
        chips().filter_map(|c| c.compute.published_vector.get(Precision::Fp32)).map(|q| q.value);
    let per_core = |c: &Chip| Some(lanes(c)? / c.physical.transistors.as_ref()?.value);
    let cores_range = match transistors {
        Some(t) => (0.0, MARGIN * usual_most(chips().filter_map(per_core)) * t),
        None => range(chips().filter_map(lanes), MARGIN),
    };
    let member = |(cell, printed), repaired: f64, range| Member {
        cell,
        printed,
        // Dual issue: two operations more a clock.
        repaired: vec![repaired, repaired / 2.0],
        is_plausible: Box::new(within(range)),
    };
    narrow(&[
        member(peak, 4.0 * cores.1 * clock.1, range(peaks, MARGIN)),
        member(cores, peak.1 / (2.0 * clock.1), cores_range),
        member(clock, peak.1 / (2.0 * cores.1), range(clocks, MARGIN)),
    ])
}
