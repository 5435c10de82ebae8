//! Mixture of experts: routing, two grouped matrix multiplications and what is between them.
//!
//! ```text
//! time = launches + route · T k + expert · E/ep + up + down + elementwise
//! ```
//!
//! *Launches*: top-k, sort, offsets, the two multiplications, the activation, quantising and the
//! weighted sum are 6 to 12 kernels in a row. *Route*: cycles per token-expert pair of the batch,
//! *expert*: cycles per expert of the rank, of sort and offsets, which few units do. *Up* and
//! *down*: see `grouped.rs`. *Elementwise*: gather, activation, and the sum that brings the pairs
//! back to tokens, `pairs · (3 hidden + up width + width) + 2 T hidden` elements by way of L2 and
//! memory. How many pairs and experts a rank has is worked out in `routing.rs`.
//!
//! The constants are cycles, bytes per clock and shares of a peak, so that they carry over
//! from chip to chip; a class of library kernels (the factors) scales them alike on all chips.
//! Source: fits to 15,000 timings of 10 chips (the aiconfigurator 0.12 data set); see
//! `roofscape validate moe`. Range: 1 to 65,536 tokens, 16 to 896 experts, hidden widths from
//! 1,024 to 8,192. Ignored: sending tokens between ranks (a collective), shared experts (a GEMM).

pub(crate) mod grouped;
pub(crate) mod routing;
pub(crate) mod study;

#[cfg(test)]
mod tests;

use self::grouped::{Grouped, Reach, Rows, Shape, grouped, tile_rows};
use self::routing::Loads;
pub(crate) use self::routing::distinct_experts;
use super::chip::Rates;
use super::roofline::spill;
use super::slot::inputs;
use crate::number::{Constant, Real, Unit};

macro_rules! typical {
    ($name:ident, $unit:ident, $value:literal, $origin:literal) => {
        const $name: Constant =
            Constant { name: stringify!($name), value: $value, unit: Unit::$unit, origin: $origin };
    };
}

typical!(LAUNCH, CYCLES, 39.0, "typical of fits to MoE timings, 33-48; 20 us on Hopper");
typical!(MATRIX, ONE, 0.6, "typical of fits to MoE timings, 0.4-0.7; 0.85 in a single GEMM");
typical!(MEMORY, ONE, 0.86, "typical of fits to MoE timings, 0.75-0.97");
typical!(STEP, CYCLES, 0.2, "typical of fits to MoE timings, 0.13-0.3");
typical!(WAVE, ONE, 0.5, "typical of fits to MoE timings; weakly determined");
typical!(STORE, DATA_PER_CYCLE, 40.0, "typical of fits to MoE timings, 33-77");
typical!(STREAM, DATA_PER_CYCLE, 26.0, "typical of fits to MoE timings, 17-60");
typical!(ROUTE, CYCLES, 4.0, "typical of fits to MoE timings, 1-8");
typical!(EXPERT, CYCLES, 0.04, "typical of fits to MoE timings, 0.03-0.09");
typical!(L2, DATA_PER_CYCLE, 23.0, "typical of fits to MoE timings, 18-40");
typical!(EMPTY, CYCLES, 0.3, "typical of fits to MoE timings, 0.15-0.6");
typical!(TILE, ONE, 1.1, "typical of fits to MoE timings, 0.7-2.6");
typical!(SAME, ONE, 1.0, "as the typical kernel of the chip");
typical!(EVEN, ONE, 1.0, "all experts alike, as load-balanced training aims at");
typical!(PARETO, ONE, 1.0, "as many experts in each octave of load");
typical!(GATED, ONE, 3.0, "gated MLP (SwiGLU)");
typical!(ALONE, ONE, 1.0, "not split");

