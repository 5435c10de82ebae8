use std::io::Write;

use comfy_table::{
    Attribute, Cell as Drawn, CellAlignment, ColumnConstraint, ContentArrangement,
    ContentLineStyle, LineStyle, Table as Drawing, TableStyle, Width,
};
use unicode_width::UnicodeWidthStr;

use super::{ExportError, Exporter};
use crate::report::{Align, Cell, Column, Table};

/// A table for a terminal or a text file, with the unit of a column under its name.
///
/// A table that is too wide gets wrapped headers first, then wrapped text; if it is still too wide
/// it continues below with the first column repeated. A number is never cut or wrapped.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Columns of characters to keep within, as long as one column of the table fits.
    pub width: usize,
    /// Whether to use ANSI styles; the caller knows about `NO_COLOR` and pipes.
    pub colour: bool,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { width: 100, colour: false }
    }
}

/// Blank columns between two columns of the table.
const GAP: usize = 2;

/// Text may be wrapped down to this many characters before the table is split.
const NARROWEST_TEXT: usize = 16;

/// Words up to this long, such as ids and keys, are not broken.
const LONGEST_WORD: usize = 24;

const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─'))
    .header_lines(ContentLineStyle::none())
    .content_lines(ContentLineStyle::none());

impl Exporter for Terminal {
    fn write(&self, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
        let shown: Vec<Vec<String>> = table.rows().iter().map(|row| shown(table, row)).collect();
        let widths: Vec<Room> = (0..table.columns().len())
            .map(|i| Room::of(&table.columns()[i], shown.iter().map(|row| row[i].as_str())))
            .collect();
        for (part, columns) in parts(&widths, self.width).iter().enumerate() {
            if part > 0 {
                writeln!(out)?;
            }
            let granted = grant(&widths, columns, self.width);
            for line in self.draw(table, &shown, columns, &granted).lines() {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }
}

impl Terminal {
    fn draw(
        &self,
        table: &Table,
        shown: &[Vec<String>],
        columns: &[usize],
        granted: &[usize],
    ) -> String {
        let mut drawing = Drawing::new();
        drawing.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        drawing.set_width(u16::MAX).force_no_tty();
        if self.colour {
            drawing.enforce_styling();
        }
        let headers = headers(table, columns, granted);
        drawing.set_header(columns.iter().zip(headers).map(|(&i, header)| {
            let side = side(&table.columns()[i]);
            Drawn::new(header).set_alignment(side).add_attribute(Attribute::Bold)
        }));
        for (row, texts) in table.rows().iter().zip(shown) {
            drawing.add_row(columns.iter().map(|&i| {
                let cell = Drawn::new(&texts[i]).set_alignment(side(&table.columns()[i]));
                match row[i] {
                    Cell::Missing => cell.add_attribute(Attribute::Dim),
                    _ => cell,
                }
            }));
        }
        for (i, (column, &width)) in drawing.column_iter_mut().zip(granted).enumerate() {
            let left = if i == 0 { 0 } else { GAP as u16 };
            let total = u16::try_from(width).unwrap_or(u16::MAX).saturating_add(left);
            column.set_padding((left, 0));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(total)));
        }
        drawing.to_string()
    }
}

/// Names above units, all standing on the same last line.
fn headers(table: &Table, columns: &[usize], granted: &[usize]) -> Vec<String> {
    let units = columns.iter().any(|&i| !table.columns()[i].shown_unit().is_empty());
    let texts: Vec<String> = columns
        .iter()
        .zip(granted)
        .map(|(&i, &width)| {
            let column = &table.columns()[i];
            let name = wrap_name(&printable(&column.name), width);
            if units { format!("{name}\n{}", printable(column.shown_unit())) } else { name }
        })
        .collect();
    let height = |text: &String| text.matches('\n').count();
    let tallest = texts.iter().map(height).max().unwrap_or(0);
    texts.iter().map(|text| "\n".repeat(tallest - height(text)) + text).collect()
}

fn side(column: &Column) -> CellAlignment {
    match column.align {
        Align::Left => CellAlignment::Left,
        Align::Right => CellAlignment::Right,
    }
}

fn shown(table: &Table, row: &[Cell]) -> Vec<String> {
    let texts = row.iter().zip(table.columns()).map(|(cell, column)| column.show(cell));
    texts.map(|text| printable(&text)).collect()
}

