//! The multiplication alone: cases by hand, limits, and no cliff along any dimension.

use proptest::prelude::*;

use super::{Point, multiply};

/// Round constants, so that cases can be worked out by hand.
const ROUND: &[(&str, f64)] = &[
    ("chip.clock_ghz", 2.0),
    ("chip.units", 100.0),
    ("chip.matrix_ops", 4096.0),
    ("chip.memory_bus_bits", 4096.0),
    ("chip.memory_rate_gbit", 4.0), // 2.048 TB/s
    ("chip.l2_mb", 0.0),
    ("matmul.launch_kcycles", 4.0),
    ("matmul.split_kcycles", 5.0),
    ("matmul.step_kcycles", 0.2),
    ("matmul.matrix_efficiency", 0.8),
    ("matmul.memory_efficiency", 1.0),
    ("matmul.store_share", 0.005),
    ("matmul.l2_rate", 1.0), // slower than the memory, hence the memory's rate
    ("matmul.stream_tiles", 10.0),
    ("matmul.wave_share", 0.5),
    ("matmul.droop", 0.0),
];

fn round(m: f64, n: f64, k: f64) -> Point {
    ROUND.iter().fold(multiply(m, n, k), |p, &(name, value)| p.with(name, value))
}

fn close(a: f64, b: f64) {
    assert!((a / b - 1.0).abs() < 3e-6, "{a}, by hand {b}");
}

#[test]
fn one_tile_of_one_step_by_hand() {
    // One 16 x 64 tile and one step: 0.2 kcycles at 2 GHz are 0.1 us. Storing 16 x 64 x 2 B at
    // 0.005 of the 4096 B/clk of operands that a unit multiplies is 100 cycles, 0.05 us.
    let compute: f64 = 0.1 + 0.05;
    // 8 kB of weights at 2.048 TB/s are 0.004 us, eleven times with one column in flight; x and y
    // are 2 kB each.
    let stream: f64 = 0.004 * 11.0 + 2.0 * 0.001;
    let time = 2.0 + (compute.powi(4) + stream.powi(4)).powf(0.25);
    let p = round(16.0, 64.0, 64.0);
    close(p.metric("time_us"), time);
    close(p.metric("matrix_us"), compute);
    close(p.metric("memory_us"), 0.006);
}

#[test]
fn a_deep_column_is_split_by_hand() {
    // 512 steps along k take 51.2 us in one tile; split 64 ways, 8 steps each are 0.8 us and the
    // store 0.05; the split costs 2.5 us and moving 65 partial sums of 4 B through the L2 at
    // half the time of a read (no L2: the memory's rate) 65 x 4 kB / 2 / 2.048 TB/s = 0.065 us.
    let compute: f64 = 0.8 + 0.05;
    let (weights, x, y) = (2.048, 0.512, 0.001);
    let stream: f64 = weights * (1.0 + 10.0 / 64.0) + x + y;
    let time = 2.0 + (compute.powi(4) + stream.powi(4)).powf(0.25) + 2.5 + 0.065;
    close(round(16.0, 64.0, 32768.0).metric("time_us"), time);
}

#[test]
fn waves_by_hand() {
    // 10 x 15 tiles of 128 x 256 on 100 units are one and a half waves, of which the half that
    // idles is paid to one half: 1.75 times a tile. Other tiles waste less than that, but no
    // candidate is below the arithmetic at the reachable rate.
    let p = round(1280.0, 3840.0, 8192.0);
    let arithmetic = 2e-6 * 1280.0 * 3840.0 * 8192.0 / (100.0 * 4096.0 * 2.0 * 1e-3 * 0.8);
    let loops = 2e-6 * 128.0 * 256.0 * 8192.0 / (4096.0 * 2.0 * 1e-3 * 0.8);
    let store = 128.0 * 256.0 * 2.0 / (0.005 * 4096.0 * 2000.0);
    assert!(p.metric("matrix_us") <= 1.75 * (loops + store));
    assert!(p.metric("matrix_us") > arithmetic);
}

