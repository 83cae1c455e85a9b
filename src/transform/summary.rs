//! What a run did, in a few lines on standard error.

use super::staff_type::StaffType;
use super::verdict::Verdict;
use crate::common::messages;
use crate::decisions::Outcome;
use crate::import_files::RecordCommand;
use crate::record::Event;
use std::collections::BTreeMap;

/// The counts of a run.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    rows: u64,
    added: u64,
    changed: u64,
    employees: u64,
    substitutes: u64,
    schedule_rows: u64,
    leavers: usize,
    /// How many findings are accepted as they are.
    pub(crate) accepted: u64,
    skipped: BTreeMap<&'static str, u64>,
    rejected: BTreeMap<&'static str, u64>,
}

impl Summary {
    /// Counts a row.
    pub(crate) fn count(&mut self, verdict: &Verdict<'_>) {
        self.rows += 1;
        match verdict {
            Ok(person) => {
                *match person.command {
                    RecordCommand::Add => &mut self.added,
                    RecordCommand::Change => &mut self.changed,
                } += 1;
                *match person.staff_type {
                    StaffType::Employee => &mut self.employees,
                    StaffType::Substitute => &mut self.substitutes,
                } += 1;
                self.schedule_rows += person.schedules.all().count() as u64;
            }
            Err(refusal) => {
                let reasons = match refusal.outcome() {
                    Outcome::Rejected => &mut self.rejected,
                    Outcome::Skipped | Outcome::Exported | Outcome::Absent => &mut self.skipped,
                };
                *reasons.entry(refusal.reason.name()).or_default() += 1;
            }
        }
    }

    /// Counts people who have left and are sent as inactive.
    pub(crate) fn count_leavers(&mut self, count: usize) {
        self.leavers = count;
    }

    /// How many people are exported.
    pub(crate) fn people(&self) -> u64 {
        self.employees + self.substitutes
    }

    /// How many rows were rejected.
    pub(crate) fn rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// The counts as an event.
    pub(crate) fn event(&self) -> Event {
        Event::Transformed {
            rows: self.rows,
            exported: self.people(),
            new: self.added,
            leavers: self.leavers as u64,
            skipped: by_name(&self.skipped),
            rejected: by_name(&self.rejected),
            accepted: self.accepted,
        }
    }

    /// Shows the counts on standard error.
    pub(crate) fn show(&self) {
        messages::notice(format_args!(
            "{} rows read: {} exported ({} new, {} known; {} employees, {} substitutes; {} schedule rows)",
            self.rows,
            self.people(),
            self.added,
            self.changed,
            self.employees,
            self.substitutes,
            self.schedule_rows,
        ));
        if self.leavers > 0 {
            messages::notice(format_args!("{} people who left are sent as inactive", self.leavers));
        }
        for (word, reasons) in [("skipped", &self.skipped), ("rejected", &self.rejected)] {
            let total: u64 = reasons.values().sum();
            let each: Vec<String> = reasons.iter().map(|(name, count)| format!("{count} {name}")).collect();
            let each = if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) };
            messages::notice(format_args!("{total} {word}{each}"));
        }
    }
}

fn by_name(reasons: &BTreeMap<&'static str, u64>) -> BTreeMap<String, u64> {
    reasons.iter().map(|(name, count)| ((*name).to_string(), *count)).collect()
}
