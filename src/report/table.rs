//! One table: what every exporter reads.

use std::num::TryFromIntError;

use super::Tone;
use super::number::{DIGITS, compact, integer, percent};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A real number in the unit of the column.
    Number,
    /// A whole number.
    Integer,
    /// A fraction of one, shown to people as a percentage.
    Percent,
}

/// To which side the cells of a column are flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Flush left, for words.
    Left,
    /// Flush right, for numbers.
    Right,
}

/// Name, unit and kind of the cells below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What is shown, in words.
    pub name: String,
    /// Unit of every number in the column; empty for text and for plain counts.
    pub unit: String,
    /// What the cells hold.
    pub kind: Kind,
    /// Side the cells are flush to.
    pub align: Align,
    /// Words that are coloured where they are the whole of a cell.
    pub tones: Vec<(&'static str, Tone)>,
}

impl Column {
    /// A column of words.
    pub fn text(name: impl Into<String>) -> Self {
        let (name, unit, tones) = (name.into(), String::new(), Vec::new());
        Self { name, unit, kind: Kind::Text, align: Align::Left, tones }
    }

    /// A column of real numbers in `unit`.
    pub fn number(name: impl Into<String>, unit: impl Into<String>) -> Self {
        let (name, unit) = (name.into(), unit.into());
        Self { name, unit, kind: Kind::Number, align: Align::Right, tones: Vec::new() }
    }

    /// A column of whole numbers in `unit`, which may be empty.
    pub fn integer(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { kind: Kind::Integer, ..Self::number(name, unit) }
    }

    /// A column of fractions of one, shown as percentages.
    pub fn percent(name: impl Into<String>) -> Self {
        Self { kind: Kind::Percent, ..Self::number(name, "fraction") }
    }

    /// A column of words out of a closed list, coloured where the format can.
    pub fn toned(
        name: impl Into<String>,
        words: impl IntoIterator<Item = (&'static str, Tone)>,
    ) -> Self {
        Self { tones: words.into_iter().collect(), ..Self::text(name) }
    }

    /// How `cell` is to be coloured.
    pub fn tone(&self, cell: &Cell) -> Option<Tone> {
        let Cell::Text(text) = cell else { return None };
        self.tones.iter().find(|(word, _)| word == text).map(|(_, tone)| *tone)
    }

    /// The name used in data files: `name [unit]`, or `name` without a unit.
    pub fn label(&self) -> String {
        match self.unit.as_str() {
            "" => self.name.clone(),
            unit => format!("{} [{unit}]", self.name),
        }
    }

    /// The unit a person sees: `%` for fractions, which are shown as percentages.
    pub fn shown_unit(&self) -> &str {
        if self.kind == Kind::Percent { "%" } else { &self.unit }
    }

    /// `cell` as a person sees it in this column: four significant digits, `–` if missing.
    pub fn show(&self, cell: &Cell) -> String {
        match cell {
            Cell::Missing => "–".into(),
            Cell::Text(text) => text.clone(),
            Cell::Integer(n) => integer(*n),
            Cell::Number(x) if self.kind == Kind::Percent => {
                percent(*x).trim_end_matches(" %").to_owned()
            }
            Cell::Number(x) => compact(*x, DIGITS),
        }
    }
}

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A finite number, in the unit of its column.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// No value: not published, not applicable, or not feasible.
    Missing,
}

impl Cell {
    const fn fits(&self, kind: Kind) -> bool {
        matches!(
            (self, kind),
            (Self::Missing, _)
                | (Self::Text(_), Kind::Text)
                | (Self::Number(_), Kind::Number | Kind::Percent)
                | (Self::Integer(_), Kind::Integer)
        )
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Self::Integer(n)
    }
}

impl From<u32> for Cell {
    fn from(n: u32) -> Self {
        Self::Integer(n.into())
    }
}

impl TryFrom<u64> for Cell {
    type Error = TryFromIntError;

