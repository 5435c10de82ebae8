//! Serving a language model: from the operations of its two phases to what users ask for.
//!
//! ```text
//! request      = prefill + (output − 1) · tpot
//! tokens/s     = batch · output / request
//! MFU          = operations / (time · matrix peak)
//! MBU          = bytes / (time · memory peak)
//! memory       = weights + cache at full length + workspace
//! ```
//!
//! Static batching: all sequences start together, the prompt is one pass, a decode step is
//! taken at the mean context. Workspace is the activations of at most 8192 tokens (longer
//! prompts are processed in chunks) and the logits in fp32. Ignored: host time between steps,
//! sampling, queueing, memory of the runtime, in-flight batching.

use super::chip::{Chip, Format};
use super::layer::Setting;
use super::library::Library;
use super::operation::{Kind, Operation};
use super::slot::{Better, Metric, Outcome, Reason};
use super::transformer::{Llm, Run, Shard};
use crate::number::{Constant, Real, Unit};

use Better::{Higher, Lower, Neither};

/// The metrics of the kernel `llm`.
pub(crate) const METRICS: &[Metric] = &[
    Metric::new("prefill_ms", "ms", Lower, "Time to first token: the prompts of the whole batch."),
    Metric::new("tpot_ms", "ms", Lower, "Time per output token, at the mean context."),
    Metric::new("request_s", "s", Lower, "Time of a request: prefill and all decode steps."),
    Metric::new(
        "prefill_tokens_per_s",
        "token/s",
        Higher,
        "Prompt tokens per second of prefill, all chips.",
    ),
    Metric::new(
        "decode_tokens_per_s",
        "token/s",
        Higher,
        "Generated tokens per second of decode, all chips.",
    ),
    Metric::new(
        "tokens_per_s",
        "token/s",
        Higher,
        "Generated tokens per second of request, all chips.",
    ),
    Metric::new(
        "tokens_per_s_per_chip",
        "token/s",
        Higher,
        "Generated tokens per second of request and chip.",
    ),
    Metric::new(
        "prefill_tokens_per_s_per_chip",
        "token/s",
        Higher,
        "Prompt tokens per second of prefill and chip.",
    ),
    Metric::new(
        "decode_tokens_per_s_per_chip",
        "token/s",
        Higher,
        "Generated tokens per second of decode and chip.",
    ),
    Metric::new("prefill_mfu", "1", Higher, "Share of the matrix peak that prefill puts to use."),
    Metric::new("decode_mfu", "1", Higher, "Share of the matrix peak that decode puts to use."),
    Metric::new(
        "decode_mbu",
        "1",
        Higher,
        "Share of the memory peak that decode puts to use; can pass 1 where L2 serves activations.",
    ),
    Metric::new("prefill_network_share", "1", Lower, "Share of prefill spent in collectives."),
    Metric::new("decode_network_share", "1", Lower, "Share of decode spent in collectives."),
    Metric::new("weights_gb", "GB", Lower, "Weights per chip."),
    Metric::new("kv_gb", "GB", Lower, "Key-value cache per chip at full length."),
    Metric::new("memory_gb", "GB", Lower, "Weights, cache and workspace per chip."),
    Metric::new(
        "memory_fraction",
        "1",
        Neither,
        "Share of a chip's memory in use; above 1 it does not fit.",
    ),
];

/// The reasons of the kernel `llm`, first to hold first.
pub(crate) const REASONS: &[Reason] = &[
    Reason { name: "feasible", doc: "It runs." },
    Reason {
        name: "precision",
        doc: "The chip does not compute in this precision; choose another format.",
    },
    Reason { name: "tp_heads", doc: "The tensor-parallel degree does not divide the query heads." },
    Reason {
        name: "tp_domain",
        doc: "The tensor-parallel degree exceeds the chips that scale-up links join.",
    },
    Reason {
        name: "tp_kv_heads",
        doc: "Neither of tensor-parallel degree and key-value heads divides the other.",
    },
    Reason {
        name: "memory",
        doc: "Weights, cache and workspace do not fit; use more chips, a smaller batch or format.",
    },
];

const CHUNK: Constant = Constant {
    name: "CHUNK",
    value: 8192.0,
    unit: Unit::ONE,
    origin: "usual limit of batched tokens of serving engines (vLLM, TensorRT-LLM; recalled)",
};
const LOGIT_BYTES: Constant =
    Constant { name: "LOGIT_BYTES", value: 4.0, unit: Unit::DATA, origin: "fp32 logits" };

/// The inputs of the kernel `llm`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inputs<R> {
    chip: Chip<R>,
    format: Format<R>,
    model: Llm<R>,
    run: Run<R>,
    library: Library<R>,
}

