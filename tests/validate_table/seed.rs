//! The worked example: a report's tables, as printed, and the committed verdicts on them.

use std::collections::HashMap;
use std::path::Path;

use roofscape::catalog::Catalog;
use roofscape::validate::table::{Aliases, Cell, Finding, Status, coloured, document};
use roofscape::validate::table::{judge, read_file};

const TABLES: &str = "validation/seed_tables.csv";

fn judged() -> (Vec<Cell>, Vec<Finding>) {
    let cells = read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLES)).unwrap();
    let findings = judge(&cells, Catalog::embedded(), &Aliases::default());
    (cells, findings)
}

/// `ROOFSCAPE_BLESS=1 cargo test --test validate_table` writes the report anew.
#[test]
fn the_committed_report_is_what_the_command_writes() {
    let (cells, findings) = judged();
    let document = document("seed_tables.csv", &cells, &findings).unwrap();
    let (text, charts) = document.to_markdown("seed_tables").unwrap();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("validation");
    if std::env::var_os("ROOFSCAPE_BLESS").is_some() {
        std::fs::write(directory.join("seed_tables.md"), &text).unwrap();
        std::fs::write(directory.join("seed_tables.html"), coloured(&document.to_html())).unwrap();
        for chart in &charts {
            std::fs::write(directory.join(&chart.name), &chart.svg).unwrap();
        }
    }
    let committed = std::fs::read_to_string(directory.join("seed_tables.md")).unwrap();
    assert!(committed == text, "validation/seed_tables.md is out of date; bless it anew");
}

/// Errors that anybody with the datasheets at hand would mark, by table, row and column.
#[test]
fn known_errors_of_the_tables_are_named() {
    let (cells, findings) = judged();
    let at: HashMap<(&str, &str, &str), &Finding> =
        cells.iter().map(|c| (&*c.table, &*c.row, &*c.column)).zip(&findings).collect();
    let expected = [
        (("图表42", "FP16(TFLOPS, 非Tensor)", "H100 SXM"), Status::Wrong),
        (("图表42", "FP64 Tensor(TFLOPS)", "A100 SXM"), Status::Wrong),
        (("图表42", "显存带宽(GB/s)", "T4 PCIe"), Status::Wrong),
        (("图表58", "核心数目", "H100 SXM"), Status::Wrong),
        (("图表58", "FP16(TFLOPS)", "MTT S3000"), Status::Misaligned),
        (("图表58", "FP16(TFLOPS)", "天垓100"), Status::Misaligned),
        (("图表58", "INT8(TOPS)", "天垓100"), Status::Misaligned),
        (("图表59", "Peak TFLOPS 16-bit", "Google TPUv4"), Status::Label),
        (("图表61", "浮点(TFLOPS)", "海思昇腾 910"), Status::Label),
        (("图表61", "互联带宽(GB/s)", "昆仑芯 2"), Status::Label),
        (("图表61", "生态", "昆仑芯 2"), Status::Misaligned),
        (("图表83", "NVIDIA RTX 2080 Ti", "bus bit"), Status::Wrong),
        (("图表84", "Die density (stack)", "HBM1"), Status::Unit),
        (("图表14", "SMs", "Kepler"), Status::Inconsistent),
        (("prose", "2.3.1", "HBM3 819 vs LPDDR5 multiple"), Status::Wrong),
    ];
    for (place, status) in expected {
        assert_eq!(at[&place].status, status, "{place:?}: {}", at[&place].message);
    }
}

/// The good cells of the tables with an error each: a factor that no rounding explains.
#[test]
fn errors_planted_into_the_tables_are_found() {
    let (cells, before) = judged();
    let good = |i: usize| matches!(before[i].status, Status::Ok | Status::OkRounding);
    let (mut bad, mut flagged, mut far_ok) = (0, 0, 0);
    for (i, cell) in cells.iter().enumerate() {
        let Ok(value) = cell.value.parse::<f64>() else { continue };
        // Halves and doubles of years are no errors anybody makes, and ratios of operations are
        // too coarse to tell.
        if !good(i) || value == 0.0 || i % 5 != 0 {
            continue;
        }
        let mut planted = cells.clone();
        let factor = [2.0, 1000.0, 1.37][i / 5 % 3];
        planted[i].value = format!("{}", value * factor).into();
        let after = judge(&planted, Catalog::embedded(), &Aliases::default());
        bad += 1;
        flagged += usize::from(after[i].status.is_flag());
        far_ok += usize::from(after[i].status == Status::Ok);
        if !after[i].status.is_flag() {
            println!("{} {} {}: {}", cell.row, cell.column, planted[i].value, after[i].status);
        }
    }
    println!("{flagged} of {bad} flagged");
    assert!(flagged * 100 >= bad * 95, "{flagged} of {bad} flagged");
    assert_eq!(far_ok, 0);
}
