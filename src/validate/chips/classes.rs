//! The reasons for which a published figure differs from its derivation.

use crate::report::Tone;
use crate::validate::Class;

macro_rules! classes {
    ($($id:ident $name:literal $tone:ident $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub static $id: Class = Class { name: $name, meaning: $meaning, tone: Tone::$tone };
        )*
        /// Every class, from harmless to unexplained.
        pub static CLASSES: [&Class; [$($name),*].len()] = [$(&$id),*];
    };
}

classes! {
    AGREES "agrees" Good "The two differ by 1 % at most.";
    PRINTED "rounded" Minor "The derivation rounds to the digits that were printed.";
    ROUNDED_FREELY "rounded freely" Minor "The derivation was rounded the wrong way, twice, or cut off, but by less than one step of the last printed digit.";
    BINARY "1.024 counting" Minor "The two differ by 1.024 to 0.05 %: 2^10 was counted as 10^3.";
    BASE_CLOCK "base clock" Minor "The base clock gives the published figure, the boost clock does not.";
    OTHER_CLOCK "other clock" Warning "One clock that is not in the catalogue would give the published figures of several precisions, or one figure lies between base and boost clock.";
    BOTH_ENGINES "cube + vector" Warning "The published figure is the sum of the matrix engine and of the vector units.";
    MORE_ENGINES "other engines" Warning "The published figures of several precisions exceed the matrix engine by one amount: some other engine is counted, which is not documented.";
    SPARSE "sparsity" Warning "The published figure is the dense one times the factor of structured sparsity.";
    CAPPED "capped" Warning "The published figure is far below what the die can do at its clock: the product is limited on purpose (an export variant, or a consumer part).";
    SLOWER "slower variant" Minor "The product runs its links below the rate of their generation.";
    UNEXPLAINED "unexplained" Bad "No rule gives the published figure.";
}
