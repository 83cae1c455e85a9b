//! The guard against mass changes: who was active in the set uploaded last and is not now.

use super::leavers::Leavers;
use super::verdict::{Refusal, Verdict};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::comparison::absence::AbsenceReasons;
use crate::decisions::Reason;
use crate::home::RunFolder;
use crate::import_files::{ImportFile, Profile, ProfileLine, StoredProfiles, StoredSet};
use crate::state::still_active;
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// Up to this many lost people are always let through, so that small schools are not stopped daily.
const ALWAYS_ALLOWED: usize = 5;

/// How many people a message names.
const NAMED: usize = 10;

/// The comparison with the set uploaded last.
#[derive(Debug)]
pub(crate) struct Guard {
    max_loss_percent: f64,
    deactivate_leavers: bool,
    /// The profiles of the set uploaded last.
    profiles: StoredProfiles,
    /// The profiles of people who were active then, though no longer sent.
    absent_before: Option<StoredProfiles>,
    active_before: BTreeSet<AccessId>,
    active_now: HashSet<AccessId>,
    present_now: HashSet<AccessId>,
    /// Why people who were active before are not exported now.
    reasons: AbsenceReasons<Refusal>,
}

impl Guard {
    /// Reads the profiles in `previous`; `None` when there is no such set.
    pub(crate) fn load(previous: &Path, max_loss_percent: f64, deactivate_leavers: bool) -> Result<Option<Self>> {
        let path = ImportFile::Profile.path_in(previous);
        let Some(profiles) = StoredProfiles::read_if_there(&path)? else {
            if StoredSet::is_begun(previous) {
                return Err(Failure::new(
                    Exit::Data,
                    format!("{} is missing: this is no whole set of files", path.display()),
                ));
            }
            messages::detail(format_args!("no previous set in {}: nothing to compare with", previous.display()));
            return Ok(None);
        };
        let absent_before = still_active::read(&RunFolder::at(previous))?;
        let active = active(&profiles);
        let known = active.iter().copied().chain(absent_before.iter().flat_map(StoredProfiles::lines));
        Ok(Some(Guard {
            max_loss_percent,
            deactivate_leavers,
            active_before: active.iter().map(|line| line.access_id).collect(),
            active_now: HashSet::new(),
            present_now: HashSet::new(),
            reasons: AbsenceReasons::look_for(known.map(|line| (line.access_id, line.record().email_address))),
            profiles,
            absent_before,
        }))
    }

    /// How many people were active.
    pub(crate) fn active_before(&self) -> usize {
        self.active_before.len()
    }

    /// Notes a row and what the rules say about it.
    pub(crate) fn note(&mut self, row: &StaffRow<'_>, verdict: &Verdict<'_>) {
        match verdict {
            Ok(person) => {
                self.present_now.insert(person.access_id);
                if row.is_active() {
                    self.active_now.insert(person.access_id);
                }
            }
            Err(refusal) => {
                let is_weak = refusal.reason.is_weak();
                self.reasons.note(row.access_id(), printed(&row.email_addr), *refusal, is_weak);
            }
        }
    }

