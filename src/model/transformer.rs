//! The transformer: its slots, and the shapes one chip of a tensor-parallel group holds.
//!
//! Tensor parallelism splits heads, MLP width and vocabulary by columns, the projections back
//! by rows (Shoeybi et al., arXiv 1909.08053), each expert likewise. Key-value heads fewer
//! than chips are copied; so are MLA's down-projections and its latent cache.
//!
//! Parameters by shape; Llama-3-70B: 80 · (8192 · (8192 + 2048) + 8192² + 3 · 8192 · 28672 +
//! 2 · 8192) + 2 · 128256 · 8192 + 8192 = 70,553,706,496. Ignored: biases, query-key norms and
//! vision towers, unless given as `extra_params`.

use super::chip::Format;
use super::slot::inputs;
use crate::number::{Constant, Real, Unit};

const NONE: Constant = Constant {
    name: "NONE",
    value: 0.0,
    unit: Unit::ONE,
    origin: "absent unless the model has it",
};
const GATED: Constant =
    Constant { name: "GATED", value: 3.0, unit: Unit::ONE, origin: "gated MLP (SwiGLU)" };

inputs! {
    /// A decoder-only transformer; flags are 0 or 1, and what it lacks is 0.
    Llm as "model" {
        /// Layers.
        layers: ONE "1";
        /// Of them, layers with a dense MLP although the model has experts.
        dense_layers: ONE "1" = NONE;
        /// Width of the residual stream.
        hidden: ONE "1";
        /// Query heads.
        heads: ONE "1";
        /// Key-value heads.
        kv_heads: ONE "1";
        /// Width of a query or key head.
        head_dim: ONE "1";
        /// Width of a value head; 0 for the width of a key head.
        v_head_dim: ONE "1" = NONE;
        /// Width of the dense MLP.
        ffn: ONE "1";
        /// Matrices of an MLP: 3 if gated, else 2.
        mlp_matrices: ONE "1" = GATED;
        /// Vocabulary.
        vocab: ONE "1";
        /// Routed experts of a layer; 0 for a dense model.
        experts: ONE "1" = NONE;
        /// Routed experts a token uses.
        experts_active: ONE "1" = NONE;
        /// Width of one routed expert.
        expert_ffn: ONE "1" = NONE;
        /// Width of all shared experts of a layer together.
        shared_ffn: ONE "1" = NONE;
        /// 1 for multi-head latent attention.
        latent: ONE "1" = NONE;
        /// Width of the compressed query; 0 if queries are not compressed.
        q_lora: ONE "1" = NONE;
        /// Width of the compressed key-value.
        kv_lora: ONE "1" = NONE;
        /// Rotary part of a latent head.
        rope_dim: ONE "1" = NONE;
        /// Part of a latent head without position.
        nope_dim: ONE "1" = NONE;
        /// Sliding window in tokens.
        window: ONE "1" = NONE;
        /// Layers that attend within the window.
        window_layers: ONE "1" = NONE;
        /// 1 if the LM head is the embedding.
        tied: ONE "1" = NONE;
        /// Parameters beyond those the shapes give.
        extra_params: ONE "1" = NONE;
    }
}

inputs! {
    /// What is asked of the model.
    Run as "run" {
        /// Sequences processed together.
        batch: ONE "1";
        /// Prompt tokens per sequence.
        prompt: ONE "token";
        /// Generated tokens per sequence.
        output: ONE "token";
        /// Chips of the tensor-parallel group.
        tp: ONE "1";
    }
}

/// The model as one chip of the group sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shard<R> {
    pub(crate) heads: R,
    pub(crate) kv_heads: R,
    pub(crate) qk_dim: R,
    pub(crate) v_dim: R,
    /// Columns of the first attention projection.
    pub(crate) projected: R,
    /// Input width of the query projection of latent attention.
    pub(crate) query_in: R,
    pub(crate) ffn: R,
    pub(crate) expert_ffn: R,
    pub(crate) shared_ffn: R,
    pub(crate) vocab: R,
    /// Elements cached per token and layer.
    pub(crate) cached: R,
    /// Heads the cache holds.
    pub(crate) cache_heads: R,
    pub(crate) dense_layers: R,
    pub(crate) moe_layers: R,
    pub(crate) shared_layers: R,
    /// Layers with latent attention.
    pub(crate) latent_layers: R,
    pub(crate) window_layers: R,
}

