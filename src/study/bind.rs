//! A study against the catalogue: one problem for each question.

use std::hash::{Hash, Hasher};
use std::path::Path;

use super::array_slots::array_slots;
use super::calibrated::{self, Evidence};
use super::chip_slots::{self, Assumption};
use super::column::Column;
use super::error::StudyError;
use super::key::{Key, Peak};
use super::model_slots::{self, kernel_slot, slot};
use super::question::{Question, wants_more};
use super::values::Values;
use super::{Given, Study};
use crate::calibrate::ChipFacts;
use crate::catalog::model::{Attention, Model};
use crate::catalog::{Catalog, Chip, Precision};
use crate::model::{self, Kernel, Llm};
use crate::number::Real;
use crate::sweep::{Ask, Axis, Bins, Leaf, Problem};
use crate::trace::{Sym, record};

/// A study with everything looked up: what the executors run and the reports describe.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The study.
    pub study: Study,
    /// The chips, in the order of the study (one if fixed).
    pub chips: Vec<Chip>,
    /// The models likewise; empty if the kernel needs none.
    pub models: Vec<Model>,
    /// One problem for each question.
    pub problems: Vec<Problem>,
    /// What predictions rest on that the catalogue does not know.
    pub assumptions: Vec<Assumption>,
    /// What the constants of its kernels rest on, for each chip and precision.
    pub evidence: Vec<Evidence>,
    /// For each slot of the kernel, where its values come from.
    columns: Vec<Column>,
    labels: Vec<Vec<String>>,
}

/// One point of a study, in words and numbers.
#[derive(Debug, Clone)]
pub struct Point {
    /// Value of each axis, as the study names it.
    pub labels: Vec<String>,
    /// The kernel's slots.
    pub slots: Vec<f64>,
}

impl Study {
    /// Looks everything up in a catalogue.
    ///
    /// # Errors
    /// If a name is unknown, the catalogue lacks a number the kernel needs, two keys set the
    /// same thing, or the grid is too large for a 128-bit index.
    pub fn bind(&self, catalog: &Catalog) -> Result<Bound, StudyError> {
        Binder::new(self, catalog)?.bind()
    }
}

impl Bound {
    /// Identity of everything a result depends on: the study's text, the catalogue, the
    /// models read from files, and the program's equations (by version).
    pub fn fingerprint(&self, catalog: &Catalog) -> String {
        // The tapes hold the equations with every number of study and catalogue that they
        // use; the leaves hold the rest.
        let mut hash = std::hash::DefaultHasher::new();
        (&self.study.text, catalog.fingerprint(), env!("CARGO_PKG_VERSION")).hash(&mut hash);
        for problem in &self.problems {
            (&problem.tape.nodes, &problem.tape.outputs).hash(&mut hash);
            for leaf in &problem.leaves {
                leaf.values.iter().for_each(|v| v.to_bits().hash(&mut hash));
            }
        }
        format!("{:016x}", hash.finish())
    }

    /// The values of every axis, as the study spells them.
    pub fn labels(&self) -> &[Vec<String>] {
        &self.labels
    }

    /// The point at the given digits.
    pub fn point(&self, digits: &[u32]) -> Point {
        let labels = self.labels.iter().zip(digits).map(|(l, d)| l[*d as usize].clone()).collect();
        Point { labels, slots: self.columns.iter().map(|c| c.value(digits)).collect() }
    }
}

/// A key with the axis it stands on, if it is not fixed.
struct Placed<'s> {
    given: &'s Given,
    axis: Option<usize>,
}

struct Binder<'s> {
    study: &'s Study,
    catalog: &'s Catalog,
    kernel: Kernel,
    given: Vec<Placed<'s>>,
    chips: Vec<Chip>,
    models: Vec<Model>,
    precisions: Vec<Precision>,
    assumptions: Vec<Assumption>,
    evidence: Vec<Evidence>,
    /// The chip's slots for every chip and precision, precisions fastest.
    chip_slots: Vec<Vec<f64>>,
}

fn fail(given: &Given, problem: impl Into<String>) -> StudyError {
    StudyError::Key { place: given.place.clone(), key: given.name.clone(), problem: problem.into() }
}

