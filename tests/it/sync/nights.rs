//! Nights that go well, and what they send.

use super::home::Home;
use crate::support::district::{FILES, database, row, stream};
use crate::support::{Outcome, Workspace};
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn two_nights() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0).silently_but_for_a_first_run();
    assert_eq!(home.server.arrived(), FILES);
    assert_eq!(home.mark(), "120");
    let pushed = home.workspace.read("last/P1ProfileBasic.csv");
    assert!(pushed.lines().all(|line| line.starts_with("P|A|")), "everyone is new: {pushed}");
    assert_eq!(std::fs::read_to_string(home.server.uploads().join(FILES[0])).unwrap(), pushed);
    assert!(home.known().is_empty(), "nobody counts as in SmartFind before it has picked up the files");
    for name in [
        "smartfind.jsonl",
        "uploads.jsonl",
        "NewestDCID.txt",
        "sfe_log.txt",
        "last/sfe_log.txt",
        "last/extract.jsonl",
        "last/decisions.jsonl",
    ] {
        let mode = std::fs::metadata(home.workspace.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    home.sync(&[]).exits(0).silently();
    let pushed = home.workspace.read("last/P1ProfileBasic.csv");
    assert!(pushed.lines().all(|line| line.starts_with("P|C|")), "everyone is known: {pushed}");
    assert_eq!((home.mark().as_str(), home.runs().len()), ("120", 2));
    assert_eq!(home.known().len(), pushed.lines().count());
}

#[test]
fn warnings_are_shown_when_they_are_new() {
    let home = Home::new("school");
    let first = home.sync(&[]).exits(0).says("first run: 2 rejected (1 access-id-not-a-number, 1 no-name)");
    assert!(first.stdout.is_empty() && first.stderr.lines().count() == 1, "{}", first.show());
    assert!(first.stderr.trim().ends_with("/sfe_log.txt"), "{}", first.show());
    // What is new on a first night is everything; the line says how much that is, and where it is listed.
    let report = home.workspace.path("last/report.txt").canonicalize().unwrap();
    let document = home.workspace.run("sfe-report", ["last", "--format", "json"]).exits(0);
    let count = document.stderr.split(": ").nth(1).unwrap().lines().next().unwrap().to_string();
    assert!(count.ends_with(" to fix in PowerSchool, 0 to do in SmartFind"), "{}", document.show());
    assert!(first.stderr.contains(&format!("; {count}, listed in {}; see ", report.display())), "{}", first.show());
    home.sync(&[]).exits(0).silently();
    let change = "UPDATE teachers SET teachernumber = 'x' WHERE users_dcid = 52 AND schoolid = homeschoolid; \
                  INSERT INTO teachers (users_dcid, email_addr, teachernumber, first_name, last_name, homeschoolid, \
                  schoolid, status) VALUES (1, 'new@d.example', 'T1', 'A', 'B', 5, 5, 1)";
    database(&home.workspace, "x.db", change);
    let third = home.sync(&[]).exits(0).says("users_dcid 1 (new@d.example)");
    assert!(!third.stderr.contains("users_dcid 80 "), "{}", third.show());
}

#[test]
fn a_failed_push_moves_nothing() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    home.sync(&[]).exits(0);
    let kept = [home.mark(), home.workspace.read("smartfind.jsonl"), home.workspace.read("uploads.jsonl")];
    let last = std::fs::read_link(home.workspace.path("last")).unwrap();
    database(&home.workspace, "x.db", "UPDATE teachers SET users_dcid = 999 WHERE users_dcid = 120");
    home.settings("SFE_SFTP_DIR=./elsewhere");
    let outcome = home.sync(&[]).exits(69).says("push failed (exit code 69)").says("./elsewhere");
    // Of two runs in one second, the name of the later one (it ends in the process number) may sort first.
    let named = |run: &String| outcome.stderr.contains(&format!("runs/{run}"));
    let run = home.runs().into_iter().find(named).unwrap_or_else(|| panic!("{}", outcome.show()));
    assert_ne!(std::path::Path::new("runs").join(&run), last);
    let merged =
        |record: &str| record.lines().filter(|line| !line.contains("\"end\":")).map(str::to_string).collect::<Vec<_>>();
    assert_eq!(home.mark(), kept[0]);
    assert_eq!(merged(&home.workspace.read("smartfind.jsonl")), merged(&kept[1]));
    assert_eq!(home.workspace.read("uploads.jsonl"), kept[2], "what never asked for a rename is not on the list");
    assert_eq!(std::fs::read_link(home.workspace.path("last")).unwrap(), last);
    assert!(home.workspace.read(&format!("runs/{run}/sfe_log.txt")).contains("push failed"));
    home.settings("");
    home.sync(&[]).exits(0);
    assert_eq!(home.mark(), "999");
}

