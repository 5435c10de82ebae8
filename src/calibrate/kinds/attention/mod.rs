//! Measured attention kernels, prefill (`context`) and decode (`generation`), MLA apart.
//!
//! Columns: `phase`, `batch_size`, `isl` (new tokens per sequence), `step` (cached tokens),
//! `num_heads`, `kv_heads`, `head_dim`, `window_size` (0: none), `attn_dtype`,
//! `kv_cache_dtype`, `time_us`, `suspect`, `framework`, `framework_version`, `kernel_source`.
//! One new token per sequence sees itself and `step` cached ones.

mod library;

use std::sync::OnceLock;

use library::{Instructions, Library, Phase};

use crate::calibrate::{ChipFacts, Filling, Kind, Parameter, Record};
use crate::catalog::Precision;
use crate::model::Slot;
use crate::model::attention::context::{self, context};
use crate::model::attention::generation::{self, generation};
use crate::model::attention::{
    Attention, Bytes, ContextConstants, ContextDesign, ContextFactors, GenerationConstants,
    GenerationDesign, GenerationFactors, Heads,
};
use crate::model::chip::Rates;

/// Attention kernels.
#[derive(Debug, Clone, Copy)]
pub struct AttentionKind;

/// One measured attention kernel.
#[derive(Debug, Clone)]
pub struct Row {
    phase: Phase,
    class: &'static str,
    heads: Heads<f64>,
    /// New tokens per sequence, and cached ones before them.
    tokens: [f64; 2],
    /// The window of the rows, 0 for none.
    window: f64,
    /// Keys that a query sees at most, as the kernel computes them.
    seen: f64,
    bytes: Bytes<f64>,
    rates: Rates<f64>,
    context: ContextDesign<f64>,
    generation: GenerationDesign<f64>,
    baseline: f64,
    measured: f64,
    library: String,
    types: String,
}

/// Least and greatest values of the constants of prefill, in the order of their slots.
const CONTEXT_BOUNDS: [(f64, f64); 5] =
    [(1.0, 100.0), (0.3, 1.0), (0.05, 3.0), (0.1, 40.0), (0.3, 1.5)];
/// Of its factors.
const CONTEXT_FACTOR_BOUNDS: [(f64, f64); 6] =
    [(0.2, 6.0), (0.4, 10.0), (0.1, 20.0), (0.1, 10.0), (0.3, 8.0), (0.01, 2.5)];
/// Of the constants of decode.
const GENERATION_BOUNDS: [(f64, f64); 11] = [
    (1.0, 100.0),
    (0.5, 1.1),
    (4.0, 80.0),
    (0.02, 1.5),
    (0.3, 12.0),
    (0.02, 5.0),
    (0.1, 20.0),
    (0.1, 1.0),
    (0.1, 1.0),
    (0.5, 10.0),
    (0.3, 15.0),
];
/// Of its factors.
const GENERATION_FACTOR_BOUNDS: [(f64, f64); 5] =
    [(0.2, 5.0), (0.2, 6.0), (0.5, 2.0), (0.1, 10.0), (0.01, 2.5)];

/// Slots as parameters of a fit: name, unit, meaning and typical value are theirs.
fn parameters(
    cell: &'static OnceLock<Vec<Parameter>>,
    slots: &'static [Slot],
    bounds: &[(f64, f64)],
) -> &'static [Parameter] {
    cell.get_or_init(|| {
        let parameter = |(slot, &(lower, upper)): (&'static Slot, &(f64, f64))| Parameter {
            name: slot.name.split_once('.').map_or(slot.name, |(_, name)| name),
            unit: slot.unit_text,
            doc: slot.doc,
            typical: slot.default.map_or(f64::NAN, |d| d.value),
            lower,
            upper,
        };
        slots.iter().zip(bounds).map(parameter).collect()
    })
}

/// Bytes of an element, and whether it is one of fp8.
fn element(record: &Record, column: &str) -> Result<(f64, bool), String> {
    match record.text(column)?.parse::<Precision>() {
        Ok(Precision::Bf16 | Precision::Fp16) => Ok((2.0, false)),
        Ok(Precision::Fp8) => Ok((1.0, true)),
        _ => Err(format!("`{column}` is `{}`, not bf16 or fp8", record.text(column)?)),
    }
}

