//! The inner loops. They are plain Rust; the compiler vectorises them for the instruction set
//! that the machine turns out to have.

use std::cell::Cell;

use super::compile::{Compiled, LANES, Lane, Operand, Reg, Scalar};
use crate::number::Real;
use crate::trace::{Binary, Compare, Unary};

/// How an input is read in the current row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'a> {
    /// The values, from the position that the digits outside the row select.
    pub(super) values: &'a [f64],
    /// Offset of each run of positions of the row; `None` if the values lie in the row's order.
    pub(super) offsets: Option<&'a [u32]>,
    /// Positions that share an offset.
    pub(super) run: usize,
}

/// The memory a program runs in: one value per scalar, [`LANES`] per register.
pub(super) struct State {
    uniforms: Vec<f64>,
    registers: Vec<Cell<f64>>,
}

impl State {
    pub(super) fn new(program: &Compiled) -> Self {
        let mut uniforms = vec![0.0; program.uniforms];
        for (u, value) in &program.literals {
            uniforms[usize::from(*u)] = *value;
        }
        Self { uniforms, registers: vec![Cell::new(0.0); program.registers * LANES] }
    }

    fn reg(&self, r: Reg) -> &[Cell<f64>; LANES] {
        let at = usize::from(r) * LANES;
        self.registers[at..at + LANES].try_into().expect("a register has that many lanes")
    }

    /// The first `n` values of an output: one scalar for all of them, or one for each.
    pub(super) fn output(&self, operand: Operand, n: usize) -> Output<'_> {
        match operand {
            Operand::Uni(u) => Output::Uniform(self.uniforms[usize::from(u)]),
            Operand::Reg(r) => Output::Lanes(&self.reg(r)[..n]),
        }
    }

    /// Runs what is the same for the whole row.
    pub(super) fn run_scalars(&mut self, program: &Compiled, inputs: &[Bound<'_>]) {
        let u = &mut self.uniforms;
        for instruction in &program.scalars {
            match *instruction {
                Scalar::Load { dst, input } => {
                    u[usize::from(dst)] = inputs[usize::from(input)].values[0];
                }
                Scalar::Unary { op, dst, a } => {
                    u[usize::from(dst)] = op.apply(u[usize::from(a)]);
                }
                Scalar::Binary { op, dst, a, b } => {
                    u[usize::from(dst)] = op.apply(u[usize::from(a)], u[usize::from(b)]);
                }
                Scalar::Compare { op, dst, a, b } => {
                    u[usize::from(dst)] = truth(op.apply(u[usize::from(a)], u[usize::from(b)]));
                }
                Scalar::And { dst, a, b } => {
                    u[usize::from(dst)] = u[usize::from(a)].min(u[usize::from(b)]);
                }
                Scalar::Or { dst, a, b } => {
                    u[usize::from(dst)] = u[usize::from(a)].max(u[usize::from(b)]);
                }
                Scalar::Not { dst, a } => u[usize::from(dst)] = 1.0 - u[usize::from(a)],
                Scalar::Select { dst, condition, then, otherwise } => {
                    let source = if u[usize::from(condition)] == 0.0 { otherwise } else { then };
                    u[usize::from(dst)] = u[usize::from(source)];
                }
            }
        }
    }

    /// Runs the row's positions `from..from + n`, at most [`LANES`] of them.
    pub(super) fn run_lanes(
        &self,
        program: &Compiled,
        inputs: &[Bound<'_>],
        from: usize,
        n: usize,
    ) {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
            {
                // SAFETY: the features were detected on this machine.
                return unsafe { run_avx512(self, program, inputs, from, n) };
            }
            if is_x86_feature_detected!("avx2") {
                // SAFETY: the feature was detected on this machine.
                return unsafe { run_avx2(self, program, inputs, from, n) };
            }
        }
        run(self, program, inputs, from, n);
    }
}

/// An output over some positions of a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Output<'a> {
    /// The same everywhere.
    Uniform(f64),
    /// One value for each position.
    Lanes(&'a [Cell<f64>]),
}

