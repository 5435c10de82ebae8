//! Shards run apart and merged are the sweep run whole.

use super::{Desk, STUDY, assert_has, rich};

/// Runs all shards and returns their files in an order that is not theirs.
fn shards(desk: &Desk, study: &str, count: usize) -> Vec<String> {
    let mut files = Vec::new();
    for i in 1..=count {
        let file = format!("{count}-{i}.json");
        let printed = desk.run(&format!("sweep {study} --shard {i}/{count} --part {file}"));
        assert_eq!(printed, "", "a shard prints no result");
        files.push(file);
    }
    // Odd ones backwards, then the even ones.
    let mut shuffled: Vec<String> = files.iter().skip(1).step_by(2).rev().cloned().collect();
    shuffled.extend(files.iter().step_by(2).cloned());
    shuffled
}

#[test]
fn shards_merge_in_any_order_to_the_whole_byte_for_byte() {
    for (study, counts) in [(STUDY.to_owned(), &[1, 3, 8][..]), (rich(), &[2, 5])] {
        let desk = Desk::with(&study);
        let table = desk.run("sweep study.toml");
        let json = desk.run("sweep study.toml --json");
        for &count in counts {
            let parts = shards(&desk, "study.toml", count).join(" ");
            assert_eq!(desk.run(&format!("merge {parts}")), table, "{count} shards");
            assert_eq!(desk.run(&format!("merge --json {parts}")), json, "{count} shards");
        }
    }
}

#[test]
fn shards_searched_with_bounds_merge_to_the_whole() {
    let study = STUDY.to_owned() + "top = 9\nprune = true\n";
    let study = study.replace("steps = 15", "steps = 200");
    let desk = Desk::with(&study);
    let json = desk.run("sweep study.toml --json");
    let parts = shards(&desk, "study.toml", 4).join(" ");
    assert_eq!(desk.run(&format!("merge --json {parts}")), json);
    let every = study.replace("prune = true", "prune = false\nbest = false");
    desk.write("every.toml", &every);
    let every = desk.json("sweep every.toml --json");
    let pruned: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(pruned["questions"][0]["top"], every["questions"][0]["top"]);
}

#[test]
fn merging_in_two_steps_is_merging_at_once() {
    let desk = Desk::with(&rich());
    let parts = shards(&desk, "study.toml", 4);
    let whole = desk.run(&format!("merge --json {}", parts.join(" ")));
    let some = desk.json(&format!("merge --json --part some.json {} {}", parts[0], parts[1]));
    assert_eq!(some["questions"][0]["points"]["partial"], true);
    let rest = format!("merge --json some.json {} {}", parts[3], parts[2]);
    assert_eq!(desk.run(&rest), whole);
}

#[test]
fn missing_shards_make_a_partial_result_that_says_so() {
    let desk = Desk::with(STUDY);
    let parts = shards(&desk, "study.toml", 3);
    let output = desk
        .command(&format!("merge {} {}", parts[0], parts[1]))
        .assert()
        .success()
        .get_output()
        .clone();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_has(&printed, &["4,480 points", "PARTIAL: 2,240 points not evaluated"]);
    assert_has(
        &String::from_utf8(output.stderr).unwrap(),
        &["warning: the parts hold 4,480 of 6,720 points: the result is partial"],
    );
}

#[test]
fn files_that_are_no_part_of_the_sweep_are_refused_by_name() {
    let desk = Desk::with(STUDY);
    shards(&desk, "study.toml", 2);
    desk.write("other.toml", &STUDY.replace("prompt = 1024", "prompt = 1025"));
    desk.run("sweep other.toml --part other.json");

    let twice = desk.refuse("merge 2-1.json 2-2.json 2-1.json");
    assert_has(&twice, &["error: 2-1.json", "give every shard once"]);
    for order in ["2-1.json other.json", "2-1.json 2-2.json other.json"] {
        let other = desk.refuse(&format!("merge {order}"));
        assert_has(&other, &["other.json belongs to another study, catalogue or version"]);
    }

    let good = desk.read("2-2.json");
    for cut in [0, 1, good.len() / 2, good.len() - 3] {
        desk.write("cut.json", &good[..cut]);
        let message = desk.refuse("merge 2-1.json cut.json");
        assert_has(&message, &["cut.json is no part of a sweep, or was cut off"]);
    }
    desk.write("package.json", r#"{ "name": "left-pad", "version": 1 }"#);
    let foreign = desk.refuse("merge 2-1.json package.json");
    assert_has(&foreign, &["package.json is a JSON file of another kind", "roofscape sweep part"]);
    assert_has(&desk.refuse("merge package.json 2-1.json"), &["package.json is a JSON file"]);
    desk.write("list.json", "[1, 2]");
    assert_has(&desk.refuse("merge 2-1.json list.json"), &["list.json is a JSON file"]);
    desk.write("newer.json", &good.replace("\"version\":1", "\"version\":2"));
    assert_has(&desk.refuse("merge 2-1.json newer.json"), &["newer.json is a", "of version 2"]);
    assert_has(&desk.refuse("merge 2-1.json absent.json"), &["cannot read absent.json"]);
    assert_has(&desk.refuse("merge absent.json"), &["cannot read absent.json"]);
}

#[test]
fn damaged_contents_are_noticed() {
    let desk = Desk::with(STUDY);
    shards(&desk, "study.toml", 2);
    let good = desk.read("2-2.json");
    let part: serde_json::Value = serde_json::from_str(&good).unwrap();
    let feasible = part["questions"][0]["feasible"].as_u64().unwrap();
    let more = good
        .replace(&format!("\"feasible\":{feasible},"), &format!("\"feasible\":{},", feasible + 1));
    assert_ne!(more, good);
    for (name, text) in [
        ("counts", more),
        ("ranges", good.replace("\"done\":[[3360,6720]]", "\"done\":[[3360,99999]]")),
        ("fields", good.replace("\"pruned\"", "\"trimmed\"")),
    ] {
        assert_ne!(text, good, "{name}: the file is changed");
        desk.write("bad.json", &text);
        let message = desk.refuse("merge 2-1.json bad.json");
        assert_has(&message, &["bad.json is damaged"]);
    }
}

#[test]
fn parts_of_another_catalogue_are_refused() {
    let desk = Desk::with(STUDY);
    shards(&desk, "study.toml", 2);
    std::fs::create_dir(desk.path("mine")).unwrap();
    desk.write("mine/chips.toml", "[chips.h100-sxm.memory]\ncapacity = \"96 GB\"\n");
    let message = desk.refuse("merge --catalog mine 2-1.json 2-2.json");
    assert_has(&message, &["2-1.json belongs to another study, catalogue or version"]);
    desk.run("sweep study.toml --catalog mine --shard 1/2 --part mine.json");
    assert_has(&desk.refuse("merge mine.json 2-2.json"), &["mine.json belongs to another"]);
    // The same catalogue on both sides is no obstacle.
    desk.run("merge --catalog mine mine.json");
}

#[test]
fn a_shard_is_asked_for_rightly() {
    let desk = Desk::with(STUDY);
    for shard in ["0/3", "4/3", "3", "x/y"] {
        let words = format!("sweep study.toml --part p.json --shard {shard}");
        let output = desk.command(&words).assert().code(2).get_output().clone();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_has(&message, &["write I/N with 1 <= I <= N"]);
    }
    let output = desk.command("sweep study.toml --shard 1/3").assert().code(2).get_output().clone();
    assert_has(&String::from_utf8(output.stderr).unwrap(), &["--part"]);
    assert!(!desk.path("p.json").exists());
}
