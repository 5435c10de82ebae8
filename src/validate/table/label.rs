//! What a label asks for: the lexicon of properties, in English and Chinese.

use crate::catalog::Precision;

use super::label_link;
use super::label_memory;
use super::property::{Engine, Format, Property, Sparse, Way};
use super::unit::{self, Dim, Unit};
use super::words::{has, has_word, plain, precisions};

/// A label understood: one property, or several that share a cell (`FP32/TF32`).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) properties: Vec<Property>,
    pub(super) unit: Option<Unit>,
    /// The label quotes what somebody else calls the thing.
    pub(super) quotes_label: bool,
    /// The words decide; a bare unit or precision is weaker.
    pub(super) sure: bool,
    /// The unit alone decides, and the words beside it are unknown.
    pub(super) is_loose: bool,
}

/// Reads a label as a property.
pub(super) fn read(label: &str) -> Option<Reading> {
    let unit = unit::find(label);
    let reading = understood(label, unit)?;
    let is_loose = unit.is_some() && is_unknown(&without_units(label));
    Some(Reading { is_loose, ..reading })
}

/// Reads a label that is in a unit.
fn understood(label: &str, unit: Option<Unit>) -> Option<Reading> {
    let text = plain(label);
    let text = text.trim();
    let mut sure = true;
    let precisions = precisions(text);
    let dim = unit.map(|u| u.dim);
    let one = |p| vec![p];
    use Property as P;
    let properties = if has(text, &["energy ratio", "能量消耗"]) {
        one(P::EnergyRatio)
    } else if has(text, &["area ratio", "面积消耗"]) {
        one(P::AreaRatio)
    } else if has(text, &["row length"]) {
        one(P::RowLength)
    } else if has(text, &["fma/clk", "fma per clock"]) {
        one(P::FmaPerTensorCore)
    } else if has(text, &["multiple", "ratio", "倍数"]) || has_word(text, "vs") {
        one(P::Ratio)
    } else if has(text, &["optics per", "光模块"]) {
        one(P::OpticsPerChip)
    } else if has(text, &["搬运能耗", "transfer energy"]) || dim == Some(Dim::Joules) {
        one(P::TransferEnergy)
    } else if has(text, &["需求量", "gpus needed", "demand"]) {
        one(P::Demand)
    } else if has(text, &["mlperf", "threads/", "per cpu host", "per host", "线程"]) {
        return None;
    } else if has(text, &["生态", "software", "ecosystem", "软件"]) {
        one(P::Software)
    } else if has(text, &["processors/chip", "processors per chip"]) {
        one(P::Units)
    } else if has(
        text,
        &[
            "发布",
            "上市",
            "release",
            "launch",
            "年份",
            "deployment",
            "量产",
            "推出",
            "问世",
            "首发",
            "announced",
        ],
    ) || has_word(text, "year")
        || has_word(text, "yr")
        || has_word(text, "debut")
        || has(
            text,
            &["first published", "first shipped", "standardised", "standardized", "ratified"],
        )
        || has(text, &["年代", "投产", "introduction"])
        || has_word(text, "since")
        || has_word(text, "unveiled")
        || has_word(text, "introduced")
    {
        one(P::Year)
    } else if has(text, &["transistor", "xtor", "晶体管", "#tr", "# tr"]) || has_word(text, "tx")
    {
        one(P::Transistors)
    } else if has(text, &["die density"]) {
        one(P::DieDensity)
    } else if has(text, &["芯片面积", "核心面积", "裸片", "裸芯", "晶粒"])
        || has_word(text, "die") && (dim.is_none() || has(text, &["size", "area"]))
        || dim == Some(Dim::SquareMm)
    {
        one(P::Die)
    } else if has(text, &["制程", "工艺", "技术节点", "制造节点", "lithograph"])
        || has_word(text, "process")
        || has_word(text, "node")
        || has_word(text, "fab") && dim.is_none()
        || dim == Some(Dim::Nanometres)
    {
        one(P::Process)
    } else if has(text, &["register", "寄存器"]) {
        one(P::Registers)
    } else if has(text, &["shared memory", "scratchpad", "smem", "lds", "共享内存"]) {
        one(P::Scratchpad)
    } else if has(
        text,
        &[
            "on-chip memory",
            "on-chip sram",
            "片上",
            "l2cache",
            "last-level cache",
            "last level cache",
            "二级缓存",
        ],
    ) || has_word(text, "l2")
    {
        one(P::L2)
    } else if has(text, &["cuda core fp", "cuda core tf", "cuda core int", "cuda core bf"]) {
        precisions.iter().map(|p| P::Supports(Engine::Vector, *p)).collect()
    } else if has(text, &["bits/channel", "bits in a channel", "bits per channel"]) {
        one(P::ChannelBits)
    } else if has(text, &["channels"]) {
        one(P::Channels)
    } else if has(text, &["vdd", "voltage", "电压"]) || dim == Some(Dim::Volts) {
        one(P::Voltage)
    } else if has_word(text, "cores") && dim.is_none() && !precisions.is_empty() {
        // `FP32 cores` are those that are meant by cores; an FP64 core is something else.
        if precisions != [Precision::Fp32] || has(text, &["tensor", "matrix"]) {
            return None;
        }
        one(P::Cores)
    } else if !precisions.is_empty() && !has(text, &["memory", "显存"]) && dim_fits(dim, Dim::Ops)
    {
        let sparse = sparse(text);
        let engine = engine(text);
        precisions.iter().map(|p| P::Peak(engine, Format::One(*p), sparse)).collect()
    } else if has(text, &["16-bit", "16bit", "16 bit", "16位"])
        && (dim == Some(Dim::Ops) || dim.is_none() && has(text, &["浮点", "算力", "peak", "float"]))
    {
        one(P::Peak(engine(text), Format::Bits16, sparse(text)))
    } else if dim == Some(Dim::Ops)
        || has(
            text,
            &[
                "算力",
                "浮点",
                "compute performance",
                "peak performance",
                "tensor performance",
                "ai performance",
                "ai perf",
                "peak compute",
                "ai compute",
                "性能",
            ],
        )
    {
        one(P::Peak(engine(text), Format::Unsaid, sparse(text)))
    } else if has(text, &["rt core", "ray accelerator", "ray tracing core", "光追核心"]) {
        // One in each unit, of NVIDIA since Turing and of AMD since RDNA 2.
        one(P::Units)
    } else if has(text, &["tensor core", "张量核心", "tensorcore", "matrix core"]) {
        one(P::TensorCores)
    } else if has(
        text,
        &["cuda core", "核心数", "stream processor", "流处理", "shader", "shading unit"],
    ) || has_word(text, "cores")
        || has_word(text, "alus")
    {
        one(P::Cores)
    } else if ["sm", "sms", "cu", "cus"].iter().any(|w| has_word(text, w))
        || has(text, &["compute unit", "multiprocessor", "计算单元", "sm数", "number of sm"])
    {
        one(P::Units)
    } else if has(text, &["memory clock", "显存频率", "memory frequency"]) {
        // Printed as the clock, twice the clock or the rate of a pin, and seldom said which.
        return None;
    } else if dim == Some(Dim::Hertz)
        || has(text, &["时钟", "主频", "核心频率", "clock"]) && dim_fits(dim, Dim::Hertz)
        || has(text, &["frequency", "频率"]) && dim_fits(dim, Dim::Hertz)
    {
        let base = has(text, &["base", "基础", "基准"]);
        let boost = has(text, &["boost", "加速", "turbo", "max", "peak"]);
        let base = base || has(text, &["game", "gfx", "graphics clock"]);
        one(match (base, boost) {
            (true, false) => P::ClockBase,
            (false, true) => P::ClockBoost,
            _ => P::Clock,
        })
    } else if has(text, &["tdp", "tbp", "功耗", "功率", "power", "瓦"]) || dim == Some(Dim::Watts)
    {
        one(P::Power)
    } else if dim.is_none_or(|d| d == Dim::Count)
        && (has(
            text,
            &[
                "加速卡数",
                "卡数",
                "gpu数",
                "npu数",
                "芯片数",
                "加速器数",
                "number of gpus",
                "number of accelerators",
                "number of chips",
                "gpu count",
                "chip count",
                "accelerator count",
                "# gpus",
                "#gpus",
                "# of gpus",
            ],
        ))
    {
        one(P::ChipCount)
    } else if dim.is_none() && has(text, &["accelerators", "gpu配置", "加速器配置"])
        || ["accelerators", "accelerator", "gpus", "加速器", "加速卡", "gpu", "chips"]
            .contains(&text)
    {
        one(P::Accelerators)
    } else if has(
        text,
        &[
            "system memory",
            "system ram",
            "host memory",
            "cpu memory",
            "host ram",
            "系统内存",
            "主机内存",
            "cpu内存",
        ],
    ) {
        one(P::HostMemory)
    } else if has(text, &["jedec", "标准号"]) && dim.is_none() {
        one(P::Standard)
    } else if has(
        text,
        &[
            "line code",
            "coding",
            "encoding",
            "信号调制",
            "modulation",
            "线路编码",
            "编码方式",
            "编码",
            "调制",
        ],
    ) && dim.is_none()
    {
        one(P::Encoding)
    } else if has(text, &["price", "价格", "售价"]) {
        one(P::Price)
    } else if let Some(found) = label_link::link(text, dim) {
        found
    } else if let Some(found) = label_memory::memory(text, dim) {
        sure = !text.is_ascii() || text.contains("mem") || text.contains("hbm");
        found
    } else if has_word(text, "peak") && dim.is_none() {
        one(P::Peak(engine(text), Format::Unsaid, sparse(text)))
    } else {
        return None;
    };
    let quotes_label = has_word(text, "label");
    Some(Reading { properties, unit, quotes_label, sure, is_loose: false })
}

