//! When a printed number is the known one, and what a wrong one looks like.

use super::fact::{Fact, Facts};
use super::finding::Status;
use super::property::{Engine, Property, Sparse, Way};
use super::unit::Dim;
use super::value::Number;

/// Largest relative difference still called exact.
const EXACT: f64 = 1e-3;
/// Largest difference that rounding to printed digits may make.
const MOST_ROUNDING: f64 = 0.05;

/// Why a printed number counts as the known one; `None` in [`agrees`] where it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    Exact,
    Rounded(&'static str),
}

/// How far beyond printed digits a property is rounded in advertisements.
fn slack(property: Property) -> f64 {
    use Property as P;
    match property {
        P::MemoryBandwidth | P::HostBandwidth(_) | P::Scaleup(_) | P::Transistors => 0.02,
        P::Peak(..) | P::ClockBoost | P::ClockBase | P::Clock | P::Die | P::Power => 0.01,
        P::EnergyRatio | P::AreaRatio => 0.04,
        _ => 0.005,
    }
}

/// Whether a printed number, in the canonical unit, is `fact`.
///
/// 990 is 989.4 rounded; 1638 is 1600 x 1.024.
pub(super) fn agrees(number: Number, fact: f64, property: Property) -> Option<Agreement> {
    let (v, f) = (number.value, fact);
    if v <= 0.0 || f <= 0.0 {
        return (v == f).then_some(Agreement::Exact);
    }
    let off = (v / f - 1.0).abs();
    if property.is_exact() {
        return (off < 1e-6).then_some(Agreement::Exact);
    }
    if off <= EXACT {
        return Some(Agreement::Exact);
    }
    if off <= slack(property) {
        return Some(Agreement::Rounded("marketing rounding"));
    }
    let ratios = matches!(property, Property::Ratio | Property::EnergyRatio | Property::AreaRatio);
    // 2000 is written for 2039, but 300 W is not for 310.
    let most = if ratios {
        0.2
    } else if number.step >= 0.005 * v && (v / number.step) % 10.0 < 9.5 && is_whole(number) {
        if property == Property::Power { 0.0 } else { 0.025 }
    } else {
        MOST_ROUNDING
    };
    if (v - f).abs() <= 0.505 * number.step && off <= most {
        return Some(Agreement::Rounded("rounded to the printed digits"));
    }
    if f > v && f - v < number.step && off <= 0.035f64.min(most) && property != Property::Voltage {
        return Some(Agreement::Rounded("digits cut off instead of rounded"));
    }
    let binary: &[f64] = match property.dim() {
        Some(Dim::Bytes) => &[1.024, 1.048_576, 1.073_741_824],
        Some(Dim::Ops | Dim::Bandwidth) => &[1.024],
        _ => &[],
    };
    let counted = |k: &&f64| (v / f / **k - 1.0).abs() < 2e-3 || (f / v / **k - 1.0).abs() < 2e-3;
    binary.iter().any(|k| counted(&k)).then_some(Agreement::Rounded("1000 counted as 1024"))
}

/// Whether the rounding step comes from zeros before the point.
fn is_whole(number: Number) -> bool {
    number.step > 1.0 && (number.value / number.step).fract().abs() < 1e-9
}

/// The fact that a number agrees with, the most trustworthy first.
pub(super) fn find(number: Number, facts: &[Fact], property: Property) -> Option<(&Fact, Agreement)> {
    let key = |(f, a): &(&Fact, Agreement)| {
        (if *a == Agreement::Exact { 2.0 } else { 1.0 }) + if f.aside { 0.0 } else { 4.0 } + f.weight
    };
    facts
        .iter()
        .filter_map(|f| agrees(number, f.value, property).map(|a| (f, a)))
        .max_by(|a, b| key(a).total_cmp(&key(b)))
}

/// What went wrong with a number that agrees with no fact.
pub(super) struct Diagnosis<'a> {
    pub(super) status: Status,
    pub(super) reason: String,
    pub(super) fact: &'a Fact,
    /// The factor explains the number, so that the verdict is surer.
    pub(super) explained: bool,
}

