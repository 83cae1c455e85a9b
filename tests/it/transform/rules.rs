//! The rules of sfe-transform(1), line by line: a table of what is in the row and what becomes of it.

use crate::support::Workspace;
use crate::support::district::{row, scheduled, stream};
use serde_json::{Value, json};

/// What became of rows, and the three files.
pub(super) struct Result {
    pub(super) decisions: Vec<Value>,
    pub(super) files: [Vec<String>; 3],
    pub(super) stderr: String,
    mark: String,
}

pub(super) fn transform(rows: &[Value], arguments: &[&str]) -> Result {
    let workspace = Workspace::new();
    workspace.write("bad.txt", "# ours\r\nsmith\r\n");
    workspace.write("sent.txt", "10007\r\n0010001");
    let mut all = vec!["--newest-dcid", "0", "--allow-empty", "--decisions", "decisions.jsonl"];
    all.extend(arguments);
    if arguments.contains(&"--newest-dcid") {
        all.drain(..2);
    }
    let outcome = workspace.run_with("sfe-transform", &all, stream(rows)).exits(0);
    let lines = |name: &str| workspace.read(name).lines().map(str::to_string).collect::<Vec<_>>();
    Result {
        decisions: lines("decisions.jsonl").iter().map(|line| serde_json::from_str(line).unwrap()).collect(),
        files: ["P1ProfileBasic.csv", "W2SSO.csv", "E1PlusEmployeeWorkSchedule.csv"].map(lines),
        stderr: outcome.stderr,
        mark: workspace.read("NewestDCID.next").trim().to_string(),
    }
}

fn outcome(decision: &Value) -> String {
    match decision["reason"].as_str() {
        Some(reason) => format!("{}: {reason}", decision["outcome"].as_str().unwrap()),
        None => decision["outcome"].as_str().unwrap().to_string(),
    }
}

