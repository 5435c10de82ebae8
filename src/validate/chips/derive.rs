//! What follows from a chip's microarchitecture, by the equations of the model.
//!
//! ```text
//! peak      = units x op/clk x clock
//! memory    = bus x rate / 8
//! scale-up  = 2 directions x links x rate per link
//! ```

use crate::catalog::{Catalog, Chip, Precision, Quantity};
use crate::model;
use crate::report::number::compact;

/// A figure of a chip that is both published and derivable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Dense peak of the matrix engine.
    Matrix(Precision),
    /// Peak of the vector units.
    Vector(Precision),
    /// Memory bandwidth.
    Memory,
    /// Scale-up bandwidth, both directions added.
    ScaleUp,
}

impl Figure {
    /// Every figure, in the order of reports.
    pub fn all() -> impl Iterator<Item = Figure> {
        let vector = Precision::ALL.into_iter().map(Figure::Vector);
        let matrix = Precision::ALL.into_iter().map(Figure::Matrix);
        vector.chain(matrix).chain([Figure::Memory, Figure::ScaleUp])
    }

    /// Its name in reports.
    pub fn name(self) -> String {
        match self {
            Figure::Matrix(p) => format!("matrix {p}"),
            Figure::Vector(p) => format!("vector {p}"),
            Figure::Memory => "memory bandwidth".to_owned(),
            Figure::ScaleUp => "scale-up, two-way".to_owned(),
        }
    }

    /// The chart it belongs to.
    pub fn kind(self) -> &'static str {
        match self {
            Figure::Matrix(_) | Figure::Vector(_) => "peak",
            Figure::Memory => "memory bandwidth",
            Figure::ScaleUp => "scale-up bandwidth",
        }
    }

    /// The unit it is reported in.
    pub fn unit(self) -> &'static str {
        match self {
            Figure::Matrix(p) | Figure::Vector(p) if p.is_integer() => "TOP/s",
            Figure::Matrix(_) | Figure::Vector(_) => "TFLOP/s",
            Figure::Memory | Figure::ScaleUp => "GB/s",
        }
    }

    /// Canonical units (op/s, B/s) in one [`Figure::unit`].
    pub fn scale(self) -> f64 {
        match self {
            Figure::Matrix(_) | Figure::Vector(_) => 1e12,
            Figure::Memory | Figure::ScaleUp => 1e9,
        }
    }

    /// The published figure of a chip.
    pub fn published(self, chip: &Chip) -> Option<&Quantity> {
        match self {
            Figure::Matrix(p) => chip.compute.published_matrix.get(p),
            Figure::Vector(p) => chip.compute.published_vector.get(p),
            Figure::Memory => chip.memory.published_bandwidth.as_ref(),
            Figure::ScaleUp => chip.link.published_bidirectional.as_ref(),
        }
    }

    /// The dotted catalogue name of the published figure.
    pub fn field(self) -> String {
        match self {
            Figure::Matrix(p) => format!("compute.published_matrix.{p}"),
            Figure::Vector(p) => format!("compute.published_vector.{p}"),
            Figure::Memory => "memory.published_bandwidth".to_owned(),
            Figure::ScaleUp => "link.published_bidirectional".to_owned(),
        }
    }

    fn ops(self, chip: &Chip) -> Option<&Quantity> {
        match self {
            Figure::Matrix(p) => chip.compute.matrix_ops.get(p),
            Figure::Vector(p) => chip.compute.vector_ops.get(p),
            Figure::Memory | Figure::ScaleUp => None,
        }
    }

    fn clock(self, chip: &Chip) -> Option<&Quantity> {
        match self {
            Figure::Matrix(p) => chip.matrix_clock(p),
            Figure::Vector(p) => chip.vector_clock(p),
            Figure::Memory | Figure::ScaleUp => None,
        }
    }
}

/// A derived figure with what it was derived from.
#[derive(Clone, Debug)]
pub struct Derived<'a> {
    /// The chip.
    pub chip: &'a Chip,
    /// What was derived.
    pub figure: Figure,
    /// The value in [`Figure::unit`].
    pub value: f64,
    /// The factors, as a reader can check them: `132 x 4096 op/clk x 1830 MHz`.
    pub formula: String,
    /// The facts that entered.
    pub inputs: Vec<&'a Quantity>,
    /// The clock of a peak, and its operations per clock and unit.
    pub(super) clock_and_ops: Option<(&'a Quantity, f64)>,
    /// The chip of the same die that lent its operations per clock, if the chip has none itself.
    pub lender: Option<&'a Chip>,
}

