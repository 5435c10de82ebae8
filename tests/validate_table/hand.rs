//! Tables typed by hand from datasheets, with errors typed by hand: a side column says which.
//!
//! Unlike the tables of `recall.rs` they are not made from the catalogue: labels, digits and
//! roundings are those of makers and magazines, and a good part of the chips is in no catalogue.

use std::collections::BTreeMap;
use std::path::Path;

use roofscape::catalog::Catalog;
use roofscape::validate::table::{Aliases, Status, judge, read_file};

/// Each was typed after the rules had been mended on those before it; README states how the last
/// ones fared when they were new.
const TABLES: [&str; 9] = [
    "datacentre-en",
    "chinese-zh",
    "cards-en",
    "links-mixed",
    "servers-en",
    "cards-zh",
    "blind-mixed",
    "blind-second",
    "blind-third",
];

/// Typed before names and labels understood only in part were left alone. Their failures were seen
/// then, so that they are no blind test any more.
const UNSEEN: [&str; 3] = ["unseen-sheet", "unseen-analyst", "unseen-cards"];

/// The statuses that name the error of the side column.
///
/// Of a chip nobody has catalogued a relation tells that something is wrong, not what.
fn right(truth: &str) -> &'static [Status] {
    match truth {
        "wrong" => &[Status::Wrong, Status::Inconsistent],
        "unit" => &[Status::Unit],
        "label" => &[Status::Label],
        "missing" => &[Status::Missing],
        "misaligned" => &[Status::Misaligned],
        "inconsistent" => &[Status::Inconsistent, Status::Wrong, Status::Unit],
        other => panic!("no such truth: {other}"),
    }
}

#[derive(Default)]
struct Score {
    cells: usize,
    bad: usize,
    right: usize,
    flagged: usize,
    flagged_bad: usize,
}

#[test]
fn tables_typed_by_hand_are_judged_right() {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let (mut all, mut unseen) = (Score::default(), Score::default());
    for name in TABLES.into_iter().chain(UNSEEN) {
        let group = if UNSEEN.contains(&name) { &mut unseen } else { &mut all };
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/tables/{name}.csv"));
        let truths: Vec<String> = csv::Reader::from_path(&path)
            .unwrap()
            .records()
            .map(|r| r.unwrap()[4].to_owned())
            .collect();
        let cells = read_file(&path).unwrap();
        let findings = judge(&cells, Catalog::embedded(), &Aliases::default());
        assert_eq!(cells.len(), truths.len());
        for ((cell, finding), truth) in cells.iter().zip(&findings).zip(&truths) {
            let bad = truth != "good";
            let flagged = finding.status.is_flag();
            let named = bad && right(truth).contains(&finding.status);
            for s in [scores.entry(name).or_default(), &mut *group] {
                s.cells += 1;
                s.bad += usize::from(bad);
                s.right += usize::from(named);
                s.flagged += usize::from(flagged);
                s.flagged_bad += usize::from(flagged && bad);
            }
            if bad != flagged || bad && !named {
                println!(
                    "{name}: {} | {} | {}: {} for {truth}: {}",
                    cell.row, cell.column, cell.value, finding.status, finding.message
                );
            }
            assert!(
                !bad || finding.status != Status::Ok,
                "{} {} is called ok",
                cell.row,
                cell.column
            );
        }
    }
    println!("{:<16} cells  bad  right kind  flagged  of these bad", "by hand");
    for (name, s) in scores
        .into_iter()
        .chain([("mended on", &all), ("unseen", &unseen)].map(|(n, s)| (n, Score { ..*s })))
    {
        println!(
            "{name:<16} {:>5} {:>4} {:>9.1} % {:>8} {:>11.1} %",
            s.cells,
            s.bad,
            100.0 * s.right as f64 / s.bad as f64,
            s.flagged,
            100.0 * s.flagged_bad as f64 / s.flagged as f64
        );
    }
    assert!(all.right * 100 >= all.bad * 95, "{} of {} named", all.right, all.bad);
    assert!(all.flagged_bad * 100 >= all.flagged * 90, "{} flagged", all.flagged);
    assert!(unseen.flagged_bad * 100 >= unseen.flagged * 90, "{} unseen flagged", unseen.flagged);
    assert!(unseen.right * 2 >= unseen.bad, "{} of {} unseen named", unseen.right, unseen.bad);
}
