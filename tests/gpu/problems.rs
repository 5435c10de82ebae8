//! Small problems with everything a kernel can contain.

use roofscape::number::Real;
use roofscape::sweep::{Ask, Axis, Bins, Leaf, Problem};
use roofscape::trace::{Sym, record};

/// Every operation, terms over different axes, two reasons, values that are often equal.
fn everything<R: Real>(x: &[R]) -> [R; 3] {
    let [a, b, c, d] = [x[0], x[1], x[2], x[3]];
    let tiles = (a * R::lit(64.0)).ceil_div(b) + (c / d).ceil();
    let fast = R::and(a.lt(b), R::not(c.le(d)));
    let time = R::select(fast, tiles.sqrt(), tiles.max(d * c) - (-d).floor());
    let heavy = R::select(R::or(b.lt(c), a.lt(d)), a * a / (b + R::lit(1.0)), c.min(d));
    let reason = R::select((a * d).lt(R::lit(9.0)), R::lit(1.0), R::lit(0.0));
    let reason = R::select(R::lit(40.0).lt(b * c), R::lit(2.0), reason);
    [reason, time + heavy.exp2().log2(), heavy * d]
}

/// A matrix multiplication on a systolic array beside its memory traffic: `m, n, k, side,
/// GHz, TB/s` to reason, time in µs, area.
fn gemm<R: Real>(x: &[R]) -> [R; 3] {
    let [m, n, k, side, ghz, tbps] = [x[0], x[1], x[2], x[3], x[4], x[5]];
    let tiles = k.ceil_div(side) * n.ceil_div(side);
    let cycles = tiles * (m + side + side - R::lit(2.0));
    let compute = cycles / (ghz * R::lit(1000.0));
    let traffic_mb = (m * k + k * n + m * n) * R::lit(2e-6);
    let memory = traffic_mb / tbps;
    let time = compute.max(memory) + R::lit(1.5);
    let exposed = (memory - compute).max(R::lit(0.0));
    let area = side * side * ghz * R::lit(0.01) + tbps * R::lit(20.0);
    let reason = R::select(R::lit(300.0).lt(area), R::lit(1.0), R::lit(0.0));
    let reason = R::select((time * R::lit(0.9)).lt(exposed), R::lit(2.0), reason);
    [reason, time, area]
}

fn build(
    names: &[&str],
    values: Vec<Vec<f64>>,
    search: &[bool],
    ask: Ask,
    equation: impl Fn(&[Sym]) -> [Sym; 3],
) -> Problem {
    let tape = record(names, |x| {
        let [reason, key, other] = equation(x);
        vec![("reason".into(), reason), ("key".into(), key), ("other".into(), other)]
    });
    let axes = names.iter().zip(&values).zip(search);
    let axes = axes
        .map(|((name, v), s)| Axis { name: (*name).into(), len: v.len() as u32, search: *s })
        .collect();
    let leaves = names.iter().zip(values).enumerate();
    let leaves =
        leaves.map(|(i, (name, values))| Leaf { name: (*name).into(), axes: vec![i], values });
    Problem { axes, leaves: leaves.collect(), tape, ask }
}

/// What asks for everything that a sweep can keep.
pub(crate) fn ask_for_all(edges: Vec<f64>) -> Ask {
    Ask {
        best: true,
        top_k: 5,
        prune: false,
        pareto: vec![1, 2],
        histogram: Some(Bins { output: 2, edges }),
        reasons: vec!["one".into(), "two".into()],
    }
}

/// The small problem with every operation; the values are whole numbers, so that comparisons,
/// `ceil` and the edges of the histogram fall exactly on values.
pub(crate) fn small(lengths: [u32; 4], search: [bool; 4]) -> Problem {
    let values = lengths.iter().map(|&l| (0..l).map(|v| f64::from(1 + v * 7 % 13)).collect());
    let ask = ask_for_all(vec![1.0, 5.0, 25.0]);
    build(&["a", "b", "c", "d"], values.collect(), &search, ask, everything)
}

/// The matrix multiplication over `lengths` values of each of its six parameters.
pub(crate) fn matmul(lengths: [u32; 6], search: [bool; 6]) -> Problem {
    let ramp =
        |l: u32, f: &dyn Fn(f64) -> f64| -> Vec<f64> { (0..l).map(|i| f(f64::from(i))).collect() };
    let values = vec![
        ramp(lengths[0], &|i| 16.0 * (1.0 + i)),
        ramp(lengths[1], &|i| 128.0 * (1.0 + i)),
        ramp(lengths[2], &|i| 64.0 + 96.0 * i),
        ramp(lengths[3], &|i| 8.0 * (1.0 + i)),
        ramp(lengths[4], &|i| 0.5 + 0.01 * i),
        ramp(lengths[5], &|i| 0.25 + 0.05 * i),
    ];
    let ask = ask_for_all(vec![10.0, 20.5, 50.0, 100.0, 250.0]);
    build(&["m", "n", "k", "side", "ghz", "tbps"], values, &search, ask, gemm)
}
