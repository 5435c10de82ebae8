//! How precisely a number was printed.

use crate::catalog::Quantity;

/// Value of one unit in the last digit that carries information, in the canonical unit.
///
/// `0.21 TFLOP/s` is printed to 0.01 TFLOP/s and `34 TFLOP/s` to 1 TFLOP/s. Zeros at the end of
/// a whole number may only fill it up, so that they count as printed only as far as two digits
/// need them: `2000 GB/s` is printed to 100 GB/s.
pub(super) fn printed_step(quantity: &Quantity) -> f64 {
    let number: String =
        quantity.written.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let Ok(value) = number.parse::<f64>() else { return 0.0 };
    let scale = quantity.value / value;
    if let Some((_, decimals)) = number.split_once('.') {
        return scale / 10f64.powf(decimals.len() as f64);
    }
    let zeros = number.len() - number.trim_end_matches('0').len();
    let filling = zeros.min(number.len().saturating_sub(2));
    scale * 10f64.powf(filling as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Provenance, Unit};

    #[test]
    fn the_last_printed_digit_counts() {
        let step = |written: &str, value: f64| {
            printed_step(&Quantity {
                value,
                unit: Unit::OpsPerSecond,
                provenance: Provenance::Read,
                circular: false,
                source: "a table".into(),
                written: written.into(),
            })
        };
        assert_eq!(step("0.21 TFLOP/s", 0.21e12), 0.01e12);
        assert_eq!(step("34 TFLOP/s", 34e12), 1e12);
        assert_eq!(step("2000 GB/s", 2e12), 100e9);
        assert_eq!(step("989.4 TFLOP/s", 989.4e12), 0.1e12);
        assert_eq!(step("8 TFLOP/s", 8e12), 1e12);
    }
}
