//! Totals of a system: chips x what one chip has.

use super::reasons::{Pair, plain_start, printed, rounded_freely, sparse};
use super::{UNEXPLAINED, evidence};
use crate::catalog::{Catalog, Chip, Precision, Quantity, System};
use crate::report::number::compact;
use crate::validate::{Comparison, Reason};

/// Every published total of `system` that follows from its chips.
pub(super) fn compare(catalog: &Catalog, system: &System) -> Vec<Comparison> {
    let (Ok(chip), Some(chips)) = (catalog.chip_of(system), system.chips.as_ref()) else {
        return Vec::new();
    };
    let total = &system.total;
    let rows = [
        ("16-bit peak", "PFLOP/s", 1e15, peak_16bit(chip), &total.peak_16bit),
        ("memory", "TB", 1e12, chip.memory.capacity.as_ref(), &total.memory),
        (
            "memory bandwidth",
            "TB/s",
            1e12,
            chip.memory.published_bandwidth.as_ref(),
            &total.memory_bandwidth,
        ),
    ];
    let per_chip = (
        "scale-up per chip",
        "GB/s",
        1e9,
        chip.link.published_bidirectional.as_ref(),
        &system.scaleup.bidirectional_per_chip,
    );
    let sums = rows.into_iter().map(|row| (row, Some(chips)));
    sums.chain([(per_chip, None)])
        .filter_map(|((name, unit, scale, one, total), times)| {
            let (one, total) = (one?, total.as_ref()?);
            let predicted = times.map_or(1.0, |n| n.value) * one.value / scale;
            let reference = total.value / scale;
            let pair = Pair { derived: predicted, published: reference, quantity: total, scale };
            let mut inputs = vec![one];
            inputs.extend(times);
            let formula = match times {
                Some(n) => format!("{} x {one}", compact(n.value, 6).replace(',', "")),
                None => format!("{one} of {}", chip.id),
            };
            Some(Comparison {
                subject: system.id.to_string(),
                group: "systems".to_owned(),
                kind: "system total",
                quantity: name.to_owned(),
                formula,
                predicted,
                reference,
                unit,
                evidence: evidence(&inputs, total),
                reason: why(pair, chip),
                source: total.source.to_string(),
            })
        })
        .collect()
}

fn peak_16bit(chip: &Chip) -> Option<&Quantity> {
    let peaks = &chip.compute.published_matrix;
    peaks.get(Precision::Bf16).or(peaks.get(Precision::Fp16))
}

fn why(pair: Pair<'_>, chip: &Chip) -> Reason {
    let sparsity = chip.compute.sparsity.as_ref().map_or(2.0, |q| q.value);
    plain_start(pair)
        .or_else(|| printed(pair))
        .or_else(|| rounded_freely(pair))
        .or_else(|| sparse(pair, sparsity))
        .unwrap_or_else(|| {
            let ratio = compact(pair.published / pair.derived, 4);
            Reason::new(&UNEXPLAINED, format!("published = {ratio} x derived"))
        })
}
