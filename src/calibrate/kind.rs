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

/// Constants of a kind in the slots of a study's kernel.
///
/// The parameter `launch_kcycles` of the variant goes to the slot `PREFIX.launch_kcycles`, the
/// factors of the class likewise to `CLASS_PREFIX.NAME`. Slots that a kernel does not have are
/// left out; what a study sets itself comes after, and wins.
#[derive(Debug, Clone, PartialEq)]
pub struct Filling {
    /// Prefix of the slots of the constants.
    pub prefix: &'static str,
    /// Variant of the kernel whose constants are meant.
    pub variant: &'static str,
    /// Class of library kernels that users of the chip would run; `""` without classes.
    pub class: &'static str,
    /// Prefix of the slots of the factors.
    pub class_prefix: &'static str,
    /// Slots with values that follow from the class or the chip alone: tile shapes, rules.
    pub fixed: Vec<(&'static str, f64)>,
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

    /// Where constants of this kind go in the kernels of studies, for a chip at the precision
    /// of a study; none where the kind says nothing about them.
    fn fillings(_chip: &ChipFacts, _precision: Precision) -> Vec<Filling> {
        Vec::new()
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
