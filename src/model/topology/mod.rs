//! How many switches, cables and optical modules a network takes, and what they draw.
//!
//! Counting, not timing: whole numbers from whole numbers, so nothing here is a
//! [`Real`](crate::number::Real). Every [`Count`] carries the rule it follows, in words, and
//! the rule with its numbers put in, because published counts differ by what they count.
//!
//! * [`FatTree`]: one to three levels of equal switches, by rails and planes: k-ary fat trees
//!   and SuperPODs;
//! * [`Supernode`]: chips behind one or two tiers of scale-up switch chips: NVL72, DGX GH200,
//!   CloudMatrix 384;
//! * [`Dragonfly`] and [`Torus`]: networks without a top;
//! * [`optics`]: modules and watts from layers, links and rates.

mod dragonfly;
mod fat_tree;
pub mod optics;
mod supernode;
mod torus;

pub use dragonfly::Dragonfly;
pub use fat_tree::{FatTree, Layers};
pub use supernode::{FirstTier, Supernode};
pub use torus::Torus;

/// One counted thing and how it was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// What is counted: `leaf`.
    pub item: &'static str,
    /// How many, or how much of `unit`.
    pub value: f64,
    /// Unit; empty for a plain count.
    pub unit: &'static str,
    /// The rule in words: `rails x ceil(nodes / down-links of a leaf)`.
    pub rule: &'static str,
    /// The rule with its numbers: `8 x ceil(64 / 32)`.
    pub working: String,
}

impl Count {
    /// A number of things.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub fn of(item: &'static str, value: u64, rule: &'static str, working: String) -> Self {
        Self { item, value: value as f64, unit: "", rule, working }
    }

    /// An amount in a unit.
    pub fn measured(
        item: &'static str,
        value: f64,
        unit: &'static str,
        rule: &'static str,
        working: String,
    ) -> Self {
        Self { item, value, unit, rule, working }
    }
}

/// The count of that item, if it was counted.
pub fn find<'a>(counts: &'a [Count], item: &str) -> Option<&'a Count> {
    counts.iter().find(|c| c.item == item)
}

/// Why a network cannot be built as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopologyError {
    /// A number is too small to mean anything.
    #[error("{what} is {value}; it must be at least {least}")]
    TooSmall {
        /// Which number.
        what: &'static str,
        /// What was asked.
        value: u64,
        /// The least that makes sense.
        least: u64,
    },
    /// The tree has fewer places than asked for.
    #[error(
        "{endpoints} endpoints do not fit: {levels} levels of {radix}-port switches hold {capacity} \
         at most, fewer where rails leave leaves half empty; take more levels, a larger radix or \
         more planes"
    )]
    Full {
        /// Endpoints asked for.
        endpoints: u64,
        /// Levels of the tree.
        levels: u32,
        /// Ports of a switch.
        radix: u64,
        /// Endpoints it holds.
        capacity: u64,
    },
    /// Trees of this height are not modelled.
    #[error("{0} levels; a tree has one to three")]
    Levels(u32),
    /// A product of the numbers leaves the range of counts.
    #[error("the network is too large to count: {0}")]
    Overflow(&'static str),
    /// The numbers contradict each other.
    #[error("{0}")]
    Inconsistent(String),
}

/// `value` if it is at least `least`.
fn at_least(what: &'static str, value: u64, least: u64) -> Result<u64, TopologyError> {
    if value >= least { Ok(value) } else { Err(TopologyError::TooSmall { what, value, least }) }
}

/// The largest of any input: products of three of them and a small factor fit in a `u64`.
const LARGEST: u64 = 1_000_000;

/// `value` if it is from 1 to [`LARGEST`].
fn input(what: &'static str, value: u64) -> Result<u64, TopologyError> {
    if value > LARGEST {
        return Err(TopologyError::Overflow(what));
    }
    at_least(what, value, 1)
}
