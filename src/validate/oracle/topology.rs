//! Rows of published counts: `system`, `item`, `published_value`, `unit`.
//!
//! A row is understood by its words: the system names a design of the catalogue and its size
//! (`4 SU`, `140 nodes`), or a textbook topology and its parameters (`k=24`, `p=4`); the item
//! says what is counted. Other columns are not read: the rule is ours.

use std::path::PathBuf;

use super::Oracle;
use crate::calibrate::{DataError, Record};
use crate::catalog::{Catalog, Cluster, System};
use crate::model::topology::{Count, Dragonfly, FatTree, find};
use crate::study::cluster::{self, Scope, Size};
use crate::validate::score::{Row, Score};

/// A count and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    /// In the unit of the row.
    pub value: f64,
    /// The rule in words.
    pub rule: String,
    /// The rule with its numbers.
    pub working: String,
    /// What a count by ports alone would say, where that is a question.
    pub by_ports: Option<f64>,
    /// Whether the design has a number back-solved from figures of this sort, so that
    /// reproducing one is no evidence.
    pub circular: bool,
}

impl From<&Count> for Predicted {
    fn from(count: &Count) -> Self {
        Self {
            value: count.value,
            rule: count.rule.to_owned(),
            working: count.working.clone(),
            by_ports: None,
            circular: false,
        }
    }
}

/// Predicts every row of the files, or of those that come with the program.
///
/// # Errors
/// If a file cannot be read or holds no rows.
pub fn validate(files: &[PathBuf], catalog: &Catalog) -> Result<Score, DataError> {
    let oracle = Oracle {
        kind: "topology",
        sample: (
            "topology_facts.csv",
            include_str!("../../../validation/oracles/topology_facts.csv"),
        ),
        unit: "",
        reference: "published",
        baseline: "port count",
        subject: "system",
        predict: &|record| row(record, catalog),
    };
    oracle.score(files)
}

fn row(record: &Record, catalog: &Catalog) -> Result<Row, String> {
    let found = predict(record, catalog)?;
    let reference = record.number("published_value")?;
    let (system, item) = (record.text("system")?, record.text("item")?);
    let unit = record.get("unit").unwrap_or("count");
    // Counts are whole; rates are equal to the last digit of a product of decimals.
    let slack = if reference.fract() == 0.0 && unit == "count" { 0.0 } else { 1e-12 };
    let rule = format!("{}: {}", found.rule, found.working);
    let evidence = match found.circular {
        true => "design inferred from such figures",
        false => "design known apart",
    };
    Ok(Row {
        place: String::new(),
        what: format!("{system}, {item}: {rule} {unit}"),
        subject: family(system),
        groups: vec![item.to_owned(), evidence.to_owned()],
        predicted: found.value,
        reference,
        baseline: found.by_ports,
        exact: Some((found.value - reference).abs() <= slack * reference.abs()),
        fidelity: "rule",
        rule,
    })
}

/// The system without its size: `DGX H100 SuperPOD`, `k-ary fat tree`.
fn family(system: &str) -> String {
    let words = system
        .split_whitespace()
        .take_while(|w| !w.contains('=') && !w.starts_with('(') && w.parse::<u64>().is_err());
    let family: Vec<&str> = words.collect();
    if family.is_empty() { system.to_owned() } else { family.join(" ") }
}

/// The count a row asks for.
///
/// # Errors
/// Why no rule gives it.
pub fn predict(record: &Record, catalog: &Catalog) -> Result<Predicted, String> {
    let (name, item) = (record.text("system")?, record.text("item")?);
    let unit = record.get("unit").unwrap_or("count");
    count(name, item, unit, catalog)
}

/// The count of an item of a system, in a unit.
///
/// # Errors
/// Why no rule gives it.
pub fn count(name: &str, item: &str, unit: &str, catalog: &Catalog) -> Result<Predicted, String> {
    let plain_name = plain(name);
    if plain_name.contains("karyfattree") {
        return k_ary(name, item);
    }
    if plain_name.contains("dragonfly") {
        return dragonfly(name, item);
    }
    if item == "ratio" && plain_name.contains("opticsperflop") {
        return Err(OPTICS_PER_FLOP.to_owned());
    }
    if item.ends_with("rack bandwidth") {
        return rack_bandwidth(named(name, catalog.systems(), system_names)?, item, unit);
    }
    let design = named(name, catalog.clusters(), cluster_names)?;
    if item.ends_with("bandwidth per chip") {
        return chip_bandwidth(design, unit);
    }
    if item.contains("modules") {
        return modules(design, name, item);
    }
    layers(design, name, item)
}

