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
        P::HostBandwidth(_) | P::Scaleup(_) | P::Transistors => 0.02,
        P::MemoryBandwidth => 0.008,
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
    } else if number.rough {
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
        // 4096 x 32 GB are 131 TB, or 128 times 1024 GB.
        Some(Dim::Bytes) if property == Property::MemoryCapacity && f > 1e12 => {
            &[1.024, 1.073_741_824]
        }
        Some(Dim::Bytes) if property == Property::MemoryCapacity => &[1.073_741_824],
        Some(Dim::Bytes) => &[1.024, 1.048_576, 1.073_741_824],
        Some(Dim::Ops | Dim::Bandwidth) => &[1.024],
        _ => &[],
    };
    let counted = |k: &&f64| (v / f / **k - 1.0).abs() < 2e-3 || (f / v / **k - 1.0).abs() < 2e-3;
    binary.iter().any(|k| counted(&k)).then_some(Agreement::Rounded("1000 counted as 1024"))
}

/// The fact that a number agrees with, the most trustworthy first.
pub(super) fn find(
    number: Number,
    facts: &[Fact],
    property: Property,
) -> Option<(&Fact, Agreement)> {
    let key = |(f, a): &(&Fact, Agreement)| {
        (if *a == Agreement::Exact { 2.0 } else { 1.0 })
            + if f.aside { 0.0 } else { 4.0 }
            + f.weight
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
    family: bool,
) -> Option<Diagnosis<'a>> {
    // A factor from some version is chance; from the named one, or the only ones, a reason.
    let named = facts.numbers.iter().any(|f| !f.aside);
    let at = |factor: f64| {
        let mut known = facts.numbers.iter().filter(|f| !named || !f.aside);
        known.find(|f| agrees(number.divided(factor), f.value, property).is_some())
    };
    let said =
        |status, reason: String, fact| Some(Diagnosis { status, reason, fact, explained: true });
    let also = |factor: f64| {
        let mut others = facts.numbers.iter().filter(|f| f.is_also());
        others.find(|f| agrees(number.divided(factor), f.value, property).is_some())
    };
    for k in [1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9] {
        if let Some(fact) = at(k).or_else(|| also(k)) {
            return said(Status::Unit, format!("{k} times the figure: a wrong unit prefix"), fact);
        }
    }
    let bits =
        matches!(property.dim(), Some(Dim::Bandwidth | Dim::BitRate | Dim::Bytes | Dim::Bits));
    if bits {
        const FACTORS: [(f64, &str); 2] = [
            (8.0, "8 times the figure: bits printed as bytes"),
            (0.125, "an eighth of the figure: bytes printed as bits"),
        ];
        for (k, words) in FACTORS {
            // Where the label leaves the direction open, either may be in bits.
            let any = || {
                let mut facts = facts.numbers.iter().filter(|_| property.is_open());
                facts.find(|f| agrees(number.divided(k), f.value, property).is_some())
            };
            if let Some(fact) = at(k).or_else(|| also(k)).or_else(any) {
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
    const FACTORS: [(f64, &str); 4] = [
        (2.0, "twice the figure"),
        (0.5, "half the figure"),
        (10.0, "ten times the figure: the point slipped"),
        (0.1, "a tenth of the figure: the point slipped"),
    ];
    // Among the chips of a family half or twice some figure is nothing to go by.
    for (k, words) in FACTORS.into_iter().filter(|_| !family) {
        if let Some(fact) = at(k) {
            return said(Status::Wrong, words.into(), fact);
        }
    }
    let near = |f: &&Fact| {
        let derived = !f.formula.starts_with("catalogue");
        (f.aside, derived, (number.value.max(1e-300) / f.value).ln().abs())
    };
    let fact = facts.numbers.iter().min_by(|a, b| {
        let (a, b) = (near(a), near(b));
        (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2))
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
        let peak =
            Property::Peak(Engine::Matrix, super::super::property::Format::Unsaid, Sparse::Dense);
        assert!(agrees(number("990"), 989.4, peak).is_some());
        assert!(agrees(number("0.25"), 0.2544, peak).is_some());
        assert!(agrees(number("9.75"), 19.5, peak).is_none());
        assert!(agrees(number("310"), 350.0, Property::Power).is_none());
        assert!(agrees(number("2020"), 2022.0, Property::Year).is_none());
        assert!(agrees(number("384"), 352.0, Property::MemoryBus).is_none());
    }
}
