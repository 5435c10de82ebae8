//! Which layers of a configuration have a sliding window.

use serde_json::Value;

use super::reader::Reader;
use crate::catalog::model::{ModelError, SlidingWindow};

/// What `transformers` does for a family without `layer_types`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Windows {
    /// No windows at all.
    None,
    /// `sliding_window` in all layers; the number is the window of an absent key, if any.
    All(Option<u64>),
    /// With `use_sliding_window`, in the layers from `max_window_layers` on (Qwen2, Qwen3).
    After,
    /// `use_sliding_window` must be false: releases of `transformers` differ in its meaning.
    Unused,
    /// In every other layer, from the first on; the number is the window of an absent key.
    Alternate(u64),
    /// In all but every `sliding_window_pattern`-th layer (Gemma 3).
    Pattern,
}

/// The windows of a model of `layers` layers.
pub(super) fn read(
    r: &Reader<'_>,
    windows: Windows,
    layers: u64,
) -> Result<Option<SlidingWindow>, ModelError> {
    let (by_family, default) = match windows {
        Windows::None => (0, None),
        Windows::All(default) => (layers, default),
        Windows::After | Windows::Unused => {
            r.note("max_window_layers");
            if !r.flag("use_sliding_window", false)? {
                r.note("sliding_window");
                return only_full(r, layers).map(|()| None);
            }
            if matches!(windows, Windows::Unused) && !r.has("layer_types") {
                return Err(r.unsupported(
                    "use_sliding_window",
                    "which layers have the window is not certain; give `layer_types`",
                    "true",
                ));
            }
            let first = r.maybe("sliding.layers", &["max_window_layers"])?.unwrap_or(28);
            (layers.saturating_sub(first), Some(4096))
        }
        Windows::Alternate(default) => (layers.div_ceil(2), Some(default)),
        Windows::Pattern => {
            let keys = ["sliding_window_pattern", "_sliding_window_pattern"];
            let pattern = r.maybe("sliding.layers", &keys)?.unwrap_or(6);
            let full = layers
                .checked_div(pattern)
                .ok_or_else(|| r.wrong("sliding_window_pattern", "0".to_owned(), "1 or more"))?;
            (layers - full, Some(4096))
        }
    };
    let sliding = sliding_layers(r, layers)?.unwrap_or(by_family);
    if matches!(windows, Windows::None) && sliding == 0 {
        // A window in a family without any is left to the refusal of unknown keys.
        return Ok(None);
    }
    let given = r.maybe("sliding.window", &["sliding_window", "sliding_window_size"])?;
    // An explicit null means no window, an absent key the family's default.
    let assumed = if r.has("sliding_window") { None } else { default };
    let window = given.or(assumed);
    Ok(window.filter(|_| sliding > 0).map(|window| SlidingWindow { window, layers: sliding }))
}

/// How many of `layer_types` slide; the only other type that can be expressed is full attention.
fn sliding_layers(r: &Reader<'_>, layers: u64) -> Result<Option<u64>, ModelError> {
    let Some(types) = r.list("layer_types")? else { return Ok(None) };
    let mut sliding = 0;
    for kind in types {
        match kind.as_str() {
            Some("sliding_attention") => sliding += 1,
            Some("full_attention") => {}
            _ => {
                return Err(r.unsupported(
                    "layer_types",
                    "layers can be \"full_attention\" or \"sliding_attention\"",
                    &kind.to_string(),
                ));
            }
        }
    }
    if types.len() as u64 != layers {
        let found = format!("a list of {}", types.len());
        return Err(r.wrong(
            "layer_types",
            found,
            &format!("one type for each of {layers} layers"),
        ));
    }
    if sliding > 0 && !r.has("sliding_window") {
        return Err(r.missing("sliding_window", "the window of the sliding layers"));
    }
    Ok(Some(sliding))
}

fn only_full(r: &Reader<'_>, layers: u64) -> Result<(), ModelError> {
    match sliding_layers(r, layers)? {
        Some(sliding) if sliding > 0 => Err(r.wrong(
            "layer_types",
            format!("\"sliding_attention\" in {sliding} layers"),
            "all \"full_attention\", since `use_sliding_window` is not true",
        )),
        _ => Ok(()),
    }
}

/// Whether a list holds exactly the layer numbers `0..n`, and if so `n`.
pub(super) fn leading(list: &[Value]) -> Option<u64> {
    let mut numbers: Vec<u64> = list.iter().map(Value::as_u64).collect::<Option<_>>()?;
    numbers.sort_unstable();
    numbers.iter().zip(0..).all(|(&n, i)| n == i).then_some(numbers.len() as u64)
}
