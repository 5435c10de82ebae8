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
        // `80 GB HBM3` for HBM2e: the number is right, the word beside it is not.
        "wrong word" => &[Status::Wrong, Status::Inconsistent, Status::Label],
        "unit" => &[Status::Unit],
        "label" => &[Status::Label],
        "missing" => &[Status::Missing],
        "misaligned" => &[Status::Misaligned],
        "inconsistent" => &[Status::Inconsistent, Status::Wrong, Status::Unit],
        other => panic!("no such truth: {other}"),
    }
}

/// Without names of memories, which tell `80 GB HBM3` from `80 GB HBM2e`.
fn without_memory(text: &str) -> String {
    let is_memory = |w: &&str| !["HBM", "DDR"].iter().any(|m| w.to_uppercase().contains(m));
    text.split_whitespace().filter(is_memory).collect::<Vec<_>>().join(" ")
}

/// Errors that look right by themselves: a stack of HBM2 with 4 GB was made, of the kinds of memory
/// that one maker names only one is catalogued, and 400 Gbit/s is the rate of one of eight ports.
const LOOK_RIGHT: [(&str, &str); 3] =
    [("HBM2", "4 GB"), ("Ascend 950DT", "144 GB(HiBL 1.0)"), ("Azure ND96isr H100 v5", "400")];

#[derive(Default)]
struct Score {
    cells: usize,
    bad: usize,
    right: usize,
    flagged: usize,
    flagged_bad: usize,
}

/// Judges a table beside its truth.
fn score(name: &str, path: &Path, groups: &mut [&mut Score]) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let has_right = reader.headers().unwrap().len() > 5;
    let truths: Vec<String> = reader
        .records()
        .map(|r| {
            let r = r.unwrap();
            let is_word = has_right
                && &r[4] == "wrong"
                && without_memory(&r[3].replace("GB", "GB "))
                    == without_memory(&r[5].replace("GB", "GB "));
            if is_word { "wrong word".to_owned() } else { r[4].to_owned() }
        })
        .collect();
    let cells = read_file(path).unwrap();
    let findings = judge(&cells, Catalog::embedded(), &Aliases::default());
    assert_eq!(cells.len(), truths.len());
    for ((cell, finding), truth) in cells.iter().zip(&findings).zip(&truths) {
        let bad = truth != "good";
        let flagged = finding.status.is_flag();
        let named = bad && right(truth).contains(&finding.status);
        for s in groups.iter_mut() {
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
        let looks_right = LOOK_RIGHT.contains(&(&*cell.row, &*cell.value));
        assert!(
            !bad || looks_right || finding.status != Status::Ok,
            "{name}: {} {} is called ok",
            cell.row,
            cell.column
        );
    }
}

fn print(name: &str, s: &Score) {
    println!(
        "{name:<16} {:>5} {:>4} {:>9.1} % {:>8} {:>11.1} %",
        s.cells,
        s.bad,
        100.0 * s.right as f64 / s.bad as f64,
        s.flagged,
        100.0 * s.flagged_bad as f64 / s.flagged as f64
    );
}

const HEAD: &str = "by hand          cells  bad  right kind  flagged  of these bad";

fn tables() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tables")
}

#[test]
fn tables_typed_by_hand_are_judged_right() {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let (mut all, mut unseen) = (Score::default(), Score::default());
    for name in TABLES.into_iter().chain(UNSEEN) {
        let group = if UNSEEN.contains(&name) { &mut unseen } else { &mut all };
        let path = tables().join(format!("{name}.csv"));
        score(name, &path, &mut [scores.entry(name).or_default(), group]);
    }
    println!("{HEAD}");
    for (name, s) in &scores {
        print(name, s);
    }
    print("mended on", &all);
    print("unseen", &unseen);
    assert!(all.right * 100 >= all.bad * 95, "{} of {} named", all.right, all.bad);
    assert!(all.flagged_bad * 100 >= all.flagged * 90, "{} flagged", all.flagged);
    assert!(unseen.flagged_bad * 100 >= unseen.flagged * 90, "{} unseen flagged", unseen.flagged);
    assert!(
        unseen.right * 100 >= unseen.bad * 85,
        "{} of {} unseen named",
        unseen.right,
        unseen.bad
    );
}

/// Forty-four tables by authors who had not seen the program: `tests/data/tables/README.md` says how
/// each batch of them fared when it was new.
#[test]
fn tables_of_other_authors_are_judged_right() {
    let mut paths: Vec<_> =
        std::fs::read_dir(tables().join("authors")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert_eq!(paths.len(), 44);
    let mut batches: BTreeMap<String, Score> = BTreeMap::new();
    let mut all = Score::default();
    for path in &paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let batch = format!("batch {}", &name[..1]);
        score(&name, path, &mut [batches.entry(batch).or_default(), &mut all]);
    }
    println!("{HEAD}");
    for (name, s) in &batches {
        print(name, s);
    }
    print("other authors", &all);
    assert!(all.right * 100 >= all.bad * 90, "{} of {} named", all.right, all.bad);
    assert!(all.flagged_bad * 100 >= all.flagged * 95, "{} flagged", all.flagged);
}
