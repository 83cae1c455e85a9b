//! The command line of `sfe-commit`.

use crate::common::cli::CommonOptions;
use clap::Parser;
use std::path::PathBuf;

/// After an upload, make a run the last one
///
/// Points the link `last` at RUN, adds the access IDs of its P1ProfileBasic.csv to sent.txt, and moves the
/// high-water mark in NewestDCID.txt forward to the one RUN proposes.
#[derive(Debug, Parser)]
#[command(name = "sfe-commit", version)]
pub struct SfeCommit {
    /// The run that was uploaded: a folder that sfe-transform wrote; a relative path starts in the home folder
    #[arg(required_unless_present_any = ["check", "completions"], conflicts_with = "check")]
    pub(crate) run: Option<PathBuf>,

    /// The folder with NewestDCID.txt, sent.txt and last
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) home: PathBuf,

    /// Only say whether NewestDCID.txt, sent.txt and last are valid; changes nothing
    #[arg(long)]
    pub(crate) check: bool,

    /// RUN holds some people only (sfe-transform --only): add them to sent.txt, and move nothing else
    #[arg(long, conflicts_with = "check")]
    pub(crate) only_sent: bool,

    /// RUN is a saved extract sent again: it becomes the last run only when nobody active in that one is missing
    #[arg(long, conflicts_with_all = ["check", "only_sent"])]
    pub(crate) replayed: bool,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