    fn try_from(n: u64) -> Result<Self, TryFromIntError> {
        i64::try_from(n).map(Self::Integer)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// Why a table cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TableError {
    /// There is no column.
    #[error("a table needs at least one column")]
    NoColumns,
    /// Two columns would have one name in a data file.
    #[error("two columns are called `{0}`; rename one of them")]
    DuplicateColumn(String),
    /// A row is longer or shorter than the header.
    #[error("row {row} has {found} cells but the table has {expected} columns")]
    RowLength {
        /// Row number, from 1.
        row: usize,
        /// Cells in the row.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
    /// A cell does not hold what its column holds.
    #[error("row {row}, column `{column}`: {cell:?} does not fit a column of kind {kind:?}")]
    WrongKind {
        /// Row number, from 1.
        row: usize,
        /// Label of the column.
        column: String,
        /// The cell.
        cell: Cell,
        /// Kind of the column.
        kind: Kind,
    },
    /// A number is NaN or infinite.
    #[error("row {row}, column `{column}`: {value} is not a finite number; use Cell::Missing")]
    NotFinite {
        /// Row number, from 1.
        row: usize,
        /// Label of the column.
        column: String,
        /// The value.
        value: f64,
    },
}

/// Rows of [`Cell`]s under [`Column`]s, checked as they are added.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table; [`TableError`] without columns or with two of the same label.
    pub fn new(columns: Vec<Column>) -> Result<Self, TableError> {
        if columns.is_empty() {
            return Err(TableError::NoColumns);
        }
        for (i, column) in columns.iter().enumerate() {
            let label = column.label();
            if columns[..i].iter().any(|earlier| earlier.label() == label) {
                return Err(TableError::DuplicateColumn(label));
            }
        }
        Ok(Self { columns, rows: Vec::new() })
    }

    /// Adds a row; [`TableError`] if it does not fit the columns or holds NaN or infinity.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), TableError> {
        let number = self.rows.len() + 1;
        if row.len() != self.columns.len() {
            let (found, expected) = (row.len(), self.columns.len());
            return Err(TableError::RowLength { row: number, found, expected });
        }
        for (cell, column) in row.iter().zip(&self.columns) {
            if !cell.fits(column.kind) {
                let (column, kind, cell) = (column.label(), column.kind, cell.clone());
                return Err(TableError::WrongKind { row: number, column, cell, kind });
            }
            if let Cell::Number(value) = *cell
                && !value.is_finite()
            {
                let column = column.label();
                return Err(TableError::NotFinite { row: number, column, value });
            }
        }
        self.rows.push(row);
        Ok(())
    }

    /// The columns, from left to right.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The same columns with the first `rows` rows only.
    ///
    /// # Errors
    /// None for a table that exists; the type is that of [`Table::new`].
    pub fn head(&self, rows: usize) -> Result<Self, TableError> {
        let mut head = Self::new(self.columns.clone())?;
        self.rows.iter().take(rows).try_for_each(|row| head.push(row.clone()))?;
        Ok(head)
    }

    /// The rows, in the order they were added.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_do_not_fit_are_refused_with_their_place() {
        let columns = vec![Column::text("chip"), Column::number("time", "µs")];
        let mut table = Table::new(columns).unwrap();
        let short = table.push(vec!["H100".into()]).unwrap_err().to_string();
        assert_eq!(short, "row 1 has 1 cells but the table has 2 columns");
        table.push(vec!["H100".into(), Cell::Missing]).unwrap();
        let nan = table.push(vec!["H100".into(), f64::NAN.into()]).unwrap_err().to_string();
        assert!(nan.starts_with("row 2, column `time [µs]`: NaN"), "{nan}");
        let kind = table.push(vec!["H100".into(), 3u32.into()]).unwrap_err();
        assert!(matches!(kind, TableError::WrongKind { row: 2, .. }));
        assert_eq!(table.rows().len(), 1);
    }

    #[test]
    fn columns_are_told_apart_by_name_and_unit() {
        let two = |a, b| Table::new(vec![Column::number("time", a), Column::number("time", b)]);
        assert!(two("µs", "s").is_ok());
        assert_eq!(two("s", "s"), Err(TableError::DuplicateColumn("time [s]".into())));
        assert_eq!(Table::new(vec![]), Err(TableError::NoColumns));
    }

    #[test]
    fn people_see_percentages_and_dashes() {
        let share = Column::percent("share");
        assert_eq!(share.show(&Cell::Number(0.4567)), "45.7");
        assert_eq!((share.shown_unit(), share.label().as_str()), ("%", "share [fraction]"));
        assert_eq!(share.show(&None::<f64>.into()), "–");
        assert_eq!(Column::integer("n", "").show(&Cell::Integer(-1234567)), "-1,234,567");
    }

    #[test]
    fn indices_beyond_i64_are_not_wrapped() {
        assert_eq!(Cell::try_from(7u64), Ok(Cell::Integer(7)));
        assert!(Cell::try_from(u64::MAX).is_err());
    }
}
