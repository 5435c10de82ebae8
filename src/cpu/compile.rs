//! From a planned program to instructions over registers.

use crate::sweep::mask::Mask;
use crate::sweep::plan::Program;
use crate::trace::{Binary, Compare, Id, Node, Unary};

/// Points evaluated together: a register of f64 lanes is 2 KiB, so that the dozen or so live
/// registers of a kernel stay in the L1 cache.
pub(super) const LANES: usize = 256;

/// A register of [`LANES`] numbers that vary along the row.
pub(super) type Reg = u16;
/// A scalar that is the same for the whole row.
pub(super) type Uni = u16;

/// An operand of a lane instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operand {
    Reg(Reg),
    Uni(Uni),
}

/// An operation of which some operand varies along the row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lane {
    /// Reads input `input` at the row's positions.
    Load {
        dst: Reg,
        input: u16,
    },
    Unary {
        op: Unary,
        dst: Reg,
        a: Reg,
    },
    Binary {
        op: Binary,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    /// A condition as 1 or 0.
    Compare {
        op: Compare,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    And {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Or {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Not {
        dst: Reg,
        a: Reg,
    },
    /// `then` where `condition` is not 0.
    Select {
        dst: Reg,
        condition: Operand,
        then: Operand,
        otherwise: Operand,
    },
    /// A comparison used by one selection only, fused with it.
    SelectBy {
        op: Compare,
        dst: Reg,
        a: Operand,
        b: Operand,
        then: Operand,
        otherwise: Operand,
    },
}

/// An operation on scalars; writes scalar number `dst`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scalar {
    Load { dst: Uni, input: u16 },
    Unary { op: Unary, dst: Uni, a: Uni },
    Binary { op: Binary, dst: Uni, a: Uni, b: Uni },
    Compare { op: Compare, dst: Uni, a: Uni, b: Uni },
    And { dst: Uni, a: Uni, b: Uni },
    Or { dst: Uni, a: Uni, b: Uni },
    Not { dst: Uni, a: Uni },
    Select { dst: Uni, condition: Uni, then: Uni, otherwise: Uni },
}

/// A program ready to run over rows.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    /// Axes the rows are counted by, outermost first.
    pub(super) outer: Vec<usize>,
    /// Axes within a row, outermost first.
    pub(super) row: Vec<usize>,
    /// Literals: scalar number, value.
    pub(super) literals: Vec<(Uni, f64)>,
    pub(super) scalars: Vec<Scalar>,
    pub(super) lanes: Vec<Lane>,
    pub(super) outputs: Vec<Operand>,
    pub(super) registers: usize,
    pub(super) uniforms: usize,
}

/// The axes of a row: the innermost ones, until the row fills a register.
pub(super) fn row_axes(axes: &[usize], len: impl Fn(usize) -> u32) -> usize {
    let mut at = axes.len();
    let mut points = 1u64;
    while at > 0 && points < LANES as u64 {
        at -= 1;
        points *= u64::from(len(axes[at]));
    }
    at
}

/// Compiles a program; `input_axes` gives the axes of each input.
pub(super) fn compile(
    program: &Program,
    len: impl Fn(usize) -> u32,
    input_axes: impl Fn(usize) -> Mask,
) -> Compiled {
    let split = row_axes(&program.axes, len);
    let (outer, row) = program.axes.split_at(split);
    let in_row: Mask = row.iter().copied().collect();
    Compiler::new(program, in_row, input_axes).finish(outer, row)
}

struct Compiler<'a> {
    program: &'a Program,
    uses: Vec<u32>,
    varies: Vec<bool>,
    last_use: Vec<usize>,
    place: Vec<Option<Operand>>,
    free: Vec<Reg>,
    out: Compiled,
}

