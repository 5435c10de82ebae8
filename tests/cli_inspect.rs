//! The commands that look things up or evaluate one point, as their users run them.
//!
//! `UPDATE_GOLDEN=1 cargo test --test cli_inspect` rewrites the golden files after a wanted
//! change.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn run(args: &[&str]) -> Output {
    let mut command = Command::cargo_bin("roofscape").unwrap();
    command.args(args).env("NO_COLOR", "1").env_remove("COLUMNS");
    command.output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = run(args);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a command that must fail says; neither a panic nor half a result.
fn failure(args: &[&str]) -> String {
    let output = run(args);
    let error = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code();
    assert!(matches!(code, Some(1 | 2)), "{args:?} ended with {code:?}: {error}");
    assert!(output.stdout.is_empty(), "{args:?} printed a result: {error}");
    assert!(!error.contains("panicked"), "{error}");
    error
}

fn json(args: &[&str]) -> Value {
    let mut args = args.to_vec();
    args.push("--json");
    let text = stdout(&args);
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}\n{text}"))
}

fn golden(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cli").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == text,
        "{} has changed; look at the new one after UPDATE_GOLDEN=1 cargo test --test \
         cli_inspect; now:\n{text}",
        path.display()
    );
}

/// Number of a list of objects: the `value` of the one whose `key` is `name`.
fn number(list: &Value, key: &str, name: &str, value: &str) -> f64 {
    let all = list.as_array().unwrap();
    let one = all.iter().find(|o| o[key] == name).unwrap_or_else(|| panic!("no {name}: {list}"));
    one[value].as_f64().unwrap()
}

const POINT: [&str; 9] =
    ["eval", "--chip", "h100", "--model", "llama-3-8b", "--batch", "8", "--output", "256"];

#[test]
fn help_of_every_command() {
    let commands =
        ["chips", "chip", "models", "model", "links", "systems", "eval", "roofline", "completions"];
    for command in commands {
        golden(&format!("help-{command}.txt"), &stdout(&[command, "--help"]));
    }
}

#[test]
fn shells_complete_the_sub_commands() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&["completions", shell]).contains("roofline"));
    }
}

#[test]
fn a_chip_shows_its_facts_with_their_sources() {
    let text = stdout(&["chip", "h100-sxm"]);
    golden("chip-h100-sxm.txt", &text);
    // 132 SM x 4096 op/clk x 1.83 GHz against the published 989.4 TFLOP/s
    assert!(text.contains("989.43"), "{text}");
}

#[test]
fn an_evaluation_shows_metrics_waterfall_and_sensitivities() {
    let text = stdout(&POINT);
    assert!(!text.contains("NaN"), "{text}");
    golden("eval-llm.txt", &text);
    let gemm = ["eval", "gemm", "--chip", "h100", "--m", "4096", "--n", "4096", "--k", "4096"];
    golden("eval-gemm.txt", &stdout(&gemm));
}

#[test]
fn a_roofline_without_a_picture_is_a_table() {
    golden("roofline-h100.txt", &stdout(&["roofline", "h100"]));
}

#[test]
fn no_table_is_wider_than_100_columns() {
    let commands: [&[&str]; 9] = [
        &["chips"],
        &["chip", "tpu-v5p"],
        &["chip", "ascend-910b2"],
        &["models"],
        &["model", "deepseek-v3"],
        &["links"],
        &["systems"],
        &["roofline", "h100", "mi300x"],
        &["eval", "--chip", "mi300x", "--model", "deepseek-v3", "--tp", "8", "--batch", "64"],
    ];
    for args in commands {
        for line in stdout(args).lines() {
            assert!(line.chars().count() <= 100, "{args:?}: {line}");
        }
    }
}

#[test]
fn every_chip_of_the_catalogue_can_be_shown() {
    let chips = json(&["chips"]);
    for chip in chips.as_array().unwrap() {
        let id = chip["id"].as_str().unwrap();
        assert_eq!(json(&["chip", id])["id"], id);
    }
}

