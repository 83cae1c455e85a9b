//! The record of what SmartFind has, as a home folder keeps it: made of sets that it picked up.

use super::Workspace;
use super::district::FILES;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub const RECORD: &str = "smartfind.jsonl";

/// The columns of P1ProfileBasic.csv after the access ID, by their names in the record.
const PROFILE: [&str; 34] = [
    "telephone",
    "first_name",
    "last_name",
    "address_line_1",
    "address_line_2",
    "city",
    "state",
    "zip",
    "external_id",
    "pin",
    "gender",
    "ethnicity",
    "language",
    "email_address",
    "is_employee",
    "employee_active",
    "emp_calendar_code",
    "emp_budget_code",
    "emp_is_itinerant",
    "is_sub",
    "sub_active",
    "sub_available",
    "sub_available_long_term",
    "sub_certified",
    "sub_available_general",
    "sub_callback_num",
    "sub_level",
    "sub_pay_rate",
    "sub_work_units",
    "sub_overlapping",
    "is_admin",
    "admin_active",
    "restricted",
    "enable",
];

/// The columns of E1PlusEmployeeWorkSchedule.csv after the schedule order.
const SCHEDULE: [&str; 10] = [
    "location",
    "location_order",
    "classification",
    "start_time",
    "end_time",
    "is_itinerant",
    "work_days",
    "am_half_end",
    "pm_half_start",
    "allow_custom_time",
];

#[derive(Default)]
pub struct SmartFind {
    pub people: BTreeMap<u64, Value>,
    merges: u64,
}

impl SmartFind {
    /// A record of one set, whose people are all known.
    pub fn of(workspace: &Workspace, folder: &str) -> Self {
        let mut record = SmartFind::default();
        record.pick_up(workspace, folder);
        record
    }

    /// Takes the set in a folder into the record: an empty field keeps what was there, and a schedule replaces the one
    /// of its order.
    pub fn pick_up(&mut self, workspace: &Workspace, folder: &str) -> &mut Self {
        let lines = |file: &str| {
            let text = workspace.read(&format!("{folder}/{file}"));
            let fields = |line: &str| line.trim_end().split('|').map(str::to_string).collect::<Vec<_>>();
            text.lines().map(fields).collect::<Vec<_>>()
        };
        let decisions: Vec<Value> = match workspace.path(folder).join("decisions.jsonl").exists() {
            true => workspace.read(&format!("{folder}/decisions.jsonl")).lines().map(parse).collect(),
            false => Vec::new(),
        };
        let mut active = Vec::new();
        for fields in lines(FILES[0]) {
            let number = &fields[3];
            let about = |decision: &&Value| decision["access_id"] == **number && decision["outcome"] == "exported";
            let about = decisions.iter().find(about);
            let person = self.person(number, folder);
            merge(&mut person["profile"], &PROFILE, &fields[4..]);
            match about {
                Some(decision) if decision["line"].is_null() => {
                    or_insert(&mut person["ended_since"], folder);
                }
                about => person["users_dcid"] = about.map_or(Value::Null, |decision| decision["users_dcid"].clone()),
            }
            if ["employee_active", "sub_active"].iter().any(|flag| person["profile"][flag] == "Y") {
                active.push(number.parse().unwrap());
            }
        }
        for fields in lines(FILES[1]) {
            self.person(&fields[4], folder)["sign_on"] = json!(fields[5]);
        }
        for fields in lines(FILES[2]) {
            let schedules = &mut self.person(&fields[3], folder)["schedules"];
            schedules[&fields[4]] = json!({});
            merge(&mut schedules[&fields[4]], &SCHEDULE, &fields[5..]);
        }
        for (number, person) in &mut self.people {
            if active.contains(number) {
                person["absent_since"] = Value::Null;
            } else {
                or_insert(&mut person["absent_since"], folder);
            }
        }
        self.merges += 1;
        self
    }

    /// Writes it beside the run folders.
    pub fn write(&self, workspace: &Workspace) {
        let lines: String = self.people.values().map(|person| format!("{person}\n")).collect();
        let end = json!({"end": {"people": self.people.len(), "run": null, "merges": self.merges, "server": null}});
        workspace.write(RECORD, format!("{lines}{end}\n"));
    }

    fn person(&mut self, number: &str, folder: &str) -> &mut Value {
        let number = number.parse().unwrap();
        self.people.entry(number).or_insert_with(|| {
            json!({"access_id": number, "users_dcid": null, "known": "known", "since": folder, "absent_since": null,
                   "ended_since": null, "became_substitute": null, "profile": {}, "sign_on": null, "schedules": {}})
        })
    }
}

fn parse(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

fn or_insert(value: &mut Value, folder: &str) {
    if value.is_null() {
        *value = json!(folder);
    }
}

fn merge(values: &mut Value, names: &[&str], fields: &[String]) {
    let values: &mut Map<String, Value> = values.as_object_mut().unwrap();
    for (name, field) in names.iter().zip(fields).filter(|(_, field)| !field.is_empty()) {
        values.insert((*name).to_string(), json!(field));
    }
}
