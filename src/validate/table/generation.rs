//! What the standards say about memory generations, and what an operation costs.

/// A memory generation: one stack of HBM, one chip of GDDR, one channel of DDR.
///
/// Bandwidth = bits x rate / 8: HBM3 has 1024 bit x 6.4 Gbit/s / 8 = 819.2 GB/s.
#[derive(Debug)]
pub(super) struct Generation {
    /// Name in capitals without blanks.
    pub(super) name: &'static str,
    /// Rates of standard and products, Gbit/s per pin.
    pub(super) rates_gbit_s: &'static [f64],
    /// Data pins of a stack, chip or channel.
    pub(super) bits: f64,
    /// Channels of a stack or chip; their widths follow.
    pub(super) channels: f64,
    /// Supply voltages, V.
    pub(super) volts: &'static [f64],
    /// Capacities of a stack or chip, GB.
    pub(super) capacities_gb: &'static [f64],
    /// Density of one die, Gbit.
    pub(super) die_gbit: &'static [f64],
    /// First standard, sample or product, and first volume product.
    pub(super) years: (f64, f64),
    /// The JEDEC standard.
    pub(super) standard: &'static str,
}

/// Where the figures of [`GENERATIONS`] are from.
pub(super) const STANDARD: &str = "JEDEC standards and makers' product pages (recalled)";

macro_rules! generation {
    ($name:literal $bits:literal/$channels:literal $rates:tt $volts:tt $gb:tt $die:tt $years:tt $standard:literal) => {
        Generation {
            name: $name,
            rates_gbit_s: &$rates,
            bits: $bits,
            channels: $channels,
            volts: &$volts,
            capacities_gb: &$gb,
            die_gbit: &$die,
            years: $years,
            standard: $standard,
        }
    };
}

/// Every generation, the longer names before those they begin with.
pub(super) static GENERATIONS: [Generation; 21] = [
    generation!("HBM1" 1024.0/8.0 [1.0] [1.2, 1.3] [1.0] [2.0] (2013.0, 2015.0) "JESD235"),
    generation!("HBM2GEN1" 1024.0/8.0 [1.6, 2.0] [1.2] [4.0, 8.0] [8.0] (2016.0, 2017.0) "JESD235"),
    generation!("HBM2GEN2" 1024.0/8.0 [2.0, 2.4] [1.2] [4.0, 8.0] [8.0] (2017.0, 2018.0) "JESD235"),
    generation!("HBM2E" 1024.0/8.0 [2.8, 3.2, 3.6] [1.2] [8.0, 16.0, 24.0] [16.0] (2019.0, 2020.0) "JESD235"),
    generation!("HBM2" 1024.0/8.0 [1.4, 1.6, 1.7, 2.0, 2.4] [1.2] [4.0, 8.0] [8.0] (2016.0, 2017.0) "JESD235"),
    generation!("HBM3E" 1024.0/16.0 [8.0, 9.2, 9.6] [1.1] [24.0, 36.0, 48.0] [24.0] (2023.0, 2024.0) "JESD238"),
    generation!("HBM3" 1024.0/16.0 [4.8, 5.2, 5.6, 6.4] [1.1] [16.0, 24.0] [16.0] (2021.0, 2022.0) "JESD238"),
    generation!("HBM4" 2048.0/32.0 [6.4, 8.0] [1.05] [36.0, 48.0, 64.0] [24.0, 32.0] (2025.0, 2026.0) "JESD270-4"),
    generation!("GDDR5X" 32.0/1.0 [10.0, 11.0, 11.4, 12.0] [1.35] [1.0] [8.0] (2016.0, 2017.0) "JESD232"),
    generation!("GDDR5" 32.0/1.0 [3.6, 5.0, 6.0, 7.0, 8.0] [1.5] [0.5, 1.0] [4.0, 8.0] (2008.0, 2009.0) "JESD212"),
    generation!("GDDR6X" 32.0/2.0 [19.0, 19.5, 21.0, 22.4] [1.35] [1.0, 2.0] [8.0, 16.0] (2020.0, 2020.0) "none"),
    generation!("GDDR6" 32.0/2.0 [12.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.5, 20.0] [1.35] [1.0, 2.0] [8.0, 16.0] (2018.0, 2018.0) "JESD250"),
    generation!("GDDR7" 32.0/4.0 [28.0, 30.0, 32.0] [1.2] [2.0, 3.0] [16.0, 24.0] (2024.0, 2025.0) "JESD239"),
    generation!("LPDDR6" 24.0/2.0 [10.667, 12.8, 14.4] [0.5, 1.0] [] [] (2025.0, 2026.0) "JESD209-6"),
    generation!("LPDDR5X" 64.0/4.0 [7.5, 8.533, 9.6, 10.667] [0.5, 1.05] [] [] (2021.0, 2022.0) "JESD209-5"),
    generation!("LPDDR5" 64.0/4.0 [5.5, 6.4] [0.5, 1.05] [] [] (2019.0, 2020.0) "JESD209-5"),
    generation!("LPDDR4X" 64.0/4.0 [3.733, 4.266] [0.6, 1.1] [] [] (2017.0, 2018.0) "JESD209-4"),
    generation!("LPDDR4" 64.0/4.0 [2.133, 2.4, 2.666, 3.2, 3.733, 4.266] [1.1] [] [] (2014.0, 2015.0) "JESD209-4"),
    generation!("DDR5" 64.0/2.0 [4.8, 5.6, 6.4] [1.1] [] [16.0, 24.0, 32.0] (2020.0, 2021.0) "JESD79-5"),
    generation!("DDR3" 64.0/1.0 [1.066, 1.333, 1.6, 1.866, 2.133] [1.5, 1.35] [] [1.0, 2.0, 4.0, 8.0] (2007.0, 2008.0) "JESD79-3"),
    generation!("DDR4" 64.0/1.0 [2.133, 2.4, 2.666, 2.933, 3.2] [1.2] [] [4.0, 8.0, 16.0] (2014.0, 2014.0) "JESD79-4"),
];

