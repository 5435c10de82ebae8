//! What a study asks.

use crate::catalog::Place;
use crate::model::{Better, Kernel, Metric};

/// One question of a study.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its name, for tables and files.
    pub name: String,
    /// What is optimised.
    pub goal: Goal,
    /// What a point must satisfy.
    pub constraints: Vec<Constraint>,
    /// Keep the best point of each combination of the sweep axes.
    pub best: bool,
    /// Keep so many of the best points of all.
    pub top: usize,
    /// Skip what bounds prove not to be among the `top`.
    pub prune: bool,
    /// Keep the Pareto front of these metrics, by position; empty for none.
    pub pareto: Vec<usize>,
    /// Count the values of a metric.
    pub histogram: Option<Histogram>,
    /// The metrics to show, by position; empty for a choice of the program's.
    pub columns: Vec<usize>,
}

/// A metric and the way it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// Position among the kernel's metrics.
    pub metric: usize,
    /// Whether more is better.
    pub maximise: bool,
}

/// Bounds on a metric.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// Position among the kernel's metrics.
    pub metric: usize,
    /// Least value allowed.
    pub min: Option<f64>,
    /// Greatest value allowed.
    pub max: Option<f64>,
    /// Where it stands.
    pub place: Place,
}

/// Bins over a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Position among the kernel's metrics.
    pub metric: usize,
    /// Ascending edges.
    pub edges: Vec<f64>,
    /// Whether the edges are evenly spaced in the logarithm.
    pub log: bool,
}

impl Goal {
    /// "maximise decode_tokens_per_s".
    pub fn describe(self, kernel: Kernel) -> String {
        let verb = if self.maximise { "maximise" } else { "minimise" };
        format!("{verb} {}", kernel.metrics()[self.metric].name)
    }
}

impl Constraint {
    /// "tpot_ms <= 50", for the reason of a point that violates it.
    pub fn describe(&self, kernel: Kernel) -> String {
        let name = kernel.metrics()[self.metric].name;
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{min} <= {name} <= {max}"),
            (Some(min), None) => format!("{name} >= {min}"),
            (None, Some(max)) => format!("{name} <= {max}"),
            (None, None) => name.to_owned(),
        }
    }
}

/// Which way a metric is put on a Pareto front: the way it improves.
pub(super) fn wants_more(metric: &Metric) -> bool {
    metric.better == Better::Higher
}
