//! `roofscape topology`: what a network takes, with the rule of every count.

use anyhow::{anyhow, bail};
use serde_json::{Value, json};

use super::args::Topology;
use super::context::Context;
use super::list;
use crate::catalog::{Catalog, Cluster};
use crate::model::topology::{
    Count, Dragonfly, FatTree, FirstTier, Supernode, Torus, find, optics,
};
use crate::report::{Cell, Column, Table};
use crate::study::cluster::{self, OpticsPerCompute, Scope, Size};
use crate::validate::oracle::topology::{self as claims, OPTICS_PER_FLOP};

#[derive(Debug, clap::Args)]
pub(super) struct FatTreeArgs {
    /// Endpoints, each with one link into the tree
    #[arg(long, value_name = "N", required_unless_present = "nodes", conflicts_with = "nodes")]
    endpoints: Option<u64>,
    /// Nodes, in place of endpoints; with --rails
    #[arg(long, value_name = "N")]
    nodes: Option<u64>,
    /// Ports of a node, each with leaves of its own (rail-optimised)
    #[arg(long, value_name = "N", default_value_t = 1)]
    rails: u64,
    /// Ports of a switch
    #[arg(long, value_name = "K")]
    radix: u64,
    /// Levels of switches, 1 to 3; the fewest that hold the endpoints if left out
    #[arg(long, value_name = "L")]
    levels: Option<u32>,
    /// Copies of the tree, to each of which an endpoint has a link
    #[arg(long, value_name = "P", default_value_t = 1)]
    planes: u64,
    /// Down-links per up-link of a leaf; 1 is non-blocking
    #[arg(long, value_name = "RATIO", default_value_t = 1.0)]
    oversubscription: f64,
    /// Rate of a link in Gbit/s, for counting optical modules
    #[arg(long, value_name = "GBIT/S", requires = "module_rate")]
    rate: Option<f64>,
    /// Rate of an optical module in Gbit/s
    #[arg(long, value_name = "GBIT/S", requires = "rate")]
    module_rate: Option<f64>,
    /// Layers of links that are optical, from the top; all if left out
    #[arg(long, value_name = "N", requires = "module_rate")]
    optical_layers: Option<usize>,
    /// Power of a switch without its modules, in W
    #[arg(long, value_name = "W")]
    switch_watts: Option<f64>,
    /// Power of an optical module in W
    #[arg(long, value_name = "W", requires = "module_rate")]
    module_watts: Option<f64>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ClusterArgs {
    /// Design of the catalogue: dgx-h100-superpod
    design: String,
    /// Units by which the design grows (scalable units); one if neither is given
    #[arg(long, value_name = "N", conflicts_with = "nodes")]
    units: Option<u64>,
    /// Nodes, in place of units
    #[arg(long, value_name = "N")]
    nodes: Option<u64>,
}

#[derive(Debug, clap::Args)]
pub(super) struct SupernodeArgs {
    /// Design of the catalogue: gb200-nvl72, dgx-gh200, cloudmatrix384
    #[arg(conflicts_with = "chips", required_unless_present = "chips")]
    design: Option<String>,
    /// Chips of your own domain
    #[arg(long, value_name = "N", requires_all = ["links", "radix"])]
    chips: Option<u64>,
    /// Links of a chip to switches
    #[arg(long, value_name = "N")]
    links: Option<u64>,
    /// Ports of a switch of the top tier
    #[arg(long, value_name = "K")]
    radix: Option<u64>,
    /// Chips of a node, for two tiers
    #[arg(long, value_name = "N", requires_all = ["node_switches", "uplinks"])]
    node_chips: Option<u64>,
    /// First-tier switches of a node
    #[arg(long, value_name = "N", requires = "node_chips")]
    node_switches: Option<u64>,
    /// Up-links of a first-tier switch
    #[arg(long, value_name = "N", requires = "node_chips")]
    uplinks: Option<u64>,
    /// Planes of the second tier
    #[arg(long, value_name = "P", default_value_t = 1)]
    planes: u64,
}

#[derive(Debug, clap::Args)]
pub(super) struct TorusArgs {
    /// Chips along each dimension: 4x4x4
    extents: String,
    /// Rate of a link in GB/s and one direction; one number, or one per dimension: 128,128,64
    #[arg(long, value_name = "GB/S", value_delimiter = ',', default_value = "50")]
    rate: Vec<f64>,
}

#[derive(Debug, clap::Args)]
pub(super) struct DragonflyArgs {
    /// Hosts of a router (p)
    #[arg(long, value_name = "P")]
    hosts: u64,
    /// Routers of a group (a); 2p if left out
    #[arg(long, value_name = "A")]
    routers: Option<u64>,
    /// Global links of a router (h); p if left out
    #[arg(long, value_name = "H")]
    global_links: Option<u64>,
}

#[derive(Debug, clap::Args)]
pub(super) struct DesignsArgs {
    /// Show only designs whose id, name or alias contains this
    filter: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ClaimsArgs {}

pub(super) fn run(what: Topology, context: &mut Context) -> anyhow::Result<()> {
    match what {
        Topology::FatTree(a) => fat_tree(&a.take(context), context),
        Topology::Cluster(a) => of_cluster(&a.take(context), context),
        Topology::Supernode(a) => supernode(&a.take(context), context),
        Topology::Torus(a) => torus(&a.take(context), context),
        Topology::Dragonfly(a) => dragonfly(&a.take(context), context),
        Topology::Designs(a) => designs(&a.take(context), context),
        Topology::Claims(a) => {
            let ClaimsArgs {} = a.take(context);
            all_claims(context)
        }
    }
}

fn fat_tree(args: &FatTreeArgs, context: &Context) -> anyhow::Result<()> {
    for (name, value) in [
        ("--rate", args.rate),
        ("--module-rate", args.module_rate),
        ("--switch-watts", args.switch_watts),
        ("--module-watts", args.module_watts),
    ] {
        if value.is_some_and(|v| !(v > 0.0 && v.is_finite())) {
            bail!("{name} must be a number above 0");
        }
    }
    let tree = FatTree {
        nodes: args.endpoints.or(args.nodes).unwrap_or(0),
        rails: args.rails,
        radix: args.radix,
        planes: args.planes,
        links_per_cable: 1,
        levels: args.levels,
        oversubscription: args.oversubscription,
    };
    let mut counts = tree.counts()?;
    let layers = tree.layers()?;
    if let (Some(rate), Some(module)) = (args.rate, args.module_rate) {
        let all = [layers.cables_spine_core, layers.cables_leaf_spine, layers.cables_node_leaf];
        let cables: Vec<u64> = all.into_iter().filter(|c| *c > 0).collect();
        let optical = args.optical_layers.unwrap_or(cables.len()).min(cables.len());
        counts.push(optics::modules_of_cables(&cables[..optical], rate, module));
    }
    if let (Some(watts), Some(switches)) = (args.switch_watts, find(&counts, "switches")) {
        let modules = find(&counts, "modules").map(|m| m.value).zip(args.module_watts);
        let power = optics::power(switches.value, watts, modules);
        counts.push(power);
    }
    let rails = match args.rails {
        1 => String::new(),
        rails => format!(", {rails} rails"),
    };
    let title = format!(
        "Fat tree of {} endpoints on {}-port switches: {} levels{rails}, {} down- and {} up-links a leaf",
        layers.endpoints, args.radix, layers.levels, layers.down, layers.up
    );
    show(&title, &counts, &[], context)
}

fn find_design<'c>(name: &str, catalog: &'c Catalog) -> anyhow::Result<&'c Cluster> {
    catalog.cluster(name).map_err(|e| {
        anyhow!(
            "no cluster design is called `{name}`{}; `roofscape topology designs` lists them",
            list::or_nearest(&e.suggestions)
        )
    })
}

