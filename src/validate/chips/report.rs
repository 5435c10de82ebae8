//! The report of `roofscape validate chips`.

use super::{CLASSES, ChipCheck};
use crate::report::page::Block;
use crate::report::{Column, Table, TableError};
use crate::validate::{
    Class, Comparison, Evidence, Scatter, Statistics, Validation, ValidationError,
};

const SCATTERS: [Scatter; 2] = [
    Scatter { title: "Peaks of chips", unit: "T(FL)OP/s", kinds: &["peak"] },
    Scatter {
        title: "Bandwidths of memories and links",
        unit: "GB/s",
        kinds: &["memory bandwidth", "scale-up bandwidth", "link"],
    },
];

impl Validation for ChipCheck {
    fn title(&self) -> String {
        "Chips: what is published against what follows from the microarchitecture".to_owned()
    }

    fn reference_name(&self) -> &'static str {
        "published"
    }

    fn prediction_name(&self) -> &'static str {
        "derived"
    }

    fn group_name(&self) -> &'static str {
        "vendor or kind"
    }

    fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    fn classes(&self) -> &'static [&'static Class] {
        &CLASSES
    }

    fn scatters(&self) -> &'static [Scatter] {
        &SCATTERS
    }

    fn introduction(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Paragraph(
                "Every peak, memory bandwidth, link bandwidth and ridge point of the catalogue is \
                 computed again from units, operations per clock, clocks, bus widths, pin rates, \
                 lanes and chip counts, and held against the figure its maker publishes. Peaks \
                 are dense, and a fused multiply-add counts as two operations."
                    .to_owned(),
            ),
            Block::Paragraph(self.result()),
            Block::Note(
                "A comparison is evidence only if one of its sides was read in a source of its \
                 own. Factors that were solved from the published total (circular) and figures \
                 that are recalled on both sides prove nothing, and are left out of the \
                 statistics. So are products that are limited below what their die can do (for \
                 export, say): nothing can be derived for them. Ridge points follow from peak and bandwidth, and are counted there."
                    .to_owned(),
            ),
        ];
        if let Ok(table) = self.evidence_table() {
            blocks.push(Block::Table { table, caption: String::new() });
        }
        blocks
    }

    fn details(&self) -> Result<Vec<Block>, ValidationError> {
        let mut blocks = Vec::new();
        let mut add = |heading: &str, text: &str, table: Table| {
            if !table.rows().is_empty() {
                blocks.push(Block::Heading { level: 2, text: heading.to_owned() });
                blocks.push(Block::Paragraph(text.to_owned()));
                blocks.push(Block::Table { table, caption: String::new() });
            }
        };
        add(
            "Not explained",
            "Differences of more than 1 % that no rule accounts for, evidence or not.",
            self.unexplained_table()?,
        );
        add(
            "Published in two ways",
            "Figures for which sources contradict each other. The catalogue uses the first, unless \
             none was good enough; the derivation is nearer to the one named.",
            self.conflict_table()?,
        );
        add(
            "Memories outside their generation",
            "Pin rates that no product of the memory generation has, or that name none.",
            self.oddity_table()?,
        );
        add(
            "Published, but not derivable",
            "What the catalogue lacks because nobody published it, or nobody looked it up yet.",
            self.gap_table()?,
        );
        Ok(blocks)
    }
}

impl ChipCheck {
    /// The result in a few sentences.
    pub fn result(&self) -> String {
        let count = |evidence| self.comparisons.iter().filter(|c| c.evidence == evidence).count();
        let statistics = Statistics::of_evidence(&self.comparisons);
        let n = statistics.map_or(0, |s| s.count);
        let apart = |c: &&Comparison| c.is_evidence() && c.relative_error().abs() > 0.01;
        let off = self.comparisons.iter().filter(apart).count();
        let open = self
            .comparisons
            .iter()
            .filter(|c| c.is_evidence() && c.reason.class == &super::UNEXPLAINED)
            .count();
        format!(
            "{} comparisons of {}, their links and systems: {n} are evidence, {} are \
             unchecked, {} circular, {} implied by others, {} incomparable. Of the {n}, {} agree within 1 %, {} \
             differ for a reason that a rule finds, and {open} are not explained.",
            self.comparisons.len(),
            if self.chips == 1 { "one chip".to_owned() } else { format!("{} chips", self.chips) },
            count(Evidence::Unchecked),
            count(Evidence::Circular),
            count(Evidence::Implied),
            count(Evidence::Incomparable),
            n - off,
            off - open,
        )
    }

