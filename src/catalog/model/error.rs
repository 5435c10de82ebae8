//! What can be wrong with a description of a model.

use std::fmt;

/// Where in a file something is: `origin`, and line and column from 1 where they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// File name, or another name of the text.
    pub origin: String,
    /// Line and column, counted from 1.
    pub line_column: Option<(u32, u32)>,
}

impl Place {
    /// The place of byte `offset` of `text`.
    pub(crate) fn at(origin: &str, text: &str, offset: Option<usize>) -> Self {
        let line_column = offset.and_then(|o| text.get(..o)).map(|before| {
            let line_start = before.rfind('\n').map_or(0, |i| i + 1);
            (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
        });
        Self::new(origin, line_column)
    }

    /// A place by line and column.
    pub(crate) fn new(origin: &str, line_column: Option<(usize, usize)>) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let line_column = line_column.map(|(line, column)| (narrow(line), narrow(column)));
        Self { origin: origin.to_owned(), line_column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        match self.line_column {
            Some((line, column)) => write!(f, ":{line}:{column}"),
            None => Ok(()),
        }
    }
}

/// A model that could not be read or found.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file could not be read.
    #[error("{origin}: cannot read the model: {source}")]
    Read {
        /// Path as given.
        origin: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML or JSON, an unknown key, or a value of another type.
    #[error("{at}: {message}")]
    Syntax {
        /// Where.
        at: Place,
        /// What the parser said.
        message: String,
    },
    /// A key that has to be there is not.
    #[error("{at}: `{key}` is missing; it should be {expected}")]
    Missing {
        /// Where.
        at: Place,
        /// Which key.
        key: String,
        /// What it should hold.
        expected: String,
    },
    /// A value outside its range, or at odds with another.
    #[error("{at}: `{key}` is {value}, but should be {expected}")]
    Value {
        /// Where.
        at: Place,
        /// Which key.
        key: String,
        /// What it holds.
        value: String,
        /// What it should hold.
        expected: String,
    },
    /// Something a transformer of this catalogue cannot express.
    #[error("{at}: `{key}` = {value} is not supported: {reason}")]
    Unsupported {
        /// Where.
        at: Place,
        /// Which key.
        key: String,
        /// What it holds.
        value: String,
        /// Why, and what can be done.
        reason: String,
    },
    /// Two models answer to one name.
    #[error("{at}: the name \"{name}\" of model `{id}` already belongs to model `{other}`")]
    Duplicate {
        /// Where the later one is.
        at: Place,
        /// The name.
        name: String,
        /// Id of the later model.
        id: String,
        /// Id of the earlier model.
        other: String,
    },
    /// No model answers to a name.
    #[error("no model is called \"{name}\"; {}", suggestion(.nearest))]
    Unknown {
        /// The name asked for.
        name: String,
        /// Ids of the models with the most similar names, best first.
        nearest: Vec<String>,
    },
}

fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        "nothing in the catalogue resembles it; a Hugging Face config.json can be given instead"
            .to_owned()
    } else {
        format!("did you mean {}?", nearest.join(", "))
    }
}
