//! A score as tables, charts and a page.

use super::document::ValidationError;
use super::score::{Figures, Row, Score};
use crate::report::page::{Block, Document};
use crate::report::svg::{Agreement, Axis, Chart, Point, Series};
use crate::report::{Cell, Column, Table, TableError};

/// Most points of one chart: more only thicken the cloud.
const POINTS: usize = 400;
/// Most rows of the table of rows that are furthest off.
const WORST: usize = 60;

impl Score {
    /// "3647 rows, 3600 predicted: median 5.1 %, mean 7.3 %, P90 16 % off (roofline 42 %)."
    pub fn summary(&self) -> String {
        let total = self.rows.len() + self.skipped.len();
        let figures = self.figures();
        let mut text = format!("{total} rows, {} predicted", figures.rows);
        if let Some(exact) = figures.exact {
            text += &format!(", {exact} equal to {}", self.reference);
        }
        if let Some(e) = figures.errors {
            text += &format!(
                ": median {:.1} %, mean {:.1} %, P90 {:.1} % off",
                100.0 * e.median,
                100.0 * e.mean,
                100.0 * e.p90
            );
        }
        if let Some(b) = Figures::of_baseline(&self.rows).errors {
            text += &format!("; the plain {} {:.1} %", self.baseline, 100.0 * b.median);
        }
        text + "."
    }

    /// Figures by chip or system.
    ///
    /// # Errors
    /// None in practice: the columns are fixed.
    pub fn subject_table(&self) -> Result<Table, TableError> {
        let all = [("all".to_owned(), self.figures())];
        self.figures_table("subject", self.subjects().into_iter().chain(all), |name| {
            Box::new(move |r: &Row| name == "all" || r.subject == name)
        })
    }

    /// Figures by other groups.
    ///
    /// # Errors
    /// None in practice: the columns are fixed.
    pub fn group_table(&self) -> Result<Table, TableError> {
        self.figures_table("group", self.groups(), |name| {
            Box::new(move |r: &Row| r.groups.contains(&name))
        })
    }

    fn figures_table<'a>(
        &self,
        name: &str,
        groups: impl IntoIterator<Item = (String, Figures)>,
        members: impl Fn(String) -> Box<dyn Fn(&Row) -> bool + 'a>,
    ) -> Result<Table, TableError> {
        let exact = self.rows.iter().any(|r| r.exact.is_some());
        let baseline = self.rows.iter().any(|r| r.baseline.is_some());
        let mut columns = vec![Column::text(name), Column::integer("rows", "")];
        if exact {
            columns.push(Column::integer("exact", ""));
        }
        columns.extend(["median", "mean", "P90", "bias"].map(Column::percent));
        if baseline {
            columns.push(Column::percent(self.baseline));
        }
        let mut table = Table::new(columns)?;
        for (group, figures) in groups {
            let mut row: Vec<Cell> = vec![group.clone().into(), whole(figures.rows)];
            if exact {
                row.push(figures.exact.map_or(Cell::Missing, whole));
            }
            let e = figures.errors;
            row.push(e.map(|e| e.median).into());
            row.push(e.map(|e| e.mean).into());
            row.push(e.map(|e| e.p90).into());
            row.push(e.map(|e| e.bias).into());
            if baseline {
                let belongs = members(group);
                let rows = self.rows.iter().filter(|r| belongs(r));
                row.push(Figures::of_baseline(rows).errors.map(|e| e.median).into());
            }
            table.push(row)?;
        }
        Ok(table)
    }

    /// The rows that are furthest off.
    ///
    /// # Errors
    /// [`TableError`] when a number is not finite.
    pub fn worst_table(&self, rows: usize) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::text("subject"),
            Column::text("row"),
            Column::number("predicted", self.unit),
            Column::number(self.reference, self.unit),
            Column::percent("off"),
            Column::text("rests on"),
        ])?;
        for r in self.worst(rows) {
            table.push(vec![
                r.subject.clone().into(),
                r.what.clone().into(),
                r.predicted.into(),
                r.reference.into(),
                Some(r.relative_error()).filter(|e| e.is_finite()).into(),
                r.fidelity.into(),
            ])?;
        }
        Ok(table)
    }

    /// Why rows have no prediction.
    ///
    /// # Errors
    /// None in practice: the columns are fixed.
    pub fn skipped_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::integer("rows", ""),
            Column::text("not predicted because"),
            Column::text("first"),
        ])?;
        for (why, count, place) in self.reasons() {
            table.push(vec![whole(count), why.into(), place.into()])?;
        }
        Ok(table)
    }

    /// The whole report.
    ///
    /// # Errors
    /// [`ValidationError`] when a table or chart cannot be built.
    pub fn document(
        &self,
        title: &str,
        introduction: &[String],
    ) -> Result<Document, ValidationError> {
        let mut document = Document::new(title);
        document.paragraph(self.summary());
        for text in introduction {
            document.paragraph(text.clone());
        }
        self.sections(&mut document)?;
        Ok(document)
    }

    /// Tables and charts of the report.
    ///
    /// # Errors
    /// [`ValidationError`] when a table or chart cannot be built.
    pub fn sections(&self, document: &mut Document) -> Result<(), ValidationError> {
        let caption = format!(
            "Absolute relative errors; {} is the median of the plain one on the same rows",
            self.baseline
        );
        document.table(self.subject_table()?, caption);
        if !self.groups().is_empty() {
            document.table(self.group_table()?, "The same by group; a row may belong to several");
        }
        for (subject, figures) in self.subjects() {
            if let (Some(chart), Some(e)) = (self.agreement(&subject), figures.errors) {
                let caption = format!(
                    "{subject}: {} rows, median {:.1} % off. On the line the two are equal; the \
                     band is 10 % wide on each side. Hover a point for its row.",
                    figures.rows,
                    100.0 * e.median
                );
                document.figure(chart.svg()?, caption);
            }
        }
        document.add(Block::Heading { level: 3, text: "Furthest off".into() });
        document.table(self.worst_table(WORST)?, "As a ratio, either way");
        if !self.skipped.is_empty() {
            document.add(Block::Heading { level: 3, text: "Not predicted".into() });
            document.table(self.skipped_table()?, "Counted in the rows, and in no error");
        }
        Ok(())
    }

    /// Predicted against measured on one chip.
    fn agreement(&self, subject: &str) -> Option<Agreement> {
        let rows: Vec<&Row> = self
            .rows
            .iter()
            .filter(|r| r.subject == subject && r.reference > 0.0 && r.predicted > 0.0)
            .collect();
        if rows.len() < 2 {
            return None;
        }
        let stride = rows.len().div_ceil(POINTS);
        let mut series: Vec<Series> = Vec::new();
        for r in rows.iter().step_by(stride) {
            let name = r.groups.first().map_or("rows", String::as_str);
            let point = Point::new(r.reference, r.predicted).grouped(r.what.clone());
            match series.iter_mut().find(|s| s.name == name) {
                Some(s) => s.points.push(point),
                None => series.push(Series { name: name.to_owned(), points: vec![point] }),
            }
        }
        series.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Agreement {
            title: format!("{} on {subject}: predicted against {}", self.kind, self.reference),
            x: Axis::log(self.reference, self.unit),
            y: Axis::log("predicted", self.unit),
            series,
            band: Some(0.1),
        })
    }
}

fn whole(n: usize) -> Cell {
    i64::try_from(n).map_or(Cell::Missing, Cell::Integer)
}
