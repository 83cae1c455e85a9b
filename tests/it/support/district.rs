//! Databases and extracts: the fixtures, and rows made for one test.

use super::command::{Workspace, project};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

pub const CASES: [&str; 3] = ["tiny", "school", "district"];

pub const FILES: [&str; 3] = ["P1ProfileBasic.csv", "W2SSO.csv", "E1PlusEmployeeWorkSchedule.csv"];

pub fn fixture(name: &str) -> PathBuf {
    project().join("tests/fixtures").join(name)
}

pub fn read_fixture(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Makes a database of SQL text in the workspace; what `sqlite3 NAME < SQL` does.
pub fn database(workspace: &Workspace, name: &str, sql: &str) -> PathBuf {
    let path = workspace.path(name);
    rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    path
}

/// A row that goes out: an employee without anything from human resources, with some fields changed.
pub fn row(users_dcid: i64, changes: Value) -> Value {
    let mut row = json!({
        "email_addr": format!("u{users_dcid}@d.example"), "teachernumber": (10_000 + users_dcid).to_string(),
        "home_phone": "555-0100", "first_name": "Ana", "last_name": "Cruz", "homeschoolid": 5, "schoolid": 5,
        "status": 1, "users_dcid": users_dcid,
    });
    let fields: &mut Map<String, Value> = row.as_object_mut().unwrap();
    fields.extend(changes.as_object().unwrap().clone());
    row
}

/// A row with a work schedule.
pub fn scheduled(users_dcid: i64, changes: Value) -> Value {
    let mut row = row(
        users_dcid,
        json!({"sfe_position": "101", "start_time": "08:00", "end_time": "15:30", "am_time": "11:30", "pm_time": "12:15"}),
    );
    row.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    row
}

/// A whole stream of rows.
pub fn stream(rows: &[Value]) -> String {
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    format!("{lines}{{\"end\":{{\"records\":{}}}}}\n", rows.len())
}
