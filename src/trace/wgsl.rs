//! Prints a tape as WGSL: one function per model function, values named as in the Rust.

use std::collections::HashSet;
use std::fmt::Write;

use super::tape::{Binary, Compare, Id, Node, Tape, TapeFunction, Unary};

/// The scalar type the shader computes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// 32-bit floats: what every GPU has.
    F32,
    /// 64-bit floats: the audit of the printer itself, on adapters with `SHADER_F64`.
    F64,
}

impl Scalar {
    /// The WGSL name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// The shortest literal that reads back as the same number.
    ///
    /// # Panics
    /// If the value overflows the type: the model's normalised units rule that out.
    pub fn literal(self, value: f64) -> String {
        match self {
            Self::F32 => {
                let rounded = value as f32;
                assert!(rounded.is_finite(), "the literal {value} overflows f32");
                format!("{rounded:?}f")
            }
            Self::F64 => format!("{value:?}lf"),
        }
    }
}

/// An expression longer than this gets a name of its own, for the reader's sake and because
/// shader compilers dislike deep nesting.
const LONGEST_EXPRESSION: usize = 90;

/// The whole tape as WGSL: its functions, callees first, then a function `name` of the inputs.
///
/// ```
/// use roofscape::trace::{record, wgsl};
/// let tape = record(&["mb", "tbps"], |x| vec![("us".into(), x[0] / x[1])]);
/// let text = wgsl::module(&tape, "transfer", wgsl::Scalar::F32);
/// assert!(text.contains("fn transfer(mb: f32, tbps: f32) -> transfer_result"));
/// ```
pub fn module(tape: &Tape, name: &str, scalar: Scalar) -> String {
    let mut text = String::new();
    for f in &tape.functions {
        text += &function(&f.body, f.name, &tape.functions, scalar);
        text.push('\n');
    }
    text + &function(tape, name, &tape.functions, scalar)
}

fn function(tape: &Tape, name: &str, functions: &[TapeFunction], scalar: Scalar) -> String {
    let ty = scalar.name();
    let parameters: Vec<String> = tape.inputs.iter().map(|n| identifier(n)).collect();
    let results: Vec<String> = tape.outputs.iter().map(|(n, _)| identifier(n)).collect();
    let mut text = format!("struct {name}_result {{\n");
    for r in &results {
        let _ = writeln!(text, "    {r}: {ty},");
    }
    let list: Vec<String> = parameters.iter().map(|p| format!("{p}: {ty}")).collect();
    let one_line = format!("fn {name}({}) -> {name}_result {{\n", list.join(", "));
    text += "}\n";
    if one_line.len() <= 100 {
        text += &one_line;
    } else {
        let _ = writeln!(text, "fn {name}(\n    {},\n) -> {name}_result {{", list.join(",\n    "));
    }
    let mut printer = Printer::new(tape, functions, scalar);
    printer.reserve(&parameters);
    let (body, outputs) = printer.body(|i| parameters[i as usize].clone());
    text += &body;
    let _ = writeln!(text, "    return {name}_result({});\n}}", outputs.join(", "));
    text
}

/// The statements that compute a flat tape's outputs, and the expressions of the outputs.
///
/// `input` gives the expression of the n-th input. This is how a planned kernel is printed
/// into the harness of a sweep.
pub fn statements(
    tape: &Tape,
    scalar: Scalar,
    input: impl Fn(u32) -> String,
) -> (String, Vec<String>) {
    Printer::new(tape, &tape.functions, scalar).body(input)
}

/// A name that WGSL accepts: dots become underscores, reserved words get one appended.
pub fn identifier(name: &str) -> String {
    const TAKEN: &[&str] = &[
        "step",
        "min",
        "max",
        "ceil",
        "floor",
        "sqrt",
        "select",
        "length",
        "distance",
        "target",
        "active",
        "layout",
        "shared",
        "unit",
        "final",
        "type",
        "loop",
        "precision",
        "mod",
        "ref",
    ];
    let mut id: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if TAKEN.contains(&id.as_str()) || id.starts_with(|c: char| c.is_ascii_digit()) {
        id.push('_');
    }
    id
}

struct Printer<'a> {
    tape: &'a Tape,
    functions: &'a [TapeFunction],
    scalar: Scalar,
    taken: HashSet<String>,
}

impl<'a> Printer<'a> {
    fn new(tape: &'a Tape, functions: &'a [TapeFunction], scalar: Scalar) -> Self {
        Self { tape, functions, scalar, taken: HashSet::new() }
    }

    fn reserve(&mut self, names: &[String]) {
        self.taken.extend(names.iter().cloned());
    }