#[test]
fn a_row_is_tested_in_the_order_of_the_man_page() {
    let table = [
        (json!({}), "exported", ""),
        // The home school.
        (json!({"schoolid": 6}), "skipped: other-school", "every other row"),
        (json!({"schoolid": null}), "skipped: other-school", "null never equals"),
        (json!({"schoolid": null, "homeschoolid": null}), "skipped: other-school", "not even null"),
        (json!({"schoolid": "5", "homeschoolid": 5}), "exported", "a numeric string"),
        // The e-mail address.
        (json!({"email_addr": null}), "skipped: no-email", ""),
        (json!({"email_addr": " \u{a0}"}), "skipped: no-email", "only white space"),
        (json!({"email_addr": null, "schoolid": 6}), "skipped: other-school", "the home school comes first"),
        (json!({"email_addr": "", "last_name": ""}), "skipped: no-email", "before the name"),
        // The name.
        (json!({"first_name": null}), "rejected: no-name", ""),
        (json!({"last_name": ""}), "rejected: no-name", ""),
        (json!({"last_name": " \t\u{a0}"}), "rejected: no-name", "only white space"),
        (json!({"first_name": null, "schoolid": 6}), "skipped: other-school", "the home school comes first"),
        // Bad names.
        (json!({"first_name": "Test"}), "skipped: bad-name", ""),
        (json!({"last_name": " NURSE "}), "skipped: bad-name", "trimmed and lower-cased"),
        (json!({"last_name": "Do Not"}), "skipped: bad-name", ""),
        (json!({"last_name": "Nurses"}), "exported", "the whole name only"),
        (json!({"last_name": "Test", "first_name": " "}), "rejected: no-name", "a blank name comes first"),
        // The access ID.
        (json!({"teachernumber": null}), "rejected: access-id-not-a-number", ""),
        (json!({"teachernumber": " "}), "rejected: access-id-not-a-number", ""),
        (json!({"teachernumber": "-5"}), "rejected: access-id-not-a-number", "a sign"),
        (json!({"teachernumber": "+5"}), "rejected: access-id-not-a-number", "a sign"),
        (json!({"teachernumber": -5}), "rejected: access-id-not-a-number", "a negative number"),
        (json!({"teachernumber": "1_000"}), "rejected: access-id-not-a-number", "an underscore"),
        (json!({"teachernumber": "１２３"}), "rejected: access-id-not-a-number", "full-width digits"),
        (json!({"teachernumber": "12.0"}), "rejected: access-id-not-a-number", "a point"),
        (json!({"teachernumber": "x", "last_name": "Test"}), "skipped: bad-name", "a bad name comes first"),
        (json!({"teachernumber": " 00012 "}), "exported", "trimmed, leading zeros"),
        (json!({"teachernumber": 12}), "exported", "a number"),
        // Its range.
        (json!({"teachernumber": "0"}), "rejected: access-id-out-of-range", ""),
        (json!({"teachernumber": "000"}), "rejected: access-id-out-of-range", ""),
        (json!({"teachernumber": "999999999"}), "exported", ""),
        (json!({"teachernumber": "1000000000"}), "rejected: access-id-out-of-range", ""),
        (json!({"teachernumber": "1".repeat(40)}), "rejected: access-id-out-of-range", "40 digits"),
        // Contracts.
        (json!({"contractemp": 1}), "skipped: contract", ""),
        (json!({"contractemp": "1"}), "skipped: contract", ""),
        (json!({"contractemp": true}), "skipped: contract", ""),
        (json!({"contractemp": 0}), "exported", ""),
        (json!({"contractemp": 1, "homeschoolid": 500, "schoolid": 500}), "exported", "substitutes are not asked"),
        (json!({"contractemp": 1, "teachernumber": "0"}), "rejected: access-id-out-of-range", "the range comes first"),
        // What the files cannot hold.
        (json!({"last_name": "A|B"}), "rejected: unprintable", ""),
        (json!({"first_name": "A\nB"}), "rejected: unprintable", ""),
        (json!({"email_addr": "a\u{9f}@b"}), "rejected: unprintable", ""),
        (json!({"home_phone": "5\u{7f}"}), "rejected: unprintable", ""),
        (json!({"last_name": "M\u{fffd}ller"}), "rejected: unprintable", ""),
        (json!({"home_phone": "\t"}), "exported", "a blank prints as nothing"),
        (json!({"sfe_position": "a|b"}), "exported", "no schedule, so not an output field"),
        (json!({"calendar": "|", "homeschoolid": 500, "schoolid": 500}), "exported", "substitutes print no calendar"),
        (json!({"last_name": "A|B", "contractemp": 1}), "skipped: contract", "a contract comes first"),
        (
            json!({"last_name": "\"D'Angelo\", 😀".to_string() + &"x".repeat(300)}),
            "exported",
            "quotes, emoji, 300 letters",
        ),
    ];
    let rows: Vec<Value> = (1..).zip(&table).map(|(id, (changes, ..))| row(id, changes.clone())).collect();
    let result = transform(&rows, &[]);
    for ((changes, expected, why), decision) in table.iter().zip(&result.decisions) {
        assert_eq!(outcome(decision), *expected, "{changes} ({why})");
    }
    let exported = table.iter().filter(|(_, expected, _)| *expected == "exported").count();
    assert_eq!((result.files[0].len(), result.files[1].len()), (exported, exported));
    assert!(result.stderr.contains("unprintable: last_name"), "the field is named: {}", result.stderr);
}

#[test]
fn a_second_row_of_a_person_and_the_mark() {
    let rows = [
        row(7, json!({})),
        row(7, json!({"teachernumber": "8"})),
        row(5, json!({"first_name": "Test"})),
        row(5, json!({})),
        // From the range of the access ID on, a row moves the mark, whatever becomes of it; before, it does not.
        row(9, json!({"teachernumber": "0"})),
        row(99, json!({"teachernumber": "x"})),
        row(98, json!({"schoolid": 1})),
    ];
    let result = transform(&rows, &[]);
    let outcomes: Vec<String> = result.decisions.iter().map(outcome).collect();
    assert_eq!(outcomes[..4], ["exported", "skipped: duplicate", "skipped: bad-name", "exported"]);
    assert_eq!(result.mark, "9");
    assert!(result.stderr.contains("sfe-transform: line 2: skipped (duplicate): users_dcid 7 (u7@d.example)"));
    assert_eq!(transform(&rows, &["--newest-dcid", "50"]).mark, "50", "never lower than the old one");
}

#[test]
fn one_access_id_for_two_people() {
    let result = transform(&[row(3, json!({"teachernumber": "7"})), row(4, json!({"teachernumber": "007"}))], &[]);
    assert_eq!(result.files[0].len(), 2);
    assert!(result.stderr.contains("sfe-transform: access ID 7 is shared by users_dcid 3 and 4"), "{}", result.stderr);
}

#[test]
fn of_many_people_with_one_access_id_ten_are_named() {
    let rows: Vec<Value> = (1..=25).map(|id| row(id, json!({"teachernumber": "7"}))).collect();
    let result = transform(&rows, &[]);
    assert_eq!(result.files[0].len(), 25);
    assert!(
        result.stderr.contains("access ID 7 is shared by users_dcid 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 15 more;"),
        "{}",
        result.stderr
    );
}

