//! Good tables made from the catalogue, and errors planted into them.

use roofscape::catalog::{Catalog, Chip};
use roofscape::validate::table::Cell;

/// A small generator of random numbers, the same on every machine (Knuth's MMIX constants).
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

/// A property: labels, the field of the catalogue, and its scale in the unit of the label.
pub(crate) struct Kind {
    pub(crate) labels: [&'static str; 2],
    pub(crate) field: &'static str,
    pub(crate) scale: f64,
    pub(crate) digits: usize,
}

const fn kind(labels: [&'static str; 2], field: &'static str, scale: f64, digits: usize) -> Kind {
    Kind { labels, field, scale, digits }
}

pub(crate) const KINDS: [Kind; 25] = [
    kind(["发布时间", "Release year"], "year", 1.0, 4),
    kind(["制程(nm)", "Process node (nm)"], "physical.process", 1e-9, 3),
    kind(["芯片面积(mm2)", "Die size (mm2)"], "physical.die", 1e-6, 4),
    kind(["晶体管(亿)", "Transistors (billion)"], "physical.transistors", 1.0, 4),
    kind(["SM数", "Compute units"], "compute.units", 1.0, 6),
    kind(["时钟频率 boost(GHz)", "Boost clock (MHz)"], "compute.clock_boost", 1.0, 4),
    kind(
        ["FP64(TFLOPS, 非Tensor)", "FP64 vector (TFLOPS)"],
        "compute.published_vector.fp64",
        1e12,
        4,
    ),
    kind(
        ["FP32(TFLOPS, 非Tensor)", "FP32 vector (TFLOPS)"],
        "compute.published_vector.fp32",
        1e12,
        4,
    ),
    kind(
        ["TF32 Tensor(TFLOPS)", "TF32 matrix dense (TFLOPS)"],
        "compute.published_matrix.tf32",
        1e12,
        4,
    ),
    kind(
        ["FP16 Tensor(TFLOPS)", "FP16 tensor dense (TFLOPS)"],
        "compute.published_matrix.fp16",
        1e12,
        4,
    ),
    kind(
        ["BF16 Tensor(TFLOPS)", "Peak BF16 tensor (PFLOPS)"],
        "compute.published_matrix.bf16",
        1e12,
        4,
    ),
    kind(["FP8 Tensor(TFLOPS)", "FP8 tensor (TFLOPS)"], "compute.published_matrix.fp8", 1e12, 4),
    kind(["INT8 Tensor(TOPS)", "INT8 tensor (TOPS)"], "compute.published_matrix.int8", 1e12, 4),
    kind(["显存类型", "Memory type"], "memory.kind", 1.0, 0),
    kind(["显存容量(GB)", "Memory capacity (GB)"], "memory.capacity", 1e9, 4),
    kind(["显存带宽(GB/s)", "Memory bandwidth (TB/s)"], "memory.published_bandwidth", 1.0, 4),
    kind(["显存位宽(bit)", "Memory bus (bit)"], "memory.bus", 1.0, 6),
    kind(["显存速率(Gbps)", "Memory rate (Gbps)"], "memory.rate", 1e9, 4),
    kind(["L2(MiB)", "L2 cache (MiB)"], "memory.l2", 1_048_576.0, 4),
    kind(
        ["互联带宽(GB/s, 双向)", "Scale-up bandwidth (GB/s bidir)"],
        "link.published_bidirectional",
        1e9,
        4,
    ),
    kind(
        ["互联带宽(GB/s, 单向)", "Scale-up bandwidth (GB/s per dir)"],
        "link.published_bidirectional",
        2e9,
        4,
    ),
    kind(["链路数", "Number of links"], "link.links", 1.0, 4),
    kind(["单链路带宽 per link(GB/s)", "Bandwidth per link (GB/s)"], "link.rate_per_link", 1e9, 4),
    kind(["基础频率 base(GHz)", "Base clock (MHz)"], "compute.clock_base", 1.0, 4),
    kind(["TDP(W)", "TDP (W)"], "physical.tdp", 1.0, 4),
];

/// A table: chips by properties, with the printed text of each cell, or none.
pub(crate) struct Good {
    pub(crate) chips: Vec<&'static Chip>,
    pub(crate) properties: Vec<usize>,
    pub(crate) language: usize,
    pub(crate) chips_in_rows: bool,
    pub(crate) text: Vec<Vec<String>>,
}

fn scale(kind: &Kind, language: usize) -> f64 {
    match (kind.field, language) {
        ("physical.transistors", 0) => 1e8,
        ("physical.transistors", _) => 1e9,
        ("memory.published_bandwidth", 0) => 1e9,
        ("memory.published_bandwidth", _) => 1e12,
        ("compute.clock_boost" | "compute.clock_base", 0) => 1e9,
        ("compute.clock_boost" | "compute.clock_base", _) => 1e6,
        ("compute.published_matrix.bf16", 1) => 1e15,
        _ => kind.scale,
    }
}

/// At most `digits` significant digits, without trailing zeros behind the point.
pub(crate) fn print(x: f64, digits: usize) -> String {
    if x == 0.0 {
        return "0".into();
    }
    let decimals = digits as i32 - 1 - x.abs().log10().floor() as i32;
    let text = format!("{x:.*}", decimals.max(0) as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

pub(crate) fn printed(chip: &Chip, k: usize, language: usize) -> String {
    let kind = &KINDS[k];
    if kind.field == "memory.kind" {
        return chip.memory.kind.as_deref().unwrap_or("").to_owned();
    }
    let value = chip.numeric_field(kind.field).map(|q| q.value / scale(kind, language));
    value.map_or(String::new(), |v| print(v, kind.digits))
}

/// A random good table of five to nine chips.
pub(crate) fn table(random: &mut Random) -> Good {
    let all = Catalog::embedded().chips();
    let known: Vec<&Chip> = all
        .iter()
        .filter(|c| KINDS.iter().filter(|k| c.numeric_field(k.field).is_some()).count() >= 9)
        .collect();
    let language = random.below(2);
    let mut chips: Vec<&Chip> = Vec::new();
    let wanted = 5 + random.below(5);
    while chips.len() < wanted {
        let chip = known[random.below(known.len())];
        if !chips.iter().any(|c| c.id == chip.id) {
            chips.push(chip);
        }
    }
    let mut properties: Vec<usize> = (0..KINDS.len()).collect();
    while properties.len() > 14 {
        properties.remove(random.below(properties.len()));
    }
    let text = chips
        .iter()
        .map(|c| properties.iter().map(|k| printed(c, *k, language)).collect())
        .collect();
    Good { chips, properties, language, chips_in_rows: random.below(2) == 0, text }
}

/// The cells of the table, those without a figure left out unless `keep` holds them.
pub(crate) fn cells(
    name: &str,
    good: &Good,
    keep: &[(usize, usize)],
) -> (Vec<Cell>, Vec<(usize, usize)>) {
    let mut out = Vec::new();
    let mut places = Vec::new();
    let mut put = |c: usize, p: usize| {
        let value = &good.text[c][p];
        if value.is_empty() && !keep.contains(&(c, p)) {
            return;
        }
        let chip = good.chips[c].display_name();
        let property = KINDS[good.properties[p]].labels[good.language];
        let (row, column) = if good.chips_in_rows { (chip, property) } else { (property, chip) };
        out.push(Cell {
            table: name.into(),
            row: row.into(),
            column: column.into(),
            value: value.as_str().into(),
            line: out.len() as u64 + 2,
        });
        places.push((c, p));
    };
    if good.chips_in_rows {
        (0..good.chips.len()).for_each(|c| (0..good.properties.len()).for_each(|p| put(c, p)));
    } else {
        (0..good.properties.len()).for_each(|p| (0..good.chips.len()).for_each(|c| put(c, p)));
    }
    (out, places)
}
