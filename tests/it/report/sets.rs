//! The sets that a report compares.

use crate::support::Workspace;
use crate::support::district::{FILES, row, scheduled, stream};
use serde_json::json;

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
