//! What became of every row, for people and for programs (spec, section 6, `--decisions`).

use super::layout::{Command, ImportFile};
use super::rules::{Outcome, Reason};
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::stream::row::StaffRow;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::io::Write;

/// Something worth knowing about a row besides its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// Every column of u_humanresources is null.
    NoHumanResourcesRow,
    /// An exported employee without a row in the schedule file.
    NoWorkSchedule,
    /// Days are checked for schedule 2, but its times are blank.
    Schedule2WithoutTimes,
    /// Added although the mark has passed the person.
    LateArrival,
    /// The field that made the row unprintable, by its key in the stream.
    Field(&'static str),
}

impl Note {
    /// The note's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Note::NoHumanResourcesRow => "no-hr-row",
            Note::NoWorkSchedule => "no-work-schedule",
            Note::Schedule2WithoutTimes => "schedule-2-without-times",
            Note::LateArrival => "late-arrival",
            Note::Field(key) => key,
        }
    }
}

/// What became of one row.
#[derive(Debug)]
pub(crate) struct Decision<'r> {
    /// The row's line in the stream.
    pub line: u64,
    /// The row.
    pub row: &'r StaffRow<'r>,
    /// Why it is not exported; `None` when it is.
    pub reason: Option<Reason>,
    /// Add or change, when exported.
    pub command: Option<Command>,
    /// How many of the files, in their order, have a line of the person; 0 when not exported.
    pub files: usize,
    /// What else is worth knowing.
    pub notes: Vec<Note>,
}

impl Decision<'_> {
    /// Exported, skipped or rejected.
    pub(crate) fn outcome(&self) -> Outcome {
        self.reason.map_or(Outcome::Exported, Reason::outcome)
    }

    /// The person as messages name them: by users_dcid and e-mail, never by other personal data.
    pub(crate) fn person(&self) -> String {
        let email = crate::stream::field::printed(&self.row.email_addr);
        let email = if email.is_empty() { "no e-mail" } else { email };
        format!("users_dcid {} ({email})", self.row.users_dcid)
    }

    /// Writes the decision as one JSON line.
    pub(crate) fn write(&self, mut output: impl Write) -> Result<()> {
        serde_json::to_writer(&mut output, self)
            .map_err(std::io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
            .or_fail(Exit::Io, || "cannot write the decisions")
    }
}

impl Serialize for Decision<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let exported = self.reason.is_none();
        let access_id = match self.row.access_id() {
            "" => None,
            id if exported => Some(id.trim_start_matches('0')),
            id => Some(id),
        };
        let files: Vec<&str> = ImportFile::ALL[..self.files].iter().map(|file| file.short_name()).collect();
        let notes: Vec<&str> = self.notes.iter().map(|note| note.name()).collect();
        let mut map = serializer.serialize_map(Some(9))?;
        map.serialize_entry("line", &self.line)?;
        map.serialize_entry("users_dcid", &self.row.users_dcid)?;
        map.serialize_entry("access_id", &access_id)?;
        map.serialize_entry("email_addr", &self.row.email_addr)?;
        map.serialize_entry("outcome", &self.outcome().to_string())?;
        map.serialize_entry("reason", &self.reason.map(Reason::name))?;
        map.serialize_entry("command", &self.command.map(Command::letter))?;
        map.serialize_entry("files", &files)?;
        map.serialize_entry("notes", &notes)?;
        map.end()
    }
}
