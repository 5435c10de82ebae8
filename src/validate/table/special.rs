//! Cells with a relation of their own: ratios, interfaces, memory demands, quoted rates.

use crate::catalog::Precision;

use super::compare;
use super::fact::{Fact, Facts};
use super::finding::{Expected, Finding, Status};
use super::generation;
use super::judge::{Judge, dense_peak};
use super::label;
use super::property::{Property, Way};
use super::subject::Subject;
use super::system_chips;
use super::unit;
use super::value::{Form, Number, Sort};
use super::verdict::{base, expectation, good, unverified};
use super::words;

/// The verdict on a cell that needs more than a fact; `None` for all others.
pub(super) fn judge<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Option<Finding> {
    match subject.property()? {
        Property::Ratio => Some(ratio(judge, subject)),
        Property::Demand => Some(demand(judge, subject)),
        Property::RowLength => Some(row_length(subject)),
        Property::Software => Some(software(judge, subject)),
        Property::Lanes if subject.printed.form == Form::Product => Some(lanes(judge, subject)),
        Property::LinksAndLanes => Some(links_and_lanes(judge, subject)),
        Property::Accelerators => Some(system_chips::verdict(judge, subject)),
        Property::HostInterface if subject.entity_label.contains('/') => {
            Some(interfaces(judge, subject))
        }
        Property::DieDensity if subject.printed.sort == Sort::Numbers => {
            Some(density(judge, subject))
        }
        _ => None,
    }
}

/// `18 x 2`: the links of a chip and the lanes of each.
fn links_and_lanes<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let p = &subject.printed;
    let (Form::Product, [links, lanes]) = (p.form, &p.numbers[..]) else {
        return unverified(subject, "not written as links x lanes");
    };
    let known_links = judge.facts(subject, Property::Links);
    let known_lanes = judge.facts(subject, Property::Lanes);
    for (number, facts) in [(links, &known_links), (lanes, &known_lanes)] {
        let own = facts.numbers.iter().any(|f| !f.aside);
        let mut known = facts.numbers.iter().filter(|f| !own || !f.aside);
        let fits = known.any(|f| (f.value - number.value).abs() < 1e-9);
        if let Some(fact) = facts.best().filter(|_| !fits) {
            let mut f = base(subject, Property::Links, Status::Wrong, Some(fact));
            f.message = format!("expected {} ({}, {})", fact.value, fact.formula, fact.of);
            return f;
        }
    }
    match known_links.best().or(known_lanes.best()) {
        Some(fact) => good(subject, Property::Links, fact, compare::Agreement::Exact),
        None => unverified(subject, "neither links nor lanes are known"),
    }
}

/// `12 links × 4` under lanes: those of one link are known.
fn lanes<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let facts = judge.facts(subject, Property::Lanes);
    let is = |f: &&Fact| subject.printed.numbers.iter().any(|n| n.value == f.value);
    match facts.numbers.iter().find(is) {
        Some(fact) => good(subject, Property::Lanes, fact, compare::Agreement::Exact),
        None => unverified(subject, "no number of lanes that can be compared"),
    }
}

/// A rate named in the label gives the bandwidth: `HBM3 8.4 Gbps` is 1075 GB/s a stack.
pub(super) fn stated_rate(subject: &Subject, property: Property, facts: &mut Facts) {
    let (Property::MemoryBandwidth, Some(g)) = (property, subject.entity.memory) else { return };
    let words: Vec<&str> = subject
        .property_label
        .split(|c: char| c.is_whitespace() || c == '(')
        .chain(subject.entity_label.split_whitespace())
        .collect();
    for pair in words.windows(2) {
        let rate = unit::parse(pair[1]).filter(|u| u.dim == unit::Dim::BitRate);
        if let (Some(rate), Ok(n)) = (rate, pair[0].parse::<f64>()) {
            facts.numbers = vec![Fact {
                value: g.bits * n * rate.factor / 8.0,
                formula: format!("{} bit x {} {} / 8", g.bits, pair[0], pair[1]),
                source: generation::STANDARD.into(),
                weight: 0.85,
                of: g.name.into(),
                aside: false,
            }];
        }
    }
}

fn against(subject: &Subject, property: Property, value: f64, formula: String) -> Finding {
    let fact = Fact {
        value,
        formula,
        source: "computed from catalogue facts".into(),
        weight: 0.75,
        of: "the relation".into(),
        aside: false,
    };
    let Some(number) = subject.printed.number().filter(|_| subject.printed.sort == Sort::Numbers)
    else {
        return unverified(subject, "no number to compare");
    };
    if let Some(agreement) = compare::agrees(number, value, property) {
        return good(subject, property, &fact, agreement);
    }
    let mut f = base(subject, property, Status::Wrong, Some(&fact));
    f.message = format!("expected {} ({})", crate::report::number::compact(value, 4), fact.formula);
    f
}

