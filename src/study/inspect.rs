//! What the catalogue's chip becomes in a kernel, for whoever wants to look at it.

use super::chip_slots::{Assumption, chip_slots};
use crate::catalog::{Catalog, Chip, Precision};
use crate::model;

/// The `chip.` slots of one chip at one precision, as a study that names them gets them.
#[derive(Debug, Clone, PartialEq)]
pub struct ChipInputs {
    /// The values, in the order of [`model::Chip::SLOTS`].
    pub values: Vec<f64>,
    /// What the catalogue does not know and had to be assumed.
    pub assumptions: Vec<Assumption>,
}

/// The catalogue knows too little of a chip to model it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{chip} cannot be modelled: {lack}; add it with --catalog DIR")]
pub struct ChipLacks {
    /// Id of the chip.
    pub chip: String,
    /// What is missing.
    pub lack: String,
}

/// The `chip.` slots of a chip at a precision, and what had to be assumed for them.
///
/// An H100 SXM at bf16 has `chip.units` 132, `chip.matrix_ops` 4096 and `chip.clock_ghz` 1.83.
///
/// # Errors
/// If the catalogue does not know the chip's memory, or neither its units nor any peak.
pub fn chip_inputs(
    catalog: &Catalog,
    chip: &Chip,
    precision: Precision,
) -> Result<ChipInputs, ChipLacks> {
    let mut assumptions = Vec::new();
    let values = chip_slots(catalog, chip, precision, &mut assumptions)
        .map_err(|lack| ChipLacks { chip: chip.id.to_string(), lack })?;
    Ok(ChipInputs { values, assumptions })
}

impl ChipInputs {
    /// The peaks and rates that follow from the slots.
    pub(crate) fn rates(&self) -> model::chip::Rates<f64> {
        model::Chip::take(&mut self.values.iter()).rates()
    }

    /// Dense matrix peak at the precision (TFLOP/s); `None` if the chip does not compute in it.
    pub fn matrix_peak_tflops(&self) -> Option<f64> {
        let chip = model::Chip::<f64>::take(&mut self.values.iter());
        chip.supported().then(|| chip.rates().matrix_peak)
    }

    /// Memory peak (TB/s).
    pub fn memory_peak_tbps(&self) -> f64 {
        self.rates().memory_peak
    }

    /// Rate at which all units together read the L2 (TB/s); `None` if there is no L2, or its
    /// size is unknown.
    pub fn l2_tbps(&self) -> Option<f64> {
        let rates = self.rates();
        (rates.l2_mb > 0.0).then_some(rates.l2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_h100_has_its_datasheet_peaks() {
        let catalog = Catalog::embedded();
        let chip = catalog.chip("h100-sxm").unwrap();
        let inputs = chip_inputs(catalog, chip, Precision::Bf16).unwrap();
        approx::assert_relative_eq!(
            inputs.matrix_peak_tflops().unwrap(),
            132.0 * 4096.0 * 1.83e-3,
            max_relative = 1e-12
        );
        approx::assert_relative_eq!(inputs.memory_peak_tbps(), 5120.0 * 5.23 / 8e3);
        assert!(inputs.assumptions.is_empty());
        assert_eq!(chip_inputs(catalog, chip, Precision::Fp4).unwrap().matrix_peak_tflops(), None);
    }
}
