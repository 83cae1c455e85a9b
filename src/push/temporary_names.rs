//! Temporary names on the server: `.sfe-push.<owner>-<start>-<random>-<number>.tmp`.
//!
//! They are hidden and do not end in .csv, so that no importer takes one for a file. The owner is a digest of user and
//! key: by it the next push knows what an earlier one left behind. The start is there because the files' own times are
//! the ones that we give them.

use crate::common::exit::{Exit, OrFail as _, Result};
use jiff::Timestamp;
use jiff::fmt::strtime;
use std::time::Duration;

/// The part of a pattern that the unique name replaces.
pub(crate) const PLACEHOLDER: &str = "{}";
const START: &str = "%Y%m%dT%H%M%SZ";

/// A run of another owner may take this long; what is older was left behind by one that was killed.
const STALE_AFTER: Duration = Duration::from_secs(3600);

/// The temporary names of one run.
pub(crate) struct TemporaryNames {
    before: String,
    after: String,
    owner: String,
    run: String,
    given: u32,
}

impl TemporaryNames {
    /// Names that no other run has. `pattern` holds `{}`; `owner` is the user and the key.
    pub(crate) fn new(pattern: &str, owner: &str) -> Result<Self> {
        let mut random = [0; 8];
        openssl::rand::rand_bytes(&mut random).or_fail(Exit::Io, || "cannot get random bytes")?;
        let start = strtime::format(START, Timestamp::now()).or_fail(Exit::Io, || "cannot read the clock")?;
        let (before, after) = pattern.split_once(PLACEHOLDER).unwrap_or((pattern, ""));
        Ok(TemporaryNames {
            before: before.to_string(),
            after: after.to_string(),
            owner: hex(&openssl::sha::sha256(owner.as_bytes())[..4]),
            run: format!("{start}-{}", hex(&random)),
            given: 0,
        })
    }

    /// A name that was not given yet.
    pub(crate) fn next(&mut self) -> String {
        self.given += 1;
        format!("{}{}-{}-{}{}", self.before, self.owner, self.run, self.given, self.after)
    }

    /// The one name, the same in every run, that takes in what the server does not let be removed.
    pub(crate) fn discarded(&self) -> String {
        format!("{}{}-discarded{}", self.before, self.owner, self.after)
    }

    /// Tells the names that an earlier run may have given from most others.
    pub(crate) fn filter(&self) -> impl Fn(&str) -> bool + use<> {
        let (before, after) = (self.before.to_ascii_lowercase(), self.after.to_ascii_lowercase());
        move |name| {
            let name = name.to_ascii_lowercase();
            name.starts_with(&before) && name.ends_with(&after)
        }
    }

    /// Whether a name on the server was left behind by an earlier run: one of our own, whenever, or one of
    /// another owner more than an hour before `now`. This run's names are not. Servers that know no case may list names
    /// in another one.
    pub(crate) fn is_left_behind(&self, name: &str, now: Timestamp) -> bool {
        let name = name.to_ascii_lowercase();
        let unique = name.strip_prefix(&self.before.to_ascii_lowercase());
        let unique = unique.and_then(|name| name.strip_suffix(&self.after.to_ascii_lowercase()));
        let Some(unique) = unique else { return false };
        let [owner, start, random, number] = unique.split('-').collect::<Vec<_>>()[..] else { return false };
        let is_hex = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex(owner, 8) || !is_hex(random, 16) || number.is_empty() || number.bytes().any(|b| !b.is_ascii_digit())
        {
            return false;
        }
        let time = strtime::parse(START, start.to_ascii_uppercase()).and_then(|time| time.to_datetime());
        let Ok(time) = time.and_then(|time| jiff::tz::TimeZone::UTC.to_timestamp(time)) else { return false };
        if owner == self.owner {
            return !format!("{start}-{random}").eq_ignore_ascii_case(&self.run);
        }
        now.duration_since(time) > STALE_AFTER.try_into().unwrap_or_default()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(who: &str) -> TemporaryNames {
        TemporaryNames::new(".sfe-push.{}.tmp", who).expect("names")
    }

    #[test]
    fn what_earlier_runs_left_behind_is_told_by_owner_and_age() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a time");
        let ours = names("us");
        let owner = ours.owner.clone();
        for (name, left_behind) in [
            (".sfe-push.00000000-20261123T105959Z-00ff00ff00ff00ff-3.tmp", true),
            (".sfe-push.00000000-20261123T110001Z-00ff00ff00ff00ff-3.tmp", false),
            (".sfe-push.00000000-20271123T105959Z-00ff00ff00ff00ff-3.tmp", false),
            (&format!(".sfe-push.{owner}-20261123T115959Z-00ff00ff00ff00ff-3.tmp"), true),
            (&format!(".sfe-push.{owner}-20271123T115959Z-00ff00ff00ff00ff-3.tmp"), true),
            (&format!(".SFE-PUSH.{owner}-20261123T115959Z-00FF00FF00FF00FF-3.TMP"), true),
            (&format!(".sfe-push.{owner}-20261123t115959z-00ff00ff00ff00ff-3.tmp"), true),
            (".sfe-push.00000000-20261123T105959Z-00ff00ff00ff00ff-3.csv", false),
            (".sfe-push.00000000-20261123T105959Z-xyz-3.tmp", false),
            (".sfe-push.00000000-yesterday-00ff00ff00ff00ff-3.tmp", false),
            (".sfe-push.20261123T105959Z-00ff00ff00ff00ff-3.tmp", false),
            (&ours.discarded(), false),
            ("P1ProfileBasic.csv", false),
        ] {
            assert_eq!(ours.is_left_behind(name, now), left_behind, "{name}");
        }
    }

    #[test]
    fn this_runs_names_differ_and_are_not_left_behind() {
        let (mut ours, now) = (names("us"), Timestamp::now());
        let (first, second) = (ours.next(), ours.next());
        assert_ne!(first, second);
        assert!(!ours.is_left_behind(&first, now));
        assert!(names("us").is_left_behind(&first, now) && !names("others").is_left_behind(&first, now));
    }
}
