//! The rows: the same from every driver, whole or not accepted, and few round trips.

use crate::stand_ins::answer::{At, Trouble};
use crate::stand_ins::from_extract::answer_with;
use crate::support::Workspace;
use crate::support::district::{database, read_fixture};
use crate::support::oracle::{DRIVERS, Driver, Oracle, numbers};

#[test]
fn the_same_rows_come_from_sqlite_and_from_both_drivers() {
    let workspace = Workspace::new();
    database(&workspace, "x.db", &read_fixture("sample/staff.sql"));
    let sqlite = workspace.run("ps-extract", ["--db", "sqlite:x.db"]).exits(0).stdout;
    assert!(sqlite.lines().count() > 300, "the sample has staff");
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &answer_with(&sqlite), None);
        for size in ["1", "7", "1000"] {
            let extract = oracle.extract(&["--fetch-size", size]).exits(0);
            assert!(extract.stdout == sqlite, "{driver:?}, {size} rows a fetch");
            assert_eq!(extract.stderr, "");
        }
    }
}

const ODD: &str = "\
Big NUMBER\tSMALL NUMBER\tNAME VARCHAR2\tNATIONAL NVARCHAR2\tPADDED CHAR\tDAY DATE\tMOMENT TIMESTAMP\tCOUNT NUMBER(10)
12345678901234567890\t0.1\tZoë \"Z\" O\\\\Neil\\n\tŁukasz 😀\tab        \t2026-08-01T00:00:00\t2026-08-01T07:05:09.25\t-2147483649
-0.00000000000000000000000000000000000001\t-5\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N
1000000000000000000000000000000000000000\t0\tx\ty\tz         \t0001-01-01T00:00:00\t9999-12-31T23:59:59.999999999\t9999999999
";

#[test]
fn every_type_keeps_its_digits_and_its_letters() {
    for driver in DRIVERS {
        let lines = Oracle::new(driver, ODD, None).extract(&[]).exits(0).stdout;
        let expected = [
            r#"{"big":12345678901234567890,"small":0.1,"name":"Zoë \"Z\" O\\Neil\n","national":"Łukasz 😀","padded":"ab        ","day":"2026-08-01T00:00:00","moment":"2026-08-01T07:05:09.25","count":-2147483649}"#,
            r#"{"big":-0.00000000000000000000000000000000000001,"small":-5,"name":null,"national":null,"padded":null,"day":null,"moment":null,"count":null}"#,
            r#"{"big":1000000000000000000000000000000000000000,"small":0,"name":"x","national":"y","padded":"z         ","day":"0001-01-01T00:00:00","moment":"9999-12-31T23:59:59.999999999","count":9999999999}"#,
            r#"{"end":{"records":3}}"#,
        ];
        assert_eq!(lines.lines().collect::<Vec<_>>(), expected, "{driver:?}");
    }
}

#[test]
fn long_texts_are_texts() {
    let most = "ö".repeat(1 << 19);
    let answer =
        format!("N NUMBER(10)\tNOTE CLOB\tOLD LONG\n1\t{most}\tx\n2\t\\N\t\\N\n3\tZoë\\n\t{most}\n4\tZoë\\n\ty\n");
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &answer, None);
        for size in ["1", "2", "1000"] {
            let extract = oracle.extract(&["--fetch-size", size]).exits(0);
            let expected = format!(
                "{{\"n\":1,\"note\":\"{most}\",\"old\":\"x\"}}\n{{\"n\":2,\"note\":null,\"old\":null}}\n\
                 {{\"n\":3,\"note\":\"Zoë\\n\",\"old\":\"{most}\"}}\n{{\"n\":4,\"note\":\"Zoë\\n\",\"old\":\"y\"}}\n\
                 {{\"end\":{{\"records\":4}}}}\n"
            );
            assert!(extract.stdout == expected, "{driver:?}, {size} rows a fetch");
        }
    }
}

#[test]
fn a_text_of_more_than_a_mebibyte_names_its_column() {
    for driver in DRIVERS {
        for kind in ["CLOB", "LONG"] {
            let answer = format!("N NUMBER\tNOTE {kind}\n1\tx\n2\t{}\n", "y".repeat((1 << 20) + 1));
            let extract =
                Oracle::new(driver, &answer, None).extract(&[]).exits(69).says("column note holds a text of 1048577");
            extract.says("DBMS_LOB.SUBSTR").does_not_say("\"end\"");
        }
    }
}

