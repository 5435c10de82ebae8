//! Reads a chip table in tidy form: one cell a line, with the columns table, row, column, value.

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::finding::Cell;

/// Cells that one file may hold: with some 400 bytes each they take about 2 GB.
const MOST_CELLS: usize = 5_000_000;

/// Why a file is no table in tidy form.
#[derive(Debug, thiserror::Error)]
pub enum TableFileError {
    /// The file cannot be opened or read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is nothing in it, or a header alone.
    #[error("{file} holds no cell; write a header `table,row,column,value` and a line per cell")]
    Empty {
        /// The file.
        file: String,
    },
    /// A column is not there.
    #[error(
        "{file}, line 1: there is no column `{column}` in `{header}`; the header must name table, \
         row, column and value, separated by commas, semicolons or tabs"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// What is missing.
        column: &'static str,
        /// The header as read.
        header: String,
    },
    /// A line has another number of fields than the header.
    #[error(
        "{file}, line {line}: {found} fields where the header has {expected}; put a value that \
         holds the separator into double quotes"
    )]
    Fields {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Fields in the line.
        found: u64,
        /// Fields of the header.
        expected: u64,
    },
    /// There are more cells than memory is set aside for.
    #[error(
        "{file}, line {line}: more than {MOST_CELLS} cells; cells are judged beside each other, so \
         all are held at once: split the file by its tables"
    )]
    TooMany {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
    },
    /// A line is not UTF-8.
    #[error("{file}, line {line}: not UTF-8 text; save the table as CSV in UTF-8")]
    NotUtf8 {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
    },
    /// Anything else the reader of the format objects to.
    #[error("{file}: not readable as CSV")]
    Csv {
        /// The file.
        file: String,
        /// What it said.
        source: csv::Error,
    },
}

const COLUMNS: [&str; 4] = ["table", "row", "column", "value"];

/// Reads the cells of a file, in order.
///
/// The separator is a comma, semicolon or tab, whichever splits the header into the four columns;
/// further columns are passed over; a byte-order mark is allowed.
///
/// # Errors
/// [`TableFileError`] naming the file and the line.
pub fn read_file(path: &Path) -> Result<Vec<Cell>, TableFileError> {
    let unreadable = |source| TableFileError::Read { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    read(&path.display().to_string(), std::io::BufReader::with_capacity(1 << 16, file))
}

/// Reads the cells of `file`, the name of `from` in messages.
///
/// # Errors
/// As [`read_file`].
pub fn read(file: &str, mut from: impl Read) -> Result<Vec<Cell>, TableFileError> {
    // The header decides on the separator, so it is read first and put in front again.
    let mut head = Vec::new();
    let mut byte = [0u8];
    const LONGEST_HEADER: usize = 1 << 16;
    loop {
        let n = from
            .read(&mut byte)
            .map_err(|source| TableFileError::Read { path: file.into(), source })?;
        if n == 0 || head.len() > LONGEST_HEADER {
            break;
        }
        head.push(byte[0]);
        let blank = head.iter().all(|b| b.is_ascii_whitespace());
        if byte[0] == b'\n' && !blank {
            break;
        }
    }
    let mark: &[u8] = b"\xef\xbb\xbf";
    let head = head.strip_prefix(mark).unwrap_or(&head).to_vec();
    let Ok(header) = std::str::from_utf8(&head) else {
        return Err(TableFileError::NotUtf8 { file: file.into(), line: 1 });
    };
    if header.trim().is_empty() {
        return Err(TableFileError::Empty { file: file.into() });
    }
    let separator = separator(header);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .from_reader(std::io::Cursor::new(head.clone()).chain(from));
    let wrong = |e: csv::Error| explain(file, e);
    let names: Vec<String> =
        reader.headers().map_err(wrong)?.iter().map(|h| h.trim().to_lowercase()).collect();
    let mut at = [0; 4];
    for (place, column) in at.iter_mut().zip(COLUMNS) {
        *place = names.iter().position(|n| n == column).ok_or_else(|| {
            let header = header.trim().chars().take(120).collect();
            TableFileError::NoColumn { file: file.into(), column, header }
        })?;
    }
    let mut known: HashSet<Arc<str>> = HashSet::new();
    let mut intern = |text: &str| -> Arc<str> {
        if let Some(same) = known.get(text) {
            return same.clone();
        }
        let new: Arc<str> = text.into();
        known.insert(new.clone());
        new
    };
    let mut cells = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(wrong)? {
        let line = record.position().map_or(0, csv::Position::line);
        if cells.len() == MOST_CELLS {
            return Err(TableFileError::TooMany { file: file.into(), line });
        }
        let mut field = |i: usize| intern(record.get(at[i]).unwrap_or("").trim());
        cells.push(Cell {
            table: field(0),
            row: field(1),
            column: field(2),
            value: field(3),
            line,
        });
    }
    if cells.is_empty() {
        return Err(TableFileError::Empty { file: file.into() });
    }
    Ok(cells)
}

/// The separator that splits the header into most fields.
fn separator(header: &str) -> u8 {
    let count = |c: u8| header.bytes().filter(|b| *b == c).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|c| (count(*c), *c == b',')).unwrap_or(b',')
}

fn explain(file: &str, error: csv::Error) -> TableFileError {
    let file = file.to_owned();
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => TableFileError::Fields {
            file,
            line: pos.as_ref().map_or(0, csv::Position::line),
            found: *len,
            expected: *expected_len,
        },
        csv::ErrorKind::Utf8 { pos, .. } => {
            TableFileError::NotUtf8 { file, line: pos.as_ref().map_or(0, csv::Position::line) }
        }
        _ => TableFileError::Csv { file, source: error },
    }
}
