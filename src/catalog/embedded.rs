//! The catalogue files that are part of the program.

/// Name and text of each file.
pub(super) const FILES: [(&str, &str); 0] = [];
