//! Charts with published peaks and bandwidths; where operations land on them is made up.

use roofscape::report::svg::{
    Agreement, Axis, Bar, Ceiling, Chip, Heatmap, Histogram, Mark, MemoryRoof, Operation, Pareto,
    Point, Roofline, ScaleKind, Series, Waterfall,
};

fn chip(name: &str, roofs: &[(&str, f64)], ceilings: &[(&str, f64)]) -> Chip {
    let roof = |(name, bandwidth_tbps): &(&str, f64)| MemoryRoof {
        name: (*name).into(),
        bandwidth_tbps: *bandwidth_tbps,
    };
    let ceiling = |(name, peak_tflops): &(&str, f64)| Ceiling {
        name: (*name).into(),
        peak_tflops: *peak_tflops,
    };
    Chip {
        name: name.into(),
        roofs: roofs.iter().map(roof).collect(),
        ceilings: ceilings.iter().map(ceiling).collect(),
        operations: Vec::new(),
    }
}

fn operation(name: &str, intensity_flop_per_byte: f64, attained_tflops: f64) -> Operation {
    Operation { name: name.into(), intensity_flop_per_byte, attained_tflops }
}

pub(crate) fn roofline_one() -> Roofline {
    let roofs = [("HBM3", 3.35), ("L2 (estimated)", 5.5)];
    let ceilings = [("BF16 dense", 989.4), ("FP8 dense", 1978.9), ("FP32", 66.9)];
    let mut h100 = chip("H100 SXM", &roofs, &ceilings);
    h100.operations = vec![
        operation("decode GEMV, batch 1", 1.0, 2.9),
        operation("decode attention", 1.0, 2.6),
        operation("decode GEMM, batch 64", 63.0, 182.0),
        operation("layer norm", 1.3, 3.9),
        operation("softmax", 1.25, 3.4),
        operation("prefill GEMM 8192³", 2731.0, 742.0),
        operation("prefill attention", 1024.0, 560.0),
        operation("prefill GEMM 4096³", 1365.0, 690.0),
    ];
    Roofline { title: "H100 SXM: roofs, ceilings and one layer".into(), chips: vec![h100] }
}

pub(crate) fn roofline_four() -> Roofline {
    let chips = vec![
        chip("A100 80 GB SXM", &[("HBM2e", 2.039)], &[("BF16", 312.0)]),
        chip("H100 SXM", &[("HBM3", 3.35)], &[("BF16", 989.4)]),
        chip("MI300X", &[("HBM3", 5.3)], &[("BF16", 1307.4)]),
        chip("B200", &[("HBM3e", 8.0)], &[("BF16", 2250.0)]),
    ];
    Roofline { title: "Dense BF16 roofline of four chips".into(), chips }
}

/// A repeatable stand-in for chance in [0, 1).
fn chance(i: u32) -> f64 {
    let mixed = i.wrapping_mul(2_654_435_769);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca6b);
    f64::from(mixed ^ (mixed >> 13)) / f64::from(u32::MAX)
}

pub(crate) fn pareto() -> Pareto {
    let memory = ["HBM3", "HBM3e", "HBM4"];
    let point = |i: u32| {
        let power = 250.0 + 100.0 * f64::from(i);
        let point = Point::new(power, 26.0 / (1.0 + f64::from(i)).powf(0.9));
        point.grouped(memory[(i / 4) as usize])
    };
    let mut front: Vec<Point> = (0..12).map(point).collect();
    for (i, name) in
        [(0, "design 17,204"), (3, "design 88,001"), (4, "design 88,013"), (11, "fastest")]
    {
        front[i].label = Some(name.into());
    }
    let cloud = (1..600)
        .map(|i| {
            let power = 260.0 + 1250.0 * chance(i);
            let steps = ((power - 250.0) / 100.0).floor().min(11.0);
            let floor = 26.0 / (1.0 + steps).powf(0.9);
            Point::new(power, 1.02 * floor + 14.0 * chance(i + 1_000).powi(2))
        })
        .collect();
    Pareto {
        title: "Time per token against power, 1.00e12 designs".into(),
        x: Axis::linear("chip power", "W").lower_is_better(),
        y: Axis::log("time per token", "ms").lower_is_better(),
        front,
        cloud,
    }
}

