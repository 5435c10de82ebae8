//! Dimension checking: the same equation, run with its units instead of its values.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::{Constant, Real};

/// A unit as exponents of the base quantities time, data, operations and cycles.
///
/// Scale is not part of it: the model works in one normalised system (µs, MB, TB/s, TFLOP,
/// TFLOP/s, GHz), so a quantity has one unit per dimension. Counts are dimensionless.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Unit {
    /// Exponent of time.
    pub time: i8,
    /// Exponent of data (bytes).
    pub data: i8,
    /// Exponent of arithmetic operations.
    pub ops: i8,
    /// Exponent of clock cycles.
    pub cycles: i8,
}

impl Unit {
    const fn new(time: i8, data: i8, ops: i8, cycles: i8) -> Self {
        Self { time, data, ops, cycles }
    }
    /// A count or a ratio.
    pub const ONE: Self = Self::new(0, 0, 0, 0);
    /// Time.
    pub const TIME: Self = Self::new(1, 0, 0, 0);
    /// Data.
    pub const DATA: Self = Self::new(0, 1, 0, 0);
    /// Arithmetic operations.
    pub const OPS: Self = Self::new(0, 0, 1, 0);
    /// Clock cycles.
    pub const CYCLES: Self = Self::new(0, 0, 0, 1);
    /// Data per time.
    pub const BANDWIDTH: Self = Self::new(-1, 1, 0, 0);
    /// Operations per time.
    pub const RATE: Self = Self::new(-1, 0, 1, 0);
    /// Cycles per time.
    pub const CLOCK: Self = Self::new(-1, 0, 0, 1);
    /// Operations per cycle.
    pub const OPS_PER_CYCLE: Self = Self::new(0, 0, 1, -1);
    /// Data per cycle.
    pub const DATA_PER_CYCLE: Self = Self::new(0, 1, 0, -1);

    const fn times(self, o: Self) -> Self {
        Self::new(self.time + o.time, self.data + o.data, self.ops + o.ops, self.cycles + o.cycles)
    }
    const fn per(self, o: Self) -> Self {
        Self::new(self.time - o.time, self.data - o.data, self.ops - o.ops, self.cycles - o.cycles)
    }
    const fn halved(self) -> Option<Self> {
        if self.time % 2 == 0 && self.data % 2 == 0 && self.ops % 2 == 0 && self.cycles % 2 == 0 {
            Some(Self::new(self.time / 2, self.data / 2, self.ops / 2, self.cycles / 2))
        } else {
            None
        }
    }
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts =
            [("us", self.time), ("byte", self.data), ("op", self.ops), ("cycle", self.cycles)];
        let mut any = false;
        for (name, e) in parts.into_iter().filter(|&(_, e)| e != 0) {
            write!(f, "{}{name}", if any { "·" } else { "" })?;
            if e != 1 {
                write!(f, "^{e}")?;
            }
            any = true;
        }
        if any { Ok(()) } else { f.write_str("1") }
    }
}

/// A quantity of which only the unit is known.
///
/// Adding or comparing two different units panics with both of them: the number is for
/// tests, where a panic is the finding. The literal zero goes with every unit.
///
/// ```
/// use roofscape::number::{Dim, Unit};
/// let time = Dim::of(Unit::OPS) / Dim::of(Unit::RATE);
/// assert_eq!(time.unit(), Some(Unit::TIME));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dim(Option<Unit>);

impl Dim {
    /// A quantity of this unit.
    pub const fn of(unit: Unit) -> Self {
        Self(Some(unit))
    }

    /// The unit; `None` for a literal zero, which fits everywhere.
    pub const fn unit(self) -> Option<Unit> {
        self.0
    }

    #[track_caller]
    fn same(self, other: Self, doing: &str) -> Self {
        match (self.0, other.0) {
            (Some(a), Some(b)) => {
                assert!(a == b, "{doing} mixes {a:?} with {b:?}");
                self
            }
            (Some(_), None) => self,
            (None, _) => other,
        }
    }

    #[track_caller]
    fn pure(self, doing: &str) -> Self {
        assert!(matches!(self.0, None | Some(Unit::ONE)), "{doing} of a quantity in {self:?}");
        Self(Some(Unit::ONE))
    }
}

impl Add for Dim {
    type Output = Self;
    #[track_caller]
    fn add(self, o: Self) -> Self {
        self.same(o, "a sum")
    }
}
impl Sub for Dim {
    type Output = Self;
    #[track_caller]
    fn sub(self, o: Self) -> Self {
        self.same(o, "a difference")
    }
}
impl Mul for Dim {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self(self.0.zip(o.0).map(|(a, b)| a.times(b)))
    }
}
impl Div for Dim {
    type Output = Self;
    fn div(self, o: Self) -> Self {
        Self(self.0.zip(o.0).map(|(a, b)| a.per(b)))
    }
}
impl Neg for Dim {
    type Output = Self;
    fn neg(self) -> Self {
        self
    }
}

impl Real for Dim {
    type Bool = ();

    fn lit(value: f64) -> Self {
        Self(if value == 0.0 { None } else { Some(Unit::ONE) })
    }
    fn constant(c: &Constant) -> Self {
        Self::of(c.unit)
    }
    #[track_caller]
    fn min(self, o: Self) -> Self {
        self.same(o, "min")
    }
    #[track_caller]
    fn max(self, o: Self) -> Self {
        self.same(o, "max")
    }
    #[track_caller]
    fn ceil(self) -> Self {
        self.pure("ceil")
    }
    #[track_caller]
    fn floor(self) -> Self {
        self.pure("floor")
    }
    #[track_caller]
    fn sqrt(self) -> Self {
        Self(self.0.map(|u| u.halved().unwrap_or_else(|| panic!("the root of {u:?} has no unit"))))
    }
    #[track_caller]
    fn exp2(self) -> Self {
        self.pure("exp2")
    }
    #[track_caller]
    fn log2(self) -> Self {
        self.pure("log2")
    }
    #[track_caller]
    fn ceil_div(self, by: Self) -> Self {
        (self / by).pure("ceil_div")
    }
    #[track_caller]
    fn lt(self, o: Self) {
        self.same(o, "a comparison");
    }
    #[track_caller]
    fn le(self, o: Self) {
        self.same(o, "a comparison");
    }
    fn and((): (), (): ()) {}
    fn or((): (), (): ()) {}
    fn not((): ()) {}
    #[track_caller]
    fn select((): (), a: Self, b: Self) -> Self {
        a.same(b, "select")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "a sum mixes us with byte")]
    fn time_plus_data_is_caught() {
        let _ = Dim::of(Unit::TIME) + Dim::of(Unit::DATA);
    }

    #[test]
    fn root_of_a_square_keeps_its_unit() {
        let t = Dim::of(Unit::TIME);
        assert_eq!((t * t).sqrt(), t);
    }
}
