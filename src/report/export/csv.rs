use std::io::Write;

use super::{ExportError, Exporter};
use crate::report::{Cell, Table};

/// Comma-separated values: header `name [unit]`, shortest text that reads back to the same number.
///
/// A missing value is an empty field; percentages stay fractions of one.
#[derive(Clone, Copy, Debug)]
pub struct Csv;

impl Exporter for Csv {
    fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(table.columns().iter().map(|c| c.label()))?;
        for row in table.rows() {
            writer.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => text.clone(),
                Cell::Number(x) => number(*x),
                Cell::Integer(n) => n.to_string(),
                Cell::Missing => String::new(),
            }))?;
        }
        Ok(writer.flush()?)
    }
}

/// `Display` never uses an exponent, so 1e300 would be 301 digits; `Debug` does and round-trips too.
fn number(x: f64) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::examples::chips;

    #[test]
    fn every_number_reads_back_to_the_same_bits() {
        let mut out = Vec::new();
        Csv.write(&chips(), &mut out).unwrap();
        let mut reader = csv::Reader::from_reader(&out[..]);
        let header = reader.headers().unwrap().clone();
        assert_eq!(&header[1], "peak BF16 [TFLOP/s]");
        assert_eq!(&header[5], "share of peak [fraction]");
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for (read, row) in rows.iter().zip(chips().rows()) {
            for (field, cell) in read.iter().zip(row) {
                match cell {
                    Cell::Number(x) => assert_eq!(field.parse::<f64>().unwrap(), *x),
                    Cell::Integer(n) => assert_eq!(field.parse::<i64>().unwrap(), *n),
                    Cell::Text(text) => assert_eq!(field, text),
                    Cell::Missing => assert_eq!(field, ""),
                }
            }
        }
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn extreme_numbers_stay_short() {
        assert_eq!(number(1e300), "1e300");
        assert_eq!(number(5e-324), "5e-324");
        assert_eq!(number(80.0), "80");
        assert_eq!(number(0.1), "0.1");
    }
}
