//! Findings: for every kind values that must be told and values that must not.

mod district;
mod people;
mod record;
mod rows;

use crate::support::Workspace;
use crate::support::district::{row, scheduled, stream};
use serde_json::{Value, json};

/// Runs sfe-transform on rows: the decisions, and what it said.
fn transform(workspace: &Workspace, rows: &[Value], more: &[&str]) -> (Vec<Value>, String) {
    let mut arguments = vec!["--newest-dcid", "0", "--allow-empty", "--decisions", "decisions.jsonl"];
    arguments.extend(more);
    let outcome = workspace.run_with("sfe-transform", arguments, stream(rows)).exits(0);
    let lines = workspace.read("decisions.jsonl");
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), outcome.stderr)
}

/// The decisions alone.
fn decide(rows: &[Value], more: &[&str]) -> Vec<Value> {
    transform(&Workspace::new(), rows, more).0
}

/// The findings of a kind in a decision.
fn of_kind<'d>(decision: &'d Value, kind: &str) -> Vec<&'d Value> {
    let findings = decision["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    findings.iter().filter(|finding| finding["kind"] == kind).collect()
}

/// How many of the decisions have a finding of a kind.
fn count(decisions: &[Value], kind: &str) -> usize {
    decisions.iter().filter(|decision| !of_kind(decision, kind).is_empty()).count()
}

fn with(mut row: Value, changes: &Value) -> Value {
    row.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    row
}

/// A substitute's row.
fn substitute(users_dcid: i64, changes: Value) -> Value {
    with(row(users_dcid, json!({"homeschoolid": 500, "schoolid": 500})), &changes)
}

/// A row with two schedules that go together.
fn two_schedules(users_dcid: i64, changes: Value) -> Value {
    let days = json!({
        "time1_monday": 1, "time1_tuesday": 1, "time1_wednesday": 1, "time2_thursday": 1, "time2_friday": 1,
        "start_time_2": "09:00", "end_time_2": "14:00",
    });
    with(scheduled(users_dcid, days), &changes)
}
