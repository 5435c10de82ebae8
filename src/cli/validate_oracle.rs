//! `roofscape validate astrasim` and `topology`: figures that must come out equal.

use super::Ended;
use super::context::Context;
use super::validate_score::{self, ScoreArgs};
use crate::validate::oracle::{astrasim, topology};

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
