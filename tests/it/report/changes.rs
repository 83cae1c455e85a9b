//! Every kind of change, made by hand in a golden case.

use crate::support::district::{fixture, read_fixture, row};
use crate::support::smartfind::{RECORD, SmartFind};
use crate::support::{Outcome, Workspace};
use serde_json::{Value, json};

/// The district's rows.
fn district() -> Vec<Value> {
    let extract = read_fixture("golden/district/extract.jsonl");
    extract.lines().map(|line| serde_json::from_str(line).unwrap()).filter(|row: &Value| row["end"].is_null()).collect()
}

/// Makes the record of a set of these rows, which SmartFind picked up.
fn before(workspace: &Workspace, rows: &[Value]) {
    transform(workspace, "before", rows, &[]);
    SmartFind::of(workspace, "before").write(workspace);
}

const NIGHT: &str = "20261124T081500Z-1";

fn tonight(workspace: &Workspace, rows: &[Value]) {
    transform(workspace, NIGHT, rows, &["--smartfind", RECORD]);
}

fn transform(workspace: &Workspace, folder: &str, rows: &[Value], more: &[&str]) {
    let extract = crate::support::district::stream(rows);
    workspace.write(&format!("{folder}/extract.jsonl"), &extract);
    let decisions = format!("{folder}/decisions.jsonl");
    let mut arguments = vec!["-q", "--newest-dcid", "99999", "-o", folder, "--decisions", &decisions];
    arguments.extend(more);
    workspace.run_with("sfe-transform", arguments, extract).exits(0);
}

fn report(workspace: &Workspace, format: &str) -> String {
    let mut command = workspace.command("sfe-report");
    command.args([NIGHT, "--format", format, "--district", "D118"]).env("TZ", "America/Chicago");
    Outcome::of(&mut command, b"").exits(0).stdout
}

/// The rows of a person, at all schools.
fn of(rows: &mut [Value], users_dcid: i64) -> impl Iterator<Item = &mut Value> {
    rows.iter_mut().filter(move |row| row["users_dcid"] == users_dcid)
}

#[test]
fn nothing_is_told_when_nothing_changed_whatever_the_order() {
    let workspace = Workspace::new();
    let mut rows = district();
    before(&workspace, &rows);
    rows.reverse();
    tonight(&workspace, &rows);
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    for list in ["added", "changed", "gone"] {
        assert_eq!(document["changes"][list], json!([]), "{list}");
    }
    assert_eq!(document["changes"]["unchanged"], 1086);
}

#[test]
fn every_kind_of_change_is_told_as_expected() {
    let workspace = Workspace::new();
    let mut rows = district();
    let second = json!({"start_time_2": "09:00", "end_time_2": "12:00", "time2_monday": 1, "time1_friday": 1});
    let edit =
        |row: &mut Value, fields: &Value| row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    // Active employees with a work schedule.
    let schedules = read_fixture("golden/district/E1PlusEmployeeWorkSchedule.csv");
    let is_scheduled = |row: &Value| {
        let access_id = row["teachernumber"].as_str().unwrap_or("?");
        schedules.lines().any(|line| line.split('|').nth(3) == Some(access_id))
    };
    let scheduled: Vec<i64> = rows
        .iter()
        .filter(|row| row["schoolid"] == row["homeschoolid"] && row["status"] == 1 && is_scheduled(row))
        .map(|row| row["users_dcid"].as_i64().unwrap())
        .take(12)
        .collect();
    let no_second =
        json!({"time2_monday": 0, "time2_tuesday": 0, "time2_wednesday": 0, "time2_thursday": 0, "time2_friday": 0});
    for person in &scheduled {
        of(&mut rows, *person).for_each(|row| edit(row, &no_second));
    }
    of(&mut rows, scheduled[4]).for_each(|row| edit(row, &second));
    let mut changed = rows.clone();
    let mut change = |person: i64, fields: Value| of(&mut changed, person).for_each(|row| edit(row, &fields));
    change(scheduled[0], json!({"email_addr": "new.address@d118.example", "home_phone": "312-555-0199"}));
    change(scheduled[1], json!({"last_name": "Nguyen-Okafor", "calendar": "10M"}));
    change(scheduled[2], json!({"status": 2}));
    change(scheduled[3], second.clone());
    change(scheduled[4], no_second.clone());
    change(scheduled[5], json!({"start_time": "07:00", "sfe_position": 999}));
    change(scheduled[6], json!({"homeschoolid": 77, "schoolid": 77}));
    change(scheduled[7], json!({"homeschoolid": 500, "schoolid": 500}));
    change(scheduled[8], json!({"contractemp": 1}));
    change(scheduled[9], json!({"teachernumber": "T-9"}));
    changed.retain(|row| row["users_dcid"] != scheduled[10]);
    let new = json!({"users_dcid": 99998, "teachernumber": "77001", "email_addr": "hire@d118.example",
                     "first_name": "New", "last_name": "Hire"});
    let mut hire = changed.iter().find(|row| row["users_dcid"] == scheduled[11]).unwrap().clone();
    edit(&mut hire, &new);
    hire["schoolid"] = hire["homeschoolid"].clone();
    changed.push(hire);
    before(&workspace, &rows);
    tonight(&workspace, &changed);
    // What the night found out about the set before.
    let waiting =
        json!({"event": "pickup", "what": "waiting", "run": "20261123T081500Z-7", "since": "20261122T081500Z-6"});
    workspace.write(&format!("{NIGHT}/stages.jsonl"), format!("{waiting}\n"));
    for (format, name) in
        [("text", "report.txt"), ("csv", "report.csv"), ("html", "report.html"), ("json", "report.json")]
    {
        let folder = workspace.path(NIGHT).canonicalize().unwrap();
        let report = report(&workspace, format).replace(folder.to_str().unwrap(), "/srv/sfe/last");
        let expected = fixture(&format!("report/{name}"));
        assert!(report == std::fs::read_to_string(&expected).unwrap(), "{name} differs:\n{report}");
    }
}

