//! One point from the command line: the options, as the study they stand for.

use crate::catalog::Catalog;
use crate::model::{Kernel, Operation, Outcome};
use crate::report::number::compact;
use crate::study::{Bound, Key, Study, StudyError};

/// Prompt and output tokens where none are given: those of the default study.
const PROMPT: f64 = 2048.0;
const OUTPUT: f64 = 512.0;

/// What fixes a point, beside chip, model and precision.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct PointArgs {
    /// Sequences processed together [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) batch: Option<f64>,
    /// Prompt tokens per sequence [default: 2048]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) prompt: Option<f64>,
    /// Generated tokens per sequence [default: 512]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) output: Option<f64>,
    /// Chips of the tensor-parallel group [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) tp: Option<f64>,
    /// Precision of the weights [default: that of computing]
    #[arg(long, value_name = "NAME")]
    pub(super) weight_precision: Option<String>,
    /// Precision of the key-value cache [default: that of computing, 8 bit at least]
    #[arg(long, value_name = "NAME")]
    pub(super) kv_precision: Option<String>,
    /// Set any key of a study: chip.hbm_bandwidth=4, chip.units=160; x1.5 scales what the
    /// catalogue says; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
}

/// One point, evaluated in f64.
pub(super) struct Point {
    pub(super) bound: Bound,
    pub(super) kernel: Kernel,
    pub(super) slots: Vec<f64>,
    pub(super) outcome: Outcome<f64>,
    pub(super) operations: Vec<Operation<f64>>,
    /// "batch 16, prompt 2,048": what is fixed beside chip, model and precision.
    pub(super) fixed: String,
}

impl PointArgs {
    /// Whether a `--set` gives this key.
    pub(super) fn sets(&self, kernel: Kernel, key: &str) -> bool {
        let wanted = Key::find(kernel, key);
        let names = self.set.iter().filter_map(|s| s.split_once('='));
        names.into_iter().any(|(name, _)| Key::find(kernel, name.trim()) == wanted)
    }

    /// Looks everything up and evaluates the point; `named` are keys with their values as text.
    pub(super) fn evaluate(
        &self,
        kernel: Kernel,
        named: &[(&str, &str)],
        sizes: &[(&str, Option<f64>)],
        catalog: &Catalog,
    ) -> anyhow::Result<Point> {
        let mut keys = Keys { kernel, lines: vec![] };
        for (key, value) in named {
            keys.text(key, value)?;
        }
        let precisions =
            [("weight_precision", &self.weight_precision), ("kv_precision", &self.kv_precision)];
        for (key, value) in precisions {
            value.iter().try_for_each(|v| keys.text(key, v))?;
        }
        let options = [
            ("batch", self.batch),
            ("prompt", self.prompt),
            ("output", self.output),
            ("tp", self.tp),
        ];
        for (key, value) in sizes.iter().chain(&options) {
            value.iter().try_for_each(|v| keys.number(key, *v))?;
        }
        for set in &self.set {
            keys.set(set)?;
        }
        if kernel == Kernel::Llm {
            for (key, value) in
                [("batch", 1.0), ("prompt", PROMPT), ("output", OUTPUT), ("tp", 1.0)]
            {
                if !keys.has(key) {
                    keys.number(key, value)?;
                }
            }
        }
        let fixed = keys.describe();
        let study = Study::parse("command line", &keys.toml()).map_err(as_option)?;
        let bound = study.bind(catalog).map_err(as_option)?;
        let slots = bound.point(&[]).slots;
        let mut operations = kernel.waterfall(&slots);
        // Collectives of a single chip take no time and have no share of it.
        operations.retain(|op| op.time_us > 0.0);
        Ok(Point { kernel, outcome: kernel.evaluate(&slots), operations, slots, bound, fixed })
    }
}

