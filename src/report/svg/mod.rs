//! Charts as self-contained SVG: a string that a browser, a document or a file takes as it is.
//!
//! Every chart is plain data with one method, [`Chart::svg`]. All of them have a light background,
//! axes with units, a palette that colour-blind readers can tell apart, and labels that do not
//! overlap. What cannot be drawn truthfully (nothing, NaN, a zero on a logarithmic axis) is a
//! [`ChartError`], not a broken picture.
//!
//! ```
//! use roofscape::report::svg::{Axis, Chart, Pareto, Point};
//!
//! let chart = Pareto {
//!     title: "Latency against power".into(),
//!     x: Axis::linear("power", "W").lower_is_better(),
//!     y: Axis::linear("time per token", "ms").lower_is_better(),
//!     front: vec![Point::new(350.0, 22.0), Point::new(700.0, 11.5).labelled("H100 SXM")],
//!     cloud: vec![],
//! };
//! assert!(chart.svg()?.contains("H100 SXM"));
//! # Ok::<(), roofscape::report::svg::ChartError>(())
//! ```

mod agreement;
mod axis;
mod canvas;
mod frame;
mod heatmap;
mod histogram;
mod labels;
mod palette;
mod pareto;
mod roofline;
mod scale;
mod stack;
mod waterfall;

pub use agreement::{Agreement, Series};
pub use axis::{Axis, Better};
pub use heatmap::Heatmap;
pub use histogram::{Histogram, Mark};
pub use pareto::{Pareto, Point};
pub use roofline::{Ceiling, Chip, MemoryRoof, Operation, Roofline};
pub use scale::ScaleKind;
pub use stack::stacked;
pub use waterfall::{Bar, Waterfall};

/// Something that can be drawn.
pub trait Chart {
    /// The chart as a complete `<svg>` element; [`ChartError`] if the data cannot be drawn.
    fn svg(&self) -> Result<String, ChartError>;
}

/// Why a chart cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// There is no data.
    #[error("chart `{title}`: nothing to draw, {what} is empty")]
    Empty {
        /// Title of the chart.
        title: String,
        /// Which list is empty.
        what: &'static str,
    },
    /// A value is NaN, infinite or beyond ±1e300.
    #[error("chart `{title}`: {what} is {value}, which cannot be drawn; leave it out")]
    NotFinite {
        /// Title of the chart.
        title: String,
        /// Which value.
        what: String,
        /// The value.
        value: f64,
    },
    /// A value without a logarithm is to go on a logarithmic axis.
    #[error(
        "chart `{title}`: {what} is {value}, but a logarithmic axis needs values above 0 \
         (1e-300 at least); leave it out or use a linear axis"
    )]
    NotPositive {
        /// Title of the chart.
        title: String,
        /// Which value.
        what: String,
        /// The value.
        value: f64,
    },
    /// A length is below 0.
    #[error("chart `{title}`: {what} is {value}, but a length cannot be below 0")]
    Negative {
        /// Title of the chart.
        title: String,
        /// Which value.
        what: String,
        /// The value.
        value: f64,
    },
    /// Two lists that belong together differ in length.
    #[error("chart `{title}`: {what} has {found} entries, {expected} expected")]
    Length {
        /// Title of the chart.
        title: String,
        /// Which list.
        what: String,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// Histogram edges do not rise.
    #[error("chart `{title}`: edges must rise, but {low} is followed by {high}")]
    Edges {
        /// Title of the chart.
        title: String,
        /// An edge.
        low: f64,
        /// The next one.
        high: f64,
    },
}

/// The checks every chart makes before it draws, with the title for the message.
struct Check<'a> {
    title: &'a str,
}

impl Check<'_> {
    fn some<T>(&self, what: &'static str, items: &[T]) -> Result<(), ChartError> {
        if items.is_empty() {
            return Err(ChartError::Empty { title: self.title.into(), what });
        }
        Ok(())
    }

    fn value(&self, what: &str, value: f64, scale: ScaleKind) -> Result<(), ChartError> {
        let (title, what) = (self.title.to_owned(), what.to_owned());
        if !value.is_finite() || value.abs() > 1e300 {
            return Err(ChartError::NotFinite { title, what, value });
        }
        if scale == ScaleKind::Log && value < 1e-300 {
            return Err(ChartError::NotPositive { title, what, value });
        }
        Ok(())
    }

    fn length(&self, what: &str, found: usize, expected: usize) -> Result<(), ChartError> {
        if found == expected {
            return Ok(());
        }
        let (title, what) = (self.title.to_owned(), what.to_owned());
        Err(ChartError::Length { title, what, found, expected })
    }
}
