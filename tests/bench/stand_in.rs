//! What scripts/bench measures against: servers that are slow to answer, and the pattern that ps-extract's one
//! query replaces. scripts/witnesses tries other clients against the same server.
//!
//!     stand_in oracle ANSWER MS [SIZE]
//!                                   an Oracle server with these rows, MS late with every answer, which agrees to
//!                                   packets of SIZE; prints its --db. ANSWER is an extract or text, see answer.rs
//!     stand_in relay PORT MS        passes connections on to a port, MS later each way; prints its own port
//!     stand_in each DB STAFF        asks for the staff, then for each of them, as one query per employee does
//!
//! The first two run until they are stopped. Whenever clients have waited for the network again, they print how often
//! that was so far: TCP's own round trip for each connection, and each answer that a client waited for.
#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code)]

#[path = "../it/support/relay.rs"]
mod relay;
#[path = "../stand_ins/mod.rs"]
mod stand_ins;

use relay::{Faults, Relay};
use stand_ins::answer::{Answer, PASSWORD, USER};
use stand_ins::from_extract::answer_with;
use stand_ins::listener::{Listener, Plan};
use std::time::Duration;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let milliseconds = |text: &str| Duration::from_millis(text.parse().unwrap());
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["oracle", answer, latency, ref largest @ ..] => {
            let text = std::fs::read_to_string(answer).unwrap();
            let answer = Answer::parse(&if text.starts_with('{') { answer_with(&text) } else { text });
            let largest_packet = largest.first().map(|size| size.parse().unwrap());
            let plan = Plan { answer, latency: milliseconds(latency), largest_packet, ..Plan::default() };
            let listener = Listener::start(plan);
            println!("{}", listener.database());
            // The packet that accepts a client is not among the answers.
            count(|| listener.round_trips() + 2 * listener.log_ins());
        }
        ["relay", port, delay] => {
            let relay = Relay::start(port.parse().unwrap(), Faults { delay: milliseconds(delay), ..Faults::default() });
            println!("{}", relay.port);
            count(|| usize::try_from(relay.round_trips() + relay.connections()).unwrap());
        }
        ["each", database, staff] => each(database, staff.parse().unwrap()),
        _ => println!("see the top of tests/bench/stand_in.rs"),
    }
}

/// Prints the number whenever it has changed.
fn count(turns: impl Fn() -> usize) -> ! {
    let mut before = 0;
    loop {
        std::thread::sleep(Duration::from_millis(20));
        let now = turns();
        if now != before {
            println!("{now}");
            before = now;
        }
    }
}

/// With the same driver as ps-extract's thin one, so that only the pattern differs.
fn each(database: &str, staff: usize) {
    let config = oracledb::Config::default().set_credentials(USER, PASSWORD).set_connect_string(database).unwrap();
    let connection = oracledb::connect(config).unwrap();
    let query = |sql: &str, rows: u32| {
        let statement = connection.statement(sql).unwrap().prefetch_rows(rows).fetch_array_size(rows).build().unwrap();
        statement.query(&[]).unwrap()
    };
    let everyone = query("SELECT users_dcid FROM teachers", 1001).take(staff);
    let numbers: Vec<usize> = everyone.enumerate().map(|(number, row)| row.map(|_| number).unwrap()).collect();
    for number in numbers {
        let found = query(&format!("SELECT * FROM u_humanresources WHERE usersdcid = {number}"), 1).next();
        assert!(found.unwrap().is_ok());
    }
}
