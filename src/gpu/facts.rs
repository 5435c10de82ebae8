//! What is known of a kernel's inputs before it runs: their ranges, and whether f32 holds them
//! exactly.

use crate::cpu::Cpu;
use crate::number::Interval;
use crate::sweep::Problem;
use crate::sweep::plan::{Plan, Program, Scope, Source};
use crate::trace::{Binary, Id, Node, Tape, Unary};

/// What is known of a number before the kernel runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// It lies in this interval.
    pub range: Interval,
    /// It is a multiple of two to this power, if that is known.
    pub granule: Option<i32>,
}

impl Facts {
    /// Nothing.
    pub const UNKNOWN: Self = Self { range: Interval::ALL, granule: None };

    /// What all of `values` have in common.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let (mut lo, mut hi, mut granule) = (f64::INFINITY, f64::NEG_INFINITY, i32::MAX);
        for v in values {
            if !v.is_finite() {
                return Self::UNKNOWN;
            }
            (lo, hi) = (lo.min(v), hi.max(v));
            granule = granule.min(lowest_bit(v));
        }
        if lo > hi {
            return Self::UNKNOWN;
        }
        Self { range: Interval::new(lo, hi), granule: Some(granule.min(MOST_GRANULE)) }
    }

    /// Whether f32 holds every such number exactly: at most 24 bits between the highest and
    /// the lowest.
    pub fn fits_f32(self) -> bool {
        self.granule
            .is_some_and(|g| (-120..=100).contains(&g) && self.magnitude() <= 2f64.powi(24 + g))
    }

    /// The largest magnitude.
    pub fn magnitude(self) -> f64 {
        self.range.lo.abs().max(self.range.hi.abs())
    }

    /// The smallest magnitude.
    pub fn least_magnitude(self) -> f64 {
        if self.range.lo > 0.0 {
            self.range.lo
        } else if self.range.hi < 0.0 {
            -self.range.hi
        } else {
            0.0
        }
    }

    /// Whether it may be so small, but not zero, that a GPU takes it for zero.
    pub fn may_be_tiny(self) -> bool {
        self.least_magnitude() < SMALLEST && self.granule.is_none_or(|g| g < LEAST_GRANULE)
    }

    /// Whether it is never negative.
    pub fn is_positive(self) -> bool {
        self.range.lo >= 0.0
    }

    /// Whether it is never positive.
    pub fn is_negative(self) -> bool {
        self.range.hi <= 0.0
    }

    /// Whether it is a whole number.
    pub fn is_whole(self) -> bool {
        self.granule.is_some_and(|g| g >= 0)
    }
}

/// Less than this counts as zero on the device, well above what f32 itself cannot hold.
pub const SMALLEST: f64 = 1e-36;

/// The least exponent whose power of two is above [`SMALLEST`].
const LEAST_GRANULE: i32 = -119;

/// Granules above this say no more: zero is a multiple of everything.
const MOST_GRANULE: i32 = 64;

/// The exponent of the lowest set bit of a finite number.
fn lowest_bit(v: f64) -> i32 {
    if v == 0.0 {
        return i32::MAX;
    }
    let bits = v.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let mantissa = bits & ((1 << 52) - 1);
    let (exponent, mantissa) =
        if exponent == 0 { (1, mantissa) } else { (exponent, mantissa | 1 << 52) };
    exponent - 1075 + mantissa.trailing_zeros() as i32
}

/// Facts about every entry of a tape; conditions have none.
pub fn follow(tape: &Tape, inputs: &[Facts]) -> Vec<Facts> {
    let numbers: Vec<usize> =
        (0..tape.nodes.len()).filter(|&i| !tape.nodes[i].is_condition()).collect();
    let all = Tape {
        nodes: tape.nodes.clone(),
        outputs: numbers.iter().map(|&i| (String::new(), Id(i as u32))).collect(),
        ..Tape::default()
    };
    let ranges = all.evaluate(&inputs.iter().map(|f| f.range).collect::<Vec<Interval>>());
    let mut facts = vec![Facts::UNKNOWN; tape.nodes.len()];
    for (&i, range) in numbers.iter().zip(ranges) {
        let granule = granule(&tape.nodes[i], &facts, inputs);
        facts[i] = Facts { range, granule };
    }
    facts
}

fn granule(node: &Node, facts: &[Facts], inputs: &[Facts]) -> Option<i32> {
    let g = |id: &Id| facts[id.index()].granule;
    let coarser = |a: &Id, b: &Id| Some(g(a)?.min(g(b)?));
    match node {
        Node::Input(i) => inputs[*i as usize].granule,
        Node::Lit(bits) => Facts::of([f64::from_bits(*bits)]).granule,
        Node::Unary(Unary::Neg, a) => g(a),
        Node::Unary(Unary::Ceil | Unary::Floor, a) => Some(g(a).map_or(0, |g| g.max(0))),
        Node::Binary(Binary::CeilDiv, ..) => Some(0),
        Node::Binary(Binary::Mul, a, b) => Some((g(a)? + g(b)?).min(MOST_GRANULE)),
        Node::Binary(Binary::Add | Binary::Sub | Binary::Min | Binary::Max, a, b) => coarser(a, b),
        Node::Select { then, otherwise, .. } => coarser(then, otherwise),
        _ => None,
    }
}

/// Facts about the inputs of a plan's main program, over the whole grid.
pub fn of_main(problem: &Problem, plan: &Plan, cpu: &Cpu<'_>) -> Vec<Facts> {
    let tables = cpu.tables(&vec![0; problem.axes.len()]);
    let leaves: Vec<Facts> =
        problem.leaves.iter().map(|l| Facts::of(l.values.iter().copied())).collect();
    let mut columns: Vec<Vec<Facts>> = Vec::with_capacity(plan.stages.len());
    let of_sources = |program: &Program, columns: &[Vec<Facts>]| -> Vec<Facts> {
        program
            .sources
            .iter()
            .map(|source| match *source {
                Source::Leaf(i) => leaves[i],
                Source::Column { stage, column } => columns[stage][column],
            })
            .collect()
    };
    for (s, stage) in plan.stages.iter().enumerate() {
        let outputs = &stage.program.tape.outputs;
        columns.push(match stage.scope {
            // The table holds all values there are.
            Scope::Once => {
                (0..outputs.len()).map(|c| Facts::of(tables.column(s, c).iter().copied())).collect()
            }
            Scope::Batch => {
                let facts = follow(&stage.program.tape, &of_sources(&stage.program, &columns));
                outputs.iter().map(|(_, id)| facts[id.index()]).collect()
            }
        });
    }
    of_sources(&plan.main, &columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_whole_numbers_and_halves_fit_thirds_do_not() {
        assert!(Facts::of([0.0, 1.0, 16_777_216.0]).fits_f32());
        assert!(Facts::of([0.5, 2.0, 3.5]).fits_f32());
        assert!(!Facts::of([1.0, 16_777_217.0]).fits_f32());
        assert!(!Facts::of([1.0 / 3.0]).fits_f32());
        assert!(Facts::of([4096.0 * 16_777_216.0, 4096.0]).fits_f32());
        assert_eq!(Facts::of([12.0, 20.0]).granule, Some(2));
    }
}
