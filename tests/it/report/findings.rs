//! The two lists: what to fix in PowerSchool, and what to do in SmartFind.

use super::sets::{NIGHT, run};
use crate::support::district::{row, stream};
use crate::support::{Outcome, Workspace};
use serde_json::{Value, json};

/// A night of four people; the decisions get these findings, by the person's number.
pub fn night(workspace: &Workspace, findings: &[(usize, Value)]) {
    let rows: Vec<Value> = (1..=4).map(|id| row(id, json!({"home_phone": "312-555-0100"}))).collect();
    run(workspace, NIGHT, stream(&rows), &[]);
    let path = format!("{NIGHT}/decisions.jsonl");
    let mut decisions: Vec<Value> =
        workspace.read(&path).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for decision in &mut decisions {
        for key in ["findings", "name", "school", "school_name", "active", "employee"] {
            decision.as_object_mut().unwrap().remove(key);
        }
    }
    for (person, more) in findings {
        let known = json!({"name": format!("Person {person}"), "school": 5, "active": true, "employee": true});
        for fields in [known, more.clone()] {
            decisions[*person - 1].as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        }
    }
    workspace.write(&path, decisions.iter().map(|decision| format!("{decision}\n")).collect::<String>());
}

pub fn found(kind: &str, severity: &str, more: Value) -> Value {
    let mut finding = json!({"kind": kind, "severity": severity});
    finding.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    finding
}

pub fn report(workspace: &Workspace, format: &str) -> String {
    let mut command = workspace.command("sfe-report");
    command.args(["-q", NIGHT, "--format", format]).env("TZ", "America/Chicago");
    Outcome::of(&mut command, b"").exits(0).stdout
}

/// Every form of the same findings: two wrong times of one person, a new code of two people, an inactive person, and
/// something to do in SmartFind.
fn several(workspace: &Workspace) {
    let code = || found("new-code", "high", json!({"field": "sfe_position", "value": "PARA2"}));
    let since = "20261112T081500Z-4";
    night(
        workspace,
        &[
            (
                1,
                json!({"school_name": "Lincoln Elementary", "findings": [
                    found("not-a-time", "high", json!({"field": "start_time", "value": "TBD", "since": since})),
                    found("not-a-time", "high", json!({"field": "am_time_2", "value": "7.5", "since": since})),
                    code(),
                ]}),
            ),
            (2, json!({"findings": [code(), found("no-work-schedule", "medium", json!({}))]})),
            (3, json!({"active": false, "findings": [found("no-work-schedule", "medium", json!({}))]})),
            (4, json!({"findings": [found("became-substitute", "high", json!({"since": since}))]})),
        ],
    );
}

#[test]
fn the_first_lines_of_the_text_are_what_matters() {
    let workspace = Workspace::new();
    several(&workspace);
    let text = report(&workspace, "text");
    let first: Vec<&str> = text.lines().take(10).collect();
    for expected in [
        "To fix in PowerSchool: 3, 2 of them new tonight",
        "  1: A time in the work schedule is not a time of day. SmartFind may refuse or",
        "  1: There is no work schedule. In SmartFind, but no substitute can be called",
        "To do in SmartFind: 1",
    ] {
        assert!(first.contains(&expected), "{expected}: {text}");
    }
    for expected in [
        "  HIGH: A time in the work schedule is not a time of day: 1\n",
        "    Field: Schedule 1: Start Time, Schedule 2: AM Half End Time\n",
        "      Person 1, Lincoln Elementary (school 5), 10001, u1@d.example, since\n        November 12, 11 nights\n",
        "          Schedule 1: Start Time: “TBD”\n          Schedule 2: AM Half End Time: “7.5”\n",
        "  HIGH: A code is new: nobody had it before: Classification “PARA2”: 2\n",
        "      Person 2, school 5, 10002, u2@d.example, new tonight\n",
        "  Inactive people, not counted: 1; with their names: -v\n",
        "  HIGH: Became a substitute and is not available for new jobs: 1\n",
    ] {
        let joined = text.replace("AM Half End Time\n      (U", "AM Half End Time (U");
        assert!(text.contains(expected) || joined.contains(expected.trim_end()), "{expected}: {text}");
    }
    assert!(!text.contains("Person 3"), "{text}");
    workspace.run("sfe-report", ["-v", NIGHT]).exits(0).prints("Person 3, school 5, 10003");
}

