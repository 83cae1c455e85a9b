//! What holds for every stream, of rows nobody would think of.

use crate::support::Workspace;
use crate::support::district::{FILES, stream};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => "[A-Za-zéøł' -]{1,12}".prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => "[a-z]{0,3}[|\\n\\r\\x00\\x7f\"\\\\][a-z]{0,3}".prop_map(Value::from),
        1 => any::<u32>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!("test")),
    ]
}

fn access_id() -> impl Strategy<Value = Value> {
    prop_oneof![
        5 => (1_u32..300).prop_map(|id| json!(id.to_string())),
        1 => (0_u64..3_000_000_000).prop_map(Value::from),
        1 => "[ 0]{0,3}[0-9]{0,12}[ a-z]?".prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn checkbox() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![json!(0), json!(1), json!("1"), json!(true), json!(false), Value::Null, json!("")])
}

fn time() -> impl Strategy<Value = Value> {
    prop_oneof![4 => "[01][0-9]:[0-5]0".prop_map(Value::from), 1 => text()]
}

prop_compose! {
    fn row()(
        texts in prop::collection::vec(text(), 5),
        id in access_id(),
        users_dcid in -3_i64..200,
        school in prop::sample::select(vec![5, 5, 5, 7, 500]),
        home in prop::sample::select(vec![json!(5), json!(5), json!(500), json!("500"), Value::Null]),
        status in 1..3,
        boxes in prop::collection::vec(checkbox(), 12),
        times in prop::collection::vec(time(), 8),
    ) -> Value {
        let mut row = json!({
            "email_addr": texts[0], "teachernumber": id, "home_phone": texts[1], "first_name": texts[2],
            "last_name": texts[3], "homeschoolid": home, "schoolid": school, "status": status,
            "users_dcid": users_dcid, "calendar": texts[4], "contractemp": boxes[0], "custom_times": boxes[1],
            "sfe_position": times[0], "start_time": times[1], "end_time": times[2], "am_time": times[3],
            "start_time_2": times[4], "end_time_2": times[5], "am_time_2": times[6], "pm_time_2": times[7],
        });
        for (day, checked) in ["monday", "tuesday", "wednesday", "thursday", "friday"].iter().zip(&boxes[2..]) {
            row[format!("time1_{day}")] = checked.clone();
        }
        for (day, checked) in ["monday", "tuesday", "wednesday", "thursday", "friday"].iter().zip(&boxes[7..]) {
            row[format!("time2_{day}")] = checked.clone();
        }
        row
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_always_holds(rows in prop::collection::vec(row(), 1..60), mark in 0_i64..250) {
        let workspace = Workspace::new();
        let input = stream(&rows);
        let mark_text = mark.to_string();
        let arguments = ["--newest-dcid", &mark_text, "--allow-empty", "--decisions", "d.jsonl"];
        workspace.run_with("sfe-transform", arguments, &input).exits(0);
        let files = FILES.map(|file| workspace.read(file));

        // Row counts add up: one decision a row, one P1 line an exported row.
        let decisions: Vec<Value> =
            workspace.read("d.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(decisions.len(), rows.len());
        let exported: Vec<&Value> = decisions.iter().filter(|d| d["outcome"] == "exported").collect();
        let [profile, single_sign_on, schedule] =
            [&files[0], &files[1], &files[2]].map(|text| text.lines().collect::<Vec<_>>());
        prop_assert_eq!(profile.len(), exported.len());

        // No field smuggles a delimiter or a line end: every line has its number of fields.
        for (lines, count) in [(&profile, 39), (&single_sign_on, 7), (&schedule, 16)] {
            for line in lines {
                prop_assert_eq!(line.split('|').count(), count, "{}", line);
                prop_assert!(!line.chars().any(char::is_control), "{:?}", line);
            }
        }

        // W2 has P1's people in the same order; E1's are among them.
        let ids = |lines: &[&str], field: usize| -> Vec<String> {
            lines.iter().map(|line| line.split('|').nth(field).unwrap().to_string()).collect()
        };
        let people = ids(&profile, 3);
        prop_assert_eq!(&people, &ids(&single_sign_on, 4));
        let decided = exported.iter().map(|decision| decision["access_id"].as_str().unwrap().to_string());
        prop_assert_eq!(&people, &decided.collect::<Vec<_>>());
        let known: BTreeSet<String> = people.into_iter().collect();
        prop_assert!(ids(&schedule, 3).iter().all(|id| known.contains(id)));

        // The mark never falls.
        let next: i64 = workspace.read("NewestDCID.next").trim().parse().unwrap();
        prop_assert!(next >= mark);

        // Once more gives the same bytes.
        workspace.run_with("sfe-transform", ["--newest-dcid", &mark_text, "--allow-empty"], &input).exits(0);
        prop_assert_eq!(files, FILES.map(|file| workspace.read(file)));
    }
}
