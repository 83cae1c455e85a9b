//! `--about`: why is somebody not in SmartFind?

use super::sets::{AGAINST_RECORD, EARLIER, NIGHT, picked_up, run};
use crate::support::Workspace;
use crate::support::district::{row, scheduled, stream};
use serde_json::{Value, json};

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
    picked_up(&workspace, &["runs/1"]);
    let earlier = stream(&[row(1, json!({})), named(7, "Late", json!({}))]);
    run(&workspace, EARLIER, earlier, &AGAINST_RECORD);
    picked_up(&workspace, &["runs/1", EARLIER]);
    let tonight = [
        row(1, json!({})),
        named(2, "Noemail", json!({"email_addr": null})),
        named(3, "Elsewhere", json!({"schoolid": 12})),
        named(4, "Human", json!({"email_addr": "Wei.Human@D.example"})),
        named(5, "Contract", json!({"contractemp": 1})),
        named(6, "Letters", json!({"teachernumber": "T6"})),
    ];
    run(&workspace, NIGHT, stream(&tonight), &AGAINST_RECORD);
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
        let outcome = workspace.run("sfe-report", [NIGHT, "--about", text]).exits(0);
        assert!(outcome.stdout.contains(told), "{text}: {}", outcome.stdout);
    }
    workspace.run("sfe-report", [NIGHT, "--about", ""]).exits(2);
}

#[test]
fn about_somebody_with_another_teacher_number_or_data_to_correct() {
    let workspace = Workspace::new();
    let earlier = [row(1, json!({})), row(2, json!({})), row(4, json!({})), row(5, json!({}))];
    run(&workspace, EARLIER, stream(&earlier), &[]);
    picked_up(&workspace, &[EARLIER]);
    let tonight = [
        row(1, json!({"teachernumber": "abc"})),
        row(3, json!({"teachernumber": "10004"})),
        row(4, json!({})),
        scheduled(5, json!({"time2_monday": 1})),
        row(6, json!({"last_name": "a|b"})),
    ];
    run(&workspace, NIGHT, stream(&tonight), &AGAINST_RECORD);
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
        let outcome = workspace.run("sfe-report", [NIGHT, "--about", text]).exits(0);
        let stdout = outcome.stdout.replace("\n      ", " ");
        assert!(stdout.contains(told), "{text}: {stdout}");
    }
}
