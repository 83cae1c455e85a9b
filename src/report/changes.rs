//! What a night changed: the comparison with the set uploaded before, and why people are no longer sent.

use crate::comparison::absence::AbsenceReasons;
use crate::comparison::compare::{Changed, Comparison, Person};
use crate::decisions::{Decision, Reason};
use crate::import_files::StoredSet;
use crate::stream::access_id::AccessId;
use std::collections::HashSet;

/// A person who is no longer sent.
#[derive(Debug)]
pub(crate) struct Gone<'s> {
    pub(crate) person: Person<'s>,
    /// `not in the extract`, `skipped (contract)`.
    pub(crate) why: String,
    /// Sent once more, as inactive.
    pub(crate) is_deactivated: bool,
}

impl Gone<'_> {
    /// What that means in SmartFind.
    pub(crate) fn consequence(&self) -> &'static str {
        match (self.is_deactivated, self.person.record().is_active()) {
            (true, _) => "sent once more, as inactive",
            (false, true) => "SmartFind keeps the person active",
            (false, false) => "inactive in SmartFind already",
        }
    }
}

/// The comparison, while decisions are read.
pub(crate) struct Changes<'s> {
    pub(crate) comparison: Comparison<'s>,
    pub(crate) gone: Vec<Gone<'s>>,
    reasons: AbsenceReasons<Reason>,
    leavers: HashSet<AccessId>,
}

impl<'s> Changes<'s> {
    /// Compares, and looks for those who are gone.
    pub(crate) fn new(previous: &'s StoredSet, set: &'s StoredSet) -> Self {
        let comparison = Comparison::new(previous, set);
        let left = comparison.changed.iter().filter(|changed| may_have_left(&comparison, changed));
        let wanted = comparison.gone.iter().copied().chain(left.map(|changed| changed.old));
        let reasons = AbsenceReasons::look_for(wanted.map(|person| (person.access_id, person.record().email_address)));
        Changes { reasons, comparison, gone: Vec::new(), leavers: HashSet::new() }
    }

    /// Takes the reason against a person.
    pub(crate) fn note(&mut self, decision: &Decision<'_>) {
        let access_id = decision.access_id.as_deref().unwrap_or_default().trim();
        if decision.is_leaver() {
            self.leavers.extend(AccessId::parse(access_id));
        } else if let Some(reason) = decision.reason {
            let email = decision.email_addr.as_deref().unwrap_or_default().trim();
            self.reasons.note(access_id, email, reason, reason.is_weak());
        }
    }

    /// Whether somebody is among those gone.
    pub(crate) fn has_gone(&self, access_id: AccessId) -> bool {
        self.gone.binary_search_by_key(&access_id, |gone| gone.person.access_id).is_ok()
    }

    /// When all decisions are read: who is gone, and why. People who were not asked for (`--only`) are not gone.
    pub(crate) fn finish(&mut self) {
        let reasons = &self.reasons;
        let gone = |person: Person<'s>, is_deactivated| {
            let why = match reasons.reason(person.access_id) {
                Some(Reason::NotChosen) => return None,
                Some(reason) => format!("{} ({})", reason.outcome(), reason.name()),
                None => "not in the extract".to_string(),
            };
            Some(Gone { person, why, is_deactivated })
        };
        let mut all: Vec<Gone<'s>> = Vec::new();
        let leavers = &self.leavers;
        self.comparison.changed.retain(|changed| {
            let has_left = leavers.contains(&changed.new.access_id);
            if has_left {
                all.extend(gone(changed.old, true));
            }
            !has_left
        });
        self.comparison.added.retain(|person| {
            let has_left = leavers.contains(&person.access_id);
            if has_left {
                let why = "left on an earlier night".to_string();
                all.push(Gone { person: *person, why, is_deactivated: true });
            }
            !has_left
        });
        // A person deactivated the night before was reported then.
        let was_ended =
            |person: &Person<'_>| !person.record().is_active() && self.comparison.was_profile_only(person.access_id);
        let (_, rest): (Vec<_>, Vec<_>) = self.comparison.gone.iter().copied().partition(was_ended);
        self.comparison.gone.clear();
        all.extend(rest.into_iter().filter_map(|person| gone(person, false)));
        all.sort_by_key(|gone| gone.person.access_id);
        self.gone = all;
    }
}

/// Whether the person may be sent as inactive for having left: only decisions.jsonl says so for sure.
fn may_have_left(comparison: &Comparison<'_>, changed: &Changed<'_>) -> bool {
    !changed.new.record().is_active() && comparison.is_profile_only(changed.new.access_id)
}
