//! What became of every row, one JSON line each (`--decisions`): see sfe-files(5).

use super::files::ImportFile;
use super::person::Person;
use super::reason::{Outcome, Reason};
use super::record_command::RecordCommand;
use super::schedule::WorkSchedule;
use super::staff_type::StaffType;
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use serde::Serialize;
use std::io::Write;

/// A row, and the person to export or the reason against it.
pub(crate) struct Decision<'r> {
    /// The row's line in the stream.
    pub(crate) line: u64,
    /// The row.
    pub(crate) row: &'r StaffRow<'r>,
    /// What the rules say.
    pub(crate) verdict: Result<Person<'r>, Reason>,
}

/// A line of decisions.jsonl, its keys in this order.
#[derive(Serialize)]
struct Line<'r> {
    line: u64,
    users_dcid: i64,
    access_id: Option<&'r str>,
    email_addr: Option<&'r str>,
    outcome: String,
    reason: Option<&'static str>,
    command: Option<&'static str>,
    files: Vec<&'static str>,
    notes: Vec<&'static str>,
}

impl Decision<'_> {
    /// Exported, skipped or rejected.
    pub(crate) fn outcome(&self) -> Outcome {
        self.verdict.as_ref().map_or_else(|reason| reason.outcome(), |_| Outcome::Exported)
    }

    /// The person as messages name them: by users_dcid and e-mail, never by other personal data.
    pub(crate) fn name(&self) -> String {
        let email = printed(&self.row.email_addr);
        let email = if email.is_empty() { "no e-mail" } else { email };
        format!("users_dcid {} ({email})", self.row.users_dcid)
    }

    /// Writes the decision as one JSON line.
    pub(crate) fn write(&self, mut output: impl Write) -> Result<()> {
        let person = self.verdict.as_ref().ok();
        let line = Line {
            line: self.line,
            users_dcid: self.row.users_dcid,
            access_id: match person {
                Some(person) => Some(person.printed_access_id),
                None => Some(self.row.access_id()).filter(|access_id| !access_id.is_empty()),
            },
            email_addr: self.row.email_addr.as_deref(),
            outcome: self.outcome().to_string(),
            reason: self.verdict.as_ref().err().map(|reason| reason.name()),
            command: person.map(|person| person.command).map(RecordCommand::letter),
            files: person.map(files).unwrap_or_default(),
            notes: self.notes(),
        };
        serde_json::to_writer(&mut output, &line)
            .map_err(std::io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
            .or_fail(Exit::Io, || "cannot write the decisions")
    }

    /// What is worth knowing of the row besides its outcome.
    fn notes(&self) -> Vec<&'static str> {
        let mut notes = Vec::new();
        if !self.row.has_human_resources {
            notes.push("no-hr-row");
        }
        match &self.verdict {
            Err(Reason::Unprintable(column)) => notes.push(column),
            Err(_) => {}
            Ok(person) => {
                match person.schedule {
                    WorkSchedule::None if person.staff_type == StaffType::Employee => notes.push("no-work-schedule"),
                    WorkSchedule::SecondWithoutTimes(_) => notes.push("schedule-2-without-times"),
                    _ => {}
                }
                if person.is_late_arrival {
                    notes.push("late-arrival");
                }
            }
        }
        notes
    }
}

/// The files with a line of the person.
fn files(person: &Person<'_>) -> Vec<&'static str> {
    ImportFile::ALL
        .iter()
        .filter(|file| **file != ImportFile::WorkSchedule || person.schedule.rows().next().is_some())
        .map(|file| file.short_name())
        .collect()
}
