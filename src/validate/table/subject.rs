//! A cell understood: whom it is about, and which property.

use std::rc::Rc;
use std::sync::Arc;

use crate::catalog::LinkClass;

use super::entity::Entity;
use super::label::{self, Reading};
use super::name;
use super::parts;
use super::property::{Engine, Format, Property, Way};
use super::unit::{Dim, Unit};
use super::value::{Form, Number, Printed, Sort};
use super::words;

/// A cell understood: whose property it is.
#[derive(Clone, Debug)]
pub(super) struct Subject<'a> {
    pub(super) entity: Rc<Entity<'a>>,
    pub(super) entity_label: Arc<str>,
    /// Only some part of the label names the entity.
    pub(super) is_loose: bool,
    pub(super) property_label: Arc<str>,
    pub(super) reading: Option<Rc<Reading>>,
    pub(super) printed: Rc<Printed>,
    /// Bytes per parameter that the table's memory demands use.
    pub(super) demand_bytes: Option<f64>,
}

impl Subject<'_> {
    /// The property, where the cell has one and not several.
    pub(super) fn property(&self) -> Option<Property> {
        let reading = self.reading.as_ref()?;
        if let Some(either) = parts::bits16(&reading.properties)
            && self.printed.form != Form::List
        {
            return Some(either);
        }
        let first = *reading.properties.first()?;
        let numeric = self.printed.sort == Sort::Numbers && self.printed.unit.is_none();
        let bare = self.printed.note.is_empty() && self.printed.form == Form::Single;
        // `80 SM` under cores are units.
        let unit = self.printed.note.trim().trim_end_matches('s');
        if first == Property::Cores && matches!(unit, "SM" | "CU") {
            return Some(Property::Units);
        }
        if first == Property::Lanes && unit.starts_with("link") {
            return Some(Property::Links);
        }
        // A bus of so many bits is the memory's.
        let in_bits = self.printed.unit.is_some_and(|u| u.dim == Dim::Bits);
        if first == Property::HostInterface && in_bits {
            return Some(Property::MemoryBus);
        }
        let is_rate =
            self.printed.unit.is_some_and(|u| matches!(u.dim, Dim::Bandwidth | Dim::BitRate));
        let way = || label::way(&words::plain(&self.property_label));
        if first == Property::HostInterface && is_rate {
            return Some(Property::HostBandwidth(way()));
        }
        // `Scale-up links: 900 GB/s` are no count.
        if first == Property::Links && is_rate {
            return Some(Property::Scaleup(way()));
        }
        // `PCIe: 64` is a bandwidth, `PCIe: 4.0 x16` an interface.
        if first == Property::HostInterface
            && numeric
            && bare
            && self.printed.numbers[0].value > 7.0
        {
            return Some(Property::HostBandwidth(Way::Unsaid));
        }
        // Transfers a second are counted on one lane.
        let of_bytes = matches!(first, Property::MemoryBandwidth | Property::Scaleup(_));
        if of_bytes && is_rate && words::has(&self.printed.raw, &["T/s", "t/s"]) {
            return Some(Property::LaneRate);
        }
        // A link has no memory: its bandwidth is the link's.
        let of_link = self.entity.link.is_some_and(|l| l.kind() != LinkClass::Memory);
        if first == Property::MemoryBandwidth && of_link && self.entity.memory.is_none() {
            let way = label::way(&words::plain(&self.property_label));
            return Some(match self.entity.pcie {
                Some(_) => Property::HostBandwidth(way),
                None => Property::Scaleup(way),
            });
        }
        Some(first)
    }

    /// The unit of the printed numbers: behind them, else of the label, else the usual one.
    pub(super) fn unit(&self, property: Property) -> Unit {
        let usual = property.usual_unit(self.printed.numbers.first().map_or(1.0, |n| n.value));
        let label = self.reading.as_ref().and_then(|r| r.unit);
        let dim = property.dim().unwrap_or(Dim::Count);
        self.printed.unit.or(label).filter(|u| u.factor_to(dim).is_some()).unwrap_or(usual)
    }

    /// The printed number in the canonical unit of `property`.
    pub(super) fn canonical(&self, property: Property) -> Option<Number> {
        let dim = property.dim()?;
        let number = self.printed.number()?;
        if property == Property::Year
            && let Some(year) = super::value::year(&self.printed.raw)
        {
            return Some(Number { value: year, step: 1.0, rough: false });
        }
        // `21.760` cores are 21,760 in a German table.
        let is_count = property.is_exact() && dim == Dim::Count;
        if is_count && is_grouped_by_points(&self.printed.raw) {
            let value = number.value * 1000.0;
            return Some(Number { value, step: 1.0, rough: false });
        }
        // A codename with a number is no number: `Navi 48` under die.
        let has_unit = self.printed.unit.or(self.reading.as_ref()?.unit).is_some();
        let is_peak = matches!(property, Property::Peak(..));
        let counted = self.printed.note.trim().trim_end_matches('s');
        let is_counted = ["SM", "CU", "link"].contains(&counted);
        if !has_unit && !is_counted && !is_peak && self.is_words() {
            return None;
        }
        if self.printed.sort != Sort::Numbers {
            return None;
        }
        let factor = self.unit(property).factor_to(dim)?;
        Some(number.divided(1.0 / factor))
    }

    /// Whether letters stand beside the number that are no remark in brackets: `Navi 48`,
    /// `12 NVSwitch`.
    fn is_words(&self) -> bool {
        let note = &self.printed.note;
        let outside = name::outside_brackets(note).map_or_else(
            || if note.starts_with(['(', '（']) { String::new() } else { note.clone() },
            |(outside, _)| outside,
        );
        outside.chars().filter(char::is_ascii_alphabetic).count() >= 3
    }

    /// Whether the unit behind the number measures something else than the property.
    pub(super) fn is_other_kind(&self, property: Property) -> bool {
        match (self.printed.unit, property.dim()) {
            (Some(u), Some(dim)) => u.factor_to(dim).is_none(),
            _ => false,
        }
    }
}

/// Whether points stand between groups of three digits: `21.760`.
fn is_grouped_by_points(text: &str) -> bool {
    let mut groups = text.trim().split('.');
    let first = groups.next().unwrap_or("");
    let digits = |g: &str| g.chars().all(|c| c.is_ascii_digit());
    let mut rest = groups.peekable();
    let is_first = (1..=3).contains(&first.len()) && digits(first) && first != "0";
    is_first
        && rest.peek().is_some()
        && rest.count() == 1
        && text.trim().len() - first.len() == 4
        && digits(&text.trim()[first.len() + 1..])
}

/// A precision beside the number says more than the label: `BF16 275` under `浮点`; so does whether
/// sparsity is counted.
pub(super) fn annotated(subject: &Subject, property: Property) -> Property {
    let Property::Peak(engine, format, sparse) = property else { return property };
    let printed = &subject.printed;
    if printed.note.is_empty() {
        return property;
    }
    let tensor = ["tensor", "Tensor", "matrix", "Matrix", "张量"];
    let engine = match (engine, words::has(&printed.note, &tensor)) {
        (Engine::Any, true) => Engine::Matrix,
        (e, _) => e,
    };
    let sparse = printed.sparse.unwrap_or(sparse);
    let format = printed.formats.first().map_or(format, |p| Format::One(*p));
    Property::Peak(engine, format, sparse)
}
