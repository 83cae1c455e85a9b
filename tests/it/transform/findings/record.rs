//! What is to be done in SmartFind: the record says what it has.

use super::{count, of_kind, row, scheduled, stream, substitute, transform, two_schedules};
use crate::support::Workspace;
use crate::support::smartfind::{RECORD, SmartFind};
use serde_json::{Value, json};

/// A record of these people, all of them picked up.
pub(super) fn record_of(rows: &[Value]) -> (Workspace, SmartFind) {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("before")).unwrap();
    let arguments = ["--newest-dcid", "0", "-o", "before", "--decisions", "before/decisions.jsonl"];
    workspace.run_with("sfe-transform", arguments, stream(rows)).exits(0);
    let record = SmartFind::of(&workspace, "before");
    record.write(&workspace);
    (workspace, record)
}

fn tonight(workspace: &Workspace, rows: &[Value], more: &[&str]) -> Vec<Value> {
    let more = [&["--smartfind", RECORD, "--max-loss", "100"], more].concat();
    transform(workspace, rows, &more).0
}

#[test]
fn who_became_a_substitute_is_to_be_made_available() {
    let kind = "became-substitute";
    let (workspace, mut record) = record_of(&[row(1, json!({})), substitute(2, json!({}))]);
    let now = [substitute(1, json!({})), substitute(2, json!({}))];
    assert_eq!(count(&tonight(&workspace, &now, &[]), kind), 0, "tonight's set has not been picked up yet");
    record.people.get_mut(&10_001).unwrap()["became_substitute"] = json!("20261124T021500Z-7");
    record.write(&workspace);
    let decisions = tonight(&workspace, &now, &[]);
    assert_eq!((count(&decisions, kind), of_kind(&decisions[0], kind).len()), (1, 1));
    let employee = [row(1, json!({})), substitute(2, json!({}))];
    assert_eq!(count(&tonight(&workspace, &employee, &[]), kind), 0, "no substitute any more");
}

#[test]
fn who_is_no_substitute_any_more_is_to_be_deactivated_as_one() {
    let kind = "former-substitute";
    let (workspace, _) = record_of(&[substitute(1, json!({})), substitute(2, json!({"status": 2})), row(3, json!({}))]);
    let now = [row(1, json!({})), row(2, json!({})), row(3, json!({}))];
    let decisions = tonight(&workspace, &now, &[]);
    assert_eq!((count(&decisions, kind), of_kind(&decisions[0], kind).len()), (1, 1), "2 was not active");
    assert_eq!(count(&tonight(&workspace, &[substitute(1, json!({}))], &[]), kind), 0);
    // With this option tonight's set does it.
    assert_eq!(count(&tonight(&workspace, &now, &["--kind-changes"]), kind), 0);
    let profiles = workspace.read("P1ProfileBasic.csv");
    let of_first: Vec<&str> = profiles.lines().next().unwrap().split('|').collect();
    assert_eq!(of_first[18..26], ["Y", "Y", "", "", "", "N", "N", ""]);
}

#[test]
fn who_left_and_is_still_active_is_to_be_deactivated() {
    let kind = "left-still-active";
    let (workspace, _) = record_of(&[row(1, json!({})), row(2, json!({})), row(3, json!({"status": 2}))]);
    let rest = [row(1, json!({}))];
    let decisions = tonight(&workspace, &rest, &[]);
    assert_eq!((decisions.len(), of_kind(&decisions[1], kind).len()), (2, 1));
    assert_eq!((&decisions[1]["line"], &decisions[1]["access_id"]), (&Value::Null, &json!("10002")));
    assert_eq!(count(&tonight(&workspace, &[row(1, json!({})), row(2, json!({"status": 2}))], &[]), kind), 0);
    assert_eq!(count(&tonight(&workspace, &rest, &["--deactivate-leavers"]), kind), 0, "tonight's set ends the person");
    let ended =
        tonight(&workspace, &[row(1, json!({})), row(2, json!({"email_addr": null}))], &["--deactivate-leavers"]);
    assert_eq!(ended[2]["outcome"], "absent", "who is skipped for wrong data has not left");
    assert_eq!(count(&tonight(&workspace, &rest, &["--only", "10001"]), kind), 0);
}