/// The thin driver reads an answer anew at each packet: a large batch of long texts would take minutes.
#[test]
fn long_texts_come_in_small_batches_unless_a_size_is_given() {
    for kind in ["CLOB", "LONG"] {
        let rows: String = (0..400).map(|number| format!("{number}\ttext {number}\n")).collect();
        let oracle = Oracle::new(Driver::Thin, &format!("N NUMBER\tNOTE {kind}\n{rows}"), None);
        let trips = |arguments: &[&str]| {
            let before = oracle.round_trips();
            oracle.extract(arguments).exits(0).prints("{\"n\":399,\"note\":\"text 399\"}\n{\"end\":{\"records\":400}}");
            oracle.round_trips() - before
        };
        let (usual, large) = (trips(&[]), trips(&["--fetch-size", "1000"]));
        assert!((19..=32).contains(&usual), "{kind}: {usual} round trips");
        assert!(large <= 9, "{kind}: {large} round trips");
    }
}

#[test]
fn a_time_with_a_zone_comes_in_utc() {
    let answer = "MOMENT TIMESTAMP_TZ\n2026-08-01T07:05:09.5-05:30\n2026-08-01T07:05:09+00:00\n";
    for driver in DRIVERS {
        let extract = Oracle::new(driver, answer, None).extract(&[]).exits(0);
        extract
            .prints("{\"moment\":\"2026-08-01T12:35:09.5+00:00\"}\n")
            .prints("{\"moment\":\"2026-08-01T07:05:09+00:00\"}\n");
    }
}

#[test]
fn the_server_is_asked_what_the_query_says() {
    let default = Workspace::new().run("ps-extract", ["--print-query"]).exits(0).stdout;
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        for (query, asked) in [
            ("SELECT 'ö' AS n FROM dual;\n", "SELECT 'ö' AS n FROM dual"),
            (default.as_str(), default.trim_end().trim_end_matches(';')),
        ] {
            oracle.workspace.write("q.sql", query);
            oracle.extract(&[]).exits(0);
            assert_eq!(oracle.statement().trim_end(), asked.trim_end(), "{driver:?}");
        }
    }
}

#[test]
fn a_query_that_finds_nobody_is_a_whole_extract() {
    for driver in DRIVERS {
        let extract = Oracle::new(driver, "N NUMBER\n", None).extract(&[]).exits(0);
        assert_eq!(extract.stdout, "{\"end\":{\"records\":0}}\n", "{driver:?}");
    }
}

/// Of the client library's round trips a stand-in for it could say nothing.
#[test]
fn ten_thousand_rows_take_about_a_round_trip_a_thousand() {
    // Besides the fetches: to connect, to log in in four steps, to log off, to execute.
    for (rows, size, fetches) in [(10_000, "1000", 10), (10_000, "100", 100), (1000, "1000", 1), (1, "1000", 0)] {
        let oracle = Oracle::new(Driver::Thin, &numbers(rows), None);
        let extract = oracle.extract(&["--fetch-size", size]).exits(0);
        assert_eq!(extract.stdout.lines().count(), rows + 1);
        let trips = oracle.round_trips();
        assert!((fetches..=fetches + 8).contains(&trips), "{trips} round trips for {rows} rows by {size}");
    }
}

#[test]
fn a_server_that_goes_away_never_leaves_a_stream_that_is_accepted() {
    for driver in DRIVERS {
        for row in [0, 1, 999, 1000, 1001, 1002, 2500, 2999] {
            for trouble in [Trouble::Cut, Trouble::Error(3113)] {
                let oracle = Oracle::new(driver, &numbers(3000), Some((At::Row(row), trouble)));
                let extract = oracle.extract(&[]).exits(75).says("error: cannot extract from");
                assert!(!extract.stdout.contains("\"end\""), "{driver:?}, row {row}: {}", extract.show());
                oracle.workspace.run_with("sfe-transform", ["--newest-dcid", "0"], &extract.stdout).exits(65);
            }
        }
    }
}
