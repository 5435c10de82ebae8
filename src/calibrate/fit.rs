//! From data to constants: per chip, per class of kernels, and for chips never measured.

use std::collections::{BTreeMap, BTreeSet};

use super::data::{Data, Line};
use super::file::{Calibration, Class, Errors, Set, Source, Transferred};
use super::kind::{Kind, Parameter};
use super::minimise::{Problem, ROBUST_SCALE, soften};

/// Spread of a constant about its typical value, as a factor: what is known without data.
const TYPICAL_SPREAD: f64 = 2.0;
/// Spread of a variant's constant about that of the variant it derives from, as a factor.
const VARIANT_SPREAD: f64 = 1.3;
/// Parts the shapes are dealt into; each is predicted from the others.
const FOLDS: u64 = 4;
/// Rounds of fitting constants and factors in turns, where there are factors.
const ROUNDS: usize = 4;
/// Chips that must be measured before factors of kernel classes are told from constants of chips.
const CHIPS_FOR_FACTORS: usize = 3;
/// Most rows of one fit over several chips.
const POOLED_ROWS: usize = 4000;
/// Most steps of a fit from scratch, and of one that starts near its end.
const STEPS: (usize, usize) = (40, 12);

/// `(chip, variant)` or `(family, variant)` to values.
type Sets = BTreeMap<(String, &'static str), Vec<f64>>;
/// Class to factors.
type Factors = BTreeMap<&'static str, Vec<f64>>;

/// Says how far a calibration is: what is being fitted.
pub type Progress<'a> = &'a (dyn Fn(&str) + Sync);

/// Fits everything the data allow.
///
/// * constants of each chip and variant, by robust least squares on `ln(predicted / measured)`
///   with a weak prior around the typical values (or the variant they derive from);
/// * factors of kernel classes over all chips, in turns with the constants, if there are at
///   least three chips; else those of `shipped`;
/// * for each family of chips, constants over all its chips at once, each generation weighing
///   the same, and the same with each chip left out;
/// * errors on held-out shapes, and on chips left out.
pub fn calibrate<K: Kind>(data: &Data<K::Row>, shipped: &Calibration, say: Progress) -> Calibration
where
    K::Row: Clone,
{
    let used: Vec<&Line<K::Row>> = data.lines.iter().filter(|l| K::weight(&l.row) > 0.0).collect();
    let chips: BTreeSet<&str> = used.iter().map(|l| l.chip.as_str()).collect();
    let pooled = chips.len() >= CHIPS_FOR_FACTORS;
    let start: Factors = used
        .iter()
        .map(|l| K::class(&l.row))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|class| (class, shipped_factors::<K>(shipped, class)))
        .collect();

    let (sets, factors) = fit_all::<K>(&used, &Sets::new(), &start, pooled, say);
    let mut calibration = Calibration::empty(K::NAME);
    calibration.data = sources(data);
    calibration.chips = chip_sets::<K>(&used, &sets, &factors, say);
    for (class, values) in &factors {
        if !K::factors(class).is_empty() {
            calibration.class.push(class_of::<K>(class, None, &used, values));
        }
    }
    if chips.len() > 1 {
        transfer::<K>(&used, &sets, &factors, pooled, &mut calibration, say);
    }
    calibration
}

fn sources<R>(data: &Data<R>) -> Vec<Source> {
    let files: BTreeSet<&str> = data
        .lines
        .iter()
        .map(|l| l.file.as_str())
        .chain(data.unpredicted.iter().map(|u| u.file.as_str()))
        .collect();
    let name = |file: &str| {
        let path = std::path::Path::new(file);
        path.file_name().map_or(file.to_owned(), |n| n.to_string_lossy().into_owned())
    };
    files
        .into_iter()
        .map(|file| Source {
            file: name(file),
            rows: data.lines.iter().filter(|l| l.file == file).count(),
            unpredicted: data.unpredicted.iter().filter(|u| u.file == file).count(),
        })
        .collect()
}

fn shipped_factors<K: Kind>(shipped: &Calibration, class: &str) -> Vec<f64> {
    let found = shipped.class.iter().find(|c| c.name == class && c.without.is_none());
    let value =
        |p: &Parameter| found.and_then(|c| c.factors.get(p.name)?.as_float()).unwrap_or(p.typical);
    K::factors(class).iter().map(value).collect()
}

