//! The units a fact may be written in, and reading "989.4 TFLOP/s" into a plain number.

use std::fmt;

/// What a catalogued number measures; the name is the unit its value is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A plain count (cores, links, chips, a year); a word may follow it: `132 SM`.
    Count,
    /// A ratio without a unit: `2`, `2 x`, `93 %`.
    Ratio,
    /// Arithmetic operations per clock, a fused multiply-add counting as two: `4096 op/clk`.
    OpsPerClock,
    /// Arithmetic operations per second: `989.4 TFLOP/s`, `1979 TOP/s`.
    OpsPerSecond,
    /// Clock frequency: `1830 MHz`.
    Hertz,
    /// Width of a bus: `5120 bit`.
    Bits,
    /// Signalling rate of one pin or lane: `5.23 Gbit/s`.
    BitsPerSecond,
    /// Capacity: `80 GB`, `50 MiB`.
    Bytes,
    /// Bandwidth: `3350 GB/s`.
    BytesPerSecond,
    /// Power: `700 W`.
    Watts,
    /// Length (the name of a process): `4 nm`.
    Metres,
    /// Area: `814 mm2`.
    SquareMetres,
    /// Voltage: `1.1 V`.
    Volts,
    /// Price: `199000 USD`.
    Dollars,
}

/// Why a text is not a number of the unit asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// The text does not start with a finite decimal number.
    #[error("`{0}` does not start with a number")]
    NotANumber(String),
    /// The number is followed by a unit of another kind, or by none.
    #[error("`{found}` is not a unit of {}; write for example \"{}\"", .wanted.describe(), .wanted.example())]
    WrongUnit {
        /// The unit as written.
        found: String,
        /// What the field measures.
        wanted: Unit,
    },
    /// A unit is missing.
    #[error("the unit is missing; {} is written for example \"{}\"", .0.describe(), .0.example())]
    NoUnit(Unit),
}

const DECIMAL: [(&str, f64); 12] = [
    ("", 1.0),
    ("k", 1e3),
    ("K", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
    ("m", 1e-3),
    ("u", 1e-6),
    ("µ", 1e-6),
    ("n", 1e-9),
];

const BINARY: [(&str, f64); 5] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
];

