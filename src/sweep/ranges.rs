//! Which part of a sweep is done.

use serde::{Deserialize, Serialize};

/// Disjoint, sorted half-open ranges of the walk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    /// The single range `from..to`.
    pub fn one(from: u128, to: u128) -> Self {
        Self(if from < to { vec![(from, to)] } else { vec![] })
    }

    /// The ranges, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (u128, u128)> {
        self.0.iter().copied()
    }

    /// Number of points covered.
    pub fn points(&self) -> u128 {
        self.0.iter().map(|(a, b)| b - a).sum()
    }

    /// Whether a point is in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        let first_after = |from: u128| other.0.partition_point(|(_, d)| *d <= from);
        self.0.iter().any(|&(a, b)| other.0.get(first_after(a)).is_some_and(|(c, _)| *c < b))
    }

    /// What of `self` lies in `from..to`.
    #[must_use]
    pub fn within(&self, from: u128, to: u128) -> Self {
        let first = self.0.partition_point(|(_, b)| *b <= from);
        let touching = self.0[first..].iter().take_while(|(a, _)| *a < to);
        Self(touching.map(|&(a, b)| (a.max(from), b.min(to))).collect())
    }

    /// What is in either.
    pub fn add(&mut self, other: &Self) {
        for &(mut a, mut b) in &other.0 {
            // Those that touch `a..b` become one with it.
            let from = self.0.partition_point(|(_, d)| *d < a);
            let to = self.0.partition_point(|(c, _)| *c <= b);
            if from < to {
                a = a.min(self.0[from].0);
                b = b.max(self.0[to - 1].1);
            }
            self.0.splice(from..to, [(a, b)]);
        }
    }

    /// What of `self` is not in `done`.
    #[must_use]
    pub fn without(&self, done: &Self) -> Self {
        let mut rest = Vec::new();
        for &(mut a, b) in &self.0 {
            for &(c, d) in &done.0 {
                if d <= a || c >= b {
                    continue;
                }
                if c > a {
                    rest.push((a, c));
                }
                a = a.max(d);
            }
            if a < b {
                rest.push((a, b));
            }
        }
        Self(rest)
    }

    /// Whether every well-formedness rule holds (used on ranges read from a file).
    pub fn is_well_formed(&self) -> bool {
        self.0.iter().all(|(a, b)| a < b) && self.0.windows(2).all(|w| w[0].1 < w[1].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_and_what_is_done_make_the_whole() {
        let whole = Ranges::one(0, 100);
        let mut done = Ranges::one(10, 20);
        done.add(&Ranges::one(50, 60));
        done.add(&Ranges::one(20, 25));
        assert_eq!(done.iter().collect::<Vec<_>>(), [(10, 25), (50, 60)]);
        let mut left = whole.without(&done);
        assert_eq!(left.points(), 75);
        assert!(!left.overlaps(&done));
        left.add(&done);
        assert_eq!(left, whole);
    }
}
