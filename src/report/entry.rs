//! Somebody in one of the two lists, as all forms of the report have him or her.

use super::findings::{Group, Person, Since, detail};
use super::when;
use crate::decisions::{Decision, Finding};
use crate::home::RunName;

/// A person with what is to be fixed or done.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) users_dcid: Option<i64>,
    pub(crate) access_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// The home school's number.
    pub(crate) school: String,
    pub(crate) school_name: String,
    pub(crate) since: Since,
    /// What is wrong with this person, where the group does not say it all.
    pub(crate) details: Vec<String>,
}

impl Entry {
    /// Somebody whose decision this is.
    pub(crate) fn new(group: &Group, person: &Person, decision: &Decision<'_>, findings: &[Finding<'_>]) -> Self {
        let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or_default().trim().to_string();
        Entry {
            users_dcid: decision.users_dcid,
            access_id: text(&decision.access_id),
            name: text(&decision.name),
            email: text(&decision.email_addr),
            school: decision.school.map(|school| school.to_string()).unwrap_or_default(),
            school_name: text(&decision.school_name),
            since: person.since,
            details: group.own(findings).map(detail).filter(|detail| !detail.is_empty()).collect(),
        }
    }

    /// The school's name, otherwise `school 5`; empty where neither is known.
    pub(crate) fn school(&self) -> String {
        match (self.school_name.as_str(), self.school.as_str()) {
            ("", "") => String::new(),
            ("", number) => format!("school {number}"),
            (name, "") => name.to_string(),
            (name, number) => format!("{name} (school {number})"),
        }
    }

    /// Since when, as seen from this run: `new tonight`, `since November 3, 12 nights`; empty where that is not known.
    pub(crate) fn since(&self, run: &str) -> String {
        match self.since {
            Since::Tonight => "new tonight".to_string(),
            Since::Run(first) => since(Some(&first.0.to_string()), run),
            Since::Unknown => String::new(),
        }
    }

    /// When it was first there: `2026-11-03T08:15:00Z`; `None` where that is not known.
    pub(crate) fn first(&self, run: &str) -> Option<String> {
        match self.since {
            Since::Tonight => RunName::parse(run).map(|run| run.began()),
            Since::Run(first) => Some(first.0.began()),
            Since::Unknown => None,
        }
    }
}

/// Since when, of a finding that was first there in this run, as seen from another; empty where that is not known.
pub(super) fn since(first: Option<&str>, run: &str) -> String {
    let Some(tonight) = when::began(run) else { return String::new() };
    match first {
        None => "new tonight".to_string(),
        Some(first) => when::began(first).map(|first| when::since(&first, &tonight)).unwrap_or_default(),
    }
}
