//! Runs ps-extract against listeners that change one packet of the session, and says how it ended:
//!
//!     fuzz_sessions COUNT [SEED] [TIMEOUT]
//!
//! It is to end within TIMEOUT seconds (1) and a little, with one of its exit codes, one error, and no panic. What does not
//! is printed with its packet and number, which Plan::mutation takes.
#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code)]

#[path = "../stand_ins/mod.rs"]
mod stand_ins;

use stand_ins::answer::{Answer, PASSWORD, USER};
use stand_ins::listener::{Listener, Plan};
use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

const ANSWERS: [&str; 3] = [
    "N NUMBER\tNAME VARCHAR2\tNATIONAL NVARCHAR2\tDAY DATE\tMOMENT TIMESTAMP_TZ\n\
     1\tZoë\tx\t2026-08-01T00:00:00\t2026-08-01T07:05:09+00:00\n2\tAna\t\\N\t2026-08-01T00:00:00\t\\N\n",
    "N NUMBER(10)\tNOTE CLOB\tOLD LONG\n1\ttext\told\n2\t\\N\t\\N\n",
    "N NUMBER(10)\n",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = |default: u64| arguments.next().map_or(default, |text| text.parse().unwrap());
    let (count, seed, timeout) = (next(100), next(0), next(1));
    let program = std::env::current_exe().unwrap().with_file_name("../ps-extract");
    let query = std::env::temp_dir().join(format!("fuzz_sessions.{}.sql", std::process::id()));
    std::fs::write(&query, "SELECT 1 FROM dual").unwrap();
    let (mut codes, mut longest, mut memory, mut wrong) = (BTreeMap::new(), Duration::ZERO, 0, 0);
    for number in seed..seed + count {
        let mutation = Some(((number % 11) as usize, number));
        let answer = Answer::parse(ANSWERS[(number / 11 % 3) as usize]);
        let listener = Listener::start(Plan { answer, mutation, ..Plan::default() });
        let start = Instant::now();
        let output = Command::new("/usr/bin/time")
            .args(["-f", "memory %M"])
            .arg(&program)
            .args(["--driver", "thin", "--user", USER, "--timeout", &timeout.to_string(), "--query"])
            .arg(&query)
            .args(["--db", &listener.database()])
            .env("POWERSCHOOL_DB_PASSWORD", PASSWORD)
            .output()
            .unwrap();
        let beyond = start.elapsed().saturating_sub(Duration::from_secs(timeout));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let used = said.rsplit("memory ").next().and_then(|text| text.trim().parse::<u64>().ok());
        let code = output.status.code().unwrap_or(-1);
        *codes.entry(code).or_insert(0_u64) += 1;
        longest = longest.max(beyond);
        memory = memory.max(used.unwrap_or(0));
        let is_said = code == 0 || said.matches("ps-extract: error: ").count() == 1;
        let is_right = [0, 69, 75, 77, 78].contains(&code) && is_said && !said.contains("panicked");
        if !is_right || beyond > Duration::from_secs(10) {
            wrong += 1;
            println!("{mutation:?}: exit code {code}, {beyond:?} beyond the time-out: {said}");
        }
    }
    let _ = std::fs::remove_file(query);
    println!(
        "{count} sessions, {wrong} wrong; exit codes {codes:?}; {longest:?} beyond --timeout; {memory} KiB at most"
    );
    std::process::exit(i32::from(wrong > 0));
}
