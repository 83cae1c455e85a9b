//! People who have left (`--deactivate-leavers`): sent once more, as inactive, because SmartFind keeps people who
//! disappear from the files.

use super::import_records::ended_profile;
use crate::common::exit::Result;
use crate::decisions::{Decision, Note, Outcome};
use crate::import_files::{ImportFile, Profile, ProfileLine, RecordCommand};
use crate::stream::access_id::AccessId;
use std::io::Write;

/// The people who have left, by access ID, each with the profile sent last.
#[derive(Debug)]
pub(crate) struct Leavers<'s>(Vec<ProfileLine<'s>>);

impl<'s> Leavers<'s> {
    /// These people, sorted by access ID: those who share one have left together.
    pub(crate) fn new(people: Vec<ProfileLine<'s>>) -> Self {
        Leavers(people)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether somebody is one.
    pub(crate) fn contains(&self, access_id: AccessId) -> bool {
        self.0.binary_search_by_key(&access_id, |line| line.access_id).is_ok()
    }

    /// Their profiles as they are sent now.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = Profile<'s>> {
        self.0.iter().map(|line| ended_profile(line.record()))
    }

    /// Writes what became of them; no row of the stream is about them.
    pub(crate) fn write_decisions(&self, mut output: impl Write) -> Result<()> {
        self.profiles().try_for_each(|profile| {
            let decision = Decision {
                line: None,
                users_dcid: None,
                access_id: Some(profile.access.to_string().into()),
                email_addr: Some(profile.email_address.into()),
                outcome: Outcome::Exported,
                reason: None,
                command: Some(RecordCommand::Change),
                files: vec![ImportFile::Profile],
                notes: vec![Note::Leaver],
            };
            decision.write(&mut output)
        })
    }
}
