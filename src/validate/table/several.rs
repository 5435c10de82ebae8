//! Cells with several numbers, or with bounds: `40/80`, `450-550`, `>5000`.

use super::compare::{self, Agreement};
use super::fact::{Fact, Facts};
use super::finding::{Finding, Status};
use super::property::Property;
use super::subject::Subject;
use super::value::{Bound, Form, Number};
use super::verdict::{base, expectation, unverified};

/// A list or a range of numbers against the versions of a part.
pub(super) fn several_values(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    let p = &subject.printed;
    let unit = subject.unit(property);
    let factor = property.dim().and_then(|d| unit.factor_to(d)).unwrap_or(1.0);
    let canonical = |n: &Number| n.divided(1.0 / factor);
    let found: Vec<_> =
        p.numbers.iter().map(|n| compare::find(canonical(n), &facts.numbers, property)).collect();
    let largest = p.numbers.iter().map(&canonical).max_by(|a, b| a.value.total_cmp(&b.value));
    let top = largest.and_then(|n| compare::find(n, &facts.numbers, property));
    let all = found.iter().all(Option::is_some);
    let exact = found.iter().flatten().all(|(_, a)| *a == Agreement::Exact);
    let low = facts.numbers.iter().map(|f| f.value).fold(f64::INFINITY, f64::min);
    let high = facts.numbers.iter().map(|f| f.value).fold(0.0, f64::max);
    let within = |n: &Number| (0.85 * low..=1.03 * high).contains(&canonical(n).value);
    let shown = top.map(|(f, _)| f).or(facts.best());
    let mut finding = base(subject, property, Status::Ok, shown);
    finding.stated = largest.map(|n| n.value / factor);
    finding.relative_error = finding.stated.zip(shown).map(|(s, f)| s / (f.value / factor) - 1.0);
    let half =
        largest.is_some_and(|l| p.numbers.iter().all(|n| canonical(n).value >= 0.15 * l.value));
    if all {
        finding.status = if exact { Status::Ok } else { Status::OkRounding };
        finding.message = "every number is that of a version of the part".into();
    } else if p.form == Form::Range && top.is_some() && half {
        finding.status = Status::OkRounding;
        finding.message = "the upper end of the range is the known figure".into();
    } else if p.form == Form::Range
        && property == Property::Power
        && spans(subject, property, facts)
    {
        finding.status = Status::OkRounding;
        finding.message = "the range holds the known figure: a part of several power modes".into();
    } else if p.form == Form::Range && p.numbers.iter().all(within) {
        finding.status = Status::OkRounding;
        finding.message = "the range lies within the known figures".into();
    } else if property == Property::MemoryCapacity && top.is_some() && half {
        finding.status = Status::OkRounding;
        finding.confidence *= 0.7;
        finding.message = "the largest is the known figure; smaller versions are usual".into();
    } else if p.form == Form::List
        && (property == Property::Power && top.is_some()
            || property == Property::Process
                && found.iter().any(Option::is_some)
                && !subject.entity.family)
    {
        finding.status = Status::OkRounding;
        finding.confidence *= 0.6;
        finding.message = "one of the numbers is the known figure; the others may be too: \
                           dies of several processes, least and mean power"
            .into();
    } else if property == Property::Process && found.iter().any(Option::is_some) {
        // An architecture goes through processes in products that no catalogue lists.
        finding.status = Status::Unverified;
        finding.message = "one of the numbers is that of a product of the family; the others may \
                           be those of others"
            .into();
    } else if found.iter().any(Option::is_some) && p.form == Form::List {
        finding.status = Status::Ambiguous;
        finding.confidence *= 0.7;
        finding.message = "some of the numbers are figures of the part, the others are not".into();
    } else {
        finding.status = Status::Wrong;
        finding.message = shown.map_or(String::new(), |f| {
            format!("{}; the printed numbers are not", expectation(subject, property, f))
        });
    }
    finding
}

/// Whether a known figure lies between the printed ones.
fn spans(subject: &Subject, property: Property, facts: &Facts) -> bool {
    let unit = subject.unit(property);
    let factor = property.dim().and_then(|d| unit.factor_to(d)).unwrap_or(1.0);
    let (low, high) = subject
        .printed
        .numbers
        .iter()
        .map(|n| n.value * factor)
        .fold((f64::INFINITY, 0.0f64), |(l, h), n| (l.min(n), h.max(n)));
    facts.numbers.iter().any(|f| (low..=high).contains(&f.value))
}

/// `>5000`, `≤35`, `~1600`.
pub(super) fn bounded(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    let Some(number) = subject.canonical(property) else {
        return unverified(subject, "no number");
    };
    let v = number.value;
    let holds = |f: &&Fact| match subject.printed.bound {
        Bound::AtLeast => f.value >= 0.98 * v && f.value <= 1.5 * v,
        Bound::AtMost => f.value <= 1.02 * v && f.value >= 0.6 * v,
        _ => (f.value / v - 1.0).abs() <= 0.1,
    };
    if let Some(fact) = facts.numbers.iter().find(holds) {
        let mut f = base(subject, property, Status::OkRounding, Some(fact));
        f.message = format!("the bound holds for {}", fact.formula);
        return f;
    }
    // A unit gone wrong shows for `~14.3 W` as for 14.3 W.
    if let Some(d) = compare::explain(number, facts, property, subject.entity.family)
        && d.explained
        && d.status == Status::Unit
    {
        let mut f = base(subject, property, d.status, Some(d.fact));
        f.message = format!("{}; {}", expectation(subject, property, d.fact), d.reason);
        return f;
    }
    let mut f = base(subject, property, Status::Wrong, facts.best());
    f.message = facts.best().map_or(String::new(), |fact| {
        format!("{}, which the bound does not fit", expectation(subject, property, fact))
    });
    f
}
