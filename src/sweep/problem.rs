//! A study, reduced to what an executor must know.

use super::mask::Mask;
use crate::trace::Tape;

/// One dimension of the grid.
#[derive(Debug, Clone)]
pub struct Axis {
    /// Its name, as the study writes it.
    pub name: String,
    /// Number of values.
    pub len: u32,
    /// Optimised away (true) or kept in the result, one row per value (false).
    pub search: bool,
}

/// An input of the tape: a dense table over some axes, row-major, the last axis fastest.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The slot it feeds (`chip.units`).
    pub name: String,
    /// The axes it depends on, ascending; none for a constant.
    pub axes: Vec<usize>,
    /// The values, one for each combination of the axes.
    pub values: Vec<f64>,
}

/// Bins of a histogram, over an output of the tape.
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    /// Which output.
    pub output: usize,
    /// Ascending edges; bin `i` is `edges[i] <= x < edges[i + 1]`.
    pub edges: Vec<f64>,
}

impl Bins {
    /// The counter of `x`: 0 is below the first edge, `edges.len()` at or above the last.
    pub fn counter(&self, x: f64) -> usize {
        self.edges.partition_point(|e| *e <= x)
    }
}

/// What a sweep keeps.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Keep the best point of every combination of the sweep axes.
    pub best: bool,
    /// Keep the `k` best points of all; 0 for none.
    pub top_k: usize,
    /// Keep the points that no other beats in all of these outputs; empty for none.
    pub pareto: Vec<usize>,
    /// Count the values of an output.
    pub histogram: Option<Bins>,
    /// Skip what bounds prove not to be among the `top_k`; nothing else may be asked then.
    pub prune: bool,
    /// Names of the reasons; reason `n` of the tape is `reasons[n - 1]`.
    pub reasons: Vec<String>,
}

/// Axes, leaves, equations and what is asked of them.
///
/// The tape's output 0 is the reason (0 for a feasible point, else its number), output 1 the
/// objective as a key of which less is better; further outputs serve the Pareto front and the
/// histogram, again with less being better for the front.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The axes; the first is the most significant digit of a point's index.
    pub axes: Vec<Axis>,
    /// The inputs of the tape, in its order.
    pub leaves: Vec<Leaf>,
    /// The equations, flat.
    pub tape: Tape,
    /// What is kept.
    pub ask: Ask,
}

impl Problem {
    /// The position of the reason among the outputs.
    pub const REASON: usize = 0;
    /// The position of the objective among the outputs.
    pub const OBJECTIVE: usize = 1;

    /// Lengths of the axes.
    pub fn lengths(&self) -> Vec<u32> {
        self.axes.iter().map(|a| a.len).collect()
    }

    /// Number of points; `None` if it does not fit 128 bits.
    pub fn points(&self) -> Option<u128> {
        self.axes.iter().try_fold(1u128, |n, a| n.checked_mul(u128::from(a.len)))
    }

    /// Number of combinations of the sweep axes.
    pub fn groups(&self) -> u128 {
        self.axes.iter().filter(|a| !a.search).map(|a| u128::from(a.len)).product()
    }

    /// The axes of more than one value on which leaf `i` depends.
    pub fn leaf_mask(&self, i: usize) -> Mask {
        self.leaves[i].axes.iter().copied().filter(|&a| self.axes[a].len > 1).collect()
    }

    /// The digits of a point: one position per axis.
    pub fn digits(&self, index: u128) -> Vec<u32> {
        let mut rest = index;
        let mut digits = vec![0; self.axes.len()];
        for (digit, axis) in digits.iter_mut().zip(&self.axes).rev() {
            *digit = (rest % u128::from(axis.len)) as u32;
            rest /= u128::from(axis.len);
        }
        digits
    }

    /// The index of a point.
    pub fn index(&self, digits: &[u32]) -> u128 {
        digits.iter().zip(&self.axes).fold(0, |n, (d, a)| n * u128::from(a.len) + u128::from(*d))
    }

    /// The combination of sweep axes that a point belongs to.
    pub fn group(&self, digits: &[u32]) -> usize {
        let mut group = 0;
        for (d, a) in digits.iter().zip(&self.axes).filter(|(_, a)| !a.search) {
            group = group * a.len as usize + *d as usize;
        }
        group
    }

    /// The tape's inputs at a point.
    pub fn inputs(&self, digits: &[u32]) -> Vec<f64> {
        self.leaves
            .iter()
            .map(|leaf| {
                let at = leaf
                    .axes
                    .iter()
                    .fold(0, |n, &a| n * self.axes[a].len as usize + digits[a] as usize);
                leaf.values[at]
            })
            .collect()
    }

    /// All outputs at a point, by the f64 reference.
    pub fn evaluate(&self, index: u128) -> Vec<f64> {
        self.tape.evaluate(&self.inputs(&self.digits(index)))
    }
}
