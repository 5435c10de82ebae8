//! From comparisons to a report: charts, statistics by class and group, and every row.

use super::{Class, Comparison, Evidence, Statistics};
use crate::report::page::{Block, Document};
use crate::report::svg::{Agreement, Axis, Chart, ChartError, Histogram, Mark, Point, Series};
use crate::report::{Cell, Column, ExportError, Table, TableError, Tone};

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ValidationError {
    /// A row does not fit its table.
    #[error("a table of the report: {0}")]
    Table(#[from] TableError),
    /// A chart cannot be drawn.
    #[error("a chart of the report: {0}")]
    Chart(#[from] ChartError),
    /// The report cannot be written in the format asked for.
    #[error("the report: {0}")]
    Export(#[from] ExportError),
}

/// A scatter of predictions against references: which kinds of comparison share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scatter {
    /// Title.
    pub title: &'static str,
    /// Unit of both axes.
    pub unit: &'static str,
    /// The [`Comparison::kind`]s it shows.
    pub kinds: &'static [&'static str],
}

/// Comparisons that become a report. What is specific to a validation is asked for; charts,
/// statistics and tables are the same for all.
pub trait Validation {
    /// Title of the report.
    fn title(&self) -> String;
    /// What [`Comparison::reference`] is: `published`, `measured`.
    fn reference_name(&self) -> &'static str;
    /// What [`Comparison::predicted`] is: `derived`, `predicted`.
    fn prediction_name(&self) -> &'static str;
    /// What [`Comparison::group`] is: `vendor`.
    fn group_name(&self) -> &'static str;
    /// The comparisons.
    fn comparisons(&self) -> &[Comparison];
    /// Every class a comparison may have, from harmless to unexplained.
    fn classes(&self) -> &'static [&'static Class];
    /// The scatters to draw.
    fn scatters(&self) -> &'static [Scatter];
    /// What comes first: what was compared, and the result in a few sentences.
    fn introduction(&self) -> Vec<Block>;
    /// What follows the common part and precedes the table of all rows.
    ///
    /// # Errors
    /// [`ValidationError`] when a table or chart cannot be built.
    fn details(&self) -> Result<Vec<Block>, ValidationError>;

    /// The whole report.
    ///
    /// # Errors
    /// [`ValidationError`] when a table or chart cannot be built.
    fn document(&self) -> Result<Document, ValidationError> {
        let mut document = Document::new(self.title());
        document.blocks.extend(self.introduction());
        for scatter in self.scatters() {
            if let Some(chart) = self.agreement(scatter) {
                let caption = format!(
                    "{}: on the line the two are equal. Comparisons that are no evidence are left \
                     out. Hover a point for its name.",
                    scatter.title
                );
                document.figure(chart.svg()?, caption);
            }
        }
        if let Some(chart) = self.histogram() {
            let caption = "Only comparisons that are evidence; the outermost bars hold everything \
                           beyond. The count is logarithmic.";
            document.figure(chart.svg()?, caption);
        }
        document.heading("Why the two differ");
        document.table(self.class_table()?, "");
        document.heading(format!("By {}", self.group_name()));
        document
            .table(self.group_table()?, "Relative difference of the comparisons that are evidence");
        document.blocks.extend(self.details()?);
        document.heading("Every comparison");
        document.paragraph(
            "What is evidence comes first, the largest differences on top. Click a head to sort; \
             type words to filter: a chip, a precision, a class, circular.",
        );
        document.table(self.all_table()?, "");
        Ok(document)
    }

    /// Counts by class, with their meaning.
    ///
    /// # Errors
    /// None in practice: the columns are fixed.
    fn class_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::toned("class", tones(self.classes())),
            Column::integer("all", ""),
            Column::integer("evidence", ""),
            Column::text("meaning"),
        ])?;
        for class in self.classes() {
            let of_class = || self.comparisons().iter().filter(|c| c.reason.class == *class);
            let (all, evidence) = (of_class().count(), of_class().filter(|c| c.is_evidence()));
            if all > 0 {
                let row = [whole(all), whole(evidence.count())];
                let [all, evidence] = row;
                table.push(vec![class.name.into(), all, evidence, class.meaning.into()])?;
            }
        }
        Ok(table)
    }

    /// Counts by evidence, with their meaning.
    ///
    /// # Errors
    /// None in practice: the columns are fixed.
    fn evidence_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::toned("evidence", evidence_tones()),
            Column::integer("comparisons", ""),
            Column::text("meaning"),
        ])?;
        for evidence in Evidence::ALL {
            let n = self.comparisons().iter().filter(|c| c.evidence == evidence).count();
            table.push(vec![evidence.name().into(), whole(n), evidence.meaning().into()])?;
        }
        Ok(table)
    }

    /// Differences by group.
    ///
    /// # Errors
    /// None in practice: the columns are fixed.
    fn group_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::text(self.group_name()),
            Column::integer("all", ""),
            Column::integer("evidence", ""),
            Column::percent("median"),
            Column::percent("mean"),
            Column::percent("P90"),
            Column::percent("worst"),
            Column::percent("bias"),
        ])?;
        let mut groups: Vec<&str> = Vec::new();
        for c in self.comparisons() {
            if !groups.contains(&c.group.as_str()) {
                groups.push(&c.group);
            }
        }
        for group in groups {
            let members = || self.comparisons().iter().filter(|c| c.group == group);
            table.push(statistics_row(
                group,
                members().count(),
                Statistics::of_evidence(members()),
            ))?;
        }
        let all = self.comparisons();
        table.push(statistics_row("all", all.len(), Statistics::of_evidence(all)))?;
        Ok(table)
    }

    /// Every comparison: what is evidence first, and of that the largest differences.
    ///
    /// # Errors
    /// [`TableError`] when a number is not finite.
    fn all_table(&self) -> Result<Table, TableError> {
        let mut rows: Vec<&Comparison> = self.comparisons().iter().collect();
        rows.sort_by(|a, b| {
            let larger = b.relative_error().abs().total_cmp(&a.relative_error().abs());
            b.is_evidence().cmp(&a.is_evidence()).then(larger)
        });
        let mut table = Table::new(vec![
            Column::text("subject"),
            Column::text(self.group_name()),
            Column::text("quantity"),
            Column::number(self.prediction_name(), ""),
            Column::number(self.reference_name(), ""),
            Column::text("unit"),
            Column::percent("difference"),
            Column::toned("class", tones(self.classes())),
            Column::text("why"),
            Column::toned("evidence", evidence_tones()),
            Column::text("derivation"),
            Column::text("source"),
        ])?;
        for c in rows {
            table.push(vec![
                c.subject.clone().into(),
                c.group.clone().into(),
                c.quantity.clone().into(),
                c.predicted.into(),
                c.reference.into(),
                c.unit.into(),
                tidy(c.relative_error()).into(),
                c.reason.class.name.into(),
                c.reason.detail.clone().into(),
                c.evidence.name().into(),
                c.formula.clone().into(),
                c.source.clone().into(),
            ])?;
        }
        Ok(table)
    }

    /// The largest differences among the comparisons that are evidence, one row for those of a
    /// subject that have one reason.
    ///
    /// # Errors
    /// [`TableError`] when a number is not finite.
    fn worst_table(&self, rows: usize) -> Result<Table, TableError> {
        let mut worst: Vec<(&Comparison, usize)> = Vec::new();
        let mut sorted: Vec<&Comparison> = self
            .comparisons()
            .iter()
            .filter(|c| c.is_evidence() && c.reason.class.tone != Tone::Good)
            .collect();
        sorted.sort_by(|a, b| b.relative_error().abs().total_cmp(&a.relative_error().abs()));
        for c in sorted {
            let alike = |w: &Comparison| {
                w.subject == c.subject && w.kind == c.kind && w.reason.class == c.reason.class
            };
            match worst.iter_mut().find(|(w, _)| alike(w)) {
                Some((_, others)) => *others += 1,
                None => worst.push((c, 0)),
            }
        }
        let mut table = Table::new(vec![
            Column::text("subject"),
            Column::text("quantity"),
            Column::number(self.prediction_name(), ""),
            Column::number(self.reference_name(), ""),
            Column::percent("difference"),
            Column::toned("class", tones(self.classes())),
            Column::text("why"),
        ])?;
        for (c, others) in worst.into_iter().take(rows) {
            let quantity = match others {
                0 => c.quantity.clone(),
                n => format!("{} and {n} more", c.quantity),
            };
            table.push(vec![
                c.subject.clone().into(),
                quantity.into(),
                c.predicted.into(),
                c.reference.into(),
                tidy(c.relative_error()).into(),
                c.reason.class.name.into(),
                c.reason.detail.clone().into(),
            ])?;
        }
        Ok(table)
    }

    /// The scatter of some kinds of comparison; `None` without any.
    fn agreement(&self, scatter: &Scatter) -> Option<Agreement> {
        let members: Vec<&Comparison> = self
            .comparisons()
            .iter()
            .filter(|c| scatter.kinds.contains(&c.kind))
            .filter(|c| SERIES.iter().any(|(_, belongs)| belongs(c)))
            .collect();
        let mut by_error: Vec<f64> = members.iter().map(|c| c.relative_error().abs()).collect();
        by_error.sort_by(|a, b| b.total_cmp(a));
        /// Points named beside themselves; the rest only when hovered.
        const NAMED: usize = 6;
        let named_from = by_error.get(NAMED).copied().unwrap_or(0.0).max(WORTH_NAMING);
        let series: Vec<Series> = SERIES
            .iter()
            .map(|(name, belongs)| Series {
                name: (*name).to_owned(),
                points: members
                    .iter()
                    .filter(|c| belongs(c))
                    .map(|c| {
                        let what = format!("{} {}: {}", c.subject, c.quantity, c.reason.class.name);
                        let point = Point::new(c.reference, c.predicted).grouped(what);
                        let named = c.relative_error().abs() > named_from;
                        if named { point.labelled(c.subject.clone()) } else { point }
                    })
                    .collect(),
            })
            .collect();
        let title = format!(
            "{}: {} against {}",
            scatter.title,
            self.prediction_name(),
            self.reference_name()
        );
        let x = Axis::log(self.reference_name(), scatter.unit);
        let y = Axis::log(self.prediction_name(), scatter.unit);
        (!members.is_empty()).then_some(Agreement { title, x, y, series, band: None })
    }

    /// Differences in steps of 1 %; `None` without evidence.
    fn histogram(&self) -> Option<Histogram> {
        /// Bars on each side of the middle one, 1 % wide each.
        const SIDE: usize = 20;
        let bars = 2 * SIDE + 1;
        let mut counts = vec![0u64; bars];
        for c in self.comparisons().iter().filter(|c| c.is_evidence()) {
            let percent = (100.0 * c.relative_error()).round();
            let side = SIDE as f64;
            counts[(percent.clamp(-side, side) + side) as usize] += 1;
        }
        let edges = (0..=bars).map(|i| i as f64 - SIDE as f64 - 0.5).collect();
        let statistics = Statistics::of_evidence(self.comparisons())?;
        let title = format!(
            "{} of {} comparisons are within 1 %",
            self.comparisons()
                .iter()
                .filter(|c| c.is_evidence() && c.relative_error().abs() <= 0.01)
                .count(),
            statistics.count
        );
        let (x, y) = (
            Axis::linear(
                format!("{} / {} - 1", self.prediction_name(), self.reference_name()),
                "%",
            ),
            Axis::log("comparisons", ""),
        );
        let marks = Vec::<Mark>::new();
        Some(Histogram { title, x, y, edges, counts, marks })
    }
}

