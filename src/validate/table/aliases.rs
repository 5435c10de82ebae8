//! What users call things: their own names for chips and properties.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::property;

/// Names for chips and labels of properties, beside those that are known.
///
/// A TOML file with two tables: `[chips]` maps a label to a name the catalogue knows, `[properties]`
/// to a label this program understands.
///
/// ```toml
/// [chips]
/// "our card" = "H100 SXM"
/// [properties]
/// "dense matrix rate" = "BF16 Tensor (TFLOPS)"
/// ```
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    pub(super) names: HashMap<String, String>,
    pub(super) properties: HashMap<String, String>,
}

/// Why a file of aliases cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AliasesError {
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no TOML of two tables of text.
    #[error("{file} is no TOML file with the tables [chips] and [properties]")]
    Toml {
        /// The file.
        file: String,
        /// What is wrong, with line and column.
        source: toml::de::Error,
    },
    /// An alias leads to nothing this program understands.
    #[error(
        "{file}: `{label}` is an alias of `{target}`, which names no known property; write a label \
         such as \"BF16 Tensor (TFLOPS)\", \"memory bandwidth (GB/s)\" or \"TDP (W)\""
    )]
    Property {
        /// The file.
        file: String,
        /// The alias.
        label: String,
        /// What it stands for.
        target: String,
    },
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    chips: HashMap<String, String>,
    #[serde(default)]
    properties: HashMap<String, String>,
}

impl Aliases {
    /// Reads a file of aliases.
    ///
    /// # Errors
    /// [`AliasesError`] naming the file and what is wrong in it.
    pub fn read_file(path: &Path) -> Result<Aliases, AliasesError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| AliasesError::Read { path: path.to_owned(), source })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads aliases from the text of `file`.
    ///
    /// # Errors
    /// As [`Aliases::read_file`].
    pub fn parse(file: &str, text: &str) -> Result<Aliases, AliasesError> {
        let raw: Raw = toml::from_str(text)
            .map_err(|source| AliasesError::Toml { file: file.into(), source })?;
        for (label, target) in &raw.properties {
            if property::read(target).is_none() {
                let (label, target) = (label.clone(), target.clone());
                return Err(AliasesError::Property { file: file.into(), label, target });
            }
        }
        let plain = |map: HashMap<String, String>| {
            map.into_iter().map(|(k, v)| (property::plain(&k), v)).collect()
        };
        Ok(Aliases { names: plain(raw.chips), properties: plain(raw.properties) })
    }
}
