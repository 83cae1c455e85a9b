//! Temporary names on the server: `.sfe-push.<UTC start>.<random>.<n>.tmp`.
//!
//! Hidden, and never ending in .csv, so that no importer takes one for a file. The start stands in the
//! name because the files' own times are the ones we give them.

use crate::common::exit::{Exit, OrFail as _, Result};
use jiff::Timestamp;
use jiff::fmt::strtime;
use std::time::Duration;

const PREFIX: &str = ".sfe-push.";
const SUFFIX: &str = ".tmp";
const START: &str = "%Y%m%dT%H%M%SZ";

/// A run may take this long; what is older was left behind by one that was killed.
const OLD: Duration = Duration::from_secs(3600);

/// The temporary names of one run.
pub(crate) struct TemporaryNames {
    stem: String,
    given: u32,
}

impl TemporaryNames {
    /// Names that no other run has.
    pub(crate) fn new() -> Result<Self> {
        let mut random = [0; 8];
        openssl::rand::rand_bytes(&mut random).or_fail(Exit::Io, || "cannot get random bytes")?;
        let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let start = strtime::format(START, Timestamp::now()).or_fail(Exit::Io, || "cannot tell the time")?;
        Ok(TemporaryNames { stem: format!("{PREFIX}{start}.{random}"), given: 0 })
    }

    /// The next name.
    pub(crate) fn next(&mut self) -> String {
        self.given += 1;
        format!("{}.{}{SUFFIX}", self.stem, self.given)
    }
}

/// Whether a name on the server is one of ours, left behind more than an hour before `now`.
pub(crate) fn is_leftover(name: &str, now: Timestamp) -> bool {
    let Some(inner) = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX)) else { return false };
    let [start, random, number] = inner.split('.').collect::<Vec<_>>()[..] else { return false };
    let ours = !random.is_empty()
        && random.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit());
    let start = strtime::parse(START, start).and_then(|time| time.to_datetime());
    let start = start.and_then(|time| jiff::tz::TimeZone::UTC.to_timestamp(time));
    ours && start.is_ok_and(|start| now.duration_since(start) > OLD.try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_names_of_ours_are_leftovers() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a time");
        for (name, leftover) in [
            (".sfe-push.20261123T105959Z.00ff00ff00ff00ff.3.tmp", true),
            (".sfe-push.20261123T110001Z.00ff00ff00ff00ff.3.tmp", false),
            (".sfe-push.20271123T105959Z.00ff00ff00ff00ff.3.tmp", false),
            (".sfe-push.20261123T105959Z.00ff00ff00ff00ff.3.csv", false),
            (".sfe-push.20261123T105959Z.xyz.3.tmp", false),
            (".sfe-push.yesterday.00ff.3.tmp", false),
            (".sfe-push.20261123T105959Z.00ff.tmp", false),
            ("P1ProfileBasic.csv", false),
        ] {
            assert_eq!(is_leftover(name, now), leftover, "{name}");
        }
    }

    #[test]
    fn names_are_told_apart_and_recognised_later() {
        let mut names = TemporaryNames::new().expect("names");
        let (first, second) = (names.next(), names.next());
        assert_ne!(first, second);
        let later = Timestamp::now().checked_add(Duration::from_secs(2 * 3600)).expect("a time");
        assert!(is_leftover(&first, later) && !is_leftover(&second, Timestamp::now()));
    }
}