#[test]
fn unlimited_arithmetic_leaves_the_traffic_and_the_launch() {
    let p = round(512.0, 8192.0, 8192.0)
        .with("chip.matrix_ops", 1e9)
        .with("matmul.step_kcycles", 1e-9)
        .with("matmul.stream_tiles", 1e-9);
    close(p.metric("time_us"), 2.0 + p.metric("memory_us"));
    close(p.metric("memory_us"), 2e-6 * (8192.0 * 8192.0 + 2.0 * 512.0 * 8192.0) / 2.048);
}

#[test]
fn a_cache_that_holds_everything_leaves_its_own_rate() {
    let p = round(64.0, 4096.0, 4096.0).with("chip.l2_mb", 1e9).with("matmul.l2_rate", 50.0);
    // 100 units x 50 B/clk x 2 GHz = 10 TB/s.
    close(p.metric("memory_us"), 2e-6 * (4096.0 * 4096.0 + 2.0 * 64.0 * 4096.0) / 10.0);
    // Used again at once, weights stay in a cache that holds them; after all other layers, not.
    let small = p.with("chip.l2_mb", 400.0);
    assert!(
        small.clone().with("gemm.weight_copies", 1.0).metric("memory_us")
            < 0.5 * small.with("gemm.weight_copies", 100.0).metric("memory_us")
    );
}

#[test]
fn the_clock_droops_under_a_lasting_load() {
    let p = round(8192.0, 8192.0, 8192.0).with("matmul.droop", 0.25);
    let burst = p.metric("matrix_us");
    let lasting = p.clone().with("gemm.sustained", 1.0).metric("matrix_us");
    let without = p.with("matmul.droop", 0.0).metric("matrix_us");
    assert!(without < burst && burst < lasting && lasting < 1.25 * without);
}

#[test]
fn quantising_comes_on_top() {
    let p = round(1000.0, 4096.0, 4096.0)
        .with("format.activation_bytes", 1.0)
        .with("matmul.quantise_launch_kcycles", 6.0)
        .with("matmul.quantise_row_kcycles", 1e-12)
        .with("matmul.quantise_depth_kcycles", 1e-12)
        .with("matmul.quantise_rate", 10.0);
    let before = p.metric("time_us");
    let after = p.clone().with("gemm.quantise", 1.0).metric("time_us");
    // 3 us of launches, and 3 B of 4.096 M elements at 100 units x 10 B/clk x 2 GHz = 2 TB/s.
    close(after - before, 3.0 + 12.288 / 2.0);
}

#[test]
fn one_more_row_column_or_step_never_jumps_further_than_a_wave() {
    // An H100 and a chip with few units, shapes that no tile divides.
    for units in [132.0, 20.0] {
        for (name, shape) in [
            ("gemm.m", (1.0, 4096.0, 1024.0)),
            ("gemm.m", (1.0, 130.0, 7168.0)),
            ("gemm.n", (40.0, 1.0, 2048.0)),
            ("gemm.n", (700.0, 1.0, 512.0)),
            ("gemm.k", (16.0, 4096.0, 1.0)),
            ("gemm.k", (300.0, 500.0, 1.0)),
        ] {
            let p = multiply(shape.0, shape.1, shape.2).with("chip.units", units);
            let mut before = p.metric("time_us");
            for size in 2..1500 {
                let now = p.clone().with(name, f64::from(size)).metric("time_us");
                assert!(now >= before * (1.0 - 1e-12), "{name} {size}: {before} to {now}");
                // From one wave to two, or from one step to two.
                assert!(now <= 2.0 * before, "{name} {size}: {before} to {now}");
                before = now;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_resource_has_a_cliff(
        m in 1u32..5000, n in 1u32..20_000, k in 1u32..20_000,
        name in prop::sample::select(&[
            "chip.clock_ghz", "chip.memory_rate_gbit", "chip.l2_mb", "matmul.matrix_efficiency",
            "matmul.l2_rate", "matmul.launch_kcycles", "matmul.step_kcycles",
        ][..]),
    ) {
        // A thousandth more of anything changes the time by no more than a few thousandths.
        let p = multiply(f64::from(m), f64::from(n), f64::from(k));
        let (a, b) = (p.metric("time_us"), p.clone().scaled(name, 1.001).metric("time_us"));
        prop_assert!((b / a - 1.0).abs() < 5e-3, "{name}: {a} to {b}");
    }
}