pub(crate) fn histogram() -> Histogram {
    let edges: Vec<f64> = (0..=40).map(|i| 10f64.powf(-1.0 + 0.1 * f64::from(i))).collect();
    let counts = (0..40)
        .map(|i| {
            let z = (f64::from(i) - 17.0) / 5.0;
            (2.0e10 * (-0.5 * z * z).exp()) as u64
        })
        .collect();
    Histogram {
        title: "Time per token of all feasible designs".into(),
        x: Axis::log("time per token", "ms"),
        y: Axis::log("designs", ""),
        edges,
        counts,
        marks: vec![
            Mark { value: 4.9, label: "median 4.9 ms".into() },
            Mark { value: 0.62, label: "best 0.62 ms".into() },
        ],
    }
}

pub(crate) fn agreement() -> Agreement {
    let rows = |rows: &[(&str, f64, f64)]| {
        let point = |(name, x, y): &(&str, f64, f64)| {
            let point = Point::new(*x, *y);
            if (y / x - 1.0).abs() > 0.02 { point.labelled(*name) } else { point }
        };
        rows.iter().map(point).collect()
    };
    Agreement {
        title: "Peak rate derived from the microarchitecture against the published one".into(),
        x: Axis::log("published peak", "TFLOP/s"),
        y: Axis::log("derived peak", "TFLOP/s"),
        series: vec![
            Series {
                name: "NVIDIA".into(),
                points: rows(&[
                    ("V100", 125.0, 125.3),
                    ("A100", 312.0, 311.9),
                    ("H100 SXM", 989.4, 989.4),
                    ("B200 (boost clock not published)", 2250.0, 2480.0),
                    ("T4", 65.0, 65.1),
                ]),
            },
            Series {
                name: "AMD".into(),
                points: rows(&[
                    ("MI250X", 383.0, 383.0),
                    ("MI300X", 1307.4, 1307.4),
                    ("MI100", 184.6, 170.0),
                ]),
            },
            Series {
                name: "TPU".into(),
                points: rows(&[("v4", 275.0, 275.3), ("v5p", 459.0, 459.0), ("v3", 123.0, 123.2)]),
            },
        ],
        band: Some(0.1),
    }
}

pub(crate) fn waterfall() -> Waterfall {
    let bar = |name: &str, parts: [f64; 4]| Bar { name: name.into(), parts: parts.to_vec() };
    Waterfall {
        title: "One decode step of one layer, batch 64, 8 chips".into(),
        x: Axis::linear("time", "µs"),
        resources: ["compute", "HBM", "network", "latency"].map(Into::into).to_vec(),
        bars: vec![
            bar("QKV projection", [3.1, 12.4, 0.0, 2.0]),
            bar("attention over 8,192 tokens", [1.2, 41.3, 0.0, 2.0]),
            bar("output projection", [2.0, 8.3, 0.0, 2.0]),
            bar("all-reduce", [0.0, 0.0, 9.6, 6.5]),
            bar("expert selection & dispatch <all-to-all>", [0.1, 0.4, 14.0, 8.0]),
            bar("expert GEMMs", [9.5, 33.0, 0.0, 4.0]),
            bar("combine", [0.1, 0.3, 14.0, 8.0]),
        ],
        cumulative: true,
    }
}

pub(crate) fn heatmap() -> Heatmap {
    let batches = [1u32, 4, 16, 64, 256, 1024];
    let lengths = [1_024u32, 4_096, 16_384, 65_536, 131_072];
    let value = |batch: u32, length: u32| {
        let bytes = f64::from(batch) * f64::from(length) * 160e3;
        (bytes < 2.0e13).then(|| f64::from(batch) / (0.011 + bytes / 26.8e12))
    };
    Heatmap {
        title: "Decode throughput of a 70B model on 8 H100".into(),
        x_title: "batch".into(),
        x_names: batches.iter().map(u32::to_string).collect(),
        y_title: "context (tokens)".into(),
        y_names: lengths.iter().map(u32::to_string).collect(),
        value_title: "throughput (tokens/s)".into(),
        scale: ScaleKind::Log,
        values: lengths
            .iter()
            .map(|length| batches.iter().map(|batch| value(*batch, *length)).collect())
            .collect(),
    }
}
