//! What a run did, in a few lines on standard error.

use super::layout::Command;
use super::rules::{Outcome, Reason, StaffType};
use crate::common::messages;
use std::collections::BTreeMap;

/// The counts of a run.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    rows: u64,
    by_kind: [u64; 2],
    by_command: [u64; 2],
    schedule_rows: u64,
    reasons: BTreeMap<&'static str, (u64, bool)>,
}

impl Summary {
    /// Counts an exported row.
    pub(crate) fn exported(&mut self, staff_type: StaffType, command: Command, schedule_rows: usize) {
        self.rows += 1;
        self.by_kind[staff_type as usize] += 1;
        self.by_command[command as usize] += 1;
        self.schedule_rows += schedule_rows as u64;
    }

    /// Counts a row that is not exported.
    pub(crate) fn not_exported(&mut self, reason: Reason) {
        self.rows += 1;
        let rejected = reason.outcome() == Outcome::Rejected;
        self.reasons.entry(reason.name()).or_insert((0, rejected)).0 += 1;
    }

    /// How many people are exported.
    pub(crate) fn people(&self) -> u64 {
        self.by_kind.iter().sum()
    }

    /// How many rows were rejected.
    pub(crate) fn rejected(&self) -> u64 {
        self.reasons.values().filter(|(_, rejected)| *rejected).map(|(count, _)| count).sum()
    }

    /// Says it all.
    pub(crate) fn say(&self) {
        messages::notice(format_args!(
            "{} rows read: {} exported ({} new, {} changed; {} employees, {} substitutes; {} schedule rows)",
            self.rows,
            self.people(),
            self.by_command[Command::Add as usize],
            self.by_command[Command::Change as usize],
            self.by_kind[StaffType::Employee as usize],
            self.by_kind[StaffType::Substitute as usize],
            self.schedule_rows,
        ));
        for (word, rejected) in [("skipped", false), ("rejected", true)] {
            let of_this: Vec<_> = self.reasons.iter().filter(|(_, (_, r))| *r == rejected).collect();
            let total: u64 = of_this.iter().map(|(_, (count, _))| count).sum();
            let each: Vec<String> = of_this.iter().map(|(name, (count, _))| format!("{count} {name}")).collect();
            let each = if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) };
            messages::notice(format_args!("{total} {word}{each}"));
        }
    }
}
