//! What every command needs: the catalogue, and how to talk to the user.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use owo_colors::OwoColorize;

use super::args::{Color, Common};
use crate::catalog::Catalog;
use crate::report::{Exporter, Table, Terminal};

/// Columns that tables fit, whatever the terminal.
const WIDTH: usize = 100;

pub(super) struct Context {
    catalog: Cow<'static, Catalog>,
    pub(super) json: bool,
    choice: ColorChoice,
}

impl Context {
    pub(super) fn new(common: &Common) -> Self {
        let choice = match common.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { catalog: Cow::Owned(Catalog::default()), json: false, choice }
    }

    pub(super) fn load_catalog(&mut self, common: &Common) -> anyhow::Result<()> {
        self.catalog = match &common.catalog {
            None => Cow::Borrowed(Catalog::embedded()),
            Some(dir) => Cow::Owned(Catalog::with_dir(dir)?),
        };
        Ok(())
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Standard output; colours are taken out unless wanted.
    pub(super) fn out(&self) -> impl Write + use<> {
        AutoStream::new(std::io::stdout(), self.choice)
    }

    fn colour(&self) -> bool {
        let stdout = std::io::stdout();
        match self.choice {
            ColorChoice::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        }
    }

    /// Whether someone watches the progress.
    pub(super) fn is_watched(&self) -> bool {
        std::io::stderr().is_terminal()
    }

    pub(super) fn table(&self, table: &Table) -> anyhow::Result<()> {
        Terminal { width: WIDTH, colour: self.colour() }.write(table, &mut self.out())?;
        Ok(())
    }

    pub(super) fn heading(&self, text: &str) -> anyhow::Result<()> {
        writeln!(self.out(), "{}", text.bold())?;
        Ok(())
    }

    pub(super) fn line(&self, text: &str) -> anyhow::Result<()> {
        writeln!(self.out(), "{text}")?;
        Ok(())
    }

    pub(super) fn print_json(&self, value: &serde_json::Value) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, value)?;
        writeln!(out)?;
        Ok(())
    }

    fn say(&self, word: &str, text: &str) {
        let mut err = AutoStream::new(std::io::stderr(), self.choice);
        // There is nowhere left to report that the standard error is closed.
        let _ = writeln!(err, "{word}: {text}");
    }

    pub(super) fn note(&self, text: &str) {
        self.say(&"note".cyan().to_string(), text);
    }

    pub(super) fn warn(&self, text: &str) {
        self.say(&"warning".yellow().to_string(), text);
    }

    pub(super) fn error(&self, e: &anyhow::Error) {
        self.say(&"error".red().bold().to_string(), &format!("{e:#}"));
    }
}
