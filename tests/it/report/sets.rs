//! The sets that a report compares.

use crate::support::Workspace;
use crate::support::district::{FILES, row, scheduled, stream};
use serde_json::{Value, json};

const EARLIER: &str = "runs/20261123T021500Z-7";
const NIGHT: &str = "runs/20261124T021500Z-8";

/// A run folder as sfe-sync leaves it, of these rows.
fn run(workspace: &Workspace, folder: &str, stream: impl AsRef<[u8]>, more: &[&str]) {
    workspace.write(&format!("{folder}/extract.jsonl"), stream);
    let decisions = format!("{folder}/decisions.jsonl");
    let extract = format!("{folder}/extract.jsonl");
    let mut arguments = vec!["-q", "--newest-dcid", "99", "-o", folder, "--decisions", &decisions];
    arguments.extend(more);
    arguments.push(&extract);
    workspace.run("sfe-transform", arguments).exits(0);
}

fn report(workspace: &Workspace, format: &str) -> String {
    workspace.run("sfe-report", ["-q", NIGHT, "--previous", EARLIER, "--format", format]).exits(0).stdout
}

#[test]
fn leavers_are_gone_and_sent_as_inactive() {
    let workspace = Workspace::new();
    run(&workspace, EARLIER, stream(&[row(1, json!({})), scheduled(2, json!({}))]), &[]);
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &["--previous", EARLIER, "--deactivate-leavers"]);
    let text = report(&workspace, "text");
    assert!(text.contains("NO LONGER SENT: 1\n") && text.contains("CHANGED: 0\n"), "{text}");
    assert!(text.contains("not in the extract; sent once more, as inactive\n"), "{text}");
}

#[test]
fn a_set_is_read_back_strictly() {
    let workspace = Workspace::new();
    run(&workspace, EARLIER, stream(&[row(1, json!({}))]), &[]);
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &[]);
    let told = |problem: &str| {
        workspace.run("sfe-report", [NIGHT, "--previous", EARLIER]).exits(65).says(problem);
    };
    let earlier = format!("{EARLIER}/{}", FILES[1]);
    workspace.write(&earlier, "W|C|2|1|5|a@d|\nX|C|2|1|5|a@d|\n");
    told("W2SSO.csv: line 2 has the record type \"X\"");
    workspace.write(&earlier, "W|C|2|1|5|\n");
    told("W2SSO.csv: line 1 has 6 fields, not 7");
    std::fs::remove_file(workspace.path(&earlier)).unwrap();
    told("W2SSO.csv is missing");
    workspace.run("sfe-report", [NIGHT, "--previous", "none"]).exits(66).says("none");
    workspace.write(&format!("{NIGHT}/decisions.jsonl"), "{}\n");
    workspace.run("sfe-report", [NIGHT]).exits(65).says("decisions.jsonl: line 1 is no decision");
}

#[test]
fn the_text_names_skipped_people_only_when_asked() {
    let workspace = Workspace::new();
    let rows = [row(1, json!({})), row(2, json!({"email_addr": null, "last_name": "Quiet"}))];
    run(&workspace, NIGHT, stream(&rows), &[]);
    let brief = workspace.run("sfe-report", [NIGHT]).exits(0).stdout;
    assert!(brief.contains("(Users.Email_Addr): 1\n") && !brief.contains("Quiet"), "{brief}");
    assert!(brief.contains("sfe-report -v 20261124T021500Z-8\n"), "{brief}");
    workspace.run("sfe-report", ["-v", NIGHT]).exits(0).prints("Quiet, no e-mail, school 5\n");
    workspace.run("sfe-report", [NIGHT, "--format", "csv"]).exits(0).prints("Quiet");
}

#[test]
fn who_is_still_active_is_told_every_night() {
    let workspace = Workspace::new();
    let all = stream(&[row(1, json!({})), row(2, json!({"first_name": "Quiet"})), row(3, json!({}))]);
    let rest = stream(&[row(1, json!({})), row(3, json!({}))]);
    run(&workspace, "runs/1", all, &["--previous", "none"]);
    run(&workspace, EARLIER, &rest, &["--previous", "runs/1"]);
    run(&workspace, NIGHT, &rest, &["--previous", EARLIER]);
    let first = workspace.run("sfe-report", [EARLIER, "--previous", "runs/1"]).exits(0).stdout;
    assert!(first.contains("NO LONGER SENT: 1\n  10002, Quiet Cruz, u2@d.example\n"), "{first}");
    assert!(!first.contains("STILL ACTIVE"), "{first}");
    let second = report(&workspace, "text");
    let told = "LEFT EARLIER, STILL ACTIVE IN SMARTFIND: 1\n  10002, Quiet Cruz, u2@d.example\n";
    assert!(second.contains("NO LONGER SENT: 0\n") && second.contains(told), "{second}");
    assert!(report(&workspace, "csv").contains("\r\nstill active,10002,Quiet Cruz,u2@d.example,"));
    assert!(report(&workspace, "html").contains("still active in SmartFind: 1</h2>"));
    let json: serde_json::Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    assert_eq!(json["still_active"][0]["access_id"], "10002");
}

#[test]
fn why_is_somebody_not_in_smartfind() {
    let workspace = Workspace::new();
    let named = |id: i64, name: &str, more: Value| {
        let mut person = row(id, json!({"first_name": name}));
        person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        person
    };
    let vanished = named(9, "Vanished", json!({}));
    run(&workspace, "runs/1", stream(&[vanished, row(1, json!({})), named(8, "Longago", json!({}))]), &[]);
    run(&workspace, EARLIER, stream(&[row(1, json!({})), named(7, "Late", json!({}))]), &["--previous", "runs/1"]);
    let tonight = [
        row(1, json!({})),
        named(2, "Noemail", json!({"email_addr": null})),
        named(3, "Elsewhere", json!({"schoolid": 12})),
        named(4, "Human", json!({"email_addr": "Wei.Human@D.example"})),
        named(5, "Contract", json!({"contractemp": 1})),
        named(6, "Letters", json!({"teachernumber": "T6"})),
    ];
    run(&workspace, NIGHT, stream(&tonight), &["--previous", EARLIER]);
    for (text, told) in [
        (
            "noemail",
            "10002, Noemail Cruz, no e-mail; users_dcid 2\n    skipped (no-email): No e-mail address: enter it",
        ),
        ("ELSEWHERE", "skipped (other-school): the row is about school 12, the home school is 5"),
        ("wei.human@d", "skipped (bad-name): The name is on the list"),
        ("10005", "skipped (contract): works on a contract (U_HumanResources.ContractEmp)"),
        (
            "letters cruz",
            "T6, Letters Cruz, u6@d.example; users_dcid 6\n    rejected (access-id-not-a-number): Teacher",
        ),
        ("6", "rejected (access-id-not-a-number)"),
        ("late", "10007, Late Cruz, u7@d.example\n    in the set pushed before, but in no row of the extract now"),
        ("vanished", "10009, Vanished Cruz, u9@d.example\n    in an earlier set, but in no row of the extract now"),
        ("u1@", "10001, Ana Cruz, u1@d.example; users_dcid 1\n    sent\n"),
        ("nosuchname", "nobody: \"nosuchname\" stands in no name"),
    ] {
        let outcome = workspace.run("sfe-report", [NIGHT, "--previous", EARLIER, "--about", text]).exits(0);
        assert!(outcome.stdout.contains(told), "{text}: {}", outcome.stdout);
    }
    workspace.run("sfe-report", [NIGHT, "--about", ""]).exits(2);
}
