//! Words of labels: folded, and the number formats among them.

use crate::catalog::Precision;

/// Lower case, full-width brackets and blanks as plain ones.
pub(super) fn plain(label: &str) -> String {
    let swap = |c: char| match c {
        '（' => '(',
        '）' => ')',
        '，' => ',',
        '：' => ':',
        '／' => '/',
        '　' => ' ',
        c => c,
    };
    label.chars().map(swap).flat_map(char::to_lowercase).collect()
}

/// The precisions named in a text, in order.
pub(super) fn precisions(text: &str) -> Vec<Precision> {
    // Most remarks name none: no digit, and no `precision`.
    let may = text.len() > 1;
    if !may {
        return Vec::new();
    }
    let text = plain(text);
    let mut found: Vec<(usize, Precision)> = Vec::new();
    let names: [(&str, Precision); 38] = [
        ("fp64", Precision::Fp64),
        ("双精度", Precision::Fp64),
        ("double precision", Precision::Fp64),
        ("fp32", Precision::Fp32),
        ("单精度", Precision::Fp32),
        ("single precision", Precision::Fp32),
        ("single-precision", Precision::Fp32),
        ("double-precision", Precision::Fp64),
        ("half-precision", Precision::Fp16),
        ("fp-64", Precision::Fp64),
        ("fp-32", Precision::Fp32),
        ("fp-16", Precision::Fp16),
        ("fp-8", Precision::Fp8),
        ("tf32", Precision::Tf32),
        ("bf16", Precision::Bf16),
        ("bfloat16", Precision::Bf16),
        ("fp16", Precision::Fp16),
        ("半精度", Precision::Fp16),
        ("half precision", Precision::Fp16),
        ("fp8", Precision::Fp8),
        ("fp4", Precision::Fp4),
        ("int8", Precision::Int8),
        ("int-8", Precision::Int8),
        ("8位整", Precision::Int8),
        ("4位整", Precision::Int4),
        ("float64", Precision::Fp64),
        ("float32", Precision::Fp32),
        ("64位浮点", Precision::Fp64),
        ("32位浮点", Precision::Fp32),
        ("8位浮点", Precision::Fp8),
        ("int4", Precision::Int4),
        ("int1", Precision::Int1),
        ("fp 64", Precision::Fp64),
        ("fp 32", Precision::Fp32),
        ("fp 16", Precision::Fp16),
        ("fp 8", Precision::Fp8),
        ("int 8", Precision::Int8),
        ("int 4", Precision::Int4),
    ];
    // In scientific computing one writes SP, DP and HP.
    for (name, precision) in
        [("dp", Precision::Fp64), ("sp", Precision::Fp32), ("hp", Precision::Fp16)]
    {
        if has_word(&text, name) && has(&text, &["flop", "算力"]) {
            let at = text.find(name).unwrap_or(0);
            found.push((at, precision));
        }
    }
    for (name, precision) in names {
        if let Some(at) = text.find(name)
            && !found.iter().any(|(_, p)| *p == precision)
        {
            found.push((at, precision));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, p)| p).collect()
}

pub(super) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.contains(w))
}

/// Whether the text holds the ASCII word, not as part of a longer one.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| w == word)
}
