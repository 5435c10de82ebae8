use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::{ExportError, Exporter};
use crate::report::{Cell, Column, Kind, Table};

/// Apache Parquet: nullable columns of doubles, 64-bit integers and UTF-8 text, snappy-compressed.
///
/// Columns are called `name [unit]` and percentages stay fractions, as in CSV. The table is one
/// row group, put together in memory.
#[derive(Clone, Copy, Debug)]
pub struct Parquet;

impl Exporter for Parquet {
    fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
        Ok(out.write_all(&bytes(table)?)?)
    }
}

fn bytes(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let mut fields = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        fields.push(field(column)?);
    }
    let schema = Arc::new(Type::group_type_builder("roofscape").with_fields(fields).build()?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (i, column) in table.columns().iter().enumerate() {
        let cells = || table.rows().iter().map(move |row| &row[i]);
        let Some(writer) = group.next_column()? else { break };
        match column.kind {
            Kind::Text => put::<ByteArrayType>(writer, cells(), |cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            })?,
            Kind::Integer => put::<Int64Type>(writer, cells(), |cell| match cell {
                Cell::Integer(n) => Some(*n),
                _ => None,
            })?,
            Kind::Number | Kind::Percent => {
                put::<DoubleType>(writer, cells(), |cell| match cell {
                    Cell::Number(x) => Some(*x),
                    _ => None,
                })?
            }
        }
    }
    group.close()?;
    file.close()?;
    Ok(bytes)
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number | Kind::Percent => (Physical::DOUBLE, None),
    };
    let label = column.label();
    let builder = Type::primitive_type_builder(&label, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    Ok(Arc::new(builder.build()?))
}

/// Writes the cells that have a value, and a definition level of 0 for those that have none.
fn put<'a, T: DataType>(
    mut writer: SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let cells: Vec<Option<T::T>> = cells.map(value).collect();
    let present: Vec<i16> = cells.iter().map(|cell| cell.is_some().into()).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    writer.typed::<T>().write_batch(&values, Some(&present), None)?;
    writer.close()
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;
    use crate::report::export::examples::chips;

    #[test]
    fn a_table_reads_back_as_it_was_written() {
        let table = chips();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("chips.parquet");
        crate::report::export(&table, &path, false).unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), table.rows().len());
        for (read, written) in rows.iter().zip(table.rows()) {
            let columns = read.get_column_iter().zip(table.columns()).zip(written);
            for (((name, field), column), cell) in columns {
                assert_eq!(name, &column.label());
                let expected = match cell {
                    Cell::Text(text) => Field::Str(text.clone()),
                    Cell::Number(x) => Field::Double(*x),
                    Cell::Integer(n) => Field::Long(*n),
                    Cell::Missing => Field::Null,
                };
                assert_eq!(field, &expected);
            }
        }
    }
}
