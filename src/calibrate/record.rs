//! A line of a data file, and the chip it was measured on.

use crate::catalog::{Catalog, Chip, Precision};
use crate::model;
use crate::study::chip_inputs;

/// A line of a CSV file by column name.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Line in the file, the header being 1.
    pub line: u64,
    columns: &'a csv::StringRecord,
    values: csv::StringRecord,
}

impl<'a> Record<'a> {
    /// A line with the header it belongs to.
    pub fn new(line: u64, columns: &'a csv::StringRecord, values: csv::StringRecord) -> Self {
        Self { line, columns, values }
    }

    /// The cell of a column, trimmed; `None` if the column is missing or the cell empty.
    pub fn get(&self, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|c| c.trim() == column)?;
        self.values.get(at).map(str::trim).filter(|v| !v.is_empty())
    }

    /// The cell of a column that must not be empty.
    ///
    /// # Errors
    /// If it is, or the column is missing.
    pub fn text(&self, column: &str) -> Result<&str, String> {
        self.get(column).ok_or_else(|| format!("no `{column}`"))
    }

    /// A finite number.
    ///
    /// # Errors
    /// If the cell is empty or no finite number.
    pub fn number(&self, column: &str) -> Result<f64, String> {
        let text = self.text(column)?;
        let number = text.parse().ok().filter(|n: &f64| n.is_finite());
        number.ok_or_else(|| format!("`{column}` is `{text}`, not a number"))
    }

    /// A number of at least 1.
    ///
    /// # Errors
    /// If the cell is empty, no number, or below 1.
    pub fn count(&self, column: &str) -> Result<f64, String> {
        let n = self.number(column)?;
        if n >= 1.0 { Ok(n) } else { Err(format!("`{column}` is {n}, less than 1")) }
    }

    /// A number above 0.
    ///
    /// # Errors
    /// If the cell is empty, no number, or not positive.
    pub fn positive(&self, column: &str) -> Result<f64, String> {
        let n = self.number(column)?;
        if n > 0.0 { Ok(n) } else { Err(format!("`{column}` is {n}, not positive")) }
    }
}

/// The datasheet of the chip a row was measured on.
#[derive(Debug, Clone)]
pub struct ChipFacts {
    /// Id in the catalogue.
    pub id: String,
    /// The catalogue's entry.
    pub chip: Chip,
    /// The `chip.` slots at each precision that the chip computes in.
    slots: Vec<(Precision, Vec<f64>)>,
}

impl ChipFacts {
    /// The facts of a chip.
    ///
    /// # Errors
    /// If the catalogue knows too little of it to model it.
    pub fn new(catalog: &Catalog, chip: &Chip) -> Result<Self, String> {
        let mut slots = Vec::new();
        for p in Precision::ALL {
            let inputs = chip_inputs(catalog, chip, p).map_err(|e| e.to_string())?;
            if inputs.matrix_peak_tflops().is_some() {
                slots.push((p, inputs.values));
            }
        }
        Ok(Self { id: chip.id.to_string(), chip: chip.clone(), slots })
    }

    /// The `chip.` slots at a precision; `None` if the chip does not compute in it.
    pub fn at(&self, precision: Precision) -> Option<model::Chip<f64>> {
        let (_, values) = self.slots.iter().find(|(p, _)| *p == precision)?;
        Some(model::Chip::take(&mut values.iter()))
    }

    /// `async` for NVIDIA chips with asynchronous tensor copies and warp-group matrix
    /// instructions (Hopper, data-centre Blackwell), `warp` for other NVIDIA chips, else
    /// `other`.
    pub fn family(&self) -> &'static str {
        let architecture = self.chip.architecture.as_deref().unwrap_or("");
        let asynchronous = ["Hopper", "Blackwell GB100", "Blackwell Ultra"];
        match self.chip.vendor.as_deref() {
            Some("NVIDIA") if asynchronous.iter().any(|a| architecture.starts_with(a)) => "async",
            Some("NVIDIA") => "warp",
            _ => "other",
        }
    }
}
