//! Peaks with ridge points, and operations with their place under the roof, as tables and JSON.

use serde_json::{Value, json};

use super::{Roof, phase};
use crate::report::{Cell, Column, Table};

pub(super) fn peak_table(roofs: &[Roof<'_>]) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("chip"),
        Column::text("precision"),
        Column::number("matrix peak", "TFLOP/s"),
        Column::number("memory", "TB/s"),
        Column::number("ridge", "FLOP/B"),
        Column::number("L2 (estimated)", "TB/s"),
        Column::number("L2 ridge", "FLOP/B"),
    ])?;
    for roof in roofs {
        for (precision, inputs, peak) in &roof.ceilings {
            let l2 = inputs.l2_tbps();
            table.push(vec![
                Cell::from(&*roof.chip.id),
                precision.name().into(),
                (*peak).into(),
                inputs.memory_peak_tbps().into(),
                (peak / inputs.memory_peak_tbps()).into(),
                l2.into(),
                l2.map(|l2| peak / l2).into(),
            ])?;
        }
    }
    Ok(table)
}

pub(super) fn operation_table(roof: &Roof<'_>) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("phase"),
        Column::text("operation"),
        Column::number("intensity", "FLOP/B"),
        Column::number("attained", "TFLOP/s"),
        Column::number("roof", "TFLOP/s"),
        Column::percent("of the roof"),
        Column::text("binds"),
        Column::percent("of the phase's time"),
    ])?;
    for p in roof.placed() {
        table.push(vec![
            phase(p.op).into(),
            p.op.name.into(),
            p.intensity.into(),
            p.attained.into(),
            p.roof.into(),
            (p.attained / p.roof).into(),
            p.op.binding().name().into(),
            roof.share(p.op).into(),
        ])?;
    }
    Ok(table)
}

pub(super) fn as_json(roof: &Roof<'_>) -> Value {
    let ceilings: Vec<Value> = roof
        .ceilings
        .iter()
        .map(|(precision, inputs, peak)| {
            json!({
                "precision": precision.name(),
                "matrix_peak_tflops": peak,
                "ridge_flop_per_byte": peak / inputs.memory_peak_tbps(),
                "l2_ridge_flop_per_byte": inputs.l2_tbps().map(|l2| peak / l2),
            })
        })
        .collect();
    let operations: Vec<Value> = roof
        .placed()
        .iter()
        .map(|p| {
            json!({
                "phase": phase(p.op),
                "operation": p.op.name,
                "intensity_flop_per_byte": p.intensity,
                "attained_tflops": p.attained,
                "roof_tflops": p.roof,
                "share_of_roof": p.attained / p.roof,
                "binds": p.op.binding().name(),
                "share_of_phase_time": roof.share(p.op),
            })
        })
        .collect();
    json!({
        "chip": &*roof.chip.id,
        "memory_tbps": roof.memory_tbps(),
        "l2_tbps": roof.l2_tbps(),
        "l2_provenance": "estimated",
        "ceilings": ceilings,
        "model": roof.point.bound.models.first().map(|m| m.id.as_str()),
        "batch": roof.point.value("run.batch"),
        "prompt_tokens": roof.point.value("run.prompt"),
        "tp": roof.point.value("run.tp"),
        "feasible": roof.point.infeasible().is_none(),
        "reason": roof.point.infeasible().map(|r| r.name),
        "assumptions": roof.point.bound.assumptions.iter().map(|a| a.0.as_str())
            .collect::<Vec<_>>(),
        "operations": operations,
    })
}
