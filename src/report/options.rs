//! The command line of `sfe-report`.

use super::format::Format;
use crate::common::cli::CommonOptions;
use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

/// Report what to fix in PowerSchool, what to do in SmartFind, and what a night changed
///
/// Reads a run folder (the three files, decisions.jsonl, extract.jsonl, stages.jsonl). Changes are against what
/// SmartFind has.
#[derive(Debug, Parser)]
#[command(name = "sfe-report", version)]
pub struct SfeReport {
    /// The run folder
    #[arg(required_unless_present_any = ["history", "completions"], conflicts_with = "history")]
    pub(crate) run: Option<PathBuf>,

    /// Report all nights in a home folder instead, one line each
    #[arg(long, value_name = "HOME")]
    pub(crate) history: Option<PathBuf>,

    /// Explain why people matching TEXT (name, e-mail, teacher number) were sent or not
    #[arg(
        long,
        value_name = "TEXT",
        conflicts_with_all = ["history", "format"],
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(crate) about: Option<String>,

    /// The district's name, for the heading [default: the home folder's name]
    #[arg(long, value_name = "NAME", env = "SFE_DISTRICT_NAME")]
    pub(crate) district: Option<String>,

    /// Output format [default: by FILE's extension, otherwise text]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write to this file instead of standard output; may be given more than once
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
