//! Decisions of versions before 0.2, which have no findings: reasons, notes and the set say what is to be fixed.

use super::entry::Entry;
use super::extract;
use super::findings::{Collector, Findings, Group, Person};
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::decisions::{Column, Decision, Decisions, Finding, Kind, Note, Place, Reason};
use crate::home::{EXTRACT, RunFolder};
use crate::import_files::StoredSet;
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::ops::ControlFlow;

/// What is known of such decisions.
#[derive(Debug, Default)]
pub(crate) struct Former {
    /// Decisions with anything to be fixed, by line of the extract.
    found: BTreeMap<u64, Place>,
    /// The people of these lines.
    people: BTreeMap<u64, Named>,
}

/// Somebody as the extract has him or her.
#[derive(Debug)]
struct Named {
    name: String,
    school: Option<i64>,
    is_active: bool,
}

impl Former {
    /// Takes a decision.
    pub(crate) fn take(&mut self, place: Place, decision: &Decision<'_>, set: &StoredSet) {
        // Somebody in no exported row is noted with the rows that say why.
        if let Some(line) = decision.line.filter(|_| !findings(decision, set).is_empty()) {
            self.found.insert(line, place);
        }
    }

    /// The lists, once all decisions are taken.
    ///
    /// # Errors
    ///
    /// When the extract cannot be read. Without one, names and schools stay blank.
    pub(crate) fn finish(&mut self, run: &RunFolder, decisions: &Decisions, set: &StoredSet) -> Result<Findings> {
        self.read_people(run)?;
        let mut collector = Collector::of_former();
        let mut text = Vec::new();
        for (line, place) in &self.found {
            let mut decision =
                decisions.at(*place, &mut text).or_fail(Exit::Io, || "cannot read the decisions again")?;
            decision.active = self.people.get(line).map(|person| person.is_active);
            collector.take(*place, &decision, &findings(&decision, set));
        }
        Ok(collector.finish())
    }

    fn read_people(&mut self, run: &RunFolder) -> Result<()> {
        let is_missing = std::fs::metadata(run.file(EXTRACT)).is_err_and(|error| error.kind() == ErrorKind::NotFound);
        if is_missing || self.found.is_empty() {
            return Ok(());
        }
        let mut wanted = self.found.keys().peekable();
        extract::each_row(run, |number, row| {
            if wanted.next_if(|line| **line == number).is_some() {
                let name = format!("{} {}", printed(&row.first_name), printed(&row.last_name)).trim().to_string();
                self.people.insert(number, Named { name, school: row.homeschoolid, is_active: row.status == Some(1) });
            }
            if wanted.peek().is_some() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
    }

    /// Somebody in a group.
    pub(crate) fn entry(&self, group: &Group, person: &Person, mut decision: Decision<'_>, set: &StoredSet) -> Entry {
        if let Some(named) = decision.line.and_then(|line| self.people.get(&line)) {
            decision.name = Some(named.name.clone().into());
            decision.school = named.school;
        }
        Entry::new(group, person, &decision, &findings(&decision, set))
    }
}

/// What is to be fixed about somebody.
pub(super) fn findings(decision: &Decision<'_>, set: &StoredSet) -> Vec<Finding<'static>> {
    if let Some(reason) = decision.reason {
        return from_reason(reason, decision.unprintable_column()).into_iter().collect();
    }
    let is_noted = |kind: &Kind| decision.notes.contains(&Note::Finding(*kind));
    let mut kinds: Vec<Kind> = [Kind::Schedule2WithoutTimes].into_iter().filter(is_noted).collect();
    let access_id = decision.access_id.as_deref().and_then(AccessId::parse).filter(|_| decision.command.is_some());
    if access_id.is_some_and(|access_id| set.profiles.lines_with(access_id).count() > 1) {
        kinds.push(Kind::SharedAccessId);
    }
    kinds.into_iter().map(Finding::new).collect()
}

fn from_reason(reason: Reason, unprintable: Option<Column>) -> Option<Finding<'static>> {
    let kind = match reason {
        Reason::NoEmail => Kind::NoEmail,
        Reason::NoName => Kind::NoName,
        Reason::AccessIdNotANumber => Kind::AccessIdNotANumber,
        Reason::AccessIdOutOfRange => Kind::AccessIdOutOfRange,
        Reason::Duplicate => Kind::Duplicate,
        Reason::Unprintable => return unprintable.map(|column| Finding::new(Kind::Unprintable).in_column(column)),
        Reason::OtherSchool | Reason::BadName | Reason::Contract | Reason::NotChosen => return None,
    };
    Some(Finding::new(kind))
}
