//! Systolic arrays: hand counts, limits, and what must never get worse.

use proptest::prelude::*;

use super::Point;
use crate::model::Kernel;

const OS: f64 = 0.0;
const WS: f64 = 1.0;
const IS: f64 = 2.0;

fn array(rows: f64, cols: f64, dataflow: f64, [m, n, k]: [f64; 3]) -> Point {
    let parts = [
        ("array.rows", rows),
        ("array.cols", cols),
        ("array.dataflow", dataflow),
        ("gemm.m", m),
        ("gemm.n", n),
        ("gemm.k", k),
    ];
    Point::new(Kernel::Systolic, &[&parts])
}

fn conv([height, width, kernel_h, kernel_w]: [f64; 4], channels: f64, filters: f64) -> Point {
    let parts = [
        ("array.rows", 8.0),
        ("array.cols", 8.0),
        ("conv.height", height),
        ("conv.width", width),
        ("conv.kernel_height", kernel_h),
        ("conv.kernel_width", kernel_w),
        ("conv.channels", channels),
        ("conv.filters", filters),
    ];
    Point::new(Kernel::Systolic, &[&parts])
}

#[test]
fn one_fold_by_hand() {
    // 8 x 8 units, 8 x 8 x 8: the last of 8 operands enters the first row after 8 cycles, and
    // needs 7 + 7 more to the far corner: 22. A held operand is shifted in for 8 cycles more.
    for (dataflow, cycles) in [(OS, 22.0), (WS, 30.0), (IS, 30.0)] {
        let p = array(8.0, 8.0, dataflow, [8.0; 3]);
        assert_eq!(p.metric("array_cycles"), cycles);
        // Every unit does 8 multiply-accumulates.
        assert_eq!(p.metric("utilisation"), 8.0 / cycles);
        assert_eq!(p.metric("mapping_efficiency"), 1.0);
        assert_eq!(p.metric("time_us"), cycles * 1e-3, "1 GHz");
        assert_eq!(p.metric("sram_ofmap_writes"), 64.0);
        // SCALE-Sim names the last cycle, not their number.
        assert_eq!(p.with("array.quirks", 1.0).metric("cycles"), cycles - 1.0);
    }
}

#[test]
fn one_element_more_is_a_fold_more() {
    // 9 x 9 outputs on 8 x 8 units: four folds of 8 + 8 + 9 - 2 cycles.
    let p = array(8.0, 8.0, OS, [9.0; 3]);
    assert_eq!(p.metric("array_cycles"), 4.0 * 23.0);
    assert_eq!(p.metric("mapping_efficiency"), 81.0 / 256.0);
    // Every column of folds reads the whole input, every row of folds the whole weight.
    assert_eq!(p.metric("sram_ifmap_reads"), 2.0 * 81.0);
    assert_eq!(p.metric("sram_filter_reads"), 2.0 * 81.0);
    assert_eq!(p.metric("sram_ofmap_writes"), 81.0);
    // Four arrays take one fold each.
    assert_eq!(p.with("array.arrays", 4.0).metric("array_cycles"), 23.0);
    // Weight stationary: two folds of k add their sums to those of the other.
    let p = array(8.0, 8.0, WS, [9.0; 3]);
    assert_eq!(p.metric("sram_ofmap_writes"), 2.0 * 81.0);
    assert_eq!(p.metric("sram_ofmap_reads"), 81.0);
}

#[test]
fn overlapped_weights_cost_the_longer_of_loading_and_streaming() {
    // TPU v1: 256 x 256, 512 x 512 weights: four folds.
    for (m, more) in [(64.0, 256.0), (1000.0, 1000.0)] {
        let p = array(256.0, 256.0, WS, [m, 512.0, 512.0]).with("array.overlap", 1.0);
        let first = 256.0 + 256.0 + 256.0 + m - 2.0;
        assert_eq!(p.metric("array_cycles"), first + 3.0 * more);
    }
}

#[test]
fn tpu_v1_tiles_a_600_by_600_matrix_in_nine_steps_of_two_microseconds() {
    // Jouppi et al. (ISCA 2017), section 7, recalled: on 256 x 256 nine steps, 18 us; on
    // 512 x 512 four steps of four times the weights, 32 us: larger arrays are not faster.
    let lstm = |side: f64| {
        array(side, side, WS, [96.0, 600.0, 600.0])
            .with("array.overlap", 1.0)
            .with("array.clock_ghz", 0.7)
    };
    // 34 GB/s bring whole tiles, padding included.
    let padded = |p: &Point| 360e-3 / p.metric("mapping_efficiency") / 0.034;
    for (side, steps, us) in [(256.0, 9.0, 18.0), (512.0, 4.0, 32.0)] {
        let p = lstm(side);
        let folds = 360_000.0 / p.metric("mapping_efficiency") / (side * side);
        assert!((folds - steps).abs() < 1e-9);
        let time = padded(&p).max(p.metric("array_us"));
        assert!((time / us - 1.0).abs() < 0.05, "{time}");
    }
}

