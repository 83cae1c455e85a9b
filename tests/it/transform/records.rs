//! The records of the three files by sfe-files(5): a table of what is in the row and what is printed.

use super::rules::transform;
use crate::support::district::{row, scheduled};
use serde_json::{Value, json};

#[test]
fn profile_rows() {
    let employee = |status: i64, calendar: Value| json!({"status": status, "calendar": calendar});
    let substitute = |status: i64| json!({"status": status, "homeschoolid": 500, "schoolid": 500, "calendar": "250"});
    // From Email Address on: IsEmployee … SubAvailable.
    let table = [
        (1, employee(1, json!("250")), "C|Y|Y|250|||||"),
        (1, employee(1, json!(250)), "C|Y|Y|250|||||"),
        (1, employee(2, json!("250")), "C|Y|N|250|||||"),
        (1, employee(1, Value::Null), "C|Y|Y||||||"),
        (1, employee(2, json!(" ")), "C|Y|N|100|||||"),
        (9, employee(1, Value::Null), "A|Y|Y|100|||||"),
        (9, employee(2, Value::Null), "A|Y|N|100|||||"),
        (1, substitute(1), "C|N|N||||Y|Y|"),
        (1, substitute(2), "C|N|N||||Y|N|"),
        (9, substitute(1), "A|N|N||||Y|Y|Y"),
        (9, json!({"status": null}), "A|Y|N|100|||||"),
    ];
    for (users_dcid, changes, expected) in table {
        let result = transform(&[row(users_dcid, changes.clone())], &["--newest-dcid", "5"]);
        let fields: Vec<&str> = result.files[0][0].split('|').collect();
        let shown = format!("{}|{}", fields[1], fields[18..26].join("|"));
        assert_eq!(shown, expected, "{users_dcid} {changes}");
        assert_eq!((fields.len(), fields[0], fields[2], fields[37], fields[38]), (39, "P", "1", "Y", ""));
    }
}

#[test]
fn single_sign_on_rows() {
    let result = transform(&[row(1, json!({"teachernumber": "0042"}))], &[]);
    assert_eq!(result.files[1], ["W|A|2|1|42|u1@d.example|"]);
}

#[test]
fn work_schedule_rows() {
    let two = json!({"time1_monday": 1, "time1_friday": "1", "time2_tuesday": true, "start_time_2": "09:00",
                     "end_time_2": "14:00", "am_time_2": null, "pm_time_2": "12:30"});
    let mut without_times = two.clone();
    without_times["end_time_2"] = json!(" ");
    let first = "E|A|1|10001|1|5|1|101|08:00|15:30|N|";
    let table: [(Value, Vec<String>); 8] = [
        (json!({}), vec![format!("{first}NYYYYYN|11:30|12:15|N|")]),
        (json!({"time1_monday": 0, "custom_times": 1}), vec![format!("{first}NYYYYYN|11:30|12:15|Y|")]),
        (json!({"sfe_position": null}), vec![]),
        (json!({"start_time": ""}), vec![]),
        (json!({"end_time": " "}), vec![]),
        (json!({"homeschoolid": 500, "schoolid": 500}), vec![]),
        (
            two,
            vec![
                format!("{first}NYNNNYN|11:30|12:15|N|"),
                "E|A|1|10001|2|5|1|101|09:00|14:00|N|NNYNNNN||12:30|N|".to_string(),
            ],
        ),
        (without_times, vec![format!("{first}NYNNNYN|11:30|12:15|N|")]),
    ];
    for (changes, expected) in table {
        let result = transform(&[scheduled(1, changes.clone())], &[]);
        assert_eq!(result.files[2], expected, "{changes}");
        let short = if expected.is_empty() { json!(["P1", "W2"]) } else { json!(["P1", "W2", "E1"]) };
        assert_eq!(result.decisions[0]["files"], short);
    }
}

#[test]
fn a_second_schedule_without_times_is_warned_about() {
    let result = transform(&[scheduled(1, json!({"time2_monday": 1, "start_time_2": "09:00"}))], &[]);
    let warning = "(schedule-2-without-times): 1 new, 1 in all: users_dcid 1 (u1@d.example)";
    assert!(result.stderr.contains(warning), "{}", result.stderr);
    assert_eq!(
        result.decisions[0]["notes"],
        json!(["schedule-2-without-times", "day-in-neither-schedule", "no-day-in-schedule"])
    );
}
