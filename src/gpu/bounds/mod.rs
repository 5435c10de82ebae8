//! How far the f32 kernel can be from the f64 reference, as part of the kernel itself.
//!
//! [`bounded`] takes the tape of a kernel and appends, for every output, a bound of its error,
//! and two conditions: *doubt* that the reason, or another output, is what f64 says (a
//! comparison too close to call, a `ceil` beside a whole number, an overflow). A point without
//! doubt has exactly the reference's reason, and outputs within their bounds. The host looks
//! at the rest. This is ordinary running error analysis (Higham, *Accuracy and Stability of
//! Numerical Algorithms*, section 3.3), done at compile time as far as signs and ranges allow.
//!
//! GPUs take the smallest numbers for zero: what may be as small has an absolute bound.

mod arithmetic;

use std::collections::{BTreeSet, HashMap};

use self::arithmetic::relative;
use super::facts::{Facts, SMALLEST, follow};
use crate::trace::{Binary, Compare, Id, Node, Tape, Unary};

/// Unit of rounding, relative: twice that of a correctly rounded f32 operation, 2⁻²⁴, so that
/// the rounding of the bounds themselves and that of the f64 reference are covered.
const ROUNDING: f64 = 1.0 / 8_388_608.0;
/// Beyond this a result may have overflowed on the way.
const OVERFLOW: f64 = 1e36;

/// A tape with the bounds of its outputs.
#[derive(Debug, Clone)]
pub struct Bounded {
    /// The original outputs, a bound for each, the doubt of the reason, the doubt of the
    /// other outputs (1 or 0).
    pub tape: Tape,
    /// Number of original outputs.
    pub outputs: usize,
}

impl Bounded {
    /// Position of the error bound of output `o`.
    pub fn error(&self, o: usize) -> usize {
        self.outputs + o
    }

    /// Position of the doubt about output 0.
    pub fn reason_doubt(&self) -> usize {
        2 * self.outputs
    }

    /// Position of the doubt about the other outputs.
    pub fn value_doubt(&self) -> usize {
        2 * self.outputs + 1
    }
}

/// Appends error bounds and doubts to a flat tape whose output 0 is the reason.
pub fn bounded(tape: &Tape, inputs: &[Facts]) -> Bounded {
    let mut b = Builder {
        facts: follow(tape, inputs),
        ids: tape.nodes.iter().cloned().zip((0..).map(Id)).collect(),
        tape: tape.clone(),
        errors: vec![],
        doubts: vec![],
    };
    let uses = tape.uses();
    for (i, uses) in uses.into_iter().enumerate() {
        let (error, doubt) =
            if uses > 0 { b.entry(Id(i as u32), inputs) } else { (Bound::Exact, Doubt::new()) };
        b.errors.push(error);
        b.doubts.push(doubt);
    }
    let outputs: Vec<Id> = tape.outputs.iter().map(|(_, id)| *id).collect();
    let errors: Vec<Id> = outputs.iter().map(|id| b.error(*id)).collect();
    let mut reason = b.doubts[outputs[0].index()].clone();
    if !matches!(b.errors[outputs[0].index()], Bound::Exact) {
        let zero = b.literal(0.0);
        let inexact = b.push(Node::Compare(Compare::Lt, zero, errors[0]));
        reason.insert(inexact);
    }
    let value: Doubt = outputs[1..].iter().flat_map(|id| b.doubts[id.index()].clone()).collect();
    let value = &value - &reason;
    let doubts = [("reason_doubt", b.flag(&reason)), ("value_doubt", b.flag(&value))];
    for ((name, _), id) in tape.outputs.iter().zip(errors) {
        b.tape.outputs.push((format!("{name}_error"), id));
    }
    b.tape.outputs.extend(doubts.map(|(name, id)| (name.to_owned(), id)));
    Bounded { tape: b.tape, outputs: outputs.len() }
}

/// How far an entry may be from its f64 value, while there is no doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bound {
    Exact,
    /// By this part of itself.
    Relative(f64),
    /// By the value of this entry.
    Absolute(Id),
}

/// Conditions of which any may make an entry wrong beyond its bound.
type Doubt = BTreeSet<Id>;

struct Builder {
    tape: Tape,
    ids: HashMap<Node, Id>,
    facts: Vec<Facts>,
    errors: Vec<Bound>,
    doubts: Vec<Doubt>,
}

