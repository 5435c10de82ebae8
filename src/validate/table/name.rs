//! Names taken apart into words: what distinguishes products, what only versions of one.

use crate::catalog::Chip;

use super::generation;
use super::words;

/// Words that say who makes a thing or what sort of thing it is, not which.
const VENDORS: [&str; 62] = [
    "nvidia",
    "英伟达",
    "amd",
    "超威",
    "google",
    "谷歌",
    "huawei",
    "华为",
    "海思",
    "cambricon",
    "寒武纪",
    "geforce",
    "radeon",
    "instinct",
    "intel",
    "英特尔",
    "aws",
    "亚马逊",
    "apple",
    "苹果",
    "samsung",
    "三星",
    "qualcomm",
    "高通",
    "瑞芯微",
    "rockchip",
    "特斯拉",
    "微软",
    "壁仞",
    "壁仞科技",
    "摩尔线程",
    "燧原",
    "燧原科技",
    "百度",
    "阿里",
    "平头哥",
    "海光",
    "海光信息",
    "沐曦",
    "天数智芯",
    "天数",
    "芯动科技",
    "景嘉微",
    "地平线",
    "黑芝麻",
    "gpu",
    "卡",
    "显卡",
    "加速卡",
    "加速器",
    "芯片",
    "代",
    "第",
    "card",
    "meta",
    "quadro",
    "系列",
    "series",
    "chip",
    "accelerator",
    "module",
    "board",
];

/// Words beside a name that say nothing of which product it is.
const ASIDES: [&str; 31] = [
    "单芯片",
    "单卡",
    "单颗",
    "训练卡",
    "推理卡",
    "模组",
    "基准",
    "管制前基准",
    "参考",
    "对照",
    "对比",
    "版",
    "for",
    "reference",
    "ref",
    "ref.",
    "baseline",
    "comparison",
    "tensor",
    "core",
    "graphics",
    "processor",
    "dense",
    "single",
    "per",
    "device",
    "hgx",
    "tesla",
    "generation",
    "the",
    "new",
];

/// Words that set a product apart from the one whose name it extends: an RTX 3090 is no 3090 Ti.
const SUFFIXES: [&str; 26] = [
    "ti",
    "super",
    "xt",
    "xtx",
    "gre",
    "d",
    "max",
    "pro",
    "ultra",
    "plus",
    "mini",
    "lite",
    "nx",
    "nano",
    "s",
    "elite",
    "laptop",
    "mobile",
    "sff",
    "ada",
    "blackwell",
    "standard",
    "studio",
    "v2",
    "duo",
    "ai",
];

/// Splits a name where the script or the sort of character changes enough to matter.
pub(super) fn tokens(name: &str) -> Vec<String> {
    // 一号 is 1号.
    let name = words::plain(name).replace("一号", "1号").replace("二号", "2号");
    let mut out: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in name.chars() {
        let keep = c.is_alphanumeric() || c == '.';
        let new =
            !keep || !(last.is_alphanumeric() || last == '.') || (c.is_ascii() != last.is_ascii());
        if keep {
            if new {
                out.push(String::new());
            }
            if let Some(word) = out.last_mut() {
                word.push(c);
            }
        }
        last = if keep { c } else { ' ' };
    }
    let mut split: Vec<String> = Vec::new();
    for word in out {
        // rtx4090 and tpuv4 are two words each; a100 and mi300x are one.
        let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
        let digits = word.len() - letters;
        let number = word[letters..].chars().next().is_some_and(|c| c.is_ascii_digit());
        if letters >= 3 && digits >= 3 && number {
            split.push(word[..letters].to_owned());
            split.push(word[letters..].to_owned());
        } else if word.len() > 4 && word.starts_with("tpuv") {
            split.extend(["tpu".to_owned(), word[3..].to_owned()]);
        } else if let Some(capacity) = split.last_mut().filter(|n| word == "gb" && is_number(n)) {
            // 80 GB is 80GB.
            capacity.push_str("gb");
        } else {
            split.push(word);
        }
    }
    split
        .into_iter()
        .map(|w| match w.as_str() {
            "sxm2" | "sxm3" | "sxm4" | "sxm5" | "sxm6" => "sxm".into(),
            _ if w.strip_suffix('g').is_some_and(|n| n.len() >= 2 && is_number(n)) => {
                format!("{w}b")
            }
            _ => plain_chinese(w),
        })
        .filter(|w| !VENDORS.contains(&w.as_str()))
        .collect()
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit())
}

/// Without a maker in front: 海思昇腾 is 昇腾.
fn plain_chinese(word: String) -> String {
    if word.is_ascii() {
        return word;
    }
    let known = VENDORS.iter().filter(|v| !v.is_ascii());
    let rest = known.filter_map(|v| word.strip_prefix(v)).find(|r| !r.is_empty());
    rest.unwrap_or(&word).to_owned()
}

