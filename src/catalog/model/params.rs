//! Parameter counts from shapes: the proof that the shapes are right.

use super::{Attention, Model, Norm, Position};

/// Trained parameters of a model by component.
///
/// Left out, each below 0.5 % of any known model: token-type embeddings and poolers of encoders,
/// attention sinks, gates of shared experts, a second embedding norm, router correction biases.
/// A layer norm is counted with its bias. Counts saturate at `u64::MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// Token embedding and, if learned, position embedding.
    pub embedding: u64,
    /// Attention projections, their biases and the norms inside attention.
    pub attention: u64,
    /// Dense feed-forward layers.
    pub mlp: u64,
    /// Routed and shared experts, and routers.
    pub experts: u64,
    /// Norms of the residual stream.
    pub norms: u64,
    /// Output head; 0 if it is the token embedding.
    pub head: u64,
}

impl Parameters {
    /// Sum over the components.
    pub fn total(&self) -> u64 {
        sum(&[self.embedding, self.attention, self.mlp, self.experts, self.norms, self.head])
    }
}

/// Product that saturates, so that absurd shapes become an absurd count and not a wrapped one.
fn product(factors: &[u64]) -> u64 {
    factors.iter().fold(1, |a, &b| a.saturating_mul(b))
}

fn sum(terms: &[u64]) -> u64 {
    terms.iter().fold(0, |a, &b| a.saturating_add(b))
}

/// A matrix `inputs x outputs`, with `outputs` biases if it has a bias.
fn linear(inputs: u64, outputs: u64, bias: bool) -> u64 {
    sum(&[product(&[inputs, outputs]), if bias { outputs } else { 0 }])
}

impl Model {
    /// Parameters by component.
    ///
    /// GPT-2 small: embedding 50257 * 768 + 1024 * 768, and per layer attention
    /// 4 * 768^2 + 4 * 768, MLP 2 * 768 * 3072 + 3072 + 768, norms 4 * 768; 124 439 808 in all.
    pub fn parameters(&self) -> Parameters {
        let table = product(&[self.vocab, self.hidden]);
        let positions = match self.position {
            Position::Learned { positions } => product(&[positions, self.hidden]),
            Position::Rotary | Position::Alibi | Position::TransformerXl => 0,
        };
        let per_moe_layer = self.moe.map_or(0, |m| {
            sum(&[self.router(m.experts), self.experts(sum(&[m.experts, m.shared_experts]))])
        });
        Parameters {
            embedding: sum(&[table, positions]),
            attention: product(&[self.layers, self.attention_layer()]),
            mlp: product(&[self.dense_layers(), self.feed_forward(self.ffn)]),
            experts: product(&[self.moe_layers(), per_moe_layer]),
            norms: sum(&[
                product(&[self.layers, self.norms_per_layer, self.norm_width(self.hidden)]),
                self.norm_width(self.hidden),
            ]),
            head: if self.tied_embeddings { 0 } else { table },
        }
    }

    /// Parameters that one token's arithmetic uses.
    ///
    /// Everything but the experts it does not visit and the embedding tables, which are looked up
    /// and not multiplied; the output head counts, tied or not. Publishers differ: some add the
    /// input embedding (Mixtral, Qwen3), some do not (gpt-oss, DeepSeek-V3).
    pub fn active_parameters(&self) -> u64 {
        let all = self.parameters();
        let visited = self.moe.map_or(0, |m| {
            sum(&[self.router(m.experts), self.experts(sum(&[m.active, m.shared_experts]))])
        });
        sum(&[
            all.attention,
            all.mlp,
            product(&[self.moe_layers(), visited]),
            all.norms,
            product(&[self.vocab, self.hidden]),
        ])
    }

    fn norm_width(&self, channels: u64) -> u64 {
        match self.norm {
            Norm::Layer => product(&[2, channels]),
            Norm::Rms => channels,
        }
    }

    fn attention_layer(&self) -> u64 {
        let h = self.hidden;
        match self.attention {
            Attention::Grouped { heads, kv_heads, head_dim } => {
                let queries = product(&[heads, head_dim]);
                let keys = product(&[kv_heads, head_dim]);
                let relative = match self.position {
                    Position::TransformerXl => linear(h, queries, false),
                    _ => 0,
                };
                sum(&[
                    linear(h, queries, self.qkv_bias),
                    product(&[2, linear(h, keys, self.qkv_bias)]),
                    linear(queries, h, self.output_bias),
                    relative,
                    if self.qk_norm { product(&[2, self.norm_width(head_dim)]) } else { 0 },
                ])
            }
            Attention::Latent {
                heads,
                q_lora_rank,
                kv_lora_rank,
                qk_nope_dim,
                qk_rope_dim,
                v_dim,
            } => {
                let queries = product(&[heads, sum(&[qk_nope_dim, qk_rope_dim])]);
                let query = if q_lora_rank == 0 {
                    linear(h, queries, false)
                } else {
                    sum(&[
                        linear(h, q_lora_rank, self.qkv_bias),
                        self.norm_width(q_lora_rank),
                        linear(q_lora_rank, queries, false),
                    ])
                };
                sum(&[
                    query,
                    linear(h, sum(&[kv_lora_rank, qk_rope_dim]), self.qkv_bias),
                    self.norm_width(kv_lora_rank),
                    linear(kv_lora_rank, product(&[heads, sum(&[qk_nope_dim, v_dim])]), false),
                    linear(product(&[heads, v_dim]), h, self.output_bias),
                ])
            }
        }
    }

    fn feed_forward(&self, width: u64) -> u64 {
        let inward = linear(self.hidden, width, self.mlp_bias);
        sum(&[
            product(&[if self.gated_mlp { 2 } else { 1 }, inward]),
            linear(width, self.hidden, self.mlp_bias),
        ])
    }

    fn experts(&self, count: u64) -> u64 {
        self.moe.map_or(0, |m| product(&[count, self.feed_forward(m.expert_ffn)]))
    }

    fn router(&self, experts: u64) -> u64 {
        linear(self.hidden, experts, self.mlp_bias)
    }
}
