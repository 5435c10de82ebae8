//! `roofscape topology`, `collective` and their validation as a user meets them.

use assert_cmd::Command;
use serde_json::Value;

fn roofscape() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("roofscape"));
    command.env("NO_COLOR", "1");
    command
}

fn json(args: &[&str]) -> Value {
    let output = roofscape().args(args).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(args: &[&str]) -> String {
    let output = roofscape().args(args).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn count(counted: &Value, item: &str) -> f64 {
    let counts = counted["counts"].as_array().unwrap();
    counts.iter().find(|c| c["item"] == item).unwrap()["value"].as_f64().unwrap()
}

#[test]
fn a_superpod_is_counted_with_its_rule() {
    let pod = json(&["topology", "superpod", "dgx-h100-superpod", "--units", "4"]);
    assert_eq!(count(&pod, "leaf"), 32.0);
    assert_eq!(count(&pod, "cables_node_leaf_incl_management"), 1020.0);
    assert_eq!(count(&pod, "modules"), 2.0 * 2.0 * 127.0 * 8.0 / 2.0); // two layers, two per module
    let text = roofscape().args(["topology", "superpod", "dgx-h100-superpod"]).output().unwrap();
    let text = String::from_utf8_lossy(&text.stdout);
    assert!(text.contains("8 x ceil(32 / 32)"), "{text}");
    assert!(text.contains("smallest divisor"), "{text}");
}

#[test]
fn trees_and_supernodes_of_ones_own() {
    let tree =
        json(&["topology", "fat-tree", "--endpoints", "1024", "--radix", "64", "--levels", "2"]);
    assert_eq!((count(&tree, "leaf"), count(&tree, "spine")), (32.0, 16.0));
    let node = json(&["topology", "supernode", "--chips", "72", "--links", "18", "--radix", "72"]);
    assert_eq!(count(&node, "switches"), 18.0);
    let torus = json(&["topology", "torus", "4x4x4", "--rate", "128,128,64"]);
    assert_eq!(count(&torus, "bandwidth_per_chip"), 640.0);
    assert_eq!(count(&torus, "bisection_bandwidth"), 2048.0); // 32 links of 64
    let dragonfly = json(&["topology", "dragonfly", "--hosts", "4"]);
    assert_eq!(count(&dragonfly, "hosts"), 1056.0);
}

#[test]
fn mistakes_say_what_to_do() {
    let all: [(&[&str], &str); 5] = [
        (
            &["topology", "fat-tree", "--endpoints", "2049", "--radix", "64", "--levels", "2"],
            "more levels",
        ),
        (&["topology", "superpod", "dgx-h100"], "did you mean"),
        (&["topology", "torus", "4 by 4"], "4x4x4"),
        (&["topology", "supernode", "--chips", "8"], "--links"),
        (
            &["collective", "all-reduce", "--ranks", "0", "--mb", "1", "--bandwidth", "1"],
            "at least 1",
        ),
    ];
    for (args, part) in all {
        let error = refused(args);
        assert!(error.contains(part), "{args:?}: {error}");
    }
}

#[test]
fn the_claims_of_reports_follow_and_one_does_not() {
    let claims = json(&["topology", "claims"]);
    for claim in claims.as_array().unwrap() {
        match claim["claimed"].as_f64().unwrap() {
            3.8 => assert!(claim["by_rule"].is_null()),
            claimed => assert_eq!(claim["by_rule"].as_f64().unwrap(), claimed, "{claim}"),
        }
    }
}

#[test]
fn collectives_are_ordered_by_their_time() {
    let reduce = ["collective", "all-reduce", "--ranks", "8", "--mb", "1000", "--bandwidth", "400"];
    let found = json(&reduce);
    let ways = found["algorithms"].as_array().unwrap();
    assert_eq!(ways[0]["algorithm"], "in-switch");
    assert_eq!(ways[0]["time_us"].as_f64().unwrap(), 2502.0); // 1000 / 0.4 + 2
    let rails = json(
        &[&reduce[..], &["--nodes", "4", "--port-bandwidth", "50", "--fabric", "fat-tree"]]
            .concat(),
    );
    assert_eq!(rails["ranks"], 32.0);
    let twice = json(&[&reduce[..], &["--concurrent", "2"]].concat());
    assert_eq!(twice["algorithms"][0]["time_us"].as_f64().unwrap(), 5002.0);
    let nccl = json(&[&reduce[..], &["--nccl", "hopper", "--channels", "16"]].concat());
    assert!(nccl["notes"][0].as_str().unwrap().contains("Nvls"), "{nccl}");
}

#[test]
fn oracles_are_scored_and_what_is_not_predicted_is_named() {
    let astra = json(&["validate", "astrasim"]);
    assert_eq!(astra["exact"], astra["rows"]);
    assert_eq!(astra["median_ape"], 0.0);
    assert!(astra["baseline"]["median_ape"].as_f64().unwrap() > 1.0);
    let counts = json(&["validate", "topology"]);
    assert_eq!(counts["exact"], counts["predicted"]);
    assert_eq!(counts["unpredicted"].as_array().unwrap().len(), 1);
    // By ports alone some published spines are too few.
    assert!(counts["baseline"]["mape"].as_f64().unwrap() > 0.0);
}
