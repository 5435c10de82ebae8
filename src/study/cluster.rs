//! A design of cluster networks from the catalogue, counted for any number of units.

use crate::catalog::{Catalog, Cluster, Domain, Fabric, Precision, Quantity};
use crate::model::topology::optics::{self, modules_per_chip};
use crate::model::topology::{Count, FatTree, FirstTier, Supernode, Torus, find};

/// How large a cluster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Places for nodes, which the switches are laid out for.
    pub places: u64,
    /// Nodes that stand in them.
    pub nodes: u64,
}

impl Size {
    /// So many units of the design, less the places it reserves.
    ///
    /// # Errors
    /// If the catalogue does not give the nodes of a unit.
    pub fn of_units(cluster: &Cluster, units: u64) -> Result<Self, String> {
        let places = units.saturating_mul(whole(cluster, "unit_nodes", &cluster.unit_nodes)?);
        Ok(Self { places, nodes: places.saturating_sub(reserved(cluster)) })
    }

    /// So many nodes.
    pub fn of_nodes(cluster: &Cluster, nodes: u64) -> Self {
        Self { places: nodes.saturating_add(reserved(cluster)), nodes }
    }
}

/// What of a cluster a count covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One scale-up domain on its own.
    Domain,
    /// Every network the catalogue knows.
    Everything,
}

/// Layers of cables, from the nodes up.
const LAYERS: [&str; 3] = ["cables_node_leaf", "cables_leaf_spine", "cables_spine_core"];

/// Nodes, chips, switches and cables of the compute network.
///
/// # Errors
/// If the catalogue lacks a number, or the network cannot be built.
pub fn compute(cluster: &Cluster, size: Size) -> Result<Vec<Count>, String> {
    let tree = tree(cluster, size)?;
    let mut counts = vec![nodes(cluster, size), chips(cluster, size)?];
    let rails = tree.rails;
    for count in tree.counts().map_err(|e| e.to_string())? {
        match count.item {
            "endpoints" | "cables" => {}
            "cables_node_leaf" => counts.extend(node_cables(cluster, size, &tree)),
            _ => counts.push(count),
        }
    }
    let sum = |names: &[&str]| names.iter().filter_map(|n| find(&counts, n)).map(|c| c.value).sum();
    let total: f64 = sum(&LAYERS);
    let working = format!("{rails} ports per node; management ports not counted");
    counts.push(Count::measured("cables", total, "", "of all layers", working));
    Ok(counts)
}

/// The compute network as a tree.
fn tree(cluster: &Cluster, size: Size) -> Result<FatTree, String> {
    let fabric = &cluster.compute;
    let levels = fabric.levels.as_ref().map(|q| integer("compute.levels", q)).transpose()?;
    Ok(FatTree {
        nodes: size.places,
        rails: whole(cluster, "compute.ports", &fabric.ports)?,
        radix: whole(cluster, "compute.radix", &fabric.radix)?,
        planes: or_one("compute.planes", &fabric.planes)?,
        links_per_cable: or_one("compute.links_per_cable", &fabric.links_per_cable)?,
        levels: levels.map(|l| u32::try_from(l).unwrap_or(u32::MAX)),
        oversubscription: 1.0,
    })
}

/// Nodes of a cluster.
pub fn nodes(cluster: &Cluster, size: Size) -> Count {
    let working = match size.places - size.nodes.min(size.places) {
        0 => format!("{}", size.places),
        reserved => format!("{} - {reserved}", size.places),
    };
    let rule = match reserved(cluster) {
        0 => "units x nodes of a unit",
        _ => "units x nodes of a unit, less the reserved places",
    };
    Count::of("nodes", size.nodes, rule, working)
}

/// Chips of a cluster.
///
/// # Errors
/// If the catalogue does not give the chips of a node.
pub fn chips(cluster: &Cluster, size: Size) -> Result<Count, String> {
    let per_node = whole(cluster, "node_chips", &cluster.node_chips)?;
    let chips = size.nodes.saturating_mul(per_node);
    Ok(Count::of("chips", chips, "nodes x chips of a node", format!("{} x {per_node}", size.nodes)))
}

