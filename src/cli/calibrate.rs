//! `roofscape calibrate KIND DATA.csv... -o FILE`: constants from measurements.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use crate::calibrate::kinds::Task;
use crate::calibrate::{Calibration, Data, DataError, Kind, Measured, calibrate};
use crate::catalog::Catalog;
use crate::report::file::{check_target, write_file};
use crate::report::{Cell, Column, Table};

/// Fit the constants of a kernel to measurements
///
/// Writes a TOML file with the constants of every chip in the data, their errors on the rows
/// fitted and on held-out shapes, and, if there are several chips, sets that carry over to
/// chips never measured. Use it with --calibration FILE.
#[derive(Debug, clap::Args)]
pub(super) struct CalibrateArgs {
    /// What was measured: gemm, attention, ... (`roofscape validate --help` lists them)
    #[arg(value_name = "KIND")]
    kind: String,
    /// Measured rows (CSV), columns as in validation/measured
    #[arg(value_name = "DATA.csv", required = true)]
    data: Vec<PathBuf>,
    /// The chip of the rows, where neither they nor the name of the file tell
    #[arg(long, value_name = "ID")]
    chip: Option<String>,
    /// Where to write the calibration
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// Overwrite a file that exists
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &CalibrateArgs, context: &Context) -> anyhow::Result<()> {
    let kind = Measured::find(&args.kind).ok_or_else(|| {
        let names: Vec<&str> = Measured::ALL.iter().map(|k| k.name()).collect();
        anyhow!("there is no kind `{}`; one of {}", args.kind, names.join(", "))
    })?;
    check_target(&args.out, args.force)?;
    let target = if context.is_watched() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    bar.set_style(ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}")?);
    bar.enable_steady_tick(Duration::from_millis(200));
    let (calibration, left_out) =
        kind.run(Fit { kind, args, catalog: context.catalog(), bar: &bar })?;
    bar.finish_and_clear();
    if calibration.chips.is_empty() {
        bail!("nothing could be fitted: {}", left_out.join("; "));
    }
    let text = toml::to_string(&calibration)?;
    write_file(&args.out, args.force, |out| -> anyhow::Result<()> {
        out.write_all(text.as_bytes())?;
        Ok(())
    })?;
    for why in &left_out {
        context.note(why);
    }
    context.table(&table(&calibration)?)?;
    context.note(&format!("wrote {}", args.out.display()));
    Ok(())
}

struct Fit<'a> {
    kind: Measured,
    args: &'a CalibrateArgs,
    catalog: &'a Catalog,
    bar: &'a ProgressBar,
}

impl Task for Fit<'_> {
    type Output = anyhow::Result<(Calibration, Vec<String>)>;

    fn run<K: Kind>(self) -> Self::Output
    where
        K::Row: Clone,
    {
        let mut data = Data::new();
        for file in &self.args.data {
            match data.read::<K>(file, self.args.chip.as_deref(), self.catalog) {
                // Other files may name theirs.
                Err(DataError::NoChip { .. }) if self.args.data.len() > 1 => {}
                other => other?,
            }
        }
        let shipped = self.kind.shipped()?;
        let say = |what: &str| self.bar.set_message(what.to_owned());
        let calibration = calibrate::<K>(&data, shipped, &say);
        let mut reasons: Vec<(String, usize)> = Vec::new();
        for u in data.unpredicted {
            match reasons.iter_mut().find(|(why, _)| *why == u.why) {
                Some((_, n)) => *n += 1,
                None => reasons.push((u.why, 1)),
            }
        }
        let left_out = reasons.into_iter().map(|(why, n)| format!("{n} rows left out: {why}"));
        Ok((calibration, left_out.collect()))
    }
}

/// Errors by chip and variant: fitted, held out, and with the chip left out.
fn table(calibration: &Calibration) -> anyhow::Result<Table> {
    let mut table = Table::new(vec![
        Column::text("chip"),
        Column::text("variant"),
        Column::integer("rows", ""),
        Column::percent("fitted"),
        Column::percent("held out"),
        Column::percent("mean"),
        Column::percent("P90"),
        Column::percent("transferred"),
        Column::percent("its mean"),
    ])?;
    for set in &calibration.chips {
        let transferred = calibration
            .transferred
            .iter()
            .find(|t| t.variant == set.variant && t.without.as_deref() == Some(&set.id))
            .and_then(|t| t.held_out);
        let share = |percent: f64| Cell::Number(percent / 100.0);
        table.push(vec![
            set.id.clone().into(),
            set.variant.clone().into(),
            Cell::Integer(i64::try_from(set.rows)?),
            share(set.fitted.median),
            share(set.held_out.median),
            share(set.held_out.mean),
            share(set.held_out.p90),
            transferred.map_or(Cell::Missing, |e| share(e.median)),
            transferred.map_or(Cell::Missing, |e| share(e.mean)),
        ])?;
    }
    Ok(table)
}
