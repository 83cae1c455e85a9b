//! A server that stops answering, at every stage: the program ends by itself after `--timeout`.

use crate::stand_ins::answer::{Answer, At, PASSWORD, Trouble};
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::Outcome;
use crate::support::oracle::{DRIVERS, Driver, Oracle, built, numbers};
use std::net::TcpListener;

#[test]
fn silence_at_any_stage_is_a_temporary_failure() {
    let stages = [
        (At::Connect, "connecting and logging in"),
        (At::LogIn, "connecting and logging in"),
        (At::Execute, "executing the query"),
        (At::Row(1500), "fetching rows"),
    ];
    // All at once, since they wait; long enough for a busy machine to reach the stage.
    std::thread::scope(|scope| {
        for (driver, (at, stage)) in DRIVERS.into_iter().flat_map(|driver| stages.map(|stage| (driver, stage))) {
            scope.spawn(move || {
                let oracle = Oracle::new(driver, &numbers(3000), Some((at, Trouble::Silence)));
                let extract = oracle.extract(&["-vv", "--timeout", "15.5"]).exits(75).says(stage).says("15.5 s");
                extract.says(&oracle.database()).does_not_say("\"end\"").does_not_say(PASSWORD);
            });
        }
    });
}

#[test]
fn silence_before_a_row_of_the_first_answer_is_one_too() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3000), Some((At::Row(0), Trouble::Silence)));
        let extract = oracle.extract(&["--timeout", "2.5"]).exits(75).says("did not answer within 2.5 s");
        assert_eq!(extract.stdout, "");
    }
}

#[test]
fn silence_at_the_log_off_changes_nothing() {
    std::thread::scope(|scope| {
        for driver in DRIVERS {
            scope.spawn(move || {
                let oracle = Oracle::new(driver, &numbers(3), Some((At::LogOff, Trouble::Silence)));
                let extract = oracle.extract(&["-v", "--timeout", "9.5"]).exits(0);
                extract.prints("{\"end\":{\"records\":3}}").says("did not answer within 9.5 s while logging off");
            });
        }
    });
}

/// Its drop would log off, and a server that has gone silent by then would keep the program for good.
#[test]
fn silence_after_the_first_question_has_failed_is_no_hang() {
    let plan = Plan {
        answer: Answer::parse(&numbers(3)),
        trouble: Some((At::Begin, Trouble::Error(1012))),
        then: Some((At::LogOff, Trouble::Silence)),
        ..Plan::default()
    };
    let listener = Listener::start(plan);
    let oracle = Oracle::new(Driver::Thin, &numbers(0), None);
    let extract = oracle.extract(&["--db", &listener.database(), "--timeout", "9.5"]).exits(75).says("ORA-01012");
    assert_eq!(extract.stdout, "");
}

#[test]
fn an_odd_answer_to_the_log_off_changes_nothing() {
    for trouble in [Trouble::Odd, Trouble::Cut, Trouble::Error(1012)] {
        for driver in DRIVERS {
            let oracle = Oracle::new(driver, &numbers(3), Some((At::LogOff, trouble)));
            oracle.extract(&["-q"]).exits(0).prints("{\"end\":{\"records\":3}}");
            let oracle = Oracle::new(driver, "N RAW\n", Some((At::LogOff, trouble)));
            let extract = oracle.extract(&[]).exits(69).says("column n is of the type RAW");
            assert_eq!(extract.stderr.matches("error").count(), 1, "{}", extract.show());
        }
    }
}

#[test]
fn a_port_that_accepts_and_says_nothing() {
    let server = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let database = format!("127.0.0.1:{}/PSPRODDB", server.local_addr().unwrap().port());
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    oracle.extract(&["--db", &database, "--timeout", "2.5"]).exits(75).says("connecting and logging in");
}

#[test]
fn a_name_server_that_does_not_answer() {
    let library = built("libsilent_names.so", "silent_names.rs", None).join("libsilent_names.so");
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let mut command = oracle.command();
    command.args(["--db", "db.example:1521/PSPRODDB", "--timeout", "2.5"]).env("LD_PRELOAD", library);
    Outcome::of(&mut command, b"").exits(75).says("connecting and logging in");
}
