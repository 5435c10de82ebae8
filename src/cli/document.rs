//! Reports written to files: Markdown with its charts beside it, HTML or JSON.

use std::path::Path;

use anyhow::bail;

use super::context::Context;
use crate::report::file;
use crate::report::page::Document;

/// What a report file is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Format {
    Markdown,
    Html,
    Json,
}

impl Format {
    pub(super) fn of(path: &Path) -> anyhow::Result<Self> {
        match path.extension().and_then(|e| e.to_str()) {
            Some("md") => Ok(Self::Markdown),
            Some("html") => Ok(Self::Html),
            Some("json") => Ok(Self::Json),
            _ => bail!("a report is .md, .html or .json; {} is none of them", path.display()),
        }
    }
}

pub(super) fn write(
    document: &Document,
    out: &Path,
    format: Format,
    force: bool,
    context: &Context,
) -> anyhow::Result<()> {
    let put = |path: &Path, text: &str| -> anyhow::Result<()> {
        file::write_file(path, force, |out| -> anyhow::Result<()> {
            out.write_all(text.as_bytes())?;
            Ok(())
        })?;
        context.note(&format!("wrote {}", path.display()));
        Ok(())
    };
    match format {
        Format::Html => put(out, &document.to_html()),
        Format::Json => put(out, &(serde_json::to_string_pretty(&document.to_json())? + "\n")),
        Format::Markdown => {
            let stem = out.file_stem().unwrap_or_default().to_string_lossy();
            let (text, charts) = document.to_markdown(&stem)?;
            for chart in charts {
                put(&out.with_file_name(&chart.name), &chart.svg)?;
            }
            put(out, &text)
        }
    }
}
