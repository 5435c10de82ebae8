//! Prose, tables and charts as one document, rendered to Markdown, HTML or JSON.

mod html;
mod json;
mod markdown;

pub(crate) use html::shell;
pub use markdown::Attachment;

use super::{Table, Warning};

/// A report: a title and what follows it, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Title, shown first.
    pub title: String,
    /// Everything below the title.
    pub blocks: Vec<Block>,
}

/// One part of a [`Document`].
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading; level 2 is the highest below the title, 6 the lowest.
    Heading {
        /// From 2 to 6; values outside are taken as the nearest.
        level: u8,
        /// The words.
        text: String,
    },
    /// A paragraph of plain text.
    Paragraph(String),
    /// A table with a caption.
    Table {
        /// The table.
        table: Table,
        /// What it shows; may be empty.
        caption: String,
    },
    /// A chart with a caption.
    Figure {
        /// The chart, from [`super::svg`].
        svg: String,
        /// What it shows.
        caption: String,
    },
    /// A bullet list.
    List(Vec<String>),
    /// A remark set apart from the text.
    Note(String),
}

impl Document {
    /// An empty document.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), blocks: Vec::new() }
    }

    /// Adds a heading below the title, of level 2.
    pub fn heading(&mut self, text: impl Into<String>) -> &mut Self {
        self.add(Block::Heading { level: 2, text: text.into() })
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, text: impl Into<String>) -> &mut Self {
        self.add(Block::Paragraph(text.into()))
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table, caption: impl Into<String>) -> &mut Self {
        self.add(Block::Table { table, caption: caption.into() })
    }

    /// Adds a chart.
    pub fn figure(&mut self, svg: String, caption: impl Into<String>) -> &mut Self {
        self.add(Block::Figure { svg, caption: caption.into() })
    }

    /// Adds every warning as a note.
    pub fn warnings(&mut self, warnings: &[Warning]) -> &mut Self {
        self.blocks.extend(warnings.iter().map(|w| Block::Note(w.to_string())));
        self
    }

    /// Adds any block.
    pub fn add(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }
}
