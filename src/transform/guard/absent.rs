//! What became of people who are active in SmartFind and are in no exported row.

use super::Guard;
use crate::common::exit::Result;
use crate::decisions::{Decision, Finding, Kind, Note, Outcome};
use crate::import_files::YES;
use crate::smartfind::Person;
use crate::transform::decision_file::DecisionFile;
use crate::transform::findings::{self, Findings, Who};
use crate::transform::leavers::Leavers;

impl Guard {
    /// Writes their decisions, after those about rows.
    pub(crate) fn write_decisions(
        &self,
        findings: &mut Findings,
        mut output: Option<&mut DecisionFile<'_>>,
    ) -> Result<()> {
        self.missing().try_for_each(|person| {
            let is_gone = person.absent_since.is_none();
            let mut notes = vec![if is_gone { Note::Gone } else { Note::StillActive }];
            let mut decision = Decision {
                line: None,
                users_dcid: person.users_dcid,
                access_id: Some(person.access_id.to_string().into()),
                email_addr: Some(person.value("email_address").into()),
                outcome: Outcome::Absent,
                reason: self.refusal(person).map(|refusal| refusal.reason),
                command: None,
                files: Vec::new(),
                notes: Vec::new(),
                changes: None,
                findings: Vec::new(),
                name: Some(person.name().into()),
                school: None,
                school_name: None,
                active: None,
                employee: Some(person.value("is_employee") == YES),
                new_access_id: self.present_as(person).map(|access_id| access_id.to_string().into()),
            };
            if self.has_left(person) {
                notes.insert(0, Note::Leaver);
                decision = Leavers::decide(decision);
            }
            let mut decision = Decision { notes, ..decision };
            // An access ID that changed is reported with the person who has the new one, and wrong data on HR's list.
            if !self.has_left(person) && self.present_as(person).is_none() && !self.is_to_fix(person) {
                let mut left = vec![Finding::new(Kind::LeftStillActive)];
                findings.settle(&who(person), &mut left);
                findings::add_to(&mut decision, who(person), left);
            }
            output.as_mut().map_or(Ok(()), |output| output.write(&decision))
        })
    }
}

/// Somebody on record, with what a finding needs.
fn who(person: &Person) -> Who<'_> {
    Who {
        users_dcid: None,
        access_id: person.access_id.to_string().into(),
        email: person.value("email_address"),
        name: person.name().into(),
        school: None,
        school_name: "",
        is_active: true,
        is_employee: person.value("is_employee") == YES,
    }
}
