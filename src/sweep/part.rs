//! Results on disk: a shard of a sweep, or an interrupted one.

use serde::{Deserialize, Serialize};

use super::pareto::Front;
use super::{Hit, Problem, Ranges, Summary};

/// What a part file says first, so that other JSON is recognised as such.
const MAGIC: &str = "roofscape sweep part";
/// Version of the layout; a file of another version is refused.
const VERSION: u32 = 1;

/// A part of a sweep, as stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    format: String,
    version: u32,
    /// Identity of the study, its catalogue and the program's equations.
    pub fingerprint: String,
    /// The file the study came from.
    pub study_file: String,
    /// The text of the study.
    pub study: String,
    /// One summary for each question.
    questions: Vec<Stored>,
}

/// A hit as stored: key, index.
type StoredHit = (f64, u128);

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    done: Ranges,
    pruned: u128,
    feasible: u128,
    infeasible: Vec<u128>,
    best: Vec<Option<StoredHit>>,
    top: Vec<StoredHit>,
    front: Vec<(Vec<f64>, StoredHit)>,
    histogram: Vec<u128>,
}

/// Why a file is no part of this sweep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// It cannot be parsed: truncated, or something else entirely.
    #[error("is no part of a sweep, or was cut off: {0}")]
    Unreadable(String),
    /// Another program's JSON, or another version's.
    #[error("is a {0}; this program reads version {VERSION} of a {MAGIC:?}")]
    Foreign(String),
    /// It belongs to another study, catalogue or program version.
    #[error(
        "belongs to another study, catalogue or version of the program (fingerprint {found}, \
         wanted {wanted})"
    )]
    OtherStudy {
        /// Fingerprint in the file.
        found: String,
        /// Fingerprint of the study at hand.
        wanted: String,
    },
    /// Its contents contradict each other or the study.
    #[error("is damaged: {0}")]
    Damaged(String),
}

impl Part {
    /// The part that these summaries make, one for each question.
    pub fn new(
        fingerprint: String,
        study_file: String,
        study: String,
        summaries: &[Summary],
    ) -> Self {
        Self {
            format: MAGIC.to_owned(),
            version: VERSION,
            fingerprint,
            study_file,
            study,
            questions: summaries.iter().map(stored).collect(),
        }
    }

    /// Reads a part.
    ///
    /// # Errors
    /// If the text is truncated, foreign, or of another version.
    pub fn parse(text: &str) -> Result<Self, PartError> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|e| PartError::Unreadable(e.to_string()))?;
        let format = value.get("format").and_then(|f| f.as_str());
        let version = value.get("version").and_then(serde_json::Value::as_u64);
        if format != Some(MAGIC) || version != Some(u64::from(VERSION)) {
            let what = match (format, version) {
                (Some(format), Some(version)) => format!("{format:?} of version {version}"),
                _ => "JSON file of another kind".to_owned(),
            };
            return Err(PartError::Foreign(what));
        }
        // From the text, not the value: serde_json keeps 128-bit numbers only there.
        serde_json::from_str(text).map_err(|e| PartError::Damaged(e.to_string()))
    }

    /// The text to store.
    ///
    /// # Errors
    /// Never for a part made by [`Part::new`]; the type is that of the JSON writer.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|t| t + "\n")
    }

    /// The summaries, checked against the problems they claim to answer.
    ///
    /// # Errors
    /// If the part belongs to something else or is damaged.
    pub fn summaries(
        &self,
        fingerprint: &str,
        problems: &[Problem],
    ) -> Result<Vec<Summary>, PartError> {
        if self.fingerprint != fingerprint {
            return Err(PartError::OtherStudy {
                found: self.fingerprint.clone(),
                wanted: fingerprint.to_owned(),
            });
        }
        if self.questions.len() != problems.len() {
            return Err(PartError::Damaged("it answers another number of questions".into()));
        }
        self.questions.iter().zip(problems).map(|(s, p)| s.summary(p)).collect()
    }
}

fn stored(s: &Summary) -> Stored {
    let pair = |h: &Hit| (h.key, h.index);
    Stored {
        done: s.done.clone(),
        pruned: s.pruned,
        feasible: s.feasible,
        infeasible: s.infeasible.clone(),
        best: s.best.iter().map(|h| h.as_ref().map(pair)).collect(),
        top: s.top.iter().map(pair).collect(),
        front: s.front.sorted().iter().map(|(keys, h)| (keys.clone(), pair(h))).collect(),
        histogram: s.histogram.clone(),
    }
}

impl Stored {
    fn summary(&self, problem: &Problem) -> Result<Summary, PartError> {
        let damaged = |what: &str| PartError::Damaged(what.to_owned());
        let mut s = Summary::empty(problem);
        let points = problem.points().unwrap_or(u128::MAX);
        let counts = self
            .infeasible
            .iter()
            .chain([&self.pruned])
            .try_fold(self.feasible, |n, &more| n.checked_add(more));
        if !self.done.is_well_formed() || self.done.iter().any(|(_, end)| end > points) {
            return Err(damaged("its ranges lie outside the grid"));
        }
        if counts != Some(self.done.points()) {
            return Err(damaged("its counts do not add up to the points it says are done"));
        }
        if self.infeasible.len() != s.infeasible.len()
            || self.best.len() != s.best.len()
            || self.histogram.len() != s.histogram.len()
        {
            return Err(damaged("its tables are of another size than the study's"));
        }
        let hit = |&(key, index): &StoredHit| {
            if key.is_finite() && index < points {
                Ok(Hit { key, index })
            } else {
                Err(damaged("it names a point outside the grid"))
            }
        };
        s.done = self.done.clone();
        s.pruned = self.pruned;
        s.feasible = self.feasible;
        s.infeasible.clone_from(&self.infeasible);
        s.histogram.clone_from(&self.histogram);
        for (group, h) in self.best.iter().enumerate() {
            if let Some(h) = h {
                s.offer_best(group, hit(h)?);
            }
        }
        for h in &self.top {
            s.offer_top(hit(h)?);
        }
        let mut front = Front::default();
        for (keys, h) in &self.front {
            if keys.len() != problem.ask.pareto.len() || keys.iter().any(|k| !k.is_finite()) {
                return Err(damaged("a point of its front has another number of objectives"));
            }
            front.offer(keys, hit(h)?);
        }
        s.front = front;
        Ok(s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_told_apart_from_damaged_ones() {
        let cut = Part::parse("{\"format\": \"roofscape sweep p").unwrap_err();
        assert!(matches!(cut, PartError::Unreadable(_)), "{cut}");
        let foreign = Part::parse("{\"name\": \"package\"}").unwrap_err();
        assert!(matches!(foreign, PartError::Foreign(_)), "{foreign}");
        let good = Part::new("f".into(), "s.toml".into(), String::new(), &[]).to_text().unwrap();
        assert!(Part::parse(&good).is_ok());
        let newer = good.replace("\"version\":1", "\"version\":2");
        assert!(matches!(Part::parse(&newer).unwrap_err(), PartError::Foreign(_)));
        let other = Part::parse(&good).unwrap().summaries("g", &[]).unwrap_err();
        assert!(matches!(other, PartError::OtherStudy { .. }));
    }
}
