//! One JSON object, read key by key, that remembers which keys were read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::catalog::model::{ModelError, Place};

/// The object at `path` of `text`.
pub(super) struct Reader<'a> {
    origin: &'a str,
    text: &'a str,
    path: &'a [&'a str],
    map: &'a Map<String, Value>,
    read: RefCell<BTreeSet<&'static str>>,
    /// Which key gave which shape, so that a shape out of range is reported by its key.
    shapes: RefCell<BTreeMap<&'static str, &'static str>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        origin: &'a str,
        text: &'a str,
        path: &'a [&'a str],
        map: &'a Map<String, Value>,
    ) -> Self {
        let (read, shapes) = (RefCell::default(), RefCell::default());
        Self { origin, text, path, map, read, shapes }
    }

    /// Counts `key` as read.
    pub(super) fn note(&self, key: &'static str) {
        self.read.borrow_mut().insert(key);
    }

    fn get(&self, key: &'static str) -> Option<&'a Value> {
        self.note(key);
        self.map.get(key).filter(|v| !v.is_null())
    }

    /// Whether the file has `key`, even as null.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.note(key);
        self.map.contains_key(key)
    }

    fn at(&self, key: Option<&str>) -> Place {
        let mut path = self.path.to_vec();
        path.extend(key);
        Place::at(self.origin, self.text, locate(self.text, &path))
    }

    fn dotted(&self, key: &str) -> String {
        self.path.iter().copied().chain([key]).collect::<Vec<_>>().join(".")
    }

    pub(super) fn wrong(&self, key: &str, value: String, expected: &str) -> ModelError {
        ModelError::Value {
            at: self.at(Some(key)),
            key: self.dotted(key),
            value,
            expected: expected.to_owned(),
        }
    }

    pub(super) fn missing(&self, key: &str, expected: &str) -> ModelError {
        ModelError::Missing {
            at: self.at(None),
            key: self.dotted(key),
            expected: expected.to_owned(),
        }
    }

    pub(super) fn unsupported(&self, key: &str, reason: &str, value: &str) -> ModelError {
        ModelError::Unsupported {
            at: self.at(Some(key)),
            key: self.dotted(key),
            value: value.to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// A shape out of range, under the key that gave it.
    pub(super) fn violation(
        &self,
        shape: &'static str,
        value: u64,
        expected: String,
    ) -> ModelError {
        let key = self.shapes.borrow().get(shape).copied().unwrap_or(shape);
        self.wrong(key, value.to_string(), &expected)
    }

    /// The whole number under the first of `keys` that is there; they must agree.
    pub(super) fn maybe(
        &self,
        shape: &'static str,
        keys: &[&'static str],
    ) -> Result<Option<u64>, ModelError> {
        let mut found: Option<(&'static str, u64)> = None;
        for &key in keys {
            let Some(value) = self.get(key) else { continue };
            let number = value
                .as_u64()
                .ok_or_else(|| self.wrong(key, value.to_string(), "a whole number, 0 or more"))?;
            match found {
                Some((first, other)) if other != number => {
                    let expected = format!("{other}, as `{first}` says");
                    return Err(self.wrong(key, number.to_string(), &expected));
                }
                _ => found = Some((key, number)),
            }
            self.shapes.borrow_mut().insert(shape, key);
        }
        Ok(found.map(|(_, number)| number))
    }

    /// As [`Self::maybe`], but one of `keys` must be there.
    pub(super) fn count(
        &self,
        shape: &'static str,
        keys: &[&'static str],
    ) -> Result<u64, ModelError> {
        match (self.maybe(shape, keys)?, keys.first()) {
            (Some(number), _) => Ok(number),
            (None, first) => Err(self.missing(
                first.copied().unwrap_or(shape),
                "a whole number: shapes are not guessed",
            )),
        }
    }

    /// True or false; `default` if absent.
    pub(super) fn flag(&self, key: &'static str, default: bool) -> Result<bool, ModelError> {
        match self.get(key) {
            None => Ok(default),
            Some(Value::Bool(b)) => Ok(*b),
            Some(v) => Err(self.wrong(key, v.to_string(), "true or false")),
        }
    }

    /// A string, if there.
    pub(super) fn word(&self, key: &'static str) -> Result<Option<String>, ModelError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.clone())),
            Some(v) => Err(self.wrong(key, v.to_string(), "a string")),
        }
    }

    /// The elements of a list, if there.
    pub(super) fn list(&self, key: &'static str) -> Result<Option<&'a [Value]>, ModelError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Array(list)) => Ok(Some(list)),
            Some(v) => Err(self.wrong(key, v.to_string(), "a list")),
        }
    }

    /// The first string of a list of strings, if there.
    pub(super) fn first_word(&self, key: &'static str) -> Result<Option<String>, ModelError> {
        match self.list(key)?.and_then(<[Value]>::first) {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.clone())),
            Some(v) => Err(self.wrong(key, v.to_string(), "a list of strings")),
        }
    }

    /// Refuses each of `keys` that is there with a value that is not `expected`.
    pub(super) fn refuse_unless(
        &self,
        keys: &[&'static str],
        expected: impl Fn(&Value) -> bool,
    ) -> Result<(), ModelError> {
        for &key in keys {
            if let Some(value) = self.get(key).filter(|v| !expected(v)) {
                return Err(self.unsupported(
                    key,
                    "it changes the cost in a way the model shapes cannot express",
                    &value.to_string(),
                ));
            }
        }
        Ok(())
    }

    /// Refuses every key that was not read, is not `harmless` and is not switched off.
    pub(super) fn finish(&self, harmless: fn(&str) -> bool) -> Result<(), ModelError> {
        let read = self.read.borrow();
        for (key, value) in self.map {
            if read.contains(key.as_str()) || harmless(key) || is_off(value) {
                continue;
            }
            return Err(self.unsupported(
                key,
                "the key is unknown here and may change the cost; remove it if it does not",
                &abridged(value),
            ));
        }
        Ok(())
    }
}

fn is_off(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(b) => !b,
        Value::Number(n) => n.as_f64() == Some(0.0),
        Value::String(s) => s.is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
    }
}

fn abridged(value: &Value) -> String {
    const SHOWN: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN).chain("...".chars()).collect()
}

/// Byte offset of the key at `path` in JSON `text`, or of the closest parent's.
///
/// `serde_json` values carry no positions; the text is known to be valid when this runs, so a scan
/// over brackets and strings is enough.
fn locate(text: &str, path: &[&str]) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut matched, mut best, mut i) = (0, 0, None, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth <= matched && matched > 0 {
                    return best;
                }
            }
            b'"' => {
                let start = i;
                i += 1;
                while i < bytes.len() && bytes[i] != b'"' {
                    i += if bytes[i] == b'\\' { 2 } else { 1 };
                }
                let string = text.get(start + 1..i).unwrap_or_default();
                let is_key = text.get(i + 1..).is_some_and(|t| t.trim_start().starts_with(':'));
                if is_key && depth == matched + 1 && path.get(matched) == Some(&string) {
                    best = Some(start);
                    matched += 1;
                    if matched == path.len() {
                        return best;
                    }
                }
            }
            _ => {}
        }
        i += 1;
    }
    best
}
