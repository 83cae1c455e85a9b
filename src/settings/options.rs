//! The command line of `sfe-settings`.

use super::start::Start;
use crate::common::cli::CommonOptions;
use crate::common::cli::values::whole_number;
use crate::common::exit::{Exit, Failure, Result};
use clap::Parser;
use std::path::PathBuf;

/// The highest users_dcid to start from: sfe-transform reads the mark into 64 bits, sign included.
const HIGHEST: u64 = 999_999_999_999_999_999;

/// Look through a settings file of sfe-sync, or make a new home folder
///
/// Prints the names of the settings that are in force, and warns of names that no program knows.
#[derive(Debug, Parser)]
#[command(name = "sfe-settings", version)]
pub struct SfeSettings {
    /// The settings file: KEY=VALUE lines, which are never expanded or executed
    #[arg(default_value = "sfe.env")]
    pub(crate) file: PathBuf,

    /// Also print the values, including passwords, as KEY=VALUE lines
    #[arg(long)]
    pub(crate) values: bool,

    /// Make a home folder with a commented sfe.env; what is there already stays as it is
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "values"])]
    pub(crate) new_home: Option<PathBuf>,

    /// Start from the folder of the Python script: its key, its mark, and its last three files as what SmartFind has
    #[arg(long, value_name = "DIR", requires = "new_home", group = "start")]
    pub(crate) from_script: Option<PathBuf>,

    /// Start from a list of all access IDs in SmartFind, one per line
    #[arg(long, value_name = "FILE", requires = "new_home", group = "start")]
    pub(crate) known: Option<PathBuf>,

    /// Start from the highest users_dcid that SmartFind has: everyone above it is new
    #[arg(
        long,
        value_name = "USERS_DCID",
        requires = "new_home",
        group = "start",
        value_parser = whole_number(1..=HIGHEST, "give a whole number of at least 1, with at most 18 digits")
    )]
    pub(crate) newest_dcid: Option<u64>,

    /// SmartFind has no staff yet: everybody is sent as new
    #[arg(long, requires = "new_home", group = "start")]
    pub(crate) smartfind_is_empty: bool,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}

impl SfeSettings {
    /// Where a new home folder starts from: one of the four must be said, since a wrong guess sends everybody as new.
    pub(crate) fn start(&self) -> Result<Start> {
        match self {
            SfeSettings { from_script: Some(folder), .. } => Ok(Start::FromScript(folder.clone())),
            SfeSettings { known: Some(list), .. } => Ok(Start::Known(list.clone())),
            SfeSettings { newest_dcid: Some(newest_dcid), .. } => Ok(Start::NewestDcid(*newest_dcid)),
            SfeSettings { smartfind_is_empty: true, .. } => Ok(Start::Empty),
            _ => Err(Failure::new(
                Exit::Usage,
                "who is in SmartFind already? Give --known FILE (a list of its access IDs), --from-script DIR, \
                 --newest-dcid N, or --smartfind-is-empty (see sfe-settings --help)",
            )),
        }
    }
}
