//! `roofscape sweep STUDY.toml`: all combinations of the axes of a study.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ended;
use super::context::Context;
use super::device::{self, DeviceChoice, Opened};
use super::show;
use crate::report::file;
use crate::study::{Bound, Study};
use crate::sweep::part::Part;
use crate::sweep::{Problem, Ranges, Summary};

/// The study that `roofscape` alone runs.
const DEFAULT: (&str, &str) = ("studies/default.toml", include_str!("../../studies/default.toml"));

#[derive(Debug, clap::Args)]
pub(super) struct SweepArgs {
    /// The study to run
    study: PathBuf,
    /// Where to compute
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
    /// Show the plan, its cost and the expected time, and run nothing
    #[arg(long)]
    explain: bool,
    /// Run only the I-th of N equal parts, for example 3/8; needs --part
    #[arg(long, value_name = "I/N", requires = "part")]
    shard: Option<Shard>,
    /// Write what `roofscape merge` and --resume read (JSON)
    #[arg(long, value_name = "FILE")]
    part: Option<PathBuf>,
    /// Go on from an interrupted run's part file
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    files: show::Files,
}

/// Part `index` of `count`, counted from one.
#[derive(Debug, Clone, Copy)]
struct Shard {
    index: u128,
    count: u128,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let form = || format!("`{s}` is no part: write I/N with 1 <= I <= N, for example 3/8");
        let (i, n) = s.split_once('/').ok_or_else(form)?;
        let (index, count) =
            (i.trim().parse().map_err(|_| form())?, n.trim().parse().map_err(|_| form())?);
        if (1..=count).contains(&index) { Ok(Self { index, count }) } else { Err(form()) }
    }
}

impl Shard {
    /// Its range of the walk. The ranges of all shards make the whole, whatever `count`.
    fn range(self, points: u128) -> Ranges {
        let cut = |i: u128| {
            let (whole, rest) = (points / self.count, points % self.count);
            whole * i + rest * i / self.count
        };
        Ranges::one(cut(self.index - 1), cut(self.index))
    }
}

pub(super) fn default(context: &mut Context) -> anyhow::Result<Ended> {
    let study = Study::parse(DEFAULT.0, DEFAULT.1)?;
    let args = SweepArgs {
        study: DEFAULT.0.into(),
        device: DeviceChoice::Auto,
        explain: false,
        shard: None,
        part: None,
        resume: None,
        files: show::Files::default(),
    };
    sweep(&study, &args, context)
}

pub(super) fn run(args: &SweepArgs, context: &mut Context) -> anyhow::Result<Ended> {
    let study = if args.study.as_os_str() == "default" {
        Study::parse(DEFAULT.0, DEFAULT.1)?
    } else {
        Study::load(&args.study)?
    };
    sweep(&study, args, context)
}

fn sweep(study: &Study, args: &SweepArgs, context: &mut Context) -> anyhow::Result<Ended> {
    let bound = study.bind(context.catalog())?;
    if args.explain {
        return super::explain::explain(&bound, args.device, context).map(|()| Ended::Done);
    }
    // Everything that could fail for want of a file fails before the work, not after it.
    args.files.check(&bound)?;
    let fingerprint = bound.fingerprint(context.catalog());
    let resumed = args.resume.as_ref().map(|p| read_part(p, &fingerprint, &bound)).transpose()?;
    let part_file = part_file(args, &bound);
    let overwrite = args.files.force || args.resume.as_ref() == Some(&part_file);
    if args.part.is_some() {
        file::check_target(&part_file, overwrite)?;
    }

    let points = bound.problems.iter().filter_map(Problem::points).max().unwrap_or(u128::MAX);
    let device = device::open(args.device, points)?;
    let stop = stop_on_interrupt();
    let mut summaries = Vec::new();
    let mut complete = true;
    for (i, problem) in bound.problems.iter().enumerate() {
        let points = problem.points().unwrap_or(u128::MAX);
        let wanted = args.shard.map_or(Ranges::one(0, points), |s| s.range(points));
        let done = resumed.as_ref().map(|r| r[i].clone());
        let todo = done.as_ref().map_or(wanted.clone(), |d| wanted.without(&d.done));
        let (mut summary, outcome) = question(problem, &bound, i, &todo, &device, &stop, context);
        if let Some(done) = &done {
            summary.merge(done);
        }
        complete &= wanted.without(&summary.done).points() == 0;
        summaries.push(summary);
        if let Err(e) = outcome {
            save(&part_file, true, &fingerprint, &bound, &summaries, context)?;
            return Err(e);
        }
    }

    // Ctrl-C after the last point interrupts nothing.
    let interrupted = stop.load(Ordering::Relaxed) && !complete;
    if interrupted || args.part.is_some() {
        save(&part_file, overwrite || interrupted, &fingerprint, &bound, &summaries, context)?;
    }
    if interrupted {
        context.warn(&format!(
            "interrupted: the result below is partial; go on with `--resume {}`",
            part_file.display()
        ));
    }
    if args.shard.is_none() || interrupted {
        show::answers(&bound, &summaries, &args.files, context)?;
    }
    Ok(if interrupted { Ended::Interrupted } else { Ended::Done })
}

