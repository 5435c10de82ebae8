//! `roofscape eval`: one point, where its time goes, and what would help.

mod json;
mod picture;
mod tables;

use std::path::PathBuf;

use clap::ValueEnum;

use super::context::Context;
use super::list::wrap;
use super::peaks;
use super::point::{Point, PointArgs};
use super::show::rests_on;
use crate::model::{Kernel, Operation, Phase};
use crate::report::{file, number};
use crate::study::sensitivities;

#[derive(Debug, clap::Args)]
pub(super) struct EvalArgs {
    /// What to evaluate
    #[arg(value_enum, default_value = "llm")]
    kernel: KernelName,
    /// Chip of the catalogue
    #[arg(long, value_name = "ID")]
    chip: String,
    /// Model of the catalogue, or a Hugging Face config.json (llm)
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// Precision of computing [default: bf16, or what the chip has]
    #[arg(long, value_name = "NAME")]
    precision: Option<String>,
    #[command(flatten)]
    point: PointArgs,
    /// Rows of the input: tokens (gemm)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    m: Option<f64>,
    /// Rows of the weight: output features (gemm)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    n: Option<f64>,
    /// Columns of both: input features (gemm)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    k: Option<f64>,
    /// Draw the operations as a waterfall
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Overwrite the file if it exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KernelName {
    /// Serving a language model
    Llm,
    /// One matrix multiplication
    Gemm,
    /// The attention of one layer: --set queries=1 --set past=32768 --set heads=64 ...
    Attention,
    /// One collective inside one node (give --set ranks=8 --set mb=16)
    Collective,
}

pub(super) fn run(args: &EvalArgs, context: &Context) -> anyhow::Result<()> {
    if let Some(svg) = &args.svg {
        file::check_target(svg, args.force)?;
    }
    let catalog = context.catalog();
    let chip = catalog.chip(&args.chip)?;
    let precision = match &args.precision {
        Some(p) => p.clone(),
        None => peaks::usual_precision(catalog, chip).to_string(),
    };
    let mut named = vec![("chip", args.chip.as_str()), ("precision", precision.as_str())];
    let kernel = match args.kernel {
        KernelName::Llm => Kernel::Llm,
        KernelName::Gemm => Kernel::Gemm,
        KernelName::Attention => Kernel::Attention,
        KernelName::Collective => Kernel::Collective,
    };
    let sizes = [("m", args.m), ("n", args.n), ("k", args.k)];
    match &args.model {
        Some(model) => named.push(("model", model)),
        None if kernel == Kernel::Llm => anyhow::bail!(
            "name the model, for example --model llama-3-70b; `roofscape models` lists all"
        ),
        None => {}
    }
    let missing = sizes.iter().find(|(name, x)| {
        let set = args.point.sets(kernel, name);
        kernel == Kernel::Gemm && x.is_none() && !set
    });
    if let Some((name, _)) = missing {
        anyhow::bail!("a matrix multiplication needs --{name}, for example --{name} 4096");
    }
    let point = args.point.evaluate(kernel, &named, &sizes, catalog)?;
    if let Some(svg) = &args.svg {
        picture::write(&point, &what(&point, &precision), svg, args.force)?;
        context.note(&format!("wrote {}", svg.display()));
    }
    if context.json {
        return context.print_json(&json::point(&point, &precision));
    }
    show(&point, &precision, context)
}

/// "llama-3-70b on h100-sxm, bf16".
fn what(point: &Point, precision: &str) -> String {
    let chip = point.bound.chips.first().map_or("", |c| &*c.id);
    let run = point.bound.models.first().map_or(point.bound.study.kernel.name(), |m| m.id.as_str());
    format!("{run} on {chip}, {precision}")
}

fn show(point: &Point, precision: &str, context: &Context) -> anyhow::Result<()> {
    for a in &point.bound.assumptions {
        context.note(&format!("assumed {}", a.0));
    }
    context.heading(&wrap(&format!("{}: {}", what(point, precision), point.fixed)))?;
    match point.infeasible() {
        None => context.line("Feasible.")?,
        Some(reason) => {
            let help = match point.smallest_tp() {
                Some(tp) if tp != point.value("run.tp") => {
                    format!(" It would run with --tp {tp}.")
                }
                _ => String::new(),
            };
            let text = format!("INFEASIBLE ({}): {}{help}", reason.name, reason.doc);
            context.line(&wrap(&text))?;
            context.line("What follows is what it would take if it could run.")?;
        }
    }
    context.line("")?;
    context.table(&tables::metrics(point)?)?;
    if !point.bound.evidence.is_empty() {
        context.line("")?;
    }
    rests_on(&point.bound, context)?;
    for phase in phases(&point.operations) {
        let operations = of(&point.operations, phase);
        let total: f64 = operations.iter().map(total_us).sum();
        context.heading(&format!("\n{}: {}", name(phase), number::duration(total * 1e-6)))?;
        context.table(&tables::waterfall(&operations)?)?;
        context.line(&wrap(&tables::binding(&operations)))?;
    }
    context.heading("\nWhat would help, one at a time")?;
    context
        .table(&tables::sensitivity(point.kernel, &sensitivities(point.kernel, &point.slots))?)?;
    context.line(&wrap(
        "Change: recomputed with that part alone 10 % better. Elasticity: per cent for one per cent \
         more, exact at this point, the steps of tiles and waves taken as flat.",
    ))
}

/// The phases there are, in order.
fn phases(operations: &[Operation<f64>]) -> Vec<Phase> {
    let mut phases: Vec<Phase> = operations.iter().map(|op| op.phase).collect();
    phases.dedup();
    phases
}

fn of(operations: &[Operation<f64>], phase: Phase) -> Vec<Operation<f64>> {
    operations.iter().filter(|op| op.phase == phase).copied().collect()
}

fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Prefill => "Prefill",
        Phase::Decode => "Decode, one step",
        Phase::Single => "Kernel",
    }
}

/// Time of all runs of an operation.
fn total_us(op: &Operation<f64>) -> f64 {
    op.count * op.time_us
}
