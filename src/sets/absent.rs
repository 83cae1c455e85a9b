//! Why people who were in an earlier set are not exported tonight.

use crate::stream::access_id::AccessId;
use std::collections::HashMap;

/// The people looked for, and what tonight's rows say of them.
#[derive(Debug)]
pub(crate) struct Absent<R> {
    reasons: HashMap<AccessId, Option<R>>,
    /// By e-mail address in lower case: an access ID that was spoilt does not lead to the person any more.
    by_email: HashMap<String, AccessId>,
}

impl<R> Absent<R> {
    /// Looks for these people: access ID and e-mail address.
    pub(crate) fn look_for<'p>(people: impl Iterator<Item = (AccessId, &'p str)>) -> Self {
        let (mut reasons, mut by_email) = (HashMap::new(), HashMap::new());
        for (access_id, email) in people {
            reasons.insert(access_id, None);
            if !email.is_empty() {
                by_email.insert(email.to_lowercase(), access_id);
            }
        }
        Absent { reasons, by_email }
    }

    /// Notes a row that is not exported, with its reason.
    ///
    /// A reason that `says_little` (the row is about another school, or a second one of the person) takes the place of
    /// no other, and is no reason against somebody with another access ID.
    pub(crate) fn note(&mut self, access_id: &str, email: &str, reason: R, says_little: bool) {
        let access_id = AccessId::parse(access_id)
            .filter(|access_id| self.reasons.contains_key(access_id))
            .or_else(|| self.by_email.get(&email.to_lowercase()).copied().filter(|_| !says_little));
        if let Some(found) = access_id.and_then(|access_id| self.reasons.get_mut(&access_id))
            && (!says_little || found.is_none())
        {
            *found = Some(reason);
        }
    }

    /// The reason against somebody looked for; `None` when no row is about the person.
    pub(crate) fn reason(&self, access_id: AccessId) -> Option<&R> {
        self.reasons.get(&access_id)?.as_ref()
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
        absent.note("T8", "b@D", "access-id-not-a-number", false);
        absent.note("", "", "no-email", false);
        assert_eq!(absent.reason(id("7")), Some(&"contract"));
        assert_eq!(absent.reason(id("8")), Some(&"access-id-not-a-number"));
        assert_eq!(absent.reason(id("9")), None);
    }

    #[test]
    fn a_row_about_another_school_is_no_reason_against_another_access_id() {
        let mut absent = Absent::look_for([(id("7"), "a@d")].into_iter());
        absent.note("8", "a@d", "other-school", true);
        assert_eq!(absent.reason(id("7")), None);
    }
}