const COUNT_WORDS: [(&str, f64); 4] =
    [("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12)];

const PHYSICAL: [Unit; 12] = [
    Unit::OpsPerClock,
    Unit::OpsPerSecond,
    Unit::Hertz,
    Unit::Bits,
    Unit::BitsPerSecond,
    Unit::Bytes,
    Unit::BytesPerSecond,
    Unit::Watts,
    Unit::Metres,
    Unit::SquareMetres,
    Unit::Volts,
    Unit::Dollars,
];

impl Unit {
    /// What the unit measures, in words for an error message.
    pub fn describe(self) -> &'static str {
        match self {
            Unit::Count => "a count",
            Unit::Ratio => "a ratio",
            Unit::OpsPerClock => "operations per clock",
            Unit::OpsPerSecond => "operations per second",
            Unit::Hertz => "frequency",
            Unit::Bits => "bus width",
            Unit::BitsPerSecond => "a rate in bits per second",
            Unit::Bytes => "capacity in bytes",
            Unit::BytesPerSecond => "bandwidth in bytes per second",
            Unit::Watts => "power",
            Unit::Metres => "length",
            Unit::SquareMetres => "area",
            Unit::Volts => "voltage",
            Unit::Dollars => "price",
        }
    }

    /// A well-formed text of this unit.
    pub fn example(self) -> &'static str {
        match self {
            Unit::Count => "132 SM",
            Unit::Ratio => "2 x",
            Unit::OpsPerClock => "4096 op/clk",
            Unit::OpsPerSecond => "989.4 TFLOP/s",
            Unit::Hertz => "1830 MHz",
            Unit::Bits => "5120 bit",
            Unit::BitsPerSecond => "5.23 Gbit/s",
            Unit::Bytes => "80 GB",
            Unit::BytesPerSecond => "3350 GB/s",
            Unit::Watts => "700 W",
            Unit::Metres => "4 nm",
            Unit::SquareMetres => "814 mm2",
            Unit::Volts => "1.1 V",
            Unit::Dollars => "199000 USD",
        }
    }

    /// The canonical unit as a symbol: `op/s`, `Hz`, `B/s`; empty for counts and ratios.
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::Count | Unit::Ratio => "",
            Unit::OpsPerClock => "op/clk",
            Unit::OpsPerSecond => "op/s",
            Unit::Hertz => "Hz",
            Unit::Bits => "bit",
            Unit::BitsPerSecond => "bit/s",
            Unit::Bytes => "B",
            Unit::BytesPerSecond => "B/s",
            Unit::Watts => "W",
            Unit::Metres => "m",
            Unit::SquareMetres => "m2",
            Unit::Volts => "V",
            Unit::Dollars => "USD",
        }
    }

    /// Whether a bare TOML number will do, because the field has no unit.
    pub fn is_bare(self) -> bool {
        matches!(self, Unit::Count | Unit::Ratio)
    }

    /// Reads `text` as a number of this unit, in the canonical unit: `3.35 TB/s` is 3.35e12 B/s.
    ///
    /// Decimal (k, M, G, T, P, E) and binary (Ki, Mi, Gi, Ti, Pi) prefixes are understood; `b` is a
    /// bit and `B` a byte. The sign is not checked here.
    ///
    /// # Errors
    /// [`UnitError`] when there is no number, no unit or a unit of another kind.
    pub fn parse(self, text: &str) -> Result<f64, UnitError> {
        let text = text.trim();
        let (number, rest) = split_number(text);
        let value: f64 =
            number.replace('_', "").parse().map_err(|_| UnitError::NotANumber(text.to_owned()))?;
        let rest = rest.trim();
        if rest.is_empty() && !self.is_bare() {
            return Err(UnitError::NoUnit(self));
        }
        let factor = self
            .factor(rest)
            .ok_or_else(|| UnitError::WrongUnit { found: rest.to_owned(), wanted: self })?;
        // 1e-6 has no exact double but its reciprocal has: dividing keeps 814 mm2 at 814e-6.
        Ok(if factor < 1.0 { value / (1.0 / factor).round() } else { value * factor })
    }

    fn factor(self, written: &str) -> Option<f64> {
        match self {
            Unit::Count => count_factor(written),
            Unit::Ratio => match written {
                "" | "x" | "×" => Some(1.0),
                "%" => Some(0.01),
                _ => None,
            },
            Unit::SquareMetres => match written {
                "mm2" | "mm²" | "mm^2" => Some(1e-6),
                "cm2" | "cm²" | "cm^2" => Some(1e-4),
                "m2" | "m²" | "m^2" => Some(1.0),
                _ => None,
            },
            _ => self.prefixed(written),
        }
    }

    fn prefixed(self, written: &str) -> Option<f64> {
        self.bases().iter().filter_map(|base| written.strip_suffix(base)).find_map(|prefix| {
            let decimal = DECIMAL.iter().find(|(name, _)| *name == prefix);
            let binary = BINARY.iter().filter(|_| self.takes_binary_prefix());
            decimal.or_else(|| binary.into_iter().find(|(name, _)| *name == prefix)).map(|p| p.1)
        })
    }

    fn takes_binary_prefix(self) -> bool {
        matches!(self, Unit::Bytes | Unit::BytesPerSecond | Unit::Bits)
    }

    fn bases(self) -> &'static [&'static str] {
        match self {
            Unit::Count | Unit::Ratio | Unit::SquareMetres => &[],
            Unit::OpsPerClock => &[
                "op/clk",
                "ops/clk",
                "OP/clk",
                "FLOP/clk",
                "flop/clk",
                "FLOPs/clk",
                "op/cycle",
                "flop/cycle",
            ],
            Unit::OpsPerSecond => &[
                "FLOP/s", "flop/s", "FLOPs/s", "FLOPS", "flops", "OP/s", "op/s", "OPs/s", "ops/s",
                "OPS", "ops",
            ],
            Unit::Hertz => &["Hz", "hz"],
            Unit::Bits => &["bits", "bit", "b"],
            Unit::BitsPerSecond => &["bit/s", "bits/s", "b/s", "bps", "T/s"],
            Unit::Bytes => &["bytes", "byte", "B"],
            Unit::BytesPerSecond => &["B/s", "Bps", "byte/s", "bytes/s"],
            Unit::Watts => &["W"],
            Unit::Metres => &["m"],
            Unit::Volts => &["V"],
            Unit::Dollars => &["USD", "$"],
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

/// Splits at the end of the leading decimal number, exponent included.
fn split_number(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while at < bytes.len() && (bytes[at].is_ascii_digit() || matches!(bytes[at], b'.' | b'_')) {
            at += 1;
        }
        at
    };
    let signed = |at: usize| at + usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
    let mut end = digits(signed(0));
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let from = signed(end + 1);
        let to = digits(from);
        if to > from {
            end = to;
        }
    }
    text.split_at(end)
}

