//! The values of a key: a list, a range, or names.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The values of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Names of chips, models or precisions.
    Names(Vec<String>),
    /// Numbers, in the unit of the key.
    Numbers(Vec<f64>),
    /// Multiples of what the catalogue says.
    Relative(Vec<f64>),
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Names(n) => n.len(),
            Self::Numbers(n) | Self::Relative(n) => n.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The most values of one axis: its positions are 32-bit integers.
const MOST: u64 = u32::MAX as u64;

/// Reads a number.
pub(super) fn number(value: &DeValue<'_>) -> Result<f64, String> {
    let text = match value {
        DeValue::Integer(i) if i.radix() == 10 => i.as_str().to_owned(),
        DeValue::Float(f) => f.as_str().to_owned(),
        other => return Err(format!("is a {}, but a number is wanted", other.type_str())),
    };
    let x: f64 = text.replace('_', "").parse().map_err(|_| format!("`{text}` is no number"))?;
    if x.is_finite() { Ok(x) } else { Err(format!("`{text}` is not finite")) }
}

/// Reads the numbers of an axis: a number, a list, or a table that says a range.
pub(super) fn numbers(value: &Spanned<DeValue<'_>>) -> Result<Values, String> {
    match value.get_ref() {
        DeValue::Array(list) => {
            list.iter().map(|v| number(v.get_ref())).collect::<Result<_, _>>().map(Values::Numbers)
        }
        DeValue::Table(table) => range(table),
        single => Ok(Values::Numbers(vec![number(single)?])),
    }
}

const FORMS: &str = "a range is { from, to, steps } (evenly spaced), { from, to, steps, \
     scale = \"log\" }, { from, to, step }, { powers_of_two = [1, 512] } or { values = [..] }; \
     with `relative = true` the numbers multiply the catalogue's value";

fn range(table: &DeTable<'_>) -> Result<Values, String> {
    let known = ["from", "to", "steps", "step", "scale", "powers_of_two", "values", "relative"];
    if let Some((key, _)) = table.iter().find(|(k, _)| !known.contains(&k.get_ref().as_ref())) {
        return Err(format!("unknown key `{}` in a range; {FORMS}", key.get_ref()));
    }
    let get = |key: &str| {
        table.get(key).map(|v| number(v.get_ref()).map_err(|e| format!("`{key}` {e}"))).transpose()
    };
    let list = |key: &str| -> Result<Option<Vec<f64>>, String> {
        let Some(v) = table.get(key) else { return Ok(None) };
        match v.get_ref() {
            DeValue::Array(list) => {
                list.iter().map(|v| number(v.get_ref())).collect::<Result<_, _>>().map(Some)
            }
            _ => Err(format!("`{key}` is no list; {FORMS}")),
        }
    };
    let relative = match table.get("relative") {
        None => false,
        Some(v) => v.get_ref().as_bool().ok_or("`relative` must be true or false")?,
    };
    let scale = match table.get("scale") {
        None => "linear",
        Some(v) => v.get_ref().as_str().ok_or("`scale` must be \"linear\" or \"log\"")?,
    };
    let values = match (list("values")?, list("powers_of_two")?, get("from")?, get("to")?) {
        (Some(values), None, None, None) => values,
        (None, Some(ends), None, None) => powers_of_two(&ends)?,
        (None, None, Some(from), Some(to)) => match (get("steps")?, get("step")?) {
            (Some(steps), None) => spaced(from, to, steps, scale)?,
            (None, Some(step)) => stepped(from, to, step)?,
            _ => return Err(format!("give either `steps` or `step`; {FORMS}")),
        },
        _ => return Err(FORMS.to_owned()),
    };
    Ok(if relative { Values::Relative(values) } else { Values::Numbers(values) })
}

fn powers_of_two(ends: &[f64]) -> Result<Vec<f64>, String> {
    let [from, to] = *ends else {
        return Err("`powers_of_two` takes two ends: [1, 512]".into());
    };
    if !(from > 0.0 && from <= to && from.log2().fract() == 0.0 && to.log2().fract() == 0.0) {
        return Err(format!("{from} and {to} must be powers of two, ascending"));
    }
    Ok((0..=(to / from).log2() as i32).map(|i| from * 2f64.powi(i)).collect())
}

fn spaced(from: f64, to: f64, steps: f64, scale: &str) -> Result<Vec<f64>, String> {
    if steps.fract() != 0.0 || steps < 2.0 || steps > MOST as f64 {
        return Err(format!("`steps` must be a whole number of at least 2, not {steps}"));
    }
    if from >= to {
        return Err(format!("the range from {from} to {to} is empty: `from` must be below `to`"));
    }
    let at = |i: u64| i as f64 / (steps - 1.0);
    let value: Box<dyn Fn(u64) -> f64> = match scale {
        "linear" => Box::new(|i| from + (to - from) * at(i)),
        "log" if from > 0.0 => Box::new(|i| from * (to / from).powf(at(i))),
        "log" => return Err(format!("a logarithmic range cannot begin at {from}")),
        other => return Err(format!("`scale` must be \"linear\" or \"log\", not \"{other}\"")),
    };
    Ok((0..steps as u64).map(|i| if i as f64 == steps - 1.0 { to } else { value(i) }).collect())
}

fn stepped(from: f64, to: f64, step: f64) -> Result<Vec<f64>, String> {
    if step <= 0.0 || from > to {
        return Err(format!("the range from {from} to {to} by {step} is empty"));
    }
    let n = ((to - from) / step + 1e-9).floor() as u64 + 1;
    if n > MOST {
        return Err(format!("the range from {from} to {to} by {step} has {n} values, too many"));
    }
    Ok((0..n).map(|i| from + i as f64 * step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Values, String> {
        let line = format!("x = {text}");
        let table = DeTable::parse(&line).unwrap();
        numbers(table.get_ref().get("x").unwrap())
    }

    #[test]
    fn every_form_gives_its_values() {
        let list = |v: &[f64]| Ok(Values::Numbers(v.to_vec()));
        assert_eq!(read("4"), list(&[4.0]));
        assert_eq!(read("[1, 2.5]"), list(&[1.0, 2.5]));
        assert_eq!(read("{ powers_of_two = [4, 32] }"), list(&[4.0, 8.0, 16.0, 32.0]));
        assert_eq!(read("{ from = 0, to = 10, steps = 3 }"), list(&[0.0, 5.0, 10.0]));
        assert_eq!(read("{ from = 1, to = 2, step = 0.5 }"), list(&[1.0, 1.5, 2.0]));
        let Ok(Values::Numbers(log)) = read("{ from = 1, to = 100, steps = 3, scale = \"log\" }")
        else {
            panic!("a range")
        };
        approx::assert_relative_eq!(log[1], 10.0, epsilon = 1e-12);
        assert_eq!(
            read("{ values = [0.5, 2], relative = true }"),
            Ok(Values::Relative(vec![0.5, 2.0]))
        );
    }

    #[test]
    fn what_is_no_range_is_refused_with_the_reason() {
        for (text, word) in [
            ("{ from = 3, to = 1, steps = 4 }", "empty"),
            ("{ from = 1, to = 3 }", "steps"),
            ("{ powers_of_two = [1, 48] }", "powers of two"),
            ("{ from = 0, to = 9, steps = 3, scale = \"log\" }", "cannot begin"),
            ("{ form = 1 }", "unknown key `form`"),
            ("[1, nan]", "not finite"),
            ("\"many\"", "a number is wanted"),
            ("{ from = 0, to = 1e9, step = 1e-6 }", "too many"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