#[test]
fn the_document_has_both_lists_with_what_happens_otherwise() {
    let workspace = Workspace::new();
    several(&workspace);
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    assert_eq!((&document["schema"], &document["mend"]), (&json!(2), &Value::Null));
    let kinds = |list: &str| -> Vec<Value> {
        let groups = document[list].as_array().unwrap();
        groups
            .iter()
            .map(|group| json!([group["kind"], group["active"], group["people"].as_array().unwrap().len()]))
            .collect()
    };
    let fix = [
        json!(["not-a-time", true, 1]),
        json!(["new-code", true, 2]),
        json!(["no-work-schedule", true, 1]),
        json!(["no-work-schedule", false, 1]),
    ];
    assert_eq!(kinds("fix"), fix);
    assert_eq!(kinds("smartfind"), [json!(["became-substitute", true, 1])]);
    let group = &document["fix"][0];
    assert_eq!(
        (&group["severity"], &group["field"]),
        (&json!("high"), &json!("Schedule 1: Start Time, Schedule 2: AM Half End Time"))
    );
    assert_eq!(group["column"], "U_HumanResources.Start_Time, AM_Time_2");
    assert_eq!(
        group["people"][0],
        json!({"users_dcid": 1, "access_id": "10001", "name": "Person 1", "email": "u1@d.example", "school": "5",
               "school_name": "Lincoln Elementary", "since": "2026-11-12T08:15:00Z",
               "details": ["Schedule 1: Start Time: “TBD”", "Schedule 2: AM Half End Time: “7.5”"]})
    );
    assert_eq!((&document["fix"][1]["key"], &document["fix"][1]["value"]), (&json!("sfe_position"), &json!("PARA2")));
    assert_eq!(document["fix"][2]["people"][0]["since"], "2026-11-24T02:15:00Z");
}

