//! The guard against mass changes: who was active in the set pushed last and is not now.

use super::files::ImportFile;
use super::leavers::Leavers;
use super::person::Person;
use super::reason::Reason;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::sets::absent::Absent;
use crate::sets::read::SetFile;
use crate::sets::records::Profile;
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use std::collections::{BTreeSet, HashSet};
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
    absent: Absent<Reason>,
    /// The profiles of the set pushed last, when people who have left are sent once more (`--deactivate-leavers`).
    deactivate: Option<SetFile>,
}

impl Guard {
    /// Reads the profile file in `previous`; `None` when there is no such set.
    pub(crate) fn load(previous: &Path, max_loss_percent: f64, deactivate_leavers: bool) -> Result<Option<Self>> {
        let Some(profiles) = SetFile::read_if_there(previous, ImportFile::Profile)? else {
            messages::detail(format_args!("no previous set in {}: nothing to compare with", previous.display()));
            return Ok(None);
        };
        let active = || {
            let people = profiles.lines().map(|(access_id, line)| (access_id, Profile::of(line)));
            people.filter(|(_, profile)| profile.is_active)
        };
        Ok(Some(Guard {
            max_loss_percent,
            active_before: active().map(|(access_id, _)| access_id).collect(),
            active_now: HashSet::new(),
            present_now: HashSet::new(),
            absent: Absent::look_for(active().map(|(access_id, profile)| (access_id, profile.email))),
            deactivate: deactivate_leavers.then_some(profiles),
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
                let says_little = matches!(reason, Reason::OtherSchool | Reason::Duplicate);
                self.absent.note(row.access_id(), printed(&row.email_addr), *reason, says_little);
            }
        }
    }

    /// The people to be sent once more as inactive: none when that is off.
    ///
    /// Whoever is skipped or rejected is not gone, the data is wrong; but an employee on a contract has left.
    pub(crate) fn leavers(&self) -> Leavers<'_> {
        let has_left = |access_id: &AccessId| {
            let reason = self.absent.reason(*access_id);
            !self.present_now.contains(access_id) && matches!(reason, None | Some(Reason::Contract))
        };
        match &self.deactivate {
            None => Leavers::none(),
            Some(profiles) => Leavers::of(profiles, self.active_before.iter().copied().filter(has_left)),
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
        let leavers = self.leavers();
        let warning = |id: AccessId| {
            let so =
                if leavers.contains(id) { "is sent once more, as inactive" } else { "SFE keeps the person active" };
            format!("access ID {id} was active in the set pushed last and {}; {so}", self.what_happened(id))
        };
        Ok(lost.into_iter().filter(|id| !self.present_now.contains(id)).map(warning).collect())
    }

    fn what_happened(&self, access_id: AccessId) -> String {
        match self.absent.reason(access_id) {
            _ if self.present_now.contains(&access_id) => "is inactive now".to_string(),
            Some(reason) => format!("is {} now ({reason})", reason.outcome()),
            None => "is not in the extract".to_string(),
        }
    }
}
