//! `roofscape chips`: the chips of the catalogue, one row each.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::context::Context;
use super::list;
use super::peaks;
use crate::catalog::{Chip, Precision, Provenance};
use crate::report::{Cell, Column, Table};

#[derive(Debug, clap::Args)]
pub(super) struct ChipsArgs {
    /// Show only chips whose id, name, alias or architecture contains this
    filter: Option<String>,
    /// Show only the chips of this maker
    #[arg(long, value_name = "NAME")]
    vendor: Option<String>,
    /// Show only chips of this sort
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Sort by this column, largest first (names from A to Z)
    #[arg(long, value_enum, value_name = "FIELD")]
    sort: Option<Field>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Gpu,
    Tpu,
    Npu,
    Soc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Field {
    Id,
    Vendor,
    Year,
    /// Dense 16-bit matrix peak
    Bf16,
    /// Dense 8-bit floating-point matrix peak
    Fp8,
    /// Memory capacity
    Memory,
    /// Memory bandwidth
    Bandwidth,
    /// Scale-up bandwidth
    Scaleup,
    /// Thermal design power
    Tdp,
}

/// A number and how it is known.
type Known = Option<(f64, Provenance)>;

/// What a row shows of a chip.
struct Row<'c> {
    chip: &'c Chip,
    bf16: Known,
    fp8: Known,
    memory_gb: Known,
    bandwidth_tbps: Known,
    scaleup_gbps: Known,
    tdp_w: Known,
}

impl<'c> Row<'c> {
    fn of(chip: &'c Chip) -> Self {
        let matrix = |p| peaks::matrix(chip, p).and_then(|p| p.known());
        let quantity = |q: &Option<crate::catalog::Quantity>, unit: f64| {
            q.as_ref().map(|q| (q.in_units_of(unit), q.provenance))
        };
        Self {
            chip,
            bf16: matrix(Precision::Bf16).or_else(|| matrix(Precision::Fp16)),
            fp8: matrix(Precision::Fp8),
            memory_gb: quantity(&chip.memory.capacity, 1e9),
            bandwidth_tbps: peaks::memory(chip).and_then(|p| p.known()),
            scaleup_gbps: peaks::scaleup(chip).and_then(|p| p.known()),
            tdp_w: quantity(&chip.physical.tdp, 1.0),
        }
    }

    fn year(&self) -> Option<f64> {
        self.chip.year.as_ref().map(|q| q.value)
    }

    /// The numbers, with the names JSON has for them.
    fn numbers(&self) -> [(&'static str, &'static str, Known); 6] {
        [
            ("matrix_16bit", "TFLOP/s", self.bf16),
            ("matrix_fp8", "TFLOP/s", self.fp8),
            ("memory", "GB", self.memory_gb),
            ("memory_bandwidth", "TB/s", self.bandwidth_tbps),
            ("scaleup_each_direction", "GB/s", self.scaleup_gbps),
            ("tdp", "W", self.tdp_w),
        ]
    }

    fn key(&self, field: Field) -> Option<f64> {
        let known = match field {
            Field::Id | Field::Vendor => return None,
            Field::Year => return self.year(),
            Field::Bf16 => self.bf16,
            Field::Fp8 => self.fp8,
            Field::Memory => self.memory_gb,
            Field::Bandwidth => self.bandwidth_tbps,
            Field::Scaleup => self.scaleup_gbps,
            Field::Tdp => self.tdp_w,
        };
        known.map(|(x, _)| x)
    }

    fn json(&self) -> Value {
        let chip = self.chip;
        let mut object = json!({
            "id": &*chip.id,
            "name": chip.display_name(),
            "vendor": chip.vendor.as_deref(),
            "kind": chip.kind().name(),
            "architecture": chip.architecture.as_deref(),
            "year": self.year(),
        });
        for (name, unit, known) in self.numbers() {
            object[name] = known.map_or(
                Value::Null,
                |(x, p)| json!({ "value": x, "unit": unit, "provenance": p.name() }),
            );
        }
        object
    }
}

