//! One writer per format, all behind [`Exporter`].

mod csv;
mod html;
mod json;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod terminal;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use self::csv::Csv;
pub use self::html::Html;
pub use self::json::Json;
pub use self::markdown::Markdown;
#[cfg(feature = "parquet")]
pub use self::parquet::Parquet;
pub use self::terminal::Terminal;

pub(crate) use self::html::{escape as escape_html, table as html_table};
pub(crate) use self::json::rows as json_rows;
pub(crate) use self::markdown::escape as escape_markdown;

use super::Table;
use super::file::{FileError, write_file};

/// Writes a table in one format.
pub trait Exporter {
    /// Writes all of `table` to `out`.
    fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError>;
}

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The extension says nothing about the format.
    #[error("cannot tell the format of {} from its name; end it in {}", .0.display(), known())]
    UnknownFormat(PathBuf),
    /// The format was left out of this build.
    #[error("this build cannot write Parquet; build with `--features parquet`, or write .csv")]
    NoParquet,
    /// The file could not be opened or finished.
    #[error(transparent)]
    File(#[from] FileError),
    /// The output refused bytes.
    #[error("writing the table failed: {0}")]
    Io(#[from] io::Error),
    /// The CSV writer failed.
    #[error("writing the table as CSV failed: {0}")]
    Csv(#[from] ::csv::Error),
    /// The JSON writer failed.
    #[error("writing the table as JSON failed: {0}")]
    Json(#[from] serde_json::Error),
    /// The Parquet writer failed.
    #[cfg(feature = "parquet")]
    #[error("writing the table as Parquet failed: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}

/// A file format for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As in the terminal, 100 columns wide and without colour: `.txt`.
    Text,
    /// Markdown: `.md`.
    Markdown,
    /// Comma-separated values with full precision: `.csv`.
    Csv,
    /// An array of objects with full precision: `.json`.
    Json,
    /// One page with a sortable table: `.html`.
    Html,
    /// Columns with full precision: `.parquet`.
    Parquet,
}

impl Format {
    const EXTENSIONS: [(&str, Self); 6] = [
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("parquet", Self::Parquet),
        ("md", Self::Markdown),
        ("html", Self::Html),
        ("txt", Self::Text),
    ];

    /// The format that the extension of `path` asks for, in any case of letters.
    ///
    /// ```
    /// use roofscape::report::Format;
    /// assert_eq!(Format::from_path("top.CSV".as_ref()).unwrap(), Format::Csv);
    /// assert!(Format::from_path("top.xlsx".as_ref()).is_err());
    /// ```
    pub fn from_path(path: &Path) -> Result<Self, ExportError> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        Self::EXTENSIONS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(extension))
            .map(|(_, format)| *format)
            .ok_or_else(|| ExportError::UnknownFormat(path.into()))
    }

    /// The writer of this format; [`ExportError::NoParquet`] in a build without it.
    pub fn exporter(self) -> Result<Box<dyn Exporter>, ExportError> {
        Ok(match self {
            Self::Text => Box::new(Terminal::default()),
            Self::Markdown => Box::new(Markdown),
            Self::Csv => Box::new(Csv),
            Self::Json => Box::new(Json),
            Self::Html => Box::new(Html::default()),
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(Parquet),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => return Err(ExportError::NoParquet),
        })
    }
}

/// Writes `table` to `path` in the format of its extension, whole or not at all.
///
/// Refuses to replace an existing file unless `force`.
pub fn export(table: &Table, path: &Path, force: bool) -> Result<(), ExportError> {
    let exporter = Format::from_path(path)?.exporter()?;
    write_file(path, force, |out| {
        exporter.write(table, out).map_err(|error| match error {
            ExportError::Io(source) => FileError::Write { path: path.into(), source }.into(),
            other => other,
        })
    })
}

fn known() -> String {
    let all: Vec<_> = Format::EXTENSIONS.iter().map(|(e, _)| format!(".{e}")).collect();
    all.join(", ")
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::report::{Cell, Column, Table};

    /// Published peaks and the ridge they imply (dense BF16; one missing value on purpose).
    pub(crate) fn chips() -> Table {
        let mut table = Table::new(vec![
            Column::text("chip"),
            Column::number("peak BF16", "TFLOP/s"),
            Column::number("HBM bandwidth", "TB/s"),
            Column::number("ridge", "FLOP/byte"),
            Column::integer("HBM capacity", "GB"),
            Column::percent("share of peak"),
        ])
        .unwrap();
        let rows = [
            ("H100 SXM", 989.4, Some(3.35), 80u32, Some(0.7123)),
            ("A100 | 80 GB <SXM>", 312.0, Some(2.039), 80, Some(0.83)),
            ("unnamed, \"early\" part", 1234567.25, None, 1536, None),
        ];
        for (chip, peak, bandwidth, capacity, share) in rows {
            let ridge = bandwidth.map(|b: f64| peak / b);
            table
                .push(vec![
                    chip.into(),
                    peak.into(),
                    bandwidth.into(),
                    ridge.into(),
                    Cell::from(capacity),
                    share.into(),
                ])
                .unwrap();
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_extension_lists_the_known_ones() {
        for name in ["top", "top.xlsx", ".csv"] {
            let message = Format::from_path(name.as_ref()).unwrap_err().to_string();
            assert!(message.starts_with(&format!("cannot tell the format of {name} ")));
            assert!(message.ends_with(".csv, .json, .parquet, .md, .html, .txt"), "{message}");
        }
    }

    #[test]
    fn export_writes_once_and_refuses_the_second_time() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("chips.md");
        export(&examples::chips(), &path, false).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().contains("| H100 SXM |"));
        let again = export(&examples::chips(), &path, false).unwrap_err();
        assert!(matches!(again, ExportError::File(FileError::Exists(_))));
    }
}
