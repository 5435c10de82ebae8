//! Years: announcement and first shipment lie one apart.

use crate::catalog::ChipKind;

use super::fact::{Fact, Facts};
use super::finding::{Finding, Status};
use super::property::Property;
use super::subject::Subject;
use super::value::Number;
use super::verdict::{base, expectation};
use super::words;

/// Announcement and first shipment lie a year apart; a standard has one year.
pub(super) fn near_year(subject: &Subject, number: Number, facts: &Facts) -> Option<Finding> {
    // Of a version that is not named the year is another.
    let named = facts.numbers.iter().any(|f| !f.aside) && !subject.entity.chips.is_empty();
    let near = |f: &&Fact| (!named || !f.aside) && (f.value - number.value).abs() <= 1.0;
    let fact = facts.numbers.iter().find(near)?;
    let standard = subject.entity.pcie.is_some();
    // `E2023` is a forecast: wrong for a part that was out before.
    let forecast = subject.printed.raw.to_uppercase().contains('E') && fact.value < number.value;
    let status = if standard || forecast { Status::Wrong } else { Status::OkRounding };
    let mut f = base(subject, Property::Year, status, Some(fact));
    f.confidence = fact.weight * 0.7;
    f.message = if standard {
        expectation(subject, Property::Year, fact)
    } else if forecast {
        format!("a forecast, but the part was out in {}", fact.value)
    } else {
        format!("announced and shipped a year apart: {}", fact.formula)
    };
    Some(f)
}

/// Years a part may be shown before it ships.
const AHEAD: f64 = 5.0;

/// Systems for cars are announced years before they ship: there the catalogue's year is a bound.
pub(super) fn announced(subject: &Subject, number: Number, facts: &Facts) -> Option<Finding> {
    let label = words::plain(&subject.property_label);
    let is_soc = subject.entity.chips.iter().any(|c| c.kind() == ChipKind::Soc);
    let asks = is_soc && ["unveil", "announce", "公布", "宣布"].iter().any(|w| label.contains(w));
    let ahead = |f: &&Fact| (0.0..=AHEAD).contains(&(f.value - number.value));
    let fact = facts.numbers.iter().find(ahead).filter(|_| asks)?;
    let mut f = base(subject, Property::Year, Status::Unverified, Some(fact));
    f.message = format!("announced before {}", fact.formula);
    Some(f)
}
