//! What differs between two lines of a person, in SFE's words.

use super::records::Profile;

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What it is.
    pub(crate) what: String,
    /// As it was; empty when it was not there.
    pub(crate) old: String,
    /// As it is; empty when it is not there any more.
    pub(crate) new: String,
}

/// What differs between two profiles.
///
/// The record command and SubAvailable say that the person is added, which is no change of the person. An empty
/// calendar is none either: SFE keeps what it has, and one is printed only for people who are added, inactive or have
/// one of their own.
pub(crate) fn of_profiles(old: &Profile<'_>, new: &Profile<'_>) -> Vec<Difference> {
    let staff_type = |profile: &Profile<'_>| if profile.is_employee { "employee" } else { "substitute" }.to_string();
    let active = |profile: &Profile<'_>| if profile.is_active { "active" } else { "inactive" }.to_string();
    let calendar = if new.calendar.is_empty() { old.calendar } else { new.calendar };
    let all = [
        ("name", old.name(), new.name()),
        ("e-mail", old.email.to_string(), new.email.to_string()),
        ("telephone", old.telephone.to_string(), new.telephone.to_string()),
        ("employee or substitute", staff_type(old), staff_type(new)),
        ("active or not", active(old), active(new)),
        ("calendar", old.calendar.to_string(), calendar.to_string()),
    ];
    let differing = all.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(what, old, new)| Difference { what: what.to_string(), old, new }).collect()
}
