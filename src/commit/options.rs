//! The command line of `sfe-commit`.

use crate::common::cli::CommonOptions;
use crate::common::cli::values::percentage;
use clap::{ArgGroup, Parser};
use std::path::PathBuf;

/// What sfe-commit can be asked to do, one thing at a time.
const TASKS: [&str; 6] = ["run", "rebuild", "known", "handled", "check", "completions"];

/// Keep the record of what SmartFind has: note an uploaded run, or correct the record
///
/// With RUN: makes the link `last` point to it, notes in smartfind.jsonl who is absent or deactivated since, and moves
/// the high-water mark in NewestDCID.txt forward to the one that RUN proposes. sfe-sync calls it after an upload.
#[derive(Debug, Parser)]
#[command(name = "sfe-commit", version)]
#[command(group = ArgGroup::new("task").args(TASKS).required(true))]
pub struct SfeCommit {
    /// The run that was uploaded: a folder that sfe-transform wrote; a relative path starts in the home folder
    pub(crate) run: Option<PathBuf>,

    /// The home folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) home: PathBuf,

    /// Rebuild the record of what SmartFind has from the runs that are kept
    #[arg(long)]
    pub(crate) rebuild: bool,

    /// With --rebuild: replace a record that is there
    #[arg(long, requires = "rebuild")]
    pub(crate) force: bool,

    /// A list of all access IDs in SmartFind, one per line: people who are not in it are not known there
    #[arg(long, value_name = "FILE")]
    pub(crate) known: Option<PathBuf>,

    /// With --known: only print what would change
    #[arg(long, requires = "known")]
    pub(crate) dry_run: bool,

    /// Percentage of the people on record that --known may forget
    #[arg(long, value_name = "PERCENT", default_value = "10", env = "SFE_MAX_LOSS", value_parser = percentage)]
    pub(crate) max_loss: f64,

    /// Note that these people were corrected in SmartFind as the report asked (access IDs, or @FILE, one per line)
    #[arg(long, value_name = "IDS|@FILE")]
    pub(crate) handled: Option<String>,

    /// Only report whether the mark and the record are valid; changes nothing
    #[arg(long)]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
