//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::calibrate::CalibrateArgs;
use super::chip::ChipArgs;
use super::chips::ChipsArgs;
use super::collective::CollectiveArgs;
use super::completions::CompletionsArgs;
use super::context::Context;
use super::device_info::DeviceArgs;
use super::eval::EvalArgs;
use super::links::LinksArgs;
use super::merge::MergeArgs;
use super::model::ModelArgs;
use super::models::ModelsArgs;
use super::roofline::RooflineArgs;
use super::sweep::SweepArgs;
use super::systems::SystemsArgs;
use super::topology::{
    ClaimsArgs, ClusterArgs, DesignsArgs, DragonflyArgs, FatTreeArgs, SupernodeArgs, TorusArgs,
};
use super::validate_chips::ValidateChipsArgs;
use super::validate_kernels::KernelsArgs;
use super::validate_score::ScoreArgs;
use super::validate_table::TableArgs;

/// Predicts how fast AI chips run AI work, for one design or for billions of them.
///
/// Without a command it answers the default study: which chip, at which batch and
/// tensor-parallel degree, runs Llama-3-70B prefill and decode best, and what binds it.
#[derive(Debug, Parser)]
#[command(name = "roofscape", version, max_term_width = 100)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    /// Print JSON instead of tables
    #[arg(long, help_heading = COMMON)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Heading of the options that every command has.
const COMMON: &str = "Common options";

/// Options of every command.
#[derive(Debug, clap::Args)]
pub(super) struct Common {
    /// Directory of TOML files that add to the catalogue or override it
    #[arg(long, global = true, value_name = "DIR", help_heading = COMMON)]
    pub(super) catalog: Option<PathBuf>,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = COMMON
    )]
    pub(super) color: Color,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// The arguments of a command that prints tables, or JSON.
#[derive(Debug, clap::Args)]
pub(super) struct Shown<A: clap::Args> {
    #[command(flatten)]
    args: A,
    /// Print JSON instead of tables
    #[arg(long, help_heading = COMMON)]
    json: bool,
}

impl<A: clap::Args> Shown<A> {
    /// The command's own arguments; what to print goes to the context.
    pub(super) fn take(self, context: &mut Context) -> A {
        context.json |= self.json;
        self.args
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a study: every combination of its axes, on CPU or GPU
    Sweep(Shown<SweepArgs>),
    /// Put the shards of a sweep together
    Merge(Shown<MergeArgs>),
    /// Evaluate one point: all metrics, where the time goes, and what would help
    Eval(Shown<EvalArgs>),
    /// Roofs and ridge points of chips, and where the operations of a model land
    Roofline(Shown<RooflineArgs>),
    /// List the chips of the catalogue
    Chips(Shown<ChipsArgs>),
    /// Show everything known about one chip, and what predictions assume of it
    Chip(Shown<ChipArgs>),
    /// List the models of the catalogue
    Models(Shown<ModelsArgs>),
    /// Show the shapes of one model, its parameters and its cache
    Model(Shown<ModelArgs>),
    /// List memory interfaces, buses and networks
    Links(Shown<LinksArgs>),
    /// List servers, racks and pods
    Systems(Shown<SystemsArgs>),
    /// Time a collective by every algorithm, from latency and bandwidth alone
    Collective(Shown<CollectiveArgs>),
    /// Count switches, cables and optical modules of a network, with the rule of each count
    #[command(subcommand)]
    Topology(Topology),
    /// List the devices, and compare one with the CPU
    Device(Shown<DeviceArgs>),
    /// Print the completions of a shell: roofscape completions bash > FILE
    Completions(CompletionsArgs),
    /// Fit the constants of a kernel to measurements of your own
    Calibrate(CalibrateArgs),
    /// Hold the catalogue, tables or predictions against what is published or measured
    #[command(subcommand)]
    Validate(Validate),
}

#[derive(Debug, Subcommand)]
pub(super) enum Validate {
    /// Every figure of the catalogue against its derivation
    Chips(Shown<ValidateChipsArgs>),
    /// Every cell of a chip table: against the catalogue, the table and itself
    Table(TableArgs),
    /// Every kernel against measurements: the accuracy in one table
    Kernels(Shown<KernelsArgs>),
    /// Matrix multiplications as measured, by chip and precision
    Gemm(Shown<ScoreArgs>),
    /// Attention kernels as measured, prefill and decode, by chip and kernel of the library
    Attention(Shown<ScoreArgs>),
    /// Collectives inside one node as measured: NCCL, and the all-reduces of serving engines
    Collective(Shown<ScoreArgs>),
    /// Dispatch and combine of expert parallelism as measured
    Ep(Shown<ScoreArgs>),
    /// Softmax, layer norm and GELU as measured
    Vector(Shown<ScoreArgs>),
    /// Layers of experts as measured, by chip, format and kernel
    Moe(Shown<ScoreArgs>),
    /// Latent attention (MLA) as measured, by chip, phase and library
    Mla(Shown<ScoreArgs>),
    /// Systolic arrays against SCALE-Sim, to the cycle, and against published accelerators
    Systolic(Shown<ScoreArgs>),
    /// Collective times of ASTRA-sim's analytical backends, to the nanosecond
    Astrasim(Shown<ScoreArgs>),
    /// Published counts of switches, cables and optical modules, by rule
    Topology(Shown<ScoreArgs>),
}

#[derive(Debug, Subcommand)]
pub(super) enum Topology {
    /// A fat tree of equal switches, by rails and planes
    FatTree(Shown<FatTreeArgs>),
    /// A cluster design of the catalogue, for so many units or nodes
    #[command(visible_alias = "superpod")]
    Cluster(Shown<ClusterArgs>),
    /// Scale-up switches of a supernode: of the catalogue, or your own
    Supernode(Shown<SupernodeArgs>),
    /// A torus of any number of dimensions
    Torus(Shown<TorusArgs>),
    /// A dragonfly
    Dragonfly(Shown<DragonflyArgs>),
    /// List the cluster designs of the catalogue
    Designs(Shown<DesignsArgs>),
    /// What reports on AI chips claim of networks, and the rule that gives each figure
    Claims(Shown<ClaimsArgs>),
}
