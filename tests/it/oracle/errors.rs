//! What goes wrong with a server, and the exit code that says so.

use crate::stand_ins::answer::{Answer, At, PASSWORD, Trouble};
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::oracle::{DRIVERS, Driver, Oracle, numbers};
use crate::support::port::Port;
use std::net::TcpListener;

fn fails(at: At, code: u16, exit: i32, says: &str) {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3000), Some((at, Trouble::Error(code))));
        let extract = oracle.extract(&["-vv"]).exits(exit).says(&oracle.database()).says(says);
        extract.does_not_say("\"end\"").does_not_say(PASSWORD);
    }
}

#[test]
fn a_wrong_password_is_not_allowed_and_not_shown() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        oracle.workspace.write("password", "Wrong-flakes:8!\n");
        let extract = oracle.extract(&["-vv"]).exits(77).says("ORA-01017").says("check POWERSCHOOL_READ_USER");
        extract.does_not_say("Wrong-flakes").does_not_say(PASSWORD);
        oracle.workspace.write("password", format!("{PASSWORD}\n"));
        oracle.extract(&["-vv", "--user", "nobody"]).exits(77).says("ORA-01017").does_not_say(PASSWORD);
        oracle.extract(&["-vv"]).exits(0).does_not_say(PASSWORD);
    }
}

#[test]
fn a_locked_account_is_not_allowed() {
    fails(At::LogIn, 28000, 77, "ORA-28000");
}

#[test]
fn an_expiring_password_is_a_warning() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), Some((At::LogIn, Trouble::Error(28002))));
        let extract = oracle.extract(&["-q"]).exits(0).prints("{\"end\":{\"records\":3}}");
        extract.says("ps-extract: warning: ").says("ORA-28002: the password will expire within 7 days");
    }
}

#[test]
fn an_unknown_service_may_be_there_later() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        let elsewhere = oracle.database().replace("PSPRODDB", "PSTEST");
        let extract = oracle.extract(&["--db", &elsewhere]).exits(75).says(&elsewhere);
        extract.says("ORA-12514").says("check the service's name");
    }
}

#[test]
fn a_refused_port_may_open_later() {
    let closed = Port::reserve();
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let database = format!("127.0.0.1:{}/PSPRODDB", closed.number);
    oracle.extract(&["--db", &database]).exits(75).says(&database).says("refused");
    let trouble = Some((At::Connect, Trouble::Error(12541)));
    Oracle::new(Driver::Thick, &numbers(3), trouble).extract(&[]).exits(75).says("ORA-12541");
}

#[test]
fn a_name_that_is_not_resolved_may_be_later() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    oracle.extract(&["--db", "nowhere.invalid:1521/PSPRODDB"]).exits(75).says("nowhere.invalid");
    let trouble = Some((At::Connect, Trouble::Error(12545)));
    Oracle::new(Driver::Thick, &numbers(3), trouble).extract(&[]).exits(75).says("ORA-12545");
}

#[test]
fn a_connection_that_times_out_may_not_later() {
    fails(At::Connect, 12170, 75, "12170");
}

#[test]
fn a_missing_table_or_column_points_at_the_query() {
    fails(At::Execute, 942, 69, "ORA-00942: table or view does not exist");
    fails(At::Execute, 904, 69, "ORA-00904");
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), Some((At::Execute, Trouble::Error(942))));
        oracle.extract(&[]).exits(69).says("--print-query").says("--query FILE");
    }
}

#[test]
fn a_connection_lost_at_any_stage_may_hold_later() {
    for driver in DRIVERS {
        for at in [At::Connect, At::LogIn, At::Execute, At::Row(1500)] {
            let oracle = Oracle::new(driver, &numbers(3000), Some((at, Trouble::Cut)));
            let extract = oracle.extract(&["-vv"]).exits(75).says(&oracle.database()).does_not_say("\"end\"");
            extract.does_not_say(PASSWORD);
        }
    }
}

#[test]
fn nothing_follows_the_words_for_a_connection_that_was_lost() {
    for at in [At::Execute, At::Row(1500)] {
        let oracle = Oracle::new(Driver::Thick, &numbers(3000), Some((at, Trouble::Cut)));
        let extract = oracle.extract(&[]).exits(75).says("the connection was lost: try again later");
        assert!(extract.stderr.ends_with("DPI-1080: connection was closed by ORA-03113\n"), "{}", extract.show());
    }
}

#[test]
fn a_type_that_an_extract_cannot_hold_is_named_with_its_column() {
    for driver in DRIVERS {
        for (kind, hint) in [("RAW", "RAWTOHEX"), ("BLOB", "DBMS_LOB.SUBSTR"), ("BFILE", "DBMS_LOB")] {
            let oracle = Oracle::new(driver, &format!("N NUMBER\tPHOTO {kind}\n1\tx\n"), None);
            let said = format!("column photo is of the type {kind}");
            assert_eq!(oracle.extract(&[]).exits(69).says(&said).says(hint).stdout, "");
        }
    }
}

#[test]
fn a_server_that_insists_on_encryption_is_named_to_thin() {
    let answer = Answer::parse(&numbers(3));
    let listener = Listener::start(Plan { answer, insists_on_encryption: true, ..Plan::default() });
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let extract = oracle.extract(&["--db", &listener.database()]).exits(78).says("native network encryption");
    assert!(extract.says("--driver thick").stdout.is_empty());
}

#[test]
fn a_server_that_is_not_oracle_is_an_error_like_any_other() {
    for garbage in [&b"SSH-2.0-OpenSSH_9.2\r\n"[..], b"HTTP/1.1 400 Bad Request\r\n\r\n", &[0; 64], &[255; 4096], b""] {
        let server = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = server.local_addr().unwrap().port();
        let thread = std::thread::spawn(move || {
            let (mut client, _) = server.accept().unwrap();
            let _ = std::io::Write::write_all(&mut client, garbage);
            let _ = client.shutdown(std::net::Shutdown::Write);
            let _ = std::io::copy(&mut client, &mut std::io::sink());
        });
        let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
        let extract = oracle.extract(&["--db", &format!("127.0.0.1:{port}/PSPRODDB"), "--timeout", "5"]);
        let code = extract.output.status.code();
        assert!(matches!(code, Some(69 | 75)), "{}", extract.show());
        assert_eq!(extract.exits(code.unwrap()).stdout, "");
        thread.join().unwrap();
    }
}

#[test]
fn a_password_in_the_connect_string_is_refused_and_not_shown() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let arguments = ["-vv", "--db", "staff_reader/Corn-flakes:7!@db.example:1521/PSPRODDB"];
    oracle.extract(&arguments).exits(78).says("holds an @").does_not_say(PASSWORD);
}

#[test]
fn old_data_that_the_server_no_longer_keeps_may_be_there_later() {
    fails(At::Row(1500), 1555, 75, "ORA-01555");
}

#[test]
fn a_missing_user_or_password_names_its_setting() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        let run = |arguments: &[&str]| {
            let mut command = oracle.command();
            command.env_remove("POWERSCHOOL_READ_USER").env_remove("POWERSCHOOL_DB_PASSWORD_FILE").args(arguments);
            crate::support::Outcome::of(&mut command, b"").exits(78)
        };
        run(&[]).says("POWERSCHOOL_READ_USER");
        run(&["--user", "u"]).says("POWERSCHOOL_DB_PASSWORD");
    }
}
