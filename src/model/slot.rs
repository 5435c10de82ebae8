//! What a kernel reads and says: slots in, metrics and a reason out.
//!
//! A kernel is a function from a flat list of numbers to a flat list of numbers. Each input
//! struct below `model` is declared once with [`inputs!`], which makes the struct, the list
//! of its [`Slot`]s and the way back from the list to the struct, so that name, unit and
//! position cannot drift apart.

use crate::number::{Constant, Unit};

/// One number a kernel reads.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Name, such as `chip.units`.
    pub name: &'static str,
    /// Unit with its scale, as text, such as `TB/s`.
    pub unit_text: &'static str,
    /// Dimension of the unit, for the dimension check.
    pub unit: Unit,
    /// One sentence.
    pub doc: &'static str,
    /// The value a study need not give, where there is one, with its origin.
    pub default: Option<Constant>,
}

/// Which way a metric improves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither: it describes.
    Neither,
}

/// One number a kernel says.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Name, such as `tpot_ms`.
    pub name: &'static str,
    /// Unit as text.
    pub unit_text: &'static str,
    /// Which way it improves.
    pub better: Better,
    /// One sentence.
    pub doc: &'static str,
}

impl Metric {
    pub(crate) const fn new(
        name: &'static str,
        unit_text: &'static str,
        better: Better,
        doc: &'static str,
    ) -> Self {
        Self { name, unit_text, better, doc }
    }
}

/// Why a point cannot be built or run. Number 0 is "feasible".
#[derive(Debug, Clone, Copy)]
pub struct Reason {
    /// Short name, such as `memory`.
    pub name: &'static str,
    /// What it means and what helps.
    pub doc: &'static str,
}

/// What a kernel says about one point.
#[derive(Debug, Clone)]
pub struct Outcome<R> {
    /// The metrics, in the order of [`Kernel::metrics`](super::Kernel::metrics).
    pub metrics: Vec<R>,
    /// 0 if the point is feasible, else the index into
    /// [`Kernel::reasons`](super::Kernel::reasons) of the first reason that holds.
    pub reason: R,
}

/// Declares an input struct together with its slots: field, unit, unit text, default, doc.
macro_rules! inputs {
    (
        $(#[doc = $struct_doc:literal])+
        $name:ident as $prefix:literal {
            $( #[doc = $doc:literal] $field:ident: $unit:ident $text:literal $(= $default:expr)?; )+
        }
    ) => {
        $(#[doc = $struct_doc])+
        #[derive(Debug, Clone, Copy)]
        pub struct $name<R> {
            $( #[doc = $doc] pub $field: R, )+
        }

        impl<R> $name<R> {
            /// The slots, in the order of the fields.
            pub const SLOTS: &'static [$crate::model::Slot] = &[
                $( $crate::model::Slot {
                    name: concat!($prefix, ".", stringify!($field)),
                    unit_text: $text,
                    unit: $crate::number::Unit::$unit,
                    doc: $doc.trim_ascii(),
                    default: $crate::model::slot::inputs!(@default $($default)?),
                }, )+
            ];
        }

        impl<R: Copy> $name<R> {
            /// Takes its fields off the front of `slots`, in the order of
            /// [`SLOTS`](Self::SLOTS).
            pub(crate) fn take(slots: &mut std::slice::Iter<'_, R>) -> Self {
                $( let $field = *slots.next().expect("as many values as slots"); )+
                Self { $($field),+ }
            }
        }
    };
    (@default) => { None };
    (@default $default:expr) => { Some($default) };
}
pub(crate) use inputs;

/// Joins slot lists at compile time.
pub(crate) const fn join<const N: usize>(lists: &[&[Slot]]) -> [Slot; N] {
    let mut all = [Slot { name: "", unit_text: "", unit: Unit::ONE, doc: "", default: None }; N];
    let (mut list, mut at) = (0, 0);
    while list < lists.len() {
        let mut i = 0;
        while i < lists[list].len() {
            all[at] = lists[list][i];
            at += 1;
            i += 1;
        }
        list += 1;
    }
    assert!(at == N);
    all
}
