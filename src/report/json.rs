//! The report as one JSON document: see sfe-files(5).

use super::changes::Changes;
use super::corrections::Group;
use super::gather::Report;
use crate::comparison::compare::Person;
use crate::comparison::difference::Difference;
use crate::comparison::schedules;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use std::io::{Result, Write};

/// The version of the schema.
const SCHEMA: u32 = 1;

/// Writes the report, person by person: a report of a whole district is never a tree in memory.
pub(crate) fn write(report: &Report<'_>, output: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *output, report)?;
    output.write_all(b"\n")
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.serialize_entry("run", &self.run)?;
        map.serialize_entry("night", &self.night)?;
        map.serialize_entry("counts", &self.counts)?;
        map.serialize_entry("changes", &self.changes)?;
        map.serialize_entry(
            "still_active",
            &Each(|| self.still_active.iter().map(|person| Described::new(person, Nothing {}))),
        )?;
        map.serialize_entry("mend", &self.corrections)?;
        map.end()
    }
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let comparison = &self.comparison;
        let added = Each(|| {
            comparison.added.iter().map(|person| {
                let schedules = comparison.schedules(person.access_id).iter().map(schedules::describe).collect();
                Described::new(person, Added { schedules })
            })
        });
        let changed = Each(|| {
            comparison.changed.iter().map(|changed| {
                let fields = comparison.differences(changed);
                Described::new(&changed.new, Fields { fields })
            })
        });
        let gone = Each(|| {
            self.gone.iter().map(|gone| {
                Described::new(&gone.person, Reason { reason: &gone.why, deactivated: gone.is_deactivated })
            })
        });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("added", &added)?;
        map.serialize_entry("changed", &changed)?;
        map.serialize_entry("gone", &gone)?;
        map.serialize_entry("unchanged", &comparison.unchanged)?;
        map.end()
    }
}

/// A person, and what else is said about this one.
#[derive(Serialize)]
struct Described<'s, T> {
    access_id: String,
    name: String,
    email: &'s str,
    employee: bool,
    active: bool,
    #[serde(flatten)]
    more: T,
}

#[derive(Serialize)]
struct Added {
    schedules: Vec<String>,
}

#[derive(Serialize)]
struct Fields {
    fields: Vec<Difference>,
}

#[derive(Serialize)]
struct Reason<'r> {
    reason: &'r str,
    deactivated: bool,
}

#[derive(Serialize)]
struct Nothing {}

impl<'s, T> Described<'s, T> {
    fn new(person: &Person<'s>, more: T) -> Self {
        let profile = person.record();
        Described {
            access_id: person.access_id.to_string(),
            name: profile.name(),
            email: profile.email_address,
            employee: profile.is_employee(),
            active: profile.is_active(),
            more,
        }
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let people = Each(|| {
            self.people.iter().map(|person| ToCorrect {
                users_dcid: person.users_dcid,
                access_id: &person.access_id,
                name: &person.name,
                email: &person.email,
                school: &person.school,
            })
        });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("problem", self.problem.text())?;
        map.serialize_entry("advice", self.problem.advice())?;
        map.serialize_entry("field", &self.problem.field())?;
        map.serialize_entry("people", &people)?;
        map.end()
    }
}

#[derive(Serialize)]
struct ToCorrect<'p> {
    /// `None` for people who share an access ID.
    users_dcid: Option<i64>,
    access_id: &'p str,
    name: &'p str,
    email: &'p str,
    school: &'p str,
}

/// A list made while it is written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
