//! What is said about one cell.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

/// One cell of a table in tidy form, as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Name of the table.
    pub table: Arc<str>,
    /// Label of the row.
    pub row: Arc<str>,
    /// Label of the column.
    pub column: Arc<str>,
    /// The value as printed.
    pub value: Arc<str>,
    /// Line of the file, from 1.
    pub line: u64,
}

/// The verdict on one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Agrees with a published or derived figure to 0.1 %.
    Ok,
    /// Agrees up to the printed digits, marketing rounding or 1000-against-1024 counting, or with
    /// another version of the part than the one named.
    OkRounding,
    /// A plain wrong number or word; also a sparse figure printed as a dense one.
    Wrong,
    /// Contradicts another cell, or a relation with others, without our knowing which is right.
    Inconsistent,
    /// Right for another column or row: a cell was lost, or two were swapped.
    Misaligned,
    /// Nothing printed although there is a figure.
    Missing,
    /// Off by a factor of units: 1000, bits for bytes, one direction for two.
    Unit,
    /// The number is right, but for another property or name than the one written beside it.
    Label,
    /// Two readings, of which only one is right.
    Ambiguous,
    /// Nothing is known to compare it with.
    Unverified,
}

impl Status {
    /// Every status, good ones first.
    pub const ALL: [Status; 10] = [
        Status::Ok,
        Status::OkRounding,
        Status::Wrong,
        Status::Inconsistent,
        Status::Misaligned,
        Status::Missing,
        Status::Unit,
        Status::Label,
        Status::Ambiguous,
        Status::Unverified,
    ];

    /// The word in reports: `ok_rounding`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::OkRounding => "ok_rounding",
            Status::Wrong => "wrong",
            Status::Inconsistent => "inconsistent",
            Status::Misaligned => "misaligned",
            Status::Missing => "missing",
            Status::Unit => "unit",
            Status::Label => "label",
            Status::Ambiguous => "ambiguous",
            Status::Unverified => "unverified",
        }
    }

    /// Whether a person should look at the cell: neither good nor merely unknown.
    pub fn is_flag(self) -> bool {
        !matches!(self, Status::Ok | Status::OkRounding | Status::Unverified)
    }

    /// What the status means, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Status::Ok => "agrees with a published or derived figure to 0.1 %",
            Status::OkRounding => {
                "agrees up to printed digits, marketing rounding or 1.024 counting, or with another \
                 version of the part"
            }
            Status::Wrong => "a wrong number or word, or a sparse figure printed as a dense one",
            Status::Inconsistent => "contradicts another cell or a relation with others",
            Status::Misaligned => "right for another column or row: a cell was lost or two swapped",
            Status::Missing => "nothing printed although there is a figure",
            Status::Unit => "off by a factor of units: 1000, bits for bytes, one way for two",
            Status::Label => "right, but for another property or name than the one beside it",
            Status::Ambiguous => "two readings, of which only one is right",
            Status::Unverified => "nothing known to compare it with",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A figure in the unit of its cell, or a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// A number in the unit of the cell.
    Number(f64),
    /// A word: `HBM2e`.
    Text(String),
}

/// The verdict with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The verdict.
    pub status: Status,
    /// What should stand there.
    pub expected: Option<Expected>,
    /// The printed number, where the cell holds one, in the unit of the cell.
    pub stated: Option<f64>,
    /// stated / expected - 1.
    pub relative_error: Option<f64>,
    /// Unit of the numbers; empty for counts and words.
    pub unit: Arc<str>,
    /// The formula or the catalogue fact that gives the expected value.
    pub formula: String,
    /// Where that fact was found.
    pub source: Arc<str>,
    /// How sure the verdict is, from 0 to 1.
    pub confidence: f64,
    /// The reason, for people.
    pub message: String,
}

impl Finding {
    pub(super) fn plain(status: Status, confidence: f64, message: impl Into<String>) -> Self {
        Finding {
            status,
            expected: None,
            stated: None,
            relative_error: None,
            unit: "".into(),
            formula: String::new(),
            source: "".into(),
            confidence,
            message: message.into(),
        }
    }

    /// The input's four keys and the findings, as one JSON object.
    pub fn to_json(&self, cell: &Cell) -> Value {
        let expected = match &self.expected {
            None => Value::Null,
            Some(Expected::Number(x)) => json!(x),
            Some(Expected::Text(text)) => json!(text),
        };
        let or_null = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
        json!({
            "table": &*cell.table,
            "row": &*cell.row,
            "column": &*cell.column,
            "value": &*cell.value,
            "status": self.status.name(),
            "expected": expected,
            "unit": or_null(&self.unit),
            "relative_error": self.relative_error,
            "formula": or_null(&self.formula),
            "source": or_null(&self.source),
            "confidence": (self.confidence * 100.0).round() / 100.0,
            "message": self.message,
        })
    }
}
