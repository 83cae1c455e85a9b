//! `--only`: some people sent on their own, besides the night's whole set.

use super::person::Person;
use super::reason::Reason;
use crate::common::exit::{Exit, Failure, Result};
use crate::stream::access_id::AccessId;
use crate::stream::row::StaffRow;
use std::collections::BTreeMap;

/// The people asked for, each with what was found in the stream.
#[derive(Debug)]
pub(crate) struct Only(BTreeMap<AccessId, Found>);

#[derive(Debug, Clone, Copy)]
enum Found {
    Nothing,
    Not(Reason),
    Exported,
}

impl Only {
    /// Nothing was found yet of any of them; `None` when nobody is asked for.
    pub(crate) fn new(access_ids: &[AccessId]) -> Option<Self> {
        let people = access_ids.iter().map(|access_id| (*access_id, Found::Nothing)).collect();
        (!access_ids.is_empty()).then_some(Only(people))
    }

    /// What becomes of a row: a person not asked for is not chosen.
    pub(crate) fn choose<'r>(
        &mut self,
        row: &StaffRow<'_>,
        verdict: Result<Person<'r>, Reason>,
    ) -> Result<Person<'r>, Reason> {
        let access_id = match &verdict {
            Ok(person) => Some(person.access_id),
            Err(_) => AccessId::parse(row.access_id()),
        };
        let Some(found) = access_id.and_then(|access_id| self.0.get_mut(&access_id)) else {
            return verdict.and(Err(Reason::NotChosen));
        };
        match (&verdict, *found) {
            (Ok(_), _) => *found = Found::Exported,
            (Err(_), Found::Exported) => {}
            // A row about another school, or a second one, says nothing of why the person is not exported.
            (Err(Reason::OtherSchool | Reason::Duplicate), Found::Not(_)) => {}
            (Err(reason), _) => *found = Found::Not(*reason),
        }
        verdict
    }

    /// An error (65) that names whoever was asked for and is not exported.
    pub(crate) fn all_exported(&self) -> Result<()> {
        let missing: Vec<String> = self
            .0
            .iter()
            .filter_map(|(access_id, found)| match found {
                Found::Exported => None,
                Found::Nothing => Some(format!("{access_id} is not in the extract")),
                Found::Not(reason) => Some(format!("{access_id} is {} ({reason})", reason.outcome())),
            })
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Failure::new(
            Exit::Data,
            format!("of the access IDs asked for (--only) {}; nothing was written", missing.join(", ")),
        ))
    }
}
