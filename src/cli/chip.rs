//! `roofscape chip ID`: everything known about one chip, and what a prediction takes from it.

use serde_json::{Value, json};

use super::context::Context;
use super::list::{self, wrap};
use super::peaks::{self, Peak};
use crate::catalog::{Chip, Precision, Quantity};
use crate::model::{Chip as Slots, Slot};
use crate::report::number::{compact, percent};
use crate::report::{Align, Cell, Column, Table};
use crate::study::{Assumption, ChipInputs, chip_inputs};

#[derive(Debug, clap::Args)]
pub(super) struct ChipArgs {
    /// Id, name or alias of the chip
    chip: String,
    /// Precision of the inputs shown [default: bf16, or what the chip has]
    #[arg(long, value_name = "NAME")]
    precision: Option<Precision>,
}

/// Groups of facts: the first part of their dotted names, and a heading.
const GROUPS: [(&str, &str); 6] = [
    ("compute", "Compute"),
    ("systolic", "Systolic arrays"),
    ("memory", "Memory"),
    ("link", "Scale-up network"),
    ("host", "Host interface"),
    ("physical", "Silicon and power"),
];

pub(super) fn run(args: &ChipArgs, context: &Context) -> anyhow::Result<()> {
    let catalog = context.catalog();
    let chip = catalog.chip(&args.chip)?;
    let precision = args.precision.unwrap_or_else(|| peaks::usual_precision(catalog, chip));
    let inputs = chip_inputs(catalog, chip, precision);
    if context.json {
        return context.print_json(&as_json(chip, precision, &inputs, context));
    }
    heading(chip, context)?;
    facts(chip, context)?;
    context.heading("\nPeaks, as the parts make them and as published")?;
    context.table(&peak_table(&peaks::all(chip))?)?;
    context
        .heading("\nRidge points: operations per byte of memory traffic at which both balance")?;
    context.table(&ridge_table(&ridges(chip, context))?)?;
    context.heading(&format!("\nWhat a prediction takes, {precision}"))?;
    match &inputs {
        Err(e) => context.line(&wrap(&e.to_string())),
        Ok(inputs) => {
            context.table(&input_table(inputs)?)?;
            if inputs.matrix_peak_tflops().is_none() {
                context.line(&format!("The chip does not compute in {precision}."))?;
            }
            let assumed = |a: &Assumption| context.line(&wrap(&format!("Assumed: {}.", a.0)));
            inputs.assumptions.iter().try_for_each(assumed)
        }
    }
}

fn heading(chip: &Chip, context: &Context) -> anyhow::Result<()> {
    context.heading(&format!("{} ({})", chip.display_name(), chip.id))?;
    let year = chip.year.as_ref().map(|y| format!("{}", y.value));
    let parts = [chip.vendor.as_deref(), chip.architecture.as_deref(), year.as_deref()];
    let mut line: Vec<&str> = parts.into_iter().flatten().collect();
    line.push(chip.kind().name());
    context.line(&line.join(", "))?;
    if !chip.aliases.is_empty() {
        context.line(&wrap(&format!("Also called: {}", chip.aliases.join(", "))))?;
    }
    if let Some(notes) = &chip.notes {
        context.line(&wrap(&format!("Notes: {notes}")))?;
    }
    Ok(())
}

fn known(q: &Quantity) -> String {
    format!("{}{}", q.provenance, if q.circular { ", circular" } else { "" })
}

fn facts(chip: &Chip, context: &Context) -> anyhow::Result<()> {
    let all: Vec<(String, &Quantity)> = chip.numeric_fields().collect();
    let mut sources: Vec<&str> = Vec::new();
    for (prefix, title) in GROUPS {
        let mut table = Table::new(vec![
            Column::text(title),
            Column { align: Align::Right, ..Column::text("value") },
            Column::text("known"),
            Column::text("source"),
        ])?;
        for (name, text) in words(chip, prefix) {
            table.push(vec![name.into(), text.into(), Cell::Missing, Cell::Missing])?;
        }
        for (name, q) in &all {
            let Some(field) = name.strip_prefix(prefix).and_then(|n| n.strip_prefix('.')) else {
                continue;
            };
            let at = sources.iter().position(|s| *s == &*q.source).unwrap_or_else(|| {
                sources.push(&q.source);
                sources.len() - 1
            });
            let row = [field.replace(['_', '.'], " "), q.written.to_string(), known(q)];
            let mut row: Vec<Cell> = row.into_iter().map(Cell::from).collect();
            row.push(format!("[{}]", at + 1).into());
            table.push(row)?;
        }
        if !table.rows().is_empty() {
            context.line("")?;
            context.table(&table)?;
        }
    }
    context.line("")?;
    for (i, source) in sources.iter().enumerate() {
        context.line(&wrap(&format!("[{}] {source}", i + 1)))?;
    }
    if all.iter().any(|(_, q)| q.circular) {
        context.line("circular: chosen so that a published total comes out, and no proof of it")?;
    }
    Ok(())
}

/// The facts of a group that are words.
fn words(chip: &Chip, prefix: &str) -> Vec<(&'static str, String)> {
    let word = match prefix {
        "memory" => ("technology", &chip.memory.kind),
        "link" => ("technology", &chip.link.scaleup),
        "compute" => ("unit", &chip.compute.unit_name),
        _ => return vec![],
    };
    word.1.iter().map(|text| (word.0, text.to_string())).collect()
}

