//! People who have left: `--deactivate-leavers`.

use crate::support::district::{CASES, FILES, fixture, read_fixture, row, scheduled, stream};
use crate::support::{Outcome, Workspace};
use serde_json::{Value, json};

/// Five people in `last`, pushed last: 1 to 3 employees, 2 with a schedule; 4 a substitute; 5 inactive.
fn pushed() -> (Workspace, Vec<Value>) {
    let people = vec![
        row(1, json!({})),
        scheduled(2, json!({})),
        row(3, json!({"calendar": "250"})),
        row(4, json!({"homeschoolid": 500, "schoolid": 500})),
        row(5, json!({"status": 2})),
    ];
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("last")).unwrap();
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "-o", "last"], stream(&people)).exits(0);
    (workspace, people)
}

fn tonight(workspace: &Workspace, rows: &[Value], more: &[&str]) -> Outcome {
    let mut arguments = vec!["--newest-dcid", "9", "--previous", "last", "--decisions", "decisions.jsonl"];
    arguments.extend(more);
    workspace.run_with("sfe-transform", arguments, stream(rows))
}

#[test]
fn who_has_left_is_sent_once_more_as_inactive() {
    let (workspace, people) = pushed();
    let rest = [people[0].clone()];
    let outcome = tonight(&workspace, &rest, &["--deactivate-leavers"]).exits(0).says("3 people who left");
    outcome.says(
        "access ID 10002 was active in the set pushed last and is not in the extract; is sent once more, as inactive",
    );
    let profiles = workspace.read(FILES[0]);
    let lines: Vec<&str> = profiles.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "P|C|1|10002|555-0100|Ana|Cruz|||||||||||u2@d.example|Y|N|100|||||||||||||||||Y|",
            "P|C|1|10003|555-0100|Ana|Cruz|||||||||||u3@d.example|Y|N|250|||||||||||||||||Y|",
            "P|C|1|10004|555-0100|Ana|Cruz|||||||||||u4@d.example|N|N||||Y|N|||||||||||||Y|",
        ],
        "5 was not active"
    );
    assert_eq!(workspace.read(FILES[1]), "W|C|2|1|10001|u1@d.example|\n");
    assert_eq!(workspace.read(FILES[2]), "");
    let decisions = workspace.read("decisions.jsonl");
    assert_eq!(
        decisions.lines().nth(1),
        Some(concat!(
            r#"{"line":null,"users_dcid":null,"access_id":"10002","email_addr":"u2@d.example","#,
            r#""outcome":"exported","reason":null,"command":"C","files":["P1"],"notes":["leaver"]}"#
        ))
    );
    assert_eq!(decisions.lines().count(), 4);
    // The next night they were not active before.
    for file in FILES {
        std::fs::rename(workspace.path(file), workspace.path("last").join(file)).unwrap();
    }
    tonight(&workspace, &rest, &["--deactivate-leavers"]).exits(0).does_not_say("who left are sent");
    assert_eq!(workspace.read(FILES[0]).lines().count(), 1);
    // And who comes back is active again.
    tonight(&workspace, &people[..2], &["--deactivate-leavers"]).exits(0);
    assert!(workspace.read(FILES[0]).contains("|u2@d.example|Y|Y|"));
}

#[test]
fn wrong_data_is_no_leaving_but_a_contract_is() {
    let (workspace, mut people) = pushed();
    people[1]["teachernumber"] = json!("T10002");
    people[2]["email_addr"] = json!(null);
    people[3]["schoolid"] = json!(5);
    people[0]["contractemp"] = json!(1);
    people.push(row(6, json!({})));
    let outcome = tonight(&workspace, &people, &["--deactivate-leavers"]).exits(0).says("1 people who left");
    outcome.says("10002 was active in the set pushed last and is rejected now (access-id-not-a-number); SFE keeps");
    let profiles = workspace.read(FILES[0]);
    assert_eq!(profiles.lines().filter(|line| line.contains("|Y|N|")).count(), 2, "1 and 5: {profiles}");
    assert!(profiles.ends_with("|u1@d.example|Y|N|100|||||||||||||||||Y|\n"), "{profiles}");
}

#[test]
fn the_guard_counts_them_before_anything_is_written() {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("last")).unwrap();
    let people: Vec<Value> = (1..=20).map(|id| row(id, json!({}))).collect();
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "-o", "last"], stream(&people)).exits(0);
    tonight(&workspace, &people[..10], &["--deactivate-leavers"]).exits(65).says("10 of the 20 people");
    assert_eq!(workspace.names("."), ["last"]);
    tonight(&workspace, &people[..10], &["--deactivate-leavers", "--max-loss", "100"])
        .exits(0)
        .says("10 people who left");
}

#[test]
fn it_needs_the_set_pushed_last_and_a_whole_stream() {
    let (workspace, people) = pushed();
    workspace
        .run_with("sfe-transform", ["--newest-dcid", "0", "--deactivate-leavers"], stream(&people))
        .exits(2)
        .says("needs --previous");
    let mut off = workspace.command("sfe-transform");
    off.args(["--newest-dcid", "0"]).env("SFE_DEACTIVATE_LEAVERS", "0");
    Outcome::of(&mut off, stream(&people).as_bytes()).exits(0);
    for more in [&["--deactivate-leavers", "--partial"][..], &["--deactivate-leavers", "--only", "10001"]] {
        tonight(&workspace, &people[..1], more).exits(0).does_not_say("who left are sent");
        assert_eq!(workspace.read(FILES[0]).lines().count(), 1);
    }
    let preview = tonight(&workspace, &people[..1], &["--preview", "--deactivate-leavers"]);
    assert_eq!(preview.output.status.code(), Some(2), "--decisions goes with no preview: {}", preview.show());
    let arguments = ["--newest-dcid", "9", "--previous", "last", "--deactivate-leavers", "--preview"];
    let outcome = workspace.run_with("sfe-transform", arguments, stream(&people[..1])).exits(0);
    assert_eq!(outcome.stdout.matches("(has left)").count(), 3, "{}", outcome.show());
}

