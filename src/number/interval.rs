//! Bounds of an equation over a whole box of inputs.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Real;

/// All values between `lo` and `hi`, both included.
///
/// The bounds hold for the f64 evaluation itself, not only for the exact mathematics: the
/// basic operations are correctly rounded and so monotone, and the bounds go through the same
/// roundings. (`exp2` and `log2`, which are not, are widened by a part in 10¹².)
///
/// ```
/// use roofscape::number::{Interval, Real};
/// let bandwidth = Interval::new(1.0, 3.0);
/// let time = Interval::lit(6.0) / bandwidth;
/// assert_eq!((time.lo, time.hi), (2.0, 6.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub lo: f64,
    /// Upper bound.
    pub hi: f64,
}

/// What is known of a condition over a box: whether it can hold, and whether it can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maybe {
    /// Some point may satisfy the condition.
    pub can_hold: bool,
    /// Some point may violate it.
    pub can_fail: bool,
}

/// Relative widening of functions whose f64 implementation need not be monotone.
const LIBM_SLACK: f64 = 1e-12;

impl Interval {
    /// Every value there is: the answer where nothing is known.
    pub const ALL: Self = Self { lo: f64::NEG_INFINITY, hi: f64::INFINITY };

    /// The interval from `lo` to `hi`; [`Interval::ALL`] if either is NaN.
    pub fn new(lo: f64, hi: f64) -> Self {
        if lo.is_nan() || hi.is_nan() { Self::ALL } else { Self { lo, hi } }
    }

    /// The smallest interval that holds all of `values`; [`Interval::ALL`] if there are none.
    pub fn hull(values: impl IntoIterator<Item = f64>) -> Self {
        values.into_iter().map(|v| Self::new(v, v)).reduce(Self::union).unwrap_or(Self::ALL)
    }

    fn union(self, o: Self) -> Self {
        Self { lo: self.lo.min(o.lo), hi: self.hi.max(o.hi) }
    }

    fn monotone(self, f: impl Fn(f64) -> f64) -> Self {
        Self::new(f(self.lo), f(self.hi))
    }

    fn corners(a: Self, b: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let c = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)];
        if c.iter().any(|x| x.is_nan()) { Self::ALL } else { Self::hull(c) }
    }

    fn widened(self) -> Self {
        Self::new(self.lo - self.lo.abs() * LIBM_SLACK, self.hi + self.hi.abs() * LIBM_SLACK)
    }
}

impl Add for Interval {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self::new(self.lo + o.lo, self.hi + o.hi)
    }
}
impl Sub for Interval {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self::new(self.lo - o.hi, self.hi - o.lo)
    }
}
impl Mul for Interval {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self::corners(self, o, |a, b| a * b)
    }
}
impl Div for Interval {
    type Output = Self;
    fn div(self, o: Self) -> Self {
        if o.lo <= 0.0 && o.hi >= 0.0 {
            return Self::ALL;
        }
        Self::corners(self, o, |a, b| a / b)
    }
}
impl Neg for Interval {
    type Output = Self;
    fn neg(self) -> Self {
        Self { lo: -self.hi, hi: -self.lo }
    }
}

impl Real for Interval {
    type Bool = Maybe;

    fn lit(value: f64) -> Self {
        Self { lo: value, hi: value }
    }
    fn min(self, o: Self) -> Self {
        Self { lo: self.lo.min(o.lo), hi: self.hi.min(o.hi) }
    }
    fn max(self, o: Self) -> Self {
        Self { lo: self.lo.max(o.lo), hi: self.hi.max(o.hi) }
    }
    fn ceil(self) -> Self {
        self.monotone(f64::ceil)
    }
    fn floor(self) -> Self {
        self.monotone(f64::floor)
    }
    fn sqrt(self) -> Self {
        self.monotone(f64::sqrt)
    }
    fn exp2(self) -> Self {
        self.monotone(f64::exp2).widened()
    }
    fn log2(self) -> Self {
        self.monotone(f64::log2).widened()
    }
    fn ceil_div(self, by: Self) -> Self {
        (self / by).ceil()
    }
    fn lt(self, o: Self) -> Maybe {
        Maybe { can_hold: self.lo < o.hi, can_fail: self.hi >= o.lo }
    }
    fn le(self, o: Self) -> Maybe {
        Maybe { can_hold: self.lo <= o.hi, can_fail: self.hi > o.lo }
    }
    fn and(a: Maybe, b: Maybe) -> Maybe {
        Maybe { can_hold: a.can_hold && b.can_hold, can_fail: a.can_fail || b.can_fail }
    }
    fn or(a: Maybe, b: Maybe) -> Maybe {
        Maybe { can_hold: a.can_hold || b.can_hold, can_fail: a.can_fail && b.can_fail }
    }
    fn not(a: Maybe) -> Maybe {
        Maybe { can_hold: a.can_fail, can_fail: a.can_hold }
    }
    fn select(c: Maybe, then: Self, otherwise: Self) -> Self {
        match (c.can_hold, c.can_fail) {
            (true, false) => then,
            (false, true) => otherwise,
            _ => then.union(otherwise),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expression<R: Real>(x: R, y: R) -> R {
        let a = x * y - x / (y + R::lit(1.0));
        let b = R::select(x.lt(y), a.max(x), (y * y).sqrt()).ceil();
        a.min(b) + x.log2() - (-y).exp2()
    }

    proptest! {
        #[test]
        fn bounds_hold_at_every_point_of_the_box(
            x in 0.1..50.0f64, dx in 0.0..10.0f64, y in 0.1..50.0f64, dy in 0.0..10.0f64,
            s in 0.0..1.0f64, t in 0.0..1.0f64,
        ) {
            let bounds = expression(Interval::new(x, x + dx), Interval::new(y, y + dy));
            let value = expression((x + s * dx).min(x + dx), (y + t * dy).min(y + dy));
            prop_assert!(bounds.lo <= value && value <= bounds.hi, "{value} not in {bounds:?}");
        }
    }

    #[test]
    fn dividing_by_an_interval_around_zero_tells_nothing() {
        assert_eq!(Interval::lit(1.0) / Interval::new(-1.0, 1.0), Interval::ALL);
    }
}