/// Explains a number by a factor from one of the facts, or by its digits.
pub(super) fn explain<'a>(
    number: Number,
    facts: &'a Facts,
    property: Property,
) -> Option<Diagnosis<'a>> {
    let scaled = |factor: f64| Number { value: number.value / factor, step: number.step / factor };
    let at = |factor: f64| {
        let named = facts.numbers.iter().filter(|f| !f.aside);
        let aside = facts.numbers.iter().filter(|f| f.aside);
        named.chain(aside).find(|f| agrees(scaled(factor), f.value, property).is_some())
    };
    let said = |status, reason: String, fact| {
        Some(Diagnosis { status, reason, fact, explained: true })
    };
    for k in [1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9] {
        if let Some(fact) = at(k) {
            return said(Status::Unit, format!("{k} times the figure: a wrong unit prefix"), fact);
        }
    }
    let bits = matches!(
        property.dim(),
        Some(Dim::Bandwidth | Dim::BitRate | Dim::Bytes | Dim::Bits)
    );
    if bits {
        for (k, words) in [(8.0, "8 times the figure: bits printed as bytes"), (0.125, "an eighth of the figure: bytes printed as bits")] {
            if let Some(fact) = at(k) {
                return said(Status::Unit, words.into(), fact);
            }
        }
    }
    if let Property::Scaleup(way) | Property::HostBandwidth(way) = property {
        let ways = match way {
            Way::One => Some((2.0, "both directions printed under one")),
            Way::Both => Some((0.5, "one direction printed under both")),
            Way::Unsaid => None,
        };
        if let Some((k, words)) = ways
            && let Some(fact) = at(k)
        {
            return said(Status::Unit, words.into(), fact);
        }
    }
    if let (Property::Peak(Engine::Matrix | Engine::Any, _, Sparse::Dense), Some(s)) =
        (property, facts.sparsity)
        && let Some(fact) = at(s).filter(|f| !f.formula.contains("vector"))
    {
        let words = format!("{s} times the dense figure: the peak with structured sparsity");
        return said(Status::Wrong, words, fact);
    }
    for (k, words) in [(2.0, "twice the figure"), (0.5, "half the figure"), (10.0, "ten times the figure: the point slipped"), (0.1, "a tenth of the figure: the point slipped")] {
        if let Some(fact) = at(k) {
            return said(Status::Wrong, words.into(), fact);
        }
    }
    let near = |f: &&Fact| (f.aside, (number.value.max(1e-300) / f.value).ln().abs());
    let fact = facts.numbers.iter().min_by(|a, b| {
        let (a, b) = (near(a), near(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    })?;
    let reason = "no version or clock of the part gives it".to_owned();
    Some(Diagnosis { status: Status::Wrong, reason, fact, explained: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        super::super::value::parse(text).numbers[0]
    }

    #[test]
    fn tolerance_classes() {
        let p = Property::MemoryBandwidth;
        assert_eq!(agrees(number("3350"), 3350.0, p), Some(Agreement::Exact));
        assert!(agrees(number("2040"), 2039.0, p).is_some());
        assert!(agrees(number("3200"), 3276.8, p).is_some());
        assert!(agrees(number("200"), 320.0, p).is_none());
        assert!(agrees(number("672"), 616.0, p).is_none());
        let peak = Property::Peak(Engine::Matrix, super::super::property::Format::Unsaid, Sparse::Dense);
        assert!(agrees(number("990"), 989.4, peak).is_some());
        assert!(agrees(number("0.25"), 0.2544, peak).is_some());
        assert!(agrees(number("9.75"), 19.5, peak).is_none());
        assert!(agrees(number("310"), 350.0, Property::Power).is_none());
        assert!(agrees(number("2020"), 2022.0, Property::Year).is_none());
        assert!(agrees(number("384"), 352.0, Property::MemoryBus).is_none());
    }
}