/// Cables to the leaves: of the nodes, and with those of management where the design has any.
fn node_cables(cluster: &Cluster, size: Size, tree: &FatTree) -> Vec<Count> {
    let (ports, planes, bundle) = (tree.rails, tree.planes, tree.links_per_cable);
    let cables = (size.nodes * ports * planes).div_ceil(bundle);
    let mut working = format!("{} x {ports}", size.nodes);
    if planes != bundle {
        working += &format!(" x {planes} planes / {bundle} links per cable");
    }
    let mut counts =
        vec![Count::of("cables_node_leaf", cables, "nodes x ports of a node", working.clone())];
    let management = cluster.management_ports.as_ref().and_then(|q| integer("", q).ok());
    if let Some(management) = management.filter(|m| *m > 0) {
        counts.push(Count::of(
            "cables_node_leaf_incl_management",
            cables + management,
            "nodes x ports of a node + management ports",
            format!("{working} + {management}"),
        ));
    }
    counts
}

/// Switches of one scale-up domain.
///
/// # Errors
/// If the catalogue lacks a number; the outer `None` if the domain has no switches.
pub fn scaleup(cluster: &Cluster) -> Option<Result<Vec<Count>, String>> {
    let domain = &cluster.scaleup;
    domain.radix.as_ref()?;
    Some(supernode(cluster).and_then(|s| s.counts().map_err(|e| e.to_string())))
}

fn supernode(cluster: &Cluster) -> Result<Supernode, String> {
    let domain = &cluster.scaleup;
    let node_chips = whole(cluster, "node_chips", &cluster.node_chips)?;
    let first = match &domain.node_switches {
        None => None,
        Some(switches) => Some(FirstTier {
            node_chips,
            switches: integer("scaleup.node_switches", switches)?,
            uplinks: whole(cluster, "scaleup.uplinks", &domain.uplinks)?,
            planes: or_one("scaleup.planes", &domain.planes)?,
        }),
    };
    Ok(Supernode {
        chips: node_chips * whole(cluster, "unit_nodes", &cluster.unit_nodes)?,
        links: whole(cluster, "scaleup.links", &domain.links)?,
        radix: whole(cluster, "scaleup.radix", &domain.radix)?,
        first,
    })
}

/// The torus of the scale-up domain, if it is one.
pub fn torus(cluster: &Cluster) -> Option<Torus> {
    let d = &cluster.scaleup;
    let sides = [(&d.x, &d.rate_x), (&d.y, &d.rate_y), (&d.z, &d.rate_z)];
    let (mut extents, mut rates_gb_per_s) = (Vec::new(), Vec::new());
    for (extent, rate) in sides {
        if let (Some(extent), Some(rate)) = (extent, rate) {
            extents.push(integer("", extent).ok()?);
            rates_gb_per_s.push(rate.in_units_of(1e9));
        }
    }
    (!extents.is_empty()).then_some(Torus { extents, rates_gb_per_s })
}

/// Optical modules per chip, of the rate the caller counts in or the design's own.
///
/// # Errors
/// If the catalogue lacks a number, or no network of the design is optical.
pub fn modules(
    cluster: &Cluster,
    scope: Scope,
    module_gbit_per_s: Option<f64>,
) -> Result<Count, String> {
    let chips = number(cluster, "node_chips", &cluster.node_chips)?;
    let mut fabrics: Vec<optics::Fabric> = Vec::new();
    fabrics.extend(domain_optics(cluster, chips)?);
    if scope == Scope::Everything {
        fabrics.extend(fabric_optics(&cluster.compute));
        fabrics.extend(fabric_optics(&cluster.storage));
    }
    if fabrics.is_empty() {
        return Err(format!("{}: no optical network in the catalogue", cluster.id));
    }
    let module = match module_gbit_per_s {
        Some(rate) => rate,
        None => own_module(cluster)?,
    };
    Ok(modules_per_chip(&fabrics, module, chips))
}

/// Whether a number behind the modules was back-solved from a published count of modules.
pub fn is_circular(cluster: &Cluster, scope: Scope) -> bool {
    let counted = |field: &str| scope == Scope::Everything || field.starts_with("scaleup.");
    cluster.numeric_fields().any(|(field, q)| q.circular && counted(&field))
}

