//! Questions: what is fixed, what is swept, what is searched, and what is asked.
//!
//! A study is a TOML file. [`Study::parse`] reads it and explains what is wrong with it;
//! [`Study::bind`] looks everything up in the catalogue and makes one
//! [`Problem`](crate::sweep::Problem) for each question.
//!
//! ```toml
//! title = "How does Llama-3-70B decode scale on an H100 node?"
//! kernel = "llm"
//!
//! [fixed]                       # the same at every point
//! chip = "h100-sxm"
//! model = "llama-3-70b"
//! precision = "bf16"
//! prompt = 2048
//! output = 512
//!
//! [sweep]                       # stays in the result: one row per combination
//! tp = [2, 4, 8]
//!
//! [search]                      # optimised away
//! batch = { powers_of_two = [1, 512] }
//!
//! [[question]]
//! name = "decode"
//! maximise = "decode_tokens_per_s"
//! constraints = { tpot_ms = { max = 50 } }
//! ```

mod answer;
mod array_slots;
mod bind;
mod calibrated;
mod chip_slots;
pub mod cluster;
mod column;
mod error;
mod inspect;
mod key;
mod model_slots;
mod question;
mod read;
mod sensitivity;
mod values;

use std::path::Path;

pub(crate) use answer::bare;
pub use answer::{Answer, Counts};
pub use bind::{Bound, Point};
pub use calibrated::{Evidence, evidence_lines};
pub use chip_slots::Assumption;
pub use error::StudyError;
pub use inspect::{ChipInputs, ChipLacks, chip_inputs};
pub use key::{Key, Peak};
pub use question::{Constraint, Goal, Histogram, Question};
pub use sensitivity::{LEVERS, Lever, STEP, Sensitivity, sensitivities};
pub use values::Values;

use crate::catalog::Place;
use crate::model::Kernel;

/// A key of `[fixed]`, `[sweep]` or `[search]` with its values.
#[derive(Debug, Clone)]
pub struct Given {
    /// What is given.
    pub key: Key,
    /// How the study spells it.
    pub name: String,
    /// Its values; one for a fixed key.
    pub values: Values,
    /// Where it stands.
    pub place: Place,
}

/// A study as written, checked for everything that needs no catalogue.
#[derive(Debug, Clone)]
pub struct Study {
    /// What it is about.
    pub title: String,
    /// The file it came from, for messages.
    pub file: String,
    /// Its text: part of the identity of its results.
    pub text: String,
    /// The kernel that answers it.
    pub kernel: Kernel,
    /// The same at every point.
    pub fixed: Vec<Given>,
    /// Axes that stay in the result.
    pub sweep: Vec<Given>,
    /// Axes that are optimised away.
    pub search: Vec<Given>,
    /// What is asked.
    pub questions: Vec<Question>,
}

impl Study {
    /// Reads a study file.
    ///
    /// # Errors
    /// If the file cannot be read or says something that has no meaning; the message names
    /// file, line, column and key.
    pub fn load(path: &Path) -> Result<Self, StudyError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| StudyError::Read { path: path.to_owned(), source })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads a study from its text; `file` is its name in messages.
    ///
    /// # Errors
    /// As [`Study::load`].
    pub fn parse(file: &str, text: &str) -> Result<Self, StudyError> {
        read::study(file, text)
    }

    /// The axes in the order of the digits of a point: sweep axes, then search axes.
    pub fn axes(&self) -> impl Iterator<Item = (&Given, bool)> {
        self.sweep.iter().map(|g| (g, false)).chain(self.search.iter().map(|g| (g, true)))
    }
}
