//! Why people who were in an earlier set are not exported tonight.

use crate::stream::access_id::AccessId;
use std::collections::HashMap;

/// The people looked for, and what tonight's rows say of them.
#[derive(Debug)]
pub(crate) struct Absent<R> {
    told: HashMap<AccessId, Told<R>>,
    /// By e-mail address in lower case: an access ID that was spoilt does not lead to the person any more. People may
    /// share an address.
    by_email: HashMap<String, Vec<AccessId>>,
}

/// What rows say of somebody.
#[derive(Debug)]
struct Told<R> {
    reason: Option<R>,
    /// The reason is of a row with the person's own access ID, and says something.
    is_certain: bool,
}

impl<R: Clone> Absent<R> {
    /// Looks for these people: access ID and e-mail address.
    pub(crate) fn look_for<'p>(people: impl Iterator<Item = (AccessId, &'p str)>) -> Self {
        let (mut told, mut by_email) = (HashMap::new(), HashMap::<String, Vec<AccessId>>::new());
        for (access_id, email) in people {
            told.insert(access_id, Told { reason: None, is_certain: false });
            if !email.trim().is_empty() {
                by_email.entry(email.trim().to_lowercase()).or_default().push(access_id);
            }
        }
        Absent { told, by_email }
    }

    /// Notes a row that is not exported, with its reason: it is about whoever has its access ID, or else about all who
    /// have its e-mail address.
    ///
    /// A reason that `says_little` (the row is about another school, or a second one of the person) takes the place of
    /// no other.
    pub(crate) fn note(&mut self, access_id: &str, email: &str, reason: R, says_little: bool) {
        if let Some(told) = AccessId::parse(access_id).and_then(|access_id| self.told.get_mut(&access_id)) {
            if !says_little || told.reason.is_none() {
                *told = Told { reason: Some(reason), is_certain: !says_little };
            }
            return;
        }
        for access_id in self.by_email.get(&email.trim().to_lowercase()).into_iter().flatten() {
            if let Some(told) = self.told.get_mut(access_id)
                && (told.reason.is_none() || !told.is_certain && !says_little)
            {
                told.reason = Some(reason.clone());
            }
        }
    }

    /// The reason against somebody looked for; `None` when no row is about the person.
    pub(crate) fn reason(&self, access_id: AccessId) -> Option<&R> {
        self.told.get(&access_id)?.reason.as_ref()
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
        let mut absent = Absent::look_for([(id("7"), "a@d"), (id("8"), "B@d"), (id("9"), "")].into_iter());
        absent.note("7", "x@d", "contract", false);
        absent.note("7", "x@d", "other-school", true);
        absent.note("T8", " b@D ", "access-id-not-a-number", false);
        absent.note("", "", "no-email", false);
        assert_eq!(absent.reason(id("7")), Some(&"contract"));
        assert_eq!(absent.reason(id("8")), Some(&"access-id-not-a-number"));
        assert_eq!(absent.reason(id("9")), None);
    }

    #[test]
    fn people_with_one_email_are_told_apart_by_access_id() {
        for order in [[0, 1], [1, 0]] {
            let mut absent = Absent::look_for([(id("7"), "a@d"), (id("8"), "a@d")].into_iter());
            let rows = [("7", "contract"), ("T8", "access-id-not-a-number")];
            for (access_id, reason) in order.map(|row| rows[row]) {
                absent.note(access_id, "a@d", reason, false);
            }
            assert_eq!(absent.reason(id("7")), Some(&"contract"));
            assert_eq!(absent.reason(id("8")), Some(&"access-id-not-a-number"));
        }
    }

    #[test]
    fn a_row_about_another_school_says_that_the_person_is_there_but_hides_no_reason() {
        let mut absent = Absent::look_for([(id("7"), "a@d")].into_iter());
        absent.note("99", "a@d", "other-school", true);
        assert_eq!(absent.reason(id("7")), Some(&"other-school"));
        absent.note("T7", "a@d", "access-id-not-a-number", false);
        assert_eq!(absent.reason(id("7")), Some(&"access-id-not-a-number"));
        absent.note("99", "a@d", "other-school", true);
        assert_eq!(absent.reason(id("7")), Some(&"access-id-not-a-number"));
    }
}