    /// Every difference that no rule explains.
    ///
    /// # Errors
    /// [`TableError`] when a number is not finite.
    pub fn unexplained_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::text("subject"),
            Column::text("quantity"),
            Column::number("derived", ""),
            Column::number("published", ""),
            Column::percent("difference"),
            Column::text("evidence"),
            Column::text("what is known"),
        ])?;
        for c in self.comparisons.iter().filter(|c| c.reason.class == &super::UNEXPLAINED) {
            table.push(vec![
                c.subject.clone().into(),
                c.quantity.clone().into(),
                c.predicted.into(),
                c.reference.into(),
                c.relative_error().into(),
                c.evidence.name().into(),
                c.reason.detail.clone().into(),
            ])?;
        }
        Ok(table)
    }

    /// Every figure published in two ways.
    ///
    /// # Errors
    /// [`TableError`] when a number is not finite.
    pub fn conflict_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::text("subject"),
            Column::text("figure"),
            Column::text("used"),
            Column::text("other"),
            Column::percent("difference"),
            Column::text("derivation is nearer to"),
            Column::text("source of the other"),
        ])?;
        for c in &self.conflicts {
            table.push(vec![
                c.subject.clone().into(),
                c.figure.clone().into(),
                c.used.clone().into(),
                c.other.clone().into(),
                c.difference.into(),
                c.derivation.clone().into(),
                c.source.clone().into(),
            ])?;
        }
        Ok(table)
    }

    /// [`ChipCheck::conflict_table`] without sources, for a terminal.
    ///
    /// # Errors
    /// [`TableError`] when a number is not finite.
    pub fn conflict_summary(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::text("subject"),
            Column::text("figure"),
            Column::text("used"),
            Column::text("other"),
            Column::text("derivation is nearer to"),
        ])?;
        for c in &self.conflicts {
            table.push(vec![
                c.subject.clone().into(),
                c.figure.clone().into(),
                c.used.clone().into(),
                c.other.clone().into(),
                c.derivation.clone().into(),
            ])?;
        }
        Ok(table)
    }

    /// Every comparison in the columns a terminal has room for, in the order of the catalogue.
    ///
    /// # Errors
    /// [`TableError`] when a number is not finite.
    pub fn short_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::text("quantity"),
            Column::text("derivation"),
            Column::number("derived", ""),
            Column::number("published", ""),
            Column::text("unit"),
            Column::percent("difference"),
            Column::toned("class", CLASSES.iter().map(|c| (c.name, c.tone))),
            Column::text("evidence"),
        ])?;
        for c in &self.comparisons {
            table.push(vec![
                c.quantity.clone().into(),
                c.formula.clone().into(),
                c.predicted.into(),
                c.reference.into(),
                c.unit.into(),
                c.relative_error().into(),
                c.reason.class.name.into(),
                c.evidence.name().into(),
            ])?;
        }
        Ok(table)
    }

    fn oddity_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![Column::text("chip"), Column::text("what is odd")])?;
        for oddity in &self.oddities {
            table.push(vec![oddity.chip.clone().into(), oddity.what.clone().into()])?;
        }
        Ok(table)
    }

    /// Every published figure that cannot be derived, one row per chip and lack.
    ///
    /// # Errors
    /// None in practice: the columns are fixed.
    pub fn gap_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::text("chip"),
            Column::text("missing"),
            Column::text("published figures"),
        ])?;
        let mut merged: Vec<(&str, String, Vec<&str>)> = Vec::new();
        for gap in &self.gaps {
            let missing = gap.missing.join(", ");
            match merged.iter_mut().find(|(chip, m, _)| *chip == gap.chip && *m == missing) {
                Some((_, _, figures)) => figures.push(&gap.figure),
                None => merged.push((&gap.chip, missing, vec![&gap.figure])),
            }
        }
        for (chip, missing, figures) in merged {
            table.push(vec![chip.into(), missing.into(), figures.join(", ").into()])?;
        }
        Ok(table)
    }
}