impl Row {
    fn attention(&self, constants: &[f64], factors: &[f64]) -> Attention<f64> {
        let (constants, factors) = (&mut constants.iter(), &mut factors.iter());
        let [new, past] = self.tokens;
        match self.phase {
            Phase::Context => {
                let kernel = context::Kernel {
                    design: self.context,
                    constants: ContextConstants::take(constants),
                    factors: ContextFactors::take(factors),
                };
                context(self.heads, [new, past, self.seen], self.bytes, &self.rates, &kernel)
            }
            Phase::Generation => {
                let kernel = generation::Kernel {
                    design: self.generation,
                    constants: GenerationConstants::take(constants),
                    factors: GenerationFactors::take(factors),
                };
                generation(self.heads, [new + past, self.seen], self.bytes, &self.rates, &kernel)
            }
        }
    }

    /// The long kernels, which the accuracy is claimed for.
    fn is_long(&self) -> bool {
        match self.phase {
            Phase::Context => self.baseline > 1000.0,
            Phase::Generation => self.baseline > 100.0,
        }
    }
}

/// Operations at the peak of their precision, or bytes at the peak of memory (µs).
fn roofline(h: &Heads<f64>, [new, past]: [f64; 2], window: f64, cache: f64, r: &Rates<f64>) -> f64 {
    let open = (window - past).clamp(0.0, new);
    let pairs = open * past + open * (open + 1.0) / 2.0 + (new - open) * window;
    let mflop = 2e-6 * pairs * h.batch * h.heads * (h.qk_dim + h.v_dim);
    // Queries and outputs are written wide; of the cache, what any query sees is read once.
    let kept = (new + past).min(new - 1.0 + window);
    let elements =
        2.0 * new * h.heads * (h.qk_dim + h.v_dim) + kept * h.kv_heads * h.cached * cache;
    let mb = 1e-6 * h.batch * elements;
    (mflop / (r.wide_peak * r.units)).max(mb / r.memory_peak)
}

impl Kind for AttentionKind {
    type Row = Row;
    const NAME: &'static str = "attention";

    fn read(record: &Record, chip: &ChipFacts) -> Result<Row, String> {
        let phase = match record.text("phase")? {
            "context" => Phase::Context,
            "generation" => Phase::Generation,
            other => return Err(format!("`phase` is `{other}`, not context or generation")),
        };
        if record.get("suspect").is_some_and(|s| s != "0") {
            return Err("measured faster than its memory allows (`suspect`)".into());
        }
        let past = record.number("step")?.max(0.0);
        let new = record.count("isl")?;
        if phase == Phase::Generation && new > 1.0 {
            return Err(format!("{new} new tokens per sequence of a generation; 1 is modelled"));
        }
        let width = record.count("head_dim")?;
        let heads = Heads {
            batch: record.count("batch_size")?,
            heads: record.count("num_heads")?,
            kv_heads: record.count("kv_heads")?,
            qk_dim: width,
            v_dim: width,
            cached: 2.0 * width,
        };
        if heads.kv_heads > heads.heads {
            return Err("more key-value heads than heads".into());
        }
        let window = record.get("window_size").map_or(Ok(0.0), |_| record.number("window_size"))?;
        let (query, narrow) = element(record, "attn_dtype")?;
        let (cache, fp8_cache) = element(record, "kv_cache_dtype")?;
        let on = Instructions::of(chip);
        let group = heads.heads / heads.kv_heads;
        let framework = record.get("framework").unwrap_or("");
        let version = record.get("framework_version").unwrap_or("");
        let library = match record.get("kernel_source") {
            Some(source) => Library::find(source, (framework, version), on, phase, group)?,
            None => Library::usual(on, fp8_cache)
                .ok_or("no `kernel_source`, and no kernel is usual on such a chip")?,
        };

        let mut rates = chip.at(Precision::Bf16).ok_or("the chip has no bf16")?.rates();
        let fp8_peak = chip.at(Precision::Fp8).map(|c| c.rates().matrix_peak / rates.units);
        let reach = (new + past).max(1.0);
        let visible = if window > 0.0 { window.min(reach) } else { reach };
        let wide = rates.wide_peak;
        if let (true, Some(peak)) = (narrow, fp8_peak) {
            rates.wide_peak = peak;
        }
        let baseline = roofline(&heads, [new, past], visible, cache, &rates);
        let narrowed = phase == Phase::Context && fp8_cache && library.narrows_queries();
        rates.wide_peak = match fp8_peak {
            Some(peak) if narrowed || narrow => peak,
            _ => wide,
        };
        let hides = phase == Phase::Generation || library.skips_hidden();
        Ok(Row {
            phase,
            class: library.class(phase, fp8_cache),
            heads,
            tokens: [new, past],
            window,
            seen: if hides { visible } else { reach },
            // Outputs are bf16 whatever the queries are.
            bytes: Bytes { activation: 2.0, cache },
            rates,
            context: library.context(chip),
            generation: library.generation(group, window > 0.0, fp8_cache),
            baseline,
            measured: record.positive("time_us")?,
            library: format!("{framework} {}", record.get("kernel_source").unwrap_or("usual")),
            types: format!("{}/{}", name(query), name(cache)),
        })
    }

