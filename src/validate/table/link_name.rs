//! Names of links, as all who write them mean them.

use super::words::plain;

/// The words of a link's name, as all who write them mean them: `100GbE` is `100G Ethernet`, `4x`
/// is `x4`, a link in `Gen 3` is of generation 3.
pub(super) fn words(name: &str) -> Vec<String> {
    let plain = plain(name);
    let mut out = Vec::new();
    for word in plain.split(|c: char| !(c.is_alphanumeric() || c == '.')).filter(|w| !w.is_empty())
    {
        let digits = |w: &str| !w.is_empty() && w.chars().all(|c| c.is_ascii_digit());
        if let Some(rate) = word.strip_suffix("gbe").filter(|r| digits(r)) {
            out.extend([format!("{rate}g"), "ethernet".to_owned()]);
        } else if let Some(lanes) = word.strip_suffix('x').filter(|n| digits(n)) {
            out.push(format!("x{lanes}"));
        } else if word == "ib" {
            out.push("infiniband".to_owned());
        } else if ["link", "port", "gen", "generation", "standard", "nvidia", "mellanox"]
            .contains(&word)
        {
        } else {
            out.push(word.trim_end_matches(".0").to_owned());
        }
    }
    out
}

/// `PCIe 4.0`, `PCI Express Gen5 x16`, as blanks are taken out.
pub(super) fn pcie(plain: &str) -> Option<f64> {
    let rest = ["pcie", "pci-e", "pciexpress"].iter().find_map(|p| plain.strip_prefix(p))?;
    let rest = rest.trim_start_matches("gen").trim_start_matches("ration");
    let rest = rest.strip_suffix("x16").unwrap_or(rest);
    let rest = rest.strip_suffix(".0").unwrap_or(rest);
    let n: f64 = rest.parse().ok()?;
    (1.0..=7.0).contains(&n).then_some(n)
}
