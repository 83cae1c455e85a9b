//! Whom SmartFind knows, which decides between the record commands A (add) and C (change).

use crate::common::exit::Result;
use crate::import_files::RecordCommand;
use crate::state::sent;
use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;
use std::path::Path;

/// The people whom SmartFind knows.
#[derive(Debug)]
pub(crate) struct KnownPeople {
    /// The high-water mark (NewestDCID) of the last successful run.
    pub(crate) newest_dcid: i64,
    /// The access IDs ever uploaded, when they are on file.
    sent: Option<BTreeSet<AccessId>>,
}

impl KnownPeople {
    /// From the mark and, if given, the file of access IDs ever uploaded.
    pub(crate) fn load(newest_dcid: i64, sent: Option<&Path>) -> Result<Self> {
        Ok(KnownPeople { newest_dcid, sent: sent.map(sent::read).transpose()? })
    }

    /// How many access IDs were ever uploaded, when they are on file.
    pub(crate) fn sent_count(&self) -> Option<usize> {
        self.sent.as_ref().map(BTreeSet::len)
    }

    /// `C` when SmartFind knows the person, else `A`. The list of access IDs sent takes precedence over the mark, which
    /// has passed people whose e-mail, access ID or contract was corrected late, and whom SmartFind does not know.
    pub(crate) fn command(&self, users_dcid: i64, access_id: AccessId) -> RecordCommand {
        let known = match &self.sent {
            Some(sent) => sent.contains(&access_id),
            None => users_dcid <= self.newest_dcid,
        };
        if known { RecordCommand::Change } else { RecordCommand::Add }
    }

    /// Whether a person is added although the mark has passed them.
    pub(crate) fn is_late_arrival(&self, users_dcid: i64, command: RecordCommand) -> bool {
        command == RecordCommand::Add && users_dcid <= self.newest_dcid
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
        let known = KnownPeople { newest_dcid: 60, sent: None };
        assert_eq!(known.command(60, id("1")), RecordCommand::Change);
        assert_eq!(known.command(61, id("1")), RecordCommand::Add);
    }

    #[test]
    fn with_a_list_the_list_decides_and_late_arrivals_are_added() {
        let known = KnownPeople { newest_dcid: 60, sent: Some(BTreeSet::from([id("7")])) };
        assert_eq!(known.command(90, id("007")), RecordCommand::Change);
        let late = known.command(5, id("8"));
        assert_eq!(late, RecordCommand::Add);
        assert!(known.is_late_arrival(5, late) && !known.is_late_arrival(61, late));
    }
}