    fn variant(row: &Row) -> &'static str {
        row.phase.name()
    }

    fn variants() -> &'static [(&'static str, Option<&'static str>)] {
        &[("context", None), ("generation", None)]
    }

    fn parameters(variant: &str) -> &'static [Parameter] {
        static CONTEXT: OnceLock<Vec<Parameter>> = OnceLock::new();
        static GENERATION: OnceLock<Vec<Parameter>> = OnceLock::new();
        match variant {
            "context" => parameters(&CONTEXT, ContextConstants::<f64>::SLOTS, &CONTEXT_BOUNDS),
            _ => parameters(&GENERATION, GenerationConstants::<f64>::SLOTS, &GENERATION_BOUNDS),
        }
    }

    fn class(row: &Row) -> &'static str {
        row.class
    }

    fn factors(class: &str) -> &'static [Parameter] {
        static CONTEXT: OnceLock<Vec<Parameter>> = OnceLock::new();
        static GENERATION: OnceLock<Vec<Parameter>> = OnceLock::new();
        if class.is_empty() {
            &[]
        } else if class.starts_with("context") {
            parameters(&CONTEXT, ContextFactors::<f64>::SLOTS, &CONTEXT_FACTOR_BOUNDS)
        } else {
            parameters(&GENERATION, GenerationFactors::<f64>::SLOTS, &GENERATION_FACTOR_BOUNDS)
        }
    }

    /// Kernels are written for one generation of matrix instructions, and constants carry
    /// over between its chips; Hopper and Blackwell load and start blocks too differently.
    fn family(chip: &ChipFacts) -> &'static str {
        Instructions::of(chip).family()
    }

    fn fillings(chip: &ChipFacts, precision: Precision) -> Vec<Filling> {
        let on = Instructions::of(chip);
        let fp8 = precision.bytes() < 2.0;
        let library = Library::usual(on, fp8);
        let class = |phase| library.map_or("", |l| l.class(phase, fp8));
        let context = library.map_or(vec![], |l| {
            let d = l.context(chip);
            let narrow = f64::from(u8::from(fp8 && l.narrows_queries()));
            vec![
                ("context_design.rows", d.rows),
                ("context_design.packed", d.packed),
                ("context_design.narrow", narrow),
            ]
        });
        let generation = library.map_or(vec![], |l| {
            let d = l.generation(2.0, false, fp8);
            vec![
                ("generation_design.tile", d.tile),
                ("generation_design.pack", d.pack),
                ("generation_design.splits", d.splits),
            ]
        });
        vec![
            Filling {
                prefix: "context",
                variant: "context",
                class: class(Phase::Context),
                class_prefix: "context_class",
                fixed: context,
            },
            Filling {
                prefix: "generation",
                variant: "generation",
                class: class(Phase::Generation),
                class_prefix: "generation_class",
                fixed: generation,
            },
        ]
    }

    fn time_us(row: &Row, constants: &[f64], factors: &[f64]) -> f64 {
        row.attention(constants, factors).time
    }

    fn measured_us(row: &Row) -> f64 {
        row.measured
    }

    fn baseline_us(row: &Row) -> f64 {
        row.baseline
    }

    fn shape(row: &Row) -> String {
        let (h, [new, past]) = (&row.heads, row.tokens);
        let cache = row.bytes.cache;
        let phase = row.phase.name();
        format!(
            "{phase} {} {} {} {} {new} {past} {} {cache}",
            h.batch, h.heads, h.kv_heads, h.qk_dim, row.window
        )
    }

    fn describe(row: &Row) -> String {
        let (h, [new, past]) = (&row.heads, row.tokens);
        let tokens = match row.phase {
            Phase::Context => format!("{new} tokens"),
            Phase::Generation => format!("on {} tokens", new + past),
        };
        let window =
            if row.window > 0.0 { format!(" window {}", row.window) } else { String::new() };
        format!(
            "{} batch {} {tokens}, {} heads on {} of {}{window} {} ({})",
            row.phase.name(),
            h.batch,
            h.heads,
            h.kv_heads,
            h.qk_dim,
            row.types,
            row.library
        )
    }

    fn groups(row: &Row) -> Vec<String> {
        let phase = row.phase.name();
        let cache = if row.bytes.cache < 2.0 { "fp8" } else { "bf16" };
        let mut groups = vec![
            phase.to_owned(),
            row.class.to_owned(),
            format!("{phase}, {cache} cache"),
            format!("{phase}, head width {}", row.heads.qk_dim),
        ];
        if row.is_long() {
            groups.push(match row.phase {
                Phase::Context => "context, roofline > 1 ms".to_owned(),
                Phase::Generation => "generation, roofline > 100 us".to_owned(),
            });
        }
        groups
    }

    /// Long kernels are what serving spends its time on.
    fn weight(row: &Row) -> f64 {
        if row.is_long() { 1.5 } else { 1.0 }
    }

    fn extent(row: &Row) -> Vec<(&'static str, f64)> {
        let (h, [new, past]) = (&row.heads, row.tokens);
        vec![
            ("batch", h.batch),
            ("heads", h.heads),
            ("kv_heads", h.kv_heads),
            ("head_width", h.qk_dim),
            ("tokens", new + past),
        ]
    }
}

