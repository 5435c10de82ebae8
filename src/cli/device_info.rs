//! `roofscape device`: what there is to compute on, and whether it computes right.

use serde_json::json;

use super::context::Context;
use crate::report::{Column, Table};

#[derive(Debug, clap::Args)]
pub(super) struct DeviceArgs {
    /// Run the default study's kernel on the GPU and compare every number with the CPU's
    #[arg(long)]
    parity: bool,
}

#[cfg(not(feature = "gpu"))]
pub(super) fn run(args: &DeviceArgs, context: &Context) -> anyhow::Result<()> {
    if args.parity {
        anyhow::bail!("this build has no GPU support; build it with the feature `gpu`");
    }
    devices(&[], context)
}

#[cfg(feature = "gpu")]
pub(super) fn run(args: &DeviceArgs, context: &Context) -> anyhow::Result<()> {
    let adapters = crate::gpu::adapters();
    let rows: Vec<Row> = adapters
        .iter()
        .map(|a| Row {
            name: a.name.clone(),
            kind: a.kind.clone(),
            reached: format!("{}, {}", a.backend, a.driver.trim()),
            software: a.is_software,
            f64: a.f64,
        })
        .collect();
    if args.parity { parity::run(context) } else { devices(&rows, context) }
}

/// One adapter, as shown.
struct Row {
    name: String,
    kind: String,
    reached: String,
    software: bool,
    f64: bool,
}

fn devices(adapters: &[Row], context: &Context) -> anyhow::Result<()> {
    let real = adapters.iter().position(|a| !a.software);
    let threads = rayon::current_num_threads();
    if context.json {
        let list: Vec<_> = adapters
            .iter()
            .map(|a| {
                json!({ "name": a.name, "kind": a.kind, "reached_through": a.reached,
                        "software": a.software, "f64": a.f64 })
            })
            .collect();
        return context.print_json(&json!({
            "cpu_threads": threads, "adapters": list,
            "automatic": real.map_or("cpu", |i| adapters[i].name.as_str()),
        }));
    }
    let mut table = Table::new(vec![
        Column::text("device"),
        Column::text("kind"),
        Column::text("reached through"),
        Column::text("f64"),
    ])?;
    table.push(vec![
        format!("CPU, {threads} threads").into(),
        "Cpu".into(),
        "native code, f64".into(),
        "yes".into(),
    ])?;
    for a in adapters {
        let kind = if a.software { "software".into() } else { a.kind.clone() };
        let f64 = if a.f64 { "yes" } else { "no" };
        table.push(vec![
            a.name.as_str().into(),
            kind.into(),
            a.reached.as_str().into(),
            f64.into(),
        ])?;
    }
    context.table(&table)?;
    context.line(&match real {
        Some(i) => {
            format!("large sweeps run on {}; --device cpu keeps them off it", adapters[i].name)
        }
        None => "no real GPU: sweeps run on the CPU; --device gpu forces a software one".to_owned(),
    })
}

#[cfg(feature = "gpu")]
mod parity {
    use serde_json::json;

    use super::super::context::Context;
    use crate::cpu::Cpu;
    use crate::gpu::parity::{ParityReport, UlpHistogram, run as compare};
    use crate::gpu::{AdapterChoice, Gpu};
    use crate::report::{Column, Table, number};
    use crate::study::Study;
    use crate::sweep::plan::{Limits, plan};

    /// Points compared for each kernel: enough for every branch of the example kernels.
    const POINTS: u64 = 1 << 14;

    /// One study for each kernel, wide enough that little of it is folded away.
    const STUDIES: [(&str, &str); 2] = [
        ("gemm", include_str!("../../studies/gemm-8-parameters.toml")),
        ("llm", include_str!("../../studies/hypothetical-chip.toml")),
    ];

    pub(super) fn run(context: &Context) -> anyhow::Result<()> {
        let device = Gpu::open(AdapterChoice::Any)?;
        let mut reports = Vec::new();
        for (kernel, text) in STUDIES {
            let bound = Study::parse(kernel, text)?.bind(context.catalog())?;
            let problem = &bound.problems[0];
            let plan = plan(problem, Limits::GPU);
            let cpu = Cpu::new(problem, &plan);
            let count = plan.batch_points().min(POINTS) as u32;
            let middle = plan.batches() / 2;
            reports.push((kernel, compare(&device, problem, &plan, &cpu, (middle, 0, count))?));
        }
        if context.json {
            let list: Vec<_> = reports.iter().map(|(k, r)| as_json(k, r)).collect();
            return context.print_json(&json!({ "device": device.info.name, "kernels": list }));
        }
        context.heading(&device.info.name)?;
        for (kernel, report) in &reports {
            show(kernel, report, context)?;
        }
        Ok(())
    }

    fn show(kernel: &str, r: &ParityReport, context: &Context) -> anyhow::Result<()> {
        context.line(&format!(
            "\n{kernel}: {} points, {} left to f64, largest relative error of f32 {}, {} \
             violations of the error bounds",
            number::count(r.points),
            number::count(r.doubtful),
            number::significant(r.worst_relative, 2),
            r.violations
        ))?;
        let mut table = Table::new(vec![
            Column::text("units in the last place"),
            Column::integer("f32 against f32 on the CPU", ""),
            Column::integer("f64 against the reference", ""),
        ])?;
        let f64_counts = r.f64_ulp.as_ref().map(UlpHistogram::rows).unwrap_or_default();
        for (i, (label, n)) in r.f32_ulp.rows().into_iter().enumerate() {
            let other = f64_counts.get(i).map(|(_, n)| i64::try_from(*n)).transpose()?;
            table.push(vec![label.into(), i64::try_from(n)?.into(), other.into()])?;
        }
        context.table(&table)
    }

    fn as_json(kernel: &str, r: &ParityReport) -> serde_json::Value {
        let rows = |h: &UlpHistogram| {
            h.rows().into_iter().map(|(l, n)| json!({ "ulp": l, "count": n })).collect::<Vec<_>>()
        };
        json!({
            "kernel": kernel, "points": r.points, "left_to_f64": r.doubtful,
            "worst_relative_error": r.worst_relative, "violations": r.violations,
            "f32_ulp": rows(&r.f32_ulp), "f64_ulp": r.f64_ulp.as_ref().map(rows),
        })
    }
}
