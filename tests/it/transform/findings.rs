//! Findings: for every kind values that must be told and values that must not.

mod district;
mod kept;
mod people;
mod record;
mod rows;
mod schedules;

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

/// A kind, the row that is changed, changes that must be told, with severity and value, and changes that must not.
struct Case {
    kind: &'static str,
    row: fn(i64, Value) -> Value,
    told: Vec<(Value, &'static str, Value)>,
    silent: Vec<Value>,
}

fn check(cases: &[Case]) {
    for case in cases {
        let changes = case.told.iter().map(|(changes, ..)| changes).chain(&case.silent);
        // Each row on its own: rows together would be a district.
        for (place, changes) in changes.enumerate() {
            let decision = &decide(&[(case.row)(1, changes.clone())], &[])[0];
            let found = of_kind(decision, case.kind);
            match case.told.get(place) {
                Some((_, severity, value)) => {
                    assert!(!found.is_empty(), "{}: {changes}: {decision}", case.kind);
                    assert_eq!(found[0]["severity"], *severity, "{}: {changes}", case.kind);
                    assert_eq!(found[0]["value"], *value, "{}: {changes}", case.kind);
                    let reason = decision["reason"].as_str();
                    let noted = decision["notes"].as_array().unwrap().contains(&json!(case.kind));
                    assert_eq!(noted, reason.is_none(), "{}: {decision}", case.kind);
                    assert!(decision["active"].is_boolean() && decision["name"].is_string(), "{decision}");
                }
                None => assert!(found.is_empty(), "{}: {changes}: {decision}", case.kind),
            }
        }
    }
}
