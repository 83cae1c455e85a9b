//! How a set changes the record.

use super::person::Person;
use super::record::SmartFind;
use super::run_set::{LineValues, RunSet, each_line};
use super::values::Values;
use crate::decisions::Known;
use crate::home::RunName;
use crate::import_files::{NO, StoredProfiles, StoredSet, YES};
use crate::stream::access_id::AccessId;
use jiff::ToSpan as _;
use std::collections::{HashMap, HashSet};

/// After so many nights only the access ID of somebody who left is kept.
const NIGHTS_TO_KEEP: i64 = 400;

/// The flags by which an account may be active.
const FLAGS: [&str; 4] = ["is_employee", "employee_active", "is_sub", "sub_active"];

/// Which of a set's files were picked up besides the profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) sign_ons: bool,
    pub(crate) schedules: bool,
}

impl Parts {
    pub(crate) const ALL: Parts = Parts { sign_ons: true, schedules: true };
}

impl SmartFind {
    /// Takes in a set that was picked up, as SmartFind's importer does. Taking it in twice changes nothing more.
    pub(crate) fn merge(&mut self, set: &RunSet, parts: Parts) {
        each_line(&set.files.profiles, |line| {
            let known = if line.command == "A" { Known::Known } else { Known::Perhaps };
            let person =
                self.people.entry(line.access_id).or_insert_with(|| Person::new(line.access_id, known, &set.run));
            if known == Known::Known && person.known == Known::Perhaps {
                (person.known, person.since) = (Known::Known, Some(set.run.as_str().into()));
            }
            merge_profile(person, &line, &set.run);
            note_number(person, set);
        });
        if parts.sign_ons {
            self.merge_sign_ons(set, |_| true);
        }
        if parts.schedules {
            self.merge_schedules(set, |_| true);
        }
        self.count_merge(&set.run);
    }

    /// Takes in a set of which it is not known whether it was picked up: its new people may be in SmartFind, and those
    /// it has as active may be active there.
    pub(crate) fn merge_unknown(&mut self, set: &RunSet) {
        let mut added = HashSet::new();
        each_line(&set.files.profiles, |line| {
            let person = self.people.entry(line.access_id).or_insert_with(|| {
                added.insert(line.access_id);
                Person::new(line.access_id, Known::Perhaps, &set.run)
            });
            match &mut person.profile {
                Some(profile) if !added.contains(&line.access_id) => {
                    for flag in FLAGS.into_iter().filter(|flag| line.value(flag) == YES && *flag != "is_employee") {
                        profile.set(flag, YES);
                    }
                }
                _ => {
                    merge_profile(person, &line, &set.run);
                    note_number(person, set);
                }
            }
        });
        self.merge_sign_ons(set, |access_id| added.contains(&access_id));
        self.merge_schedules(set, |access_id| added.contains(&access_id));
        self.count_merge(&set.run);
    }

    /// Marks people as perhaps known, so that they are sent as new again: those added by a set, if the record says
    /// that they were known before that set. Such a record comes from an older backup. The result is how many they are.
    pub(crate) fn doubt_added(&mut self, profiles: &StoredProfiles, run: &str) -> usize {
        let mut doubted = 0;
        each_line(profiles, |line| {
            let Some(person) = self.people.get_mut(&line.access_id).filter(|_| line.command == "A") else { return };
            let is_older = person.since.as_deref().is_none_or(|since| RunName::is_before(since, run));
            if person.is_known() && is_older {
                person.known = Known::Perhaps;
                doubted += 1;
            }
        });
        doubted
    }

    /// Notes the upload of a whole set, before it is known whether SmartFind picks it up: since when people are absent
    /// or ended, and the values of people who are known by an access ID alone.
    pub(crate) fn commit(&mut self, set: &RunSet) {
        let active = set.active();
        let run: Box<str> = set.run.as_str().into();
        for person in self.people.values_mut() {
            if active.contains(&person.access_id) {
                (person.absent_since, person.ended_since) = (None, None);
            } else {
                person.absent_since.get_or_insert_with(|| run.clone());
            }
            if set.ended.contains(&person.access_id) {
                person.ended_since = Some(run.clone());
            }
        }
        self.fill_in(set, |person| person.is_known() && active.contains(&person.access_id));
        self.forget_old(&set.run);
    }

