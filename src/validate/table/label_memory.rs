//! Labels of memories.

use super::label::dim_fits;
use super::property::Property;
use super::unit::Dim;
use super::words::{has, has_word};

/// What of a memory the label asks for.
pub(super) fn memory(text: &str, dim: Option<Dim>) -> Option<Vec<Property>> {
    use Property as P;
    let per_chip = ["per accelerator", "per gpu", "per chip", "per card", "每卡", "单卡", "每芯片"];
    if has(text, &["memory", "显存", "内存", "hbm"])
        && has(text, &per_chip)
        && dim_fits(dim, Dim::Bytes)
        && !has(text, &["bandwidth", "带宽", " bw"])
    {
        return Some(vec![P::MemoryCapacity]);
    }
    let memory = has(
        text,
        &[
            "显存",
            "memory",
            "内存",
            "存储",
            "dram",
            "hbm",
            "vram",
            "mem ",
            "framebuffer",
            "frame buffer",
        ],
    ) || has_word(text, "ram")
        || has_word(text, "mem");
    let wide = has(text, &["带宽", "bandwidth"]) || has_word(text, "bw");
    let large = memory || has(text, &["容量", "capacity"]);
    let joined = has(text, &["与", "和", "及", "/", "／", "&", " and ", "+", "、", ","]);
    if wide && large && joined && dim.is_none() {
        return Some(vec![P::MemoryCapacity, P::MemoryBandwidth]);
    }
    let property =
        if has(text, &["位宽", "bus width", "interface width", "memory interface", "mem i/f"])
            || has_word(text, "bus") && dim_fits(dim, Dim::Bits)
            || memory && dim == Some(Dim::Bits)
        {
            P::MemoryBus
        } else if dim == Some(Dim::BitRate)
            || has(
                text,
                &[
                    "speed",
                    "速率",
                    "pin rate",
                    "per pin",
                    "/pin",
                    "每引脚",
                    "memory rate",
                    "data rate",
                ],
            )
        {
            P::MemoryRate
        } else if has(text, &["带宽", "bandwidth", "吞吐"])
            || has_word(text, "bw")
            || text.contains("b/w")
            || dim == Some(Dim::Bandwidth)
        {
            P::MemoryBandwidth
        } else if has(text, &["stacks", "堆栈数"]) {
            P::Stacks
        } else if has(text, &["类型", "type", "technology", "kind", "颗粒"]) && dim.is_none() {
            P::MemoryKind
        } else if has(text, &["容量", "capacity", "density"])
            || memory && has(text, &["size", "大小"])
            || dim == Some(Dim::Bytes)
        {
            P::MemoryCapacity
        } else if memory
            && (text.split_whitespace().count() <= 2
                && !text.contains(|c: char| c.is_ascii_digit())
                || text.ends_with("memory"))
        {
            P::MemoryKind
        } else {
            return None;
        };
    Some(vec![property])
}
