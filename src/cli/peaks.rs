//! The peaks of a chip twice: as published, and as units, rates and clocks make them.

use crate::catalog::{Catalog, Chip, Precision, Provenance, Quantity};
use crate::report::number::compact;

/// One peak rate of a chip.
#[derive(Debug, Clone)]
pub(super) struct Peak {
    pub(super) name: String,
    pub(super) unit: &'static str,
    /// As published, in `unit`, and how that is known.
    pub(super) published: Option<(f64, Provenance)>,
    /// As the microarchitecture makes it, in `unit`.
    pub(super) derived: Option<f64>,
    /// What the derived peak is the product of.
    pub(super) made_of: String,
    /// Whether a factor was chosen so that the product is the published peak.
    pub(super) circular: bool,
}

impl Peak {
    /// How far the derived peak lies above the published one, as a fraction.
    pub(super) fn difference(&self) -> Option<f64> {
        Some(self.derived? / self.published?.0 - 1.0)
    }

    /// The published peak, else the derived one, and how it is known.
    pub(super) fn known(&self) -> Option<(f64, Provenance)> {
        self.published.or(self.derived.map(|d| (d, Provenance::Derived)))
    }
}

/// A factor: the quantity, the scale of its unit, and the unit.
type Factor<'a> = (Option<&'a Quantity>, f64, &'a str);

/// `scale` times the product of the factors, if all are known.
fn product(
    name: String,
    unit: &'static str,
    published: Option<(&Quantity, f64)>,
    scale: f64,
    factors: &[Factor<'_>],
) -> Option<Peak> {
    let published = published.map(|(q, unit)| (q.in_units_of(unit), q.provenance));
    let known: Option<Vec<(&Quantity, f64, &str)>> =
        factors.iter().map(|(q, s, u)| q.map(|q| (q, *s, *u))).collect();
    let known = known.unwrap_or_default();
    if published.is_none() && known.is_empty() {
        return None;
    }
    let text = |(q, s, unit): &(&Quantity, f64, &str)| {
        format!("{} {unit}", compact(q.in_units_of(*s), 6)).trim_end().to_owned()
    };
    let value = known.iter().fold(scale, |x, (q, s, _)| x * q.in_units_of(*s));
    Some(Peak {
        name,
        unit,
        published,
        derived: (!known.is_empty()).then_some(value),
        made_of: known.iter().map(text).collect::<Vec<_>>().join(" x "),
        circular: known.iter().any(|(q, ..)| q.circular),
    })
}

/// Dense matrix peak at a precision (TFLOP/s, TOP/s for integers).
pub(super) fn matrix(chip: &Chip, precision: Precision) -> Option<Peak> {
    let c = &chip.compute;
    let clock = if precision == Precision::Fp64 { &c.clock_fp64 } else { &c.clock_tensor };
    let clock = clock.as_ref().or(c.clock_boost.as_ref());
    arithmetic(
        chip,
        format!("{precision} matrix"),
        precision,
        c.published_matrix.get(precision),
        c.matrix_ops.get(precision),
        clock,
    )
}

/// Peak of the vector units at a precision (TFLOP/s, TOP/s for integers).
fn vector(chip: &Chip, precision: Precision) -> Option<Peak> {
    let c = &chip.compute;
    let own = c.clock_fp64.as_ref().filter(|_| precision == Precision::Fp64);
    let clock = own.or(c.clock_boost.as_ref());
    arithmetic(
        chip,
        format!("{precision} vector"),
        precision,
        c.published_vector.get(precision),
        c.vector_ops.get(precision),
        clock,
    )
}

fn arithmetic(
    chip: &Chip,
    name: String,
    precision: Precision,
    published: Option<&Quantity>,
    ops: Option<&Quantity>,
    clock: Option<&Quantity>,
) -> Option<Peak> {
    let unit = if precision.is_integer() { "TOP/s" } else { "TFLOP/s" };
    let units = chip.compute.units.as_ref();
    let label = chip.unit_name().unwrap_or("units");
    let factors = [(units, 1.0, label), (ops, 1.0, "op/clk"), (clock, 1e9, "GHz")];
    product(name, unit, published.map(|q| (q, 1e12)), 1e-3, &factors)
}

/// Memory bandwidth (TB/s).
pub(super) fn memory(chip: &Chip) -> Option<Peak> {
    let m = &chip.memory;
    let factors = [(m.bus.as_ref(), 1.0, "bit"), (m.rate.as_ref(), 1e9, "Gbit/s")];
    let published = m.published_bandwidth.as_ref().map(|q| (q, 1e12));
    product("memory".into(), "TB/s", published, 1e-3 / 8.0, &factors)
}

/// Scale-up bandwidth in each direction (GB/s); published totals add both directions.
pub(super) fn scaleup(chip: &Chip) -> Option<Peak> {
    let l = &chip.link;
    let factors = [(l.links.as_ref(), 1.0, "links"), (l.rate_per_link.as_ref(), 1e9, "GB/s")];
    let published = l.published_bidirectional.as_ref().map(|q| (q, 2e9));
    product("scale-up, each direction".into(), "GB/s", published, 1.0, &factors)
}

/// Every peak that is published or can be derived.
pub(super) fn all(chip: &Chip) -> Vec<Peak> {
    let precisions = Precision::ALL;
    let arithmetic = precisions.iter().filter_map(|p| matrix(chip, *p));
    let arithmetic = arithmetic.chain(precisions.iter().filter_map(|p| vector(chip, *p)));
    arithmetic.chain(memory(chip)).chain(scaleup(chip)).collect()
}

/// The precision a chip is usually asked for: bf16, or the first it has of fp16, fp8, int8, fp32.
pub(super) fn usual_precision(catalog: &Catalog, chip: &Chip) -> Precision {
    let has = |p: &Precision| {
        crate::study::chip_inputs(catalog, chip, *p).is_ok_and(|c| c.matrix_peak_tflops().is_some())
    };
    let matrix = |p: &Precision| matrix(chip, *p).is_some();
    let usual =
        [Precision::Bf16, Precision::Fp16, Precision::Fp8, Precision::Int8, Precision::Fp32];
    let found = usual.iter().find(|p| matrix(p)).or(usual.iter().find(|p| has(p)));
    found.copied().unwrap_or(Precision::Bf16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_h100_agrees_with_its_datasheet() {
        let catalog = Catalog::embedded();
        let chip = catalog.chip("h100-sxm").unwrap();
        let bf16 = matrix(chip, Precision::Bf16).unwrap();
        assert_eq!(bf16.made_of, "132 SM x 4,096 op/clk x 1.83 GHz");
        assert!(bf16.difference().unwrap().abs() < 1e-3, "{bf16:?}");
        let links = scaleup(chip).unwrap();
        assert_eq!((links.derived, links.published.unwrap().0), (Some(450.0), 450.0));
        assert_eq!(usual_precision(catalog, chip), Precision::Bf16);
        let v100 = catalog.chip("v100-sxm").unwrap();
        assert_eq!(usual_precision(catalog, v100), Precision::Fp16);
    }
}
