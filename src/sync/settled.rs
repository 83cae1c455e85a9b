//! What is put on record, and said, of a set that leaves the list of uploads.

use super::stages::{append, open_record};
use crate::common::exit::Failure;
use crate::home::{RunFolder, RunName};
use crate::record::{Event, Taken};

/// Notes in a run's own record that its set is taken into the record of SmartFind now, in case that one is lost.
pub(super) fn note_merged(run: &RunFolder, number: u64, taken: Taken) {
    if let Ok(mut record) = open_record(run) {
        let found = RunName::now(std::process::id()).to_string();
        append(&mut record, &Event::Merged { number, taken, found });
    }
}

/// The warning of a set of which nobody can say whether SmartFind has it.
pub(super) fn not_known(run: &str) -> String {
    format!(
        "it is not known whether SmartFind has picked up the set of {run}; its new people are sent as new (A) again"
    )
}

/// The warning of a set whose run folder is damaged, so that nobody can say what was in it.
pub(super) fn not_known_any_more(run: &str, failure: &Failure) -> String {
    format!(
        "what the set of {run} held is not known any more, so it is not in the record: {}. A list of the access IDs in \
         SmartFind sets the record right (sfe-commit --known FILE)",
        failure.text()
    )
}