impl<R: Real> Inputs<R> {
    pub(crate) fn take(slots: &mut std::slice::Iter<'_, R>) -> Self {
        Self {
            chip: Chip::take(slots),
            format: Format::take(slots),
            model: Llm::take(slots),
            run: Run::take(slots),
            library: Library::take(slots),
        }
    }

    /// The operations of prefill and of one decode step.
    pub(crate) fn operations(&self) -> [Vec<Operation<R>>; 2] {
        let rates = self.chip.rates();
        let shard = self.model.shard(self.run.tp);
        let setting = Setting {
            chip: &rates,
            format: &self.format,
            model: &self.model,
            shard: &shard,
            run: &self.run,
            library: &self.library,
        };
        [setting.prefill(), setting.decode()]
    }

    pub(crate) fn evaluate(&self) -> Outcome<R> {
        let [prefill, decode] = self.operations().map(|pass| Totals::of(&pass));
        let rates = self.chip.rates();
        let shard = self.model.shard(self.run.tp);
        let Run { batch, prompt, output, tp } = self.run;

        let milli = R::lit(1e-3);
        let per_second = R::lit(1e6); // µs in a second
        let later = (output - R::lit(1.0)).max(R::lit(0.0));
        let request = (prefill.time + later * decode.time).named("request_us");
        let generated = (batch * output / request * per_second).named("tokens_per_s");

        let weights = self.model.weights_mb(&shard, tp, &self.format);
        let cache = self.model.cache_mb(&shard, batch, prompt + output, &self.format);
        let memory = (weights + cache + self.workspace_mb(&shard)).named("memory_mb");
        let capacity = self.chip.memory_capacity_gb * R::lit(1e3);
        let fits = memory.le(capacity);

        let metrics = vec![
            prefill.time * milli,
            decode.time * milli,
            request * R::lit(1e-6),
            batch * prompt / prefill.time * per_second,
            batch / decode.time * per_second,
            generated,
            generated / tp,
            batch * prompt / prefill.time * per_second / tp,
            batch / decode.time * per_second / tp,
            prefill.mflop / (prefill.time * rates.matrix_peak),
            decode.mflop / (decode.time * rates.matrix_peak),
            decode.mb / (decode.time * rates.memory_peak),
            prefill.network / prefill.time,
            decode.network / decode.time,
            weights * milli,
            cache * milli,
            memory * milli,
            memory / capacity,
        ];
        Outcome { metrics, reason: self.reason(fits) }
    }

    fn workspace_mb(&self, s: &Shard<R>) -> R {
        let Run { batch, prompt, .. } = self.run;
        let tokens = (batch * prompt).min(R::constant(&CHUNK).max(batch));
        let mlp = s.ffn.max(s.shared_ffn + self.model.experts_active * s.expert_ffn);
        let width = R::lit(4.0) * self.model.hidden
            + s.projected
            + s.heads * (s.qk_dim + s.v_dim)
            + self.model.mlp_matrices * mlp;
        let logits = batch * R::lit(1e-6) * s.vocab * R::constant(&LOGIT_BYTES);
        (tokens * R::lit(1e-6) * width * self.format.residual_bytes + logits).named("workspace_mb")
    }

    /// The first reason that holds, by nested selects from the last to the first.
    fn reason(&self, fits: R::Bool) -> R {
        let (heads, kv_heads, tp) = (self.model.heads, self.model.kv_heads, self.run.tp);
        let kv_splits = R::or(divides(tp, kv_heads), divides(kv_heads, tp));
        let held = [
            self.chip.supported(),
            divides(tp, heads),
            tp.le(self.chip.scaleup_domain.max(R::lit(1.0))),
            R::or(self.model.is_latent(), kv_splits),
            fits,
        ];
        let mut reason = R::lit(0.0);
        for (i, holds) in held.into_iter().enumerate().rev() {
            reason = R::select(holds, reason, R::lit((i + 1) as f64));
        }
        reason.named("reason")
    }
}

/// True if the whole number `by` divides the whole number `number`.
pub(crate) fn divides<R: Real>(by: R, number: R) -> R::Bool {
    (number.ceil_div(by) * by).le(number)
}

/// Sums over a pass.
struct Totals<R> {
    time: R,
    network: R,
    mflop: R,
    mb: R,
}

impl<R: Real> Totals<R> {
    fn of(pass: &[Operation<R>]) -> Self {
        let add = |sum: R, op: &Operation<R>, part: R| sum + op.count * part;
        let mut total =
            Self { time: R::lit(0.0), network: R::lit(0.0), mflop: R::lit(0.0), mb: R::lit(0.0) };
        for op in pass {
            total.time = add(total.time, op, op.time_us);
            total.mflop = add(total.mflop, op, op.mflop);
            total.mb = add(total.mb, op, op.mb);
            if op.kind == Kind::Collective {
                total.network = add(total.network, op, op.time_us);
            }
        }
        Self { time: total.time.named("pass_us"), ..total }
    }
}
