//! Servers that send one packet changed: whatever it is, the program ends in time and says why in one line.

use crate::stand_ins::answer::Answer;
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::oracle::{Driver, Oracle};
use std::time::{Duration, Instant};

const ANSWER: &str = "N NUMBER\tNAME VARCHAR2\tNATIONAL NVARCHAR2\tDAY DATE\tMOMENT TIMESTAMP_TZ\n\
                      1\tZoë\tx\t2026-08-01T00:00:00\t2026-08-01T07:05:09+00:00\n\
                      2\tAna\t\\N\t2026-08-01T00:00:00\t2026-08-01T07:05:09+00:00\n";

/// tests/fuzz tries as many as there is time for; these are a few of each packet, and those that once went wrong.
#[test]
fn a_changed_packet_is_an_error_or_changes_nothing() {
    let oracle = Oracle::new(Driver::Thin, ANSWER, None);
    for packet in 0..9 {
        for number in 0..6 {
            let mutation = Some((packet, packet as u64 * 1000 + number));
            let listener = Listener::start(Plan { answer: Answer::parse(ANSWER), mutation, ..Plan::default() });
            let start = Instant::now();
            let extract = oracle.extract(&["--db", &listener.database(), "--timeout", "1"]);
            assert!(start.elapsed() < Duration::from_secs(60), "{mutation:?}: {}", extract.show());
            let code = extract.output.status.code();
            assert!(matches!(code, Some(0 | 65 | 69 | 75 | 77 | 78)), "{mutation:?}: {}", extract.show());
            if code != Some(0) {
                assert_eq!(extract.stderr.matches("ps-extract: error: ").count(), 1, "{}", extract.show());
                assert!(!extract.stderr.contains("panicked"), "{}", extract.show());
            }
        }
    }
}
