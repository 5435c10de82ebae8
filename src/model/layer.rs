//! The operations of one forward pass, prefill or decode.
//!
//! A pass is a list of operations with a count each: layers that are alike are worked out
//! once. Their sum is the time, and the list is the waterfall, so the two cannot disagree.
//! Operations follow each other; nothing overlaps between two of them, collectives included.
//! Fused as serving engines do: residual into norm, rotary embedding with the cache write,
//! gate with activation. Experts are reached as [`moe`] says, evenly loaded, and
//! split among chips like a dense MLP. Ignored: sampling, expert parallelism, query-key norms.

use super::attention::{self, Attention, Bytes, Heads};
use super::chip::{Format, Rates};
use super::collective::Traffic;
use super::collective::custom::custom_parts;
use super::collective::ring::ring_parts;
use super::constants as c;
use super::gemm::{Reuse, Shape, gemm};
use super::library::Library;
use super::mla::{self, Latent};
use super::moe;
use super::operation::{Operation, Pass, Phase};
use super::transformer::{Llm, Run, Shard};
use crate::number::Real;

/// What a pass runs on: the inputs and what follows from them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a, R> {
    pub(crate) chip: &'a Rates<R>,
    pub(crate) format: &'a Format<R>,
    pub(crate) model: &'a Llm<R>,
    pub(crate) shard: &'a Shard<R>,
    pub(crate) run: &'a Run<R>,
    pub(crate) library: &'a Library<R>,
}

