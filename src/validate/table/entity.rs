//! Whom a label names: a chip, a family of chips, a memory or link generation, a system.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::catalog::{Catalog, Chip, ChipKind, Link, System};

use super::generation::{self, Generation, OPERATIONS, Operation};
use super::link_name;
use super::name::{self, is_capacity, is_generic, tokens};
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
    /// The versions of each chip's product, the chip itself among them, by its id.
    products: HashMap<&'a str, Rc<[&'a Chip]>>,
    exact_chips: HashMap<String, &'a Chip>,
    exact_links: HashMap<String, &'a Link>,
    links: Vec<(&'a Link, Vec<Vec<String>>)>,
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
        let mut of_words: HashMap<Vec<String>, Vec<&Chip>> = HashMap::new();
        for chip in catalog.chips() {
            of_words.entry(product_of(chip)).or_default().push(chip);
        }
        let mut products: HashMap<&str, Rc<[&Chip]>> = HashMap::new();
        for versions in of_words.into_values() {
            let versions: Rc<[&Chip]> = versions.into();
            products.extend(versions.iter().map(|chip| (&*chip.id, versions.clone())));
        }
        let systems: Vec<(&System, Vec<Vec<String>>)> = catalog
            .systems()
            .iter()
            .map(|system| {
                let names = system.aliases.iter().chain(&system.name).chain([&system.id]);
                (system, names.map(|n| tokens(n)).collect())
            })
            .collect();
        let links = catalog.links().iter().map(|link| {
            let names = link.aliases.iter().chain(&link.name);
            (link, names.map(|n| link_name::words(n)).collect())
        });
        Names {
            links: links.collect(),
            catalog,
            aliases,
            chips,
            by_word,
            families: families(catalog),
            system_words: systems.iter().flat_map(|(_, n)| n.iter().flatten().cloned()).collect(),
            systems,
            products,
            exact_chips: index!(catalog.chips()),
            exact_links: index!(catalog.links()),
            exact_systems: index!(catalog.systems()),
        }
    }

    /// Whom the whole label names, or all of it but a remark in brackets.
    pub(super) fn find(&self, label: &str) -> Entity<'a> {
        let label = self.aliases.get(&words::plain(label)).map_or(label, |l| l.as_str());
        let mut whole = self.find_whole(label);
        if whole.is_known() {
            if let Some((_, inside)) =
                name::outside_brackets(label).filter(|_| whole.link.is_some())
            {
                // `Infinity Fabric (MI300X)`: the links that chip has of it.
                let inside = self.find_whole(&inside);
                if !inside.family {
                    (whole.chips, whole.siblings) = (inside.chips, inside.siblings);
                }
            }
            return whole;
        }
        if let Some((outside, inside)) = name::outside_brackets(label) {
            let named = |e: &Entity| {
                !e.chips.is_empty() || e.system.is_some() || e.link.is_some() || e.memory.is_some()
            };
            let [outside, inside] = [outside, inside].map(|part| self.find_whole(&part));
            // `NVLink 4.0 (H100)`: the links that chip has of it.
            if outside.link.is_some() && outside.chips.is_empty() && !inside.family {
                let Entity { chips, siblings, .. } = inside;
                return Entity { chips, siblings, ..outside };
            }
            return [outside, inside].into_iter().find(named).unwrap_or(whole);
        }
        whole
    }

    fn find_whole(&self, label: &str) -> Entity<'a> {
        let mut entity = Entity::default();
        let plain: String = words::plain(label).split_whitespace().collect();
        if let Some(operation) = OPERATIONS.iter().find(|o| o.name == plain) {
            entity.operation = Some(operation);
        } else if let Some(memory) = generation::is_name(label) {
            entity.memory = Some(memory);
        } else if plain.ends_with("hbm") && plain.chars().count() <= 5 {
            entity.any_hbm = true;
        } else if let Some(generation) = link_name::pcie(&plain) {
            entity.pcie = Some(generation);
            entity.link = self.exact_links.get(&key(&format!("pcie{generation}-x16"))).copied();
        } else if let Some(link) = self.link(label, &plain) {
            entity.link = Some(link);
        } else if let Some(chips) = self.family(&plain) {
            entity.chips = chips;
            entity.family = true;
        } else if let Some(system) = self.system_of_these_words(label) {
            entity.system = Some(system);
            entity.chips.extend(self.exact(label));
        } else {
            self.chip(label, &mut entity);
            if entity.chips.is_empty() {
                entity.system = self.system(label);
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
        let bare = self.by_number(label);
        if bare.is_known() {
            return bare;
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
        if let Some(generation) =
            link_name::pcie(&words.iter().take(2).copied().collect::<String>())
        {
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
        let holding = self.holding(&asked);
        if let Some(chip) = self.exact(label).or_else(|| of_these_words(&holding, &asked)) {
            named(chip, &holding, &asked, entity);
            return;
        }
        // `H100 SXM (基准)` is an H100 SXM.
        let mut said = asked.clone();
        said.retain(|w| !name::is_aside(w));
        if said.len() < asked.len() && !said.iter().all(|w| is_generic(w)) {
            let holding = self.holding(&said);
            let exact = self.exact(&said.join(" "));
            if let Some(chip) = exact.or_else(|| of_these_words(&holding, &said)) {
                named(chip, &holding, &said, entity);
                return;
            }
        }
        // A word without a number is no model, unless it is the whole name.
        if !asked.iter().any(|w| w.chars().any(|c| c.is_ascii_digit())) {
            return;
        }
        entity.chips = versions(&holding, &asked);
        if entity.chips.is_empty() {
            entity.chips = same_line(&holding, &asked);
        }
        if entity.chips.is_empty() {
            entity.chips = self.other_version(&asked);
        }
        if entity.chips.is_empty() {
            entity.chips = self.series(&asked);
            entity.family = !entity.chips.is_empty();
        }
    }

    /// The chips with a name that holds all the words, and these names.
    fn holding(&self, asked: &[String]) -> Vec<Held<'_, 'a>> {
        let holds = |name: &&Vec<String>| asked.iter().all(|word| name.contains(word));
        let none = Vec::new();
        // The rarest word leaves the fewest chips to look at.
        let rarest = asked.iter().map(|w| self.by_word.get(w).unwrap_or(&none));
        let near = rarest.min_by_key(|of| of.len()).unwrap_or(&none);
        near.iter()
            .map(|i| &self.chips[*i])
            .map(|(chip, names)| (*chip, names.iter().filter(holds).collect::<Vec<_>>()))
            .filter(|(_, names)| !names.is_empty())
            .collect()
    }

    /// Without the words for a version: `RTX 3060 12 GB` for the RTX 3060, which has 12 GB.
    fn other_version(&self, asked: &[String]) -> Vec<&'a Chip> {
        let product = name::product(asked);
        if product.len() == asked.len() || product.iter().all(|w| is_generic(w)) {
            return Vec::new();
        }
        let holding = self.holding(&product);
        let said: Vec<String> = asked.iter().filter(|w| name::is_version(w)).cloned().collect();
        let all_names = |chip: &Chip| {
            self.chips.iter().find(|(c, _)| c.id == chip.id).map_or(&[][..], |(_, n)| &n[..])
        };
        let mut chips = versions(&holding, &product);
        chips.retain(|c| name::is_version_of(&said, all_names(c), c));
        chips
    }

    /// `5070 Ti` of a table whose author leaves out the RTX.
    fn by_number(&self, label: &str) -> Entity<'a> {
        let asked = tokens(label);
        let is_model = asked.first().is_some_and(|w| w.len() == 4 && w.parse::<u32>().is_ok());
        if !is_model {
            return Entity::default();
        }
        let lines = ["rtx", "gtx", "rx"].map(|line| {
            let mut entity = Entity::default();
            self.chip(&format!("{line} {label}"), &mut entity);
            entity
        });
        lines.into_iter().find(|e| !e.chips.is_empty() && !e.family).unwrap_or_default()
    }

    /// `RTX 40`: the numbers of the line begin so.
    fn series(&self, asked: &[String]) -> Vec<&'a Chip> {
        let Some((last, front)) = asked.split_last() else { return Vec::new() };
        if front.is_empty() || last.len() != 2 || last.parse::<u32>().is_err() {
            return Vec::new();
        }
        let begins = |word: &String| word.len() == 4 && word.starts_with(last.as_str());
        let of = |(_, names): &&Held<'_, 'a>| names.iter().any(|n| n.iter().any(begins));
        self.holding(front).iter().filter(of).map(|(chip, _)| *chip).collect()
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
            let asked = link_name::words(label);
            if !asked.iter().any(|w| w.chars().any(|c| c.is_ascii_alphabetic())) {
                return None;
            }
            let holds = |name: &Vec<String>| asked.iter().all(|w| name.contains(w));
            let is = |name: &Vec<String>| name.iter().all(|w| asked.contains(w)) && holds(name);
            let network = |w: &String| {
                ["infiniband", "ethernet", "infinity", "fabric", "ualink"].contains(&w.as_str())
            };
            let named = |fits: &dyn Fn(&Vec<String>) -> bool| {
                let mut links = self.links.iter();
                links.find(|(_, names)| names.iter().any(fits)).map(|(link, _)| *link)
            };
            named(&is).or_else(|| {
                let says = asked.iter().any(|w| !network(w) && !is_generic(w));
                (says && asked.iter().any(network)).then(|| named(&holds)).flatten()
            })
        })
    }

    /// The system whose name has the words of the label, and no others.
    fn system_of_these_words(&self, label: &str) -> Option<&'a System> {
        if let Some(system) = self.exact_systems.get(&key(label)) {
            return Some(system);
        }
        let mut asked = tokens(label);
        if asked.len() > 1 {
            asked.retain(|w| !["rack", "system", "platform"].contains(&w.as_str()));
        }
        let same = |name: &Vec<String>| {
            name.iter().all(|w| asked.contains(w)) && asked.iter().all(|w| name.contains(w))
        };
        let of = |(_, names): &&(&System, Vec<Vec<String>>)| names.iter().any(same);
        self.systems.iter().find(of).map(|(system, _)| *system)
    }

    fn system(&self, label: &str) -> Option<&'a System> {
        if let Some(system) = self.exact_systems.get(&key(label)) {
            return Some(system);
        }
        let mut asked = tokens(label);
        // `HGX H200 8-GPU` says how many it has.
        asked.retain(|w| {
            !["8", "8x", "x8", "node", "服务器", "整机", "超节点", "server"].contains(&w.as_str())
        });
        // A word that no system has rules all of them out.
        if asked.len() < 2 || !asked.iter().all(|w| self.system_words.contains(w)) {
            return None;
        }
        let holds = |(_, names): &&(&System, Vec<Vec<String>>)| {
            names.iter().any(|name| asked.iter().all(|w| name.contains(w)))
        };
        self.systems.iter().find(holds).map(|(system, _)| *system)
    }

    /// The versions of a product, the chip itself among them.
    pub(super) fn versions_of(&self, chip: &Chip) -> impl Iterator<Item = &'a Chip> {
        self.products.get(&*chip.id).into_iter().flat_map(|of| of.iter().copied())
    }

    pub(super) fn catalog(&self) -> &'a Catalog {
        self.catalog
    }
}

