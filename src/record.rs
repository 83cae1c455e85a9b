//! The record of a night: what happened in it, event by event.
//!
//! The programs hand these events to sfe-sync, which keeps those that matter in `stages.jsonl` of the run folder; the
//! report and the history read them back by the same declaration. See "The record of a night" in sfe-files(5).

mod former;
pub(crate) mod night;
pub(crate) mod totals;
pub(crate) mod warnings;

use crate::finding_kind::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that happened, as one JSON line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum Event {
    /// A run began.
    Run {
        mode: Mode,
        /// The name of the run folder uploaded before.
        previous: Option<String>,
        /// The district's name, for a report that is written again elsewhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        district: Option<String>,
    },
    /// The chain begins a stage, unless a signal has asked it to stop.
    Stage {
        stage: String,
        /// The exit code that the chain ends with instead; empty when it goes on.
        #[serde(default)]
        stop: String,
    },
    /// A stage ended after so many seconds, with this exit code.
    StageEnded { stage: String, seconds: f64, exit: i32 },
    /// A program began.
    Started { program: String, process: u32 },
    /// A program said something.
    Message {
        severity: Severity,
        program: String,
        /// The line of the stream that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u64>,
        text: String,
    },
    /// sfe-transform put the three files in place.
    Transformed {
        rows: u64,
        exported: u64,
        new: u64,
        leavers: u64,
        /// How many rows each reason kept out.
        skipped: BTreeMap<String, u64>,
        rejected: BTreeMap<String, u64>,
        /// How many findings are accepted as they are: they are in no list.
        #[serde(default)]
        accepted: u64,
    },
    /// sfe-transform has findings of a kind.
    Found {
        kind: Kind,
        /// How many people have one or, where findings are about values, how many values.
        count: u64,
        /// How many of them the run uploaded before did not have.
        new: u64,
        /// The warning about them.
        text: String,
    },
    /// sfe-push is about to change what is under the final names: its next request is the first rename or, in place,
    /// the first opening. What the server showed under these names a moment ago.
    Replacing { files: Vec<FileOnServer> },
    /// What the server shows under the final names right after the upload.
    Shown { files: Vec<FileOnServer> },
    /// sfe-push has the three files under their final names on the server.
    Uploaded { files: Vec<UploadedFile> },
    /// sfe-commit has moved the state.
    Committed {
        /// The name of the run folder.
        #[serde(default)]
        run: String,
        mark: Option<i64>,
    },
    /// The set of this run was taken into the record of what SmartFind has, as the one of this number.
    Merged {
        number: u64,
        taken: Taken,
        /// When that was found out, written as a run's name.
        found: String,
    },
    /// What became of the set that was uploaded before this run.
    Pickup {
        what: Pickup,
        /// The run whose set it is.
        run: Option<String>,
        /// For a set that waits, the oldest run whose set waits. For one that was picked up, when that was found out,
        /// written as a run's name; `None` for this run.
        since: Option<String>,
    },
    /// sfe-report counted what the set changes in SmartFind.
    Compared { added: u64, changed: u64, gone: u64, unchanged: u64 },
    /// sfe-report counted what is to be fixed in PowerSchool and done in SmartFind.
    Listed { fix: u64, smartfind: u64 },
    /// The run ended.
    Ended {
        outcome: Outcome,
        /// `done`, or the stage that failed.
        stage: String,
        exit: u8,
        /// Why it failed; empty after a success.
        reason: String,
    },
}

impl Event {
    /// The event as a line of JSON.
    pub(crate) fn to_line(&self) -> String {
        // The types hold nothing that JSON cannot.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    /// The event in a line; `None` for anything else, such as the last line of a run that was killed.
    pub(crate) fn from_line(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }

    /// Whether the record keeps it: what only steers the run is left out.
    pub(crate) fn is_kept(&self) -> bool {
        match self {
            Event::Stage { .. } | Event::Started { .. } | Event::Message { severity: Severity::Notice, .. } => false,
            Event::Run { .. }
            | Event::StageEnded { .. }
            | Event::Message { .. }
            | Event::Transformed { .. }
            | Event::Found { .. }
            | Event::Replacing { .. }
            | Event::Shown { .. }
            | Event::Uploaded { .. }
            | Event::Committed { .. }
            | Event::Merged { .. }
            | Event::Pickup { .. }
            | Event::Compared { .. }
            | Event::Listed { .. }
            | Event::Ended { .. } => true,
        }
    }
}

/// What a run was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mode {
    /// A whole night.
    Run,
    /// Everything but the upload.
    DryRun,
    /// A whole night from a saved extract.
    Replay,
    /// Some people on their own.
    Only,
}

impl Mode {
    /// The word for it, as in the record and in SFE_MODE.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Run => "run",
            Mode::DryRun => "dry-run",
            Mode::Replay => "replay",
            Mode::Only => "only",
        }
    }
}

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    /// Why a program fails.
    Error,
    /// Something to look at.
    Warning,
    /// What happened.
    Notice,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// With exit code 0.
    Success,
    /// With another one.
    Failure,
}

impl Outcome {
    /// The word for it, as in the record and in SFE_OUTCOME.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Outcome::Success => "success",
            Outcome::Failure => "failure",
        }
    }
}

/// What became of the set that was uploaded before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pickup {
    /// SmartFind has picked it up.
    PickedUp,
    /// It is still on the server.
    Waiting,
    /// Nobody can tell.
    Unknown,
    /// There was none.
    Nothing,
}

/// What is known of a set that was taken into the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Taken {
    /// SmartFind has picked it up: the profiles, and these parts.
    PickedUp { sign_ons: bool, schedules: bool },
    /// It is not known what became of it.
    Unknown,
}

impl Taken {
    /// The word for it in a history.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Taken::PickedUp { .. } => "picked-up",
            Taken::Unknown => "unknown",
        }
    }
}

/// Whether a file is on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Presence {
    /// The server shows it.
    There,
    /// The server says that there is no such file.
    Gone,
    /// The server does not let it be looked at.
    Unknown,
}

/// What the server shows under a final name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileOnServer {
    /// The name in the server's folder.
    pub(crate) name: String,
    pub(crate) presence: Presence,
    /// The size in bytes, if it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<u64>,
    /// The modification time in seconds since 1970, if it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) modified: Option<i64>,
}

/// A file on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UploadedFile {
    /// Its name in the server's folder.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Its modification time in seconds since 1970.
    pub(crate) modified: i64,
}
