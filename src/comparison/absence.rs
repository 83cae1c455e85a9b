//! Why people who were in an earlier set are not exported tonight.

use crate::stream::access_id::AccessId;
use std::collections::HashMap;

/// The reasons against people who were in an earlier set, collected from tonight's rows.
#[derive(Debug)]
pub(crate) struct AbsenceReasons<R> {
    people: HashMap<AccessId, Evidence<R>>,
    /// By e-mail address in lower case, for rows whose access ID is wrong. People may share an address.
    by_email: HashMap<String, Vec<AccessId>>,
}

/// What rows say about somebody.
#[derive(Debug)]
struct Evidence<R> {
    reason: Option<R>,
    /// The reason comes from a row with the person's own access ID, and is not weak.
    is_certain: bool,
}

impl<R: Clone> AbsenceReasons<R> {
    /// Looks for these people: access ID and e-mail address.
    pub(crate) fn look_for<'p>(wanted: impl Iterator<Item = (AccessId, &'p str)>) -> Self {
        let (mut people, mut by_email) = (HashMap::new(), HashMap::<String, Vec<AccessId>>::new());
        for (access_id, email) in wanted {
            people.insert(access_id, Evidence { reason: None, is_certain: false });
            if !email.trim().is_empty() {
                by_email.entry(email.trim().to_lowercase()).or_default().push(access_id);
            }
        }
        AbsenceReasons { people, by_email }
    }

    /// Notes a row that is not exported, with its reason: it counts for the person with its access ID, or else for all
    /// people with its e-mail address.
    ///
    /// A weak reason (the row is about another school, or a second one of the person) replaces no other.
    pub(crate) fn note(&mut self, access_id: &str, email: &str, reason: R, is_weak: bool) {
        if let Some(evidence) = AccessId::parse(access_id).and_then(|access_id| self.people.get_mut(&access_id)) {
            if !is_weak || evidence.reason.is_none() {
                *evidence = Evidence { reason: Some(reason), is_certain: !is_weak };
            }
            return;
        }
        for access_id in self.by_email.get(&email.trim().to_lowercase()).into_iter().flatten() {
            if let Some(evidence) = self.people.get_mut(access_id)
                && (evidence.reason.is_none() || !evidence.is_certain && !is_weak)
            {
                evidence.reason = Some(reason.clone());
            }
        }
    }

    /// The reason against somebody looked for; `None` when no row is about the person.
    pub(crate) fn reason(&self, access_id: AccessId) -> Option<&R> {
        self.people.get(&access_id)?.reason.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digits: &str) -> AccessId {
        AccessId::parse(digits).expect("an access ID")
    }

    #[test]
    fn a_reason_is_found_by_access_id_or_else_by_email() {
        let mut reasons = AbsenceReasons::look_for([(id("7"), "a@d"), (id("8"), "B@d"), (id("9"), "")].into_iter());
        reasons.note("7", "x@d", "contract", false);
        reasons.note("7", "x@d", "other-school", true);
        reasons.note("T8", " b@D ", "access-id-not-a-number", false);
        reasons.note("", "", "no-email", false);
        assert_eq!(reasons.reason(id("7")), Some(&"contract"));
        assert_eq!(reasons.reason(id("8")), Some(&"access-id-not-a-number"));
        assert_eq!(reasons.reason(id("9")), None);
    }

    #[test]
    fn people_with_one_email_are_kept_apart_by_access_id() {
        for order in [[0, 1], [1, 0]] {
            let mut reasons = AbsenceReasons::look_for([(id("7"), "a@d"), (id("8"), "a@d")].into_iter());
            let rows = [("7", "contract"), ("T8", "access-id-not-a-number")];
            for (access_id, reason) in order.map(|row| rows[row]) {
                reasons.note(access_id, "a@d", reason, false);
            }
            assert_eq!(reasons.reason(id("7")), Some(&"contract"));
            assert_eq!(reasons.reason(id("8")), Some(&"access-id-not-a-number"));
        }
    }

    #[test]
    fn a_row_about_another_school_says_that_the_person_is_there_but_hides_no_reason() {
        let mut reasons = AbsenceReasons::look_for([(id("7"), "a@d")].into_iter());
        reasons.note("99", "a@d", "other-school", true);
        assert_eq!(reasons.reason(id("7")), Some(&"other-school"));
        reasons.note("T7", "a@d", "access-id-not-a-number", false);
        assert_eq!(reasons.reason(id("7")), Some(&"access-id-not-a-number"));
        reasons.note("99", "a@d", "other-school", true);
        assert_eq!(reasons.reason(id("7")), Some(&"access-id-not-a-number"));
    }
}
