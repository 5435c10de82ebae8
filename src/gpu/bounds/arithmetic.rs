//! The error bound of every arithmetic operation.

use super::{Bound, Builder, Doubt, ROUNDING};
use crate::gpu::facts::{Facts, SMALLEST};
use crate::trace::{Binary, Id, Node, Unary};

/// WGSL grants a division 2.5 ULP (WGSL specification, section 15.7.4.1); half a unit to spare.
const DIVISION: f64 = 3.0 * ROUNDING;
/// WGSL inherits `sqrt` from `1 / inverseSqrt`: 2 ULP and a division; some to spare.
const SQUARE_ROOT: f64 = 6.0 * ROUNDING;
/// WGSL grants `log2` 3 ULP, and an absolute error of 2⁻²¹ between 0.5 and 2; doubled.
const LOGARITHM: (f64, f64) = (6.0 * ROUNDING, 1.0 / 1_048_576.0);
/// WGSL grants `exp2(x)` 3 + 2|x| ULP; doubled.
const EXPONENTIAL: (f64, f64) = (6.0 * ROUNDING, 4.0 * ROUNDING);
/// A relative bound beyond this is computed at run time instead, where it may be tighter.
const LOOSE: f64 = 1e-4;

impl Builder {
    pub(super) fn unary(&mut self, op: Unary, id: Id, a: Id, doubt: &mut Doubt) -> Bound {
        let lowest = self.facts[a.index()].range.lo;
        if op == Unary::Sqrt && lowest < 0.0 {
            let zero = self.literal(0.0);
            doubt.insert(self.less(a, zero));
        }
        if op == Unary::Log2 && lowest <= 0.0 {
            let zero = self.literal(0.0);
            let positive = self.less(zero, a);
            doubt.insert(self.push(Node::Not(positive)));
        }
        match op {
            Unary::Neg => self.errors[a.index()],
            Unary::Ceil | Unary::Floor => {
                if let Some(error) = self.some_error(a) {
                    doubt.insert(self.beside_step(op, a, error));
                }
                Bound::Exact
            }
            Unary::Sqrt => match self.relative(a) {
                Some(k) => relative(k + SQUARE_ROOT),
                None => {
                    let zero = self.literal(0.0);
                    doubt.insert(self.less(a, zero));
                    // |√x - √a| = |x - a| / (√x + √a), at most e / √a, and at most √e.
                    let e = self.error(a);
                    let floor = self.literal(SMALLEST);
                    let larger = self.binary(Binary::Max, a, e);
                    let larger = self.binary(Binary::Max, larger, floor);
                    let root = self.push(Node::Unary(Unary::Sqrt, larger));
                    let error = self.binary(Binary::Div, e, root);
                    self.absolute_bound(&[Some(error)], SQUARE_ROOT, id)
                }
            },
            Unary::Exp2 => {
                let magnitude = self.magnitude(a);
                let base = self.literal(EXPONENTIAL.0);
                let growth = self.scaled(EXPONENTIAL.1, magnitude);
                let e = self.some_error(a);
                if let Some(e) = e {
                    // 2^e - 1 < e for e <= 1.
                    let one = self.literal(1.0);
                    let below = self.less(e, one);
                    doubt.insert(self.push(Node::Not(below)));
                }
                let part = self.sum(&[Some(base), Some(growth), e]);
                Bound::Absolute(self.binary(Binary::Mul, part, id))
            }
            Unary::Log2 => {
                let fixed = self.literal(LOGARITHM.1);
                let slope = self.some_error(a).map(|e| {
                    doubt.insert(self.not_above(a, 4.0, e));
                    // 1 / ln 2, and a third more because a may be a quarter less.
                    let quotient = self.binary(Binary::Div, e, a);
                    self.scaled(2.0, quotient)
                });
                self.absolute_bound(&[Some(fixed), slope], LOGARITHM.0, id)
            }
        }
    }

    /// `!(factor * error < |a|)`.
    fn not_above(&mut self, a: Id, factor: f64, error: Id) -> Id {
        let least = self.scaled(factor, error);
        let magnitude = self.magnitude(a);
        let above = self.less(least, magnitude);
        self.push(Node::Not(above))
    }

    /// Whether a whole number lies within the error of `a`.
    fn beside_step(&mut self, op: Unary, a: Id, error: Id) -> Id {
        let (below, above) =
            (self.binary(Binary::Sub, a, error), self.binary(Binary::Add, a, error));
        let (below, above) = (self.push(Node::Unary(op, below)), self.push(Node::Unary(op, above)));
        self.less(below, above)
    }

    /// The sum of the terms and of the rounding of the result.
    fn absolute_bound(&mut self, terms: &[Option<Id>], rounding: f64, result: Id) -> Bound {
        let magnitude = self.magnitude(result);
        let own = self.scaled(rounding, magnitude);
        let terms: Vec<Option<Id>> = terms.iter().copied().chain([Some(own)]).collect();
        Bound::Absolute(self.sum(&terms))
    }

