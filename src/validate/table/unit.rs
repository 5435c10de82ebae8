//! Units as tables print them: in the label, in brackets, or behind the number.

/// What a printed number measures, by the canonical unit it is scaled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Dim {
    /// Operations per second.
    Ops,
    /// Bytes.
    Bytes,
    /// Bytes per second.
    Bandwidth,
    /// Bits per second.
    BitRate,
    /// Bits.
    Bits,
    /// Hertz.
    Hertz,
    /// Watts.
    Watts,
    /// Nanometres.
    Nanometres,
    /// Square millimetres.
    SquareMm,
    /// Volts.
    Volts,
    /// Joules.
    Joules,
    /// A plain count or ratio.
    Count,
}

/// A unit: the dimension and the factor to its canonical unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) dim: Dim,
    pub(super) factor: f64,
}

impl Unit {
    /// The factor to the canonical unit of `dim`; bits and bytes convert into each other.
    pub(super) fn factor_to(self, dim: Dim) -> Option<f64> {
        match (self.dim, dim) {
            (a, b) if a == b => Some(self.factor),
            (Dim::BitRate, Dim::Bandwidth) | (Dim::Bits, Dim::Bytes) => Some(self.factor / 8.0),
            (Dim::Bandwidth, Dim::BitRate) | (Dim::Bytes, Dim::Bits) => Some(self.factor * 8.0),
            _ => None,
        }
    }
}

/// The unit as it is written: `GB/s`.
pub(super) fn symbol(unit: Unit) -> String {
    let base = match unit.dim {
        Dim::Ops => "OP/s",
        Dim::Bytes => "B",
        Dim::Bandwidth => "B/s",
        Dim::BitRate => "bit/s",
        Dim::Bits => "bit",
        Dim::Hertz => "Hz",
        Dim::Watts => "W",
        Dim::Nanometres => return "nm".into(),
        Dim::SquareMm => return "mm2".into(),
        Dim::Volts => "V",
        Dim::Joules => "J",
        Dim::Count => {
            let words = [(1e9, "billion"), (1e8, "1e8"), (1e6, "million"), (1e4, "1e4")];
            let word = words.iter().find(|(f, _)| *f == unit.factor).map_or("", |(_, w)| w);
            return word.into();
        }
    };
    const NAMES: [(f64, &str); 11] = [
        (1e18, "E"),
        (1e15, "P"),
        (1e12, "T"),
        (1e9, "G"),
        (1e6, "M"),
        (1e3, "k"),
        (1_048_576.0, "Mi"),
        (1_073_741_824.0, "Gi"),
        (1024.0, "Ki"),
        (1e-9, "n"),
        (1e-12, "p"),
    ];
    let name = NAMES.iter().find(|(f, _)| *f == unit.factor).map_or("", |(_, n)| n);
    format!("{name}{base}")
}

fn decimal(prefix: &str) -> Option<f64> {
    Some(match prefix {
        "" => 1.0,
        "k" | "K" => 1e3,
        "M" | "m" => 1e6,
        "G" | "g" => 1e9,
        "T" | "t" => 1e12,
        "P" | "p" => 1e15,
        "E" | "e" => 1e18,
        _ => return None,
    })
}

fn binary(prefix: &str) -> Option<f64> {
    Some(match prefix.to_ascii_lowercase().as_str() {
        "ki" => 1024.0,
        "mi" => 1_048_576.0,
        "gi" => 1_073_741_824.0,
        "ti" => 1_099_511_627_776.0,
        _ => return None,
    })
}

