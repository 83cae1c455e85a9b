//! People who are not sent though SmartFind has them: in which of the two lists they are, and what happens otherwise.

use super::record::record_of;
use super::{count, of_kind, row, scheduled, transform, two_schedules};
use crate::support::smartfind::RECORD;
use serde_json::{Value, json};

#[test]
fn who_is_missing_is_in_one_of_the_two_lists() {
    let (workspace, _) = record_of(&[row(1, json!({})), row(2, json!({}))]);
    workspace.write("accepted.txt", "no-email\n");
    let accepted = ["--accepted", "accepted.txt"];
    let second = |changes: Value| vec![row(2, changes)];
    let two_rows = vec![row(2, json!({"contractemp": 1})), row(2, json!({}))];
    // The rows of the second person, the kind on HR's list, and whether it counts there.
    for (rows, kind, is_to_fix, more) in [
        (second(json!({"teachernumber": "T2"})), "access-id-not-a-number", true, &[][..]),
        (second(json!({"teachernumber": "0"})), "access-id-out-of-range", true, &[]),
        (second(json!({"last_name": " "})), "no-name", true, &[]),
        (second(json!({"last_name": "A|B"})), "unprintable", true, &[]),
        (second(json!({"email_addr": null})), "no-email", true, &[]),
        (second(json!({"schoolid": 9})), "no-home-school-row", true, &[]),
        // Nobody corrects these, or it is not counted: somebody has to deactivate the account.
        (vec![], "no-email", false, &[]),
        (second(json!({"email_addr": null})), "no-email", false, &accepted),
        (second(json!({"email_addr": null, "status": 2})), "no-email", false, &[]),
        (second(json!({"schoolid": 9, "status": 2})), "no-home-school-row", false, &[]),
        (second(json!({"contractemp": 1})), "no-home-school-row", false, &[]),
        (second(json!({"last_name": "Nurse"})), "no-home-school-row", false, &[]),
        (two_rows, "no-home-school-row", false, &[]),
    ] {
        let all = [vec![row(1, json!({}))], rows].concat();
        let arguments = [&["--smartfind", RECORD, "--max-loss", "100"], more].concat();
        let (decisions, said) = transform(&workspace, &all, &arguments);
        assert_eq!(count(&decisions, "left-still-active"), usize::from(!is_to_fix), "{kind}: {all:?}: {decisions:?}");
        assert_eq!(said.contains(&format!("({kind}): 1 new, 1 in all")), is_to_fix, "{kind}: {said}");
        assert_eq!(said.contains("1 to do in SmartFind"), !is_to_fix, "{kind}: {said}");
        let advice = if is_to_fix { "correct the data in PowerSchool" } else { "deactivate the account there" };
        assert!(said.contains(&format!("but still active in SmartFind: {advice}")), "{kind}: {said}");
        let last = decisions.last().unwrap();
        assert_eq!((&last["outcome"], &last["access_id"]), (&json!("absent"), &json!("10002")), "{last}");
    }
}