/// How many times one thing has what another has.
fn ratio<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let labels = [&*subject.property_label, &*subject.entity_label];
    for label in labels {
        let text = words::plain(label);
        if let Some((a, b)) = text
            .split_once('/')
            .filter(|(a, b)| a.trim().starts_with("nvlink") && b.trim().starts_with("nvlink"))
            && let (Some(x), Some(y)) = (link_total(judge, a), link_total(judge, b))
        {
            let formula = format!("{} / {} GB/s per chip, both ways", x / 1e9, y / 1e9);
            return against(subject, Property::Ratio, x / y, formula);
        }
        if let Some((a, b)) = text.split_once(" vs ")
            && let Some((value, formula)) = compared(judge, a, b)
        {
            let finding = against(subject, Property::Ratio, value, formula);
            // Systems are quoted with more than one peak per chip.
            if label.to_lowercase().contains("nvl")
                && finding.relative_error.is_some_and(|e| e.abs() < 0.1)
                && finding.status == Status::Wrong
            {
                let message = "within the spread of published peaks of the two systems".into();
                return Finding { status: Status::OkRounding, confidence: 0.5, message, ..finding };
            }
            return finding;
        }
    }
    unverified(subject, "a ratio of things the catalogue cannot compare")
}

/// The most bandwidth a chip has over a link generation, B/s.
fn link_total(judge: &Judge, name: &str) -> Option<f64> {
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let of = |chip: &&crate::catalog::Chip| {
        let scaleup = chip.link.scaleup.as_deref().unwrap_or("").to_lowercase();
        scaleup.split_whitespace().next() == Some(&name)
    };
    let chips = judge.names.catalog().chips().iter().filter(of);
    chips
        .filter_map(|c| c.link.published_bidirectional.as_ref().map(|q| q.value))
        .max_by(f64::total_cmp)
}

fn compared(judge: &mut Judge, a: &str, b: &str) -> Option<(f64, String)> {
    let (left, right) = (judge.entity_within(&a.into()), judge.entity_within(&b.into()));
    if let (Some(x), Some(y)) = (left.memory, right.memory) {
        let top = |g: &generation::Generation| {
            g.bits * g.rates_gbit_s.iter().copied().fold(0.0, f64::max) / 8.0
        };
        let formula = format!("{} GB/s of {} / {} GB/s of {}", top(x), x.name, top(y), y.name);
        return Some((top(x) / top(y), formula));
    }
    let total = |e: &super::entity::Entity| {
        e.system.and_then(|s| s.total.peak_16bit.as_ref().map(|q| q.value))
    };
    if let (Some(x), Some(y)) = (total(&left), total(&right)) {
        return Some((x / y, format!("{} / {} PFLOP/s dense 16 bit", x / 1e15, y / 1e15)));
    }
    let first = |text: &str| words::precisions(text).first().copied();
    let of_left = first(a).unwrap_or(Precision::Fp16);
    let of_right = first(b).unwrap_or(of_left);
    let x = dense_peak(&left, of_left)?;
    let y = dense_peak(&right, of_right)?;
    let formula = format!("{} TFLOP/s {of_left} / {} TFLOP/s {of_right}", x / 1e12, y / 1e12);
    Some((x / y, formula))
}

/// Chips that hold a model: parameters x bytes / capacity, rounded up.
fn demand<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let capacity = judge.facts(subject, Property::MemoryCapacity);
    match demand_of(subject, capacity.best(), subject.demand_bytes.unwrap_or(4.0)) {
        Some((value, formula)) => against(subject, Property::Demand, value, formula),
        None => unverified(subject, "a demand of a model or chip that is not known"),
    }
}

/// The number of chips and its formula.
pub(super) fn demand_of(
    subject: &Subject,
    capacity: Option<&Fact>,
    bytes: f64,
) -> Option<(f64, String)> {
    let parameters = subject.entity.parameters?;
    let capacity = capacity?.value;
    let formula = format!(
        "{} billion parameters x {bytes} bytes / {} GB, rounded up",
        parameters / 1e9,
        capacity / 1e9
    );
    Some(((parameters * bytes / capacity).ceil(), formula))
}

