//! Reading `models.toml`.

use std::collections::HashMap;

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::resolve::{names, normal};
use super::{
    Attention, Kind, Model, ModelError, Moe, Norm, Place, Position, Provenance, SlidingWindow,
    check,
};

/// The models that come with Roofscape.
const BUILT_IN: &str = include_str!("../../../catalog/models.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    model: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    kind: Kind,
    layers: u64,
    hidden: u64,
    attention: AttentionEntry,
    sliding: Option<SlidingWindow>,
    gated_mlp: bool,
    #[serde(default)]
    ffn: u64,
    moe: Option<Moe>,
    vocab: u64,
    tied_embeddings: bool,
    position: PositionName,
    positions: Option<u64>,
    norm: Norm,
    #[serde(default = "two")]
    norms_per_layer: u64,
    #[serde(default)]
    qk_norm: bool,
    #[serde(default)]
    parallel_block: bool,
    #[serde(default)]
    qkv_bias: bool,
    #[serde(default)]
    output_bias: bool,
    #[serde(default)]
    mlp_bias: bool,
    max_context: u64,
    published_params_b: Option<f64>,
    published_active_params_b: Option<f64>,
    source: String,
    provenance: Provenance,
}

fn two() -> u64 {
    2
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttentionEntry {
    heads: u64,
    kv_heads: Option<u64>,
    head_dim: Option<u64>,
    q_lora_rank: Option<u64>,
    kv_lora_rank: Option<u64>,
    qk_nope_dim: Option<u64>,
    qk_rope_dim: Option<u64>,
    v_dim: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PositionName {
    Learned,
    Rotary,
    Alibi,
    TransformerXl,
}

/// The models that come with Roofscape.
///
/// # Errors
/// Only if the embedded catalogue is wrong, which its tests rule out.
pub fn models() -> Result<Vec<Model>, ModelError> {
    models_from("catalog/models.toml", BUILT_IN)
}

/// The models of a TOML text; `origin` names it in errors.
///
/// # Errors
/// Unknown, missing or mistyped keys, shapes out of range, names that two models share; each
/// with line and column.
pub fn models_from(origin: &str, text: &str) -> Result<Vec<Model>, ModelError> {
    let file: File = toml::from_str(text).map_err(|e| ModelError::Syntax {
        at: Place::at(origin, text, e.span().map(|s| s.start)),
        message: e.message().to_owned(),
    })?;
    let mut models = Vec::with_capacity(file.model.len());
    let mut taken: HashMap<String, String> = HashMap::new();
    for (index, entry) in file.model.into_iter().enumerate() {
        let at = |key: &str| Place::at(origin, text, offset(text, index, key));
        let model = model(entry, &at)?;
        for name in names(&model) {
            let other = taken.insert(normal(name), model.id.clone());
            if let Some(other) = other.filter(|o| *o != model.id) {
                return Err(ModelError::Duplicate {
                    at: at("id"),
                    name: name.to_owned(),
                    id: model.id.clone(),
                    other,
                });
            }
        }
        if models.iter().any(|m: &Model| m.id == model.id) {
            return Err(ModelError::Duplicate {
                at: at("id"),
                name: model.id.clone(),
                id: model.id.clone(),
                other: model.id,
            });
        }
        models.push(model);
    }
    Ok(models)
}

fn model(entry: Entry, at: &dyn Fn(&str) -> Place) -> Result<Model, ModelError> {
    let model = Model {
        attention: attention(&entry.attention, at)?,
        position: position(&entry, at)?,
        id: entry.id,
        name: entry.name,
        aliases: entry.aliases,
        kind: entry.kind,
        layers: entry.layers,
        hidden: entry.hidden,
        sliding: entry.sliding,
        gated_mlp: entry.gated_mlp,
        ffn: entry.ffn,
        moe: entry.moe,
        vocab: entry.vocab,
        tied_embeddings: entry.tied_embeddings,
        norm: entry.norm,
        norms_per_layer: entry.norms_per_layer,
        qk_norm: entry.qk_norm,
        parallel_block: entry.parallel_block,
        qkv_bias: entry.qkv_bias,
        output_bias: entry.output_bias,
        mlp_bias: entry.mlp_bias,
        max_context: entry.max_context,
        published_params_b: entry.published_params_b,
        published_active_params_b: entry.published_active_params_b,
        source: entry.source,
        provenance: entry.provenance,
    };
    texts(&model, at)?;
    check(&model).map_err(|v| ModelError::Value {
        at: at(v.key),
        key: v.key.to_owned(),
        value: v.value.to_string(),
        expected: v.expected,
    })?;
    Ok(model)
}

fn texts(model: &Model, at: &dyn Fn(&str) -> Place) -> Result<(), ModelError> {
    let wrong = |key: &str, value: String, expected: &str| ModelError::Value {
        at: at(key),
        key: key.to_owned(),
        value,
        expected: expected.to_owned(),
    };
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if model.id.is_empty() || !model.id.chars().all(kebab) {
        return Err(wrong("id", format!("{:?}", model.id), "lower-case letters, digits and `-`"));
    }
    if model.source.trim().is_empty() {
        return Err(wrong("source", "\"\"".to_owned(), "the paper or file the shapes come from"));
    }
    for (key, published) in [
        ("published_params_b", model.published_params_b),
        ("published_active_params_b", model.published_active_params_b),
    ] {
        if let Some(p) = published.filter(|p| !(p.is_finite() && *p > 0.0)) {
            return Err(wrong(key, p.to_string(), "a positive number of 10^9 parameters"));
        }
    }
    Ok(())
}

fn attention(a: &AttentionEntry, at: &dyn Fn(&str) -> Place) -> Result<Attention, ModelError> {
    let latent = a.kv_lora_rank.is_some();
    let keys = [
        ("kv_heads", a.kv_heads, !latent),
        ("head_dim", a.head_dim, !latent),
        ("q_lora_rank", a.q_lora_rank, latent),
        ("qk_nope_dim", a.qk_nope_dim, latent),
        ("qk_rope_dim", a.qk_rope_dim, latent),
        ("v_dim", a.v_dim, latent),
    ];
    let mut found = [0; 6];
    for (slot, (key, value, belongs)) in found.iter_mut().zip(keys) {
        let path = format!("attention.{key}");
        match (value, belongs) {
            (Some(v), true) => *slot = v,
            (None, false) => {}
            (None, true) => {
                let expected = if latent {
                    "given, since `kv_lora_rank` makes the attention latent"
                } else {
                    "given, since without `kv_lora_rank` the attention has plain heads"
                };
                return Err(ModelError::Missing {
                    at: at("attention"),
                    key: path,
                    expected: expected.to_owned(),
                });
            }
            (Some(v), false) => {
                let expected = if latent {
                    "absent: latent attention (`kv_lora_rank`) has no such key"
                } else {
                    "absent: only latent attention (`kv_lora_rank`) has it"
                };
                return Err(ModelError::Value {
                    at: at(&path),
                    key: path,
                    value: v.to_string(),
                    expected: expected.to_owned(),
                });
            }
        }
    }
    let [kv_heads, head_dim, q_lora_rank, qk_nope_dim, qk_rope_dim, v_dim] = found;
    let heads = a.heads;
    Ok(match a.kv_lora_rank {
        Some(kv_lora_rank) => {
            Attention::Latent { heads, q_lora_rank, kv_lora_rank, qk_nope_dim, qk_rope_dim, v_dim }
        }
        None => Attention::Grouped { heads, kv_heads, head_dim },
    })
}

fn position(entry: &Entry, at: &dyn Fn(&str) -> Place) -> Result<Position, ModelError> {
    match (&entry.position, entry.positions) {
        (PositionName::Learned, Some(positions)) => Ok(Position::Learned { positions }),
        (PositionName::Learned, None) => Err(ModelError::Missing {
            at: at("position"),
            key: "positions".to_owned(),
            expected: "the number of rows of the learned position table".to_owned(),
        }),
        (_, Some(positions)) => Err(ModelError::Value {
            at: at("positions"),
            key: "positions".to_owned(),
            value: positions.to_string(),
            expected: "absent, unless `position = \"learned\"`".to_owned(),
        }),
        (PositionName::Rotary, None) => Ok(Position::Rotary),
        (PositionName::Alibi, None) => Ok(Position::Alibi),
        (PositionName::TransformerXl, None) => Ok(Position::TransformerXl),
    }
}

/// Byte offset of the dotted `key` of the `index`-th model, or of the closest parent that exists.
fn offset(text: &str, index: usize, key: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let list = document.get_ref().get("model")?;
    let DeValue::Array(list) = list.get_ref() else { return None };
    let mut here = list.get(index)?;
    let mut found = here.span().start;
    for part in key.split('.') {
        let DeValue::Table(table) = here.get_ref() else { break };
        let Some((name, value)) = table.iter().find(|(name, _)| name.get_ref() == part) else {
            break;
        };
        found = name.span().start;
        here = value;
    }
    Some(found)
}
