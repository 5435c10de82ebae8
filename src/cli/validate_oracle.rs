//! `roofscape validate astrasim`, `topology` and `systolic`: figures that must come out equal.

use super::Ended;
use super::context::Context;
use super::validate_score::{self, ScoreArgs};
use crate::validate::oracle::{astrasim, systolic, topology};

/// Predicts ASTRA-sim's collective times and shows the score.
pub(super) fn astra_sim(args: &ScoreArgs, context: &Context) -> anyhow::Result<Ended> {
    let score = astrasim::validate(&args.data)?;
    let about = "Times of collectives in ASTRA-sim's analytical backends, predicted in its own \
                 convention (GiB/s, whole nanoseconds per step). Nothing is fitted: equality is \
                 the claim.";
    let title = "Roofscape: ASTRA-sim's collectives by closed form";
    validate_score::show(&score, title, &[about.to_owned()], args, context)
}

/// Predicts published counts of networks and shows the score.
pub(super) fn counts(args: &ScoreArgs, context: &Context) -> anyhow::Result<Ended> {
    let score = topology::validate(&args.data, context.catalog())?;
    let about = "Switches, cables, optical modules and bandwidths as published, counted by rule \
                 from the catalogue's cluster designs (`roofscape topology` shows each rule). \
                 Nothing is fitted: equality is the claim.";
    let title = "Roofscape: published counts of networks by rule";
    validate_score::show(&score, title, &[about.to_owned()], args, context)
}

/// Predicts SCALE-Sim's reports and published accelerators, and shows the score.
pub(super) fn arrays(args: &ScoreArgs, context: &Context) -> anyhow::Result<Ended> {
    let score = systolic::validate(&args.data)?;
    let about = "Cycles, accesses and utilisation of systolic arrays, output, weight and input \
                 stationary, counted with the quirks of SCALE-Sim. Nothing is fitted. Stall-free \
                 rows have a closed form: equality is the claim, in every number of the row. Where \
                 bandwidth limits, SCALE-Sim replays its buffers address by address, and fetches \
                 half a buffer for a single missing word: there a roofline of array and DRAM \
                 words stands against it. Published accelerators are counted without quirks and \
                 with overlapped weights; the rate of an application is an upper bound.";
    let title = "Roofscape: systolic arrays to the cycle";
    validate_score::show(&score, title, &[about.to_owned()], args, context)
}