impl Builder {
    fn push(&mut self, node: Node) -> Id {
        let next = Id(self.tape.nodes.len() as u32);
        *self.ids.entry(node).or_insert_with_key(|node| {
            self.tape.nodes.push(node.clone());
            next
        })
    }

    fn literal(&mut self, value: f64) -> Id {
        self.push(Node::Lit(value.to_bits()))
    }

    fn binary(&mut self, op: Binary, a: Id, b: Id) -> Id {
        self.push(Node::Binary(op, a, b))
    }

    fn less(&mut self, a: Id, b: Id) -> Id {
        self.push(Node::Compare(Compare::Lt, a, b))
    }

    /// The magnitude of an original entry. Only a relative bound makes a sign certain: a
    /// positive number with an absolute one may come out a little below zero.
    fn magnitude(&mut self, id: Id) -> Id {
        let certain_sign =
            matches!(self.errors.get(id.index()), Some(Bound::Exact | Bound::Relative(_)));
        if certain_sign && self.facts[id.index()].is_positive() { id } else { self.absolute(id) }
    }

    fn absolute(&mut self, id: Id) -> Id {
        let negative = self.push(Node::Unary(Unary::Neg, id));
        self.binary(Binary::Max, id, negative)
    }

    fn scaled(&mut self, factor: f64, id: Id) -> Id {
        let factor = self.literal(factor);
        self.binary(Binary::Mul, factor, id)
    }

    /// The error bound of an original entry as a number.
    fn error(&mut self, id: Id) -> Id {
        match self.errors[id.index()] {
            Bound::Exact => self.literal(0.0),
            Bound::Relative(k) => {
                let magnitude = self.magnitude(id);
                self.scaled(k, magnitude)
            }
            Bound::Absolute(e) => e,
        }
    }

    /// The sum of those terms that are there.
    fn sum(&mut self, terms: &[Option<Id>]) -> Id {
        terms
            .iter()
            .flatten()
            .copied()
            .reduce(|a, b| self.binary(Binary::Add, a, b))
            .unwrap_or_else(|| self.literal(0.0))
    }

    /// The error bound as a number, or nothing if there is no error.
    fn some_error(&mut self, id: Id) -> Option<Id> {
        (self.errors[id.index()] != Bound::Exact).then(|| self.error(id))
    }

    /// The relative bound, if that is the kind.
    fn relative(&self, id: Id) -> Option<f64> {
        match self.errors[id.index()] {
            Bound::Exact => Some(0.0),
            Bound::Relative(k) => Some(k),
            Bound::Absolute(_) => None,
        }
    }

    fn exact(&self, ids: &[Id]) -> bool {
        ids.iter().all(|id| self.errors[id.index()] == Bound::Exact)
    }

    fn any(&mut self, doubt: &Doubt) -> Option<Id> {
        doubt.iter().copied().reduce(|a, b| self.push(Node::Or(a, b)))
    }

    fn flag(&mut self, doubt: &Doubt) -> Id {
        let (one, zero) = (self.literal(1.0), self.literal(0.0));
        match self.any(doubt) {
            Some(condition) => self.push(Node::Select { condition, then: one, otherwise: zero }),
            None => zero,
        }
    }

    fn union(&self, ids: &[Id]) -> Doubt {
        ids.iter().flat_map(|id| self.doubts[id.index()].iter().copied()).collect()
    }

