//! The tape: an equation as a list of operations on earlier entries.

use std::collections::HashMap;

use crate::number::Real;

/// The number of an entry of a [`Tape`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub u32);

impl Id {
    /// The entry's position.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An operation on one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the variants are the methods of `Real`
pub enum Unary {
    Neg,
    Ceil,
    Floor,
    Sqrt,
    Exp2,
    Log2,
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the variants are the operators and methods of `Real`
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Min,
    Max,
    CeilDiv,
}

/// A comparison of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Compare {
    Lt,
    Le,
}

/// One entry of a tape. Operands are earlier entries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// The n-th input.
    Input(u32),
    /// A literal, as the bits of its f64 (so that it can be hashed).
    Lit(u64),
    /// An operation on one number.
    Unary(Unary, Id),
    /// An operation on two numbers.
    Binary(Binary, Id, Id),
    /// A condition.
    Compare(Compare, Id, Id),
    /// Both conditions.
    And(Id, Id),
    /// Either condition.
    Or(Id, Id),
    /// The opposite condition.
    Not(Id),
    /// `then` where the condition holds, `otherwise` elsewhere.
    Select {
        /// The condition.
        condition: Id,
        /// Value where it holds.
        then: Id,
        /// Value where it does not.
        otherwise: Id,
    },
    /// A call of a recorded function (structured tapes only).
    Call {
        /// Index into [`Tape::functions`].
        function: u32,
        /// The arguments.
        args: Vec<Id>,
    },
    /// The n-th result of a [`Node::Call`].
    Result(Id, u32),
}

impl Node {
    /// The entries this one reads.
    pub fn operands(&self) -> Vec<Id> {
        match self {
            Self::Input(_) | Self::Lit(_) => vec![],
            Self::Unary(_, a) | Self::Not(a) | Self::Result(a, _) => vec![*a],
            Self::Binary(_, a, b) | Self::Compare(_, a, b) | Self::And(a, b) | Self::Or(a, b) => {
                vec![*a, *b]
            }
            Self::Select { condition, then, otherwise } => vec![*condition, *then, *otherwise],
            Self::Call { args, .. } => args.clone(),
        }
    }

    /// Whether the entry is a condition rather than a number.
    pub fn is_condition(&self) -> bool {
        matches!(self, Self::Compare(..) | Self::And(..) | Self::Or(..) | Self::Not(_))
    }
}

/// A function of a structured tape.
#[derive(Debug, Clone)]
pub struct TapeFunction {
    /// Its name, in Rust and in WGSL.
    pub name: &'static str,
    /// Names of its results.
    pub outputs: Vec<&'static str>,
    /// Its body; the inputs are the parameters.
    pub body: Tape,
}

/// A recorded equation.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// The entries, operands before users.
    pub nodes: Vec<Node>,
    /// Names given by [`Real::named`].
    pub names: HashMap<Id, &'static str>,
    /// Names of the inputs.
    pub inputs: Vec<String>,
    /// The results, with their names.
    pub outputs: Vec<(String, Id)>,
    /// The functions that [`Node::Call`] refers to, callees first (structured tapes only).
    pub functions: Vec<TapeFunction>,
}

impl Tape {
    /// Runs the tape with any number type; `inputs` are in the order of [`Tape::inputs`].
    ///
    /// With f64 the results equal those of the equation itself, bit for bit: the tape holds
    /// the same operations in the same order.
    ///
    /// # Panics
    /// If fewer inputs are given than the tape reads.
    pub fn evaluate<R: Real>(&self, inputs: &[R]) -> Vec<R> {
        enum Value<R: Real> {
            Number(R),
            Condition(R::Bool),
            Results(Vec<R>),
        }
        let mut values: Vec<Value<R>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let number = |id: Id| match &values[id.index()] {
                Value::Number(x) => *x,
                _ => unreachable!("{id:?} is not a number"),
            };
            let condition = |id: Id| match &values[id.index()] {
                Value::Condition(x) => *x,
                _ => unreachable!("{id:?} is not a condition"),
            };
            let value = match node {
                Node::Input(i) => Value::Number(inputs[*i as usize]),
                Node::Lit(bits) => Value::Number(R::lit(f64::from_bits(*bits))),
                Node::Unary(op, a) => Value::Number(op.apply(number(*a))),
                Node::Binary(op, a, b) => Value::Number(op.apply(number(*a), number(*b))),
                Node::Compare(op, a, b) => Value::Condition(op.apply(number(*a), number(*b))),
                Node::And(a, b) => Value::Condition(R::and(condition(*a), condition(*b))),
                Node::Or(a, b) => Value::Condition(R::or(condition(*a), condition(*b))),
                Node::Not(a) => Value::Condition(R::not(condition(*a))),
                Node::Select { condition: c, then, otherwise } => {
                    Value::Number(R::select(condition(*c), number(*then), number(*otherwise)))
                }
                Node::Call { function, args } => {
                    let args: Vec<R> = args.iter().map(|a| number(*a)).collect();
                    Value::Results(self.functions[*function as usize].run(&self.functions, &args))
                }
                Node::Result(call, n) => match &values[call.index()] {
                    Value::Results(r) => Value::Number(r[*n as usize]),
                    _ => unreachable!("{call:?} is not a call"),
                },
            };
            values.push(value);
        }
        self.outputs
            .iter()
            .map(|(_, id)| match &values[id.index()] {
                Value::Number(x) => *x,
                _ => unreachable!("an output is a number"),
            })
            .collect()
    }

    /// How often each entry is read, counting an output as one use. Entries that no output
    /// needs have none.
    pub fn uses(&self) -> Vec<u32> {
        let mut uses = vec![0; self.nodes.len()];
        for (_, id) in &self.outputs {
            uses[id.index()] += 1;
        }
        for i in (0..self.nodes.len()).rev() {
            if uses[i] > 0 {
                for operand in self.nodes[i].operands() {
                    uses[operand.index()] += 1;
                }
            }
        }
        uses
    }
}

impl TapeFunction {
    fn run<R: Real>(&self, functions: &[Self], args: &[R]) -> Vec<R> {
        // A body calls only functions recorded before it, and finds them in the same table.
        let body = Tape { functions: functions.to_vec(), ..self.body.clone() };
        body.evaluate(args)
    }
}

impl Unary {
    /// Applies the operation.
    pub fn apply<R: Real>(self, a: R) -> R {
        match self {
            Self::Neg => -a,
            Self::Ceil => a.ceil(),
            Self::Floor => a.floor(),
            Self::Sqrt => a.sqrt(),
            Self::Exp2 => a.exp2(),
            Self::Log2 => a.log2(),
        }
    }
}

impl Binary {
    /// Applies the operation.
    pub fn apply<R: Real>(self, a: R, b: R) -> R {
        match self {
            Self::Add => a + b,
            Self::Sub => a - b,
            Self::Mul => a * b,
            Self::Div => a / b,
            Self::Min => a.min(b),
            Self::Max => a.max(b),
            Self::CeilDiv => a.ceil_div(b),
        }
    }

    /// Whether the operands may be swapped.
    pub fn commutes(self) -> bool {
        matches!(self, Self::Add | Self::Mul | Self::Min | Self::Max)
    }
}

impl Compare {
    /// Applies the comparison.
    pub fn apply<R: Real>(self, a: R, b: R) -> R::Bool {
        match self {
            Self::Lt => a.lt(b),
            Self::Le => a.le(b),
        }
    }
}
