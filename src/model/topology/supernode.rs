//! Scale-up domains of many chips behind switch chips: NVLink and UB supernodes.
//!
//! ```text
//! one tier    switch chips = ceil(chips x links / radix)
//! two tiers   first  = nodes x first-tier switch chips of a node
//!             second = planes x ceil(up-links of a plane / second radix)
//!             optical links = first x up-links of one
//! ```
//!
//! A plane joins the first-tier switch of one place in every node (a NVLink switch of a tray, a
//! UB switch chip of a server), so planes are as many as a node has switches. Published:
//! NVL72 18 switch chips, DGX GH200 96 + 36 (all 36 in one plane), CloudMatrix 384 336 + 112.

use super::{Count, TopologyError, input};

/// A scale-up domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supernode {
    /// Chips of the domain.
    pub chips: u64,
    /// Links of a chip to switches.
    pub links: u64,
    /// Ports of a switch of the top tier.
    pub radix: u64,
    /// The first of two tiers, if there are two.
    pub first: Option<FirstTier>,
}

/// Switches that a few chips share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstTier {
    /// Chips of one node.
    pub node_chips: u64,
    /// First-tier switches of one node.
    pub switches: u64,
    /// Up-links of one of them.
    pub uplinks: u64,
    /// Planes into which the second tier is cut; 1 if every first-tier switch reaches all.
    pub planes: u64,
}

impl Supernode {
    /// Counts with their rules.
    ///
    /// # Errors
    /// [`TopologyError`] if a number makes no sense.
    pub fn counts(&self) -> Result<Vec<Count>, TopologyError> {
        let chips = input("the number of chips", self.chips)?;
        let links = input("the links of a chip", self.links)?;
        let radix = input("the radix", self.radix)?;
        let chip_links = Count::of(
            "chip_links",
            chips * links,
            "chips x links of a chip",
            format!("{chips} x {links}"),
        );
        let Some(first) = self.first else {
            let switches = (chips * links).div_ceil(radix);
            return Ok(vec![
                chip_links,
                Count::of(
                    "switches",
                    switches,
                    "ceil(chips x links / radix)",
                    format!("ceil({chips} x {links} / {radix})"),
                ),
                Count::of("uplinks", 0, "one tier has none", "0".to_owned()),
            ]);
        };
        let node_chips = input("the chips of a node", first.node_chips)?;
        let per_node = input("the switches of a node", first.switches)?;
        let uplinks = input("the up-links of a switch", first.uplinks)?;
        let planes = input("the number of planes", first.planes)?;
        let nodes = chips.div_ceil(node_chips);
        let lower = nodes * per_node;
        if !lower.is_multiple_of(planes) {
            let problem = format!("{lower} first-tier switches do not divide into {planes} planes");
            return Err(TopologyError::Inconsistent(problem));
        }
        let plane_links = lower / planes * uplinks;
        let upper = planes * plane_links.div_ceil(radix);
        Ok(vec![
            chip_links,
            Count::of(
                "first_tier",
                lower,
                "nodes x first-tier switches of a node",
                format!("{nodes} x {per_node}"),
            ),
            Count::of(
                "second_tier",
                upper,
                "planes x ceil(up-links of a plane / radix)",
                format!("{planes} x ceil({plane_links} / {radix})"),
            ),
            Count::of(
                "switches",
                lower + upper,
                "first + second tier",
                format!("{lower} + {upper}"),
            ),
            Count::of(
                "uplinks",
                lower * uplinks,
                "first-tier switches x up-links",
                format!("{lower} x {uplinks}"),
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    fn switches(s: &Supernode) -> Vec<f64> {
        let counts = s.counts().unwrap();
        ["first_tier", "second_tier", "switches", "uplinks"]
            .iter()
            .filter_map(|i| find(&counts, i))
            .map(|c| c.value)
            .collect()
    }

    #[test]
    fn published_supernodes_come_out() {
        let nvl72 = Supernode { chips: 72, links: 18, radix: 72, first: None };
        assert_eq!(switches(&nvl72), [18.0, 0.0]);
        let tray = FirstTier { node_chips: 8, switches: 3, uplinks: 48, planes: 1 };
        let gh200 = Supernode { chips: 256, links: 18, radix: 128, first: Some(tray) };
        assert_eq!(switches(&gh200), [96.0, 36.0, 132.0, 4608.0]);
        let server = FirstTier { node_chips: 8, switches: 7, uplinks: 16, planes: 7 };
        let matrix = Supernode { chips: 384, links: 14, radix: 48, first: Some(server) };
        assert_eq!(switches(&matrix), [336.0, 112.0, 448.0, 5376.0]);
    }

    #[test]
    fn larger_domains_never_take_fewer_switches() {
        let mut before = 0.0;
        for chips in 1..600 {
            let tray = FirstTier { node_chips: 8, switches: 3, uplinks: 48, planes: 3 };
            let s = Supernode { chips, links: 18, radix: 128, first: Some(tray) };
            let counts = s.counts().unwrap();
            let now = find(&counts, "switches").unwrap().value;
            assert!(now >= before, "{chips}");
            before = now;
        }
    }
}
