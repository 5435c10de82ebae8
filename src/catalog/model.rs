//! Transformer language models by shape: what a closed-form cost model needs, and nothing else.

mod check;
mod error;
mod load;
mod params;
mod resolve;

use serde::Deserialize;

pub(crate) use check::check;
pub use error::{ModelError, Place};
pub use load::{models, models_from};
pub use params::Parameters;
pub use resolve::find;

/// What a forward pass of the model produces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Causal attention, one token after another; has a KV cache.
    Decoder,
    /// Bidirectional attention over the whole sequence; has no KV cache.
    Encoder,
}

/// How a fact came into the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// Read in the named source.
    Read,
    /// Written from memory of the named source, and not read again there.
    Recalled,
    /// Computed from facts of the named source.
    Derived,
    /// A guess; the source says what it rests on.
    Estimated,
}

/// How a layer attends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// Multi-head (`kv_heads == heads`), multi-query (`kv_heads == 1`) or grouped-query attention.
    Grouped {
        /// Query heads.
        heads: u64,
        /// Key and value heads; divides `heads`.
        kv_heads: u64,
        /// Width of one head; `heads * head_dim` need not be the hidden width.
        head_dim: u64,
    },
    /// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434): keys and values are
    /// re-expanded from one compressed vector per token.
    Latent {
        /// Query heads.
        heads: u64,
        /// Width of the compressed query; 0 if queries are projected directly.
        q_lora_rank: u64,
        /// Width of the compressed key/value vector that is cached.
        kv_lora_rank: u64,
        /// Per-head query/key width without rotary embedding.
        qk_nope_dim: u64,
        /// Rotary query/key width; the key part is shared by all heads.
        qk_rope_dim: u64,
        /// Per-head value width.
        v_dim: u64,
    },
}

impl Attention {
    /// Query heads.
    pub fn heads(&self) -> u64 {
        match *self {
            Self::Grouped { heads, .. } | Self::Latent { heads, .. } => heads,
        }
    }

    /// Numbers kept in the KV cache per token and layer.
    ///
    /// Grouped: `2 * kv_heads * head_dim` (Llama 3 70B: 2 * 8 * 128 = 2048).
    /// Latent: `kv_lora_rank + qk_rope_dim` (DeepSeek-V3: 512 + 64 = 576).
    pub fn kv_elements(&self) -> u64 {
        match *self {
            Self::Grouped { kv_heads, head_dim, .. } => 2 * kv_heads * head_dim,
            Self::Latent { kv_lora_rank, qk_rope_dim, .. } => kv_lora_rank + qk_rope_dim,
        }
    }
}

/// Layers whose queries see only the latest keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlidingWindow {
    /// Tokens a query sees, itself included.
    pub window: u64,
    /// How many of the model's layers are so limited; the others see everything.
    pub layers: u64,
}

/// Mixture-of-experts feed-forward layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moe {
    /// Routed experts per layer.
    pub experts: u64,
    /// Routed experts a token visits per layer.
    pub active: u64,
    /// Experts every token visits, each as wide as a routed one.
    #[serde(default)]
    pub shared_experts: u64,
    /// Inner width of one expert.
    pub expert_ffn: u64,
    /// Leading layers that have a dense feed-forward layer instead.
    #[serde(default)]
    pub dense_layers: u64,
}

/// How the model knows where a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// A trained table of this many position vectors, added to the token embedding.
    Learned {
        /// Rows of the table.
        positions: u64,
    },
    /// Rotary embedding of queries and keys; no parameters.
    Rotary,
    /// A linear bias on the scores; no parameters that count.
    Alibi,
    /// Transformer-XL relative positions: one more `hidden x (heads * head_dim)` matrix per layer.
    TransformerXl,
}

/// Which normalisation a layer uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Norm {
    /// LayerNorm: a scale and a bias per channel.
    Layer,
    /// RMSNorm: a scale per channel.
    Rms,
}

/// One transformer language model.
///
/// Llama 3 70B: 80 layers of hidden width 8192, 64 query and 8 KV heads of 128, a gated MLP of
/// 28672 and a vocabulary of 128256 make 70 553 706 496 parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Unique kebab-case name.
    pub id: String,
    /// Name as its makers write it.
    pub name: String,
    /// Other names of this model, or of models of the same shapes.
    pub aliases: Vec<String>,
    /// Decoder or encoder.
    pub kind: Kind,
    /// Transformer layers.
    pub layers: u64,
    /// Width of the residual stream.
    pub hidden: u64,
    /// How each layer attends.
    pub attention: Attention,
    /// Layers with a sliding window, if any.
    pub sliding: Option<SlidingWindow>,
    /// Whether the feed-forward layers are gated: three matrices (SwiGLU, GeGLU), not two.
    pub gated_mlp: bool,
    /// Inner width of the dense feed-forward layers; 0 if every layer is a mixture of experts.
    pub ffn: u64,
    /// Mixture of experts, if any.
    pub moe: Option<Moe>,
    /// Rows of the token embedding, padding included.
    pub vocab: u64,
    /// Whether the output head is the token embedding.
    pub tied_embeddings: bool,
    /// How positions are encoded.
    pub position: Position,
    /// Which normalisation is used.
    pub norm: Norm,
    /// Hidden-wide normalisations per layer (2 usual, 1 in PaLM, 4 in Gemma 2).
    pub norms_per_layer: u64,
    /// Whether each head's query and key are normalised (Qwen3).
    pub qk_norm: bool,
    /// Whether attention and MLP read the same input and run side by side (PaLM, GPT-J).
    pub parallel_block: bool,
    /// Whether the query, key and value projections have biases.
    pub qkv_bias: bool,
    /// Whether the attention output projection has a bias.
    pub output_bias: bool,
    /// Whether the feed-forward projections (and a router) have biases.
    pub mlp_bias: bool,
    /// Longest context the makers claim, in tokens.
    pub max_context: u64,
    /// Total parameters as published, in 10^9.
    pub published_params_b: Option<f64>,
    /// Parameters active per token as published, in 10^9 (mixtures of experts only).
    pub published_active_params_b: Option<f64>,
    /// Where the shapes and the published figures come from.
    pub source: String,
    /// How they came from there.
    pub provenance: Provenance,
}

impl Model {
    /// Layers with a dense feed-forward layer.
    pub fn dense_layers(&self) -> u64 {
        self.moe.map_or(self.layers, |m| m.dense_layers)
    }

    /// Layers with a mixture of experts.
    pub fn moe_layers(&self) -> u64 {
        self.layers.saturating_sub(self.dense_layers())
    }
}