/// Differences below this are not worth a name in a chart.
const WORTH_NAMING: f64 = 0.02;

type Belongs = fn(&Comparison) -> bool;

/// The series of every scatter. What is no evidence is left out: it would hide the rest.
const SERIES: [(&str, Belongs); 4] = [
    ("agrees within 1 %", |c| c.is_evidence() && c.reason.class.tone == Tone::Good),
    ("unexplained", |c| c.is_evidence() && c.reason.class.tone == Tone::Bad),
    ("explained", |c| {
        c.is_evidence() && matches!(c.reason.class.tone, Tone::Minor | Tone::Warning)
    }),
    ("limited on purpose", |c| c.evidence == Evidence::Incomparable),
];

fn tones(classes: &'static [&'static Class]) -> impl Iterator<Item = (&'static str, Tone)> {
    classes.iter().map(|c| (c.name, c.tone))
}

fn evidence_tones() -> impl Iterator<Item = (&'static str, Tone)> {
    Evidence::ALL.into_iter().map(|e| {
        let tone = if e == Evidence::Independent { Tone::Good } else { Tone::Neutral };
        (e.name(), tone)
    })
}

fn whole(n: usize) -> Cell {
    i64::try_from(n).map_or(Cell::Missing, Cell::Integer)
}

fn statistics_row(name: &str, all: usize, s: Option<Statistics>) -> Vec<Cell> {
    vec![
        name.into(),
        whole(all),
        whole(s.map_or(0, |s| s.count)),
        s.map(|s| tidy(s.median)).into(),
        s.map(|s| tidy(s.mean)).into(),
        s.map(|s| tidy(s.p90)).into(),
        s.map(|s| tidy(s.worst)).into(),
        s.map(|s| tidy(s.bias)).into(),
    ]
}

/// A relative difference without what is only the rounding of the arithmetic.
fn tidy(difference: f64) -> f64 {
    const NOISE: f64 = 1e-9;
    if difference.abs() < NOISE { 0.0 } else { difference }
}
