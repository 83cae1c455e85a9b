//! Who is counted and warned about: what is accepted, since when, and what is new.

use super::{count, of_kind, row, scheduled, stream, transform};
use crate::support::Workspace;
use serde_json::{Value, json};

#[test]
fn a_kind_is_one_warning_that_names_who_is_new() {
    let workspace = Workspace::new();
    let mut rows: Vec<Value> = (1..=8).map(|id| row(id, json!({"teachernumber": format!("T{id}")}))).collect();
    rows.push(scheduled(9, json!({"start_time": "TBD", "end_time": "?"})));
    let (_, said) = transform(&workspace, &rows, &[]);
    let warnings: Vec<&str> = said.lines().filter(|line| line.contains("warning")).collect();
    assert_eq!(
        warnings,
        [
            "sfe-transform: warning: The teacher number is blank or not a number (access-id-not-a-number): 8 new, 8 in all: \
             users_dcid 1 (u1@d.example), users_dcid 2 (u2@d.example), users_dcid 3 (u3@d.example), users_dcid 4 \
             (u4@d.example), users_dcid 5 (u5@d.example), …",
            "sfe-transform: warning: A time in the work schedule is not a time of day (not-a-time): 1 new, 1 in all: \
             users_dcid 9 (u9@d.example)",
        ]
    );
    assert!(said.contains("sfe-transform: 9 to fix in PowerSchool, 0 to do in SmartFind"), "{said}");
}

#[test]
fn people_who_are_not_active_are_listed_but_not_warned_about() {
    let workspace = Workspace::new();
    let (decisions, said) = transform(&workspace, &[row(1, json!({"teachernumber": "x", "status": 2}))], &[]);
    assert_eq!((count(&decisions, "access-id-not-a-number"), &decisions[0]["active"]), (1, &json!(false)));
    assert!(!said.contains("warning"), "{said}");
}

#[test]
fn what_is_accepted_is_in_no_list_and_no_warning() {
    let workspace = Workspace::new();
    let rows = [
        row(1, json!({"teachernumber": "T1"})),
        row(2, json!({"email_addr": null})),
        row(3, json!({"contractemp": "Y"})),
        scheduled(4, json!({"start_time": "flex"})),
        scheduled(5, json!({"start_time": "TBD"})),
    ];
    let accepted = "# ours\r\naccess-id-not-a-number T1\nno-email\nodd-checkbox =Y\nno-work-schedule 10003\n\
                    not-a-time =flex # the coach\nno-home-school-row";
    workspace.write("accepted.txt", accepted);
    let (decisions, said) = transform(&workspace, &rows, &["--accepted", "accepted.txt"]);
    for decision in &decisions[..4] {
        assert_eq!(decision.get("findings"), None, "{decision}");
        assert_eq!(decision.get("name"), None, "{decision}");
    }
    assert_eq!(of_kind(&decisions[4], "not-a-time").len(), 1);
    assert!(said.contains("sfe-transform: 5 findings are accepted as they are"), "{said}");
    assert_eq!(said.matches("warning").count(), 1, "{said}");
    let check = ["--check", "--newest-dcid", "0", "--accepted", "accepted.txt"];
    workspace.run("sfe-transform", check).exits(0).prints("ok: 6 lines say which findings are accepted");
    workspace.write("accepted.txt", "no-email\nno-mail\n");
    let arguments = ["--newest-dcid", "0", "--accepted", "accepted.txt"];
    let outcome = workspace.run_with("sfe-transform", arguments, stream(&rows)).exits(0);
    outcome.says("accepted.txt (SFE_ACCEPTED): line 2: \"no-mail\" is not a kind of finding");
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "--accepted", "none"], stream(&rows)).exits(66);
}

