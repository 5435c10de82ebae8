//! Recall and precision on planted errors of every kind.

use std::collections::{BTreeMap, HashMap};

use roofscape::catalog::Catalog;
use roofscape::validate::table::{Aliases, Status, judge};

use crate::plant::{Good, KINDS, Random, cells, print, table};

const PLANTED: usize = 500;

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|x| *x > 0.0)
}

fn field(good: &Good, p: usize) -> &'static str {
    KINDS[good.properties[p]].field
}

/// Plants one error of the kind; the cells it changed, or none where the table has no place for it.
fn plant(what: &str, good: &mut Good, random: &mut Random) -> Vec<(usize, usize)> {
    let (c, p) = (random.below(good.chips.len()), random.below(good.properties.len()));
    let old = good.text[c][p].clone();
    let value = number(&old).filter(|_| field(good, p) != "year");
    let put = |good: &mut Good, x: f64| {
        good.text[c][p] = print(x, 6);
        vec![(c, p)]
    };
    let name = field(good, p);
    let label = KINDS[good.properties[p]].labels[good.language];
    let one_way = label.contains("单向") || label.contains("per dir");
    let physical =
        !matches!(name, "compute.units" | "link.links" | "memory.bus" | "physical.process");
    match (what, value) {
        ("x2", Some(v)) if !one_way => put(good, 2.0 * v),
        ("x1000", Some(v)) if physical => {
            put(good, if random.below(2) == 0 { 1000.0 * v } else { v / 1000.0 })
        }
        ("bits for bytes", Some(v))
            if name.contains("bandwidth") || name.contains("bidirectional") =>
        {
            put(good, 8.0 * v)
        }
        ("sparse for dense", Some(v))
            if name.starts_with("compute.published_matrix")
                && good.chips[c].compute.sparsity.as_ref().is_some_and(|s| s.value == 2.0)
                && !name.ends_with("fp64") =>
        {
            put(good, 2.0 * v)
        }
        ("both ways for one", Some(v)) if one_way => put(good, 2.0 * v),
        ("digit slip", Some(v)) => {
            let mut digits: Vec<char> = old.chars().collect();
            let at = random.below(digits.len());
            if !digits[at].is_ascii_digit() {
                return vec![];
            }
            digits[at] = char::from(b'0' + random.below(10) as u8);
            let new: String = digits.into_iter().collect();
            // Whoever reads a table does not care for less than 3 %.
            match number(&new) {
                Some(n) if (n / v - 1.0).abs() > 0.03 && !new.starts_with('0') => {
                    good.text[c][p] = new;
                    vec![(c, p)]
                }
                _ => vec![],
            }
        }
        ("value lost", _) if !old.is_empty() => {
            good.text[c][p].clear();
            vec![(c, p)]
        }
        ("columns swapped", _) => {
            let other = (c + 1) % good.chips.len();
            let width = good.properties.len();
            let mut changed = Vec::new();
            for p in 0..width {
                let (a, b) = (good.text[c][p].clone(), good.text[other][p].clone());
                if a != b && !a.is_empty() && !b.is_empty() {
                    good.text[c][p] = b;
                    good.text[other][p] = a;
                    changed.extend([(c, p), (other, p)]);
                }
            }
            changed
        }
        ("rows swapped", _) => {
            let other = (p + 1) % good.properties.len();
            let mut changed = Vec::new();
            for c in 0..good.chips.len() {
                let (a, b) = (good.text[c][p].clone(), good.text[c][other].clone());
                if a != b && !a.is_empty() && !b.is_empty() {
                    good.text[c][p] = b;
                    good.text[c][other] = a;
                    changed.extend([(c, p), (c, other)]);
                }
            }
            changed
        }
        ("cell lost, row shifted", _) => {
            // Only in rows that were full: elsewhere nobody can say what moved.
            let full = (0..good.chips.len()).all(|c| !good.text[c][p].is_empty());
            if !full || c + 2 >= good.chips.len() {
                return vec![];
            }
            let mut changed = Vec::new();
            for i in c..good.chips.len() {
                let next = good.text.get(i + 1).map_or(String::new(), |t| t[p].clone());
                if next != good.text[i][p] {
                    changed.push((i, p));
                }
                good.text[i][p] = next;
            }
            changed
        }
        _ => vec![],
    }
}

