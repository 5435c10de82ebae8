//! The files a sweep writes, and those it refuses to.

use super::{Desk, STUDY, assert_has, rich};

#[test]
fn every_format_holds_the_rows_of_the_result() {
    let desk = Desk::with(STUDY);
    for (file, words) in [
        ("out.csv", &["tp,batch,hbm_bandwidth [TB/s],output [token]"][..]),
        ("out.json", &["\"tokens_per_s_per_chip [token/s]\"", "\"binds\""]),
        ("out.md", &["| ---", "tokens_per_s_per_chip"]),
        ("out.html", &["<table", "tokens_per_s_per_chip"]),
        ("out.txt", &["tokens_per_s_per_chip", "token/s"]),
    ] {
        let words_run = format!("sweep study.toml --out {file}");
        let output = desk.command(&words_run).assert().success().get_output().clone();
        assert_has(&String::from_utf8(output.stderr).unwrap(), &[&format!("wrote {file}")]);
        assert_has(&desk.read(file), words);
    }
    let rows: serde_json::Value = serde_json::from_str(&desk.read("out.json")).unwrap();
    let printed = desk.json("sweep study.toml --json");
    assert_eq!(rows, printed["questions"][0]["best"], "the file is the table printed");
    let mut csv = csv::Reader::from_path(desk.path("out.csv")).unwrap();
    for (record, row) in csv.records().map(Result::unwrap).zip(rows.as_array().unwrap()) {
        let cells: Vec<&serde_json::Value> = row.as_object().unwrap().values().collect();
        assert_eq!(record.len(), cells.len());
        for (text, cell) in record.iter().zip(cells) {
            if let Some(x) = cell.as_f64() {
                assert_eq!(text.parse::<f64>().unwrap(), x);
            }
        }
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_parquet_it_says_how_to_get_it() {
    let desk = Desk::with(STUDY);
    let message = desk.refuse("sweep study.toml --out out.parquet");
    assert_has(&message, &["Parquet", "--features parquet"]);
    assert!(!desk.path("out.parquet").exists());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_written() {
    let desk = Desk::with(STUDY);
    desk.run("sweep study.toml --out out.parquet");
    let bytes = std::fs::read(desk.path("out.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}

#[test]
fn each_question_has_its_own_file() {
    let desk = Desk::with(&rich());
    desk.run("sweep study.toml --out out.csv --svg front.svg");
    let front = desk.read("out-decode.csv");
    assert!(front.lines().count() > 2, "the front: {front}");
    assert_eq!(desk.read("out-first-token.csv").lines().count(), 4, "a header and the top 3");
    assert!(!desk.path("out.csv").exists());
    assert_has(&desk.read("front.svg"), &["<svg", "tpot_ms", "tokens_per_s_per_chip"]);
}

#[test]
fn what_exists_is_kept_unless_forced() {
    let desk = Desk::with(&rich());
    for (words, file) in [
        ("--part part.json", "part.json"),
        ("--svg front.svg", "front.svg"),
        ("--out out.csv", "out-decode.csv"),
    ] {
        desk.write(file, "mine");
        let message = desk.refuse(&format!("sweep study.toml {words}"));
        assert_has(&message, &[file, "exists; pass --force to overwrite"]);
        assert_eq!(desk.read(file), "mine");
        desk.run(&format!("sweep study.toml {words} --force"));
        assert_ne!(desk.read(file), "mine");
    }
    assert_has(&desk.refuse("merge part.json --out out.csv"), &["exists; pass --force"]);
    desk.run("merge part.json --out out.csv --svg front.svg --force");
}

#[test]
fn places_that_cannot_be_written_are_refused_before_the_work() {
    let desk = Desk::with(&rich());
    for option in ["--out", "--svg", "--part"] {
        let missing = desk.refuse(&format!("sweep study.toml {option} absent/x.json"));
        assert_has(&missing, &["directory absent does not exist; create it first"]);
        #[cfg(target_os = "linux")]
        {
            let unwritable = desk.refuse(&format!("sweep study.toml {option} /proc/x.json"));
            assert_has(&unwritable, &["cannot write in directory /proc"]);
        }
    }
    std::fs::create_dir(desk.path("out.csv")).unwrap();
    desk.write("one.toml", STUDY);
    let folder = desk.refuse("sweep one.toml --out out.csv --force");
    assert_has(&folder, &["out.csv is not a regular file"]);
}

#[test]
fn an_extension_must_say_the_format() {
    let desk = Desk::with(STUDY);
    for name in ["out.xlsx", "out"] {
        let message = desk.refuse(&format!("sweep study.toml --out {name}"));
        assert_has(&message, &[name, ".csv", ".json"]);
    }
}

#[test]
fn a_picture_needs_a_front() {
    let desk = Desk::with(STUDY);
    let message = desk.refuse("sweep study.toml --svg front.svg");
    assert_has(&message, &["--svg draws a Pareto front", "study.toml", "add `pareto = [..]`"]);
}

#[test]
fn rows_limit_what_is_printed_and_never_what_is_written() {
    let desk = Desk::with(STUDY);
    let printed = desk.run("sweep study.toml --rows 1 --out out.csv");
    assert_has(&printed, &["... 3 more rows; --rows N prints more"]);
    assert_eq!(desk.read("out.csv").lines().count(), 5);
}
