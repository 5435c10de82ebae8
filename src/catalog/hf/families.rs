//! Families after Llama: RMSNorm, rotary positions, gated feed-forward layers.

use super::blank;
use super::experts::{self, Experts};
use super::reader::Reader;
use super::windows::{self, Windows};
use crate::catalog::model::{Attention, Model, ModelError};

/// What `transformers` fixes or assumes for a model type.
pub(super) struct Family {
    pub(super) model_type: &'static str,
    /// KV heads of an absent key; `None`: as many as query heads.
    kv_heads: Option<u64>,
    /// Head width of an absent key; `None`: `hidden_size / num_attention_heads`.
    head_dim: Option<u64>,
    /// Multi-head latent attention instead of heads with a width.
    latent: bool,
    /// `tie_word_embeddings` of an absent key.
    tied: bool,
    /// Whether query, key and value have biases, unless `qkv_bias` says no.
    qkv_bias: bool,
    /// `attention_bias` of an absent key; `None`: the family has no such key.
    attention_bias: Option<bool>,
    /// Whether the family's feed-forward layers always have biases.
    mlp_bias: bool,
    qk_norm: bool,
    norms_per_layer: u64,
    windows: Windows,
    experts: Experts,
}

const LLAMA: Family = Family {
    model_type: "llama",
    kv_heads: None,
    head_dim: None,
    latent: false,
    tied: false,
    qkv_bias: false,
    attention_bias: Some(false),
    mlp_bias: false,
    qk_norm: false,
    norms_per_layer: 2,
    windows: Windows::None,
    experts: Experts::None,
};

const MISTRAL: Family = Family {
    model_type: "mistral",
    kv_heads: Some(8),
    attention_bias: None,
    windows: Windows::All(Some(4096)),
    ..LLAMA
};

const QWEN3: Family = Family {
    model_type: "qwen3",
    kv_heads: Some(32),
    head_dim: Some(128),
    qk_norm: true,
    windows: Windows::After,
    ..LLAMA
};

const GEMMA2: Family = Family {
    model_type: "gemma2",
    kv_heads: Some(4),
    head_dim: Some(256),
    tied: true,
    norms_per_layer: 4,
    windows: Windows::Alternate(4096),
    ..LLAMA
};

const DEEPSEEK_V3: Family = Family {
    model_type: "deepseek_v3",
    latent: true,
    experts: Experts::DeepSeek { dense_layers: 3 },
    ..LLAMA
};

/// Every family read here.
pub(super) const FAMILIES: [Family; 14] = [
    LLAMA,
    MISTRAL,
    Family {
        model_type: "mixtral",
        windows: Windows::All(None),
        experts: Experts::Local,
        ..MISTRAL
    },
    Family {
        model_type: "qwen2",
        kv_heads: Some(32),
        qkv_bias: true,
        attention_bias: None,
        windows: Windows::After,
        ..LLAMA
    },
    QWEN3,
    Family {
        model_type: "qwen2_moe",
        kv_heads: Some(16),
        qkv_bias: true,
        attention_bias: None,
        windows: Windows::Unused,
        experts: Experts::Qwen { shared: true },
        ..LLAMA
    },
    Family {
        model_type: "qwen3_moe",
        kv_heads: Some(4),
        // Unlike dense Qwen3, whose default is 128.
        head_dim: None,
        windows: Windows::Unused,
        experts: Experts::Qwen { shared: false },
        ..QWEN3
    },
    Family {
        model_type: "gpt_oss",
        kv_heads: Some(8),
        head_dim: Some(64),
        attention_bias: Some(true),
        mlp_bias: true,
        windows: Windows::Alternate(128),
        experts: Experts::Local,
        ..LLAMA
    },
    Family { model_type: "phi3", attention_bias: None, windows: Windows::All(None), ..LLAMA },
    GEMMA2,
    Family { model_type: "gemma3_text", qk_norm: true, windows: Windows::Pattern, ..GEMMA2 },
    Family {
        model_type: "deepseek_v2",
        experts: Experts::DeepSeek { dense_layers: 0 },
        ..DEEPSEEK_V3
    },
    DEEPSEEK_V3,
    Family { model_type: "kimi_k2", ..DEEPSEEK_V3 },
];

