//! Whom a label names: a chip, a family of chips, a memory or link generation, a system.

use std::collections::{HashMap, HashSet};

use crate::catalog::{Catalog, Chip, ChipKind, Link, System};

use super::generation::{self, Generation, OPERATIONS, Operation};
use super::words;

/// Whom a label names; empty where nobody known.
#[derive(Clone, Debug, Default)]
pub(super) struct Entity<'a> {
    /// The chips it names outright.
    pub(super) chips: Vec<&'a Chip>,
    /// Versions of the same part that the label does not exclude.
    pub(super) siblings: Vec<&'a Chip>,
    /// An architecture or product line: any of its chips may be meant.
    pub(super) family: bool,
    pub(super) memory: Option<&'static Generation>,
    pub(super) link: Option<&'a Link>,
    /// PCI Express of this generation, x16.
    pub(super) pcie: Option<f64>,
    pub(super) system: Option<&'a System>,
    pub(super) operation: Option<&'static Operation>,
    /// Parameters of a model whose memory is asked for.
    pub(super) parameters: Option<f64>,
    /// Some generation of HBM, unsaid which.
    pub(super) any_hbm: bool,
}

impl Entity<'_> {
    pub(super) fn is_known(&self) -> bool {
        !self.chips.is_empty()
            || self.memory.is_some()
            || self.link.is_some()
            || self.pcie.is_some()
            || self.system.is_some()
            || self.operation.is_some()
            || self.any_hbm
    }
}

const VENDORS: [&str; 43] = [
    "nvidia",
    "英伟达",
    "amd",
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
    "aws",
    "apple",
    "苹果",
    "samsung",
    "三星",
    "瑞芯微",
    "rockchip",
    "壁仞",
    "壁仞科技",
    "摩尔线程",
    "燧原",
    "燧原科技",
    "百度",
    "海光",
    "海光信息",
    "沐曦",
    "天数智芯",
    "芯动科技",
    "景嘉微",
    "gpu",
    "卡",
    "显卡",
    "芯片",
    "card",
    "meta",
    "quadro",
    "系列",
    "series",
    "chip",
];

/// Splits a name where the script or the sort of character changes enough to matter.
fn tokens(name: &str) -> Vec<String> {
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
    let mut split = Vec::new();
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
        } else {
            split.push(word);
        }
    }
    split
        .into_iter()
        .map(|w| match w.as_str() {
            "sxm2" | "sxm3" | "sxm4" | "sxm5" | "sxm6" => "sxm".into(),
            "40g" | "80g" | "16g" | "32g" | "24g" => format!("{w}b"),
            _ => plain_chinese(w),
        })
        .filter(|w| !VENDORS.contains(&w.as_str()))
        .collect()
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

