//! Numbers as a person reads them. Data formats do not come here: they keep full precision.

/// Significant digits of a number in a table or a label.
pub const DIGITS: usize = 4;

const PREFIXES: [(i32, &str); 13] = [
    (-12, "p"),
    (-9, "n"),
    (-6, "µ"),
    (-3, "m"),
    (0, ""),
    (3, "k"),
    (6, "M"),
    (9, "G"),
    (12, "T"),
    (15, "P"),
    (18, "E"),
    (21, "Z"),
    (24, "Y"),
];

/// `value` rounded to `digits` significant digits, trailing zeros kept.
///
/// Plain with thousands separators from 0.001 to below 1,000,000, else as `1.235e6`.
///
/// ```
/// use roofscape::report::number::significant;
/// assert_eq!(significant(989.4 / 3.35, 4), "295.3"); // ridge of an H100, FLOP/byte
/// assert_eq!(significant(12_345.6, 4), "12,346");
/// assert_eq!(significant(1.0e12, 3), "1.00e12");
/// ```
pub fn significant(value: f64, digits: usize) -> String {
    let Some((mantissa, exponent)) = decimal(value, digits) else {
        return if value == 0.0 { "0".into() } else { value.to_string() };
    };
    if !(-3..6).contains(&exponent) {
        return format!("{mantissa}e{exponent}");
    }
    let decimals = (digits.max(1) as i32 - 1 - exponent).max(0) as usize;
    group(&format!("{value:.decimals$}"))
}

/// [`significant`] without trailing zeros: `80`, not `80.00`.
///
/// ```
/// use roofscape::report::number::compact;
/// assert_eq!(compact(3.35, 4), "3.35");
/// assert_eq!(compact(80.0, 4), "80");
/// ```
pub fn compact(value: f64, digits: usize) -> String {
    let text = significant(value, digits);
    let (number, exponent) = text.split_at(text.find('e').unwrap_or(text.len()));
    if !number.contains('.') {
        return text;
    }
    format!("{}{exponent}", number.trim_end_matches('0').trim_end_matches('.'))
}

/// `value` in base units with the SI prefix that leaves 1 to 999 before the point.
///
/// ```
/// use roofscape::report::number::si;
/// assert_eq!(si(3.35e12, "B/s"), "3.35 TB/s");
/// assert_eq!(si(989.4e12, "FLOP/s"), "989.4 TFLOP/s");
/// ```
pub fn si(value: f64, unit: &str) -> String {
    let Some((_, exponent)) = decimal(value, DIGITS) else {
        return with_unit(compact(value, DIGITS), "", unit);
    };
    let step = 3 * exponent.div_euclid(3);
    match PREFIXES.iter().find(|(power, _)| *power == step) {
        Some((power, prefix)) => {
            with_unit(compact(value / 10f64.powi(*power), DIGITS), prefix, unit)
        }
        None => with_unit(compact(value, DIGITS), "", unit),
    }
}

/// A time given in seconds, in the unit a person would choose, from ns to days.
///
/// ```
/// use roofscape::report::number::duration;
/// assert_eq!(duration(12.5e-6), "12.5 µs");
/// assert_eq!(duration(90.0), "90 s");
/// assert_eq!(duration(9000.0), "2.5 h");
/// ```
pub fn duration(seconds: f64) -> String {
    let (scale, unit) = match seconds.abs() {
        s if s < 120.0 => return si(seconds, "s"),
        s if s < 7_200.0 => (60.0, "min"),
        s if s < 172_800.0 => (3_600.0, "h"),
        _ => (86_400.0, "d"),
    };
    with_unit(compact(seconds / scale, DIGITS), "", unit)
}

/// A count: every digit below 10⁹, three digits above.
///
/// ```
/// use roofscape::report::number::count;
/// assert_eq!(count(1_234_567u64), "1,234,567");
/// assert_eq!(count(1_000_000_000_000u64), "1.00e12");
/// ```
pub fn count(n: impl Into<u128>) -> String {
    let n = n.into();
    if n < 1_000_000_000 { group(&n.to_string()) } else { significant(n as f64, 3) }
}

/// A fraction as a percentage with three significant digits, two below 1 %.
///
/// ```
/// assert_eq!(roofscape::report::number::percent(0.523), "52.3 %");
/// ```
pub fn percent(fraction: f64) -> String {
    let percent = 100.0 * fraction;
    with_unit(compact(percent, if percent.abs() < 1.0 { 2 } else { 3 }), "", "%")
}

/// An integer with thousands separators, every digit kept.
pub(crate) fn integer(n: i64) -> String {
    group(&n.to_string())
}

/// Mantissa text and decimal exponent after rounding; `None` for zero and what is not finite.
fn decimal(value: f64, digits: usize) -> Option<(String, i32)> {
    if value == 0.0 || !value.is_finite() {
        return None;
    }
    let text = format!("{value:.*e}", digits.max(1) - 1);
    let (mantissa, exponent) = text.split_once('e')?;
    Some((mantissa.to_owned(), exponent.parse().ok()?))
}

fn with_unit(number: String, prefix: &str, unit: &str) -> String {
    format!("{number} {prefix}{unit}").trim_end().to_owned()
}

/// Puts a comma between every three digits before the point.
fn group(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut out = String::with_capacity(text.len() + text.len() / 3);
    for (i, c) in text.char_indices() {
        let after = whole.saturating_sub(i);
        if i > 0 && i < whole && after % 3 == 0 && !out.ends_with('-') {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_that_adds_a_digit_moves_the_exponent() {
        assert_eq!(significant(999.96, 4), "1,000");
        assert_eq!(significant(999_999.9, 4), "1.000e6");
        assert_eq!(si(999.96e9, "B"), "1 TB");
    }

    #[test]
    fn small_negative_and_special_values() {
        assert_eq!(significant(0.0, 4), "0");
        assert_eq!(significant(-123_456.0, 4), "-123,456");
        assert_eq!(significant(0.001_234_56, 4), "0.001235");
        assert_eq!(significant(0.000_123_456, 4), "1.235e-4");
        assert_eq!(compact(1.0e12, 4), "1e12");
        assert_eq!(significant(f64::NAN, 4), "NaN");
        assert_eq!(si(0.0, "s"), "0 s");
        assert_eq!(si(-2.0e-9, "s"), "-2 ns");
    }

    #[test]
    fn durations_choose_their_unit() {
        assert_eq!(duration(1.5e-3), "1.5 ms");
        assert_eq!(duration(600.0), "10 min");
        assert_eq!(duration(86_400.0 * 21.0), "21 d");
    }

    #[test]
    fn counts_and_percentages() {
        assert_eq!(count(0u32), "0");
        assert_eq!(count(999u32), "999");
        assert_eq!(count(491_000_000_000u64), "4.91e11");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(0.000_12), "0.012 %");
        assert_eq!(percent(-0.05), "-5 %");
        assert_eq!(percent(-0.000_321), "-0.032 %");
    }
}
