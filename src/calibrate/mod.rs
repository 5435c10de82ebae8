//! Fitting the few physical constants of a kernel to measurements, and predicting with them.
//!
//! * [`Kind`]: a kind of measured kernel, its rows, its constants, its prediction;
//! * [`Data`]: data files read line by line, and what cannot be predicted named;
//! * [`calibrate`]: robust least squares per chip, per class of library kernels, and over the
//!   chips of a family for those never measured, with errors on held-out shapes and chips;
//! * [`Calibration`]: the result, as a TOML file; [`Calibration::choose`] finds the constants
//!   for a chip and says what they rest on;
//! * [`kinds`]: the kinds there are, with the calibrations that come with the program.

mod data;
mod file;
mod fit;
mod kind;
pub mod kinds;
mod minimise;
mod record;

pub use data::{Data, DataError, Line, Unpredicted};
pub use file::{
    Calibration, CalibrationError, Chosen, Class, Errors, Fidelity, Mode, Set, Source, Transferred,
};
pub(crate) use fit::fold;
pub use fit::{Progress, calibrate};
pub use kind::{Filling, Kind, Parameter};
pub use kinds::Measured;
pub use record::{ChipFacts, Record};