/// A count may carry the name of what is counted, but not the unit of something else.
fn count_factor(written: &str) -> Option<f64> {
    let (first, label) = written.split_once(' ').unwrap_or((written, ""));
    let (factor, label) = COUNT_WORDS
        .iter()
        .find(|(word, _)| *word == first)
        .map_or((1.0, written), |(_, factor)| (*factor, label));
    let is_word = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-');
    let is_unit = PHYSICAL.iter().any(|unit| unit.factor(label).is_some());
    (label.chars().all(is_word) && !is_unit).then_some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_spellings_agree() {
        for text in ["989.4 TFLOP/s", "989.4TFLOPS", "0.9894 PFLOP/s", "989400 Gop/s"] {
            let value = Unit::OpsPerSecond.parse(text).unwrap();
            assert!((value / 989.4e12 - 1.0).abs() < 1e-12, "{text}: {value}");
        }
        assert_eq!(Unit::Bytes.parse("50 MiB"), Ok(52_428_800.0));
        assert_eq!(Unit::Bytes.parse("80 GB"), Ok(80e9));
        assert_eq!(Unit::Count.parse("80 billion"), Ok(80e9));
        assert_eq!(Unit::Count.parse("132 SM"), Ok(132.0));
        assert_eq!(Unit::Count.parse("24 Cube cores"), Ok(24.0));
        assert_eq!(Unit::SquareMetres.parse("814 mm2"), Ok(814e-6));
        assert_eq!(Unit::Hertz.parse("1.83e3 MHz"), Ok(1.83e9));
    }

    #[test]
    fn bits_are_not_bytes() {
        assert_eq!(Unit::BitsPerSecond.parse("8 Gb/s"), Ok(8e9));
        assert_eq!(Unit::BytesPerSecond.parse("8 GB/s"), Ok(8e9));
        assert!(Unit::BytesPerSecond.parse("8 Gb/s").is_err());
        assert!(Unit::BitsPerSecond.parse("8 GB/s").is_err());
        assert!(Unit::BytesPerSecond.parse("8 Gbit/s").is_err());
    }

    #[test]
    fn wrong_units_are_refused() {
        assert_eq!(Unit::Watts.parse("700"), Err(UnitError::NoUnit(Unit::Watts)));
        assert!(matches!(Unit::Count.parse("132 GHz"), Err(UnitError::WrongUnit { .. })));
        assert!(matches!(Unit::Hertz.parse("fast"), Err(UnitError::NotANumber(_))));
        assert!(matches!(Unit::Hertz.parse("nan GHz"), Err(UnitError::NotANumber(_))));
        let message = Unit::Hertz.parse("1.8 GB").unwrap_err().to_string();
        assert_eq!(message, "`GB` is not a unit of frequency; write for example \"1830 MHz\"");
    }
}
