//! Texts that are not valid, of each source, and what comes of them; and columns that the stream cannot hold.

use crate::stand_ins::answer::{Answer, At, Trouble};
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::Workspace;
use crate::support::district::database;
use crate::support::oracle::{DRIVERS, Driver, Oracle, numbers};

const COLUMNS: &str = "USERS_DCID NUMBER(10)\tLAST_NAME VARCHAR2\tFIRST_NAME CHAR\tCALENDAR VARCHAR2\n";

#[test]
fn bytes_that_are_not_valid_become_replacement_characters_and_the_run_goes_on() {
    let answer = format!(
        "{COLUMNS}1\tCruz\tAna\tx\n51\tM\\xfcller\tJos\\xe9\tx\n52\tO\\x92Neil\tBo\t\\xe2\\x82\n53\tO\\x92Neil\tBo\t\\xe2\\x82\n"
    );
    let rows = "{\"users_dcid\":1,\"last_name\":\"Cruz\",\"first_name\":\"Ana\",\"calendar\":\"x\"}\n\
                {\"users_dcid\":51,\"last_name\":\"M\u{fffd}ller\",\"first_name\":\"Jos\u{fffd}\",\"calendar\":\"x\"}\n\
                {\"users_dcid\":52,\"last_name\":\"O\u{fffd}Neil\",\"first_name\":\"Bo\",\"calendar\":\"\u{fffd}\"}\n\
                {\"users_dcid\":53,\"last_name\":\"O\u{fffd}Neil\",\"first_name\":\"Bo\",\"calendar\":\"\u{fffd}\"}\n\
                {\"end\":{\"records\":4}}\n";
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &answer, None);
        for size in ["1", "2", "1000"] {
            let extract = oracle.extract(&["--fetch-size", size]).exits(0);
            assert_eq!(extract.stdout, rows, "{driver:?}, {size}");
            assert_eq!(extract.stderr.matches("warning: ").count(), 3, "{}", extract.show());
            let extract = extract.says("column last_name holds text that is not valid, first for users_dcid 51");
            let extract = extract.says("SELECT users_dcid, DUMP(last_name, 1016) FROM (QUERY) q WHERE");
            let extract = extract.says("column first_name holds text that is not valid, first for users_dcid 51");
            let extract = extract.says("column calendar holds text that is not valid, first for users_dcid 52");
            extract.says("SELECT users_dcid, DUMP(calendar, 1016) FROM (QUERY) q WHERE UTL_I18N");
        }
    }
    let workspace = Workspace::new();
    let bytes = "CREATE TABLE t (users_dcid, last_name, first_name, calendar); \
                 INSERT INTO t VALUES (1, 'Cruz', 'Ana', 'x'), \
                 (51, CAST(x'4dfc6c6c6572' AS TEXT), CAST(x'4a6f73e9' AS TEXT), 'x'), \
                 (52, CAST(x'4f924e65696c' AS TEXT), 'Bo', CAST(x'e282' AS TEXT)), \
                 (53, CAST(x'4f924e65696c' AS TEXT), 'Bo', CAST(x'e282' AS TEXT));";
    database(&workspace, "x.db", bytes);
    workspace.write("q.sql", "SELECT users_dcid, last_name, first_name, calendar FROM t");
    let extract = workspace.run("ps-extract", ["--db", "sqlite:x.db", "--query", "q.sql"]).exits(0);
    assert_eq!(extract.stdout, rows);
    let told = "with your query in place of QUERY: SELECT users_dcid, hex(last_name) FROM (QUERY) q WHERE users_dcid IN \
                (51, 52, 53)";
    extract.says("first for users_dcid 51").says(told);
    let sql = told.split_once(": ").unwrap().1.replace("QUERY", &workspace.read("q.sql"));
    let rows = workspace.command("sqlite3").args(["x.db", &sql]).output().unwrap();
    assert_eq!(String::from_utf8(rows.stdout).unwrap(), "51|4DFC6C6C6572\n52|4F924E65696C\n53|4F924E65696C\n");
}

