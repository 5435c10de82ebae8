//! The trait that every equation is generic over.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Constant;

/// A number an equation can be evaluated with.
///
/// There is no `PartialOrd`: a traced number has no value to branch on. Use
/// [`min`](Real::min), [`max`](Real::max) and [`select`](Real::select).
///
/// ```
/// use roofscape::number::Real;
/// fn roofline<R: Real>(intensity: R, peak: R, bandwidth: R) -> R {
///     peak.min(intensity * bandwidth)
/// }
/// assert_eq!(roofline(100.0, 989.4, 3.35), 335.0); // left of the ridge point
/// assert_eq!(roofline(1e4_f32, 989.4, 3.35), 989.4); // right of it
/// ```
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// The result of a comparison: `bool` for plain numbers, a tape node for a traced one.
    type Bool: Copy;

    /// A literal written in an equation (a count or a unit conversion, hence dimensionless).
    fn lit(value: f64) -> Self;

    /// A named physical constant, with its unit.
    fn constant(c: &Constant) -> Self {
        Self::lit(c.value)
    }

    /// The smaller of the two.
    fn min(self, other: Self) -> Self;
    /// The larger of the two.
    fn max(self, other: Self) -> Self;
    /// The smallest integer not below `self`. Use [`ceil_div`](Real::ceil_div) for quotients.
    fn ceil(self) -> Self;
    /// The largest integer not above `self`.
    fn floor(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Two to the power of `self`.
    fn exp2(self) -> Self;
    /// Binary logarithm.
    fn log2(self) -> Self;

    /// `ceil(self / by)` of two whole numbers below 2³¹, exact on every device.
    ///
    /// A GPU may be 2.5 ULP off in a division, so `ceil(a / b)` is wrong there at exact
    /// multiples; this prints integer arithmetic instead. `by` must be at least 1.
    fn ceil_div(self, by: Self) -> Self;

    /// `self < other`.
    fn lt(self, other: Self) -> Self::Bool;
    /// `self <= other`.
    fn le(self, other: Self) -> Self::Bool;
    /// Both conditions.
    fn and(a: Self::Bool, b: Self::Bool) -> Self::Bool;
    /// Either condition.
    fn or(a: Self::Bool, b: Self::Bool) -> Self::Bool;
    /// The opposite condition.
    fn not(a: Self::Bool) -> Self::Bool;
    /// `then` where the condition holds, `otherwise` elsewhere. Both are evaluated.
    fn select(condition: Self::Bool, then: Self, otherwise: Self) -> Self;

    /// Gives the value the name it has in the generated shader. No effect on numbers.
    #[must_use]
    fn named(self, _name: &'static str) -> Self {
        self
    }

    /// Runs `body` as a function of its own in the generated shader.
    ///
    /// Numbers simply call `body`. The tracer emits one WGSL function `name` the first time
    /// and a call to it every time, so a reader can hold the shader beside the Rust.
    /// `inputs` and `outputs` name the parameters and results. `body` must depend on nothing
    /// but its arguments: the first trace of `name` stands for all.
    fn call<const I: usize, const O: usize>(
        _function: &Function<I, O>,
        args: [Self; I],
        body: fn([Self; I]) -> [Self; O],
    ) -> [Self; O] {
        body(args)
    }
}

/// The signature of an equation that becomes one WGSL function (see [`Real::call`]).
#[derive(Debug)]
pub struct Function<const I: usize, const O: usize> {
    /// Name of the function, as in Rust and in WGSL.
    pub name: &'static str,
    /// Names of the parameters.
    pub inputs: [&'static str; I],
    /// Names of the results.
    pub outputs: [&'static str; O],
}
