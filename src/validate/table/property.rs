//! The properties that can be checked, their units and their limits.

use crate::catalog::Precision;

use super::unit::{Dim, Unit};

/// Which arithmetic a peak belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Engine {
    Vector,
    Matrix,
    /// The label does not say.
    Any,
}

/// Which number format a peak is quoted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Format {
    One(Precision),
    /// FP16 or BF16.
    Bits16,
    /// "AI compute", "floating point": whichever the maker quotes.
    Unsaid,
}

/// Directions a link bandwidth counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    One,
    Both,
    Unsaid,
}

/// A property that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Property {
    Year,
    Process,
    Die,
    Transistors,
    Cores,
    Units,
    TensorCores,
    ClockBoost,
    ClockBase,
    Clock,
    Peak(Engine, Format, Sparse),
    MemoryKind,
    MemoryCapacity,
    MemoryBandwidth,
    MemoryBus,
    MemoryRate,
    Stacks,
    Channels,
    ChannelBits,
    DieDensity,
    Voltage,
    Links,
    LinkRate,
    LinkLayout,
    /// Links of a chip and lanes of a link: `18 x 2`.
    LinksAndLanes,
    /// Chips of a system.
    ChipCount,
    /// Switch chips of a scale-up network.
    SwitchChips,
    Scaleup(Way),
    HostBandwidth(Way),
    HostInterface,
    PcieGeneration,
    LaneRate,
    Lanes,
    Encoding,
    /// The number of a standard: `JESD250`.
    Standard,
    Power,
    L2,
    Scratchpad,
    Registers,
    Domain,
    FmaPerTensorCore,
    Supports(Engine, Precision),
    Software,
    EnergyRatio,
    AreaRatio,
    Demand,
    Ratio,
    OpticsPerChip,
    ScaleOut,
    /// Memory of the processors that host the chips of a system.
    HostMemory,
    /// How many of which chip a system has, in words: `8x V100 32GB`.
    Accelerators,
    RowLength,
    Price,
    TransferEnergy,
}

/// Whether structured sparsity is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sparse {
    Dense,
    Counted,
}

impl Property {
    /// What the numbers of the property measure; `None` for words.
    pub(super) fn dim(self) -> Option<Dim> {
        use Property as P;
        Some(match self {
            P::Process => Dim::Nanometres,
            P::Die => Dim::SquareMm,
            P::ClockBoost | P::ClockBase | P::Clock => Dim::Hertz,
            P::Peak(..) => Dim::Ops,
            P::MemoryCapacity
            | P::HostMemory
            | P::L2
            | P::Scratchpad
            | P::Registers
            | P::DieDensity => Dim::Bytes,
            P::MemoryBandwidth | P::Scaleup(_) | P::HostBandwidth(_) | P::LinkRate => {
                Dim::Bandwidth
            }
            P::LinkLayout | P::ScaleOut => Dim::Bandwidth,
            P::LinksAndLanes => return None,
            P::MemoryBus | P::ChannelBits => Dim::Bits,
            P::MemoryRate | P::LaneRate => Dim::BitRate,
            P::Voltage => Dim::Volts,
            P::Power => Dim::Watts,
            P::TransferEnergy => Dim::Joules,
            P::MemoryKind
            | P::HostInterface
            | P::Supports(..)
            | P::Software
            | P::Accelerators
            | P::Encoding
            | P::Standard
            | P::RowLength => return None,
            _ => Dim::Count,
        })
    }

    /// The unit of a number printed without one.
    pub(super) fn usual_unit(self, value: f64) -> Unit {
        use Property as P;
        let dim = self.dim().unwrap_or(Dim::Count);
        let factor = match self {
            P::Transistors if value < 1e4 => 1e9,
            P::ClockBoost | P::ClockBase | P::Clock if value < 20.0 => 1e9,
            P::ClockBoost | P::ClockBase | P::Clock if value < 20_000.0 => 1e6,
            P::Peak(..) => 1e12,
            P::L2 | P::Registers => 1_048_576.0,
            P::Scratchpad => 1024.0,
            P::MemoryRate | P::LaneRate if value >= 100.0 => 1e6,
            _ => match dim {
                Dim::Bytes | Dim::Bandwidth | Dim::BitRate => 1e9,
                _ => 1.0,
            },
        };
        Unit { dim, factor }
    }

    /// Whether the label leaves open which format, clock or direction is meant.
    pub(super) fn is_open(self) -> bool {
        use Property as P;
        matches!(
            self,
            P::Peak(_, Format::Unsaid | Format::Bits16, _)
                | P::Clock
                | P::Scaleup(Way::Unsaid)
                | P::HostBandwidth(Way::Unsaid)
        )
    }

    /// Whether only the exact number is right, as for counts.
    pub(super) fn is_exact(self) -> bool {
        use Property as P;
        matches!(
            self,
            P::Year
                | P::Process
                | P::Cores
                | P::Units
                | P::TensorCores
                | P::MemoryBus
                | P::Stacks
                | P::Channels
                | P::ChannelBits
                | P::Links
                | P::PcieGeneration
                | P::Lanes
                | P::ChipCount
                | P::SwitchChips
                | P::Domain
                | P::FmaPerTensorCore
                | P::Demand
                | P::OpticsPerChip
        )
    }

    /// Values no chip has come near, in the canonical unit; outside them a unit went wrong.
    pub(super) fn plausible(self) -> Option<(f64, f64)> {
        use Property as P;
        Some(match self {
            P::Year => (1990.0, 2040.0),
            P::Process => (0.5, 1000.0),
            P::Die => (4.0, 50_000.0),
            P::Transistors => (1e7, 1e13),
            P::ClockBoost | P::ClockBase | P::Clock => (5e7, 8e9),
            P::Peak(..) => (1e9, 2e17),
            P::MemoryCapacity => (2e8, 5e12),
            P::MemoryBandwidth => (1e9, 1e14),
            P::MemoryBus => (16.0, 65_536.0),
            P::MemoryRate => (1e8, 7e10),
            P::Scaleup(_) | P::HostBandwidth(_) => (5e8, 5e13),
            P::Power => (0.5, 30_000.0),
            P::Voltage => (0.4, 5.0),
            P::Cores => (1.0, 1e6),
            P::Units => (1.0, 1e6),
            P::L2 => (1e5, 1e11),
            _ => return None,
        })
    }
}
