//! What a report says of a night's set, beside what SmartFind has.

use crate::support::Workspace;
use crate::support::district::{FILES, row, scheduled, stream};
use crate::support::smartfind::{RECORD, SmartFind};
use serde_json::{Value, json};

pub const EARLIER: &str = "runs/20261123T021500Z-7";
pub const NIGHT: &str = "runs/20261124T021500Z-8";

/// A run folder as sfe-sync leaves it, of these rows.
pub fn run(workspace: &Workspace, folder: &str, stream: impl AsRef<[u8]>, more: &[&str]) {
    workspace.write(&format!("{folder}/extract.jsonl"), stream);
    let decisions = format!("{folder}/decisions.jsonl");
    let extract = format!("{folder}/extract.jsonl");
    let mut arguments = vec!["-q", "--newest-dcid", "99", "-o", folder, "--decisions", &decisions];
    arguments.extend(more);
    arguments.push(&extract);
    workspace.run("sfe-transform", arguments).exits(0);
}

/// Makes the record of the sets of these runs, all of which SmartFind picked up.
pub fn picked_up(workspace: &Workspace, folders: &[&str]) {
    let mut record = SmartFind::default();
    for folder in folders {
        record.pick_up(workspace, folder);
    }
    record.write(workspace);
}

pub const AGAINST_RECORD: [&str; 2] = ["--smartfind", RECORD];
const ENDS_LEAVERS: [&str; 3] = ["--smartfind", RECORD, "--deactivate-leavers"];

fn report(workspace: &Workspace, folder: &str, format: &str) -> String {
    workspace.run("sfe-report", ["-q", folder, "--format", format]).exits(0).stdout
}

#[test]
fn leavers_are_gone_and_sent_as_inactive() {
    let workspace = Workspace::new();
    run(&workspace, EARLIER, stream(&[row(1, json!({})), scheduled(2, json!({})), scheduled(3, json!({}))]), &[]);
    picked_up(&workspace, &[EARLIER]);
    let rows = [row(1, json!({})), scheduled(3, json!({"contractemp": 1}))];
    run(&workspace, NIGHT, stream(&rows), &ENDS_LEAVERS);
    let text = report(&workspace, NIGHT, "text");
    assert!(text.contains("GONE: 2\n") && text.contains("CHANGED: 0\n"), "{text}");
    assert!(text.contains("not in the extract; sent once more, as inactive\n"), "{text}");
    assert!(text.contains("skipped (contract); sent once more, as inactive\n"), "{text}");
    assert!(text.contains("2 rows read, 1 person in the files\n  left out by rule: 1 contract employee\n"), "{text}");
}

#[test]
fn a_first_night_has_nothing_to_compare_with() {
    let workspace = Workspace::new();
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &[]);
    let text = report(&workspace, NIGHT, "text");
    assert!(text.contains("\nChanges: nothing uploaded yet, so there is nothing to compare with\n"), "{text}");
    let page = report(&workspace, NIGHT, "html");
    assert!(
        page.contains("<p class=\"quiet\">Nothing uploaded yet, so there is nothing to compare with.</p>"),
        "{page}"
    );
    let document: Value = serde_json::from_str(&report(&workspace, NIGHT, "json")).unwrap();
    assert_eq!((&document["changes"], &document["pickup"]), (&Value::Null, &Value::Null));
    let started = json!({"event": "run", "mode": "run", "previous": "20261123T021500Z-7"});
    workspace.write(&format!("{NIGHT}/stages.jsonl"), format!("{started}\n"));
    let text = report(&workspace, NIGHT, "text");
    assert!(
        text.contains("\nChanges: no record of what SmartFind has, so there is nothing to compare with\n"),
        "{text}"
    );
}

#[test]
fn what_became_of_the_set_before_is_at_the_top() {
    let workspace = Workspace::new();
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &[]);
    let set = "20261123T021500Z-7";
    for (what, since, said) in [
        ("picked-up", json!(null), "SmartFind picked up the files uploaded before (Monday, November 23, 2:15 AM)"),
        (
            "picked-up",
            json!("20261123T100000Z-9"),
            "SmartFind picked up the files uploaded before (Monday, November 23, 2:15 AM), as seen Monday, \
             November 23, 10:00 AM",
        ),
        (
            "waiting",
            json!("20261121T021500Z-5"),
            "SmartFind has not picked up the files uploaded before (Monday, November 23, 2:15 AM): waiting since \
             Saturday, November 21, 2:15 AM",
        ),
        (
            "unknown",
            json!(null),
            "It is unknown whether SmartFind picked up the files uploaded before (Monday, November 23, 2:15 AM)",
        ),
    ] {
        let event = json!({"event": "pickup", "what": what, "run": set, "since": since});
        workspace.write(&format!("{NIGHT}/stages.jsonl"), format!("{event}\n"));
        let text = report(&workspace, NIGHT, "text");
        let top = text.split("\n\n").next().unwrap().replace("\n  ", " ");
        assert!(top.lines().any(|line| line == format!("{said}.")), "{said}: {text}");
        let page = report(&workspace, NIGHT, "html");
        assert!(page.contains("<div class=\"banner warn\">") && page.contains(&format!("<p>{said}.</p>")), "{page}");
        let document: Value = serde_json::from_str(&report(&workspace, NIGHT, "json")).unwrap();
        assert_eq!(document["pickup"], json!({"what": what, "run": set, "since": since}));
    }
    let nothing = json!({"event": "pickup", "what": "nothing", "run": null, "since": null});
    workspace.write(&format!("{NIGHT}/stages.jsonl"), format!("{nothing}\n"));
    assert!(!report(&workspace, NIGHT, "text").contains("uploaded before"));
}

