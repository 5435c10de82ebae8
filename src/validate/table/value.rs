//! Values as tables print them: numbers, lists, ranges, products, dashes, words.

use crate::catalog::Precision;

use super::label;
use super::property::Sparse;
use super::unit::{self, Unit};
use super::words;

/// One printed number with the step of its last digit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// Half of this is the rounding the digits allow: 0.1 for `19.5`.
    pub(super) step: f64,
    /// The step comes from zeros before the point, which may be meant exactly.
    pub(super) rough: bool,
}

impl Number {
    /// The number in a unit so many times as large.
    pub(super) fn divided(self, factor: f64) -> Number {
        Number { value: self.value / factor, step: self.step / factor, ..self }
    }
}

/// How several numbers belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Single,
    /// `16/32`
    List,
    /// `450-550`
    Range,
    /// `12 x 25`
    Product,
    /// `128+32+10`
    Sum,
}

/// How far a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Exact,
    AtLeast,
    AtMost,
    About,
}

/// What sort of thing is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Nothing at all.
    Empty,
    /// A dash, `N/A` or the like.
    NotGiven,
    Yes,
    No,
    Numbers,
    Text,
}

/// A printed value, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Printed {
    pub(super) sort: Sort,
    pub(super) numbers: Vec<Number>,
    pub(super) form: Form,
    pub(super) bound: Bound,
    pub(super) unit: Option<Unit>,
    /// What is printed beside numbers and unit: `(BF16)`, `FinFET`.
    pub(super) note: String,
    /// The number formats that the note names.
    pub(super) formats: Vec<Precision>,
    /// Whether the note says that sparsity is counted, or that it is not.
    pub(super) sparse: Option<Sparse>,
    /// A sign that leads to a footnote stood behind it: `1,979*`.
    pub(super) is_marked: bool,
    pub(super) raw: String,
}

impl Printed {
    /// The single number, or the total of a product or sum.
    pub(super) fn number(&self) -> Option<Number> {
        let first = *self.numbers.first()?;
        Some(match self.form {
            Form::Product => {
                let value = self.numbers.iter().map(|n| n.value).product();
                let step =
                    self.numbers.iter().map(|n| n.step / n.value.max(1e-300)).fold(0.0, f64::max);
                Number { value, step: step.min(0.01) * value, rough: false }
            }
            Form::Sum => Number { value: self.numbers.iter().map(|n| n.value).sum(), ..first },
            _ => first,
        })
    }
}

/// The year in a date: `09/20/2018`, `2021-04`, `Q3 2022`; `None` where there is none or several.
pub(super) fn year(raw: &str) -> Option<f64> {
    let words = raw.split(|c: char| !c.is_ascii_digit());
    let mut years = words.filter(|w| w.len() == 4).filter_map(|w| w.parse::<u32>().ok());
    let mut is_year = years.by_ref().filter(|y| (1990..2050).contains(y));
    let first = is_year.next()?;
    is_year.next().is_none().then_some(f64::from(first))
}

const NOT_GIVEN: [&str; 26] = [
    "-",
    "--",
    "–",
    "—",
    "/",
    "\\",
    "n/a",
    "na",
    "n.a.",
    "无",
    "未公布",
    "未知",
    "tbd",
    "?",
    "none",
    "不适用",
    "nan",
    "null",
    "n/d",
    "n/p",
    "nd",
    "未披露",
    "未说明",
    "not published",
    "not disclosed",
    "unknown",
];

/// `20 x 10^6` as 20e6.
fn powers(text: &str) -> String {
    for times in [" x 10^", " × 10^", "x10^", "×10^", " * 10^", "·10^"] {
        if let Some((number, exponent)) = text.split_once(times)
            && number.ends_with(|c: char| c.is_ascii_digit())
            && exponent.starts_with(|c: char| c.is_ascii_digit())
        {
            return format!("{number}e{exponent}");
        }
    }
    text.to_owned()
}

