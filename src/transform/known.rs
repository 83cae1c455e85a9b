//! Whom SFE knows already: the record command and the NewestDCID mark (spec, section 2).

use super::layout::Command;
use crate::common::exit::Result;
use crate::state::sent;
use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;
use std::path::Path;

/// What decides between add and change.
#[derive(Debug)]
pub(crate) struct Known {
    /// The mark of the last successful run: the highest `users_dcid` it processed.
    pub mark: i64,
    /// The access IDs ever pushed, when that is on file.
    sent: Option<BTreeSet<AccessId>>,
}

impl Known {
    /// From the mark and, if given, the file of access IDs ever pushed (one a line).
    pub(crate) fn load(mark: i64, sent: Option<&Path>) -> Result<Self> {
        Ok(Known { mark, sent: sent.map(sent::read).transpose()? })
    }

    /// `C` when SFE knows the person, else `A`.
    pub(crate) fn command(&self, users_dcid: i64, access_id: AccessId) -> Command {
        let known = match &self.sent {
            Some(sent) => sent.contains(&access_id),
            None => users_dcid <= self.mark,
        };
        if known { Command::Change } else { Command::Add }
    }

    /// Whether a person is added although the mark has passed them: corrected late, and so never sent.
    pub(crate) fn is_late_arrival(&self, users_dcid: i64, command: Command) -> bool {
        command == Command::Add && users_dcid <= self.mark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digits: &str) -> AccessId {
        AccessId::parse(digits).expect("an access ID")
    }

    #[test]
    fn without_a_list_the_mark_decides() {
        let known = Known { mark: 60, sent: None };
        assert_eq!(known.command(60, id("1")), Command::Change);
        assert_eq!(known.command(61, id("1")), Command::Add);
    }

    #[test]
    fn with_a_list_the_list_decides_and_late_arrivals_are_added() {
        let known = Known { mark: 60, sent: Some(BTreeSet::from([id("7")])) };
        assert_eq!(known.command(90, id("007")), Command::Change);
        let late = known.command(5, id("8"));
        assert_eq!(late, Command::Add);
        assert!(known.is_late_arrival(5, late) && !known.is_late_arrival(61, late));
    }
}