#[test]
fn a_former_access_id_is_no_person_who_is_gone() {
    let workspace = Workspace::new();
    let mut rows: Vec<Value> = (1..20).map(|id| row(id, json!({}))).collect();
    before(&workspace, &rows);
    rows[4]["teachernumber"] = json!("95505");
    rows[4]["email_addr"] = json!("new@d.example");
    tonight(&workspace, &rows);
    for format in ["text", "csv", "html", "json"] {
        let report = report(&workspace, format);
        assert!(
            report.contains("under access ID 95505 now") && !report.to_lowercase().contains("not in the extract"),
            "{report}"
        );
    }
    assert!(report(&workspace, "text").contains("SmartFind keeps the old account active"));
    let about = workspace.run("sfe-report", [NIGHT, "--about", "10005"]).exits(0);
    about.prints("in the set uploaded before; is under access ID 95505 now");
}

#[test]
fn long_lists_are_cut_in_text_and_page_and_whole_in_csv_and_json() {
    let workspace = Workspace::new();
    let people = |ids: std::ops::Range<i64>, changes: Value| ids.map(move |id| row(id, changes.clone()));
    let rows: Vec<Value> = people(1..221, json!({})).chain(people(1000..1210, json!({}))).collect();
    before(&workspace, &rows);
    // 1 to 220 change, 1000 to 1209 are gone, and 2000 to 2229 are new.
    let changed = people(1..221, json!({"home_phone": "555-0177"}));
    let rows: Vec<Value> = changed.chain(people(2000..2230, json!({}))).collect();
    transform(&workspace, NIGHT, &rows, &["--smartfind", RECORD, "--max-loss", "100"]);
    let text = report(&workspace, "text");
    let run = workspace.path(NIGHT).canonicalize().unwrap();
    let (run, text) = (run.to_str().unwrap(), text.replace("\n    ", " "));
    for (title, cut) in [("NEW: 230\n", 180), ("CHANGED: 220\n", 170), ("GONE: 210\n", 160)] {
        let list = text.split_once(title).unwrap().1.split("\n\n").next().unwrap();
        assert_eq!(list.matches("@d.example").count(), 50, "{list}");
        assert!(list.ends_with(&format!("  and {cut} more: sfe-report -v {run}")), "{list}");
    }
    let page = report(&workspace, "html");
    for (section, count, cut) in [("new", 230, 30), ("changed", 220, 20), ("gone", 210, 10)] {
        let list =
            page.split_once(&format!("<section id=\"{section}\">")).unwrap().1.split("</section>").next().unwrap();
        assert!(list.contains(&format!("<span class=\"count\">{count}</span>")), "{list}");
        assert_eq!(list.matches("<li>").count(), 200, "{list}");
        let more = format!("<p class=\"quiet\">And {cut} more; <code>sfe-report --format csv {run}</code>");
        assert!(list.contains(&more), "{list}");
    }
    let everybody = workspace.run("sfe-report", ["-v", NIGHT]).exits(0).stdout;
    assert_eq!(everybody.matches("555-0100 -> 555-0177").count(), 220);
    let table = report(&workspace, "csv");
    let findings = |finding: &str| table.lines().filter(|line| line.starts_with(finding)).count();
    assert_eq!(["new,", "changed,", "gone,"].map(findings), [230, 220, 210]);
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let lengths = ["added", "changed", "gone"].map(|list| document["changes"][list].as_array().unwrap().len());
    assert_eq!(lengths, [230, 220, 210]);
    assert_eq!(document["changes"]["gone"][209]["access_id"], "11209");
}