/// Constants of every chip and variant, and factors of every class.
fn fit_all<K: Kind>(
    used: &[&Line<K::Row>],
    from: &Sets,
    start: &Factors,
    pooled: bool,
    say: Progress,
) -> (Sets, Factors) {
    let mut sets = from.clone();
    let mut factors = start.clone();
    let fitted = |class: &&str| !K::factors(class).is_empty();
    let classes: Vec<&'static str> =
        start.keys().copied().filter(|c| pooled && fitted(c)).collect();
    let rounds = if classes.is_empty() { 1 } else { ROUNDS };
    for round in 0..rounds {
        for (chip, variant, prior) in chip_variants::<K>(used) {
            say(&format!("{chip} {variant}, round {} of {rounds}", round + 1));
            let rows = of(used, |l| l.chip == chip && K::variant(&l.row) == variant);
            let base = prior.and_then(|p| sets.get(&(chip.to_owned(), p)).cloned());
            let warm = sets.get(&(chip.to_owned(), variant)).cloned();
            let values =
                fit_constants::<K>(&rows, variant, &factors, base.as_deref(), warm.as_deref());
            sets.insert((chip.to_owned(), variant), values);
        }
        // The last round ends with the constants, so that they fit the factors that are kept.
        if round + 1 < rounds {
            for class in &classes {
                say(&format!("class {class}, round {} of {rounds}", round + 1));
                let rows = of(used, |l| K::class(&l.row) == *class);
                let values = fit_factors::<K>(&thinned::<K>(rows), class, &sets, &factors[class]);
                factors.insert(class, values);
            }
        }
    }
    (sets, factors)
}

/// Chips with their variants, those that others derive from first.
fn chip_variants<'a, K: Kind>(
    used: &[&'a Line<K::Row>],
) -> Vec<(&'a str, &'static str, Option<&'static str>)> {
    let chips: BTreeSet<&str> = used.iter().map(|l| l.chip.as_str()).collect();
    let has = |chip: &str, variant: &str| {
        used.iter().any(|l| l.chip == chip && K::variant(&l.row) == variant)
    };
    let mut all = Vec::new();
    for chip in chips {
        for (variant, prior) in K::variants() {
            if has(chip, variant) {
                all.push((chip, *variant, *prior));
            }
        }
    }
    all
}

fn of<'a, R>(used: &[&'a Line<R>], keep: impl Fn(&Line<R>) -> bool) -> Vec<&'a Line<R>> {
    used.iter().copied().filter(|l| keep(l)).collect()
}

/// At most [`POOLED_ROWS`], chosen by shape.
fn thinned<K: Kind>(rows: Vec<&Line<K::Row>>) -> Vec<&Line<K::Row>> {
    if rows.len() <= POOLED_ROWS {
        return rows;
    }
    let share = POOLED_ROWS as f64 / rows.len() as f64;
    let kept = |l: &&Line<K::Row>| (hash(&K::shape(&l.row)) % 1000) as f64 <= 1000.0 * share;
    rows.into_iter().filter(kept).collect()
}

/// FNV-1a: calibration files rest on it, so it must not change with the compiler.
fn hash(text: &str) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    text.bytes().fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// The part of the data that a shape belongs to; it is predicted from the other parts.
pub(crate) fn fold(shape: &str) -> usize {
    // The low bits of FNV-1a alone are weak.
    let hash = hash(shape);
    ((hash ^ (hash >> 32)) % FOLDS) as usize
}

/// Constants of one variant from the rows of one chip, or of several.
fn fit_constants<K: Kind>(
    rows: &[&Line<K::Row>],
    variant: &str,
    factors: &Factors,
    base: Option<&[f64]>,
    warm: Option<&[f64]>,
) -> Vec<f64> {
    let weights = vec![1.0; rows.len()];
    fit_weighted::<K>(rows, &weights, variant, factors, base, warm)
}

