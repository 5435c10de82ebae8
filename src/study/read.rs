//! Reads the TOML of a study.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::StudyError;
use super::key::Key;
use super::question::{Constraint, Goal, Histogram, Question};
use super::values::{self, Values};
use super::{Given, Study};
use crate::catalog::Place;
use crate::model::Kernel;

type Field<'v> = (&'v str, Range<usize>, &'v Spanned<DeValue<'v>>);

/// A text, or a list that begins with one.
fn is_text(value: &Spanned<DeValue<'_>>) -> bool {
    match value.get_ref() {
        DeValue::Array(list) => list.iter().next().is_some_and(|v| v.get_ref().is_str()),
        single => single.is_str(),
    }
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
}

pub(super) fn study(file: &str, text: &str) -> Result<Study, StudyError> {
    let reader = Reader { file, text };
    let root = DeTable::parse(text).map_err(|e| StudyError::Syntax {
        place: reader.place(e.span().unwrap_or_default()),
        message: explained(e.message()),
    })?;
    let root = root.get_ref();
    let known = ["title", "kernel", "fixed", "sweep", "search", "question"];
    for (name, span, _) in fields(root) {
        if !known.contains(&name) {
            return Err(reader.error(span, name, unknown(name, &known)));
        }
    }
    let kernel = match root.get("kernel") {
        None => Kernel::Llm,
        Some(v) => {
            let name = reader.string("kernel", v)?;
            let names = Kernel::ALL.map(Kernel::name);
            Kernel::ALL
                .into_iter()
                .find(|k| k.name() == name)
                .ok_or_else(|| reader.error(v.span(), "kernel", unknown(name, &names)))?
        }
    };
    let title = match root.get("title") {
        Some(v) => reader.string("title", v)?.to_owned(),
        None => file.to_owned(),
    };
    let given = |section: &str| reader.section(root, section, kernel);
    let (fixed, sweep, search) = (given("fixed")?, given("sweep")?, given("search")?);
    reader.check_given(kernel, &fixed, &sweep, &search)?;
    let questions = reader.questions(root, kernel, sweep.len() + search.len() > 0)?;
    Ok(Study {
        title,
        file: file.to_owned(),
        text: text.to_owned(),
        kernel,
        fixed,
        sweep,
        search,
        questions,
    })
}

fn fields<'v>(table: &'v DeTable<'v>) -> impl Iterator<Item = Field<'v>> {
    table.iter().map(|(k, v)| (k.get_ref().as_ref(), k.span(), v))
}

/// TOML cannot hold `chip = ".."` and `chip.units = ..` in one table: say how to write it.
fn explained(message: &str) -> String {
    if message.contains("dotted key") {
        format!("{message}; quote the longer key: \"chip.units\" = 132")
    } else {
        message.to_owned()
    }
}

/// "Unknown", with what it may have been meant to be.
fn unknown(name: &str, known: &[&str]) -> String {
    /// Similarity above which a name is offered.
    const NEAR: f64 = 0.75;
    let mut near: Vec<(f64, &str)> = known
        .iter()
        .map(|k| (strsim::jaro_winkler(name, k), *k))
        .filter(|(s, _)| *s > NEAR)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<&str> = near.into_iter().take(3).map(|(_, k)| k).collect();
    if names.is_empty() {
        format!("`{name}` is not known here; known are {}", known.join(", "))
    } else {
        format!("`{name}` is not known here; did you mean {}?", names.join(", "))
    }
}

