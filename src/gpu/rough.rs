//! An f32 that is as inexact as WGSL allows: what keeps the error bounds honest without a GPU
//! that happens to divide badly.

use std::cell::Cell;
use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::number::Real;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rough(pub(super) f32);

thread_local! {
    static SEED: Cell<u64> = const { Cell::new(0x9e37_79b9_7f4a_7c15) };
}

/// A number from -1 to 1 (xorshift).
fn noise() -> f64 {
    let mut x = SEED.get();
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    SEED.set(x);
    (x >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

/// `x` off by up to so many ULP, then rounded.
fn off(x: f64, ulps: f64) -> Rough {
    let near = x as f32;
    let ulp = f64::from(near.abs().next_up()) - f64::from(near.abs());
    let result = (x + ulp * (ulps - 0.5) * noise()) as f32;
    // Numbers below the normal range are flushed.
    Rough(if result.abs() < f32::MIN_POSITIVE { 0.0 } else { result })
}

impl Add for Rough {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self(self.0 + o.0)
    }
}
impl Sub for Rough {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self(self.0 - o.0)
    }
}
impl Mul for Rough {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self(self.0 * o.0)
    }
}
impl Div for Rough {
    type Output = Self;
    fn div(self, o: Self) -> Self {
        off(f64::from(self.0) / f64::from(o.0), 2.5)
    }
}
impl Neg for Rough {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Real for Rough {
    type Bool = bool;

    fn lit(value: f64) -> Self {
        Self(value as f32)
    }
    fn min(self, o: Self) -> Self {
        Self(self.0.min(o.0))
    }
    fn max(self, o: Self) -> Self {
        Self(self.0.max(o.0))
    }
    fn ceil(self) -> Self {
        Self(self.0.ceil())
    }
    fn floor(self) -> Self {
        Self(self.0.floor())
    }
    fn sqrt(self) -> Self {
        off(f64::from(self.0).sqrt(), 4.5)
    }
    fn exp2(self) -> Self {
        off(f64::from(self.0).exp2(), 3.0 + 2.0 * f64::from(self.0.abs()))
    }
    fn log2(self) -> Self {
        let exact = f64::from(self.0).log2();
        if (0.5..=2.0).contains(&self.0) {
            Self((exact + noise() / 2_097_152.0) as f32)
        } else {
            off(exact, 3.0)
        }
    }
    // What the printer writes: integers.
    fn ceil_div(self, by: Self) -> Self {
        Self(
            (self.0 as u32)
                .wrapping_add(by.0 as u32)
                .wrapping_sub(1)
                .checked_div(by.0 as u32)
                .unwrap_or(0) as f32,
        )
    }
    fn lt(self, o: Self) -> bool {
        self.0 < o.0
    }
    fn le(self, o: Self) -> bool {
        self.0 <= o.0
    }
    fn and(a: bool, b: bool) -> bool {
        a && b
    }
    fn or(a: bool, b: bool) -> bool {
        a || b
    }
    fn not(a: bool) -> bool {
        !a
    }
    fn select(c: bool, t: Self, e: Self) -> Self {
        if c { t } else { e }
    }
}

pub(super) mod tests {
    use super::*;
    use crate::gpu::bounds::{Bounded, bounded};
    use crate::gpu::facts::Facts;
    use crate::trace::{Binary, Compare, Id, Node, Tape, Unary};
    use proptest::prelude::*;

