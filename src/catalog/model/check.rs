//! Ranges and relations that every model obeys, whichever file it came from.

use super::{Attention, Model, Position};

/// A key whose value is out of range, by its path in `models.toml`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Dotted path, such as `attention.kv_heads`.
    pub(crate) key: &'static str,
    /// The value found.
    pub(crate) value: u64,
    /// What it should have been.
    pub(crate) expected: String,
}

/// Above this many parameters (10^18, a million times the largest model) a shape is a typing error.
const MAX_PARAMETERS: u64 = 1_000_000_000_000_000_000;

fn range(key: &'static str, value: u64, low: u64, high: u64) -> Result<(), Violation> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(Violation { key, value, expected: format!("from {low} to {high}") })
    }
}

fn require(
    holds: bool,
    key: &'static str,
    value: u64,
    expected: impl FnOnce() -> String,
) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { key, value, expected: expected() }) }
}

/// Refuses shapes that are zero, absurd or at odds with each other.
pub(crate) fn check(model: &Model) -> Result<(), Violation> {
    range("layers", model.layers, 1, 10_000)?;
    range("hidden", model.hidden, 1, 10_000_000)?;
    range("vocab", model.vocab, 1, 100_000_000)?;
    range("max_context", model.max_context, 1, 1_000_000_000)?;
    range("norms_per_layer", model.norms_per_layer, 1, 16)?;
    attention(&model.attention)?;
    if let Position::Learned { positions } = model.position {
        range("positions", positions, 1, 1_000_000_000)?;
    }
    if let Some(sliding) = model.sliding {
        range("sliding.window", sliding.window, 1, 1_000_000_000)?;
        range("sliding.layers", sliding.layers, 1, model.layers)?;
    }
    feed_forward(model)?;
    let total = model.parameters().total();
    require(total <= MAX_PARAMETERS, "hidden", model.hidden, || {
        format!("such that the model has at most 10^18 parameters, not {total}")
    })
}

fn attention(attention: &Attention) -> Result<(), Violation> {
    range("attention.heads", attention.heads(), 1, 1_000_000)?;
    match *attention {
        Attention::Grouped { heads, kv_heads, head_dim } => {
            range("attention.kv_heads", kv_heads, 1, heads)?;
            require(heads % kv_heads == 0, "attention.kv_heads", kv_heads, || {
                format!("a divisor of the {heads} query heads")
            })?;
            range("attention.head_dim", head_dim, 1, 100_000)
        }
        Attention::Latent {
            q_lora_rank, kv_lora_rank, qk_nope_dim, qk_rope_dim, v_dim, ..
        } => {
            range("attention.q_lora_rank", q_lora_rank, 0, 1_000_000)?;
            range("attention.kv_lora_rank", kv_lora_rank, 1, 1_000_000)?;
            range("attention.qk_nope_dim", qk_nope_dim, 1, 100_000)?;
            range("attention.qk_rope_dim", qk_rope_dim, 1, 100_000)?;
            range("attention.v_dim", v_dim, 1, 100_000)
        }
    }
}

fn feed_forward(model: &Model) -> Result<(), Violation> {
    if let Some(moe) = model.moe {
        range("moe.experts", moe.experts, 1, 1_000_000)?;
        range("moe.active", moe.active, 1, moe.experts)?;
        range("moe.shared_experts", moe.shared_experts, 0, 1_000_000)?;
        range("moe.expert_ffn", moe.expert_ffn, 1, 100_000_000)?;
        require(moe.dense_layers < model.layers, "moe.dense_layers", moe.dense_layers, || {
            format!("less than the {} layers", model.layers)
        })?;
    }
    if model.dense_layers() == 0 {
        require(model.ffn == 0, "ffn", model.ffn, || {
            "0, since every layer is a mixture of experts".to_owned()
        })
    } else {
        range("ffn", model.ffn, 1, 100_000_000)
    }
}
