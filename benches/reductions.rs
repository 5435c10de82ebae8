//! What keeping more than the best point costs, on one core.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::ThreadPoolBuilder;
use roofscape::catalog::Catalog;
use roofscape::cpu::Cpu;
use roofscape::study::Study;
use roofscape::sweep::plan::{Limits, plan};

/// A GEMM grid of 2.1 million points.
const GRID: &str = r#"
kernel = "gemm"
[fixed]
chip = "h100-sxm"
precision = "bf16"
GROUPSm = { from = 128, to = 8192, step = 128 }
REST
n = { from = 256, to = 8192, step = 256 }
k = { from = 256, to = 8192, step = 256 }
"chip.hbm_bandwidth" = { from = 1.0, to = 16.0, steps = 32 }
[[question]]
maximise = "tflops"
"#;

fn reductions(c: &mut Criterion) {
    let one_core = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut group = c.benchmark_group("reductions");
    group.sample_size(10);
    for (name, groups, ask) in [
        ("best", false, "best = false\ntop = 1"),
        ("top 100", false, "best = false\ntop = 100"),
        ("best per group", true, ""),
        ("pareto 2", false, "best = false\npareto = [\"time_us\", \"tflops\"]"),
        ("pareto 3", false, "best = false\npareto = [\"time_us\", \"mfu\", \"mbu\"]"),
        (
            "histogram",
            false,
            "best = false\nhistogram = { metric = \"time_us\", from = 1, to = 1e4, bins = 40, scale = \"log\" }",
        ),
    ] {
        let (before, after) = if groups { ("[sweep]\n", "[search]") } else { ("[search]\n", "") };
        let text = GRID.replace("GROUPS", before).replace("REST", after) + ask;
        let study = Study::parse("bench.toml", &text).expect("a good study");
        let bound = study.bind(Catalog::embedded()).expect("known names");
        let problem = &bound.problems[0];
        let plan = plan(problem, Limits::CPU);
        let cpu = one_core.install(|| Cpu::new(problem, &plan));
        group.throughput(Throughput::Elements(plan.points() as u64));
        group.bench_function(name, |b| {
            b.iter(|| one_core.install(|| cpu.evaluate(0, plan.points())));
        });
    }
    group.finish();
}

criterion_group!(benches, reductions);
criterion_main!(benches);