/// Why no rule gives the report's "an ASIC pulls 3.8 times the optics of a GPU".
pub const OPTICS_PER_FLOP: &str = "no rule: an analyst's average in US dollars of modules per \
     unit of compute over a list of cards that is not disclosed; it would take the cards, the \
     modules of each with their prices, and the FLOP/s each is rated by";

/// Leaves, spines, cables of a design whose size the name gives.
fn layers(design: &Cluster, name: &str, item: &str) -> Result<Predicted, String> {
    let size = match (before(name, "SU"), before(name, "nodes")) {
        (Some(units), _) => Size::of_units(design, units)?,
        (None, Some(nodes)) => Size::of_nodes(design, nodes),
        (None, None) => {
            let what = "neither scalable units (`4 SU`) nor nodes (`140 nodes`)";
            return Err(format!("`{name}` says {what}"));
        }
    };
    let item = match item {
        "gpus" => "chips",
        "cables_node_leaf_incl_UFM" => "cables_node_leaf_incl_management",
        other => other,
    };
    let counts = cluster::compute(design, size)?;
    let found = find(&counts, item).or_else(|| {
        // Without management ports the two counts of cables are one.
        find(&counts, "cables_node_leaf").filter(|_| item == "cables_node_leaf_incl_management")
    });
    let found = found.ok_or_else(|| unknown_item(item, &counts))?;
    let by_ports = match found.item {
        "spine" => find(&counts, "spine_by_ports").map(|c| c.value),
        "leaf" | "core" => Some(found.value),
        _ => None,
    };
    Ok(Predicted { by_ports, ..Predicted::from(found) })
}

/// `200G modules per A100`, `total modules`.
fn modules(design: &Cluster, name: &str, item: &str) -> Result<Predicted, String> {
    let scope = match plain(name).contains("single") {
        true => Scope::Domain,
        false => Scope::Everything,
    };
    let rate = item.split_whitespace().next().and_then(|w| w.strip_suffix('G')?.parse().ok());
    let per_chip = cluster::modules(design, scope, rate)?;
    let circular = cluster::is_circular(design, scope);
    if item.contains(" per ") {
        return Ok(Predicted { circular, ..Predicted::from(&per_chip) });
    }
    let size = match (before(name, "SU"), before(name, "nodes")) {
        (None, Some(nodes)) => Size::of_nodes(design, nodes),
        (units, _) => Size::of_units(design, units.unwrap_or(1))?,
    };
    let counts = cluster::chips(design, size)?;
    Ok(Predicted {
        value: counts.value * per_chip.value,
        rule: format!("chips x modules per chip ({})", per_chip.rule),
        working: format!("{} x ({})", counts.value, per_chip.working),
        by_ports: None,
        circular,
    })
}

/// Scale-up bandwidth of a chip of a torus, one direction.
fn chip_bandwidth(design: &Cluster, unit: &str) -> Result<Predicted, String> {
    let torus = cluster::torus(design).ok_or_else(|| {
        format!("the catalogue has no torus for {}; its links per chip are unknown", design.id)
    })?;
    let counts = torus.counts().map_err(|e| e.to_string())?;
    let found = find(&counts, "bandwidth_per_chip").ok_or("a torus without bandwidth")?;
    let per_byte = match unit {
        "GB/s" => 1.0,
        "Gb/s" | "Gbit/s" => 8.0,
        other => return Err(format!("`unit` is `{other}`, not GB/s or Gb/s")),
    };
    let mut predicted = Predicted::from(found);
    predicted.value *= per_byte;
    if per_byte > 1.0 {
        predicted.working = format!("({}) x 8 bit", predicted.working);
    }
    Ok(predicted)
}

