//! Folded Clos networks ("fat trees") of equal switches, by rails and planes.
//!
//! ```text
//! leaf    rails x ceil(nodes / d)                     d = k / 2 down- and u = k - d up-links
//! spine   2 levels: the smallest divisor of u that is >= ceil(leaf u / k)
//!         3 levels: per group of at most k / 2 leaves of one rail, the smallest divisor of u
//!                   that is >= ceil(leaves u / (k / 2)), because half its ports go up
//! core    ceil(leaf u / k)
//! cables  nodes x rails, then leaf x u for each layer above
//! ```
//!
//! Switches with k ports; each of the `rails` ports of a node ends in leaves of its own, so
//! that equal ports of all nodes meet in one hop. The divisor is what makes cables spread
//! evenly: u up-links of a leaf go to s spines in bundles of u / s. With it the rule gives the
//! published tables: 96 nodes of H100 (24 leaves, 32 up-links) take 16 spines, not 12. A full
//! tree of three levels is the k-ary fat tree: k³/4 endpoints, 5k²/4 switches, 3k³/4 links.
//! A *plane* is a copy of the whole tree, to which an endpoint has a link of its own.
//! Oversubscription o gives a leaf o down-links per up-link.
//!
//! Sources: Al-Fares et al. (SIGCOMM 2008); NVIDIA DGX SuperPOD reference architectures (the
//! tables; the divisor rule is inferred from them). Ignored: ports kept for management other
//! than those the catalogue names, breakout cables, spare switches.

use super::{Count, TopologyError, at_least, input};

/// A tree to be counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FatTree {
    /// Nodes, or endpoints if `rails` is 1.
    pub nodes: u64,
    /// Network ports of a node, each with leaves of its own.
    pub rails: u64,
    /// Ports of a switch.
    pub radix: u64,
    /// Copies of the tree.
    pub planes: u64,
    /// Links that one cable carries.
    pub links_per_cable: u64,
    /// Levels; `None` for the fewest that hold the endpoints (two or more if there are rails).
    pub levels: Option<u32>,
    /// Down-links per up-link of a leaf: 1 is non-blocking.
    pub oversubscription: f64,
}

/// What a tree consists of; switches and cables of all planes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// Levels of switches.
    pub levels: u32,
    /// Endpoints: nodes times rails.
    pub endpoints: u64,
    /// Switches of the lowest level.
    pub leaf: u64,
    /// Switches of the middle level.
    pub spine: u64,
    /// The fewest switches of the middle level that have the ports.
    pub spine_by_ports: u64,
    /// Switches of the top level of three.
    pub core: u64,
    /// Cables between nodes and leaves.
    pub cables_node_leaf: u64,
    /// Cables between leaves and spines.
    pub cables_leaf_spine: u64,
    /// Cables between spines and cores.
    pub cables_spine_core: u64,
    /// Down-links of a leaf.
    pub down: u64,
    /// Up-links of a leaf.
    pub up: u64,
    /// Leaves of one plane that share their spines.
    group_leaves: u64,
    /// Such groups in one plane.
    groups: u64,
    /// Spines of one group.
    group_spines: u64,
}

impl FatTree {
    /// A non-blocking tree of plain endpoints.
    pub const fn of_endpoints(endpoints: u64, radix: u64) -> Self {
        Self {
            nodes: endpoints,
            rails: 1,
            radix,
            planes: 1,
            links_per_cable: 1,
            levels: None,
            oversubscription: 1.0,
        }
    }

    /// Down- and up-links of a leaf. One level has no up-links.
    #[expect(clippy::cast_precision_loss, reason = "a radix is far below 2^53")]
    #[expect(clippy::cast_possible_truncation, reason = "at most the radix")]
    #[expect(clippy::cast_sign_loss, reason = "a radix and a ratio of at least 1")]
    fn leaf_links(&self, levels: u32) -> (u64, u64) {
        if levels == 1 {
            return (self.radix, 0);
        }
        let up = (self.radix as f64 / (1.0 + self.oversubscription)).floor().max(1.0) as u64;
        (self.radix.saturating_sub(up).max(1), up)
    }

