//! How many rows there were, and what became of them.

use super::decisions::Decision;
use serde::Serialize;
use std::collections::BTreeMap;

/// The counts of a run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Counts {
    pub(crate) rows: u64,
    pub(crate) exported: u64,
    /// Of those exported, added to SFE (A).
    pub(crate) new: u64,
    /// People who have left and are sent as inactive.
    pub(crate) leavers: u64,
    pub(crate) skipped: BTreeMap<String, u64>,
    pub(crate) rejected: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts a row.
    pub(crate) fn count(&mut self, decision: &Decision<'_>) {
        if decision.is_leaver() {
            self.leavers += 1;
            return;
        }
        self.rows += 1;
        let reasons = match &*decision.outcome {
            "skipped" => &mut self.skipped,
            "rejected" => &mut self.rejected,
            _ => {
                self.exported += 1;
                self.new += u64::from(decision.command.as_deref() == Some("A"));
                return;
            }
        };
        *reasons.entry(decision.reason.as_deref().unwrap_or("unknown").to_string()).or_default() += 1;
    }
}
