//! ps-extract on SQLite: what goes wrong, and with which exit code.

use crate::support::Workspace;
use crate::support::district::{database, read_fixture};

fn school() -> Workspace {
    let workspace = Workspace::new();
    database(&workspace, "x.db", &read_fixture("golden/school/staff.sql"));
    workspace
}

fn query(workspace: &Workspace, sql: &str) -> crate::support::Outcome {
    workspace.write("q.sql", sql);
    workspace.run("ps-extract", ["--db", "sqlite:x.db", "--query", "q.sql"])
}

#[test]
fn settings_that_are_missing_are_named() {
    let workspace = Workspace::new();
    workspace.run("ps-extract", [""; 0]).exits(78).says("POWERSCHOOL_PROD_DB");
    workspace.run("ps-extract", ["--db", "db:1521/X"]).exits(78).says("POWERSCHOOL_READ_USER");
    workspace.run("ps-extract", ["--db", "db:1521/X", "--user", "u"]).exits(78).says("POWERSCHOOL_DB_PASSWORD");
    workspace.run("ps-extract", ["--db", "db:1521", "--user", "u"]).exits(78).says("host:port/service");
}

#[test]
fn a_missing_database_is_never_created() {
    let workspace = Workspace::new();
    workspace.run("ps-extract", ["--db", "sqlite:none.db"]).exits(66).says("none.db");
    assert!(workspace.names(".").is_empty());
    workspace.write("text.db", "this is no database, however long it may be".repeat(50));
    workspace.run("ps-extract", ["--db", "sqlite:text.db"]).exits(69);
}

#[test]
fn a_missing_table_or_column_points_at_the_query() {
    let workspace = Workspace::new();
    database(&workspace, "x.db", "CREATE TABLE teachers (a); CREATE TABLE other (b);");
    workspace.run("ps-extract", ["--db", "sqlite:x.db"]).exits(69).says("--print-query");
    query(&workspace, "SELECT nonesuch FROM other").exits(69).says("--query");
}

#[test]
fn the_printed_query_runs_when_given_back() {
    let workspace = school();
    let printed = workspace.run("ps-extract", ["--print-query"]).exits(0).stdout;
    let ours = query(&workspace, &format!("\u{feff}{};\r\n", printed.replace('\n', "\r\n"))).exits(0).stdout;
    assert!(ours == workspace.run("ps-extract", ["--db", "sqlite:x.db"]).exits(0).stdout);
}

#[test]
fn values_keep_their_digits_and_their_type() {
    let workspace = school();
    let sql = "SELECT 1 AS A, 12345678901234567 AS \"Big\", 0.5 AS half, 1e21 AS large, 5.0 AS five, NULL AS absent, \
               '' AS empty, 'a\"\\\n\u{1}é😀' AS text FROM teachers LIMIT 1";
    let outcome = query(&workspace, sql).exits(0);
    assert_eq!(
        outcome.stdout,
        "{\"a\":1,\"big\":12345678901234567,\"half\":0.5,\"large\":1000000000000000000000,\"five\":5,\"absent\":null,\
         \"empty\":\"\",\"text\":\"a\\\"\\\\\\n\\u0001é😀\"}\n{\"end\":{\"records\":1}}\n"
    );
}

#[test]
fn what_the_stream_cannot_hold_names_the_column_and_gives_no_end_line() {
    let workspace = school();
    for (sql, said) in [
        ("SELECT 1 AS a, x'00' AS Photo", "column photo is of the type BLOB"),
        ("SELECT 1 AS a, 2 AS A", "two columns"),
        ("SELECT 9e999 AS big", "column big"),
    ] {
        let outcome = query(&workspace, sql).exits(69).says(said);
        assert!(!outcome.stdout.contains("\"end\""), "{}", outcome.show());
    }
    let outcome = query(&workspace, "SELECT -9e999 AS home_phone, '51' AS USERS_DCID").exits(69);
    outcome.says("home_phone holds a NUMBER that is infinite for users_dcid 51; correct it").says("select CASE");
    let long = "SELECT CAST(printf('%.*c', 1048577, 'x') AS TEXT) AS long";
    query(&workspace, long).exits(69).says("column long holds a text of 1048577 bytes").says("substr");
    query(&workspace, "SELECT x'00' AS b").exits(69).says("CAST(it AS TEXT)").does_not_say("UTL_RAW");
    query(&workspace, " \n").exits(65).says("empty");
    workspace.run("ps-extract", ["--db", "sqlite:x.db", "--query", "none.sql"]).exits(66).says("none.sql");
}