inputs! {
    /// What a chip reaches in the kernels of a mixture of experts.
    MoeConstants as "moe_constant" {
        /// All kernels of the layer, launched one after the other with nothing to do.
        launch_kcycles: CYCLES "kcycle" = LAUNCH;
        /// Share of the matrix peak that a long main loop reaches.
        matrix_efficiency: ONE "1" = MATRIX;
        /// Share of the memory peak that streaming weights reaches.
        memory_efficiency: ONE "1" = MEMORY;
        /// Latency of one 128-byte step along k.
        step_kcycles: CYCLES "kcycle" = STEP;
        /// Share of the last, partial wave of tiles that is paid.
        wave_share: ONE "1" = WAVE;
        /// Rate at which one unit stores results.
        store_rate: DATA_PER_CYCLE "B/clk" = STORE;
        /// Rate at which one unit can fetch weights.
        stream_rate: DATA_PER_CYCLE "B/clk" = STREAM;
        /// Sorting a thousand token-expert pairs.
        route_kcycles: CYCLES "kcycle" = ROUTE;
        /// Bookkeeping of one expert.
        expert_kcycles: CYCLES "kcycle" = EXPERT;
        /// L2 rate of one unit in gather, activation and sum.
        l2_rate: DATA_PER_CYCLE "B/clk" = L2;
        /// Starting and ending a block without rows.
        empty_kcycles: CYCLES "kcycle" = EMPTY;
        /// Rows of a tile over the mean load of an expert.
        tile_share: ONE "1" = TILE;
    }
}

inputs! {
    /// By how much a class of library kernels differs from the typical one, on every chip.
    MoeFactors as "moe_factor" {
        /// Times the launches.
        launch: ONE "1" = SAME;
        /// Times the matrix efficiency.
        matrix: ONE "1" = SAME;
        /// Times the memory efficiency.
        memory: ONE "1" = SAME;
        /// Times the latency of a step.
        step: ONE "1" = SAME;
        /// Times the store rate.
        store: ONE "1" = SAME;
        /// Times the fetch rate.
        stream: ONE "1" = SAME;
        /// Times the cost of a pair.
        route: ONE "1" = SAME;
        /// Times the cost of an expert.
        expert: ONE "1" = SAME;
        /// Times the L2 rate.
        l2: ONE "1" = SAME;
        /// Times the cost of an empty block.
        empty: ONE "1" = SAME;
        /// Times the rows of a tile.
        tile: ONE "1" = SAME;
    }
}

inputs! {
    /// One layer of experts.
    Moe as "moe" {
        /// Tokens of the batch, all ranks together.
        tokens: ONE "token";
        /// Width of the residual stream.
        hidden: ONE "1";
        /// Width of an expert.
        inter: ONE "1";
        /// Experts of a token.
        topk: ONE "1";
        /// Experts of the layer.
        experts: ONE "1";
        /// Ranks that share every expert.
        tp: ONE "1" = ALONE;
        /// Ranks the experts are spread over.
        ep: ONE "1" = ALONE;
        /// Matrices of an expert: 3 if gated, else 2.
        matrices: ONE "1" = GATED;
        /// Load of the hottest expert over the coldest; 1 for even routing.
        spread: ONE "1" = EVEN;
        /// Exponent of the power law of loads between them.
        alpha: ONE "1" = PARETO;
    }
}

impl<R: Real> MoeConstants<R> {
    /// The constants of a class of kernels.
    pub(crate) fn of_class(&self, f: &MoeFactors<R>) -> Self {
        let one = R::lit(1.0);
        Self {
            launch_kcycles: self.launch_kcycles * f.launch,
            matrix_efficiency: self.matrix_efficiency * f.matrix,
            memory_efficiency: self.memory_efficiency * f.memory,
            step_kcycles: self.step_kcycles * f.step,
            wave_share: self.wave_share.min(one),
            store_rate: self.store_rate * f.store,
            stream_rate: self.stream_rate * f.stream,
            route_kcycles: self.route_kcycles * f.route,
            expert_kcycles: self.expert_kcycles * f.expert,
            l2_rate: self.l2_rate * f.l2,
            empty_kcycles: self.empty_kcycles * f.empty,
            tile_share: self.tile_share * f.tile,
        }
    }
}

