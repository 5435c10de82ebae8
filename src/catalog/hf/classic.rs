//! Families before Llama: LayerNorm, plain feed-forward layers, each with its own keys.

use super::blank;
use super::families::even_head_dim;
use super::reader::Reader;
use crate::catalog::model::{Attention, Kind, Model, ModelError, Norm, Position};

type Read = fn(&Reader<'_>) -> Result<Model, ModelError>;

/// Model types read here.
pub(super) const TYPES: [&str; 6] = ["bert", "bloom", "gpt2", "gpt_neox", "gptj", "opt"];

/// The reader of `model_type`.
pub(super) fn reader(model_type: &str) -> Option<Read> {
    let read: [Read; 6] = [bert, bloom, gpt2, gpt_neox, gptj, opt];
    TYPES.iter().zip(read).find(|(name, _)| **name == model_type).map(|(_, read)| read)
}

/// What these families share, under the keys they use for it.
fn plain(
    r: &Reader<'_>,
    layers: &[&'static str],
    hidden: &[&'static str],
    heads: &[&'static str],
    ffn: &[&'static str],
) -> Result<Model, ModelError> {
    let layers = r.count("layers", layers)?;
    let hidden = r.count("hidden", hidden)?;
    let head_key = heads.iter().copied().find(|k| r.has(k)).unwrap_or("num_attention_heads");
    let heads = r.count("attention.heads", heads)?;
    let head_dim = even_head_dim(r, head_key, hidden, heads)?;
    Ok(Model {
        ffn: r.maybe("ffn", ffn)?.unwrap_or(hidden.saturating_mul(4)),
        vocab: r.count("vocab", &["vocab_size"])?,
        norm: Norm::Layer,
        qkv_bias: true,
        output_bias: true,
        mlp_bias: true,
        ..blank(layers, hidden, Attention::Grouped { heads, kv_heads: heads, head_dim })
    })
}

fn gpt2_shapes(r: &Reader<'_>) -> Result<Model, ModelError> {
    let layers = ["n_layer", "num_hidden_layers"];
    let heads = ["n_head", "num_attention_heads"];
    plain(r, &layers, &["n_embd", "hidden_size"], &heads, &["n_inner"])
}

fn gpt2(r: &Reader<'_>) -> Result<Model, ModelError> {
    let positions = r.count("positions", &["n_positions", "max_position_embeddings", "n_ctx"])?;
    Ok(Model {
        position: Position::Learned { positions },
        tied_embeddings: r.flag("tie_word_embeddings", true)?,
        max_context: positions,
        ..gpt2_shapes(r)?
    })
}

fn gptj(r: &Reader<'_>) -> Result<Model, ModelError> {
    Ok(Model {
        tied_embeddings: r.flag("tie_word_embeddings", false)?,
        norms_per_layer: 1,
        parallel_block: true,
        qkv_bias: false,
        output_bias: false,
        max_context: r
            .count("max_context", &["n_positions", "max_position_embeddings", "n_ctx"])?,
        ..gpt2_shapes(r)?
    })
}

fn gpt_neox(r: &Reader<'_>) -> Result<Model, ModelError> {
    r.note("is_decoder");
    let bias = r.flag("attention_bias", true)?;
    let shapes = plain(
        r,
        &["num_hidden_layers"],
        &["hidden_size"],
        &["num_attention_heads"],
        &["intermediate_size"],
    )?;
    r.count("ffn", &["intermediate_size"])?;
    Ok(Model {
        tied_embeddings: r.flag("tie_word_embeddings", false)?,
        parallel_block: r.flag("use_parallel_residual", true)?,
        qkv_bias: bias,
        output_bias: bias,
        max_context: r.count("max_context", &["max_position_embeddings"])?,
        ..shapes
    })
}

fn opt(r: &Reader<'_>) -> Result<Model, ModelError> {
    // The position table has two rows that no token uses.
    const PADDING_ROWS: u64 = 2;
    r.count("ffn", &["ffn_dim"])?;
    let hidden = ["hidden_size", "d_model"];
    let heads = ["num_attention_heads"];
    let shapes = plain(r, &["num_hidden_layers"], &hidden, &heads, &["ffn_dim"])?;
    r.refuse_unless(&["word_embed_proj_dim"], |v| v.as_u64() == Some(shapes.hidden))?;
    let context = r.count("max_context", &["max_position_embeddings"])?;
    let bias = r.flag("enable_bias", true)?;
    Ok(Model {
        position: Position::Learned { positions: context.saturating_add(PADDING_ROWS) },
        tied_embeddings: r.flag("tie_word_embeddings", true)?,
        qkv_bias: bias,
        output_bias: bias,
        mlp_bias: bias,
        max_context: context,
        ..shapes
    })
}

fn bloom(r: &Reader<'_>) -> Result<Model, ModelError> {
    // ALiBi sets no limit; BLOOM was trained with this context (arXiv 2211.05100).
    const TRAINED_CONTEXT: u64 = 2048;
    let shapes = plain(
        r,
        &["n_layer", "num_hidden_layers"],
        &["hidden_size", "n_embed"],
        &["n_head", "num_attention_heads"],
        &["n_inner"],
    )?;
    Ok(Model {
        position: Position::Alibi,
        tied_embeddings: r.flag("tie_word_embeddings", true)?,
        max_context: r.maybe("max_context", &["seq_length"])?.unwrap_or(TRAINED_CONTEXT),
        ..shapes
    })
}

fn bert(r: &Reader<'_>) -> Result<Model, ModelError> {
    r.refuse_unless(&["is_decoder"], |v| v == &serde_json::Value::Bool(false))?;
    r.refuse_unless(&["position_embedding_type"], |v| v == "absolute")?;
    let positions = r.count("positions", &["max_position_embeddings"])?;
    r.count("ffn", &["intermediate_size"])?;
    let shapes = plain(
        r,
        &["num_hidden_layers"],
        &["hidden_size"],
        &["num_attention_heads"],
        &["intermediate_size"],
    )?;
    Ok(Model {
        kind: Kind::Encoder,
        position: Position::Learned { positions },
        tied_embeddings: r.flag("tie_word_embeddings", true)?,
        max_context: positions,
        ..shapes
    })
}
