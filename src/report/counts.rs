//! How many rows there were, and what became of them.

use super::numbers::plural;
use crate::decisions::{Decision, Note, Outcome, Reason};
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
    /// Of those exported, added although the mark has passed them.
    pub(crate) late_arrivals: u64,
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
            self.late_arrivals += u64::from(decision.notes.contains(&Note::LateArrival));
            return;
        };
        let reasons = match reason.outcome() {
            Outcome::Rejected => &mut self.rejected,
            Outcome::Skipped | Outcome::Exported | Outcome::Absent => &mut self.skipped,
        };
        *reasons.entry(reason.name()).or_default() += 1;
    }

    /// What a rule keeps out, so that there is nothing to fix: `46 contract employees`; the most first.
    pub(crate) fn left_out(&self) -> Vec<String> {
        let mut rules: Vec<_> = RULES.iter().map(|(reason, one, many)| (self.of(*reason), one, many)).collect();
        rules.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
        let rules = rules.into_iter().filter(|(count, ..)| *count > 0);
        rules.map(|(count, one, many)| plural(count, one, many)).collect()
    }

    /// Who is sent as new although PowerSchool had the person before; empty when nobody is.
    pub(crate) fn late_arrivals(&self) -> Vec<String> {
        let sent = plural(self.late_arrivals, "person", "people");
        let sent = format!("{sent} in PowerSchool for longer, and sent as new tonight");
        Some(sent).filter(|_| self.late_arrivals > 0).into_iter().collect()
    }

    fn of(&self, reason: Reason) -> u64 {
        self.skipped.get(reason.name()).copied().unwrap_or_default()
    }
}

/// What a rule keeps out: one, and many.
const RULES: [(Reason, &str, &str); 4] = [
    (
        Reason::OtherSchool,
        "record at another school than the home school",
        "records at other schools than the home school",
    ),
    (Reason::Contract, "contract employee", "contract employees"),
    (Reason::BadName, "name on the list of names to ignore", "names on the list of names to ignore"),
    (Reason::NotChosen, "person who was not asked for", "people who were not asked for"),
];
