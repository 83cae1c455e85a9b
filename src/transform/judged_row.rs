//! A row of the stream, and what became of it.

use super::checks::{self, Parsed};
use super::findings::Who;
use super::import_records;
use super::known_people::KnownPeople;
use super::person::Person;
use super::rules::Rules;
use super::staff_type::{StaffType, SubBuildings};
use super::todo;
use super::verdict::Verdict;
use crate::comparison::changes;
use crate::decisions::{Change, Decision, Finding, Note, Outcome};
use crate::import_files::ImportFile;
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use std::borrow::Cow;

/// A row, and what the rules say about it.
pub(crate) struct JudgedRow<'r> {
    /// The row's line in the stream.
    pub(crate) line: u64,
    pub(crate) row: &'r StaffRow<'r>,
    pub(crate) verdict: Verdict<'r>,
    /// What SmartFind has.
    pub(crate) known: &'r KnownPeople,
}

impl JudgedRow<'_> {
    /// The person as messages name them: by users_dcid and e-mail, never by other personal data.
    pub(crate) fn name(&self) -> String {
        let email = printed(&self.row.email_addr);
        let email = if email.is_empty() { "no e-mail" } else { email };
        format!("users_dcid {} ({email})", self.row.users_dcid)
    }

    /// What SmartFind would refuse or misread, or what is to be done there, as far as the row and the record say it.
    /// `parsed` is `None` unless the person is exported and active.
    pub(crate) fn findings<'s>(&'s self, parsed: Option<&'s Parsed<'s>>, rules: &Rules) -> Vec<Finding<'s>> {
        let mut findings = Vec::new();
        match &self.verdict {
            Err(refusal) => {
                checks::of_refused_row(self.row, *refusal, &mut findings);
                for finding in findings.iter_mut().filter(|finding| finding.kind.keeps_out()) {
                    finding.in_smartfind = self.known.holds(self.row);
                }
            }
            Ok(person) => {
                if let Some(parsed) = parsed {
                    checks::of_person(person, parsed, rules.partial_week, &mut findings);
                }
                if let Some(known) = self.known.find(person.access_id) {
                    todo::note_kept_schedules(known, &mut findings);
                    todo::of_person(person, known, &mut findings);
                }
            }
        }
        findings
    }

    /// The person, with what a report needs.
    pub(crate) fn who(&self, sub_buildings: &SubBuildings) -> Who<'_> {
        let name = [printed(&self.row.first_name), " ", printed(&self.row.last_name)].concat();
        Who {
            users_dcid: Some(self.row.users_dcid),
            access_id: match &self.verdict {
                Ok(person) => Cow::Owned(person.access_id.to_string()),
                Err(_) => Cow::Borrowed(self.row.access_id()),
            },
            email: printed(&self.row.email_addr).trim(),
            name: Cow::Owned(name.trim().to_string()),
            school: self.row.homeschoolid,
            school_name: printed(&self.row.school_name),
            is_active: self.row.is_active(),
            is_employee: sub_buildings.staff_type(self.row) == StaffType::Employee,
        }
    }

    /// As decisions.jsonl has it.
    pub(crate) fn decision(&self) -> Decision<'_> {
        let (person, refusal) = (self.verdict.as_ref().ok(), self.verdict.as_ref().err());
        Decision {
            line: Some(self.line),
            users_dcid: Some(self.row.users_dcid),
            access_id: match person {
                Some(person) => Some(Cow::Owned(person.access_id.to_string())),
                None => Some(self.row.access_id()).filter(|access_id| !access_id.is_empty()).map(Cow::Borrowed),
            },
            email_addr: self.row.email_addr.as_deref().map(Cow::Borrowed),
            outcome: refusal.map_or(Outcome::Exported, |refusal| refusal.outcome()),
            reason: refusal.map(|refusal| refusal.reason),
            command: person.map(|person| person.command),
            files: person.map(files).unwrap_or_default(),
            notes: self.notes(),
            changes: person.filter(|_| self.known.has_record()).map(|person| self.changes(person)),
            findings: Vec::new(),
            name: None,
            school: None,
            school_name: None,
            active: None,
            employee: None,
            new_access_id: None,
        }
    }

    /// What the person's records change in SmartFind; nothing for somebody whom it does not have, or of whom only the
    /// access ID is known.
    fn changes(&self, person: &Person<'_>) -> Vec<Change> {
        let Some(old) = self.known.on_record(person.access_id) else { return Vec::new() };
        let schedules: Vec<_> = import_records::work_schedules(person).collect();
        changes::changes(old, &import_records::profile(person), &import_records::sign_on(person), &schedules)
    }

    fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if !self.row.has_human_resources {
            notes.push(Note::NoHrRow);
        }
        match &self.verdict {
            Err(refusal) => notes.extend(refusal.column.map(Note::Unprintable)),
            Ok(person) => {
                if person.is_late_arrival {
                    notes.push(Note::LateArrival);
                }
            }
        }
        notes
    }
}

/// The files with a record of the person.
fn files(person: &Person<'_>) -> Vec<ImportFile> {
    let has_schedule = person.schedules.all().next().is_some();
    ImportFile::ALL.into_iter().filter(|file| *file != ImportFile::WorkSchedule || has_schedule).collect()
}