    /// Bound and doubt of an original entry, given those of its operands.
    fn entry(&mut self, id: Id, inputs: &[Facts]) -> (Bound, Doubt) {
        let node = self.tape.nodes[id.index()].clone();
        let mut doubt = self.union(&node.operands());
        let rounded = |fits: bool| if fits { Bound::Exact } else { Bound::Relative(ROUNDING) };
        let bound = match node {
            Node::Input(i) => rounded(inputs[i as usize].fits_f32()),
            Node::Lit(bits) => rounded(Facts::of([f64::from_bits(bits)]).fits_f32()),
            Node::Unary(op, a) => self.unary(op, id, a, &mut doubt),
            Node::Binary(op, a, b) => self.operation(op, id, a, b, &mut doubt),
            Node::Compare(_, a, b) => {
                doubt.extend(self.too_close(a, b));
                Bound::Exact
            }
            Node::And(a, b) => {
                doubt = self.connective(a, b, |_, x| x);
                Bound::Exact
            }
            Node::Or(a, b) => {
                doubt = self.connective(a, b, |s, x| s.push(Node::Not(x)));
                Bound::Exact
            }
            Node::Not(_) => Bound::Exact,
            Node::Select { condition, then, otherwise } => {
                doubt = self.choice(condition, then, otherwise);
                match (self.relative(then), self.relative(otherwise)) {
                    (Some(t), Some(e)) => relative(t.max(e)),
                    _ => {
                        let (then, otherwise) = (self.error(then), self.error(otherwise));
                        Bound::Absolute(self.push(Node::Select { condition, then, otherwise }))
                    }
                }
            }
            Node::Call { .. } | Node::Result(..) => unreachable!("a planned tape is flat"),
        };
        let bound = match self.tape.nodes[id.index()] {
            Node::Input(_)
            | Node::Lit(_)
            | Node::Unary(Unary::Sqrt | Unary::Exp2, _)
            | Node::Binary(Binary::Mul | Binary::Div, ..)
                if self.facts[id.index()].may_be_tiny() =>
            {
                self.with_floor(id, bound)
            }
            _ => bound,
        };
        let range = self.facts[id.index()].range;
        let is_number = !self.tape.nodes[id.index()].is_condition();
        if is_number && !(-OVERFLOW < range.lo && range.hi < OVERFLOW) {
            let magnitude = self.magnitude(id);
            let limit = self.literal(OVERFLOW);
            let within = self.less(magnitude, limit);
            doubt.insert(self.push(Node::Not(within)));
        }
        (bound, doubt)
    }

    /// The bound of a number that the device may take for zero.
    fn with_floor(&mut self, id: Id, bound: Bound) -> Bound {
        let floor = self.literal(SMALLEST);
        let error = match bound {
            Bound::Exact => None,
            Bound::Relative(k) => {
                let magnitude = self.absolute(id);
                Some(self.scaled(k, magnitude))
            }
            Bound::Absolute(e) => Some(e),
        };
        Bound::Absolute(self.sum(&[error, Some(floor)]))
    }

    /// `|a - b| < error(a) + error(b)`, where that can be.
    fn too_close(&mut self, a: Id, b: Id) -> Option<Id> {
        let is_zero = |s: &Self, id: Id| s.tape.nodes[id.index()] == Node::Lit(0f64.to_bits());
        let certain_sign = is_zero(self, a) && self.relative(b).is_some()
            || is_zero(self, b) && self.relative(a).is_some();
        if self.exact(&[a, b]) || certain_sign {
            return None;
        }
        let (ea, eb) = (self.some_error(a), self.some_error(b));
        let error = self.sum(&[ea, eb]);
        let difference = self.binary(Binary::Sub, a, b);
        let distance = self.absolute(difference);
        Some(self.less(distance, error))
    }

    /// Doubt of `a and b`: an operand that is certainly false settles it. `open(x)` is the
    /// condition under which operand `x` leaves the matter to the other.
    fn connective(&mut self, a: Id, b: Id, open: impl Fn(&mut Self, Id) -> Id) -> Doubt {
        let (da, db) = (self.doubts[a.index()].clone(), self.doubts[b.index()].clone());
        let (da, db) = (self.any(&da), self.any(&db));
        let (open_a, open_b) = (open(self, a), open(self, b));
        let condition = match (da, db) {
            (None, None) => return Doubt::new(),
            (Some(da), None) => self.push(Node::And(da, open_b)),
            (None, Some(db)) => self.push(Node::And(db, open_a)),
            (Some(da), Some(db)) => {
                let either = self.push(Node::Or(da, db));
                let a = self.push(Node::Or(open_a, da));
                let b = self.push(Node::Or(open_b, db));
                let both = self.push(Node::And(a, b));
                self.push(Node::And(either, both))
            }
        };
        Doubt::from([condition])
    }

    /// Doubt of a selection: that of the condition, and of the branch taken.
    fn choice(&mut self, condition: Id, then: Id, otherwise: Id) -> Doubt {
        let mut doubt = self.doubts[condition.index()].clone();
        let (t, e) = (self.doubts[then.index()].clone(), self.doubts[otherwise.index()].clone());
        doubt.extend(&t & &e);
        if let Some(only_then) = self.any(&(&t - &doubt)) {
            doubt.insert(self.push(Node::And(condition, only_then)));
        }
        if let Some(only_otherwise) = self.any(&(&e - &doubt)) {
            let fails = self.push(Node::Not(condition));
            doubt.insert(self.push(Node::And(fails, only_otherwise)));
        }
        doubt
    }
}
