use std::io::Write;

use super::{ExportError, Exporter};
use crate::report::{Align, Table};

/// A pipe table as GitHub and most others read it, numbers to four significant digits.
#[derive(Clone, Copy, Debug)]
pub struct Markdown;

impl Exporter for Markdown {
    fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
        let header = table.columns().iter().map(|column| match column.shown_unit() {
            "" => escape(&column.name),
            unit => format!("{} ({})", escape(&column.name), escape(unit)),
        });
        line(out, header)?;
        let rule = table.columns().iter().map(|column| match column.align {
            Align::Left => ":---".to_owned(),
            Align::Right => "---:".to_owned(),
        });
        line(out, rule)?;
        for row in table.rows() {
            let cells = row.iter().zip(table.columns());
            line(out, cells.map(|(cell, column)| escape(&column.show(cell))))?;
        }
        Ok(())
    }
}

fn line(out: &mut dyn Write, cells: impl Iterator<Item = String>) -> std::io::Result<()> {
    let cells: Vec<String> = cells.collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

/// Takes from `text` what would end a cell or start markup.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\\' | '`' | '*' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::examples::chips;

    #[test]
    fn pipes_and_tags_in_text_do_not_break_the_table() {
        let mut out = Vec::new();
        Markdown.write(&chips(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..3],
            [
                "| chip | peak BF16 (TFLOP/s) | HBM bandwidth (TB/s) | ridge (FLOP/byte) | \
                 HBM capacity (GB) | share of peak (%) |",
                "| :--- | ---: | ---: | ---: | ---: | ---: |",
                "| H100 SXM | 989.4 | 3.35 | 295.3 | 80 | 71.2 |",
            ]
        );
        assert!(lines[3].starts_with("| A100 \\| 80 GB &lt;SXM> | 312 | 2.039 | 153 |"));
        assert_eq!(lines[4], "| unnamed, \"early\" part | 1.235e6 | – | – | 1,536 | – |");
    }
}