fn fit_weighted<K: Kind>(
    rows: &[&Line<K::Row>],
    weights: &[f64],
    variant: &str,
    factors: &Factors,
    base: Option<&[f64]>,
    warm: Option<&[f64]>,
) -> Vec<f64> {
    let parameters = K::parameters(variant);
    // A variant may have constants that its base lacks; they start at their typical values.
    let inherited =
        |i: usize, p: &Parameter| base.and_then(|b| b.get(i)).copied().unwrap_or(p.typical);
    let centre: Vec<f64> = parameters.iter().enumerate().map(|(i, p)| inherited(i, p)).collect();
    let spread = |i: usize| {
        let derived = base.is_some_and(|b| i < b.len());
        if derived { VARIANT_SPREAD } else { TYPICAL_SPREAD }
    };
    let prior: Vec<f64> = (0..parameters.len()).map(|i| ROBUST_SCALE / spread(i).ln()).collect();
    let residuals = |logs: &[f64]| -> Vec<f64> {
        let constants: Vec<f64> = logs.iter().map(|x| x.exp()).collect();
        let mut all: Vec<f64> = rows
            .iter()
            .zip(weights)
            .map(|(l, w)| {
                let time = K::time_us(&l.row, &constants, &factors[K::class(&l.row)]);
                residual(time, K::measured_us(&l.row), w * K::weight(&l.row))
            })
            .collect();
        all.extend((0..logs.len()).map(|i| prior[i] * (logs[i] - centre[i].ln())));
        all
    };
    solve(parameters, &residuals, warm.unwrap_or(&centre), warm.is_some())
}

fn fit_factors<K: Kind>(
    rows: &[&Line<K::Row>],
    class: &str,
    sets: &Sets,
    warm: &[f64],
) -> Vec<f64> {
    let parameters = K::factors(class);
    let constants: Vec<&[f64]> =
        rows.iter().map(|l| sets[&(l.chip.clone(), K::variant(&l.row))].as_slice()).collect();
    let residuals = |logs: &[f64]| -> Vec<f64> {
        let factors: Vec<f64> = logs.iter().map(|x| x.exp()).collect();
        let time = |(l, c): (&&Line<K::Row>, &&[f64])| {
            let time = K::time_us(&l.row, c, &factors);
            residual(time, K::measured_us(&l.row), K::weight(&l.row))
        };
        let mut all: Vec<f64> = rows.iter().zip(&constants).map(time).collect();
        let prior = ROBUST_SCALE / TYPICAL_SPREAD.ln();
        all.extend(parameters.iter().zip(logs).map(|(p, x)| prior * (x - p.typical.ln())));
        all
    };
    solve(parameters, &residuals, warm, true)
}

/// Residual of a row. A time that is no positive number is as bad as a factor of 10⁶.
fn residual(time: f64, measured: f64, weight: f64) -> f64 {
    const HOPELESS: f64 = 1e6;
    let ratio = time / measured;
    let ratio = if ratio.is_finite() && ratio > 0.0 { ratio } else { HOPELESS };
    weight.sqrt() * soften(ratio.ln())
}

fn solve(
    parameters: &[Parameter],
    residuals: &(dyn Fn(&[f64]) -> Vec<f64> + Sync),
    start: &[f64],
    near: bool,
) -> Vec<f64> {
    let problem = Problem {
        residuals,
        lower: parameters.iter().map(|p| p.lower.ln()).collect(),
        upper: parameters.iter().map(|p| p.upper.ln()).collect(),
    };
    let logs: Vec<f64> = start.iter().map(|x| x.ln()).collect();
    let steps = if near { STEPS.1 } else { STEPS.0 };
    problem.minimise(&logs, steps).into_iter().map(f64::exp).collect()
}

