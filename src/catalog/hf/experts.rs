//! Mixture-of-experts keys, which every family spells in its own way.

use super::reader::Reader;
use super::windows::leading;
use crate::catalog::model::{ModelError, Moe};

/// How a family gives its experts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Experts {
    /// Dense.
    None,
    /// `num_local_experts` of width `intermediate_size` (Mixtral, gpt-oss).
    Local,
    /// `num_experts` of width `moe_intermediate_size` (Qwen2-MoE, Qwen3-MoE).
    Qwen {
        /// Whether there is a shared expert of `shared_expert_intermediate_size`.
        shared: bool,
    },
    /// `n_routed_experts` and `n_shared_experts` of width `moe_intermediate_size` (DeepSeek).
    DeepSeek {
        /// `first_k_dense_replace` if absent.
        dense_layers: u64,
    },
}

/// The width of the dense layers (0 if there are none) and the experts.
pub(super) fn read(
    r: &Reader<'_>,
    experts: Experts,
    layers: u64,
) -> Result<(u64, Option<Moe>), ModelError> {
    const ACTIVE: [&str; 2] = ["num_experts_per_tok", "experts_per_token"];
    let moe = match experts {
        Experts::None => return Ok((r.count("ffn", &["intermediate_size"])?, None)),
        Experts::Local => Moe {
            experts: r.count("moe.experts", &["num_local_experts", "num_experts"])?,
            active: r.count("moe.active", &ACTIVE)?,
            shared_experts: 0,
            expert_ffn: r.count("moe.expert_ffn", &["intermediate_size"])?,
            dense_layers: 0,
        },
        Experts::Qwen { shared } => {
            r.refuse_unless(&["decoder_sparse_step"], |v| v.as_u64() == Some(1))?;
            let expert_ffn = r.count("moe.expert_ffn", &["moe_intermediate_size"])?;
            Moe {
                experts: r.count("moe.experts", &["num_experts", "num_local_experts"])?,
                active: r.count("moe.active", &ACTIVE)?,
                shared_experts: if shared { shared_experts(r, expert_ffn)? } else { 0 },
                expert_ffn,
                dense_layers: dense_layers(r)?,
            }
        }
        Experts::DeepSeek { dense_layers } => {
            r.refuse_unless(&["moe_layer_freq"], |v| v.as_u64() == Some(1))?;
            let first = ["first_k_dense_replace"];
            Moe {
                experts: r.count("moe.experts", &["n_routed_experts", "num_local_experts"])?,
                active: r.count("moe.active", &ACTIVE)?,
                shared_experts: match r.maybe("moe.shared_experts", &["n_shared_experts"])? {
                    None if !r.has("n_shared_experts") => {
                        let expected = "the number of shared experts, or null";
                        return Err(r.missing("n_shared_experts", expected));
                    }
                    shared => shared.unwrap_or(0),
                },
                expert_ffn: r.count("moe.expert_ffn", &["moe_intermediate_size"])?,
                dense_layers: r.maybe("moe.dense_layers", &first)?.unwrap_or(dense_layers),
            }
        }
    };
    // Configurations without dense layers still carry a dense width, which nothing uses.
    r.note("intermediate_size");
    let ffn =
        if moe.dense_layers.min(layers) == 0 { 0 } else { r.count("ffn", &["intermediate_size"])? };
    Ok((ffn, Some(moe)))
}

fn shared_experts(r: &Reader<'_>, expert_ffn: u64) -> Result<u64, ModelError> {
    let key = "shared_expert_intermediate_size";
    let width = r.count("moe.shared_experts", &[key])?;
    match width.checked_rem(expert_ffn) {
        Some(0) => Ok(width / expert_ffn),
        _ => Err(r.unsupported(
            key,
            &format!("it can only be a multiple of `moe_intermediate_size` = {expert_ffn}"),
            &width.to_string(),
        )),
    }
}

fn dense_layers(r: &Reader<'_>) -> Result<u64, ModelError> {
    let list = r.list("mlp_only_layers")?.unwrap_or_default();
    leading(list).ok_or_else(|| {
        let found = serde_json::Value::from(list.to_vec()).to_string();
        r.unsupported("mlp_only_layers", "only leading layers can be dense", &found)
    })
}
