//! What is said of people who are active in SmartFind and in no exported row.

use super::{Guard, list_of};
use crate::common::messages;
use crate::decisions::Reason;
use crate::smartfind::Person;

impl Guard {
    /// Warns of those who are sent as inactive, and says what to do about the others.
    pub(super) fn tell_missing(&self) {
        let (mut left, mut changed, mut kept_out) = (Vec::new(), Vec::new(), Vec::new());
        for person in self.missing() {
            let (name, access_id, what) = (person.name(), person.access_id, self.what_happened(person));
            if self.has_left(person) {
                messages::warning(format_args!("{name} ({access_id}) {what} and is sent as inactive"));
            } else if person.absent_since.is_none() {
                let advice = self.advice(person);
                messages::notice(format_args!("{name} ({access_id}) {what} but still active in SmartFind: {advice}"));
            } else if self.present_as(person).is_some() {
                changed.push(person);
            } else if self.may_have_left(person) {
                left.push(person);
            } else {
                kept_out.push(person);
            }
        }
        for (people, said) in [
            (left, "people who left on earlier nights are still active in SmartFind"),
            (changed, "people whose access IDs changed on earlier nights are still active under the old ones"),
            (kept_out, "people skipped or rejected since earlier nights are still active in SmartFind"),
        ] {
            if !people.is_empty() {
                let named = list_of(&people, |person| format!("{} ({})", person.name(), person.access_id));
                messages::notice(format_args!("{} {said}: {named}", people.len()));
            }
        }
    }

    /// What to do about somebody whom tonight's set does not end. The setting is named only where it would help.
    fn advice(&self, person: &Person) -> &'static str {
        let reason = self.refusal(person).map(|refusal| refusal.reason);
        match (self.may_have_left(person), self.present_as(person), reason) {
            (true, _, _) if !self.deactivate_leavers => "deactivate the account there, or set SFE_DEACTIVATE_LEAVERS=1",
            (true, _, _) | (false, Some(_), _) => "deactivate the account there",
            (false, None, Some(Reason::BadName)) => {
                "deactivate the account there, or take the name off the list of names to ignore (SFE_BAD_NAMES)"
            }
            (false, None, _) if self.is_to_fix(person) => "correct the data in PowerSchool",
            // What is accepted as it is, and inactive people, are on nobody's list in PowerSchool.
            (false, None, _) => "deactivate the account there, or correct the data in PowerSchool",
        }
    }
}
