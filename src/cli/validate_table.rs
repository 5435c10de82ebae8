//! `roofscape validate table FILE.csv`: which cells of a chip table are right.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::Ended;
use super::context::Context;
use crate::report::file::{self, write_file};
use crate::report::number;
use crate::validate::table::{self, Aliases, Cell, Finding};

/// Check every cell of a chip table: against the catalogue, the table and itself
///
/// The table comes in tidy form, a cell a line, with the columns table, row, column and value.
/// Chips may be the rows or the columns; labels may be English or Chinese.
#[derive(Debug, clap::Args)]
pub(super) struct TableArgs {
    /// CSV file: table,row,column,value, separated by commas, semicolons or tabs
    #[arg(value_name = "FILE.csv")]
    table: PathBuf,
    /// Write the findings: an array with an object per cell, in the order of the file; `-` prints
    /// them instead of tables
    #[arg(long = "json", value_name = "OUT")]
    findings: Option<PathBuf>,
    /// Write the report: .html (sorts and filters) or .md (with its charts beside it)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Your names for chips and properties: TOML with [chips] and [properties], or CSV with the
    /// columns label,meaning
    #[arg(long, value_name = "FILE")]
    aliases: Option<PathBuf>,
    /// Suspicious cells to print
    #[arg(long, value_name = "N", default_value_t = 60)]
    rows: usize,
    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &TableArgs, context: &Context) -> anyhow::Result<Ended> {
    let printed = args.findings.as_deref() == Some(Path::new("-"));
    for path in args.findings.iter().filter(|_| !printed).chain(&args.report) {
        file::check_target(path, args.force)?;
    }
    if let Some(report) = &args.report {
        format(report)?;
    }
    let aliases = match &args.aliases {
        Some(path) => Aliases::read_file(path)?,
        None => Aliases::default(),
    };
    let cells = table::read_file(&args.table)?;
    let findings = table::judge(&cells, context.catalog(), &aliases);
    // Files first: whoever closes the pipe early must not lose them.
    if let Some(path) = args.findings.as_ref().filter(|_| !printed) {
        write_file(path, args.force, |out| -> anyhow::Result<()> {
            write_json(&cells, &findings, out)
        })?;
        context.note(&format!("wrote {}", path.display()));
    }
    if let Some(path) = &args.report {
        write_report(args, path, &cells, &findings, context)?;
    }
    if printed {
        write_json(&cells, &findings, &mut std::io::stdout().lock())?;
    } else {
        print(args, &cells, &findings, context)?;
    }
    Ok(Ended::Done)
}

fn print(
    args: &TableArgs,
    cells: &[Cell],
    findings: &[Finding],
    context: &Context,
) -> anyhow::Result<()> {
    context.heading(&format!("{}: cells by table and verdict", args.table.display()))?;
    context.table(&table::summary(cells, findings)?)?;
    let flagged = findings.iter().filter(|f| f.status.is_flag()).count();
    context.line("")?;
    if flagged == 0 {
        return context.line("No cell is suspicious.");
    }
    context.heading("Suspicious cells")?;
    let suspicious = cells.iter().zip(findings).filter(|(_, f)| f.status.is_flag());
    for (cell, finding) in suspicious.take(args.rows) {
        // One cell in two lines: a table of the reasons would be wider than any screen.
        context.line(&format!(
            "{:<12} {} | {} | {}: {}",
            finding.status.name(),
            cell.table,
            cell.row,
            cell.column,
            if cell.value.is_empty() { "(empty)" } else { &cell.value }
        ))?;
        context.line(&format!(
            "             {} (confidence {:.2})",
            finding.message, finding.confidence
        ))?;
    }
    if flagged > args.rows {
        context.line(&format!(
            "... {} more; --rows N prints more, --report FILE.html writes all",
            number::count((flagged - args.rows) as u64)
        ))?;
    }
    Ok(())
}

/// One array, written cell by cell: a million findings need no second copy in memory.
fn write_json(
    cells: &[Cell],
    findings: &[Finding],
    out: &mut dyn std::io::Write,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(out);
    for (i, (cell, finding)) in cells.iter().zip(findings).enumerate() {
        out.write_all(if i == 0 { b"[\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &finding.to_json(cell))?;
    }
    out.write_all(if cells.is_empty() { b"[]\n" } else { b"\n]\n" })?;
    out.flush()?;
    Ok(())
}

/// Whether the report is to be HTML; an error for anything but HTML and Markdown.
fn format(path: &Path) -> anyhow::Result<bool> {
    match path.extension().and_then(|e| e.to_str()) {
        Some("html") => Ok(true),
        Some("md") => Ok(false),
        _ => anyhow::bail!("{}: a report is written as .html or .md", path.display()),
    }
}

fn write_report(
    args: &TableArgs,
    path: &Path,
    cells: &[Cell],
    findings: &[Finding],
    context: &Context,
) -> anyhow::Result<()> {
    let name = args.table.file_name().unwrap_or_default().to_string_lossy();
    let document = table::document(&name, cells, findings)?;
    let mut files = Vec::new();
    if format(path)? {
        files.push((path.to_owned(), table::coloured(&document.to_html())));
    } else {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let (text, charts) = document.to_markdown(&stem)?;
        files.push((path.to_owned(), text));
        files.extend(charts.into_iter().map(|c| (path.with_file_name(c.name), c.svg)));
    }
    for (path, text) in files {
        write_file(&path, args.force, |out| -> anyhow::Result<()> {
            out.write_all(text.as_bytes())?;
            Ok(())
        })?;
        context.note(&format!("wrote {}", path.display()));
    }
    Ok(())
}