#[test]
fn check_reports_the_columns_that_are_missing() {
    let workspace = school();
    workspace.run("ps-extract", ["--db", "sqlite:x.db", "--check"]).exits(0).prints("ok: an extract would work");
    workspace.write("q.sql", "SELECT users_dcid, status FROM teachers");
    let arguments = ["--db", "sqlite:x.db", "--query", "q.sql", "--check"];
    workspace.run("ps-extract", arguments).exits(69).says("email_addr").prints("taken as null: calendar");
}

#[test]
fn check_says_when_people_without_a_home_school_are_left_out_and_which_optional_columns_there_are() {
    let workspace = school();
    let check = |sql: &str| {
        workspace.write("q.sql", sql);
        workspace.run("ps-extract", ["--db", "sqlite:x.db", "--query", "q.sql", "--check"])
    };
    let default = workspace.run("ps-extract", ["--print-query"]).exits(0).stdout;
    let before = default.replace(" OR t.homeschoolid IS NULL", "");
    assert_ne!(before, default);
    let note = "note: the query leaves out people without a home school";
    check(&before).exits(0).prints(note).prints("optional columns of a district's own: none\n");
    assert!(!check(&default).exits(0).stdout.contains(note));
    let own = default.replacen("t.email_addr", "t.email_addr, 'x' AS SSO_ID, 1 AS is_sub, 2 AS p1_zip", 1);
    check(&own).exits(0).prints("optional columns of a district's own: sso_id, is_sub, p1_zip\n");
}

#[test]
fn check_finds_what_the_next_program_would_refuse() {
    let workspace = school();
    let default = workspace.run("ps-extract", ["--print-query"]).exits(0).stdout;
    for (column, said) in [
        ("'1' AS p1_pin", "p1_pin"),
        ("'x' AS p1_adminactive, 2 AS P1_Pin", "p1_adminactive, p1_pin"),
        ("'Y' AS is_sub", "line 1 key is_sub is neither 1"),
        ("'Y' AS is_sub, 3 AS p1_pin", "p1_pin"),
    ] {
        workspace.write("q.sql", default.replacen("t.email_addr", &format!("t.email_addr, {column}"), 1));
        let query = ["--db", "sqlite:x.db", "--query", "q.sql"];
        let outcome = workspace.run("ps-extract", query.into_iter().chain(["--check"])).exits(65);
        let outcome = outcome.says("sfe-transform would refuse the extract: ").says(said);
        assert!(!outcome.stdout.contains("ok: an extract would work"), "{}", outcome.show());
        let extract = workspace.run("ps-extract", query).exits(0).stdout;
        workspace.run_with("sfe-transform", ["--newest-dcid", "0"], extract).exits(65);
    }
    workspace.write("q.sql", default.replacen("t.status", "'active' AS status", 1));
    let outcome = workspace.run("ps-extract", ["--db", "sqlite:x.db", "--query", "q.sql", "--check"]).exits(65);
    outcome.says("line 1 key status is not an integer");
}

