//! The example studies: each parses, binds, plans and runs, and what a run keeps of its points
//! is what an evaluation of them one by one, through the kernel, finds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use roofscape::catalog::Catalog;
use roofscape::cpu::Cpu;
use roofscape::model::{Better, Kernel};
use roofscape::study::{Bound, Key, Peak, Question, Study, Values};
use roofscape::sweep::plan::{Limits, Plan, plan};
use roofscape::sweep::{Problem, Ranges, Summary, prune, run};

/// Grids up to this size are evaluated whole, larger ones in stretches.
const SMALL: u128 = 50_000;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("studies");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    files
}

fn load(path: &Path) -> Bound {
    let study = Study::load(path).unwrap_or_else(|e| panic!("{e}"));
    study.bind(Catalog::embedded()).unwrap_or_else(|e| panic!("{e}"))
}

fn named(name: &str) -> (String, Bound) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("studies").join(name);
    (std::fs::read_to_string(&path).unwrap(), load(&path))
}

fn parse(text: &str) -> Bound {
    let study = Study::parse("test.toml", text).unwrap_or_else(|e| panic!("{e}"));
    study.bind(Catalog::embedded()).unwrap_or_else(|e| panic!("{e}"))
}

/// What a sweep should keep, from the definition.
struct Naive {
    feasible: u128,
    infeasible: BTreeMap<String, u128>,
    /// The best key and point of each combination of the sweep axes.
    best: BTreeMap<u128, (f64, u128)>,
    top: Vec<(f64, u128)>,
    front: Vec<u128>,
    histogram: Vec<u128>,
}

/// The metrics of a point, or why it is infeasible.
fn verdict(bound: &Bound, q: &Question, digits: &[u32]) -> Result<Vec<f64>, String> {
    let kernel = bound.study.kernel;
    let outcome = kernel.evaluate::<f64>(&bound.point(digits).slots);
    if outcome.reason != 0.0 {
        return Err(kernel.reasons()[outcome.reason as usize].name.to_owned());
    }
    for c in &q.constraints {
        let x = outcome.metrics[c.metric];
        if c.min.is_some_and(|min| x < min) || c.max.is_some_and(|max| x > max) {
            return Err(c.describe(kernel));
        }
    }
    Ok(outcome.metrics)
}

fn key(metric: usize, maximise: bool, metrics: &[f64]) -> f64 {
    if maximise { -metrics[metric] } else { metrics[metric] }
}

fn naive(bound: &Bound, q: &Question, problem: &Problem, points: &[u128]) -> Naive {
    let kernel = bound.study.kernel;
    let verdicts: Vec<Result<Vec<f64>, String>> =
        points.par_iter().map(|&i| verdict(bound, q, &problem.digits(i))).collect();
    // Sweep axes are the leading digits of a point's index.
    let group_size: u128 =
        problem.axes.iter().filter(|a| a.search).map(|a| u128::from(a.len)).product();
    let edges = q.histogram.as_ref().map_or(&[][..], |h| &h.edges);
    let mut found = Naive {
        feasible: 0,
        infeasible: BTreeMap::new(),
        best: BTreeMap::new(),
        top: vec![],
        front: vec![],
        histogram: vec![0; if edges.is_empty() { 0 } else { edges.len() + 1 }],
    };
    let mut candidates: Vec<(Vec<f64>, u128)> = Vec::new();
    for (&i, verdict) in points.iter().zip(&verdicts) {
        let metrics = match verdict {
            Ok(metrics) => metrics,
            Err(reason) => {
                *found.infeasible.entry(reason.clone()).or_default() += 1;
                continue;
            }
        };
        found.feasible += 1;
        let hit = (key(q.goal.metric, q.goal.maximise, metrics), i);
        let held = found.best.entry(i / group_size).or_insert(hit);
        if hit < *held {
            *held = hit;
        }
        found.top.push(hit);
        let higher = |m: usize| kernel.metrics()[m].better == Better::Higher;
        candidates.push((q.pareto.iter().map(|&m| key(m, higher(m), metrics)).collect(), i));
        if let Some(h) = &q.histogram {
            let x = metrics[h.metric];
            found.histogram[edges.iter().filter(|e| **e <= x).count()] += 1;
        }
    }
    found.top.sort_by(|a, b| a.partial_cmp(b).unwrap());
    found.top.truncate(q.top);
    if !q.pareto.is_empty() {
        let beats = |a: &(Vec<f64>, u128), b: &(Vec<f64>, u128)| {
            a.0.iter().zip(&b.0).all(|(x, y)| x <= y) && (a.0 != b.0 || a.1 < b.1)
        };
        found.front = candidates
            .iter()
            .filter(|c| !candidates.iter().any(|o| beats(o, c)))
            .map(|c| c.1)
            .collect();
        found.front.sort_unstable();
    }
    found
}