/// `18 headers / 14-20 cells`: a table whose rows have another length than its header.
fn row_length(subject: &Subject) -> Finding {
    let raw = &subject.printed.raw;
    let numbers: Vec<f64> =
        raw.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    match numbers.split_first() {
        Some((head, rows)) if rows.iter().any(|n| n != head) => {
            let mut f = Finding::plain(Status::Misaligned, 0.9, "");
            f.message = format!("rows of other lengths than the {head} headers: cells were lost");
            f
        }
        Some(_) => Finding::plain(Status::Ok, 0.7, "header and rows have one length"),
        None => unverified(subject, "no lengths to compare"),
    }
}

/// Software is no chip: a chip's name in that column slipped in from another.
fn software<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let named = judge.entity(&subject.printed.raw.as_str().into());
    let own = subject.entity.chips.iter().any(|c| named.chips.iter().any(|n| n.id == c.id));
    match named.chips.first() {
        Some(chip) if !own => {
            let message = format!("a chip's name ({}) where software belongs", chip.display_name());
            Finding::plain(Status::Misaligned, 0.85, message)
        }
        _ if subject.printed.sort == Sort::Empty => {
            Finding::plain(Status::Missing, 0.5, "nothing printed")
        }
        _ => unverified(subject, "software is not catalogued"),
    }
}

/// PCI Express generation and lanes in words: `PCIe Gen4.0 x 16`.
fn pcie_words(text: &str) -> (Option<f64>, Option<f64>) {
    let text = words::plain(text);
    let text = text.replace("pci express", "").replace("pcie", "").replace("gen", "");
    let (generation, lanes) = text.split_once('x').unwrap_or((&text, ""));
    let number = |t: &str| {
        let t = t.trim().trim_matches(|c: char| !c.is_ascii_digit());
        t.parse::<f64>().ok()
    };
    (number(generation), number(lanes))
}

/// Whether two interfaces are one; `None` where one of them names no generation.
pub(super) fn same_interface(a: &str, b: &str) -> Option<bool> {
    let ((a, a_lanes), (b, b_lanes)) = (pcie_words(a), pcie_words(b));
    let lanes_fit = a_lanes.zip(b_lanes).is_none_or(|(x, y)| x == y);
    Some(a? == b? && lanes_fit)
}

/// The verdict on a host interface in words.
pub(super) fn interface(subject: &Subject, text: &str, facts: &Facts) -> Finding {
    let (generation, lanes) = pcie_words(text);
    let Some(word) = facts.words.first() else {
        return unverified(subject, "the catalogue has no host interface for it");
    };
    let (known, known_lanes) = pcie_words(&word.text);
    let Some(generation) = generation else {
        return unverified(subject, "no PCI Express generation in it");
    };
    let mut f = Finding::plain(Status::Ok, word.weight, format!("agrees with {}", word.text));
    f.expected = Some(Expected::Text(word.text.clone()));
    f.formula = format!("catalogue host interface of {}", word.of);
    f.source = word.source.clone();
    if Some(generation) != known || lanes.is_some() && lanes != known_lanes {
        f.status = Status::Wrong;
        f.message = format!("{} has {}", word.of, word.text);
    }
    f
}

/// `5.0/4.0 x16` under `H100/A100`: one cell for several chips.
fn interfaces<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let labels: Vec<&str> = subject.entity_label.split('/').map(str::trim).collect();
    let raw = subject.printed.raw.clone();
    let values: Vec<&str> = raw.split('/').map(str::trim).collect();
    if labels.len() != values.len() {
        return unverified(subject, "another number of values than of names");
    }
    let mut last = None;
    for (label, value) in labels.iter().zip(&values) {
        let entity_label: std::sync::Arc<str> = (*label).into();
        let entity = judge.entity_within(&entity_label);
        let part = Subject { entity, entity_label, ..subject.clone() };
        let facts = judge.facts(&part, Property::HostInterface);
        let finding = interface(&part, value, &facts);
        if finding.status.is_flag() {
            return finding;
        }
        last = Some(finding);
    }
    last.map_or_else(
        || unverified(subject, "no value"),
        |mut f| {
            f.expected = None;
            f.message = "every interface agrees with the catalogue".into();
            f
        },
    )
}