/// The chip of that name, and the versions that the name does not exclude.
fn named<'a>(chip: &'a Chip, holding: &[Held<'_, 'a>], asked: &[String], entity: &mut Entity<'a>) {
    entity.chips = vec![chip];
    let others = same_line(holding, asked).into_iter();
    entity.siblings = others.filter(|c| c.id != chip.id && same_part(c, chip)).collect();
}

/// The words of a chip's name that say which product it is.
fn product_of(chip: &Chip) -> Vec<String> {
    name::product(&tokens(chip.display_name()))
}

/// A chip with those of its names that hold the words of a label.
type Held<'n, 'a> = (&'a Chip, Vec<&'n Vec<String>>);

/// The one chip whose name has these words and no others.
fn of_these_words<'a>(holding: &[Held<'_, 'a>], asked: &[String]) -> Option<&'a Chip> {
    let is_name = |name: &Vec<String>| name.iter().all(|w| asked.contains(w));
    let mut of = holding.iter().filter(|(_, names)| names.iter().any(|n| is_name(n)));
    let (chip, _) = of.next()?;
    of.next().is_none().then_some(*chip)
}

/// The chips whose names add no word that makes another product: `Ascend 910 (launch)` for
/// `Ascend 910`, but no RTX 3090 Ti for an RTX 3090.
fn same_line<'a>(holding: &[Held<'_, 'a>], asked: &[String]) -> Vec<&'a Chip> {
    let is_other = |word: &String| !asked.contains(word) && name::is_other(word);
    let of = |(_, names): &&Held<'_, 'a>| names.iter().any(|n| !n.iter().any(is_other));
    holding.iter().filter(of).map(|(chip, _)| *chip).collect()
}

/// The chips whose names add only words for versions to those asked for.
fn versions<'a>(holding: &[Held<'_, 'a>], asked: &[String]) -> Vec<&'a Chip> {
    let adds = |word: &String| !asked.contains(word);
    let is_version = |name: &Vec<String>| {
        let says_nothing =
            |w: &&String| name::is_version(w) || name::is_aside(w) || name::is_line(w);
        name.iter().filter(|w| adds(w)).all(|w| says_nothing(&w))
    };
    let of = |(_, names): &&Held<'_, 'a>| names.iter().any(|n| is_version(n));
    holding.iter().filter(of).map(|(chip, _)| *chip).collect()
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