#[test]
fn an_access_id_that_goes_from_one_person_to_another_is_told() {
    let kind = "access-id-reassigned";
    let (workspace, _) = record_of(&[row(1, json!({"first_name": "Bo", "last_name": "Li"})), row(2, json!({}))]);
    let decisions = tonight(&workspace, &[row(7, json!({"teachernumber": "10001"})), row(2, json!({}))], &[]);
    assert_eq!(count(&decisions, kind), 1);
    assert_eq!(of_kind(&decisions[0], kind)[0]["value"], "Bo Li");
    assert_eq!(count(&tonight(&workspace, &[row(1, json!({})), row(2, json!({}))], &[]), kind), 0);
}

#[test]
fn an_access_id_that_changed_is_told_with_the_old_one() {
    let kind = "access-id-changed";
    let people = [row(1, json!({})), row(2, json!({})), row(3, json!({"status": 2}))];
    let (workspace, _) = record_of(&people);
    let changed = |id: i64| row(id, json!({"teachernumber": (20_000 + id).to_string()}));
    let decisions = tonight(&workspace, &[changed(1), row(2, json!({})), changed(3)], &[]);
    assert_eq!((count(&decisions, kind), count(&decisions, "left-still-active")), (1, 0), "{decisions:?}");
    assert_eq!(of_kind(&decisions[0], kind)[0]["value"], "10001");
    let account = decisions.last().unwrap();
    assert_eq!((&account["access_id"], &account["new_access_id"]), (&json!("10001"), &json!("20001")));
    assert_eq!(decisions.iter().filter(|decision| !decision["new_access_id"].is_null()).count(), 1);
    assert_eq!(count(&tonight(&workspace, &people, &[]), kind), 0);
    for id in ["10001", "20001"] {
        workspace.write("accepted.txt", format!("{kind} {id}\n"));
        let accepted = tonight(&workspace, &[changed(1), row(2, json!({}))], &["--accepted", "accepted.txt"]);
        assert_eq!(count(&accepted, kind), 0, "{id}");
    }
    let ended = tonight(&workspace, &[changed(1), row(2, json!({}))], &["--deactivate-leavers"]);
    assert_eq!(count(&ended, kind), 0, "tonight's set ends the old one");
    // The old number is somebody else's now: it is not to be deactivated.
    let swapped = [row(1, json!({"teachernumber": "10002"})), row(2, json!({"teachernumber": "10001"}))];
    let decisions = tonight(&workspace, &swapped, &[]);
    assert_eq!((count(&decisions, kind), count(&decisions, "access-id-reassigned")), (0, 2));
}

#[test]
fn who_has_a_row_elsewhere_and_another_access_id_is_ended_at_once() {
    let (workspace, _) = record_of(&[row(1, json!({})), row(2, json!({}))]);
    let rows = [
        row(1, json!({"teachernumber": "20001"})),
        row(1, json!({"teachernumber": "20001", "schoolid": 9})),
        row(2, json!({})),
    ];
    for rows in [rows.clone(), [rows[1].clone(), rows[0].clone(), rows[2].clone()]] {
        let more = ["--smartfind", RECORD, "--max-loss", "100", "--deactivate-leavers"];
        let (decisions, said) = transform(&workspace, &rows, &more);
        assert!(said.contains("(10001) is under access ID 20001 now and is sent as inactive"), "{said}");
        let old = decisions.last().unwrap();
        assert_eq!(
            (&old["outcome"], &old["reason"], &old["access_id"]),
            (&json!("exported"), &Value::Null, &json!("10001"))
        );
    }
}

#[test]
fn a_schedule_that_is_no_longer_sent_is_told() {
    let kind = "stale-schedule";
    let (workspace, _) = record_of(&[two_schedules(1, json!({})), scheduled(2, json!({}))]);
    let orders = |rows: &[Value]| -> Vec<Value> {
        let decisions = tonight(&workspace, rows, &[]);
        of_kind(&decisions[0], kind).iter().map(|finding| finding["value"].clone()).collect()
    };
    assert_eq!(orders(&[scheduled(1, json!({}))]), ["2"]);
    assert_eq!(orders(&[row(1, json!({}))]), ["1", "2"]);
    assert_eq!(orders(&[substitute(2, json!({}))]), ["1"]);
    assert!(orders(&[two_schedules(1, json!({}))]).is_empty());
    assert!(orders(&[row(1, json!({"status": 2}))]).is_empty());
}

