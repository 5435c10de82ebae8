//! Optical modules and watts of a network.
//!
//! ```text
//! modules = 2 ends x optical layers x links x rate of a link / rate of a module
//! power   = switches x watts + modules x watts
//! ```
//!
//! A *layer* of links joins two levels (nodes to leaves is one). A module may carry several
//! links (two of 400 Gbit/s in one of 800), or a link take several modules. Every link of an
//! optical layer is counted as optical at both ends, also in the rack: reports count so, and
//! a design with copper to the leaf has one layer less.

use super::Count;

/// One network of a node as far as its optics go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fabric {
    /// Layers of links that are optical.
    pub layers: f64,
    /// Ports of one node.
    pub ports: f64,
    /// Rate of a port in one direction (Gbit/s).
    pub rate_gbit_per_s: f64,
}

impl Fabric {
    /// Modules of `module_gbit_per_s` for one node.
    pub fn modules_per_node(&self, module_gbit_per_s: f64) -> f64 {
        2.0 * self.layers * self.ports * self.rate_gbit_per_s / module_gbit_per_s
    }

    /// The same with its numbers, divided by the chips of a node.
    pub fn working(&self, module_gbit_per_s: f64, node_chips: f64) -> String {
        let Self { layers, ports, rate_gbit_per_s: rate } = self;
        let chips =
            if node_chips == 1.0 { String::new() } else { format!(" / {node_chips} chips") };
        let noun = if *layers == 1.0 { "layer" } else { "layers" };
        format!("2 ends x {layers} {noun} x {ports} x {rate}G / {module_gbit_per_s}G{chips}")
    }
}

/// The rule in words.
pub const RULE: &str = "2 ends x optical layers x ports of a node x rate / rate of a module, \
                        summed over networks, per chip";

/// Modules of several networks per chip, with the working of each.
pub fn modules_per_chip(fabrics: &[Fabric], module_gbit_per_s: f64, node_chips: f64) -> Count {
    let modules: f64 = fabrics.iter().map(|f| f.modules_per_node(module_gbit_per_s)).sum();
    let working: Vec<String> =
        fabrics.iter().map(|f| f.working(module_gbit_per_s, node_chips)).collect();
    Count::measured("modules_per_chip", modules / node_chips, "modules", RULE, working.join(" + "))
}

/// Modules of all cables of some layers, two ends each.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub fn modules_of_cables(cables: &[u64], rate_gbit_per_s: f64, module_gbit_per_s: f64) -> Count {
    let all: u64 = cables.iter().sum();
    let modules = 2.0 * all as f64 * rate_gbit_per_s / module_gbit_per_s;
    let terms: Vec<String> = cables.iter().map(u64::to_string).collect();
    let working =
        format!("2 ends x ({}) x {rate_gbit_per_s}G / {module_gbit_per_s}G", terms.join(" + "));
    let rule = "2 ends x cables of the optical layers x rate / rate of a module";
    Count::measured("modules", modules.ceil(), "modules", rule, working)
}

/// Power of the network: switches, and modules where their number is known.
pub fn power(switches: f64, switch_watts: f64, modules: Option<(f64, f64)>) -> Count {
    let (modules, module_watts) = modules.unwrap_or((0.0, 0.0));
    let kilowatts = (switches * switch_watts + modules * module_watts) / 1e3;
    let mut working = format!("{switches} x {switch_watts} W");
    if modules > 0.0 {
        working += &format!(" + {modules} x {module_watts} W");
    }
    Count::measured("power", kilowatts, "kW", "switches x watts + modules x watts", working)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_a100_takes_seven_modules() {
        let compute = Fabric { layers: 3.0, ports: 8.0, rate_gbit_per_s: 200.0 };
        let storage = Fabric { layers: 2.0, ports: 2.0, rate_gbit_per_s: 200.0 };
        let count = modules_per_chip(&[compute, storage], 200.0, 8.0);
        assert_eq!(count.value, 7.0); // 2 (3 x 8 + 2 x 2) / 8
        // Twice the rate in modules of four times the rate: half as many.
        let double = |f: Fabric| Fabric { rate_gbit_per_s: 2.0 * f.rate_gbit_per_s, ..f };
        let count = modules_per_chip(&[double(compute), double(storage)], 800.0, 8.0);
        assert_eq!(count.value, 3.5);
    }
}
