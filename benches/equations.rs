//! One evaluation of each kernel, with each type of number the equations run on.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use roofscape::catalog::Catalog;
use roofscape::model::Kernel;
use roofscape::number::{Dual, Interval};
use roofscape::study::Study;

/// The inputs of an H100 that multiplies matrices, reduces, or runs Llama-3-70B on eight chips.
fn slots(kernel: Kernel) -> Vec<f64> {
    let (run, metric) = match kernel {
        Kernel::Gemm | Kernel::Systolic => ("m = 4096\nn = 8192\nk = 8192", "time_us"),
        Kernel::Attention => {
            ("queries = 1\npast = 8192\nheads = 64\nkv_heads = 8\nhead_dim = 128", "time_us")
        }
        Kernel::Collective => ("ranks = 8\nmb = 16", "time_us"),
        Kernel::Moe => {
            ("tokens = 4096\nhidden = 7168\ninter = 2048\ntopk = 8\nexperts = 256", "time_us")
        }
        Kernel::Mla => ("batch = 64\ncached = 8192", "time_us"),
        Kernel::Llm => {
            ("model = \"llama-3-70b\"\nprompt = 2048\noutput = 512\nbatch = 64\ntp = 8", "tpot_ms")
        }
    };
    let chip = "chip = \"h100-sxm\"\nprecision = \"bf16\"";
    let chip = if kernel == Kernel::Systolic { "rows = 128\ncols = 128" } else { chip };
    let text = format!(
        "kernel = \"{}\"\n[fixed]\n{chip}\n{run}\n\
         [[question]]\nminimise = \"{metric}\"\n",
        kernel.name()
    );
    let study = Study::parse("bench.toml", &text).expect("a good study");
    study.bind(Catalog::embedded()).expect("known names").point(&[]).slots
}

fn equations(c: &mut Criterion) {
    for kernel in Kernel::ALL {
        let slots = slots(kernel);
        let mut group = c.benchmark_group(format!("equations/{}", kernel.name()));
        group.bench_function("f64", |b| b.iter(|| kernel.evaluate(black_box(&slots))));
        let duals: Vec<Dual<8>> = slots
            .iter()
            .enumerate()
            .map(|(i, &x)| if i < 8 { Dual::variable(x, i) } else { Dual::from(x) })
            .collect();
        group.bench_function("Dual<8>", |b| b.iter(|| kernel.evaluate(black_box(&duals))));
        let boxes: Vec<Interval> = slots.iter().map(|&x| Interval::new(x, 1.1 * x)).collect();
        group.bench_function("Interval", |b| b.iter(|| kernel.evaluate(black_box(&boxes))));
        group.finish();
    }
}

criterion_group!(benches, equations);
criterion_main!(benches);
