//! A number that depends on some of the axes: a small dense table.

/// A table over some axes, row-major, the last axis fastest; a constant has no axes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The axes, ascending, with their lengths.
    axes: Vec<(usize, usize)>,
    values: Vec<f64>,
}

impl Column {
    pub(super) fn constant(value: f64) -> Self {
        Self { axes: vec![], values: vec![value] }
    }

    /// One value for each position of an axis; a constant if there is only one.
    pub(super) fn along(axis: Option<usize>, values: Vec<f64>) -> Self {
        match axis {
            Some(axis) if values.len() > 1 => Self { axes: vec![(axis, values.len())], values },
            _ => Self { axes: vec![], values: vec![values[0]] },
        }
    }

    /// One value for each pair of positions of two axes.
    pub(super) fn over(
        first: (Option<usize>, usize),
        second: (Option<usize>, usize),
        value: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let index = |n: usize| (0..n).map(|i| i as f64).collect::<Vec<_>>();
        let a = Self::along(first.0, index(first.1));
        let b = Self::along(second.0, index(second.1));
        a.combine(&b, |i, j| value(i as usize, j as usize)).simplified()
    }

    pub(super) fn axes(&self) -> Vec<usize> {
        self.axes.iter().map(|(a, _)| *a).collect()
    }

    pub(super) fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// The value at a point, given the positions on all axes of the grid.
    pub(super) fn value(&self, digits: &[u32]) -> f64 {
        let at = self.axes.iter().fold(0, |n, (axis, len)| n * len + digits[*axis] as usize);
        self.values[at]
    }

    /// `f` of both at every combination of the axes of either.
    pub(super) fn combine(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut axes = self.axes.clone();
        axes.extend(other.axes.iter().filter(|a| !self.axes.contains(a)));
        axes.sort_unstable();
        let n: usize = axes.iter().map(|(_, len)| len).product();
        let mut digits = vec![0; axes.len()];
        let values = (0..n)
            .map(|i| {
                let mut rest = i;
                for (d, (_, len)) in digits.iter_mut().zip(&axes).rev() {
                    *d = rest % len;
                    rest /= len;
                }
                f(self.at(&axes, &digits), other.at(&axes, &digits))
            })
            .collect();
        Self { axes, values }
    }

    fn at(&self, axes: &[(usize, usize)], digits: &[usize]) -> f64 {
        let mut at = 0;
        for ((axis, len), digit) in axes.iter().zip(digits) {
            if self.axes.iter().any(|(a, _)| a == axis) {
                at = at * len + digit;
            }
        }
        self.values[at]
    }

    /// Without the axes along which the value does not change.
    pub(super) fn simplified(self) -> Self {
        let mut column = self;
        for k in (0..column.axes.len()).rev() {
            let len = column.axes[k].1;
            let inner: usize = column.axes[k + 1..].iter().map(|(_, l)| l).product();
            let constant = column
                .values
                .chunks(inner * len)
                .all(|block| block.chunks(inner).all(|slice| slice == &block[..inner]));
            if constant {
                column.values = column
                    .values
                    .chunks(inner * len)
                    .flat_map(|block| block[..inner].iter().copied())
                    .collect();
                column.axes.remove(k);
            }
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_combine_over_the_axes_of_both_and_drop_what_does_not_matter() {
        let a = Column::along(Some(2), vec![1.0, 2.0]);
        let b = Column::along(Some(0), vec![10.0, 20.0, 30.0]);
        let sum = a.combine(&b, |x, y| x + y);
        assert_eq!(sum.axes(), [0, 2]);
        assert_eq!(sum.clone().into_values(), [11.0, 12.0, 21.0, 22.0, 31.0, 32.0]);
        assert_eq!(sum.value(&[2, 9, 1]), 32.0);
        let only_b = a.combine(&b, |_, y| y).simplified();
        assert_eq!(only_b, b);
        assert_eq!(sum.combine(&a, |_, _| 7.0).simplified(), Column::constant(7.0));
    }
}
