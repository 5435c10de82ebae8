//! `roofscape roofline`: roofs, ridge points, and where the operations of a model land.

mod picture;
mod tables;

use std::path::PathBuf;

use serde_json::Value;

use super::context::Context;
use super::list::wrap;
use super::peaks;
use super::point::{Point, PointArgs};
use crate::catalog::{Chip, Precision};
use crate::model::{Kernel, Operation, Phase};
use crate::report::file;
use crate::report::svg::Chart;
use crate::study::{ChipInputs, chip_inputs};
use picture::picture;
use tables::{as_json, operation_table, peak_table};

#[derive(Debug, clap::Args)]
pub(super) struct RooflineArgs {
    /// Chips of the catalogue
    #[arg(required = true, value_name = "CHIP")]
    chips: Vec<String>,
    /// Precisions of the ceilings; operations run in the first [default: bf16 or what the chip
    /// has; for a single chip fp8 too]
    #[arg(long, value_name = "NAME,..", value_delimiter = ',')]
    precision: Vec<Precision>,
    /// Model whose operations are shown, or a Hugging Face config.json
    #[arg(long, value_name = "ID", default_value = "llama-3-70b")]
    model: String,
    /// Sequences processed together
    #[arg(long, value_name = "N", default_value_t = 16.0, allow_negative_numbers = true)]
    batch: f64,
    /// Prompt tokens per sequence
    #[arg(long, value_name = "N", default_value_t = 2048.0, allow_negative_numbers = true)]
    prompt: f64,
    /// Chips of the tensor-parallel group [default: the smallest group that holds the model]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    tp: Option<f64>,
    /// Draw it
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Overwrite the file if it exists
    #[arg(long)]
    force: bool,
}

/// One chip with its roofs, and the operations at one of the precisions.
struct Roof<'c> {
    chip: &'c Chip,
    /// Those of the precisions the chip has, the first being that of the operations.
    ceilings: Vec<(Precision, ChipInputs, f64)>,
    point: Point,
}

pub(super) fn run(args: &RooflineArgs, context: &Context) -> anyhow::Result<()> {
    if let Some(path) = &args.svg {
        file::check_target(path, args.force)?;
    }
    let mut roofs: Vec<Roof<'_>> = Vec::new();
    for name in &args.chips {
        let chip = context.catalog().chip(name)?;
        if roofs.iter().any(|r| r.chip.id == chip.id) {
            anyhow::bail!("{} is given twice (as `{name}`); name each chip once", chip.id);
        }
        roofs.push(roof(chip, args, context)?);
    }
    if let Some(path) = &args.svg {
        let text = picture(&roofs).svg()?;
        file::write_file(path, args.force, |out| -> anyhow::Result<()> {
            out.write_all(text.as_bytes())?;
            Ok(())
        })?;
        context.note(&format!("wrote {}", path.display()));
    }
    if context.json {
        return context.print_json(&Value::Array(roofs.iter().map(as_json).collect()));
    }
    for a in roofs.iter().flat_map(|r| &r.point.bound.assumptions) {
        context.note(&format!("assumed {}", a.0));
    }
    context.heading("Peaks and ridge points")?;
    context.table(&peak_table(&roofs)?)?;
    for roof in &roofs {
        let title = format!("\n{}: {}", roof.chip.id, described(roof));
        context.heading(&title)?;
        if let Some(reason) = roof.point.infeasible() {
            context.line(&wrap(&format!("INFEASIBLE ({}): {}", reason.name, reason.doc)))?;
        }
        context.table(&operation_table(roof)?)?;
    }
    context.line(&wrap(
        "Roof: the least of matrix peak and intensity x memory bandwidth; above 100 % data comes \
         from L2. Operations without matrix work and collectives have no place on it.",
    ))
}

fn described(roof: &Roof<'_>) -> String {
    let model = roof.point.bound.models.first().map_or("", |m| m.id.as_str());
    let precision = roof.ceilings.first().map_or("", |c| c.0.name());
    format!("{model}, {precision}, {}", roof.point.fixed)
}

fn roof<'c>(chip: &'c Chip, args: &RooflineArgs, context: &'c Context) -> anyhow::Result<Roof<'c>> {
    let catalog = context.catalog();
    let mut wanted = args.precision.clone();
    if wanted.is_empty() {
        wanted.push(peaks::usual_precision(catalog, chip));
        if args.chips.len() == 1 && wanted[0] != Precision::Fp8 {
            wanted.push(Precision::Fp8);
        }
    }
    let mut ceilings = Vec::new();
    for precision in &wanted {
        let inputs = chip_inputs(catalog, chip, *precision)?;
        if let Some(peak) = inputs.matrix_peak_tflops() {
            ceilings.push((*precision, inputs, peak));
        }
    }
    let Some((first, ..)) = ceilings.first() else {
        let names: Vec<&str> = wanted.iter().map(|p| p.name()).collect();
        anyhow::bail!(
            "{} does not compute in {}; `roofscape chip {}` lists what it has",
            chip.id,
            names.join(" or "),
            chip.id
        );
    };
    let named = [("chip", &*chip.id), ("precision", first.name()), ("model", args.model.as_str())];
    let mut at = PointArgs {
        batch: Some(args.batch),
        prompt: Some(args.prompt),
        tp: args.tp,
        ..PointArgs::default()
    };
    let mut point = at.evaluate(Kernel::Llm, &named, &[], catalog)?;
    if args.tp.is_none()
        && let Some(tp) = point.smallest_tp()
    {
        at.tp = Some(tp);
        point = at.evaluate(Kernel::Llm, &named, &[], catalog)?;
    }
    Ok(Roof { chip, ceilings, point })
}

/// An operation with matrix work, on the roofline.
struct Placed<'o> {
    op: &'o Operation<f64>,
    /// FLOP per byte of operands and result.
    intensity: f64,
    /// TFLOP/s (MFLOP/us).
    attained: f64,
    /// What the roofline allows at that intensity (TFLOP/s).
    roof: f64,
}

impl Roof<'_> {
    fn memory_tbps(&self) -> f64 {
        self.ceilings.first().map_or(0.0, |c| c.1.memory_peak_tbps())
    }

    fn l2_tbps(&self) -> Option<f64> {
        self.ceilings.first().and_then(|c| c.1.l2_tbps())
    }

    fn placed(&self) -> Vec<Placed<'_>> {
        let peak = self.ceilings.first().map_or(0.0, |c| c.2);
        let place = |op| -> Placed<'_> {
            let op: &Operation<f64> = op;
            let intensity = op.mflop / op.mb;
            let roof = peak.min(intensity * self.memory_tbps());
            Placed { op, intensity, attained: op.mflop / op.time_us, roof }
        };
        let worked = |op: &&Operation<f64>| op.mflop > 0.0 && op.mb > 0.0;
        self.point.operations.iter().filter(worked).map(place).collect()
    }

    /// Share of the time of its phase that an operation takes.
    fn share(&self, op: &Operation<f64>) -> f64 {
        let time = |op: &Operation<f64>| op.count * op.time_us;
        let phase = self.point.operations.iter().filter(|o| o.phase == op.phase);
        time(op) / phase.map(time).sum::<f64>()
    }
}

fn phase(op: &Operation<f64>) -> &'static str {
    match op.phase {
        Phase::Prefill => "prefill",
        Phase::Decode => "decode",
        Phase::Single => "kernel",
    }
}
