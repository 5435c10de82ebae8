//! Exact sensitivities by forward differentiation.

use std::ops::{Add, Div, Mul, Neg, Sub};

use nalgebra::SVector;

use super::Real;

/// A value and its derivatives with respect to `N` inputs.
///
/// ```
/// use roofscape::number::Dual;
/// // time = bytes / bandwidth: 1 % more bandwidth is 1 % less time.
/// let bandwidth = Dual::<1>::variable(4.0, 0);
/// let time = Dual::from(8.0) / bandwidth;
/// assert_eq!(time.value, 2.0);
/// assert_eq!(time.elasticity(0, 4.0), -1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<const N: usize> {
    /// The value.
    pub value: f64,
    /// The partial derivatives.
    pub gradient: SVector<f64, N>,
}

impl<const N: usize> Dual<N> {
    /// The `i`-th input, at `value`.
    ///
    /// # Panics
    /// If `i` is not below `N`.
    pub fn variable(value: f64, i: usize) -> Self {
        let mut gradient = SVector::zeros();
        gradient[i] = 1.0;
        Self { value, gradient }
    }

    /// `d ln(self) / d ln(input)`: the percentage by which the value grows when the `i`-th
    /// input, now `input`, grows by one per cent. Zero where the value is zero.
    pub fn elasticity(&self, i: usize, input: f64) -> f64 {
        if self.value == 0.0 { 0.0 } else { self.gradient[i] * input / self.value }
    }

    fn map(self, value: f64, slope: f64) -> Self {
        Self { value, gradient: self.gradient * slope }
    }
}

impl<const N: usize> From<f64> for Dual<N> {
    fn from(value: f64) -> Self {
        Self { value, gradient: SVector::zeros() }
    }
}

impl<const N: usize> Add for Dual<N> {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self { value: self.value + o.value, gradient: self.gradient + o.gradient }
    }
}
impl<const N: usize> Sub for Dual<N> {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self { value: self.value - o.value, gradient: self.gradient - o.gradient }
    }
}
impl<const N: usize> Mul for Dual<N> {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self {
            value: self.value * o.value,
            gradient: self.gradient * o.value + o.gradient * self.value,
        }
    }
}
impl<const N: usize> Div for Dual<N> {
    type Output = Self;
    fn div(self, o: Self) -> Self {
        let value = self.value / o.value;
        Self { value, gradient: (self.gradient - o.gradient * value) / o.value }
    }
}
impl<const N: usize> Neg for Dual<N> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, gradient: -self.gradient }
    }
}

impl<const N: usize> Real for Dual<N> {
    type Bool = bool;

    fn lit(value: f64) -> Self {
        value.into()
    }
    fn min(self, o: Self) -> Self {
        if self.value < o.value { self } else { o }
    }
    fn max(self, o: Self) -> Self {
        if self.value > o.value { self } else { o }
    }
    // Steps are flat between their jumps: the derivative a designer wants is that of the
    // plateau he stands on.
    fn ceil(self) -> Self {
        self.value.ceil().into()
    }
    fn floor(self) -> Self {
        self.value.floor().into()
    }
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        // The slope at zero is infinite; an input that is exactly zero does not move.
        self.map(root, if root > 0.0 { 0.5 / root } else { 0.0 })
    }
    fn exp2(self) -> Self {
        let v = self.value.exp2();
        self.map(v, v * std::f64::consts::LN_2)
    }
    fn log2(self) -> Self {
        self.map(self.value.log2(), std::f64::consts::LOG2_E / self.value)
    }
    fn ceil_div(self, by: Self) -> Self {
        Real::ceil_div(self.value, by.value).into()
    }
    fn lt(self, o: Self) -> bool {
        self.value < o.value
    }
    fn le(self, o: Self) -> bool {
        self.value <= o.value
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
    fn select(c: bool, then: Self, otherwise: Self) -> Self {
        if c { then } else { otherwise }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn f<R: Real>(x: R, y: R) -> R {
        ((x * x + y).sqrt() / (x + R::lit(3.0))).max(x.log2() - (-y).exp2())
    }

    #[test]
    fn gradient_agrees_with_a_difference_quotient() {
        let (x, y, h) = (2.5, 1.25, 1e-6);
        let d = f(Dual::<2>::variable(x, 0), Dual::<2>::variable(y, 1));
        assert_eq!(d.value, f(x, y));
        assert_relative_eq!(d.gradient[0], (f(x + h, y) - f(x - h, y)) / (2.0 * h), epsilon = 1e-8);
        assert_relative_eq!(d.gradient[1], (f(x, y + h) - f(x, y - h)) / (2.0 * h), epsilon = 1e-8);
    }
}