/// The sets of the file: constants with their errors, also on held-out shapes.
fn chip_sets<K: Kind>(
    used: &[&Line<K::Row>],
    sets: &Sets,
    factors: &Factors,
    say: Progress,
) -> Vec<Set> {
    let mut held: BTreeMap<(&str, &str), Vec<(f64, f64)>> = BTreeMap::new();
    let mut folds: BTreeMap<(&str, &str), Vec<toml::Table>> = BTreeMap::new();
    for (chip, variant, prior) in chip_variants::<K>(used) {
        say(&format!("{chip} {variant}, held-out shapes"));
        let rows = of(used, |l| l.chip == chip && K::variant(&l.row) == variant);
        let fold = |l: &Line<K::Row>| fold(&K::shape(&l.row));
        let base = prior.and_then(|p| sets.get(&(chip.to_owned(), p)));
        let warm = &sets[&(chip.to_owned(), variant)];
        for out in 0..FOLDS as usize {
            let rest = of(&rows, |l| fold(l) != out);
            let values = fit_constants::<K>(
                &rest,
                variant,
                factors,
                base.map(Vec::as_slice),
                Some(warm.as_slice()),
            );
            let pairs =
                rows.iter().filter(|l| fold(l) == out).map(|l| pair::<K>(l, &values, factors));
            held.entry((chip, variant)).or_default().extend(pairs);
            let values = table(K::parameters(variant), &values);
            folds.entry((chip, variant)).or_default().push(values);
        }
    }
    chip_variants::<K>(used)
        .into_iter()
        .filter_map(|(chip, variant, _)| {
            let rows = of(used, |l| l.chip == chip && K::variant(&l.row) == variant);
            let values = &sets[&(chip.to_owned(), variant)];
            Some(Set {
                id: chip.to_owned(),
                variant: variant.to_owned(),
                rows: rows.len(),
                constants: table(K::parameters(variant), values),
                fitted: Errors::of(rows.iter().map(|l| pair::<K>(l, values, factors)))?,
                held_out: Errors::of(held.remove(&(chip, variant))?)?,
                range: range::<K>(&rows),
                folds: folds.remove(&(chip, variant))?,
            })
        })
        .collect()
}

/// Predicted and measured.
fn pair<K: Kind>(l: &Line<K::Row>, constants: &[f64], factors: &Factors) -> (f64, f64) {
    (K::time_us(&l.row, constants, &factors[K::class(&l.row)]), K::measured_us(&l.row))
}

fn range<K: Kind>(rows: &[&Line<K::Row>]) -> BTreeMap<String, [f64; 2]> {
    let mut range: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    for line in rows {
        for (name, value) in K::extent(&line.row) {
            let [low, high] = range.entry(name.to_owned()).or_insert([value, value]);
            (*low, *high) = (low.min(value), high.max(value));
        }
    }
    range
}

fn table(parameters: &[Parameter], values: &[f64]) -> toml::Table {
    let pairs = parameters.iter().zip(values);
    pairs.map(|(p, v)| (p.name.to_owned(), toml::Value::Float(five_digits(*v)))).collect()
}

/// More digits than any fit determines.
fn five_digits(x: f64) -> f64 {
    format!("{x:.4e}").parse().unwrap_or(x)
}

fn class_of<K: Kind>(
    class: &str,
    without: Option<&str>,
    used: &[&Line<K::Row>],
    values: &[f64],
) -> Class {
    let counted =
        |l: &&&Line<K::Row>| K::class(&l.row) == class && Some(l.chip.as_str()) != without;
    Class {
        name: class.to_owned(),
        without: without.map(str::to_owned),
        rows: used.iter().filter(counted).count(),
        factors: table(K::factors(class), values),
    }
}

