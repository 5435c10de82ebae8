//! Judging chip tables: a file of many tables, most of whose cells are right.

use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use roofscape::catalog::Catalog;
use roofscape::validate::table::{Aliases, Cell, judge};

/// A tenth of the million cells that a file may hold in ten seconds.
const CELLS: usize = 100_000;

/// Label, field of the catalogue, and its unit in the label's.
const PROPERTIES: [(&str, &str, f64); 10] = [
    ("Year", "year", 1.0),
    ("Process (nm)", "physical.process", 1e-9),
    ("Die (mm2)", "physical.die", 1e-6),
    ("Transistors (billion)", "physical.transistors", 1e9),
    ("TDP (W)", "physical.tdp", 1.0),
    ("Memory (GB)", "memory.capacity", 1e9),
    ("Memory bus (bit)", "memory.bus", 1.0),
    ("Memory bandwidth (GB/s)", "memory.published_bandwidth", 1e9),
    ("Boost clock (MHz)", "compute.clock_boost", 1e6),
    ("FP32 vector (TFLOPS)", "compute.published_vector.fp32", 1e12),
];

/// Tables of ten chips; one cell in eleven is a third too large, and one chip in ten is unknown.
fn cells() -> Vec<Cell> {
    let chips = Catalog::embedded().chips();
    let mut out = Vec::with_capacity(CELLS);
    let labels: Vec<Arc<str>> = PROPERTIES.iter().map(|(label, ..)| (*label).into()).collect();
    for i in 0.. {
        let (table, row) = (i / 10, i % 10);
        let chip = &chips[(7 * i) % chips.len()];
        let name = if row == 9 { format!("Chip {table}") } else { chip.display_name().to_owned() };
        let row: Arc<str> = name.into();
        for (k, (_, field, scale)) in PROPERTIES.iter().enumerate() {
            let wrong = if (i + k) % 11 == 0 { 1.34 } else { 1.0 };
            let value = chip.numeric_field(field).map(|q| q.value / scale * wrong);
            if out.len() == CELLS {
                return out;
            }
            out.push(Cell {
                table: format!("table {table}").into(),
                row: row.clone(),
                column: labels[k].clone(),
                value: value.map_or(String::new(), |v| format!("{v:.4}")).into(),
                line: out.len() as u64 + 2,
            });
        }
    }
    out
}

fn table(c: &mut Criterion) {
    let cells = cells();
    let mut group = c.benchmark_group("validate_table");
    group.throughput(Throughput::Elements(CELLS as u64)).sample_size(10);
    group.bench_function("cells", |b| {
        b.iter(|| judge(&cells, Catalog::embedded(), &Aliases::default()).len());
    });
    group.finish();
}

criterion_group!(benches, table);
criterion_main!(benches);