/// Capacity of a stack = density of a die x dies: 8 dies of 16 Gbit are 16 GB.
fn density<'a>(judge: &mut Judge<'a>, subject: &Subject<'a>) -> Finding {
    let p = &subject.printed;
    let stack = judge.facts(subject, Property::MemoryCapacity);
    let die = judge.facts(subject, Property::DieDensity);
    let Some(largest) = p.numbers.iter().copied().max_by(|a, b| a.value.total_cmp(&b.value)) else {
        return unverified(subject, "no number");
    };
    let factor = p.unit.and_then(|u| u.factor_to(unit::Dim::Bytes)).unwrap_or(1e9);
    let number = largest.divided(1.0 / factor);
    let heights: Vec<f64> = words::plain(&p.raw)
        .rsplit_once('(')
        .map(|(_, n)| {
            n.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect()
        })
        .unwrap_or_default();
    let in_bits = number.divided(8.0);
    let is_die = compare::find(in_bits, &die.numbers, Property::DieDensity);
    let of_heights = die.numbers.iter().find(|d| {
        heights
            .iter()
            .any(|h| compare::agrees(number, d.value * h, Property::MemoryCapacity).is_some())
    });
    // One number for stacks of several heights can only be the density of their die.
    let one_for_all = p.form == Form::Single && heights.len() > 1;
    if let Some((fact, _)) = is_die
        && (one_for_all || of_heights.is_none() && !heights.is_empty())
    {
        let mut f = base(subject, Property::DieDensity, Status::Unit, Some(fact));
        f.message = format!(
            "{}: the die has that many Gbit, and a stack of {} has {} GB",
            fact.formula,
            heights.iter().map(|h| format!("{h}-Hi")).collect::<Vec<_>>().join("/"),
            heights
                .iter()
                .map(|h| format!("{}", fact.value * h / 1e9))
                .collect::<Vec<_>>()
                .join("/"),
        );
        return f;
    }
    if let Some(fact) = of_heights {
        let mut f = base(subject, Property::MemoryCapacity, Status::Ok, None);
        f.confidence = fact.weight;
        f.formula = format!("{} x dies of the stack", fact.formula);
        f.message = format!("agrees with {}", f.formula);
        return f;
    }
    match compare::find(number, &stack.numbers, Property::MemoryCapacity) {
        Some((fact, agreement)) => good(subject, Property::MemoryCapacity, fact, agreement),
        None if stack.numbers.is_empty() => unverified(subject, "no figure known"),
        None => {
            let mut f = base(subject, Property::MemoryCapacity, Status::Wrong, stack.best());
            f.message = "no stack of the generation has that capacity".into();
            f
        }
    }
}

/// `12 x 25`: links and the rate of each.
pub(super) fn layout(subject: &Subject, facts: &Facts) -> Finding {
    let p = &subject.printed;
    let (Form::Product, [links, rate], Some(known)) = (p.form, &p.numbers[..], facts.best()) else {
        return unverified(subject, "not written as links x rate");
    };
    let rates: Vec<(f64, std::sync::Arc<str>)> = subject
        .entity
        .chips
        .iter()
        .chain(&subject.entity.siblings)
        .filter_map(|c| c.link.rate_per_link.as_ref())
        .map(|q| (q.value / 1e9, q.written.clone()))
        .collect();
    let Some((per_link, written)) = rates.first() else {
        return unverified(subject, "no rate of a link is known");
    };
    let count_fits = (links.value - known.value).abs() < 1e-9;
    let one = compare::agrees(*rate, *per_link, Property::LinkRate).is_some();
    let both = compare::agrees(*rate, 2.0 * per_link, Property::LinkRate).is_some();
    let mut f = Finding::plain(Status::Ok, known.weight, String::new());
    f.formula = format!("{} x {written} in one direction", known.value);
    f.expected = Some(Expected::Text(format!("{} x {per_link}", known.value)));
    f.source = known.source.clone();
    f.message = format!("agrees with {}", f.formula);
    if !count_fits || !one && !both {
        f.status = Status::Wrong;
        f.message = format!("expected {}", f.formula);
    }
    f
}

/// The rate of a link in both directions, where the label says how many it counts.
pub(super) fn other_way(subject: &Subject, number: Number, facts: &Facts) -> Option<Finding> {
    let find = |n: Number| {
        let mut own = facts.numbers.iter().filter(|f| !f.aside);
        own.find_map(|f| compare::agrees(n, f.value, Property::LinkRate).map(|a| (f, a)))
    };
    let way = label::way(&words::plain(&subject.property_label));
    let one = find(number);
    let both = find(number.divided(2.0));
    let (status, fact, message) = match (way, one, both) {
        (Way::Both, Some((fact, _)), None) => {
            (Status::Unit, fact, "one direction printed under both")
        }
        (Way::Both, None, Some((fact, _))) => (Status::OkRounding, fact, "both directions of"),
        (Way::One, None, Some((fact, _))) => (Status::Unit, fact, "both directions under one"),
        _ => return None,
    };
    let mut f = base(subject, Property::LinkRate, status, Some(fact));
    f.message = format!("{message}; {}", expectation(subject, Property::LinkRate, fact));
    if status == Status::OkRounding {
        f.message = format!("{message} {}", fact.formula);
        f.expected = f.stated.map(Expected::Number);
        f.relative_error = Some(0.0);
    }
    Some(f)
}