    /// Endpoints that so many levels hold.
    pub fn capacity(&self, levels: u32) -> u64 {
        let (down, _) = self.leaf_links(levels);
        match levels {
            1 => self.radix,
            // A spine has a port for each leaf.
            2 => self.radix.saturating_mul(down),
            // A core switch has a port for each group, and a group k / 2 leaves.
            _ => self.radix.saturating_mul(self.radix / 2).saturating_mul(down),
        }
    }

    /// Whether so many levels hold the tree: rails fill their last leaves only in part.
    fn fits(&self, levels: u32) -> bool {
        let (down, _) = self.leaf_links(levels);
        let rail_leaves = self.nodes.div_ceil(down);
        match levels {
            1 => self.rails * self.nodes <= self.radix,
            2 => self.rails * rail_leaves <= self.radix,
            _ => self.rails * rail_leaves.div_ceil(self.half()) <= self.radix,
        }
    }

    /// Down-links of a switch of the middle of three levels.
    fn half(&self) -> u64 {
        (self.radix / 2).max(1)
    }

    fn height(&self, endpoints: u64) -> Result<u32, TopologyError> {
        let levels = match self.levels {
            Some(levels @ 1..=3) => levels,
            Some(levels) => return Err(TopologyError::Levels(levels)),
            None => {
                let least = if self.rails > 1 { 2 } else { 1 };
                (least..=3).find(|l| self.fits(*l)).unwrap_or(3)
            }
        };
        if !self.fits(levels) {
            let (radix, capacity) = (self.radix, self.capacity(levels));
            return Err(TopologyError::Full { endpoints, levels, radix, capacity });
        }
        Ok(levels)
    }

    /// Counts the switches and cables.
    ///
    /// # Errors
    /// [`TopologyError`] if a number makes no sense, or the levels asked for do not hold the
    /// endpoints.
    pub fn layers(&self) -> Result<Layers, TopologyError> {
        at_least("the radix", input("the radix", self.radix)?, 2)?;
        input("the number of nodes", self.nodes)?;
        input("the number of rails", self.rails)?;
        input("the number of planes", self.planes)?;
        input("the links of a cable", self.links_per_cable)?;
        if !(self.oversubscription >= 1.0 && self.oversubscription.is_finite()) {
            let problem = format!("oversubscription is {}; 1 is none", self.oversubscription);
            return Err(TopologyError::Inconsistent(problem));
        }
        let endpoints = self.nodes * self.rails;
        let levels = self.height(endpoints)?;
        let (down, up) = self.leaf_links(levels);
        let rail_leaves = self.nodes.div_ceil(down);
        let leaf = self.rails * rail_leaves;
        let (groups, group_leaves, spine_down) = match levels {
            2 => (1, leaf, self.radix),
            _ => {
                let pods = rail_leaves.div_ceil(self.half());
                (self.rails * pods, rail_leaves.div_ceil(pods), self.half())
            }
        };
        let needed = (group_leaves * up).div_ceil(spine_down);
        let group_spines = if levels == 1 { 0 } else { even_divisor(up, needed) };
        let links = leaf * up;
        let core = if levels == 3 { links.div_ceil(self.radix) } else { 0 };
        let all = |per_plane: u64| per_plane * self.planes;
        let cables = |links: u64| all(links).div_ceil(self.links_per_cable);
        Ok(Layers {
            levels,
            endpoints,
            leaf: all(leaf),
            spine: all(groups * group_spines),
            spine_by_ports: all(groups * needed),
            core: all(core),
            cables_node_leaf: cables(endpoints),
            cables_leaf_spine: cables(links),
            cables_spine_core: if levels == 3 { cables(links) } else { 0 },
            down,
            up,
            group_leaves,
            groups,
            group_spines,
        })
    }

