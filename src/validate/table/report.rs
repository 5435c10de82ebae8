//! The findings as tables and as a document.

use std::collections::HashMap;

use crate::report::page::{Block, Document};
use crate::report::svg::{Agreement, Axis, Chart, ChartError, Histogram, Mark, Point, Series};
use crate::report::{Cell as Shown, Column, Table, TableError, Warning};

use super::finding::{Cell, Expected, Finding, Status};

/// Why a report could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A table of it.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A chart of it.
    #[error(transparent)]
    Chart(#[from] ChartError),
}

/// Cells that a page can hold before it becomes slow.
const MOST_ROWS: usize = 5_000;

/// How many cells of each table are good, unknown or to be looked at, and why.
///
/// # Errors
/// None for findings that belong to the cells; the type is that of [`Table::new`].
pub fn summary(cells: &[Cell], findings: &[Finding]) -> Result<Table, TableError> {
    let mut table = Table::new(vec![
        Column::text("table"),
        Column::integer("cells", ""),
        Column::integer("ok", ""),
        Column::integer("ok_rounding", ""),
        Column::integer("unverified", ""),
        Column::integer("to look at", ""),
        Column::text("of these"),
    ])?;
    let mut order: Vec<&str> = Vec::new();
    let mut counts: HashMap<&str, [i64; 10]> = HashMap::new();
    for (cell, finding) in cells.iter().zip(findings) {
        let row = counts.entry(&cell.table).or_insert_with(|| {
            order.push(&cell.table);
            [0; 10]
        });
        row[finding.status as usize] += 1;
    }
    let line = |name: &str, counts: &[i64; 10]| -> Vec<Shown> {
        let n = |s: Status| counts[s as usize];
        let shown = |n: i64| if n == 0 { Shown::Missing } else { n.into() };
        let flags = Status::ALL.iter().filter(|s| s.is_flag() && n(**s) > 0);
        let words: Vec<String> = flags.clone().map(|s| format!("{} {s}", n(*s))).collect();
        vec![
            name.into(),
            counts.iter().sum::<i64>().into(),
            shown(n(Status::Ok)),
            shown(n(Status::OkRounding)),
            shown(n(Status::Unverified)),
            shown(flags.map(|s| n(*s)).sum()),
            words.join(", ").into(),
        ]
    };
    let mut all = [0; 10];
    for row in counts.values() {
        all.iter_mut().zip(row).for_each(|(a, n)| *a += n);
    }
    for name in order.iter().take(MOST_ROWS) {
        table.push(line(name, &counts[name]))?;
    }
    if order.len() > 1 {
        table.push(line("all", &all))?;
    }
    Ok(table)
}

/// The flagged cells with the reason, at most `most` of them.
///
/// # Errors
/// None for findings that belong to the cells; the type is that of [`Table::new`].
pub fn suspicious(cells: &[Cell], findings: &[Finding], most: usize) -> Result<Table, TableError> {
    let flagged = cells.iter().zip(findings).filter(|(_, f)| f.status.is_flag());
    rows(flagged.take(most))
}

fn rows<'a>(pairs: impl Iterator<Item = (&'a Cell, &'a Finding)>) -> Result<Table, TableError> {
    let mut table = Table::new(vec![
        Column::text("table"),
        Column::text("row"),
        Column::text("column"),
        Column::text("value"),
        Column::text("status"),
        Column::text("expected"),
        Column::percent("error"),
        Column::number("confidence", ""),
        Column::text("why"),
        Column::text("source"),
    ])?;
    for (cell, finding) in pairs {
        let expected = match &finding.expected {
            None => Shown::Missing,
            Some(Expected::Number(x)) => {
                let number = crate::report::number::compact(*x, 5);
                Shown::Text(format!("{number} {}", finding.unit).trim_end().to_owned())
            }
            Some(Expected::Text(text)) => Shown::Text(text.clone()),
        };
        table.push(vec![
            (&*cell.table).into(),
            (&*cell.row).into(),
            (&*cell.column).into(),
            (&*cell.value).into(),
            finding.status.name().into(),
            expected,
            finding.relative_error.filter(|e| e.is_finite()).into(),
            ((finding.confidence * 100.0).round() / 100.0).into(),
            finding.message.as_str().into(),
            (&*finding.source).into(),
        ])?;
    }
    Ok(table)
}

/// The whole report: what was found, charts, the suspicious cells, and every cell.
///
/// # Errors
/// [`ReportError`] if a table or chart cannot be built.
pub fn document(file: &str, cells: &[Cell], findings: &[Finding]) -> Result<Document, ReportError> {
    let mut document = Document::new(format!("Is {file} right?"));
    let count = |s: Status| findings.iter().filter(|f| f.status == s).count();
    let flagged = findings.iter().filter(|f| f.status.is_flag()).count();
    let good = count(Status::Ok) + count(Status::OkRounding);
    document.paragraph(format!(
        "{} cells: {good} agree with a published or derived figure, {flagged} should be looked at, \
         {} cannot be checked. A verdict is as good as the fact behind it: the confidence is low \
         where that fact is recalled, estimated or back-solved.",
        cells.len(),
        count(Status::Unverified)
    ));
    document.table(summary(cells, findings)?, "Cells by table and verdict");
    let charts = charts(cells, findings)?;
    if !charts.is_empty() {
        document.heading("Stated against expected");
        for (svg, caption) in charts {
            document.figure(svg, caption);
        }
    }
    document.heading("Cells to look at");
    if flagged == 0 {
        document.paragraph("None.");
    } else {
        let caption = format!("{flagged} flagged cells, in the order of the file");
        document.table(suspicious(cells, findings, MOST_ROWS)?, caption);
    }
    document.heading("Every cell");
    let shown = cells.len().min(MOST_ROWS);
    document.table(rows(cells.iter().zip(findings).take(MOST_ROWS))?, "In the order of the file");
    if shown < cells.len() {
        let (shown, of) = (shown as u64, cells.len() as u64);
        document.warnings(&[Warning::Partial { shown, of, what: "cells".into() }]);
    }
    document.heading("What the verdicts mean");
    let meanings = Status::ALL.map(|s| format!("{s}: {}", s.meaning()));
    document.add(Block::List(meanings.to_vec()));
    Ok(document)
}

