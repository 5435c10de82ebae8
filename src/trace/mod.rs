//! Writes the equations down: the same generic Rust, recorded as a tape.
//!
//! `Kernel::evaluate::<Sym>` -> [`Tape`] (hash-consed: common subexpressions fall out)
//! -> WGSL text ([`wgsl`]), an interpreter ([`Tape::evaluate`]) or a plan
//! ([`crate::sweep::plan`]).

mod sym;
mod tape;
pub mod wgsl;

pub use sym::{Sym, SymBool, record, record_structured};
pub use tape::{Binary, Compare, Id, Node, Tape, TapeFunction, Unary};