#[test]
fn it_is_told_whether_smartfind_has_who_is_not_sent() {
    let (workspace, mut record) = record_of(&[row(1, json!({})), row(2, json!({})), row(3, json!({}))]);
    record.people.get_mut(&10_002).unwrap()["known"] = json!("perhaps");
    record.people.get_mut(&10_003).unwrap()["users_dcid"] = Value::Null;
    record.write(&workspace);
    let arguments = ["--smartfind", RECORD, "--max-loss", "100"];
    let of = |rows: &[Value], kind: &str, arguments: &[&str]| -> Vec<Value> {
        let (decisions, _) = transform(&workspace, rows, arguments);
        let found = decisions.iter().flat_map(|decision| of_kind(decision, kind));
        found.map(|finding| finding["in_smartfind"].clone()).collect()
    };
    for (kind, changes) in [
        ("access-id-not-a-number", json!({"teachernumber": "T"})),
        ("access-id-out-of-range", json!({"teachernumber": "1000000000"})),
        ("no-name", json!({"first_name": ""})),
        ("unprintable", json!({"last_name": "A\tB"})),
        ("no-email", json!({"email_addr": ""})),
        ("no-home-school-row", json!({"schoolid": 9})),
    ] {
        let rows: Vec<Value> = [1, 2, 4].into_iter().map(|id| row(id, changes.clone())).collect();
        assert_eq!(of(&rows, kind, &arguments), [json!("known"), json!("perhaps"), Value::Null], "{kind}");
    }
    // Without the number in PowerSchool the access ID tells it, or else the e-mail address.
    let kind = "access-id-not-a-number";
    let third = |email: &str| row(3, json!({"teachernumber": "T3", "email_addr": email}));
    assert_eq!(of(&[third("U3@d.example")], kind, &arguments), ["known"]);
    assert_eq!(of(&[third("new@d.example")], kind, &arguments), [Value::Null]);
    assert_eq!(of(&[row(3, json!({"last_name": "A|B"}))], "unprintable", &arguments), ["known"]);
    // The account of this number is another person's.
    assert_eq!(
        of(&[row(9, json!({"teachernumber": "10001", "last_name": "A|B"}))], "unprintable", &arguments),
        [Value::Null]
    );
    // Without a record the list of who was sent says it, or the mark, which has also passed people who were not sent.
    workspace.write("sent.txt", "10001\n");
    let unprintable = |id: i64| row(id, json!({"last_name": "A|B"}));
    let rows = [unprintable(1), unprintable(8)];
    assert_eq!(of(&rows, "unprintable", &["--sent", "sent.txt"]), [json!("known"), Value::Null]);
    assert_eq!(of(&rows, "unprintable", &[]), [Value::Null, Value::Null], "the mark is 0");
    workspace.write("mark.txt", "5\n");
    let arguments = ["--newest-dcid-file", "mark.txt", "--allow-empty", "--decisions", "decisions.jsonl"];
    workspace.run_with("sfe-transform", arguments, super::stream(&rows)).exits(0);
    let text = workspace.read("decisions.jsonl");
    let found: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found = found.iter().map(|decision| &of_kind(decision, "unprintable")[0]["in_smartfind"]);
    assert_eq!(found.collect::<Vec<_>>(), [&json!("perhaps"), &Value::Null]);
}

#[test]
fn it_is_told_whether_smartfind_has_an_old_work_schedule() {
    let (workspace, _) = record_of(&[scheduled(1, json!({})), two_schedules(2, json!({})), row(3, json!({}))]);
    let rows = [
        row(1, json!({})),
        two_schedules(2, json!({"end_time_2": null})),
        scheduled(3, json!({"end_time": null})),
        scheduled(4, json!({"end_time": null})),
    ];
    let (decisions, _) = transform(&workspace, &rows, &["--smartfind", RECORD, "--max-loss", "100"]);
    let kinds =
        ["no-work-schedule", "schedule-2-without-times", "incomplete-work-schedule", "incomplete-work-schedule"];
    let told: Vec<&Value> =
        kinds.iter().zip(&decisions).map(|(kind, decision)| &of_kind(decision, kind)[0]["in_smartfind"]).collect();
    assert_eq!(told, [&json!("known"), &json!("known"), &Value::Null, &Value::Null]);
}

#[test]
fn what_is_to_be_done_counts_for_inactive_people_too() {
    let substitute = json!({"homeschoolid": 500, "schoolid": 500});
    let (workspace, _) = record_of(&[row(1, substitute), row(2, json!({}))]);
    let inactive = json!({"status": 2});
    let rows = [row(1, inactive.clone()), row(7, json!({"status": 2, "teachernumber": "10002"}))];
    let (_, said) = transform(&workspace, &rows, &["--smartfind", RECORD, "--max-loss", "100"]);
    for kind in ["former-substitute", "access-id-reassigned"] {
        assert!(said.contains(&format!("({kind}): 1 new, 1 in all")), "{kind}: {said}");
    }
    assert!(said.contains("0 to fix in PowerSchool, 2 to do in SmartFind"), "{said}");
}
