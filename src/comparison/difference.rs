//! What differs between two profiles of a person, in words.

use crate::import_files::Profile;
use serde::Serialize;

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    /// What it is.
    pub(crate) what: String,
    /// As it was; empty when it was not there.
    pub(crate) old: String,
    /// As it is; empty when it is not there any more.
    pub(crate) new: String,
}

/// Compares two profiles.
///
/// The record command and SubAvailable say that the person is added, which is no change of the person. An empty
/// calendar is none either: SmartFind keeps what it has, and one is printed only for people who are added, inactive or
/// have one of their own.
pub(crate) fn between_profiles(old: &Profile<'_>, new: &Profile<'_>) -> Vec<Difference> {
    let staff_type = |profile: &Profile<'_>| if profile.is_employee() { "employee" } else { "substitute" };
    let active = |profile: &Profile<'_>| if profile.is_active() { "active" } else { "inactive" };
    let calendar = if new.emp_calendar_code.is_empty() { old.emp_calendar_code } else { new.emp_calendar_code };
    let all = [
        ("name", &*old.name(), &*new.name()),
        ("e-mail", old.email_address, new.email_address),
        ("telephone", old.telephone, new.telephone),
        ("employee or substitute", staff_type(old), staff_type(new)),
        ("active or not", active(old), active(new)),
        ("calendar", old.emp_calendar_code, calendar),
    ];
    let differing = all.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(what, old, new)| Difference { what: what.into(), old: old.into(), new: new.into() }).collect()
}