/// Signs behind a value that lead to a footnote.
const MARKS: [char; 9] = ['*', '†', '‡', '§', '¹', '²', '³', '⁴', '※'];

/// Takes a printed value apart.
pub(super) fn parse(raw: &str) -> Printed {
    let text = raw.trim();
    let lower = text.to_lowercase();
    let mut printed = Printed {
        sort: Sort::Text,
        numbers: Vec::new(),
        form: Form::Single,
        bound: Bound::Exact,
        unit: None,
        note: String::new(),
        formats: Vec::new(),
        sparse: None,
        is_marked: text.ends_with(MARKS),
        raw: text.to_owned(),
    };
    if text.is_empty() {
        printed.sort = Sort::Empty;
    } else if NOT_GIVEN.contains(&lower.as_str()) {
        printed.sort = Sort::NotGiven;
    } else if ["yes", "是", "支持", "√", "✓", "true", "y"].contains(&lower.as_str()) {
        printed.sort = Sort::Yes;
    } else if ["no", "否", "不支持", "×", "✗", "false", "n"].contains(&lower.as_str()) {
        printed.sort = Sort::No;
    } else {
        numbers(&powers(text.trim_end_matches(MARKS)), &mut printed);
    }
    if !printed.note.is_empty() {
        printed.formats = words::precisions(&printed.note);
        printed.sparse = label::stated_sparse(&words::plain(&printed.note));
    }
    printed
}

fn numbers(text: &str, printed: &mut Printed) {
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut gap, mut depth) = (0, String::new(), 0);
    let mut gaps = Vec::new();
    while at < chars.len() {
        let c = chars[at];
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => {}
        }
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after_estimate = before.is_some_and(|b| matches!(b, 'E' | 'e')) && at == 1;
        let after_word = before.is_some_and(|b| b.is_ascii_alphabetic() || b == '_')
            && !after_estimate
            || is_grade(&chars, at);
        if depth == 0 && c.is_ascii_digit() && !after_word {
            let (number, next) = number(&chars, at);
            // A torus is 3D.
            let is_shape = matches!(chars.get(next), Some('D' | 'd'))
                && !chars.get(next + 1).is_some_and(char::is_ascii_alphanumeric);
            if let Some(number) = number.filter(|_| !is_shape) {
                if after_estimate {
                    gap.clear();
                }
                gaps.push(std::mem::take(&mut gap));
                printed.numbers.push(number);
                at = next;
                continue;
            }
        }
        if is_grade(&chars, at) {
            while at < chars.len() && chars[at].is_ascii_digit() {
                gap.push(chars[at]);
                at += 1;
            }
            continue;
        }
        gap.push(c);
        // A digit within a word belongs to the word: FP16, HBM3.
        // `E2023` is an estimate of a year.
        let estimate = at == 0 && matches!(c, 'E' | 'e') && chars.len() == 5;
        if (c.is_ascii_alphabetic() || c.is_ascii_digit()) && !estimate {
            at += 1;
            while at < chars.len() && chars[at].is_ascii_digit() && depth == 0 && after(&chars, at)
            {
                gap.push(chars[at]);
                at += 1;
            }
            continue;
        }
        at += 1;
    }
    if printed.numbers.is_empty() {
        return;
    }
    printed.sort = Sort::Numbers;
    let head = gaps[0].trim();
    printed.bound = match head.chars().last() {
        Some('>' | '≥' | '＞') => Bound::AtLeast,
        Some('<' | '≤' | '＜') => Bound::AtMost,
        Some('~' | '≈' | '约' | '～') => Bound::About,
        _ => Bound::Exact,
    };
    let tail = gap.trim().to_owned();
    let word: String = tail
        .trim_start_matches('-')
        .chars()
        .take_while(|c| !c.is_whitespace() && !matches!(c, '(' | '（' | ',' | ';' | '，'))
        .collect();
    printed.unit = unit::parse(&word);
    let rest = if printed.unit.is_some() { tail.get(word.len()..).unwrap_or("") } else { &tail };
    let head = head.trim_end_matches(['>', '≥', '＞', '<', '≤', '＜', '~', '≈', '约', '～']);
    printed.note = format!("{} {}", head.trim(), rest.trim()).trim().to_owned();
    let between: Vec<String> = gaps[1..]
        .iter()
        .map(|g| {
            // A unit between the numbers belongs to the first: `4GB/8GB`, `5 TFLOPS/10 TFLOPS`.
            let g = g.trim();
            let last = g.chars().last().map(String::from).unwrap_or_default();
            let word = g.split_whitespace().last().unwrap_or(g);
            let joint = if ["or", "to", "and"].contains(&word) { word.to_owned() } else { last };
            let rest = g.strip_suffix(joint.as_str()).unwrap_or(g).trim();
            match printed.unit {
                Some(_) if rest.is_empty() || unit::parse(rest).is_some() => joint,
                _ => g.to_owned(),
            }
        })
        .collect();
    let all = |symbols: &[&str]| between.iter().all(|b| symbols.contains(&b.as_str()));
    printed.form = if between.is_empty() {
        Form::Single
    } else if all(&["/", "／", "、", "|", "or", "and", "或", "和"]) {
        Form::List
    } else if all(&["-", "–", "—", "~", "～", "至", "to"]) {
        Form::Range
    } else if all(&["x", "×", "*", "X"]) {
        Form::Product
    } else if all(&["+"]) {
        Form::Sum
    } else {
        // Several quantities: the first with a unit counts, else the first.
        let unit_of = |i: usize| {
            let behind = gaps.get(i + 1).map_or(tail.as_str(), |g| g.trim());
            let word = behind.split_whitespace().next().unwrap_or("");
            let unit = unit::parse(word.trim_end_matches([',', ';', '/']));
            unit.filter(|u| u.dim != unit::Dim::Count)
        };
        let at = (0..printed.numbers.len()).find(|i| unit_of(*i).is_some()).unwrap_or(0);
        printed.unit = unit_of(at).or(printed.unit);
        printed.numbers = vec![printed.numbers[at]];
        printed.note = printed.raw.clone();
        Form::Single
    };
}

