//! What one row shows.

use super::{decide, of_kind, row, scheduled, substitute, two_schedules, with};
use serde_json::{Value, json};

/// A kind, the row that is changed, changes that must be told, with severity and value, and changes that must not.
struct Case {
    kind: &'static str,
    row: fn(i64, Value) -> Value,
    told: Vec<(Value, &'static str, Value)>,
    silent: Vec<Value>,
}

fn check(cases: &[Case]) {
    for case in cases {
        let changes = case.told.iter().map(|(changes, ..)| changes).chain(&case.silent);
        // Each row on its own: rows together would be a district.
        for (place, changes) in changes.enumerate() {
            let decision = &decide(&[(case.row)(1, changes.clone())], &[])[0];
            let found = of_kind(decision, case.kind);
            match case.told.get(place) {
                Some((_, severity, value)) => {
                    assert!(!found.is_empty(), "{}: {changes}: {decision}", case.kind);
                    assert_eq!(found[0]["severity"], *severity, "{}: {changes}", case.kind);
                    assert_eq!(found[0]["value"], *value, "{}: {changes}", case.kind);
                    let reason = decision["reason"].as_str();
                    let noted = decision["notes"].as_array().unwrap().contains(&json!(case.kind));
                    assert_eq!(noted, reason.is_none(), "{}: {decision}", case.kind);
                    assert!(decision["active"].is_boolean() && decision["name"].is_string(), "{decision}");
                }
                None => assert!(found.is_empty(), "{}: {changes}: {decision}", case.kind),
            }
        }
    }
}

#[test]
fn work_schedules() {
    check(&[
        Case {
            kind: "incomplete-work-schedule",
            row: scheduled,
            told: vec![
                (json!({"sfe_position": null}), "high", Value::Null),
                (json!({"start_time": " "}), "high", Value::Null),
                (json!({"end_time": ""}), "high", Value::Null),
                (json!({"sfe_position": null, "start_time": null, "end_time": "15:30"}), "high", Value::Null),
                (
                    json!({"sfe_position": null, "start_time": null, "end_time": null, "time1_friday": 1}),
                    "high",
                    Value::Null,
                ),
                (
                    json!({"sfe_position": null, "start_time": null, "end_time": null, "time2_monday": "1"}),
                    "high",
                    Value::Null,
                ),
            ],
            silent: vec![
                json!({}),
                json!({"sfe_position": null, "start_time": null, "end_time": null}),
                json!({"sfe_position": null, "start_time": null, "end_time": null, "time1_friday": 0}),
                json!({"sfe_position": null, "status": 2}),
                json!({"sfe_position": null, "homeschoolid": 500, "schoolid": 500}),
                json!({"sfe_position": null, "schoolid": 9}),
            ],
        },
        Case {
            kind: "no-work-schedule",
            row,
            told: vec![
                (json!({}), "medium", Value::Null),
                (json!({"sfe_position": " ", "start_time": "\u{a0}", "end_time": ""}), "medium", Value::Null),
                (json!({"am_time": "11:30", "calendar": "250"}), "medium", Value::Null),
            ],
            silent: vec![
                json!({"start_time": "08:00"}),
                json!({"sfe_position": 101}),
                json!({"time1_monday": 1}),
                json!({"sfe_position": "101", "start_time": "08:00", "end_time": "15:30"}),
                json!({"status": 2}),
                json!({"homeschoolid": 500, "schoolid": 500}),
                json!({"contractemp": 1}),
            ],
        },
        Case {
            kind: "schedule-2-without-times",
            row: two_schedules,
            told: vec![
                (json!({"start_time_2": null}), "high", Value::Null),
                (json!({"end_time_2": " "}), "high", Value::Null),
            ],
            silent: vec![
                json!({}),
                json!({"time2_thursday": 0, "time2_friday": 0, "start_time_2": null}),
                json!({"end_time_2": null, "status": 2}),
            ],
        },
    ]);
    let decision = &decide(&[scheduled(1, json!({"sfe_position": "", "end_time": null}))], &[])[0];
    let blank: Vec<&Value> =
        of_kind(decision, "incomplete-work-schedule").iter().map(|found| &found["field"]).collect();
    assert_eq!(blank, ["sfe_position", "end_time"], "what is blank is named");
}

#[test]
fn days() {
    check(&[
        Case {
            kind: "day-in-both-schedules",
            row: two_schedules,
            told: vec![
                (json!({"time1_thursday": 1}), "high", json!("Thursday")),
                (json!({"time1_thursday": 1, "time1_friday": 1}), "high", json!("Thursday, Friday")),
                (json!({"time1_thursday": 1, "start_time_2": "TBD"}), "high", json!("Thursday")),
                (json!({"time1_thursday": 1, "end_time": "12:01", "start_time_2": "12:00"}), "high", json!("Thursday")),
                (
                    json!({"time1_thursday": 1, "end_time": "3:30", "start_time_2": "16:00", "end_time_2": "17:00"}),
                    "high",
                    json!("Thursday"),
                ),
            ],
            silent: vec![
                json!({}),
                json!({"time1_thursday": 1, "end_time": "12:00", "start_time_2": "12:00", "end_time_2": "15:00"}),
                json!({"time1_thursday": 1, "end_time": "11:00 AM", "start_time_2": "1:00 PM",
                       "end_time_2": "3:00 p.m."}),
                json!({"time1_thursday": 1, "status": 2}),
            ],
        },
        Case {
            kind: "day-in-neither-schedule",
            row: two_schedules,
            told: vec![
                (json!({"time1_wednesday": 0}), "medium", json!("Wednesday")),
                (json!({"time1_wednesday": null, "time2_friday": "0"}), "medium", json!("Wednesday, Friday")),
            ],
            silent: vec![
                json!({}),
                json!({"time1_wednesday": 0, "time2_wednesday": true}),
                json!({"time1_wednesday": 0, "time2_thursday": 0, "time2_friday": 0}),
            ],
        },
        Case {
            kind: "no-day-in-schedule",
            row: two_schedules,
            told: vec![(json!({"time1_monday": 0, "time1_tuesday": 0, "time1_wednesday": 0}), "medium", json!("1"))],
            silent: vec![json!({}), json!({"time1_monday": 0, "time1_tuesday": 0})],
        },
        Case {
            kind: "days-ignored",
            row: scheduled,
            told: vec![
                (json!({"time1_monday": 1}), "medium", json!("Monday")),
                (
                    json!({"time1_monday": 1, "time1_tuesday": 1, "time1_wednesday": 1, "time1_thursday": 1}),
                    "medium",
                    json!("Monday, Tuesday, Wednesday, Thursday"),
                ),
            ],
            silent: vec![
                json!({}),
                json!({"time1_monday": 1, "time1_tuesday": 1, "time1_wednesday": 1, "time1_thursday": 1,
                       "time1_friday": 1}),
                json!({"time1_monday": 1, "end_time": null}),
                json!({"time1_monday": 1, "time2_tuesday": 1, "start_time_2": "9:00", "end_time_2": "10:00"}),
            ],
        },
    ]);
    let partial = scheduled(1, json!({"time1_monday": 1}));
    assert!(of_kind(&decide(&[partial], &["--partial-week"])[0], "days-ignored").is_empty());
}

#[test]
fn times() {
    let not_a_time = |field: &str, value: &str| {
        let mut changes = json!({});
        changes[field] = json!(value);
        (changes, "high", json!(value))
    };
    let is_a_time = |field: &str, value: &str| {
        let mut changes = json!({});
        changes[field] = json!(value);
        changes
    };
    check(&[
        Case {
            kind: "not-a-time",
            row: two_schedules,
            told: vec![
                not_a_time("start_time", "TBD"),
                not_a_time("start_time", "7.5"),
                not_a_time("end_time", "15.30"),
                not_a_time("end_time", "24:00"),
                not_a_time("end_time", "2400"),
                not_a_time("start_time", "8:60"),
                not_a_time("start_time", "8"),
                not_a_time("start_time", "800"),
                not_a_time("am_time", "noon"),
                not_a_time("pm_time", "13:00 PM"),
                not_a_time("start_time_2", "９:00"),
                not_a_time("end_time_2", "2:00\u{a0}PM"),
                not_a_time("am_time_2", "11:30\u{200b}"),
                not_a_time("pm_time_2", "-"),
            ],
            silent: vec![
                json!({}),
                is_a_time("start_time", "8:00"),
                is_a_time("start_time", "08:00:00"),
                is_a_time("start_time", "0800"),
                is_a_time("start_time", "8:00 AM"),
                is_a_time("start_time", "8:00 a.m."),
                is_a_time("end_time", "3:30pm"),
                is_a_time("pm_time", "12:00 PM"),
                is_a_time("am_time", " "),
                json!({"time2_thursday": 0, "time2_friday": 0, "start_time_2": "TBD"}),
                json!({"sfe_position": null, "start_time": "TBD"}),
                json!({"start_time": "TBD", "status": 2}),
            ],
        },
        Case {
            kind: "ends-before-start",
            row: scheduled,
            told: vec![
                (json!({"start_time": "8:00", "end_time": "3:30"}), "high", json!("8:00-3:30")),
                (json!({"end_time": "08:00"}), "high", json!("08:00-08:00")),
                (json!({"start_time": "18:00", "end_time": "02:00"}), "high", json!("18:00-02:00")),
                (json!({"start_time": "18:01", "end_time": "02:00"}), "medium", json!("18:01-02:00")),
                (json!({"start_time": "8:00 AM", "end_time": "3:30 AM"}), "high", json!("8:00 AM-3:30 AM")),
            ],
            silent: vec![
                json!({}),
                json!({"end_time": "08:01"}),
                json!({"start_time": "8:00 AM", "end_time": "3:30 PM"}),
                json!({"start_time": "TBD", "end_time": "3:30"}),
                json!({"start_time_2": "10:00", "end_time_2": "9:00"}),
            ],
        },
        Case {
            kind: "unlikely-hours",
            row: scheduled,
            told: vec![
                (json!({"start_time": "04:59"}), "medium", json!("04:59-15:30")),
                (json!({"start_time": "12:00 AM"}), "medium", json!("12:00 AM-15:30")),
                (json!({"start_time": "14:00", "end_time": "23:01"}), "medium", json!("14:00-23:01")),
                (json!({"start_time": "7:00", "end_time": "19:01"}), "medium", json!("7:00-19:01")),
            ],
            silent: vec![
                json!({}),
                json!({"start_time": "05:00"}),
                json!({"start_time": "14:00", "end_time": "23:00"}),
                json!({"start_time": "7:00", "end_time": "19:00"}),
                json!({"start_time": "TBD"}),
            ],
        },
        Case {
            kind: "half-day-crossed",
            row: scheduled,
            told: vec![(json!({"am_time": "12:16"}), "medium", json!("12:16-12:15"))],
            silent: vec![
                json!({}),
                json!({"am_time": "12:15"}),
                json!({"am_time": "11:30 AM", "pm_time": "12:15 PM"}),
                json!({"am_time": null}),
                json!({"am_time": "noon"}),
            ],
        },
        Case {
            kind: "half-day-outside",
            row: scheduled,
            told: vec![
                (json!({"am_time": "07:59"}), "medium", json!("07:59")),
                (json!({"pm_time": "15:31"}), "medium", json!("15:31")),
                (json!({"pm_time": "1:00"}), "medium", json!("1:00")),
            ],
            silent: vec![
                json!({}),
                json!({"am_time": "08:00", "pm_time": "15:30"}),
                json!({"am_time": null, "pm_time": null}),
                json!({"start_time": "TBD", "am_time": "1:00"}),
            ],
        },
        Case {
            kind: "other-time-format",
            row: scheduled,
            told: vec![
                (json!({"start_time": " 08:00"}), "medium", json!(" 08:00")),
                (json!({"pm_time": "12:15\u{a0}"}), "medium", json!("12:15\u{a0}")),
            ],
            silent: vec![
                json!({}),
                json!({"start_time": "8:00 AM"}),
                json!({"am_time": " "}),
                json!({"end_time": " x"}),
            ],
        },
    ]);
}

#[test]
fn telephones_e_mails_and_names() {
    let told = |field: &str, value: &str, severity: &'static str| {
        let mut changes = json!({});
        changes[field] = json!(value);
        (changes, severity, json!(value))
    };
    let silent = |field: &str, value: &str| with(json!({}), &json!({ field: value }));
    check(&[
        Case {
            kind: "substitute-without-telephone",
            row: substitute,
            told: vec![
                (json!({"home_phone": null}), "high", Value::Null),
                (json!({"home_phone": " "}), "high", Value::Null),
                told("home_phone", "none", "high"),
                told("home_phone", "555-010", "high"),
                told("home_phone", "x123", "high"),
                (json!({"home_phone": "none", "p1_subcallbacknum": "n/a"}), "high", json!("none")),
            ],
            silent: vec![
                json!({}),
                silent("home_phone", "+1 (555) 010-1234"),
                silent("home_phone", "555.010.1234 ext. 12"),
                json!({"home_phone": null, "p1_subcallbacknum": "555-0100"}),
                json!({"home_phone": null, "status": 2}),
                json!({"home_phone": null, "homeschoolid": 5, "schoolid": 5}),
            ],
        },
        Case {
            kind: "telephone-malformed",
            row,
            told: vec![
                told("home_phone", "none", "low"),
                told("home_phone", "555-01000", "low"),
                told("home_phone", "2 555 010 1234", "low"),
                told("home_phone", "５５５０１００", "low"),
                told("home_phone", "555\u{200b}0100", "low"),
            ],
            silent: vec![
                json!({}),
                json!({"home_phone": null}),
                silent("home_phone", " "),
                silent("home_phone", "1-555-010-1234 x9"),
                json!({"home_phone": "none", "homeschoolid": 500, "schoolid": 500}),
                json!({"home_phone": 5550100}),
            ],
        },
        Case {
            kind: "email-malformed",
            row,
            told: vec![
                told("email_addr", "ana@d", "high"),
                told("email_addr", "ana@@d.example", "high"),
                told("email_addr", "ana@d.example ", "high"),
                told("email_addr", "ana@d.example.", "high"),
                told("email_addr", "ana@schüle.example", "high"),
                told("email_addr", "ana@d.example; bo@d.example", "high"),
                told("email_addr", "ana\u{200b}@d.example", "high"),
            ],
            silent: vec![
                json!({}),
                silent("email_addr", "Ana.O'Brien+1@Schools.D.EXAMPLE"),
                json!({"email_addr": "ana@d", "status": 2}),
                json!({"email_addr": null}),
            ],
        },
        Case {
            kind: "odd-name",
            row,
            told: vec![
                told("first_name", "An\u{200b}a", "low"),
                told("last_name", "O&#39;Brien", "low"),
                told("last_name", "...", "low"),
                told("last_name", "Cruz\u{202e}", "low"),
            ],
            silent: vec![
                json!({}),
                silent("last_name", "O'Brien"),
                silent("last_name", "Østergård, Jr."),
                silent("first_name", "李"),
                json!({"last_name": "...", "status": 2}),
            ],
        },
        Case {
            kind: "sign-on-missing",
            row,
            told: vec![(json!({"sso_id": null}), "high", Value::Null), (json!({"sso_id": " "}), "high", Value::Null)],
            silent: vec![
                json!({}),
                json!({"sso_id": "oid"}),
                json!({"sso_id": 7}),
                json!({"sso_id": null, "status": 2}),
            ],
        },
    ]);
}