#[test]
fn a_dry_run_stops_before_the_push() {
    let home = Home::new("tiny");
    let outcome = home.sync(&["--dry-run"]).exits(0).prints("16 people, 16 of them new").prints("nothing was sent");
    outcome.says("warning: all 16 people would be sent as new (A)").says("sfe-commit --known FILE");
    assert!(home.server.arrived().is_empty());
    assert_eq!(home.mark(), "1");
    assert!(!home.workspace.path("smartfind.jsonl").exists() && !home.workspace.path("last").exists());
}

#[test]
fn a_saved_extract_is_replayed() {
    let home = Home::new("tiny");
    let elsewhere = Workspace::new();
    elsewhere.write("saved.jsonl", stream(&[row(5, json!({}))]));
    let folder = home.workspace.path("");
    let mut command = home.command(&["--replay", "saved.jsonl", "--home", folder.to_str().unwrap()]);
    Outcome::of(command.current_dir(elsewhere.path("")), b"").exits(0).silently_but_for_a_first_run();
    assert_eq!(home.workspace.read("last/W2SSO.csv"), "W|A|2|1|10005|u5@d.example|\n");
    home.sync(&["--replay", "none.jsonl"]).exits(66).says("none.jsonl");
    home.sync(&["--replay", "x.db", "--check"]).exits(2);
}

#[test]
fn a_part_that_is_replayed_is_asked_by_the_guard_and_ends_nobody() {
    let home = Home::new("tiny");
    home.settings("SFE_DEACTIVATE_LEAVERS=1");
    let people: Vec<_> = (1..=20).map(|person| row(person, json!({}))).collect();
    home.workspace.write("all.jsonl", stream(&people));
    home.workspace.write("part.jsonl", stream(&people[..16]));
    home.workspace.write("few.jsonl", stream(&people[..4]));
    for _ in 0..2 {
        home.sync(&["--replay", "all.jsonl"]).exits(0);
    }
    home.sync(&["--replay", "few.jsonl"]).exits(65).says("would be lost");
    home.sync(&["--replay", "part.jsonl"]).exits(0);
    let profiles = home.workspace.read("last/P1ProfileBasic.csv");
    assert_eq!(profiles.lines().count(), 16, "{profiles}");
    assert!(profiles.lines().all(|line| line.starts_with("P|C|")), "{profiles}");
}

