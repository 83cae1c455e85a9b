//! What the whole district shows.

use super::{count, decide, of_kind, row, scheduled, substitute};
use serde_json::{Value, json};

/// So many employees with schedules like everybody else's.
fn district(count: i64) -> Vec<Value> {
    (1..=count).map(|id| scheduled(id, json!({}))).collect()
}

/// A district, and people with these changes.
fn district_and(usual: i64, changes: &[Value]) -> Vec<Value> {
    let others = (usual + 1..).zip(changes).map(|(id, changes)| scheduled(id, changes.clone()));
    district(usual).into_iter().chain(others).collect()
}

#[test]
fn times_in_another_format_than_the_usual_one_are_told() {
    let kind = "other-time-format";
    let twelve = json!({"start_time": "8:00 AM"});
    for (changes, usual, told) in [
        (vec![twelve.clone()], 40, 1),
        (vec![json!({"start_time": "0800"})], 40, 1),
        (vec![json!({"end_time": "15:30:00"})], 40, 1),
        (vec![json!({"am_time": "11:30 AM"})], 40, 1),
        (vec![twelve.clone(); 10], 200, 10),
        // Eleven people are no slip; ninety-five percent are not over ninety-five.
        (vec![twelve.clone(); 11], 300, 0),
        (vec![json!({"start_time": "8:00 AM"})], 9, 0),
        (vec![json!({"start_time": "8:00"})], 40, 0),
    ] {
        let decisions = decide(&district_and(usual, &changes), &[]);
        assert_eq!(count(&decisions, kind), told, "{} of {usual}: {}", changes.len(), changes[0]);
    }
    // A district that writes 8:00 AM everywhere hears nothing, but of the one who does not.
    let everywhere =
        json!({"start_time": "8:00 AM", "end_time": "3:30 PM", "am_time": "11:30 AM", "pm_time": "12:15 PM"});
    let rows: Vec<Value> = (1..=40).map(|id| scheduled(id, everywhere.clone())).collect();
    assert_eq!(count(&decide(&rows, &[]), kind), 0);
    let one = [rows, vec![scheduled(41, json!({"am_time": "11:30 AM", "pm_time": null}))]].concat();
    let decisions = decide(&one, &[]);
    assert_eq!(count(&decisions, kind), 1);
    let found = of_kind(&decisions[40], kind);
    assert_eq!((found.len(), &found[0]["field"], &found[0]["value"]), (2, &json!("start_time"), &json!("08:00")));
    assert_eq!((&decisions[40]["school"], &decisions[40]["employee"]), (&json!(5), &json!(true)));
}

#[test]
fn e_mail_addresses_in_another_domain_are_told() {
    let kind = "email-other-domain";
    let other = json!({"email_addr": "ana@OTHER.example"});
    for (changes, usual, told) in [
        (vec![other.clone()], 40, 1),
        (vec![other.clone(); 10], 300, 10),
        (vec![other.clone(); 11], 300, 0),
        (vec![other.clone()], 19, 0),
        (vec![json!({"email_addr": "ana@D.Example"})], 40, 0),
        (vec![json!({"email_addr": "ana@d"})], 40, 0),
        (vec![json!({"email_addr": "ana@other.example", "status": 2})], 40, 0),
        (vec![json!({"email_addr": "ana@other.example", "homeschoolid": 500, "schoolid": 500})], 40, 0),
    ] {
        let decisions = decide(&district_and(usual, &changes), &[]);
        assert_eq!(count(&decisions, kind), told, "{} of {usual}: {}", changes.len(), changes[0]);
    }
    let by_id = json!({"email_addr": "bo@other.example", "sso_id": "b7"});
    let decisions = decide(&district_and(40, &[other, by_id]), &[]);
    let [by_address, by_id] = [40, 41].map(|place| of_kind(&decisions[place], kind)[0]);
    assert_eq!((&by_address["value"], by_address.get("has_sign_on_id")), (&json!("other.example"), None));
    assert_eq!(by_id["has_sign_on_id"], true);
}

#[test]
fn a_sign_on_that_two_people_share_is_told() {
    let kind = "sign-on-shared";
    let same = |one: Value, two: Value| count(&decide(&[row(1, one), row(2, two)], &[]), kind);
    assert_eq!(same(json!({"email_addr": "ana@d.example"}), json!({"email_addr": " Ana@D.example "})), 2);
    assert_eq!(same(json!({"email_addr": "ana@d.example"}), json!({"email_addr": "bo@d.example"})), 0);
    let inactive = json!({"email_addr": "ana@d.example", "status": 2});
    assert_eq!(same(json!({"email_addr": "ana@d.example"}), inactive), 0, "nobody signs on who is not active");
    let skipped = json!({"email_addr": "ana@d.example", "contractemp": 1});
    assert_eq!(same(json!({"email_addr": "ana@d.example"}), skipped), 0);
    // What counts is how people sign on.
    let with_id = |email: &str, id: Value| json!({"email_addr": email, "sso_id": id});
    assert_eq!(same(with_id("ana@d.example", json!("a1")), with_id("ana@d.example", json!("b2"))), 0);
    assert_eq!(same(with_id("ana@d.example", json!("a1")), with_id("bo@d.example", json!("A1"))), 2);
    assert_eq!(same(with_id("ana@d.example", json!(null)), with_id("ana@d.example", json!(" "))), 2);
    let decisions =
        decide(&[row(1, with_id("a@d.example", json!("X"))), row(2, with_id("b@d.example", json!("x ")))], &[]);
    let found = of_kind(&decisions[1], kind);
    let texts = [&of_kind(&decisions[0], kind)[0]["value"], &found[0]["value"]];
    assert_eq!((&found[0]["field"], texts), (&json!("sso_id"), [&json!("X"), &json!("x ")]), "as it is in the field");
}