#[test]
fn only_a_query_is_run_whatever_the_file_says() {
    let workspace = school();
    for (sql, said) in [
        ("CREATE TABLE t (a)", "begins with CREATE"),
        ("DELETE FROM teachers", "begins with DELETE"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("SELECT 'x", "a quotation mark that is not closed; it begins on line 1"),
        ("SELECT 1 WHERE 1 = :one", "the placeholder :one"),
        ("/\n", "is empty"),
    ] {
        query(&workspace, sql).exits(65).says("the query file q.sql").says(said);
    }
    query(&workspace, "SELECT 1 AS a;; -- all\n/\n").exits(0).prints("{\"a\":1}\n");
}

#[test]
fn a_row_that_the_next_program_would_not_read_is_not_written() {
    let workspace = school();
    let columns =
        |count: usize| (0..count).map(|n| format!("printf('%.*c', 1048576, 'x') AS c{n}")).collect::<Vec<_>>();
    let outcome =
        query(&workspace, &format!("SELECT {}", columns(17).join(", "))).exits(69).says("row 1 takes more than 16");
    assert_eq!(outcome.stdout, "");
    let extract = query(&workspace, &format!("SELECT {}", columns(15).join(", "))).exits(0).stdout;
    workspace
        .run_with("sfe-transform", ["--newest-dcid", "0"], extract)
        .exits(65)
        .says("line 1 key email_addr is missing");
}

#[test]
fn a_locked_database_is_a_temporary_failure() {
    let workspace = school();
    let holder = rusqlite::Connection::open(workspace.path("x.db")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    workspace.run("ps-extract", ["--db", "sqlite:x.db", "--timeout", "0.5"]).exits(75).says("in use");
}

#[test]
fn a_query_that_takes_too_long_is_ended_without_an_end_line() {
    let workspace = school();
    workspace
        .write("q.sql", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS m FROM n");
    let arguments = ["--db", "sqlite:x.db", "--query", "q.sql", "--timeout", "5"];
    let outcome = workspace.run("ps-extract", arguments).exits(75).says("fetching rows");
    assert!(outcome.stdout.is_empty());
}

#[test]
fn output_that_cannot_be_written() {
    let workspace = school();
    let run = |script: &str| crate::support::Outcome::of(workspace.command("bash").args(["-c", script]), b"");
    run("ps-extract --db sqlite:x.db >/dev/full").exits(74).says("standard output");
    run("ps-extract --db sqlite:x.db --check >/dev/full").exits(74);
    // A reader that has had enough ends the writer silently, as it does cat.
    workspace.write(
        "big.sql",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i FROM n",
    );
    let outcome = run("ps-extract --db sqlite:x.db --query big.sql | head -n 1; echo ${PIPESTATUS[0]}");
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("{\"i\":1}\n141\n", ""));
}

#[test]
fn the_password_is_never_an_argument() {
    let workspace = Workspace::new();
    workspace
        .run("ps-extract", ["--password", "Corn-flakes:7!"])
        .exits(2)
        .says("--password")
        .does_not_say("Corn-flakes");
    workspace.write("empty", "");
    workspace
        .run("ps-extract", ["--db", "db:1521/X", "--user", "u", "--password-file", "empty"])
        .exits(78)
        .says("empty");
    workspace.run("ps-extract", ["--db", "db:1521/X", "--user", "u", "--password-file", "none"]).exits(78).says("none");
    // A database that is a file needs no password, and does not mind one.
    database(&workspace, "x.db", &read_fixture("golden/tiny/staff.sql"));
    workspace.run("ps-extract", ["--db", "sqlite:x.db", "--password-file", "empty"]).exits(0);
}

#[test]
fn the_guides_query_for_another_districts_tables_works() {
    let workspace = Workspace::new();
    database(
        &workspace,
        "x.db",
        "CREATE TABLE teachers (email_addr, teachernumber, home_phone, first_name, last_name, homeschoolid, schoolid, \
         status, users_dcid, staffstatus); \
         CREATE TABLE u_staff_ext (staff_dcid, work_calendar, job_code, day_begins, day_ends, object_id); \
         INSERT INTO teachers VALUES ('a@d.example', '7', NULL, 'Ana', 'Cruz', 5, 5, 1, 3, 1), \
         ('b@d.example', '8', NULL, 'Bo', 'Lee', 99, 99, 1, 4, 1), \
         ('c@d.example', '9', NULL, 'Cy', 'Diaz', 5, 5, 1, 5, 4); \
         INSERT INTO u_staff_ext VALUES (3, '250', '101', '08:00', '15:30', '0f8fad5b');",
    );
    let guide = std::fs::read_to_string(crate::support::command::project().join("man/powerschool-sfe.7")).unwrap();
    let start = guide.find("\nSELECT\n").unwrap();
    let sql = &guide[start..start + guide[start..].find(';').unwrap() + 1];
    let extract = query(&workspace, sql).exits(0).stdout;
    workspace.run_with("sfe-transform", ["--newest-dcid", "0"], extract).exits(0);
    assert_eq!(workspace.read("E1PlusEmployeeWorkSchedule.csv"), "E|A|1|7|1|5|1|101|08:00|15:30|N|NYYYYYN|||N|\n");
    assert!(workspace.read("P1ProfileBasic.csv").contains("|Y|Y|250|"));

    let more = &guide[guide.find("\ne.object_id").unwrap()..];
    let more = &more[..more.find("\n.Ed").unwrap()];
    let extract = query(&workspace, &sql.replacen("SELECT", &format!("SELECT {more}"), 1)).exits(0).stdout;
    workspace.run_with("sfe-transform", ["--newest-dcid", "0"], extract).exits(0);
    assert_eq!(workspace.read("E1PlusEmployeeWorkSchedule.csv"), "E|A|1|7|1|0005|1|101|08:00|15:30|N|NYYYYYN|||N|\n");
    assert_eq!(workspace.read("W2SSO.csv"), "W|A|2|1|7|0f8fad5b|\nW|A|2|1|9|c@d.example|\n");
    assert!(
        workspace
            .read("P1ProfileBasic.csv")
            .lines()
            .any(|line| line.starts_with("P|A|1|9|") && line.contains("|Y|Y|Y|"))
    );
}
