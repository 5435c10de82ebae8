//! How usual a number is for a property, by all catalogued chips: which of two is the odd one.

use super::chip_fact;
use super::fact::Facts;
use super::judge::Judge;
use super::property::Property;

/// Chips with a figure that tell what is usual.
const CHIPS: usize = 8;
/// Least spread of logarithms, so that figures all alike do not make every other one odd.
const LEAST_SPREAD: f64 = 0.2;

/// Middle and spread of the logarithms of a property.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usual {
    middle: f64,
    spread: f64,
}

impl Usual {
    /// By the figures of every chip; `None` where too few have one.
    pub(super) fn of(judge: &Judge, property: Property) -> Option<Self> {
        let chips = judge.names.catalog().chips().iter();
        let logs: Vec<f64> = chips
            .filter_map(|chip| {
                let mut facts = Facts::default();
                chip_fact::chip_facts(chip, property, false, &mut facts);
                facts.best().map(|f| f.value).filter(|v| *v > 0.0).map(f64::ln)
            })
            .collect();
        if logs.len() < CHIPS {
            return None;
        }
        let middle = median(logs.clone());
        let spread = median(logs.iter().map(|l| (l - middle).abs()).collect());
        Some(Usual { middle, spread: spread.max(LEAST_SPREAD) })
    }

    /// Distance of a number from the middle, in spreads.
    pub(super) fn oddity(&self, value: f64) -> f64 {
        (value.ln() - self.middle).abs() / self.spread
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
