//! The guard against mass changes: `--previous` and `--max-loss`.

use crate::support::district::{FILES, row, stream};
use crate::support::{Outcome, Workspace};
use serde_json::{Value, json};

/// A set of people 1 to `count` in `last`, pushed last.
fn pushed(count: i64) -> Workspace {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("last")).unwrap();
    let arguments = ["--newest-dcid", "0", "-o", "last"];
    workspace.run_with("sfe-transform", arguments, stream(&people(1..=count))).exits(0);
    workspace
}

fn people(range: std::ops::RangeInclusive<i64>) -> Vec<Value> {
    range.map(|id| row(id, json!({}))).collect()
}

fn tonight(workspace: &Workspace, rows: &[Value], more: &[&str]) -> Outcome {
    let mut arguments = vec!["--newest-dcid", "0", "--previous", "last"];
    arguments.extend(more);
    workspace.run_with("sfe-transform", arguments, stream(rows))
}

#[test]
fn more_than_ten_percent_and_five_people_stop_the_run() {
    let workspace = pushed(100);
    let mut rows = people(1..=100);
    rows.drain(..8);
    rows[0]["status"] = json!(2);
    rows[1]["contractemp"] = json!(1);
    rows[2]["schoolid"] = json!(9);
    // 11 of 100: eight absent, one inactive, one by contract, one at another school.
    let outcome = tonight(&workspace, &rows, &[]).exits(65).says("11 of the 100 people").says("--max-loss 100");
    for said in ["10001 is not in the extract", "10009 is inactive now", "10010 is skipped now (contract)"] {
        assert!(outcome.stderr.contains(said), "{said}: {}", outcome.show());
    }
    assert!(!outcome.stderr.contains("10011 "), "the first ten only: {}", outcome.show());
    assert_eq!(workspace.names("."), ["last"], "nothing written");
    let outcome = tonight(&workspace, &rows, &["--max-loss", "100"]).exits(0);
    assert!(outcome.stderr.contains("10011 was active in the set pushed last and is skipped now (other-school)"));
}

#[test]
fn below_the_limit_everyone_absent_is_warned_about() {
    let workspace = pushed(100);
    let mut rows = people(11..=100);
    rows[0]["status"] = json!(2);
    tonight(&workspace, &rows, &[]).exits(65);
    // Ten of a hundred are not more than ten percent.
    rows[0]["status"] = json!(1);
    let outcome = tonight(&workspace, &rows, &[]).exits(0);
    assert_eq!(outcome.stderr.matches("SFE keeps the person active").count(), 10, "{}", outcome.show());
}

#[test]
fn five_people_are_never_too_many() {
    let workspace = pushed(6);
    tonight(&workspace, &people(6..=6), &["--max-loss", "0"]).exits(0);
    let workspace = pushed(7);
    tonight(&workspace, &people(7..=7), &["--max-loss", "0"]).exits(65).says("6 of the 7");
}

#[test]
fn without_a_previous_set_there_is_nothing_to_compare() {
    let workspace = Workspace::new();
    tonight(&workspace, &people(1..=1), &[]).exits(0);
    workspace.write(&format!("last/{}", FILES[0]), "P|A|\n");
    tonight(&workspace, &people(1..=1), &[]).exits(65).says("line 1 has 3 fields");
}

#[test]
fn people_who_were_inactive_before_are_not_lost() {
    let workspace = pushed(1);
    let inactive: Vec<Value> = (1..=50).map(|id| row(id, json!({"status": 2}))).collect();
    workspace
        .run_with("sfe-transform", ["--newest-dcid", "0", "-o", "last", "--eol", "crlf"], stream(&inactive))
        .exits(0);
    tonight(&workspace, &people(60..=60), &[]).exits(0).does_not_say("SFE keeps");
}

#[test]
fn no_row_about_another_school_and_no_second_row_hides_why_somebody_is_missing() {
    let workspace = pushed(3);
    let contract = row(1, json!({"contractemp": 1}));
    let second = row(1, json!({"contractemp": 1}));
    let elsewhere = row(1, json!({"schoolid": 9}));
    for rows in [[&contract, &second, &elsewhere], [&elsewhere, &contract, &second]] {
        let rows: Vec<Value> = rows.into_iter().cloned().chain(people(2..=3)).collect();
        tonight(&workspace, &rows, &[])
            .exits(0)
            .says("access ID 10001 was active in the set pushed last and is skipped now (contract)");
    }
}