impl<'a> Compiler<'a> {
    fn new(program: &'a Program, in_row: Mask, input_axes: impl Fn(usize) -> Mask) -> Self {
        let nodes = &program.tape.nodes;
        let mut varies: Vec<bool> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let v = match node {
                Node::Input(i) => !input_axes(*i as usize).and(in_row).is_empty(),
                _ => node.operands().iter().any(|o| varies[o.index()]),
            };
            varies.push(v);
        }
        Self {
            uses: program.tape.uses(),
            varies,
            last_use: vec![0; nodes.len()],
            place: vec![None; nodes.len()],
            free: vec![],
            program,
            out: Compiled {
                outer: vec![],
                row: vec![],
                literals: vec![],
                scalars: vec![],
                lanes: vec![],
                outputs: vec![],
                registers: 0,
                uniforms: 0,
            },
        }
    }

    /// Whether a comparison goes into the selection that is its only user.
    fn fused(&self, i: usize) -> bool {
        self.varies[i]
            && self.uses[i] == 1
            && matches!(self.program.tape.nodes[i], Node::Compare(..))
            && self.fusing_user(i)
    }

    fn fusing_user(&self, i: usize) -> bool {
        self.program.tape.nodes[i + 1..]
            .iter()
            .any(|n| matches!(n, Node::Select { condition, .. } if condition.index() == i))
    }

    fn finish(mut self, outer: &[usize], row: &[usize]) -> Compiled {
        let nodes = &self.program.tape.nodes;
        let fused: Vec<bool> = (0..nodes.len()).map(|i| self.fused(i)).collect();
        for (i, node) in nodes.iter().enumerate().filter(|(i, _)| self.uses[*i] > 0) {
            for o in node.operands() {
                self.last_use[o.index()] = i;
                if fused[o.index()] {
                    for p in nodes[o.index()].operands() {
                        self.last_use[p.index()] = i;
                    }
                }
            }
        }
        for (_, id) in &self.program.tape.outputs {
            self.last_use[id.index()] = usize::MAX;
        }
        for (i, node) in nodes.iter().enumerate() {
            if self.uses[i] == 0 || fused[i] {
                continue;
            }
            if self.varies[i] {
                self.lane(i, node, &fused);
            } else {
                self.scalar(i, node);
            }
        }
        let outputs = self.program.tape.outputs.iter().map(|(_, id)| self.at(*id)).collect();
        Compiled { outer: outer.to_vec(), row: row.to_vec(), outputs, ..self.out }
    }

    fn at(&self, id: Id) -> Operand {
        self.place[id.index()].expect("operands are compiled before their users")
    }

    fn reg(&self, id: Id) -> Reg {
        match self.at(id) {
            Operand::Reg(r) => r,
            Operand::Uni(_) => unreachable!("the only operand of a varying entry varies"),
        }
    }

    fn uni(&self, id: Id) -> Uni {
        match self.at(id) {
            Operand::Uni(u) => u,
            Operand::Reg(_) => unreachable!("a uniform entry has uniform operands"),
        }
    }

    fn new_uniform(&mut self, i: usize) -> Uni {
        let u = self.out.uniforms as Uni;
        self.out.uniforms += 1;
        self.place[i] = Some(Operand::Uni(u));
        u
    }

    fn scalar(&mut self, i: usize, node: &Node) {
        let instruction = match node {
            Node::Lit(bits) => {
                let dst = self.new_uniform(i);
                self.out.literals.push((dst, f64::from_bits(*bits)));
                return;
            }
            Node::Input(n) => Scalar::Load { dst: self.new_uniform(i), input: *n as u16 },
            Node::Unary(op, a) => {
                let a = self.uni(*a);
                Scalar::Unary { op: *op, dst: self.new_uniform(i), a }
            }
            Node::Binary(op, a, b) => {
                let (a, b) = (self.uni(*a), self.uni(*b));
                Scalar::Binary { op: *op, dst: self.new_uniform(i), a, b }
            }
            Node::Compare(op, a, b) => {
                let (a, b) = (self.uni(*a), self.uni(*b));
                Scalar::Compare { op: *op, dst: self.new_uniform(i), a, b }
            }
            Node::And(a, b) => {
                let (a, b) = (self.uni(*a), self.uni(*b));
                Scalar::And { dst: self.new_uniform(i), a, b }
            }
            Node::Or(a, b) => {
                let (a, b) = (self.uni(*a), self.uni(*b));
                Scalar::Or { dst: self.new_uniform(i), a, b }
            }
            Node::Not(a) => {
                let a = self.uni(*a);
                Scalar::Not { dst: self.new_uniform(i), a }
            }
            Node::Select { condition, then, otherwise } => {
                let (condition, then, otherwise) =
                    (self.uni(*condition), self.uni(*then), self.uni(*otherwise));
                Scalar::Select { dst: self.new_uniform(i), condition, then, otherwise }
            }
            Node::Call { .. } | Node::Result(..) => unreachable!("a planned tape is flat"),
        };
        self.out.scalars.push(instruction);
    }

    /// A register for entry `i`. It is taken before the operands' registers are given back,
    /// so an instruction never writes what it reads: the loops need no second copy.
    fn new_register(&mut self, i: usize) -> Reg {
        let r = self.free.pop().unwrap_or_else(|| {
            self.out.registers += 1;
            (self.out.registers - 1) as Reg
        });
        self.place[i] = Some(Operand::Reg(r));
        r
    }

    fn release(&mut self, i: usize, node: &Node, fused: &[bool]) {
        let mut operands = node.operands();
        if let Node::Select { condition, .. } = node
            && fused[condition.index()]
        {
            operands.extend(self.program.tape.nodes[condition.index()].operands());
        }
        operands.sort_unstable();
        operands.dedup();
        for o in operands {
            if self.last_use[o.index()] == i
                && let Some(Operand::Reg(r)) = self.place[o.index()]
            {
                self.free.push(r);
            }
        }
    }

    fn lane(&mut self, i: usize, node: &Node, fused: &[bool]) {
        let dst = self.new_register(i);
        let instruction = match node {
            Node::Input(n) => Lane::Load { dst, input: *n as u16 },
            Node::Unary(op, a) => Lane::Unary { op: *op, dst, a: self.reg(*a) },
            Node::Binary(op, a, b) => Lane::Binary { op: *op, dst, a: self.at(*a), b: self.at(*b) },
            Node::Compare(op, a, b) => {
                Lane::Compare { op: *op, dst, a: self.at(*a), b: self.at(*b) }
            }
            Node::And(a, b) => Lane::And { dst, a: self.at(*a), b: self.at(*b) },
            Node::Or(a, b) => Lane::Or { dst, a: self.at(*a), b: self.at(*b) },
            Node::Not(a) => Lane::Not { dst, a: self.reg(*a) },
            Node::Select { condition, then, otherwise } => {
                let (then, otherwise) = (self.at(*then), self.at(*otherwise));
                match &self.program.tape.nodes[condition.index()] {
                    Node::Compare(op, a, b) if fused[condition.index()] => Lane::SelectBy {
                        op: *op,
                        dst,
                        a: self.at(*a),
                        b: self.at(*b),
                        then,
                        otherwise,
                    },
                    _ => Lane::Select { dst, condition: self.at(*condition), then, otherwise },
                }
            }
            Node::Lit(_) => unreachable!("a literal does not vary"),
            Node::Call { .. } | Node::Result(..) => unreachable!("a planned tape is flat"),
        };
        self.out.lanes.push(instruction);
        self.release(i, node, fused);
    }
}