/// Bandwidth of all chips of a rack in one direction.
fn rack_bandwidth(system: &System, item: &str, unit: &str) -> Result<Predicted, String> {
    let bits_per_second = match item.split_whitespace().next() {
        Some("scale-out") => system.scaleout.rate_per_chip.as_ref().map(|q| q.value),
        // Half of both directions, in bits.
        Some("scale-up") => system.scaleup.bidirectional_per_chip.as_ref().map(|q| q.value * 4.0),
        _ => return Err(format!("`item` is `{item}`; a rack has scale-up and scale-out")),
    };
    let missing = || format!("the catalogue does not give what {item} of {} needs", system.id);
    let (bits, chips) = bits_per_second.zip(system.chip_count()).ok_or_else(missing)?;
    let scale = match unit {
        "Tb/s" | "Tbit/s" => 1e12,
        "Gb/s" | "Gbit/s" => 1e9,
        "GB/s" => 8e9,
        "TB/s" => 8e12,
        other => return Err(format!("`unit` is `{other}`, not Tb/s, Gb/s, TB/s or GB/s")),
    };
    Ok(Predicted {
        value: chips * (bits / scale),
        rule: "chips x rate of one chip, one direction".to_owned(),
        working: format!("{chips} x {} {unit}", bits / scale),
        by_ports: None,
        circular: system.chips.as_ref().is_some_and(|q| q.circular),
    })
}

/// `k-ary fat tree k=24`, items `hosts_3level`, `links_2level_incl_host`.
fn k_ary(name: &str, item: &str) -> Result<Predicted, String> {
    let k = parameter(name, "k", 0).ok_or_else(|| format!("`{name}` gives no `k=`"))?;
    if !k.is_multiple_of(2) {
        return Err(format!("k = {k}: a k-ary fat tree halves its ports, so k is even"));
    }
    let levels = match (item.contains("3level"), item.contains("2level")) {
        (true, _) => 3,
        (_, true) => 2,
        _ => return Err(format!("`item` is `{item}`, which says neither 2level nor 3level")),
    };
    let empty = FatTree { levels: Some(levels), ..FatTree::of_endpoints(1, k) };
    let full = FatTree { nodes: empty.capacity(levels), ..empty };
    let counts = full.counts().map_err(|e| e.to_string())?;
    let (wanted, closed_form) = match (item.split('_').next().unwrap_or(""), levels) {
        ("hosts", 3) => ("endpoints", "k^3 / 4"),
        ("hosts", _) => ("endpoints", "k^2 / 2"),
        ("switches", 3) => ("switches", "5 k^2 / 4"),
        ("switches", _) => ("switches", "3 k / 2"),
        ("edge", 3) => ("leaf", "k^2 / 2"),
        ("edge", _) => ("leaf", "k"),
        ("agg", 3) => ("spine", "k^2 / 2"),
        ("agg" | "core", 2) => ("spine", "k / 2"),
        ("core", _) => ("core", "(k / 2)^2"),
        ("links", 3) => ("cables", "3 k^3 / 4"),
        ("links", _) => ("cables", "k^2"),
        (other, _) => return Err(format!("`item` is `{item}`; a fat tree has no `{other}`")),
    };
    let found = find(&counts, wanted).ok_or_else(|| unknown_item(wanted, &counts))?;
    let rule = format!("{closed_form} (the full tree: {})", found.rule);
    Ok(Predicted { rule, ..Predicted::from(found) })
}

/// `balanced dragonfly p=4 (a=2p,h=p)`.
fn dragonfly(name: &str, item: &str) -> Result<Predicted, String> {
    let p = parameter(name, "p", 0).ok_or_else(|| format!("`{name}` gives no `p=`"))?;
    let balanced = Dragonfly::balanced(p);
    let network = Dragonfly {
        hosts_per_router: p,
        routers_per_group: parameter(name, "a", p).unwrap_or(balanced.routers_per_group),
        global_links: parameter(name, "h", p).unwrap_or(balanced.global_links),
    };
    let counts = network.counts().map_err(|e| e.to_string())?;
    find(&counts, item).map(Predicted::from).ok_or_else(|| unknown_item(item, &counts))
}

fn unknown_item(item: &str, counts: &[Count]) -> String {
    let known: Vec<&str> = counts.iter().map(|c| c.item).collect();
    format!("nothing counts `{item}`; known are {}", known.join(", "))
}