#[test]
fn the_record_command() {
    let rows = [row(1, json!({})), row(7, json!({})), row(9, json!({}))];
    let commands = |arguments: &[&str]| {
        let result = transform(&rows, arguments);
        let of = |file: &Vec<String>| file.iter().map(|line| line[2..3].to_string()).collect::<String>();
        assert_eq!(of(&result.files[0]), of(&result.files[1]), "W2 has the command of P1");
        (of(&result.files[0]), result)
    };
    assert_eq!(commands(&["--newest-dcid", "7"]).0, "CCA");
    // 1 and 7 were sent as 10001 and 10007; 9 never, though the mark has passed it.
    let (letters, result) = commands(&["--newest-dcid", "100", "--sent", "sent.txt"]);
    assert_eq!(letters, "CCA");
    assert_eq!(result.decisions[2]["notes"], json!(["no-hr-row", "no-work-schedule", "late-arrival"]));
}

#[test]
fn names_and_buildings_can_be_other_ones() {
    let rows = [
        row(1, json!({"last_name": "Smith"})),
        row(2, json!({"last_name": "Test"})),
        row(3, json!({"homeschoolid": 500, "schoolid": 500})),
        row(4, json!({"homeschoolid": 77, "schoolid": 77})),
    ];
    let result = transform(&rows, &["--bad-names", "bad.txt", "--sub-building", "77,78"]);
    assert_eq!(
        result.decisions.iter().map(outcome).collect::<Vec<_>>(),
        ["skipped: bad-name", "exported", "exported", "exported"]
    );
    let is_substitute: Vec<bool> = result.files[0].iter().map(|line| line.contains("|N|N||||Y|Y|Y|")).collect();
    assert_eq!(is_substitute, [false, false, true]);
    assert!(!transform(&rows, &["--sub-building", "none"]).files[0].concat().contains("|N|N||||Y|"));
}

#[test]
fn decisions_tell_everything_of_a_row() {
    let rows = [scheduled(5, json!({})), row(6, json!({"teachernumber": "T6"})), row(7, json!({"first_name": "A|"}))];
    let result = transform(&rows, &[]);
    assert_eq!(
        result.decisions,
        [
            json!({"line": 1, "users_dcid": 5, "access_id": "10005", "email_addr": "u5@d.example",
                   "outcome": "exported", "reason": null, "command": "A", "files": ["P1", "W2", "E1"], "notes": []}),
            json!({"line": 2, "users_dcid": 6, "access_id": "T6", "email_addr": "u6@d.example", "outcome": "rejected",
                   "reason": "access-id-not-a-number", "command": null, "files": [], "notes": ["no-hr-row"],
                   "findings": [{"kind": "access-id-not-a-number", "severity": "high", "field": "teachernumber",
                                 "value": "T6"}],
                   "name": "Ana Cruz", "school": 5, "active": true, "employee": true}),
            json!({"line": 3, "users_dcid": 7, "access_id": "10007", "email_addr": "u7@d.example",
                   "outcome": "rejected", "reason": "unprintable", "command": null, "files": [],
                   "notes": ["no-hr-row", "first_name"],
                   "findings": [{"kind": "unprintable", "severity": "high", "field": "first_name",
                                 "value": "A|"}],
                   "name": "A| Cruz", "school": 5, "active": true, "employee": true}),
        ]
    );
}

#[test]
fn messages_name_people_by_number_and_e_mail_only() {
    let rows = [
        row(1, json!({"first_name": "Nurse", "last_name": "Secretname", "home_phone": "555-0199"})),
        row(2, json!({"contractemp": 1, "last_name": "Secretname"})),
        row(3, json!({"teachernumber": "x", "last_name": "Secretname"})),
    ];
    let result = transform(&rows, &[]);
    for line in [
        "line 1: skipped (bad-name): users_dcid 1 (u1@d.example)",
        "line 2: skipped (contract)",
        "line 3: rejected (access-id-not-a-number): users_dcid 3 (u3@d.example)",
        "(access-id-not-a-number): 1 new, 1 in all: users_dcid 3 (u3@d.example)",
    ] {
        assert!(result.stderr.contains(line), "{line}: {}", result.stderr);
    }
    assert!(!result.stderr.contains("Secretname") && !result.stderr.contains("555-0199"));
    assert!(result.stderr.contains("2 skipped (1 bad-name, 1 contract)"), "{}", result.stderr);
}
