//! The list of uploads, `uploads.jsonl` of a home folder: one line for each set that was sent to the server and is not
//! known to have been picked up. See sfe-files(5).

use serde::{Deserialize, Serialize};

/// A set on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// The name of its run folder.
    pub(crate) run: String,
    pub(crate) server: ServerFolder,
    pub(crate) kind: Kind,
    /// In import order.
    pub(crate) files: Vec<File>,
    pub(crate) reached: Reached,
}

/// A folder on a server, as a user sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServerFolder {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    pub(crate) folder: String,
}

/// Which people a set holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Everybody.
    Whole,
    /// Some people on their own.
    Only,
    /// Everybody of a saved extract.
    Replay,
}

/// How far a set came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reached {
    /// Its upload began.
    Begun,
    /// It has the final names.
    Uploaded,
}

/// A file of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct File {
    /// Its name in the server's folder.
    pub(crate) name: String,
    /// Its size in bytes, as the server showed it right after the upload; `None` when it did not show the file.
    pub(crate) size: Option<u64>,
    /// Its modification time in seconds since 1970, as the server showed it; `None` when it showed none.
    pub(crate) modified: Option<i64>,
}