#[test]
fn convolutions_round_their_output_down_and_with_quirks_up() {
    // 56 x 56, 7 x 7, stride 4: 13 x 13 outputs, and 14 x 14 in SCALE-Sim.
    let p = conv([56.0, 56.0, 7.0, 7.0], 3.0, 8.0).with("conv.stride", 4.0);
    assert_eq!(p.metric("sram_filter_reads"), 147.0 * 8.0);
    assert_eq!(p.metric("sram_ifmap_reads"), 169.0 * 147.0);
    // What several outputs share lies in memory once.
    assert_eq!(p.metric("dram_ifmap_reads"), 56.0 * 56.0 * 3.0);
    assert_eq!(p.with("array.quirks", 1.0).metric("sram_ifmap_reads"), 196.0 * 147.0);
}

#[test]
fn what_cannot_be_multiplied_is_said() {
    assert_eq!(array(8.0, 8.0, WS, [8.0, 8.0, 8.0]).reason(), "feasible");
    assert_eq!(array(8.0, 8.0, WS, [8.0, 0.0, 8.0]).reason(), "shape");
    assert_eq!(conv([5.0, 5.0, 3.0, 3.0], 1.0, 1.0).reason(), "feasible");
    assert_eq!(conv([5.0, 2.0, 3.0, 3.0], 1.0, 1.0).reason(), "shape");
    assert_eq!(conv([5.0, 5.0, 3.0, 3.0], 0.0, 1.0).reason(), "shape");
}

#[test]
fn memories_that_hold_the_operands_read_them_once() {
    for dataflow in [OS, WS, IS] {
        let p = array(8.0, 8.0, dataflow, [100.0, 50.0, 70.0]);
        assert_eq!(p.metric("dram_ifmap_reads"), 7000.0);
        assert_eq!(p.metric("dram_filter_reads"), 3500.0);
        assert_eq!(p.metric("dram_ofmap_writes"), 5000.0);
        assert_eq!(p.metric("dram_ofmap_reads"), 0.0);
        assert!((p.metric("dram_mb") - 15.5e-3).abs() < 1e-15);
    }
}

#[test]
fn bandwidth_limits_what_the_array_would_do_faster() {
    // 3 x 8 x 8 bytes at 1 GB/s: 192 ns, against 22 cycles.
    let p = array(8.0, 8.0, OS, [8.0; 3]).with("array.dram_tbps", 1e-3);
    assert!((p.metric("time_us") - 0.192).abs() < 1e-12);
    assert!((p.metric("cycles") - 192.0).abs() < 1e-9);
    assert!((p.metric("utilisation") - 8.0 / 192.0).abs() < 1e-12);
    // SCALE-Sim's three interfaces carry 64 bytes each.
    assert!((p.with("array.quirks", 1.0).metric("time_us") - 0.064).abs() < 1e-12);
}

#[test]
fn smaller_arrays_draw_more_from_their_memories() {
    // One fold: 64 words of each operand and 64 results in 22 cycles of a nanosecond.
    let p = array(8.0, 8.0, OS, [8.0; 3]);
    assert!((p.metric("sram_tbps") - 192e-6 / 0.022).abs() < 1e-12);
    let draws = |side: f64, arrays: f64| {
        array(side, side, OS, [1024.0; 3])
            .with("array.arrays", arrays)
            .with("array.overlap", 1.0)
            .metric("sram_tbps")
    };
    assert!(draws(16.0, 64.0) > 7.0 * draws(128.0, 1.0));
}

fn extent(high: f64) -> impl Strategy<Value = f64> + Clone {
    (0.0..high.ln()).prop_map(|x| x.exp().round())
}

prop_compose! {
    fn any_array()(
        rows in extent(512.0), cols in extent(512.0), arrays in extent(64.0), flow in 0..3u8,
        m in extent(1e5), n in extent(1e5), k in extent(1e5), overlap in 0..2u8,
        memory in -3.0..3.0f64, tbps in -4.0..1.0f64,
    ) -> Point {
        let memory = 10f64.powf(memory);
        array(rows, cols, f64::from(flow), [m, n, k])
            .with("array.arrays", arrays)
            .with("array.overlap", f64::from(overlap))
            .with("array.ifmap_mb", memory)
            .with("array.filter_mb", memory)
            .with("array.ofmap_mb", memory)
            .with("array.dram_tbps", 10f64.powf(tbps))
    }
}

