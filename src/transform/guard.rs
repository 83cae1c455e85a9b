//! The guard against mass changes: who was active in the set pushed last and is not now.

use super::person::Person;
use super::pushed_set;
use super::reason::Reason;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::stream::access_id::AccessId;
use crate::stream::row::StaffRow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Up to this many lost people are always let through, so that small schools are not stopped daily.
const ALWAYS_ALLOWED: usize = 5;

/// The comparison with the set pushed last.
#[derive(Debug)]
pub(crate) struct Guard {
    max_loss_percent: f64,
    active_before: BTreeSet<AccessId>,
    active_now: HashSet<AccessId>,
    present_now: HashSet<AccessId>,
    /// Why people who were active before are not exported now.
    reasons: HashMap<AccessId, Reason>,
}

impl Guard {
    /// Reads the profile file in `previous`; `None` when there is no such set.
    pub(crate) fn load(previous: &Path, max_loss_percent: f64) -> Result<Option<Self>> {
        let Some(people) = pushed_set::people(previous)? else {
            messages::detail(format_args!("no previous set in {}: nothing to compare with", previous.display()));
            return Ok(None);
        };
        Ok(Some(Guard {
            max_loss_percent,
            active_before: people.into_iter().filter(|(_, active)| *active).map(|(id, _)| id).collect(),
            active_now: HashSet::new(),
            present_now: HashSet::new(),
            reasons: HashMap::new(),
        }))
    }

    /// How many people were active.
    pub(crate) fn active_before(&self) -> usize {
        self.active_before.len()
    }

    /// Notes a row and what the rules say of it.
    pub(crate) fn note(&mut self, row: &StaffRow<'_>, verdict: &Result<Person<'_>, Reason>) {
        match verdict {
            Ok(person) => {
                self.present_now.insert(person.access_id);
                if row.is_active() {
                    self.active_now.insert(person.access_id);
                }
            }
            Err(reason) => {
                let access_id = AccessId::parse(row.access_id());
                if let Some(access_id) = access_id.filter(|id| self.active_before.contains(id)) {
                    self.not_exported(access_id, *reason);
                }
            }
        }
    }

    /// A row about another school, or a second row of a person, says nothing of why the person is missing:
    /// it takes the place of no other reason.
    fn not_exported(&mut self, access_id: AccessId, reason: Reason) {
        if matches!(reason, Reason::OtherSchool | Reason::Duplicate) {
            self.reasons.entry(access_id).or_insert(reason);
        } else {
            self.reasons.insert(access_id, reason);
        }
    }

    /// Fails when too many people would be lost; otherwise the warnings about those absent now.
    pub(crate) fn judge(&self) -> Result<Vec<String>> {
        let lost: Vec<AccessId> =
            self.active_before.iter().copied().filter(|id| !self.active_now.contains(id)).collect();
        let before = self.active_before.len();
        let percent = lost.len() as f64 * 100.0 / before.max(1) as f64;
        if lost.len() > ALWAYS_ALLOWED && percent > self.max_loss_percent {
            let named: Vec<String> =
                lost.iter().take(10).map(|id| format!("{id} {}", self.what_happened(*id))).collect();
            let more = if lost.len() > 10 { ", …" } else { "" };
            return Err(Failure::new(
                Exit::Data,
                format!(
                    "{} of the {before} people active in the set pushed last ({percent:.1} %, more than the {} % \
                     allowed) would be lost: {}{more}; nothing was written; if this is right, let it through with \
                     --max-loss 100 (SFE_MAX_LOSS=100)",
                    lost.len(),
                    self.max_loss_percent,
                    named.join(", "),
                ),
            ));
        }
        Ok(lost
            .into_iter()
            .filter(|id| !self.present_now.contains(id))
            .map(|id| {
                format!(
                    "access ID {id} was active in the set pushed last and {}; SFE keeps the person active",
                    self.what_happened(id)
                )
            })
            .collect())
    }

    fn what_happened(&self, access_id: AccessId) -> String {
        match self.reasons.get(&access_id) {
            _ if self.present_now.contains(&access_id) => "is inactive now".to_string(),
            Some(reason) => format!("is {} now ({reason})", reason.outcome()),
            None => "is not in the extract".to_string(),
        }
    }
}
