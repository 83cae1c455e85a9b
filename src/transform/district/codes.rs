//! Codes that nobody in SmartFind has: a new calendar, classification or location, or a mistyped one.

use super::roster::Listed;
use crate::decisions::{Column, Finding, Kind, Severity};
use crate::home::RunName;
use crate::smartfind;
use crate::stream::field::{given, printed};
use crate::transform::findings::Former;
use crate::transform::known_people::KnownPeople;
use crate::transform::person::Person;
use crate::transform::staff_type::StaffType;
use std::collections::HashMap;

/// A code stays in the list for so many days.
const DAYS: i32 = 14;
/// A code that no more people have may well be mistyped.
const FEW: usize = 3;

/// The columns with codes.
const COLUMNS: [Column; 4] = [Column::CALENDAR, Column::SFE_POSITION, Column::HOMESCHOOLID, Column::LOCATION];

/// The codes of tonight's active people, by column.
pub(super) struct Codes {
    tonight: RunName,
    codes: [HashMap<Box<str>, Code>; COLUMNS.len()],
}

/// What is known of a code.
struct Code {
    /// Somebody in SmartFind has it.
    is_in_record: bool,
    /// Whether the run before had it as new.
    was_new: bool,
    /// When it was new first, if that is known.
    since: Option<RunName>,
    /// Not kept of a code that is not new.
    people: Vec<Listed>,
}

impl Codes {
    pub(super) fn new(tonight: RunName) -> Self {
        Codes { tonight, codes: Default::default() }
    }

    /// Takes the codes of an active person, where there is a record.
    pub(super) fn note(&mut self, listed: Listed, person: &Person<'_>, known: &KnownPeople, former: &Former) {
        if person.staff_type == StaffType::Employee {
            self.take(Column::CALENDAR, printed(&person.row.calendar), listed, person, known, former);
        }
        if person.schedules.all().next().is_some() {
            let is_own = given(&person.row.location).is_some();
            let location = if is_own { Column::LOCATION } else { Column::HOMESCHOOLID };
            self.take(Column::SFE_POSITION, printed(&person.row.sfe_position), listed, person, known, former);
            self.take(location, &person.location, listed, person, known, former);
        }
    }

    fn take(
        &mut self,
        column: Column,
        code: &str,
        listed: Listed,
        person: &Person<'_>,
        known: &KnownPeople,
        former: &Former,
    ) {
        let code = code.trim();
        if code.is_empty() {
            return;
        }
        let Some(codes) = COLUMNS.iter().position(|other| *other == column).map(|place| &mut self.codes[place]) else {
            return;
        };
        if !codes.contains_key(code) {
            let since = former.since_of_code(column, code);
            let since_run = since.and_then(RunName::parse);
            let new = Code { is_in_record: false, was_new: since.is_some(), since: since_run, people: Vec::new() };
            codes.insert(code.into(), new);
        }
        let Some(entry) = codes.get_mut(code) else { return };
        if !entry.is_in_record {
            // The person's own values on record spare the search through everybody's, nearly always.
            entry.is_in_record = known.on_record(person.access_id).is_some_and(|known| has(known, column, code));
        }
        if !entry.is_in_record || entry.was_new {
            entry.people.push(listed);
        } else if !entry.people.is_empty() {
            entry.people = Vec::new();
        }
    }

    /// The people with codes that are new, or were new not long ago.
    pub(super) fn findings(&self, known: &KnownPeople) -> Vec<(Listed, Finding<'static>)> {
        let mut findings = Vec::new();
        for (column, codes) in COLUMNS.into_iter().zip(&self.codes) {
            for (code, entry) in codes.iter().filter(|(code, entry)| self.is_listed(known, column, code, entry)) {
                let severity = if entry.people.len() <= FEW { Severity::High } else { Severity::Medium };
                let finding = Finding::new(Kind::NewCode).in_column(column).with_value(code.to_string());
                let finding = finding.with_severity(severity);
                findings.extend(entry.people.iter().map(|listed| (*listed, finding.clone())));
            }
        }
        findings
    }

    fn is_listed(&self, known: &KnownPeople, column: Column, code: &str, entry: &Code) -> bool {
        match entry.since {
            Some(since) => self.is_recent(since),
            None => !entry.is_in_record && is_new(known, column, code),
        }
    }

    fn is_recent(&self, since: RunName) -> bool {
        let days = self.tonight.began.date().since(since.began.date()).map_or(0, |span| span.get_days());
        days <= DAYS
    }
}

/// Whether nobody on record has a code, while somebody has another one.
fn is_new(known: &KnownPeople, column: Column, code: &str) -> bool {
    let mut has_any = false;
    let is_known = known.everybody().any(|person| {
        has_any = has_any || values(person, column).any(|value| !value.is_empty());
        has(person, column, code)
    });
    has_any && !is_known
}

fn has(person: &smartfind::Person, column: Column, code: &str) -> bool {
    values(person, column).any(|value| value.trim() == code)
}

/// What SmartFind has of somebody in such a column.
fn values(person: &smartfind::Person, column: Column) -> impl Iterator<Item = &str> {
    let is_calendar = column == Column::CALENDAR;
    let name = if column == Column::SFE_POSITION { "classification" } else { "location" };
    let of_schedules = person.schedules.values().filter(move |_| !is_calendar).map(move |values| values.get(name));
    is_calendar.then(|| person.value("emp_calendar_code")).into_iter().chain(of_schedules)
}