    /// Gives the values of files that another program made to people on record without a profile.
    pub(crate) fn fill_in_files(&mut self, files: StoredSet, run: &str) {
        let (users, ended) = (HashMap::new(), HashSet::new());
        self.fill_in(&RunSet { run: run.to_string(), files, users, ended }, |_| true);
    }

    /// Gives the set's values to people on record without a profile.
    pub(super) fn fill_in(&mut self, set: &RunSet, is_wanted: impl Fn(&Person) -> bool) {
        let without = self.people.values().filter(|person| person.profile.is_none() && is_wanted(person));
        let filled: HashSet<AccessId> = without.map(|person| person.access_id).collect();
        each_line(&set.files.profiles, |line| {
            if let Some(person) = self.people.get_mut(&line.access_id).filter(|_| filled.contains(&line.access_id)) {
                merge_profile(person, &line, &set.run);
                note_number(person, set);
            }
        });
        self.merge_sign_ons(set, |access_id| filled.contains(&access_id));
        self.merge_schedules(set, |access_id| filled.contains(&access_id));
    }

    /// Takes in the profiles of people who were active in earlier sets and are absent since before `run`.
    pub(super) fn take_absent(&mut self, profiles: &StoredProfiles, run: &str) {
        each_line(profiles, |line| {
            let person =
                self.people.entry(line.access_id).or_insert_with(|| Person::new(line.access_id, Known::Known, run));
            if person.profile.is_none() {
                merge_profile(person, &line, run);
                person.absent_since = Some(run.into());
            }
        });
    }

    fn merge_sign_ons(&mut self, set: &RunSet, is_wanted: impl Fn(AccessId) -> bool) {
        each_line(&set.files.sign_ons, |line| {
            let email = line.value("email_address");
            if let Some(person) = self.people.get_mut(&line.access_id)
                && !email.is_empty()
                && is_wanted(line.access_id)
            {
                person.sign_on = Some(email.into());
            }
        });
    }

    fn merge_schedules(&mut self, set: &RunSet, is_wanted: impl Fn(AccessId) -> bool) {
        each_line(&set.files.schedules, |line| {
            if let Some(person) = self.people.get_mut(&line.access_id).filter(|_| is_wanted(line.access_id)) {
                person.schedules.entry(line.order.into()).or_default().merge(line.values.iter().copied());
            }
        });
    }

    fn count_merge(&mut self, run: &str) {
        self.merges = self.merges.saturating_add(1);
        self.run = Some(run.to_string());
    }

    /// Of people who left long ago only the access ID is kept.
    fn forget_old(&mut self, run: &str) {
        let Some(now) = RunName::parse(run) else { return };
        let Ok(limit) = now.began.checked_sub(NIGHTS_TO_KEEP.days()) else { return };
        let is_old = |run: &str| RunName::parse(run).is_some_and(|run| run.began < limit);
        for person in self.people.values_mut() {
            if !person.is_active() && person.absent_since.as_deref().is_some_and(is_old) {
                person.forget_values();
            }
        }
    }
}

fn merge_profile(person: &mut Person, line: &LineValues<'_>, run: &str) {
    let was_no_substitute = person.profile.is_some() && person.value("is_sub") != YES;
    person.profile.get_or_insert_with(Values::default).merge(line.values.iter().copied());
    if was_no_substitute && person.value("is_sub") == YES {
        person.became_substitute = Some(run.into());
    }
    let is_active_substitute = person.value("is_sub") == YES && person.value("sub_active") == YES;
    if line.value("sub_available") == YES || !is_active_substitute {
        person.became_substitute = None;
    }
}

/// The number in PowerSchool; somebody who is ended for having left keeps the one on record.
fn note_number(person: &mut Person, set: &RunSet) {
    if let Some(users_dcid) = set.users.get(&person.access_id) {
        person.users_dcid = *users_dcid;
    }
}

/// Ends every active flag that is on record; whether there was one.
pub(crate) fn end_flags(profile: &mut Values) -> bool {
    let active: Vec<&str> =
        ["employee_active", "sub_active"].into_iter().filter(|flag| profile.get(flag) == YES).collect();
    active.iter().for_each(|flag| profile.set(flag, NO));
    !active.is_empty()
}
