//! The plan: what is evaluated once, once per batch, and at every point.
//!
//! Every entry of the tape depends on some of the axes. An entry that depends on few is
//! evaluated once for each combination of *its* axes and becomes a column of a table; only
//! what couples the remaining axes runs at every point. The walk cuts the grid into batches:
//! the outer axes stand still within a batch, the inner ones run through all their
//! combinations. An entry whose own table would be too large for the whole grid may still be
//! small within a batch.

use std::collections::{BTreeMap, HashMap};

use super::mask::Mask;
use super::order;
use super::problem::Problem;
use crate::trace::{Compare, Id, Node, Tape};

/// How large tables and batches may become.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most rows of a table that is computed once.
    pub once_rows: u128,
    /// Most rows of a table that is computed for each batch.
    pub batch_rows: u128,
    /// Least points of a batch, where the grid has as many.
    pub batch_points: u128,
    /// Most bytes of all tables together.
    pub table_bytes: u128,
}

impl Limits {
    /// Limits for evaluation on the CPU: tables stay in the L2 cache, a batch is the work of
    /// a few milliseconds.
    pub const CPU: Self = Self {
        once_rows: 1 << 18,
        batch_rows: 1 << 13,
        batch_points: 1 << 16,
        table_bytes: 64 << 20,
    };
    /// Limits for a GPU: large batches, so that launches and uploads do not show.
    pub const GPU: Self = Self {
        once_rows: 1 << 18,
        batch_rows: 1 << 18,
        batch_points: 1 << 24,
        table_bytes: 96 << 20,
    };
    /// The most points of a batch: a position in a batch is a 32-bit integer on the GPU.
    pub const MOST_BATCH_POINTS: u128 = 1 << 31;
}

/// When a table is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Once for the sweep.
    Once,
    /// Once for each batch, at its digits of the outer axes.
    Batch,
}

/// Where an input of a [`Program`] comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A leaf of the problem.
    Leaf(usize),
    /// A column of a table.
    Column {
        /// The table.
        stage: usize,
        /// The column.
        column: usize,
    },
}

/// A piece of the tape, run over some axes.
#[derive(Debug, Clone)]
pub struct Program {
    /// The axes it runs over, outermost first.
    pub axes: Vec<usize>,
    /// The operations; input `i` is `sources[i]`.
    pub tape: Tape,
    /// The inputs.
    pub sources: Vec<Source>,
}

/// A table: columns over the combinations of a few axes.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The axes its columns depend on.
    pub mask: Mask,
    /// When it is computed.
    pub scope: Scope,
    /// What computes it; its outputs are the columns, row-major over `program.axes`.
    pub program: Program,
}

/// How a problem is evaluated.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Axes of more than one value, outermost first.
    pub walk: Vec<usize>,
    /// How many of them stand still within a batch.
    pub outer: usize,
    /// The tables, in the order in which they are computed.
    pub stages: Vec<Stage>,
    /// What runs at every point; runs over the inner axes.
    pub main: Program,
    lengths: Vec<u32>,
}

impl Plan {
    /// Number of points of a batch.
    pub fn batch_points(&self) -> u64 {
        self.walk[self.outer..].iter().map(|&a| u64::from(self.lengths[a])).product()
    }

    /// Number of batches.
    pub fn batches(&self) -> u128 {
        self.walk[..self.outer].iter().map(|&a| u128::from(self.lengths[a])).product()
    }

    /// Number of points.
    pub fn points(&self) -> u128 {
        self.batches() * u128::from(self.batch_points())
    }

    /// Length of an axis.
    pub fn len_of(&self, axis: usize) -> u32 {
        self.lengths[axis]
    }

    /// The digits of the outer axes in a batch, on an otherwise zero index.
    pub fn batch_digits(&self, batch: u128) -> Vec<u32> {
        let mut digits = vec![0; self.lengths.len()];
        let mut rest = batch;
        for &a in self.walk[..self.outer].iter().rev() {
            let len = u128::from(self.lengths[a]);
            digits[a] = (rest % len) as u32;
            rest /= len;
        }
        digits
    }

    /// The digits of a point of a batch.
    pub fn digits(&self, batch: u128, local: u64) -> Vec<u32> {
        let mut digits = self.batch_digits(batch);
        self.set_inner(&mut digits, local);
        digits
    }

    /// Sets the digits of the inner axes.
    pub fn set_inner(&self, digits: &mut [u32], local: u64) {
        let mut rest = local;
        for &a in self.walk[self.outer..].iter().rev() {
            let len = u64::from(self.lengths[a]);
            digits[a] = (rest % len) as u32;
            rest /= len;
        }
    }

    /// The axes of a source, and their order in memory (outermost first).
    pub fn layout<'a>(&'a self, problem: &'a Problem, source: Source) -> &'a [usize] {
        match source {
            Source::Leaf(i) => &problem.leaves[i].axes,
            Source::Column { stage, .. } => &self.stages[stage].program.axes,
        }
    }
}

