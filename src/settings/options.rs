//! The command line of `sfe-settings`.

use crate::common::cli::CommonOptions;
use clap::Parser;
use std::path::PathBuf;

/// Look through a settings file of sfe-sync
///
/// Prints the names of the settings that are in force, and warns of names that no program knows.
#[derive(Debug, Parser)]
#[command(name = "sfe-settings", version)]
pub struct SfeSettings {
    /// The settings file: KEY=VALUE lines, which are never expanded or executed
    #[arg(default_value = "sfe.env")]
    pub(crate) file: PathBuf,

    /// Print the values, too, as KEY=VALUE lines: for sfe-sync, not for the eye, for passwords are among them
    #[arg(long)]
    pub(crate) values: bool,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