/// Whether the digits at `at` are the speed grade of a memory: `LPDDR4-4266`.
fn is_grade(chars: &[char], at: usize) -> bool {
    if at == 0 || chars[at - 1] != '-' || !chars[at].is_ascii_digit() {
        return false;
    }
    let name: String =
        chars[..at - 1].iter().rev().take_while(|c| c.is_ascii_alphanumeric()).collect();
    // Read backwards: its last character is the first of the name.
    name.ends_with(|c: char| c.is_ascii_alphabetic())
}

/// Whether the digit at `at` follows a letter or a digit that does.
fn after(chars: &[char], at: usize) -> bool {
    let mut i = at;
    while i > 0 && chars[i - 1].is_ascii_digit() {
        i -= 1;
    }
    i > 0 && chars[i - 1].is_ascii_alphabetic()
}

/// Reads digits with thousands commas, a point and an exponent.
fn number(chars: &[char], from: usize) -> (Option<Number>, usize) {
    let mut text = String::new();
    let mut at = from;
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    while at < chars.len() {
        let c = chars[at];
        let separates = matches!(c, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
        let is_group = (1..=3).all(|k| digit(at + k)) && !digit(at + 4);
        let thousands = separates && !text.is_empty() && !text.contains('.') && is_group;
        // A blank separates the first group at most: `65 400`. Behind more digits it ends the number.
        let thousands = thousands && (c == ',' || text.len() <= 3);
        if c.is_ascii_digit() || c == '.' && digit(at + 1) && !text.contains('.') {
            text.push(c);
        } else if !thousands {
            break;
        }
        at += 1;
    }
    let mut exponent = String::new();
    if matches!(chars.get(at), Some('e' | 'E')) {
        let signed = matches!(chars.get(at + 1), Some('+' | '-'));
        let digits = at + 1 + usize::from(signed);
        if digit(digits) {
            let end = (digits..chars.len()).find(|i| !digit(*i)).unwrap_or(chars.len());
            exponent = chars[at + 1..end].iter().collect();
            at = end;
        }
    }
    let scale = 10f64.powi(exponent.parse().unwrap_or(0));
    let decimals = text.split_once('.').map_or(0, |(_, d)| d.len() as i32);
    let zeros = if decimals == 0 {
        text.trim_start_matches('0').chars().rev().take_while(|c| *c == '0').count() as i32
    } else {
        0
    };
    let step = 10f64.powi(zeros - decimals) * scale;
    let number =
        text.parse::<f64>().ok().map(|v| Number { value: v * scale, step, rough: zeros > 0 });
    (number.filter(|n| n.value.is_finite()), at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::table::unit::Dim;

    fn values(text: &str) -> (Form, Vec<f64>) {
        let p = parse(text);
        (p.form, p.numbers.iter().map(|n| n.value).collect())
    }

    #[test]
    fn forms_of_numbers() {
        assert_eq!(values("40/80"), (Form::List, vec![40.0, 80.0]));
        assert_eq!(values("450-550"), (Form::Range, vec![450.0, 550.0]));
        assert_eq!(values("12 x 25"), (Form::Product, vec![12.0, 25.0]));
        assert_eq!(values("128+32+10"), (Form::Sum, vec![128.0, 32.0, 10.0]));
        assert_eq!(values("16,896"), (Form::Single, vec![16896.0]));
        assert_eq!(values("65 400"), (Form::Single, vec![65400.0]));
        assert_eq!(values("20 x 10^6"), (Form::Single, vec![20e6]));
        assert_eq!(values("E2023"), (Form::Single, vec![2023.0]));
        assert_eq!(values("16-24GB (4/8/12Hi)"), (Form::Range, vec![16.0, 24.0]));
        assert_eq!(values("5TFLOPS/10 TFlops"), (Form::List, vec![5.0, 10.0]));
        assert_eq!(values("2 * 36.86 TOPS"), (Form::Product, vec![2.0, 36.86]));
    }

    #[test]
    fn digits_of_words_are_no_numbers() {
        for text in ["HBM2e", "DRAM HBM2", "PCIe"] {
            assert_eq!(parse(text).sort, Sort::Text, "{text}");
        }
        let p = parse("(BF16) 1024");
        assert_eq!((p.numbers[0].value, p.note.as_str()), (1024.0, "(BF16)"));
        let p = parse("BF16 275TFLOPS");
        assert_eq!((p.numbers[0].value, p.note.as_str()), (275.0, "BF16"));
        assert_eq!(p.unit.map(|u| u.dim), Some(Dim::Ops));
        let p = parse("LPDDR4-4266 128-bit");
        assert_eq!((p.numbers[0].value, p.unit.map(|u| u.dim)), (128.0, Some(Dim::Bits)));
        assert_eq!(parse("ICI, 3D torus").sort, Sort::Text);
        let p = parse("188GB HBM3e");
        assert_eq!((p.numbers[0].value, p.note.as_str()), (188.0, "HBM3e"));
    }

    #[test]
    fn bounds_steps_and_gaps() {
        assert_eq!(parse(">5000").bound, Bound::AtLeast);
        assert_eq!(parse("≤35").bound, Bound::AtMost);
        assert_eq!(parse("~1600").bound, Bound::About);
        assert_eq!(parse("990").numbers[0].step, 10.0);
        assert_eq!(parse("19.5").numbers[0].step, 0.1);
        assert_eq!(parse("").sort, Sort::Empty);
        assert_eq!(parse("N/A").sort, Sort::NotGiven);
        assert_eq!(parse("NO").sort, Sort::No);
        assert_eq!(parse("不支持").sort, Sort::No);
    }
}
