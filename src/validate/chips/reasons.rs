//! Why a published figure differs from its derivation: rules in the order they are tried.

use super::classes as c;
use super::derive::{Derived, Figure};
use crate::catalog::{Precision, Quantity};
use crate::report::number::{compact, percent};
use crate::validate::digits::printed_step;
use crate::validate::{Class, Reason};

/// Differences up to this size need no reason.
pub(super) const AGREEMENT: f64 = 0.01;
/// 2^10 / 10^3.
const BINARY: f64 = 1.024;
/// How closely a ratio must be met by a rule that names it.
const BINARY_TOLERANCE: f64 = 5e-4;
/// How closely a sum or a product with other factors must meet the published figure.
const EXACT: f64 = 0.004;
/// Beyond this, the last printed digit explains nothing.
const MOST_ROUNDING: f64 = 0.05;
/// Beyond this, nobody rounds the wrong way.
const MOST_CARELESS: f64 = 0.03;
/// A figure below this share of its derivation was limited on purpose.
const CAP: f64 = 0.6;
/// Makers halve or double rounded figures, so that they agree no better than this.
const LEAST_ROOM: f64 = 0.0025;

/// A derived and a published number of one unit.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) derived: f64,
    pub(super) published: f64,
    pub(super) quantity: &'a Quantity,
    /// Canonical units per unit of the two.
    pub(super) scale: f64,
}

impl Pair<'_> {
    fn ratio(&self) -> f64 {
        self.derived / self.published
    }

    fn gap(&self) -> f64 {
        (self.derived - self.published).abs()
    }

    fn step(&self) -> f64 {
        printed_step(self.quantity) / self.scale
    }

    fn is_near(&self) -> bool {
        (self.ratio() - 1.0).abs() <= MOST_ROUNDING
    }
}

fn reason(class: &'static Class, detail: String) -> Option<Reason> {
    Some(Reason::new(class, detail))
}

fn meets(value: f64, target: f64) -> bool {
    (value / target - 1.0).abs() <= EXACT
}

/// The reasons that only look at the two numbers: agreement, then 2^10 for 10^3.
pub(super) fn plain_start(pair: Pair<'_>) -> Option<Reason> {
    let ratio = pair.ratio();
    if (ratio - 1.0).abs() <= AGREEMENT {
        return reason(&c::AGREES, String::new());
    }
    if (ratio - BINARY).abs() < BINARY_TOLERANCE {
        return reason(&c::BINARY, "published x 1.024 = derived".to_owned());
    }
    ((1.0 / ratio - BINARY).abs() < BINARY_TOLERANCE)
        .then(|| Reason::new(&c::BINARY, "published = derived x 1.024"))
}

/// Rounded correctly to the digits printed.
pub(super) fn printed(pair: Pair<'_>) -> Option<Reason> {
    let rounded = pair.gap() <= 0.5 * pair.step() * (1.0 + 1e-9) && pair.is_near();
    let detail = format!("{} is printed as {}", compact(pair.derived, 5), pair.quantity);
    rounded.then(|| Reason::new(&c::PRINTED, detail))
}

/// Cut off, rounded twice or the wrong way.
pub(super) fn rounded_freely(pair: Pair<'_>) -> Option<Reason> {
    let near = pair.gap() <= MOST_CARELESS * pair.published;
    let rounded = pair.gap() < pair.step() && near;
    let detail = format!("{} became {}", compact(pair.derived, 5), pair.quantity);
    rounded.then(|| Reason::new(&c::ROUNDED_FREELY, detail))
}

/// Twice (or as often as the chip says) the dense figure.
pub(super) fn sparse(pair: Pair<'_>, factor: f64) -> Option<Reason> {
    let detail = format!("published = {} x derived", compact(factor, 3));
    (factor > 1.0 && meets(pair.published, factor * pair.derived))
        .then(|| Reason::new(&c::SPARSE, detail))
}

/// Why `figure` differs from what was published, if it was. `all` is everything derived for the
/// chip, with `figure` among it.
pub(super) fn explain(figure: &Derived<'_>, all: &[Derived<'_>]) -> Option<Reason> {
    let pair = pair_of(figure)?;
    let sparsity = figure.chip.compute.sparsity.as_ref().map_or(2.0, |q| q.value);
    plain_start(pair)
        .or_else(|| base_clock(figure, pair))
        .or_else(|| printed(pair))
        .or_else(|| both_engines(figure, pair, all))
        .or_else(|| sparse(pair, sparsity))
        .or_else(|| capped(figure, pair))
        .or_else(|| one_clock_for_several(figure, all))
        .or_else(|| rounded_freely(pair))
        .or_else(|| between_the_clocks(figure, pair))
        .or_else(|| more_engines(figure, all))
        .or_else(|| reason(&c::UNEXPLAINED, unexplained(figure, pair)))
}

fn pair_of<'a>(figure: &Derived<'a>) -> Option<Pair<'a>> {
    let (quantity, scale) = (figure.published()?, figure.figure.scale());
    let published = quantity.value / scale;
    Some(Pair { derived: figure.value, published, quantity, scale })
}

fn base_clock(figure: &Derived<'_>, pair: Pair<'_>) -> Option<Reason> {
    let (clock, _) = figure.clock_and_ops?;
    let base = figure.chip.compute.clock_base.as_ref()?;
    let at_base = pair.derived * base.value / clock.value;
    let meets = (at_base / pair.published - 1.0).abs() <= AGREEMENT;
    let detail = format!("{} at {base}", compact(at_base, 4));
    meets.then(|| Reason::new(&c::BASE_CLOCK, detail))
}