#[test]
fn a_set_is_read_strictly() {
    let workspace = Workspace::new();
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &[]);
    let told = |problem: &str| {
        workspace.run("sfe-report", [NIGHT]).exits(65).says(problem);
    };
    let sign_ons = format!("{NIGHT}/{}", FILES[1]);
    workspace.write(&sign_ons, "W|C|2|1|5|a@d|\nX|C|2|1|5|a@d|\n");
    told("W2SSO.csv: line 2 has the record type \"X\"");
    workspace.write(&sign_ons, "W|C|2|1|5|\n");
    told("W2SSO.csv: line 1 has 6 fields, not 7");
    std::fs::remove_file(workspace.path(&sign_ons)).unwrap();
    told("W2SSO.csv is missing");
    workspace.write(&sign_ons, "W|C|2|1|5|a@d|\n");
    let profiles = format!("{NIGHT}/{}", FILES[0]);
    let profile = workspace.read(&profiles);
    workspace.write(&profiles, "");
    told("P1ProfileBasic.csv: the line of access ID 10001 is missing, which the decisions have");
    workspace.write(&profiles, profile);
    workspace.write(&format!("{NIGHT}/decisions.jsonl"), "{}\n");
    told("decisions.jsonl: line 1 is no decision");
    workspace.run("sfe-report", [NIGHT, "--previous", "none"]).exits(2).says("--previous");
}

#[test]
fn of_people_who_share_an_access_id_smartfind_has_the_last() {
    let workspace = Workspace::new();
    let shares = |first_name: &str, phone: &str| {
        let id = if first_name == "Ana" { 1 } else { 2 };
        row(id, json!({"teachernumber": "10001", "first_name": first_name, "home_phone": phone}))
    };
    let both = || stream(&[shares("Ana", "555-0100"), shares("Bo", "555-0100")]);
    run(&workspace, EARLIER, both(), &[]);
    picked_up(&workspace, &[EARLIER]);
    run(&workspace, NIGHT, both(), &AGAINST_RECORD);
    let text = report(&workspace, NIGHT, "text");
    assert!(text.contains("CHANGED: 0\n") && text.contains("UNCHANGED: 2\n"), "{text}");
    run(&workspace, NIGHT, stream(&[shares("Ana", "555-0111"), shares("Bo", "555-0122")]), &AGAINST_RECORD);
    let text = report(&workspace, NIGHT, "text");
    let told = "  Bo Cruz, 10001, u2@d.example\n      telephone: 555-0100 -> 555-0122\n";
    assert!(text.contains("CHANGED: 1\n") && text.contains(told), "{text}");
}

#[test]
fn a_decision_with_an_unknown_word_is_an_error_and_never_counted_as_exported() {
    let workspace = Workspace::new();
    run(&workspace, NIGHT, stream(&[row(1, json!({})), row(2, json!({"email_addr": null}))]), &[]);
    let decisions = workspace.read(&format!("{NIGHT}/decisions.jsonl"));
    for (word, other) in [
        ("\"skipped\"", "\"postponed\""),
        ("\"no-email\"", "\"on-leave\""),
        ("\"no-email\"", "null"),
        ("[\"no-hr-row\"]", "[\"on-leave\"]"),
    ] {
        let (first, second) = decisions.split_once('\n').unwrap();
        workspace.write(&format!("{NIGHT}/decisions.jsonl"), format!("{first}\n{}", second.replace(word, other)));
        workspace.run("sfe-report", [NIGHT]).exits(65).says("decisions.jsonl: line 2 is no decision");
    }
}

