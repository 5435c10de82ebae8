//! Named physical constants.

use super::dim::Unit;

/// A number in an equation that is neither a count nor a conversion: it has a name, a unit
/// and an origin, so that nothing in the model is a bare figure.
#[derive(Debug, Clone, Copy)]
pub struct Constant {
    /// Name, as the documentation and the reports show it.
    pub name: &'static str,
    /// Value in `unit`.
    pub value: f64,
    /// Unit (normalised: µs, MB, TB/s, TFLOP, ...).
    pub unit: Unit,
    /// Where the value comes from: a publication, or what it was fitted on.
    pub origin: &'static str,
}