impl Reader<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        Place::of(self.file, self.text, span.start)
    }

    fn error(&self, span: Range<usize>, key: &str, problem: impl Into<String>) -> StudyError {
        StudyError::Key { place: self.place(span), key: key.to_owned(), problem: problem.into() }
    }

    fn string<'v>(
        &self,
        key: &str,
        value: &'v Spanned<DeValue<'_>>,
    ) -> Result<&'v str, StudyError> {
        value.get_ref().as_str().ok_or_else(|| {
            let problem = format!("is a {}, but a text is wanted", value.get_ref().type_str());
            self.error(value.span(), key, problem)
        })
    }

    fn section(
        &self,
        root: &DeTable<'_>,
        section: &str,
        kernel: Kernel,
    ) -> Result<Vec<Given>, StudyError> {
        let Some(value) = root.get(section) else { return Ok(vec![]) };
        let Some(table) = value.get_ref().as_table() else {
            let problem = format!("must be a table: [{section}]");
            return Err(self.error(value.span(), section, problem));
        };
        let mut given = Vec::new();
        for (name, span, value) in fields(table) {
            self.given(section, name, span, value, kernel, &mut given)?;
        }
        Ok(given)
    }

    fn given(
        &self,
        section: &str,
        name: &str,
        span: Range<usize>,
        value: &Spanned<DeValue<'_>>,
        kernel: Kernel,
        out: &mut Vec<Given>,
    ) -> Result<(), StudyError> {
        // `chip.units = ..` arrives as a table `chip`: flatten it, unless it is a range.
        let prefixes = [
            "chip",
            "model",
            "run",
            "gemm",
            "attention",
            "context",
            "context_class",
            "context_design",
            "generation",
            "generation_class",
            "generation_design",
            "format",
            "array",
            "conv",
            "moe",
            "moe_constant",
            "moe_factor",
        ];
        if let DeValue::Table(inner) = value.get_ref()
            && prefixes.iter().any(|p| name == *p || name.starts_with(&format!("{p}.")))
            && Key::find(kernel, name).is_none_or(Key::takes_names)
        {
            for (sub, span, value) in fields(inner) {
                self.given(section, &format!("{name}.{sub}"), span, value, kernel, out)?;
            }
            return Ok(());
        }
        let key = Key::find(kernel, name)
            .ok_or_else(|| self.error(span.clone(), name, unknown(name, &Key::names(kernel))))?;
        let values = if key.takes_names() || key.choices(kernel).is_some() && is_text(value) {
            self.names(name, value)?
        } else {
            values::numbers(value).map_err(|e| self.error(value.span(), name, e))?
        };
        self.check_values(name, key, kernel, &values, value.span())?;
        if section == "fixed" && values.len() != 1 {
            let problem = "a fixed key has one value; a list belongs in [sweep] or [search]";
            return Err(self.error(value.span(), name, problem));
        }
        out.push(Given { key, name: name.to_owned(), values, place: self.place(span) });
        Ok(())
    }

    fn names(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Values, StudyError> {
        let names = match value.get_ref() {
            DeValue::Array(list) => list
                .iter()
                .map(|v| self.string(key, v).map(str::to_owned))
                .collect::<Result<_, _>>()?,
            _ => vec![self.string(key, value)?.to_owned()],
        };
        Ok(Values::Names(names))
    }

    fn check_values(
        &self,
        name: &str,
        key: Key,
        kernel: Kernel,
        values: &Values,
        span: Range<usize>,
    ) -> Result<(), StudyError> {
        let fail = |problem: String| Err(self.error(span.clone(), name, problem));
        if values.is_empty() {
            return fail("the axis is empty; give at least one value".into());
        }
        let (numbers, relative) = match values {
            Values::Names(names) => {
                let Some(choices) = key.choices(kernel) else { return Ok(()) };
                return match names.iter().find(|n| !choices.contains(&n.as_str())) {
                    Some(name) => fail(unknown(name, choices)),
                    None if names.iter().collect::<std::collections::HashSet<_>>().len()
                        < names.len() =>
                    {
                        fail("a value is given twice".into())
                    }
                    None => Ok(()),
                };
            }
            Values::Numbers(n) => (n, false),
            Values::Relative(n) => (n, true),
        };
        /// Below it products of a few values leave the range of the numbers of a GPU.
        const SMALLEST: f64 = 1e-9;
        let largest = if relative { Key::LARGEST_FACTOR } else { key.largest(kernel) };
        let mut seen = std::collections::HashSet::with_capacity(numbers.len());
        for x in numbers {
            let zero_allowed = matches!(key, Key::Slot(s) if kernel.slots()[s].default.is_some_and(|d| d.value == 0.0) || kernel.slots()[s].name == "chip.l2_mb");
            if *x < 0.0 || *x == 0.0 && !zero_allowed {
                return fail(format!("{x} must be above zero"));
            }
            if *x > 0.0 && *x < SMALLEST {
                return fail(format!(
                    "{x:e} {} is absurd (below {SMALLEST:e}); is the unit right?",
                    key.unit(kernel)
                ));
            }
            if *x > largest {
                return fail(format!(
                    "{x} {} is absurd (above {largest:e}); is the unit right?",
                    key.unit(kernel)
                ));
            }
            if !relative && key.is_whole(kernel) && x.fract() != 0.0 {
                return fail(format!("{x} must be a whole number"));
            }
            // Zero has two bit patterns, and both are the same value.
            if !seen.insert((x + 0.0).to_bits()) {
                return fail(format!("{x} is given twice"));
            }
        }
        Ok(())
    }

    fn check_given(
        &self,
        kernel: Kernel,
        fixed: &[Given],
        sweep: &[Given],
        search: &[Given],
    ) -> Result<(), StudyError> {
        let all: Vec<&Given> = fixed.iter().chain(sweep).chain(search).collect();
        for (i, g) in all.iter().enumerate() {
            if let Some(first) = all[..i].iter().find(|h| h.key == g.key) {
                return Err(StudyError::Key {
                    place: g.place.clone(),
                    key: g.name.clone(),
                    problem: format!("is already given at {} (as `{}`)", first.place, first.name),
                });
            }
        }
        let has = |key: Key| all.iter().any(|g| g.key == key);
        let needs: &[(Key, &str)] = match kernel {
            Kernel::Llm => &[
                (Key::Chip, "chip = \"h100-sxm\""),
                (Key::Model, "model = \"llama-3-70b\""),
                (Key::Precision, "precision = \"bf16\""),
            ],
            Kernel::Gemm | Kernel::Moe | Kernel::Attention | Kernel::Mla | Kernel::Collective => {
                &[(Key::Chip, "chip = \"h100-sxm\""), (Key::Precision, "precision = \"bf16\"")]
            }
            Kernel::Systolic => &[],
        };
        for (key, example) in needs {
            if !has(*key) {
                let problem = format!(
                    "no {} is given; write for example `{example}` under [fixed] or [sweep]",
                    example.split(' ').next().unwrap_or_default()
                );
                return Err(StudyError::Missing { file: self.file.to_owned(), problem });
            }
        }
        let longest = sweep.len() + search.len();
        if longest > crate::sweep::mask::Mask::CAPACITY {
            let problem =
                format!("{longest} axes are more than {}", crate::sweep::mask::Mask::CAPACITY);
            return Err(StudyError::Missing { file: self.file.to_owned(), problem });
        }
        Ok(())
    }

    fn questions(
        &self,
        root: &DeTable<'_>,
        kernel: Kernel,
        has_axes: bool,
    ) -> Result<Vec<Question>, StudyError> {
        let example = "ask something: [[question]] with `minimise = \"..\"` or `maximise = \"..\"`";
        let Some(value) = root.get("question") else {
            let problem = example.to_owned();
            return Err(StudyError::Missing { file: self.file.to_owned(), problem });
        };
        let Some(list) = value.get_ref().as_array() else {
            return Err(self.error(value.span(), "question", example));
        };
        let mut questions: Vec<Question> = Vec::new();
        for item in list.iter() {
            let Some(table) = item.get_ref().as_table() else {
                return Err(self.error(item.span(), "question", example));
            };
            let question = self.question(table, item.span(), kernel, has_axes)?;
            if questions.iter().any(|q| q.name == question.name) {
                let problem =
                    format!("two questions are named `{}`; give each a `name`", question.name);
                return Err(self.error(item.span(), "question", problem));
            }
            questions.push(question);
        }
        Ok(questions)
    }

    fn metric(
        &self,
        kernel: Kernel,
        key: &str,
        span: Range<usize>,
        name: &str,
    ) -> Result<usize, StudyError> {
        let names: Vec<&str> = kernel.metrics().iter().map(|m| m.name).collect();
        names.iter().position(|n| *n == name).ok_or_else(|| {
            let problem = format!(
                "the kernel {} has no such metric: {}",
                kernel.name(),
                unknown(name, &names)
            );
            self.error(span, key, problem)
        })
    }

    fn metrics(
        &self,
        kernel: Kernel,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<usize>, StudyError> {
        let Some(list) = value.get_ref().as_array() else {
            return Err(self.error(value.span(), key, "must be a list of metrics"));
        };
        list.iter().map(|v| self.metric(kernel, key, v.span(), self.string(key, v)?)).collect()
    }

    fn question(
        &self,
        table: &DeTable<'_>,
        span: Range<usize>,
        kernel: Kernel,
        has_axes: bool,
    ) -> Result<Question, StudyError> {
        let known = [
            "name",
            "minimise",
            "maximise",
            "constraints",
            "best",
            "top",
            "pareto",
            "histogram",
            "columns",
            "prune",
        ];
        let mut goals = Vec::new();
        let mut q = Question {
            name: String::new(),
            goal: Goal { metric: 0, maximise: false },
            constraints: vec![],
            best: has_axes,
            top: 0,
            prune: false,
            pareto: vec![],
            histogram: None,
            columns: vec![],
        };
        for (name, at, value) in fields(table) {
            match name {
                "name" => q.name = self.string(name, value)?.to_owned(),
                "minimise" | "maximise" => {
                    let metric =
                        self.metric(kernel, name, value.span(), self.string(name, value)?)?;
                    goals.push(Goal { metric, maximise: name == "maximise" });
                }
                "constraints" => q.constraints = self.constraints(kernel, value)?,
                "best" => {
                    q.best = value
                        .get_ref()
                        .as_bool()
                        .ok_or_else(|| self.error(value.span(), name, "must be true or false"))?;
                }
                "top" => q.top = self.top(value)?,
                "prune" => {
                    q.prune = value
                        .get_ref()
                        .as_bool()
                        .ok_or_else(|| self.error(value.span(), name, "must be true or false"))?;
                }
                "pareto" => {
                    q.pareto = self.metrics(kernel, name, value)?;
                    if !(2..=4).contains(&q.pareto.len()) {
                        let problem = "a Pareto front takes two to four metrics";
                        return Err(self.error(value.span(), name, problem));
                    }
                }
                "histogram" => q.histogram = Some(self.histogram(kernel, value)?),
                "columns" => q.columns = self.metrics(kernel, name, value)?,
                _ => return Err(self.error(at, name, unknown(name, &known))),
            }
        }
        let [goal] = goals[..] else {
            let problem = "give exactly one of `minimise` and `maximise`";
            return Err(self.error(span, "question", problem));
        };
        q.goal = goal;
        if q.prune {
            if q.top == 0 || !q.pareto.is_empty() || q.histogram.is_some() {
                let problem = "`prune` skips points, so it goes with `top` alone: without \
                               `pareto` and `histogram`, which need every point";
                return Err(self.error(span, "prune", problem));
            }
            if table.get("best").is_some_and(|b| b.get_ref().as_bool() == Some(true)) {
                let problem = "`prune` goes with `top`, not with `best = true`";
                return Err(self.error(span, "prune", problem));
            }
            q.best = false;
        }
        if q.name.is_empty() {
            q.name = goal.describe(kernel);
        }
        Ok(q)
    }

    fn top(&self, value: &Spanned<DeValue<'_>>) -> Result<usize, StudyError> {
        /// Beyond it a list is no summary any more.
        const MOST: f64 = 100_000.0;
        let n = values::number(value.get_ref()).map_err(|e| self.error(value.span(), "top", e))?;
        if n.fract() != 0.0 || !(0.0..=MOST).contains(&n) {
            let problem = format!("must be a whole number up to {MOST}");
            return Err(self.error(value.span(), "top", problem));
        }
        Ok(n as usize)
    }

    fn constraints(
        &self,
        kernel: Kernel,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<Constraint>, StudyError> {
        let form = "is written constraints = { tpot_ms = { max = 50 } }, with `min`, `max` or both";
        let Some(table) = value.get_ref().as_table() else {
            return Err(self.error(value.span(), "constraints", form));
        };
        let mut constraints = Vec::new();
        for (name, span, bounds) in fields(table) {
            let metric = self.metric(kernel, name, span.clone(), name)?;
            let Some(bounds) = bounds.get_ref().as_table() else {
                return Err(self.error(bounds.span(), name, form));
            };
            let mut c =
                Constraint { metric, min: None, max: None, place: self.place(span.clone()) };
            for (bound, at, value) in fields(bounds) {
                let x = values::number(value.get_ref())
                    .map_err(|e| self.error(value.span(), &format!("{name}.{bound}"), e))?;
                match bound {
                    "min" => c.min = Some(x),
                    "max" => c.max = Some(x),
                    _ => return Err(self.error(at, name, unknown(bound, &["min", "max"]))),
                }
            }
            match (c.min, c.max) {
                (None, None) => return Err(self.error(span, name, form)),
                (Some(min), Some(max)) if min > max => {
                    let problem = format!("nothing lies between {min} and {max}");
                    return Err(self.error(span, name, problem));
                }
                _ => constraints.push(c),
            }
        }
        Ok(constraints)
    }

    fn histogram(
        &self,
        kernel: Kernel,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Histogram, StudyError> {
        let form = "is written histogram = { metric = \"tpot_ms\", from = 1, to = 1000, bins = 30, \
                    scale = \"log\" }";
        let fail = |problem: String| Err(self.error(value.span(), "histogram", problem));
        let Some(table) = value.get_ref().as_table() else { return fail(form.into()) };
        let known = ["metric", "from", "to", "bins", "scale"];
        for (name, span, _) in fields(table) {
            if !known.contains(&name) {
                return Err(self.error(span, name, unknown(name, &known)));
            }
        }
        let (Some(metric), Some(from), Some(to), Some(bins)) =
            (table.get("metric"), table.get("from"), table.get("to"), table.get("bins"))
        else {
            return fail(form.into());
        };
        let name = self.string("metric", metric)?;
        let metric = self.metric(kernel, "histogram", metric.span(), name)?;
        let number = |key: &str, v: &Spanned<DeValue<'_>>| {
            values::number(v.get_ref()).map_err(|e| self.error(v.span(), key, e))
        };
        let (from, to, bins) = (number("from", from)?, number("to", to)?, number("bins", bins)?);
        let log = match table.get("scale") {
            None => false,
            Some(v) => match self.string("scale", v)? {
                "log" => true,
                "linear" => false,
                other => {
                    return fail(format!("`scale` must be \"linear\" or \"log\", not \"{other}\""));
                }
            },
        };
        /// More bars than can be told apart in a picture.
        const MOST_BINS: f64 = 1000.0;
        if bins.fract() != 0.0 || !(1.0..=MOST_BINS).contains(&bins) {
            return fail(format!("`bins` must be a whole number from 1 to {MOST_BINS}"));
        }
        if from >= to || log && from <= 0.0 {
            return fail(format!(
                "no {} range runs from {from} to {to}",
                if log { "logarithmic" } else { "linear" }
            ));
        }
        let edge = |i: u32| {
            let share = f64::from(i) / bins;
            if log { from * (to / from).powf(share) } else { from + (to - from) * share }
        };
        Ok(Histogram { metric, edges: (0..=bins as u32).map(edge).collect(), log })
    }
}
