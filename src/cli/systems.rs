//! `roofscape systems`: servers, racks and pods.

use serde_json::{Value, json};

use super::context::Context;
use super::list;
use crate::catalog::{Quantity, System};
use crate::report::{Cell, Column, Table};

#[derive(Debug, clap::Args)]
pub(super) struct SystemsArgs {
    /// Show only systems whose id, name, alias or chip contains this
    filter: Option<String>,
}

pub(super) fn run(args: &SystemsArgs, context: &Context) -> anyhow::Result<()> {
    let names = |s: &System| -> Vec<String> {
        let own = [&*s.id, s.display_name(), s.chip.as_deref().unwrap_or("")];
        own.iter().map(|s| (*s).to_owned()).chain(s.aliases.iter().map(|a| a.to_string())).collect()
    };
    let found = list::matching(context.catalog().systems(), args.filter.as_deref(), names);
    if found.is_empty() {
        let filter = args.filter.as_deref().unwrap_or_default();
        let near = context.catalog().system(filter).err().map(|e| list::or_nearest(&e.suggestions));
        let near = near.unwrap_or_default();
        anyhow::bail!("no system matches `{filter}`; `roofscape systems` lists all{near}");
    }
    if context.json {
        return context.print_json(&Value::Array(found.into_iter().map(as_json).collect()));
    }
    let mut table = Table::new(vec![
        Column::text("system"),
        Column::text("chip"),
        Column::number("chips", ""),
        Column::number("domain", ""),
        Column::number("scale-up", "GB/s"),
        Column::text("topology"),
        Column::number("scale-out", "Gbit/s"),
        Column::number("power", "kW"),
    ])?;
    for s in &found {
        let scaled =
            |q: &Option<Quantity>, unit: f64| Cell::from(q.as_ref().map(|q| q.in_units_of(unit)));
        table.push(vec![
            Cell::from(&*s.id),
            s.chip.as_deref().into(),
            s.chip_count().into(),
            scaled(&s.scaleup.domain, 1.0),
            scaled(&s.scaleup.bidirectional_per_chip, 2e9),
            s.scaleup.topology.as_deref().into(),
            scaled(&s.scaleout.rate_per_chip, 1e9),
            s.power_kw().into(),
        ])?;
    }
    context.table(&table)?;
    context.line(&format!("{} systems; bandwidths per chip in one direction", found.len()))
}

fn as_json(system: &System) -> Value {
    json!({
        "id": &*system.id,
        "name": system.display_name(),
        "chip": system.chip.as_deref(),
        "topology": system.scaleup.topology.as_deref(),
        "nic": system.scaleout.nic.as_deref(),
        "price_basis": system.total.price_basis.as_deref(),
        "notes": system.notes.as_deref(),
        "facts": list::facts(system.numeric_fields()),
    })
}