    /// A name not used before in this function.
    fn fresh(&mut self, wanted: &str) -> String {
        let base = identifier(wanted);
        let mut name = base.clone();
        let mut n = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{base}_{n}");
            n += 1;
        }
        name
    }

    fn body(&mut self, input: impl Fn(u32) -> String) -> (String, Vec<String>) {
        let uses = self.tape.uses();
        let mut lines = String::new();
        let mut expressions: Vec<String> = Vec::with_capacity(self.tape.nodes.len());
        for (i, node) in self.tape.nodes.iter().enumerate() {
            if uses[i] == 0 {
                expressions.push(String::new());
                continue;
            }
            let text = self.expression(node, &expressions, &input);
            let name = self.tape.names.get(&Id(i as u32)).copied();
            let trivial = matches!(node, Node::Lit(_) | Node::Result(..) | Node::Input(_));
            let is_call = matches!(node, Node::Call { .. });
            let needs_name = is_call
                || !trivial && (name.is_some() || uses[i] > 1 || text.len() > LONGEST_EXPRESSION);
            if needs_name {
                let wanted = match node {
                    Node::Call { function, .. } => {
                        format!("{}_{i}", self.functions[*function as usize].name)
                    }
                    _ => name.map_or_else(|| format!("t{i}"), str::to_owned),
                };
                let name = self.fresh(&wanted);
                let text = text
                    .strip_prefix('(')
                    .and_then(|t| t.strip_suffix(')'))
                    .filter(|t| balanced(t))
                    .unwrap_or(&text);
                let _ = writeln!(lines, "    let {name} = {text};");
                expressions.push(name);
            } else {
                expressions.push(text);
            }
        }
        let outputs =
            self.tape.outputs.iter().map(|(_, id)| expressions[id.index()].clone()).collect();
        (lines, outputs)
    }

    fn expression(&self, node: &Node, done: &[String], input: impl Fn(u32) -> String) -> String {
        let e = |id: &Id| done[id.index()].as_str();
        match node {
            Node::Input(i) => input(*i),
            Node::Lit(bits) => self.scalar.literal(f64::from_bits(*bits)),
            Node::Unary(Unary::Neg, a) => format!("(-{})", e(a)),
            Node::Unary(op, a) => format!("{}({})", unary_name(*op), e(a)),
            Node::Binary(op, a, b) => match op {
                Binary::Add => format!("({} + {})", e(a), e(b)),
                Binary::Sub => format!("({} - {})", e(a), e(b)),
                Binary::Mul => format!("({} * {})", e(a), e(b)),
                Binary::Div => format!("({} / {})", e(a), e(b)),
                Binary::Min => format!("min({}, {})", e(a), e(b)),
                Binary::Max => format!("max({}, {})", e(a), e(b)),
                Binary::CeilDiv => self.ceil_div(e(a), e(b)),
            },
            Node::Compare(Compare::Lt, a, b) => format!("({} < {})", e(a), e(b)),
            Node::Compare(Compare::Le, a, b) => format!("({} <= {})", e(a), e(b)),
            Node::And(a, b) => format!("({} && {})", e(a), e(b)),
            Node::Or(a, b) => format!("({} || {})", e(a), e(b)),
            Node::Not(a) => format!("(!{})", e(a)),
            Node::Select { condition, then, otherwise } => {
                format!("select({}, {}, {})", e(otherwise), e(then), e(condition))
            }
            Node::Call { function, args } => {
                let args: Vec<&str> = args.iter().map(e).collect();
                format!("{}({})", self.functions[*function as usize].name, args.join(", "))
            }
            Node::Result(call, n) => {
                let Node::Call { function, .. } = &self.tape.nodes[call.index()] else {
                    unreachable!("a result belongs to a call")
                };
                let names = &self.functions[*function as usize].outputs;
                format!("{}.{}", e(call), identifier(names[*n as usize]))
            }
        }
    }

    /// WGSL allows a division to be 2.5 ULP off, which makes `ceil(a / b)` wrong at exact
    /// multiples; integers are exact. In the f64 audit both sides divide alike.
    fn ceil_div(&self, a: &str, b: &str) -> String {
        match self.scalar {
            Scalar::F32 => format!("f32((u32({a}) + u32({b}) - 1u) / u32({b}))"),
            Scalar::F64 => format!("ceil(({a} / {b}))"),
        }
    }
}

/// Whether the brackets in `text` close only what `text` opened.
fn balanced(text: &str) -> bool {
    let mut depth = 0i32;
    for c in text.chars() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

fn unary_name(op: Unary) -> &'static str {
    match op {
        Unary::Neg => "-",
        Unary::Ceil => "ceil",
        Unary::Floor => "floor",
        Unary::Sqrt => "sqrt",
        Unary::Exp2 => "exp2",
        Unary::Log2 => "log2",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Function, Real};
    use crate::trace::{Sym, record_structured};

    const ROOFLINE: Function<3, 1> =
        Function { name: "roofline", inputs: ["ai", "peak", "bw"], outputs: ["tflops"] };

    #[test]
    fn a_function_is_printed_once_and_called_by_name() {
        let tape = record_structured(&["ai", "peak", "bw", "bw.fast"], |x| {
            let roof = |bw| {
                Sym::call(&ROOFLINE, [x[0], x[1], bw], |[ai, p, bw]| {
                    [p.min((ai * bw).named("memory_roof"))]
                })[0]
            };
            vec![("slow".into(), roof(x[2])), ("fast".into(), roof(x[3]))]
        });
        let text = module(&tape, "two_roofs", Scalar::F32);
        let expected = "\
struct roofline_result {
    tflops: f32,
}
fn roofline(ai: f32, peak: f32, bw: f32) -> roofline_result {
    let memory_roof = ai * bw;
    return roofline_result(min(peak, memory_roof));
}

struct two_roofs_result {
    slow: f32,
    fast: f32,
}
fn two_roofs(ai: f32, peak: f32, bw: f32, bw_fast: f32) -> two_roofs_result {
    let roofline_4 = roofline(ai, peak, bw);
    let roofline_6 = roofline(ai, peak, bw_fast);
    return two_roofs_result(roofline_4.tflops, roofline_6.tflops);
}
";
        assert_eq!(text, expected);
        naga::front::wgsl::parse_str(&text).expect("valid WGSL");
    }
}
