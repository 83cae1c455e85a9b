//! What somebody did in SmartFind by hand, as the report had asked: the record is changed to that.

use super::merge::end_flags;
use super::person::Person;
use super::record::SmartFind;
use super::run_set::{RunSet, each_line};
use crate::import_files::{NO, YES};
use crate::stream::access_id::AccessId;
use std::collections::{HashMap, HashSet};

/// What the last set says of somebody.
#[derive(Default)]
struct InSet {
    is_employee: bool,
    has_telephone: bool,
    /// Schedule orders, and the half times that are given in each.
    schedules: HashMap<String, HashSet<String>>,
}

/// The half times of a schedule.
const HALF_TIMES: [&str; 2] = ["am_half_end", "pm_half_start"];

/// The last set, by access ID.
pub(crate) struct LastSet<'s> {
    set: &'s RunSet,
    people: HashMap<AccessId, InSet>,
}

impl<'s> LastSet<'s> {
    /// Looks through a set.
    pub(crate) fn new(set: &'s RunSet) -> Self {
        let mut people: HashMap<AccessId, InSet> = HashMap::new();
        each_line(&set.files.profiles, |line| {
            // Who is only ended is in the set no more.
            if !set.ended.contains(&line.access_id) {
                let person = people.entry(line.access_id).or_default();
                person.is_employee |= line.value("is_employee") == YES;
                person.has_telephone |= !line.value("telephone").is_empty();
            }
        });
        each_line(&set.files.schedules, |line| {
            let given = HALF_TIMES.into_iter().filter(|name| !line.value(name).is_empty()).map(str::to_string);
            if let Some(person) = people.get_mut(&line.access_id) {
                person.schedules.entry(line.order.to_string()).or_default().extend(given);
            }
        });
        LastSet { set, people }
    }
}

impl SmartFind {
    /// The accounts with former access IDs of somebody in the last set, which are still active: the report names the
    /// person by both.
    pub(crate) fn former_accounts(&self, access_id: AccessId, last: &LastSet<'_>) -> Vec<AccessId> {
        let users_dcid = last.set.users.get(&access_id).copied().flatten();
        let is_former = |person: &&Person| {
            let is_same = person.users_dcid.is_some() && person.users_dcid == users_dcid;
            is_same && person.is_active() && !last.people.contains_key(&person.access_id)
        };
        self.people.values().filter(is_former).map(|person| person.access_id).collect()
    }

    /// Changes the record to what was asked for this access ID; false when nothing was.
    pub(crate) fn handle(&mut self, access_id: AccessId, last: &LastSet<'_>) -> bool {
        let Some(person) = self.people.get_mut(&access_id) else { return false };
        let before = person.clone();
        match last.people.get(&access_id) {
            None => {
                person.profile.as_mut().map(end_flags);
            }
            Some(in_set) => handle_present(person, in_set, last.set.users.get(&access_id).copied().flatten()),
        }
        *person != before
    }
}

fn handle_present(person: &mut Person, in_set: &InSet, users_dcid: Option<i64>) {
    if users_dcid.is_some() {
        // Another person has the account now, and its data was corrected.
        person.users_dcid = users_dcid;
    }
    let is_active = person.is_active();
    let Some(profile) = &mut person.profile else { return };
    if person.became_substitute.take().is_some() {
        profile.set("sub_available", YES);
    }
    if in_set.is_employee && profile.get("sub_active") == YES {
        profile.set("sub_active", NO);
        profile.set("is_sub", NO);
    }
    if !in_set.has_telephone {
        profile.set("telephone", "");
    }
    if is_active {
        person.schedules.retain(|order, _| in_set.schedules.contains_key(order.as_ref()));
    }
    for (order, values) in &mut person.schedules {
        let given = in_set.schedules.get(order.as_ref());
        for name in HALF_TIMES.into_iter().filter(|name| !given.is_some_and(|given| given.contains(*name))) {
            values.set(name, "");
        }
    }
}
