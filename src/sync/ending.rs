//! How a run ends: the stage that failed, its exit code and the reason.

use crate::common::exit::{Exit, Failure};
use crate::common::messages::{self, LONGEST, one_line};
use crate::home::RunFolder;

/// The stage of a run that ended well, as the record and SFE_STAGE have it.
pub(crate) const DONE: &str = "done";

/// The stage before the pickup.
pub(super) const SETUP: &str = "setup";

/// Why a run failed.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    /// A stage of the chain, or lock, setup, chain or clean-up.
    pub(crate) stage: String,
    /// The exit code.
    pub(crate) code: u8,
    /// One line of at most 4,000 characters.
    pub(crate) reason: String,
}

impl Ending {
    /// A failure in this stage.
    pub(crate) fn new(stage: &str, code: u8, reason: &str) -> Self {
        Ending { stage: stage.to_string(), code, reason: one_line(reason, LONGEST) }
    }

    /// The same for an error.
    pub(crate) fn from_failure(stage: &str, failure: &Failure) -> Self {
        Ending::new(stage, failure.status(), &failure.text())
    }

    /// A folder or file of the home folder that cannot be made: 74 when the disk is full, otherwise 73.
    pub(crate) fn cannot_make(stage: &str, what: &str, error: &std::io::Error) -> Self {
        let is_full = matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
        let exit = if is_full { Exit::Io } else { Exit::CannotCreate };
        Ending::new(stage, exit as u8, &format!("cannot create {what}: {error}"))
    }
}

/// How the failure is reported on the terminal and in the log.
pub(super) fn sentence(ending: &Ending, folder: Option<&RunFolder>) -> String {
    let Ending { stage, code, reason } = ending;
    let look = folder.map(|folder| format!("; look into {}", folder.folder().display())).unwrap_or_default();
    format!("error: {stage} failed (exit code {code}): {reason}{look}")
}

/// Tells the failure; what is left of it is the exit code.
pub(super) fn tell(ending: &Ending, folder: Option<&RunFolder>) -> Failure {
    messages::error(sentence(ending, folder).trim_start_matches("error: "));
    Failure::Status(ending.code)
}

/// A setup that failed, reported as any failure of a night.
pub(super) fn setup_failure(failure: &Failure) -> Failure {
    tell(&Ending::from_failure(SETUP, failure), None)
}
