//! Points per second on one core: planned, without hoisting, and one by one.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::ThreadPoolBuilder;
use roofscape::catalog::Catalog;
use roofscape::cpu::Cpu;
use roofscape::study::{Bound, Study};
use roofscape::sweep::plan::{Limits, plan};
use roofscape::sweep::{Axis, Problem, Summary};

/// Stretches all over the walk: regions differ in speed, since infeasible rows end early.
const STRETCHES: u128 = 16;

/// Nothing is put into a table: every row evaluates the whole tape. (What does not vary along
/// a row is still evaluated once per row.)
const UNPLANNED: Limits = Limits { once_rows: 0, batch_rows: 0, ..Limits::CPU };

fn load(name: &str) -> Bound {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("studies").join(name);
    let study = Study::load(&path).expect("a good study");
    study.bind(Catalog::embedded()).expect("known names")
}

/// Where the stretches of `length` points begin.
fn stretches(points: u128, length: u128) -> impl Iterator<Item = u128> {
    (0..STRETCHES).map(move |i| (points - length) / (STRETCHES - 1) * i)
}

fn evaluate(cpu: &Cpu<'_>, problem: &Problem, points: u128, length: u128) -> Summary {
    let mut summary = Summary::empty(problem);
    for from in stretches(points, length) {
        summary.merge(&cpu.evaluate(from, from + length));
    }
    summary
}

fn sweep(c: &mut Criterion, name: &str, file: &str, length: u128) {
    let bound = load(file);
    let problem = &bound.problems[0];
    let points = problem.points().expect("a grid within 128 bits");
    let one_core = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut group = c.benchmark_group(format!("sweep_cpu/{name}"));
    group.sample_size(10);
    for (label, limits) in [("planned", Limits::CPU), ("unplanned", UNPLANNED)] {
        let plan = plan(problem, limits);
        let cpu = one_core.install(|| Cpu::new(problem, &plan));
        group.throughput(Throughput::Elements((STRETCHES * length) as u64));
        group.bench_function(label, |b| {
            b.iter(|| one_core.install(|| evaluate(&cpu, problem, points, length)));
        });
    }
    // The slots are looked up beforehand: only the equations are timed.
    let slots: Vec<Vec<f64>> = stretches(points, 64)
        .flat_map(|from| (from..from + 64).map(|i| bound.point(&problem.digits(i)).slots))
        .collect();
    let kernel = bound.study.kernel;
    group.throughput(Throughput::Elements(slots.len() as u64));
    group.bench_function("naive", |b| {
        b.iter(|| {
            for s in &slots {
                black_box(kernel.evaluate::<f64>(black_box(s)));
            }
        });
    });
    group.finish();
}

fn gemm(c: &mut Criterion) {
    sweep(c, "gemm-8-parameters", "gemm-8-parameters.toml", 1 << 20);
}

/// The same points in no order, along one axis: every parameter varies from each point to the
/// next, so that there is nothing to hoist, along rows either.
fn scattered(of: &Problem, points: u32) -> Problem {
    let all = of.points().expect("a grid within 128 bits");
    // A multiplicative step through the grid that comes by every digit of every axis.
    let step = (all / 1_618_033 * 1_000_003 / 1_000_000) | 1;
    let inputs: Vec<Vec<f64>> = (0..u128::from(points))
        .map(|i| of.inputs(&of.digits(i.wrapping_mul(step) % all)))
        .collect();
    let mut problem = of.clone();
    problem.axes = vec![Axis { name: "point".into(), len: points, search: true }];
    for (at, leaf) in problem.leaves.iter_mut().enumerate() {
        leaf.axes = vec![0];
        leaf.values = inputs.iter().map(|x| x[at]).collect();
    }
    problem
}

fn gemm_scattered(c: &mut Criterion) {
    const POINTS: u32 = 1 << 18;
    let bound = load("gemm-8-parameters.toml");
    let problem = scattered(&bound.problems[0], POINTS);
    let one_core = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let plan = plan(&problem, UNPLANNED);
    let cpu = one_core.install(|| Cpu::new(&problem, &plan));
    let mut group = c.benchmark_group("sweep_cpu/gemm-scattered");
    group.sample_size(10);
    group.throughput(Throughput::Elements(u64::from(POINTS)));
    group.bench_function("unplanned", |b| {
        b.iter(|| one_core.install(|| black_box(cpu.evaluate(0, u128::from(POINTS)))));
    });
    group.finish();
}

fn llm(c: &mut Criterion) {
    sweep(c, "llm-8-axes", "llm-8-axes.toml", 1 << 17);
}

criterion_group!(benches, gemm, gemm_scattered, llm);
criterion_main!(benches);
