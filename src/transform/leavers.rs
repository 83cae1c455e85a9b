//! People who have left (`--deactivate-leavers`): sent once more, as inactive, because SmartFind keeps people who
//! disappear from the files.

use crate::decisions::{Decision, Outcome};
use crate::import_files::{ImportFile, NO, Profile, RecordCommand, YES, profile_with};
use crate::smartfind::Person;

/// The people who have left, by access ID.
#[derive(Debug)]
pub(crate) struct Leavers<'s>(Vec<&'s Person>);

impl<'s> Leavers<'s> {
    /// These people.
    pub(crate) fn new(people: Vec<&'s Person>) -> Self {
        Leavers(people)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Their profiles as they are sent now: what SmartFind has, with every active flag ended.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = Profile<'s>> {
        self.0.iter().map(|person| {
            let profile = profile_with(RecordCommand::Change, person.access_id, |name| person.value(name));
            let ended = |active: &'s str| if active == YES { NO } else { active };
            Profile {
                employee_active: ended(profile.employee_active),
                sub_active: ended(profile.sub_active),
                // As for anybody who is changed: SmartFind keeps what it has.
                sub_available: "",
                ..profile
            }
        })
    }

    /// The decision about somebody who has left: the profile is sent once more.
    pub(crate) fn decide(decision: Decision<'_>) -> Decision<'_> {
        Decision {
            outcome: Outcome::Exported,
            command: Some(RecordCommand::Change),
            files: vec![ImportFile::Profile],
            ..decision
        }
    }
}
