//! What the catalogue says about a chip: silicon, clocks, memory.

use crate::catalog::{Chip, ChipKind, Precision};

use super::fact::{Collector, Facts, weight};
use super::link_fact::{host, scaleup};
use super::peak_fact::{peaks, supports};
use super::property::Property;

pub(super) fn chip_facts(chip: &Chip, property: Property, aside: bool, facts: &mut Facts) {
    use Property as P;
    let mut c = Collector { chip, aside, facts };
    match property {
        P::Year => c.field("year", 1.0),
        P::Process => c.field("physical.process", 1e9),
        P::Die => c.field("physical.die", 1e6),
        P::Transistors => c.field("physical.transistors", 1.0),
        P::Power => c.field("physical.tdp", 1.0),
        P::Units => {
            c.field("compute.units", 1.0);
            if chip.kind() == ChipKind::Tpu {
                c.field("systolic.cores", 1.0);
            }
        }
        P::Cores => cores(&mut c),
        P::TensorCores => tensor_cores(&mut c),
        P::FmaPerTensorCore => {
            if let (Some(per_unit), Some(q)) =
                (tensor_cores_per_unit(chip), chip.compute.matrix_ops.get(Precision::Fp16))
            {
                let formula = format!("{} per SM / {per_unit} tensor cores / 2", q.written);
                c.add(q.value / per_unit / 2.0, formula, q, 1.0, false);
            }
        }
        P::ClockBoost => clocks(&mut c, &["boost", "tensor", "fp64"], &[]),
        P::ClockBase => clocks(&mut c, &["base"], &[]),
        P::Clock => clocks(&mut c, &["boost", "tensor", "base"], &["fp64"]),
        P::Peak(engine, format, sparse) => peaks(&mut c, engine, format, sparse),
        P::Supports(engine, precision) => supports(&mut c, engine, precision),
        P::MemoryKind => memory_kind(&mut c),
        P::MemoryCapacity => c.field("memory.capacity", 1.0),
        P::MemoryBandwidth => {
            c.field("memory.published_bandwidth", 1.0);
            if let (Some(bus), Some(rate)) = (&chip.memory.bus, &chip.memory.rate) {
                let formula = format!("{} x {} / 8", bus.written, rate.written);
                c.add(bus.value * rate.value / 8.0, formula, rate, 0.95, false);
            }
        }
        P::MemoryBus => c.field("memory.bus", 1.0),
        P::MemoryRate => c.field("memory.rate", 1.0),
        P::Stacks => c.field("memory.stacks", 1.0),
        P::L2 => {
            c.field("memory.l2", 1.0);
            // Of a wafer or a Groq the memory is on the chip.
            if chip.memory.kind.as_deref().is_some_and(|k| k.contains("SRAM")) {
                c.field("memory.capacity", 1.0);
            }
        }
        P::Scratchpad => c.field("memory.scratchpad", 1.0),
        P::Registers => c.field("memory.registers", 1.0),
        P::Links | P::LinkLayout => c.field("link.links", 1.0),
        P::LinkRate => c.field("link.rate_per_link", 1.0),
        P::Domain => c.field("link.domain", 1.0),
        P::Scaleup(way) => scaleup(&mut c, way),
        P::HostBandwidth(way) => host(&mut c, way),
        P::PcieGeneration => c.field("host.pcie_generation", 1.0),
        P::HostInterface => {
            let h = &chip.host;
            if let (Some(generation), Some(lanes)) = (&h.pcie_generation, &h.pcie_lanes) {
                let text = format!("PCIe {} x{}", generation.value, lanes.value);
                c.word(&text, generation.source.clone(), weight(generation));
            }
        }
        _ => {}
    }
}

fn clocks(c: &mut Collector, main: &[&str], aside: &[&str]) {
    for (names, is_aside) in [(main, false), (aside, true)] {
        for name in names {
            let field = format!("compute.clock_{name}");
            if let Some(q) = c.chip.numeric_field(&field) {
                c.add(q.value, format!("catalogue {field} = {}", q.written), q, 1.0, is_aside);
            }
        }
    }
}

fn cores(c: &mut Collector) {
    let chip = c.chip;
    if let (Some(units), Some(ops)) =
        (&chip.compute.units, chip.compute.vector_ops.get(Precision::Fp32))
    {
        // AMD counts 64 stream processors a CU, also where they issue twice.
        let (lanes, formula) = if chip.vendor.as_deref() == Some("AMD") {
            (64.0, format!("{} x 64 stream processors", units.written))
        } else {
            (ops.value / 2.0, format!("{} x {} / 2", units.written, ops.written))
        };
        c.add(units.value * lanes, formula, units, 1.0, false);
    }
}

/// Tensor cores of one SM: 8 of Volta and Turing, 4 since Ampere; 4 matrix cores of a CDNA unit.
pub(super) fn tensor_cores_per_unit(chip: &Chip) -> Option<f64> {
    let architecture = chip.architecture.as_deref()?.split_whitespace().next()?;
    match architecture {
        "Volta" | "Turing" => Some(8.0),
        "Ampere" | "Ada" | "Hopper" | "Blackwell" => Some(4.0),
        "CDNA" | "CDNA2" | "CDNA3" | "CDNA4" => Some(4.0),
        _ => None,
    }
}

fn tensor_cores(c: &mut Collector) {
    let Some(units) = &c.chip.compute.units else { return };
    if let Some(per_unit) = tensor_cores_per_unit(c.chip) {
        let formula = format!("{} x {per_unit} tensor cores", units.written);
        c.add(units.value * per_unit, formula, units, 0.95, false);
    } else if c.chip.compute.matrix_ops.get(Precision::Fp16).is_none() {
        c.facts.exists = Some(false);
    }
}

fn memory_kind(c: &mut Collector) {
    let memory = &c.chip.memory;
    if let Some(kind) = &memory.kind {
        let near = [&memory.capacity, &memory.published_bandwidth, &memory.bus];
        let from = near.into_iter().flatten().next();
        let source = from.map_or_else(|| "catalogue".into(), |q| q.source.clone());
        c.word(kind, source, from.map_or(0.75, weight));
    }
}