#[test]
fn json_has_units_provenance_and_full_precision() {
    let h100 = json(&["chip", "H100"]);
    let facts = &h100["facts"];
    assert_eq!(number(facts, "field", "compute.clock_tensor", "value"), 1.83e9);
    let bus = facts.as_array().unwrap().iter().find(|f| f["field"] == "memory.bus").unwrap();
    assert_eq!((&bus["unit"], &bus["provenance"]), (&"bit".into(), &"read".into()));
    let derived = number(&h100["peaks"], "peak", "bf16 matrix", "derived");
    assert!((derived - 132.0 * 4096.0 * 1.83e-3).abs() < 1e-9);

    let row = &json(&["chips", "h100-sxm"])[0];
    assert_eq!(row["matrix_16bit"]["value"], 989.4);
    assert_eq!(row["matrix_16bit"]["unit"], "TFLOP/s");
    assert_eq!(row["matrix_16bit"]["provenance"], "read");

    let llama = json(&["model", "llama-3-70b"]);
    assert_eq!(llama["parameters"]["total"], 70_553_706_496u64);
    assert_eq!(llama["kv_bytes_per_token_16bit"], 327_680.0);
    assert!(json(&["models"]).as_array().unwrap().len() > 20);
    assert_eq!(json(&["links", "nvlink4"])[0]["class"], "scale-up");
    assert_eq!(json(&["systems", "gb200-nvl72"])[0]["chip"], "gb200");
}

#[test]
fn chips_are_filtered_and_sorted() {
    let tpus = json(&["chips", "--vendor", "google", "--sort", "memory"]);
    let tpus = tpus.as_array().unwrap();
    assert!(tpus.len() > 3 && tpus.iter().all(|c| c["vendor"] == "Google"));
    let memory: Vec<f64> = tpus.iter().filter_map(|c| c["memory"]["value"].as_f64()).collect();
    assert!(memory.windows(2).all(|w| w[0] >= w[1]), "{memory:?}");
    let npus = json(&["chips", "--kind", "npu"]);
    assert!(npus.as_array().unwrap().iter().all(|c| c["kind"] == "npu"));
}

#[test]
fn the_waterfall_adds_up_and_sensitivities_agree_with_a_changed_chip() {
    let base = json(&POINT);
    let tpot = number(&base["metrics"], "metric", "tpot_ms", "value");
    let decode = &base["phases"].as_array().unwrap()[1];
    assert_eq!(decode["phase"], "decode");
    assert!((decode["time_us"].as_f64().unwrap() / (tpot * 1e3) - 1.0).abs() < 1e-12);

    let faster = [&POINT[..], &["--set", "chip.hbm_bandwidth=x1.1"]].concat();
    let faster = number(&json(&faster)["metrics"], "metric", "tpot_ms", "value");
    let levers = base["sensitivities"].as_array().unwrap();
    let memory = levers.iter().find(|s| s["part"] == "memory bandwidth").unwrap();
    let change = memory["relative_change"]["tpot_ms"].as_f64().unwrap();
    assert!(change < -0.05 && (faster / tpot - 1.0 - change).abs() < 1e-12, "{change}");
}

#[test]
fn a_point_that_cannot_run_says_why_and_what_would() {
    let args = ["eval", "--chip", "h100", "--model", "llama-3-70b", "--precision", "bf16"];
    let text = stdout(&args);
    assert!(text.contains("INFEASIBLE (memory)") && text.contains("--tp 2"), "{text}");
    let value = json(&args);
    assert_eq!((&value["feasible"], &value["reason"]["name"]), (&false.into(), &"memory".into()));
    // Nothing helps a chip that lacks the format.
    let text = stdout(&[&args[..6], &["fp4"]].concat());
    assert!(text.contains("INFEASIBLE (precision)") && !text.contains("would run"), "{text}");
}

#[test]
fn set_takes_any_key_of_a_study() {
    let set = |s: &str| json(&[&POINT[..], &["--set", s]].concat());
    assert_eq!(number(&set("chip.units=160")["inputs"], "key", "chip.units", "value"), 160.0);
    assert_eq!(number(&set("prompt=99")["inputs"], "key", "run.prompt", "value"), 99.0);
    assert_eq!(number(&set("kv_precision=fp8")["inputs"], "key", "format.kv_bytes", "value"), 1.0);
}

