//! `validate chips`: the rules against figures classified by hand, and the report.

use assert_cmd::Command;
use predicates::str::contains;
use roofscape::catalog::{Catalog, Precision, Quantity, Unit};
use roofscape::validate::chips::{ChipCheck, Figure, derive};
use roofscape::validate::{Comparison, Evidence, Validation};

const REFERENCE: &str = include_str!("../validation/derived_reference.csv");

#[derive(Debug)]
struct Row {
    id: String,
    figure: Figure,
    derived: f64,
    class: String,
    circular: bool,
}

fn reference() -> Vec<Row> {
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(REFERENCE.as_bytes());
    reader
        .records()
        .map(|record| {
            let r = record.unwrap();
            Row {
                id: r[0].to_owned(),
                figure: figure(&r[1]),
                derived: r[3].parse().unwrap(),
                class: r[5].to_owned(),
                circular: &r[6] == "yes",
            }
        })
        .collect()
}

fn figure(name: &str) -> Figure {
    let precision = |text: &str| text.parse::<Precision>().unwrap();
    match name {
        "mem_bw" => Figure::Memory,
        "scaleup_bidir" => Figure::ScaleUp,
        _ => match (name.strip_prefix("t_"), name.strip_prefix("v_")) {
            (Some(p), _) => Figure::Matrix(precision(p)),
            (_, Some(p)) => Figure::Vector(precision(p)),
            _ => Figure::Vector(precision(name)),
        },
    }
}

/// Rounded correctly or not: the reference does not tell them apart.
fn coarse(class: &str) -> &str {
    if class.starts_with("rounded") { "rounding" } else { class }
}

#[test]
fn figures_classified_by_hand_come_out_the_same() {
    let catalog = Catalog::embedded();
    let check = ChipCheck::new(catalog);
    let rows = reference();
    assert_eq!(rows.len(), 525);
    let mut differences = Vec::new();
    for row in &rows {
        let chip = catalog.chip(&row.id).unwrap();
        let all = derive(catalog, chip);
        let Some(d) = all.iter().find(|d| d.figure == row.figure) else {
            differences.push(format!("{} {}: not derived", row.id, row.figure.name()));
            continue;
        };
        // The reference is printed to four digits.
        if (d.value / row.derived - 1.0).abs() > 5.1e-4 {
            differences.push(format!(
                "{} {}: {} for {}",
                row.id,
                row.figure.name(),
                d.value,
                row.derived
            ));
        }
        let of = |c: &&Comparison| *c.subject == *chip.id && c.quantity == row.figure.name();
        let found = check.comparisons.iter().find(of);
        // A figure that was published, or found, after the reference was made.
        if row.class.is_empty() {
            continue;
        }
        let class = found.map_or("", |c| coarse(c.reason.class.name));
        if class != row.class {
            differences.push(format!(
                "{} {}: {class} for {}",
                row.id,
                row.figure.name(),
                row.class
            ));
        }
        if found.is_some_and(|c| (c.evidence == Evidence::Circular) != row.circular) {
            differences.push(format!(
                "{} {}: circular {}",
                row.id,
                row.figure.name(),
                row.circular
            ));
        }
    }
    // Known: GB200 FP4 (printed as 10 PF, so that a clock and rounding both fit), and Trainium1,
    // whose 190 TF a person took for further engines, which one precision alone cannot show.
    assert!(differences.len() * 100 <= rows.len(), "{differences:#?}");
}

#[test]
fn every_difference_has_its_numbers_and_every_row_its_source() {
    let check = ChipCheck::new(Catalog::embedded());
    for c in &check.comparisons {
        assert!(c.predicted > 0.0 && c.reference > 0.0, "{c:?}");
        assert!(!c.source.is_empty() && !c.formula.is_empty(), "{c:?}");
        let agrees = c.reason.class.name == "agrees";
        assert_eq!(c.reason.detail.is_empty(), agrees, "{c:?}");
        assert!(!agrees || c.relative_error().abs() <= 0.01 || c.kind == "ridge point", "{c:?}");
    }
}

#[test]
fn the_committed_report_is_what_the_program_says() {
    let document = ChipCheck::new(Catalog::embedded()).document().unwrap();
    let committed = std::fs::read_to_string("validation/chips.html").unwrap();
    assert!(
        document.to_html() == committed,
        "run `roofscape validate chips --out validation/chips.html --force`, and .md likewise"
    );
    let (markdown, _) = document.to_markdown("chips").unwrap();
    assert!(markdown == std::fs::read_to_string("validation/chips.md").unwrap());
}

/// The class of an H100's BF16 peak, had NVIDIA published `factor` times the figure.
fn class_of_h100_times(factor: f64) -> &'static str {
    let catalog = Catalog::embedded();
    let mut chip = catalog.chip("H100").unwrap().clone();
    let field = "compute.published_matrix.bf16";
    let value = factor * chip.numeric_field(field).unwrap().value;
    let written = format!("{:.1} TFLOP/s", value / 1e12);
    let planted = Quantity::assumed(value, Unit::OpsPerSecond, "planted");
    chip.set_numeric_field(field, Quantity { written: written.into(), ..planted }).unwrap();
    let check = ChipCheck::of_chip(catalog, &chip);
    let of = |c: &&Comparison| c.subject == "h100-sxm" && c.quantity == "matrix bf16";
    check.comparisons.iter().find(of).unwrap().reason.class.name
}

#[test]
fn planted_errors_are_told_apart() {
    assert_eq!(class_of_h100_times(1.0), "agrees");
    assert_eq!(class_of_h100_times(2.0), "sparsity");
    assert_eq!(class_of_h100_times(1.0 / 1.024), "1.024 counting");
    assert_eq!(class_of_h100_times(1.0 + 133.8 / 989.4), "cube + vector");
    assert_eq!(class_of_h100_times(0.25), "capped");
    assert_eq!(class_of_h100_times(1.3), "unexplained");
    assert_eq!(class_of_h100_times(10.0), "unexplained");
}

fn roofscape(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("roofscape").unwrap().args(arguments).assert()
}

#[test]
fn the_summary_fits_a_hundred_columns_and_narrows_to_a_chip() {
    for arguments in [&["validate", "chips"][..], &["validate", "chips", "--chip", "910C"]] {
        let output = roofscape(arguments).success().get_output().stdout.clone();
        let text = String::from_utf8(output).unwrap();
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 100, "{widest}");
        let is_narrowed = arguments.len() > 2;
        let says = text.contains("ascend-910c") && text.contains("cube + vector");
        assert!(says || !is_narrowed, "{text}");
    }
}

#[test]
fn what_cannot_be_written_or_found_is_said() {
    roofscape(&["validate", "chips", "--out", "report.txt"])
        .failure()
        .stderr(contains("a report is .md, .html or .json; report.txt is none of them"));
    roofscape(&["validate", "chips", "--chip", "H1000"])
        .failure()
        .stderr(contains("did you mean h100"));
}

#[test]
fn json_holds_every_comparison() {
    let output = roofscape(&["validate", "chips", "--json"]).success().get_output().stdout.clone();
    let json: serde_json::Value = serde_json::from_slice(&output).unwrap();
    let tables = json["blocks"].as_array().unwrap().iter().filter_map(|b| b["rows"].as_array());
    let rows = tables.map(Vec::len).max().unwrap();
    assert_eq!(rows, ChipCheck::new(Catalog::embedded()).comparisons.len());
}
