//! The command line of `sfe-transform`.

use super::staff_type::SubBuildings;
use crate::common::cli::CommonOptions;
use crate::common::cli::values::{on_or_off, percentage, whole_number};
use crate::home;
use crate::import_files::LineEnd;
use crate::stream::access_id::AccessId;
use clap::Parser;
use std::path::PathBuf;

/// What to give as a mark.
const MARK: &str = "give a users_dcid, a whole number of at most 18 digits";

/// Turn the staff stream into the three files that SmartFind Express imports
///
/// Reads the staff stream (JSON lines from ps-extract), decides who is exported, and writes
/// P1ProfileBasic.csv, W2SSO.csv and E1PlusEmployeeWorkSchedule.csv together or not at all. Prints the
/// three paths, oldest first, for sfe-stamp.
#[derive(Debug, Parser)]
#[command(name = "sfe-transform", version)]
pub struct SfeTransform {
    /// The staff stream; standard input without it
    pub(crate) input: Option<PathBuf>,

    /// Folder for the files; it must exist
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub(crate) output: PathBuf,

    /// The mark of the last successful run: people above it are new
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "newest_dcid_file",
        value_parser = whole_number(i64::MIN..=i64::MAX, MARK),
    )]
    pub(crate) newest_dcid: Option<i64>,

    /// File whose first line is that mark
    #[arg(long, value_name = "FILE", default_value = home::MARK)]
    pub(crate) newest_dcid_file: PathBuf,

    /// Access IDs ever uploaded, one per line: they say who is new, instead of the mark
    #[arg(long, value_name = "FILE")]
    pub(crate) sent: Option<PathBuf>,

    /// School numbers of substitutes, separated by commas, or "none"
    #[arg(long, value_name = "N[,N...]", default_value = "500", env = "SFE_SUB_BUILDING")]
    pub(crate) sub_building: SubBuildings,

    /// Names of accounts and offices, not of people, one per line, * for any text, instead of the built-in list
    #[arg(long, value_name = "FILE", env = "SFE_BAD_NAMES")]
    pub(crate) bad_names: Option<PathBuf>,

    /// Calendar of new or inactive employees who have none
    #[arg(long, value_name = "CODE", default_value = "100", env = "SFE_DEFAULT_CALENDAR", value_parser = calendar)]
    pub(crate) default_calendar: String,

    /// When people become substitutes, or are no longer substitutes, change that in SmartFind, too
    #[arg(long, env = "SFE_KIND_CHANGES", value_parser = on_or_off)]
    pub(crate) kind_changes: bool,

    /// Add (A) a work schedule that SmartFind does not have yet, though it knows the person
    #[arg(long, env = "SFE_SCHEDULE_ADDS", value_parser = on_or_off)]
    pub(crate) schedule_adds: bool,

    /// Send the days of schedule 1 if any is checked, though no day of schedule 2 is
    #[arg(long, env = "SFE_PARTIAL_WEEK", value_parser = on_or_off)]
    pub(crate) partial_week: bool,

    /// Findings that are right as they are: lines KIND, KIND ACCESS-ID or KIND =VALUE
    #[arg(long, value_name = "FILE", env = "SFE_ACCEPTED")]
    pub(crate) accepted: Option<PathBuf>,

    /// The run folder uploaded last: says which findings are new
    #[arg(long, value_name = "DIR")]
    pub(crate) last: Option<PathBuf>,

    /// Line ends of the three files
    #[arg(long, value_enum, ignore_case = true, default_value = "lf", env = "SFE_EOL")]
    pub(crate) eol: LineEnd,

    /// Also write what became of every row, one JSON line each
    #[arg(long, value_name = "FILE", conflicts_with = "preview")]
    pub(crate) decisions: Option<PathBuf>,

    /// Write nothing; show what would be sent as a table
    #[arg(long)]
    pub(crate) preview: bool,

    /// Accept an incomplete stream (for debugging); proposes no mark
    #[arg(long)]
    pub(crate) partial: bool,

    /// Fail when any row is rejected
    #[arg(long, env = "SFE_STRICT", value_parser = on_or_off)]
    pub(crate) strict: bool,

    /// Do not fail when nobody at all is exported
    #[arg(long, env = "SFE_ALLOW_EMPTY", value_parser = on_or_off)]
    pub(crate) allow_empty: bool,

    /// The record of what SmartFind has: says who is new, and is the guard against mass changes
    #[arg(long, value_name = "FILE", conflicts_with = "sent")]
    pub(crate) smartfind: Option<PathBuf>,

    /// How many percent of the people active in SmartFind may be lost
    #[arg(long, value_name = "PERCENT", default_value = "10", env = "SFE_MAX_LOSS", value_parser = percentage)]
    pub(crate) max_loss: f64,

    /// Send people who have left but are active in SmartFind again, as inactive
    #[arg(long, env = "SFE_DEACTIVATE_LEAVERS", value_parser = on_or_off)]
    pub(crate) deactivate_leavers: bool,

    /// Send just these people, besides the night's whole set: the mark stays, and the guard is not asked
    #[arg(long, value_name = "ACCESS-ID[,...]", value_delimiter = ',', value_parser = AccessId::from_argument)]
    pub(crate) only: Vec<AccessId>,

    /// Only say whether these settings and the state are valid; reads no stream
    #[arg(long, conflicts_with_all = ["input", "decisions", "preview", "only"])]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}

fn calendar(text: &str) -> Result<String, String> {
    if text.contains(|c: char| c == '|' || c.is_control()) {
        return Err("a calendar code holds neither | nor control characters".to_string());
    }
    Ok(text.to_string())
}
