//! What users call things: their own names for chips and properties.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::label;
use super::words;

/// Names for chips and labels of properties, beside those that are known.
///
/// A TOML file with two tables: `[chips]` maps a label to a name the catalogue knows, `[properties]`
/// to a label this program understands. Or a CSV file with the columns `label` and `meaning`: a
/// meaning that names a property is one, any other is the name of a chip.
///
/// ```toml
/// [chips]
/// "our card" = "H100 SXM"
/// [properties]
/// "dense matrix rate" = "BF16 Tensor (TFLOPS)"
/// ```
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    pub(super) names: HashMap<String, String>,
    pub(super) properties: HashMap<String, String>,
}

/// Why a file of aliases cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AliasesError {
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no TOML of two tables of text.
    #[error("{file} is no TOML file with the tables [chips] and [properties]")]
    Toml {
        /// The file.
        file: String,
        /// What is wrong, with line and column.
        source: toml::de::Error,
    },
    /// It is no CSV of two columns.
    #[error("{file}, line {line}: {problem}")]
    Csv {
        /// The file.
        file: String,
        /// Line of it, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// An alias leads to nothing this program understands.
    #[error(
        "{file}: `{label}` is an alias of `{target}`, which names no known property; write a label \
         such as \"BF16 Tensor (TFLOPS)\", \"memory bandwidth (GB/s)\" or \"TDP (W)\""
    )]
    Property {
        /// The file.
        file: String,
        /// The alias.
        label: String,
        /// What it stands for.
        target: String,
    },
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    chips: HashMap<String, String>,
    #[serde(default)]
    properties: HashMap<String, String>,
}

impl Aliases {
    /// Reads a file of aliases.
    ///
    /// # Errors
    /// [`AliasesError`] naming the file and what is wrong in it.
    pub fn read_file(path: &Path) -> Result<Aliases, AliasesError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| AliasesError::Read { path: path.to_owned(), source })?;
        let file = path.display().to_string();
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
            Self::parse_csv(&file, &text)
        } else {
            Self::parse(&file, &text)
        }
    }

    /// Reads aliases from the text of the CSV file `file`.
    ///
    /// # Errors
    /// As [`Aliases::read_file`].
    pub fn parse_csv(file: &str, text: &str) -> Result<Aliases, AliasesError> {
        let wrong =
            |line, problem: String| AliasesError::Csv { file: file.to_owned(), line, problem };
        let text = text.trim_start_matches('\u{feff}');
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|e| wrong(1, e.to_string()))?.clone();
        let column = |name: &str| {
            let at = headers.iter().position(|h| h.eq_ignore_ascii_case(name));
            at.ok_or_else(|| {
                wrong(1, format!("no column `{name}`; the first line must be: label,meaning"))
            })
        };
        let (label, meaning) = (column("label")?, column("meaning")?);
        let mut aliases = Aliases::default();
        for record in reader.records() {
            let record = record
                .map_err(|e| wrong(e.position().map_or(0, csv::Position::line), e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let field = |i: usize| record.get(i).unwrap_or("").to_owned();
            let (label, meaning) = (field(label), field(meaning));
            if label.is_empty() || meaning.is_empty() {
                return Err(wrong(line, "a label or a meaning is empty".into()));
            }
            let map = match label::read(&meaning) {
                Some(_) => &mut aliases.properties,
                None => &mut aliases.names,
            };
            map.insert(words::plain(&label), meaning);
        }
        Ok(aliases)
    }

    /// Reads aliases from the text of `file`.
    ///
    /// # Errors
    /// As [`Aliases::read_file`].
    pub fn parse(file: &str, text: &str) -> Result<Aliases, AliasesError> {
        let raw: Raw = toml::from_str(text)
            .map_err(|source| AliasesError::Toml { file: file.into(), source })?;
        for (label, target) in &raw.properties {
            if label::read(target).is_none() {
                let (label, target) = (label.clone(), target.clone());
                return Err(AliasesError::Property { file: file.into(), label, target });
            }
        }
        let plain = |map: HashMap<String, String>| {
            map.into_iter().map(|(k, v)| (words::plain(&k), v)).collect()
        };
        Ok(Aliases { names: plain(raw.chips), properties: plain(raw.properties) })
    }
}
