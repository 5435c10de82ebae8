use std::io::Write;

use serde_json::{Map, Value};

use super::{ExportError, Exporter};
use crate::report::{Cell, Table};

/// A JSON array with one object per row, keyed by `name [unit]`.
///
/// Numbers have the shortest text that reads back to the same bits; missing is `null`.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Exporter for Json {
    fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
        serde_json::to_writer_pretty(&mut *out, &rows(table))?;
        Ok(out.write_all(b"\n")?)
    }
}

pub(crate) fn rows(table: &Table) -> Value {
    let labels: Vec<String> = table.columns().iter().map(|c| c.label()).collect();
    let object = |row: &Vec<Cell>| {
        let pairs = labels.iter().cloned().zip(row.iter().map(value));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    Value::Array(table.rows().iter().map(object).collect())
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => text.as_str().into(),
        Cell::Number(x) => (*x).into(),
        Cell::Integer(n) => (*n).into(),
        Cell::Missing => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::examples::chips;

    #[test]
    fn objects_keep_column_order_and_full_precision() {
        let mut out = Vec::new();
        Json.write(&chips(), &mut out).unwrap();
        let read: Value = serde_json::from_slice(&out).unwrap();
        let first = read[0].as_object().unwrap();
        let keys: Vec<&str> = first.keys().map(String::as_str).collect();
        assert_eq!(keys[..3], ["chip", "peak BF16 [TFLOP/s]", "HBM bandwidth [TB/s]"]);
        assert_eq!(first["ridge [FLOP/byte]"].as_f64(), Some(989.4 / 3.35));
        assert_eq!(read[0]["HBM capacity [GB]"].as_i64(), Some(80));
        assert!(read[2]["ridge [FLOP/byte]"].is_null());
    }
}