    /// Counts with their rules.
    ///
    /// # Errors
    /// As [`layers`](Self::layers).
    pub fn counts(&self) -> Result<Vec<Count>, TopologyError> {
        let l = self.layers()?;
        let Self { nodes, rails, radix: k, planes, links_per_cable: bundle, .. } = *self;
        let (down, up) = (l.down, l.up);
        let plane = if planes == 1 { String::new() } else { format!("{planes} planes x ") };
        let bundled = if bundle == 1 { String::new() } else { format!(" / {bundle} per cable") };
        let leaf = Count::of(
            "leaf",
            l.leaf,
            "planes x rails x ceil(nodes / down-links of a leaf)",
            format!("{plane}{rails} x ceil({nodes} / {down})"),
        );
        let leaf_uplinks = l.leaf / planes * up;
        let (spine_rule, spine_working) = match l.levels {
            1 => ("one level has none", "0".to_owned()),
            2 => (
                "smallest divisor of a leaf's up-links that is at least ceil(up-links / radix)",
                format!(
                    "{plane}smallest divisor of {up} >= ceil({} x {up} / {k}) = {}",
                    l.group_leaves,
                    (l.group_leaves * up).div_ceil(k)
                ),
            ),
            _ => (
                "groups x smallest divisor of a leaf's up-links that is at least \
                 ceil(up-links of the group / half the radix)",
                format!(
                    "{plane}{} groups x smallest divisor of {up} >= ceil({} x {up} / {}) = {}",
                    l.groups,
                    l.group_leaves,
                    (k / 2).max(1),
                    (l.group_leaves * up).div_ceil((k / 2).max(1))
                ),
            ),
        };
        let (core_rule, core_working) = match l.levels {
            3 => ("ceil(up-links / radix)", format!("{plane}ceil({leaf_uplinks} / {k})")),
            _ => ("only a third level has them", "0".to_owned()),
        };
        let upper = |there: bool| match there {
            true => ("leaves x up-links", format!("{plane}{leaf_uplinks}{bundled}")),
            false => ("no such layer", "0".to_owned()),
        };
        let ((ls_rule, ls), (sc_rule, sc)) = (upper(l.levels > 1), upper(l.levels > 2));
        let switches = l.leaf + l.spine + l.core;
        let cables = l.cables_node_leaf + l.cables_leaf_spine + l.cables_spine_core;
        Ok(vec![
            Count::of("endpoints", l.endpoints, "nodes x rails", format!("{nodes} x {rails}")),
            leaf,
            Count::of("spine", l.spine, spine_rule, spine_working),
            Count::of(
                "spine_by_ports",
                l.spine_by_ports,
                "the fewest that have the ports; cables would not spread evenly",
                format!("{plane}{} x {}", l.groups, l.spine_by_ports / planes / l.groups),
            ),
            Count::of("core", l.core, core_rule, core_working),
            Count::of(
                "switches",
                switches,
                "leaf + spine + core",
                format!("{} + {} + {}", l.leaf, l.spine, l.core),
            ),
            Count::of(
                "cables_node_leaf",
                l.cables_node_leaf,
                "one per endpoint",
                format!("{plane}{}{bundled}", l.endpoints),
            ),
            Count::of("cables_leaf_spine", l.cables_leaf_spine, ls_rule, ls),
            Count::of("cables_spine_core", l.cables_spine_core, sc_rule, sc),
            Count::of(
                "cables",
                cables,
                "of all layers",
                format!(
                    "{} + {} + {}",
                    l.cables_node_leaf, l.cables_leaf_spine, l.cables_spine_core
                ),
            ),
        ])
    }
}