#[test]
fn an_access_id_that_two_people_share_is_told() {
    let kind = "shared-access-id";
    let inactive = json!({"teachernumber": "007", "status": 2});
    let rows = [row(1, json!({"teachernumber": "7"})), row(2, inactive), row(3, json!({}))];
    let decisions = decide(&rows, &[]);
    let told: Vec<bool> = decisions.iter().map(|decision| !of_kind(decision, kind).is_empty()).collect();
    assert_eq!(told, [true, true, false]);
    assert_eq!(of_kind(&decisions[1], kind)[0]["value"], "7");
    assert_eq!((&decisions[0]["active"], &decisions[1]["active"]), (&json!(true), &json!(false)));
}

#[test]
fn school_0_is_unlikely_where_hardly_anybody_is() {
    let at_zero = |count: i64| -> Vec<Value> {
        (1..=count).map(|id| row(id, json!({"homeschoolid": 0, "schoolid": 0}))).collect()
    };
    assert_eq!(count(&decide(&at_zero(2), &[]), "school-unlikely"), 2);
    assert_eq!(count(&decide(&at_zero(3), &[]), "school-unlikely"), 0);
}

#[test]
fn a_person_without_a_row_at_the_home_school_is_told() {
    let kind = "no-home-school-row";
    let away = |id: i64, changes: Value| super::with(row(id, json!({"schoolid": 9})), &changes);
    for (rows, told) in [
        (vec![away(1, json!({}))], 1),
        (vec![away(1, json!({"homeschoolid": null}))], 1),
        (vec![away(1, json!({})), away(1, json!({"schoolid": 8}))], 1),
        (vec![away(1, json!({"status": 2})), away(1, json!({"schoolid": 8}))], 1),
        (vec![away(1, json!({})), row(1, json!({}))], 0),
        (vec![row(1, json!({})), away(1, json!({}))], 0),
        (vec![away(1, json!({})), row(2, json!({})), row(1, json!({}))], 0),
        (vec![away(1, json!({})), row(2, json!({})), row(1, json!({"email_addr": null}))], 0),
        (vec![away(1, json!({"status": 2}))], 0),
        (vec![away(1, json!({"email_addr": null}))], 0),
        (vec![away(1, json!({"first_name": " "}))], 0),
        (vec![away(1, json!({"last_name": "Nurse"}))], 0),
        (vec![away(1, json!({"teachernumber": "x"}))], 0),
        (vec![away(1, json!({"teachernumber": "0"}))], 0),
        (vec![away(1, json!({"contractemp": 1}))], 0),
        (vec![away(1, json!({"last_name": "A|B"}))], 0),
    ] {
        let decisions = decide(&rows, &[]);
        assert_eq!(count(&decisions, kind), told, "{rows:?}");
    }
    let decisions =
        decide(&[away(1, json!({"status": 2})), away(1, json!({"schoolid": 8, "school_name": "North"}))], &[]);
    let found = of_kind(&decisions[1], kind);
    assert_eq!((&found[0]["severity"], &found[0]["value"]), (&json!("high"), &json!("8")));
    let of_person = ["name", "school", "school_name", "active"].map(|key| &decisions[1][key]);
    assert_eq!(of_person, [&json!("Ana Cruz"), &json!(5), &json!("North"), &json!(true)]);
}

#[test]
fn who_is_inactive_at_the_home_school_alone_is_told() {
    let kind = "inactive-at-home-school";
    let home = row(1, json!({"status": 2}));
    let elsewhere = |status: i64| row(1, json!({"schoolid": 9, "status": status}));
    for (rows, told) in [
        (vec![home.clone(), elsewhere(1)], 1),
        (vec![elsewhere(1), home.clone()], 1),
        (vec![elsewhere(2), home.clone(), elsewhere(1)], 1),
        (vec![home.clone(), row(1, json!({}))], 1),
        (vec![home.clone(), elsewhere(2)], 0),
        (vec![row(1, json!({})), elsewhere(1)], 0),
        (vec![home.clone(), row(2, json!({"schoolid": 9}))], 0),
    ] {
        assert_eq!(count(&decide(&rows, &[]), kind), told, "{rows:?}");
    }
    let decisions = decide(&[home, elsewhere(1)], &[]);
    assert_eq!((&of_kind(&decisions[0], kind)[0]["value"], &decisions[0]["active"]), (&json!("9"), &json!(true)));
}

#[test]
fn some_people_on_their_own_are_no_district() {
    let rows = district_and(40, &[json!({"start_time": "8:00 AM", "email_addr": "ana@other.example"})]);
    let decisions = decide(&rows, &["--only", "10041,10040"]);
    assert_eq!(count(&decisions, "email-other-domain") + count(&decisions, "other-time-format"), 0);
    assert_eq!(
        count(
            &decide(&[substitute(1, json!({"home_phone": null}))], &["--only", "10001"]),
            "substitute-without-telephone"
        ),
        1
    );
}
