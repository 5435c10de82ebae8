//! Properties that are words: line codes and the numbers of standards.

use std::sync::Arc;

use super::fact::Facts;
use super::finding::{Expected, Finding, Status};
use super::generation;
use super::property::Property;
use super::special;
use super::subject::Subject;
use super::verdict::unverified;
use super::words;

/// Whether what is printed says the same as the known word; `None` where they cannot be compared.
pub(super) fn agrees(property: Property, printed: &str, known: &str) -> Option<bool> {
    match property {
        Property::MemoryKind => generation::same(printed, known),
        Property::HostInterface => special::same_interface(printed, known),
        Property::Encoding => same_code(printed, known),
        Property::Standard => same_standard(printed, known),
        _ => None,
    }
}

/// The verdict on a line code or the number of a standard.
pub(super) fn verdict(subject: &Subject, property: Property, facts: &Facts) -> Finding {
    let raw = &subject.printed.raw;
    let compared = |w: &super::fact::Word| agrees(property, raw, &w.text);
    let known: Vec<_> = facts.words.iter().filter_map(|w| compared(w).map(|is| (w, is))).collect();
    let Some((word, is)) = known.iter().find(|(_, is)| *is).or(known.first()) else {
        return unverified(subject, "nothing known to compare these words with");
    };
    let mut f = Finding::plain(Status::Ok, word.weight, format!("agrees with {}", word.text));
    f.expected = Some(Expected::Text(word.text.clone()));
    f.formula = format!(
        "{} of {}",
        if property == Property::Encoding { "line code" } else { "standard" },
        word.of
    );
    f.source = Arc::clone(&word.source);
    if !is {
        f.status = Status::Wrong;
        f.message = format!("{} has {}", word.of, word.text);
    }
    f
}

/// Block codes are compared with block codes, levels with levels: `128b/130b`, `PAM4`.
fn same_code(printed: &str, known: &str) -> Option<bool> {
    let blocks = |text: &str| -> Vec<String> {
        let plain = words::plain(text).replace(' ', "");
        plain
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '/'))
            .filter(|w| w.split_once('/').is_some_and(|(a, b)| is_block(a) && is_block(b)))
            .map(str::to_owned)
            .collect()
    };
    let levels = |text: &str| -> Vec<&'static str> {
        let plain = words::plain(text).replace('-', "");
        ["nrz", "pam3", "pam4", "flit"].into_iter().filter(|l| plain.contains(l)).collect()
    };
    let same_blocks = shared(&blocks(printed), &blocks(known));
    let same_levels = shared(&levels(printed), &levels(known));
    match (same_blocks, same_levels) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (None, None) => None,
        _ => Some(true),
    }
}

/// Whether two lists have something in common; `None` where one of them is empty.
fn shared<T: PartialEq>(a: &[T], b: &[T]) -> Option<bool> {
    (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|x| b.contains(x)))
}

fn is_block(text: &str) -> bool {
    text.strip_suffix('b').is_some_and(|n| n.parse::<u32>().is_ok())
}

/// `JESD250C` is a revision of `JESD250`.
fn same_standard(printed: &str, known: &str) -> Option<bool> {
    let number = |text: &str| -> Option<String> {
        let plain: String = text.to_uppercase().chars().filter(|c| !c.is_whitespace()).collect();
        let from = plain.find("JESD")?;
        let of = plain[from + 4..].chars().take_while(|c| c.is_ascii_digit() || *c == '-');
        Some(of.collect::<String>().trim_matches('-').to_owned())
    };
    let (a, b) = (number(printed)?, number(known)?);
    let part = |long: &str, short: &str| long.starts_with(&format!("{short}-"));
    (!a.is_empty()).then(|| a == b || part(&a, &b) || part(&b, &a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_standards_compare() {
        assert_eq!(same_code("8b/10b", "128b/130b"), Some(false));
        assert_eq!(same_code("128b/130b + scrambling", "128b/130b"), Some(true));
        assert_eq!(same_code("PAM4", "PAM4 (data rate)"), Some(true));
        assert_eq!(same_code("PAM4", "8b/10b"), None);
        assert_eq!(same_standard("JESD250C", "JESD250"), Some(true));
        assert_eq!(same_standard("JESD232", "JESD250"), Some(false));
        assert_eq!(same_standard("JESD209-4-1", "JESD209-4"), Some(true));
    }
}
