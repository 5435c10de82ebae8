//! The study kind `collective`: one collective inside one node.

use super::custom::{CustomConstants, custom};
use super::exchange::{ExchangeConstants, all_to_all};
use super::ring::{RingConstants, constant, ring};
use super::{SHORTEST, Traffic, safe};
use crate::model::chip::Chip;
use crate::model::operation::{Operation, network};
use crate::model::slot::{Better, Metric, Outcome, Reason, Slot, inputs, join};
use crate::number::Real;

inputs! {
    /// One collective.
    Collective as "collective" {
        /// What is done: 0 all-reduce, 1 all-gather, 2 reduce-scatter, 3 all-to-all, 4 broadcast, 5 point-to-point.
        op: ONE "1" = ALL_REDUCE;
        /// What does it: 0 NCCL, 1 the all-reduce kernel of a serving engine in a graph (for `op` 0; NCCL does the others).
        library: ONE "1" = NCCL;
        /// Chips that take part.
        ranks: ONE "1";
        /// Size: the vector, the gathered result, the scattered input, or one chip's data of an all-to-all.
        mb: DATA "MB";
        /// Bytes of an element.
        element_bytes: DATA "B" = ELEMENT;
    }
}

constant!(ALL_REDUCE, 0.0, ONE, "the collective of tensor parallelism");
constant!(NCCL, 0.0, ONE, "the library of training and of long messages");
constant!(ELEMENT, 2.0, DATA, "bfloat16");

const COUNT: usize = Chip::<f64>::SLOTS.len()
    + Collective::<f64>::SLOTS.len()
    + RingConstants::<f64>::SLOTS.len()
    + ExchangeConstants::<f64>::SLOTS.len()
    + CustomConstants::<f64>::SLOTS.len();
pub(in crate::model) static SLOTS: [Slot; COUNT] = join(&[
    Chip::<f64>::SLOTS,
    Collective::<f64>::SLOTS,
    RingConstants::<f64>::SLOTS,
    ExchangeConstants::<f64>::SLOTS,
    CustomConstants::<f64>::SLOTS,
]);

pub(in crate::model) const METRICS: &[Metric] = &[
    Metric::new("time_us", "us", Better::Lower, "Time of the collective."),
    Metric::new("algbw", "GB/s", Better::Higher, "Size per time."),
    Metric::new(
        "busbw",
        "GB/s",
        Better::Higher,
        "What crosses each chip's links in one direction, per time.",
    ),
    Metric::new("link_share", "1", Better::Higher, "Share of the scale-up peak put to use."),
];

pub(in crate::model) const REASONS: &[Reason] = &[
    Reason { name: "feasible", doc: "It runs." },
    Reason {
        name: "domain",
        doc: "More chips than the scale-up links join; take fewer, or a larger domain.",
    },
];

struct Inputs<R> {
    chip: Chip<R>,
    asked: Collective<R>,
    ring: RingConstants<R>,
    exchange: ExchangeConstants<R>,
    custom: CustomConstants<R>,
}

impl<R: Real> Inputs<R> {
    fn take(values: &mut std::slice::Iter<'_, R>) -> Self {
        Self {
            chip: Chip::take(values),
            asked: Collective::take(values),
            ring: RingConstants::take(values),
            exchange: ExchangeConstants::take(values),
            custom: CustomConstants::take(values),
        }
    }

    fn link(&self) -> R {
        (self.chip.scaleup_links * self.chip.scaleup_link_tbps * self.chip.scaleup_factor)
            .named("scaleup_peak")
    }

    /// Time and what crosses each chip's links.
    fn time(&self) -> (R, R) {
        let Collective { op, library, ranks, mb, element_bytes } = self.asked;
        let is = |code: f64| op.le(R::lit(code + 0.5));
        // From the last code to the first: each `select` takes what is below it.
        let pick = |choices: [R; 5]| {
            let [reduce, gather, scatter, broadcast, point] = choices;
            let long = R::select(is(4.0), broadcast, point);
            let short = R::select(is(1.0), gather, scatter);
            R::select(is(0.0), reduce, R::select(is(3.0), short, long))
        };
        let all = [
            Traffic::all_reduce(mb, ranks, element_bytes),
            Traffic::all_gather(mb, ranks, element_bytes),
            Traffic::reduce_scatter(mb, ranks, element_bytes),
            Traffic::broadcast(mb, ranks, element_bytes),
            Traffic::point_to_point(mb, ranks, element_bytes),
        ];
        let traffic = Traffic {
            volume: pick(all.map(|t| t.volume)).named("volume_mb"),
            steps: pick(all.map(|t| t.steps)).named("steps"),
            own: pick(all.map(|t| t.own)).named("own_mb"),
            reduced: pick(all.map(|t| t.reduced)).named("reduced"),
            ..all[0]
        };
        let link = self.link();
        let exchanged = R::and(R::not(is(2.0)), is(3.0));
        let engine = R::and(is(0.0), R::lit(0.5).lt(library));
        let nccl = R::select(
            exchanged,
            all_to_all(mb, ranks, link, &self.exchange),
            ring(traffic, link, &self.ring),
        );
        let one = R::lit(1.0);
        let time = R::select(engine, custom(mb, ranks, link, one, &self.custom), nccl);
        (time.named("time"), traffic.volume)
    }
}

/// One point.
pub(in crate::model) fn evaluate<R: Real>(values: &mut std::slice::Iter<'_, R>) -> Outcome<R> {
    let inputs = Inputs::take(values);
    let (time, volume) = inputs.time();
    let alone = inputs.asked.ranks.le(R::lit(1.0));
    let zero = R::lit(0.0);
    // On one chip nothing moves, in no time.
    let rate = |mb: R| R::select(alone, zero, mb / time.max(R::constant(&SHORTEST)));
    let giga = R::lit(1e3);
    let busbw = rate(volume);
    let fits = inputs.asked.ranks.le(inputs.chip.scaleup_domain);
    Outcome {
        metrics: vec![
            time,
            rate(inputs.asked.mb) * giga,
            busbw * giga,
            busbw / safe(inputs.link()),
        ],
        reason: R::select(fits, zero, R::lit(1.0)),
    }
}

/// The collective as the one operation of its waterfall.
pub(in crate::model) fn operations<R: Real>(
    values: &mut std::slice::Iter<'_, R>,
) -> Vec<Operation<R>> {
    let inputs = Inputs::take(values);
    let (time, volume) = inputs.time();
    let transfer = (volume / safe(inputs.link())).min(time);
    vec![network("collective", [transfer, time - transfer])]
}