    /// A random tape over three inputs: each step picks an operation and earlier entries.
    pub(in crate::gpu) fn tape(steps: &[(u8, u16, u16, u16)]) -> Tape {
        let mut nodes: Vec<Node> = (0..3).map(Node::Input).collect();
        nodes.extend([0.0, 1.0, 3.0, 0.1].map(|v: f64| Node::Lit(v.to_bits())));
        let mut numbers: Vec<Id> = (0..7).map(Id).collect();
        let mut conditions: Vec<Id> = vec![];
        for &(op, a, b, c) in steps {
            let number = |n: u16| numbers[n as usize % numbers.len()];
            let condition = |n: u16| conditions.get(n as usize % conditions.len().max(1)).copied();
            let (a, b) = (number(a), number(b));
            let node = match (op % 20, condition(c), condition(c / 7)) {
                (0, ..) => Node::Unary(Unary::Ceil, a),
                (1, ..) => Node::Unary(Unary::Floor, a),
                (2, ..) => Node::Unary(Unary::Sqrt, a),
                (3, ..) => Node::Unary(Unary::Exp2, a),
                (4, ..) => Node::Unary(Unary::Log2, a),
                (5, ..) => Node::Unary(Unary::Neg, a),
                (6 | 7, ..) => Node::Binary(Binary::Add, a, b),
                (8 | 9, ..) => Node::Binary(Binary::Sub, a, b),
                (10, ..) => Node::Binary(Binary::Mul, a, b),
                (11, ..) => Node::Binary(Binary::Div, a, b),
                (12, ..) => Node::Binary(Binary::Min, a, b),
                (13, ..) => Node::Binary(Binary::Max, a, b),
                (14, ..) => Node::Binary(Binary::CeilDiv, a, b),
                (15, Some(x), Some(y)) => Node::And(x, y),
                (16, Some(x), Some(y)) => Node::Or(x, y),
                (17, Some(x), _) => Node::Not(x),
                (18, Some(condition), _) => Node::Select { condition, then: a, otherwise: b },
                (15, ..) => Node::Compare(Compare::Le, a, b),
                _ => Node::Compare(Compare::Lt, a, b),
            };
            let id = Id(nodes.len() as u32);
            if node.is_condition() { &mut conditions } else { &mut numbers }.push(id);
            nodes.push(node);
        }
        let mut outputs = vec![numbers[numbers.len() - 1], numbers[numbers.len() - 2]];
        if let Some(&condition) = conditions.last() {
            nodes.push(Node::Select { condition, then: Id(4), otherwise: Id(3) });
            outputs.insert(0, Id(nodes.len() as u32 - 1));
        }
        let outputs = outputs.into_iter().enumerate().map(|(i, id)| (format!("o{i}"), id));
        Tape {
            nodes,
            inputs: vec!["x".into(), "y".into(), "z".into()],
            outputs: outputs.collect(),
            ..Tape::default()
        }
    }

    /// Whether an output of the rough evaluation is wrong beyond its bound without doubt.
    fn wrong(bounded: &Bounded, tape: &Tape, inputs: &[f64]) -> Option<String> {
        let exact = tape.evaluate(inputs);
        let rough: Vec<Rough> =
            bounded.tape.evaluate(&inputs.iter().map(|x| Rough::lit(*x)).collect::<Vec<_>>());
        let doubt = |n: usize| rough[n].0 != 0.0;
        if doubt(bounded.reason_doubt()) {
            return None;
        }
        if f64::from(rough[0].0) != exact[0] {
            return Some(format!("reason {} instead of {}", rough[0].0, exact[0]));
        }
        if doubt(bounded.value_doubt()) {
            return None;
        }
        (1..exact.len()).find_map(|o| {
            let (is, error) = (f64::from(rough[o].0), f64::from(rough[bounded.error(o)].0));
            let right = (is - exact[o]).abs() <= error;
            (!right).then(|| format!("output {o}: {is} instead of {}, bound {error}", exact[o]))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]
        #[test]
        fn what_is_not_in_doubt_is_within_its_bound(
            steps in proptest::collection::vec(any::<(u8, u16, u16, u16)>(), 1..24),
            whole in proptest::collection::vec(0u32..40, 6),
            real in proptest::collection::vec(-8.0..8.0f64, 6),
            kinds in any::<[bool; 3]>(),
        ) {
            let tape = tape(&steps);
            let values = |i: usize| {
                [0, 1].map(|j| if kinds[i] { f64::from(whole[2 * i + j]) } else { real[2 * i + j] })
            };
            let facts: Vec<Facts> = (0..3).map(|i| Facts::of(values(i))).collect();
            let bounded = bounded(&tape, &facts);
            for corner in 0..8 {
                let inputs: Vec<f64> = (0..3).map(|i| values(i)[corner >> i & 1]).collect();
                for _ in 0..4 {
                    prop_assert_eq!(wrong(&bounded, &tape, &inputs), None, "at {:?}", inputs);
                }
            }
        }
    }

    #[test]
    fn a_division_that_is_not_correctly_rounded_does_not_count_a_tile_too_many() {
        let tape = crate::trace::record(&["a", "b"], |x| {
            let tiles = (x[0] / x[1]).ceil();
            vec![("reason".into(), tiles), ("key".into(), x[0].ceil_div(x[1]))]
        });
        let whole = Facts::of((1..4096).map(f64::from));
        let bounded = bounded(&tape, &[whole, whole]);
        let (mut doubtful, mut points) = (0, 0);
        for a in 1..300 {
            for b in 1..40 {
                let inputs = [f64::from(a), f64::from(b)];
                assert_eq!(wrong(&bounded, &tape, &inputs), None, "{a} / {b}");
                let rough = bounded.tape.evaluate(&inputs.map(Rough::lit));
                let doubt = rough[bounded.reason_doubt()].0 != 0.0;
                assert_eq!(doubt, a % b == 0, "{a} / {b}");
                assert_eq!(rough[bounded.value_doubt()].0, 0.0, "ceil_div is exact");
                doubtful += i32::from(doubt);
                points += 1;
            }
        }
        assert!(doubtful > 0 && doubtful < points / 4);
    }
}