/// `text` without control characters, which could rewrite the reader's screen.
fn printable(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// Widths a column can live with, in characters.
struct Room {
    least: usize,
    most: usize,
}

impl Room {
    fn of<'a>(column: &Column, cells: impl Iterator<Item = &'a str>) -> Self {
        let (widest, word) = cells.fold((0, 0), |(widest, word), cell| {
            let longest = cell.split_whitespace().map(width).max().unwrap_or(0);
            (widest.max(width(cell)), word.max(longest))
        });
        let widest = widest.max(width(column.shown_unit()));
        let name = words(&column.name).map(width).max().unwrap_or(0);
        let least = match column.align {
            Align::Left => widest.min(NARROWEST_TEXT.max(word.min(LONGEST_WORD))),
            Align::Right => widest,
        };
        let least = least.max(name).max(1);
        Self { least, most: least.max(widest).max(width(&column.name)) }
    }
}

/// Columns the text takes: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.width()
}

/// The pieces a header may be broken into: at blanks, and after `_` and `/`.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split_inclusive(['_', '/', ' ']).map(str::trim_end)
}

fn wrap_name(name: &str, limit: usize) -> String {
    let mut lines = vec![String::new()];
    for piece in name.split_inclusive(['_', '/', ' ']) {
        let line = lines.len() - 1;
        if !lines[line].is_empty() && width(&lines[line]) + width(piece.trim_end()) > limit {
            lines.push(String::new());
        }
        let line = lines.len() - 1;
        lines[line].push_str(piece);
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

/// Splits the columns into parts that fit, each starting with the first column.
fn parts(rooms: &[Room], limit: usize) -> Vec<Vec<usize>> {
    let mut parts = vec![vec![0]];
    let mut used = rooms[0].least;
    for (i, room) in rooms.iter().enumerate().skip(1) {
        let more = GAP + room.least;
        let last = parts.len() - 1;
        if used + more > limit && parts[last].len() > 1 {
            parts.push(vec![0, i]);
            used = rooms[0].least + more;
        } else {
            parts[last].push(i);
            used += more;
        }
    }
    parts
}

/// Hands the spare width out one character at a time to the column that is shortest of its wish.
fn grant(rooms: &[Room], columns: &[usize], limit: usize) -> Vec<usize> {
    let mut granted: Vec<usize> = columns.iter().map(|&i| rooms[i].least).collect();
    let gaps = GAP * (columns.len() - 1);
    let mut spare = limit.saturating_sub(gaps + granted.iter().sum::<usize>());
    while spare > 0 {
        let lack = |k: usize| rooms[columns[k]].most - granted[k];
        match (0..columns.len()).max_by_key(|&k| (lack(k), columns.len() - k)) {
            Some(k) if lack(k) > 0 => granted[k] += 1,
            _ => break,
        }
        spare -= 1;
    }
    granted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::examples::chips;

    fn text(width: usize, colour: bool) -> String {
        let mut out = Vec::new();
        Terminal { width, colour }.write(&chips(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_wide_terminal_shows_one_line_per_row() {
        let expected = "\
chip                   peak BF16  HBM bandwidth      ridge  HBM capacity  share of peak
                         TFLOP/s           TB/s  FLOP/byte            GB              %
───────────────────────────────────────────────────────────────────────────────────────
H100 SXM                   989.4           3.35      295.3            80           71.2
A100 | 80 GB <SXM>           312          2.039        153            80             83
unnamed, \"early\" part    1.235e6              –          –         1,536              –
";
        assert_eq!(text(100, false), expected);
    }

    #[test]
    fn every_width_keeps_every_number_whole() {
        for width in 28..110 {
            let text = text(width, false);
            for number in ["989.4", "3.35", "295.3", "2.039", "1.235e6", "1,536", "71.2"] {
                let whole = text.split_whitespace().any(|word| word == number);
                assert!(whole, "{number} lost at width {width}:\n{text}");
            }
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width, "{widest} > {width}:\n{text}");
        }
    }

    #[test]
    fn chinese_characters_take_two_columns() {
        let mut table =
            Table::new(vec![Column::text("table"), Column::number("cells", "")]).unwrap();
        table.push(vec!["图表42".into(), 96.0.into()]).unwrap();
        table.push(vec!["all".into(), 491.0.into()]).unwrap();
        let mut out = Vec::new();
        Terminal::default().write(&table, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let widths: Vec<usize> = text.lines().skip(2).map(|l| l.width()).collect();
        assert_eq!(widths[0], widths[1], "{text}");
    }

    #[test]
    fn colour_comes_only_when_asked_for() {
        assert!(!text(100, false).contains('\u{1b}'));
        assert!(text(100, true).contains("\u{1b}[1m"));
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let columns = vec![Column::text("na\u{1b}me"), Column::text("")];
        let mut table = Table::new(columns).unwrap();
        table.push(vec!["a\u{1b}[2Jb\nc".into(), "".into()]).unwrap();
        let mut out = Vec::new();
        Terminal::default().write(&table, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("na me") && text.ends_with("a [2Jb c\n"), "{text}");
    }
}
