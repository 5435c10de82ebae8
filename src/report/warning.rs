//! What a reader must know before trusting a number: data, to be shown by whoever prints.

use std::fmt;

use super::number::{compact, count};

/// A remark on a result, shown next to it and kept in every document.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// An input is somebody's estimate and not a published or measured figure.
    Estimated {
        /// Which input, as `H100 L2 bandwidth`.
        input: String,
        /// On what the estimate rests.
        basis: String,
    },
    /// An input lies outside the range in which the model has been checked.
    OutsideChecked {
        /// Which input.
        input: String,
        /// Its value, in `unit`.
        value: f64,
        /// Lowest value checked, in `unit`.
        low: f64,
        /// Highest value checked, in `unit`.
        high: f64,
        /// Unit of the three numbers; may be empty.
        unit: String,
    },
    /// Designs were left out because they cannot exist or cannot run the work.
    Infeasible {
        /// Designs left out.
        designs: u64,
        /// Designs considered.
        of: u64,
        /// The rule they break.
        rule: String,
    },
    /// Only part of the results is shown.
    Partial {
        /// Results shown.
        shown: u64,
        /// Results there are.
        of: u64,
        /// What is counted, in the plural.
        what: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Estimated { input, basis } => write!(f, "{input} is an estimate ({basis})"),
            Self::OutsideChecked { input, value, low, high, unit } => {
                let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
                let [value, low, high] = [value, low, high].map(|x| compact(*x, 6));
                write!(f, "{input} = {value}{unit} lies outside the checked {low} to {high}{unit}")
            }
            Self::Infeasible { designs, of, rule } => {
                write!(f, "{} of {} designs left out: {rule}", count(*designs), count(*of))
            }
            Self::Partial { shown, of, what } => {
                write!(f, "{} of {} {what} shown", count(*shown), count(*of))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_read_as_sentences() {
        let estimated = Warning::Estimated {
            input: "H100 L2 bandwidth".into(),
            basis: "microbenchmark, ±20 %".into(),
        };
        let estimate = "H100 L2 bandwidth is an estimate (microbenchmark, ±20 %)";
        assert_eq!(estimated.to_string(), estimate);
        let range = Warning::OutsideChecked {
            input: "batch".into(),
            value: 4096.0,
            low: 1.0,
            high: 512.0,
            unit: String::new(),
        };
        assert_eq!(range.to_string(), "batch = 4,096 lies outside the checked 1 to 512");
        let infeasible = Warning::Infeasible {
            designs: 1_200,
            of: 1_000_000_000_000,
            rule: "weights exceed HBM capacity".into(),
        };
        let left_out = "1,200 of 1.00e12 designs left out: weights exceed HBM capacity";
        assert_eq!(infeasible.to_string(), left_out);
        let partial = Warning::Partial { shown: 20, of: 3_411, what: "designs".into() };
        assert_eq!(partial.to_string(), "20 of 3,411 designs shown");
    }
}