impl Point {
    /// Number, name and explanation of why the point cannot run; `None` if it can.
    pub(super) fn infeasible(&self) -> Option<&'static crate::model::Reason> {
        let reason = self.outcome.reason as usize;
        (reason > 0).then(|| &self.kernel.reasons()[reason])
    }

    /// The position of a slot.
    fn slot(&self, name: &str) -> Option<usize> {
        self.kernel.slots().iter().position(|s| s.name == name)
    }

    /// The value of a slot; 0 for one the kernel does not have.
    pub(super) fn value(&self, name: &str) -> f64 {
        self.slot(name).map_or(0.0, |i| self.slots[i])
    }

    /// The smallest tensor-parallel degree, a power of two, at which the point would run.
    pub(super) fn smallest_tp(&self) -> Option<f64> {
        let at = self.slot("run.tp")?;
        let runs = |tp: &f64| {
            let mut slots = self.slots.clone();
            slots[at] = *tp;
            self.kernel.evaluate(&slots).reason == 0.0
        };
        (0..=12).map(|p| f64::from(1 << p)).find(runs)
    }
}

/// A key with its value as TOML, and as a person reads it.
struct Line {
    key: String,
    toml: String,
    shown: String,
}

struct Keys {
    kernel: Kernel,
    lines: Vec<Line>,
}

impl Keys {
    fn push(&mut self, key: &str, toml: String, shown: String) -> anyhow::Result<()> {
        if self.has(key) {
            anyhow::bail!("`{key}` is given twice; give it once");
        }
        self.lines.push(Line { key: key.to_owned(), toml, shown });
        Ok(())
    }

    fn text(&mut self, key: &str, value: &str) -> anyhow::Result<()> {
        self.push(key, toml::Value::from(value).to_string(), value.to_owned())
    }

    fn number(&mut self, key: &str, value: f64) -> anyhow::Result<()> {
        self.push(key, toml::Value::from(value).to_string(), compact(value, 6))
    }

    /// `KEY=VALUE`, with a number, `x` and a number, or a name.
    fn set(&mut self, text: &str) -> anyhow::Result<()> {
        let (key, value) = text.split_once('=').ok_or_else(|| {
            anyhow::anyhow!("--set {text}: write KEY=VALUE, for example chip.hbm_bandwidth=4")
        })?;
        let (key, value) = (key.trim(), value.trim());
        let factor = value.strip_prefix('x').and_then(|f| f.parse::<f64>().ok());
        match (value.parse::<f64>(), factor) {
            (Ok(x), _) => self.number(key, x),
            (_, Some(f)) => {
                let f = toml::Value::from(f);
                self.push(key, format!("{{ values = [{f}], relative = true }}"), value.to_owned())
            }
            _ => self.text(key, value),
        }
    }

    /// Whether a key, in any spelling, is given.
    fn has(&self, key: &str) -> bool {
        let wanted = Key::find(self.kernel, key);
        self.lines
            .iter()
            .any(|l| l.key == key || wanted.is_some() && Key::find(self.kernel, &l.key) == wanted)
    }

    fn describe(&self) -> String {
        let named = ["chip", "model", "precision"];
        let rest = self.lines.iter().filter(|l| !named.contains(&l.key.as_str()));
        rest.map(|l| format!("{} {}", l.key, l.shown)).collect::<Vec<_>>().join(", ")
    }

    fn toml(&self) -> String {
        let goal = self.kernel.metrics()[0].name;
        let mut text = format!("kernel = \"{}\"\n[fixed]\n", self.kernel.name());
        for line in &self.lines {
            text += &format!("{} = {}\n", toml::Value::from(line.key.as_str()), line.toml);
        }
        text + &format!("[[question]]\nminimise = \"{goal}\"\n")
    }
}

/// The error without the place in a file that nobody wrote.
fn as_option(error: StudyError) -> anyhow::Error {
    match error {
        StudyError::Key { key, problem, .. } => anyhow::anyhow!("`{key}`: {problem}"),
        StudyError::Missing { problem, .. } => anyhow::anyhow!(problem),
        other => other.into(),
    }
}
