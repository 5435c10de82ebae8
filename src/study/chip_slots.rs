//! From a catalogue chip and a precision to the slots of the kernel.
//!
//! The microarchitecture comes first: units x operations x clock, bus x rate, links x rate.
//! Where the catalogue has only the published total, the missing factor is chosen so that the
//! product is that total. What has to be assumed is said aloud ([`Assumption`]).

use crate::catalog::{Catalog, Chip, Precision};
use crate::model;

/// Most 16-bit matrix operations per clock of one unit of the kernel: those of the largest
/// GPU unit (a Blackwell SM). A core with larger arrays (TPU, NPU) is fed by several tiles at
/// a time, and counts as so many units.
const TILE_OPS: f64 = 8192.0;
/// Operations per clock of one unit, where the catalogue does not know how a chip's peak is
/// made up: the tensor core group of one SM of current GPUs (H100: 4096 bf16).
const UNIT_OPS: f64 = 4096.0;
/// Clock in GHz where the catalogue has none: usual for accelerators (0.9-2.1 GHz).
const CLOCK_GHZ: f64 = 1.5;
/// Dense matrix rate over vector rate where the catalogue has no vector rate: 989 / 67 on an
/// H100, 312 / 19.5 on an A100.
const MATRIX_OVER_VECTOR: f64 = 16.0;
/// Chips in a domain over PCIe where there is no scale-up link: a usual 8-slot server.
const PCIE_DOMAIN: f64 = 8.0;

/// Something a prediction rests on that the catalogue does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption(pub String);

/// The `chip.` slots of a chip at a precision, in the order of [`model::Chip::SLOTS`].
///
/// `Err` says what the catalogue lacks.
pub(super) fn chip_slots(
    catalog: &Catalog,
    chip: &Chip,
    precision: Precision,
    assumptions: &mut Vec<Assumption>,
) -> Result<Vec<f64>, String> {
    let mut assume = |text: String| {
        let a = Assumption(format!("{}: {text}", chip.id));
        if !assumptions.contains(&a) {
            assumptions.push(a);
        }
    };
    let matrix_clock = chip
        .matrix_clock_ghz(precision)
        .or(chip.vector_clock_ghz(precision))
        .unwrap_or_else(|| {
            assume(format!("no clock in the catalogue, {CLOCK_GHZ} GHz taken"));
            CLOCK_GHZ
        });
    let vector_clock = chip.vector_clock_ghz(Precision::Fp32).unwrap_or(matrix_clock);
    let known_peak = Precision::ALL
        .iter()
        .filter_map(|p| chip.published_matrix_tflops(*p).or(chip.published_vector_tflops(*p)))
        .fold(0.0, f64::max);
    let units = match chip.units() {
        Some(units) => units,
        None if known_peak > 0.0 => {
            let units = (known_peak * 1e3 / (UNIT_OPS * matrix_clock)).ceil().max(1.0);
            assume(format!("no unit count in the catalogue, {units} of {UNIT_OPS} op/clk taken"));
            units
        }
        None => return Err("the catalogue knows neither its units nor a peak".into()),
    };

    // What a unit does per matrix clock; vector units run matrix work where they are all
    // there is (fp32 on a V100).
    let ops = |p: Precision| -> f64 {
        let matrix = chip
            .matrix_ops_per_clock(p)
            .or_else(|| chip.published_matrix_tflops(p).map(|t| t * 1e3 / (units * matrix_clock)));
        let vector = || {
            let clock = chip.vector_clock_ghz(p).unwrap_or(vector_clock);
            let per_clock = chip.vector_ops_per_clock(p).map(|o| o * clock / matrix_clock);
            let total = chip.published_vector_tflops(p).map(|t| t * 1e3 / (units * matrix_clock));
            per_clock.or(total)
        };
        matrix.or_else(vector).unwrap_or(0.0)
    };
    let matrix_ops = ops(precision);
    let wide = [Precision::Bf16, Precision::Fp16].map(ops).into_iter().fold(0.0, f64::max);
    let vector_ops = chip
        .vector_ops_per_clock(Precision::Fp32)
        .or_else(|| {
            chip.published_vector_tflops(Precision::Fp32).map(|t| t * 1e3 / (units * vector_clock))
        })
        .unwrap_or_else(|| {
            let best = wide.max(matrix_ops).max(ops(Precision::Int8) / 2.0);
            assume(format!(
                "no fp32 vector rate in the catalogue, 1/{MATRIX_OVER_VECTOR} of the 16-bit \
                 matrix rate taken"
            ));
            best / MATRIX_OVER_VECTOR
        });
    if vector_ops <= 0.0 {
        return Err("the catalogue knows no arithmetic rate of it".into());
    }

    let built = chip.memory_bus_bits().zip(chip.memory_rate_gbits_per_s());
    let published = chip.published_memory_gbytes_per_s().map(|gb| (gb * 8.0, 1.0));
    let (bus, rate) =
        built.or(published).ok_or("the catalogue does not know its memory bandwidth")?;
    let capacity =
        chip.memory_capacity_gb().ok_or("the catalogue does not know its memory capacity")?;

    let (links, link_gbytes, domain) = scaleup(catalog, chip, &mut assume);
    let split = (wide.max(matrix_ops * precision.bytes() / 2.0) / TILE_OPS).ceil().max(1.0);
    let value = |name: &str| -> Option<f64> {
        Some(match name {
            "chip.units" => units * split,
            "chip.clock_ghz" => matrix_clock,
            "chip.matrix_ops" => matrix_ops / split,
            "chip.attention_ops" => {
                // Narrow formats are for weights and their operands; attention stays wide.
                if precision.bytes() < 2.0 && wide > 0.0 { wide / split } else { 0.0 }
            }
            "chip.vector_clock_ghz" => vector_clock,
            "chip.vector_ops" => vector_ops / split,
            "chip.memory_bus_bits" => bus,
            "chip.memory_rate_gbit" => rate,
            "chip.memory_capacity_gb" => capacity,
            "chip.l2_mb" => chip.l2_mib().map_or(0.0, |l| l * 1.048_576),
            "chip.scaleup_links" => links,
            "chip.scaleup_link_tbps" => link_gbytes * 1e-3,
            "chip.scaleup_domain" => domain,
            other => return kernel_class(chip, other),
        })
    };
    model::Chip::<f64>::SLOTS
        .iter()
        .map(|s| {
            value(s.name)
                .or(s.default.map(|d| d.value))
                .ok_or_else(|| format!("the program has no value for {}", s.name))
        })
        .collect()
}

