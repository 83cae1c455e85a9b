//! The report that every night leaves, and what hooks and a dry run make of it.

use super::home::{HOOK, Home};
use crate::support::Outcome;
use crate::support::district::{row, stream};
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;

fn people(home: &Home, name: &str, changes: &[(i64, serde_json::Value)]) -> String {
    let rows: Vec<_> = (1..=20)
        .map(|person| {
            let change = changes.iter().find(|(changed, _)| *changed == person);
            row(person, change.map_or(json!({}), |(_, change)| change.clone()))
        })
        .collect();
    home.workspace.write(name, stream(&rows));
    name.to_string()
}

#[test]
fn each_night_leaves_a_report_and_tells_the_hook_what_it_counted() {
    let home = Home::new("tiny");
    home.settings(
        "SFE_KEEP_RUNS=1\nSFE_HOOKS=run,replay\nSFE_DISTRICT_NAME=Springfield\n\
                   SFE_ON_SUCCESS=echo $SFE_ADDED $SFE_CHANGED $SFE_GONE $SFE_TO_FIX $SFE_TO_DO $SFE_REPORT >told.txt",
    );
    let first = people(&home, "first.jsonl", &[]);
    let second = people(
        &home,
        "second.jsonl",
        &[(2, json!({"home_phone": "555-0199"})), (3, json!({"contractemp": 1})), (4, json!({"teachernumber": "77"}))],
    );
    home.sync(&["--replay", &first]).exits(0);
    assert!(home.told()[0].starts_with("0 0 0 20 0 /"), "{:?}", home.told());
    home.sync(&["--replay", &second]).exits(0);
    let told = home.told().remove(0);
    let report = told.strip_prefix("1 1 2 19 2 ").unwrap_or_else(|| panic!("{told}"));
    // With one run kept, the one it was compared with has gone by now.
    assert_eq!(home.runs().len(), 1, "this one, which is the last");
    let text = std::fs::read_to_string(report).unwrap();
    for expected in ["Uploaded to SmartFind Express: ", "telephone: 555-0100 -> 555-0199", "GONE: 2", "(contract)"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    for name in ["report.txt", "report.html", "stages.jsonl"] {
        let path = std::path::Path::new(report).with_file_name(name);
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    let history = home.workspace.run("sfe-report", ["--history", "."]).exits(0);
    history.prints("uploaded");
}

#[test]
fn after_a_night_without_a_report_the_hook_is_told_what_was_known_last() {
    let home = Home::new("tiny");
    let told = "echo \"[$SFE_TO_FIX] [$SFE_TO_DO]\" >>told.txt";
    let settings = format!("SFE_HOOKS=run,replay\nSFE_ON_SUCCESS={told}\nSFE_ON_FAILURE={told}");
    home.settings(&settings);
    let [good, cut] = [people(&home, "good.jsonl", &[]), people(&home, "cut.jsonl", &[])];
    let text = home.workspace.read(&cut);
    home.workspace.write(&cut, text.lines().next().unwrap());
    home.sync(&["--replay", &cut]).exits(65);
    home.sync(&["--replay", &good]).exits(0);
    home.sync(&["--replay", &cut]).exits(65);
    home.sync(&["--replay", "none.jsonl"]).exits(66);
    assert_eq!(home.told()[..3], ["[] []", "[20] [0]", "[20] [0]"]);
    // The files were made, and the report of them: it counts.
    let other = people(&home, "other.jsonl", &[(1, json!({"email_addr": null})), (2, json!({"last_name": null}))]);
    home.settings(&format!("{settings}\nSFE_SFTP_DIR=./elsewhere"));
    home.sync(&["--replay", &other]).exits(69);
    assert_eq!(home.told().last().unwrap(), "[20] [0]");
}

#[test]
fn a_report_of_a_run_that_was_moved_has_the_same_name_of_the_district() {
    let home = Home::new("tiny");
    home.settings("SFE_DISTRICT_NAME=Springfield");
    home.sync(&["-q"]).exits(0);
    home.settings("");
    home.sync(&["-q"]).exits(0);
    let name = home.workspace.path("").canonicalize().unwrap().file_name().unwrap().to_str().unwrap().to_string();
    let runs = home.runs();
    for (run, district) in runs.iter().zip(["Springfield", &name]) {
        let moved = home.workspace.path(run);
        std::fs::rename(home.workspace.path("runs").join(run), &moved).unwrap();
        let district_of = |more: &[&str]| {
            let arguments = [&[run.as_str(), "--format", "json"], more].concat();
            let document = home.workspace.run("sfe-report", arguments).exits(0).stdout;
            serde_json::from_str::<serde_json::Value>(&document).unwrap()["district"].clone()
        };
        assert_eq!(district_of(&[]), district);
        assert_eq!(district_of(&["--district", "Oak Valley"]), "Oak Valley");
    }
}

#[test]
fn leavers_can_be_ended_from_the_first_night_on() {
    let home = Home::new("tiny");
    home.settings("SFE_DEACTIVATE_LEAVERS=1");
    home.sync(&["--check"]).exits(0);
    home.sync(&["-q"]).exits(0).silently();
    let extract = home.workspace.read("last/extract.jsonl");
    let rows: Vec<serde_json::Value> = extract.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let profiles = home.workspace.read("last/P1ProfileBasic.csv");
    let row = rows.iter().find(|row| row["users_dcid"] == 52).unwrap();
    let access_id = format!("|{}|", row["teachernumber"].as_str().unwrap());
    assert!(profiles.contains(&access_id), "{access_id}: {profiles}");
    crate::support::district::database(&home.workspace, "x.db", "DELETE FROM teachers WHERE users_dcid = 52");
    home.sync(&[]).exits(0);
    let profiles = home.workspace.read("last/P1ProfileBasic.csv");
    let ended: Vec<&str> = profiles.lines().filter(|line| line.contains(&access_id)).collect();
    assert!(matches!(ended[..], [line] if line.starts_with("P|C|") && line.contains("|Y|N|")), "{ended:?}");
    assert!(!home.workspace.read("last/W2SSO.csv").contains(&access_id));
    home.sync(&[]).exits(0);
    assert!(!home.workspace.read("last/P1ProfileBasic.csv").contains(&access_id), "once");
}

#[test]
fn a_dry_run_prints_what_the_night_would_change() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    let change = "UPDATE teachers SET home_phone = '555-0177' WHERE users_dcid = 52";
    crate::support::district::database(&home.workspace, "x.db", change);
    home.sync(&["--dry-run"])
        .exits(0)
        .prints("Dry run: nothing was sent; in the files 16 people")
        .prints("CHANGED: 1")
        .prints("-> 555-0177")
        .prints("UNCHANGED: 15");
    home.sync(&["--dry-run", "-q"]).exits(0).does_not_say("CHANGED");
}

#[test]
fn a_failed_night_has_its_stage_on_record() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    home.settings("SFE_SFTP_DIR=./else\\where\"");
    home.sync(&[]).exits(69);
    home.settings("");
    home.workspace.write("NewestDCID.txt", "x");
    home.sync(&[]).exits(65);
    let history = home.workspace.run("sfe-report", ["--history", "."]).exits(0);
    history.prints("push").prints("state");
    let mut run = home.runs();
    run.retain(|run| home.workspace.path("runs").join(run).join("report.txt").exists());
    assert_eq!(run.len(), 2, "the night without files has no report");
    for line in run.iter().flat_map(|run| {
        home.workspace.read(&format!("runs/{run}/stages.jsonl")).lines().map(str::to_string).collect::<Vec<_>>()
    }) {
        serde_json::from_str::<serde_json::Value>(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

#[test]
fn a_night_without_its_report_is_as_good_as_with_it() {
    let home = Home::new("tiny");
    home.settings(HOOK);
    for failure in ["exit 74", "kill -KILL $$", "echo broken >&2; exit 65"] {
        home.shim("sfe-report", failure);
        Outcome::of(&mut home.command_with_shims(&[]), b"").exits(0).does_not_say("report.txt");
        assert!(home.workspace.read("sfe_log.txt").contains("there is no report of this run"), "{failure}");
    }
    assert_eq!(home.told(), ["success done"; 3]);
}
