use std::fmt::Write as _;
use std::io::Write;

use super::{ExportError, Exporter};
use crate::report::page::shell;
use crate::report::{Align, Cell, Table};

/// One self-contained page with a table that sorts by a click and filters by a word.
#[derive(Clone, Debug)]
pub struct Html {
    /// Title of the page.
    pub title: String,
}

impl Default for Html {
    fn default() -> Self {
        Self { title: "Roofscape results".into() }
    }
}

impl Exporter for Html {
    fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
        let body = format!("<h1>{}</h1>\n{}", escape(&self.title), super::html_table(table));
        Ok(out.write_all(shell(&self.title, &body).as_bytes())?)
    }
}

/// `table` as a `<table>` with the full number behind every rounded one, for sorting and hovering.
pub(crate) fn table(table: &Table) -> String {
    // Beyond this many columns, cells would wrap to a word a line within the width of the text.
    const WIDE: usize = 9;
    let wide = if table.columns().len() > WIDE { " wide" } else { "" };
    let mut html = format!("<div class=\"table{wide}\"><table>\n<thead><tr>");
    for column in table.columns() {
        let _ = write!(html, "<th{}>{}", class(column.align), escape(&column.name));
        if !column.shown_unit().is_empty() {
            let _ = write!(html, "<span class=\"unit\">{}</span>", escape(column.shown_unit()));
        }
        html.push_str("</th>");
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in table.rows() {
        html.push_str("<tr>");
        for (cell, column) in row.iter().zip(table.columns()) {
            let value = match cell {
                Cell::Number(x) => format!(" data-value=\"{x:?}\" title=\"{x:?}\""),
                Cell::Integer(n) => format!(" data-value=\"{n}\""),
                Cell::Missing => " data-missing".to_owned(),
                Cell::Text(_) => String::new(),
            };
            let mut shown = escape(&column.show(cell));
            if let Some(tone) = column.tone(cell) {
                shown = format!("<span class=\"tone {}\">{shown}</span>", tone.name());
            }
            let _ = write!(html, "<td{}{value}>{shown}</td>", class(column.align));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table></div>\n");
    html
}

fn class(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Right => " class=\"right\"",
    }
}

/// `text` with nothing left that HTML or SVG would take for markup.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML has no way to write most control characters.
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
    fn text_is_escaped_and_numbers_keep_their_bits() {
        let mut out = Vec::new();
        Html { title: "A & B".into() }.write(&chips(), &mut out).unwrap();
        let html = String::from_utf8(out).unwrap();
        assert!(html.starts_with("<!doctype html>"));
        assert!(html.contains("<title>A &amp; B</title>"));
        assert!(html.contains("<td>A100 | 80 GB &lt;SXM&gt;</td>"));
        assert!(html.contains(&format!("data-value=\"{:?}\"", 989.4 / 3.35)));
        assert!(html.contains(">295.3</td>"));
        for outside in ["http://", "https://", "<link", "src="] {
            assert!(!html.contains(outside), "the page must not load {outside}");
        }
    }
}