/// The vector units at the precision of the figure: their rate there, or else the rate they
/// would have if they sped up from 16 bit as the matrix engine does.
fn both_engines(figure: &Derived<'_>, pair: Pair<'_>, all: &[Derived<'_>]) -> Option<Reason> {
    use Precision::Fp16;
    let Figure::Matrix(precision) = figure.figure else { return None };
    let find = |wanted| all.iter().find(|d| d.figure == wanted);
    let vector = find(Figure::Vector(precision)).map(|d| d.value).or_else(|| {
        let matrix16 = find(Figure::Matrix(Fp16))?.value;
        Some(find(Figure::Vector(Fp16))?.value * figure.value / matrix16)
    })?;
    let sum = pair.derived + vector;
    let [cube, vector, sum_text] = [pair.derived, vector, sum].map(|x| compact(x, 4));
    meets(sum, pair.published)
        .then(|| Reason::new(&c::BOTH_ENGINES, format!("{cube} + {vector} = {sum_text}")))
}

/// The clocks implied by the figures of one engine that the catalogue has at the clock of
/// `figure`, and how far rounding leaves each open. FP64 is apart: it runs at boost on chips
/// whose other matrix formats do not.
fn implied_clocks(figure: &Derived<'_>, all: &[Derived<'_>]) -> Vec<ImpliedClock> {
    let Some((clock, _)) = figure.clock_and_ops else { return Vec::new() };
    let matrix = |d: &Derived<'_>| matches!(d.figure, Figure::Matrix(_));
    let wide = |d: &Derived<'_>| d.figure == Figure::Matrix(Precision::Fp64);
    all.iter()
        .filter(|d| matrix(d) == matrix(figure) && wide(d) == wide(figure))
        .filter_map(|d| {
            let (own, ops) = d.clock_and_ops?;
            let pair = pair_of(d).filter(|_| own.value == clock.value)?;
            let ghz = clock.in_units_of(1e9) / pair.ratio();
            let room = (pair.step() / pair.published).max(LEAST_ROOM);
            let (room, rounded) = (room.min(MOST_ROUNDING), pair.gap() < pair.step());
            Some(ImpliedClock { ghz, room, ops, rounded })
        })
        .collect()
}

struct ImpliedClock {
    ghz: f64,
    /// Relative.
    room: f64,
    ops: f64,
    rounded: bool,
}

fn one_clock_for_several(figure: &Derived<'_>, all: &[Derived<'_>]) -> Option<Reason> {
    let clocks = implied_clocks(figure, all);
    let sharpest = clocks.iter().min_by(|a, b| a.room.total_cmp(&b.room))?;
    let together =
        clocks.iter().all(|c| (c.ghz / sharpest.ghz - 1.0).abs() <= c.room + sharpest.room);
    let several = clocks.iter().any(|c| c.ops != sharpest.ops);
    let (clock, _) = figure.clock_and_ops?;
    let differs = (sharpest.ghz / clock.in_units_of(1e9) - 1.0).abs() > AGREEMENT;
    if !(together && several && differs) || clocks.iter().all(|c| c.rounded) {
        return None;
    }
    let ghz = compact(sharpest.ghz, 4);
    reason(&c::OTHER_CLOCK, format!("{ghz} GHz, back-solved, gives {} figures", clocks.len()))
}

/// A single figure that a clock between base and boost would give; it may be one that the maker
/// took for sustainable.
fn between_the_clocks(figure: &Derived<'_>, pair: Pair<'_>) -> Option<Reason> {
    let (clock, _) = figure.clock_and_ops?;
    let base = figure.chip.compute.clock_base.as_ref()?;
    let implied = clock.value / pair.ratio();
    let inside = base.value <= implied && implied < clock.value;
    let detail =
        format!("back-solved: {} GHz, between {base} and {clock}", compact(implied / 1e9, 4));
    inside.then(|| Reason::new(&c::OTHER_CLOCK, detail))
}

fn capped(figure: &Derived<'_>, pair: Pair<'_>) -> Option<Reason> {
    let share = pair.published / pair.derived;
    let of = figure.lender.map_or_else(|| "the die".to_owned(), |l| format!("what {} does", l.id));
    let detail = format!("{} of {of}", percent(share));
    (share < CAP).then(|| Reason::new(&c::CAPPED, detail))
}

fn more_engines(figure: &Derived<'_>, all: &[Derived<'_>]) -> Option<Reason> {
    let own = pair_of(figure)?;
    let excess = own.published - own.derived;
    let Figure::Matrix(_) = figure.figure else { return None };
    let ops = figure.clock_and_ops?.1;
    let same = all.iter().filter(|d| matches!(d.figure, Figure::Matrix(_))).find_map(|d| {
        let pair = pair_of(d)?;
        let other = pair.published - pair.derived;
        let equal = (other / excess - 1.0).abs() < 0.15;
        (equal && d.clock_and_ops?.1 != ops).then_some((d.figure.name(), other))
    });
    let (name, other) = same.filter(|_| excess > 0.0)?;
    let unit = figure.figure.unit();
    let [excess, other] = [excess, other].map(|x| compact(x, 3));
    reason(&c::MORE_ENGINES, format!("{excess} {unit} too many, {other} in {name}"))
}

fn unexplained(figure: &Derived<'_>, pair: Pair<'_>) -> String {
    match figure.clock_and_ops {
        Some((clock, _)) => {
            format!("would need {} GHz", compact(clock.in_units_of(1e9) / pair.ratio(), 4))
        }
        None => format!("published = {} x derived", compact(1.0 / pair.ratio(), 4)),
    }
}
