//! The findings of a run: those that are accepted are removed, those of the run before keep their date, and there is a
//! warning for each kind with how many there are and how many of them are new.

mod accepted;
mod former;
mod tally;

use super::options::SfeTransform;
use crate::common::exit::Result;
use crate::common::messages;
use crate::decisions::{Decision, Finding, Kind, List, Note};
use crate::stream::access_id::AccessId;
use accepted::Accepted;
pub(crate) use former::Former;
use std::borrow::Cow;
use tally::{Entry, Tally};

/// Somebody with findings.
#[derive(Debug, Clone)]
pub(crate) struct Who<'w> {
    /// `None` for somebody in no exported row.
    pub(crate) users_dcid: Option<i64>,
    /// As decisions.jsonl has it; empty when it is blank.
    pub(crate) access_id: Cow<'w, str>,
    pub(crate) email: &'w str,
    pub(crate) name: Cow<'w, str>,
    pub(crate) school: Option<i64>,
    pub(crate) school_name: &'w str,
    pub(crate) is_active: bool,
    pub(crate) is_employee: bool,
}

/// The findings of a run.
pub(crate) struct Findings {
    accepted: Accepted,
    pub(crate) former: Former,
    tally: Tally,
}

impl Findings {
    /// With what the options say about findings.
    pub(crate) fn prepare(options: &SfeTransform) -> Result<Self> {
        Ok(Findings {
            accepted: Accepted::load(options.accepted.as_deref())?,
            former: options.last.as_deref().map(Former::read).unwrap_or_default(),
            tally: Tally::default(),
        })
    }

    /// How many lines say what is accepted.
    pub(crate) fn accepted_lines(&self) -> usize {
        self.accepted.count()
    }

    /// Takes out what is accepted, dates the rest and counts it.
    pub(crate) fn settle(&mut self, who: &Who<'_>, findings: &mut Vec<Finding<'_>>) {
        findings.retain_mut(|finding| {
            let entry = Entry::new(who, finding);
            if self.accepted.contains(&who.access_id, finding) {
                self.tally.accept(finding.kind, entry);
                return false;
            }
            let is_new = self.former.since(finding.kind, &entry).is_none();
            // A code is listed for some days from the night when it was new; all else is dated by the person.
            let since = match finding.kind {
                Kind::NewCode => self.former.since(finding.kind, &entry),
                kind => self.former.since(kind, &Entry::of_person(who)),
            };
            finding.since = since.map(|since| Cow::Owned(since.to_string()));
            if finding.kind.counts(who.is_active) {
                self.tally.count(finding, entry, who, is_new);
            }
            true
        });
    }

    /// How many findings were accepted.
    pub(crate) fn accepted(&self) -> u64 {
        self.tally.accepted()
    }

    /// Warns about each kind.
    pub(crate) fn warn(&self) {
        for (kind, warning) in self.tally.warnings() {
            messages::found(kind, warning.count, warning.new, &warning.text);
        }
        let (fix, to_do) = (self.tally.total(List::Fix), self.tally.total(List::ToDo));
        if fix + to_do > 0 {
            messages::notice(format_args!("{fix} to fix in PowerSchool, {to_do} to do in SmartFind"));
        }
        if self.accepted() > 0 {
            messages::notice(format_args!("{} findings are accepted as they are", self.accepted()));
        }
    }
}

/// Puts findings into a decision that may have some already, with what a report needs of the person.
pub(crate) fn add_to<'d>(decision: &mut Decision<'d>, who: Who<'d>, findings: Vec<Finding<'d>>) {
    if findings.is_empty() {
        return;
    }
    for finding in &findings {
        let note = Note::Finding(finding.kind);
        let is_reason = decision.reason.is_some_and(|reason| reason.name() == finding.kind.name());
        if !is_reason && !decision.notes.contains(&note) {
            let place = decision.notes.iter().position(|note| *note == Note::LateArrival);
            decision.notes.insert(place.unwrap_or(decision.notes.len()), note);
        }
    }
    decision.findings.extend(findings);
    decision.findings.sort_by_key(|finding| finding.kind);
    if decision.line.is_some() {
        decision.name = Some(who.name);
        decision.school = who.school;
        decision.school_name = Some(who.school_name).filter(|name| !name.is_empty()).map(Cow::Borrowed);
        // Somebody who is inactive at the home school alone is as good as active.
        let is_active_elsewhere = |finding: &Finding<'_>| finding.kind == Kind::InactiveAtHomeSchool;
        decision.active = Some(who.is_active || decision.findings.iter().any(is_active_elsewhere));
        decision.employee = Some(who.is_employee);
    }
}

impl Who<'_> {
    /// As warnings name the person: by number and e-mail address, or by the name that SmartFind has.
    fn label(&self) -> String {
        match self.users_dcid {
            Some(users_dcid) if self.email.is_empty() => format!("users_dcid {users_dcid} (no e-mail)"),
            Some(users_dcid) => format!("users_dcid {users_dcid} ({})", self.email),
            None => format!("{} ({})", self.name, self.access_id),
        }
    }

    fn parsed_access_id(&self) -> Option<AccessId> {
        AccessId::parse(&self.access_id)
    }
}