fn of_cluster(args: &ClusterArgs, context: &Context) -> anyhow::Result<()> {
    let design = find_design(&args.design, context.catalog())?;
    let size = match (args.units, args.nodes) {
        (None, Some(nodes)) => Size::of_nodes(design, nodes),
        (units, _) => Size::of_units(design, units.unwrap_or(1)).map_err(|e| anyhow!(e))?,
    };
    if size.nodes == 0 {
        bail!("a cluster has at least one node; give --units or --nodes");
    }
    let mut counts = Vec::new();
    let mut notes: Vec<String> = design.notes.iter().map(|n| n.to_string()).collect();
    if design.compute.radix.is_some() {
        counts = cluster::compute(design, size).map_err(|e| anyhow!("{}: {e}", design.id))?;
    } else {
        notes.push("The catalogue has no switches of the network between nodes.".to_owned());
        counts.push(cluster::nodes(design, size));
        counts.push(cluster::chips(design, size).map_err(|e| anyhow!(e))?);
    }
    counts.extend(cluster::modules_of_compute(design, &counts));
    counts.extend(cluster::power(design, &counts));
    if let (Ok(modules), None) =
        (cluster::modules(design, Scope::Everything, None), &design.compute.radix)
    {
        counts.push(modules);
    }
    if let Some(Ok(more)) = cluster::scaleup(design) {
        notes.push(format!(
            "One scale-up domain has {}: `roofscape topology supernode {}`.",
            in_words(&more),
            design.id
        ));
    }
    if let Some(torus) = cluster::torus(design) {
        counts.extend(torus.counts()?);
    }
    let title = format!("{}, {} nodes", design.display_name(), size.nodes);
    show(&title, &counts, &notes, context)
}

