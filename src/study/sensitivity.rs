//! What a better part of a chip would buy: exact elasticities, and the effect of 10 %.

use crate::model::Kernel;
use crate::number::Dual;

/// A property of the chip that a designer can change, and the slots that stand for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lever {
    /// Its name in reports.
    pub name: &'static str,
    /// The slots that grow with it.
    pub slots: &'static [&'static str],
    /// Whether less of it is better, as of a latency.
    pub less_is_better: bool,
}

const fn more(name: &'static str, slots: &'static [&'static str]) -> Lever {
    Lever { name, slots, less_is_better: false }
}

const fn less(name: &'static str, slots: &'static [&'static str]) -> Lever {
    Lever { name, slots, less_is_better: true }
}

/// The levers, those of the peaks first.
pub const LEVERS: [Lever; 9] = [
    more("matrix peak", &["chip.matrix_factor"]),
    more("memory bandwidth", &["chip.memory_factor"]),
    more("scale-up bandwidth", &["chip.scaleup_factor"]),
    more("vector peak", &["chip.vector_factor"]),
    more("units", &["chip.units"]),
    more("clock", &["chip.clock_ghz", "chip.vector_clock_ghz"]),
    more("L2 capacity", &["chip.l2_mb"]),
    less("launch latency", &["chip.launch_us", "matmul.launch_kcycles"]),
    less("hop latency", &["custom_constant.hop_us", "ring_constant.hop_us"]),
];

/// Change of a lever that [`Sensitivity::changed`] answers for.
pub const STEP: f64 = 0.1;

/// What one lever does to every metric of a kernel.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The lever.
    pub lever: Lever,
    /// `d ln(metric) / d ln(lever)`, in the order of [`Kernel::metrics`]: −1 where 1 % more
    /// of the lever takes 1 % off the metric. Steps of tiles and waves count as flat.
    pub elasticity: Vec<f64>,
    /// Relative change of each metric when the lever improves by [`STEP`], recomputed: −0.08
    /// for 8 % less.
    pub changed: Vec<f64>,
}

/// The sensitivities of the metrics at one point, in the order of [`LEVERS`].
///
/// # Panics
/// If there are not as many values as the kernel has slots.
pub fn sensitivities(kernel: Kernel, slots: &[f64]) -> Vec<Sensitivity> {
    let scale = |i: usize, lever: &Lever| lever.slots.contains(&kernel.slots()[i].name);
    let duals: Vec<Dual<{ LEVERS.len() }>> = (0..slots.len())
        .map(|i| {
            LEVERS.iter().enumerate().fold(Dual::from(slots[i]), |x, (l, lever)| {
                if scale(i, lever) { x * Dual::variable(1.0, l) } else { x }
            })
        })
        .collect();
    let base = kernel.evaluate(&duals).metrics;
    LEVERS
        .iter()
        .enumerate()
        .map(|(l, lever)| {
            let factor = if lever.less_is_better { 1.0 - STEP } else { 1.0 + STEP };
            let better: Vec<f64> = (0..slots.len())
                .map(|i| if scale(i, lever) { slots[i] * factor } else { slots[i] })
                .collect();
            let better = kernel.evaluate(&better).metrics;
            Sensitivity {
                lever: *lever,
                elasticity: base.iter().map(|m| m.elasticity(l, 1.0)).collect(),
                changed: base
                    .iter()
                    .zip(&better)
                    .map(|(m, b)| if m.value == 0.0 { 0.0 } else { b / m.value - 1.0 })
                    .collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::study::Study;

    fn point(text: &str) -> (Kernel, Vec<f64>) {
        let bound = Study::parse("test", text).unwrap().bind(Catalog::embedded()).unwrap();
        (bound.study.kernel, bound.point(&[]).slots)
    }

    #[test]
    fn elasticities_agree_with_small_finite_changes() {
        let (kernel, slots) = point(
            "[fixed]\nchip = \"h100-sxm\"\nmodel = \"llama-3-70b\"\nprecision = \"fp8\"\n\
             prompt = 2048\noutput = 256\nbatch = 16\ntp = 4\n[[question]]\nminimise = \"tpot_ms\"",
        );
        let base = kernel.evaluate(&slots).metrics;
        for s in sensitivities(kernel, &slots) {
            let h = 1e-6;
            let moved: Vec<f64> = slots
                .iter()
                .zip(kernel.slots())
                .map(
                    |(x, slot)| {
                        if s.lever.slots.contains(&slot.name) { x * (1.0 + h) } else { *x }
                    },
                )
                .collect();
            let moved = kernel.evaluate(&moved).metrics;
            for m in 0..2 {
                let quotient = (moved[m] / base[m] - 1.0) / h;
                let name = (s.lever.name, kernel.metrics()[m].name);
                assert!((quotient - s.elasticity[m]).abs() < 1e-4, "{name:?}: {quotient}");
            }
        }
    }

    #[test]
    fn a_streaming_decode_wants_memory_bandwidth_and_improvements_never_hurt() {
        let (kernel, slots) = point(
            "[fixed]\nchip = \"h100-sxm\"\nmodel = \"llama-3-8b\"\nprecision = \"bf16\"\n\
             prompt = 2048\noutput = 256\n[[question]]\nminimise = \"tpot_ms\"",
        );
        let all = sensitivities(kernel, &slots);
        let of = |name: &str| all.iter().find(|s| s.lever.name == name).unwrap();
        assert!(of("memory bandwidth").elasticity[1] < -0.7);
        // One chip alone does not use its links.
        assert_eq!(of("scale-up bandwidth").elasticity[1], 0.0);
        for s in &all {
            assert!(s.changed[0] <= 1e-12 && s.changed[1] <= 1e-12, "{s:?}");
        }
    }
}
