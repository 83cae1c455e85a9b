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
        named(10, "Inactive", json!({"status": 2})),
        named(11, "Checkbox", json!({"contractemp": "Y"})),
    ];
    run(&workspace, NIGHT, stream(&tonight), &AGAINST_RECORD);
    for (text, told) in [
        (
            "noemail",
            "Noemail Cruz, 10002, no e-mail; users_dcid 2\n    skipped (no-email)\n    to fix in PowerSchool, medium: \
             There is no e-mail address.",
        ),
        ("ELSEWHERE", "skipped (other-school): the row is about school 12, the home school is 5"),
        ("wei.human@d", "skipped (bad-name): the name is on the list of names to ignore"),
        ("10005", "skipped (contract): a contract employee (U_HumanResources.ContractEmp)"),
        (
            "letters cruz",
            "Letters Cruz, T6, u6@d.example; users_dcid 6\n    rejected (access-id-not-a-number)\n    to fix in",
        ),
        ("6", "rejected (access-id-not-a-number)"),
        ("6", "Not in SmartFind. Correct the teacher number: 1 to 9 digits, not 0"),
        ("6", "(Teacher Number; Users.TeacherNumber)"),
        ("inactive cruz", "    sent, as new, as inactive (status)\n"),
        ("checkbox", "counts as not checked: Contract Employee “Y”. A contract employee may be sent as active."),
        // Somebody in no row, by the number that the record has.
        ("9", "Vanished Cruz, 10009, u9@d.example; users_dcid 9\n    in an earlier set"),
        (
            "late",
            "Late Cruz, 10007, u7@d.example; users_dcid 7\n    in the set uploaded before; in no row of the extract now",
        ),
        (
            "vanished",
            "Vanished Cruz, 10009, u9@d.example; users_dcid 9\n    in an earlier set; in no row of the extract now",
        ),
        ("u1@", "Ana Cruz, 10001, u1@d.example; users_dcid 1\n    sent\n"),
        ("nosuchname", "no match for \"nosuchname\" in names, e-mail addresses or teacher numbers\n"),
    ] {
        let outcome = workspace.run("sfe-report", [NIGHT, "--about", text]).exits(0);
        let stdout = outcome.stdout.replace("\n      ", " ");
        assert!(stdout.contains(told), "{text}: {stdout}");
    }
    workspace.run("sfe-report", [NIGHT, "--about", ""]).exits(2);
    workspace.run("sfe-report", [NIGHT, "--about", "u1@", "-o", "u1.html"]).exits(2).says("--about writes text only");
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
            "Ana Cruz, 10001, u1@d.example; users_dcid 1\n    in the set uploaded before; the row with that e-mail address has the",
        ),
        ("u3@", "sent\n    to fix in PowerSchool, high: Two or more people have the same teacher number"),
        ("u5@", "sent\n    to fix in PowerSchool, high: Days are checked for schedule 2, but its start or end time is"),
        ("u5@", "(Schedule 2: Start Time, End Time; U_HumanResources.Start_Time_2, End_Time_2)"),
        (
            "u6@",
            "rejected (unprintable)\n    to fix in PowerSchool, high: A field has a character that the files cannot",
        ),
        ("u6@", "(Last Name; Users.Last_Name)"),
    ] {
        let outcome = workspace.run("sfe-report", [NIGHT, "--about", text]).exits(0);
        let stdout = outcome.stdout.replace("\n      ", " ");
        assert!(stdout.contains(told), "{text}: {stdout}");
    }
}

#[test]
fn a_person_is_told_once_with_rows_about_other_schools_only_when_asked() {
    let workspace = Workspace::new();
    let at = |id: i64, school: i64, phone: &str| row(id, json!({"schoolid": school, "home_phone": phone}));
    let rows =
        |phone: &str| stream(&[at(1, 3, phone), at(1, 5, phone), at(1, 9, phone), at(2, 7, phone), at(2, 8, phone)]);
    run(&workspace, EARLIER, rows("555-0100"), &[]);
    picked_up(&workspace, &[EARLIER]);
    run(&workspace, NIGHT, rows("555-0177"), &AGAINST_RECORD);
    let about = |arguments: &[&str]| {
        let arguments = [&[NIGHT, "--about", "cruz"], arguments].concat();
        workspace.run("sfe-report", arguments).exits(0).stdout
    };
    let brief = about(&[]);
    assert_eq!(brief.matches("; users_dcid").count(), 2, "{brief}");
    assert!(brief.contains("    sent\n"), "{brief}");
    assert!(brief.contains("changes in SmartFind: telephone: 555-0100 -> 555-0177\n"), "{brief}");
    // Nobody else says why the second person is not sent.
    assert_eq!(brief.matches("(other-school)").count(), 2, "{brief}");
    assert_eq!(about(&["-v"]).matches("(other-school)").count(), 4);
}
