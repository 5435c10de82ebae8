//! The Pareto front: the points that no other point beats in every objective.

use super::summary::Hit;

/// A front of points with several keys each, less being better.
///
/// Of points with equal keys only the one with the lowest index is kept, so the front does not
/// depend on the order in which points arrive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Front {
    points: Vec<(Vec<f64>, Hit)>,
}

impl Front {
    /// The points: their keys, and which they are. Sorted by the first key.
    pub fn sorted(&self) -> Vec<(Vec<f64>, Hit)> {
        let mut points = self.points.clone();
        points.sort_by(|(a, h), (b, g)| {
            a.iter()
                .zip(b)
                .map(|(x, y)| x.total_cmp(y))
                .find(|o| o.is_ne())
                .unwrap_or_else(|| h.index.cmp(&g.index))
        });
        points
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Offers a point; keeps it if no point of the front is at least as good in every key.
    pub fn offer(&mut self, keys: &[f64], hit: Hit) {
        for i in 0..self.points.len() {
            let (other, other_hit) = &self.points[i];
            if other.iter().zip(keys).all(|(o, k)| o <= k) {
                if other.iter().zip(keys).all(|(o, k)| o == k) && hit.index < other_hit.index {
                    self.points[i].1 = hit;
                } else {
                    self.points.swap(i, i / 2);
                }
                return;
            }
        }
        self.points.retain(|(other, _)| !keys.iter().zip(other).all(|(k, o)| k <= o));
        self.points.push((keys.to_vec(), hit));
    }

    /// Whether a point of the front is at least as good as `keys` in every one, and better in
    /// some: such a point need not be offered.
    pub fn beats(&self, keys: impl Fn(usize) -> f64) -> bool {
        self.beaten_by(keys).is_some()
    }

    /// The same, for a run of points: a point that beats one tends to beat the next, and is
    /// tried first from now on.
    pub fn beats_next(&mut self, keys: impl Fn(usize) -> f64) -> bool {
        let beaten_by = self.beaten_by(keys);
        if let Some(i) = beaten_by {
            self.points.swap(i, i / 2);
        }
        beaten_by.is_some()
    }

    fn beaten_by(&self, keys: impl Fn(usize) -> f64) -> Option<usize> {
        self.points.iter().position(|(p, _)| {
            let mut better = false;
            p.iter().enumerate().all(|(i, &x)| {
                better |= x < keys(i);
                x <= keys(i)
            }) && better
        })
    }

    /// The front of the points of both.
    pub fn merge(&mut self, other: &Self) {
        for (keys, hit) in &other.points {
            self.offer(keys, *hit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn front(points: &[(u8, u8, u8)]) -> Front {
        let mut front = Front::default();
        for (i, &(a, b, c)) in points.iter().enumerate() {
            let keys = [f64::from(a), f64::from(b), f64::from(c)];
            front.offer(&keys, Hit { key: keys[0], index: i as u128 });
        }
        front
    }

    proptest! {
        #[test]
        fn front_is_what_the_definition_says(
            points in proptest::collection::vec((0u8..6, 0u8..6, 0u8..6), 1..60)
        ) {
            let kept: Vec<u128> = {
                let mut v: Vec<_> = front(&points).sorted().iter().map(|(_, h)| h.index).collect();
                v.sort_unstable();
                v
            };
            let beaten = |i: usize| points.iter().enumerate().any(|(j, q)| {
                let p = points[i];
                let no_worse = q.0 <= p.0 && q.1 <= p.1 && q.2 <= p.2;
                no_worse && (*q != p || j < i)
            });
            let expected: Vec<u128> =
                (0..points.len()).filter(|&i| !beaten(i)).map(|i| i as u128).collect();
            prop_assert_eq!(kept, expected);
        }
    }
}