    pub(super) fn operation(
        &mut self,
        op: Binary,
        id: Id,
        a: Id,
        b: Id,
        doubt: &mut Doubt,
    ) -> Bound {
        let exact = self.exact(&[a, b]);
        let both = self.relative(a).zip(self.relative(b));
        match op {
            Binary::Add | Binary::Sub | Binary::Mul
                if exact && self.facts[id.index()].fits_f32() =>
            {
                Bound::Exact
            }
            Binary::Add | Binary::Sub => self.addition(op, id, a, b),
            Binary::Mul => match both {
                Some((ka, kb)) => relative(ka + kb + ka * kb + ROUNDING),
                None => self.product(id, a, b),
            },
            Binary::Div => {
                self.may_vanish(b, doubt);
                match both {
                    Some((ka, kb)) => relative((ka + kb) * 1.001 + DIVISION),
                    None => self.quotient(id, a, b),
                }
            }
            // Of numbers with relative bounds the signs are certain, so the result is within
            // the wider of the two.
            Binary::Min | Binary::Max => match both {
                Some((ka, kb)) => relative(ka.max(kb)),
                None => {
                    let (ea, eb) = (self.error(a), self.error(b));
                    Bound::Absolute(self.binary(Binary::Max, ea, eb))
                }
            },
            Binary::CeilDiv => {
                self.whole_quotient(id, a, b, exact, doubt);
                Bound::Exact
            }
        }
    }

    /// Doubt where a divisor may be zero.
    fn may_vanish(&mut self, divisor: Id, doubt: &mut Doubt) {
        let facts = self.facts[divisor.index()];
        if facts.least_magnitude() == 0.0 || self.relative(divisor).is_none() {
            let error = self.error(divisor);
            doubt.insert(self.not_above(divisor, 2.0, error));
        }
    }

    fn addition(&mut self, op: Binary, id: Id, a: Id, b: Id) -> Bound {
        let (fa, fb) = (self.facts[a.index()], self.facts[b.index()]);
        let same_sign = match op {
            Binary::Add => {
                fa.is_positive() && fb.is_positive() || fa.is_negative() && fb.is_negative()
            }
            _ => fa.is_positive() && fb.is_negative() || fa.is_negative() && fb.is_positive(),
        };
        if let Some((ka, kb)) = self.relative(a).zip(self.relative(b)) {
            if same_sign {
                return relative(ka.max(kb) * (1.0 + ROUNDING) + ROUNDING);
            }
            let least = self.facts[id.index()].least_magnitude();
            let part = (ka * fa.magnitude() + kb * fb.magnitude()) / least + ROUNDING;
            if part < LOOSE {
                return relative(part);
            }
        }
        let (ea, eb) = (self.some_error(a), self.some_error(b));
        self.absolute_bound(&[ea, eb], ROUNDING, id)
    }

    fn product(&mut self, id: Id, a: Id, b: Id) -> Bound {
        let (ea, eb) = (self.some_error(a), self.some_error(b));
        let (ma, mb) = (self.magnitude(a), self.magnitude(b));
        let first = ea.map(|e| self.binary(Binary::Mul, mb, e));
        let second = eb.map(|e| self.binary(Binary::Mul, ma, e));
        let third = ea.zip(eb).map(|(x, y)| self.binary(Binary::Mul, x, y));
        self.absolute_bound(&[first, second, third], ROUNDING, id)
    }

    /// `|a'/b' - a/b| <= (ea + |a/b| eb) / (|b| - eb)`, where `|b| > 2 eb`.
    fn quotient(&mut self, id: Id, a: Id, b: Id) -> Bound {
        let (ea, eb) = (self.some_error(a), self.some_error(b));
        let (result, divisor) = (self.magnitude(id), self.magnitude(b));
        let moved = eb.map(|e| self.binary(Binary::Mul, result, e));
        let sum = self.sum(&[ea, moved]);
        let quotient = self.binary(Binary::Div, sum, divisor);
        let term = self.scaled(2.0, quotient);
        self.absolute_bound(&[Some(term)], DIVISION, id)
    }

    /// Integer arithmetic is exact; otherwise the result must be what both ends of the error
    /// give.
    fn whole_quotient(&mut self, id: Id, a: Id, b: Id, exact: bool, doubt: &mut Doubt) {
        let (fa, fb) = (self.facts[a.index()], self.facts[b.index()]);
        let in_range = |f: Facts, least: f64| f.range.lo >= least && f.range.hi < 2e9;
        if exact && fa.is_whole() && fb.is_whole() && in_range(fa, 0.0) && in_range(fb, 1.0) {
            return;
        }
        self.may_vanish(b, doubt);
        let quotient = self.binary(Binary::Div, a, b);
        let (ea, eb) = (self.error(a), self.error(b));
        let size = self.absolute(quotient);
        let moved = self.binary(Binary::Mul, size, eb);
        let sum = self.binary(Binary::Add, ea, moved);
        let divisor = self.magnitude(b);
        let term = self.binary(Binary::Div, sum, divisor);
        let term = self.scaled(2.0, term);
        let own = self.scaled(DIVISION, size);
        let error = self.binary(Binary::Add, term, own);
        for (op, swap) in [(Binary::Sub, false), (Binary::Add, true)] {
            let end = self.binary(op, quotient, error);
            let end = self.push(Node::Unary(Unary::Ceil, end));
            let differs = if swap { self.less(id, end) } else { self.less(end, id) };
            doubt.insert(differs);
        }
    }
}

pub(super) fn relative(part: f64) -> Bound {
    if part == 0.0 { Bound::Exact } else { Bound::Relative(part) }
}