/// The entry whose longest name is part of the text.
fn named<'a, T>(
    text: &str,
    entries: &'a [T],
    names: fn(&T) -> Vec<String>,
) -> Result<&'a T, String> {
    let text_plain = plain(text);
    let score = |entry: &T| {
        let own = names(entry).into_iter().map(|n| plain(&n));
        own.filter(|n| text_plain.contains(n.as_str())).map(|n| n.len()).max().unwrap_or(0)
    };
    let best = entries.iter().max_by_key(|e| score(e)).filter(|e| score(e) > 0);
    best.ok_or_else(|| {
        format!("`{text}` names no design of the catalogue; `roofscape topology` lists them")
    })
}

fn cluster_names(c: &Cluster) -> Vec<String> {
    let own = [c.id.to_string(), c.display_name().to_owned()];
    own.into_iter().chain(c.aliases.iter().map(|a| a.to_string())).collect()
}

fn system_names(s: &System) -> Vec<String> {
    let own = [s.id.to_string(), s.display_name().to_owned()];
    own.into_iter().chain(s.aliases.iter().map(|a| a.to_string())).collect()
}

/// Letters and digits in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The number before a word: 4 in `H100 SuperPOD 4 SU (127 nodes)`.
fn before(text: &str, word: &str) -> Option<u64> {
    let separator = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '+');
    let words: Vec<&str> = text.split(separator).filter(|w| !w.is_empty()).collect();
    words.windows(2).find(|w| w[1] == word).and_then(|w| w[0].parse().ok())
}

/// The value of `key=`: a number, or a multiple of p such as `2p`.
fn parameter(text: &str, key: &str, p: u64) -> Option<u64> {
    let separator = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';');
    let value = text.split(separator).find_map(|word| word.strip_prefix(key)?.strip_prefix('='))?;
    match value.strip_suffix('p') {
        Some("") => Some(p),
        Some(times) => times.parse::<u64>().ok()?.checked_mul(p),
        None => value.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, item: &str, unit: &str) -> Result<f64, String> {
        count(name, item, unit, Catalog::embedded()).map(|p| p.value)
    }

    #[test]
    fn words_give_the_design_and_its_size() {
        assert_eq!(value("DGX B200 SuperPOD 16 SU (512 nodes)", "core", "count"), Ok(64.0));
        assert_eq!(value("DGX B300-XDR SuperPOD 8 SU (576 nodes)", "spine", "count"), Ok(36.0));
        assert_eq!(value("DGX A100 SuperPOD 40 nodes (2 SU)", "spine", "count"), Ok(10.0));
        assert_eq!(value("DGX H100 SuperPOD 127 nodes", "leaf", "count"), Ok(32.0));
        assert_eq!(value("dragonfly p=3 (a=4,h=2p)", "groups", "count"), Ok(25.0));
        assert_eq!(value("k-ary fat tree k=6", "edge_3level", "count"), Ok(18.0));
    }

    #[test]
    fn the_claims_of_the_report_follow_by_rule() {
        let per_chip = "modules/GPU";
        assert_eq!(value("A100 SuperPOD", "200G modules per A100", per_chip), Ok(7.0));
        assert_eq!(value("H100 SuperPOD", "800G modules per H100", per_chip), Ok(3.5));
        assert_eq!(value("GH200 single 256 cluster", "800G modules per GH200", per_chip), Ok(9.0));
        assert_eq!(value("GH200 256 clusters", "800G modules per GH200", per_chip), Ok(12.0));
        assert_eq!(value("CloudMatrix384", "total modules", "modules"), Ok(6912.0));
        assert_eq!(value("Trn2-Ultra64", "NeuronLink bandwidth per chip", "GB/s"), Ok(640.0));
        assert_eq!(value("Minerva", "scale-up rack bandwidth", "Tb/s"), Ok(204.8));
    }

    #[test]
    fn what_no_rule_covers_says_what_it_would_take() {
        let error = value("ASIC vs GPU optics per FLOP", "ratio", "x").unwrap_err();
        assert!(error.contains("not disclosed"), "{error}");
        assert!(value("Somebody's cluster 4 SU", "leaf", "count").is_err());
        assert!(value("DGX H100 SuperPOD", "leaf", "count").is_err());
        assert!(value("DGX H100 SuperPOD 4 SU", "sheep", "count").is_err());
        assert!(value("k-ary fat tree k=5", "hosts_3level", "count").is_err());
        assert!(value("k-ary fat tree k=0", "hosts_3level", "count").is_err());
    }
}