#[test]
fn a_value_that_smartfind_keeps_is_told() {
    let kind = "value-kept";
    let (workspace, _) = record_of(&[two_schedules(1, json!({"am_time_2": "11:00"}))]);
    let kept = |changes: Value| -> Vec<(String, String)> {
        let decisions = tonight(&workspace, &[two_schedules(1, changes)], &[]);
        let text = |value: &Value| value.as_str().unwrap().to_string();
        of_kind(&decisions[0], kind).iter().map(|finding| (text(&finding["field"]), text(&finding["value"]))).collect()
    };
    let pair = |field: &str, value: &str| (field.to_string(), value.to_string());
    assert_eq!(kept(json!({"home_phone": null, "am_time_2": "11:00"})), [pair("home_phone", "555-0100")]);
    assert_eq!(kept(json!({"pm_time": " ", "am_time_2": "11:00"})), [pair("pm_time", "12:15")]);
    assert_eq!(kept(json!({})), [pair("am_time_2", "11:00")]);
    assert!(kept(json!({"am_time_2": "11:30", "home_phone": "555-0199"})).is_empty());
}

#[test]
fn a_code_that_nobody_in_smartfind_has_is_told() {
    let kind = "new-code";
    let usual: Vec<Value> = (1..=6).map(|id| scheduled(id, json!({"calendar": "250"}))).collect();
    let (workspace, _) = record_of(&usual);
    let now = |count: usize, changes: Value| {
        let mut rows = usual.clone();
        rows.iter_mut().take(count).for_each(|row| *row = super::with(row.clone(), &changes));
        tonight(&workspace, &rows, &[])
    };
    for (changes, field, value) in [
        (json!({"calendar": "260"}), "calendar", "260"),
        (json!({"sfe_position": 102}), "sfe_position", "102"),
        (json!({"homeschoolid": 6, "schoolid": 6}), "homeschoolid", "6"),
        (json!({"location": "HS"}), "location", "HS"),
    ] {
        let decisions = now(3, changes.clone());
        assert_eq!(count(&decisions, kind), 3, "{changes}");
        let found = of_kind(&decisions[2], kind)[0];
        let expected = json!({"kind": kind, "severity": "high", "field": field, "value": value});
        assert_eq!(*found, expected);
        assert_eq!(of_kind(&now(4, changes)[0], kind)[0]["severity"], "medium", "more than three people are no slip");
    }
    for silent in [
        json!({}),
        json!({"calendar": " 250 "}),
        json!({"location": "5"}),
        json!({"calendar": "260", "status": 2}),
        json!({"sfe_position": "102", "end_time": null}),
        json!({"calendar": "260", "homeschoolid": 500, "schoolid": 500}),
    ] {
        assert_eq!(count(&now(1, silent.clone()), kind), 0, "{silent}");
    }
    // Where SmartFind has no calendar at all, none is new.
    let (workspace, _) = record_of(&[row(1, json!({"homeschoolid": 500, "schoolid": 500}))]);
    assert_eq!(count(&tonight(&workspace, &[scheduled(2, json!({"calendar": "260"}))], &[]), kind), 0);
}

#[test]
fn a_new_code_is_listed_for_14_days() {
    let usual: Vec<Value> = (1..=6).map(|id| scheduled(id, json!({"calendar": "250"}))).collect();
    let (workspace, mut record) = record_of(&usual);
    let mut rows = usual;
    rows[0]["calendar"] = json!("260");
    let mut night = |day: u32, before: Option<u32>| {
        let name = |day: u32| format!("202611{day:02}T021500Z-7");
        let folder = name(day);
        std::fs::create_dir(workspace.path(&folder)).unwrap();
        let decisions = format!("{folder}/decisions.jsonl");
        let last = before.map(name).unwrap_or_default();
        let mut arguments = vec!["--newest-dcid", "9", "--smartfind", RECORD, "-o", &folder, "--decisions", &decisions];
        arguments.extend(before.iter().flat_map(|_| ["--last", last.as_str()]));
        workspace.run_with("sfe-transform", arguments, stream(&rows)).exits(0);
        record.pick_up(&workspace, &folder).write(&workspace);
        let first = workspace.read(&decisions).lines().next().unwrap().to_string();
        let decision: Value = serde_json::from_str(&first).unwrap();
        of_kind(&decision, "new-code").first().map(|finding| finding["since"].clone())
    };
    assert_eq!(night(1, None), Some(Value::Null), "first there tonight");
    let since = Some(json!("20261101T021500Z-7"));
    assert_eq!(night(2, Some(1)), since, "SmartFind has the code by now");
    assert_eq!(night(15, Some(2)), since);
    assert_eq!(night(16, Some(15)), None);
    assert_eq!(night(17, Some(16)), None);
}