/// Finds whom labels name.
#[derive(Debug)]
pub(super) struct Names<'a> {
    catalog: &'a Catalog,
    /// What the user calls things.
    aliases: &'a HashMap<String, String>,
    chips: Vec<(&'a Chip, Vec<Vec<String>>)>,
    /// The chips that have a word in some name.
    by_word: HashMap<String, Vec<usize>>,
    /// The chips of an architecture, by its first word.
    families: HashMap<String, Vec<&'a Chip>>,
    systems: Vec<(&'a System, Vec<Vec<String>>)>,
    system_words: HashSet<String>,
    exact_chips: HashMap<String, &'a Chip>,
    exact_links: HashMap<String, &'a Link>,
    exact_systems: HashMap<String, &'a System>,
}

/// A name as the catalogue compares it.
fn key(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'));
    kept.flat_map(char::to_lowercase).collect()
}

macro_rules! index {
    ($entries:expr) => {{
        let mut index = HashMap::new();
        for entry in $entries {
            for name in entry.aliases.iter().chain(&entry.name).chain([&entry.id]) {
                index.entry(key(name)).or_insert(entry);
            }
        }
        index
    }};
}

impl<'a> Names<'a> {
    pub(super) fn new(catalog: &'a Catalog, aliases: &'a HashMap<String, String>) -> Self {
        let chips: Vec<(&Chip, Vec<Vec<String>>)> = catalog
            .chips()
            .iter()
            .map(|chip| {
                let names = chip.aliases.iter().chain(&chip.name).chain([&chip.id]);
                (chip, names.map(|n| tokens(n)).filter(|t| !t.is_empty()).collect())
            })
            .collect();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, (_, names)) in chips.iter().enumerate() {
            for word in names.iter().flatten() {
                let of = by_word.entry(word.clone()).or_default();
                if of.last() != Some(&i) {
                    of.push(i);
                }
            }
        }
        let systems: Vec<(&System, Vec<Vec<String>>)> = catalog
            .systems()
            .iter()
            .map(|system| {
                let names = system.aliases.iter().chain(&system.name).chain([&system.id]);
                (system, names.map(|n| tokens(n)).collect())
            })
            .collect();
        Names {
            catalog,
            aliases,
            chips,
            by_word,
            families: families(catalog),
            system_words: systems.iter().flat_map(|(_, n)| n.iter().flatten().cloned()).collect(),
            systems,
            exact_chips: index!(catalog.chips()),
            exact_links: index!(catalog.links()),
            exact_systems: index!(catalog.systems()),
        }
    }

    /// Whom the whole label names.
    pub(super) fn find(&self, label: &str) -> Entity<'a> {
        let label = self.aliases.get(&words::plain(label)).map_or(label, |l| l.as_str());
        let mut entity = Entity::default();
        let plain: String = words::plain(label).split_whitespace().collect();
        if let Some(operation) = OPERATIONS.iter().find(|o| o.name == plain) {
            entity.operation = Some(operation);
        } else if let Some(memory) = generation::is_name(label) {
            entity.memory = Some(memory);
        } else if plain.ends_with("hbm") && plain.chars().count() <= 5 {
            entity.any_hbm = true;
        } else if let Some(generation) = pcie(&plain) {
            entity.pcie = Some(generation);
            entity.link = self.exact_links.get(&key(&format!("pcie{generation}-x16"))).copied();
        } else if let Some(link) = self.link(label, &plain) {
            entity.link = Some(link);
        } else if let Some(chips) = self.family(&plain) {
            entity.chips = chips;
            entity.family = true;
        } else {
            self.chip(label, &mut entity);
            if entity.chips.is_empty() {
                entity.system = self.system(label);
            } else {
                entity.system = self.exact_systems.get(&key(label)).copied();
            }
        }
        entity
    }

    /// Whom some part of the label names, the longest part first.
    pub(super) fn find_within(&self, label: &str) -> Entity<'a> {
        let whole = self.find(label);
        if whole.is_known() {
            return whole;
        }
        let text = words::plain(label);
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || c == '/').filter(|w| !w.is_empty()).collect();
        for length in (1..=words.len().min(4)).rev() {
            for start in 0..=words.len() - length {
                let part = words[start..start + length].join(" ");
                // A bare number is a section or a count, not a generation.
                if part.chars().all(|c| c.is_ascii_digit() || c == '.') {
                    continue;
                }
                // `RTX` of `RTX 4080` names a line of products, not that one.
                let has_digit = |w: &&str| w.chars().any(|c| c.is_ascii_digit());
                let rest = || words[..start].iter().chain(&words[start + length..]);
                if !has_digit(&part.as_str()) && rest().any(|w| has_digit(w) && is_model(w)) {
                    continue;
                }
                // A mere word is no name unless it is a whole one: `per` is in `GB200 (per GPU)`.
                let is_word = part.is_ascii() && !has_digit(&part.as_str());
                if is_word && self.exact(&part).is_none() && self.system(&part).is_none() {
                    continue;
                }
                let mut entity = Entity::default();
                self.chip(&part, &mut entity);
                if entity.is_known() {
                    entity.parameters = words.iter().find_map(|w| parameters(w));
                    return entity;
                }
                if let Some(system) = self.system(&part) {
                    entity.system = Some(system);
                    return entity;
                }
            }
        }
        if let Some(generation) = pcie(&words.iter().take(2).copied().collect::<String>()) {
            let link = self.exact_links.get(&key(&format!("pcie{generation}-x16"))).copied();
            return Entity { pcie: Some(generation), link, ..Entity::default() };
        }
        if let Some(memory) = generation::named(label) {
            return Entity { memory: Some(memory), ..Entity::default() };
        }
        whole
    }

    fn chip(&self, label: &str, entity: &mut Entity<'a>) {
        let asked = tokens(label);
        if asked.iter().all(|w| is_generic(w)) {
            return;
        }
        let holds = |name: &Vec<String>| asked.iter().all(|word| name.contains(word));
        let none = Vec::new();
        // The rarest word leaves the fewest chips to look at.
        let rarest = asked.iter().map(|w| self.by_word.get(w).unwrap_or(&none));
        let near = rarest.min_by_key(|of| of.len()).unwrap_or(&none);
        let fits: Vec<&'a Chip> = near
            .iter()
            .map(|i| &self.chips[*i])
            .filter(|(_, names)| names.iter().any(holds))
            .map(|(chip, _)| *chip)
            .collect();
        let exact = self.exact(label);
        let series = || -> Vec<&'a Chip> {
            // `RTX 40`: the numbers of the line begin so.
            let Some((last, front)) = asked.split_last() else { return Vec::new() };
            if front.is_empty() || last.len() != 2 || last.parse::<u32>().is_err() {
                return Vec::new();
            }
            let of = |names: &Vec<Vec<String>>| {
                names.iter().any(|n| {
                    front.iter().all(|w| n.contains(w))
                        && n.iter().any(|w| w.len() == 4 && w.starts_with(last.as_str()))
                })
            };
            self.chips.iter().filter(|(_, names)| of(names)).map(|(c, _)| *c).collect()
        };
        if let Some(chip) = exact {
            entity.chips = vec![chip];
            entity.siblings = fits.into_iter().filter(|c| c.id != chip.id).collect();
        } else if !fits.is_empty() {
            entity.chips = fits;
        } else {
            entity.chips = series();
            entity.family = !entity.chips.is_empty();
        }
        let is_part = |c: &Chip| same_part(c, entity.chips[0]);
        if entity.siblings.iter().any(|c| !is_part(c)) {
            let chip = entity.chips[0];
            entity.siblings.retain(|c| same_part(c, chip));
        }
    }

    /// The chip of that very name, id or alias.
    fn exact(&self, label: &str) -> Option<&'a Chip> {
        self.exact_chips.get(&key(label)).copied()
    }

    /// The chips of an architecture: `Hopper`, `CDNA3`.
    fn family(&self, plain: &str) -> Option<Vec<&'a Chip>> {
        self.families.get(plain).cloned()
    }

    fn link(&self, label: &str, plain: &str) -> Option<&'a Link> {
        let short = plain.replace("gen", "").replace(".0", "");
        let find = |name: &str| self.exact_links.get(&key(name)).copied();
        find(label).or_else(|| find(&short)).or_else(|| {
            // `InfiniBand NDR` for `InfiniBand NDR x4`.
            let asked = tokens(label);
            let named = |l: &&Link| {
                let name = l.name.as_deref().map(tokens).unwrap_or_default();
                !asked.iter().all(|w| is_generic(w)) && asked.iter().all(|w| name.contains(w))
            };
            let network = |w: &String| ["infiniband", "ethernet"].contains(&w.as_str());
            asked.iter().any(network).then(|| self.catalog.links().iter().find(named)).flatten()
        })
    }

    fn system(&self, label: &str) -> Option<&'a System> {
        if let Some(system) = self.exact_systems.get(&key(label)) {
            return Some(system);
        }
        let asked = tokens(label);
        // A word that no system has rules all of them out.
        if asked.len() < 2 || !asked.iter().all(|w| self.system_words.contains(w)) {
            return None;
        }
        let holds = |(_, names): &&(&System, Vec<Vec<String>>)| {
            names.iter().any(|name| asked.iter().all(|w| name.contains(w)))
        };
        self.systems.iter().find(holds).map(|(system, _)| *system)
    }

    pub(super) fn catalog(&self) -> &'a Catalog {
        self.catalog
    }
}

