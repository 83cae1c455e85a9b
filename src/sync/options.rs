//! The command line of `sfe-sync`.

use crate::common::cli::CommonOptions;
use crate::stream::access_id::AccessId;
use clap::Parser;
use std::ffi::OsString;
use std::path::PathBuf;

/// Carry staff from PowerSchool to SmartFind Express, once
///
/// The home folder holds private.pem, known_hosts, NewestDCID.txt and sfe.env. With -- COMMAND, only COMMAND is run: in
/// the home folder, with the settings from sfe.env and with the programs on PATH.
#[derive(Debug, Parser)]
#[command(name = "sfe-sync", version)]
pub struct SfeSync {
    /// The home folder
    #[arg(long, value_name = "DIR", env = "SFE_HOME", default_value = ".")]
    pub(crate) home: PathBuf,

    /// Ask both servers whether a run would work; leaves nothing behind
    #[arg(long, group = "mode")]
    pub(crate) check: bool,

    /// Do everything but the upload, and say what would be sent
    #[arg(long, group = "mode")]
    pub(crate) dry_run: bool,

    /// Start from a saved extract instead of the database
    #[arg(long, value_name = "EXTRACT", group = "mode")]
    pub(crate) replay: Option<PathBuf>,

    /// Only find out whether SmartFind has picked up the files; 75 while they wait
    #[arg(long, group = "mode")]
    pub(crate) pickup: bool,

    /// Note that these people were corrected in SmartFind as the report asked (access IDs, or @FILE, one per line)
    #[arg(long, value_name = "IDS|@FILE", group = "mode")]
    pub(crate) handled: Option<String>,

    /// Run the commands of SFE_ON_SUCCESS and SFE_ON_FAILURE as a night would, with sample values
    #[arg(long, group = "mode")]
    pub(crate) try_hooks: bool,

    /// Print the chain of programs that a night runs, and exit
    #[arg(long, group = "mode")]
    pub(crate) print_chain: bool,

    /// Send just these people, besides the night's whole set
    #[arg(
        long,
        value_name = "ACCESS-ID[,...]",
        value_delimiter = ',',
        value_parser = AccessId::from_argument,
        conflicts_with_all = ["check", "pickup", "handled", "try_hooks", "print_chain", "command"]
    )]
    pub(crate) only: Vec<AccessId>,

    /// With --only: send them as new (A), though they are on record as known
    #[arg(long, requires = "only", conflicts_with = "dry_run")]
    pub(crate) as_new: bool,

    /// With --only or --replay: replace files that wait for SmartFind
    #[arg(long)]
    pub(crate) overwrite_waiting: bool,

    /// A command to run instead of a night
    #[arg(last = true, value_name = "COMMAND", group = "mode")]
    pub(crate) command: Vec<OsString>,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
