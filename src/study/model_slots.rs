//! From a catalogue model to the slots of the kernel.

use crate::catalog::model::{Attention, Model};
use crate::model::{Format, Kernel, Llm, Slot};

/// The `model.` slots of a model, in the order of [`Llm::SLOTS`].
pub(super) fn model_slots(model: &Model) -> Vec<f64> {
    let n = |x: u64| x as f64;
    let flag = |x: bool| f64::from(u8::from(x));
    let (heads, kv_heads, head_dim, latent) = match &model.attention {
        Attention::Grouped { heads, kv_heads, head_dim } => (*heads, *kv_heads, *head_dim, None),
        Attention::Latent { heads, q_lora_rank, kv_lora_rank, qk_nope_dim, qk_rope_dim, v_dim } => {
            let qk = qk_nope_dim + qk_rope_dim;
            let parts = (*q_lora_rank, *kv_lora_rank, *qk_nope_dim, *qk_rope_dim, *v_dim);
            (*heads, *heads, qk, Some(parts))
        }
    };
    let moe = model.moe.as_ref();
    let value = |name: &str| match name {
        "model.layers" => n(model.layers),
        "model.dense_layers" => moe.map_or(0.0, |m| n(m.dense_layers)),
        "model.hidden" => n(model.hidden),
        "model.heads" => n(heads),
        "model.kv_heads" => n(kv_heads),
        "model.head_dim" => n(head_dim),
        "model.v_head_dim" => latent.map_or(0.0, |l| n(l.4)),
        "model.ffn" => n(model.ffn),
        "model.mlp_matrices" => {
            if model.gated_mlp {
                3.0
            } else {
                2.0
            }
        }
        "model.vocab" => n(model.vocab),
        "model.experts" => moe.map_or(0.0, |m| n(m.experts)),
        "model.experts_active" => moe.map_or(0.0, |m| n(m.active)),
        "model.expert_ffn" => moe.map_or(0.0, |m| n(m.expert_ffn)),
        "model.shared_ffn" => moe.map_or(0.0, |m| n(m.shared_experts * m.expert_ffn)),
        "model.latent" => flag(latent.is_some()),
        "model.q_lora" => latent.map_or(0.0, |l| n(l.0)),
        "model.kv_lora" => latent.map_or(0.0, |l| n(l.1)),
        "model.nope_dim" => latent.map_or(0.0, |l| n(l.2)),
        "model.rope_dim" => latent.map_or(0.0, |l| n(l.3)),
        "model.window" => model.sliding.as_ref().map_or(0.0, |w| n(w.window)),
        "model.window_layers" => model.sliding.as_ref().map_or(0.0, |w| n(w.layers)),
        "model.tied" => flag(model.tied_embeddings),
        "model.extra_params" => 0.0,
        other => unreachable!("no value for the slot {other}"),
    };
    let mut slots: Vec<f64> = Llm::<f64>::SLOTS.iter().map(|s| value(s.name)).collect();
    let extra = slot(Llm::<f64>::SLOTS, "model.extra_params");
    slots[extra] = (n(model.parameters().total()) - shaped_parameters(&slots)).max(0.0);
    slots
}

/// The parameters that the kernel itself derives from the shapes.
fn shaped_parameters(slots: &[f64]) -> f64 {
    let model = Llm::take(&mut slots.iter());
    // One byte each, in MB: a count in millions.
    let bytes = Format::take(&mut [1.0; Format::<f64>::SLOTS.len()].iter());
    model.weights_mb(&model.shard(1.0), 1.0, &bytes) * 1e6
}

/// The position of a slot.
pub(super) fn slot(slots: &[Slot], name: &str) -> usize {
    slots.iter().position(|s| s.name == name).unwrap_or_else(|| unreachable!("no slot {name}"))
}

/// The position of a slot of a kernel, if it has it.
pub(super) fn kernel_slot(kernel: Kernel, name: &str) -> Option<usize> {
    kernel.slots().iter().position(|s| s.name == name)
}