/// The generation a text names; `HBM` alone is none.
pub(super) fn named(text: &str) -> Option<&'static Generation> {
    let plain: String = text
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let at = |g: &&Generation| plain.find(g.name).map(|i| (std::cmp::Reverse(g.name.len()), i));
    GENERATIONS.iter().filter(|g| at(g).is_some()).min_by_key(at)
}

/// Whether two texts name the same technology; `None` where one of them names none.
///
/// `HBM` without a generation is any of them.
pub(super) fn same(a: &str, b: &str) -> Option<bool> {
    let (first, others) = (alternatives(a), alternatives(b));
    if first.len() > 1 || others.len() > 1 {
        let pairs = first.iter().flat_map(|a| others.iter().map(move |b| same_one(a, b)));
        let known: Vec<bool> = pairs.flatten().collect();
        return (!known.is_empty()).then(|| known.contains(&true));
    }
    same_one(a, b)
}

/// `LPDDR4/4X` is either of the two.
fn alternatives(text: &str) -> Vec<String> {
    // From its name on: `4/8 GB` before it are capacities.
    let upper = text.to_ascii_uppercase();
    let from = ["HBM", "LPDDR", "GDDR", "DDR"].into_iter().filter_map(|f| upper.find(f)).min();
    let text = from.and_then(|i| text.get(i..)).unwrap_or(text);
    let mut parts = text.split('/').map(str::trim);
    let first = parts.next().unwrap_or("").to_owned();
    let line: String = first.chars().take_while(|c| !c.is_ascii_digit()).collect();
    let mut out = vec![first];
    for part in parts {
        let is_short = part.starts_with(|c: char| c.is_ascii_digit()) && part.len() <= 2;
        if !is_short && family(part).is_none() {
            return vec![text.to_owned()];
        }
        out.push(if is_short { format!("{line}{part}") } else { part.to_owned() });
    }
    out
}

