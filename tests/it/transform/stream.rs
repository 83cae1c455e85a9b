//! Input that is bad, incomplete or merely unusual.

use crate::support::district::{row, stream};
use crate::support::{Outcome, Workspace};
use serde_json::json;

fn run(input: impl AsRef<[u8]>, arguments: &[&str]) -> (Workspace, Outcome) {
    let workspace = Workspace::new();
    // An earlier set that a failing run must not touch.
    for name in ["P1ProfileBasic.csv", "W2SSO.csv", "E1PlusEmployeeWorkSchedule.csv", "NewestDCID.next"] {
        workspace.write(name, "earlier");
    }
    let mut all = vec!["--newest-dcid", "0"];
    all.extend(arguments);
    let outcome = workspace.run_with("sfe-transform", &all, input);
    (workspace, outcome)
}

fn one_row() -> String {
    row(1, json!({})).to_string()
}

fn nested(depth: usize) -> String {
    format!("{}1{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn bad_input_is_refused_with_its_line_and_nothing_is_written() {
    let good = one_row();
    let end = "{\"end\":{\"records\":1}}\n";
    let missing = |key: &str| {
        let mut row = row(1, json!({}));
        row.as_object_mut().unwrap().remove(key);
        row.to_string()
    };
    let with = |changes| format!("{}\n{end}", row(1, changes));
    let mut table: Vec<(Vec<u8>, String)> = vec![
        ("".into(), "it is empty".into()),
        (format!("{good}\n").into(), "end line is missing after line 1".into()),
        (format!("{good}\n{}", &good[..40]).into(), "line 2 is cut off".into()),
        (format!("{good}\n{{\"end\":{{\"rec").into(), "line 2 is cut off".into()),
        (format!("{good}\n{{\"end\":{{\"records\":2}}}}\n").into(), "counts 2 records, but 1 came".into()),
        (format!("{good}\n{end}{end}").into(), "line 3 comes after the end line".into()),
        (format!("{good}\n{end}{good}\n").into(), "line 3 comes after the end line".into()),
        (format!("{good}\n\n{end}").into(), "line 2 is not valid JSON".into()),
        (format!("{{\"a\":}}\n{end}").into(), "line 1 is not valid JSON".into()),
        (format!("[]\n{end}").into(), "line 1 is not a JSON object".into()),
        (format!("null\n{end}").into(), "line 1 is not a JSON object".into()),
        (format!("{}\n{end}", nested(100_000)).into(), "line 1 is not a JSON object".into()),
        (with(json!({"status": {}})).into(), "line 1 key status is not an integer".into()),
        (with(json!({"status": 1.5})).into(), "key status is not an integer".into()),
        (with(json!({"schoolid": "five"})).into(), "key schoolid is not an integer".into()),
        (with(json!({"users_dcid": null})).into(), "key users_dcid is null".into()),
        (with(json!({"first_name": ["Ana"]})).into(), "key first_name is a list".into()),
        (with(json!({"contractemp": {}})).into(), "key contractemp is a list".into()),
        (format!("{}\n{end}", good.replace("Ana", "\\ud800")).into(), "key first_name has an escape".into()),
        (format!("{}\n{end}", good.replace("\"Ana\"", &nested(50_000))).into(), "key first_name is a list".into()),
        (
            format!("{}\n{end}", good.replace("Ana", &"x".repeat(16 << 20))).into(),
            "line 1 is longer than 16 MiB".into(),
        ),
        (format!("{good}\n{{\"end\":{{}}}}\n").into(), "line 2 is an end line without its count".into()),
    ];
    for key in [
        "email_addr",
        "teachernumber",
        "home_phone",
        "first_name",
        "last_name",
        "homeschoolid",
        "schoolid",
        "status",
        "users_dcid",
    ] {
        table.push((format!("{}\n{end}", missing(key)).into(), format!("line 1 key {key} is missing")));
    }
    let mut not_utf8 = good.clone().into_bytes();
    not_utf8[20] = 0xff;
    table.push(([&not_utf8[..], b"\n", end.as_bytes()].concat(), "line 1 is not UTF-8 at byte 21".into()));
    for (input, said) in table {
        let (workspace, outcome) = run(input, &["--decisions", "decisions.jsonl"]);
        let outcome = outcome.exits(65).says(&said);
        assert_eq!(outcome.stdout, "");
        assert_eq!(
            workspace.names("."),
            ["E1PlusEmployeeWorkSchedule.csv", "NewestDCID.next", "P1ProfileBasic.csv", "W2SSO.csv"],
            "no litter after {said}"
        );
        assert!(workspace.names(".").iter().all(|name| workspace.read(name) == "earlier"), "{said}");
    }
}

#[test]
fn what_windows_does_to_a_file_is_accepted() {
    let input = format!("\u{feff}{}", stream(&[row(1, json!({}))]).replace('\n', "\r\n"));
    run(input.trim_end(), &[]).1.exits(0);
    run(input, &[]).1.exits(0);
}

#[test]
fn unknown_keys_and_any_order_of_keys_are_accepted() {
    let deep = serde_json::from_str::<serde_json::Value>(&nested(100)).unwrap();
    let (workspace, outcome) = run(stream(&[row(1, json!({"a_custom_column": deep, "end": {"records": 7}}))]), &[]);
    outcome.exits(0);
    assert_eq!(workspace.read("P1ProfileBasic.csv").lines().count(), 1);
    let line = "{\"users_dcid\":\"1\",\"status\":\"1\",\"schoolid\":\"5\",\"homeschoolid\":\"5\",\"last_name\":\"B\",\
                \"first_name\":\"A\",\"home_phone\":5550100,\"teachernumber\":7,\"email_addr\":\"a@b\"}\n";
    let (workspace, outcome) = run(format!("{line}{{\"end\":{{\"records\":1}}}}\n"), &[]);
    outcome.exits(0);
    assert!(workspace.read("P1ProfileBasic.csv").starts_with("P|A|1|7|5550100|A|B|"));
}

#[test]
fn partial_accepts_an_incomplete_stream_and_proposes_no_mark() {
    let good = one_row();
    for (input, said) in [
        (format!("{good}\n"), "end line is missing"),
        (format!("{good}\n{}", &good[..30]), "line 2 is cut off"),
        (format!("{good}\n{{\"end\":{{\"records\":9}}}}\n"), "counts 9"),
    ] {
        let (workspace, outcome) = run(&input, &["--partial"]);
        outcome.exits(0).says("warning: the staff stream is incomplete").says(said);
        assert_eq!(workspace.read("P1ProfileBasic.csv").lines().count(), 1);
        assert!(!workspace.path("NewestDCID.next").exists(), "a stale mark would vouch for this set");
    }
    let (_, outcome) = run(format!("{good}\n{{bad\n{good}\n"), &["--partial"]);
    outcome.exits(65).says("line 2");
    let (workspace, outcome) = run(stream(&[row(1, json!({}))]), &["--partial"]);
    outcome.exits(0);
    assert!(!workspace.path("NewestDCID.next").exists(), "not of a whole stream either");
}

#[test]
fn preview_shows_and_writes_nothing() {
    let rows = [
        row(1, json!({"last_name": "Østergård", "calendar": "250"})),
        row(2, json!({"first_name": "美咲", "homeschoolid": 500, "schoolid": 500, "status": 2})),
        row(3, json!({"first_name": "Test"})),
    ];
    let (workspace, outcome) = run(stream(&rows), &["--preview"]);
    let outcome = outcome.exits(0);
    let expected = "\
CMD  ACCESS ID  KIND        ACTIVE  CALENDAR  SCHEDULE 1           SCHEDULE 2           NAME
A    10001      employee    yes     250                                                 Ana Østergård
A    10002      substitute  no                                                          美咲 Cruz
";
    assert_eq!(outcome.stdout, expected);
    assert!(workspace.names(".").iter().all(|name| workspace.read(name) == "earlier"));
    let (_, outcome) = run(format!("{}\n", rows[0]), &["--preview"]);
    outcome.exits(0).says("incomplete").prints("Østergård");
}
