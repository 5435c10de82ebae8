//! `validate chips`: the rules against figures classified by hand, and the report.

use roofscape::catalog::{Catalog, Precision};
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
    for d in &differences {
        println!("{d}");
    }
    assert!(differences.len() * 100 <= rows.len(), "{} of {}", differences.len(), rows.len());
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
