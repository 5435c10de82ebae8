//! Labels of links: bandwidths, lanes, interfaces and networks.

use super::label::{dim_fits, way};
use super::property::{Property, Way};
use super::unit::Dim;
use super::words::{has, has_word};

/// What of a link the label asks for.
pub(super) fn link(text: &str, dim: Option<Dim>) -> Option<Vec<Property>> {
    use Property as P;
    // A slash joins the two things compared: NVLink4/NVLink1.
    let mut sides = text.split('/').map(|s| s.trim_end_matches(|c: char| c.is_ascii_digit()));
    if let (Some(a), Some(b), None) = (sides.next(), sides.next(), sides.next())
        && a == b
        && a == "nvlink"
    {
        return Some(vec![P::Ratio]);
    }
    let bandwidth = matches!(dim, Some(Dim::Bandwidth | Dim::BitRate));
    if has(text, &["su/so"]) {
        return Some(vec![P::Scaleup(Way::One), P::ScaleOut]);
    }
    if bandwidth
        && (has(text, &["网络", "网卡"]) || has_word(text, "network") || has_word(text, "nic"))
    {
        return Some(vec![P::ScaleOut]);
    }
    if has(text, &["集群网络", "scale-out", "scaleout", "scale out", "组网", "横向扩展"])
    {
        return Some(vec![P::ScaleOut]);
    }
    if has(text, &["links x lanes", "links × lanes", "links*lanes", "链路数×通道数"]) {
        return Some(vec![P::LinksAndLanes]);
    }
    if has(text, &["links x", "links ×", "links*", "links @"]) {
        return Some(vec![P::LinkLayout]);
    }
    let rate = [
        "data rate",
        "lane rate",
        "lane speed",
        "transfer rate",
        "gt/s",
        "per lane",
        "signalling",
        "signaling",
        "每通道",
        "单通道",
    ];
    if has(text, &rate) && dim_fits(dim, Dim::BitRate) && !has(text, &["pin", "引脚"]) {
        return Some(vec![P::LaneRate]);
    }
    if (has_word(text, "lanes") || has(text, &["通道数", "lane count"]))
        && dim.is_none_or(|d| d == Dim::Count)
    {
        return Some(vec![P::Lanes]);
    }
    if has(text, &["pcie generation", "pcie gen", "pcie version", "pcie代"]) && dim.is_none() {
        return Some(vec![P::PcieGeneration]);
    }
    if has(
        text,
        &[
            "系统接口",
            "主机接口",
            "总线接口",
            "host interface",
            "host i/f",
            "bus interface",
            "pci interface",
            "system interface",
        ],
    ) || ["interface", "bus", "接口", "host", "form factor / interface"].contains(&text)
        && dim.is_none()
    {
        return Some(vec![P::HostInterface]);
    }
    if has(text, &["pcie", "pci-e", "x16", "host bandwidth"]) {
        return Some(vec![if bandwidth || text.contains("b/w") {
            P::HostBandwidth(way(text))
        } else {
            P::HostInterface
        }]);
    }
    let named = has(
        text,
        &[
            "nvlink",
            "互联",
            "互连",
            "interconnect",
            "scale-up",
            "scaleup",
            "scale up",
            "xgmi",
            "infinity fabric",
            "neuronlink",
            "hccs",
            "mlu-link",
            "片间",
            "卡间",
            "芯片间",
            "blink",
            "inter-chip",
            "inter chip",
            "link bandwidth",
        ],
    ) || has_word(text, "ici")
        || has_word(text, "ub");
    if has(
        text,
        &[
            "per link",
            "per port",
            "each link",
            "/link",
            "link rate",
            "每链路",
            "单链路",
            "每条",
            "单条",
            "单端口",
        ],
    ) {
        return Some(vec![P::LinkRate]);
    }
    let counts = dim.is_none() || dim == Some(Dim::Count);
    if counts && has(text, &["nvswitch", "switch chips", "交换芯片"]) && !has(text, &["nvlink"])
    {
        return Some(vec![P::SwitchChips]);
    }
    if counts
        && (has_word(text, "links") || has(text, &["链路数", "link count", "number of links"]))
    {
        return Some(vec![P::Links]);
    }
    if has(text, &["scale-up domain", "domain size"]) {
        return Some(vec![P::Domain]);
    }
    named.then(|| vec![P::Scaleup(way(text))])
}