/// Points a scatter can show before it is a blot.
const MOST_POINTS: usize = 3_000;

fn charts(cells: &[Cell], findings: &[Finding]) -> Result<Vec<(String, String)>, ChartError> {
    let mut out = Vec::new();
    let pair = |f: &Finding| match (f.stated, &f.expected) {
        (Some(s), Some(Expected::Number(e))) if s > 1e-9 && *e > 1e-9 && s < 1e15 => Some((*e, s)),
        _ => None,
    };
    let mut series = Vec::new();
    // Good ones together and first, in the calm colour of the palette; wrong ones in the loud one.
    const GROUPS: [(&str, &[Status]); 7] = [
        ("agrees", &[Status::Ok, Status::OkRounding]),
        ("wrong", &[Status::Wrong]),
        ("label", &[Status::Label]),
        ("misaligned", &[Status::Misaligned]),
        ("inconsistent", &[Status::Inconsistent]),
        ("unit", &[Status::Unit]),
        ("ambiguous", &[Status::Ambiguous]),
    ];
    for (name, group) in GROUPS {
        let of = cells.iter().zip(findings).filter(|(_, f)| group.contains(&f.status));
        let points: Vec<Point> = of
            .filter_map(|(c, f)| pair(f).map(|p| (c, f, p)))
            .take(MOST_POINTS)
            .map(|(c, f, (expected, stated))| {
                let far = f.relative_error.is_some_and(|e| !(-0.5..=1.0).contains(&e));
                let point = Point::new(expected, stated);
                if f.status.is_flag() && far {
                    point.labelled(format!("{} {}", c.row, c.column))
                } else {
                    point
                }
            })
            .collect();
        if !points.is_empty() {
            series.push(Series { name: name.into(), points });
        }
    }
    if !series.is_empty() {
        let chart = Agreement {
            title: "Stated against expected, each in the unit of its cell".into(),
            x: Axis::log("expected", "unit of the cell"),
            y: Axis::log("stated", "unit of the cell"),
            series,
            band: None,
        };
        let caption = "A point off the line is a cell that disagrees with what is known";
        out.push((chart.svg()?, caption.into()));
    }
    let errors: Vec<f64> = findings
        .iter()
        .filter_map(|f| f.relative_error)
        .filter(|e| e.is_finite())
        .map(|e| 100.0 * e.clamp(-1.0, 1.1))
        .collect();
    if !errors.is_empty() {
        const EDGES: [f64; 15] = [
            -100.0, -75.0, -50.0, -25.0, -10.0, -5.0, -2.0, 2.0, 5.0, 10.0, 25.0, 50.0, 75.0, 95.0,
            120.0,
        ];
        let mut counts = vec![0u64; EDGES.len() - 1];
        for e in &errors {
            let bin = EDGES[1..].iter().position(|edge| e < edge).unwrap_or(counts.len() - 1);
            counts[bin] += 1;
        }
        let chart = Histogram {
            title: "Relative error of the cells that could be compared".into(),
            x: Axis::linear("stated / expected - 1; the last bar holds all beyond", "%"),
            y: Axis::log("cells", ""),
            edges: EDGES.to_vec(),
            counts,
            marks: vec![Mark { value: 0.0, label: "as expected".into() }],
        };
        out.push((chart.svg()?, "How far the printed numbers are off".into()));
    }
    Ok(out)
}

/// The page of [`document`] with the cells that hold a verdict coloured by it.
///
/// Works on the text of the page: the report layer knows tables, not what a word in one means.
pub fn coloured(html: &str) -> String {
    let mut page = html.to_owned();
    // Ten columns, the last of them sentences, need more than a page of prose.
    let mut style = String::from(
        "main { max-width: 96rem; }\ntd:nth-child(9) { min-width: 20rem; }\n\
                      td:nth-child(10) { min-width: 18rem; font-size: 0.85em; }\n",
    );
    for status in Status::ALL {
        let (paper, ink) = match status {
            Status::Ok => ("#d9f2e6", "#00573c"),
            Status::OkRounding => ("#e9f5ef", "#00573c"),
            Status::Unverified => ("#eceff2", "#45505a"),
            Status::Missing => ("#e3e6fa", "#333f8a"),
            Status::Ambiguous => ("#fdf3d7", "#6b4a00"),
            Status::Label => ("#fbe8f2", "#7a2f60"),
            Status::Unit => ("#ffe6cc", "#803c00"),
            Status::Inconsistent => ("#ffdfd1", "#8a3300"),
            Status::Misaligned => ("#f6d9f5", "#6f1d6c"),
            Status::Wrong => ("#fbd5d5", "#8c1212"),
        };
        let name = status.name();
        style += &format!("td.{name} {{ background: {paper}; color: {ink}; font-weight: 600; }}\n");
        page =
            page.replace(&format!("<td>{name}</td>"), &format!("<td class=\"{name}\">{name}</td>"));
    }
    page.replacen("</style>", &format!("{style}</style>"), 1)
}
