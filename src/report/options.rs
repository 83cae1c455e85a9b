//! The command line of `sfe-report`.

use super::format::Format;
use crate::common::cli::CommonOptions;
use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

/// Tell what a night changed, and who must be mended in PowerSchool
///
/// Reads a run folder (the three files, decisions.jsonl, extract.jsonl, stages.jsonl) and the set pushed before it. The
/// text names the people skipped only with -v.
#[derive(Debug, Parser)]
#[command(name = "sfe-report", version)]
pub struct SfeReport {
    /// The run folder
    #[arg(required_unless_present_any = ["history", "completions"], conflicts_with = "history")]
    pub(crate) run: Option<PathBuf>,

    /// The set pushed before it; by default the one that the run folder names
    #[arg(long, value_name = "DIR", conflicts_with = "history")]
    pub(crate) previous: Option<PathBuf>,

    /// Tell of all nights in a home folder instead, a line each
    #[arg(long, value_name = "HOME")]
    pub(crate) history: Option<PathBuf>,

    /// Tell only what the run knows of the people in whose name, e-mail address or teacher number TEXT stands
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["history", "format"], value_parser = NonEmptyStringValueParser::new())]
    pub(crate) about: Option<String>,

    /// The form; by default what the end of FILE's name says, else text
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write to this file instead of standard output; may be given more than once
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
