//! `roofscape model ID`: the shapes of one model, and what they add up to.

use std::path::Path;

use serde_json::{Value, json};

use super::context::Context;
use super::list::wrap;
use crate::catalog::Catalog;
use crate::catalog::model::{Attention, Kind, Model, Norm, Position, Provenance};
use crate::report::number::{compact, count, percent};
use crate::report::{Align, Cell, Column, Table};

#[derive(Debug, clap::Args)]
pub(super) struct ModelArgs {
    /// Id, name or alias of the model, or a Hugging Face config.json
    model: String,
}

/// Bytes of a cached element in the figures shown: bf16.
const CACHED_BYTES: f64 = 2.0;

pub(super) fn run(args: &ModelArgs, context: &Context) -> anyhow::Result<()> {
    let model = find(context.catalog(), &args.model)?;
    if context.json {
        return context.print_json(&as_json(&model));
    }
    context.heading(&format!("{} ({})", model.name, model.id))?;
    if !model.aliases.is_empty() {
        context.line(&wrap(&format!("Also called: {}", model.aliases.join(", "))))?;
    }
    let provenance = provenance(model.provenance);
    context.line(&wrap(&format!("Source, {provenance}: {}", model.source)))?;
    context.line("")?;
    let mut table = Table::new(vec![
        Column::text("shape"),
        Column { align: Align::Right, ..Column::text("") },
    ])?;
    for (name, value) in shapes(&model) {
        table.push(vec![name.into(), value.into()])?;
    }
    context.table(&table)?;
    context.line("")?;
    context.table(&parameters(&model)?)?;
    for (what, counted, published) in published(&model) {
        context.line(&format!(
            "Published {what}: {} x 10^9; the shapes give {} x 10^9, {}",
            compact(published, 6),
            compact(counted, 6),
            signed(counted / published - 1.0)
        ))?;
    }
    if let Some(bytes) = cache_bytes_per_token(&model) {
        context.line(&format!(
            "Key-value cache: {} KB per token at 16 bit, {} KB at 8 bit{}",
            compact(bytes * 1e-3, 5),
            compact(bytes * 0.5e-3, 5),
            if model.sliding.is_some() { ", less beyond the window" } else { "" }
        ))?;
    }
    Ok(())
}

/// The model of a name, or of a `config.json`.
fn find(catalog: &Catalog, name: &str) -> anyhow::Result<Model> {
    let path = Path::new(name);
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
        return Ok(Model::from_hf_config(path)?);
    }
    let model = catalog.model(name);
    Ok(model.map_err(|e| anyhow::anyhow!("{e}; `roofscape models` lists all"))?.clone())
}

fn signed(fraction: f64) -> String {
    format!("{}{}", if fraction > 0.0 { "+" } else { "" }, percent(fraction))
}

fn provenance(p: Provenance) -> &'static str {
    match p {
        Provenance::Read => "read",
        Provenance::Recalled => "recalled",
        Provenance::Derived => "derived",
        Provenance::Estimated => "estimated",
    }
}

/// Multi-head, multi-query, grouped-query or latent.
pub(super) fn attention_kind(model: &Model) -> &'static str {
    match model.attention {
        Attention::Latent { .. } => "latent",
        Attention::Grouped { heads, kv_heads, .. } if heads == kv_heads => "multi-head",
        Attention::Grouped { kv_heads: 1, .. } => "multi-query",
        Attention::Grouped { .. } => "grouped",
    }
}

/// Bytes that one more token takes in a 16-bit cache while no window is full; `None` for
/// encoders.
pub(super) fn cache_bytes_per_token(model: &Model) -> Option<f64> {
    let elements = model.layers as f64 * model.attention.kv_elements() as f64;
    (model.kind == Kind::Decoder).then_some(CACHED_BYTES * elements)
}

