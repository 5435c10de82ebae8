//! What the commands that show the catalogue share.

use serde_json::{Value, json};

use crate::catalog::Quantity;

/// Numbers with their units, provenance and sources.
pub(super) fn facts<'q>(fields: impl Iterator<Item = (String, &'q Quantity)>) -> Value {
    let fact = |(name, q): (String, &Quantity)| {
        json!({
            "field": name,
            "value": q.value,
            "unit": q.unit.symbol(),
            "written": &*q.written,
            "provenance": q.provenance.name(),
            "circular": q.circular,
            "source": &*q.source,
        })
    };
    fields.map(fact).collect()
}

/// The entries of which one name contains `filter`; case, blanks, `-` and `_` do not matter.
pub(super) fn matching<'e, T>(
    entries: &'e [T],
    filter: Option<&str>,
    names: impl Fn(&T) -> Vec<String>,
) -> Vec<&'e T> {
    let wanted = plain(filter.unwrap_or(""));
    entries.iter().filter(|e| names(e).iter().any(|n| plain(n).contains(&wanted))).collect()
}

/// "; the nearest are a, b", or nothing.
pub(super) fn or_nearest(suggestions: &[String]) -> String {
    if suggestions.is_empty() {
        return String::new();
    }
    format!("; did you mean {}?", suggestions.join(", "))
}

/// Breaks prose at 100 columns; further lines are indented.
pub(super) fn wrap(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + word.chars().count() >= 100 {
            lines.push(format!("  {word}"));
        } else {
            let gap = if lines[last].is_empty() { "" } else { " " };
            lines[last] += &format!("{gap}{word}");
        }
    }
    lines.join("\n")
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_find_parts_of_any_name() {
        let entries = [vec!["h100-sxm", "Hopper"], vec!["mi300x"]];
        let names = |e: &Vec<&str>| e.iter().map(|n| (*n).to_owned()).collect();
        assert_eq!(matching(&entries, Some("H100 S"), names).len(), 1);
        assert_eq!(matching(&entries, Some("00"), names).len(), 2);
        assert_eq!(matching(&entries, None, names).len(), 2);
        assert!(matching(&entries, Some("tpu"), names).is_empty());
    }
}