#[test]
fn of_the_default_query_the_table_with_invalid_text_is_named() {
    let workspace = Workspace::new();
    let names = workspace.run("ps-extract", ["--print-query"]).exits(0).stdout;
    let column = |begin: &str| {
        let names = names.split([' ', ',', '\n']).filter_map(|word| word.strip_prefix(begin));
        names.map(str::to_string).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
    };
    let tables = format!(
        "CREATE TABLE teachers ({}); CREATE TABLE u_humanresources ({}); \
         INSERT INTO teachers (users_dcid, last_name) VALUES (7, CAST(x'e4' AS TEXT)); \
         INSERT INTO u_humanresources (usersdcid, calendar) VALUES (7, CAST(x'e4' AS TEXT));",
        column("t."),
        column("h.")
    );
    database(&workspace, "x.db", &tables);
    let extract = workspace.run("ps-extract", ["--db", "sqlite:x.db"]).exits(0);
    for told in [
        "SELECT users_dcid, hex(last_name) FROM teachers WHERE users_dcid IN (7)",
        "SELECT usersdcid, hex(calendar) FROM u_humanresources WHERE usersdcid IN (7)",
    ] {
        assert!(extract.stderr.contains(&format!("to find the rows: {told}\n")), "{}", extract.stderr);
        let rows = workspace.command("sqlite3").args(["x.db", told]).output().unwrap();
        assert_eq!(String::from_utf8(rows.stdout).unwrap(), "7|E4\n");
    }
}

#[test]
fn long_texts_are_no_exception() {
    let answer = "USERS_DCID NUMBER(10)\tNOTE CLOB\tOLD LONG\tLAST_NAME VARCHAR2\tNATIONAL NVARCHAR2\n\
                  7\tM\\xfcller\tJos\\xe9\tO\\x92Neil\tZoë\n8\t\\N\t\\N\tx\t\\N\n9\tx\ty\tz\tw\n";
    for driver in DRIVERS {
        for size in [None, Some("1"), Some("1000")] {
            let oracle = Oracle::new(driver, answer, None);
            let arguments: Vec<&str> = size.into_iter().flat_map(|size| ["--fetch-size", size]).collect();
            let extract = oracle.extract(&arguments).exits(0);
            let rows = "{\"users_dcid\":7,\"note\":\"M\u{fffd}ller\",\"old\":\"Jos\u{fffd}\",\"last_name\":\"O\u{fffd}Neil\",\
                        \"national\":\"Zoë\"}\n\
                        {\"users_dcid\":8,\"note\":null,\"old\":null,\"last_name\":\"x\",\"national\":null}\n\
                        {\"users_dcid\":9,\"note\":\"x\",\"old\":\"y\",\"last_name\":\"z\",\"national\":\"w\"}\n\
                        {\"end\":{\"records\":3}}\n";
            assert_eq!(extract.stdout, rows, "{driver:?}: {}", extract.stderr);
            assert_eq!(extract.stderr.matches("holds text that is not valid, first for users_dcid 7").count(), 3);
        }
    }
}

#[test]
fn the_national_character_set_is_read_or_named() {
    let answer = "N NUMBER(10)\tNATIONAL NVARCHAR2\n1\tZoë 😀\n";
    let extract = |plan: Plan| {
        let listener = Listener::start(plan);
        Oracle::new(Driver::Thin, &numbers(0), None).extract(&["--db", &listener.database()])
    };
    extract(Plan { answer: Answer::parse(answer), ..Plan::default() }).exits(0).prints("\"national\":\"Zoë 😀\"");
    let other = |answer| Plan { answer: Answer::parse(answer), national_charset: Some(871), ..Plan::default() };
    let refused =
        extract(other(answer)).exits(69).says("column national is text in the database's national character set");
    assert_eq!(refused.says("871").says("TO_CHAR(it)").stdout, "");
    // Who has no such column does not mind.
    extract(other("N NUMBER(10)\tV VARCHAR2\n1\tx\n")).exits(0);
}

