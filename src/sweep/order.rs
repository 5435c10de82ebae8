//! In which order the axes are walked: the cheapest to vary innermost.

use super::mask::Mask;
use super::problem::Problem;
use crate::trace::{Binary, Id, Node, Tape, Unary};

/// Cost of keeping the best of each group when the group changes along a row, in operations.
const GROUP_CHANGES_IN_ROW: u64 = 8;

/// Approximate cost of an entry in units of one f64 addition (reciprocal throughput of the
/// AVX2 instruction, or of the libm call, on current x86 cores).
pub fn weight(node: &Node) -> u64 {
    match node {
        Node::Input(_) | Node::Lit(_) | Node::Result(..) => 0,
        Node::Unary(Unary::Sqrt, _) | Node::Binary(Binary::Div, ..) => 4,
        Node::Binary(Binary::CeilDiv, ..) => 5,
        Node::Unary(Unary::Exp2 | Unary::Log2, _) => 40,
        _ => 1,
    }
}

/// The axes that each entry of the problem's tape depends on.
pub fn masks(problem: &Problem) -> Vec<Mask> {
    let mut masks: Vec<Mask> = Vec::with_capacity(problem.tape.nodes.len());
    for node in &problem.tape.nodes {
        let mask = match node {
            Node::Input(i) => problem.leaf_mask(*i as usize),
            _ => node.operands().iter().fold(Mask::NONE, |m, o| m.union(masks[o.index()])),
        };
        masks.push(mask);
    }
    masks
}

/// The total weight of the entries that the outputs need.
pub fn total_weight(tape: &Tape) -> u64 {
    let uses = tape.uses();
    tape.nodes.iter().zip(uses).filter(|(_, u)| *u > 0).map(|(n, _)| weight(n)).sum()
}

/// Axes of more than one value, outermost first.
///
/// Greedy from the inside: of the axes left, the next one outwards is that which makes the
/// fewest operations vary within the axes chosen so far. `hoisted` tells which masks become
/// tables, whose entries cost nothing per point.
pub fn walk(problem: &Problem, masks: &[Mask], hoisted: impl Fn(Mask) -> bool) -> Vec<usize> {
    let uses = problem.tape.uses();
    let mut varying: std::collections::HashMap<Mask, u64> = std::collections::HashMap::new();
    for (i, node) in problem.tape.nodes.iter().enumerate() {
        if uses[i] > 0 && !hoisted(masks[i]) {
            *varying.entry(masks[i]).or_default() += weight(node);
        }
    }
    // Columns of tables are read along the rows too: a load each.
    for (i, node) in problem.tape.nodes.iter().enumerate() {
        if uses[i] > 0 && !hoisted(masks[i]) {
            for o in node.operands().into_iter().filter(|o| hoisted(masks[o.index()])) {
                *varying.entry(masks[Id::index(o)]).or_default() += 1;
            }
        }
    }
    let mut left: Vec<usize> =
        (0..problem.axes.len()).filter(|&a| problem.axes[a].len > 1).collect();
    let mut inner = Mask::NONE;
    let mut walk = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let cost = |a: usize| {
            let with = inner.union(Mask::axis(a));
            let operations: u64 =
                varying.iter().filter(|(m, _)| !m.and(with).is_empty()).map(|(_, w)| w).sum();
            let groups = problem.ask.best && with.axes().any(|i| !problem.axes[i].search);
            operations + if groups { GROUP_CHANGES_IN_ROW } else { 0 }
        };
        let next = left
            .iter()
            .copied()
            .min_by_key(|&a| {
                (cost(a), std::cmp::Reverse(problem.axes[a].len), std::cmp::Reverse(a))
            })
            .expect("some axis is left");
        left.retain(|&a| a != next);
        inner = inner.union(Mask::axis(next));
        walk.insert(0, next);
    }
    walk
}