/// `448 switches, 5376 uplinks`.
fn in_words(counts: &[Count]) -> String {
    let known = ["switches", "uplinks"].iter().filter_map(|i| find(counts, i));
    known.map(|c| format!("{} {}", c.value, c.item)).collect::<Vec<_>>().join(", ")
}

fn supernode(args: &SupernodeArgs, context: &Context) -> anyhow::Result<()> {
    if let Some(name) = &args.design {
        let design = find_design(name, context.catalog())?;
        let notes: Vec<String> = design.notes.iter().map(|n| n.to_string()).collect();
        let title = format!("{}: one scale-up domain", design.display_name());
        let mut counts = match (cluster::scaleup(design), cluster::torus(design)) {
            (Some(counts), _) => counts.map_err(|e| anyhow!(e))?,
            (None, Some(torus)) => torus.counts()?,
            (None, None) => bail!("the catalogue has no scale-up network of {}", design.id),
        };
        counts.extend(cluster::modules(design, Scope::Domain, None));
        return show(&title, &counts, &notes, context);
    }
    let first = args.node_chips.map(|node_chips| FirstTier {
        node_chips,
        switches: args.node_switches.unwrap_or(0),
        uplinks: args.uplinks.unwrap_or(0),
        planes: args.planes,
    });
    let domain = Supernode {
        chips: args.chips.unwrap_or(0),
        links: args.links.unwrap_or(0),
        radix: args.radix.unwrap_or(0),
        first,
    };
    let title = format!("Supernode of {} chips", domain.chips);
    show(&title, &domain.counts()?, &[], context)
}

fn torus(args: &TorusArgs, context: &Context) -> anyhow::Result<()> {
    let wrong =
        || anyhow!("`{}` is no torus; write the chips of each dimension: 4x4x4", args.extents);
    let extents: Vec<u64> = args
        .extents
        .split('x')
        .map(|e| e.trim().parse().map_err(|_| wrong()))
        .collect::<Result<_, _>>()?;
    if args.rate.iter().any(|r| !(*r > 0.0 && r.is_finite())) {
        bail!("--rate must be numbers above 0");
    }
    let rates_gb_per_s = match &args.rate[..] {
        [one] => vec![*one; extents.len()],
        several => several.to_vec(),
    };
    let title = format!("Torus {}", args.extents);
    show(&title, &Torus { extents, rates_gb_per_s }.counts()?, &[], context)
}