#[test]
fn misuse_is_explained() {
    let eval = |more: &[&str]| failure(&[&POINT[..], more].concat());
    let cases: &[(String, &[&str])] = &[
        (failure(&["chip", "h10"]), &["unknown chip `h10`", "h100-sxm"]),
        (failure(&["chips", "xyzzy"]), &["no chip matches `xyzzy`"]),
        (failure(&["chips", "--vendor", "nobody"]), &["makers:", "NVIDIA"]),
        (failure(&["chips", "--sort", "speed"]), &["speed", "bandwidth"]),
        (failure(&["chips", "--kind", "cpu"]), &["gpu", "npu"]),
        (failure(&["chip", "h100", "--precision", "fp7"]), &["unknown precision `fp7`"]),
        (failure(&["model", "lama-3-70b"]), &["llama-3-70b"]),
        (failure(&["model", "nowhere/config.json"]), &["cannot read", "nowhere/config.json"]),
        (failure(&["links", "nvlnk"]), &["nvlink1"]),
        (failure(&["systems", "dgx-h1000x"]), &["no system matches"]),
        (failure(&["eval", "--chip", "h100"]), &["--model"]),
        (failure(&["eval", "--chip", "b2000", "--model", "llama-3-8b"]), &["unknown chip"]),
        (failure(&["eval", "--chip", "h100", "--model", "lama-3-8b"]), &["llama-3-8b"]),
        (failure(&["eval", "gemm", "--chip", "h100", "--m", "8", "--n", "8"]), &["--k"]),
        (failure(&["eval", "train", "--chip", "h100"]), &["gemm", "llm"]),
        (eval(&["--precision", "fp7"]), &["`precision`", "fp8"]),
        (eval(&["--set", "batch=16"]), &["`batch`", "twice"]),
        (eval(&["--set", "run.batch=16"]), &["`run.batch`", "twice"]),
        (eval(&["--set", "chip.unit=160"]), &["did you mean chip.units"]),
        (eval(&["--set", "chip.units"]), &["KEY=VALUE"]),
        (eval(&["--set", "chip.units=many"]), &["a number is wanted"]),
        (eval(&["--set", "chip.units=0"]), &["above zero"]),
        (eval(&["--set", "chip.hbm_bandwidth=1e300"]), &["is the unit right"]),
        (eval(&["--set", "chip.hbm_bandwidth=1e-300"]), &["is the unit right"]),
        (eval(&["--set", "chip.units=x1e-300"]), &["is the unit right"]),
        (eval(&["--set", "chip.hbm_bandwidth=x-1"]), &["above zero"]),
        (eval(&["--set", "ch\"ip=1"]), &["not known here"]),
        (eval(&["--tp", "0"]), &["`tp`", "above zero"]),
        (eval(&["--tp", "1.5"]), &["whole number"]),
        (eval(&["--prompt", "-5"]), &["`prompt`", "above zero"]),
        (eval(&["--prompt", "NaN"]), &["not finite"]),
        (eval(&["--prompt", "inf"]), &["not finite"]),
        (eval(&["--prompt", "1e12"]), &["`prompt`"]),
        (eval(&["--prompt", "many"]), &["many"]),
        (eval(&["--m", "16"]), &["`m`"]),
        (eval(&["--svg", "/nonexistent/x.svg"]), &["/nonexistent"]),
        (eval(&["--svg", "/"]), &["/"]),
        (failure(&["roofline"]), &["CHIP"]),
        (failure(&["roofline", "h100", "H100-SXM"]), &["twice"]),
        (failure(&["roofline", "h100", "--precision", "fp4"]), &["does not compute in fp4"]),
        (failure(&["roofline", "h100", "--precision", "fp7"]), &["unknown precision"]),
        (failure(&["roofline", "h100", "--batch", "0"]), &["`batch`"]),
        (failure(&["roofline", "h100", "--tp", "-1"]), &["`tp`"]),
        (failure(&["roofline", "h100", "--svg", "/nonexistent/x.svg"]), &["/nonexistent"]),
        (failure(&["chips", "--catalog", "/nonexistent"]), &["/nonexistent"]),
    ];
    for (error, wanted) in cases {
        for word in *wanted {
            assert!(error.contains(word), "`{word}` is missing in: {error}");
        }
    }
}

#[test]
fn pictures_are_written_once_unless_forced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("picture.svg");
    let path = path.to_str().unwrap();
    let commands: [Vec<&str>; 3] = [
        [&POINT[..], &["--svg", path]].concat(),
        vec!["roofline", "h100", "--svg", path],
        vec!["roofline", "h100", "mi300x", "a100-sxm-80gb", "--svg", path],
    ];
    for args in commands {
        stdout(&args);
        let svg = fs::read_to_string(path).unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"), "{args:?}");
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{args:?}");
        let error = failure(&args);
        assert!(error.contains("--force"), "{error}");
        stdout(&[&args[..], &["--force"]].concat());
        fs::remove_file(path).unwrap();
    }
}