fn name(bytes: f64) -> &'static str {
    if bytes < 2.0 { "fp8" } else { "bf16" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_and_factor_has_bounds() {
        assert_eq!(CONTEXT_BOUNDS.len(), ContextConstants::<f64>::SLOTS.len());
        assert_eq!(CONTEXT_FACTOR_BOUNDS.len(), ContextFactors::<f64>::SLOTS.len());
        assert_eq!(GENERATION_BOUNDS.len(), GenerationConstants::<f64>::SLOTS.len());
        assert_eq!(GENERATION_FACTOR_BOUNDS.len(), GenerationFactors::<f64>::SLOTS.len());
        for class in ["context fa3", "generation fa3"] {
            for p in AttentionKind::factors(class) {
                assert!(
                    p.lower > 0.0 && p.lower <= p.typical && p.typical <= p.upper,
                    "{}",
                    p.name
                );
            }
        }
    }

    #[test]
    fn constants_are_taken_in_the_order_of_the_parameters() {
        let names: Vec<&str> =
            AttentionKind::parameters("generation").iter().map(|p| p.name).collect();
        let k = GenerationConstants::take(&mut (1..=11).map(f64::from).collect::<Vec<_>>().iter());
        assert_eq!(names[1], "memory_share");
        assert_eq!(k.memory_share, 2.0);
        assert_eq!(names[10], "fill_us");
        assert_eq!(k.fill_us, 11.0);
    }
}
