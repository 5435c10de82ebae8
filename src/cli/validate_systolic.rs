//! `roofscape validate systolic`: arrays against SCALE-Sim and published accelerators.

use super::Ended;
use super::context::Context;
use super::validate_score::{ScoreArgs, show};
use crate::validate::systolic::validate;

pub(super) fn run(args: &ScoreArgs, context: &Context) -> anyhow::Result<Ended> {
    if args.chip.is_some() {
        context.note("--chip has no effect: the rows name their arrays");
    }
    let score = validate(&args.data)?;
    let data = match args.data.as_slice() {
        [] => "reports of SCALE-Sim 3 and published accelerators, as they come with the program"
            .to_owned(),
        files => files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", "),
    };
    let introduction = [format!(
        "Cycles, memory traffic and utilisation of systolic arrays, output, weight and input \
         stationary, counted with the quirks of SCALE-Sim. Rows: {data}. Nothing is fitted. \
         Stall-free rows have a closed form and must be equal in every number; where bandwidth \
         limits, SCALE-Sim replays its buffers address by address, and a roofline of array and \
         DRAM stands against it. Published accelerators are counted without quirks and with \
         overlapped weights; an application's rate is an upper bound."
    )];
    show(&score, "Roofscape: systolic arrays", &introduction, args, context)
}