impl<'s> Binder<'s> {
    fn new(study: &'s Study, catalog: &'s Catalog) -> Result<Self, StudyError> {
        let mut given: Vec<Placed<'s>> =
            study.fixed.iter().map(|given| Placed { given, axis: None }).collect();
        given.extend(
            study.axes().enumerate().map(|(i, (given, _))| Placed { given, axis: Some(i) }),
        );
        let mut binder = Self {
            study,
            catalog,
            kernel: study.kernel,
            given,
            chips: vec![],
            models: vec![],
            precisions: vec![],
            assumptions: vec![],
            evidence: vec![],
            chip_slots: vec![],
        };
        binder.chips = binder.look_up(Key::Chip, |name| {
            if name == "all" {
                return Err("`all` is no chip; list the chips by name".into());
            }
            catalog.chip(name).cloned().map_err(|e| e.to_string())
        })?;
        binder.models = binder.look_up(Key::Model, |name| find_model(catalog, study, name))?;
        binder.precisions = binder.look_up(Key::Precision, precision)?;
        Ok(binder)
    }

    fn placed(&self, key: Key) -> Option<&Placed<'s>> {
        self.given.iter().find(|p| p.given.key == key)
    }

    fn axis(&self, key: Key) -> Option<usize> {
        self.placed(key).and_then(|p| p.axis)
    }

    fn look_up<T: PartialEq + Clone>(
        &self,
        key: Key,
        find: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, StudyError> {
        let Some(placed) = self.placed(key) else { return Ok(vec![]) };
        let Values::Names(names) = &placed.given.values else {
            unreachable!("the reader gives names to keys that take names")
        };
        let mut found: Vec<T> = Vec::new();
        for name in names {
            let item = find(name).map_err(|e| fail(placed.given, e))?;
            if found.contains(&item) {
                return Err(fail(placed.given, format!("`{name}` is given twice")));
            }
            found.push(item);
        }
        Ok(found)
    }

    fn bind(mut self) -> Result<Bound, StudyError> {
        let columns = self.columns()?;
        let axes = self.axes()?;
        let labels = self.labels();
        let problems =
            self.study.questions.iter().map(|q| problem(self.kernel, &columns, &axes, q)).collect();
        Ok(Bound {
            study: self.study.clone(),
            chips: self.chips,
            models: self.models,
            problems,
            assumptions: self.assumptions,
            evidence: self.evidence,
            columns,
            labels,
        })
    }

    fn axes(&self) -> Result<Vec<Axis>, StudyError> {
        let axes: Vec<Axis> = self
            .study
            .axes()
            .map(|(given, search)| Axis {
                name: given.name.clone(),
                len: given.values.len() as u32,
                search,
            })
            .collect();
        let missing =
            |problem: String| StudyError::Missing { file: self.study.file.clone(), problem };
        axes.iter().try_fold(1u128, |n, a| n.checked_mul(u128::from(a.len))).ok_or_else(|| {
            missing("the grid has more than 2^128 points; shorten an axis".into())
        })?;
        /// More rows than anybody reads, and than the memory of a small machine holds.
        const MOST_GROUPS: u128 = 20_000_000;
        let groups: u128 =
            axes.iter().filter(|a| !a.search).fold(1, |n, a| n.saturating_mul(u128::from(a.len)));
        if self.study.questions.iter().any(|q| q.best) && groups > MOST_GROUPS {
            return Err(missing(format!(
                "the sweep axes have {groups} combinations, and the best of each would be kept; \
                 move axes to [search], or say `best = false` and ask for `top` or `pareto`"
            )));
        }
        Ok(axes)
    }

    fn labels(&self) -> Vec<Vec<String>> {
        self.study
            .axes()
            .map(|(given, _)| match (&given.values, given.key) {
                (Values::Names(_), Key::Chip) => {
                    self.chips.iter().map(|c| c.id.to_string()).collect()
                }
                (Values::Names(_), Key::Model) => {
                    self.models.iter().map(|m| m.id.clone()).collect()
                }
                (Values::Names(names), _) => names.clone(),
                (Values::Numbers(n), _) => n.iter().map(f64::to_string).collect(),
                (Values::Relative(n), _) => n.iter().map(|x| format!("x{x}")).collect(),
            })
            .collect()
    }

    /// The values of every slot of the kernel.
    fn columns(&mut self) -> Result<Vec<Column>, StudyError> {
        let mut columns = self.catalogued()?;
        for placed in &self.given {
            let column = |values: &[f64]| Column::along(placed.axis, values.to_vec());
            match (placed.given.key, &placed.given.values) {
                (Key::Slot(s), Values::Numbers(n)) => columns[s] = Some(column(n)),
                (Key::Slot(s), Values::Relative(n)) => {
                    let base = columns[s].as_ref().ok_or_else(|| {
                        fail(placed.given, "has no catalogue value that could be multiplied")
                    })?;
                    columns[s] = Some(base.combine(&column(n), |a, b| a * b));
                }
                (key @ Key::Slot(s), Values::Names(names)) => {
                    let choices = key.choices(self.kernel).unwrap_or_default();
                    let number = |name| choices.iter().position(|c| c == name).unwrap_or(0) as f64;
                    columns[s] = Some(column(&names.iter().map(number).collect::<Vec<_>>()));
                }
                _ => {}
            }
        }
        for placed in &self.given {
            let Key::Peak(peak) = placed.given.key else { continue };
            let factor = slot(self.kernel.slots(), peak.factor());
            columns[factor] = Some(match &placed.given.values {
                Values::Relative(n) => Column::along(placed.axis, n.clone()),
                Values::Numbers(n) => {
                    self.check_peak(placed.given, peak)?;
                    let target = Column::along(placed.axis, n.clone());
                    let base = self.peak(peak);
                    target.combine(&base, |t, b| if b > 0.0 { t / b } else { 1.0 })
                }
                Values::Names(_) => unreachable!("a peak takes numbers"),
            });
        }
        let slots = self.kernel.slots();
        columns
            .into_iter()
            .zip(slots)
            .map(|(column, s)| {
                column.map(Column::simplified).ok_or_else(|| StudyError::Missing {
                    file: self.study.file.clone(),
                    problem: format!("no `{}` is given: {}", s.name, s.doc),
                })
            })
            .collect()
    }

    /// What the catalogue and the defaults say; `None` where a study must.
    fn catalogued(&mut self) -> Result<Vec<Option<Column>>, StudyError> {
        let slots = self.kernel.slots();
        let mut columns: Vec<Option<Column>> =
            slots.iter().map(|s| s.default.map(|d| Column::constant(d.value))).collect();
        for (name, value) in [("run.batch", 1.0), ("run.tp", 1.0)] {
            if let Some(s) = kernel_slot(self.kernel, name) {
                columns[s] = Some(Column::constant(value));
            }
        }
        for chip in &self.chips {
            for p in &self.precisions {
                let slots = chip_slots::chip_slots(self.catalog, chip, *p, &mut self.assumptions)
                    .map_err(|e| self.lacking(chip, &e))?;
                self.chip_slots.push(slots);
            }
        }
        let (chip_axis, precision_axis) = (self.axis(Key::Chip), self.axis(Key::Precision));
        let (chips, precisions) = (self.chips.len(), self.precisions.len());
        for (i, s) in model::Chip::<f64>::SLOTS.iter().enumerate() {
            let Some(at) = kernel_slot(self.kernel, s.name) else { continue };
            let column = Column::over((chip_axis, chips), (precision_axis, precisions), |c, p| {
                self.chip_slots[c * precisions + p][i]
            });
            columns[at] = Some(column);
        }
        if self.kernel == Kernel::Systolic {
            self.arrays(&mut columns)?;
        }
        self.calibrated(&mut columns)?;
        let per_model: Vec<Vec<f64>> = self.models.iter().map(model_slots::model_slots).collect();
        for (i, s) in Llm::<f64>::SLOTS.iter().enumerate() {
            if let Some(at) = kernel_slot(self.kernel, s.name) {
                let values = per_model.iter().map(|slots| slots[i]).collect();
                columns[at] = Some(Column::along(self.axis(Key::Model), values));
            }
        }
        if kernel_slot(self.kernel, "format.weight_bytes").is_some() {
            self.formats(&mut columns)?;
        }
        Ok(columns)
    }

    /// The catalogue knows too little of a chip.
    fn lacking(&self, chip: &Chip, lack: &str) -> StudyError {
        let given = self.given.iter().find(|p| p.given.key == Key::Chip);
        let given = given.expect("chips were looked up").given;
        fail(given, format!("{}: {lack}; add it with --catalog DIR", chip.id))
    }

    /// What the catalogue knows of a chip's systolic arrays.
    fn arrays(&self, columns: &mut [Option<Column>]) -> Result<(), StudyError> {
        let mut chips = Vec::new();
        for chip in &self.chips {
            chips.push(array_slots(chip).map_err(|lack| self.lacking(chip, &lack))?);
        }
        let Some(first) = chips.first() else { return Ok(()) };
        for (i, (name, _)) in first.iter().enumerate() {
            let values = chips.iter().map(|slots| slots[i].1).collect();
            let at = slot(self.kernel.slots(), name);
            columns[at] = Some(Column::along(self.axis(Key::Chip), values));
        }
        Ok(())
    }

    /// Whether any model of the study runs such kernels; without models all are of use.
    fn uses(&self, kind: &str) -> bool {
        let latent = |m: &Model| matches!(m.attention, Attention::Latent { .. });
        match kind {
            _ if self.models.is_empty() => true,
            "moe" => self.models.iter().any(|m| m.moe.is_some()),
            "mla" => self.models.iter().any(latent),
            "attention" => !self.models.iter().all(latent),
            _ => true,
        }
    }

    /// Constants of the kernels, fitted on the chip or on others like it.
    fn calibrated(&mut self, columns: &mut [Option<Column>]) -> Result<(), StudyError> {
        let kernel = self.kernel;
        let unusable =
            |problem: String| StudyError::Missing { file: self.study.file.clone(), problem };
        let mut points: Vec<Vec<(String, f64)>> = Vec::new();
        for chip in &self.chips {
            let facts = ChipFacts::new(self.catalog, chip).map_err(unusable)?;
            for &p in &self.precisions {
                let wanted = |slot: &str| kernel_slot(kernel, slot).is_some();
                let filled =
                    calibrated::fill(&facts, p, &wanted).map_err(|e| unusable(e.to_string()))?;
                points.push(filled.slots);
                let mut evidence = filled.evidence;
                evidence.retain(|e| self.uses(e.kind));
                self.evidence.append(&mut evidence);
            }
        }
        let (chips, precisions) = (self.chips.len(), self.precisions.len());
        let axes = (self.axis(Key::Chip), self.axis(Key::Precision));
        for (at, slot) in kernel.slots().iter().enumerate() {
            let given = |point: &Vec<(String, f64)>| {
                point.iter().find(|(name, _)| name == slot.name).map(|(_, value)| *value)
            };
            if !points.iter().any(|point| given(point).is_some()) {
                continue;
            }
            // A chip that the kind says nothing about keeps the default.
            let default =
                columns[at].as_ref().filter(|c| c.axes().is_empty()).map(|c| c.value(&[]));
            let values: Option<Vec<f64>> = points.iter().map(|p| given(p).or(default)).collect();
            let values = values.ok_or_else(|| unusable(format!("no value for `{}`", slot.name)))?;
            columns[at] = Some(Column::over((axes.0, chips), (axes.1, precisions), |c, p| {
                values[c * precisions + p]
            }));
        }
        Ok(())
    }

    fn formats(&self, columns: &mut [Option<Column>]) -> Result<(), StudyError> {
        let axis = self.axis(Key::Precision);
        let of = |f: fn(Precision) -> f64| {
            Column::along(axis, self.precisions.iter().map(|p| f(*p)).collect())
        };
        let own = |key: Key, f: fn(Precision) -> f64| -> Result<Option<Column>, StudyError> {
            let list = self.look_up(key, precision)?;
            if list.is_empty() {
                return Ok(None);
            }
            Ok(Some(Column::along(self.axis(key), list.into_iter().map(f).collect())))
        };
        let mut set = |name: &str, column: Column| {
            if let Some(s) = kernel_slot(self.kernel, name) {
                columns[s] = Some(column);
            }
        };
        set("format.activation_bytes", of(stored_bytes));
        set(
            "format.weight_bytes",
            own(Key::WeightPrecision, stored_bytes)?.unwrap_or_else(|| of(stored_bytes)),
        );
        set(
            "format.kv_bytes",
            own(Key::KvPrecision, Precision::bytes)?.unwrap_or_else(|| of(kv_bytes)),
        );
        Ok(())
    }

    /// An absolute peak and a key for one of its factors contradict each other.
    fn check_peak(&self, given: &Given, peak: Peak) -> Result<(), StudyError> {
        let parts: &[&str] = match peak {
            Peak::Matrix => &["chip.units", "chip.clock_ghz", "chip.matrix_ops"],
            Peak::Vector => &["chip.units", "chip.vector_clock_ghz", "chip.vector_ops"],
            Peak::Memory => &["chip.memory_bus_bits", "chip.memory_rate_gbit"],
            Peak::Scaleup => &["chip.scaleup_links", "chip.scaleup_link_tbps"],
        };
        for placed in &self.given {
            if let Key::Slot(s) = placed.given.key
                && parts.contains(&self.kernel.slots()[s].name)
            {
                return Err(fail(
                    given,
                    format!(
                        "sets the whole peak, and `{}` at {} a factor of it; give one of the two",
                        placed.given.name, placed.given.place
                    ),
                ));
            }
        }
        Ok(())
    }

    /// A peak as the catalogue has it, in the unit of its key: by the model's own equations.
    fn peak(&self, peak: Peak) -> Column {
        let precisions = self.precisions.len();
        let axes = (self.axis(Key::Chip), self.axis(Key::Precision));
        Column::over((axes.0, self.chips.len()), (axes.1, precisions), |c, p| {
            let chip = model::Chip::take(&mut self.chip_slots[c * precisions + p].iter());
            let rates = chip.rates();
            match peak {
                Peak::Matrix => rates.matrix_peak,
                Peak::Vector => rates.vector,
                Peak::Memory => rates.memory_peak,
                // The rate is in TB/s, the key in GB/s.
                Peak::Scaleup => rates.link * 1e3,
            }
        })
    }
}

