//! A district's own columns and rules.

use crate::support::Workspace;
use crate::support::district::{FILES, row, scheduled, stream};
use crate::support::smartfind::{RECORD, SmartFind};
use serde_json::{Value, json};

fn transform(workspace: &Workspace, rows: &[Value], more: &[&str]) -> [Vec<String>; 3] {
    let mut arguments = vec!["--newest-dcid", "0", "--decisions", "decisions.jsonl", "--max-loss", "100"];
    arguments.extend(more);
    workspace.run_with("sfe-transform", arguments, stream(rows)).exits(0);
    FILES.map(|file| workspace.read(file).lines().map(str::to_string).collect())
}

fn once(changes: Value) -> [Vec<String>; 3] {
    transform(&Workspace::new(), &[scheduled(1, changes)], &[])
}

/// The fields of a line.
fn fields(line: &str) -> Vec<&str> {
    line.split('|').collect()
}

#[test]
fn a_blank_value_is_as_if_the_key_did_not_exist() {
    let plain = once(json!({}));
    for blank in [Value::Null, json!(""), json!(" \u{a0}")] {
        let all = json!({
            "sso_id": blank, "external_id": blank, "location": blank, "is_sub": blank, "school_name": blank,
            "p1_addressline1": blank, "p1_city": blank, "p1_empbudgetcode": blank, "p1_suboverlapping": blank,
        });
        assert_eq!(once(all), plain, "{blank:?}");
    }
}

#[test]
fn each_column_has_its_place() {
    assert_eq!(once(json!({"sso_id": "0f-A1"}))[1], ["W|A|2|1|10001|0f-A1|"]);
    assert_eq!(fields(&once(json!({"external_id": "007"}))[0][0])[12], "007");
    assert_eq!(fields(&once(json!({"location": "005"}))[2][0])[5], "005");
    assert_eq!(once(json!({"school_name": "North"})), once(json!({})));
    for (key, place) in [
        ("p1_addressline1", 7),
        ("p1_addressline2", 8),
        ("p1_city", 9),
        ("p1_state", 10),
        ("p1_zip", 11),
        ("p1_gender", 14),
        ("p1_ethnicity", 15),
        ("p1_language", 16),
        ("p1_empbudgetcode", 21),
        ("p1_empisitinerant", 22),
        ("p1_subavailablelongterm", 26),
        ("p1_subcertified", 27),
        ("p1_subavailablegeneral", 28),
        ("p1_subcallbacknum", 29),
        ("p1_sublevel", 30),
        ("p1_subpayrate", 31),
        ("p1_subworkunits", 32),
        ("p1_suboverlapping", 33),
    ] {
        let mut expected = once(json!({}));
        let mut line = fields(&expected[0][0]);
        line[place] = "x";
        expected[0] = vec![line.join("|")];
        assert_eq!(once(json!({ key: "x" })), expected, "{key}");
    }
}

#[test]
fn what_the_files_cannot_hold_is_rejected_in_these_columns_too() {
    for key in ["sso_id", "external_id", "location", "p1_city"] {
        let workspace = Workspace::new();
        let [profiles, ..] = transform(&workspace, &[scheduled(1, json!({ key: "a|b" }))], &["--allow-empty"]);
        assert!(profiles.is_empty(), "{key}");
        let decision: Value = serde_json::from_str(workspace.read("decisions.jsonl").trim()).unwrap();
        assert_eq!((&decision["reason"], &decision["notes"]), (&json!("unprintable"), &json!([key])));
    }
    let not_printed = [row(1, json!({"location": "a|b"})), row(2, json!({"school_name": "a|b"}))];
    assert_eq!(transform(&Workspace::new(), &not_printed, &[])[0].len(), 2);
}

#[test]
fn any_other_key_of_the_profile_is_refused() {
    for key in ["p1_pin", "p1_isadmin", "p1_adminactive", "p1_access", "p1_"] {
        let rows = stream(&[row(1, json!({ key: null }))]);
        let outcome = Workspace::new().run_with("sfe-transform", ["--newest-dcid", "0"], rows).exits(65);
        outcome.says(&format!("line 1 key {key} is no column of the profile"));
    }
}

