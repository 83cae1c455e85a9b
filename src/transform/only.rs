//! `--only`: some people sent on their own, besides the night's whole set.

use super::verdict::{Refusal, Verdict};
use crate::common::exit::{Exit, Failure, Result};
use crate::decisions::Reason;
use crate::stream::access_id::AccessId;
use crate::stream::row::StaffRow;
use std::collections::BTreeMap;

/// The people asked for, each with what the stream has about them.
#[derive(Debug)]
pub(crate) struct Only(BTreeMap<AccessId, Found>);

#[derive(Debug, Clone, Copy)]
enum Found {
    NoRow,
    NotExported(Refusal),
    Exported,
}

impl Only {
    /// Before any row was looked at; `None` when nobody is asked for.
    pub(crate) fn new(access_ids: &[AccessId]) -> Option<Self> {
        let people = access_ids.iter().map(|access_id| (*access_id, Found::NoRow)).collect();
        (!access_ids.is_empty()).then_some(Only(people))
    }

    /// Whether somebody with this access ID was asked for.
    pub(crate) fn asks_for(&self, access_id: &str) -> bool {
        AccessId::parse(access_id).is_some_and(|access_id| self.0.contains_key(&access_id))
    }

    /// What becomes of a row: a person not asked for is not chosen.
    pub(crate) fn choose<'r>(&mut self, row: &StaffRow<'_>, verdict: Verdict<'r>) -> Verdict<'r> {
        let access_id = match &verdict {
            Ok(person) => Some(person.access_id),
            Err(_) => AccessId::parse(row.access_id()),
        };
        let Some(found) = access_id.and_then(|access_id| self.0.get_mut(&access_id)) else {
            return verdict.and(Err(Reason::NotChosen.into()));
        };
        match (&verdict, *found) {
            (Ok(_), _) => *found = Found::Exported,
            (Err(_), Found::Exported) => {}
            (Err(refusal), Found::NotExported(_)) if refusal.reason.is_weak() => {}
            (Err(refusal), Found::NoRow | Found::NotExported(_)) => *found = Found::NotExported(*refusal),
        }
        verdict
    }

    /// An error (65) that names the people who were asked for and are not exported.
    pub(crate) fn all_exported(&self) -> Result<()> {
        let missing: Vec<String> = self
            .0
            .iter()
            .filter_map(|(access_id, found)| match found {
                Found::Exported => None,
                Found::NoRow => Some(format!("{access_id} is not in the extract")),
                Found::NotExported(refusal) => Some(format!("{access_id} is {} ({refusal})", refusal.outcome())),
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