#[test]
fn a_finding_keeps_the_date_of_its_first_night() {
    let workspace = Workspace::new();
    let night = |folder: &str, last: Option<&str>, rows: &[Value]| {
        std::fs::create_dir(workspace.path(folder)).unwrap();
        let decisions = format!("{folder}/decisions.jsonl");
        let mut arguments = vec!["--newest-dcid", "0", "-o", folder, "--decisions", &decisions];
        arguments.extend(last.iter().flat_map(|last| ["--last", last]));
        let outcome = workspace.run_with("sfe-transform", arguments, stream(rows)).exits(0);
        let lines = workspace.read(&decisions);
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (lines, outcome)
    };
    let [one, two, three] = ["20261101T021500Z-1", "20261102T021500Z-2", "20261103T021500Z-3"];
    let tbd = json!({"start_time": "TBD"});
    let rows = [scheduled(1, tbd.clone()), scheduled(2, json!({})), row(3, json!({"teachernumber": "7", "status": 2}))];
    let since = |decisions: &[Value], place: usize| of_kind(&decisions[place], "not-a-time")[0].get("since").cloned();
    let (first, outcome) = night(one, None, &rows[..2]);
    outcome.says("1 new, 1 in all");
    assert_eq!(since(&first, 0), None);
    // The finding of the second person is new; another column of the first person's is not.
    let rows = [scheduled(1, json!({"end_time": "TBD"})), scheduled(2, tbd)];
    std::os::unix::fs::symlink(one, workspace.path("last")).unwrap();
    let (second, outcome) = night(two, Some("last"), &rows);
    outcome.says("(not-a-time): 1 new, 2 in all: users_dcid 2 (u2@d.example)");
    assert_eq!((since(&second, 0), since(&second, 1)), (Some(json!(one)), None));
    let (third, outcome) = night(three, Some(two), &rows);
    outcome.says("(not-a-time): 0 new, 2 in all\n");
    assert_eq!((since(&third, 0), since(&third, 1)), (Some(json!(one)), Some(json!(two))));
    // Decisions that cannot be read stop no night.
    workspace.write(&format!("{three}/decisions.jsonl"), "{\"findings\":[\n");
    night("four", Some(three), &rows).1.says("line 1 is no decision").says("(not-a-time): 2 new, 2 in all");
}

#[test]
fn values_are_counted_where_a_kind_is_about_values() {
    let workspace = Workspace::new();
    let rows: Vec<Value> =
        (1..=4).map(|id| scheduled(id, json!({"custom_times": if id == 4 { "no" } else { "yes" }}))).collect();
    let (decisions, said) = transform(&workspace, &rows, &[]);
    assert_eq!(count(&decisions, "odd-checkbox"), 4);
    let warning = "(odd-checkbox): 2 new, 2 in all: custom_times \"yes\", custom_times \"no\"";
    assert!(said.contains(warning), "{said}");
}

#[test]
fn a_checkbox_is_dated_by_the_person_and_new_by_its_value() {
    let workspace = Workspace::new();
    let odd = |id: i64| scheduled(id, json!({"contractemp": "Y"}));
    let night = |folder: &str, last: &[&str], rows: &[Value]| {
        std::fs::create_dir(workspace.path(folder)).unwrap();
        let decisions = format!("{folder}/decisions.jsonl");
        let arguments = [&["--newest-dcid", "0", "-o", folder, "--decisions", &decisions][..], last].concat();
        let said = workspace.run_with("sfe-transform", arguments, stream(rows)).exits(0).stderr;
        let decisions = workspace.read(&decisions);
        let since = |line: &str| {
            let decision: Value = serde_json::from_str(line).unwrap();
            of_kind(&decision, "odd-checkbox")[0].get("since").cloned()
        };
        (decisions.lines().map(since).collect::<Vec<_>>(), said)
    };
    let [one, two] = ["20261101T021500Z-1", "20261102T021500Z-2"];
    night(one, &[], &[odd(1)]);
    let (since, said) = night(two, &["--last", one], &[odd(1), odd(2)]);
    assert_eq!(since, [Some(json!(one)), None]);
    assert!(said.contains("(odd-checkbox): 0 new, 1 in all\n"), "{said}");
}
