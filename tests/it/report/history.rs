//! The nights of a home folder, a line each.

use super::sets::run;
use crate::support::district::{read_fixture, row, stream};
use crate::support::{Outcome, Workspace};
use serde_json::json;

#[test]
fn a_week_with_a_failed_night() {
    let workspace = Workspace::new();
    for day in 1..=7 {
        let failed = day == 4;
        let end = if failed {
            json!({"outcome": "failure", "stage": "push", "exit": 75, "reason": "cannot \"connect\" <b>",
                   "exported": 90, "rejected": 2})
        } else {
            json!({"outcome": "success", "stage": "done", "exit": 0, "reason": "",
                   "exported": 1080 + day, "rejected": day})
        };
        let lines = [
            json!({"mode": "run", "previous": ""}),
            json!({"stage": "extract", "seconds": 60.5, "exit": 0}),
            json!({"stage": "push", "seconds": 3.0, "exit": if failed { 75 } else { 0 }}),
            end,
            json!({"added": day, "changed": 2, "gone": 0}),
            json!({"event": "listed", "fix": 9 - day, "smartfind": 1}),
        ];
        // A later night found out what became of the set; of the last one nobody knows yet.
        let taken = match day {
            2 => json!([{"event": "merged", "number": 2, "taken": "unknown", "found": "20261123T100000Z-8"}]),
            4 | 7 => json!([]),
            _ => json!([{"event": "merged", "number": day, "found": "20261123T100000Z-8",
                         "taken": {"picked-up": {"sign_ons": true, "schedules": true}}}]),
        };
        let lines = lines.iter().chain(taken.as_array().unwrap());
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        workspace.write(&format!("runs/2026110{day}T021500Z-{day}/stages.jsonl"), text);
    }
    // Killed while it wrote.
    workspace.write("runs/20261108T021500Z-9/stages.jsonl", "{\"mode\":\"run\",\"previous\":\"\"}\n{\"sta");
    let text = history(&workspace, "text");
    assert_eq!(text, read_fixture("report/history.txt"), "{text}");
    let page = history(&workspace, "html");
    assert_eq!(page.matches("fill: var(--sent)").count(), 6, "a bar for every night that did not fail");
    assert_eq!(page.matches("fill: var(--fix)").count(), 7, "what is to be fixed is known of a night that failed");
    // Each chart marks that night.
    assert_eq!(page.matches("fill: var(--bad)").count(), page.matches("the night failed").count(), "{page}");
    assert_eq!(page.matches("<figure>").count(), page.matches("the night failed").count(), "{page}");
    assert!(
        page.contains("<title>Oak Valley: All nights</title>") && page.contains("The last run went well."),
        "{page}"
    );
    // The reason has a row of its own, so that it pushes no number off the page.
    assert!(
        page.contains(r#"<td class="wide reason" colspan="9">cannot &quot;connect&quot; &lt;b&gt;</td>"#),
        "{page}"
    );
    assert!(
        page.contains("<td class=\"wide outcome quiet\" data-label=\"Outcome\">Uploaded, unknown whether"),
        "{page}"
    );
    let table = history(&workspace, "csv");
    assert!(table.contains("\r\n2026-11-02 02:15,1082,2,2,0,2,7,1,63.5,uploaded,unknown\r\n"), "{table}");
    let pickups: Vec<&str> = table.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
    let expected = ["pickup", "picked up", "unknown", "picked up", "", "picked up", "picked up", "", ""];
    assert_eq!(pickups, expected, "{table}");
    let document: serde_json::Value = serde_json::from_str(&history(&workspace, "json")).unwrap();
    let pickups: Vec<_> = (0..4).map(|night| document["nights"][night]["pickup"].clone()).collect();
    assert_eq!(json!(pickups), json!(["picked-up", "unknown", "picked-up", null]));
    assert_eq!((&document["schema"], &document["district"]), (&json!(2), &json!("Oak Valley")));
    assert_eq!((&document["nights"][6]["fix"], &document["nights"][7]["smartfind"]), (&json!(2), &json!(null)));
}

fn history(workspace: &Workspace, format: &str) -> String {
    workspace.run("sfe-report", ["--history", ".", "--district", "Oak Valley", "--format", format]).exits(0).stdout
}

#[test]
fn pages_lead_to_each_other_where_the_reader_can_open_them() {
    let workspace = Workspace::new();
    let home = workspace.path("springfield");
    std::fs::create_dir(&home).unwrap();
    run(&workspace, "springfield/runs/20261124T021500Z-8", stream(&[row(1, json!({}))]), &[]);
    std::fs::create_dir(home.join("runs/20261125T021500Z-9")).unwrap();
    let night = "springfield/runs/20261124T021500Z-8";
    let page = |arguments: &[&str], file: &str| {
        workspace.run("sfe-report", [arguments, &["-o", file]].concat()).exits(0);
        workspace.read(file)
    };
    let report = page(&[night], &format!("{night}/report.html"));
    assert!(report.contains(r#"<a href="../../nights.html">All nights</a>"#), "{report}");
    // Without a setting the district has the home folder's name.
    assert!(report.contains("<title>springfield: Night of Tuesday, November 24, 2026, 2:15 AM</title>"), "{report}");
    assert!(!page(&[night], "mailed.html").contains("nights.html"));
    let nights = page(&["--history", "springfield"], "springfield/nights.html");
    assert!(nights.contains(r#"<a href="runs/20261124T021500Z-8/report.html">Tue, Nov 24, 2:15 AM</a>"#), "{nights}");
    assert_eq!(nights.matches("<a ").count(), 1, "the other night has no page");
    assert!(!page(&["--history", "springfield"], "mailed.html").contains("<a "));
}

#[test]
fn times_are_local_and_a_night_has_the_date_of_the_place() {
    let workspace = Workspace::new();
    run(&workspace, "20261124T021500Z-8", stream(&[row(1, json!({}))]), &[]);
    for (zone, expected) in [
        ("America/Chicago", "Night of Monday, November 23, 2026, 8:15 PM\n"),
        ("America/Anchorage", "Night of Monday, November 23, 2026, 5:15 PM\n"),
        ("UTC", "Night of Tuesday, November 24, 2026, 2:15 AM\n"),
    ] {
        let mut command = workspace.command("sfe-report");
        command.args(["20261124T021500Z-8"]).env("TZ", zone);
        let text = Outcome::of(&mut command, b"").exits(0).stdout;
        assert!(text.contains(expected) && !text.contains("UTC"), "{zone}: {text}");
    }
}
