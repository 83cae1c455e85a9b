//! What is put on record, and said, of a set that leaves the list of uploads.

use crate::common::exit::Failure;
use crate::home::RunName;
use crate::record::{Event, Taken};

/// The event of a set that is taken into the record now.
pub(super) fn merged_now(number: u64, taken: Taken) -> Event {
    Event::Merged { number, taken, found: RunName::now(std::process::id()).to_string() }
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
