//! Tables of facts: a struct and the TOML table it is read from, declared once.

use std::sync::Arc;

use super::quantity::Quantity;
use super::unit::Unit;

/// One place of a table of facts that a TOML key can fill.
pub(crate) enum Slot<'a> {
    /// A number of a unit; `zero_means_none` where "0" says that the thing does not exist.
    Number { unit: Unit, zero_means_none: bool, place: &'a mut Option<Quantity> },
    /// A line of text.
    Text(&'a mut Option<Arc<str>>),
    /// A list of names; a later file adds to it.
    Names(&'a mut Vec<Arc<str>>),
    /// One word out of a few.
    Choice(&'a mut dyn Choice),
    /// Other published values of numbers, each of a field that `unit_of` knows.
    Alternatives { unit_of: fn(&str) -> Option<Unit>, place: &'a mut Vec<Alternative> },
    /// A table within the table.
    Table(&'a mut dyn Section),
}

/// A published value of a number that the catalogue gives another value for.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Dotted name of the number: `memory.published_bandwidth`.
    pub field: Arc<str>,
    /// The other value.
    pub quantity: Quantity,
}

/// One word out of a few, such as the kind of a chip.
pub(crate) trait Choice {
    /// Takes the word if it is one of [`Choice::words`].
    fn choose(&mut self, word: &str) -> bool;
    /// The words that may be used.
    fn words(&self) -> &'static [&'static str];
}

/// A table of facts.
pub(crate) trait Section {
    /// Where the value of `key` goes.
    fn slot(&mut self, key: &str) -> Option<Slot<'_>>;
    /// Every key of this table.
    fn keys(&self) -> &'static [&'static str];
    /// The number at a dotted path of keys, `memory.rate`.
    fn number(&self, path: &str) -> Option<&Quantity>;
    /// Appends every number known, under its dotted path.
    fn collect<'a>(&'a self, prefix: &str, into: &mut Vec<(String, &'a Quantity)>);
}

/// Declares a struct of facts and its [`Section`]; a field in parentheses after the name is the
/// name of the table itself and no key of it.
macro_rules! section {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(( $(#[$id_meta:meta])* $id:ident ))? {
            $( $(#[$field_meta:meta])* $field:ident : $shape:ident $(($arg:ident))? ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $( $(#[$id_meta])* pub $id: std::sync::Arc<str>, )?
            $( $(#[$field_meta])* pub $field: section!(@type $shape $($arg)?), )*
        }

        impl $crate::catalog::section::Section for $name {
            fn slot(&mut self, key: &str) -> Option<$crate::catalog::section::Slot<'_>> {
                match key {
                    $( stringify!($field) => Some(section!(@slot $shape $($arg)?, self.$field)), )*
                    _ => None,
                }
            }

            fn keys(&self) -> &'static [&'static str] {
                &[$(stringify!($field)),*]
            }

            fn number(&self, path: &str) -> Option<&$crate::catalog::Quantity> {
                let (head, tail) = path.split_once('.').unwrap_or((path, ""));
                match head {
                    $( stringify!($field) => section!(@number $shape, self.$field, tail), )*
                    _ => None,
                }
            }

            fn collect<'a>(
                &'a self,
                prefix: &str,
                into: &mut Vec<(String, &'a $crate::catalog::Quantity)>,
            ) {
                $( section!(@collect $shape, self.$field, prefix, stringify!($field), into); )*
            }
        }
    };

    (@type number $unit:ident) => { Option<$crate::catalog::Quantity> };
    (@type number_or_none $unit:ident) => { Option<$crate::catalog::Quantity> };
    (@type text) => { Option<std::sync::Arc<str>> };
    (@type names) => { Vec<std::sync::Arc<str>> };
    (@type alternatives $owner:ident) => { Vec<$crate::catalog::Alternative> };
    (@type choice $kind:ident) => { $kind };
    (@type table $table:ident) => { $table };

    (@slot number $unit:ident, $place:expr) => {
        $crate::catalog::section::Slot::Number {
            unit: $crate::catalog::Unit::$unit, zero_means_none: false, place: &mut $place,
        }
    };
    (@slot number_or_none $unit:ident, $place:expr) => {
        $crate::catalog::section::Slot::Number {
            unit: $crate::catalog::Unit::$unit, zero_means_none: true, place: &mut $place,
        }
    };
    (@slot text, $place:expr) => { $crate::catalog::section::Slot::Text(&mut $place) };
    (@slot names, $place:expr) => { $crate::catalog::section::Slot::Names(&mut $place) };
    (@slot alternatives $owner:ident, $place:expr) => {
        $crate::catalog::section::Slot::Alternatives {
            unit_of: $owner::field_unit, place: &mut $place,
        }
    };
    (@slot choice $kind:ident, $place:expr) => {
        $crate::catalog::section::Slot::Choice(&mut $place)
    };
    (@slot table $table:ident, $place:expr) => {
        $crate::catalog::section::Slot::Table(&mut $place)
    };

    (@number number, $place:expr, $tail:expr) => {
        $place.as_ref().filter(|_| $tail.is_empty())
    };
    (@number number_or_none, $place:expr, $tail:expr) => {
        $place.as_ref().filter(|_| $tail.is_empty())
    };
    (@number table, $place:expr, $tail:expr) => { $place.number($tail) };
    (@number $other:ident, $place:expr, $tail:expr) => { None };

    (@collect number, $place:expr, $prefix:expr, $key:expr, $into:expr) => {
        if let Some(quantity) = &$place {
            $into.push((format!("{}{}", $prefix, $key), quantity));
        }
    };
    (@collect number_or_none, $place:expr, $prefix:expr, $key:expr, $into:expr) => {
        section!(@collect number, $place, $prefix, $key, $into)
    };
    (@collect table, $place:expr, $prefix:expr, $key:expr, $into:expr) => {
        $place.collect(&format!("{}{}.", $prefix, $key), $into)
    };
    (@collect $other:ident, $place:expr, $prefix:expr, $key:expr, $into:expr) => {};
}

pub(crate) use section;

/// Every number known in a table, under its dotted path.
pub(crate) fn numbers(section: &dyn Section) -> Vec<(String, &Quantity)> {
    let mut found = Vec::new();
    section.collect("", &mut found);
    found
}

/// The slot at a dotted path, if it holds a number.
pub(crate) fn number_slot<'a>(
    section: &'a mut dyn Section,
    path: &str,
) -> Option<(Unit, &'a mut Option<Quantity>)> {
    let (head, tail) = path.split_once('.').unwrap_or((path, ""));
    match section.slot(head)? {
        Slot::Number { unit, place, .. } if tail.is_empty() => Some((unit, place)),
        Slot::Table(inner) => number_slot(inner, tail),
        _ => None,
    }
}
