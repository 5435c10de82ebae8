//! Where the inputs of a kernel lie in its one buffer of tables.

use bytemuck::{Pod, Zeroable};

use super::device::GpuError;
use super::facts::SMALLEST;
use crate::cpu::Tables;
use crate::sweep::plan::{Plan, Scope, Source};
use crate::sweep::{Bins, Problem};
use crate::trace::{Node, Tape};

/// The part of one source that varies within a batch.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Where the values come from.
    pub source: Source,
    /// Position of the first value in the buffer.
    pub base: usize,
    /// The axes along which it varies within a batch, outermost first in memory.
    pub axes: Vec<usize>,
    /// Number of values.
    pub len: usize,
    /// Whether another batch has other values.
    pub per_batch: bool,
}

/// The buffer of tables of a plan.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The inputs of the plan's main program, in order.
    pub segments: Vec<Segment>,
    /// Number of values in the buffer.
    pub len: usize,
    /// The edges of the histogram's bins, which come first, rounded up and rounded down.
    pub edges: Vec<f32>,
}

impl Layout {
    /// Lays out the edges of `bins` and the sources of a plan one after the other.
    pub fn new(problem: &Problem, plan: &Plan, bins: Option<&Bins>) -> Self {
        let edges: Vec<f32> = bins.map_or(vec![], |bins| {
            let up = bins.edges.iter().map(|e| round_up(*e));
            up.chain(bins.edges.iter().map(|e| round_down(*e))).collect()
        });
        let mut len = edges.len();
        let segments = plan
            .main
            .sources
            .iter()
            .map(|&source| {
                let all = plan.layout(problem, source);
                let axes: Vec<usize> =
                    all.iter().copied().filter(|a| plan.main.axes.contains(a)).collect();
                let values = axes.iter().map(|&a| plan.len_of(a) as usize).product();
                let computed_per_batch = match source {
                    Source::Leaf(_) => false,
                    Source::Column { stage, .. } => plan.stages[stage].scope == Scope::Batch,
                };
                let moves = all.iter().any(|a| !axes.contains(a) && plan.len_of(*a) > 1);
                let per_batch = computed_per_batch || moves;
                let segment = Segment { source, base: len, axes, len: values, per_batch };
                len += values;
                segment
            })
            .collect();
        Self { segments, len: len.max(1), edges }
    }

    /// The values of a segment in the batch whose outer digits are given, by `convert`.
    pub fn gather<T>(
        &self,
        segment: &Segment,
        problem: &Problem,
        plan: &Plan,
        tables: &Tables<'_>,
        digits: &[u32],
        convert: impl Fn(f64) -> T,
    ) -> Vec<T> {
        let values = values(problem, tables, segment.source);
        let all = plan.layout(problem, segment.source);
        let mut offsets = vec![0usize];
        for &axis in all {
            let len = plan.len_of(axis) as usize;
            if segment.axes.contains(&axis) {
                offsets = offsets.iter().flat_map(|o| (0..len).map(move |d| o * len + d)).collect();
            } else {
                offsets.iter_mut().for_each(|o| *o = *o * len + digits[axis] as usize);
            }
        }
        offsets.into_iter().map(|o| convert(values[o])).collect()
    }
}

/// All values of a source.
fn values<'a>(problem: &'a Problem, tables: &'a Tables<'_>, source: Source) -> &'a [f64] {
    match source {
        Source::Leaf(i) => &problem.leaves[i].values,
        Source::Column { stage, column } => tables.column(stage, column),
    }
}

/// Reads the f64 inputs of single points of a batch.
pub(super) struct Inputs<'a> {
    columns: Vec<Column<'a>>,
}

struct Column<'a> {
    values: &'a [f64],
    /// Position at the batch's first point.
    base: usize,
    /// Axis, stride.
    strides: Vec<(usize, usize)>,
}

impl<'a> Inputs<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        plan: &Plan,
        tables: &'a Tables<'_>,
        digits: &[u32],
    ) -> Self {
        let columns = plan.main.sources.iter().map(|&source| {
            let (mut base, mut stride, mut strides) = (0, 1, vec![]);
            for &axis in plan.layout(problem, source).iter().rev() {
                if plan.main.axes.contains(&axis) {
                    strides.push((axis, stride));
                } else {
                    base += digits[axis] as usize * stride;
                }
                stride *= plan.len_of(axis) as usize;
            }
            Column { values: values(problem, tables, source), base, strides }
        });
        Self { columns: columns.collect() }
    }

    /// The inputs at the point with these digits.
    pub(super) fn at(&self, digits: &[u32]) -> impl Iterator<Item = f64> {
        self.columns.iter().map(|c| {
            let offset: usize = c.strides.iter().map(|(a, s)| digits[*a] as usize * s).sum();
            c.values[c.base + offset]
        })
    }
}

