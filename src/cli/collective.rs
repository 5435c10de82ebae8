//! `roofscape collective`: every algorithm of a collective, by its textbook cost.

use anyhow::bail;
use serde_json::{Value, json};

use super::context::Context;
use crate::model::network::alpha_beta::{Algorithm, Cost, Link, best_pieces, bus_factor, cost};
use crate::model::network::contention::concurrent;
use crate::model::network::fabric::Fabric;
use crate::model::network::hierarchy::{Nodes, flat_all_to_all, hierarchical};
use crate::model::network::{Collective, nccl};
use crate::report::{Cell, Column, Table};

#[derive(Debug, clap::Args)]
pub(super) struct CollectiveArgs {
    /// What is exchanged
    #[arg(value_enum)]
    what: What,
    /// Ranks; with --nodes those of one node
    #[arg(long, value_name = "N")]
    ranks: u32,
    /// Full vector of one rank in MB
    #[arg(long, value_name = "MB")]
    mb: f64,
    /// Bandwidth of a rank in one direction, GB/s
    #[arg(long, value_name = "GB/S")]
    bandwidth: f64,
    /// Latency of one step in us
    #[arg(long, value_name = "US", default_value_t = 1.0)]
    step: f64,
    /// Rate at which a rank reduces, GB/s; instantly if left out
    #[arg(long, value_name = "GB/S")]
    reduction: Option<f64>,
    /// Collectives of this sort that share the links at the same time
    #[arg(long, value_name = "N", default_value_t = 1)]
    concurrent: u16,
    /// Topology whose limit to show beside the algorithms
    #[arg(long, value_enum)]
    fabric: Option<FabricName>,
    /// Down-links per up-link of a leaf, for --fabric fat-tree
    #[arg(long, value_name = "RATIO", default_value_t = 1.0)]
    oversubscription: f64,
    /// Ranks of a leaf (fat tree) or of a group (dragonfly)
    #[arg(long, value_name = "N", default_value_t = 32)]
    leaf: u32,
    /// Nodes: adds what first exchanges inside and then between nodes
    #[arg(long, value_name = "N", requires = "port_bandwidth")]
    nodes: Option<u32>,
    /// Network ports of a node; one per rank (rail-optimised) if left out
    #[arg(long, value_name = "N", requires = "nodes")]
    ports: Option<u32>,
    /// Bandwidth of a network port in one direction, GB/s
    #[arg(long, value_name = "GB/S", requires = "nodes")]
    port_bandwidth: Option<f64>,
    /// Latency of one step between nodes in us
    #[arg(long, value_name = "US", default_value_t = 5.0)]
    port_step: f64,
    /// Ask NCCL's own cost model for its choice, on GPUs of this generation
    #[arg(long, value_enum, requires = "channels")]
    nccl: Option<Generation>,
    /// Channels that NCCL found (NCCL_DEBUG=INFO prints them)
    #[arg(long, value_name = "N")]
    channels: Option<u32>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum What {
    AllReduce,
    AllGather,
    ReduceScatter,
    AllToAll,
    Broadcast,
    P2p,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FabricName {
    Switch,
    FatTree,
    FullMesh,
    Ring,
    #[value(name = "torus-2d")]
    Torus2d,
    #[value(name = "torus-3d")]
    Torus3d,
    Dragonfly,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Generation {
    Ampere,
    Hopper,
    Blackwell,
}

impl What {
    const fn collective(self) -> Collective {
        match self {
            Self::AllReduce => Collective::AllReduce,
            Self::AllGather => Collective::AllGather,
            Self::ReduceScatter => Collective::ReduceScatter,
            Self::AllToAll => Collective::AllToAll,
            Self::Broadcast => Collective::Broadcast,
            Self::P2p => Collective::PointToPoint,
        }
    }
}

/// One way of doing it.
struct Way {
    name: String,
    cost: Cost<f64>,
    time_us: f64,
}

pub(super) fn run(args: &CollectiveArgs, context: &Context) -> anyhow::Result<()> {
    check(args)?;
    let collective = args.what.collective();
    let ranks = f64::from(args.ranks);
    let all_ranks = ranks * f64::from(args.nodes.unwrap_or(1));
    let link = Link {
        step: args.step,
        bandwidth: args.bandwidth * 1e-3,
        reduction: args.reduction.map_or(f64::INFINITY, |r| r * 1e-3),
    };
    let mut ways = Vec::new();
    if args.nodes.is_none() {
        for algorithm in Algorithm::ALL {
            let pieces = best_pieces(collective, algorithm, args.mb, ranks, &link);
            if let Some(cost) = cost(collective, algorithm, args.mb, ranks, pieces, &link) {
                ways.push(way(algorithm.name().to_owned(), cost, args.concurrent));
            }
        }
    } else {
        ways.extend(over_nodes(args, collective, link));
    }
    if ways.is_empty() {
        bail!("no algorithm runs {} over nodes here; leave --nodes out", collective.name());
    }
    ways.sort_by(|a, b| a.time_us.total_cmp(&b.time_us));
    let mut notes = Vec::new();
    if let Some(limit) = fabric_limit(args, collective, all_ranks) {
        notes.push(limit);
    }
    notes.extend(nccl_choice(args));
    if context.json {
        return context.print_json(&as_json(args, &ways, &notes, all_ranks));
    }
    let shared = match args.concurrent {
        1 => String::new(),
        n => format!(", {n} at once"),
    };
    context.heading(&format!(
        "{} of {} MB among {all_ranks} ranks{shared}, fastest first",
        collective.name(),
        args.mb
    ))?;
    let mut table = Table::new(vec![
        Column::text("algorithm"),
        Column::number("time", "us"),
        Column::number("steps", "us"),
        Column::number("data", "us"),
        Column::number("reduction", "us"),
        Column::number("bus bandwidth", "GB/s"),
    ])?;
    for w in &ways {
        table.push(vec![
            w.name.clone().into(),
            w.time_us.into(),
            w.cost.latency.into(),
            w.cost.transfer.into(),
            w.cost.reduction.into(),
            Cell::from(bus_bandwidth(args, w, all_ranks)),
        ])?;
    }
    context.table(&table)?;
    for note in notes {
        context.line(&super::list::wrap(&note))?;
    }
    context
        .line("Textbook costs without fitted constants: what the algorithms take on ideal links.")
}

fn check(args: &CollectiveArgs) -> anyhow::Result<()> {
    let positive = [
        ("--mb", Some(args.mb)),
        ("--bandwidth", Some(args.bandwidth)),
        ("--step", Some(args.step)),
        ("--reduction", args.reduction),
        ("--port-bandwidth", args.port_bandwidth),
        ("--port-step", Some(args.port_step)),
    ];
    for (name, value) in positive {
        if value.is_some_and(|v| !(v > 0.0 && v.is_finite())) {
            bail!("{name} must be a number above 0");
        }
    }
    if !(args.oversubscription >= 1.0 && args.oversubscription.is_finite()) {
        bail!("--oversubscription is at least 1, which is none");
    }
    let ranks = args.ranks.saturating_mul(args.nodes.unwrap_or(1));
    if args.nodes == Some(0) || !(1..100_000).contains(&ranks) || args.concurrent == 0 {
        bail!("--ranks, --nodes and --concurrent are at least 1, and all ranks below 100000");
    }
    if args.leaf == 0 || args.ports.is_some_and(|p| p == 0 || p > args.ranks) {
        bail!("--leaf is at least 1, and --ports from 1 to the ranks of a node");
    }
    Ok(())
}

fn way(name: String, cost: Cost<f64>, at_once: u16) -> Way {
    let ends = concurrent(&vec![cost; usize::from(at_once)]);
    let time_us = ends.first().copied().unwrap_or_else(|| cost.time());
    Way { name, cost, time_us }
}

fn over_nodes(args: &CollectiveArgs, collective: Collective, inside: Link<f64>) -> Vec<Way> {
    let (Some(nodes), Some(port_bandwidth)) = (args.nodes, args.port_bandwidth) else {
        return Vec::new();
    };
    let on = Nodes {
        chips: f64::from(args.ranks),
        nodes: f64::from(nodes),
        ports: f64::from(args.ports.unwrap_or(args.ranks)),
        inside,
        port: Link { step: args.port_step, bandwidth: port_bandwidth * 1e-3, ..inside },
    };
    let mut ways = Vec::new();
    let inner = [Algorithm::Ring, Algorithm::Direct, Algorithm::InSwitch];
    let outer =
        [Algorithm::Ring, Algorithm::HalvingDoubling, Algorithm::Direct, Algorithm::InSwitch];
    for i in inner {
        for o in outer {
            if let Some(cost) = hierarchical(collective, i, o, args.mb, &on) {
                let name = format!("{} inside, {} between nodes", i.name(), o.name());
                ways.push(way(name, cost, args.concurrent));
            }
        }
    }
    if collective == Collective::AllToAll {
        let flat = flat_all_to_all(args.mb, &on);
        ways.push(way("flat, every rank to every other".to_owned(), flat, args.concurrent));
    }
    ways
}

fn fabric_limit(args: &CollectiveArgs, collective: Collective, ranks: f64) -> Option<String> {
    let leaf = f64::from(args.leaf);
    let fabric = match args.fabric? {
        FabricName::Switch => Fabric::Switch,
        FabricName::FatTree => Fabric::FatTree { oversubscription: args.oversubscription, leaf },
        FabricName::FullMesh => Fabric::FullMesh,
        FabricName::Ring => Fabric::Ring,
        FabricName::Torus2d => Fabric::Torus { dimensions: 2.0 },
        FabricName::Torus3d => Fabric::Torus { dimensions: 3.0 },
        FabricName::Dragonfly => Fabric::Dragonfly { group: leaf },
    };
    let bandwidth = args.bandwidth * 1e-3;
    let once = match collective {
        Collective::AllToAll => fabric.all_to_all(args.mb, ranks, bandwidth),
        Collective::AllReduce => fabric.all_reduce(args.mb, ranks, bandwidth),
        // Half of an all-reduce each.
        Collective::AllGather | Collective::ReduceScatter => {
            fabric.all_reduce(args.mb, ranks, bandwidth) / 2.0
        }
        _ => return Some(format!("No limit of a topology is known for {}.", collective.name())),
    };
    let data = once * f64::from(args.concurrent);
    let links = fabric.diameter(ranks);
    Some(format!(
        "The topology's links of {} GB/s each take {} us for the data; its diameter is {links} links.",
        args.bandwidth,
        crate::report::number::compact(data, 4)
    ))
}

fn nccl_choice(args: &CollectiveArgs) -> Option<String> {
    let architecture = match args.nccl? {
        Generation::Ampere => nccl::Architecture::Ampere,
        Generation::Hopper => nccl::Architecture::Hopper,
        Generation::Blackwell => nccl::Architecture::Blackwell,
    };
    let operation = match args.what {
        What::AllReduce => nccl::Operation::AllReduce,
        What::AllGather => nccl::Operation::AllGather,
        What::ReduceScatter => nccl::Operation::ReduceScatter,
        What::Broadcast => nccl::Operation::Broadcast,
        What::AllToAll | What::P2p => {
            return Some("NCCL has no choice for it: it sends and receives.".to_owned());
        }
    };
    let count = f64::from(args.channels?);
    let intra = args.bandwidth / count;
    let ports = f64::from(args.ports.unwrap_or(args.ranks));
    let inter = args.port_bandwidth.map_or(intra, |port| port * ports / count);
    let channels = nccl::Channels { count, intra, inter };
    let system = nccl::System {
        architecture,
        per_node: args.ranks,
        nodes: args.nodes.unwrap_or(1),
        amd: false,
        channels,
        nvls: channels,
    };
    #[expect(clippy::cast_possible_truncation, reason = "whole bytes")]
    #[expect(clippy::cast_sign_loss, reason = "checked to be positive")]
    let bytes = (args.mb * 1e6) as u64;
    let (algorithm, protocol, estimate) = system.choose(operation, bytes)?;
    Some(format!(
        "NCCL 2.30.7 would choose {algorithm:?} with {protocol:?}, by its own estimate {} us.",
        crate::report::number::compact(estimate.time, 4)
    ))
}

/// Bytes per link and time, as nccl-tests counts them (GB/s).
fn bus_bandwidth(args: &CollectiveArgs, way: &Way, ranks: f64) -> Option<f64> {
    let per_us = args.mb * bus_factor(args.what.collective(), ranks) / way.time_us;
    Some(per_us * 1e3).filter(|b| b.is_finite())
}

fn as_json(args: &CollectiveArgs, ways: &[Way], notes: &[String], ranks: f64) -> Value {
    let ways: Vec<Value> = ways
        .iter()
        .map(|w| {
            json!({
                "algorithm": w.name,
                "time_us": w.time_us,
                "steps_us": w.cost.latency,
                "data_us": w.cost.transfer,
                "reduction_us": w.cost.reduction,
                "bus_gb_per_s": bus_bandwidth(args, w, ranks),
            })
        })
        .collect();
    json!({
        "collective": args.what.collective().name(), "ranks": ranks, "mb": args.mb,
        "fidelity": "textbook", "algorithms": ways, "notes": notes,
    })
}