/// The smallest divisor of `n` that is at least `least`; `n` if `least` is larger.
fn even_divisor(n: u64, least: u64) -> u64 {
    (least.max(1)..=n).find(|d| n.is_multiple_of(*d)).unwrap_or(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rails(nodes: u64, radix: u64) -> FatTree {
        FatTree { rails: 8, ..FatTree::of_endpoints(nodes, radix) }
    }

    #[test]
    fn ninety_six_nodes_take_sixteen_spines_for_even_spread() {
        let l = rails(96, 64).layers().unwrap();
        assert_eq!((l.leaf, l.spine, l.core), (24, 16, 0)); // twelve have the ports
        assert_eq!((l.cables_node_leaf, l.cables_leaf_spine), (768, 768));
    }

    #[test]
    fn the_a100_superpod_has_ten_spines_per_rail() {
        let l = rails(140, 40).layers().unwrap();
        assert_eq!((l.levels, l.leaf, l.spine, l.core), (3, 56, 80, 28));
    }

    #[test]
    fn a_full_tree_of_three_levels_is_the_k_ary_fat_tree() {
        for k in [4, 8, 16, 24, 40, 64, 128] {
            let tree = FatTree::of_endpoints(k * k * k / 4, k);
            let l = tree.layers().unwrap();
            assert_eq!((l.leaf, l.spine, l.core), (k * k / 2, k * k / 2, k * k / 4), "{k}");
            assert_eq!(l.cables_spine_core, k * k * k / 4);
            let l = FatTree::of_endpoints(k * k / 2, k).layers().unwrap();
            assert_eq!((l.levels, l.leaf + l.spine), (2, 3 * k / 2), "{k}");
        }
    }

    #[test]
    fn oversubscription_three_leaves_a_quarter_of_the_ports_for_up_links() {
        let tree = FatTree { oversubscription: 3.0, ..FatTree::of_endpoints(480, 64) };
        let l = tree.layers().unwrap();
        assert_eq!((l.down, l.up, l.leaf, l.spine), (48, 16, 10, 4)); // 160 links, 3 would do
    }

    #[test]
    fn what_cannot_be_built_says_why() {
        let full = FatTree { levels: Some(2), ..FatTree::of_endpoints(2049, 64) };
        assert!(full.layers().unwrap_err().to_string().contains("hold 2048"));
        assert!(FatTree::of_endpoints(0, 64).layers().is_err());
        assert!(FatTree::of_endpoints(8, 1).layers().is_err());
        let ratio = FatTree { oversubscription: 0.5, ..FatTree::of_endpoints(8, 8) };
        assert!(ratio.layers().is_err());
    }

    proptest! {
        #[test]
        fn switches_and_cables_never_become_fewer(
            nodes in 1_u64..2000, more in 0_u64..200, half in 2_u64..40, rails in 1_u64..9,
        ) {
            let tree = |nodes| FatTree { rails, ..FatTree::of_endpoints(nodes, 2 * half) };
            if let (Ok(a), Ok(b)) = (tree(nodes).layers(), tree(nodes + more).layers()) {
                prop_assert!(a.leaf <= b.leaf);
                prop_assert!(a.spine <= b.spine);
                prop_assert!(a.core <= b.core);
                prop_assert!(a.cables_leaf_spine <= b.cables_leaf_spine);
            }
        }

        #[test]
        fn every_layer_has_the_ports_for_its_cables(
            nodes in 1_u64..4000, half in 2_u64..80, rails in 1_u64..9,
        ) {
            let k = 2 * half;
            let tree = FatTree { rails, ..FatTree::of_endpoints(nodes, k) };
            if let Ok(l) = tree.layers() {
                prop_assert!(l.leaf * l.down >= l.endpoints);
                prop_assert!((l.spine + u64::from(l.levels == 1)) * k >= l.cables_leaf_spine + l.cables_spine_core);
                prop_assert!(l.core * k >= l.cables_spine_core);
                // Bundles are whole: each leaf reaches each spine of its group equally often.
                if l.levels > 1 { prop_assert_eq!(l.up % l.group_spines, 0); }
            }
        }
    }
}
