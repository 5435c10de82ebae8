//! Operations: what a pass is a list of, and what a waterfall shows.

use super::attention::Attention;
use super::chip::Rates;
use super::gemm::Gemm;
use super::moe::Parts;
use super::moe::grouped::Grouped;
use super::roofline::elementwise;
use crate::number::Real;

/// Which part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The prompt, in one pass.
    Prefill,
    /// One generated token of every sequence.
    Decode,
    /// A kernel on its own.
    Single,
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

/// What an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A matrix multiplication, grouped ones included.
    Gemm,
    /// Attention of one layer.
    Attention,
    /// An elementwise kernel.
    Elementwise,
    /// A collective.
    Collective,
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
    /// What it is.
    pub kind: Kind,
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
pub(crate) struct Pass<R> {
    phase: Phase,
    operations: Vec<Operation<R>>,
}

impl<R: Real> Pass<R> {
    pub(crate) fn new(phase: Phase) -> Self {
        Self { phase, operations: Vec::with_capacity(32) }
    }

    pub(crate) fn finish(self) -> Vec<Operation<R>> {
        self.operations
    }

    fn push(&mut self, name: &'static str, count: R, op: Operation<R>) {
        self.operations.push(Operation { phase: self.phase, name, count, ..op });
    }

    pub(crate) fn gemm(&mut self, name: &'static str, count: R, g: Gemm<R>) {
        self.push(name, count, from_gemm(g));
    }

    /// A layer of experts: routing, both multiplications, and what is between them.
    pub(crate) fn experts(&mut self, count: R, parts: &Parts<R>) {
        for (name, op) in expert_operations(parts) {
            self.push(name, count, op);
        }
    }

    pub(crate) fn attention(&mut self, name: &'static str, count: R, a: Attention<R>) {
        self.push(name, count, from_attention(name, a));
    }

    pub(crate) fn elementwise(
        &mut self,
        name: &'static str,
        count: R,
        mb: R,
        mflop: R,
        chip: &Rates<R>,
    ) {
        let [time_us, vector_us, memory_us] =
            elementwise([mb, mflop, chip.memory, chip.l2, chip.l2_mb, chip.vector, chip.launch]);
        let op = Operation {
            time_us,
            vector_us,
            memory_us,
            latency_us: chip.launch,
            mb,
            ..idle(Kind::Elementwise)
        };
        self.push(name, count, op);
    }

    pub(crate) fn network(&mut self, name: &'static str, count: R, parts: [R; 2]) {
        self.push(name, count, network(name, parts));
    }
}

/// A collective as an operation of a waterfall: its transfer and its latency (µs).
pub(crate) fn network<R: Real>(
    name: &'static str,
    [network_us, latency_us]: [R; 2],
) -> Operation<R> {
    let time_us = network_us + latency_us;
    Operation { name, time_us, network_us, latency_us, ..idle(Kind::Collective) }
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
        ..idle(Kind::Gemm)
    }
}

/// The conversion of an input to a narrow format as an operation of a waterfall.
pub(crate) fn from_quantise<R: Real>(time_us: R, count: R) -> Operation<R> {
    Operation { name: "quantise", count, time_us, vector_us: time_us, ..idle(Kind::Elementwise) }
}

/// The parts of a layer of experts as operations of a waterfall.
pub(crate) fn expert_operations<R: Real>(p: &Parts<R>) -> [(&'static str, Operation<R>); 4] {
    let multiply = |g: Grouped<R>| Operation {
        time_us: g.time,
        matrix_us: g.matrix,
        memory_us: g.memory,
        mflop: g.mflop,
        mb: g.mb,
        ..idle(Kind::Gemm)
    };
    let route = Operation { time_us: p.route, latency_us: p.route, ..idle(Kind::Elementwise) };
    let gate = Operation {
        time_us: p.elementwise,
        memory_us: p.elementwise,
        mb: p.elementwise_mb,
        ..idle(Kind::Elementwise)
    };
    [
        ("expert_route", route),
        ("expert_up", multiply(p.up)),
        ("expert_gate_and_sum", gate),
        ("expert_down", multiply(p.down)),
    ]
}

/// Attention as an operation of a waterfall.
pub(crate) fn from_attention<R: Real>(name: &'static str, a: Attention<R>) -> Operation<R> {
    Operation {
        name,
        time_us: a.time,
        matrix_us: a.matrix,
        vector_us: a.vector,
        memory_us: a.memory,
        latency_us: a.latency,
        mflop: a.mflop,
        mb: a.mb,
        ..idle(Kind::Attention)
    }
}

pub(crate) fn idle<R: Real>(kind: Kind) -> Operation<R> {
    let zero = R::lit(0.0);
    Operation {
        phase: Phase::Single,
        name: "gemm",
        kind,
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