/// Optical modules of 800 Gbit/s (or their equivalent) per dense 16-bit PFLOP/s of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct OpticsPerCompute {
    /// The design.
    pub cluster: String,
    /// Modules per chip.
    pub modules: f64,
    /// Dense bf16 peak of the chip (PFLOP/s).
    pub pflops: f64,
}

impl OpticsPerCompute {
    /// Modules per PFLOP/s.
    pub fn ratio(&self) -> f64 {
        self.modules / self.pflops
    }
}

/// Every design whose optics and whose chip's peak the catalogue knows.
pub fn optics_per_compute(catalog: &Catalog) -> Vec<OpticsPerCompute> {
    const EQUIVALENT_GBIT_PER_S: f64 = 800.0;
    let of = |cluster: &Cluster| {
        let chip = catalog.chip(cluster.chip.as_deref()?).ok()?;
        let peak = chip
            .published_matrix_tflops(Precision::Bf16)
            .or_else(|| chip.published_matrix_tflops(Precision::Fp16))?;
        let modules = modules(cluster, Scope::Everything, Some(EQUIVALENT_GBIT_PER_S)).ok()?;
        let cluster = cluster.display_name().to_owned();
        Some(OpticsPerCompute { cluster, modules: modules.value, pflops: peak / 1e3 })
    };
    catalog.clusters().iter().filter_map(of).collect()
}

/// Power of the compute network's switches and of its modules, as far as they are known.
pub fn power(cluster: &Cluster, counts: &[Count]) -> Option<Count> {
    let fabric = &cluster.compute;
    let switches = find(counts, "switches")?.value;
    let modules = modules_of_compute(cluster, counts)
        .zip(fabric.module_power.as_ref())
        .map(|(modules, watts)| (modules.value, watts.value));
    Some(optics::power(switches, fabric.switch_power.as_ref()?.value, modules))
}

/// Modules of the compute network of a whole cluster: of the optical layers that it has.
pub fn modules_of_compute(cluster: &Cluster, counts: &[Count]) -> Option<Count> {
    let fabric = &cluster.compute;
    let layers = LAYERS.iter().filter_map(|l| find(counts, l)).filter(|c| c.value > 0.0).count();
    let mut per_node = fabric_optics(fabric)?;
    if layers > 0 {
        per_node.layers = per_node.layers.min(layers as f64);
    }
    let module = fabric.module_rate.as_ref()?.in_units_of(1e9);
    let nodes = find(counts, "nodes")?.value;
    let modules = nodes * per_node.modules_per_node(module);
    let working = format!("{nodes} nodes x {}", per_node.working(module, 1.0));
    let rule = "nodes x 2 ends x optical layers x ports of a node x rate / rate of a module";
    Some(Count::measured("modules", modules, "modules", rule, working))
}

/// Rate of the design's modules (Gbit/s).
fn own_module(cluster: &Cluster) -> Result<f64, String> {
    let rate = cluster.compute.module_rate.as_ref().or(cluster.scaleup.module_rate.as_ref());
    rate.map(|q| q.in_units_of(1e9)).ok_or_else(|| missing(cluster, "compute.module_rate"))
}

fn domain_optics(cluster: &Cluster, chips: f64) -> Result<Option<optics::Fabric>, String> {
    let d = &cluster.scaleup;
    let Domain { optical_layers: Some(layers), .. } = d else { return Ok(None) };
    Ok(Some(optics::Fabric {
        layers: layers.value,
        ports: chips * number(cluster, "scaleup.links", &d.links)?,
        rate_gbit_per_s: number(cluster, "scaleup.rate", &d.rate)? / 1e9,
    }))
}

fn fabric_optics(fabric: &Fabric) -> Option<optics::Fabric> {
    let layers = fabric.optical_layers.as_ref()?;
    Some(optics::Fabric {
        layers: layers.value,
        ports: fabric.ports.as_ref()?.value * fabric.planes.as_ref().map_or(1.0, |q| q.value),
        rate_gbit_per_s: fabric.rate.as_ref()?.in_units_of(1e9),
    })
}

fn reserved(cluster: &Cluster) -> u64 {
    cluster.reserved_nodes.as_ref().and_then(|q| integer("", q).ok()).unwrap_or(0)
}

fn number(cluster: &Cluster, field: &str, quantity: &Option<Quantity>) -> Result<f64, String> {
    quantity.as_ref().map(|q| q.value).ok_or_else(|| missing(cluster, field))
}

