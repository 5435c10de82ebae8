//! Kernels as measured: every row of a data file predicted and scored.

use std::collections::HashMap;
use std::path::PathBuf;

use super::score::{Row, Score, Skipped};
use crate::calibrate::fold;
use crate::calibrate::kinds::Task;
use crate::calibrate::{
    Calibration, CalibrationError, Chosen, Data, DataError, Kind, Line, Measured, Mode,
};
use crate::catalog::Catalog;

/// What to validate, and with which constants.
#[derive(Debug)]
pub struct Request<'a> {
    /// Data files; the sample that comes with the program if there are none.
    pub files: &'a [PathBuf],
    /// The chip, where files do not name it; only its rows, where they do.
    pub chip: Option<&'a str>,
    /// Which constants.
    pub mode: Mode,
    /// Where they come from; what comes with the program if not given.
    pub calibration: Option<&'a Calibration>,
    /// The chips' datasheets.
    pub catalog: &'a Catalog,
}

/// Why nothing could be validated.
#[derive(Debug, thiserror::Error)]
pub enum MeasuredError {
    /// A data file cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A calibration cannot be used.
    #[error(transparent)]
    Calibration(#[from] CalibrationError),
}

/// Predicts every row and scores the predictions.
///
/// # Errors
/// If a file or the calibration cannot be used at all. A row without a prediction is counted
/// and named in the score.
pub fn validate(kind: Measured, request: &Request) -> Result<Score, MeasuredError> {
    kind.run(Validate { kind, request })
}

struct Validate<'a> {
    kind: Measured,
    request: &'a Request<'a>,
}

impl Task for Validate<'_> {
    type Output = Result<Score, MeasuredError>;

    fn run<K: Kind>(self) -> Self::Output
    where
        K::Row: Clone,
    {
        let Request { files, chip, mode, calibration, catalog } = *self.request;
        let calibration = match calibration {
            Some(given) => given,
            None => self.kind.shipped()?,
        };
        let mut data = Data::new();
        if files.is_empty() {
            data.parse::<K>(self.kind.name(), self.kind.sample(), None, catalog)?;
            if let Some(name) = chip {
                let id =
                    catalog.chip(name).map_err(|e| DataError::Chip(e.to_string()))?.id.to_string();
                data.lines.retain(|l| l.chip == id);
                data.unpredicted.retain(|u| u.chip == id);
            }
        }
        for file in files {
            data.read::<K>(file, chip, catalog)?;
        }
        let mut chosen = HashMap::new();
        let mut rows = Vec::with_capacity(data.lines.len());
        let mut skipped: Vec<Skipped> = data
            .unpredicted
            .into_iter()
            .map(|u| Skipped { place: place(&u.file, u.line), subject: u.chip, why: u.why })
            .collect();
        for line in &data.lines {
            let row = row::<K>(line, mode, calibration, &mut chosen)?;
            if row.predicted.is_finite() && row.predicted > 0.0 {
                rows.push(row);
            } else {
                let why = format!("predicted {}, which is no time", row.predicted);
                skipped.push(Skipped { place: row.place, subject: row.subject, why });
            }
        }
        Ok(Score {
            kind: self.kind.name().to_owned(),
            unit: "us",
            reference: "measured",
            baseline: "roofline",
            rows,
            skipped,
        })
    }
}

type Cache = HashMap<(String, &'static str, &'static str, usize), Chosen>;

fn row<K: Kind>(
    line: &Line<K::Row>,
    mode: Mode,
    calibration: &Calibration,
    cache: &mut Cache,
) -> Result<Row, CalibrationError> {
    let (variant, class) = (K::variant(&line.row), K::class(&line.row));
    let shape = K::shape(&line.row);
    let key = (line.chip.clone(), variant, class, fold(&shape));
    if !cache.contains_key(&key) {
        let chosen = calibration.choose(
            mode,
            (&line.chip, line.family),
            &shape,
            (variant, K::parameters(variant)),
            (class, K::factors(class)),
        )?;
        cache.insert(key.clone(), chosen);
    }
    let chosen = &cache[&key];
    Ok(Row {
        place: place(&line.file, line.line),
        what: K::describe(&line.row),
        subject: line.chip.clone(),
        groups: K::groups(&line.row),
        predicted: K::time_us(&line.row, &chosen.constants, &chosen.factors),
        reference: K::measured_us(&line.row),
        baseline: Some(K::baseline_us(&line.row)),
        exact: None,
        fidelity: chosen.fidelity.name(),
        rule: String::new(),
    })
}

fn place(file: &str, line: u64) -> String {
    format!("{file}:{line}")
}
