//! How a word is to be taken, so that it can be coloured.

/// How good or bad news a word of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// As it should be.
    Good,
    /// A difference with a harmless explanation.
    Minor,
    /// A difference that a reader must know about.
    Warning,
    /// Wrong, or not explained.
    Bad,
    /// Neither: it says nothing.
    Neutral,
}

impl Tone {
    /// The word for the tone in style sheets.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Minor => "minor",
            Tone::Warning => "warning",
            Tone::Bad => "bad",
            Tone::Neutral => "neutral",
        }
    }
}
