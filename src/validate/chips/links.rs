//! Links: rate per lane x lanes x line code, against the bandwidths as published; and the links
//! of chips against their generation.

use super::reasons::{Pair, plain_start, printed, rounded_freely};
use super::{SLOWER, UNEXPLAINED, evidence, group};
use crate::catalog::{Catalog, Chip, Link, Quantity};
use crate::report::number::compact;
use crate::validate::{Comparison, Reason};

/// Every bandwidth of every catalogued link that follows from its lanes.
pub(super) fn compare(catalog: &Catalog) -> impl Iterator<Item = Comparison> + '_ {
    catalog.links().iter().flat_map(|link| {
        [raw(link), effective(link), two_way(link), line_code(link)].into_iter().flatten()
    })
}

const GIGA: f64 = 1e9;

fn row(
    link: &Link,
    quantity: &str,
    formula: String,
    predicted: f64,
    published: &Quantity,
    inputs: &[&Quantity],
) -> Comparison {
    let reference = published.value / GIGA;
    let pair = Pair { derived: predicted, published: reference, quantity: published, scale: GIGA };
    Comparison {
        subject: link.id.to_string(),
        group: link.kind().name().to_owned(),
        kind: "link",
        quantity: quantity.to_owned(),
        formula,
        predicted,
        reference,
        unit: "GB/s",
        evidence: evidence(inputs, published),
        reason: why(pair),
        source: published.source.to_string(),
    }
}

fn why(pair: Pair<'_>) -> Reason {
    plain_start(pair).or_else(|| printed(pair)).or_else(|| rounded_freely(pair)).unwrap_or_else(
        || {
            let ratio = compact(pair.published / pair.derived, 4);
            Reason::new(&UNEXPLAINED, format!("published = {ratio} x derived"))
        },
    )
}

/// lanes x rate / 8.
fn raw(link: &Link) -> Option<Comparison> {
    let (lanes, rate) = (link.lanes.as_ref()?, link.rate_per_lane.as_ref()?);
    let predicted = lanes.value * rate.value / 8.0 / GIGA;
    let formula = format!("{lanes} x {rate} / 8");
    Some(row(link, "one-way, raw", formula, predicted, link.raw.as_ref()?, &[lanes, rate]))
}

/// lanes x rate / 8 x line code.
fn effective(link: &Link) -> Option<Comparison> {
    let (lanes, rate) = (link.lanes.as_ref()?, link.rate_per_lane.as_ref()?);
    let code = share_of(link.encoding.as_deref()?)?;
    let predicted = lanes.value * rate.value / 8.0 * code.share() / GIGA;
    let formula = format!("{lanes} x {rate} / 8 x {}/{}", code.data, code.sent);
    let published = link.effective.as_ref()?;
    Some(row(link, "one-way, data", formula, predicted, published, &[lanes, rate]))
}

/// Twice one direction.
fn two_way(link: &Link) -> Option<Comparison> {
    let one = link.effective.as_ref()?;
    let published = link.bidirectional.as_ref()?;
    let formula = format!("2 x {one}");
    Some(row(link, "two-way", formula, 2.0 * one.value / GIGA, published, &[one]))
}

/// The share of the signalling rate that the named line code leaves.
fn line_code(link: &Link) -> Option<Comparison> {
    let code = share_of(link.encoding.as_deref()?)?;
    let published = link.encoding_efficiency.as_ref()?;
    let pair =
        Pair { derived: code.share(), published: published.value, quantity: published, scale: 1.0 };
    Some(Comparison {
        kind: "line code",
        unit: "",
        reference: published.value,
        reason: why(pair),
        ..row(
            link,
            "line code",
            format!("{}/{}", code.data, code.sent),
            code.share(),
            published,
            &[],
        )
    })
}

/// Data carried by what is sent, in bits or bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LineCode {
    data: f64,
    sent: f64,
}

impl LineCode {
    fn share(self) -> f64 {
        self.data / self.sent
    }
}

/// The line code named in words: `8b/10b` is 8/10, `256B FLIT (.. 236B TLP)` 236/256 and
/// `93% effective` 93/100. `None` where the rate given is that of the data already.
fn share_of(encoding: &str) -> Option<LineCode> {
    if encoding.contains("data rate") || encoding.contains("payload rate") {
        return None;
    }
    let number_before = |mark: &str| {
        let head = &encoding[..encoding.find(mark)?];
        let digits = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        head[digits..].parse::<f64>().ok()
    };
    if let (Some(sent), Some(data)) = (number_before("B FLIT"), number_before("B TLP)")) {
        return Some(LineCode { data, sent });
    }
    if let Some(data) = number_before("% effective") {
        return Some(LineCode { data, sent: 100.0 });
    }
    let (data, sent) = encoding.split_whitespace().next()?.split_once('/')?;
    let bits = |text: &str| text.strip_suffix('b')?.parse::<f64>().ok();
    Some(LineCode { data: bits(data)?, sent: bits(sent)? })
}

/// The rate of a chip's links against that of their generation, where the catalogue has it.
pub(super) fn generation(catalog: &Catalog, chip: &Chip) -> Option<Comparison> {
    let name = chip.link.scaleup.as_deref()?;
    let family = name.split([' ', '(']).next()?;
    let rate = chip.link.rate_per_link.as_ref()?;
    // A name of several generations, such as ICI, stands in the links with the chip behind it.
    let network = name.split('(').next()?.trim();
    let own = || catalog.link(&format!("{network} of {}", chip.id));
    let link = catalog.link(family).or_else(|_| own()).ok()?;
    let published = link.effective.as_ref()?;
    let compared = row(
        link,
        "rate of one link",
        format!("{rate} of {}", chip.id),
        rate.value / GIGA,
        published,
        &[rate],
    );
    let slower = compared.reason.class == &UNEXPLAINED && rate.value < published.value;
    let detail = format!("{rate} where {} has {published}", link.display_name());
    let reason = if slower { Reason::new(&SLOWER, detail) } else { compared.reason };
    let (subject, kind) = (chip.id.to_string(), "link");
    Some(Comparison { subject, group: group(chip), kind, reason, ..compared })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_codes_are_read_from_their_names() {
        let share = |text: &str| share_of(text).map(LineCode::share);
        assert_eq!(share("8b/10b"), Some(0.8));
        assert_eq!(share("128b/130b"), Some(128.0 / 130.0));
        assert_eq!(
            share("1b/1b PAM4 + 256B FLIT (242B TLP+DLP usable, 236B TLP)"),
            Some(236.0 / 256.0)
        );
        assert_eq!(share("PAM4 signalling; 93% effective"), Some(0.93));
        assert_eq!(share("PAM4 64b/66b+RS-FEC (data rate)"), None);
        assert_eq!(share("NRZ"), None);
    }
}
