//! The roofline as a picture.

use super::{Placed, Roof, phase};
use crate::catalog::Precision;
use crate::model::{Operation, Phase};
use crate::report::svg;
use crate::study::ChipInputs;

/// Operations with a smaller share of the time of their phase are left out of the picture.
const SHOWN_SHARE: f64 = 0.01;

pub(super) fn picture(roofs: &[Roof<'_>]) -> svg::Roofline {
    let alone = roofs.len() == 1;
    let chips = roofs
        .iter()
        .map(|roof| {
            let technology = roof.chip.memory.kind.as_deref().unwrap_or("memory");
            let mut bandwidths = vec![svg::MemoryRoof {
                name: technology.to_owned(),
                bandwidth_tbps: roof.memory_tbps(),
            }];
            // One chip has room for its L2, where that is faster than the memory.
            let faster = |l2: &f64| alone && *l2 > roof.memory_tbps();
            if let Some(l2) = roof.l2_tbps().filter(faster) {
                let name = "L2 (estimated)".to_owned();
                bandwidths.push(svg::MemoryRoof { name, bandwidth_tbps: l2 });
            }
            let ceiling = |c: &(Precision, ChipInputs, f64)| svg::Ceiling {
                name: c.0.name().to_owned(),
                peak_tflops: c.2,
            };
            svg::Chip {
                name: format!("{}, tp {}", roof.chip.id, roof.point.value("run.tp")),
                roofs: bandwidths,
                ceilings: roof.ceilings.iter().map(ceiling).collect(),
                operations: if alone { each(roof) } else { grouped(roof) },
            }
        })
        .collect();
    let first = &roofs[0].point;
    let model = first.bound.models.first().map_or("", |m| m.id.as_str());
    let title = format!(
        "{model}, batch {}, prompt {}, {}",
        first.value("run.batch"),
        first.value("run.prompt"),
        roofs[0].ceilings[0].0
    );
    svg::Roofline { title, chips }
}

fn each(roof: &Roof<'_>) -> Vec<svg::Operation> {
    let placed = roof.placed();
    let drawn = placed.iter().filter(|p| roof.share(p.op) >= SHOWN_SHARE);
    let operation = |p: &Placed<'_>| svg::Operation {
        name: format!("{} {}", phase(p.op), p.op.name),
        intensity_flop_per_byte: p.intensity,
        attained_tflops: p.attained,
    };
    drawn.map(operation).collect()
}

/// Attention and everything else of each phase together: several chips have no room for more.
fn grouped(roof: &Roof<'_>) -> Vec<svg::Operation> {
    let placed = roof.placed();
    let attends = |p: &Placed<'_>| p.op.name.contains("attention");
    let mut groups = Vec::new();
    for (of, title) in [(Phase::Prefill, "prefill"), (Phase::Decode, "decode")] {
        for (attention, what) in [(false, "GEMMs"), (true, "attention")] {
            let members = || placed.iter().filter(|p| p.op.phase == of && attends(p) == attention);
            let sum = |part: fn(&Operation<f64>) -> f64| -> f64 {
                members().map(|p| p.op.count * part(p.op)).sum()
            };
            if members().next().is_some() {
                groups.push(svg::Operation {
                    name: format!("{title} {what}"),
                    intensity_flop_per_byte: sum(|op| op.mflop) / sum(|op| op.mb),
                    attained_tflops: sum(|op| op.mflop) / sum(|op| op.time_us),
                });
            }
        }
    }
    groups
}
