//! The command line of `sfe-settings`.

use crate::common::cli::CommonOptions;
use clap::Parser;
use std::path::PathBuf;

/// Look through a settings file of sfe-sync, or make a new home folder
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

    /// Make a home folder with a commented sfe.env; what is there already stays as it is
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "values"])]
    pub(crate) new_home: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