const MORE: &[&str] =
    &["array.clock_ghz", "array.dram_tbps", "array.ifmap_mb", "array.filter_mb", "array.ofmap_mb"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn more_of_a_resource_never_slows_an_array(p in any_array(), by in 1.0001..4.0) {
        for name in MORE {
            let more = p.clone().scaled(name, by);
            for metric in ["time_us", "dram_mb"] {
                prop_assert!(more.metric(metric) <= p.metric(metric) * (1.0 + 1e-12), "{name}");
            }
        }
        let arrays = p.values[p.at("array.arrays")] + 1.0;
        let more = p.clone().with("array.arrays", arrays);
        prop_assert!(more.metric("time_us") <= p.metric("time_us"));
        let wider = p.clone().scaled("array.rows", 2.0).scaled("array.cols", 2.0);
        prop_assert!(wider.metric("macs") > p.metric("macs"));
    }

    #[test]
    fn more_work_never_takes_less(p in any_array()) {
        for name in ["gemm.m", "gemm.n", "gemm.k"] {
            let size = p.values[p.at(name)] + 1.0;
            let more = p.clone().with(name, size);
            for metric in ["time_us", "array_cycles", "dram_mb", "sram_ifmap_reads"] {
                let (now, then) = (p.metric(metric), more.metric(metric));
                prop_assert!(then >= now * (1.0 - 1e-12), "{name} {metric}: {now} {then}");
            }
        }
    }

    #[test]
    fn utilisation_is_at_most_the_mapping_and_traffic_at_least_the_operands(p in any_array()) {
        let mapping = p.metric("mapping_efficiency");
        let compute = p.metric("compute_utilisation");
        prop_assert!(mapping <= 1.0 + 1e-12);
        prop_assert!(compute <= mapping * (1.0 + 1e-12));
        prop_assert!(p.metric("utilisation") <= compute * (1.0 + 1e-9));
        let [m, n, k] = ["gemm.m", "gemm.n", "gemm.k"].map(|name| p.values[p.at(name)]);
        prop_assert!(p.metric("dram_ifmap_reads") >= m * k * (1.0 - 1e-12));
        prop_assert!(p.metric("dram_filter_reads") >= k * n * (1.0 - 1e-12));
        prop_assert!(p.metric("dram_ofmap_writes") >= m * n * (1.0 - 1e-12));
        for metric in p.kernel.metrics() {
            let x = p.metric(metric.name);
            prop_assert!(x.is_finite() && x >= 0.0, "{}: {x}", metric.name);
        }
    }

    #[test]
    fn overlap_never_costs_and_a_long_stream_reaches_the_mapping(p in any_array()) {
        let serial = p.clone().with("array.overlap", 0.0);
        let overlapped = p.with("array.overlap", 1.0);
        prop_assert!(overlapped.metric("array_cycles") <= serial.metric("array_cycles"));
        let stream = match overlapped.values[overlapped.at("array.dataflow")] as u8 {
            0 => "gemm.k",
            1 => "gemm.m",
            _ => "gemm.n",
        };
        let long = overlapped.with(stream, 1e9);
        let reached = long.metric("compute_utilisation") / long.metric("mapping_efficiency");
        prop_assert!((0.9999..=1.0 + 1e-12).contains(&reached), "{reached}");
    }

    #[test]
    fn quirks_change_only_what_they_say(p in any_array()) {
        let one = |quirks: f64| {
            p.clone().with("array.arrays", 1.0).with("array.dram_tbps", 0.0).with("array.quirks", quirks)
        };
        let (real, quirky) = (one(0.0), one(1.0));
        prop_assert_eq!(real.metric("array_cycles") - 1.0, quirky.metric("array_cycles"));
        for same in ["mapping_efficiency", "sram_ifmap_reads", "sram_filter_reads"] {
            prop_assert_eq!(real.metric(same), quirky.metric(same));
        }
        let writes = quirky.metric("sram_ofmap_writes") - real.metric("sram_ofmap_writes");
        if p.values[p.at("array.dataflow")] == OS {
            let [rows, cols] = ["array.rows", "array.cols"].map(|n| p.values[p.at(n)]);
            let [m, n] = ["gemm.m", "gemm.n"].map(|n| p.values[p.at(n)]);
            let folds = (m / rows).ceil() * (n / cols).ceil();
            prop_assert_eq!(writes, folds * (rows + cols));
        } else {
            prop_assert_eq!(writes, 0.0);
        }
    }

    #[test]
    fn weight_and_input_stationary_are_each_other_transposed(p in any_array()) {
        let [m, n] = ["gemm.m", "gemm.n"].map(|name| p.values[p.at(name)]);
        let ws = p.with("array.dataflow", WS);
        let is = ws.clone().with("array.dataflow", IS).with("gemm.m", n).with("gemm.n", m);
        for (a, b) in [
            ("array_cycles", "array_cycles"), ("sram_ifmap_reads", "sram_filter_reads"),
            ("sram_filter_reads", "sram_ifmap_reads"), ("sram_ofmap_writes", "sram_ofmap_writes"),
            ("compute_utilisation", "compute_utilisation"),
        ] {
            prop_assert_eq!(ws.metric(a), is.metric(b), "{}", a);
        }
        prop_assert!((ws.metric("dram_mb") / is.metric("dram_mb") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_convolution_of_single_pixels_is_a_multiplication(
        height in extent(100.0), width in extent(100.0), channels in extent(1000.0),
        filters in extent(1000.0), flow in 0..3u8, quirks in 0..2u8,
    ) {
        let shape = [height * width, filters, channels];
        let set = |p: Point| {
            p.with("array.dataflow", f64::from(flow)).with("array.quirks", f64::from(quirks))
        };
        let gemm = set(array(8.0, 8.0, WS, shape));
        let conv = set(conv([height, width, 1.0, 1.0], channels, filters));
        let both = |p: &Point| p.kernel.evaluate(&p.values).metrics;
        prop_assert_eq!(both(&gemm), both(&conv));
    }
}