/// Plans the evaluation of a problem.
pub fn plan(problem: &Problem, limits: Limits) -> Plan {
    let mut limits = limits;
    loop {
        let plan = Planner::new(problem, limits).plan();
        let bytes: u128 = plan
            .stages
            .iter()
            .map(|s| {
                let rows: u128 =
                    s.program.axes.iter().map(|&a| u128::from(plan.lengths[a])).product();
                rows * s.program.tape.outputs.len() as u128 * size_of::<f64>() as u128
            })
            .sum();
        if bytes <= limits.table_bytes || limits.once_rows <= 1 {
            return plan;
        }
        limits.once_rows /= 2;
        limits.batch_rows = limits.batch_rows.min(limits.once_rows);
    }
}

/// Most rows of a table that the choice of the walk takes for granted.
const ORDER_ROWS: u128 = 1 << 18;

/// Whether a table of so many rows is small enough, and spares at least half of the work.
fn hoistable(rows: u128, most: u128, points: u128) -> bool {
    rows <= most && rows.saturating_mul(2) <= points
}

struct Planner<'a> {
    problem: &'a Problem,
    limits: Limits,
    lengths: Vec<u32>,
    masks: Vec<Mask>,
    points: u128,
    walk: Vec<usize>,
    inner: Mask,
    /// Columns wanted of each table, with the entry each holds.
    wanted: HashMap<Mask, Vec<Id>>,
}

/// A source before the tables have numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Wanted {
    Leaf(usize),
    Column(Mask, usize),
}

struct Draft {
    axes: Vec<usize>,
    tape: Tape,
    sources: Vec<Wanted>,
}

impl<'a> Planner<'a> {
    fn new(problem: &'a Problem, limits: Limits) -> Self {
        let masks = order::masks(problem);
        let lengths = problem.lengths();
        let points = lengths.iter().fold(1u128, |n, &l| n.saturating_mul(u128::from(l)));
        let mut planner = Self {
            problem,
            limits,
            lengths,
            masks,
            points,
            walk: vec![],
            inner: Mask::NONE,
            wanted: HashMap::new(),
        };
        // The order must not depend on the device: it numbers the points of shards, which
        // may be evaluated anywhere.
        planner.walk = order::walk(problem, &planner.masks, |m| {
            hoistable(m.points(&planner.lengths), ORDER_ROWS, points)
        });
        planner
    }

    /// Whether entries of this mask go into a table computed once.
    fn once(&self, mask: Mask) -> bool {
        hoistable(mask.points(&self.lengths), self.limits.once_rows, self.points)
    }

    /// Whether entries of this mask go into a table computed for each batch.
    fn per_batch(&self, mask: Mask) -> bool {
        let rows = mask.and(self.inner).points(&self.lengths);
        let batch = self.inner.points(&self.lengths);
        rows <= self.limits.batch_rows && rows.saturating_mul(4) <= batch
    }

    fn scope(&self, mask: Mask) -> Option<Scope> {
        if self.once(mask) {
            Some(Scope::Once)
        } else if self.per_batch(mask) {
            Some(Scope::Batch)
        } else {
            None
        }
    }

    fn plan(mut self) -> Plan {
        let mut outer = self.walk.len();
        let mut points = 1u128;
        while outer > 0 && points < self.limits.batch_points {
            let next = points * u128::from(self.lengths[self.walk[outer - 1]]);
            if next > Limits::MOST_BATCH_POINTS && points > 1 {
                break;
            }
            points = next;
            outer -= 1;
        }
        self.inner = self.walk[outer..].iter().copied().collect();

        let outputs: Vec<(String, Id)> = self.problem.tape.outputs.clone();
        let main = self.draft(&outputs, Mask(u64::MAX), self.walk[outer..].to_vec());

        // A table reads only tables of fewer axes, so the largest are drafted first, when
        // everything that is wanted of them is known, and computed last.
        let mut drafts: BTreeMap<(u32, Mask), (Scope, Draft)> = BTreeMap::new();
        while let Some(mask) = self
            .wanted
            .keys()
            .copied()
            .filter(|m| !drafts.contains_key(&(m.count(), *m)))
            .max_by_key(|m| (m.count(), *m))
        {
            let scope = self.scope(mask).expect("only hoisted masks are wanted");
            let over = if scope == Scope::Once { mask } else { mask.and(self.inner) };
            let axes = self.walk.iter().copied().filter(|&a| over.has(a)).collect();
            let columns: Vec<(String, Id)> = self.wanted[&mask]
                .iter()
                .map(|id| (self.problem.tape.names.get(id).copied().unwrap_or("").to_owned(), *id))
                .collect();
            let draft = self.draft(&columns, mask, axes);
            drafts.insert((mask.count(), mask), (scope, draft));
        }
        let number: HashMap<Mask, usize> =
            drafts.keys().enumerate().map(|(i, (_, mask))| (*mask, i)).collect();
        let finish = |d: Draft| Program {
            axes: d.axes,
            tape: d.tape,
            sources: d
                .sources
                .into_iter()
                .map(|w| match w {
                    Wanted::Leaf(i) => Source::Leaf(i),
                    Wanted::Column(mask, column) => Source::Column { stage: number[&mask], column },
                })
                .collect(),
        };
        let stages = drafts
            .into_iter()
            .map(|((_, mask), (scope, d))| Stage { mask, scope, program: finish(d) })
            .collect();
        Plan { walk: self.walk, outer, stages, main: finish(main), lengths: self.lengths }
    }

