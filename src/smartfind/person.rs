//! What SmartFind has of one access ID.

use super::values::Values;
use crate::decisions::Known;
use crate::import_files::{ImportRecord, Profile, WorkSchedule, YES, columns};
use crate::stream::access_id::AccessId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

static PROFILE_COLUMNS: OnceLock<Vec<String>> = OnceLock::new();
static SCHEDULE_COLUMNS: OnceLock<Vec<String>> = OnceLock::new();

/// Columns that sfe-transform fills with Y or N alone. A district's own query may put anything into others.
const PROFILE_FLAGS: [&str; 6] = ["is_employee", "employee_active", "is_sub", "sub_active", "sub_available", "enable"];
const SCHEDULE_FLAGS: [&str; 2] = ["is_itinerant", "allow_custom_time"];

fn value_names<R: ImportRecord>() -> Vec<String> {
    columns::<R>().into_iter().filter(|column| column.is_value).map(|column| column.name).collect()
}

/// A line of the record. Runs are named by their folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) access_id: AccessId,
    /// The person's number in PowerSchool; `None` when it is not known, or when two people share the access ID.
    pub(crate) users_dcid: Option<i64>,
    pub(crate) known: Known,
    /// The run since which the access ID is on record as it is.
    #[serde(default)]
    pub(crate) since: Option<Box<str>>,
    /// The first whole run in a row that did not have the person as active.
    #[serde(default)]
    pub(crate) absent_since: Option<Box<str>>,
    /// The run that sent the person as inactive for having left.
    #[serde(default)]
    pub(crate) ended_since: Option<Box<str>>,
    /// The run with which an employee in SmartFind became a substitute.
    #[serde(default)]
    pub(crate) became_substitute: Option<Box<str>>,
    /// `None` if only the access ID is known, from a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<Values>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sign_on: Option<Box<str>>,
    /// By schedule order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) schedules: BTreeMap<Box<str>, Values>,
}

impl Person {
    /// A line without any value.
    pub(crate) fn new(access_id: AccessId, known: Known, since: &str) -> Self {
        Person {
            access_id,
            users_dcid: None,
            known,
            since: Some(since.into()),
            absent_since: None,
            ended_since: None,
            became_substitute: None,
            profile: None,
            sign_on: None,
            schedules: BTreeMap::new(),
        }
    }

    /// What is wrong with the values: a name that no column has, or a flag that is neither Y nor N.
    pub(super) fn check(&self) -> Result<(), String> {
        if let Some(profile) = &self.profile {
            profile.check(PROFILE_COLUMNS.get_or_init(value_names::<Profile<'_>>), &PROFILE_FLAGS)?;
        }
        let columns = SCHEDULE_COLUMNS.get_or_init(value_names::<WorkSchedule<'_>>);
        self.schedules.values().try_for_each(|schedule| schedule.check(columns, &SCHEDULE_FLAGS))
    }

    /// A value of the profile; empty when there is none.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.profile.as_ref().map_or("", |profile| profile.get(name))
    }

    /// Whether SmartFind has the person as active, as an employee or as a substitute.
    pub(crate) fn is_active(&self) -> bool {
        self.value("employee_active") == YES || self.value("sub_active") == YES
    }

    /// Whether it is certain that SmartFind has the person.
    pub(crate) fn is_known(&self) -> bool {
        self.known == Known::Known
    }

    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.value("first_name"), self.value("last_name")).trim().to_string()
    }

    /// Leaves only who the person is: for somebody who left long ago.
    pub(crate) fn forget_values(&mut self) {
        let (access_id, users_dcid, known) = (self.access_id, self.users_dcid, self.known);
        *self = Person { users_dcid, since: None, ..Person::new(access_id, known, "") };
    }
}
