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

    /// What the new NewestDCID.txt says: the highest users_dcid that SmartFind has already; with 0 everyone is new
    #[arg(long, value_name = "USERS_DCID", requires = "new_home", default_value_t = 0)]
    pub(crate) newest_dcid: u64,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