fn dragonfly(args: &DragonflyArgs, context: &Context) -> anyhow::Result<()> {
    let balanced = Dragonfly::balanced(args.hosts);
    let network = Dragonfly {
        hosts_per_router: args.hosts,
        routers_per_group: args.routers.unwrap_or(balanced.routers_per_group),
        global_links: args.global_links.unwrap_or(balanced.global_links),
    };
    let title = format!(
        "Dragonfly of {} hosts a router, {} routers a group, {} global links a router",
        network.hosts_per_router, network.routers_per_group, network.global_links
    );
    show(&title, &network.counts()?, &[], context)
}

fn designs(args: &DesignsArgs, context: &Context) -> anyhow::Result<()> {
    let names = |c: &Cluster| -> Vec<String> {
        let own = [&*c.id, c.display_name()];
        own.iter().map(|s| (*s).to_owned()).chain(c.aliases.iter().map(|a| a.to_string())).collect()
    };
    let found = list::matching(context.catalog().clusters(), args.filter.as_deref(), names);
    if found.is_empty() {
        bail!("no design matches; `roofscape topology designs` lists all");
    }
    if context.json {
        return context.print_json(&Value::Array(found.into_iter().map(design_json).collect()));
    }
    let mut table = Table::new(vec![
        Column::text("design"),
        Column::text("name"),
        Column::number("chips/node", ""),
        Column::number("nodes/unit", ""),
        Column::number("ports", ""),
        Column::number("rate", "Gbit/s"),
        Column::number("radix", ""),
        Column::text("switch"),
    ])?;
    for c in &found {
        let plain = |q: &Option<crate::catalog::Quantity>, unit: f64| {
            Cell::from(q.as_ref().map(|q| q.in_units_of(unit)))
        };
        table.push(vec![
            Cell::from(&*c.id),
            c.display_name().into(),
            plain(&c.node_chips, 1.0),
            plain(&c.unit_nodes, 1.0),
            plain(&c.compute.ports, 1.0),
            plain(&c.compute.rate, 1e9),
            plain(&c.compute.radix, 1.0),
            c.compute.switch.as_deref().into(),
        ])?;
    }
    context.table(&table)?;
    context.line("`roofscape topology cluster DESIGN --units N` counts one.")
}

fn design_json(design: &Cluster) -> Value {
    json!({
        "id": &*design.id,
        "name": design.display_name(),
        "switch": design.compute.switch.as_deref(),
        "notes": design.notes.as_deref(),
        "facts": list::facts(design.numeric_fields()),
    })
}

/// A claim of a report: system, item, unit, figure.
const CLAIMS: [(&str, &str, &str, f64); 9] = [
    ("DGX A100 SuperPOD", "200G modules per A100", "modules", 7.0),
    ("DGX H100 SuperPOD", "800G modules per H100", "modules", 3.5),
    ("DGX GH200, single 256 cluster", "800G modules per GH200", "modules", 9.0),
    ("DGX GH200, several 256 clusters", "800G modules per GH200", "modules", 12.0),
    ("CloudMatrix384", "400G modules per NPU", "modules", 18.0),
    ("CloudMatrix384", "total modules", "modules", 6912.0),
    ("Trn2-Ultra64", "NeuronLink bandwidth per chip", "GB/s", 640.0),
    ("Meta Minerva", "scale-out rack bandwidth", "Tb/s", 51.2),
    ("Meta Minerva", "scale-up rack bandwidth", "Tb/s", 204.8),
];

