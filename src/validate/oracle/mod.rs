//! Figures that other programs or documents compute exactly, and that must come out equal.
//!
//! * [`astrasim`]: collective times of ASTRA-sim's analytical backends, in nanoseconds;
//! * [`systolic`]: cycles and accesses of systolic arrays in SCALE-Sim, and published figures of
//!   such accelerators;
//! * [`topology`]: published counts of switches, cables and optical modules.
//!
//! Nothing here is fitted, so equality is the claim; a row that no rule covers is named.

pub mod astrasim;
mod npu_facts;
pub mod systolic;
pub mod topology;

use std::path::{Path, PathBuf};

use super::score::{Row, Score, Skipped};
use crate::calibrate::{DataError, Record};

/// A sort of figures that must come out equal.
struct Oracle<'a> {
    /// Name of the command, and of the file that comes with the program.
    kind: &'static str,
    /// That file.
    sample: (&'static str, &'static str),
    /// Unit of the figures, if they have one.
    unit: &'static str,
    /// Who computed them.
    reference: &'static str,
    /// What the baseline is.
    baseline: &'static str,
    /// Column that says what a row is about.
    subject: &'static str,
    /// Predicts a row, or says why not.
    predict: &'a dyn Fn(&Record) -> Result<Row, String>,
}

impl Oracle<'_> {
    /// Predicts every row of the files, or of the one that comes with the program.
    fn score(&self, files: &[PathBuf]) -> Result<Score, DataError> {
        let mut score = Score {
            kind: self.kind.to_owned(),
            unit: self.unit,
            reference: self.reference,
            baseline: self.baseline,
            rows: Vec::new(),
            skipped: Vec::new(),
        };
        for (name, text) in texts(files, &[self.sample])? {
            self.add(&mut score, &name, &text)?;
        }
        Ok(score)
    }

    fn add(&self, score: &mut Score, file: &str, text: &str) -> Result<(), DataError> {
        let lines = Lines::read(self.kind, file, text)?;
        for record in lines.records() {
            let place = format!("{file}:{}", record.line);
            match (self.predict)(&record) {
                Ok(row) => score.rows.push(Row { place, ..row }),
                Err(why) => {
                    let subject = record.get(self.subject).unwrap_or_default().to_owned();
                    score.skipped.push(Skipped { place, subject, why });
                }
            }
        }
        Ok(())
    }
}

/// Name and text of every file, or of those that come with the program.
fn texts(files: &[PathBuf], shipped: &[(&str, &str)]) -> Result<Vec<(String, String)>, DataError> {
    if files.is_empty() {
        return Ok(shipped.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect());
    }
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file)
            .map_err(|source| DataError::Read { file: file.clone(), source })?;
        let name = file.file_name().map_or(file.as_path(), Path::new);
        Ok((name.display().to_string(), text))
    };
    files.iter().map(read).collect()
}

/// The lines of a CSV file, with its header.
struct Lines {
    columns: csv::StringRecord,
    lines: Vec<csv::StringRecord>,
}

impl Lines {
    /// At least one line; cells may be missing at their ends.
    fn read(kind: &'static str, file: &str, text: &str) -> Result<Self, DataError> {
        let bad = |source| DataError::Csv { file: file.to_owned(), source };
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let columns = reader.headers().map_err(bad)?.clone();
        let lines: Vec<_> = reader.records().collect::<Result<_, _>>().map_err(bad)?;
        if lines.is_empty() {
            return Err(DataError::Empty { file: file.to_owned(), kind });
        }
        Ok(Self { columns, lines })
    }

    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c == column)
    }

    fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.lines.iter().map(|values| {
            let line = values.position().map_or(0, csv::Position::line);
            Record::new(line, &self.columns, values.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_collective_of_astra_sim_comes_out_to_the_nanosecond() {
        let score = astrasim::validate(&[]).unwrap();
        assert!(score.rows.len() > 100);
        assert_eq!(score.skipped, []);
        assert_eq!(score.worst(1), Vec::<&Row>::new());
        assert_eq!(score.figures().exact, Some(score.rows.len()));
    }

    #[test]
    fn every_published_count_but_one_follows_from_a_rule() {
        let score = topology::validate(&[], Catalog::embedded()).unwrap();
        assert!(score.rows.len() > 100);
        assert_eq!(score.figures().exact, Some(score.rows.len()));
        let unexplained: Vec<&str> = score.skipped.iter().map(|s| s.subject.as_str()).collect();
        assert_eq!(unexplained, ["seed: ASIC vs GPU optics per FLOP"]);
    }

    #[test]
    fn rows_without_a_prediction_are_counted_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine.csv");
        let text = "system,item,published_value,unit\nk-ary fat tree k=4,hosts_3level,17,count\n\
                    Our own cluster,leaf,3,count\n";
        std::fs::write(&file, text).unwrap();
        let score = topology::validate(&[file], Catalog::embedded()).unwrap();
        assert_eq!(score.rows[0].exact, Some(false)); // 16
        assert_eq!(score.skipped[0].place, "mine.csv:3");
        let empty = folder.path().join("empty.csv");
        std::fs::write(&empty, "system,item\n").unwrap();
        assert!(astrasim::validate(&[empty]).is_err());
    }
}
