use super::{Block, Document};
use crate::report::export::escape_markdown as escape;
use crate::report::{ExportError, Exporter, Markdown};

/// A chart of a document rendered to Markdown, to be written next to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// File name the document refers to.
    pub name: String,
    /// The SVG.
    pub svg: String,
}

impl Document {
    /// The document as Markdown, and the charts it refers to as `<stem>-<number>.svg`.
    ///
    /// `stem` is the name of the Markdown file without its extension.
    pub fn to_markdown(&self, stem: &str) -> Result<(String, Vec<Attachment>), ExportError> {
        let mut parts = vec![format!("# {}", escape(&self.title))];
        let mut attachments = Vec::new();
        for block in &self.blocks {
            parts.push(match block {
                Block::Heading { level, text } => {
                    format!("{} {}", "#".repeat((*level).clamp(2, 6).into()), escape(text))
                }
                Block::Paragraph(text) => escape(text),
                Block::Table { table, caption } => {
                    let mut bytes = Vec::new();
                    Markdown.write(table, &mut bytes)?;
                    let text = String::from_utf8_lossy(&bytes);
                    format!("{}\n\n{}", escape(caption), text.trim_end()).trim_start().to_owned()
                }
                Block::Figure { svg, caption } => {
                    let name = format!("{stem}-{}.svg", attachments.len() + 1);
                    let caption = escape(caption);
                    let figure = format!("![{caption}]({name})\n\n*{caption}*");
                    attachments.push(Attachment { name, svg: svg.clone() });
                    figure
                }
                Block::List(items) => {
                    let lines: Vec<String> =
                        items.iter().map(|i| format!("- {}", escape(i))).collect();
                    lines.join("\n")
                }
                Block::Note(text) => format!("> **Note.** {}", escape(text)),
            });
        }
        Ok((parts.join("\n\n") + "\n", attachments))
    }
}
