//! Ctrl-C: what is done is kept, and can be gone on from.

use std::process::{Child, Output, Stdio};
use std::time::Duration;

use super::{Desk, assert_has};

/// A study of so many bandwidths, large enough to be interrupted.
fn study(bandwidths: u64) -> String {
    format!(
        r#"kernel = "llm"

[fixed]
chip = "h100-sxm"
model = "llama-3-70b"
precision = "fp8"
prompt = 2048

[sweep]
tp = [2, 4, 8]

[search]
batch = {{ from = 1, to = 128, step = 1 }}
output = {{ from = 16, to = 512, step = 1 }}
"chip.hbm_bandwidth" = {{ from = 1, to = 8, steps = {bandwidths} }}

[[question]]
name = "decode"
maximise = "tokens_per_s_per_chip"
constraints = {{ tpot_ms = {{ max = 40 }} }}
top = 5
"#
    )
}

/// A study that takes about so many seconds on one core of this machine, measured by a run of
/// a part of it: what `--explain` measures is too rough on a busy machine.
fn lasting(desk: &Desk, seconds: f64) -> String {
    let mut bandwidths = 4;
    loop {
        let text = study(bandwidths);
        desk.write("study.toml", &text);
        let begun = std::time::Instant::now();
        assert!(
            one_thread(desk, "sweep study.toml --device cpu").output().unwrap().status.success()
        );
        let took = begun.elapsed().as_secs_f64();
        if took > 0.3 * seconds {
            return study((bandwidths as f64 * seconds / took).ceil() as u64);
        }
        bandwidths *= 4;
    }
}

fn one_thread(desk: &Desk, words: &str) -> std::process::Command {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("roofscape"));
    command
        .current_dir(desk.0.path())
        .args(words.split_whitespace())
        .env("RAYON_NUM_THREADS", "1")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
}

/// Interrupts a sweep after a while. On a busy machine that may be before the program listens
/// or after it is done: then it is tried again, later or earlier.
fn interrupted(desk: &Desk, words: &str) -> Output {
    let mut wait = Duration::from_millis(500);
    for _ in 0..8 {
        let child = one_thread(desk, words).spawn().unwrap();
        std::thread::sleep(wait);
        interrupt(&child);
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => wait /= 2,
            None => wait *= 2,
            // The first step was not over.
            Some(_) if output.stdout.windows(10).any(|w| w == b"\n0 points,") => wait *= 2,
            Some(_) => return output,
        }
    }
    panic!("the sweep ended before every signal");
}

#[test]
fn an_interrupted_sweep_keeps_its_part_and_resumes_to_the_whole() {
    let desk = Desk::new();
    let text = lasting(&desk, 1.0);
    desk.write("study.toml", &text);
    let words = "sweep study.toml --device cpu";

    let first = interrupted(&desk, words);
    assert_eq!(first.status.code(), Some(130));
    let stdout = String::from_utf8(first.stdout).unwrap();
    assert_has(&stdout, &["PARTIAL: ", "points not evaluated"]);
    let stderr = String::from_utf8(first.stderr).unwrap();
    assert_has(
        &stderr,
        &[
            "interrupted: the result below is partial",
            "--resume study.part.json",
            "wrote study.part.json",
        ],
    );

    // The part alone is a partial result, also to `merge`.
    let partial = desk.json("merge --json study.part.json");
    assert_eq!(partial["questions"][0]["points"]["partial"], true);
    let done = partial["questions"][0]["points"]["evaluated"].as_u64().unwrap();
    let grid = partial["questions"][0]["points"]["grid"].as_u64().unwrap();
    assert!(done > 0 && done < grid, "{done} of {grid}");

    // A part of another study is not gone on from.
    desk.write("other.toml", &text.replace("max = 40", "max = 41"));
    let message = desk.refuse("sweep other.toml --resume study.part.json");
    assert_has(&message, &["study.part.json belongs to another study"]);

    let resumed = desk.run(&format!("{words} --resume study.part.json --json"));
    assert_eq!(resumed, desk.run(&format!("{words} --json")), "as if never interrupted");
}
