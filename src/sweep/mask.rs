//! Sets of axes.

/// A set of axes: bit `i` stands for axis `i` of the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Mask(pub u64);

impl Mask {
    /// The most axes a study may have.
    pub const CAPACITY: usize = 64;

    /// No axis.
    pub const NONE: Self = Self(0);

    /// The set of one axis.
    pub fn axis(i: usize) -> Self {
        Self(1 << i)
    }

    /// Whether the axis is in the set.
    pub fn has(self, i: usize) -> bool {
        self.0 >> i & 1 == 1
    }

    /// Axes in either set.
    #[must_use]
    pub fn union(self, o: Self) -> Self {
        Self(self.0 | o.0)
    }

    /// Axes in both sets.
    #[must_use]
    pub fn and(self, o: Self) -> Self {
        Self(self.0 & o.0)
    }

    /// Axes of `self` that are not in `o`.
    #[must_use]
    pub fn without(self, o: Self) -> Self {
        Self(self.0 & !o.0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether every axis of `self` is in `o`.
    pub fn within(self, o: Self) -> bool {
        self.0 & !o.0 == 0
    }

    /// The axes, ascending.
    pub fn axes(self) -> impl Iterator<Item = usize> {
        (0..Self::CAPACITY).filter(move |&i| self.has(i))
    }

    /// Number of combinations of the axes in the set; saturates.
    pub fn points(self, lengths: &[u32]) -> u128 {
        self.axes().fold(1, |n: u128, i| n.saturating_mul(u128::from(lengths[i])))
    }
}

impl FromIterator<usize> for Mask {
    fn from_iter<T: IntoIterator<Item = usize>>(axes: T) -> Self {
        axes.into_iter().fold(Self::NONE, |m, i| m.union(Self::axis(i)))
    }
}
