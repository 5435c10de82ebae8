//! What a plan costs and saves, counted.

use super::Problem;
use super::mask::Mask;
use super::order;
use super::plan::{Plan, Program, Scope};

/// The cost of one table.
#[derive(Debug, Clone)]
pub struct TableCost {
    /// The axes it is computed over.
    pub axes: Vec<String>,
    /// When it is computed.
    pub scope: Scope,
    /// Rows.
    pub rows: u128,
    /// Columns.
    pub columns: usize,
    /// Operations for one row.
    pub operations: u64,
    /// Operations for the whole sweep, spread over its points.
    pub per_point: f64,
}

/// The cost of a sweep in operations, each weighing as much as an addition (a division is 4,
/// a logarithm 40).
#[derive(Debug, Clone)]
pub struct Cost {
    /// Operations of a point without a plan.
    pub before: u64,
    /// Operations of a point with it: the sum of the other figures per point.
    pub after: f64,
    /// The tables.
    pub tables: Vec<TableCost>,
    /// Operations for each row, which do not vary along it, spread over its points.
    pub per_row: f64,
    /// Operations that run at every point.
    pub per_point: u64,
    /// Names of the axes, outermost first, those within a batch marked.
    pub walk: Vec<(String, u32, bool)>,
}

/// Counts what a plan costs, when rows run over the axes that `row` tells of a program.
pub fn cost(problem: &Problem, plan: &Plan, row: impl Fn(&Program) -> Mask) -> Cost {
    let points = plan.points() as f64;
    let name = |a: usize| problem.axes[a].name.clone();
    let mut tables = Vec::new();
    for stage in &plan.stages {
        let axes = &stage.program.axes;
        let rows: u128 = axes.iter().map(|&a| u128::from(plan.len_of(a))).product();
        let operations = order::total_weight(&stage.program.tape);
        let times = if stage.scope == Scope::Once { 1.0 } else { plan.batches() as f64 };
        tables.push(TableCost {
            axes: axes.iter().map(|&a| name(a)).collect(),
            scope: stage.scope,
            rows,
            columns: stage.program.tape.outputs.len(),
            operations,
            per_point: rows as f64 * operations as f64 * times / points,
        });
    }
    let in_row = row(&plan.main);
    let row_points: f64 = in_row.axes().map(|a| f64::from(plan.len_of(a))).product();
    let (uniform, varying) = split(problem, plan, in_row);
    let per_row = uniform as f64 / row_points;
    let table_operations: f64 = tables.iter().map(|t| t.per_point).sum();
    Cost {
        before: order::total_weight(&problem.tape),
        after: table_operations + per_row + varying as f64,
        tables,
        per_row,
        per_point: varying,
        walk: plan
            .walk
            .iter()
            .enumerate()
            .map(|(i, &a)| (name(a), plan.len_of(a), i >= plan.outer))
            .collect(),
    }
}

/// Operations of the main program that are the same along a row, and those that are not.
fn split(problem: &Problem, plan: &Plan, in_row: Mask) -> (u64, u64) {
    let uses = plan.main.tape.uses();
    let mut varies: Vec<bool> = Vec::new();
    let (mut uniform, mut varying) = (0, 0);
    for (i, node) in plan.main.tape.nodes.iter().enumerate() {
        let v = match node {
            crate::trace::Node::Input(n) => {
                let layout = plan.layout(problem, plan.main.sources[*n as usize]);
                layout.iter().any(|&a| in_row.has(a))
            }
            _ => node.operands().iter().any(|o| varies[o.index()]),
        };
        varies.push(v);
        if uses[i] > 0 {
            *(if v { &mut varying } else { &mut uniform }) += order::weight(node);
        }
    }
    (uniform, varying)
}
