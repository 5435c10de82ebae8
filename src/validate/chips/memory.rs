//! Memories against what their generation can be: width of a device, rate of a pin.

use super::reasons::{Pair, plain_start};
use super::{UNEXPLAINED, evidence, group};
use crate::catalog::Chip;
use crate::report::number::compact;
use crate::validate::{Comparison, Reason};

/// What a memory generation allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Generation {
    /// Its name as catalogue files write it.
    pub name: &'static str,
    /// Slowest pin of any product, Gbit/s.
    pub slowest_gbit: f64,
    /// Fastest pin of any product, Gbit/s.
    pub fastest_gbit: f64,
    /// Data pins of one stack or chip; `None` where packages come in several widths.
    pub pins: Option<f64>,
    /// Standard or maker the range is from.
    pub source: &'static str,
}

const fn generation(
    name: &'static str,
    [slowest_gbit, fastest_gbit]: [f64; 2],
    pins: Option<f64>,
    source: &'static str,
) -> Generation {
    Generation { name, slowest_gbit, fastest_gbit, pins, source }
}

/// Every generation known, slowest pin first within a family. The ranges are recalled from the
/// sources named.
pub const GENERATIONS: [Generation; 17] = [
    generation("HBM1", [0.8, 1.0], Some(1024.0), "JESD235"),
    generation("HBM2", [1.0, 2.4], Some(1024.0), "JESD235B"),
    generation("HBM2e", [2.4, 3.6], Some(1024.0), "JESD235D; SK hynix to 3.6"),
    generation("HBM3", [4.0, 6.4], Some(1024.0), "JESD238"),
    generation("HBM3e", [5.6, 9.8], Some(1024.0), "JESD238B; Micron, SK hynix, Samsung to 9.8"),
    generation("HBM4", [6.0, 11.7], Some(2048.0), "JESD270-4; Micron, Samsung to 11.7"),
    generation("GDDR5", [3.0, 9.0], Some(32.0), "JESD212"),
    generation("GDDR5X", [9.0, 12.0], Some(32.0), "JESD232"),
    generation("GDDR6", [10.0, 20.0], Some(32.0), "JESD250; Samsung to 20"),
    generation("GDDR6X", [19.0, 24.0], Some(32.0), "Micron"),
    generation("GDDR7", [25.0, 36.0], Some(32.0), "JESD239"),
    generation("DDR3", [0.8, 2.133], None, "JESD79-3"),
    generation("DDR4", [1.6, 3.2], None, "JESD79-4"),
    generation("LPDDR4", [1.6, 4.267], None, "JESD209-4"),
    generation("LPDDR4X", [3.2, 4.267], None, "JESD209-4-1"),
    generation("LPDDR5", [3.2, 6.4], None, "JESD209-5"),
    generation("LPDDR5X", [7.5, 10.7], None, "JESD209-5C; Samsung to 10.7"),
];

/// Products run a few per cent past the round rate of their standard (2.43 for 2.4).
const ROOM: f64 = 0.02;

fn generation_of(chip: &Chip) -> Option<&'static Generation> {
    let kind = chip.memory.kind.as_deref()?;
    GENERATIONS.iter().find(|g| g.name.eq_ignore_ascii_case(kind))
}

/// A memory whose rate its generation does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct Oddity {
    /// Id of the chip.
    pub chip: String,
    /// What is odd, in a sentence with the numbers.
    pub what: String,
}

/// A rate outside the range of the generation, if it is.
pub(super) fn oddity(chip: &Chip) -> Option<Oddity> {
    let kind = chip.memory.kind.as_deref()?;
    let rate = chip.memory.rate.as_ref()?;
    let oddity = |what| Some(Oddity { chip: chip.id.to_string(), what });
    let Some(g) = generation_of(chip) else {
        return oddity(format!("{kind} names no generation, so that {rate} cannot be checked"));
    };
    let gbit = rate.in_units_of(1e9);
    let range = g.slowest_gbit * (1.0 - ROOM)..=g.fastest_gbit * (1.0 + ROOM);
    if range.contains(&gbit) {
        return None;
    }
    let (low, high) = (g.slowest_gbit, g.fastest_gbit);
    oddity(format!("{rate} per pin, but {kind} has {low} to {high} Gbit/s ({})", g.source))
}

/// Bus width against stacks x pins of one stack.
pub(super) fn compare(chip: &Chip) -> Option<Comparison> {
    let pins = generation_of(chip)?.pins?;
    let (stacks, bus) = (chip.memory.stacks.as_ref()?, chip.memory.bus.as_ref()?);
    let full = stacks.value * pins;
    // GDDR chips share their channels in pairs ("clamshell") where capacity matters.
    let clamshell = pins < 1024.0 && full / 2.0 == bus.value;
    let predicted = if clamshell { full / 2.0 } else { full };
    let pair = Pair { derived: predicted, published: bus.value, quantity: bus, scale: 1.0 };
    let per = if clamshell { pins / 2.0 } else { pins };
    Some(Comparison {
        subject: chip.id.to_string(),
        group: group(chip),
        kind: "memory bus",
        quantity: "memory bus".to_owned(),
        formula: format!("{} x {} bit", compact(stacks.value, 4), compact(per, 4)),
        predicted,
        reference: bus.value,
        unit: "bit",
        evidence: evidence(&[stacks], bus),
        reason: plain_start(pair).unwrap_or_else(|| {
            let needed = compact(bus.value / stacks.value, 4);
            Reason::new(&UNEXPLAINED, format!("{needed} bit per stack or chip"))
        }),
        source: bus.source.to_string(),
    })
}
