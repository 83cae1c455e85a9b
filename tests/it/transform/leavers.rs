//! People who have left: `--deactivate-leavers`.

use crate::support::district::{CASES, FILES, fixture, read_fixture, row, scheduled, stream};
use crate::support::smartfind::{RECORD, SmartFind};
use crate::support::{Outcome, Workspace};
use serde_json::{Value, json};

/// A record of five people: 1 to 3 employees, 2 with a schedule; 4 a substitute; 5 inactive.
fn known() -> (Workspace, Vec<Value>, SmartFind) {
    let people = vec![
        row(1, json!({})),
        scheduled(2, json!({})),
        row(3, json!({"calendar": "250"})),
        row(4, json!({"homeschoolid": 500, "schoolid": 500})),
        row(5, json!({"status": 2})),
    ];
    let workspace = Workspace::new();
    let record = record_of(&workspace, &people);
    (workspace, people, record)
}

/// Makes the record of a set of these people.
fn record_of(workspace: &Workspace, rows: &[Value]) -> SmartFind {
    std::fs::create_dir_all(workspace.path("last")).unwrap();
    let arguments = ["--newest-dcid", "0", "-o", "last", "--decisions", "last/decisions.jsonl"];
    workspace.run_with("sfe-transform", arguments, stream(rows)).exits(0);
    let record = SmartFind::of(workspace, "last");
    record.write(workspace);
    record
}

fn tonight(workspace: &Workspace, rows: &[Value], more: &[&str]) -> Outcome {
    let mut arguments = vec!["--newest-dcid", "9", "--smartfind", RECORD, "--decisions", "decisions.jsonl"];
    arguments.extend(more);
    workspace.run_with("sfe-transform", arguments, stream(rows))
}

#[test]
fn who_has_left_is_sent_once_more_as_inactive() {
    let (workspace, people, mut record) = known();
    let rest = [people[0].clone()];
    let outcome = tonight(&workspace, &rest, &["--deactivate-leavers"]).exits(0).says("3 people who left");
    outcome.says("warning: Ana Cruz (10002) is gone from PowerSchool and is sent as inactive");
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
            r#"{"line":null,"users_dcid":2,"access_id":"10002","email_addr":"u2@d.example","outcome":"exported","#,
            r#""reason":null,"command":"C","files":["P1"],"notes":["leaver","gone"],"name":"Ana Cruz","employee":true}"#
        ))
    );
    assert_eq!(decisions.lines().count(), 4);
    // While SmartFind has not picked that up, they are ended again.
    tonight(&workspace, &rest, &["--deactivate-leavers"]).exits(0).says("3 people who left");
    assert_eq!(workspace.read(FILES[0]), profiles);
    record.pick_up(&workspace, ".").write(&workspace);
    tonight(&workspace, &rest, &["--deactivate-leavers"]).exits(0).does_not_say("who left are sent");
    assert_eq!(workspace.read(FILES[0]).lines().count(), 1);
    // And who comes back is active again.
    tonight(&workspace, &people[..2], &["--deactivate-leavers"]).exits(0);
    assert!(workspace.read(FILES[0]).contains("|u2@d.example|Y|Y|"));
}