/// The statuses that name the kind of error.
fn right(what: &str) -> &'static [Status] {
    match what {
        "x1000" | "bits for bytes" | "both ways for one" => &[Status::Unit],
        "value lost" => &[Status::Missing],
        "columns swapped" | "rows swapped" => &[Status::Misaligned],
        "cell lost, row shifted" => &[Status::Misaligned, Status::Missing],
        _ => &[Status::Wrong],
    }
}

#[derive(Default)]
struct Score {
    bad: usize,
    flagged_bad: usize,
    right_kind: usize,
    flagged: usize,
    far_ok: usize,
    statuses: BTreeMap<&'static str, usize>,
}

fn score(what: &str, seed: u64) -> Score {
    let mut random = Random(seed);
    let mut score = Score::default();
    let mut tables = 0;
    while score.bad < PLANTED && tables < 100_000 {
        tables += 1;
        let mut good = table(&mut random);
        let truth = good.text.clone();
        let changed = plant(what, &mut good, &mut random);
        if changed.is_empty() {
            continue;
        }
        let (cells, places) = cells("planted", &good, &changed);
        let findings = judge(&cells, Catalog::embedded(), &Aliases::default());
        let at: HashMap<_, _> = places.iter().copied().zip(0..).collect();
        for (place, finding) in places.iter().zip(&findings) {
            score.flagged += usize::from(finding.status.is_flag());
            if finding.status.is_flag() && !changed.contains(place) && std::env::var("SHOW").is_ok()
            {
                let cell = &cells[at[place]];
                println!(
                    "false alarm [{what}] {} {}: {} {} ({})",
                    cell.row, cell.column, cell.value, finding.status, finding.message
                );
            }
        }
        for place in &changed {
            let finding = &findings[at[place]];
            score.bad += 1;
            score.flagged_bad += usize::from(finding.status.is_flag());
            let is_right = right(what).contains(&finding.status);
            score.right_kind += usize::from(is_right);
            *score.statuses.entry(finding.status.name()).or_default() += 1;
            let new = &good.text[place.0][place.1];
            if let (Some(a), Some(b)) = (number(new), number(&truth[place.0][place.1]))
                && (a / b - 1.0).abs() > 0.05
                && finding.status == Status::Ok
            {
                score.far_ok += 1;
            }
            if !is_right && std::env::var("SHOW").is_ok() {
                let cell = &cells[at[place]];
                println!(
                    "missed [{what}] {} {}: {} for {}: {} ({})",
                    cell.row,
                    cell.column,
                    cell.value,
                    truth[place.0][place.1],
                    finding.status,
                    finding.message
                );
            }
        }
    }
    score
}

const WHAT: [&str; 10] = [
    "x2",
    "x1000",
    "bits for bytes",
    "sparse for dense",
    "both ways for one",
    "digit slip",
    "value lost",
    "columns swapped",
    "rows swapped",
    "cell lost, row shifted",
];

#[test]
fn planted_errors_are_found_and_named() {
    let mut failures = Vec::new();
    println!("{:<24} planted  recall  right kind  precision  far ok", "error");
    for (i, what) in WHAT.into_iter().enumerate() {
        let s = score(what, 17 + i as u64);
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        let (recall, kind) = (share(s.flagged_bad, s.bad), share(s.right_kind, s.bad));
        let precision = share(s.flagged_bad, s.flagged);
        println!(
            "{what:<24} {:>7}  {:>5.1} %  {:>8.1} %  {:>7.1} %  {:>6}  {:?}",
            s.bad,
            100.0 * recall,
            100.0 * kind,
            100.0 * precision,
            s.far_ok,
            s.statuses
        );
        if s.bad < PLANTED || kind < 0.95 || precision < 0.9 || s.far_ok > 0 {
            failures.push(what);
        }
    }
    assert!(failures.is_empty(), "below the mark: {failures:?}");
}

#[test]
fn good_tables_raise_no_alarm() {
    let mut random = Random(5);
    let (mut flagged, mut all) = (0, 0);
    for _ in 0..200 {
        let good = table(&mut random);
        let (cells, _) = cells("good", &good, &[]);
        let findings = judge(&cells, Catalog::embedded(), &Aliases::default());
        for (cell, finding) in cells.iter().zip(&findings) {
            all += 1;
            if finding.status.is_flag() {
                flagged += 1;
                println!(
                    "{} {}: {} {} ({})",
                    cell.row, cell.column, cell.value, finding.status, finding.message
                );
            }
        }
    }
    println!("{flagged} of {all} good cells flagged");
    assert!(flagged * 500 <= all, "{flagged} of {all} good cells flagged");
}
