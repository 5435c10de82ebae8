//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::chip::ChipArgs;
use super::chips::ChipsArgs;
use super::completions::CompletionsArgs;
use super::device_info::DeviceArgs;
use super::eval::EvalArgs;
use super::links::LinksArgs;
use super::merge::MergeArgs;
use super::model::ModelArgs;
use super::models::ModelsArgs;
use super::roofline::RooflineArgs;
use super::sweep::SweepArgs;
use super::systems::SystemsArgs;
use super::validate_chips::ValidateChipsArgs;

/// Predicts how fast AI chips run AI work, for one design or for billions of them.
///
/// Without a command it answers the default study: which chip, at which batch and
/// tensor-parallel degree, runs Llama-3-70B prefill and decode best, and what binds it.
#[derive(Debug, Parser)]
#[command(name = "roofscape", version, max_term_width = 100)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
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
    /// Print JSON instead of tables
    #[arg(long, global = true, help_heading = COMMON)]
    pub(super) json: bool,
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

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a study: every combination of its axes, on CPU or GPU
    Sweep(SweepArgs),
    /// Put the shards of a sweep together
    Merge(MergeArgs),
    /// Evaluate one point: all metrics, where the time goes, and what would help
    Eval(EvalArgs),
    /// Roofs and ridge points of chips, and where the operations of a model land
    Roofline(RooflineArgs),
    /// List the chips of the catalogue
    Chips(ChipsArgs),
    /// Show everything known about one chip, and what predictions assume of it
    Chip(ChipArgs),
    /// List the models of the catalogue
    Models(ModelsArgs),
    /// Show the shapes of one model, its parameters and its cache
    Model(ModelArgs),
    /// List memory interfaces, buses and networks
    Links(LinksArgs),
    /// List servers, racks and pods
    Systems(SystemsArgs),
    /// List the devices, and compare one with the CPU
    Device(DeviceArgs),
    /// Print the completions of a shell: roofscape completions bash > FILE
    Completions(CompletionsArgs),
    /// Hold the catalogue, tables or predictions against what is published or measured
    #[command(subcommand)]
    Validate(Validate),
}

#[derive(Debug, Subcommand)]
pub(super) enum Validate {
    /// Every figure of the catalogue against its derivation
    Chips(ValidateChipsArgs),
}