#[test]
fn some_people_are_sent_on_their_own() {
    let home = Home::new("tiny");
    let people: Vec<_> = (1..=20).map(|person| row(person, json!({}))).collect();
    home.workspace.write("all.jsonl", stream(&people));
    home.sync(&["--replay", "all.jsonl"]).exits(0);
    let mut more = people;
    more.extend([row(30, json!({})), row(31, json!({"email_addr": null}))]);
    home.workspace.write("more.jsonl", stream(&more));
    let before = home.state();
    home.sync(&["--replay", "more.jsonl", "--only", "10002,10030"]).exits(0).silently();
    let on_server = || std::fs::read_to_string(home.server.uploads().join(FILES[1])).unwrap();
    assert_eq!(on_server(), "W|C|2|1|10002|u2@d.example|\nW|A|2|1|10030|u30@d.example|\n");
    let after = home.state();
    assert_eq!((&after[0], &after[2]), (&before[0], &before[2]), "neither the mark nor last");
    // The report is about them alone: the extract has somebody without an e-mail address, and 19 others.
    let report = format!("runs/{}", home.runs().last().unwrap());
    let told = home.workspace.run("sfe-report", [&report]).exits(0);
    assert!(told.stdout.contains("only the people asked for with --only."), "{}", told.show());
    assert!(told.stdout.contains("To fix in PowerSchool: 2, 1 of them new tonight\n"), "{}", told.show());
    assert!(told.stdout.contains(", u2@d.example, since "), "since the run before: {}", told.show());
    told.says("2 to fix in PowerSchool, 0 to do in SmartFind");
    let about = home.workspace.run("sfe-report", [&report, "--about", "u31@"]).exits(0);
    assert!(!about.stdout.contains("to fix in PowerSchool"), "{}", about.show());
    let page = home.workspace.run("sfe-report", [&report, "--format", "html"]).exits(0);
    page.prints("<p>This run sent only the people asked for with --only.");
    let arrived = home.server.arrived();
    home.sync(&["--replay", "more.jsonl", "--only=10031,10099"])
        .exits(65)
        .says("10031 is skipped (no-email), 10099 is not in the extract; nothing was written");
    assert!(home.known().contains(&10_030), "picked up by now");
    home.sync(&["--only", "x"]).exits(2).says("give access IDs, numbers from 1 to 999999999");
    home.sync(&["--only", "10002", "--check"]).exits(2);
    home.sync(&["--as-new"]).exits(2);
    assert_eq!(home.server.arrived(), arrived);
    // Deleted in SmartFind by mistake: they are sent as new again.
    home.sync(&["--replay", "more.jsonl", "--only", "10002", "--as-new"]).exits(0).silently();
    assert_eq!(on_server(), "W|A|2|1|10002|u2@d.example|\n");
    home.sync(&["--replay", "more.jsonl"]).exits(0);
    assert!(home.workspace.read("last/W2SSO.csv").contains("W|C|2|1|10030|"), "known by then");
    assert!(home.workspace.read("last/W2SSO.csv").contains("W|C|2|1|10002|"), "known again");
}

#[test]
fn in_a_home_without_a_record_some_people_make_none() {
    let home = Home::new("tiny");
    home.workspace.write("NewestDCID.txt", "20");
    home.workspace.write("all.jsonl", stream(&[row(1, json!({})), row(2, json!({}))]));
    home.sync(&["--replay", "all.jsonl", "--only", "10001"]).exits(0).silently();
    assert!(!home.workspace.path("smartfind.jsonl").exists() && !home.workspace.path("last").exists());
    home.sync(&["--replay", "all.jsonl"]).exits(0).silently_but_for_a_first_run();
    let pushed = home.workspace.read("last/P1ProfileBasic.csv");
    assert!(pushed.lines().all(|line| line.starts_with("P|C|")), "{pushed}");
    assert_eq!(home.known(), [10_001, 10_002], "the mark says that they are known");
}

#[test]
fn late_arrivals_are_added() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    // Rejected so far, and the mark has passed: users_dcid 53 was on a contract.
    database(&home.workspace, "x.db", "UPDATE u_humanresources SET contractemp = 0 WHERE usersdcid = 53");
    home.sync(&[]).exits(0);
    let pushed = home.workspace.read("last/P1ProfileBasic.csv");
    let added: Vec<&str> = pushed.lines().filter(|line| line.starts_with("P|A|")).collect();
    assert!(matches!(added[..], [line] if line.contains("|312354605|")), "{pushed}");
    home.sync(&[]).exits(0);
    assert!(home.known().contains(&312_354_605));
}

#[test]
fn the_guard_is_on() {
    let home = Home::new("school");
    home.sync(&[]).exits(0);
    database(&home.workspace, "x.db", "DELETE FROM teachers WHERE users_dcid > 150");
    home.sync(&[]).exits(65).says("transform failed").says("people active in SmartFind");
    Outcome::of(home.command(&[]).env("SFE_MAX_LOSS", "100"), b"").exits(0);
}
