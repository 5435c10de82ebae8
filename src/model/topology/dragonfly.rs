//! Dragonflies: groups of routers, each group joined to every other.
//!
//! ```text
//! radix          p + (a - 1) + h          p hosts, a - 1 neighbours, h global links
//! groups         g = a h + 1 at most      one global link between any two groups
//! routers        g a          hosts   g a p
//! local links    g a (a - 1) / 2          global links   g a h / 2
//! ```
//!
//! Balanced, and so non-blocking under uniform traffic, for a = 2p, h = p. Source: Kim, Dally,
//! Scott, Abts (ISCA 2008). Ignored: several links between two groups.

use super::{Count, TopologyError, input};

/// A dragonfly of the largest number of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dragonfly {
    /// Hosts of a router.
    pub hosts_per_router: u64,
    /// Routers of a group.
    pub routers_per_group: u64,
    /// Global links of a router.
    pub global_links: u64,
}

impl Dragonfly {
    /// The balanced dragonfly of p hosts per router.
    pub const fn balanced(p: u64) -> Self {
        Self { hosts_per_router: p, routers_per_group: 2 * p, global_links: p }
    }

    /// Counts with their rules.
    ///
    /// # Errors
    /// [`TopologyError`] if a number is 0 or too large.
    pub fn counts(&self) -> Result<Vec<Count>, TopologyError> {
        let p = input("the hosts of a router", self.hosts_per_router)?;
        let a = input("the routers of a group", self.routers_per_group)?;
        let h = input("the global links of a router", self.global_links)?;
        // a² h p is the number of hosts; a million million is beyond any machine.
        if a.saturating_mul(a).saturating_mul(h.saturating_mul(p)) > 1 << 50 {
            return Err(TopologyError::Overflow("hosts of the dragonfly"));
        }
        let groups = a * h + 1;
        let routers = groups * a;
        Ok(vec![
            Count::of("radix", p + a - 1 + h, "p + a - 1 + h", format!("{p} + {a} - 1 + {h}")),
            Count::of("groups", groups, "a h + 1", format!("{a} x {h} + 1")),
            Count::of("routers", routers, "groups x a", format!("{groups} x {a}")),
            Count::of("hosts", routers * p, "routers x p", format!("{routers} x {p}")),
            Count::of(
                "local_links",
                groups * (a * (a - 1) / 2),
                "groups x a (a - 1) / 2",
                format!("{groups} x {a} x {} / 2", a - 1),
            ),
            // a h + 1 and a h are neighbours, so the product is even.
            Count::of(
                "global_links",
                routers * h / 2,
                "routers x h / 2",
                format!("{routers} x {h} / 2"),
            ),
            Count::of(
                "diameter_router_hops",
                u64::from(a > 1) * 2 + 1,
                "local + global + local",
                if a > 1 { "1 + 1 + 1".to_owned() } else { "1, no local hop".to_owned() },
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn two_hosts_per_router_make_seventy_two_hosts() {
        let counts = Dragonfly::balanced(2).counts().unwrap();
        let of = |item| find(&counts, item).unwrap().value;
        assert_eq!([of("radix"), of("groups"), of("routers"), of("hosts")], [7.0, 9.0, 36.0, 72.0]);
        assert_eq!([of("local_links"), of("global_links")], [54.0, 36.0]);
        assert!(Dragonfly::balanced(0).counts().is_err());
        assert!(Dragonfly::balanced(100_000).counts().is_err());
    }

    #[test]
    fn any_two_groups_share_one_global_link() {
        for p in 1..40 {
            let counts = Dragonfly::balanced(p).counts().unwrap();
            let of = |item| find(&counts, item).unwrap().value;
            assert_eq!(of("global_links"), of("groups") * (of("groups") - 1.0) / 2.0);
        }
    }
}
