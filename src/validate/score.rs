//! Predictions scored against measurements or oracles: the figures every such report has.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::comparison::Statistics;

/// One prediction beside what it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// File and line it was read from: `gemm_h100_sxm.csv:12`.
    pub place: String,
    /// What it is, in a few words.
    pub what: String,
    /// Id of the chip, or the system: the first group of the row.
    pub subject: String,
    /// Other groups it is summed up under.
    pub groups: Vec<String>,
    /// Predicted.
    pub predicted: f64,
    /// Measured, or what the oracle says.
    pub reference: f64,
    /// What the plain roofline or alpha-beta predicts.
    pub baseline: Option<f64>,
    /// Where equality is claimed: whether every number of the row is equal.
    pub exact: Option<bool>,
    /// What the prediction rests on: `measured`, `transferred`, `datasheet`.
    pub fidelity: &'static str,
    /// How the prediction came about, where that is worth showing (a counting rule).
    pub rule: String,
}

impl Row {
    /// `predicted / reference - 1`; two zeros are equal.
    pub fn relative_error(&self) -> f64 {
        relative(self.predicted, self.reference)
    }
}

fn relative(predicted: f64, reference: f64) -> f64 {
    if predicted == reference { 0.0 } else { predicted / reference - 1.0 }
}

/// A row without a prediction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// File and line.
    pub place: String,
    /// Chip or system, where it is known.
    pub subject: String,
    /// Why there is none.
    pub why: String,
}

/// The score of a set of predictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// What was predicted: `gemm`.
    pub kind: String,
    /// Unit of predictions and references.
    pub unit: &'static str,
    /// What the references are: `measured`, `SCALE-Sim`.
    pub reference: &'static str,
    /// What the baseline is: `roofline`.
    pub baseline: &'static str,
    /// The rows with a prediction.
    pub rows: Vec<Row>,
    /// Those without.
    pub skipped: Vec<Skipped>,
}

/// How far a set of predictions is off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Predictions.
    pub rows: usize,
    /// Rows all of whose numbers equal the reference, where equality is claimed.
    pub exact: Option<usize>,
    /// Of relative errors; `None` without rows.
    pub errors: Option<Statistics>,
}

impl Figures {
    /// Of some rows.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let rows: Vec<&Row> = rows.into_iter().collect();
        let claimed: Vec<bool> = rows.iter().filter_map(|r| r.exact).collect();
        Self {
            rows: rows.len(),
            exact: (!claimed.is_empty()).then(|| claimed.iter().filter(|e| **e).count()),
            errors: Statistics::of(rows.iter().map(|r| r.relative_error())),
        }
    }

    /// Of the baseline on the same rows.
    pub fn of_baseline<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let errors: Vec<f64> =
            rows.into_iter().filter_map(|r| Some(relative(r.baseline?, r.reference))).collect();
        Self { rows: errors.len(), exact: None, errors: Statistics::of(errors) }
    }

    /// `rows`, `predicted`, `exact`, and the errors in percent (null without rows).
    fn json(&self, rows: usize) -> Map<String, Value> {
        let percent = |f: fn(&Statistics) -> f64| {
            self.errors.as_ref().map_or(Value::Null, |s| json!(100.0 * f(s)))
        };
        let value = json!({
            "rows": rows,
            "predicted": self.rows,
            "exact": self.exact,
            "median_ape": percent(|s| s.median),
            "mape": percent(|s| s.mean),
            "p90_ape": percent(|s| s.p90),
            "bias": percent(|s| s.bias),
        });
        match value {
            Value::Object(map) => map,
            _ => unreachable!("an object was written"),
        }
    }
}

impl Score {
    /// Over all predictions.
    pub fn figures(&self) -> Figures {
        Figures::of(&self.rows)
    }

