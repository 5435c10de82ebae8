//! The GPU against the reference, on real dispatches: numbers, summaries, recovery.
//!
//! Needs an adapter; without one the tests say so and pass, or fail if the environment
//! variable `ROOFSCAPE_REQUIRE_GPU` is 1. Every test that ran leaves a file in
//! `target/tmp/gpu-tests`, so that a CI job can tell passing from skipping.
#![cfg(feature = "gpu")]

#[path = "gpu/problems.rs"]
mod problems;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use problems::{matmul, small};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use roofscape::cpu::Cpu;
use roofscape::gpu::{AdapterChoice, Device, Gpu, parity};
use roofscape::sweep::plan::{Limits, Plan, plan};
use roofscape::sweep::{Problem, Summary};

/// The adapter, for one test at a time: software drivers do not like company.
fn device(test: &str) -> Option<(MutexGuard<'static, ()>, Device)> {
    static DEVICE: OnceLock<Option<Device>> = OnceLock::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let device = DEVICE.get_or_init(|| match Device::open(AdapterChoice::Any) {
        Ok(device) => Some(device),
        Err(error) => {
            let required = std::env::var("ROOFSCAPE_REQUIRE_GPU").is_ok_and(|v| v == "1");
            assert!(!required, "ROOFSCAPE_REQUIRE_GPU=1, but {error}");
            eprintln!("gpu tests skipped: {error}");
            None
        }
    });
    let device = device.clone()?;
    eprintln!("gpu test ran: {test} on {}", device.info.name);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("gpu-tests");
    std::fs::create_dir_all(&folder).expect("the target folder is writable");
    std::fs::write(folder.join(test), &device.info.name).expect("the target folder is writable");
    Some((turn, device))
}

/// Limits that make tables and batches of small problems.
fn limits(batch_points: u128) -> Limits {
    Limits { once_rows: 40, batch_rows: 200, batch_points, ..Limits::GPU }
}

fn assert_same(got: &Summary, expected: &Summary) {
    assert_eq!(got.done, expected.done);
    assert_eq!(got.feasible, expected.feasible, "feasible");
    assert_eq!(got.infeasible, expected.infeasible, "infeasible");
    assert_eq!(got.histogram, expected.histogram, "histogram");
    assert_eq!(got.top, expected.top, "top");
    assert_eq!(got.front.sorted(), expected.front.sorted(), "front");
    assert_eq!(got.best, expected.best, "best");
}

/// Evaluates `from..to` on both and compares.
fn compare(device: &Device, problem: &Problem, plan: &Plan, from: u128, to: u128) {
    let cpu = Cpu::new(problem, plan);
    let gpu = Gpu::new(device, problem, plan, &cpu).expect("the kernel compiles");
    let got = gpu.evaluate(from, to).expect("the device works");
    assert_same(&got, &cpu.evaluate(from, to));
}

#[test]
fn summaries_of_random_problems_equal_the_cpu_bit_for_bit() {
    let Some((_turn, device)) = device("random_problems") else { return };
    let strategy = (
        [1u32..7, 1u32..40, 1u32..9, 1u32..30],
        any::<[bool; 4]>(),
        1u128..3000,
        0.0..1.0f64,
        0.0..1.0f64,
    );
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(16) });
    let result = runner.run(&strategy, |(lengths, search, batch_points, a, b)| {
        let problem = small(lengths, search);
        let plan = plan(&problem, limits(batch_points));
        let points = problem.points().unwrap() as f64;
        let (from, to) = ((points * a.min(b)) as u128, (points * a.max(b)) as u128 + 1);
        compare(&device, &problem, &plan, from, to);
        Ok(())
    });
    result.unwrap();
}

#[test]
fn a_matrix_multiplication_equals_the_cpu_bit_for_bit() {
    let Some((_turn, device)) = device("matmul") else { return };
    for search in [[true; 6], [false, true, true, true, true, false]] {
        let problem = matmul([4, 5, 6, 16, 20, 24], search);
        let plan = plan(&problem, Limits::GPU);
        compare(&device, &problem, &plan, 0, plan.points());
    }
}
