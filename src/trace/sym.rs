//! `Sym`: the number type that records what is done with it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::tape::{Binary, Compare, Id, Node, Tape, TapeFunction, Unary};
use crate::number::{Function, Real};

/// A number on the tape being recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sym(Id);

/// A condition on the tape being recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SymBool(Id);

/// The recording in progress: a stack of bodies, the innermost function last.
struct Recorder {
    structured: bool,
    bodies: Vec<Body>,
    functions: Vec<TapeFunction>,
}

#[derive(Default)]
struct Body {
    tape: Tape,
    ids: HashMap<Node, Id>,
}

thread_local! {
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

/// Records `equation` with every function call inlined: the form that is planned and run.
///
/// `equation` receives the inputs and returns the named results. Literals are folded in f64,
/// and equal subexpressions become one entry.
///
/// ```
/// use roofscape::trace::record;
/// let tape = record(&["bytes", "bandwidth"], |x| vec![("time".into(), x[0] / x[1])]);
/// assert_eq!(tape.evaluate(&[6.0, 3.0]), [2.0]);
/// ```
pub fn record(inputs: &[&str], equation: impl FnOnce(&[Sym]) -> Vec<(String, Sym)>) -> Tape {
    run(inputs, false, equation)
}

/// Records `equation` with its functions kept: the form that people read.
pub fn record_structured(
    inputs: &[&str],
    equation: impl FnOnce(&[Sym]) -> Vec<(String, Sym)>,
) -> Tape {
    run(inputs, true, equation)
}

fn run(
    inputs: &[&str],
    structured: bool,
    equation: impl FnOnce(&[Sym]) -> Vec<(String, Sym)>,
) -> Tape {
    let previous = RECORDER.replace(Some(Recorder {
        structured,
        bodies: vec![Body::default()],
        functions: vec![],
    }));
    assert!(previous.is_none(), "a recording is already in progress on this thread");
    // A panic in an equation must not leave the thread unable to record.
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            RECORDER.set(None);
        }
    }
    let reset = Reset;
    let arguments: Vec<Sym> = (0..inputs.len()).map(|i| Sym(push(Node::Input(i as u32)))).collect();
    let outputs = equation(&arguments);
    let recorder = RECORDER.take().expect("set above");
    std::mem::forget(reset);
    let mut tape = recorder.bodies.into_iter().next().expect("set above").tape;
    tape.inputs = inputs.iter().map(|s| (*s).to_owned()).collect();
    tape.outputs = outputs.into_iter().map(|(name, s)| (name, s.0)).collect();
    tape.functions = recorder.functions;
    tape
}

fn with<T>(f: impl FnOnce(&mut Recorder) -> T) -> T {
    RECORDER.with_borrow_mut(|r| f(r.as_mut().expect("a Sym exists only while recording")))
}

fn push(node: Node) -> Id {
    with(|r| {
        let body = r.bodies.last_mut().expect("never empty");
        let next = Id(body.tape.nodes.len() as u32);
        *body.ids.entry(node).or_insert_with_key(|node| {
            body.tape.nodes.push(node.clone());
            next
        })
    })
}

fn literal(id: Id) -> Option<f64> {
    with(|r| match r.bodies.last().expect("never empty").tape.nodes[id.index()] {
        Node::Lit(bits) => Some(f64::from_bits(bits)),
        _ => None,
    })
}

fn unary(op: Unary, a: Sym) -> Sym {
    match literal(a.0) {
        Some(x) => Sym::lit(op.apply(x)),
        None => Sym(push(Node::Unary(op, a.0))),
    }
}

fn binary(op: Binary, a: Sym, b: Sym) -> Sym {
    match (op, literal(a.0), literal(b.0)) {
        (_, Some(x), Some(y)) => return Sym::lit(op.apply(x, y)),
        // Exact in every rounding, so the tape still equals the equation bit for bit.
        (Binary::Mul | Binary::Div, _, Some(1.0)) => return a,
        (Binary::Mul, Some(1.0), _) => return b,
        (Binary::Add | Binary::Sub, _, Some(0.0)) => return a,
        (Binary::Add, Some(0.0), _) => return b,
        (Binary::Min | Binary::Max, ..) if a == b => return a,
        _ => {}
    }
    let (a, b) = if op.commutes() && b.0 < a.0 { (b, a) } else { (a, b) };
    Sym(push(Node::Binary(op, a.0, b.0)))
}

/// Conditions fold to comparisons of literals, which `select` then takes apart.
fn known(c: SymBool) -> Option<bool> {
    let node = with(|r| r.bodies.last().expect("never empty").tape.nodes[c.0.index()].clone());
    match node {
        Node::Compare(op, a, b) => Some(op.apply(literal(a)?, literal(b)?)),
        _ => None,
    }
}

fn truth(value: bool) -> SymBool {
    let (zero, one) = (Sym::lit(0.0), Sym::lit(1.0));
    let (a, b) = if value { (zero, one) } else { (one, zero) };
    SymBool(push(Node::Compare(Compare::Lt, a.0, b.0)))
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:ident) => {
        impl $trait for Sym {
            type Output = Self;
            fn $method(self, o: Self) -> Self {
                binary(Binary::$op, self, o)
            }
        }
    };
}
operator!(Add, add, Add);
operator!(Sub, sub, Sub);
operator!(Mul, mul, Mul);
operator!(Div, div, Div);

impl Neg for Sym {
    type Output = Self;
    fn neg(self) -> Self {
        unary(Unary::Neg, self)
    }
}

impl Real for Sym {
    type Bool = SymBool;

