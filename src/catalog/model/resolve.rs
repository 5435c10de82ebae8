//! Finding a model by any of its names.

use super::{Model, ModelError};

/// The form in which names are compared: lower case, without space, `-`, `_`, `.`, `/`, `(`, `)`,
/// save that a `-` stays between two digits: "GPT-2 2B" is not "GPT 22B".
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut separated = false;
    for c in name.chars() {
        if c.is_whitespace() || "-_./()".contains(c) {
            separated = true;
            continue;
        }
        let digits = c.is_ascii_digit() && normal.ends_with(|p: char| p.is_ascii_digit());
        if separated && digits {
            normal.push('-');
        }
        separated = false;
        normal.extend(c.to_lowercase());
    }
    normal
}

/// All names of a model: id, name and aliases.
pub(super) fn names(model: &Model) -> impl Iterator<Item = &str> {
    [model.id.as_str(), model.name.as_str()]
        .into_iter()
        .chain(model.aliases.iter().map(String::as_str))
}

/// The model called `name`: by id, name or alias, in any case, with or without spaces, `-`, `_`
/// and `.` (between two digits any one of them), and with or without a leading organisation:
/// `meta-llama/Llama-3.1-70B` is `llama-3-70b`.
///
/// # Errors
/// [`ModelError::Unknown`], with the ids of the most similar names.
pub fn find<'m>(models: &'m [Model], name: &str) -> Result<&'m Model, ModelError> {
    let whole = normal(name);
    let bare = name.rsplit_once('/').map_or_else(|| whole.clone(), |(_, bare)| normal(bare));
    for wanted in [&whole, &bare] {
        let called = |m: &&Model| names(m).any(|n| normal(n) == *wanted);
        if let Some(model) = models.iter().find(called) {
            return Ok(model);
        }
    }
    Err(ModelError::Unknown { name: name.to_owned(), nearest: nearest(models, &bare) })
}

fn nearest(models: &[Model], wanted: &str) -> Vec<String> {
    // Below this similarity a suggestion is noise: "mamba-2.8b" should not suggest "gemma-2-2b".
    const SIMILAR: f64 = 0.6;
    let similarity = |m: &Model| {
        names(m)
            .map(|n| strsim::normalized_damerau_levenshtein(&normal(n), wanted))
            .fold(0.0, f64::max)
    };
    let mut ranked: Vec<_> = models.iter().map(|m| (similarity(m), &m.id)).collect();
    ranked.retain(|(s, _)| *s >= SIMILAR);
    // `lama` has no size, so only the family it means can be named.
    const SAME_FAMILY: f64 = 0.75;
    if ranked.is_empty() && !wanted.contains(|c: char| c.is_ascii_digit()) {
        let family =
            |n: &str| -> String { normal(n).chars().take_while(|c| c.is_alphabetic()).collect() };
        let similarity = |m: &Model| {
            names(m)
                .map(|n| strsim::normalized_damerau_levenshtein(&family(n), wanted))
                .fold(0.0, f64::max)
        };
        ranked = models.iter().map(|m| (similarity(m), &m.id)).collect();
        ranked.retain(|(s, _)| *s >= SAME_FAMILY);
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    ranked.into_iter().take(3).map(|(_, id)| id.clone()).collect()
}