fn peak_table(peaks: &[Peak]) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("peak"),
        Column { align: Align::Right, ..Column::text("derived") },
        Column { align: Align::Right, ..Column::text("published") },
        Column::text("unit"),
        Column { align: Align::Right, ..Column::text("difference") },
        Column::text("derived from"),
    ])?;
    for p in peaks {
        let number = |x: Option<f64>| Cell::from(x.map(|x| compact(x, 5)));
        let difference = p.difference().map(|d| {
            let d = if d.abs() < 5e-6 { 0.0 } else { d };
            format!("{}{}", if d > 0.0 { "+" } else { "" }, percent(d))
        });
        let circular = if p.circular { " (circular)" } else { "" };
        let made = (!p.made_of.is_empty()).then(|| format!("{}{circular}", p.made_of));
        table.push(vec![
            p.name.as_str().into(),
            number(p.derived),
            number(p.published.map(|(x, _)| x)),
            p.unit.into(),
            difference.into(),
            made.into(),
        ])?;
    }
    Ok(table)
}

/// Precision, matrix peak (TFLOP/s) and ridge (FLOP/B) as predictions have them.
fn ridges(chip: &Chip, context: &Context) -> Vec<(Precision, f64, f64)> {
    let ridge = |p: &Precision| {
        let inputs = chip_inputs(context.catalog(), chip, *p).ok()?;
        let peak = inputs.matrix_peak_tflops()?;
        Some((*p, peak, peak / inputs.memory_peak_tbps()))
    };
    Precision::ALL.iter().filter_map(ridge).collect()
}

fn ridge_table(ridges: &[(Precision, f64, f64)]) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("precision"),
        Column::number("matrix peak", "TFLOP/s"),
        Column::number("ridge", "FLOP/B"),
    ])?;
    for (p, peak, ridge) in ridges {
        table.push(vec![p.name().into(), (*peak).into(), (*ridge).into()])?;
    }
    Ok(table)
}

/// The slots worth showing: scales that are 1 unless a study sets them are not.
fn shown(inputs: &ChipInputs) -> impl Iterator<Item = (&'static Slot, f64)> {
    Slots::<f64>::SLOTS
        .iter()
        .zip(inputs.values.iter().copied())
        .filter(|(s, _)| !s.name.ends_with("_factor"))
}

/// Where the value of a slot is from: a constant of the model, or the catalogue.
fn origin(slot: &Slot) -> &'static str {
    match slot.default {
        Some(constant) if slot.name != "chip.attention_ops" => constant.origin,
        _ => "catalogue",
    }
}

fn input_table(inputs: &ChipInputs) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("key of a study"),
        Column { align: Align::Right, ..Column::text("value") },
        Column::text("unit"),
        Column::text("from"),
    ])?;
    for (slot, value) in shown(inputs) {
        let unit = if slot.unit_text == "1" { "" } else { slot.unit_text };
        table.push(vec![
            slot.name.into(),
            compact(value, 5).into(),
            unit.into(),
            origin(slot).into(),
        ])?;
    }
    Ok(table)
}

fn as_json(
    chip: &Chip,
    precision: Precision,
    inputs: &Result<ChipInputs, crate::study::ChipLacks>,
    context: &Context,
) -> Value {
    let peaks: Vec<Value> = peaks::all(chip)
        .iter()
        .map(|p| {
            json!({
                "peak": p.name,
                "unit": p.unit,
                "derived": p.derived,
                "published": p.published.map(|(x, _)| x),
                "published_provenance": p.published.map(|(_, p)| p.name()),
                "relative_difference": p.difference(),
                "derived_from": p.made_of,
                "circular": p.circular,
            })
        })
        .collect();
    let ridges: Vec<Value> = ridges(chip, context)
        .iter()
        .map(|(p, peak, ridge)| {
            json!({
                "precision": p.name(), "matrix_peak_tflops": peak, "ridge_flop_per_byte": ridge,
            })
        })
        .collect();
    let model = match inputs {
        Err(e) => json!({ "precision": precision.name(), "error": e.to_string() }),
        Ok(inputs) => json!({
            "precision": precision.name(),
            "supported": inputs.matrix_peak_tflops().is_some(),
            "inputs": shown(inputs).map(|(slot, value)| json!({
                "key": slot.name, "value": value, "unit": slot.unit_text, "from": origin(slot),
                "meaning": slot.doc,
            })).collect::<Vec<_>>(),
            "assumptions": inputs.assumptions.iter().map(|a| a.0.as_str()).collect::<Vec<_>>(),
        }),
    };
    json!({
        "id": &*chip.id,
        "name": chip.display_name(),
        "vendor": chip.vendor.as_deref(),
        "kind": chip.kind().name(),
        "architecture": chip.architecture.as_deref(),
        "unit_name": chip.unit_name(),
        "memory_technology": chip.memory.kind.as_deref(),
        "scaleup_technology": chip.link.scaleup.as_deref(),
        "aliases": chip.aliases.iter().map(|a| &**a).collect::<Vec<_>>(),
        "notes": chip.notes.as_deref(),
        "facts": list::facts(chip.numeric_fields()),
        "peaks": peaks,
        "ridges": ridges,
        "model": model,
    })
}