#[test]
fn wrong_data_is_no_leaving_but_a_contract_is() {
    let (workspace, mut people, _) = known();
    people[1]["teachernumber"] = json!("T10002");
    people[2]["email_addr"] = json!(null);
    people[3]["schoolid"] = json!(5);
    people[0]["contractemp"] = json!(1);
    people.push(row(6, json!({})));
    let outcome = tonight(&workspace, &people, &["--deactivate-leavers"]).exits(0).says("1 people who left");
    outcome.says("Ana Cruz (10002) is rejected now (access-id-not-a-number) but still active in SmartFind");
    let decisions = workspace.read("decisions.jsonl");
    let absent: Vec<&str> = decisions.lines().filter(|line| line.starts_with("{\"line\":null")).collect();
    let said = [
        (r#""10001","#, r#""exported","reason":"contract","command":"C","files":["P1"],"notes":["leaver","gone"],"#),
        (r#""10002","#, r#""absent","reason":"access-id-not-a-number","command":null,"files":[],"notes":["gone"],"#),
        (r#""10003","#, r#""absent","reason":"no-email","#),
        (r#""10004","#, r#""absent","reason":"other-school","#),
    ];
    assert_eq!(absent.len(), said.len(), "{absent:?}");
    for (line, (access_id, rest)) in absent.iter().zip(said) {
        assert!(line.contains(access_id) && line.contains(rest), "{rest}: {line}");
    }
    let profiles = workspace.read(FILES[0]);
    assert_eq!(profiles.lines().filter(|line| line.contains("|Y|N|")).count(), 2, "1 and 5: {profiles}");
    assert!(profiles.ends_with("|u1@d.example|Y|N|100|||||||||||||||||Y|\n"), "{profiles}");
}

#[test]
fn the_guard_counts_them_before_anything_is_written() {
    let workspace = Workspace::new();
    let people: Vec<Value> = (1..=20).map(|id| row(id, json!({}))).collect();
    record_of(&workspace, &people);
    tonight(&workspace, &people[..10], &["--deactivate-leavers"]).exits(65).says("10 of the 20 people");
    assert_eq!(workspace.names("."), ["last", RECORD]);
    tonight(&workspace, &people[..10], &["--deactivate-leavers", "--max-loss", "100"])
        .exits(0)
        .says("10 people who left");
}

#[test]
fn it_needs_the_record_and_a_whole_stream() {
    let (workspace, people, _) = known();
    workspace
        .run_with("sfe-transform", ["--newest-dcid", "0", "--deactivate-leavers"], stream(&people))
        .exits(0)
        .does_not_say("who left are sent");
    let mut off = workspace.command("sfe-transform");
    off.args(["--newest-dcid", "0"]).env("SFE_DEACTIVATE_LEAVERS", "0");
    Outcome::of(&mut off, stream(&people).as_bytes()).exits(0);
    for more in [&["--deactivate-leavers", "--partial"][..], &["--deactivate-leavers", "--only", "10001"]] {
        tonight(&workspace, &people[..1], more).exits(0).does_not_say("who left are sent");
        assert_eq!(workspace.read(FILES[0]).lines().count(), 1);
    }
    let preview = tonight(&workspace, &people[..1], &["--preview", "--deactivate-leavers"]);
    assert_eq!(preview.output.status.code(), Some(2), "--decisions goes with no preview: {}", preview.show());
    let arguments = ["--newest-dcid", "9", "--smartfind", RECORD, "--deactivate-leavers", "--preview"];
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
        let mut record = SmartFind::of(&workspace, "last");
        // Whom the set adds is not known before it was picked up.
        for line in workspace.read("last/P1ProfileBasic.csv").lines().filter(|line| line.starts_with("P|A|")) {
            let access_id: u64 = line.split('|').nth(3).unwrap().parse().unwrap();
            record.people.get_mut(&access_id).unwrap()["known"] = json!("perhaps");
        }
        record.write(&workspace);
        for more in [&[][..], &["--deactivate-leavers"]] {
            let mut arguments = vec!["--newest-dcid", before.trim(), "--smartfind", RECORD];
            arguments.extend(more);
            workspace.run_with("sfe-transform", arguments, &extract).exits(0);
            for file in FILES {
                assert!(workspace.read(file) == read_fixture(&format!("golden/{case}/{file}")), "{case}/{file}");
            }
        }
    }
}

#[test]
fn advice_about_who_is_kept_out_goes_with_the_reason() {
    const CORRECT: &str = "but still active in SmartFind: correct the data in PowerSchool";
    const BAD_NAME: &str = "is skipped now (bad-name) but still active in SmartFind: deactivate the account there, or \
                            take the name off the list of names to ignore (SFE_BAD_NAMES)";
    const CHANGED: &str = "is under access ID 20002 now but still active in SmartFind: deactivate the account there";
    let kept_out = "people skipped or rejected since earlier nights are still active in SmartFind: Ana Cruz (10002)";
    let changed = "people whose access IDs changed on earlier nights are still active under the old ones: ";
    for (field, value, said, later) in [
        ("email_addr", Value::Null, CORRECT, kept_out),
        ("first_name", json!("A\u{fffd}"), CORRECT, kept_out),
        ("schoolid", json!(99), CORRECT, kept_out),
        ("last_name", json!("Nobody"), BAD_NAME, kept_out),
        ("teachernumber", json!("20002"), CHANGED, changed),
    ] {
        let (workspace, mut rows, mut record) = known();
        workspace.write("names.txt", "Nobody\n");
        rows[1][field] = value;
        let mut night = || night(&workspace, &mut record, &rows, &["--bad-names", "names.txt"]);
        let outcome = night().says("(10002) is ").says(said);
        // The setting would end a former access ID, but nobody who is kept out.
        assert_eq!(outcome.stderr.contains("SFE_DEACTIVATE_LEAVERS"), said == CHANGED, "{}", outcome.show());
        night().says(&format!("sfe-transform: 1 {later}")).does_not_say("who left");
    }
}

/// A night whose set SmartFind picks up.
fn night(workspace: &Workspace, record: &mut SmartFind, rows: &[Value], more: &[&str]) -> Outcome {
    let outcome = tonight(workspace, rows, more).exits(0);
    record.pick_up(workspace, ".").write(workspace);
    outcome
}

#[test]
fn who_is_still_active_is_told_every_night_until_it_ends() {
    let (workspace, people, mut record) = known();
    let mut night = |rows: &[Value], more: &[&str]| night(&workspace, &mut record, rows, more);
    let gone = "Ana Cruz (10002) is gone from PowerSchool but still active in SmartFind: deactivate the account there, \
                or set SFE_DEACTIVATE_LEAVERS=1";
    let quiet = "sfe-transform: 1 people who left on earlier nights are still active in SmartFind: Ana Cruz (10002)";
    let rest = [people[0].clone(), people[2].clone(), people[3].clone()];
    night(&rest, &[]).says(gone).does_not_say("earlier nights");
    for _ in 0..3 {
        night(&rest, &[]).says(quiet).does_not_say("deactivate the account there");
        let decisions = workspace.read("decisions.jsonl");
        let last = decisions.lines().last().unwrap();
        let findings =
            r#""findings":[{"kind":"left-still-active","severity":"high"}],"name":"Ana Cruz","employee":true}"#;
        assert!(
            last.contains(r#""notes":["still-active","left-still-active"],"#) && last.ends_with(findings),
            "{last}"
        );
    }
    // Nobody who was absent before weighs in the guard's scales, and a part of a stream says nothing.
    night(&rest, &["--max-loss", "0"]).says(quiet);
    tonight(&workspace, &rest, &["--partial", "--deactivate-leavers"]).exits(0).does_not_say("who left are sent");
    // Ended as soon as that is asked for, once.
    let ended = "Ana Cruz (10002) is gone from PowerSchool and is sent as inactive";
    night(&rest, &["--deactivate-leavers"]).says(ended).does_not_say("earlier nights");
    let profiles = workspace.read(FILES[0]);
    assert!(profiles.ends_with("|u2@d.example|Y|N|100|||||||||||||||||Y|\n"), "{profiles}");
    night(&rest, &["--deactivate-leavers"]).does_not_say("10002");
}

#[test]
fn who_comes_back_is_absent_no_more() {
    let (workspace, people, mut record) = known();
    let mut rest = vec![people[0].clone(), people[2].clone(), people[3].clone()];
    night(&workspace, &mut record, &rest, &[]);
    rest.push(people[1].clone());
    night(&workspace, &mut record, &rest, &[]).does_not_say("10002");
    // And leaves again, for the first time.
    rest.pop();
    night(&workspace, &mut record, &rest, &[]).says("(10002) is gone from PowerSchool but still active");
}

#[test]
fn every_active_flag_of_a_leaver_is_ended() {
    let (workspace, people, mut record) = known();
    let profile = &mut record.people.get_mut(&10_002).unwrap()["profile"];
    (profile["is_sub"], profile["sub_active"], profile["sub_available"]) = (json!("Y"), json!("Y"), json!("Y"));
    record.write(&workspace);
    let rest = [people[0].clone(), people[2].clone(), people[3].clone()];
    tonight(&workspace, &rest, &["--deactivate-leavers"]).exits(0);
    let profiles = workspace.read(FILES[0]);
    assert!(profiles.ends_with("|u2@d.example|Y|N|100|||Y|N|||||||||||||Y|\n"), "{profiles}");
}

#[test]
fn a_row_with_the_email_address_is_somebody_who_has_not_left() {
    let (workspace, people, _) = known();
    for spoiled in [
        json!({"email_addr": " u2@d.example ", "teachernumber": "abc"}),
        json!({"schoolid": 9, "teachernumber": "abc"}),
        json!({"schoolid": 9, "teachernumber": "5555"}),
    ] {
        let mut rows = people.clone();
        rows[1].as_object_mut().unwrap().extend(spoiled.as_object().unwrap().clone());
        tonight(&workspace, &rows, &["--deactivate-leavers"]).exits(0).does_not_say("who left are sent");
    }
    // An incomplete stream says of nobody that they have left, not even in a preview.
    let whole = stream(&people[..1]);
    let cut: String = whole.lines().take(1).map(|line| format!("{line}\n")).collect();
    let arguments = ["--newest-dcid", "9", "--smartfind", RECORD, "--deactivate-leavers", "--preview"];
    workspace
        .run_with("sfe-transform", arguments, cut)
        .exits(0)
        .says("incomplete")
        .does_not_say("is sent as inactive")
        .does_not_say("(has left)");
}
