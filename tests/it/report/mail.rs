//! The recipe of the man page that mails the page.

use super::sets::{NIGHT, run};
use crate::support::command::project;
use crate::support::district::{row, stream};
use crate::support::{Outcome, Workspace};
use serde_json::json;

#[test]
fn the_page_is_mailed_as_the_man_page_says() {
    let workspace = Workspace::new();
    run(&workspace, NIGHT, stream(&[row(1, json!({}))]), &[]);
    workspace.run("sfe-report", [NIGHT, "-o", &format!("{NIGHT}/report.txt")]).exits(0);
    let page = std::fs::read_to_string(project().join("man/sfe-report.1")).unwrap();
    let recipe = page.split_once("sfe-report \"$SFE_RUN\"").unwrap().1.split_once(".Ed").unwrap().0;
    let recipe = format!("sfe-report \"$SFE_RUN\"{}", recipe.replace("\\e", "\\"));
    workspace.write_script("sendmail", "#!/bin/sh\ncat >mail\n");
    let recipe = recipe.replace("/usr/sbin/sendmail", "./sendmail");
    let mut command = workspace.command("bash");
    let report = format!("{NIGHT}/report.txt");
    command.args(["-euo", "pipefail", "-c", &recipe]);
    command.envs([("SFE_RUN", NIGHT), ("SFE_REPORT", report.as_str()), ("SFE_TO_FIX", "3"), ("SFE_TO_DO", "1")]);
    Outcome::of(&mut command, b"").exits(0);
    let mail = workspace.read("mail");
    assert!(
        mail.starts_with("To: hr@example.org\nSubject: SmartFind: 3 to fix, 1 to do\nMIME-Version: 1.0\n"),
        "{mail}"
    );
    assert!(mail.contains("SmartFind Express: Night of Tuesday, November 24, 2026, 2:15 AM"), "{mail}");
    let attached = mail.split_once("base64\n\n").unwrap().1.split_once("--page--").unwrap().0;
    let attached = workspace.run_with("base64", ["-d"], attached).exits(0).stdout;
    assert_eq!(attached, workspace.read("page.html"));
    assert!(attached.starts_with("<!DOCTYPE html>") && !attached.contains("nights.html"));
}
