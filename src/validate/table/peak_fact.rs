//! Peaks: as published, and units x operations x clock.

use crate::catalog::{Precision, Quantity};

use super::fact::{Collector, weight};
use super::property::{Engine, Format, Sparse};

fn formats(format: Format) -> Vec<Precision> {
    match format {
        Format::One(precision) => vec![precision],
        Format::Bits16 => vec![Precision::Fp16, Precision::Bf16],
        Format::Unsaid => Precision::ALL.to_vec(),
    }
}

pub(super) fn peaks(c: &mut Collector, engine: Engine, format: Format, sparse: Sparse) {
    let chip = c.chip;
    let compute = &chip.compute;
    c.facts.sparsity = compute.sparsity.as_ref().map(|q| q.value).or(c.facts.sparsity);
    let factor = match sparse {
        Sparse::Dense => 1.0,
        Sparse::Counted => compute.sparsity.as_ref().map_or(1.0, |q| q.value),
    };
    let name = if factor == 1.0 { "" } else { " x sparsity" };
    let mut any_engine = false;
    let mut this = false;
    for precision in Precision::ALL {
        let wanted = formats(format).contains(&precision);
        if engine != Engine::Vector {
            let published = compute.published_matrix.get(precision);
            let ops = compute.matrix_ops.get(precision);
            any_engine |= published.is_some() || ops.is_some();
            if wanted {
                this |= published.is_some() || ops.is_some();
                if let Some(q) = published {
                    let formula = format!(
                        "catalogue published {precision} matrix peak = {}{name}",
                        q.written
                    );
                    c.add(q.value * factor, formula, q, 1.0, false);
                }
                c.also(&format!("compute.published_matrix.{precision}"), factor);
                let own = if precision == Precision::Fp64 {
                    compute.clock_fp64.as_ref().or(compute.clock_boost.as_ref())
                } else {
                    compute.clock_tensor.as_ref().or(compute.clock_boost.as_ref())
                };
                derived(c, ops, own, (factor, "matrix"), published.is_some());
            }
        }
        if engine != Engine::Matrix {
            let published = compute.published_vector.get(precision);
            let ops = compute.vector_ops.get(precision);
            any_engine |= published.is_some() || ops.is_some();
            if wanted {
                this |= published.is_some() || ops.is_some();
                // Sparsity is of the matrix engine; a vector peak under "FP16" may still be meant.
                let aside = sparse == Sparse::Counted;
                if let Some(q) = published {
                    let formula =
                        format!("catalogue published {precision} vector peak = {}", q.written);
                    c.add(q.value, formula, q, 1.0, aside);
                }
                c.also(&format!("compute.published_vector.{precision}"), 1.0);
                let own = compute.clock_fp64.as_ref().filter(|_| precision == Precision::Fp64);
                let clock = own.or(compute.clock_boost.as_ref());
                derived(c, ops, clock, (1.0, "vector"), published.is_some());
                derived_aside(c, ops, compute.clock_base.as_ref());
            }
        }
    }
    if any_engine && !this && chip.units().is_some() {
        c.facts.exists = c.facts.exists.or(Some(false));
    } else if this {
        c.facts.exists = Some(true);
    }
}

/// peak = units x op/clk x clock.
fn derived(
    c: &mut Collector,
    ops: Option<&Quantity>,
    clock: Option<&Quantity>,
    (factor, engine): (f64, &str),
    published: bool,
) {
    if let (Some(units), Some(ops), Some(clock)) = (&c.chip.compute.units, ops, clock) {
        let counted = if factor == 1.0 { "" } else { " x sparsity" };
        let formula =
            format!("{} x {} x {} ({engine}){counted}", units.written, ops.written, clock.written);
        let value = units.value * ops.value * clock.value * factor;
        // A derived peak stands behind a published one that differs.
        c.add(value, formula, ops, if published { 0.8 } else { 0.9 }, published);
    }
}

fn derived_aside(c: &mut Collector, ops: Option<&Quantity>, clock: Option<&Quantity>) {
    if let (Some(units), Some(ops), Some(clock)) = (&c.chip.compute.units, ops, clock) {
        let formula =
            format!("{} x {} x {} (vector, base)", units.written, ops.written, clock.written);
        c.add(units.value * ops.value * clock.value, formula, ops, 0.5, true);
    }
}

pub(super) fn supports(c: &mut Collector, engine: Engine, precision: Precision) {
    let compute = &c.chip.compute;
    let (ops, published) = match engine {
        Engine::Matrix => (&compute.matrix_ops, &compute.published_matrix),
        _ => (&compute.vector_ops, &compute.published_vector),
    };
    let known = Precision::ALL.iter().any(|p| ops.get(*p).is_some());
    let has = ops.get(precision).or(published.get(precision));
    if let Some(q) = has {
        c.facts.exists = Some(true);
        let text = format!("{precision}: {}", q.written);
        let (source, weight) = (q.source.clone(), weight(q));
        c.word(&text, source, weight);
    } else if known {
        c.facts.exists = c.facts.exists.or(Some(false));
    }
}
