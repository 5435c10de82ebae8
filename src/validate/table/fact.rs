//! What is known about a property of whom a label names.

use std::sync::Arc;

use crate::catalog::{Chip, ChipKind, Precision, Provenance, Quantity};

use super::entity::{Entity, same_part};
use super::generation::{HOROWITZ, STANDARD};
use super::property::{Engine, Format, Property, Sparse, Way};

/// A known figure, in the canonical unit of its property.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) value: f64,
    /// The formula, or the catalogue field.
    pub(super) formula: String,
    pub(super) source: Arc<str>,
    /// How sure the figure is, from 0 to 1.
    pub(super) weight: f64,
    /// Id of the chip or name of the standard.
    pub(super) of: Arc<str>,
    /// Of a version the label does not name, or of a clock it does not mean.
    pub(super) aside: bool,
}

/// A known word.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) source: Arc<str>,
    pub(super) weight: f64,
    pub(super) of: Arc<str>,
    pub(super) aside: bool,
}

/// Everything known about one property of one entity.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) numbers: Vec<Fact>,
    pub(super) words: Vec<Word>,
    /// Whether the thing exists; `Some(false)` where the maker's other figures rule it out.
    pub(super) exists: Option<bool>,
    /// Structured sparsity of the chip multiplies its peaks by this.
    pub(super) sparsity: Option<f64>,
}

impl Facts {
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.words.is_empty()
    }

    /// The figure to name when the printed one is wrong: a published one of the named chip.
    pub(super) fn best(&self) -> Option<&Fact> {
        let key = |f: &&Fact| (!f.aside, f.weight);
        self.numbers.iter().rev().max_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }
}

fn weight(q: &Quantity) -> f64 {
    let base = match q.provenance {
        Provenance::Read => 0.95,
        Provenance::Derived => 0.8,
        Provenance::Recalled => 0.75,
        Provenance::Estimated => 0.4,
    };
    if q.circular { base * 0.8 } else { base }
}

struct Collector<'a, 'b> {
    chip: &'a Chip,
    aside: bool,
    facts: &'b mut Facts,
}

impl Collector<'_, '_> {
    fn field(&mut self, name: &str, scale: f64) {
        if let Some(q) = self.chip.numeric_field(name) {
            self.add(q.value * scale, format!("catalogue {name} = {}", q.written), q, 1.0, false);
        }
    }

    fn add(&mut self, value: f64, formula: String, from: &Quantity, share: f64, aside: bool) {
        self.facts.numbers.push(Fact {
            value,
            formula,
            source: from.source.clone(),
            weight: weight(from) * share,
            of: self.chip.id.clone(),
            aside: self.aside || aside,
        });
    }

    fn word(&mut self, text: &str, source: Arc<str>, weight: f64) {
        let of = self.chip.id.clone();
        self.facts.words.push(Word { text: text.into(), source, weight, of, aside: self.aside });
    }
}

/// Everything known about `property` of `entity`.
pub(super) fn of(entity: &Entity, property: Property, twins: &[Chip]) -> Facts {
    let mut facts = Facts::default();
    for chip in &entity.chips {
        chip_facts(chip, property, false, &mut facts);
    }
    for chip in &entity.siblings {
        chip_facts(chip, property, true, &mut facts);
    }
    if facts.is_empty()
        && let [chip] = entity.chips[..]
    {
        twin_facts(chip, property, twins, &mut facts);
    }
    generation_facts(entity, property, &mut facts);
    link_facts(entity, property, &mut facts);
    carrier_facts(entity, property, twins, &mut facts);
    system_facts(entity, property, &mut facts);
    operation_facts(entity, property, &mut facts);
    facts
}

/// A product sold with a die that is catalogued under another name, and without figures of its own.
fn twin_facts(chip: &Chip, property: Property, all: &[Chip], facts: &mut Facts) {
    if !matches!(property, Property::Peak(..)) || chip.units().is_some() {
        return;
    }
    let die = |c: &Chip| c.physical.die.as_ref().map(|q| q.value);
    let is_twin = |c: &&Chip| c.id != chip.id && same_part(c, chip) && die(c) == die(chip);
    if die(chip).is_some() {
        for twin in all.iter().filter(is_twin) {
            chip_facts(twin, property, true, facts);
        }
    }
}

