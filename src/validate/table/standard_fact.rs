//! What standards say of memory generations, the catalogue of systems, and ISSCC of operations.

use crate::catalog::{Chip, Precision, Quantity, System};

use super::chip_fact::chip_facts;
use super::entity::Entity;
use super::fact::{Fact, Facts, Word, weight};
use super::generation::{HOROWITZ, OPERATIONS, STANDARD};
use super::property::{Format, Property, Sparse, Way};

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

pub(super) fn generation_facts(entity: &Entity, property: Property, facts: &mut Facts) {
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
        P::Standard | P::Encoding => facts.words.push(Word {
            text: if property == P::Standard { g.standard } else { signals(g.name) }.into(),
            source: STANDARD.into(),
            weight: 0.8,
            of: g.name.into(),
            aside: false,
        }),
        P::DieDensity => {
            for gbit in g.die_gbit {
                add(gbit * 1e9 / 8.0, format!("{} die of {gbit} Gbit", g.name), false);
            }
        }
        _ => {}
    }
}

/// How a memory signals: one bit a symbol but for the two with more levels.
fn signals(generation: &str) -> &'static str {
    match generation {
        "GDDR6X" => "PAM4",
        "GDDR7" => "PAM3",
        _ => "NRZ",
    }
}

pub(super) fn system_facts(entity: &Entity, property: Property, all: &[Chip], facts: &mut Facts) {
    use Property as P;
    let Some(system) = entity.system else { return };
    let chip = all.iter().find(|c| system.chip.as_deref() == Some(&*c.id));
    if let (Some(chip), Some(n)) = (chip, system.chip_count()) {
        of_all_chips(system, chip, n, property, facts);
    }
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
    let field = match property {
        P::MemoryCapacity => "total.memory",
        P::Power => "total.power",
        P::Peak(..) => "total.peak_16bit",
        P::MemoryBandwidth => "total.memory_bandwidth",
        _ => "",
    };
    for other in system.also_published.iter().filter(|a| &*a.field == field) {
        add(&Some(other.quantity.clone()), 1.0, "also published");
    }
    match property {
        P::Year => add(&system.year, 1.0, "year"),
        P::Power => add(&system.total.power, 1.0, "power"),
        P::MemoryCapacity => add(&system.total.memory, 1.0, "memory"),
        P::MemoryBandwidth => add(&system.total.memory_bandwidth, 1.0, "memory bandwidth"),
        P::HostMemory => add(&system.total.host_memory, 1.0, "memory of the hosts"),
        P::Price => add(&system.total.price, 1.0, "price"),
        P::Domain => add(&system.scaleup.domain, 1.0, "scale-up domain"),
        P::Units | P::ChipCount => add(&system.chips, 1.0, "chips"),
        P::Peak(_, Format::Bits16 | Format::Unsaid, Sparse::Dense)
        | P::Peak(_, Format::One(Precision::Bf16 | Precision::Fp16), Sparse::Dense) => {
            add(&system.total.peak_16bit, 1.0, "dense 16-bit peak");
        }
        P::SwitchChips => add(&system.scaleup.switch_chips, 1.0, "switch chips"),
        P::ScaleOut => {
            add(&system.scaleout.rate_per_chip, 0.125, "scale-out per chip");
            let chips = system.chip_count().unwrap_or(1.0);
            add(&system.scaleout.rate_per_chip, 0.125 * chips, "scale-out of all chips from");
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

/// What all chips of a system have together: peaks, memory, bandwidth; and what each is made of.
fn of_all_chips(system: &System, chip: &Chip, n: f64, property: Property, facts: &mut Facts) {
    use Property as P;
    let mut of_one = Facts::default();
    match property {
        P::Peak(engine, format, _) => {
            // A maker of systems counts sparsity, whether he says so or not.
            for sparse in [Sparse::Dense, Sparse::Counted] {
                let peak = P::Peak(engine, format, sparse);
                chip_facts(chip, peak, peak != property, &mut of_one);
            }
        }
        P::MemoryCapacity | P::MemoryBandwidth => {
            chip_facts(chip, property, system.total.memory.is_some(), &mut of_one);
        }
        P::MemoryKind => chip_facts(chip, property, false, facts),
        _ => return,
    }
    facts.exists = facts.exists.or(of_one.exists);
    facts.sparsity = facts.sparsity.or(of_one.sparsity);
    facts.numbers.extend(of_one.numbers.into_iter().map(|fact| Fact {
        value: n * fact.value,
        formula: format!("{n} x {}", fact.formula),
        of: system.id.clone(),
        weight: 0.95 * fact.weight,
        ..fact
    }));
}

pub(super) fn operation_facts(entity: &Entity, property: Property, facts: &mut Facts) {
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