#[test]
fn who_is_still_active_is_told_every_night() {
    let workspace = Workspace::new();
    let all = stream(&[row(1, json!({})), row(2, json!({"first_name": "Quiet"})), row(3, json!({}))]);
    let rest = stream(&[row(1, json!({})), row(3, json!({}))]);
    run(&workspace, "runs/1", all, &[]);
    picked_up(&workspace, &["runs/1"]);
    run(&workspace, EARLIER, &rest, &AGAINST_RECORD);
    let first = report(&workspace, EARLIER, "text");
    assert!(first.contains("GONE: 1\n  Quiet Cruz, 10002, u2@d.example\n"), "{first}");
    assert!(first.contains("      not in the extract; SmartFind keeps the person active\n"), "{first}");
    assert!(!first.contains("STILL ACTIVE"), "{first}");
    picked_up(&workspace, &["runs/1", EARLIER]);
    run(&workspace, NIGHT, &rest, &AGAINST_RECORD);
    let second = report(&workspace, NIGHT, "text");
    let told = "TO DO IN SMARTFIND: 1\n\n  HIGH: No longer sent, but still active in SmartFind: 1\n";
    assert!(second.contains("GONE: 0\n") && second.contains(told), "{second}");
    assert!(second.contains("      Quiet Cruz, 10002, u2@d.example, new tonight\n"), "{second}");
    let table = report(&workspace, NIGHT, "csv");
    assert!(table.contains("\r\nto do in SmartFind,Quiet Cruz,10002,u2@d.example,"), "{table}");
    assert_eq!(table.matches("Quiet Cruz,10002").count(), 1, "{table}");
    assert!(report(&workspace, NIGHT, "html").contains("<h3>No longer sent, but still active in SmartFind</h3>"));
    // Decisions of a version before 0.2 have no findings: these people have a list of their own.
    let path = format!("{NIGHT}/decisions.jsonl");
    let new = workspace.read(&path);
    let former = new.lines().map(|line| {
        let mut decision: Value = serde_json::from_str(line).unwrap();
        decision.as_object_mut().unwrap().remove("findings");
        format!("{decision}\n")
    });
    workspace.write(&path, former.collect::<String>());
    let told = "LEFT EARLIER, STILL ACTIVE IN SMARTFIND: 1\n  Quiet Cruz, 10002, u2@d.example\n";
    let text = report(&workspace, NIGHT, "text");
    assert!(text.contains(told), "{text}");
    assert!(report(&workspace, NIGHT, "html").contains("<h2>Left earlier, still active in SmartFind <span"));
    workspace.write(&path, &new);
    let json: Value = serde_json::from_str(&report(&workspace, NIGHT, "json")).unwrap();
    let quiet = json!([{"access_id": "10002", "name": "Quiet Cruz", "email": "u2@d.example", "employee": true,
                        "active": true}]);
    assert_eq!(json["still_active"], quiet);
}

#[test]
fn who_left_earlier_and_is_ended_now_is_gone_once_and_never_new() {
    let workspace = Workspace::new();
    let all = stream(&[row(1, json!({})), row(2, json!({"first_name": "Quiet"})), row(3, json!({}))]);
    let rest = stream(&[row(1, json!({})), row(3, json!({}))]);
    run(&workspace, "runs/1", all, &[]);
    picked_up(&workspace, &["runs/1"]);
    run(&workspace, "runs/2", &rest, &AGAINST_RECORD);
    picked_up(&workspace, &["runs/1", "runs/2"]);
    run(&workspace, EARLIER, &rest, &ENDS_LEAVERS);
    picked_up(&workspace, &["runs/1", "runs/2", EARLIER]);
    run(&workspace, NIGHT, &rest, &ENDS_LEAVERS);
    let outcome = workspace.run("sfe-report", [EARLIER]).exits(0).says("0 added, 0 changed, 1 gone");
    let told = "Quiet Cruz, 10002, u2@d.example\n      left on an earlier night; sent once more, as inactive\n";
    assert!(outcome.stdout.contains(told), "{}", outcome.stdout);
    workspace.run("sfe-report", [NIGHT]).exits(0).says("0 added, 0 changed, 0 gone, 2 unchanged");
    workspace.run("sfe-report", [EARLIER, "--about", "quiet"]).exits(0).prints(
        "Quiet Cruz, 10002, u2@d.example; users_dcid 2\n    sent once more, as inactive; in no row of the extract now",
    );
}

#[test]
fn neither_a_missing_run_nor_a_device_is_written_to_or_read() {
    let workspace = Workspace::new();
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &[]);
    workspace.run("sfe-report", ["runs/none"]).exits(66).says("there is no run folder");
    let last = workspace.path("last").display().to_string();
    // Before the first upload; and when the run folder that it points to is gone.
    workspace.write("new/sfe.env", "");
    let said = format!("nothing was uploaded from {} yet", workspace.path("new").display());
    workspace.run("sfe-report", ["new/last"]).exits(66).says(&said).says("--dry-run");
    std::os::unix::fs::symlink("runs/gone", workspace.path("new/last")).unwrap();
    workspace.run("sfe-report", ["new/last"]).exits(66).says("new/last is a dangling link").says("--history");
    workspace.run("sfe-report", ["."]).exits(66).says("is a home folder, not a run folder: give ").says(&last);
    std::os::unix::fs::symlink("/dev/null", workspace.path("device")).unwrap();
    workspace.run("sfe-report", [NIGHT, "-o", "device"]).exits(73).says("is not a file and cannot be replaced by one");
    assert!(workspace.path("device").is_symlink());
}