/// The keys must be equal bit for bit: planner and executor reorder nothing.
fn assert_same(summary: &Summary, naive: &Naive, q: &Question, problem: &Problem) {
    assert_eq!(summary.feasible, naive.feasible, "{}: feasible", q.name);
    for (reason, n) in problem.ask.reasons.iter().zip(&summary.infeasible) {
        assert_eq!(*n, naive.infeasible.get(reason).copied().unwrap_or(0), "{}: {reason}", q.name);
    }
    let counted: u128 = summary.infeasible.iter().sum();
    assert_eq!(counted, naive.infeasible.values().sum::<u128>(), "a reason the study lacks");
    if q.best {
        let held: BTreeMap<u128, (f64, u128)> = summary
            .best
            .iter()
            .enumerate()
            .filter_map(|(g, h)| h.map(|h| (g as u128, (h.key, h.index))))
            .collect();
        assert_eq!(held, naive.best, "{}: best of each group", q.name);
    }
    let top: Vec<(f64, u128)> = summary.top.iter().map(|h| (h.key, h.index)).collect();
    assert_eq!(top, naive.top, "{}: best of all", q.name);
    let mut front: Vec<u128> = summary.front.sorted().iter().map(|(_, h)| h.index).collect();
    front.sort_unstable();
    assert_eq!(front, naive.front, "{}: Pareto front", q.name);
    assert_eq!(summary.histogram, naive.histogram, "{}: histogram", q.name);
}

fn whole(problem: &Problem) -> Summary {
    let plan = plan(problem, Limits::CPU);
    let mut cpu = Cpu::new(problem, &plan);
    let all = Ranges::one(0, plan.points());
    let (summary, end) = run(problem, &mut cpu, &all, &AtomicBool::new(false), &mut |_| {});
    end.unwrap();
    assert_eq!(summary.done, all);
    summary
}

fn searched(problem: &Problem, todo: &Ranges) -> Summary {
    let plan = plan(problem, Limits::CPU);
    let mut cpu = Cpu::new(problem, &plan);
    let stop = AtomicBool::new(false);
    let (summary, end) = prune::search(problem, &plan.walk, &mut cpu, todo, &stop, &mut |_| {});
    end.unwrap();
    assert_eq!(summary.done, *todo);
    summary
}

/// The indices of the points `from..to` of the walk.
fn walked(problem: &Problem, plan: &Plan, from: u128, to: u128) -> Vec<u128> {
    let size = u128::from(plan.batch_points());
    (from..to).map(|at| problem.index(&plan.digits(at / size, (at % size) as u64))).collect()
}

#[test]
fn there_are_at_least_six_and_each_asks_something() {
    let files = files();
    assert!(files.len() >= 6, "{} studies", files.len());
    let mut titles = std::collections::HashSet::new();
    for path in &files {
        let bound = load(path);
        let shown = path.display();
        assert!(titles.insert(bound.study.title.clone()), "{shown}: a title of its own");
        assert!(bound.study.title.ends_with('?'), "{shown}: the title is the question");
        assert!(!bound.problems.is_empty(), "{shown}");
        for problem in &bound.problems {
            let plan = plan(problem, Limits::CPU);
            assert_eq!(Some(plan.points()), problem.points(), "{shown}");
        }
    }
}

#[test]
fn small_studies_find_what_a_point_by_point_evaluation_finds() {
    let mut seen = 0;
    for path in files() {
        let bound = load(&path);
        for (q, problem) in bound.study.questions.iter().zip(&bound.problems) {
            let points = problem.points().unwrap();
            if points > SMALL {
                continue;
            }
            seen += 1;
            let all: Vec<u128> = (0..points).collect();
            assert_same(&whole(problem), &naive(&bound, q, problem, &all), q, problem);
        }
    }
    assert!(seen >= 6, "{seen} small questions");
}

#[test]
fn stretches_of_large_studies_hold_what_a_point_by_point_evaluation_finds() {
    /// Stretches all over the grid, and points of each.
    const STRETCHES: u128 = 9;
    const LENGTH: u128 = 700;
    let mut feasible = 0;
    for path in files() {
        let bound = load(&path);
        for (q, problem) in bound.study.questions.iter().zip(&bound.problems) {
            let points = problem.points().unwrap();
            if points <= SMALL {
                continue;
            }
            let plan = plan(problem, Limits::CPU);
            let cpu = Cpu::new(problem, &plan);
            let mut summary = Summary::empty(problem);
            let mut indices = Vec::new();
            for i in 0..STRETCHES {
                let from = (points - LENGTH) / (STRETCHES - 1) * i;
                summary.merge(&cpu.evaluate(from, from + LENGTH));
                indices.extend(walked(problem, &plan, from, from + LENGTH));
            }
            assert_same(&summary, &naive(&bound, q, problem, &indices), q, problem);
            feasible += summary.feasible;
        }
    }
    assert!(feasible > 0, "the stretches hold points that count");
}