/// The graphics chips of each architecture: `Hopper`, `CDNA3`.
fn families(catalog: &Catalog) -> HashMap<String, Vec<&Chip>> {
    let mut families: HashMap<String, Vec<&Chip>> = HashMap::new();
    for chip in catalog.chips().iter().filter(|c| c.kind() == ChipKind::Gpu) {
        let first = chip.architecture.as_deref().and_then(|a| a.split_whitespace().next());
        if let Some(first) = first.filter(|f| f.len() > 3) {
            families.entry(first.to_lowercase()).or_default().push(chip);
        }
    }
    families
}

/// Versions of one part: same maker and architecture.
pub(super) fn same_part(a: &Chip, b: &Chip) -> bool {
    let first = |c: &Chip| {
        c.architecture.as_deref().and_then(|a| a.split_whitespace().next()).map(str::to_owned)
    };
    a.vendor == b.vendor && first(a) == first(b)
}

/// Whether a word with digits can be the number of a model, not a format, memory or quantity.
fn is_model(word: &str) -> bool {
    words::precisions(word).is_empty()
        && generation::named(word).is_none()
        && !is_capacity(word)
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn is_capacity(word: &str) -> bool {
    word.strip_suffix("gb").is_some_and(|n| n.parse::<u32>().is_ok())
}

/// Words that many names share: numbers, memories, capacities, forms of a module.
fn is_generic(word: &str) -> bool {
    let number = word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let capacity = is_capacity(word);
    let memory = word.contains("hbm") || word.contains("ddr");
    let unit = word.chars().count() == 1 && word.is_ascii() || super::unit::parse(word).is_some();
    let words = [
        "gb", "tb", "gbps", "bidir", "original", "link", "links", "type", "server", "super",
        "ultra", "edition",
    ];
    number
        || capacity
        || memory
        || unit
        || words.contains(&word)
        || ["sxm", "pcie", "nvl", "oam", "x16", "x8"].contains(&word)
}

/// `PCIe 4.0`, `PCI Express Gen5 x16`, as blanks are taken out.
fn pcie(plain: &str) -> Option<f64> {
    let rest = ["pcie", "pci-e", "pciexpress"].iter().find_map(|p| plain.strip_prefix(p))?;
    let rest = rest.trim_start_matches("gen").trim_start_matches("ration");
    let rest = rest.strip_suffix("x16").unwrap_or(rest);
    let rest = rest.strip_suffix(".0").unwrap_or(rest);
    let n: f64 = rest.parse().ok()?;
    (1.0..=7.0).contains(&n).then_some(n)
}

/// `1750亿`: parameters of a model.
fn parameters(word: &str) -> Option<f64> {
    let (number, factor) = word
        .strip_suffix('亿')
        .map(|n| (n, 1e8))
        .or_else(|| word.strip_suffix('b').map(|n| (n, 1e9)))?;
    number.parse::<f64>().ok().map(|n| n * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_tables_name_chips() {
        let none = HashMap::new();
        let names = Names::new(Catalog::embedded(), &none);
        let first = |label: &str| {
            let entity = names.find_within(label);
            entity.chips.first().map_or(String::new(), |c| c.id.to_string())
        };
        let cases = [
            ("H100 SXM", "h100-sxm"),
            ("A10 PCIe", "a10"),
            ("T4 PCIe", "t4"),
            ("A800 (40G PCIE)", "a800-pcie-40gb"),
            ("谷歌 TPUv4", "tpu-v4"),
            ("寒武纪 MLU370-X8", "mlu370-x8"),
            ("海思昇腾 910", "ascend-910a"),
            ("昆仑芯 2", "kunlun-2"),
            ("燧原 T20", "enflame-t20"),
            ("NVIDIA GTX 1080", "gtx-1080"),
            ("RTX 4090", "rtx-4090"),
            ("GTX1080", "gtx-1080"),
            ("1750亿 A100", "a100-sxm-80gb"),
            ("2.2 昇腾910", "ascend-910a"),
            ("RTX 40", "rtx-4090"),
            ("MXN100", "mxn100"),
        ];
        for (label, id) in cases {
            assert_eq!(first(label), id, "{label}");
        }
        assert!(names.find("Hopper").family);
        assert_eq!(names.find("1750亿 A100").chips.len(), 0);
        assert_eq!(names.find("PCIe 4.0 x16").pcie, Some(4.0));
        assert!(!names.find("MegaChip 9000").is_known());
    }
}
