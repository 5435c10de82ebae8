//! `roofscape links`: memory interfaces, host buses, scale-up and scale-out links.

use serde_json::{Value, json};

use super::context::Context;
use super::list;
use crate::catalog::{Link, Quantity};
use crate::report::{Align, Cell, Column, Table};

#[derive(Debug, clap::Args)]
pub(super) struct LinksArgs {
    /// Show only links whose id, name, alias or class contains this
    filter: Option<String>,
}

pub(super) fn run(args: &LinksArgs, context: &Context) -> anyhow::Result<()> {
    let names = |l: &Link| -> Vec<String> {
        let own = [&*l.id, l.display_name(), l.kind().name()];
        own.iter().map(|s| (*s).to_owned()).chain(l.aliases.iter().map(|a| a.to_string())).collect()
    };
    let found = list::matching(context.catalog().links(), args.filter.as_deref(), names);
    if found.is_empty() {
        let filter = args.filter.as_deref().unwrap_or_default();
        let near = context.catalog().link(filter).err().map(|e| list::or_nearest(&e.suggestions));
        let near = near.unwrap_or_default();
        anyhow::bail!("no link matches `{filter}`; `roofscape links` lists all{near}");
    }
    if context.json {
        return context.print_json(&Value::Array(found.into_iter().map(as_json).collect()));
    }
    let mut table = Table::new(vec![
        Column::text("link"),
        Column::text("class"),
        Column { align: Align::Right, ..Column::text("year") },
        Column::text("per"),
        Column::number("lane", "Gbit/s"),
        Column::number("lanes", ""),
        Column::number("raw", "GB/s"),
        Column::number("usable", "GB/s"),
        Column::number("both ways", "GB/s"),
        Column::text("known"),
    ])?;
    for l in &found {
        let scaled =
            |q: &Option<Quantity>, unit: f64| Cell::from(q.as_ref().map(|q| q.in_units_of(unit)));
        table.push(vec![
            Cell::from(&*l.id),
            l.kind().name().into(),
            l.year.as_ref().map(|y| y.value.to_string()).into(),
            l.per.as_deref().into(),
            scaled(&l.rate_per_lane, 1e9),
            scaled(&l.lanes, 1.0),
            scaled(&l.raw, 1e9),
            scaled(&l.effective, 1e9),
            scaled(&l.bidirectional, 1e9),
            l.numeric_fields().map(|(_, q)| q.provenance).max().map(|p| p.name()).into(),
        ])?;
    }
    context.table(&table)?;
    context.line(&format!(
        "{} links; raw and usable in one direction, before and after the line code",
        found.len()
    ))
}

fn as_json(link: &Link) -> Value {
    json!({
        "id": &*link.id,
        "name": link.display_name(),
        "class": link.kind().name(),
        "per": link.per.as_deref(),
        "encoding": link.encoding.as_deref(),
        "notes": link.notes.as_deref(),
        "facts": list::facts(link.numeric_fields()),
    })
}