/// The parameters of a dispatch; `shaders/bindings.wgsl` declares the same.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Job {
    pub(super) start: u32,
    pub(super) count: u32,
    pub(super) group: u32,
    pub(super) front: u32,
    pub(super) capacity: u32,
    pub(super) top: f32,
    pub(super) pad: [u32; 2],
}

/// Stands for "no bound yet": WGSL knows no infinity, and no key without doubt is as large.
pub(super) const UNBOUNDED: f32 = 3.0e38;

/// A value of a table, rounded once. What is too large for f32, infinite or not a number
/// becomes [`UNBOUNDED`], which puts every point that uses it in doubt; what is too small
/// becomes zero, which the error bounds allow for.
pub(super) fn to_f32(v: f64) -> f32 {
    match v.abs() {
        x if x < SMALLEST => 0.0,
        x if x < f64::from(UNBOUNDED) => v as f32,
        _ => UNBOUNDED.copysign(v as f32),
    }
}

/// Checks that f32 can hold the literals of a tape.
pub(super) fn check_literals(tape: &Tape) -> Result<(), GpuError> {
    let too_large = tape.nodes.iter().find_map(|node| match node {
        Node::Lit(bits) => {
            let v = f64::from_bits(*bits);
            (v.abs() >= f64::from(UNBOUNDED)).then_some(v)
        }
        _ => None,
    });
    too_large.map_or(Ok(()), |v| Err(GpuError::Range(v)))
}

/// The least f32 that is not below `x`.
pub(super) fn round_up(x: f64) -> f32 {
    let rounded = x as f32;
    let up = if f64::from(rounded) < x { rounded.next_up() } else { rounded };
    up.clamp(-UNBOUNDED, UNBOUNDED)
}

/// The greatest f32 that is not above `x`.
pub(super) fn round_down(x: f64) -> f32 {
    -round_up(-x)
}

/// The map of `shaders/best.wgsl`: integers in the order of the floats.
pub(super) fn monotone(x: f32) -> u32 {
    let bits = x.to_bits();
    if bits << 1 == 0 {
        0x8000_0000
    } else if bits & 0x8000_0000 != 0 {
        !bits
    } else {
        bits | 0x8000_0000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monotone_keeps_the_order_of_floats() {
        let ascending = [-UNBOUNDED, -2.5, -1e-30, 0.0, 1e-30, 1.0, 1.0f32.next_up(), UNBOUNDED];
        assert!(ascending.windows(2).all(|w| monotone(w[0]) < monotone(w[1])));
        assert_eq!(monotone(0.0), monotone(-0.0));
    }

    #[test]
    fn rounding_encloses() {
        for x in [0.1, -0.1, 1.0, 16_777_217.0, 1e-3, f64::INFINITY] {
            let (down, up) = (f64::from(round_down(x)), f64::from(round_up(x)));
            assert!(down <= x && (x <= up || up == f64::from(UNBOUNDED)), "{down} {x} {up}");
        }
        assert_eq!((round_down(1.0), round_up(1.0)), (1.0, 1.0));
        assert!(round_down(0.1) < round_up(0.1));
    }

    #[test]
    fn values_that_f32_cannot_hold_are_marked() {
        assert_eq!(to_f32(f64::NEG_INFINITY), -UNBOUNDED);
        assert_eq!(to_f32(f64::NAN).abs(), UNBOUNDED);
        assert_eq!(to_f32(1e300), UNBOUNDED);
        assert_eq!(to_f32(-1e-50), 0.0);
        assert_eq!(to_f32(0.1), 0.1);
    }

    /// The offsets that the compiler of the shader sees are those of the struct.
    #[test]
    fn the_job_lies_in_memory_as_the_shader_says() {
        use std::mem::offset_of;
        let text = include_str!("../../shaders/bindings.wgsl");
        let module = naga::front::wgsl::parse_str(text).expect("valid WGSL");
        let (_, job) = module
            .types
            .iter()
            .find(|(_, t)| t.name.as_deref() == Some("Job"))
            .expect("there is a Job");
        let naga::TypeInner::Struct { members, span } = &job.inner else {
            panic!("Job is a struct")
        };
        assert_eq!(*span as usize, size_of::<Job>());
        let offset = |name: &str| {
            let member = members.iter().find(|m| m.name.as_deref() == Some(name));
            member.unwrap_or_else(|| panic!("{name} is there")).offset as usize
        };
        assert_eq!(offset("start"), offset_of!(Job, start));
        assert_eq!(offset("count"), offset_of!(Job, count));
        assert_eq!(offset("group"), offset_of!(Job, group));
        assert_eq!(offset("front"), offset_of!(Job, front));
        assert_eq!(offset("capacity"), offset_of!(Job, capacity));
        assert_eq!(offset("top"), offset_of!(Job, top));
    }
}
