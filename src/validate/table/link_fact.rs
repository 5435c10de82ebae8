//! Links: what the catalogue says, and lanes x rate x line code.

use crate::catalog::{Chip, Quantity};

use super::chip_fact::chip_facts;
use super::entity::Entity;
use super::fact::{Collector, Fact, Facts, Word, weight};
use super::property::{Property, Way};

pub(super) fn scaleup(c: &mut Collector, way: Way) {
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
        c.also("link.published_bidirectional", share);
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
pub(super) fn pcie_raw_gbytes(generation: f64) -> f64 {
    // 2.5 and 5 GT/s carry 8b/10b, which everybody quotes after the code: 4 and 8 GB/s.
    4.0 * 2f64.powi(generation as i32 - 1)
}

/// Share of 4, 8, 16, ... GB/s that data can use: 128b/130b from generation 3, FLIT from 6.
pub(super) fn pcie_share(generation: f64) -> f64 {
    match generation as i32 {
        ..=2 => 1.0,
        3..=5 => 128.0 / 130.0,
        _ => 236.0 / 256.0,
    }
}

pub(super) fn host(c: &mut Collector, way: Way) {
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

pub(super) fn link_facts(entity: &Entity, property: Property, facts: &mut Facts) {
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
            // Networks count 64b/66b or do not: 25 and 25.78 Gbit/s.
            add(&link.rate_per_lane, 66.0 / 64.0, "rate per lane on the wire", true);
        }
        P::Lanes => add(&link.lanes, 1.0, "lanes", false),
        P::Encoding => {
            if let Some(text) = &link.encoding {
                let from = link.rate_per_lane.as_ref().or(link.effective.as_ref());
                facts.words.push(Word {
                    text: text.to_string(),
                    source: from.map_or_else(|| "catalogue".into(), |q| q.source.clone()),
                    weight: from.map_or(0.75, weight),
                    of: link.id.clone(),
                    aside: false,
                });
            }
        }
        P::Voltage => add(&link.voltage, 1.0, "voltage", false),
        P::MemoryBus => add(&link.lanes, 1.0, "lanes", false),
        P::HostBandwidth(way) | P::Scaleup(way) => {
            if way != Way::Both {
                add(&link.effective, 1.0, "after the code, one direction", way == Way::Unsaid);
                pcie_before_code(entity, link.effective.as_ref(), 1.0, &mut add);
            }
            if way != Way::One {
                add(&link.bidirectional, 1.0, "both directions", false);
                add(&link.effective, 2.0, "after the code, both directions", false);
                pcie_before_code(entity, link.effective.as_ref(), 2.0, &mut add);
            }
            let ways = if way == Way::Both { 2.0 } else { 1.0 };
            add(&link.raw, ways, "before the code", way == Way::Unsaid);
            if way == Way::Unsaid {
                add(&link.raw, 2.0, "before the code, both directions", true);
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
pub(super) fn carrier_facts(
    entity: &Entity,
    property: Property,
    chips: &[Chip],
    facts: &mut Facts,
) {
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