/// Constants over the chips of each family, all together and with each chip left out.
fn transfer<K: Kind>(
    used: &[&Line<K::Row>],
    sets: &Sets,
    factors: &Factors,
    pooled: bool,
    calibration: &mut Calibration,
    say: Progress,
) {
    let chips: BTreeSet<(&str, &'static str)> =
        used.iter().map(|l| (l.chip.as_str(), l.family)).collect();
    let families: BTreeSet<&'static str> = chips.iter().map(|c| c.1).collect();
    // On chips left out: family and variant to predicted and measured.
    let mut left_out: BTreeMap<(&str, &str), Vec<(f64, f64)>> = BTreeMap::new();
    for (chip, family) in &chips {
        let others = of(used, |l| l.chip != *chip);
        let mut without = factors.clone();
        for (class, values) in &mut without {
            let measured = used.iter().any(|l| l.chip == *chip && K::class(&l.row) == *class);
            if !measured || K::factors(class).is_empty() {
                continue; // the factors owe nothing to this chip
            }
            let rows = of(&others, |l| K::class(&l.row) == *class);
            if rows.is_empty() {
                // Nothing measured elsewhere: the chip's own rows must not speak for it.
                *values = K::factors(class).iter().map(|p| p.typical).collect();
                calibration.class.push(class_of::<K>(class, Some(chip), used, values));
            } else if pooled {
                say(&format!("without {chip}: class {class}"));
                *values = fit_factors::<K>(&thinned::<K>(rows), class, sets, values);
                calibration.class.push(class_of::<K>(class, Some(chip), used, values));
            }
        }
        let mut bases: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (variant, prior) in K::variants() {
            let own = of(used, |l| l.chip == *chip && K::variant(&l.row) == *variant);
            let base = prior.and_then(|p| bases.get(p)).cloned();
            say(&format!("without {chip}: {variant}"));
            let Some((scope, from, values)) =
                pooled_set::<K>(&others, family, variant, sets, &without, base.as_deref())
            else {
                continue;
            };
            bases.insert(variant, values.clone());
            if own.is_empty() {
                continue;
            }
            let pairs: Vec<(f64, f64)> =
                own.iter().map(|l| pair::<K>(l, &values, &without)).collect();
            left_out.entry((family, variant)).or_default().extend(&pairs);
            calibration.transferred.push(Transferred {
                family: scope.to_owned(),
                variant: (*variant).to_owned(),
                without: Some((*chip).to_owned()),
                from,
                constants: table(K::parameters(variant), &values),
                held_out: Errors::of(pairs),
            });
        }
    }
    for family in families.into_iter().chain(["any"]) {
        let mut bases: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (variant, prior) in K::variants() {
            let base = prior.and_then(|p| bases.get(p)).cloned();
            say(&format!("{family}: {variant}"));
            let Some((scope, from, values)) =
                pooled_set::<K>(used, family, variant, sets, factors, base.as_deref())
            else {
                continue;
            };
            bases.insert(variant, values.clone());
            if scope != family {
                continue; // no chip of the family has it; `any` will stand in
            }
            let of_family =
                |(f, v): &(&str, &str)| (*f == family || family == "any") && v == variant;
            let pairs = left_out.iter().filter(|(k, _)| of_family(k)).flat_map(|(_, p)| p);
            calibration.transferred.push(Transferred {
                family: family.to_owned(),
                variant: (*variant).to_owned(),
                without: None,
                from,
                constants: table(K::parameters(variant), &values),
                held_out: Errors::of(pairs.copied()),
            });
        }
    }
}

/// One set of constants for the chips of a family, or of all where the family has no rows:
/// the family (or `any`), its chips, and the values.
fn pooled_set<K: Kind>(
    rows: &[&Line<K::Row>],
    family: &'static str,
    variant: &'static str,
    sets: &Sets,
    factors: &Factors,
    base: Option<&[f64]>,
) -> Option<(&'static str, Vec<String>, Vec<f64>)> {
    let inside = |scope: &str| {
        of(rows, |l| (scope == "any" || l.family == scope) && K::variant(&l.row) == variant)
    };
    let scope = if inside(family).is_empty() { "any" } else { family };
    let rows = thinned::<K>(inside(scope));
    if rows.is_empty() {
        return None;
    }
    // Every generation weighs the same, and within it every chip.
    let mut chips: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for l in &rows {
        chips.entry(l.chip.as_str()).or_insert((&l.generation, 0)).1 += 1;
    }
    let siblings = |generation: &str| chips.values().filter(|(g, _)| *g == generation).count();
    let generations = chips.values().map(|(g, _)| *g).collect::<BTreeSet<_>>().len();
    let mean = rows.len() as f64 / generations as f64;
    let weight = |chip: &str| {
        let (generation, rows) = chips[chip];
        mean / (siblings(generation) * rows) as f64
    };
    let weights: Vec<f64> = rows.iter().map(|l| weight(&l.chip)).collect();
    // From the geometric mean of the chips' own fits.
    let shares: Vec<(&[f64], f64)> = chips
        .iter()
        .map(|(chip, (_, rows))| {
            (sets[&((*chip).to_owned(), variant)].as_slice(), weight(chip) * *rows as f64)
        })
        .collect();
    let total: f64 = shares.iter().map(|s| s.1).sum();
    let start: Vec<f64> = (0..K::parameters(variant).len())
        .map(|i| (shares.iter().map(|(v, w)| w * v[i].ln()).sum::<f64>() / total).exp())
        .collect();
    let values = fit_weighted::<K>(&rows, &weights, variant, factors, base, Some(&start));
    Some((scope, chips.keys().map(|c| (*c).to_owned()).collect(), values))
}
