//! What a night changes in SmartFind: sfe-transform compared each person with the record, and the decisions say it.

use crate::decisions::{Change, Decision, Note, Place, Reason};
use crate::import_files::RecordCommand;
use crate::stream::access_id::AccessId;

/// Somebody in a list of the report. Names and values are read when they are written: a list may hold a whole district.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed {
    pub(crate) access_id: AccessId,
    /// Which of the lines with this access ID in P1ProfileBasic.csv is the person's.
    pub(crate) nth: usize,
    /// The decision about the person.
    pub(crate) place: Place,
}

/// The lists, each by access ID.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) added: Vec<Listed>,
    pub(crate) changed: Vec<Listed>,
    /// Active in SmartFind and in the set uploaded before, but absent tonight; and people who are deactivated tonight.
    pub(crate) gone: Vec<Listed>,
    /// Active in SmartFind, and absent since an earlier night.
    pub(crate) still_active: Vec<Listed>,
    pub(crate) unchanged: u64,
    has_record: bool,
}

impl Changes {
    /// Takes a decision.
    pub(crate) fn note(&mut self, decision: &Decision<'_>, listed: Listed) {
        let is_absent = decision.notes.iter().any(|note| matches!(note, Note::Gone | Note::StillActive));
        self.has_record |= decision.changes.is_some() || is_absent;
        if decision.line.is_none() {
            let is_gone = decision.is_leaver() || decision.is_gone();
            if is_gone { &mut self.gone } else { &mut self.still_active }.push(listed);
        } else if decision.command == Some(RecordCommand::Add) {
            self.added.push(listed);
        } else if decision.command.is_some() {
            // Of people who share an access ID, SmartFind has the one who comes last.
            let shared =
                (listed.nth > 0).then(|| self.changed.iter().rposition(|one| one.access_id == listed.access_id));
            if let Some(place) = shared.flatten() {
                self.changed.remove(place);
                self.unchanged += 1;
            }
            match decision.changes.as_deref() {
                None | Some([]) => self.unchanged += 1,
                Some(_) => self.changed.push(listed),
            }
        }
    }

    /// When all decisions are read: `None` when there was no record to compare with.
    pub(crate) fn finish(mut self) -> Option<Self> {
        for list in [&mut self.added, &mut self.changed, &mut self.gone, &mut self.still_active] {
            // A stable sort: people who share an access ID stay in order.
            list.sort_by_key(|listed| listed.access_id);
        }
        self.has_record.then_some(self)
    }
}

/// A person, as the files or SmartFind have him or her.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) access_id: AccessId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) is_employee: bool,
    pub(crate) is_active: bool,
}

/// A person who is added.
#[derive(Debug)]
pub(crate) struct Added {
    pub(crate) person: Described,
    /// Schedule order, and the schedule in words.
    pub(crate) schedules: Vec<(String, String)>,
}

/// A person whose values change.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) person: Described,
    pub(crate) fields: Vec<Change>,
}

/// A person who is gone: active in SmartFind, and no longer in the files or deactivated by them.
#[derive(Debug)]
pub(crate) struct Gone {
    pub(crate) person: Described,
    /// `not in the extract`, `skipped (contract)`, `is under access ID 95505 now`.
    pub(crate) why: String,
    /// Sent once more, as inactive.
    pub(crate) is_deactivated: bool,
    /// Sent under another access ID: only the account is gone.
    has_new_access_id: bool,
}

impl Gone {
    /// Somebody whose decision this is.
    pub(crate) fn new(person: Described, decision: &Decision<'_>) -> Self {
        let why = match decision.reason {
            _ if decision.new_access_id.is_some() => under_another(decision),
            _ if decision.notes.contains(&Note::StillActive) => "left on an earlier night".to_string(),
            None => "not in the extract".to_string(),
            Some(reason) => why_not(reason),
        };
        let has_new_access_id = decision.new_access_id.is_some();
        Gone { person, why, is_deactivated: decision.is_leaver(), has_new_access_id }
    }

    /// What that means in SmartFind.
    pub(crate) fn consequence(&self) -> &'static str {
        match (self.is_deactivated, self.has_new_access_id) {
            (true, _) => "sent once more, as inactive",
            (false, true) => "SmartFind keeps the old account active",
            (false, false) => "SmartFind keeps the person active",
        }
    }
}

/// `is under access ID 95505 now`.
pub(super) fn under_another(decision: &Decision<'_>) -> String {
    format!("is under access ID {} now", decision.new_access_id.as_deref().unwrap_or_default())
}

/// `skipped (contract)`.
fn why_not(reason: Reason) -> String {
    format!("{} ({})", reason.outcome(), reason.name())
}