fn find_model(catalog: &Catalog, study: &Study, name: &str) -> Result<Model, String> {
    if Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
        // Beside the study first: a study and its config travel together.
        let beside = Path::new(&study.file).parent().map(|d| d.join(name)).filter(|p| p.exists());
        let path = beside.unwrap_or_else(|| Path::new(name).to_owned());
        return Model::from_hf_config(&path).map_err(|e| e.to_string());
    }
    catalog.model(name).cloned().map_err(|e| e.to_string())
}

fn precision(name: &str) -> Result<Precision, String> {
    name.parse::<Precision>().map_err(|e| e.to_string())
}

/// Bytes of a stored element with its share of block scales: fp4 formats carry one 8-bit scale
/// for 16 elements (NVFP4; MXFP4 one for 32).
fn stored_bytes(p: Precision) -> f64 {
    const FP4_SCALE: f64 = 1.0 / 16.0;
    if p == Precision::Fp4 { p.bytes() + FP4_SCALE } else { p.bytes() }
}

/// The cache is kept in the compute precision, but not below 8 bits: serving engines store
/// fp8 caches beside fp4 weights.
fn kv_bytes(p: Precision) -> f64 {
    p.bytes().max(1.0)
}

fn problem(kernel: Kernel, columns: &[Column], axes: &[Axis], q: &Question) -> Problem {
    // Only slots that vary are inputs; the others are literals, and fold.
    let varying: Vec<usize> =
        (0..columns.len()).filter(|&i| !columns[i].axes().is_empty()).collect();
    let names: Vec<&str> = varying.iter().map(|&i| kernel.slots()[i].name).collect();
    let mut outputs_of_front = Vec::new();
    let mut histogram = None;
    let tape = record(&names, |inputs| {
        let slots: Vec<Sym> = (0..columns.len())
            .map(|i| match varying.iter().position(|&v| v == i) {
                Some(n) => inputs[n],
                None => Sym::lit(columns[i].value(&[])),
            })
            .collect();
        let outcome = kernel.evaluate(&slots);
        let reason = constrained(kernel, q, &outcome);
        let key = |metric: usize, more: bool| {
            let x = outcome.metrics[metric];
            if more { -x } else { x }
        };
        let mut outputs = vec![
            ("reason".to_owned(), reason),
            ("objective".to_owned(), key(q.goal.metric, q.goal.maximise)),
        ];
        for &m in &q.pareto {
            outputs_of_front.push(outputs.len());
            let name = kernel.metrics()[m].name;
            outputs.push((format!("front_{name}"), key(m, wants_more(&kernel.metrics()[m]))));
        }
        if let Some(h) = &q.histogram {
            histogram = Some(Bins { output: outputs.len(), edges: h.edges.clone() });
            outputs.push(("histogram".to_owned(), outcome.metrics[h.metric]));
        }
        outputs
    });
    let leaves = varying
        .iter()
        .map(|&i| Leaf {
            name: kernel.slots()[i].name.to_owned(),
            axes: columns[i].axes(),
            values: columns[i].clone().into_values(),
        })
        .collect();
    let mut reasons: Vec<String> =
        kernel.reasons().iter().skip(1).map(|r| r.name.to_owned()).collect();
    reasons.extend(q.constraints.iter().map(|c| c.describe(kernel)));
    let ask = Ask {
        best: q.best,
        top_k: q.top,
        prune: q.prune,
        pareto: outputs_of_front,
        histogram,
        reasons,
    };
    Problem { axes: axes.to_vec(), leaves, tape, ask }
}

/// The kernel's reason, or else the number of the first constraint that fails.
fn constrained<R: Real>(kernel: Kernel, q: &Question, outcome: &model::Outcome<R>) -> R {
    let mut reason = R::lit(0.0);
    for (i, c) in q.constraints.iter().enumerate().rev() {
        let x = outcome.metrics[c.metric];
        let number = R::lit((kernel.reasons().len() + i) as f64);
        if let Some(max) = c.max {
            reason = R::select(x.le(R::lit(max)), reason, number);
        }
        if let Some(min) = c.min {
            reason = R::select(R::lit(min).le(x), reason, number);
        }
    }
    R::select(R::lit(0.0).lt(outcome.reason), outcome.reason, reason)
}
