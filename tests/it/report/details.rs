//! What a list says of each person: which fields, which values, and what happens otherwise.

use super::findings::{found, night, report};
use super::sets::{NIGHT, run};
use crate::support::Workspace;
use crate::support::district::{scheduled, stream};
use serde_json::{Value, json};

#[test]
fn each_finding_names_its_fields_and_values() {
    let workspace = Workspace::new();
    let of = |field: &str, value: &str| json!({"field": field, "value": value});
    let findings = [
        found("ends-before-start", "high", of("end_time", "08:00-3:15")),
        found("unlikely-hours", "medium", of("start_time_2", "4:00-12:00")),
        found("half-day-crossed", "medium", of("am_time", "12:30-12:00")),
        found("schedule-2-without-times", "high", json!({"field": "start_time_2"})),
        found("schedule-2-without-times", "high", json!({"field": "end_time_2"})),
        found("unprintable", "high", of("p1_city", "Lake\tCi\u{200b}ty\r\n")),
        found("not-a-time", "high", of("start_time", "8:00\u{a0}AM")),
    ];
    night(&workspace, &[(1, json!({"findings": findings}))]);
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let groups = document["fix"].as_array().unwrap();
    let shown = |kind: &str| {
        let group = groups.iter().find(|group| group["kind"] == kind).unwrap();
        (group["field"].as_str().unwrap(), group["people"][0]["details"].clone())
    };
    for (kind, field, details) in [
        (
            "ends-before-start",
            "Schedule 1: Start Time, End Time",
            json!(["Schedule 1: Start Time, End Time: “08:00” to “3:15”"]),
        ),
        (
            "unlikely-hours",
            "Schedule 2: Start Time, End Time",
            json!(["Schedule 2: Start Time, End Time: “4:00” to “12:00”"]),
        ),
        (
            "half-day-crossed",
            "Schedule 1: AM Half End Time, PM Half Start Time",
            json!(["Schedule 1: AM Half End Time, PM Half Start Time: “12:30” to “12:00”"]),
        ),
        (
            "schedule-2-without-times",
            "Schedule 2: Start Time, End Time",
            json!(["Schedule 2: Start Time is blank", "Schedule 2: End Time is blank"]),
        ),
        ("unprintable", "City", json!(["City: “Lake[tab]Ci[invisible character]ty[line break]”"])),
        ("not-a-time", "Schedule 1: Start Time", json!(["Schedule 1: Start Time: “8:00[special space]AM”"])),
    ] {
        assert_eq!(shown(kind), (field, details), "{kind}");
    }
    let text = report(&workspace, "text");
    assert_eq!(text.replace("\n    ", " ").matches("accept it (SFE_ACCEPTED)").count(), 1, "{text}");
}

#[test]
fn what_happens_depends_on_the_checkbox_and_on_how_people_sign_on() {
    let workspace = Workspace::new();
    let odd = |field: &str, severity: &str| found("odd-checkbox", severity, json!({"field": field, "value": "Y"}));
    let address = |more: Value| {
        let mut finding = found("email-malformed", "high", json!({"field": "email_addr", "value": "ana@d"}));
        finding.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        finding
    };
    night(
        &workspace,
        &[
            (1, json!({"findings": [odd("contractemp", "high"), odd("time1_monday", "high")]})),
            (2, json!({"findings": [odd("custom_times", "medium"), address(json!({}))]})),
            (3, json!({"findings": [address(json!({"has_sign_on_id": true}))]})),
        ],
    );
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let groups = document["fix"].as_array().unwrap().iter();
    let otherwise: Vec<[&Value; 2]> = groups.map(|group| [&group["key"], &group["consequence"]]).collect();
    for expected in [
        [json!("contractemp"), json!("A contract employee may be sent as active")],
        [json!("time1_monday"), json!("A day of the work schedule may be missing")],
        [json!("custom_times"), json!("Custom times are sent as not allowed")],
        [json!(null), json!("In SmartFind, but cannot sign in")],
        [json!(null), json!("E-mail from SmartFind may not arrive")],
    ] {
        assert!(otherwise.contains(&[&expected[0], &expected[1]]), "{expected:?}: {otherwise:?}");
    }
}

#[test]
fn a_person_with_several_rows_is_listed_and_counted_once() {
    let workspace = Workspace::new();
    let wrong = [
        json!({"email_addr": null}),
        json!({"teachernumber": "X1"}),
        json!({"last_name": " "}),
        json!({"home_phone": "1|2"}),
        json!({}),
    ];
    // Three HR rows each; that somebody has several is one more thing to fix of those who get that far.
    let rows: Vec<Value> = (1..).zip(&wrong).flat_map(|(id, more)| vec![scheduled(id, more.clone()); 3]).collect();
    run(&workspace, NIGHT, stream(&rows), &[]);
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    for group in document["fix"].as_array().unwrap() {
        let numbers: Vec<&Value> =
            group["people"].as_array().unwrap().iter().map(|person| &person["users_dcid"]).collect();
        assert!(numbers.is_sorted_by_key(|number| number.as_i64()), "{numbers:?}");
        let different: std::collections::BTreeSet<i64> =
            numbers.iter().map(|number| number.as_i64().unwrap()).collect();
        assert_eq!(different.len(), numbers.len(), "{}", group["kind"]);
    }
    let text = report(&workspace, "text");
    assert!(text.contains("\nTo fix in PowerSchool: 6, new tonight\n"), "{text}");
}
