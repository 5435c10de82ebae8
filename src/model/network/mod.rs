//! Collectives on any network: textbook costs, topologies, NCCL's choice, ASTRA-sim's figures.
//!
//! * [`alpha_beta`]: a + b S (+ g S) of every collective by every algorithm;
//! * [`hierarchy`]: within nodes, then between them, with one or many rails;
//! * [`fabric`]: what rings, switches, tori, fat trees and dragonflies leave of a link;
//! * [`contention`]: collectives that share links;
//! * [`nccl`]: NCCL's own cost model, by which it picks algorithm and protocol;
//! * [`astrasim`]: ASTRA-sim's analytical backends, to the nanosecond.
//!
//! These are forms without a fitted constant: what a link and a step cost is given. The
//! collectives of [`collective`](super::collective) are the ones the LLM kernel uses.

pub mod alpha_beta;
pub mod astrasim;
pub mod contention;
pub mod fabric;
pub mod hierarchy;
pub mod nccl;
mod nccl_constants;

/// What is exchanged. S is the full vector of one rank, n the number of ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collective {
    /// Every rank ends with the sum of all vectors.
    AllReduce,
    /// Every rank starts with S / n and ends with all of S.
    AllGather,
    /// Every rank ends with its S / n of the sum.
    ReduceScatter,
    /// Every rank sends S / n to every rank.
    AllToAll,
    /// One rank sends S to all.
    Broadcast,
    /// One rank sends S to another.
    PointToPoint,
}

impl Collective {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AllReduce,
        Self::AllGather,
        Self::ReduceScatter,
        Self::AllToAll,
        Self::Broadcast,
        Self::PointToPoint,
    ];

    /// Name in data files: `all_reduce`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AllReduce => "all_reduce",
            Self::AllGather => "all_gather",
            Self::ReduceScatter => "reduce_scatter",
            Self::AllToAll => "all_to_all",
            Self::Broadcast => "broadcast",
            Self::PointToPoint => "p2p",
        }
    }

    /// The collective of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }
}