/// What an unknown label most likely asks for, by the unit of its cells.
pub(super) fn by_unit(unit: Unit) -> Option<Reading> {
    let reading = if unit.dim == Dim::Bits {
        let properties = vec![Property::MemoryBus];
        Reading { properties, unit: None, quotes_label: false, sure: false, is_loose: true }
    } else {
        understood("", Some(unit))?
    };
    Some(Reading { is_loose: true, ..reading })
}

/// The words before a bracket, but for units among them.
fn without_units(label: &str) -> String {
    let front = label.split(['(', '（', '[']).next().unwrap_or(label);
    let words = front.split_whitespace().filter(|w| unit::parse(w).is_none());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether there are words, and they name no property.
fn is_unknown(words: &str) -> bool {
    words.chars().any(char::is_alphabetic) && understood(words, None).is_none()
}

/// Whether a label without a unit, or with this one, can be of that dimension.
pub(super) fn dim_fits(dim: Option<Dim>, wanted: Dim) -> bool {
    dim.is_none_or(|d| d == wanted)
}

fn engine(text: &str) -> Engine {
    let no_tensor =
        has(text, &["非tensor", "non-tensor", "non tensor", "vector", "cuda", "非张量"]);
    if no_tensor {
        Engine::Vector
    } else if has(text, &["tensor", "张量", "matrix", "cube", "矩阵"]) {
        Engine::Matrix
    } else {
        Engine::Any
    }
}

fn sparse(text: &str) -> Sparse {
    stated_sparse(text).unwrap_or(Sparse::Dense)
}

/// Whether a text says that sparsity is counted, or that it is not.
pub(super) fn stated_sparse(text: &str) -> Option<Sparse> {
    const WITHOUT: [&str; 10] = [
        "dense",
        "稠密",
        "without sparsity",
        "non-sparse",
        "no sparsity",
        "w/o sparsity",
        "无稀疏",
        "不含稀疏",
        "非稀疏",
        "不计稀疏",
    ];
    if has(text, &WITHOUT) {
        Some(Sparse::Dense)
    } else if has(text, &["sparse", "sparsity", "稀疏"]) {
        Some(Sparse::Counted)
    } else {
        None
    }
}

/// Whether the label asks for one chip of a system.
pub(super) fn is_per_chip(text: &str) -> bool {
    has(
        text,
        &["per accelerator", "per gpu", "per chip", "per card", "每卡", "单卡", "每芯片", "/gpu"],
    )
}

/// The directions a text counts.
pub(super) fn way(text: &str) -> Way {
    if has(text, &["bidir", "双向", "both dir", "total", "合计", "beide richtung"])
        || has_word(text, "bi")
    {
        Way::Both
    } else if has(
        text,
        &[
            "unidir",
            "单向",
            "每方向",
            "per dir",
            "one-way",
            "one way",
            "each way",
            "each dir",
            "one dir",
            "pro richtung",
            "je richtung",
            "/dir",
        ],
    ) {
        Way::One
    } else {
        Way::Unsaid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(label: &str) -> Vec<Property> {
        read(label).map(|r| r.properties).unwrap_or_default()
    }

    #[test]
    fn labels_of_both_languages() {
        use Property as P;
        let peak = |e, p| P::Peak(e, Format::One(p), Sparse::Dense);
        let cases = [
            ("发布时间", P::Year),
            ("制程(nm)", P::Process),
            ("FP64(TFLOPS)", peak(Engine::Any, Precision::Fp64)),
            ("FP16(TFLOPS, 非Tensor)", peak(Engine::Vector, Precision::Fp16)),
            ("BF16 Tensor(TFLOPS)", peak(Engine::Matrix, Precision::Bf16)),
            ("显存类型", P::MemoryKind),
            ("显存容量(GB)", P::MemoryCapacity),
            ("显存(GB)", P::MemoryCapacity),
            ("显存带宽(GB/s)", P::MemoryBandwidth),
            ("NVLink(GB/s bidir)", P::Scaleup(Way::Both)),
            ("PCIe(GB/s bidir)", P::HostBandwidth(Way::Both)),
            ("TDP(W)", P::Power),
            ("核心数目", P::Cores),
            ("FP32 cores / GPU", P::Cores),
            ("时钟频率 boost(GHz)", P::ClockBoost),
            ("互联带宽(GB/s)", P::Scaleup(Way::Unsaid)),
            ("系统接口", P::HostInterface),
            ("ICI links x GB/s", P::LinkLayout),
            ("Processors/chip", P::Units),
            ("HBM BW(GB/s)", P::MemoryBandwidth),
            ("HBM type label", P::MemoryKind),
            ("bus bit", P::MemoryBus),
            ("Gbps", P::MemoryRate),
            ("GB/s", P::MemoryBandwidth),
            ("memory", P::MemoryKind),
            ("Operating frequency(Mbps)", P::MemoryRate),
            ("x16 B/W per dir(Gb/s)", P::HostBandwidth(Way::One)),
            ("Tensor cores", P::TensorCores),
            ("Peak TFLOPS 16-bit", P::Peak(Engine::Any, Format::Bits16, Sparse::Dense)),
            ("浮点(TFLOPS)", P::Peak(Engine::Any, Format::Unsaid, Sparse::Dense)),
            ("NVLink4/NVLink1", P::Ratio),
            ("CUDA core TF32", P::Supports(Engine::Vector, Precision::Tf32)),
        ];
        for (label, property) in cases {
            assert_eq!(of(label), [property], "{label}");
        }
        assert_eq!(of("FP32/TF32").len(), 2);
        for chip in ["A100 SXM", "H100", "HBM2E", "深算一号", "MTT S3000", "Hopper"] {
            assert_eq!(of(chip), [], "{chip}");
        }
    }
}
