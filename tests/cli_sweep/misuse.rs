//! Study files with a mistake: where it is, what it is, and what to do.

use super::{Desk, STUDY, assert_has};

/// A change to the study, the text on whose line the complaint is expected, and its words.
type Case<'a> = (&'a str, &'a str, &'a str, &'a [&'a str]);

fn check(cases: &[Case<'_>]) {
    let desk = Desk::new();
    for (old, new, marker, words) in cases {
        let text = STUDY.replacen(old, new, 1);
        assert_ne!(text, STUDY, "`{old}` is in the study");
        desk.write("study.toml", &text);
        let message = desk.refuse("sweep study.toml");
        let (line, content) = text
            .lines()
            .enumerate()
            .find(|(_, l)| l.contains(marker))
            .unwrap_or_else(|| panic!("no line has `{marker}`"));
        let place = format!("error: study.toml:{}:", line + 1);
        let rest = message
            .strip_prefix(&place)
            .unwrap_or_else(|| panic!("{place} is not how this begins: {message}"));
        let column: usize = rest[..rest.find(':').unwrap()].parse().unwrap();
        assert!((1..=content.len() + 1).contains(&column), "column {column} of `{content}`");
        assert_has(&message, words);
    }
}

const BANDWIDTH: &str = "{ from = 1, to = 8, steps = 15 }";

#[test]
fn unknown_names_are_answered_with_the_nearest() {
    check(&[
        ("prompt = 1024", "promt = 1024", "promt", &["`promt`", "did you mean", "prompt"]),
        ("[search]", "[serach]", "serach", &["`serach`", "did you mean", "search"]),
        ("\"llm\"", "\"lmm\"", "lmm", &["`kernel`", "did you mean", "llm"]),
        ("h100-sxm", "h100-smx", "h100-smx", &["`chip`", "unknown chip", "h100-sxm"]),
        ("h100-sxm", "all", "\"all\"", &["`chip`", "list the chips by name"]),
        ("llama-3-8b", "lama-3-8b", "lama-3-8b", &["`model`", "lama-3-8b", "llama-3-8b"]),
        ("llama-3-8b", "absent.json", "absent.json", &["`model`", "absent.json"]),
        ("bf16", "bf61", "bf61", &["`precision`", "bf61", "bf16"]),
        (
            "\"tokens_per_s_per_chip\"",
            "\"token_per_s\"",
            "token_per_s",
            &["`maximise`", "tokens_per_s"],
        ),
        ("tpot_ms = {", "tpot = {", "tpot = {", &["`tpot`", "no such metric", "tpot_ms"]),
        ("name = \"decode\"", "nam = \"decode\"", "nam =", &["`nam`", "did you mean", "name"]),
        ("max = 8 }", "most = 8 }", "most", &["`most`", "max"]),
        ("steps = 15", "stpes = 15", "stpes", &["`stpes`", "a range is"]),
        (
            "\"chip.hbm_bandwidth\"",
            "\"chip.hbm_bandwith\"",
            "bandwith",
            &["did you mean", "chip.hbm_bandwidth"],
        ),
    ]);
}

#[test]
fn values_of_the_wrong_kind_are_refused() {
    check(&[
        ("1024", "\"long\"", "long", &["`prompt`", "a number is wanted"]),
        ("1024", "[512, 1024]", "prompt", &["`prompt`", "[sweep] or [search]"]),
        ("\"h100-sxm\"", "100", "chip = 100", &["`chip`", "a text is wanted"]),
        ("[1, 2, 4, 8]", "true", "tp = true", &["`tp`", "a number is wanted"]),
        ("\"decode\"", "7", "name = 7", &["`name`", "a text is wanted"]),
        ("{ tpot_ms = { max = 8 } }", "[8]", "constraints", &["`constraints`", "is written"]),
        ("{ max = 8 }", "8", "tpot_ms", &["`tpot_ms`", "is written"]),
        ("{ max = 8 }", "{}", "tpot_ms", &["`tpot_ms`", "is written"]),
        ("{ max = 8 }", "{ max = \"x\" }", "tpot_ms", &["`tpot_ms.max`", "a number is wanted"]),
        ("[search]\n", "[search\n", "[search", &["study.toml"]),
    ]);
}

#[test]
fn values_that_make_no_sense_are_refused() {
    check(&[
        ("1024", "0", "prompt", &["`prompt`", "0 must be above zero"]),
        ("1024", "-5", "prompt", &["`prompt`", "-5 must be above zero"]),
        ("1024", "nan", "prompt", &["`prompt`", "not finite"]),
        ("1024", "inf", "prompt", &["`prompt`", "not finite"]),
        ("1024", "1e308", "prompt", &["`prompt`", "is the unit right?"]),
        ("1024", "1e999", "prompt", &["`prompt`", "not finite"]),
        ("1024", "1024.5", "prompt", &["`prompt`", "a whole number"]),
        (BANDWIDTH, "3.35e12", "hbm_bandwidth", &["TB/s", "is the unit right?"]),
        (BANDWIDTH, "[]", "hbm_bandwidth", &["the axis is empty"]),
        (BANDWIDTH, "[2, 3, 2]", "hbm_bandwidth", &["2 is given twice"]),
        (BANDWIDTH, "{ from = 8, to = 1, steps = 15 }", "hbm_bandwidth", &["is empty"]),
        (BANDWIDTH, "{ from = 1, to = 8, steps = 1 }", "hbm_bandwidth", &["`steps`", "at least 2"]),
        (BANDWIDTH, "{ from = 1, to = 8 }", "hbm_bandwidth", &["`steps` or `step`"]),
        (BANDWIDTH, "{ from = 1, to = 8, step = -1 }", "hbm_bandwidth", &["is empty"]),
        (BANDWIDTH, "{ from = 0, to = 8, step = 1e-9 }", "hbm_bandwidth", &["too many"]),
        (BANDWIDTH, "{ values = [0, 1], relative = true }", "hbm_bandwidth", &["above zero"]),
        ("[1, 64]", "[1, 48]", "powers_of_two", &["`batch`", "must be powers of two"]),
        ("[1, 64]", "[64, 1]", "powers_of_two", &["`batch`", "ascending"]),
        (
            "prompt = 1024",
            "prompt = 1024\n\"chip.memory_efficiency\" = 1.5",
            "efficiency",
            &["above 1"],
        ),
        ("\"h100-sxm\"", "[\"h100-sxm\", \"b200-sxm\"]", "chip", &["[sweep] or [search]"]),
        ("max = 8 }", "min = 9, max = 8 }", "tpot_ms", &["nothing lies between 9 and 8"]),
    ]);
}

#[test]
fn what_is_said_twice_is_refused_with_both_places() {
    check(&[
        (
            "[search]",
            "[search]\nrun.batch = 4",
            "batch = { powers",
            &["already given at study.toml:14", "run.batch"],
        ),
        ("prompt = 1024", "prompt = 1024\nisl = 2", "isl", &["already given at study.toml:8"]),
        ("prompt = 1024", "prompt = 1024\nprompt = 2", "prompt = 2", &["duplicate key"]),
        ("prompt = 1024", "prompt = 1024\ntp = 2", "tp = [1", &["`tp`", "already given"]),
        (
            "prompt = 1024",
            "prompt = 1024\n\"chip.memory_rate_gbit\" = 6",
            "hbm_bandwidth",
            &[
                "sets the whole peak",
                "`chip.memory_rate_gbit` at study.toml:9",
                "give one of the two",
            ],
        ),
        (
            "tp = [1, 2, 4, 8]",
            "weight_precision = [\"fp8\", \"FP8\"]",
            "weight_precision",
            &["`FP8` is given twice"],
        ),
        (
            "max = 8 } }\n",
            "max = 8 } }\n[[question]] # again\nname = \"decode\"\nminimise = \"tpot_ms\"\n",
            "# again",
            &["two questions are named `decode`"],
        ),
    ]);
}

#[test]
fn questions_that_cannot_be_answered_are_refused() {
    let ask = |more: &'static str| ("max = 8 } }\n", more);
    let cases: [(&str, &str, &[&str]); 12] = [
        ("max = 8 } }\npareto = [\"tpot_ms\"]\n", "pareto", &["two to four metrics"]),
        (
            "max = 8 } }\npareto = [\"tpot_ms\", \"prefill_ms\", \"request_s\", \"decode_mfu\", \"kv_gb\"]\n",
            "pareto",
            &["two to four metrics"],
        ),
        (
            "max = 8 } }\ntop = 5\nprune = true\npareto = [\"tpot_ms\", \"request_s\"]\n",
            "[[question]]",
            &["`prune`", "without `pareto` and `histogram`"],
        ),
        ("max = 8 } }\nprune = true\n", "[[question]]", &["`prune`", "goes with `top`"]),
        (
            "max = 8 } }\ntop = 5\nprune = true\nbest = true\n",
            "[[question]]",
            &["not with `best = true`"],
        ),
        ("max = 8 } }\ntop = -1\n", "top", &["whole number"]),
        ("max = 8 } }\ntop = 1e9\n", "top", &["whole number up to"]),
        ("max = 8 } }\nbest = \"yes\"\n", "best", &["true or false"]),
        ("max = 8 } }\nminimise = \"tpot_ms\"\n", "[[question]]", &["exactly one"]),
        ("max = 8 } }\ncolumns = [\"tpot\"]\n", "columns", &["`columns`", "tpot_ms"]),
        (
            "max = 8 } }\nhistogram = { metric = \"tpot_ms\", from = 0, to = 9, bins = 3, scale = \"log\" }\n",
            "histogram",
            &["no logarithmic range"],
        ),
        ("max = 8 } }\nhistogram = { metric = \"tpot_ms\" }\n", "histogram", &["is written"]),
    ];
    let cases: Vec<Case<'_>> = cases
        .iter()
        .map(|(new, marker, words)| (ask(new).0, ask(new).1, *marker, *words))
        .collect();
    check(&cases);
}

#[test]
fn what_is_missing_as_a_whole_is_named() {
    for (old, words) in [
        ("chip = \"h100-sxm\"\n", &["no chip is given", "chip = \"h100-sxm\""][..]),
        ("model = \"llama-3-8b\"\n", &["no model is given"]),
        ("precision = \"bf16\"\n", &["no precision is given"]),
        ("prompt = 1024\n", &["no `run.prompt` is given", "Prompt tokens per sequence"]),
    ] {
        let message = Desk::with(&STUDY.replace(old, "")).refuse("sweep study.toml");
        assert_has(&message, &["error: study.toml"]);
        assert_has(&message, words);
    }
    let (without, _) = STUDY.split_once("[[question]]").unwrap();
    assert_has(&Desk::with(without).refuse("sweep study.toml"), &["ask something: [[question]]"]);
    assert_has(&Desk::with("").refuse("sweep study.toml"), &["study.toml: no chip is given"]);
}

#[test]
fn grids_beyond_all_bounds_are_refused() {
    use roofscape::model::Kernel;
    let (head, tail) = STUDY.split_once("batch = ").unwrap();
    let (_, question) = tail.split_once("[[question]]").unwrap();
    let axes: String = Kernel::Llm
        .slots()
        .iter()
        .map(|s| s.name)
        .filter(|n| n.starts_with("model.") && *n != "model.latent")
        .map(|n| format!("\"{n}\" = {{ from = 1, to = 100, step = 1 }}\n"))
        .collect();
    assert!(axes.lines().count() > 19, "100^20 is above 2^128");
    let desk = Desk::with(&format!("{head}output = 9\n{axes}[[question]]{question}"));
    let message = desk.refuse("sweep study.toml");
    assert_has(&message, &["study.toml", "more than 2^128 points; shorten an axis"]);

    let rows = STUDY.replace(
        "tp = [1, 2, 4, 8]",
        "tp = { from = 1, to = 3000, step = 1 }\n\"chip.l2_mb\" = { from = 1, to = 10000, step = 1 }",
    );
    let message = Desk::with(&rows).refuse("sweep study.toml");
    assert_has(&message, &["study.toml", "30000000 combinations", "move axes to [search]"]);
}

#[test]
fn a_long_list_of_values_is_checked_quickly() {
    let values = STUDY.replace(BANDWIDTH, "{ from = 1, to = 8, steps = 3000000 }");
    let values = values.replace("{ max = 8 }", "{ max = 8, min = 9 }");
    let begun = std::time::Instant::now();
    assert_has(&Desk::with(&values).refuse("sweep study.toml"), &["nothing lies between"]);
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn files_that_are_no_study_are_refused_by_name() {
    let desk = Desk::new();
    assert_has(&desk.refuse("sweep absent.toml"), &["cannot read the study absent.toml"]);
    std::fs::create_dir(desk.path("folder")).unwrap();
    assert_has(&desk.refuse("sweep folder"), &["cannot read the study folder"]);
    std::fs::write(desk.path("latin1.toml"), b"title = \"caf\xe9\"\n").unwrap();
    assert_has(&desk.refuse("sweep latin1.toml"), &["cannot read the study latin1.toml", "UTF-8"]);
    assert_has(
        &desk.command("sweep").assert().code(2).get_output().stderr.escape_ascii().to_string(),
        &["<STUDY>"],
    );
}
