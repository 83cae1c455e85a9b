//! The report as one JSON document: see sfe-files(5).

use super::changes::Changes;
use super::gather::Report;
use super::mend::Group;
use crate::sets::compare::Person;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::json;
use std::io::{Result, Write};

/// The version of the schema.
const SCHEMA: u32 = 1;

/// Writes it, person by person: a report of a whole district is never a tree in memory.
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
        map.serialize_entry("still_active", &Each(|| self.still_active.iter().map(describe)))?;
        map.serialize_entry("mend", &self.mend)?;
        map.end()
    }
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let comparison = &self.comparison;
        let added = Each(|| {
            comparison.added.iter().map(|person| {
                let schedules: Vec<String> =
                    comparison.schedules(person.access_id).map(|schedule| schedule.describe()).collect();
                let mut one = describe(person);
                one["schedules"] = json!(schedules);
                one
            })
        });
        let changed = Each(|| {
            comparison.changed.iter().map(|changed| {
                let fields = comparison.differences(changed);
                let fields: Vec<_> = fields
                    .iter()
                    .map(|field| json!({"what": field.what, "old": field.old, "new": field.new}))
                    .collect();
                let mut one = describe(&changed.new);
                one["fields"] = json!(fields);
                one
            })
        });
        let gone = Each(|| {
            self.gone.iter().map(|gone| {
                let mut one = describe(&gone.person);
                one["reason"] = json!(gone.why);
                one["deactivated"] = json!(gone.is_deactivated);
                one
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

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let people = Each(|| {
            self.people.iter().map(|person| {
                // Who shares an access ID is known by it alone.
                let users_dcid = (person.users_dcid != 0).then_some(person.users_dcid);
                json!({
                    "users_dcid": users_dcid, "access_id": person.access_id, "name": person.name,
                    "email": person.email, "school": person.school,
                })
            })
        });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("problem", &self.problem)?;
        map.serialize_entry("advice", &self.advice)?;
        map.serialize_entry("field", &self.field)?;
        map.serialize_entry("people", &people)?;
        map.end()
    }
}

fn describe(person: &Person<'_>) -> serde_json::Value {
    let profile = person.profile();
    json!({
        "access_id": person.access_id.to_string(), "name": profile.name(), "email": profile.email,
        "employee": profile.is_employee, "active": profile.is_active,
    })
}

/// A list made while it is written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item = serde_json::Value>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