/// The slots of a point are compared with what the study says, not with what binding made of it.
#[test]
fn a_point_has_the_values_that_its_labels_say() {
    for path in files() {
        let bound = load(&path);
        let kernel = bound.study.kernel;
        let slot = |name: &str| kernel.slots().iter().position(|s| s.name == name).unwrap();
        let points = bound.problems[0].points().unwrap();
        for i in 0..40 {
            let digits = bound.problems[0].digits(points / 40 * i + i);
            let point = bound.point(&digits);
            let value = |name: &str| point.slots[slot(name)];
            for ((given, _), digit) in bound.study.axes().zip(&digits) {
                let digit = *digit as usize;
                match (given.key, &given.values) {
                    (Key::Slot(s), Values::Numbers(n)) => assert_eq!(point.slots[s], n[digit]),
                    (Key::Peak(p), Values::Relative(n)) => assert_eq!(value(p.factor()), n[digit]),
                    (Key::Peak(Peak::Memory), Values::Numbers(n)) => {
                        let made = value("chip.memory_bus_bits") * value("chip.memory_rate_gbit")
                            / 8000.0 // bit and Gbit/s to TB/s
                            * value("chip.memory_factor");
                        approx::assert_relative_eq!(made, n[digit], max_relative = 1e-12);
                    }
                    (Key::Chip, Values::Names(names)) => {
                        let chip = Catalog::embedded().chip(&names[digit]).unwrap();
                        let capacity = value("chip.memory_capacity_gb");
                        assert_eq!(Some(capacity), chip.memory_capacity_gb(), "{}", chip.id);
                    }
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn hundred_billion_finds_with_bounds_what_brute_force_finds_on_a_sub_grid() {
    let (text, bound) = named("hundred-billion.toml");
    assert!(bound.problems[0].points().unwrap() > 100_000_000_000);
    let coarse = text
        .replace("to = 256, step = 1 }", "to = 256, step = 15 }")
        .replace("steps = 200", "steps = 8")
        .replace("steps = 100", "steps = 6")
        .replace("steps = 13", "steps = 4")
        .replace("steps = 11", "steps = 3");
    let coarse = parse(&coarse);
    let (q, problem) = (&coarse.study.questions[0], &coarse.problems[0]);
    let points = problem.points().unwrap();
    assert!((50_000..200_000).contains(&points), "{points}");
    let bounded = searched(problem, &Ranges::one(0, points));
    let all: Vec<u128> = (0..points).collect();
    let expected = naive(&coarse, q, problem, &all);
    let top: Vec<(f64, u128)> = bounded.top.iter().map(|h| (h.key, h.index)).collect();
    assert_eq!(top.len(), 20);
    assert_eq!(top, expected.top);

    // A box below 16384 points is evaluated anyway: only a finer grid has boxes to spare.
    let finer = text
        .replace("to = 256, step = 1 }", "to = 256, step = 15 }")
        .replace("steps = 200", "steps = 20")
        .replace("steps = 100", "steps = 12")
        .replace("steps = 13", "steps = 5")
        .replace("steps = 11", "steps = 4");
    let problem = &parse(&finer).problems[0];
    let points = problem.points().unwrap();
    let bounded = searched(problem, &Ranges::one(0, points));
    assert_eq!(bounded.top, whole(problem).top);
    assert!(bounded.pruned > points / 3, "{} of {points} spared", bounded.pruned);
}

#[test]
fn a_shard_of_the_hundred_billion_is_the_same_with_and_without_bounds() {
    let (_, bound) = named("hundred-billion.toml");
    let problem = &bound.problems[0];
    let points = problem.points().unwrap();
    let from = points / 3;
    let todo = Ranges::one(from, from + 2_000_000);
    let bounded = searched(problem, &todo);
    let plan = plan(problem, Limits::CPU);
    let every = Cpu::new(problem, &plan).evaluate(from, from + 2_000_000);
    assert_eq!(bounded.top, every.top);
    assert_eq!(
        bounded.pruned + bounded.feasible + bounded.infeasible.iter().sum::<u128>(),
        2_000_000
    );
}

#[test]
fn every_kernel_has_an_example() {
    for kernel in Kernel::ALL {
        assert!(files().iter().any(|f| load(f).study.kernel == kernel), "{}", kernel.name());
    }
}
