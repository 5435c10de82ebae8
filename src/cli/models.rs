//! `roofscape models`: the models of the catalogue, one row each.

use serde_json::Value;

use super::context::Context;
use super::{list, model};
use crate::catalog::model::Model;
use crate::report::{Cell, Column, Table};

#[derive(Debug, clap::Args)]
pub(super) struct ModelsArgs {
    /// Show only models whose id, name or alias contains this
    filter: Option<String>,
}

pub(super) fn run(args: &ModelsArgs, context: &Context) -> anyhow::Result<()> {
    let names = |m: &Model| -> Vec<String> {
        [&m.id, &m.name].into_iter().chain(&m.aliases).cloned().collect()
    };
    let found = list::matching(context.catalog().models(), args.filter.as_deref(), names);
    if found.is_empty() {
        let filter = args.filter.as_deref().unwrap_or_default();
        anyhow::bail!("no model matches `{filter}`; `roofscape models` lists all");
    }
    if context.json {
        return context.print_json(&Value::Array(found.into_iter().map(model::as_json).collect()));
    }
    let mut table = Table::new(vec![
        Column::text("model"),
        Column::number("params", "10^9"),
        Column::number("active", "10^9"),
        Column::integer("layers", ""),
        Column::integer("hidden", ""),
        Column::integer("heads", ""),
        Column::text("attention"),
        Column::text("experts"),
        Column::number("cache", "KB/token"),
        Column::integer("context", "token"),
    ])?;
    for m in &found {
        let experts = m.moe.map(|e| format!("{} of {}", e.active, e.experts));
        table.push(vec![
            Cell::from(m.id.as_str()),
            (m.parameters().total() as f64 * 1e-9).into(),
            m.moe.map(|_| m.active_parameters() as f64 * 1e-9).into(),
            Cell::try_from(m.layers)?,
            Cell::try_from(m.hidden)?,
            Cell::try_from(m.attention.heads())?,
            model::attention_kind(m).into(),
            experts.into(),
            model::cache_bytes_per_token(m).map(|b| b * 1e-3).into(),
            Cell::try_from(m.max_context)?,
        ])?;
    }
    context.table(&table)?;
    context.line(&format!(
        "{} models; parameters as the shapes give them, 16-bit cache; `roofscape model ID` \
         shows one",
        found.len()
    ))
}