impl<R: Real> Llm<R> {
    pub(crate) fn is_latent(&self) -> R::Bool {
        R::lit(0.5).lt(self.latent)
    }

    /// The part of the model one of `tp` chips holds.
    pub(crate) fn shard(&self, tp: R) -> Shard<R> {
        let (zero, one) = (R::lit(0.0), R::lit(1.0));
        let latent = self.is_latent();
        let heads = (self.heads / tp).named("heads_per_chip");
        let kv_heads = (self.kv_heads / tp).max(one).named("kv_heads_per_chip");
        let value = R::select(zero.lt(self.v_head_dim), self.v_head_dim, self.head_dim);
        let qk_dim = R::select(latent, self.nope_dim + self.rope_dim, self.head_dim);
        let latent_width = self.kv_lora + self.rope_dim;
        let kv_width = kv_heads * (self.head_dim + value);
        let moe_layers =
            R::select(zero.lt(self.experts), self.layers - self.dense_layers, zero).max(zero);
        Shard {
            heads,
            kv_heads: R::select(latent, heads, kv_heads),
            qk_dim,
            v_dim: value,
            projected: R::select(
                latent,
                self.q_lora + latent_width,
                heads * self.head_dim + kv_width,
            )
            .named("projected_width"),
            query_in: R::select(zero.lt(self.q_lora), self.q_lora, self.hidden),
            ffn: (self.ffn / tp).max(one),
            expert_ffn: (self.expert_ffn / tp).max(one),
            shared_ffn: (self.shared_ffn / tp).max(one),
            vocab: (self.vocab / tp).max(one),
            cached: R::select(latent, latent_width, kv_width).named("cached_elements"),
            cache_heads: R::select(latent, one, kv_heads),
            dense_layers: self.layers - moe_layers,
            moe_layers: moe_layers.named("moe_layers"),
            shared_layers: R::select(zero.lt(self.shared_ffn), moe_layers, zero),
            latent_layers: R::select(latent, self.layers, zero),
            window_layers: R::select(
                zero.lt(self.window),
                self.window_layers.min(self.layers),
                zero,
            ),
        }
    }

    /// Weights one chip holds, in MB.
    pub(crate) fn weights_mb(&self, s: &Shard<R>, tp: R, format: &Format<R>) -> R {
        let zero = R::lit(0.0);
        let hidden = self.hidden * R::lit(1e-6);
        let latent_up =
            s.query_in * s.heads * s.qk_dim + self.kv_lora * s.heads * (self.nope_dim + s.v_dim);
        let attention = hidden * s.projected
            + R::select(self.is_latent(), latent_up * R::lit(1e-6), zero)
            + hidden * s.heads * s.v_dim;
        let dense = self.mlp_matrices * hidden * self.ffn / tp;
        let expert = self.experts * self.expert_ffn + self.shared_ffn;
        let moe = self.mlp_matrices * hidden * expert / tp + hidden * self.experts;
        let norms = R::lit(2.0) * hidden * self.layers + hidden;
        let layers = (self.layers * attention + s.dense_layers * dense + s.moe_layers * moe)
            .named("layer_mparams");
        let head = hidden * self.vocab / tp * (R::lit(2.0) - self.tied);
        let extra = self.extra_params * R::lit(1e-6) / tp;
        ((layers + extra) * format.weight_bytes
            + norms * format.residual_bytes
            + head * format.head_bytes)
            .named("weights_mb")
    }

    /// Cache one chip holds for `batch` sequences of `tokens`, in MB; window layers keep no
    /// more than their window.
    pub(crate) fn cache_mb(&self, s: &Shard<R>, batch: R, tokens: R, format: &Format<R>) -> R {
        let kept = tokens.min(self.visible_window(tokens));
        let full = self.layers - s.window_layers;
        let per_sequence = (full * tokens + s.window_layers * kept) * R::lit(1e-6);
        (batch * per_sequence * s.cached * format.kv_bytes).named("cache_mb")
    }

    /// Keys a query of a window layer sees among `context`.
    pub(crate) fn visible_window(&self, context: R) -> R {
        R::select(R::lit(0.0).lt(self.window), self.window.min(context), context)
    }
}
