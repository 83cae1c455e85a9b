//! What one row shows of work schedules.

use super::{Case, check, decide, of_kind, row, scheduled, two_schedules};
use serde_json::{Value, json};

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
            told: vec![(json!({"time1_monday": 0, "time1_tuesday": 0, "time1_wednesday": 0}), "high", json!("1"))],
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
                not_a_time("start_time", "8:5"),
                not_a_time("start_time", "8:00 P"),
                not_a_time("start_time", "8:00 a. m."),
                not_a_time("start_time", "7:45-8:00"),
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
                (json!({"end_time": "00:00"}), "high", json!("08:00-00:00")),
                (json!({"start_time": "12:00", "end_time": "12:30 AM"}), "high", json!("12:00-12:30 AM")),
                (json!({"start_time": "15:30:00"}), "high", json!("15:30:00-15:30")),
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
