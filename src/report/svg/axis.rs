use super::scale::ScaleKind;

/// Which end of an axis a designer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Small values are better, as for time.
    Lower,
    /// Large values are better, as for throughput.
    Higher,
}

/// What an axis shows and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Quantity, in words.
    pub name: String,
    /// Unit; empty for counts and ratios.
    pub unit: String,
    /// Linear or logarithmic.
    pub scale: ScaleKind,
    /// Which end is better, if that is to be shown.
    pub better: Option<Better>,
}

impl Axis {
    /// A linear axis.
    pub fn linear(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { name: name.into(), unit: unit.into(), scale: ScaleKind::Linear, better: None }
    }

    /// A logarithmic axis; all values on it must be above 0.
    pub fn log(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { scale: ScaleKind::Log, ..Self::linear(name, unit) }
    }

    /// The same axis, marked "lower is better".
    pub fn lower_is_better(self) -> Self {
        Self { better: Some(Better::Lower), ..self }
    }

    /// The same axis, marked "higher is better".
    pub fn higher_is_better(self) -> Self {
        Self { better: Some(Better::Higher), ..self }
    }

    pub(super) fn label(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        // On a vertical axis the text runs upwards, so the same arrows point down and up.
        let hint = match self.better {
            None => "",
            Some(Better::Lower) => ", ← lower is better",
            Some(Better::Higher) => ", higher is better →",
        };
        format!("{}{unit}{hint}", self.name)
    }
}
