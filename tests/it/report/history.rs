//! The nights of a home folder, a line each.

use crate::support::Workspace;
use crate::support::district::read_fixture;
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
        ];
        // A later night found out what became of the set; of the last one nobody knows yet.
        let taken = match day {
            2 => json!([{"event": "merged", "number": 2, "taken": "unknown", "found": "20261123T100000Z-8"}]),
            4 | 7 => json!([]),
            _ => json!([{"event": "merged", "number": day,
                         "taken": {"picked-up": {"sign_ons": true, "schedules": true}}, "found": "20261123T100000Z-8"}]),
        };
        let lines = lines.iter().chain(taken.as_array().unwrap());
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        workspace.write(&format!("runs/2026110{day}T021500Z-{day}/stages.jsonl"), text);
    }
    // Killed while it wrote.
    workspace.write("runs/20261108T021500Z-9/stages.jsonl", "{\"mode\":\"run\",\"previous\":\"\"}\n{\"sta");
    let text = workspace.run("sfe-report", ["--history", "."]).exits(0).stdout;
    assert_eq!(text, read_fixture("report/history.txt"), "{text}");
    let page = workspace.run("sfe-report", ["--history", ".", "--format", "html"]).exits(0).stdout;
    assert_eq!(page.matches("fill: var(--sent)").count(), 6, "a bar for every night that did not fail");
    assert!(page.contains(">✕</text>") && !page.contains("<b>") && page.contains("&lt;b&gt;"), "{page}");
    let table = workspace.run("sfe-report", ["--history", ".", "--format", "csv"]).exits(0).stdout;
    let pickups: Vec<&str> = table.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
    let expected = ["pickup", "picked up", "unknown", "picked up", "", "picked up", "picked up", "", ""];
    assert_eq!(pickups, expected, "{table}");
    assert!(page.contains("<td class=\"quiet\">pushed</td><td>picked up</td>"), "{page}");
    let document = workspace.run("sfe-report", ["--history", ".", "--format", "json"]).exits(0).stdout;
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let pickups: Vec<_> = (0..4).map(|night| document["nights"][night]["pickup"].clone()).collect();
    assert_eq!(json!(pickups), json!(["picked-up", "unknown", "picked-up", null]));
}
