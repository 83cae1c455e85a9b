//! The report as one JSON document: see sfe-files(5).

use super::SCHEMA;
use super::changes::{Changes, Described};
use super::entry::Entry;
use super::findings::Group;
use super::gather::{Contents, Report};
use crate::decisions::Change;
use serde::Serialize;
use serde::ser::{Error as _, SerializeMap as _, SerializeSeq as _, Serializer};
use std::io::{Result, Write};

/// Writes the report, person by person: a report of a whole district is never a tree in memory.
pub(crate) fn write(report: &Report, output: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *output, report)?;
    output.write_all(b"\n")
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let contents = self.contents.as_ref();
        let changes = self.changes();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.serialize_entry("run", &self.run)?;
        map.serialize_entry("district", &self.district)?;
        map.serialize_entry("pickup", &self.night.pickup)?;
        map.serialize_entry("night", &self.night)?;
        map.serialize_entry("counts", &contents.map(|contents| &contents.counts))?;
        map.serialize_entry("changes", &changes.map(|(changes, contents)| Lists { changes, contents }))?;
        map.serialize_entry(
            "still_active",
            &Each(|| {
                let lists = changes.into_iter();
                lists
                    .flat_map(|(changes, contents)| contents.still_active(&changes.still_active))
                    .map(|person| Ok(Person::new(person?, Nothing {})))
            }),
        )?;
        let findings = contents.map(|contents| (contents, &contents.findings));
        let groups = |list: Option<_>| Groups { list, run: &self.run };
        map.serialize_entry("fix", &groups(findings.map(|(contents, findings)| (contents, &findings.fix[..]))))?;
        map.serialize_entry(
            "smartfind",
            &groups(findings.map(|(contents, findings)| (contents, &findings.to_do[..]))),
        )?;
        map.serialize_entry("accepted", &self.night.totals.accepted)?;
        map.end()
    }
}

/// The changes, with what their people are read from.
struct Lists<'c> {
    changes: &'c Changes,
    contents: &'c Contents,
}

impl Serialize for Lists<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Lists { changes, contents } = self;
        let added = Each(|| {
            contents.added(&changes.added).map(|added| {
                let schedules = added.schedules.into_iter().map(|(_, schedule)| schedule).collect();
                Ok(Person::new(added.person, Schedules { schedules }))
            })
        });
        let changed = Each(|| {
            contents.changed(&changes.changed).map(|changed| {
                let changed = changed?;
                let fields = changed.fields.into_iter().map(Field::from).collect();
                Ok(Person::new(changed.person, Fields { fields }))
            })
        });
        let gone = Each(|| {
            contents.gone(&changes.gone).map(|gone| {
                let gone = gone?;
                Ok(Person::new(gone.person, Reason { reason: gone.why, deactivated: gone.is_deactivated }))
            })
        });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("added", &added)?;
        map.serialize_entry("changed", &changed)?;
        map.serialize_entry("gone", &gone)?;
        map.serialize_entry("unchanged", &changes.unchanged)?;
        map.end()
    }
}

/// A person, and what else is said about this one.
#[derive(Serialize)]
struct Person<T> {
    access_id: String,
    name: String,
    email: String,
    employee: bool,
    active: bool,
    #[serde(flatten)]
    more: T,
}

#[derive(Serialize)]
struct Schedules {
    schedules: Vec<String>,
}

#[derive(Serialize)]
struct Fields {
    fields: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    what: String,
    old: String,
    new: String,
}

#[derive(Serialize)]
struct Reason {
    reason: String,
    deactivated: bool,
}

#[derive(Serialize)]
struct Nothing {}

impl From<Change> for Field {
    fn from(Change { field, old, new }: Change) -> Self {
        Field { what: field, old, new }
    }
}

impl<T> Person<T> {
    fn new(person: Described, more: T) -> Self {
        Person {
            access_id: person.access_id.to_string(),
            name: person.name,
            email: person.email,
            employee: person.is_employee,
            active: person.is_active,
            more,
        }
    }
}

/// A list of groups, with what their people are read from.
struct Groups<'c> {
    list: Option<(&'c Contents, &'c [Group])>,
    run: &'c str,
}

impl Serialize for Groups<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let groups =
            self.list.into_iter().flat_map(|(contents, groups)| groups.iter().map(move |group| (contents, group)));
        serializer.collect_seq(groups.map(|(contents, group)| InGroup { contents, group, run: self.run }))
    }
}

struct InGroup<'c> {
    contents: &'c Contents,
    group: &'c Group,
    run: &'c str,
}

impl Serialize for InGroup<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let InGroup { contents, group, run } = self;
        let (said, (field, column)) = (group.advice(), group.fields());
        let people = Each(|| contents.entries(group).map(|entry| Ok(Found::new(entry?, run))));
        let value = group.value.as_ref().map(|(column, value)| (column.key(), value));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", group.kind.name())?;
        map.serialize_entry("severity", group.severity.name())?;
        map.serialize_entry("problem", &group.problem())?;
        map.serialize_entry("consequence", said.consequence)?;
        map.serialize_entry("advice", said.advice)?;
        map.serialize_entry("field", &field)?;
        map.serialize_entry("column", &column)?;
        map.serialize_entry("key", &value.map(|(key, _)| key))?;
        map.serialize_entry("value", &value.map(|(_, value)| value))?;
        map.serialize_entry("active", &group.is_active)?;
        map.serialize_entry("count", &group.count())?;
        map.serialize_entry("people", &people)?;
        map.end()
    }
}

/// Somebody in a group.
#[derive(Serialize)]
struct Found {
    users_dcid: Option<i64>,
    access_id: String,
    name: String,
    email: String,
    school: String,
    school_name: String,
    since: Option<String>,
    /// What is wrong with this person, where the group does not say it all.
    details: Vec<String>,
}

impl Found {
    fn new(entry: Entry, run: &str) -> Self {
        Found {
            since: entry.first(run),
            users_dcid: entry.users_dcid,
            access_id: entry.access_id,
            name: entry.name,
            email: entry.email,
            school: entry.school,
            school_name: entry.school_name,
            details: entry.details,
        }
    }
}

/// A list made while it is written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item = Result<T>>, T: Serialize> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for item in (self.0)() {
            list.serialize_element(&item.map_err(S::Error::custom)?)?;
        }
        list.end()
    }
}
