//! Data files: lines to rows, and the chip each was measured on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::kind::Kind;
use super::record::{ChipFacts, Record};
use crate::catalog::{Catalog, Chip};

/// A row with where it stands and what it was measured on.
#[derive(Debug, Clone)]
pub struct Line<R> {
    /// Name of the file.
    pub file: String,
    /// Line in it, the header being 1.
    pub line: u64,
    /// Id of the chip.
    pub chip: String,
    /// The chips within which constants carry over.
    pub family: &'static str,
    /// Generation of the chip: the first word of its architecture.
    pub generation: String,
    /// What was read.
    pub row: R,
}

/// A line that cannot be predicted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpredicted {
    /// Name of the file.
    pub file: String,
    /// Line in it.
    pub line: u64,
    /// The chip, where it is known.
    pub chip: String,
    /// Why not.
    pub why: String,
}

/// What data files hold.
#[derive(Debug, Clone)]
pub struct Data<R> {
    /// The rows that can be predicted.
    pub lines: Vec<Line<R>>,
    /// The others.
    pub unpredicted: Vec<Unpredicted>,
}

/// A data file that cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It cannot be read.
    #[error("{file}: {source}")]
    Read {
        /// Its path.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not CSV.
    #[error("{file}: {source}")]
    Csv {
        /// Its name.
        file: String,
        /// Which line, and why.
        source: csv::Error,
    },
    /// There is nothing in it.
    #[error("{file}: no rows; a {kind} file has a header line and one measurement a line")]
    Empty {
        /// Its name.
        file: String,
        /// The kind asked for.
        kind: &'static str,
    },
    /// Not one row says what it was measured on.
    #[error(
        "{file}: no row names a chip of the catalogue ({hint}); give --chip ID, \
         `roofscape chips` lists them"
    )]
    NoChip {
        /// Its name.
        file: String,
        /// What was looked at.
        hint: String,
    },
    /// The chip asked for is unknown.
    #[error("{0}")]
    Chip(String),
}

impl<R> Data<R> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { lines: Vec::new(), unpredicted: Vec::new() }
    }

    /// Rows, predictable or not.
    pub fn rows(&self) -> usize {
        self.lines.len() + self.unpredicted.len()
    }

    /// Adds a file. Its chip is `chip` if given, else what the columns `chip`, `device` or
    /// `source`, or else the name of the file, say.
    ///
    /// # Errors
    /// [`DataError`] if the file cannot be used at all; single lines never fail the file.
    pub fn read<K: Kind<Row = R>>(
        &mut self,
        path: &Path,
        chip: Option<&str>,
        catalog: &Catalog,
    ) -> Result<(), DataError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| DataError::Read { file: path.to_owned(), source })?;
        self.parse::<K>(&path.display().to_string(), &text, chip, catalog)
    }

    /// Adds the text of a file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse<K: Kind<Row = R>>(
        &mut self,
        file: &str,
        text: &str,
        chip: Option<&str>,
        catalog: &Catalog,
    ) -> Result<(), DataError> {
        let given = match chip {
            None => None,
            Some(name) => Some(catalog.chip(name).map_err(|e| DataError::Chip(e.to_string()))?),
        };
        let bad = |source| DataError::Csv { file: file.to_owned(), source };
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let columns = reader.headers().map_err(bad)?.clone();
        let mut facts: HashMap<String, Result<ChipFacts, String>> = HashMap::new();
        let before = (self.rows(), self.lines.len());
        let mut without_chip = 0;
        for values in reader.records() {
            let values = values.map_err(bad)?;
            let line = values.position().map_or(0, csv::Position::line);
            let record = Record::new(line, &columns, values);
            let found = given.or_else(|| chip_of(catalog, &record, file));
            let mut skip = |chip: &str, why: String| {
                let (file, chip) = (file.to_owned(), chip.to_owned());
                self.unpredicted.push(Unpredicted { file, line, chip, why });
            };
            let Some(chip) = found else {
                without_chip += 1;
                skip("", "no chip of the catalogue is named".into());
                continue;
            };
            let id = chip.id.to_string();
            let facts = facts.entry(id.clone()).or_insert_with(|| ChipFacts::new(catalog, chip));
            match facts {
                Err(lack) => skip(&id, lack.clone()),
                Ok(facts) => match K::read_all(&record, facts) {
                    Err(why) => skip(&id, why),
                    Ok(rows) => {
                        let generation = generation(chip);
                        self.lines.extend(rows.into_iter().map(|row| Line {
                            file: file.to_owned(),
                            line,
                            chip: id.clone(),
                            family: K::family(facts),
                            generation: generation.clone(),
                            row,
                        }));
                    }
                },
            }
        }
        if self.rows() == before.0 {
            return Err(DataError::Empty { file: file.to_owned(), kind: K::NAME });
        }
        if self.lines.len() == before.1 && without_chip > 0 {
            let hint = "columns `chip`, `device`, `source`, and the file name".to_owned();
            return Err(DataError::NoChip { file: file.to_owned(), hint });
        }
        Ok(())
    }
}

impl<R> Default for Data<R> {
    fn default() -> Self {
        Self::new()
    }
}

/// The chip a line was measured on, by its columns or the name of its file.
fn chip_of<'c>(catalog: &'c Catalog, record: &Record, file: &str) -> Option<&'c Chip> {
    let named = |name: &str| catalog.chip(name).ok();
    let by_column = ["chip", "device"].into_iter().find_map(|c| record.get(c).and_then(named));
    // `... systems/data/h100_sxm/comm ...`
    let by_source = || {
        let (_, rest) = record.get("source")?.split_once("systems/data/")?;
        named(rest.split('/').next()?)
    };
    by_column.or_else(by_source).or_else(|| by_file_name(catalog, file))
}

/// The chip of `gemm_h100_sxm.csv`: the longest run of words that names one.
fn by_file_name<'c>(catalog: &'c Catalog, file: &str) -> Option<&'c Chip> {
    let stem = Path::new(file).file_stem()?.to_str()?;
    let words: Vec<&str> = stem.split(['_', '-', ' ']).collect();
    let runs = (1..=words.len()).rev().flat_map(|n| words.windows(n));
    runs.map(|run| run.join("-")).find_map(|name| catalog.chip(&name).ok())
}

/// The first word of the architecture: `Hopper` of `Hopper GH100`.
fn generation(chip: &Chip) -> String {
    let architecture = chip.architecture.as_deref().unwrap_or("unknown");
    architecture.split(' ').next().unwrap_or("unknown").to_owned()
}