/// Reads a configuration of `family`.
pub(super) fn read(r: &Reader<'_>, family: &Family) -> Result<Model, ModelError> {
    let layers = r.count("layers", &["num_hidden_layers"])?;
    let hidden = r.count("hidden", &["hidden_size"])?;
    let heads = r.count("attention.heads", &["num_attention_heads"])?;
    let attention =
        if family.latent { latent(r, heads)? } else { grouped(r, family, hidden, heads)? };
    let bias = match family.attention_bias {
        Some(default) => r.flag("attention_bias", default)?,
        None => false,
    };
    let (ffn, moe) = experts::read(r, family.experts, layers)?;
    r.refuse_unless(&["use_bidirectional_attention"], |v| v == &serde_json::Value::Bool(false))?;
    Ok(Model {
        sliding: windows::read(r, family.windows, layers)?,
        gated_mlp: true,
        ffn,
        moe,
        vocab: r.count("vocab", &["vocab_size"])?,
        tied_embeddings: r.flag("tie_word_embeddings", family.tied)?,
        norms_per_layer: family.norms_per_layer,
        qk_norm: family.qk_norm,
        qkv_bias: bias || (family.qkv_bias && r.flag("qkv_bias", true)?),
        output_bias: bias,
        mlp_bias: family.mlp_bias || r.flag("mlp_bias", false)?,
        max_context: r.count("max_context", &["max_position_embeddings"])?,
        ..blank(layers, hidden, attention)
    })
}

fn grouped(
    r: &Reader<'_>,
    family: &Family,
    hidden: u64,
    heads: u64,
) -> Result<Attention, ModelError> {
    let key = "num_key_value_heads";
    let given = r.maybe("attention.kv_heads", &[key])?;
    // An explicit null means one per query head, an absent key the family's default.
    let assumed = if r.has(key) { None } else { family.kv_heads };
    let head_dim = match r.maybe("attention.head_dim", &["head_dim"])?.or(family.head_dim) {
        Some(head_dim) => head_dim,
        None => even_head_dim(r, "num_attention_heads", hidden, heads)?,
    };
    Ok(Attention::Grouped { heads, kv_heads: given.or(assumed).unwrap_or(heads), head_dim })
}

/// `hidden / heads`, which must come out even.
pub(super) fn even_head_dim(
    r: &Reader<'_>,
    key: &'static str,
    hidden: u64,
    heads: u64,
) -> Result<u64, ModelError> {
    match hidden.checked_rem(heads) {
        Some(0) => Ok(hidden / heads),
        _ => Err(r.wrong(key, heads.to_string(), &format!("a divisor of the width {hidden}"))),
    }
}

fn latent(r: &Reader<'_>, heads: u64) -> Result<Attention, ModelError> {
    // Latent attention expands one key and value per query head, whatever these say.
    for unused in ["num_key_value_heads", "head_dim", "qk_head_dim"] {
        r.note(unused);
    }
    let q_lora_rank = match r.maybe("attention.q_lora_rank", &["q_lora_rank"])? {
        None if !r.has("q_lora_rank") => {
            return Err(r.missing("q_lora_rank", "the width of compressed queries, or null"));
        }
        rank => rank.unwrap_or(0),
    };
    Ok(Attention::Latent {
        heads,
        q_lora_rank,
        kv_lora_rank: r.count("attention.kv_lora_rank", &["kv_lora_rank"])?,
        qk_nope_dim: r.count("attention.qk_nope_dim", &["qk_nope_head_dim"])?,
        qk_rope_dim: r.count("attention.qk_rope_dim", &["qk_rope_head_dim"])?,
        v_dim: r.count("attention.v_dim", &["v_head_dim"])?,
    })
}
