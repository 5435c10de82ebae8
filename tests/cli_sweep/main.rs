//! `roofscape`, `roofscape sweep` and `roofscape merge` as their users run them.

mod files;
#[cfg(unix)]
mod interrupt;
mod misuse;
mod shards;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A small study with everything that the misuse tests bend.
const STUDY: &str = r#"title = "How does an H100 serve Llama-3-8B?"
kernel = "llm"

[fixed]
chip = "h100-sxm"
model = "llama-3-8b"
precision = "bf16"
prompt = 1024

[sweep]
tp = [1, 2, 4, 8]

[search]
batch = { powers_of_two = [1, 64] }
"chip.hbm_bandwidth" = { from = 1, to = 8, steps = 15 }
output = { from = 64, to = 1024, step = 64 }

[[question]]
name = "decode"
maximise = "tokens_per_s_per_chip"
constraints = { tpot_ms = { max = 8 } }
"#;

/// The same grid, asked for everything a summary can hold.
fn rich() -> String {
    STUDY.to_owned()
        + r#"top = 7
pareto = ["tpot_ms", "tokens_per_s_per_chip"]
histogram = { metric = "tpot_ms", from = 1, to = 100, bins = 10, scale = "log" }

[[question]]
name = "first token"
minimise = "prefill_ms"
best = false
top = 3
"#
}

/// A folder with files in it, and the program run there.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn with(study: &str) -> Self {
        let desk = Self::new();
        desk.write("study.toml", study);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, words: &str) -> Command {
        let mut command = roofscape();
        command.current_dir(self.0.path()).args(words.split_whitespace());
        command
    }

    /// What the program prints when all goes well.
    fn run(&self, words: &str) -> String {
        let output = self.command(words).assert().success().get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.run(words)).unwrap()
    }

    /// What it complains about, with exit code 1 and nothing on the standard output.
    fn refuse(&self, words: &str) -> String {
        let output = self.command(words).assert().code(1).get_output().clone();
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }
}

/// The program, whatever the terminal and the colours of whoever runs the tests.
fn roofscape() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("roofscape"));
    command.env("COLUMNS", "100").env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    command
}

#[track_caller]
fn assert_has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
}

#[test]
fn without_a_command_it_answers_both_questions_of_the_default_study() {
    let desk = Desk::new();
    let printed = desk.run("");
    assert_has(
        &printed,
        &[
            "prefill: maximise prefill_tokens_per_s_per_chip, prefill_ms <= 5000",
            "decode: maximise decode_tokens_per_s_per_chip, tpot_ms <= 50",
            "h100-sxm",
            "best: mi355x fp8",
            "1,232 points",
        ],
    );
    assert_eq!(printed, desk.run("sweep default --device cpu"), "`default` names the same study");
    assert_eq!(std::fs::read_dir(desk.0.path()).unwrap().count(), 0, "it leaves no files");
}

#[test]
fn json_holds_every_bit_of_every_number() {
    use roofscape::catalog::Catalog;
    use roofscape::report::Cell;
    use roofscape::study::Study;

    let desk = Desk::with(&rich());
    let json = desk.json("sweep study.toml --json --device cpu");
    assert_eq!(json["study"], "How does an H100 serve Llama-3-8B?");
    let decode = &json["questions"][0];
    assert_eq!(decode["points"]["grid"], 4 * 7 * 15 * 16);
    let bound = Study::load(&desk.path("study.toml")).unwrap().bind(Catalog::embedded()).unwrap();
    let kernel = bound.study.kernel;
    let metric = |name: &str| kernel.metrics().iter().position(|m| m.name == name).unwrap();
    let rows = decode["best"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for (row, tp) in rows.iter().zip([0u32, 1, 2, 3]) {
        let labels = bound.labels();
        let column = |start: &str| {
            let (_, cell) = row
                .as_object()
                .unwrap()
                .iter()
                .find(|(k, _)| k.split(' ').next() == Some(start))
                .unwrap_or_else(|| panic!("no column {start} in {row}"));
            cell.as_f64().unwrap()
        };
        let place = |axis: usize, name: &str| {
            let x = column(name);
            labels[axis].iter().position(|l| l.parse() == Ok(x)).unwrap() as u32
        };
        let digits = [tp, place(1, "batch"), place(2, "hbm_bandwidth"), place(3, "output")];
        let outcome = kernel.evaluate(&bound.point(&digits).slots);
        for name in ["tpot_ms", "tokens_per_s_per_chip", "prefill_ms", "memory_gb"] {
            assert_eq!(Cell::from(column(name)), Cell::from(outcome.metrics[metric(name)]));
        }
    }
    let counted: u64 = decode["histogram"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bin| bin["points"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, decode["points"]["feasible"].as_u64().unwrap());
    assert_eq!(decode["top"].as_array().unwrap().len(), 7);
    assert_eq!(json["questions"][1]["top"].as_array().unwrap().len(), 3);
    assert!(json["questions"][1]["best"].is_null());
}

#[test]
fn rows_without_a_feasible_point_say_why() {
    let a100 = STUDY.replace("[sweep]", "[sweep]\nchip = [\"a100-sxm-80gb\", \"h100-sxm\"]");
    let a100 = a100.replace("chip = \"h100-sxm\"\n", "").replace("bf16", "fp8");
    let json = Desk::with(&a100).json("sweep study.toml --json");
    let decode = &json["questions"][0];
    assert_eq!(decode["best"][0]["binds"], "infeasible: precision", "an A100 has no fp8");
    assert_eq!(decode["best"][4]["chip"], "h100-sxm");
    assert_eq!(decode["points"]["infeasible"]["precision"], 4 * 7 * 15 * 16);

    let odd = STUDY.replace("[1, 2, 4, 8]", "[1, 3]");
    let json = Desk::with(&odd).json("sweep study.toml --json");
    let decode = &json["questions"][0];
    assert_eq!(decode["best"][1]["binds"], "infeasible: tp_heads", "3 does not divide 32 heads");
    assert_eq!(decode["points"]["infeasible"]["tp_heads"], 7 * 15 * 16);
}

#[test]
fn explain_tells_the_plan_and_runs_nothing() {
    let desk = Desk::with(STUDY);
    let printed = desk.run("sweep study.toml --explain");
    assert_has(&printed, &["6,720 points", "walk, outermost first", "operations per point"]);
    let json = desk.json("sweep study.toml --explain --json");
    assert_eq!(json[0]["points"], "6720");
    assert!(json[0]["points_per_second"].as_f64().unwrap() > 0.0);
}

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cli").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    // A checkout on Windows may have other line ends, and the program's name an extension.
    let plain = |s: &str| s.replace("\r\n", "\n").replace("roofscape.exe", "roofscape");
    assert!(
        plain(&kept) == plain(text),
        "the help text has changed; UPDATE_GOLDEN=1 rewrites {}, then review the diff:\n{text}",
        path.display()
    );
}

#[test]
fn help_is_what_was_reviewed() {
    let desk = Desk::new();
    golden("sweep-help.txt", &desk.run("sweep --help"));
    golden("merge-help.txt", &desk.run("merge --help"));
}
