//! Results as a reader meets them: tables, charts, files and documents.
//!
//! Plain data in, text out. Nothing here knows the model, prints, or looks at the terminal: every
//! function returns a `String` or writes to the `Write` it is given, and the caller decides on
//! width and colour.
//!
//! * [`Table`] with one [`Exporter`] per [`Format`]: terminal, Markdown, CSV, JSON, HTML, Parquet;
//! * [`number`]: how a number is written for a person;
//! * [`svg`]: charts as self-contained SVG;
//! * [`page`]: tables, charts and prose as one document;
//! * [`file`](mod@file): files that are written whole or not at all;
//! * [`Warning`]: what a reader must know before trusting a number.
//!
//! ```
//! use roofscape::report::{Column, Csv, Exporter, Table};
//!
//! let mut table = Table::new(vec![Column::text("chip"), Column::number("peak", "TFLOP/s")])?;
//! table.push(vec!["H100".into(), 989.4.into()])?;
//! let mut csv = Vec::new();
//! Csv.write(&table, &mut csv)?;
//! assert_eq!(csv, b"chip,peak [TFLOP/s]\nH100,989.4\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod export;
pub mod file;
pub mod number;
pub mod page;
pub mod svg;
mod table;
mod tone;
mod warning;

#[cfg(feature = "parquet")]
pub use export::Parquet;
pub use export::{Csv, ExportError, Exporter, Format, Html, Json, Markdown, Terminal, export};
pub use file::FileError;
pub use table::{Align, Cell, Column, Kind, Table, TableError};
pub use tone::Tone;
pub use warning::Warning;