fn chip_facts(chip: &Chip, property: Property, aside: bool, facts: &mut Facts) {
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
        P::L2 => c.field("memory.l2", 1.0),
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

fn formats(format: Format) -> Vec<Precision> {
    match format {
        Format::One(precision) => vec![precision],
        Format::Bits16 => vec![Precision::Fp16, Precision::Bf16],
        Format::Unsaid => Precision::ALL.to_vec(),
    }
}

fn peaks(c: &mut Collector, engine: Engine, format: Format, sparse: Sparse) {
    let chip = c.chip;
    let compute = &chip.compute;
    c.facts.sparsity = compute.sparsity.as_ref().map(|q| q.value).or(c.facts.sparsity);
    let factor = match sparse {
        Sparse::Dense => 1.0,
        Sparse::Counted => compute.sparsity.as_ref().map_or(1.0, |q| q.value),
    };
    let name = if factor == 1.0 { "" } else { " x sparsity" };
    let mut any_engine = false;
    let mut this = false;
    for precision in Precision::ALL {
        let wanted = formats(format).contains(&precision);
        if engine != Engine::Vector {
            let published = compute.published_matrix.get(precision);
            let ops = compute.matrix_ops.get(precision);
            any_engine |= published.is_some() || ops.is_some();
            if wanted {
                this |= published.is_some() || ops.is_some();
                if let Some(q) = published {
                    let formula = format!(
                        "catalogue published {precision} matrix peak = {}{name}",
                        q.written
                    );
                    c.add(q.value * factor, formula, q, 1.0, false);
                }
                let own = if precision == Precision::Fp64 {
                    compute.clock_fp64.as_ref().or(compute.clock_boost.as_ref())
                } else {
                    compute.clock_tensor.as_ref().or(compute.clock_boost.as_ref())
                };
                derived(c, ops, own, (factor, "matrix"), published.is_some());
            }
        }
        if engine != Engine::Matrix {
            let published = compute.published_vector.get(precision);
            let ops = compute.vector_ops.get(precision);
            any_engine |= published.is_some() || ops.is_some();
            if wanted {
                this |= published.is_some() || ops.is_some();
                // Sparsity is of the matrix engine; a vector peak under "FP16" may still be meant.
                let aside = sparse == Sparse::Counted;
                if let Some(q) = published {
                    let formula =
                        format!("catalogue published {precision} vector peak = {}", q.written);
                    c.add(q.value, formula, q, 1.0, aside);
                }
                let own = compute.clock_fp64.as_ref().filter(|_| precision == Precision::Fp64);
                let clock = own.or(compute.clock_boost.as_ref());
                derived(c, ops, clock, (1.0, "vector"), published.is_some());
                derived_aside(c, ops, compute.clock_base.as_ref());
            }
        }
    }
    if any_engine && !this && chip.units().is_some() {
        c.facts.exists = c.facts.exists.or(Some(false));
    } else if this {
        c.facts.exists = Some(true);
    }
}

/// peak = units x op/clk x clock.
fn derived(
    c: &mut Collector,
    ops: Option<&Quantity>,
    clock: Option<&Quantity>,
    (factor, engine): (f64, &str),
    published: bool,
) {
    if let (Some(units), Some(ops), Some(clock)) = (&c.chip.compute.units, ops, clock) {
        let formula = format!("{} x {} x {} ({engine})", units.written, ops.written, clock.written);
        let value = units.value * ops.value * clock.value * factor;
        // A derived peak stands behind a published one that differs.
        c.add(value, formula, ops, if published { 0.8 } else { 0.9 }, published);
    }
}

fn derived_aside(c: &mut Collector, ops: Option<&Quantity>, clock: Option<&Quantity>) {
    if let (Some(units), Some(ops), Some(clock)) = (&c.chip.compute.units, ops, clock) {
        let formula =
            format!("{} x {} x {} (vector, base)", units.written, ops.written, clock.written);
        c.add(units.value * ops.value * clock.value, formula, ops, 0.5, true);
    }
}

fn supports(c: &mut Collector, engine: Engine, precision: Precision) {
    let compute = &c.chip.compute;
    let (ops, published) = match engine {
        Engine::Matrix => (&compute.matrix_ops, &compute.published_matrix),
        _ => (&compute.vector_ops, &compute.published_vector),
    };
    let known = Precision::ALL.iter().any(|p| ops.get(*p).is_some());
    let has = ops.get(precision).or(published.get(precision));
    if let Some(q) = has {
        c.facts.exists = Some(true);
        let text = format!("{precision}: {}", q.written);
        let (source, weight) = (q.source.clone(), weight(q));
        c.word(&text, source, weight);
    } else if known {
        c.facts.exists = c.facts.exists.or(Some(false));
    }
}

fn scaleup(c: &mut Collector, way: Way) {
    let link = &c.chip.link;
    let half = [(1.0, "both directions"), (0.5, "one direction")];
    for (share, words) in half {
        let aside = match way {
            Way::Both => share < 1.0,
            Way::One => share == 1.0,
            Way::Unsaid => share < 1.0,
        };
        if aside && way != Way::Unsaid {
            continue;
        }
        if let Some(q) = &link.published_bidirectional {
            let formula = format!("catalogue scale-up = {} both ways; {words}", q.written);
            c.add(q.value * share, formula, q, 1.0, aside);
        }
        if let (Way::Unsaid, Some(rate)) = (way, &link.rate_per_link) {
            let formula = format!("2 x {} of one link; {words}", rate.written);
            c.add(2.0 * rate.value * share, formula, rate, 0.6, true);
        }
        if let (Some(links), Some(rate)) = (&link.links, &link.rate_per_link) {
            let formula = format!("2 x {} x {}; {words}", links.written, rate.written);
            c.add(2.0 * links.value * rate.value * share, formula, rate, 0.9, aside);
        }
    }
    // Every accelerator of the catalogue with figures for links has them; others have no network.
    if link.published_bidirectional.is_none() && link.links.is_none() && link.scaleup.is_none() {
        c.facts.exists = c.facts.exists.or(Some(false));
    }
}

/// Bandwidth of PCI Express before the line code, GB/s in one direction of 16 lanes.
fn pcie_raw_gbytes(generation: f64) -> f64 {
    // 2.5 and 5 GT/s carry 8b/10b, which everybody quotes after the code: 4 and 8 GB/s.
    4.0 * 2f64.powi(generation as i32 - 1)
}

/// Share of 4, 8, 16, ... GB/s that data can use: 128b/130b from generation 3, FLIT from 6.
fn pcie_share(generation: f64) -> f64 {
    match generation as i32 {
        ..=2 => 1.0,
        3..=5 => 128.0 / 130.0,
        _ => 236.0 / 256.0,
    }
}

fn host(c: &mut Collector, way: Way) {
    let h = &c.chip.host;
    if let (Some(generation), Some(lanes)) = (&h.pcie_generation, &h.pcie_lanes) {
        let raw = pcie_raw_gbytes(generation.value) * 1e9 * lanes.value / 16.0;
        let share = pcie_share(generation.value);
        let ways: &[(f64, bool)] = match way {
            Way::Both => &[(2.0, false)],
            Way::One => &[(1.0, false)],
            Way::Unsaid => &[(2.0, false), (1.0, true)],
        };
        for (n, aside) in ways {
            let what = format!(
                "PCIe {} x{}, {}",
                generation.value,
                lanes.value,
                if *n == 2.0 { "both directions" } else { "one direction" }
            );
            c.add(raw * n, format!("{what}, before the code"), generation, 1.0, *aside);
            c.add(raw * n * share, format!("{what}, after the code"), generation, 0.98, *aside);
        }
    }
}

fn standard(facts: &mut Facts, of: &str, value: f64, formula: String, aside: bool) {
    facts.numbers.push(Fact {
        value,
        formula,
        source: STANDARD.into(),
        weight: 0.8,
        of: of.into(),
        aside,
    });
}

fn generation_facts(entity: &Entity, property: Property, facts: &mut Facts) {
    use Property as P;
    if entity.any_hbm && property == P::MemoryBus {
        for bits in [1024.0, 2048.0] {
            standard(facts, "HBM", bits, format!("a stack of HBM has {bits} data pins"), false);
        }
    }
    let Some(g) = entity.memory else { return };
    let mut add =
        |value: f64, formula: String, aside| standard(facts, g.name, value, formula, aside);
    match property {
        P::Year => {
            add(g.years.1, format!("first volume product of {}", g.name), false);
            for year in g.years.0 as i32..g.years.1 as i32 {
                add(f64::from(year), format!("standard and samples of {}", g.name), true);
            }
        }
        P::MemoryRate | P::LaneRate => {
            for rate in g.rates_gbit_s {
                add(rate * 1e9, format!("{} rate {rate} Gbit/s", g.name), false);
            }
        }
        P::MemoryBandwidth => {
            for rate in g.rates_gbit_s {
                let formula = format!("{} bit x {rate} Gbit/s / 8", g.bits);
                add(g.bits * rate * 1e9 / 8.0, formula, false);
            }
        }
        P::MemoryBus => add(g.bits, format!("{} has {} data pins", g.name, g.bits), false),
        P::Channels => add(g.channels, format!("{} has {} channels", g.name, g.channels), false),
        P::ChannelBits => {
            add(g.bits / g.channels, format!("{} pins / {} channels", g.bits, g.channels), false);
        }
        P::Voltage => g.volts.iter().for_each(|v| add(*v, format!("{} VDD", g.name), false)),
        P::MemoryCapacity => {
            for gb in g.capacities_gb {
                add(gb * 1e9, format!("{} stack or chip of {gb} GB", g.name), false);
            }
        }
        P::DieDensity => {
            for gbit in g.die_gbit {
                add(gbit * 1e9 / 8.0, format!("{} die of {gbit} Gbit", g.name), false);
            }
        }
        _ => {}
    }
}

fn link_facts(entity: &Entity, property: Property, facts: &mut Facts) {
    use Property as P;
    let Some(link) = entity.link else { return };
    let mut add = |q: &Option<Quantity>, factor: f64, words: &str, aside: bool| {
        if let Some(q) = q {
            facts.numbers.push(Fact {
                value: q.value * factor,
                formula: format!("catalogue {} {words} = {}", link.id, q.written),
                source: q.source.clone(),
                weight: weight(q),
                of: link.id.clone(),
                aside,
            });
        }
    };
    match property {
        P::Year => add(&link.year, 1.0, "year", false),
        P::LaneRate | P::MemoryRate => {
            add(&link.rate_per_lane, 1.0, "rate per lane", false);
            add(&link.effective, 8.0, "rate of all lanes", true);
        }
        P::Voltage => add(&link.voltage, 1.0, "voltage", false),
        P::MemoryBus => add(&link.lanes, 1.0, "lanes", false),
        P::HostBandwidth(way) | P::Scaleup(way) => {
            if way != Way::Both {
                add(&link.effective, 1.0, "after the code, one direction", way == Way::Unsaid);
                if entity.pcie.is_none_or(|g| g < 6.0) || way == Way::Unsaid {
                    pcie_before_code(entity, link.effective.as_ref(), 1.0, &mut add);
                }
            }
            if way != Way::One {
                add(&link.bidirectional, 1.0, "both directions", false);
                add(&link.effective, 2.0, "after the code, both directions", false);
                pcie_before_code(entity, link.effective.as_ref(), 2.0, &mut add);
            }
        }
        P::LinkRate | P::MemoryBandwidth => {
            add(&link.effective, 1.0, "one direction", false);
            add(&link.bidirectional, 1.0, "both directions", true);
        }
        _ => {}
    }
}

/// What the chips with the most links of a generation have: NVLink 4 is 18 links, 900 GB/s.
fn carrier_facts(entity: &Entity, property: Property, chips: &[Chip], facts: &mut Facts) {
    let Some(link) = entity.link.filter(|_| entity.pcie.is_none()) else { return };
    let name = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
    let wanted = link.name.as_deref().map(name);
    let carries = |c: &&Chip| c.link.scaleup.as_deref().map(name) == wanted;
    let most = chips.iter().filter(carries).max_by(|a, b| {
        let links = |c: &Chip| c.scaleup_links().unwrap_or(0.0);
        links(a).total_cmp(&links(b))
    });
    if let (Some(chip), Property::Links | Property::Scaleup(_)) = (most, property) {
        chip_facts(chip, property, false, facts);
    }
}

/// Vendors quote PCI Express from generation 3 before its code: 32 GB/s for 31.5.
fn pcie_before_code(
    entity: &Entity,
    effective: Option<&Quantity>,
    ways: f64,
    add: &mut impl FnMut(&Option<Quantity>, f64, &str, bool),
) {
    if let (Some(generation), Some(q)) = (entity.pcie, effective) {
        let raw = pcie_raw_gbytes(generation) * 1e9;
        add(&Some(q.clone()), ways * raw / q.value, "before the code", true);
    }
}

fn system_facts(entity: &Entity, property: Property, facts: &mut Facts) {
    use Property as P;
    let Some(system) = entity.system else { return };
    let mut add = |q: &Option<Quantity>, factor: f64, words: &str| {
        if let Some(q) = q {
            facts.numbers.push(Fact {
                value: q.value * factor,
                formula: format!("catalogue {} {words} = {}", system.id, q.written),
                source: q.source.clone(),
                weight: weight(q),
                of: system.id.clone(),
                aside: factor != 1.0,
            });
        }
    };
    match property {
        P::Year => add(&system.year, 1.0, "year"),
        P::Power => add(&system.total.power, 1.0, "power"),
        P::MemoryCapacity => add(&system.total.memory, 1.0, "memory"),
        P::MemoryBandwidth => add(&system.total.memory_bandwidth, 1.0, "memory bandwidth"),
        P::Price => add(&system.total.price, 1.0, "price"),
        P::Domain => add(&system.scaleup.domain, 1.0, "scale-up domain"),
        P::Units => add(&system.chips, 1.0, "chips"),
        P::Peak(_, Format::Bits16 | Format::Unsaid, Sparse::Dense)
        | P::Peak(_, Format::One(Precision::Bf16 | Precision::Fp16), Sparse::Dense) => {
            add(&system.total.peak_16bit, 1.0, "dense 16-bit peak");
        }
        P::Scaleup(way) => {
            if way != Way::One {
                add(&system.scaleup.bidirectional_per_chip, 1.0, "scale-up per chip, both ways");
                let chips = system.chip_count().unwrap_or(1.0);
                add(&system.scaleup.bidirectional_per_chip, chips, "scale-up of all chips from");
            }
            if way != Way::Both {
                add(&system.scaleup.bidirectional_per_chip, 0.5, "scale-up per chip, one way of");
            }
        }
        P::ScaleOut => add(&system.scaleout.rate_per_chip, 0.125, "scale-out per chip"),
        P::OpticsPerChip => {
            if let (Some(up), Some(chips)) = (&system.scaleup.optical_modules, &system.chips) {
                let out = system.scaleout.optical_modules.as_ref().map_or(0.0, |q| q.value);
                facts.numbers.push(Fact {
                    value: (up.value + out) / chips.value,
                    formula: format!(
                        "({} + {out}) optical modules / {} chips",
                        up.value, chips.value
                    ),
                    source: up.source.clone(),
                    weight: weight(up),
                    of: system.id.clone(),
                    aside: false,
                });
            }
        }
        _ => {}
    }
}

fn operation_facts(entity: &Entity, property: Property, facts: &mut Facts) {
    use super::generation::OPERATIONS;
    let Some(operation) = entity.operation else { return };
    let unit = &OPERATIONS[0];
    let (value, of, what) = match property {
        Property::EnergyRatio => (operation.energy_pj, unit.energy_pj, "pJ"),
        Property::AreaRatio if operation.area_um2 > 0.0 => {
            (operation.area_um2, unit.area_um2, "um2")
        }
        _ => return,
    };
    facts.numbers.push(Fact {
        value: value / of,
        formula: format!("{value} {what} / {of} {what}"),
        source: HOROWITZ.into(),
        weight: 0.8,
        of: operation.name.into(),
        aside: false,
    });
}