impl Output<'_> {
    /// The value at position `i`.
    #[inline(always)]
    pub(super) fn at(&self, i: usize) -> f64 {
        match self {
            Self::Uniform(x) => *x,
            Self::Lanes(x) => x[i].get(),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2(s: &State, program: &Compiled, inputs: &[Bound<'_>], from: usize, n: usize) {
    run(s, program, inputs, from, n);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn run_avx512(s: &State, program: &Compiled, inputs: &[Bound<'_>], from: usize, n: usize) {
    run(s, program, inputs, from, n);
}

fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// One operand in a loop: a lane, or the same scalar for every lane.
trait Read: Copy {
    fn read(self, i: usize) -> f64;
}
impl Read for &[Cell<f64>; LANES] {
    #[inline(always)]
    fn read(self, i: usize) -> f64 {
        self[i].get()
    }
}
impl Read for f64 {
    #[inline(always)]
    fn read(self, _: usize) -> f64 {
        self
    }
}

#[inline(always)]
fn map2(d: &[Cell<f64>; LANES], a: impl Read, b: impl Read, f: impl Fn(f64, f64) -> f64) {
    for (i, d) in d.iter().enumerate() {
        d.set(f(a.read(i), b.read(i)));
    }
}

/// Runs `f` on operands of whichever kind they are.
macro_rules! with_operands {
    ($s:expr, $a:expr, $b:expr, |$x:ident, $y:ident| $body:expr) => {
        match ($a, $b) {
            (Operand::Reg(a), Operand::Reg(b)) => {
                let ($x, $y) = ($s.reg(a), $s.reg(b));
                $body
            }
            (Operand::Reg(a), Operand::Uni(b)) => {
                let ($x, $y) = ($s.reg(a), $s.uniforms[usize::from(b)]);
                $body
            }
            (Operand::Uni(a), Operand::Reg(b)) => {
                let ($x, $y) = ($s.uniforms[usize::from(a)], $s.reg(b));
                $body
            }
            (Operand::Uni(a), Operand::Uni(b)) => {
                let ($x, $y) = ($s.uniforms[usize::from(a)], $s.uniforms[usize::from(b)]);
                $body
            }
        }
    };
}

#[inline(always)]
fn binary(op: Binary, d: &[Cell<f64>; LANES], a: impl Read, b: impl Read) {
    match op {
        Binary::Add => map2(d, a, b, |x, y| x + y),
        Binary::Sub => map2(d, a, b, |x, y| x - y),
        Binary::Mul => map2(d, a, b, |x, y| x * y),
        Binary::Div => map2(d, a, b, |x, y| x / y),
        Binary::Min => map2(d, a, b, <f64 as Real>::min),
        Binary::Max => map2(d, a, b, <f64 as Real>::max),
        Binary::CeilDiv => map2(d, a, b, Real::ceil_div),
    }
}

#[inline(always)]
fn unary(op: Unary, d: &[Cell<f64>; LANES], a: &[Cell<f64>; LANES]) {
    match op {
        Unary::Neg => map2(d, a, 0.0, |x, _| -x),
        Unary::Ceil => map2(d, a, 0.0, |x, _| x.ceil()),
        Unary::Floor => map2(d, a, 0.0, |x, _| x.floor()),
        Unary::Sqrt => map2(d, a, 0.0, |x, _| x.sqrt()),
        Unary::Exp2 => map2(d, a, 0.0, |x, _| x.exp2()),
        Unary::Log2 => map2(d, a, 0.0, |x, _| x.log2()),
    }
}

#[inline(always)]
fn select(
    d: &[Cell<f64>; LANES],
    mask: impl Fn(usize) -> bool,
    then: impl Read,
    otherwise: impl Read,
) {
    for (i, d) in d.iter().enumerate() {
        let (t, o) = (then.read(i), otherwise.read(i));
        d.set(if mask(i) { t } else { o });
    }
}

#[inline(always)]
fn run(s: &State, program: &Compiled, inputs: &[Bound<'_>], from: usize, n: usize) {
    for instruction in &program.lanes {
        match *instruction {
            Lane::Load { dst, input } => {
                let d = s.reg(dst);
                let bound = inputs[usize::from(input)];
                match bound.offsets {
                    None => {
                        for (d, v) in d.iter().zip(&bound.values[from..from + n]) {
                            d.set(*v);
                        }
                    }
                    Some(offsets) if bound.run == 1 => {
                        for (d, o) in d.iter().zip(&offsets[from..from + n]) {
                            d.set(bound.values[*o as usize]);
                        }
                    }
                    Some(offsets) => {
                        let mut at = from;
                        while at < from + n {
                            let run = at / bound.run;
                            let end = (from + n).min((run + 1) * bound.run);
                            let value = bound.values[offsets[run] as usize];
                            d[at - from..end - from].iter().for_each(|d| d.set(value));
                            at = end;
                        }
                    }
                }
            }
            Lane::Unary { op, dst, a } => unary(op, s.reg(dst), s.reg(a)),
            Lane::Binary { op, dst, a, b } => {
                let d = s.reg(dst);
                with_operands!(s, a, b, |x, y| binary(op, d, x, y));
            }
            Lane::Compare { op, dst, a, b } => {
                let d = s.reg(dst);
                with_operands!(s, a, b, |x, y| match op {
                    Compare::Lt => map2(d, x, y, |x, y| truth(x < y)),
                    Compare::Le => map2(d, x, y, |x, y| truth(x <= y)),
                });
            }
            Lane::And { dst, a, b } => {
                let d = s.reg(dst);
                with_operands!(s, a, b, |x, y| map2(d, x, y, <f64 as Real>::min));
            }
            Lane::Or { dst, a, b } => {
                let d = s.reg(dst);
                with_operands!(s, a, b, |x, y| map2(d, x, y, <f64 as Real>::max));
            }
            Lane::Not { dst, a } => map2(s.reg(dst), s.reg(a), 1.0, |x, y| y - x),
            Lane::Select { dst, condition, then, otherwise } => {
                let d = s.reg(dst);
                match condition {
                    Operand::Reg(c) => {
                        let c = s.reg(c);
                        with_operands!(s, then, otherwise, |t, o| select(
                            d,
                            |i| c[i].get() != 0.0,
                            t,
                            o
                        ));
                    }
                    Operand::Uni(c) => {
                        let holds = s.uniforms[usize::from(c)] != 0.0;
                        let source = if holds { then } else { otherwise };
                        with_operands!(s, source, Operand::Uni(c), |t, z| map2(d, t, z, |t, _| t));
                    }
                }
            }
            Lane::SelectBy { op, dst, a, b, then, otherwise } => {
                let d = s.reg(dst);
                with_operands!(s, a, b, |x, y| with_operands!(
                    s,
                    then,
                    otherwise,
                    |t, o| match op {
                        Compare::Lt => select(d, |i| x.read(i) < y.read(i), t, o),
                        Compare::Le => select(d, |i| x.read(i) <= y.read(i), t, o),
                    }
                ));
            }
        }
    }
}