/// Where an interrupted run is kept: the file named, else one beside the study's name.
fn part_file(args: &SweepArgs, bound: &Bound) -> PathBuf {
    if let Some(file) = args.part.as_ref().or(args.resume.as_ref()) {
        return file.clone();
    }
    let stem = std::path::Path::new(&bound.study.file)
        .file_stem()
        .map_or_else(|| "study".into(), |s| s.to_string_lossy().into_owned());
    PathBuf::from(format!("{stem}.part.json"))
}

pub(super) fn read_part(
    path: &std::path::Path,
    fingerprint: &str,
    bound: &Bound,
) -> anyhow::Result<Vec<Summary>> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| anyhow::anyhow!("cannot read {}: {e}", path.display()))?;
    let summaries = Part::parse(&text)
        .and_then(|p| p.summaries(fingerprint, &bound.problems))
        .map_err(|e| anyhow::anyhow!("{} {e}", path.display()))?;
    Ok(summaries)
}

pub(super) fn save(
    path: &std::path::Path,
    force: bool,
    fingerprint: &str,
    bound: &Bound,
    summaries: &[Summary],
    context: &Context,
) -> anyhow::Result<()> {
    // A question that was never begun is stored as nothing done.
    let mut all = summaries.to_vec();
    all.extend(bound.problems[summaries.len()..].iter().map(Summary::empty));
    let (file, text) = (bound.study.file.clone(), bound.study.text.clone());
    let part = Part::new(fingerprint.to_owned(), file, text, &all).to_text()?;
    file::write_file(path, force, |out| -> anyhow::Result<()> {
        out.write_all(part.as_bytes())?;
        Ok(())
    })?;
    context.note(&format!("wrote {}", path.display()));
    Ok(())
}

fn question(
    problem: &Problem,
    bound: &Bound,
    index: usize,
    todo: &Ranges,
    device: &Opened,
    stop: &AtomicBool,
    context: &Context,
) -> (Summary, anyhow::Result<()>) {
    let begun = Instant::now();
    let bar = progress_bar(context, &bound.study.questions[index].name, todo.points());
    let (summary, outcome) = device::evaluate(
        problem,
        device,
        todo,
        stop,
        &mut |points| bar.inc(u64::try_from(points).unwrap_or(u64::MAX)),
        context,
    );
    bar.finish_and_clear();
    /// Runs longer than this tell their speed.
    const WORTH_TELLING_S: f64 = 1.0;
    let seconds = begun.elapsed().as_secs_f64();
    if seconds > WORTH_TELLING_S {
        use crate::report::number;
        let points = summary.done.points();
        context.note(&format!(
            "{}: {} points in {}, {}",
            bound.study.questions[index].name,
            number::count(points),
            number::duration(seconds),
            number::si(points as f64 / seconds, "points/s")
        ));
    }
    (summary, outcome)
}

fn progress_bar(context: &Context, name: &str, points: u128) -> ProgressBar {
    let target = if context.is_watched() {
        ProgressDrawTarget::stderr_with_hz(5)
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar =
        ProgressBar::with_draw_target(Some(u64::try_from(points).unwrap_or(u64::MAX)), target);
    let style = ProgressStyle::with_template(
        "{prefix} [{bar:30}] {percent}% {human_pos}/{human_len} points, {per_sec}, ETA {eta}",
    )
    .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.set_prefix(name.to_owned());
    bar
}

/// A flag that Ctrl-C sets; the second Ctrl-C ends the program at once.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // Without a handler (another one is installed) Ctrl-C just ends the program.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(super::INTERRUPTED));
        }
    });
    stop
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_make_the_whole_without_overlap() {
        for (points, count) in [(10u128, 3u128), (7, 7), (3, 5), (u128::MAX / 2, 11)] {
            let mut all = Ranges::default();
            for index in 1..=count {
                let part = Shard { index, count }.range(points);
                assert!(!all.overlaps(&part));
                all.add(&part);
            }
            assert_eq!(all, Ranges::one(0, points));
        }
    }

    #[test]
    fn what_is_no_shard_is_refused() {
        for text in ["0/3", "4/3", "1", "a/b", "1/0", "-1/2"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
