//! What one row shows of a person; work schedules have a file of their own.

use super::{Case, check, decide, of_kind, row, scheduled, substitute, with};
use serde_json::{Value, json};

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
                told("home_phone", "312-555-0100 #4", "high"),
                told("home_phone", "312-555-0100, ext. 12", "high"),
                told("home_phone", "3125550100x", "high"),
                (json!({"home_phone": "none", "p1_subcallbacknum": "n/a"}), "high", json!("none")),
            ],
            silent: vec![
                json!({}),
                silent("home_phone", "+1 (555) 010-1234"),
                silent("home_phone", "555.010.1234 ext. 12"),
                silent("home_phone", "1 312 555 0100"),
                silent("home_phone", "(312) 555-0100 x12"),
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
                told("email_addr", "ana@d.example,", "high"),
                told("email_addr", "ana.@d.example", "high"),
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
                silent("last_name", "O\u{2019}Brien"),
                silent("last_name", "CRUZ-LI III"),
                silent("first_name", "A"),
                silent("first_name", "Cruz, Ana"),
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
                odd("contractemp", json!("TRUE"), "high"),
                odd("contractemp", json!("t"), "high"),
                odd("contractemp", json!("1 "), "high"),
                odd("contractemp", json!("01"), "high"),
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
                json!({"contractemp": "FALSE", "custom_times": " 0"}),
                json!({"contractemp": "Y", "status": 2}),
                // Neither has an effect on a substitute.
                json!({"contractemp": "Y", "homeschoolid": 500, "schoolid": 500}),
                json!({"time1_monday": "Y", "custom_times": "on", "is_sub": 1}),
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
            told: vec![
                (json!({"last_name": "A|B"}), "high", json!("A|B")),
                (json!({"last_name": "Cruz\u{a}Li"}), "high", json!("Cruz\u{a}Li")),
                (json!({"p1_city": "Lake\tCity"}), "high", json!("Lake\tCity")),
            ],
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