    /// The people to be sent once more as inactive: none when that is off.
    ///
    /// People who are skipped or rejected have not left, their data is wrong; but an employee on a contract has left.
    pub(crate) fn leavers(&self) -> Leavers<'_> {
        let has_left = |line: &ProfileLine<'_>| match self.reasons.reason(line.access_id) {
            None => true,
            Some(refusal) => refusal.reason == Reason::Contract,
        };
        Leavers::new(match self.deactivate_leavers {
            true => self.missing().into_iter().filter(has_left).collect(),
            false => Vec::new(),
        })
    }

    /// The profiles, as sent last, of the people whom SmartFind keeps active though they are not sent.
    pub(crate) fn still_active(&self) -> impl Iterator<Item = Profile<'_>> {
        let leavers = self.leavers();
        let missing = self.missing().into_iter().filter(move |line| !leavers.contains(line.access_id));
        missing.map(|line| line.record())
    }

    /// In an incomplete stream a missing person proves nothing.
    pub(crate) fn disable_leavers(&mut self) {
        self.deactivate_leavers = false;
    }

    /// Fails when too many people would be lost; otherwise warns of those absent now.
    pub(crate) fn judge(&self) -> Result<()> {
        let leavers = self.leavers();
        let missing = self.missing();
        let (tonight, earlier): (Vec<_>, Vec<_>) =
            missing.into_iter().partition(|line| self.active_before.contains(&line.access_id));
        let (ended, earlier): (Vec<_>, Vec<_>) = earlier.into_iter().partition(|line| leavers.contains(line.access_id));
        let active = active(&self.profiles).into_iter();
        let lost = active.filter(|line| !self.active_now.contains(&line.access_id)).chain(ended.iter().copied());
        let mut lost: Vec<_> = lost.collect();
        lost.dedup_by_key(|line| line.access_id);
        self.refuse_mass_loss(&lost, ended.len())?;
        for line in tonight.into_iter().chain(ended) {
            let access_id = line.access_id;
            let consequence = match leavers.contains(access_id) {
                true => "is sent once more, as inactive",
                false => "SFE keeps the person active",
            };
            let set = if self.active_before.contains(&access_id) { "the set pushed last" } else { "an earlier set" };
            messages::warning(format_args!(
                "access ID {access_id} was active in {set} and {}; {consequence}: {}",
                self.what_happened(access_id),
                line.record().name_and_email()
            ));
        }
        if !earlier.is_empty() {
            messages::notice(format_args!(
                "{} who left the set on an earlier night are still active in SFE: {}",
                earlier.len(),
                list_of(&earlier, |line| format!("{} {}", line.access_id, line.record().name_and_email()))
            ));
        }
        Ok(())
    }

    fn refuse_mass_loss(&self, lost: &[ProfileLine<'_>], from_earlier: usize) -> Result<()> {
        let before = self.active_before.len();
        let percent = lost.len() as f64 * 100.0 / before.max(1) as f64;
        if lost.len() <= ALWAYS_ALLOWED || percent <= self.max_loss_percent {
            return Ok(());
        }
        let from_earlier = match from_earlier {
            0 => String::new(),
            count => format!(", {count} of them active in earlier sets,"),
        };
        let what = |line: &ProfileLine<'_>| {
            let access_id = line.access_id;
            format!("{access_id} {} ({})", self.what_happened(access_id), line.record().name_and_email())
        };
        Err(Failure::new(
            Exit::Data,
            format!(
                "{} of the {before} people active in the set pushed last ({percent:.1} %, more than the {} % \
                 allowed){from_earlier} would be lost: {}; nothing was written; if this is right, let it through \
                 with --max-loss 100 (SFE_MAX_LOSS=100)",
                lost.len(),
                self.max_loss_percent,
                list_of(lost, what),
            ),
        ))
    }

    /// The people active in SmartFind, as far as earlier sets tell, who are not in this one; sorted by access ID.
    fn missing(&self) -> Vec<ProfileLine<'_>> {
        let earlier = self.absent_before.iter().flat_map(StoredProfiles::lines);
        let earlier = earlier.filter(|line| !self.profiles.contains(line.access_id));
        let mut missing: Vec<_> = active(&self.profiles).into_iter().chain(earlier).collect();
        missing.retain(|line| !self.present_now.contains(&line.access_id));
        missing.sort_by_key(|line| line.access_id);
        missing
    }

    fn what_happened(&self, access_id: AccessId) -> String {
        match self.reasons.reason(access_id) {
            _ if self.present_now.contains(&access_id) => "is inactive now".to_string(),
            Some(refusal) => format!("is {} now ({refusal})", refusal.outcome()),
            None => "is not in the extract".to_string(),
        }
    }
}

/// The people who are active, by access ID.
fn active(profiles: &StoredProfiles) -> Vec<ProfileLine<'_>> {
    profiles.lines().filter(|line| line.record().is_active()).collect()
}

/// The first people, and that there are more.
fn list_of(people: &[ProfileLine<'_>], describe: impl Fn(&ProfileLine<'_>) -> String) -> String {
    let named: Vec<String> = people.iter().take(NAMED).map(describe).collect();
    format!("{}{}", named.join(", "), if people.len() > NAMED { ", …" } else { "" })
}
