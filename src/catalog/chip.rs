//! A chip: what its maker publishes about it, and the numbers the equations take from it.

use super::chip_tables::{ChipLinks, Compute, Host, Memory, Physical, Systolic};
use super::precision::Precision;
use super::quantity::Quantity;
use super::section::{Choice, Section, number_slot, numbers, section};
use super::unit::Unit;

/// What sort of processor a chip is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChipKind {
    /// A graphics processor, with or without display outputs.
    #[default]
    Gpu,
    /// A tensor processing unit built around large systolic arrays.
    Tpu,
    /// Any other accelerator built for neural networks.
    Npu,
    /// A system on a chip whose accelerator shares its memory with a CPU.
    Soc,
}

impl ChipKind {
    const WORDS: [&'static str; 4] = ["gpu", "tpu", "npu", "soc"];

    /// The word used in the catalogue files.
    pub fn name(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

impl Choice for ChipKind {
    fn choose(&mut self, word: &str) -> bool {
        let all = [ChipKind::Gpu, ChipKind::Tpu, ChipKind::Npu, ChipKind::Soc];
        all.into_iter().find(|kind| kind.name() == word).is_some_and(|kind| {
            *self = kind;
            true
        })
    }

    fn words(&self) -> &'static [&'static str] {
        &Self::WORDS
    }
}

section! {
    /// A chip, or one accelerator of a product that pairs several.
    ///
    /// ```
    /// use roofscape::catalog::{Catalog, Precision};
    ///
    /// let h100 = Catalog::embedded().chip("H100").unwrap();
    /// let peak_tflops = h100.units().unwrap()               // 132 SM
    ///     * h100.matrix_ops_per_clock(Precision::Bf16).unwrap() // 4096 op/clk
    ///     * h100.matrix_clock_ghz(Precision::Bf16).unwrap()     // 1.83 GHz
    ///     / 1e3;
    /// assert!((peak_tflops - 989.4).abs() < 0.1);
    /// ```
    pub struct Chip (
        /// Short kebab-case name: `h100-sxm`.
        id
    ) {
        /// Marketing name.
        name: text,
        /// Maker.
        vendor: text,
        /// Sort of processor.
        kind: choice(ChipKind),
        /// Architecture and die.
        architecture: text,
        /// Year of first shipment, or of the announcement of an unshipped part.
        year: number(Count),
        /// Other names the chip answers to.
        aliases: names,
        /// What to know before using the numbers.
        notes: text,
        /// Arithmetic.
        compute: table(Compute),
        /// Systolic arrays, where the matrix engine is made of them.
        systolic: table(Systolic),
        /// Memory and caches.
        memory: table(Memory),
        /// Scale-up network.
        link: table(ChipLinks),
        /// Host interface.
        host: table(Host),
        /// Silicon and power.
        physical: table(Physical),
        /// Values that were published too, where sources contradict each other.
        also_published: alternatives(Chip),
    }
}

/// The field is no number of this table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a chip has no numeric field `{0}`; one is written for example memory.rate")]
pub struct UnknownField(pub String);

fn scaled(quantity: Option<&Quantity>, scale: f64) -> Option<f64> {
    quantity.map(|q| q.in_units_of(scale))
}

impl Chip {
    /// Marketing name, or the id where none is given.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Sort of processor.
    pub fn kind(&self) -> ChipKind {
        self.kind
    }

    /// Compute units (SM, CU, core).
    pub fn units(&self) -> Option<f64> {
        scaled(self.compute.units.as_ref(), 1.0)
    }

    /// What the maker calls one unit: `SM`.
    pub fn unit_name(&self) -> Option<&str> {
        let label = self
            .compute
            .units
            .as_ref()
            .map(|q| q.written.trim_start_matches(|c: char| !c.is_alphabetic()));
        label.filter(|l| !l.is_empty()).or(self.compute.unit_name.as_deref())
    }

    /// Clock of the matrix engine: the tensor clock, else the boost clock.
    ///
    /// FP64 has its own clock on a few chips, and on those with a tensor clock runs at boost (an
    /// H100 SXM: 1.83 GHz for BF16, 1.98 GHz for FP64).
    pub fn matrix_clock(&self, precision: Precision) -> Option<&Quantity> {
        let c = &self.compute;
        let own = if precision == Precision::Fp64 { &c.clock_fp64 } else { &c.clock_tensor };
        own.as_ref().or(c.clock_boost.as_ref())
    }

    /// Clock of the vector units: the boost clock, or the FP64 clock where it has its own.
    pub fn vector_clock(&self, precision: Precision) -> Option<&Quantity> {
        let c = &self.compute;
        let own = c.clock_fp64.as_ref().filter(|_| precision == Precision::Fp64);
        own.or(c.clock_boost.as_ref())
    }

    /// [`Chip::matrix_clock`] in GHz.
    pub fn matrix_clock_ghz(&self, precision: Precision) -> Option<f64> {
        scaled(self.matrix_clock(precision), 1e9)
    }

    /// [`Chip::vector_clock`] in GHz.
    pub fn vector_clock_ghz(&self, precision: Precision) -> Option<f64> {
        scaled(self.vector_clock(precision), 1e9)
    }

    /// Operations per clock and unit of the matrix engine (a fused multiply-add is two).
    pub fn matrix_ops_per_clock(&self, precision: Precision) -> Option<f64> {
        scaled(self.compute.matrix_ops.get(precision), 1.0)
    }

    /// Operations per clock and unit outside the matrix engine.
    pub fn vector_ops_per_clock(&self, precision: Precision) -> Option<f64> {
        scaled(self.compute.vector_ops.get(precision), 1.0)
    }

    /// Published dense peak of the matrix engine in TFLOP/s (TOP/s for integers).
    pub fn published_matrix_tflops(&self, precision: Precision) -> Option<f64> {
        scaled(self.compute.published_matrix.get(precision), 1e12)
    }

    /// Published peak of the vector units in TFLOP/s (TOP/s for integers).
    pub fn published_vector_tflops(&self, precision: Precision) -> Option<f64> {
        scaled(self.compute.published_vector.get(precision), 1e12)
    }

    /// Width of the memory bus in bits.
    pub fn memory_bus_bits(&self) -> Option<f64> {
        scaled(self.memory.bus.as_ref(), 1.0)
    }

    /// Rate of one memory pin in Gbit/s.
    pub fn memory_rate_gbits_per_s(&self) -> Option<f64> {
        scaled(self.memory.rate.as_ref(), 1e9)
    }

    /// Memory capacity in GB (1e9 bytes).
    pub fn memory_capacity_gb(&self) -> Option<f64> {
        scaled(self.memory.capacity.as_ref(), 1e9)
    }

    /// Published memory bandwidth in GB/s (1e9 bytes per second).
    pub fn published_memory_gbytes_per_s(&self) -> Option<f64> {
        scaled(self.memory.published_bandwidth.as_ref(), 1e9)
    }

    /// Last-level cache in MiB (2^20 bytes).
    pub fn l2_mib(&self) -> Option<f64> {
        scaled(self.memory.l2.as_ref(), 1_048_576.0)
    }

    /// Scale-up links of one chip.
    pub fn scaleup_links(&self) -> Option<f64> {
        scaled(self.link.links.as_ref(), 1.0)
    }

    /// Bandwidth of one scale-up link in one direction, GB/s.
    pub fn scaleup_link_gbytes_per_s(&self) -> Option<f64> {
        scaled(self.link.rate_per_link.as_ref(), 1e9)
    }

    /// Published scale-up bandwidth of one chip, both directions added, GB/s.
    pub fn published_scaleup_bidirectional_gbytes_per_s(&self) -> Option<f64> {
        scaled(self.link.published_bidirectional.as_ref(), 1e9)
    }

    /// Scale-up bandwidth of one chip in one direction, GB/s: links x rate, else half the
    /// published total.
    pub fn scaleup_gbytes_per_s(&self) -> Option<f64> {
        let built = self.scaleup_links().zip(self.scaleup_link_gbytes_per_s());
        let published = self.published_scaleup_bidirectional_gbytes_per_s();
        built.map(|(links, rate)| links * rate).or(published.map(|total| total / 2.0))
    }

    /// Most chips in one scale-up domain.
    pub fn scaleup_domain(&self) -> Option<f64> {
        scaled(self.link.domain.as_ref(), 1.0)
    }

    /// Thermal design power in watts.
    pub fn tdp_watts(&self) -> Option<f64> {
        scaled(self.physical.tdp.as_ref(), 1.0)
    }

    /// Every number known about the chip under its dotted name, in the order of the catalogue:
    /// `compute.units`, `compute.matrix_ops.bf16`, `memory.rate`.
    pub fn numeric_fields(&self) -> impl Iterator<Item = (String, &Quantity)> {
        numbers(self).into_iter()
    }

    /// The number at a dotted name: `memory.rate`.
    pub fn numeric_field(&self, name: &str) -> Option<&Quantity> {
        self.number(name)
    }

    /// What the field at a dotted name measures, whether or not this chip has the number.
    pub fn field_unit(name: &str) -> Option<Unit> {
        number_slot(&mut Chip::default(), name).map(|(unit, _)| unit)
    }

    /// Replaces the number at a dotted name, for a design that differs from the catalogued chip.
    ///
    /// # Errors
    /// [`UnknownField`] when chips have no such number.
    pub fn set_numeric_field(
        &mut self,
        name: &str,
        quantity: Quantity,
    ) -> Result<(), UnknownField> {
        let (_, place) = number_slot(self, name).ok_or_else(|| UnknownField(name.to_owned()))?;
        *place = Some(quantity);
        Ok(())
    }
}