#[test]
fn when_nobody_has_left_the_bytes_are_the_same() {
    for case in CASES {
        let workspace = Workspace::new();
        let extract = std::fs::read(fixture(&format!("golden/{case}/extract.jsonl"))).unwrap();
        std::fs::create_dir(workspace.path("last")).unwrap();
        let before = read_fixture(&format!("golden/{case}/newest_before.txt"));
        let first = ["--newest-dcid", before.trim(), "-o", "last"];
        workspace.run_with("sfe-transform", first, &extract).exits(0);
        for more in [&[][..], &["--deactivate-leavers"]] {
            let mut arguments = vec!["--newest-dcid", before.trim(), "--previous", "last"];
            arguments.extend(more);
            workspace.run_with("sfe-transform", arguments, &extract).exits(0);
            for file in FILES {
                assert!(workspace.read(file) == read_fixture(&format!("golden/{case}/{file}")), "{case}/{file}");
            }
        }
    }
}

/// A night whose set becomes the one pushed last.
fn night(workspace: &Workspace, rows: &[Value], more: &[&str]) -> Outcome {
    let outcome = tonight(workspace, rows, more).exits(0);
    for file in FILES.into_iter().chain(["StillActive.csv"]) {
        let (new, old) = (workspace.path(file), workspace.path("last").join(file));
        match new.exists() {
            true => std::fs::rename(new, old).unwrap(),
            false => drop(std::fs::remove_file(old)),
        }
    }
    outcome
}

#[test]
fn who_is_still_active_is_told_every_night_until_it_ends() {
    let (workspace, people) = pushed();
    let gone = "access ID 10002 was active in the set pushed last and is not in the extract; SFE keeps the person \
                active: Ana Cruz, u2@d.example";
    let quiet =
        "sfe-transform: 1 who left the set on an earlier night are still active in SFE: 10002 Ana Cruz, u2@d.example";
    let rest = [people[0].clone(), people[2].clone(), people[3].clone()];
    night(&workspace, &rest, &[]).says(gone).does_not_say("earlier night");
    for _ in 0..3 {
        night(&workspace, &rest, &[]).says(quiet).does_not_say("warning");
    }
    // Nobody who was absent before weighs in the guard's scales, and a part of a stream says nothing.
    night(&workspace, &rest, &["--max-loss", "0"]).says(quiet);
    tonight(&workspace, &rest, &["--partial", "--deactivate-leavers"]).exits(0);
    assert!(!workspace.path("StillActive.csv").exists());
    // Ended as soon as that is asked for, once.
    let ended =
        "10002 was active in an earlier set and is not in the extract; is sent once more, as inactive: Ana Cruz";
    night(&workspace, &rest, &["--deactivate-leavers"]).says(ended).does_not_say("earlier night");
    let profiles = workspace.read("last/P1ProfileBasic.csv");
    assert!(profiles.ends_with("|u2@d.example|Y|N|100|||||||||||||||||Y|\n"), "{profiles}");
    night(&workspace, &rest, &["--deactivate-leavers"]).does_not_say("10002");
    assert!(!workspace.path("last/StillActive.csv").exists());
}

#[test]
fn who_comes_back_is_absent_no_more() {
    let (workspace, people) = pushed();
    let mut rest = vec![people[0].clone(), people[2].clone(), people[3].clone()];
    night(&workspace, &rest, &[]);
    rest.push(people[1].clone());
    night(&workspace, &rest, &[]).does_not_say("10002");
    assert!(!workspace.path("last/StillActive.csv").exists());
    workspace.write("last/StillActive.csv", "P|A|1|\n");
    tonight(&workspace, &rest, &[]).exits(65).says("StillActive.csv: line 1 has 4 fields, not 39");
}

#[test]
fn a_row_with_the_email_address_is_somebody_who_has_not_left() {
    let (workspace, people) = pushed();
    for spoilt in [
        json!({"email_addr": " u2@d.example ", "teachernumber": "abc"}),
        json!({"schoolid": 9, "teachernumber": "abc"}),
        json!({"schoolid": 9, "teachernumber": "5555"}),
    ] {
        let mut rows = people.clone();
        rows[1].as_object_mut().unwrap().extend(spoilt.as_object().unwrap().clone());
        tonight(&workspace, &rows, &["--deactivate-leavers"]).exits(0).does_not_say("who left are sent");
    }
    // An incomplete stream says of nobody that they have left, not even in a preview.
    let whole = stream(&people[..1]);
    let cut: String = whole.lines().take(1).map(|line| format!("{line}\n")).collect();
    let arguments = ["--newest-dcid", "9", "--previous", "last", "--deactivate-leavers", "--preview"];
    workspace.run_with("sfe-transform", arguments, cut).exits(0).says("incomplete").does_not_say("once more");
    std::fs::remove_file(workspace.path("last").join(FILES[0])).unwrap();
    tonight(&workspace, &people, &[]).exits(65).says("P1ProfileBasic.csv is missing");
}
