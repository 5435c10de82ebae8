use serde_json::{Value, json};

use super::{Block, Document};
use crate::report::export::json_rows;

impl Document {
    /// The document as JSON: `title` and `blocks`, each with its `kind`; tables with full precision.
    pub fn to_json(&self) -> Value {
        let blocks: Vec<Value> = self.blocks.iter().map(block_json).collect();
        json!({ "title": self.title, "blocks": blocks })
    }
}

fn block_json(block: &Block) -> Value {
    match block {
        Block::Heading { level, text } => {
            json!({ "kind": "heading", "level": level, "text": text })
        }
        Block::Paragraph(text) => json!({ "kind": "paragraph", "text": text }),
        Block::Table { table, caption } => {
            let columns: Vec<String> = table.columns().iter().map(|c| c.label()).collect();
            let rows = json_rows(table);
            json!({ "kind": "table", "caption": caption, "columns": columns, "rows": rows })
        }
        Block::Figure { svg, caption } => {
            json!({ "kind": "figure", "caption": caption, "svg": svg })
        }
        Block::List(items) => json!({ "kind": "list", "items": items }),
        Block::Note(text) => json!({ "kind": "note", "text": text }),
    }
}
