//! Status codes, and what they mean to the person who runs the upload.

use crate::common::exit::{Exit, Failure};
use std::fmt::Display;

pub(crate) const OK: u32 = 0;
/// No more names in a listing.
pub(crate) const EOF: u32 = 1;
/// No such file or folder.
pub(crate) const NO_SUCH_FILE: u32 = 2;
pub(crate) const PERMISSION_DENIED: u32 = 3;
/// Any other reason.
pub(crate) const FAILURE: u32 = 4;
/// The server does not know the request.
pub(crate) const UNSUPPORTED: u32 = 8;
const NO_CONNECTION: u32 = 6;
const CONNECTION_LOST: u32 = 7;
// From later drafts; some servers send them whatever version was agreed on.
const NO_SUCH_PATH: u32 = 10;
const NO_SPACE: u32 = 14;
const QUOTA_EXCEEDED: u32 = 15;

/// A request that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub code: u32,
    /// The server's own words; may be empty.
    pub message: String,
}

impl Refusal {
    /// Whether it says that there is no such file.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.code, NO_SUCH_FILE | NO_SUCH_PATH)
    }

    /// The refusal as a failure of `what`.
    pub(crate) fn failure(&self, what: impl Display) -> Failure {
        Failure::new(self.exit(), format!("{what}: the server says: {}", self.words()))
    }

    /// The exit code: refusals are final, except those that tell of a lost connection.
    pub(crate) fn exit(&self) -> Exit {
        match self.code {
            NO_CONNECTION | CONNECTION_LOST => Exit::Temporary,
            _ => Exit::Service,
        }
    }

    /// The reason in words: the code's, and the server's own where they say more.
    pub(crate) fn words(&self) -> String {
        let known = match self.code {
            NO_SUCH_FILE | NO_SUCH_PATH => "no such file or folder".to_string(),
            PERMISSION_DENIED => "permission denied".to_string(),
            FAILURE => "failure".to_string(),
            OK => "done".to_string(),
            NO_CONNECTION | CONNECTION_LOST => "connection lost".to_string(),
            UNSUPPORTED => "operation not supported".to_string(),
            NO_SPACE => "no space left".to_string(),
            QUOTA_EXCEEDED => "quota exceeded".to_string(),
            code => format!("status {code}"),
        };
        let own: String = self.message.chars().take(200).collect();
        let own = own.trim();
        match own.is_empty() || own.eq_ignore_ascii_case(&known) {
            true => known,
            false => format!("{known} ({own})"),
        }
    }
}
