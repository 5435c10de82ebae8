//! One cell with several quantities, `8 GB LPDDR4, 59.7 GB/s`, or one number for several formats.

use std::rc::Rc;

use super::finding::{Finding, Status};
use super::generation;
use super::judge::Judge;
use super::property::{Format, Property};
use super::subject::Subject;
use super::unit::Dim;
use super::value::{self, Form, Sort};
use super::verdict::unverified;
use crate::catalog::Precision;

impl<'a> Judge<'a> {
    /// The verdict on a cell whose parts belong to several properties; `None` where it has one part
    /// that counts. The worst part decides.
    pub(super) fn by_parts(&mut self, subject: &Subject<'a>, first: Property) -> Option<Finding> {
        let of_memory = |p| {
            use Property as P;
            matches!(
                p,
                P::MemoryKind
                    | P::MemoryCapacity
                    | P::MemoryBandwidth
                    | P::MemoryBus
                    | P::MemoryRate
            )
        };
        let is_peak = matches!(first, Property::Peak(..));
        if !of_memory(first) && !is_peak {
            return None;
        }
        // Most cells hold one thing.
        let is_joint = |c: char| {
            matches!(c, ',' | '，' | ';' | '；' | '、' | '@' | '·' | '|' | '/' | '(' | '（')
        };
        if !subject.printed.raw.contains(is_joint) {
            return None;
        }
        let raw = &subject.printed.raw;
        let parts: Vec<(Property, Subject<'a>, &str)> = split(raw, is_peak)
            .into_iter()
            .filter_map(|text| {
                let printed = value::parse(text);
                let property = if is_peak {
                    let says = !printed.formats.is_empty();
                    (says && printed.sort == Sort::Numbers).then_some(first)
                } else {
                    memory_property(&printed)
                }?;
                let part = Subject { printed: Rc::new(printed), ..subject.clone() };
                Some((property, part, text))
            })
            .collect();
        let (property, ..) = parts.first()?;
        if parts.len() < 2 || !is_peak && parts.iter().all(|(p, ..)| p == property) {
            return None;
        }
        let mut worst: Option<Finding> = None;
        for (property, part, text) in &parts {
            let mut finding = self.of_property(part, *property);
            finding.message = format!("`{text}`: {}", finding.message);
            let rank = |f: &Finding| (f.status.is_flag(), f.status);
            if worst.as_ref().is_none_or(|w| rank(&finding) > rank(w)) {
                worst = Some(finding);
            }
        }
        worst
    }

    /// One number under several properties: right if it is that of one of them.
    pub(super) fn any_of(&mut self, subject: &Subject<'a>, properties: &[Property]) -> Finding {
        let mut best: Option<Finding> = None;
        for property in properties {
            let finding = self.of_property(subject, *property);
            let rank = |f: &Finding| (f.status.is_flag(), f.status == Status::Unverified);
            if best.as_ref().is_none_or(|b| rank(&finding) < rank(b)) {
                best = Some(finding);
            }
        }
        best.unwrap_or_else(|| unverified(subject, "no number"))
    }
}

/// FP16 and BF16 under one label are the 16-bit formats, whichever the chip has.
pub(super) fn bits16(properties: &[Property]) -> Option<Property> {
    let is_16 = |p: &Property| match p {
        Property::Peak(_, Format::One(f), _) => matches!(f, Precision::Fp16 | Precision::Bf16),
        _ => false,
    };
    match properties {
        [Property::Peak(engine, _, sparse), _] if properties.iter().all(is_16) => {
            Some(Property::Peak(*engine, Format::Bits16, *sparse))
        }
        _ => None,
    }
}

/// What a quantity of a memory tells, by its unit and words.
fn memory_property(printed: &value::Printed) -> Option<Property> {
    let kind = generation::family(&printed.raw).is_some();
    if printed.sort == Sort::Text {
        // `含 LPDDR5X` tells of another memory beside the one asked for.
        return (kind && printed.raw.is_ascii()).then_some(Property::MemoryKind);
    }
    // The factors of the number beside them.
    if printed.form == Form::Product {
        return None;
    }
    // On the chip is another memory.
    let raw = printed.raw.to_lowercase();
    if ["片上", "sram", "cache", "on-chip", "on chip"].iter().any(|w| raw.contains(w)) {
        return None;
    }
    match printed.unit?.dim {
        Dim::Bytes if kind => Some(Property::MemoryKind),
        Dim::Bytes => Some(Property::MemoryCapacity),
        Dim::Bandwidth => Some(Property::MemoryBandwidth),
        Dim::Bits => Some(Property::MemoryBus),
        Dim::BitRate => Some(Property::MemoryRate),
        _ => None,
    }
}

/// The quantities of a cell; a comma within a number separates none. What stands in brackets is one
/// of its own, unless it tells of the number before it.
fn split(text: &str, is_peak: bool) -> Vec<&str> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let digit = |i: usize| chars.get(i).is_some_and(|(_, c)| c.is_ascii_digit());
    let (mut out, mut from, mut depth) = (Vec::new(), 0, 0i32);
    for (i, (at, c)) in chars.iter().enumerate() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => {}
        }
        let within_number = *c == ',' && i > 0 && digit(i - 1) && digit(i + 1);
        let joint = matches!(c, ',' | '，' | ';' | '；' | '、' | '@' | '·' | '|' | '/');
        // `GB/s` and `LPDDR4/5` are no two things; `24 GB / 936 GB/s` are.
        let spaced =
            *c != '/' || i > 0 && (chars[i - 1].1 == ' ' || is_peak && chars[i - 1].1 == ')');
        let bracket = !is_peak && matches!(c, '(' | '（' | ')' | '）');
        if bracket || depth == 0 && joint && spaced && !within_number {
            out.push(text[from..*at].trim());
            from = at + c.len_utf8();
        }
    }
    out.push(text[from..].trim());
    out.retain(|part| !part.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_split() {
        assert_eq!(split("8 GB LPDDR4, 59.7 GB/s", false), ["8 GB LPDDR4", "59.7 GB/s"]);
        assert_eq!(split("1,440 GB HBM3e", false), ["1,440 GB HBM3e"]);
        assert_eq!(split("24 GB / 936 GB/s", false), ["24 GB", "936 GB/s"]);
        assert_eq!(split("≤32 GB LPDDR4/4X/5", false), ["≤32 GB LPDDR4/4X/5"]);
        assert_eq!(split("1 PFLOPS(FP8)/2 PFLOPS(FP4)", true), ["1 PFLOPS(FP8)", "2 PFLOPS(FP4)"]);
    }
}