    /// The subjects (chips), each with its figures, in order of first appearance.
    pub fn subjects(&self) -> Vec<(String, Figures)> {
        let mut names: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !names.contains(&row.subject.as_str()) {
                names.push(&row.subject);
            }
        }
        let of = |name: &str| Figures::of(self.rows.iter().filter(|r| r.subject == name));
        names.into_iter().map(|name| (name.to_owned(), of(name))).collect()
    }

    /// The other groups, by name.
    pub fn groups(&self) -> BTreeMap<String, Figures> {
        let mut members: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            for group in &row.groups {
                members.entry(group).or_default().push(row);
            }
        }
        members.into_iter().map(|(name, rows)| (name.to_owned(), Figures::of(rows))).collect()
    }

    /// The subjects within each other group: `h100-sxm / bf16`.
    fn crossed(&self) -> BTreeMap<String, Figures> {
        let mut members: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            for group in &row.groups {
                members.entry(format!("{} / {group}", row.subject)).or_default().push(row);
            }
        }
        members.into_iter().map(|(name, rows)| (name, Figures::of(rows))).collect()
    }

    /// The rows that are furthest off, as a ratio either way.
    pub fn worst(&self, count: usize) -> Vec<&Row> {
        let off = |r: &Row| (r.predicted / r.reference).ln().abs();
        let mut rows: Vec<&Row> = self.rows.iter().filter(|r| r.relative_error() != 0.0).collect();
        rows.sort_by(|a, b| off(b).total_cmp(&off(a)));
        rows.truncate(count);
        rows
    }

    /// Why rows have no prediction: reason, rows, and a first place.
    pub fn reasons(&self) -> Vec<(&str, usize, &str)> {
        let mut reasons: Vec<(&str, usize, &str)> = Vec::new();
        for s in &self.skipped {
            match reasons.iter_mut().find(|(why, _, _)| *why == s.why) {
                Some((_, count, _)) => *count += 1,
                None => reasons.push((&s.why, 1, &s.place)),
            }
        }
        reasons.sort_by_key(|r| std::cmp::Reverse(r.1));
        reasons
    }

    /// The score as one JSON object; errors in percent.
    ///
    /// `rows`, `predicted`, `exact`, `median_ape`, `mape`, `p90_ape`, `bias`, `groups` (name to
    /// the same figures: chips, other groups, and `chip / group`), `worst`, `baseline` (the
    /// same figures of the plain roofline or alpha-beta), `unpredicted` (reason, rows, places).
    pub fn to_json(&self) -> Value {
        let total = self.rows.len() + self.skipped.len();
        let mut object = Map::new();
        object.insert("kind".into(), json!(self.kind));
        object.insert("unit".into(), json!(self.unit));
        object.append(&mut self.figures().json(total));
        let skipped = |name: &str| self.skipped.iter().filter(|s| s.subject == name).count();
        let mut groups = Map::new();
        for (name, figures) in self.subjects() {
            let rows = figures.rows + skipped(&name);
            groups.insert(name, Value::Object(figures.json(rows)));
        }
        for (name, figures) in self.groups().into_iter().chain(self.crossed()) {
            groups.insert(name, Value::Object(figures.json(figures.rows)));
        }
        object.insert("groups".into(), Value::Object(groups));
        let worst = self.worst(20).into_iter().map(|r| {
            json!({
                "place": r.place,
                "subject": r.subject,
                "what": r.what,
                "predicted": r.predicted,
                "reference": r.reference,
                "error": 100.0 * r.relative_error(),
                "fidelity": r.fidelity,
            })
        });
        object.insert("worst".into(), Value::Array(worst.collect()));
        let baseline = Figures::of_baseline(&self.rows);
        let mut figures = baseline.json(total);
        figures.insert("name".into(), json!(self.baseline));
        object.insert("baseline".into(), Value::Object(figures));
        let mut fidelities: BTreeMap<&str, usize> = BTreeMap::new();
        for row in self.rows.iter().filter(|r| !r.fidelity.is_empty()) {
            *fidelities.entry(row.fidelity).or_default() += 1;
        }
        object.insert("fidelity".into(), json!(fidelities));
        let unpredicted = self.reasons().into_iter().map(|(why, rows, _)| {
            let places: Vec<&str> =
                self.skipped.iter().filter(|s| s.why == why).map(|s| s.place.as_str()).collect();
            json!({ "why": why, "rows": rows, "places": places })
        });
        object.insert("unpredicted".into(), Value::Array(unpredicted.collect()));
        Value::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(predicted: f64, reference: f64, exact: Option<bool>) -> Row {
        Row {
            place: "a.csv:2".into(),
            what: "m 1".into(),
            subject: "chip".into(),
            groups: vec!["bf16".into()],
            predicted,
            reference,
            baseline: Some(reference / 2.0),
            exact,
            fidelity: "measured",
            rule: String::new(),
        }
    }

    #[test]
    fn the_figures_are_those_counted_by_hand() {
        let skipped =
            Skipped { place: "a.csv:5".into(), subject: "chip".into(), why: "no clock".into() };
        let score = Score {
            kind: "gemm".into(),
            unit: "us",
            reference: "measured",
            baseline: "roofline",
            rows: vec![row(11.0, 10.0, None), row(8.0, 10.0, None), row(10.0, 10.0, None)],
            skipped: vec![skipped],
        };
        let json = score.to_json();
        assert_eq!((json["rows"].as_u64(), json["predicted"].as_u64()), (Some(4), Some(3)));
        approx::assert_relative_eq!(json["median_ape"].as_f64().unwrap(), 10.0, epsilon = 1e-9);
        approx::assert_relative_eq!(json["mape"].as_f64().unwrap(), 10.0, epsilon = 1e-9);
        approx::assert_relative_eq!(json["baseline"]["median_ape"].as_f64().unwrap(), 50.0);
        assert_eq!(json["groups"]["chip"]["rows"], 4);
        assert_eq!(json["groups"]["chip / bf16"]["predicted"], 3);
        assert_eq!(json["worst"][0]["predicted"], 8.0);
        assert_eq!(json["unpredicted"][0]["why"], "no clock");
        assert!(json["exact"].is_null());
    }

    #[test]
    fn zero_equals_zero_and_exact_rows_are_counted() {
        let score = [row(0.0, 0.0, Some(true)), row(3.0, 4.0, Some(false))];
        let figures = Figures::of(&score);
        assert_eq!((figures.rows, figures.exact), (2, Some(1)));
        assert_eq!(figures.errors.unwrap().worst, 0.25);
    }
}