/// L2 read rate of one unit in B/clk, with warp-level matrix instructions: typical of the fits on
/// bf16 GEMMs of A100, L40S and RTX PRO 6000.
const WARP_L2_RATE: f64 = 10.0;

/// Exponentials per clock and unit of Blackwell Ultra, twice those of other units: NVIDIA,
/// "Inside NVIDIA Blackwell Ultra" (2025), doubled throughput for the exponentials of attention.
const ULTRA_SPECIAL_OPS: f64 = 32.0;

/// What the kernels of a chip's generation reach, where it differs from the model's
/// defaults, which are those of asynchronous copies and warp-group matrix instructions
/// (Hopper and data-centre Blackwell). Other NVIDIA chips have warp-level instructions.
fn kernel_class(chip: &Chip, slot: &str) -> Option<f64> {
    let architecture = chip.architecture.as_deref().unwrap_or("");
    let asynchronous = ["Hopper", "Blackwell GB100", "Blackwell Ultra"];
    let warp_level = chip.vendor.as_deref() == Some("NVIDIA")
        && !asynchronous.iter().any(|a| architecture.starts_with(a));
    match slot {
        "chip.special_ops" if architecture.starts_with("Blackwell Ultra") => {
            Some(ULTRA_SPECIAL_OPS)
        }
        _ if !warp_level => None,
        "chip.l2_rate" => Some(WARP_L2_RATE),
        _ => None,
    }
}

/// Links, GB/s of one link in one direction, and chips in the domain.
fn scaleup(catalog: &Catalog, chip: &Chip, assume: &mut impl FnMut(String)) -> (f64, f64, f64) {
    if let Some(rate) = chip.scaleup_gbytes_per_s() {
        let domain = chip.scaleup_domain().unwrap_or(1.0);
        return match chip.scaleup_links().zip(chip.scaleup_link_gbytes_per_s()) {
            Some((links, link)) => (links, link, domain),
            None => (1.0, rate, domain),
        };
    }
    match catalog.pcie_gbytes_per_s(chip) {
        Some(rate) => {
            assume(format!("no scale-up link: PCIe at {rate:.1} GB/s, up to {PCIE_DOMAIN} chips"));
            (1.0, rate, PCIE_DOMAIN)
        }
        // A chip without any link is a domain of its own; the rate is then never used.
        None => (1.0, 1.0, 1.0),
    }
}
