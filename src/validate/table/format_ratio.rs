//! Ratios of a chip's peaks in two number formats, for chips that nobody has catalogued.
//!
//! Halving the width of an operand doubles the rate of an engine, or leaves it: FP8 = 2 x FP16,
//! INT8 = 2 x FP16, BF16 = FP16, TF32 = FP16 / 2. Which ratios occur is taken from the catalogue:
//! of the maker's chips where the label names a maker with some, of all chips otherwise.

use std::collections::HashMap;

use crate::catalog::{Chip, Precision};

use super::judge::Judge;
use super::property::{Engine, Format, Property, Sparse};
use super::relation::{Tested, Values};
use super::subject::Subject;

/// Tolerance of a ratio of two rounded peaks.
const SLACK: f64 = 0.06;
/// Chips with both formats that make a rule.
const CHIPS: usize = 4;

const NARROW: [Precision; 7] = [
    Precision::Tf32,
    Precision::Fp16,
    Precision::Bf16,
    Precision::Fp8,
    Precision::Int8,
    Precision::Fp4,
    Precision::Int4,
];

/// The peaks that stand in no known ratio to the others of their engine.
pub(super) fn tested(judge: &Judge, subject: &Subject, values: &Values) -> Vec<Tested> {
    let mut out = Vec::new();
    for engine in [Engine::Matrix, Engine::Any] {
        for sparse in [Sparse::Dense, Sparse::Counted] {
            let peak = |p: &Precision| {
                let property = Property::Peak(engine, Format::One(*p), sparse);
                let bits = Property::Peak(engine, Format::Bits16, sparse);
                let either = values.get(&bits).filter(|_| *p == Precision::Fp16);
                values.get(&property).or(either).map(|(k, v)| (*p, *k, *v))
            };
            let peaks: Vec<(Precision, usize, f64)> = NARROW.iter().filter_map(peak).collect();
            out.extend(odd_ones(judge, subject, &peaks));
        }
    }
    out
}

/// A ratio that no chip has, and its formats.
type Odd = (usize, usize, String, f64, f64);

/// The peaks that contradict the most others; of two that contradict each other, both.
fn odd_ones(judge: &Judge, subject: &Subject, peaks: &[(Precision, usize, f64)]) -> Vec<Tested> {
    let mut odd: Vec<Odd> = Vec::new();
    let mut kept: HashMap<usize, usize> = HashMap::new();
    for (i, (a, k, x)) in peaks.iter().enumerate() {
        for (b, l, y) in &peaks[i + 1..] {
            let known = ratios(judge, subject, *a, *b);
            if known.len() < CHIPS {
                continue;
            }
            let ratio = y / x;
            let off = |r: &f64| (ratio / r).ln().abs();
            let usual = middle(&known);
            let Some(nearest) = known.into_iter().min_by(|r, s| off(r).total_cmp(&off(s))) else {
                continue;
            };
            if off(&nearest) <= SLACK {
                *kept.entry(*k).or_default() += 1;
                *kept.entry(*l).or_default() += 1;
            } else {
                let formula =
                    format!("{b} = {usual:.3} x {a}, the usual ratio (nearest {nearest:.3}),");
                odd.push((*k, *l, formula, *y, usual * x));
            }
        }
    }
    odd.into_iter()
        .map(|(k, l, formula, left, right)| {
            let agreeing = |k: &usize| kept.get(k).copied().unwrap_or(0);
            let cells = match agreeing(&k).cmp(&agreeing(&l)) {
                std::cmp::Ordering::Less => vec![k],
                std::cmp::Ordering::Greater => vec![l],
                std::cmp::Ordering::Equal => vec![l, k],
            };
            Tested { cells, formula, left, right, holds: false, is_weak: true, is_bound: false }
        })
        .collect()
}

fn middle(ratios: &[f64]) -> f64 {
    let mut sorted = ratios.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The ratios b / a of the maker's chips, or of all.
fn ratios(judge: &Judge, subject: &Subject, a: Precision, b: Precision) -> Vec<f64> {
    let label = subject.entity_label.to_lowercase();
    let chips = judge.names.catalog().chips();
    let of = |chips: &mut dyn Iterator<Item = &Chip>| -> Vec<f64> {
        // Published peaks against published, operations against operations.
        let ratio = |c: &Chip| {
            let published = &c.compute.published_matrix;
            let ops = &c.compute.matrix_ops;
            let both = published.get(b).zip(published.get(a)).or(ops.get(b).zip(ops.get(a)));
            both.map(|(x, y)| x.value / y.value)
        };
        chips.filter_map(ratio).collect()
    };
    let made = |c: &&Chip| c.vendor.as_deref().is_some_and(|v| label.contains(&v.to_lowercase()));
    let own = of(&mut chips.iter().filter(made));
    if own.len() >= CHIPS { own } else { of(&mut chips.iter()) }
}