pub(super) fn run(args: &ChipsArgs, context: &Context) -> anyhow::Result<()> {
    let catalog = context.catalog();
    let vendor = args.vendor.as_deref().map(|v| vendor(catalog.chips(), v)).transpose()?;
    let names = |c: &'_ Chip| -> Vec<String> {
        let own = [&*c.id, c.display_name(), c.architecture.as_deref().unwrap_or("")];
        own.iter().map(|s| (*s).to_owned()).chain(c.aliases.iter().map(|a| a.to_string())).collect()
    };
    let found = list::matching(catalog.chips(), args.filter.as_deref(), names);
    let mut rows: Vec<Row<'_>> = found
        .into_iter()
        .filter(|c| vendor.as_deref().is_none_or(|v| c.vendor.as_deref() == Some(v)))
        .filter(|c| args.kind.is_none_or(|k| c.kind().name() == kind_name(k)))
        .map(Row::of)
        .collect();
    if rows.is_empty() {
        let near = args.filter.as_deref().and_then(|f| catalog.chip(f).err());
        let near = near.map_or_else(String::new, |e| list::or_nearest(&e.suggestions));
        anyhow::bail!("no chip matches{}; `roofscape chips` lists all{near}", wanted(args));
    }
    sort(&mut rows, args.sort);
    if context.json {
        return context.print_json(&Value::Array(rows.iter().map(Row::json).collect()));
    }
    context.table(&table(&rows)?)?;
    context.line(&format!(
        "{} chips; dense peaks, scale-up in each direction; `roofscape chip ID` shows one with \
         its sources",
        rows.len()
    ))
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Gpu => "gpu",
        Kind::Tpu => "tpu",
        Kind::Npu => "npu",
        Kind::Soc => "soc",
    }
}

fn wanted(args: &ChipsArgs) -> String {
    let filter = args.filter.as_ref().map(|f| format!(" `{f}`"));
    let vendor = args.vendor.as_ref().map(|v| format!(" --vendor {v}"));
    let kind = args.kind.map(|k| format!(" --kind {}", kind_name(k)));
    [filter, vendor, kind].into_iter().flatten().collect()
}

/// The vendor as the catalogue spells it.
fn vendor(chips: &[Chip], wanted: &str) -> anyhow::Result<String> {
    let mut all: Vec<&str> = chips.iter().filter_map(|c| c.vendor.as_deref()).collect();
    all.sort_unstable();
    all.dedup();
    let lower = wanted.to_lowercase();
    let exact = all.iter().find(|v| v.to_lowercase() == lower);
    let found = exact.or_else(|| all.iter().find(|v| v.to_lowercase().contains(&lower)));
    found
        .map(|v| (*v).to_owned())
        .ok_or_else(|| anyhow::anyhow!("no chip is made by `{wanted}`; makers: {}", all.join(", ")))
}

fn sort(rows: &mut [Row<'_>], field: Option<Field>) {
    match field {
        None => {}
        Some(Field::Id) => rows.sort_by(|a, b| a.chip.id.cmp(&b.chip.id)),
        Some(Field::Vendor) => rows.sort_by(|a, b| a.chip.vendor.cmp(&b.chip.vendor)),
        // What is not known comes last.
        Some(field) => rows.sort_by(|a, b| {
            let key = |r: &Row<'_>| r.key(field).unwrap_or(f64::NEG_INFINITY);
            key(b).total_cmp(&key(a))
        }),
    }
}

fn table(rows: &[Row<'_>]) -> anyhow::Result<Table> {
    let mut year = Column::text("year");
    year.align = crate::report::Align::Right;
    let mut table = Table::new(vec![
        Column::text("chip"),
        Column::text("vendor"),
        year,
        Column::number("16-bit", "TFLOP/s"),
        Column::number("fp8", "TFLOP/s"),
        Column::number("memory", "GB"),
        Column::number("memory", "TB/s"),
        Column::number("scale-up", "GB/s"),
        Column::number("TDP", "W"),
    ])?;
    for row in rows {
        let mut cells = vec![
            Cell::from(&*row.chip.id),
            row.chip.vendor.as_deref().into(),
            row.year().map(|y| y.to_string()).into(),
        ];
        cells.extend(row.numbers().map(|(_, _, known)| Cell::from(known.map(|(x, _)| x))));
        table.push(cells)?;
    }
    Ok(table)
}
