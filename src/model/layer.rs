//! The operations of one forward pass, prefill or decode.
//!
//! A pass is a list of operations with a count each: layers that are alike are worked out
//! once. Their sum is the time, and the list is the waterfall, so the two cannot disagree.
//! Operations follow each other; nothing overlaps between two of them, collectives included.
//! Fused as serving engines do: residual into norm, rotary embedding with the cache write,
//! gate with activation.

use super::attention::{self, Attention, Heads};
use super::chip::{Format, Rates};
use super::collective::{all_gather, all_reduce};
use super::constants as c;
use super::gemm::{Shape, gemm, grouped};
use super::moe::distinct_experts;
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
        };
        let bytes = self.format.residual_bytes;
        let full = attention::prefill(h, prompt, prompt, bytes, self.chip);
        let window = self.model.visible_window(prompt);
        let window = attention::prefill(h, prompt, window, bytes, self.chip);
        self.pass(Phase::Prefill, self.run.batch * prompt, full, window)
    }

    /// One token of every sequence at the mean context, `prompt + output / 2`.
    pub(crate) fn decode(&self) -> Vec<Operation<R>> {
        let context = (self.run.prompt + self.run.output * R::lit(0.5)).named("mean_context");
        let latent = self.model.is_latent();
        let (s, m) = (self.shard, self.model);
        let h = Heads {
            batch: self.run.batch,
            heads: s.heads,
            kv_heads: s.cache_heads,
            qk_dim: R::select(latent, m.kv_lora + m.rope_dim, s.qk_dim),
            v_dim: R::select(latent, m.kv_lora, s.v_dim),
        };
        let cache = s.cached * self.format.kv_bytes;
        let bytes = self.format.residual_bytes;
        let full = attention::decode(h, context, cache, bytes, self.chip);
        let window = attention::decode(h, m.visible_window(context), cache, bytes, self.chip);
        self.pass(Phase::Decode, self.run.batch, full, window)
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
        full: Attention<R>,
        window: Attention<R>,
    ) -> Vec<Operation<R>> {
        let (chip, f, m, s) = (self.chip, self.format, self.model, self.shard);
        let rate = chip.unit;
        let multiply = |rows: R, n: R, k: R| gemm(self.shape(rows, n, k), rate, chip);
        let mega = R::lit(1e-6);
        let operation = R::constant(&c::OPERATION);
        let mtokens = tokens * mega;
        let stream = (mtokens * m.hidden * f.residual_bytes).named("stream_mb");
        let reduce = all_reduce(stream, self.run.tp, chip);
        let mut p = Pass::new(phase);

        p.elementwise("embed", R::lit(1.0), R::lit(2.0) * stream, operation, chip);

        // Read the branch and the stream, write the stream and its norm: ten operations each.
        let norm_ops = R::lit(10.0) * tokens * m.hidden * operation;
        p.elementwise("norm", R::lit(2.0) * m.layers, R::lit(4.0) * stream, norm_ops, chip);

        // A narrower operand is converted by a kernel of its own, one per matrix product.
        let narrow = f.activation_bytes.lt(f.residual_bytes);
        let converted = |layers: R| R::select(narrow, layers, R::lit(0.0));
        let convert = |rows: R, width: R| {
            let elements = rows * mega * width;
            let mb = elements * (f.residual_bytes + f.activation_bytes);
            (mb, R::lit(4e6) * elements * operation)
        };
        let (mb, ops) = convert(tokens, m.hidden);
        p.elementwise("quantise_stream", converted(R::lit(2.0) * m.layers), mb, ops, chip);
        let (mb, ops) = convert(tokens, s.heads * s.v_dim);
        p.elementwise("quantise_heads", converted(m.layers), mb, ops, chip);

        p.gemm("project_in", m.layers, multiply(tokens, s.projected, m.hidden));
        let query_out = s.heads * s.qk_dim;
        p.gemm("latent_query", s.latent_layers, multiply(tokens, query_out, s.query_in));
        let value_out = s.heads * (m.nope_dim + s.v_dim);
        p.gemm("latent_key_value", s.latent_layers, multiply(tokens, value_out, m.kv_lora));
        let rotated = mtokens * (query_out + s.cache_heads * s.qk_dim);
        let rotary_mb = R::lit(2.0) * rotated * f.residual_bytes + mtokens * s.cached * f.kv_bytes;
        let rotary_ops = R::lit(6e6) * rotated * operation;
        p.elementwise("rotary_and_cache", m.layers, rotary_mb, rotary_ops, chip);
        p.attention("attention", m.layers - s.window_layers, full);
        p.attention("window_attention", s.window_layers, window);
        p.gemm("project_out", m.layers, multiply(tokens, m.hidden, s.heads * s.v_dim));
        p.network("attention_all_reduce", m.layers, reduce);

        let up = m.mlp_matrices - R::lit(1.0);
        let gate = |rows: R, width: R| {
            let elements = (rows * mega * width).named("gated_melements");
            (m.mlp_matrices * elements * f.residual_bytes, R::lit(8e6) * elements * operation)
        };
        p.gemm("mlp_up", s.dense_layers, multiply(tokens, up * s.ffn, m.hidden));
        let (mb, ops) = gate(tokens, s.ffn);
        p.elementwise("mlp_gate", s.dense_layers, mb, ops, chip);
        let (mb, ops) = convert(tokens, s.ffn);
        p.elementwise("quantise_mlp", converted(s.dense_layers), mb, ops, chip);
        p.gemm("mlp_down", s.dense_layers, multiply(tokens, m.hidden, s.ffn));

        p.gemm("router", s.moe_layers, multiply(tokens, m.experts, m.hidden));
        let one = R::lit(1.0);
        let (experts, active) =
            (m.experts.max(one), m.experts_active.max(one).min(m.experts.max(one)));
        let reached = distinct_experts(experts, active, tokens.max(one)).named("experts_reached");
        let rows = (tokens * active / reached).named("rows_per_expert");
        // Softmax and top-k, then the sort by expert, each over a few bytes per choice.
        let choices = mtokens * (m.experts + active) * f.residual_bytes;
        let route_ops = R::lit(10e6) * mtokens * experts * operation;
        p.elementwise("route", R::lit(2.0) * s.moe_layers, choices, route_ops, chip);
        // Gather the rows of every expert, and add the results up again.
        let permute = (active + one) * stream;
        p.elementwise("dispatch", s.moe_layers, permute, operation, chip);
        let width = s.expert_ffn;
        let slower = (rate * R::constant(&c::EXPERT_SHARE)).named("expert_unit_rate");
        let g = grouped(reached, self.shape(rows, up * width, m.hidden), slower, chip);
        p.gemm("expert_up", s.moe_layers, g);
        let (mb, ops) = gate(tokens * active, width);
        p.elementwise("expert_gate", s.moe_layers, mb, ops, chip);
        let (mb, ops) = convert(tokens * active, width);
        p.elementwise("quantise_experts", converted(s.moe_layers), mb, ops, chip);
        let g = grouped(reached, self.shape(rows, m.hidden, width), slower, chip);
        p.gemm("expert_down", s.moe_layers, g);
        let combine_ops = R::lit(2e6) * mtokens * active * m.hidden * operation;
        p.elementwise("combine", s.moe_layers, permute, combine_ops, chip);
        let shared = s.shared_ffn;
        p.gemm("shared_up", s.shared_layers, multiply(tokens, up * shared, m.hidden));
        let (mb, ops) = gate(tokens, shared);
        p.elementwise("shared_gate", s.shared_layers, mb, ops, chip);
        p.gemm("shared_down", s.shared_layers, multiply(tokens, m.hidden, shared));
        p.network("mlp_all_reduce", m.layers, reduce);

        let head = Shape {
            weight: f.head_bytes,
            operand: f.residual_bytes,
            ..self.shape(self.run.batch, s.vocab, m.hidden)
        };
        p.gemm("head", one, gemm(head, chip.wide_unit, chip));
        let logits = self.run.batch * mega * m.vocab * f.residual_bytes;
        p.network("logits_all_gather", one, all_gather(logits, self.run.tp, chip));
        p.finish()
    }
}
