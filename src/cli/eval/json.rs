//! `roofscape eval --json`.

use serde_json::{Value, json};

use super::tables::{RESOURCES, alone_us, binding_shares, label};
use super::{of, phases};
use crate::cli::point::Point;
use crate::cli::show::evidence_json;
use crate::model::Phase;
use crate::study::{STEP, sensitivities};

pub(super) fn point(point: &Point, precision: &str) -> Value {
    let kernel = point.kernel;
    let inputs: Vec<Value> = kernel
        .slots()
        .iter()
        .zip(&point.slots)
        .map(|(s, v)| json!({ "key": s.name, "value": v, "unit": s.unit_text }))
        .collect();
    let metrics: Vec<Value> = kernel
        .metrics()
        .iter()
        .zip(&point.outcome.metrics)
        .map(
            |(m, v)| json!({ "metric": m.name, "value": v, "unit": m.unit_text, "meaning": m.doc }),
        )
        .collect();
    let levers: Vec<Value> = sensitivities(kernel, &point.slots)
        .iter()
        .map(|s| {
            let each = |values: &[f64]| -> Value {
                let named = kernel.metrics().iter().zip(values);
                Value::Object(named.map(|(m, v)| (m.name.to_owned(), json!(v))).collect())
            };
            let step = if s.lever.less_is_better { -STEP } else { STEP };
            json!({
                "part": s.lever.name,
                "step": step,
                "relative_change": each(&s.changed),
                "elasticity": each(&s.elasticity),
            })
        })
        .collect();
    json!({
        "kernel": kernel.name(),
        "chip": point.bound.chips.first().map(|c| &*c.id),
        "model": point.bound.models.first().map(|m| m.id.as_str()),
        "precision": precision,
        "fidelity": "analytic",
        "feasible": point.infeasible().is_none(),
        "reason": point.infeasible().map(|r| json!({ "name": r.name, "meaning": r.doc })),
        "assumptions": point.bound.assumptions.iter().map(|a| a.0.as_str()).collect::<Vec<_>>(),
        "evidence": evidence_json(&point.bound),
        "inputs": inputs,
        "metrics": metrics,
        "phases": phases(&point.operations).into_iter().map(|p| phase(point, p)).collect::<Vec<_>>(),
        "sensitivities": levers,
    })
}

fn phase(point: &Point, phase: Phase) -> Value {
    let operations = of(&point.operations, phase);
    let binding: Value = binding_shares(&operations)
        .into_iter()
        .map(|(r, share)| (r.name().to_owned(), json!(share)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let list: Vec<Value> = operations
        .iter()
        .map(|op| {
            let mut object = json!({
                "operation": label(op),
                "runs": op.count,
                "time_us": op.time_us,
                "binds": op.binding().name(),
                "mflop": op.mflop,
                "mb": op.mb,
            });
            for r in RESOURCES {
                object[format!("{}_alone_us", r.name())] = json!(alone_us(op, r));
            }
            object
        })
        .collect();
    json!({
        "phase": match phase {
            Phase::Prefill => "prefill",
            Phase::Decode => "decode",
            Phase::Single => "kernel",
        },
        "time_us": operations.iter().map(super::total_us).sum::<f64>(),
        "binding_share_of_time": binding,
        "operations": list,
    })
}
