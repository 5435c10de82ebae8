//! `roofscape calibrate` and `roofscape validate KIND` as a user meets them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

fn roofscape() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("roofscape"));
    command.env("NO_COLOR", "1");
    command
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// GEMMs of an H100 that take 5 µs and what 80 % of its bf16 peak (989.4 TFLOP/s) allows.
fn own_measurements() -> String {
    let mut text = "m,n,k,dtype,time_us,framework,timing\n".to_owned();
    for m in [512, 1024, 2048, 4096, 8192] {
        for n in [2048, 4096, 8192] {
            for k in [2048, 4096, 8192] {
                let time = 5.0 + 2e-6 * f64::from(m) * f64::from(n) * f64::from(k) / (0.8 * 989.4);
                writeln!(text, "{m},{n},{k},bfloat16,{time},vllm,cuda_graph").unwrap();
            }
        }
    }
    text
}

fn json(command: &mut Command) -> serde_json::Value {
    let out = command.assert().success().get_output().stdout.clone();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn own_measurements_make_constants_that_predict_them() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(folder.path(), "mine.csv", &own_measurements());
    let fit = folder.path().join("mine.toml");
    roofscape()
        .args(["calibrate", "gemm", "--chip", "h100-sxm", "-o"])
        .args([&fit, &data])
        .assert()
        .success()
        .stdout(contains("h100-sxm"));
    let error = |calibration: &str| {
        let score = json(
            roofscape()
                .args(["validate", "gemm", "--json", "--chip", "h100-sxm", "--data"])
                .arg(&data)
                .args(["--calibration", calibration]),
        );
        assert_eq!((score["rows"].as_u64(), score["predicted"].as_u64()), (Some(45), Some(45)));
        score["median_ape"].as_f64().unwrap()
    };
    let (fitted, shipped) = (error(fit.to_str().unwrap()), error("chip"));
    assert!(fitted < 5.0 && fitted < shipped, "fitted {fitted} %, shipped {shipped} %");
    // Nothing is overwritten unasked.
    roofscape()
        .args(["calibrate", "gemm", "--chip", "h100-sxm", "-o"])
        .args([&fit, &data])
        .assert()
        .failure()
        .stderr(contains("--force"));
}

#[test]
fn the_score_has_the_figures_of_every_validation() {
    let score = json(roofscape().args(["validate", "gemm", "--json"]));
    for key in ["rows", "predicted", "median_ape", "mape", "p90_ape"] {
        assert!(score[key].is_number(), "{key}");
        assert!(score["baseline"][key].is_number(), "baseline {key}");
        assert!(score["groups"]["h100-sxm"][key].is_number(), "h100-sxm {key}");
    }
    assert!(score["exact"].is_null());
    assert!(score["median_ape"].as_f64() < score["baseline"]["median_ape"].as_f64());
    assert!(!score["worst"].as_array().unwrap().is_empty());
    let skipped: u64 =
        score["unpredicted"].as_array().unwrap().iter().map(|u| u["rows"].as_u64().unwrap()).sum();
    let (rows, predicted) = (score["rows"].as_u64().unwrap(), score["predicted"].as_u64().unwrap());
    assert_eq!(rows, predicted + skipped);
}

#[test]
fn a_row_that_cannot_be_predicted_is_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = "m,n,k,dtype,time_us,framework,timing\n\
                1024,1024,1024,bfloat16,10,vllm,cuda_graph\n\
                1024,1024,1024,ternary,10,vllm,cuda_graph\n\
                -3,1024,1024,bfloat16,10,vllm,cuda_graph\n\
                1024,1024,1024,bfloat16,,vllm,cuda_graph\n\
                1024,1024,1024,bfloat16,NaN,vllm,cuda_graph\n";
    let data = file(folder.path(), "gemm_h100_sxm.csv", text);
    let score = json(roofscape().args(["validate", "gemm", "--json", "--data"]).arg(&data));
    assert_eq!((score["rows"].as_u64(), score["predicted"].as_u64()), (Some(5), Some(1)));
    let text = score["unpredicted"].to_string();
    for word in ["ternary", "-3", "time_us", "gemm_h100_sxm.csv:4"] {
        assert!(text.contains(word), "{word} in {text}");
    }
}

#[test]
fn bad_files_end_with_what_happened_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let validate = |name: &str, text: &str| {
        let data = file(folder.path(), name, text);
        roofscape().args(["validate", "gemm", "--data"]).arg(&data).assert()
    };
    validate("empty.csv", "").failure().stderr(contains("no rows"));
    validate("header.csv", "m,n,k,dtype,time_us\n").failure().stderr(contains("no rows"));
    validate("anonymous.csv", "m,n,k,dtype,time_us\n1,1,1,bfloat16,3\n")
        .failure()
        .stderr(contains("--chip"));
    let text = "m,n,k,dtype,time_us,device\n1,1,1,bfloat16,3,H100\n";
    roofscape()
        .args(["validate", "gemm", "--chip", "h1000", "--data"])
        .arg(file(folder.path(), "named.csv", text))
        .assert()
        .failure()
        .stderr(contains("h1000"));
    roofscape()
        .args(["validate", "gemm", "--calibration", "best"])
        .assert()
        .failure()
        .stderr(contains("none, transferred, chip"));
    roofscape()
        .args(["calibrate", "gemms", "x.csv", "-o", "y.toml"])
        .assert()
        .failure()
        .stderr(contains("gemm").and(contains("no kind")));
}