impl<R: Real> Setting<'_, R> {
    /// The prompt of every sequence at once; the head sees the last token of each.
    pub(crate) fn prefill(&self) -> Vec<Operation<R>> {
        let prompt = self.run.prompt;
        let h = Heads {
            batch: self.run.batch,
            heads: self.shard.heads,
            kv_heads: self.shard.kv_heads,
            qk_dim: self.shard.qk_dim,
            v_dim: self.shard.v_dim,
            cached: self.shard.qk_dim + self.shard.v_dim,
        };
        let bytes = self.attention_bytes();
        let full = attention::prefill(h, prompt, prompt, bytes, self.chip, &self.library.context);
        let window = self.model.visible_window(prompt);
        let window = attention::prefill(h, prompt, window, bytes, self.chip, &self.library.context);
        let latent = self.latent(prompt, R::lit(0.0));
        let latent = mla::prefill(latent, bytes.into(), self.chip, &self.library.latent_context);
        self.pass(Phase::Prefill, self.run.batch * prompt, [full, window, latent])
    }

    /// One token of every sequence at the mean context, `prompt + output / 2`.
    pub(crate) fn decode(&self) -> Vec<Operation<R>> {
        let context = (self.run.prompt + self.run.output * R::lit(0.5)).named("mean_context");
        let (s, m) = (self.shard, self.model);
        let h = Heads {
            batch: self.run.batch,
            heads: s.heads,
            kv_heads: s.cache_heads,
            qk_dim: s.qk_dim,
            v_dim: s.v_dim,
            cached: s.cached / s.cache_heads,
        };
        let bytes = self.attention_bytes();
        let full =
            attention::decode(h, context, context, bytes, self.chip, &self.library.generation);
        let window = m.visible_window(context);
        let window =
            attention::decode(h, context, window, bytes, self.chip, &self.library.generation);
        let one = R::lit(1.0);
        let latent = self.latent(one, context - one);
        let latent = mla::decode(latent, bytes.into(), self.chip, &self.library.latent_generation);
        self.pass(Phase::Decode, self.run.batch, [full, window, latent])
    }

    /// Latent attention; widths of 1 where the model has none, so that its time is finite.
    fn latent(&self, queries: R, cached: R) -> Latent<R> {
        let (s, m, one) = (self.shard, self.model, R::lit(1.0));
        Latent {
            batch: self.run.batch,
            heads: s.heads,
            queries,
            cached,
            kv_rank: m.kv_lora.max(one),
            rope_dim: m.rope_dim.max(one),
            nope_dim: m.nope_dim.max(one),
            v_dim: s.v_dim,
        }
    }

    fn attention_bytes(&self) -> Bytes<R> {
        Bytes { activation: self.format.residual_bytes, cache: self.format.kv_bytes }
    }

    fn shape(&self, m: R, n: R, k: R) -> Shape<R> {
        Shape {
            m,
            // A part the model lacks has no width: its count is 0, its time must be finite.
            n: n.max(R::lit(1.0)),
            k: k.max(R::lit(1.0)),
            weight: self.format.weight_bytes,
            operand: self.format.activation_bytes,
            result: self.format.residual_bytes,
        }
    }

    fn pass(
        &self,
        phase: Phase,
        tokens: R,
        [full, window, latent]: [Attention<R>; 3],
    ) -> Vec<Operation<R>> {
        let (chip, f, m, s) = (self.chip, self.format, self.model, self.shard);
        let one = R::lit(1.0);
        // The other layers' weights come in between.
        let reuse = Reuse { weights: m.layers, activations: one, sustained: R::lit(0.0) };
        let multiply = |rows: R, n: R, k: R| {
            gemm(self.shape(rows, n, k), reuse, chip.unit_peak, chip, &self.library.gemm)
        };
        let mega = R::lit(1e-6);
        let mb = |elements: R, bytes: R| elements * mega * bytes;
        // A copy computes nothing; its vector time must only not be 0.
        let copy = R::constant(&c::OPERATION);
        let residuals = tokens * m.hidden;
        let stream = mb(residuals, f.residual_bytes).named("stream_mb");
        let tp = self.run.tp;
        let reduce = custom_parts(stream, tp, chip.link, one, &self.library.all_reduce);
        let mut p = Pass::new(phase);

        p.elementwise("embed", R::lit(1.0), R::lit(2.0) * stream, copy, chip);

        // Read the branch and the stream, write the stream and its norm.
        let norm_ops = residuals * R::constant(&c::NORM_OPS);
        p.elementwise("norm", R::lit(2.0) * m.layers, R::lit(4.0) * stream, norm_ops, chip);

        // A narrower operand is converted by a kernel of its own, one per matrix product.
        let narrow = f.activation_bytes.lt(f.residual_bytes);
        let converted = |layers: R| R::select(narrow, layers, R::lit(0.0));
        let both = f.residual_bytes + f.activation_bytes;
        let convert = |elements: R| (mb(elements, both), elements * R::constant(&c::CONVERT_OPS));
        let (moved, ops) = convert(residuals);
        p.elementwise("quantise_stream", converted(R::lit(2.0) * m.layers), moved, ops, chip);
        let (moved, ops) = convert(tokens * s.heads * s.v_dim);
        p.elementwise("quantise_heads", converted(m.layers), moved, ops, chip);

        p.gemm("project_in", m.layers, multiply(tokens, s.projected, m.hidden));
        let query_out = s.heads * s.qk_dim;
        p.gemm("latent_query", s.latent_layers, multiply(tokens, query_out, s.query_in));
        let value_out = s.heads * (m.nope_dim + s.v_dim);
        p.gemm("latent_key_value", s.latent_layers, multiply(tokens, value_out, m.kv_lora));
        let rotated = tokens * (query_out + s.cache_heads * s.qk_dim);
        let moved = R::lit(2.0) * mb(rotated, f.residual_bytes) + mb(tokens * s.cached, f.kv_bytes);
        let ops = rotated * R::constant(&c::ROTARY_OPS);
        // The floor of latent attention holds its own.
        let headed = |layers: R| R::select(m.is_latent(), R::lit(0.0), layers);
        p.elementwise("rotary_and_cache", headed(m.layers), moved, ops, chip);
        p.attention("attention", headed(m.layers - s.window_layers), full);
        p.attention("window_attention", headed(s.window_layers), window);
        p.attention("latent_attention", s.latent_layers, latent);
        p.gemm("project_out", m.layers, multiply(tokens, m.hidden, s.heads * s.v_dim));
        p.network("attention_all_reduce", m.layers, reduce);

        let up = m.mlp_matrices - R::lit(1.0);
        let gate = |elements: R| {
            let moved = m.mlp_matrices * mb(elements, f.residual_bytes);
            (moved, elements * R::constant(&c::GATE_OPS))
        };
        p.gemm("mlp_up", s.dense_layers, multiply(tokens, up * s.ffn, m.hidden));
        let (moved, ops) = gate(tokens * s.ffn);
        p.elementwise("mlp_gate", s.dense_layers, moved, ops, chip);
        let (moved, ops) = convert(tokens * s.ffn);
        p.elementwise("quantise_mlp", converted(s.dense_layers), moved, ops, chip);
        p.gemm("mlp_down", s.dense_layers, multiply(tokens, m.hidden, s.ffn));

        p.gemm("router", s.moe_layers, multiply(tokens, m.experts, m.hidden));
        let one = R::lit(1.0);
        let experts = m.experts.max(one);
        let layer = moe::Layer {
            tokens: tokens.max(one),
            topk: m.experts_active.max(one).min(experts),
            experts,
            local: experts,
            hidden: m.hidden,
            width: s.expert_ffn.max(one),
            up,
            weight: f.weight_bytes,
            operand: f.activation_bytes,
            result: f.residual_bytes,
        };
        let experts = &self.library.moe;
        let loads = layer.evenly_routed(experts);
        p.experts(s.moe_layers, &layer.parts(&loads, experts, chip));
        let shared = s.shared_ffn;
        p.gemm("shared_up", s.shared_layers, multiply(tokens, up * shared, m.hidden));
        let (moved, ops) = gate(tokens * shared);
        p.elementwise("shared_gate", s.shared_layers, moved, ops, chip);
        p.gemm("shared_down", s.shared_layers, multiply(tokens, m.hidden, shared));
        p.network("mlp_all_reduce", m.layers, reduce);

        let head = Shape {
            weight: f.head_bytes,
            operand: f.residual_bytes,
            ..self.shape(self.run.batch, s.vocab, m.hidden)
        };
        p.gemm("head", one, gemm(head, reuse, chip.wide_peak, chip, &self.library.gemm));
        let logits = mb(self.run.batch * m.vocab, f.residual_bytes);
        let traffic = Traffic::all_gather(logits, tp, f.residual_bytes);
        let gathered = ring_parts(traffic, chip.link, &self.library.ring);
        p.network("logits_all_gather", one, gathered);
        p.finish()
    }
}