fn same_one(a: &str, b: &str) -> Option<bool> {
    match (named(a), named(b)) {
        (Some(a), Some(b)) => Some(a.name == b.name),
        _ => Some(family(a)? == family(b)?),
    }
}

/// `HBM`, `GDDR`, `LPDDR` or `DDR`, whatever the generation.
pub(super) fn family(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_uppercase();
    ["HBM", "LPDDR", "GDDR", "DDR"].into_iter().find(|f| text.contains(f))
}

/// Whether the label is the name of a generation and nothing else.
pub(super) fn is_name(label: &str) -> Option<&'static Generation> {
    let plain: String =
        label.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_uppercase();
    let generation = named(label)?;
    let rest = plain.replacen(generation.name, "", 1);
    let known = ["", "片外", "MEMORY", "OFFCHIP", "STACK"];
    known.contains(&rest.as_str()).then_some(generation)
}

/// Energy and area of one operation in 45 nm, relative to an 8-bit integer addition.
#[derive(Debug)]
pub(super) struct Operation {
    /// Name in small letters without blanks.
    pub(super) name: &'static str,
    /// Energy, pJ.
    pub(super) energy_pj: f64,
    /// Area, um2; 0 where none is given.
    pub(super) area_um2: f64,
}

/// Where the figures of [`OPERATIONS`] are from.
pub(super) const HOROWITZ: &str =
    "M. Horowitz, Computing's energy problem, ISSCC 2014 (45 nm, 0.9 V; recalled)";

const fn operation(name: &'static str, energy_pj: f64, area_um2: f64) -> Operation {
    Operation { name, energy_pj, area_um2 }
}

/// The operations of the ISSCC 2014 table.
pub(super) static OPERATIONS: [Operation; 11] = [
    operation("8badd", 0.03, 36.0),
    operation("16badd", 0.05, 67.0),
    operation("32badd", 0.1, 137.0),
    operation("16bfpadd", 0.4, 1360.0),
    operation("32bfpadd", 0.9, 4184.0),
    operation("8bmult", 0.2, 282.0),
    operation("32bmult", 3.1, 3495.0),
    operation("16bfpmult", 1.1, 1640.0),
    operation("32bfpmult", 3.7, 7700.0),
    operation("32bsramread(8kb)", 5.0, 0.0),
    operation("32bdramread", 640.0, 0.0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins() {
        let name = |text| named(text).map(|g| g.name);
        assert_eq!(name("HBM2e"), Some("HBM2E"));
        assert_eq!(name("HBM3E"), Some("HBM3E"));
        assert_eq!(name("DRAM HBM2"), Some("HBM2"));
        assert_eq!(name("HBM2 Gen1"), Some("HBM2GEN1"));
        assert_eq!(name("GDDR6X"), Some("GDDR6X"));
        assert_eq!(name("LPDDR5"), Some("LPDDR5"));
        assert_eq!(name("HBM"), None);
        assert!(is_name("HBM3 819 vs LPDDR5").is_none());
    }

    #[test]
    fn alternatives_are_compared_one_by_one() {
        assert_eq!(same("LPDDR4/4X", "LPDDR4X"), Some(true));
        assert_eq!(same("HBM2/HBM2e", "HBM2E"), Some(true));
        assert_eq!(same("LPDDR4/4X", "LPDDR5"), Some(false));
        assert_eq!(same("HBM3", "HBM3e"), Some(false));
    }

    #[test]
    fn published_bandwidths_follow() {
        let top = |name: &str| {
            let g = named(name).unwrap();
            g.bits * g.rates_gbit_s.iter().copied().fold(0.0, f64::max) / 8.0
        };
        assert!((top("HBM3") - 819.2).abs() < 0.1);
        assert!((top("HBM2E") - 460.8).abs() < 0.1);
        assert!((top("DDR4") - 25.6).abs() < 0.1);
    }
}
