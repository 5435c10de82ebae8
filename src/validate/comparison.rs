//! One prediction beside its reference, and how far a set of them is off.

use std::fmt;

use crate::report::Tone;

/// Whether a comparison can tell a right prediction from a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// At least one side was read in a source that does not rest on the other side.
    Independent,
    /// Both sides are recalled or estimated: they may come from one memory.
    Unchecked,
    /// An input was back-solved from the reference, or the reference computed from the inputs.
    Circular,
    /// Follows from other comparisons of the same report, which are counted there.
    Implied,
    /// The two are known to be different things: a die and a product limited below it.
    Incomparable,
}

impl Evidence {
    /// Every sort of evidence, strongest first.
    pub const ALL: [Evidence; 5] = [
        Evidence::Independent,
        Evidence::Unchecked,
        Evidence::Circular,
        Evidence::Implied,
        Evidence::Incomparable,
    ];

    /// One word for tables.
    pub fn name(self) -> &'static str {
        match self {
            Evidence::Independent => "evidence",
            Evidence::Unchecked => "unchecked",
            Evidence::Circular => "circular",
            Evidence::Implied => "implied",
            Evidence::Incomparable => "incomparable",
        }
    }

    /// What the word means.
    pub fn meaning(self) -> &'static str {
        match self {
            Evidence::Independent => "at least one side was read in a source of its own",
            Evidence::Unchecked => "both sides are recalled or estimated: no evidence",
            Evidence::Circular => "one side was computed from the other: no evidence",
            Evidence::Implied => "follows from other rows, and is counted there only",
            Evidence::Incomparable => "the two are different things on purpose",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A kind of reason for a difference. Every validation has a closed list of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Class {
    /// One to three words for tables: `base clock`.
    pub name: &'static str,
    /// When the class applies, in one sentence.
    pub meaning: &'static str,
    /// How it is coloured: explained, harmless or open.
    pub tone: Tone,
}

/// Why a prediction and its reference differ, or that they do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The kind of reason.
    pub class: &'static Class,
    /// The numbers that show it; empty where the class says everything.
    pub detail: String,
}

impl Reason {
    /// A reason with the numbers that show it.
    pub fn new(class: &'static Class, detail: impl Into<String>) -> Self {
        Self { class, detail: detail.into() }
    }
}

/// A predicted number beside its reference.
///
/// The H100 SXM: 132 SM x 4096 op/clk x 1.83 GHz = 989.4 TFLOP/s predicted, 989.4 published.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What it is about, by its id: `h100-sxm`.
    pub subject: String,
    /// What it is summed up under: the vendor of a chip.
    pub group: String,
    /// Sort of number, which decides the chart it is drawn in: `peak`.
    pub kind: &'static str,
    /// The number: `matrix bf16`.
    pub quantity: String,
    /// How the prediction was made, with its numbers.
    pub formula: String,
    /// The prediction.
    pub predicted: f64,
    /// What was published or measured.
    pub reference: f64,
    /// Unit of both.
    pub unit: &'static str,
    /// Whether the comparison can show anything.
    pub evidence: Evidence,
    /// Why the two differ.
    pub reason: Reason,
    /// Where the reference was found.
    pub source: String,
}

impl Comparison {
    /// `predicted / reference - 1`: positive for an overestimate.
    pub fn relative_error(&self) -> f64 {
        self.predicted / self.reference - 1.0
    }

    /// Whether it enters the statistics.
    pub fn is_evidence(&self) -> bool {
        self.evidence == Evidence::Independent
    }
}

/// How far predictions are off; of relative errors, in fractions of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// Comparisons counted.
    pub count: usize,
    /// Median of the signed errors: the bias.
    pub bias: f64,
    /// Median of the absolute errors.
    pub median: f64,
    /// Mean of the absolute errors.
    pub mean: f64,
    /// The absolute error that nine of ten do not exceed (nearest rank).
    pub p90: f64,
    /// The largest absolute error.
    pub worst: f64,
}

impl Statistics {
    /// Of signed relative errors; `None` without any.
    ///
    /// ```
    /// use roofscape::validate::Statistics;
    /// let s = Statistics::of([0.1, -0.2, 0.0]).unwrap();
    /// assert_eq!((s.median, s.bias, s.worst), (0.1, 0.0, 0.2));
    /// ```
    pub fn of(errors: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut signed: Vec<f64> = errors.into_iter().collect();
        signed.sort_by(f64::total_cmp);
        let mut sizes: Vec<f64> = signed.iter().map(|e| e.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let count = sizes.len();
        let rank = (count * 9).div_ceil(10).checked_sub(1)?;
        Some(Self {
            count,
            bias: middle(&signed),
            median: middle(&sizes),
            mean: sizes.iter().sum::<f64>() / count as f64,
            p90: sizes[rank],
            worst: sizes[count - 1],
        })
    }

    /// Of the comparisons that are evidence.
    pub fn of_evidence<'a>(comparisons: impl IntoIterator<Item = &'a Comparison>) -> Option<Self> {
        let evidence = comparisons.into_iter().filter(|c| c.is_evidence());
        Self::of(evidence.map(Comparison::relative_error))
    }
}

/// Median of a sorted list that is not empty.
fn middle(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_percent_is_the_nearest_rank() {
        let s = Statistics::of((1..=10).map(f64::from)).unwrap();
        assert_eq!((s.p90, s.median, s.worst), (9.0, 5.5, 10.0));
        let one = Statistics::of([-0.5]).unwrap();
        assert_eq!((one.p90, one.bias, one.mean), (0.5, -0.5, 0.5));
        assert_eq!(Statistics::of([]), None);
    }
}