/// The label without what stands in brackets, and what stands in the last of them.
pub(super) fn outside_brackets(label: &str) -> Option<(String, String)> {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0u32);
    for c in label.chars() {
        match c {
            '(' | '（' | '[' => {
                depth += 1;
                inside.clear();
            }
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    let outside = outside.trim().to_owned();
    (!inside.is_empty() && !outside.is_empty()).then_some((outside, inside))
}

/// The words of a name that say which product it is, without versions and asides.
pub(super) fn product(asked: &[String]) -> Vec<String> {
    let says = |w: &&String| !is_version(w) && !ASIDES.contains(&w.as_str());
    asked.iter().filter(says).cloned().collect()
}

/// Whether a word tells versions of one product apart: capacity, module, memory.
pub(super) fn is_version(word: &str) -> bool {
    is_capacity(word) || generation::named(word).is_some() || FORMS.contains(&word)
}

/// How a chip is mounted.
const FORMS: [&str; 8] = ["sxm", "pcie", "nvl", "oam", "server", "edition", "x16", "hbm"];

/// Whether the word says nothing of which product it is.
pub(super) fn is_aside(word: &str) -> bool {
    ASIDES.contains(&word)
}

/// Whether the word is of a line of products whose numbers say enough: `Orin NX` is a Jetson.
pub(super) fn is_line(word: &str) -> bool {
    ["jetson", "drive", "ascend", "昇腾", "atlas", "tpu", "dcu", "arc", "mtt"].contains(&word)
}

/// The words of a table's title that its rows may have left out: `Jetson modules`, `RTX cards`.
pub(super) fn lines_of(title: &str) -> Vec<String> {
    let mut lines = tokens(title);
    lines.retain(|w| is_line(w) || ["rtx", "gtx", "rx", "gaudi", "mi"].contains(&w.as_str()));
    lines
}

/// Whether the word sets a product apart from the one it stands behind.
pub(super) fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word)
}

/// Whether the word, added to a name, makes another product: `Ti`, or the 2 of `Gaudi 2`.
pub(super) fn is_other(word: &str) -> bool {
    is_suffix(word) || is_number(word)
}

/// Whether the versions that a label names can be those of the chip.
pub(super) fn is_version_of(asked: &[String], names: &[Vec<String>], chip: &Chip) -> bool {
    asked.iter().all(|word| {
        if let Some(gb) = capacity(word) {
            let own = chip.memory.capacity.as_ref().map(|q| q.value / 1e9);
            return own.is_none_or(|own| (gb / own - 1.0).abs() < 0.08);
        }
        if let Some(kind) = generation::named(word) {
            let own = chip.memory.kind.as_deref().and_then(generation::named);
            return own.is_none_or(|own| own.name == kind.name);
        }
        if !["sxm", "pcie", "nvl", "oam"].contains(&word.as_str()) {
            return true;
        }
        // A name with another module, and with this one nowhere, is of another version.
        let has = |form: &str| names.iter().flatten().any(|w| w == form);
        has(word) || !["sxm", "pcie", "nvl", "oam"].iter().any(|form| has(form))
    })
}

/// The modules that a chip's names tell of.
pub(super) fn forms(chip: &Chip) -> Vec<String> {
    let mut words = tokens(chip.display_name());
    words.retain(|w| ["sxm", "pcie", "nvl", "oam"].contains(&w.as_str()));
    words
}

/// Gigabytes of a word like `80gb`.
fn capacity(word: &str) -> Option<f64> {
    word.strip_suffix("gb").and_then(|n| n.parse::<u32>().ok()).map(f64::from)
}

pub(super) fn is_capacity(word: &str) -> bool {
    capacity(word).is_some()
}

/// Words that many names share: numbers, memories, capacities, forms of a module.
pub(super) fn is_generic(word: &str) -> bool {
    let number = word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let lanes = word.strip_prefix('x').is_some_and(is_number);
    let memory = word.contains("hbm") || word.contains("ddr");
    let unit = word.chars().count() == 1 && word.is_ascii() || super::unit::parse(word).is_some();
    let words = ["gb", "tb", "gbps", "bidir", "original", "link", "links", "type", "x8", "nvlink"];
    number
        || lanes
        || memory
        || unit
        || words.contains(&word)
        || is_version(word)
        || is_suffix(word)
        || ASIDES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        let of = |name: &str| tokens(name).join(" ");
        assert_eq!(of("GeForce RTX 3060 12 GB"), "rtx 3060 12gb");
        assert_eq!(of("A800 (40G PCIE)"), "a800 40gb pcie");
        assert_eq!(of("昆仑芯2代 R200"), "昆仑芯 2 r200");
        assert_eq!(of("RTX4090"), "rtx 4090");
        assert_eq!(product(&tokens("V100 SXM2 32GB")), ["v100"]);
        let parts = outside_brackets("H100 SXM(管制前基准)").unwrap();
        assert_eq!(parts, ("H100 SXM".to_owned(), "管制前基准".to_owned()));
    }
}
