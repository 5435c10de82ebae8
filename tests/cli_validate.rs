//! `roofscape validate table` as a user meets it.

use assert_cmd::Command;

fn roofscape() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("roofscape"));
    command.env("NO_COLOR", "1");
    command
}

/// Twelve cells about an H100 and an A100, three of them wrong.
const TABLE: &str = "\
table,row,column,value
mine,Memory bandwidth (GB/s),H100 SXM,3350
mine,Memory bandwidth (GB/s),A100 SXM 80GB,2039
mine,Memory capacity (GB),H100 SXM,80
mine,Memory capacity (GB),A100 SXM 80GB,80
mine,FP16 Tensor (TFLOPS),H100 SXM,1979
mine,FP16 Tensor (TFLOPS),A100 SXM 80GB,312
mine,TDP (W),H100 SXM,700
mine,TDP (W),A100 SXM 80GB,4000
mine,Process (nm),H100 SXM,4
mine,Process (nm),A100 SXM 80GB,7
mine,FP32 (TFLOPS),H100 SXM,66.9
mine,FP32 (TFLOPS),A100 SXM 80GB,9.7
";

#[test]
fn wrong_cells_are_found_and_every_cell_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let (table, json) = (folder.path().join("mine.csv"), folder.path().join("out.json"));
    std::fs::write(&table, TABLE).unwrap();
    let page = folder.path().join("report.html");
    roofscape()
        .args(["validate", "table"])
        .arg(&table)
        .arg("--json")
        .arg(&json)
        .arg("--report")
        .arg(&page)
        .assert()
        .success();
    let text = std::fs::read_to_string(&json).unwrap();
    let found: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(found.len(), 12);
    let flagged: Vec<&str> = found
        .iter()
        .filter(|f| !["ok", "ok_rounding"].contains(&f["status"].as_str().unwrap()))
        .map(|f| f["value"].as_str().unwrap())
        .collect();
    // The sparse figure, a slip of a digit, and fp64 printed for fp32.
    assert_eq!(flagged, ["1979", "4000", "9.7"]);
    assert!(std::fs::read_to_string(&page).unwrap().contains("<svg"));
}

#[test]
fn a_file_that_is_there_is_kept_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    let (table, json) = (folder.path().join("mine.csv"), folder.path().join("out.json"));
    std::fs::write(&table, TABLE).unwrap();
    std::fs::write(&json, "mine").unwrap();
    let run = |force: &[&str]| {
        roofscape()
            .args(["validate", "table"])
            .arg(&table)
            .arg("--json")
            .arg(&json)
            .args(force)
            .assert()
    };
    let output = run(&[]).failure().get_output().clone();
    assert!(String::from_utf8(output.stderr).unwrap().contains("--force"));
    assert_eq!(std::fs::read_to_string(&json).unwrap(), "mine");
    run(&["--force"]).success();
    assert_ne!(std::fs::read_to_string(&json).unwrap(), "mine");
}

#[test]
fn what_is_no_table_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, word) in [
        ("empty.csv", "", "empty"),
        ("columns.csv", "a,b\n1,2\n", "column"),
        ("missing.csv", "table,row,column\nt,r,c\n", "value"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let output = roofscape()
            .args(["validate", "table"])
            .arg(&file)
            .assert()
            .failure()
            .get_output()
            .clone();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(name) && message.contains(word), "{name}: {message}");
    }
}

#[test]
fn systolic_reports_are_equal_to_the_cycle_and_facts_are_answered() {
    let output = roofscape().args(["validate", "systolic", "--json"]).output().unwrap();
    assert!(output.status.success());
    let score: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let free = &score["groups"]["stall-free"];
    assert_eq!((free["rows"].as_u64(), free["exact"].as_u64()), (Some(309), Some(309)));
    assert_eq!(score["groups"]["bandwidth-limited"]["predicted"], 36);
    assert_eq!(score["rows"], 345 + 114);
    let unpredicted = score["unpredicted"].as_array().unwrap();
    let named: u64 = unpredicted.iter().map(|u| u["rows"].as_u64().unwrap()).sum();
    assert_eq!(score["predicted"].as_u64().unwrap() + named, 345 + 114);
    assert!(score["baseline"]["median_ape"].as_f64().unwrap() > 50.0);
}
