//! Tori: chips joined to their neighbours, without switches.
//!
//! ```text
//! links of a chip    sum over dimensions of 2 (extent > 2), 1 (extent = 2), 0 (extent = 1)
//! links in all       chips x links of a chip / 2
//! bandwidth          sum over dimensions of links x rate, one direction
//! bisection          least over dimensions of 2 (or 1) links in each line cut, times the rate
//! diameter           sum of floor(extent / 2)
//! ```
//!
//! A dimension of two is one link, not two: the wrap-around would join the same chips.

use super::{Count, TopologyError, input};

/// A torus of any number of dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Torus {
    /// Chips along each dimension.
    pub extents: Vec<u64>,
    /// Rate of one link of each dimension, one direction (GB/s).
    pub rates_gb_per_s: Vec<f64>,
}

/// Links of a chip along a dimension.
const fn links(extent: u64) -> u64 {
    match extent {
        1 => 0,
        2 => 1,
        _ => 2,
    }
}

impl Torus {
    /// Bandwidth of one chip in one direction (GB/s) over all its links.
    #[expect(clippy::cast_precision_loss, reason = "at most two links")]
    pub fn bandwidth_gb_per_s(&self) -> f64 {
        self.extents.iter().zip(&self.rates_gb_per_s).map(|(e, r)| links(*e) as f64 * r).sum()
    }

    /// Counts with their rules.
    ///
    /// # Errors
    /// [`TopologyError`] if an extent is 0 or too large, or rates are missing.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub fn counts(&self) -> Result<Vec<Count>, TopologyError> {
        let mut chips = 1_u64;
        for &extent in &self.extents {
            chips = chips.saturating_mul(input("an extent", extent)?);
        }
        if self.extents.is_empty() || self.extents.len() != self.rates_gb_per_s.len() {
            let (e, r) = (self.extents.len(), self.rates_gb_per_s.len());
            let problem = format!("a torus of {e} dimensions with {r} link rates");
            return Err(TopologyError::Inconsistent(problem));
        }
        if chips > 1 << 40 {
            return Err(TopologyError::Overflow("chips of the torus"));
        }
        let terms =
            |f: &dyn Fn(u64) -> String| self.extents.iter().map(|e| f(*e)).collect::<Vec<_>>();
        let per_chip: u64 = self.extents.iter().map(|e| links(*e)).sum();
        // The cut that carries least; a torus of one chip has none.
        let cuts = self.extents.iter().zip(&self.rates_gb_per_s).filter(|(e, _)| **e > 1);
        let cut = cuts
            .map(|(e, rate)| (links(*e) * (chips / e), *rate))
            .min_by(|a, b| (a.0 as f64 * a.1).total_cmp(&(b.0 as f64 * b.1)));
        let (across, rate) = cut.unwrap_or((0, 0.0));
        let diameter: u64 = self.extents.iter().map(|e| e / 2).sum();
        let bandwidth: Vec<String> = self
            .extents
            .iter()
            .zip(&self.rates_gb_per_s)
            .map(|(e, r)| format!("{} x {r}", links(*e)))
            .collect();
        Ok(vec![
            Count::of(
                "chips",
                chips,
                "product of the extents",
                terms(&|e| e.to_string()).join(" x "),
            ),
            Count::of(
                "links_per_chip",
                per_chip,
                "two per dimension; one where only two chips stand in a line",
                terms(&|e| links(e).to_string()).join(" + "),
            ),
            Count::of(
                "cables",
                chips * per_chip / 2,
                "chips x links of a chip / 2",
                format!("{chips} x {per_chip} / 2"),
            ),
            Count::of("switches", 0, "none", "0".to_owned()),
            Count::measured(
                "bandwidth_per_chip",
                self.bandwidth_gb_per_s(),
                "GB/s",
                "links x rate of each dimension, one direction",
                bandwidth.join(" + "),
            ),
            Count::measured(
                "bisection_bandwidth",
                across as f64 * rate,
                "GB/s",
                "links across the middle of the dimension that carries least x rate, one direction",
                format!("{across} x {rate}"),
            ),
            Count::of(
                "diameter_hops",
                diameter,
                "half of each extent",
                terms(&|e| (e / 2).to_string()).join(" + "),
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn a_chip_of_a_cube_of_four_has_six_links() {
        let cube = Torus { extents: vec![4; 3], rates_gb_per_s: vec![50.0; 3] };
        let counts = cube.counts().unwrap();
        let of = |item| find(&counts, item).unwrap().value;
        assert_eq!([of("chips"), of("links_per_chip"), of("cables")], [64.0, 6.0, 192.0]);
        assert_eq!([of("bandwidth_per_chip"), of("bisection_bandwidth")], [300.0, 1600.0]);
        assert_eq!(of("diameter_hops"), 6.0);
    }

    #[test]
    fn two_chips_in_a_line_share_one_link() {
        let pair = Torus { extents: vec![2], rates_gb_per_s: vec![50.0] };
        let counts = pair.counts().unwrap();
        assert_eq!(find(&counts, "cables").unwrap().value, 1.0);
        let bad = Torus { extents: vec![2, 2], rates_gb_per_s: vec![50.0] };
        assert!(bad.counts().is_err());
    }
}
