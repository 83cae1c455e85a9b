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
        ("late", "10007, Late Cruz, u7@d.example\n    in the set pushed before; in no row of the extract now"),
        ("vanished", "10009, Vanished Cruz, u9@d.example\n    in an earlier set; in no row of the extract now"),
        ("u1@", "10001, Ana Cruz, u1@d.example; users_dcid 1\n    sent\n"),
        ("nosuchname", "no match for \"nosuchname\" in names, e-mail addresses or teacher numbers\n"),
    ] {
        let outcome = workspace.run("sfe-report", [NIGHT, "--previous", EARLIER, "--about", text]).exits(0);
        assert!(outcome.stdout.contains(told), "{text}: {}", outcome.stdout);
    }
    workspace.run("sfe-report", [NIGHT, "--about", ""]).exits(2);
}

#[test]
fn who_left_earlier_and_is_ended_now_is_gone_once_and_never_new() {
    let workspace = Workspace::new();
    let all = stream(&[row(1, json!({})), row(2, json!({"first_name": "Quiet"})), row(3, json!({}))]);
    let rest = stream(&[row(1, json!({})), row(3, json!({}))]);
    let ends = |previous| ["--previous", previous, "--deactivate-leavers"];
    run(&workspace, "runs/1", all, &["--previous", "none"]);
    run(&workspace, "runs/2", &rest, &["--previous", "runs/1"]);
    run(&workspace, EARLIER, &rest, &ends("runs/2"));
    run(&workspace, NIGHT, &rest, &ends(EARLIER));
    let outcome =
        workspace.run("sfe-report", [EARLIER, "--previous", "runs/2"]).exits(0).says("0 added, 0 changed, 1 gone");
    let told = "10002, Quiet Cruz, u2@d.example\n      left on an earlier night; sent once more, as inactive\n";
    assert!(outcome.stdout.contains(told), "{}", outcome.stdout);
    workspace.run("sfe-report", [NIGHT, "--previous", EARLIER]).exits(0).says("0 added, 0 changed, 0 gone");
    workspace
        .run("sfe-report", [EARLIER, "--previous", "runs/2", "--about", "quiet"])
        .exits(0)
        .prints("10002, Quiet Cruz, u2@d.example\n    sent once more, as inactive; in no row of the extract now");
}

#[test]
fn about_somebody_with_another_teacher_number_or_data_to_correct() {
    let workspace = Workspace::new();
    run(&workspace, EARLIER, stream(&[row(1, json!({})), row(2, json!({}))]), &[]);
    let tonight = [
        row(1, json!({"teachernumber": "abc"})),
        row(3, json!({"teachernumber": "10004"})),
        row(4, json!({})),
        scheduled(5, json!({"time2_monday": 1})),
        row(6, json!({"last_name": "a|b"})),
    ];
    run(&workspace, NIGHT, stream(&tonight), &["--previous", EARLIER]);
    for (text, told) in [
        (
            "u1@",
            "10001, Ana Cruz, u1@d.example\n    in the set pushed before; the row with that e-mail address has the",
        ),
        ("u3@", "sent; Two or more people have one teacher number; all are sent: give each their own"),
        ("u5@", "sent; Days are checked for the second schedule, but its start or end time is blank: enter"),
        ("u6@", "rejected (unprintable): a | or a control character stands in a field: take it"),
        ("u6@", "(Users.Last_Name)"),
    ] {
        let outcome = workspace.run("sfe-report", [NIGHT, "--previous", EARLIER, "--about", text]).exits(0);
        let stdout = outcome.stdout.replace("\n      ", " ");
        assert!(stdout.contains(told), "{text}: {stdout}");
    }
}

#[test]
fn neither_a_missing_run_nor_a_device_is_written_to_or_read() {
    let workspace = Workspace::new();
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &[]);
    workspace.run("sfe-report", ["runs/none"]).exits(66).says("there is no run folder");
    std::os::unix::fs::symlink("/dev/null", workspace.path("device")).unwrap();
    workspace.run("sfe-report", [NIGHT, "-o", "device"]).exits(73).says("is not a file and cannot be replaced by one");
    assert!(workspace.path("device").is_symlink());
}