fn shapes(model: &Model) -> Vec<(&'static str, String)> {
    let n = |x: u64| count(x);
    let mut rows = vec![
        ("layers", n(model.layers)),
        ("hidden width", n(model.hidden)),
        ("attention", attention_kind(model).to_owned()),
        ("query heads", n(model.attention.heads())),
    ];
    match model.attention {
        Attention::Grouped { kv_heads, head_dim, .. } => {
            rows.extend([("key-value heads", n(kv_heads)), ("head width", n(head_dim))]);
        }
        Attention::Latent {
            q_lora_rank, kv_lora_rank, qk_nope_dim, qk_rope_dim, v_dim, ..
        } => {
            rows.extend([
                ("compressed query width", n(q_lora_rank)),
                ("compressed key-value width", n(kv_lora_rank)),
                ("head width without position", n(qk_nope_dim)),
                ("rotary head width", n(qk_rope_dim)),
                ("value head width", n(v_dim)),
            ]);
        }
    }
    if let Some(s) = model.sliding {
        rows.push(("sliding window", format!("{} token in {} layers", n(s.window), n(s.layers))));
    }
    let gated = if model.gated_mlp { "gated" } else { "plain" };
    if model.dense_layers() > 0 {
        let text = format!("{}, {gated}, {} layers", n(model.ffn), n(model.dense_layers()));
        rows.push(("dense MLP width", text));
    }
    if let Some(m) = model.moe {
        rows.extend([
            ("routed experts", format!("{} of {} active", n(m.active), n(m.experts))),
            ("shared experts", n(m.shared_experts)),
            ("expert width", format!("{}, {gated}", n(m.expert_ffn))),
            ("layers with experts", n(model.moe_layers())),
        ]);
    }
    let tied = if model.tied_embeddings { ", head tied" } else { "" };
    let position = match model.position {
        Position::Learned { positions } => format!("{} learned", n(positions)),
        Position::Rotary => "rotary".into(),
        Position::Alibi => "ALiBi".into(),
        Position::TransformerXl => "Transformer-XL".into(),
    };
    let norm = if model.norm == Norm::Rms { "RMSNorm" } else { "LayerNorm" };
    rows.extend([
        ("vocabulary", format!("{}{tied}", n(model.vocab))),
        ("positions", position),
        ("norms", format!("{} {norm} per layer", model.norms_per_layer)),
        ("longest context", n(model.max_context)),
    ]);
    rows
}

fn parameters(model: &Model) -> anyhow::Result<Table> {
    let p = model.parameters();
    let total = p.total();
    let mut table = Table::new(vec![
        Column::text("parameters"),
        Column::integer("count", ""),
        Column::percent("share"),
    ])?;
    let parts = [
        ("embedding", p.embedding),
        ("attention", p.attention),
        ("dense MLP", p.mlp),
        ("experts and routers", p.experts),
        ("norms", p.norms),
        ("output head", p.head),
        ("all", total),
    ];
    for (name, n) in parts.into_iter().filter(|(_, n)| *n > 0) {
        table.push(vec![name.into(), Cell::try_from(n)?, (n as f64 / total as f64).into()])?;
    }
    Ok(table)
}

/// What is counted, and the count and the published figure in 10⁹.
fn published(model: &Model) -> Vec<(&'static str, f64, f64)> {
    let total = model.published_params_b.map(|p| ("parameters", model.parameters().total(), p));
    let active = model
        .published_active_params_b
        .map(|p| ("active parameters", model.active_parameters(), p));
    total.into_iter().chain(active).map(|(what, n, p)| (what, n as f64 * 1e-9, p)).collect()
}

pub(super) fn as_json(model: &Model) -> Value {
    let p = model.parameters();
    let attention = match model.attention {
        Attention::Grouped { heads, kv_heads, head_dim } => {
            json!({ "kind": attention_kind(model), "heads": heads, "kv_heads": kv_heads,
                "head_dim": head_dim })
        }
        Attention::Latent { heads, q_lora_rank, kv_lora_rank, qk_nope_dim, qk_rope_dim, v_dim } => {
            json!({ "kind": "latent", "heads": heads, "q_lora_rank": q_lora_rank,
                "kv_lora_rank": kv_lora_rank, "qk_nope_dim": qk_nope_dim,
                "qk_rope_dim": qk_rope_dim, "v_dim": v_dim })
        }
    };
    json!({
        "id": model.id,
        "name": model.name,
        "aliases": model.aliases,
        "layers": model.layers,
        "hidden": model.hidden,
        "attention": attention,
        "window": model.sliding.map(|s| json!({ "tokens": s.window, "layers": s.layers })),
        "gated_mlp": model.gated_mlp,
        "ffn": model.ffn,
        "moe": model.moe.map(|m| json!({
            "experts": m.experts, "active": m.active, "shared_experts": m.shared_experts,
            "expert_ffn": m.expert_ffn, "layers": model.moe_layers(),
        })),
        "vocab": model.vocab,
        "tied_embeddings": model.tied_embeddings,
        "max_context_tokens": model.max_context,
        "parameters": {
            "embedding": p.embedding, "attention": p.attention, "mlp": p.mlp,
            "experts": p.experts, "norms": p.norms, "head": p.head, "total": p.total(),
            "active": model.active_parameters(),
            "published_billions": model.published_params_b,
            "published_active_billions": model.published_active_params_b,
        },
        "kv_bytes_per_token_16bit": cache_bytes_per_token(model),
        "source": model.source,
        "provenance": provenance(model.provenance),
    })
}