#[test]
fn page_and_table_name_everybody_and_the_number_leaves_inactive_people_out() {
    let workspace = Workspace::new();
    several(&workspace);
    let page = report(&workspace, "html");
    for expected in [
        "<a href=\"#fix\"><b>3</b><span>To fix in PowerSchool</span><span>2 high, 1 medium · 2 new tonight</span></a>",
        "<a href=\"#do\"><b>1</b><span>To do in SmartFind</span><span>1 high</span></a>",
        "<summary>Inactive people, not counted: 1</summary>",
        "<span class=\"since\">since November 12, 11 nights</span>",
        "<span class=\"since new\">new tonight</span>",
        "<strong><bdi>Person 1</bdi></strong> · <bdi>Lincoln Elementary (school 5)</bdi>",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let table = report(&workspace, "csv");
    for expected in [
        "\r\nto fix,Person 1,10001,u1@d.example,Lincoln Elementary,A time in the work schedule is not a time of day: ",
        "\r\n\"to fix, inactive\",Person 3,10003,u3@d.example,5,There is no work schedule,",
        "\r\nto do in SmartFind,Person 4,10004,",
    ] {
        assert!(table.contains(expected), "{expected}: {table}");
    }
}

#[test]
fn each_form_says_that_a_value_counts_once() {
    let workspace = Workspace::new();
    several(&workspace);
    let sentence = "Counts as one, however many people have the value";
    for format in ["text", "html", "csv"] {
        assert_eq!(
            report(&workspace, format).matches(sentence).count(),
            if format == "csv" { 2 } else { 1 },
            "{format}"
        );
    }
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let counts: Vec<&Value> = document["fix"].as_array().unwrap().iter().map(|group| &group["count"]).collect();
    assert_eq!(counts, [1, 1, 1, 1], "two people have the code");
}

#[test]
fn somebody_with_several_rows_is_listed_once() {
    let workspace = Workspace::new();
    let rows = [row(1, json!({"email_addr": null})), row(1, json!({"email_addr": null})), row(2, json!({}))];
    run(&workspace, NIGHT, stream(&rows), &[]);
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let group = &document["fix"][0];
    assert_eq!((&group["kind"], group["people"].as_array().unwrap().len()), (&json!("no-email"), 1));
    let mut command = workspace.command("sfe-transform");
    command.args(["--newest-dcid", "0", "-o", NIGHT]);
    let transform = Outcome::of(&mut command, stream(&rows).as_bytes()).exits(0);
    let both = "2 to fix in PowerSchool, 0 to do in SmartFind";
    transform.says(both);
    workspace.run("sfe-report", [NIGHT]).exits(0).says(both);
}

#[test]
fn what_happens_otherwise_is_true_of_each_person() {
    let workspace = Workspace::new();
    let found = |kind: &str, in_smartfind: Value| found(kind, "high", json!({"in_smartfind": in_smartfind}));
    let of = |person: usize, kind: &str, in_smartfind: &str| {
        (person, json!({"findings": [found(kind, json!(in_smartfind))]}))
    };
    night(
        &workspace,
        &[
            of(1, "no-name", "known"),
            of(2, "no-name", "perhaps"),
            (3, json!({"findings": [found("no-name", Value::Null)]})),
            of(4, "incomplete-work-schedule", "known"),
        ],
    );
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let groups = document["fix"].as_array().unwrap().iter();
    let told: Vec<_> = groups
        .map(|group| (group["consequence"].as_str().unwrap(), group["people"][0]["name"].as_str().unwrap()))
        .collect();
    let expected = [
        ("Not in SmartFind", "Person 3"),
        ("In SmartFind with the old data: nothing that changes in PowerSchool gets there", "Person 1"),
        ("Not sent: either not in SmartFind, or there with the old data", "Person 2"),
        ("In SmartFind with the old work schedule: a substitute may be called for the wrong hours", "Person 4"),
    ];
    assert_eq!(told, expected);
    workspace.run("sfe-report", [NIGHT, "--about", "u1@"]).exits(0);
}

#[test]
fn nothing_to_do_looks_good() {
    let workspace = Workspace::new();
    night(&workspace, &[]);
    let text = report(&workspace, "text");
    assert!(
        text.contains("\nTo fix in PowerSchool: nothing\nTo do in SmartFind: not known, without a record"),
        "{text}"
    );
    let page = report(&workspace, "html");
    assert!(page.contains("<b class=\"good\">0 ✓</b><span>To fix in PowerSchool</span></a>"), "{page}");
    assert!(page.contains("<p class=\"good\">✓ Nothing to fix: everything that is checked is in order."), "{page}");
}

#[test]
fn a_file_is_written_in_the_format_that_its_name_says_or_not_at_all() {
    let workspace = Workspace::new();
    night(&workspace, &[]);
    for name in ["r.xlsx", "r.pdf", "last.2", "r.html.bak", "r.", ".pdf"] {
        workspace.run("sfe-report", [NIGHT, "-o", "r.csv", "-o", name]).exits(2).says("is not a format: name it .txt");
    }
    assert!(!workspace.path("r.csv").exists());
    for (name, begins) in [
        ("r.TXT", "runs"),
        ("r", "runs"),
        ("r.htm", "<!DOCTYPE"),
        (".html", "<!DOCTYPE"),
        ("r.json", "{"),
        ("r.csv", "\u{feff}"),
    ] {
        workspace.run("sfe-report", [NIGHT, "-o", name, "--district", "runs"]).exits(0);
        assert!(workspace.read(name).starts_with(begins), "{name}");
    }
    workspace.run("sfe-report", [NIGHT, "-o", "r.xlsx", "--format", "csv"]).exits(0);
}

#[test]
fn what_may_not_be_read_is_not_called_missing() {
    let workspace = Workspace::new();
    night(&workspace, &[]);
    let folder = workspace.path("").canonicalize().unwrap();
    crate::support::command::set_mode(&folder, 0o755);
    crate::support::command::set_mode(workspace.path("runs"), 0o700);
    let as_nobody = |arguments: &[&str]| {
        let mut command = workspace.command("setpriv");
        let program = crate::support::command::program("sfe-report");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).args(arguments);
        Outcome::of(&mut command, b"")
    };
    // Only root can become somebody else; anybody else loses the permission.
    let run = folder.join(NIGHT).display().to_string();
    let home = folder.display().to_string();
    let is_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0;
    let told = |arguments: &[&str]| {
        if is_root {
            return as_nobody(arguments);
        }
        crate::support::command::set_mode(workspace.path("runs"), 0);
        let outcome = workspace.run("sfe-report", arguments);
        crate::support::command::set_mode(workspace.path("runs"), 0o700);
        outcome
    };
    told(&[&run]).exits(66).says("Permission denied").says("run it as the user that sfe-sync runs as");
    told(&["--history", &home]).exits(66).says("Permission denied");
}
