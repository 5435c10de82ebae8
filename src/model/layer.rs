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
use super::gemm::{Gemm, Shape, gemm, grouped};
use super::moe::distinct_experts;
use super::roofline::elementwise;
use super::transformer::{Llm, Run, Shard};
use crate::number::Real;

/// Which part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The prompt, in one pass.
    Prefill,
    /// One generated token of every sequence.
    Decode,
    /// A single kernel.
    Kernel,
}

/// The resource an operation spends its time on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Matrix units.
    Matrix,
    /// Vector and exponential units.
    Vector,
    /// Memory and L2.
    Memory,
    /// Scale-up links.
    Network,
    /// Launches and hops.
    Latency,
}

impl Resource {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Vector => "vector",
            Self::Memory => "memory",
            Self::Network => "network",
            Self::Latency => "latency",
        }
    }
}

/// One operation of a pass: its time, what each resource alone would take, and its work.
#[derive(Debug, Clone, Copy)]
pub struct Operation<R> {
    /// Phase it belongs to.
    pub phase: Phase,
    /// Name, such as `mlp_up`.
    pub name: &'static str,
    /// How often it runs in the phase.
    pub count: R,
    /// Time of one run (µs).
    pub time_us: R,
    /// Time of the matrix units alone, tiles and waves included (µs).
    pub matrix_us: R,
    /// Time of the vector units alone (µs).
    pub vector_us: R,
    /// Time of memory and L2 alone (µs).
    pub memory_us: R,
    /// Time of the links alone (µs).
    pub network_us: R,
    /// Launches and hops (µs).
    pub latency_us: R,
    /// Matrix operations that the algorithm needs, padding excluded (MFLOP).
    pub mflop: R,
    /// Bytes the algorithm reads and writes (MB).
    pub mb: R,
}

impl Operation<f64> {
    /// The resource that alone would take longest.
    pub fn binding(&self) -> Resource {
        [
            (Resource::Matrix, self.matrix_us),
            (Resource::Vector, self.vector_us),
            (Resource::Memory, self.memory_us),
            (Resource::Network, self.network_us),
            (Resource::Latency, self.latency_us),
        ]
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(Resource::Latency, |(resource, _)| resource)
    }
}

/// Collects the operations of a pass.
struct Pass<R> {
    phase: Phase,
    operations: Vec<Operation<R>>,
}

impl<R: Real> Pass<R> {
    fn push(&mut self, name: &'static str, count: R, op: Operation<R>) {
        self.operations.push(Operation { phase: self.phase, name, count, ..op });
    }

    fn gemm(&mut self, name: &'static str, count: R, g: Gemm<R>) {
        self.push(name, count, from_gemm(g));
    }

    fn attention(&mut self, name: &'static str, count: R, a: Attention<R>) {
        self.push(
            name,
            count,
            Operation {
                time_us: a.time,
                matrix_us: a.matrix,
                vector_us: a.vector,
                memory_us: a.memory,
                latency_us: a.latency,
                mflop: a.mflop,
                mb: a.mb,
                ..idle()
            },
        );
    }

    fn elementwise(&mut self, name: &'static str, count: R, mb: R, mflop: R, chip: &Rates<R>) {
        let [time_us, vector_us, memory_us] =
            elementwise([mb, mflop, chip.memory, chip.l2, chip.l2_mb, chip.vector, chip.launch]);
        let op = Operation { time_us, vector_us, memory_us, latency_us: chip.launch, mb, ..idle() };
        self.push(name, count, op);
    }

    fn network(&mut self, name: &'static str, count: R, [network_us, latency_us]: [R; 2]) {
        let time_us = network_us + latency_us;
        self.push(name, count, Operation { time_us, network_us, latency_us, ..idle() });
    }
}

/// A matrix multiplication as an operation of a waterfall.
pub(crate) fn from_gemm<R: Real>(g: Gemm<R>) -> Operation<R> {
    Operation {
        time_us: g.time,
        matrix_us: g.matrix,
        memory_us: g.memory,
        latency_us: g.latency,
        mflop: g.mflop,
        mb: g.mb,
        ..idle()
    }
}

fn idle<R: Real>() -> Operation<R> {
    let zero = R::lit(0.0);
    Operation {
        phase: Phase::Kernel,
        name: "",
        count: R::lit(1.0),
        time_us: zero,
        matrix_us: zero,
        vector_us: zero,
        memory_us: zero,
        network_us: zero,
        latency_us: zero,
        mflop: zero,
        mb: zero,
    }
}

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
        let mut p = Pass { phase, operations: Vec::with_capacity(24) };

        p.elementwise("embed", R::lit(1.0), R::lit(2.0) * stream, operation, chip);

        // Read the branch and the stream, write the stream and its norm: ten operations each.
        let norm_ops = R::lit(10.0) * tokens * m.hidden * operation;
        p.elementwise("norm", R::lit(2.0) * m.layers, R::lit(4.0) * stream, norm_ops, chip);

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
        p.gemm("mlp_down", s.dense_layers, multiply(tokens, m.hidden, s.ffn));

        p.gemm("router", s.moe_layers, multiply(tokens, m.experts, m.hidden));
        let one = R::lit(1.0);
        let (experts, active) =
            (m.experts.max(one), m.experts_active.max(one).min(m.experts.max(one)));
        let reached = distinct_experts(experts, active, tokens.max(one)).named("experts_reached");
        let rows = (tokens * active / reached).named("rows_per_expert");
        // Gather the rows of every expert, and add the results up again.
        let permute = R::lit(2.0) * (active + one) * stream;
        p.elementwise("dispatch_and_combine", s.moe_layers, permute, operation, chip);
        let width = s.expert_ffn;
        let g = grouped(reached, self.shape(rows, up * width, m.hidden), rate, chip);
        p.gemm("expert_up", s.moe_layers, g);
        let (mb, ops) = gate(tokens * active, width);
        p.elementwise("expert_gate", s.moe_layers, mb, ops, chip);
        let g = grouped(reached, self.shape(rows, m.hidden, width), rate, chip);
        p.gemm("expert_down", s.moe_layers, g);
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
        p.operations
    }
}
