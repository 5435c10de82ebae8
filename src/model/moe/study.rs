//! A layer of experts as a study asks for it.
//!
//! Tokens are routed at random, as routers do; the time is that of the busiest rank, without
//! sending tokens between ranks, and without the shared experts.

use super::routing::{Loads, Routing, random};
use super::{Layer, Moe, MoeConstants, MoeFactors, Parts};
use crate::model::chip::{Chip, Format};
use crate::model::llm::divides;
use crate::model::operation::{Operation, expert_operations};
use crate::model::slot::{Better, Metric, Outcome, Reason, Slot, join};
use crate::number::Real;

use Better::{Higher, Lower, Neither};

const LISTS: &[&[Slot]] = &[
    Chip::<f64>::SLOTS,
    Format::<f64>::SLOTS,
    Moe::<f64>::SLOTS,
    MoeConstants::<f64>::SLOTS,
    MoeFactors::<f64>::SLOTS,
];
const COUNT: usize = Chip::<f64>::SLOTS.len()
    + Format::<f64>::SLOTS.len()
    + Moe::<f64>::SLOTS.len()
    + MoeConstants::<f64>::SLOTS.len()
    + MoeFactors::<f64>::SLOTS.len();
static JOINED: [Slot; COUNT] = join(LISTS);

/// What the kernel `moe` reads.
pub(crate) static SLOTS: &[Slot] = &JOINED;

/// The metrics of the kernel `moe`.
pub(crate) const METRICS: &[Metric] = &[
    Metric::new("time_us", "us", Lower, "Time of the layer on the busiest rank."),
    Metric::new("tokens_per_s", "token/s", Higher, "Tokens of the batch per second of layer."),
    Metric::new(
        "tokens_per_s_per_chip",
        "token/s",
        Higher,
        "The same per chip of the tensor- and expert-parallel group.",
    ),
    Metric::new("tflops", "TFLOP/s", Higher, "Operations of the busiest rank per time."),
    Metric::new("mfu", "1", Higher, "Share of its matrix peak put to use."),
    Metric::new("mbu", "1", Higher, "Share of its memory peak put to use by weights and tokens."),
    Metric::new("experts_reached", "expert", Neither, "Experts of the busiest rank with a token."),
    Metric::new("pairs", "pair", Neither, "Token-expert pairs of the busiest rank."),
    Metric::new("imbalance", "x", Lower, "Pairs of the busiest rank over those of the mean rank."),
    Metric::new("rows_per_expert", "row", Higher, "Pairs of an expert that is reached."),
    Metric::new("route_us", "us", Lower, "Launches, sort and offsets."),
    Metric::new("weights_mb", "MB", Neither, "Weights of all experts of a rank."),
    Metric::new("weights_gb_per_layer", "GB", Neither, "Weights of the layer, all ranks."),
];

/// The reasons of the kernel `moe`, first to hold first.
pub(crate) const REASONS: &[Reason] = &[
    Reason { name: "feasible", doc: "It runs." },
    Reason {
        name: "precision",
        doc: "The chip does not compute in this precision; choose another format.",
    },
    Reason { name: "topk", doc: "A token uses more experts than there are." },
    Reason { name: "ep_experts", doc: "The expert-parallel degree does not divide the experts." },
    Reason { name: "tp_inter", doc: "The tensor-parallel degree does not divide the width." },
    Reason { name: "memory", doc: "The experts of one layer alone do not fit the memory." },
];

/// The inputs of the kernel `moe`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inputs<R> {
    chip: Chip<R>,
    format: Format<R>,
    moe: Moe<R>,
    constants: MoeConstants<R>,
    factors: MoeFactors<R>,
}

impl<R: Real> Inputs<R> {
    pub(crate) fn take(slots: &mut std::slice::Iter<'_, R>) -> Self {
        Self {
            chip: Chip::take(slots),
            format: Format::take(slots),
            moe: Moe::take(slots),
            constants: MoeConstants::take(slots),
            factors: MoeFactors::take(slots),
        }
    }

    fn work(&self) -> (Layer<R>, Loads<R>, Parts<R>) {
        let (one, moe) = (R::lit(1.0), &self.moe);
        let experts = moe.experts;
        // What cannot be built must still be finite.
        let (topk, ep) = (moe.topk.min(experts), moe.ep.min(experts));
        let layer = Layer {
            tokens: moe.tokens,
            topk,
            experts,
            local: experts / ep,
            hidden: moe.hidden,
            width: moe.inter / moe.tp,
            up: (moe.matrices - one).max(one),
            weight: self.format.weight_bytes,
            operand: self.format.activation_bytes,
            result: self.format.residual_bytes,
        };
        let constants = self.constants.of_class(&self.factors);
        let routing = Routing {
            tokens: moe.tokens,
            topk,
            experts,
            ep,
            spread: moe.spread.max(one),
            alpha: moe.alpha,
        };
        let loads = random(routing, layer.tile_rows(&constants));
        let parts = layer.parts(&loads, &constants, &self.chip.rates());
        (layer, loads, parts)
    }

    /// The parts of the layer.
    pub(crate) fn operations(&self) -> Vec<Operation<R>> {
        let named = |(name, op): (&'static str, Operation<R>)| Operation { name, ..op };
        expert_operations(&self.work().2).map(named).to_vec()
    }

    pub(crate) fn evaluate(&self) -> Outcome<R> {
        let (layer, loads, parts) = self.work();
        let rates = self.chip.rates();
        let Moe { tokens, experts, topk, tp, ep, inter, .. } = self.moe;
        let (milli, per_second) = (R::lit(1e-3), R::lit(1e6));
        let time = parts.time();
        let rate = (parts.up.mflop + parts.down.mflop) / time;
        let bandwidth = (parts.up.mb + parts.down.mb) / time;
        let per_expert =
            (layer.up + R::lit(1.0)) * layer.hidden * R::lit(1e-6) * layer.width * layer.weight;
        let weights = (per_expert * layer.local).named("rank_weights_mb");
        let per_s = (tokens / time * per_second).named("tokens_per_s");
        let held = [
            self.chip.supported(),
            topk.le(experts),
            divides(ep, experts),
            divides(tp, inter),
            weights.le(self.chip.memory_capacity_gb * R::lit(1e3)),
        ];
        let mut reason = R::lit(0.0);
        for (i, holds) in held.into_iter().enumerate().rev() {
            reason = R::select(holds, reason, R::lit((i + 1) as f64));
        }
        Outcome {
            metrics: vec![
                time,
                per_s,
                per_s / (tp * ep),
                rate,
                rate / rates.matrix_peak,
                bandwidth / rates.memory_peak,
                loads.reached,
                loads.pairs,
                loads.pairs * ep / (tokens * layer.topk),
                loads.pairs / loads.reached,
                parts.route,
                weights,
                weights * tp * ep * milli,
            ],
            reason: reason.named("reason"),
        }
    }
}
