use std::fmt::Write;

use super::{Block, Document};
use crate::report::export::{escape_html as escape, html_table};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A whole page around `body`, which is HTML already; it loads nothing from elsewhere.
pub(crate) fn shell(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        escape(title)
    )
}

impl Document {
    /// The document as one self-contained HTML page: charts inline, tables sort and filter.
    pub fn to_html(&self) -> String {
        let mut body = format!("<h1>{}</h1>\n", escape(&self.title));
        for block in &self.blocks {
            block_html(block, &mut body);
        }
        shell(&self.title, &body)
    }
}

fn block_html(block: &Block, body: &mut String) {
    // Writing to a String cannot fail.
    let _ = match block {
        Block::Heading { level, text } => {
            let level = level.clamp(&2, &6);
            writeln!(body, "<h{level}>{}</h{level}>", escape(text))
        }
        Block::Paragraph(text) => writeln!(body, "<p>{}</p>", escape(text)),
        Block::Table { table, caption } if caption.is_empty() => {
            write!(body, "{}", html_table(table))
        }
        Block::Table { table, caption } => {
            let caption = escape(caption);
            write!(body, "<p class=\"caption\">{caption}</p>\n{}", html_table(table))
        }
        Block::Figure { svg, caption } => {
            let caption = escape(caption);
            writeln!(body, "<figure>\n{svg}<figcaption>{caption}</figcaption>\n</figure>")
        }
        Block::List(items) => {
            let items: String =
                items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
            writeln!(body, "<ul>\n{items}</ul>")
        }
        Block::Note(text) => writeln!(body, "<p class=\"note\">{}</p>", escape(text)),
    };
}