#[test]
fn checkboxes_codes_and_schools() {
    let odd = |field: &str, value: Value, severity: &'static str| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        (json!({ field: value }), severity, json!(text))
    };
    check(&[
        Case {
            kind: "odd-checkbox",
            row: scheduled,
            told: vec![
                odd("contractemp", json!("Y"), "high"),
                odd("contractemp", json!(2), "high"),
                odd("contractemp", json!("true"), "high"),
                odd("time1_monday", json!("x"), "high"),
                odd("time2_friday", json!(1.0), "high"),
                odd("custom_times", json!("yes"), "medium"),
            ],
            silent: vec![
                json!({}),
                json!({"contractemp": null, "custom_times": ""}),
                json!({"contractemp": 0, "custom_times": 1}),
                json!({"contractemp": "0", "custom_times": "1"}),
                json!({"contractemp": false, "custom_times": true}),
                json!({"contractemp": " ", "custom_times": "false"}),
                json!({"contractemp": "Y", "status": 2}),
            ],
        },
        Case {
            kind: "code-with-spaces",
            row: scheduled,
            told: vec![
                (json!({"calendar": " 250"}), "medium", json!(" 250")),
                (json!({"sfe_position": "101 "}), "medium", json!("101 ")),
                (json!({"location": "HS\u{a0}"}), "medium", json!("HS\u{a0}")),
            ],
            silent: vec![
                json!({}),
                json!({"calendar": "12 M", "sfe_position": 101, "location": "HS"}),
                json!({"calendar": " "}),
                json!({"sfe_position": " 101", "end_time": null}),
                json!({"calendar": " 250", "homeschoolid": 500, "schoolid": 500}),
            ],
        },
        Case {
            kind: "school-unlikely",
            row,
            told: vec![
                (json!({"homeschoolid": -1, "schoolid": -1}), "medium", json!("-1")),
                (json!({"homeschoolid": 999_999, "schoolid": 999_999}), "medium", json!("999999")),
                (json!({"homeschoolid": 0, "schoolid": 0}), "medium", json!("0")),
            ],
            silent: vec![json!({}), json!({"homeschoolid": 999_998, "schoolid": 999_998})],
        },
    ]);
}