/// One rank's share of a layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layer<R> {
    pub(crate) tokens: R,
    pub(crate) topk: R,
    pub(crate) experts: R,
    /// Experts of the rank.
    pub(crate) local: R,
    pub(crate) hidden: R,
    /// Columns of an expert's second input on the rank.
    pub(crate) width: R,
    /// Matrices of the first multiplication: 2 if gated, else 1.
    pub(crate) up: R,
    /// Bytes per weight, per element multiplied with it, and per element of results.
    pub(crate) weight: R,
    pub(crate) operand: R,
    pub(crate) result: R,
}

/// What the layer takes, part by part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts<R> {
    /// Launches, sort and offsets (µs).
    pub(crate) route: R,
    pub(crate) up: Grouped<R>,
    pub(crate) down: Grouped<R>,
    /// Gather, activation and sum (µs).
    pub(crate) elementwise: R,
    /// What those move (MB).
    pub(crate) elementwise_mb: R,
}

impl<R: Real> Parts<R> {
    /// All of it (µs).
    pub(crate) fn time(&self) -> R {
        (self.route + self.up.time + self.down.time + self.elementwise).named("moe_time")
    }
}

impl<R: Real> Layer<R> {
    /// Rows of a tile.
    pub(crate) fn tile_rows(&self, c: &MoeConstants<R>) -> R {
        tile_rows(self.tokens * self.topk / self.experts, c.tile_share)
    }

    /// What one rank with all experts has to compute where a router loads them evenly.
    ///
    /// The rows of an expert scatter about their mean: half a block more, or one at least.
    pub(crate) fn evenly_routed(&self, c: &MoeConstants<R>) -> Loads<R> {
        let pairs = self.tokens * self.topk;
        let reached = distinct_experts(self.experts, self.topk, self.tokens);
        let full = pairs / self.tile_rows(c) + R::lit(0.5) * reached;
        Loads { pairs, reached, blocks: full.max(reached).named("blocks") }
    }

    /// The parts of the layer, `loads` being counted in blocks of [`tile_rows`](Self::tile_rows).
    pub(crate) fn parts(&self, loads: &Loads<R>, c: &MoeConstants<R>, chip: &Rates<R>) -> Parts<R> {
        let (one, kilo, mega) = (R::lit(1.0), R::lit(1e-3), R::lit(1e-6));
        let memory = (chip.memory_peak * c.memory_efficiency).named("expert_memory");
        let reach = Reach {
            units: chip.units,
            clock: chip.clock,
            rate: (chip.matrix_peak / chip.units * c.matrix_efficiency).named("expert_unit_rate"),
            memory,
            stream: c.stream_rate,
            store: c.store_rate,
            step: c.step_kcycles,
            wave_share: c.wave_share,
            empty: c.empty_kcycles,
        };
        let all = self.tokens * self.topk;
        let rows = Rows {
            reached: loads.reached,
            pairs: loads.pairs,
            blocks: loads.blocks,
            height: self.tile_rows(c),
            elsewhere: (all - loads.pairs).max(R::lit(0.0)),
        };
        let shape = |n: R, k: R| Shape {
            n: n.max(one),
            k: k.max(one),
            weight: self.weight,
            operand: self.operand,
            result: self.result,
        };
        let wide = self.up * self.width;
        let elements = loads.pairs * (R::lit(3.0) * self.hidden + wide + self.width)
            + R::lit(2.0) * self.tokens * self.hidden;
        let moved = (elements * mega * self.result).named("elementwise_mb");
        let l2 = chip.units * c.l2_rate * chip.clock * kilo;
        let elementwise = moved * spill(moved, chip.l2_mb) / memory + moved / l2;
        let kcycles =
            c.launch_kcycles + all * kilo * c.route_kcycles + self.local * c.expert_kcycles;
        Parts {
            route: (kcycles / chip.clock).named("route_time"),
            up: grouped(shape(wide, self.hidden), rows, &reach),
            down: grouped(shape(self.hidden, self.width), rows, &reach),
            elementwise: elementwise.named("elementwise_time"),
            elementwise_mb: moved,
        }
    }
}
