//! The guard against mass changes: who was active in the set pushed last and is not now.

use super::files::ImportFile;
use super::leavers::Leavers;
use super::person::Person;
use super::reason::Reason;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::sets::absent::Absent;
use crate::sets::read::{Set, SetFile};
use crate::sets::records::Profile;
use crate::sets::still_active;
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// Up to this many lost people are always let through, so that small schools are not stopped daily.
const ALWAYS_ALLOWED: usize = 5;

/// How many people a message names.
const NAMED: usize = 10;

/// The comparison with the set pushed last.
#[derive(Debug)]
pub(crate) struct Guard {
    max_loss_percent: f64,
    deactivate_leavers: bool,
    /// The profiles of the set pushed last.
    profiles: SetFile,
    /// The profiles of people who were active then, though no longer sent.
    absent_before: Option<SetFile>,
    active_before: BTreeSet<AccessId>,
    active_now: HashSet<AccessId>,
    present_now: HashSet<AccessId>,
    /// Why people who were active before are not exported now.
    absent: Absent<Reason>,
}

impl Guard {
    /// Reads the profiles in `previous`; `None` when there is no such set.
    pub(crate) fn load(previous: &Path, max_loss_percent: f64, deactivate_leavers: bool) -> Result<Option<Self>> {
        let Some(profiles) = SetFile::read_if_there(previous, ImportFile::Profile)? else {
            if Set::is_begun(previous) {
                let path = previous.join(ImportFile::Profile.name());
                return Err(Failure::new(
                    Exit::Data,
                    format!("{} is missing: this is no whole set of files", path.display()),
                ));
            }
            messages::detail(format_args!("no previous set in {}: nothing to compare with", previous.display()));
            return Ok(None);
        };
        let absent_before = still_active::read(previous)?;
        let active = active(&profiles);
        let known = active.iter().copied().chain(absent_before.iter().flat_map(SetFile::lines));
        Ok(Some(Guard {
            max_loss_percent,
            deactivate_leavers,
            active_before: active.iter().map(|(access_id, _)| *access_id).collect(),
            active_now: HashSet::new(),
            present_now: HashSet::new(),
            absent: Absent::look_for(known.map(|(access_id, line)| (access_id, Profile::of(line).email))),
            profiles,
            absent_before,
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
        let has_left = |(access_id, _): &(AccessId, &str)| {
            self.deactivate_leavers && matches!(self.absent.reason(*access_id), None | Some(Reason::Contract))
        };
        Leavers::of(self.missing().into_iter().filter(has_left).collect())
    }

    /// The profiles, as sent last, of the people whom SFE keeps active though they are not sent.
    pub(crate) fn still_active(&self) -> impl Iterator<Item = &str> {
        let leavers = self.leavers();
        let missing = self.missing().into_iter().filter(move |(access_id, _)| !leavers.contains(*access_id));
        missing.map(|(_, line)| line)
    }

    /// The stream is not whole: whoever is missing in it need not have left.
    pub(crate) fn nobody_has_left(&mut self) {
        self.deactivate_leavers = false;
    }

    /// Fails when too many people would be lost; otherwise tells of those absent now.
    pub(crate) fn judge(&self) -> Result<()> {
        let leavers = self.leavers();
        let missing = self.missing();
        let (tonight, earlier): (Vec<_>, Vec<_>) =
            missing.into_iter().partition(|(access_id, _)| self.active_before.contains(access_id));
        let (ended, earlier): (Vec<_>, Vec<_>) =
            earlier.into_iter().partition(|(access_id, _)| leavers.contains(*access_id));
        let active = active(&self.profiles).into_iter();
        let lost = active.filter(|(access_id, _)| !self.active_now.contains(access_id)).chain(ended.iter().copied());
        let mut lost: Vec<_> = lost.collect();
        lost.dedup_by_key(|(access_id, _)| *access_id);
        self.refuse_mass_loss(&lost, ended.len())?;
        for (access_id, line) in tonight.into_iter().chain(ended) {
            let so = match leavers.contains(access_id) {
                true => "is sent once more, as inactive",
                false => "SFE keeps the person active",
            };
            let set = if self.active_before.contains(&access_id) { "the set pushed last" } else { "an earlier set" };
            messages::warning(format_args!(
                "access ID {access_id} was active in {set} and {}; {so}: {}",
                self.what_happened(access_id),
                Profile::of(line).who()
            ));
        }
        if !earlier.is_empty() {
            messages::notice(format_args!(
                "{} who left the set on an earlier night are still active in SFE: {}",
                earlier.len(),
                list_of(&earlier, |access_id, line| format!("{access_id} {}", Profile::of(line).who()))
            ));
        }
        Ok(())
    }

    fn refuse_mass_loss(&self, lost: &[(AccessId, &str)], from_earlier: usize) -> Result<()> {
        let before = self.active_before.len();
        let percent = lost.len() as f64 * 100.0 / before.max(1) as f64;
        if lost.len() <= ALWAYS_ALLOWED || percent <= self.max_loss_percent {
            return Ok(());
        }
        let from_earlier = match from_earlier {
            0 => String::new(),
            count => format!(", {count} of them active in earlier sets,"),
        };
        let what = |access_id, line: &str| {
            format!("{access_id} {} ({})", self.what_happened(access_id), Profile::of(line).who())
        };
        Err(Failure::new(
            Exit::Data,
            format!(
                "{} of the {before} people active in the set pushed last ({percent:.1} %, more than the {} % \
                 allowed){from_earlier} would be lost: {}; nothing was written; if this is right, let it through with --max-loss 100 \
                 (SFE_MAX_LOSS=100)",
                lost.len(),
                self.max_loss_percent,
                list_of(lost, what),
            ),
        ))
    }

    /// The people active in SFE, as far as earlier sets tell, who are not in this one; in order.
    fn missing(&self) -> Vec<(AccessId, &str)> {
        let is_in_last = |access_id| self.profiles.of(access_id).next().is_some();
        let earlier = self.absent_before.iter().flat_map(SetFile::lines).filter(|(id, _)| !is_in_last(*id));
        let mut missing: Vec<_> = active(&self.profiles).into_iter().chain(earlier).collect();
        missing.retain(|(access_id, _)| !self.present_now.contains(access_id));
        missing.sort_by_key(|(access_id, _)| *access_id);
        missing
    }

    fn what_happened(&self, access_id: AccessId) -> String {
        match self.absent.reason(access_id) {
            _ if self.present_now.contains(&access_id) => "is inactive now".to_string(),
            Some(reason) => format!("is {} now ({reason})", reason.outcome()),
            None => "is not in the extract".to_string(),
        }
    }
}

/// The lines of those who are active, by access ID.
fn active(profiles: &SetFile) -> Vec<(AccessId, &str)> {
    profiles.lines().filter(|(_, line)| Profile::of(line).is_active).collect()
}

/// The first people, and that there are more.
fn list_of(people: &[(AccessId, &str)], one: impl Fn(AccessId, &str) -> String) -> String {
    let named: Vec<String> = people.iter().take(NAMED).map(|(access_id, line)| one(*access_id, line)).collect();
    format!("{}{}", named.join(", "), if people.len() > NAMED { ", …" } else { "" })
}