fn whole(cluster: &Cluster, field: &str, quantity: &Option<Quantity>) -> Result<u64, String> {
    integer(field, quantity.as_ref().ok_or_else(|| missing(cluster, field))?)
}

fn or_one(field: &str, quantity: &Option<Quantity>) -> Result<u64, String> {
    quantity.as_ref().map_or(Ok(1), |q| integer(field, q))
}

#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^32")]
#[expect(clippy::cast_sign_loss, reason = "not negative")]
fn integer(field: &str, q: &Quantity) -> Result<u64, String> {
    let whole = q.value.fract() == 0.0 && (0.0..4_294_967_296.0).contains(&q.value);
    if whole { Ok(q.value as u64) } else { Err(format!("`{field}` is {q}, not a whole number")) }
}

fn missing(cluster: &Cluster, field: &str) -> String {
    format!("the catalogue has no `clusters.{}.{field}`", cluster.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(name: &str) -> &'static Cluster {
        Catalog::embedded().cluster(name).unwrap()
    }

    fn count(counts: &[Count], item: &str) -> f64 {
        find(counts, item).unwrap_or_else(|| panic!("{item}")).value
    }

    #[test]
    fn four_units_of_h100_hold_127_nodes() {
        let h100 = cluster("DGX H100 SuperPOD");
        let counts = compute(h100, Size::of_units(h100, 4).unwrap()).unwrap();
        assert_eq!(count(&counts, "nodes"), 127.0);
        assert_eq!(count(&counts, "chips"), 1016.0);
        assert_eq!([count(&counts, "leaf"), count(&counts, "spine")], [32.0, 16.0]);
        assert_eq!(count(&counts, "cables_node_leaf_incl_management"), 1020.0);
        assert_eq!(count(&counts, "cables_leaf_spine"), 1024.0);
    }

    #[test]
    fn two_planes_of_a_b300_cluster_fill_their_trees() {
        let b300 = cluster("dgx-b300-superpod");
        let sixteen = compute(b300, Size::of_units(b300, 16).unwrap()).unwrap();
        assert_eq!([count(&sixteen, "leaf"), count(&sixteen, "spine")], [256.0, 128.0]);
        assert_eq!(count(&sixteen, "cables_node_leaf"), 8192.0);
        let error = compute(b300, Size::of_units(b300, 17).unwrap()).unwrap_err();
        assert!(error.contains("hold 8192"), "{error}");
    }

    #[test]
    fn the_supernodes_of_the_catalogue_have_their_published_switches() {
        for (name, switches) in
            [("gb200-nvl72", 18.0), ("dgx-gh200", 132.0), ("cloudmatrix384", 448.0)]
        {
            let counts = scaleup(cluster(name)).unwrap().unwrap();
            assert_eq!(count(&counts, "switches"), switches, "{name}");
        }
        assert!(scaleup(cluster("trn2-ultra64")).is_none());
        assert_eq!(torus(cluster("trn2-ultra64")).unwrap().bandwidth_gb_per_s(), 640.0);
    }

    #[test]
    fn modules_are_counted_in_the_rate_asked_for() {
        let matrix = cluster("cloudmatrix384");
        assert_eq!(modules(matrix, Scope::Everything, None).unwrap().value, 18.0);
        assert_eq!(modules(matrix, Scope::Everything, Some(800.0)).unwrap().value, 9.0);
        assert_eq!(modules(matrix, Scope::Domain, None).unwrap().value, 14.0);
        assert!(modules(cluster("gb200-nvl72"), Scope::Everything, None).is_err());
        assert!(is_circular(cluster("dgx-gh200"), Scope::Everything));
        assert!(!is_circular(cluster("dgx-gh200"), Scope::Domain));
    }

    #[test]
    fn an_h100_takes_three_and_a_half_modules_for_one_petaflop() {
        let all = optics_per_compute(Catalog::embedded());
        let of = |name: &str| all.iter().find(|o| o.cluster.contains(name)).unwrap().ratio();
        approx::assert_relative_eq!(of("H100"), 3.5 / 0.9894, max_relative = 1e-3);
        approx::assert_relative_eq!(of("CloudMatrix"), 9.0 / 0.752, max_relative = 1e-3);
    }
}