fn all_claims(context: &Context) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for (system, item, unit, claimed) in CLAIMS {
        let found = claims::count(system, item, unit, context.catalog()).map_err(|e| anyhow!(e))?;
        rows.push((system, item, unit, claimed, found));
    }
    if context.json {
        let list: Vec<Value> = rows
            .iter()
            .map(|(system, item, unit, claimed, found)| {
                json!({
                    "system": system, "item": item, "unit": unit, "claimed": claimed,
                    "by_rule": found.value, "rule": found.rule, "working": found.working,
                    "circular": found.circular,
                })
            })
            .collect();
        let designs: Vec<Value> = cluster::optics_per_compute(context.catalog())
            .iter()
            .map(|o| json!({ "design": o.cluster, "modules_per_pflops": o.ratio() }))
            .collect();
        let none = json!({
            "system": "ASIC against GPU", "item": "optics per unit of compute", "unit": "x",
            "claimed": OPTICS_CLAIM, "by_rule": null, "rule": OPTICS_PER_FLOP, "working": null,
            "designs": designs,
        });
        return context.print_json(&Value::Array(list.into_iter().chain([none]).collect()));
    }
    let mut table = Table::new(vec![
        Column::text("system"),
        Column::text("claim"),
        Column::number("claimed", ""),
        Column::number("by rule", ""),
        Column::text("unit"),
        Column::text("working"),
        Column::text("evidence"),
    ])?;
    for (system, item, unit, claimed, found) in rows {
        table.push(vec![
            system.into(),
            item.into(),
            claimed.into(),
            found.value.into(),
            unit.into(),
            found.working.into(),
            if found.circular { "part inferred" } else { "" }.into(),
        ])?;
    }
    context.table(&table)?;
    context.line(
        "Part inferred: a port or layer count behind it was chosen to give the claim (catalogue: \
         circular).",
    )?;
    context.line(&list::wrap(&format!(
        "ASIC against GPU, optics per unit of compute, claimed 3.8 x: {OPTICS_PER_FLOP}."
    )))?;
    context.line("")?;
    context.heading("What 3.8 times the optics of an H100 would take")?;
    context.table(&optics_table(context.catalog())?)
}

/// The report's claim of ASICs against GPUs.
const OPTICS_CLAIM: f64 = 3.8;

/// Modules per unit of compute of each design, and how many the claim would ask for.
fn optics_table(catalog: &Catalog) -> anyhow::Result<Table> {
    let all = cluster::optics_per_compute(catalog);
    let h100 = all.iter().find(|o| o.cluster.contains("H100")).map(OpticsPerCompute::ratio);
    let mut table = Table::new(vec![
        Column::text("design"),
        Column::number("800G modules", "per chip"),
        Column::number("dense 16-bit", "PFLOP/s"),
        Column::number("modules", "per PFLOP/s"),
        Column::number("against H100", "x"),
        Column::number("needed for 3.8 x", "per chip"),
    ])?;
    for o in &all {
        table.push(vec![
            o.cluster.clone().into(),
            o.modules.into(),
            o.pflops.into(),
            o.ratio().into(),
            h100.map(|h| o.ratio() / h).into(),
            h100.map(|h| OPTICS_CLAIM * h * o.pflops).into(),
        ])?;
    }
    Ok(table)
}

fn show(title: &str, counts: &[Count], notes: &[String], context: &Context) -> anyhow::Result<()> {
    if context.json {
        let counts: Vec<Value> = counts
            .iter()
            .map(|c| {
                json!({
                    "item": c.item, "value": c.value, "unit": c.unit, "rule": c.rule,
                    "working": c.working,
                })
            })
            .collect();
        return context.print_json(&json!({ "title": title, "counts": counts, "notes": notes }));
    }
    context.heading(title)?;
    let mut table = Table::new(vec![
        Column::text("item"),
        Column::text("count"),
        Column::text("unit"),
        Column::text("working"),
    ])?;
    for c in counts {
        table.push(vec![
            c.item.into(),
            exact(c.value).into(),
            c.unit.into(),
            c.working.clone().into(),
        ])?;
    }
    context.table(&table)?;
    context.line("Rules:")?;
    for c in counts {
        context.line(&list::wrap(&format!("  {}: {}", c.item, c.rule)))?;
    }
    for note in notes {
        context.line(&list::wrap(note))?;
    }
    Ok(())
}

/// Counts whole and to the last digit; amounts to six.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
fn exact(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        crate::report::number::integer(value as i64)
    } else {
        crate::report::number::compact(value, 6)
    }
}
