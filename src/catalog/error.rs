//! What can be wrong with a catalogue, and a name it does not know.

use std::fmt;
use std::path::PathBuf;

/// A position in a catalogue file, counted from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named to the loader.
    pub file: String,
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl Place {
    /// The position of a byte offset in `text`.
    pub(crate) fn of(file: &str, text: &str, offset: usize) -> Place {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Place { file: file.to_owned(), line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Why a catalogue could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A directory or file could not be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A directory has nothing for the catalogue.
    #[error(
        "{} holds no TOML file, and no folder `chips` with one; a chip of your own is a file there \
         such as my-chip.toml with a table [chips.my-chip]",
        .path.display()
    )]
    NoFile {
        /// The directory.
        path: PathBuf,
    },
    /// The file is no TOML.
    #[error("{place}: {message}")]
    Syntax {
        /// Where.
        place: Place,
        /// What the TOML parser said.
        message: String,
    },
    /// A key has no meaning there, or its value cannot be used.
    #[error("{place}: `{key}`: {problem}")]
    Key {
        /// Where.
        place: Place,
        /// The dotted key, `chips.h100-sxm.memory.rate`.
        key: String,
        /// What is wrong and what is expected.
        problem: String,
    },
    /// A file of models is wrong.
    #[error(transparent)]
    Model(#[from] super::model::ModelError),
    /// One name stands for two things.
    #[error("{place}: `{name}` already names {first}; it cannot name {second} too")]
    Clash {
        /// The table that claims the name.
        place: Place,
        /// The name, as written.
        name: String,
        /// Its first owner.
        first: String,
        /// Its second owner.
        second: String,
    },
    /// A system is made of a chip that is not in the catalogue.
    #[error("`systems.{system}.chip`: {source}")]
    SystemChip {
        /// Id of the system.
        system: String,
        /// The name it gives for its chip.
        source: UnknownName,
    },
    /// A cluster is made of a chip that is not in the catalogue.
    #[error("`clusters.{cluster}.chip`: {source}")]
    ClusterChip {
        /// Id of the cluster.
        cluster: String,
        /// The name it gives for its chip.
        source: UnknownName,
    },
}

/// A name that the catalogue does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{name}`;{} `roofscape {what}s` lists all", did_you_mean(.suggestions))]
pub struct UnknownName {
    /// `chip`, `link` or `system`.
    pub what: &'static str,
    /// The name asked for.
    pub name: String,
    /// The nearest ids, best first.
    pub suggestions: Vec<String>,
}

fn did_you_mean(suggestions: &[String]) -> String {
    if suggestions.is_empty() {
        return String::new();
    }
    format!(" did you mean {}?", suggestions.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let text = "a = 1\n昇 = 2\n";
        assert_eq!(Place::of("f", text, 0).to_string(), "f:1:1");
        let second = text.find("= 2").unwrap();
        assert_eq!(Place::of("f", text, second).to_string(), "f:2:3");
    }
}