#[test]
fn a_row_says_itself_who_is_a_substitute() {
    let kind = |changes: Value| {
        let files = once(changes);
        let line = fields(&files[0][0]);
        (line[18].to_string(), line[23].to_string())
    };
    let (employee, substitute) = (("Y".to_string(), String::new()), ("N".to_string(), "Y".to_string()));
    for (changes, expected) in [
        (json!({"is_sub": 1}), &substitute),
        (json!({"is_sub": "1"}), &substitute),
        (json!({"is_sub": true, "contractemp": 1}), &substitute),
        (json!({"is_sub": 0}), &employee),
        (json!({"is_sub": false, "homeschoolid": 500, "schoolid": 500}), &employee),
        (json!({"is_sub": null, "homeschoolid": 500, "schoolid": 500}), &substitute),
    ] {
        assert_eq!(kind(changes.clone()), *expected, "{changes}");
    }
    for bad in [json!(2), json!("Y"), json!(-1), json!(1.5), json!({})] {
        let rows = stream(&[row(1, json!({"is_sub": bad}))]);
        let outcome = Workspace::new().run_with("sfe-transform", ["--newest-dcid", "0"], rows).exits(65);
        outcome.says("key is_sub is neither 1 (or true) for a substitute nor 0 (or false) for an employee");
    }
}

#[test]
fn only_with_a_partial_week_do_days_of_schedule_1_count_on_their_own() {
    let days = |changes: Value, more: &[&str]| {
        let [.., schedules] = transform(&Workspace::new(), &[scheduled(1, changes)], more);
        fields(&schedules[0])[11].to_string()
    };
    let partial = ["--partial-week"];
    assert_eq!(days(json!({"time1_monday": 1, "time1_friday": 1}), &partial), "NYNNNYN");
    assert_eq!(days(json!({"time1_monday": 1, "time1_friday": 1}), &[]), "NYYYYYN");
    assert_eq!(days(json!({}), &partial), "NYYYYYN");
    let second = json!({"time2_monday": 1, "start_time_2": "9:00", "end_time_2": "10:00"});
    assert_eq!(days(second, &partial), "NNNNNNN");
}

/// A record of two employees with a schedule, and a substitute.
fn known() -> (Workspace, SmartFind) {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("before")).unwrap();
    let substitute = row(3, json!({"homeschoolid": 500, "schoolid": 500}));
    transform(&workspace, &[scheduled(1, json!({})), row(2, json!({})), substitute], &["-o", "."]);
    let record = SmartFind::of(&workspace, ".");
    record.write(&workspace);
    (workspace, record)
}

#[test]
fn somebody_who_changes_the_kind_of_staff_is_sent_so() {
    let (workspace, mut record) = known();
    let rows = [
        row(1, json!({"homeschoolid": 500, "schoolid": 500})),
        row(2, json!({})),
        row(3, json!({})),
        row(4, json!({})),
    ];
    let flags = |more: &[&str]| -> Vec<String> {
        let more = [&["--smartfind", RECORD], more].concat();
        let [profiles, ..] = transform(&workspace, &rows, &more);
        profiles.iter().map(|line| fields(line)[23..26].join("|")).collect()
    };
    assert_eq!(flags(&[]), ["Y|Y|", "||", "||", "||"]);
    assert_eq!(flags(&["--kind-changes"]), ["Y|Y|Y", "||", "N|N|", "||"]);
    // SmartFind has taken that in: nothing more is sent.
    record.pick_up(&workspace, ".").write(&workspace);
    assert_eq!(flags(&["--kind-changes"]), ["Y|Y|", "||", "||", "||"]);
}

#[test]
fn a_schedule_that_smartfind_does_not_have_is_added() {
    let (workspace, _) = known();
    let second = json!({"time2_monday": 1, "start_time_2": "9:00", "end_time_2": "10:00"});
    let rows = [scheduled(1, second), scheduled(2, json!({})), scheduled(4, json!({}))];
    let commands = |more: &[&str]| -> Vec<String> {
        let more = [&["--smartfind", RECORD], more].concat();
        let [.., schedules] = transform(&workspace, &rows, &more);
        schedules.iter().map(|line| [fields(line)[1], fields(line)[3], fields(line)[4]].join(" ")).collect()
    };
    assert_eq!(commands(&[]), ["C 10001 1", "C 10001 2", "C 10002 1", "A 10004 1"]);
    // Of 10002 the record has no schedule at all: it is not known whether SmartFind has one.
    assert_eq!(commands(&["--schedule-adds"]), ["C 10001 1", "A 10001 2", "C 10002 1", "A 10004 1"]);
}

#[test]
fn a_name_with_an_asterisk_stands_for_many() {
    let workspace = Workspace::new();
    workspace.write("bad.txt", "do not*\r\n*training*\n");
    let rows = [
        row(1, json!({"first_name": "Do Not Use"})),
        row(2, json!({"last_name": "New Training Room"})),
        row(3, json!({"last_name": "Nurse"})),
    ];
    let [profiles, ..] = transform(&workspace, &rows, &["--bad-names", "bad.txt"]);
    assert!(matches!(&profiles[..], [line] if line.contains("|Nurse|")), "{profiles:?}");
}
