//! Plain numbers: the f64 reference and its f32 shadow.

use super::Real;

macro_rules! plain_number {
    ($t:ty) => {
        impl Real for $t {
            type Bool = bool;

            #[inline(always)]
            fn lit(value: f64) -> Self {
                value as $t
            }
            // Comparisons rather than `f64::min`: one instruction, and no NaN can occur.
            #[inline(always)]
            fn min(self, o: Self) -> Self {
                if self < o { self } else { o }
            }
            #[inline(always)]
            fn max(self, o: Self) -> Self {
                if self > o { self } else { o }
            }
            #[inline(always)]
            fn ceil(self) -> Self {
                <$t>::ceil(self)
            }
            #[inline(always)]
            fn floor(self) -> Self {
                <$t>::floor(self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                <$t>::sqrt(self)
            }
            #[inline(always)]
            fn exp2(self) -> Self {
                <$t>::exp2(self)
            }
            #[inline(always)]
            fn log2(self) -> Self {
                <$t>::log2(self)
            }
            // Exact for whole numbers below 2^31: a correctly rounded quotient of integers
            // that is not whole lies at least 2^-31 away from the next whole number, more
            // than half an ulp in f64. In f32 the quotient is taken in f64.
            #[inline(always)]
            fn ceil_div(self, by: Self) -> Self {
                (self as f64 / by as f64).ceil() as $t
            }
            #[inline(always)]
            fn lt(self, o: Self) -> bool {
                self < o
            }
            #[inline(always)]
            fn le(self, o: Self) -> bool {
                self <= o
            }
            #[inline(always)]
            fn and(a: bool, b: bool) -> bool {
                a & b
            }
            #[inline(always)]
            fn or(a: bool, b: bool) -> bool {
                a | b
            }
            #[inline(always)]
            fn not(a: bool) -> bool {
                !a
            }
            #[inline(always)]
            fn select(c: bool, t: Self, e: Self) -> Self {
                if c { t } else { e }
            }
        }
    };
}

plain_number!(f64);
plain_number!(f32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ceil_div_is_exact_at_multiples_and_beside_them() {
        for b in [1u32, 3, 7, 64, 128, 4096, 65_521] {
            for q in [0u32, 1, 2, 1000, 32_767] {
                let a = b.saturating_mul(q);
                assert_eq!(Real::ceil_div(f64::from(a), f64::from(b)), f64::from(q));
                assert_eq!(Real::ceil_div(f64::from(a + 1), f64::from(b)), f64::from(q + 1));
            }
        }
    }
}