#[test]
fn an_infinite_number_is_no_number() {
    for driver in DRIVERS {
        for number in ["~", "-~"] {
            let oracle = Oracle::new(driver, &format!("N NUMBER\n1\n{number}\n"), None);
            oracle.extract(&[]).exits(69).says("column n holds a NUMBER that is infinite").says("1E125");
            let answer = format!("N NUMBER\tUSERS_DCID NUMBER\n1\t50\n{number}\t51\n");
            let oracle = Oracle::new(driver, &answer, None);
            oracle
                .extract(&[])
                .exits(69)
                .says("column n holds a NUMBER that is infinite for users_dcid 51; correct it");
        }
        let largest = format!("9{}", "0".repeat(124));
        let oracle = Oracle::new(driver, &format!("N NUMBER\n{largest}\n-{largest}\n"), None);
        oracle.extract(&[]).exits(0).prints(&format!("{{\"n\":-{largest}}}"));
    }
}

#[test]
fn a_type_that_has_a_function_names_it() {
    for driver in DRIVERS {
        for (kind, advice) in [("BINARY_DOUBLE", "CAST(it AS NUMBER)"), ("INTERVAL", "TO_CHAR(it)")] {
            let oracle = Oracle::new(driver, &format!("N NUMBER\tODD {kind}\n"), None);
            oracle.extract(&[]).exits(69).says("column odd is of the type").says(advice);
        }
    }
}

#[test]
fn a_text_of_a_mebibyte_is_read_by_the_next_program() {
    let oracle = Oracle::new(
        Driver::Thin,
        &format!("NOTE CLOB\tOTHER LONG\n{}\t{}\n", "x".repeat(1 << 20), "\\x01".repeat(1 << 20)),
        None,
    );
    let extract = oracle.extract(&[]).exits(0);
    oracle
        .workspace
        .run_with("sfe-transform", ["--newest-dcid", "0"], &extract.stdout)
        .exits(65)
        .says("key email_addr is missing");
}

#[test]
fn only_a_query_is_sent_and_it_can_change_nothing() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        for (statement, said) in [
            ("BEGIN DELETE FROM teachers; END;\n/\n", "begins with BEGIN"),
            ("UPDATE teachers SET status = 2", "begins with UPDATE"),
            ("-- SELECT\nDROP TABLE teachers", "begins with DROP"),
            ("SELECT 1 FROM dual; DELETE FROM teachers", "more than one statement"),
            ("SELECT 'x FROM dual", "not closed"),
            ("SELECT 1 FROM dual WHERE 1 = :n", "placeholder :n"),
        ] {
            oracle.workspace.write("q.sql", statement);
            oracle.extract(&[]).exits(65).says("the query file q.sql").says(said);
            assert_eq!(oracle.round_trips(), 0, "{statement}");
        }
        oracle.workspace.write("q.sql", "SELECT 1 FROM dual; -- all\n/\n");
        oracle.extract(&[]).exits(0);
        assert_eq!(oracle.statements(), ["SET TRANSACTION READ ONLY", "SELECT 1 FROM dual"], "{driver:?}");
    }
}

#[test]
fn an_error_of_any_length_is_one_short_line() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), Some((At::Execute, Trouble::Error(20_001))));
        let extract = oracle.extract(&[]).exits(69).says("ORA-20001: a trigger's text");
        assert!(extract.stderr.chars().count() <= 4001, "{} characters", extract.stderr.chars().count());
        assert_eq!(extract.stderr.lines().count(), 1);
    }
}

#[test]
fn a_server_from_before_oracle_12_is_named() {
    let listener = Listener::start(Plan { version: Some(314), ..Plan::default() });
    let oracle = Oracle::new(Driver::Thin, &numbers(0), None);
    oracle.extract(&["--db", &listener.database()]).exits(69).says("older than Oracle 12.1").says("--driver thick");
}