/// Reads one word as a unit; `B` is a byte and `b` a bit where the case of the prefix tells.
pub(super) fn parse(word: &str) -> Option<Unit> {
    let word = word.trim_matches(|c: char| {
        matches!(c, '(' | ')' | '（' | '）' | '[' | ']' | ',' | '，' | ':' | ';' | '.')
    });
    let unit = |dim, factor| Some(Unit { dim, factor });
    match word {
        "nm" | "纳米" => return unit(Dim::Nanometres, 1.0),
        "mm2" | "mm²" | "mm^2" | "平方毫米" => return unit(Dim::SquareMm, 1.0),
        "W" | "瓦" | "Watts" | "watts" => return unit(Dim::Watts, 1.0),
        "kW" | "KW" | "千瓦" => return unit(Dim::Watts, 1e3),
        "MW" => return unit(Dim::Watts, 1e6),
        "V" | "伏" => return unit(Dim::Volts, 1.0),
        "mV" => return unit(Dim::Volts, 1e-3),
        "nJ" | "nj" => return unit(Dim::Joules, 1e-9),
        "pJ" | "pj" => return unit(Dim::Joules, 1e-12),
        "bit" | "bits" | "Bit" | "Bits" | "位" | "-bit" => return unit(Dim::Bits, 1.0),
        "亿" | "亿个" | "亿颗" | "亿只" => return unit(Dim::Count, 1e8),
        "十亿" | "十亿个" | "十亿颗" | "billion" | "Billion" | "bn" | "Bn" | "billions" => {
            return unit(Dim::Count, 1e9);
        }
        "百万" | "百万个" | "million" | "Million" | "mn" | "millions" => {
            return unit(Dim::Count, 1e6);
        }
        "万" | "万个" => return unit(Dim::Count, 1e4),
        "个" | "颗" | "张" | "x" | "×" | "倍" => return unit(Dim::Count, 1.0),
        "10^9" | "1e9" | "10⁹" | "B" => return unit(Dim::Count, 1e9),
        "10^6" | "1e6" | "10⁶" => return unit(Dim::Count, 1e6),
        "GF" => return unit(Dim::Ops, 1e9),
        "TF" | "TFlop" => return unit(Dim::Ops, 1e12),
        "PF" => return unit(Dim::Ops, 1e15),
        "EF" => return unit(Dim::Ops, 1e18),
        _ => {}
    }
    let lower = word.to_ascii_lowercase();
    for base in ["flop/s", "flops/s", "flops", "flop", "ops", "op/s", "ops/s"] {
        if let Some(prefix) = lower.strip_suffix(base)
            && prefix.len() == 1
        {
            return unit(Dim::Ops, decimal(prefix)?);
        }
    }
    if let Some(prefix) = lower.strip_suffix("hz") {
        return unit(Dim::Hertz, decimal(prefix)?);
    }
    for (base, dim) in [
        ("byte/s", Dim::BitRate),
        ("byte", Dim::Bits),
        ("bytes", Dim::Bits),
        ("bit/s", Dim::BitRate),
        ("bit/sec", Dim::BitRate),
        ("b/sec", Dim::BitRate),
        ("bits/sec", Dim::BitRate),
        ("bits/s", Dim::BitRate),
        ("bps", Dim::BitRate),
        ("b/s", Dim::BitRate),
        ("t/s", Dim::BitRate),
        ("bit", Dim::Bits),
        ("b", Dim::Bits),
    ] {
        let Some(prefix) = lower.strip_suffix(base).and_then(|head| word.get(..head.len())) else {
            continue;
        };
        let tail = &word[prefix.len()..];
        let short = ["b/s", "b/sec", "b"].contains(&base);
        let in_words = base.starts_with("byte");
        let bytes = if base.starts_with("bit") {
            false
        } else {
            in_words || tail.starts_with('B') || short && is_small(prefix)
        };
        let factor = decimal(prefix).or_else(|| binary(prefix));
        let Some(factor) = factor else { continue };
        if prefix.is_empty() && base == "b" {
            return None;
        }
        let dim = match (dim, bytes) {
            (Dim::BitRate, true) => Dim::Bandwidth,
            (Dim::Bits, true) => Dim::Bytes,
            (dim, _) => dim,
        };
        return unit(dim, factor);
    }
    None
}

/// `gb/s` in small letters throughout is a sloppy GB/s; `Gb/s` is bits.
fn is_small(prefix: &str) -> bool {
    !prefix.is_empty() && prefix.chars().all(|c| c.is_ascii_lowercase())
}

/// The first unit among the words of a label.
pub(super) fn find(label: &str) -> Option<Unit> {
    let words: Vec<&str> = label
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）' | ',' | '，' | '[' | ']' | ':')
        })
        .collect();
    // `RTX 3060 12 GB` is a name with a quantity, not a label in GB.
    let is_quantity = |i: usize| i > 0 && words[i - 1].parse::<f64>().is_ok();
    // What stands in brackets is the unit of the column, whatever the words before it name.
    let bracketed = label.rsplit_once(['(', '（', '[']).and_then(|(_, inside)| {
        inside
            .split(|c: char| c.is_whitespace() || matches!(c, ')' | '）' | ']' | ',' | '，'))
            .find_map(parse)
    });
    // A single letter outside brackets is a name: Titan V.
    let found = bracketed.or_else(|| {
        (0..words.len())
            .filter(|i| words[*i].len() > 1 && !is_quantity(*i))
            .find_map(|i| parse(words[i]))
    });
    // Chinese tables write the unit behind a stroke: 功耗/W, 带宽/(GB/s).
    let behind = || {
        let (name, tail) = label.split_once('/')?;
        let names = name.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
            || name.chars().filter(char::is_ascii_alphabetic).count() > 2;
        let tail = tail.split(['(', '（']).find(|t| !t.trim().is_empty())?;
        parse(tail.trim()).filter(|_| names)
    };
    // In brackets without a blank before it a unit may follow Chinese text: 带宽GB/s.
    found.or_else(behind).or_else(|| {
        let tail: String = label
            .chars()
            .rev()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '²'))
            .collect();
        parse(&tail.chars().rev().collect::<String>()).filter(|_| tail.len() > 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_in_labels() {
        let cases = [
            ("显存带宽(GB/s)", Dim::Bandwidth, 1e9),
            ("x16 B/W per dir(Gb/s)", Dim::BitRate, 1e9),
            ("FP16 Tensor (TFLOPS)", Dim::Ops, 1e12),
            ("NVLink(GB/s bidir)", Dim::Bandwidth, 1e9),
            ("带宽GB/s", Dim::Bandwidth, 1e9),
            ("bus bit", Dim::Bits, 1.0),
            ("Gbps", Dim::BitRate, 1e9),
            ("Operating frequency(Mbps)", Dim::BitRate, 1e6),
            ("L2 (MiB)", Dim::Bytes, 1_048_576.0),
            ("Peak PFLOP/s", Dim::Ops, 1e15),
        ];
        for (label, dim, factor) in cases {
            assert_eq!(find(label), Some(Unit { dim, factor }), "{label}");
        }
        assert_eq!(find("发布时间"), None);
    }

    #[test]
    fn bits_convert_to_bytes() {
        let gbit = parse("Gb/s").unwrap();
        assert_eq!(gbit.factor_to(Dim::Bandwidth), Some(1e9 / 8.0));
        assert_eq!(gbit.factor_to(Dim::Watts), None);
    }
}
