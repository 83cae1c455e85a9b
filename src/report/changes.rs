//! What a night changed: the comparison with the set pushed before, and why people are no longer sent.

use super::decisions::Decision;
use crate::sets::absent::Absent;
use crate::sets::compare::{Changed, Comparison, Person};
use crate::sets::read::Set;
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
    /// What that means in SFE.
    pub(crate) fn so(&self) -> &'static str {
        match (self.is_deactivated, self.person.profile().is_active) {
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
    absent: Absent<(String, String)>,
    leavers: HashSet<AccessId>,
}

impl<'s> Changes<'s> {
    /// Compares, and looks for those who are gone.
    pub(crate) fn of(previous: &'s Set, set: &'s Set) -> Self {
        let comparison = Comparison::of(previous, set);
        let left = comparison.changed.iter().filter(|changed| may_have_left(&comparison, changed));
        let looked_for = comparison.gone.iter().copied().chain(left.map(|changed| changed.old));
        let absent = Absent::look_for(looked_for.map(|person| (person.access_id, person.profile().email)));
        Changes { absent, comparison, gone: Vec::new(), leavers: HashSet::new() }
    }

    /// Takes the reason against a person.
    pub(crate) fn note(&mut self, decision: &Decision<'_>) {
        let access_id = decision.access_id.as_deref().unwrap_or_default().trim();
        if decision.is_leaver() {
            self.leavers.extend(AccessId::parse(access_id));
        } else if let Some(reason) = &decision.reason {
            let email = decision.email_addr.as_deref().unwrap_or_default().trim();
            let says_little = matches!(&**reason, "other-school" | "duplicate");
            let why = (decision.outcome.to_string(), reason.to_string());
            self.absent.note(access_id, email, why, says_little);
        }
    }

    /// Whether somebody is among those gone.
    pub(crate) fn tells_of(&self, access_id: AccessId) -> bool {
        self.gone.binary_search_by_key(&access_id, |gone| gone.person.access_id).is_ok()
    }

    /// When all decisions are read: who is gone, and why. Those whom nobody asked for (`--only`) are not.
    pub(crate) fn finish(&mut self) {
        let absent = &self.absent;
        let gone = |person: Person<'s>, is_deactivated| {
            let why = match absent.reason(person.access_id) {
                Some((_, reason)) if reason == "not-chosen" => return None,
                Some((outcome, reason)) => format!("{outcome} ({reason})"),
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
        // Whoever was ended the night before was told of then.
        let was_ended =
            |person: &Person<'_>| !person.profile().is_active && self.comparison.was_profile_only(person.access_id);
        let (_, rest): (Vec<_>, Vec<_>) = self.comparison.gone.iter().copied().partition(was_ended);
        self.comparison.gone.clear();
        all.extend(rest.into_iter().filter_map(|person| gone(person, false)));
        all.sort_by_key(|gone| gone.person.access_id);
        self.gone = all;
    }
}

/// Whether the person may be sent as inactive for having left: only decisions.jsonl says so for sure.
fn may_have_left(comparison: &Comparison<'_>, changed: &Changed<'_>) -> bool {
    !changed.new.profile().is_active && comparison.is_profile_only(changed.new.access_id)
}