    /// Copies what `outputs` need into a tape of its own, down to the leaves and to the
    /// entries that go into tables of fewer axes than `own`.
    fn draft(&mut self, outputs: &[(String, Id)], own: Mask, axes: Vec<usize>) -> Draft {
        let mut copier = Copier {
            planner: self,
            own,
            tape: Tape::default(),
            sources: vec![],
            copied: HashMap::new(),
            inputs: HashMap::new(),
        };
        let outputs =
            outputs.iter().map(|(name, id)| (name.clone(), copier.copy_number(*id))).collect();
        let Copier { mut tape, sources, .. } = copier;
        tape.outputs = outputs;
        tape.inputs = (0..sources.len()).map(|i| format!("in{i}")).collect();
        Draft { axes, tape, sources }
    }
}

struct Copier<'p, 'a> {
    planner: &'p mut Planner<'a>,
    own: Mask,
    tape: Tape,
    sources: Vec<Wanted>,
    copied: HashMap<Id, Id>,
    inputs: HashMap<Wanted, Id>,
}

impl Copier<'_, '_> {
    fn push(&mut self, node: Node) -> Id {
        self.tape.nodes.push(node);
        Id(self.tape.nodes.len() as u32 - 1)
    }

    fn input(&mut self, source: Wanted) -> Id {
        if let Some(id) = self.inputs.get(&source) {
            return *id;
        }
        let id = self.push(Node::Input(self.sources.len() as u32));
        self.sources.push(source);
        self.inputs.insert(source, id);
        id
    }

    fn copy(&mut self, id: Id) -> Id {
        if let Some(done) = self.copied.get(&id) {
            return *done;
        }
        let node = self.planner.problem.tape.nodes[id.index()].clone();
        let new = match node {
            Node::Input(i) => self.input(Wanted::Leaf(i as usize)),
            Node::Lit(_) => self.push(node),
            _ if self.hoist(id) => self.column(id, node.is_condition()),
            _ => {
                let renamed = self.renamed(node);
                self.push(renamed)
            }
        };
        if let Some(name) = self.planner.problem.tape.names.get(&id) {
            self.tape.names.insert(new, name);
        }
        self.copied.insert(id, new);
        new
    }

    /// Copies an output; a condition becomes 1 or 0.
    fn copy_number(&mut self, id: Id) -> Id {
        let new = self.copy(id);
        if !self.tape.nodes[new.index()].is_condition() {
            return new;
        }
        let then = self.push(Node::Lit(1f64.to_bits()));
        let otherwise = self.push(Node::Lit(0f64.to_bits()));
        self.push(Node::Select { condition: new, then, otherwise })
    }

    fn hoist(&self, id: Id) -> bool {
        let mask = self.planner.masks[id.index()];
        mask != self.own && self.planner.scope(mask).is_some()
    }

    fn column(&mut self, id: Id, condition: bool) -> Id {
        let mask = self.planner.masks[id.index()];
        let columns = self.planner.wanted.entry(mask).or_default();
        let column = columns.iter().position(|c| *c == id).unwrap_or_else(|| {
            columns.push(id);
            columns.len() - 1
        });
        let input = self.input(Wanted::Column(mask, column));
        if !condition {
            return input;
        }
        // A column holds numbers: a condition is 1 or 0 there, and a comparison here.
        let zero = self.push(Node::Lit(0f64.to_bits()));
        self.push(Node::Compare(Compare::Lt, zero, input))
    }

    fn renamed(&mut self, node: Node) -> Node {
        match node {
            Node::Unary(op, a) => Node::Unary(op, self.copy(a)),
            Node::Binary(op, a, b) => Node::Binary(op, self.copy(a), self.copy(b)),
            Node::Compare(op, a, b) => Node::Compare(op, self.copy(a), self.copy(b)),
            Node::And(a, b) => Node::And(self.copy(a), self.copy(b)),
            Node::Or(a, b) => Node::Or(self.copy(a), self.copy(b)),
            Node::Not(a) => Node::Not(self.copy(a)),
            Node::Select { condition, then, otherwise } => Node::Select {
                condition: self.copy(condition),
                then: self.copy(then),
                otherwise: self.copy(otherwise),
            },
            Node::Input(_) | Node::Lit(_) => unreachable!("handled by the caller"),
            Node::Call { .. } | Node::Result(..) => unreachable!("a planned tape is flat"),
        }
    }
}