#[test]
fn rows_that_are_not_exported() {
    check(&[
        Case {
            kind: "access-id-not-a-number",
            row,
            told: vec![
                (json!({"teachernumber": "T7"}), "high", json!("T7")),
                (json!({"teachernumber": null}), "high", Value::Null),
                (json!({"teachernumber": "T7", "status": 2}), "high", json!("T7")),
            ],
            silent: vec![json!({}), json!({"teachernumber": "0"}), json!({"teachernumber": "T7", "schoolid": 9})],
        },
        Case {
            kind: "access-id-out-of-range",
            row,
            told: vec![(json!({"teachernumber": "0"}), "high", json!("0"))],
            silent: vec![json!({}), json!({"teachernumber": "999999999"})],
        },
        Case {
            kind: "no-name",
            row,
            told: vec![(json!({"first_name": null}), "high", Value::Null)],
            silent: vec![json!({}), json!({"first_name": "Test"})],
        },
        Case {
            kind: "unprintable",
            row,
            told: vec![(json!({"last_name": "A|B"}), "high", Value::Null)],
            silent: vec![json!({}), json!({"last_name": "A;B"})],
        },
        Case {
            kind: "no-email",
            row,
            told: vec![(json!({"email_addr": " "}), "medium", Value::Null)],
            silent: vec![json!({}), json!({"email_addr": null, "schoolid": 9})],
        },
    ]);
    let decisions = decide(&[row(7, json!({})), row(7, json!({})), row(8, json!({}))], &[]);
    let duplicates: Vec<usize> = decisions.iter().map(|decision| of_kind(decision, "duplicate").len()).collect();
    assert_eq!(duplicates, [0, 1, 0]);
    let skipped = [json!({"first_name": "Test"}), json!({"contractemp": 1}), json!({"schoolid": 9, "status": 2})];
    for changes in skipped {
        assert_eq!(decide(&[row(1, changes.clone())], &[])[0].get("findings"), None, "{changes}");
    }
}