    /// # Panics
    /// If the literal is not finite: WGSL has no such literal, so it is an error in the
    /// equation, not in its data.
    fn lit(value: f64) -> Self {
        assert!(value.is_finite(), "the literal {value} cannot be written in WGSL");
        Self(push(Node::Lit(value.to_bits())))
    }
    fn min(self, o: Self) -> Self {
        binary(Binary::Min, self, o)
    }
    fn max(self, o: Self) -> Self {
        binary(Binary::Max, self, o)
    }
    fn ceil(self) -> Self {
        unary(Unary::Ceil, self)
    }
    fn floor(self) -> Self {
        unary(Unary::Floor, self)
    }
    fn sqrt(self) -> Self {
        unary(Unary::Sqrt, self)
    }
    fn exp2(self) -> Self {
        unary(Unary::Exp2, self)
    }
    fn log2(self) -> Self {
        unary(Unary::Log2, self)
    }
    fn ceil_div(self, by: Self) -> Self {
        binary(Binary::CeilDiv, self, by)
    }
    fn lt(self, o: Self) -> SymBool {
        SymBool(push(Node::Compare(Compare::Lt, self.0, o.0)))
    }
    fn le(self, o: Self) -> SymBool {
        SymBool(push(Node::Compare(Compare::Le, self.0, o.0)))
    }
    fn and(a: SymBool, b: SymBool) -> SymBool {
        match (known(a), known(b)) {
            (Some(true), _) => b,
            (_, Some(true)) => a,
            (Some(false), _) | (_, Some(false)) => truth(false),
            _ => SymBool(push(Node::And(a.0, b.0))),
        }
    }
    fn or(a: SymBool, b: SymBool) -> SymBool {
        match (known(a), known(b)) {
            (Some(false), _) => b,
            (_, Some(false)) => a,
            (Some(true), _) | (_, Some(true)) => truth(true),
            _ => SymBool(push(Node::Or(a.0, b.0))),
        }
    }
    fn not(a: SymBool) -> SymBool {
        match known(a) {
            Some(x) => truth(!x),
            None => SymBool(push(Node::Not(a.0))),
        }
    }
    fn select(c: SymBool, then: Self, otherwise: Self) -> Self {
        match known(c) {
            Some(true) => then,
            Some(false) => otherwise,
            None if then == otherwise => then,
            None => {
                Self(push(Node::Select { condition: c.0, then: then.0, otherwise: otherwise.0 }))
            }
        }
    }

    fn named(self, name: &'static str) -> Self {
        with(|r| {
            let tape = &mut r.bodies.last_mut().expect("never empty").tape;
            if !matches!(tape.nodes[self.0.index()], Node::Input(_) | Node::Lit(_)) {
                tape.names.entry(self.0).or_insert(name);
            }
        });
        self
    }

    fn call<const I: usize, const O: usize>(
        function: &Function<I, O>,
        args: [Self; I],
        body: fn([Self; I]) -> [Self; O],
    ) -> [Self; O] {
        if !with(|r| r.structured) {
            return body(args);
        }
        let known = with(|r| r.functions.iter().position(|f| f.name == function.name));
        let index = known.unwrap_or_else(|| record_function(function, body));
        let call =
            push(Node::Call { function: index as u32, args: args.iter().map(|a| a.0).collect() });
        std::array::from_fn(|n| Self(push(Node::Result(call, n as u32))))
    }
}

fn record_function<const I: usize, const O: usize>(
    function: &Function<I, O>,
    body: fn([Sym; I]) -> [Sym; O],
) -> usize {
    with(|r| r.bodies.push(Body::default()));
    let parameters = std::array::from_fn(|i| Sym(push(Node::Input(i as u32))));
    let results = body(parameters);
    with(|r| {
        let mut tape = r.bodies.pop().expect("pushed above").tape;
        tape.inputs = function.inputs.iter().map(|s| (*s).to_owned()).collect();
        tape.outputs = function
            .outputs
            .iter()
            .zip(results)
            .map(|(name, s)| ((*name).to_owned(), s.0))
            .collect();
        r.functions.push(TapeFunction {
            name: function.name,
            outputs: function.outputs.to_vec(),
            body: tape,
        });
        r.functions.len() - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Function<1, 1> = Function { name: "square", inputs: ["x"], outputs: ["y"] };

    fn equation<R: Real>(x: R, y: R) -> R {
        let [a] = R::call(&SQUARE, [x + y], |[x]| [x * x]);
        let [b] = R::call(&SQUARE, [x - y], |[x]| [x * x]);
        R::select(a.lt(b), a.sqrt(), (a + b).ceil_div(R::lit(3.0)))
    }

    #[test]
    fn both_forms_equal_the_equation() {
        let f = |x: &[Sym]| vec![("z".to_owned(), equation(x[0], x[1]))];
        let flat = record(&["x", "y"], f);
        let structured = record_structured(&["x", "y"], f);
        assert_eq!(structured.functions.len(), 1);
        for (x, y) in [(3.0, 2.0), (2.0, -3.0), (0.5, 0.25)] {
            assert_eq!(flat.evaluate(&[x, y]), [equation(x, y)]);
            assert_eq!(structured.evaluate(&[x, y]), [equation(x, y)]);
        }
    }

    #[test]
    fn equal_subexpressions_are_one_entry_and_literals_fold() {
        let tape = record(&["x"], |x| {
            let two = Sym::lit(1.0) + Sym::lit(1.0);
            vec![("a".into(), x[0] * two), ("b".into(), two * x[0])]
        });
        assert_eq!(tape.outputs[0].1, tape.outputs[1].1);
    }

    #[test]
    fn a_panic_while_recording_leaves_the_thread_usable() {
        let broken = std::panic::catch_unwind(|| record(&[], |_| panic!("broken equation")));
        assert!(broken.is_err());
        assert_eq!(record(&[], |_| vec![("x".into(), Sym::lit(1.0))]).evaluate::<f64>(&[]), [1.0]);
    }
}