impl<'a> Derived<'a> {
    /// The published figure, if there is one.
    pub fn published(&self) -> Option<&'a Quantity> {
        self.figure.published(self.chip)
    }

    /// The published value in [`Figure::unit`].
    pub(super) fn published_value(&self) -> Option<f64> {
        self.published().map(|q| q.value / self.figure.scale())
    }
}

/// Everything that can be derived for `chip`.
///
/// A precision whose operations per clock are not known for the chip but are for another product
/// of the same die takes those, where there is a published figure to hold them against.
pub fn derive<'a>(catalog: &'a Catalog, chip: &'a Chip) -> Vec<Derived<'a>> {
    Figure::all().filter_map(|figure| one(catalog, chip, figure)).collect()
}

fn one<'a>(catalog: &'a Catalog, chip: &'a Chip, figure: Figure) -> Option<Derived<'a>> {
    match figure {
        Figure::Matrix(_) | Figure::Vector(_) => peak(catalog, chip, figure),
        Figure::Memory => {
            let (bus, rate) = (chip.memory.bus.as_ref()?, chip.memory.rate.as_ref()?);
            let value = 1e3
                * rates(|slot| match slot {
                    "chip.memory_bus_bits" => Some(bus.value),
                    "chip.memory_rate_gbit" => Some(rate.in_units_of(1e9)),
                    _ => None,
                })
                .memory_peak;
            let formula = format!("{bus} x {rate} / 8");
            Some(plain(chip, figure, value, formula, vec![bus, rate]))
        }
        Figure::ScaleUp => {
            let (links, rate) = (chip.link.links.as_ref()?, chip.link.rate_per_link.as_ref()?);
            let both_ways = 2.0;
            let value = both_ways
                * 1e3
                * rates(|slot| match slot {
                    "chip.scaleup_links" => Some(links.value),
                    "chip.scaleup_link_tbps" => Some(rate.in_units_of(1e12)),
                    _ => None,
                })
                .link;
            let formula = format!("2 x {} x {rate}", compact(links.value, 4));
            Some(plain(chip, figure, value, formula, vec![links, rate]))
        }
    }
}

fn plain<'a>(
    chip: &'a Chip,
    figure: Figure,
    value: f64,
    formula: String,
    inputs: Vec<&'a Quantity>,
) -> Derived<'a> {
    Derived { chip, figure, value, formula, inputs, clock_and_ops: None, lender: None }
}

fn peak<'a>(catalog: &'a Catalog, chip: &'a Chip, figure: Figure) -> Option<Derived<'a>> {
    let units = chip.compute.units.as_ref()?;
    let (lender, ops) = match figure.ops(chip) {
        Some(ops) => (None, ops),
        None => {
            figure.published(chip)?;
            let lender = catalog
                .chips()
                .iter()
                .find(|other| same_die(chip, other) && figure.ops(other).is_some())?;
            (Some(lender), figure.ops(lender)?)
        }
    };
    let clock = figure.clock(chip)?;
    let value = rates(|slot| match slot {
        "chip.units" => Some(units.value),
        "chip.clock_ghz" => Some(clock.in_units_of(1e9)),
        "chip.matrix_ops" => Some(ops.value),
        _ => None,
    })
    .matrix_peak;
    let count = compact(units.value, 6).replace(',', "");
    let borrowed = lender.map_or(String::new(), |l| format!(" (of {})", l.id));
    let formula = format!("{count} x {ops}{borrowed} x {clock}");
    let inputs = vec![units, ops, clock];
    Some(Derived {
        lender,
        clock_and_ops: Some((clock, ops.value)),
        ..plain(chip, figure, value, formula, inputs)
    })
}

/// Whether two chips are cut from one die: an architecture such as `Hopper GH100` names the die,
/// a single word such as `TPU` a family.
fn same_die(a: &Chip, b: &Chip) -> bool {
    a.id != b.id
        && a.vendor == b.vendor
        && a.architecture == b.architecture
        && a.architecture.as_deref().is_some_and(|name| name.contains(' '))
}

/// The rates of the model for the facts given; datasheet peaks, nothing lost to efficiency.
///
/// A peak is that of the matrix slots for either engine: the product is the same.
fn rates(known: impl Fn(&str) -> Option<f64>) -> model::chip::Rates<f64> {
    let values: Vec<f64> = model::Chip::<f64>::SLOTS
        .iter()
        .map(|slot| match known(slot.name) {
            Some(value) => value,
            None => slot.default.map_or(0.0, |c| c.value),
        })
        .collect();
    model::Chip::take(&mut values.iter()).rates()
}
