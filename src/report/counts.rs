//! How many rows there were, and what became of them.

use crate::decisions::{Decision, Outcome};
use crate::import_files::RecordCommand;
use serde::Serialize;
use std::collections::BTreeMap;

/// The counts of a run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Counts {
    pub(crate) rows: u64,
    pub(crate) exported: u64,
    /// Of those exported, added to SmartFind (A).
    pub(crate) new: u64,
    /// People who left and are sent as inactive.
    pub(crate) leavers: u64,
    pub(crate) skipped: BTreeMap<&'static str, u64>,
    pub(crate) rejected: BTreeMap<&'static str, u64>,
}

impl Counts {
    /// Counts a row, or somebody in no exported row.
    pub(crate) fn count(&mut self, decision: &Decision<'_>) {
        if decision.line.is_none() {
            self.leavers += u64::from(decision.is_leaver());
            return;
        }
        self.rows += 1;
        let Some(reason) = decision.reason else {
            self.exported += 1;
            self.new += u64::from(decision.command == Some(RecordCommand::Add));
            return;
        };
        let reasons = match reason.outcome() {
            Outcome::Rejected => &mut self.rejected,
            Outcome::Skipped | Outcome::Exported | Outcome::Absent => &mut self.skipped,
        };
        *reasons.entry(reason.name()).or_default() += 1;
    }
}
