//! From a catalogue chip to the slots of its systolic arrays.

use crate::catalog::{Chip, Precision, Quantity};

/// Values by slot, the same slots for every chip.
///
/// `Err` says what the catalogue lacks. Sizes of the operand memories, dataflow and overlap
/// are the study's to say.
pub(super) fn array_slots(chip: &Chip) -> Result<[(&'static str, f64); 5], String> {
    let arrays = &chip.systolic;
    let count = |quantity: &Option<Quantity>, what: &str| {
        let lack = || format!("the catalogue does not know the {what} of its systolic arrays");
        quantity.as_ref().map(|q| q.value).ok_or_else(lack)
    };
    let built = chip.memory_bus_bits().zip(chip.memory_rate_gbits_per_s());
    let gbytes = built
        .map(|(bits, rate)| bits * rate / 8.0)
        .or(chip.published_memory_gbytes_per_s())
        .ok_or("the catalogue does not know its memory bandwidth")?;
    Ok([
        ("array.rows", count(&arrays.rows, "rows")?),
        ("array.cols", count(&arrays.columns, "columns")?),
        (
            "array.arrays",
            count(&arrays.arrays_per_core, "number")? * count(&arrays.cores, "cores")?,
        ),
        (
            "array.clock_ghz",
            chip.matrix_clock_ghz(Precision::Bf16)
                .ok_or("the catalogue does not know its clock")?,
        ),
        ("array.dram_tbps", gbytes * 1e-3),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn a_tpu_v4_has_eight_arrays_of_128_by_128() {
        let chip = Catalog::embedded().chip("tpu-v4").unwrap();
        let slots = array_slots(chip).unwrap().map(|(_, value)| value);
        assert_eq!(slots[..4], [128.0, 128.0, 8.0, 1.05]);
        assert!((slots[4] - 1.2).abs() < 0.05, "{} TB/s", slots[4]);
        let gpu = Catalog::embedded().chip("h100-sxm").unwrap();
        assert!(array_slots(gpu).unwrap_err().contains("rows"));
    }
}
