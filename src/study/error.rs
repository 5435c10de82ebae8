//! What can be wrong with a study.

use std::path::PathBuf;

use crate::catalog::Place;

/// Why a study cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The file could not be read.
    #[error("cannot read the study {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{place}: {message}")]
    Syntax {
        /// Where.
        place: Place,
        /// What the TOML parser said.
        message: String,
    },
    /// A key has no meaning, or its value cannot be used.
    #[error("{place}: `{key}`: {problem}")]
    Key {
        /// Where.
        place: Place,
        /// The key.
        key: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// Something is missing as a whole.
    #[error("{file}: {problem}")]
    Missing {
        /// The study.
        file: String,
        /// What is missing and what to write.
        problem: String,
    },
}
