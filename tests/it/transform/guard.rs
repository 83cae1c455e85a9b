//! The guard against mass changes: `--smartfind` and `--max-loss`.

use crate::support::district::{row, stream};
use crate::support::smartfind::{RECORD, SmartFind};
use crate::support::{Outcome, Workspace};
use serde_json::{Value, json};

/// A record of people 1 to `count`, all active.
fn known(count: i64) -> Workspace {
    let workspace = Workspace::new();
    record_of(&workspace, &people(1..=count));
    workspace
}

/// Makes the record of a set of these people.
fn record_of(workspace: &Workspace, rows: &[Value]) {
    std::fs::create_dir_all(workspace.path("last")).unwrap();
    let arguments = ["--newest-dcid", "0", "-o", "last", "--eol", "crlf"];
    workspace.run_with("sfe-transform", arguments, stream(rows)).exits(0);
    SmartFind::of(workspace, "last").write(workspace);
}

fn people(range: std::ops::RangeInclusive<i64>) -> Vec<Value> {
    range.map(|id| row(id, json!({}))).collect()
}

fn tonight(workspace: &Workspace, rows: &[Value], more: &[&str]) -> Outcome {
    let mut arguments = vec!["--newest-dcid", "0", "--smartfind", RECORD];
    arguments.extend(more);
    workspace.run_with("sfe-transform", arguments, stream(rows))
}

#[test]
fn more_than_ten_percent_and_five_people_stop_the_run() {
    let workspace = known(100);
    let mut rows = people(1..=100);
    rows.drain(..8);
    rows[0]["status"] = json!(2);
    rows[1]["contractemp"] = json!(1);
    rows[2]["schoolid"] = json!(9);
    // 11 of 100: eight absent, one inactive, one by contract, one at another school.
    let outcome = tonight(&workspace, &rows, &[]).exits(65).says("11 of the 100 people").says("--max-loss 100");
    for said in [
        "11 of the 100 people active in SmartFind (11.0%, more than the 10% allowed) would be lost",
        "Ana Cruz (10001) is gone from PowerSchool",
        "Ana Cruz (10009) is inactive now",
        "Ana Cruz (10010) is skipped now (contract)",
    ] {
        assert!(outcome.stderr.contains(said), "{said}: {}", outcome.show());
    }
    assert!(!outcome.stderr.contains("(10011)"), "the first ten only: {}", outcome.show());
    assert_eq!(workspace.names("."), ["last", RECORD], "nothing written");
    let outcome = tonight(&workspace, &rows, &["--max-loss", "100"]).exits(0);
    assert!(outcome.stderr.contains("Ana Cruz (10011) is skipped now (other-school) but still active in SmartFind"));
}

#[test]
fn below_the_limit_everyone_absent_is_warned_about() {
    let workspace = known(100);
    let mut rows = people(11..=100);
    rows[0]["status"] = json!(2);
    tonight(&workspace, &rows, &[]).exits(65);
    // Ten of a hundred are not more than ten percent.
    rows[0]["status"] = json!(1);
    let outcome = tonight(&workspace, &rows, &[]).exits(0);
    assert_eq!(
        outcome.stderr.matches("is gone from PowerSchool but still active in SmartFind: deactivate").count(),
        10,
        "{}",
        outcome.show()
    );
}

#[test]
fn five_people_are_never_too_many() {
    let workspace = known(6);
    tonight(&workspace, &people(6..=6), &["--max-loss", "0"]).exits(0);
    let workspace = known(7);
    tonight(&workspace, &people(7..=7), &["--max-loss", "0"]).exits(65).says("6 of the 7");
}

#[test]
fn without_a_record_there_is_nothing_to_compare() {
    let workspace = Workspace::new();
    workspace.run_with("sfe-transform", ["--newest-dcid", "0"], stream(&people(1..=1))).exits(0);
    tonight(&workspace, &people(1..=1), &[]).exits(66).says(RECORD);
    workspace.write(RECORD, "");
    tonight(&workspace, &people(1..=1), &[]).exits(65).says("smartfind.jsonl: the end line is missing");
    workspace.write(RECORD, "{\"access_id\":0}\n");
    tonight(&workspace, &people(1..=1), &[]).exits(65).says("smartfind.jsonl: line 1: ");
    let both = ["--newest-dcid", "0", "--smartfind", RECORD, "--sent", "sent.txt"];
    workspace.run_with("sfe-transform", both, stream(&people(1..=1))).exits(2);
}

#[test]
fn people_who_were_inactive_before_are_not_lost() {
    let workspace = known(1);
    let inactive: Vec<Value> = (1..=50).map(|id| row(id, json!({"status": 2}))).collect();
    record_of(&workspace, &inactive);
    tonight(&workspace, &people(60..=60), &[]).exits(0).does_not_say("still active");
}

#[test]
fn people_known_by_their_access_ids_alone_or_only_perhaps_are_not_lost() {
    let workspace = known(20);
    let mut record = SmartFind::of(&workspace, "last");
    record.people.values_mut().for_each(|person| person["known"] = json!("perhaps"));
    record.write(&workspace);
    // All of them may be active in SmartFind, so they are still told of.
    let outcome = tonight(&workspace, &people(60..=60), &[]).exits(0);
    assert_eq!(outcome.stderr.matches("still active in SmartFind: deactivate").count(), 20, "{}", outcome.show());
    for person in record.people.values_mut() {
        *person = json!({"access_id": person["access_id"], "users_dcid": null, "known": "known"});
    }
    record.write(&workspace);
    tonight(&workspace, &people(60..=60), &[]).exits(0).does_not_say("still active");
}

#[test]
fn people_let_through_once_are_not_counted_again() {
    let workspace = known(20);
    let rest = people(11..=20);
    tonight(&workspace, &rest, &[]).exits(65).says("10 of the 20 people");
    std::fs::create_dir(workspace.path("next")).unwrap();
    tonight(&workspace, &rest, &["--max-loss", "100", "-o", "next"]).exits(0);
    SmartFind::of(&workspace, "last").pick_up(&workspace, "next").write(&workspace);
    tonight(&workspace, &rest, &[])
        .exits(0)
        .says("10 people who left on earlier nights are still active in SmartFind: Ana Cruz (10001), ")
        .does_not_say("deactivate the account there");
    // But to end them on one night is a mass change.
    tonight(&workspace, &rest, &["--deactivate-leavers"])
        .exits(65)
        .says("10 of the 10 people active in SmartFind (100.0%, more than the 10% allowed), 10 of them absent since ");
}

#[test]
fn no_row_about_another_school_and_no_second_row_hides_why_somebody_is_missing() {
    let workspace = known(3);
    let contract = row(1, json!({"contractemp": 1}));
    let second = row(1, json!({"contractemp": 1}));
    let elsewhere = row(1, json!({"schoolid": 9}));
    for rows in [[&contract, &second, &elsewhere], [&elsewhere, &contract, &second]] {
        let rows: Vec<Value> = rows.into_iter().cloned().chain(people(2..=3)).collect();
        tonight(&workspace, &rows, &[])
            .exits(0)
            .says("Ana Cruz (10001) is skipped now (contract) but still active in SmartFind");
    }
}
