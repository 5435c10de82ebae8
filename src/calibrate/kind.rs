//! What is specific to one kind of measured kernel.

use super::record::{ChipFacts, Record};
use crate::catalog::Precision;

/// A physical constant of a kernel, with the range a fit may move it in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Name, as calibration files and slots spell it: `launch_kcycles`.
    pub name: &'static str,
    /// Unit as text: `kcycle`, `B/clk`, `1`.
    pub unit: &'static str,
    /// One sentence: what it means physically.
    pub doc: &'static str,
    /// Value without any measurement; positive.
    pub typical: f64,
    /// Least value that makes physical sense; positive, because fits work on logarithms.
    pub lower: f64,
    /// Greatest value that makes physical sense.
    pub upper: f64,
}

/// A kind of kernel that has been measured: how a row of data is read and predicted.
///
/// A row holds its chip's datasheet numbers, so swapping the constants is all a transfer to
/// another chip takes. *Constants* belong to one chip and one variant of the kernel; *factors*
/// belong to a class of library kernels and are the same on all chips.
pub trait Kind {
    /// A measured row with everything a prediction needs.
    type Row: Send + Sync;

    /// Name of the kind, as commands and files spell it: `gemm`.
    const NAME: &'static str;

    /// Reads a row. `chip` gives the datasheet numbers.
    ///
    /// # Errors
    /// Why the row cannot be predicted, in words for a reader: an unknown precision, a kernel
    /// that is not modelled, a number that is missing. The row is counted and named.
    fn read(record: &Record, chip: &ChipFacts) -> Result<Self::Row, String>;

    /// Reads a line that may hold several measurements; by default it holds one.
    ///
    /// # Errors
    /// As [`read`](Kind::read).
    fn read_all(record: &Record, chip: &ChipFacts) -> Result<Vec<Self::Row>, String> {
        Self::read(record, chip).map(|row| vec![row])
    }

    /// The variant of the kernel, which has constants of its own per chip: `bf16`.
    fn variant(row: &Self::Row) -> &'static str;

    /// The variants, in the order they are fitted, with the one whose constants are the prior
    /// and the starting point of the fit (itself or `None`: the typical values).
    fn variants() -> &'static [(&'static str, Option<&'static str>)];

    /// The constants of a variant: at most a dozen.
    fn parameters(variant: &str) -> &'static [Parameter];

    /// The class of library kernels a row was measured with; `""` where there are no classes.
    fn class(_row: &Self::Row) -> &'static str {
        ""
    }

    /// The factors of a class. They are fitted over all chips together.
    fn factors(_class: &str) -> &'static [Parameter] {
        &[]
    }

    /// The family of chips within which constants carry over without measurement:
    /// `async` (Hopper and data-centre Blackwell) or `warp` (Ampere, Ada, GB202).
    fn family(chip: &ChipFacts) -> &'static str {
        chip.family()
    }

    /// The variant a study means by a precision; `None` if no row says anything about it.
    fn variant_of(precision: Precision) -> Option<&'static str>;

    /// The class of library kernels a study assumes on a chip: the one its users would run.
    fn class_of(_chip: &ChipFacts, _precision: Precision) -> &'static str {
        ""
    }

    /// Predicted time (µs).
    fn time_us(row: &Self::Row, constants: &[f64], factors: &[f64]) -> f64;

    /// Measured time (µs).
    fn measured_us(row: &Self::Row) -> f64;

    /// The plain roofline, or alpha-beta, of the same row (µs).
    fn baseline_us(row: &Self::Row) -> f64;

    /// The shape: rows of one shape are held out together.
    fn shape(row: &Self::Row) -> String;

    /// What the row is, in a few words for a list: `m 16 n 4096 k 14336 bf16 (trtllm)`.
    fn describe(row: &Self::Row) -> String;

    /// Groups the row is summed up under, beside its chip: `bf16`, `roofline > 100 us`.
    fn groups(row: &Self::Row) -> Vec<String>;

    /// Weight in a fit; 0 leaves the row out of fits (but not out of scores).
    fn weight(_row: &Self::Row) -> f64 {
        1.0
    }

    /// The numbers whose range the calibration records (a prediction outside is an
    /// extrapolation): name and value, such as `("m", 16.0)`.
    fn extent(row: &Self::Row) -> Vec<(&'static str, f64)>;
}
