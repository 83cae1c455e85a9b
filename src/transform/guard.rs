//! The guard against mass changes: who is active in SmartFind and is not in tonight's set.

mod absent;
mod notices;

use super::district::District;
use super::leavers::Leavers;
use super::todo;
use super::verdict::{Refusal, Verdict};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{events, settings};
use crate::comparison::absence::AbsenceReasons;
use crate::decisions::{Finding, Reason};
use crate::smartfind::{Person, SmartFind};
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Up to this many lost people are always let through, so that small schools are not stopped daily.
const ALWAYS_ALLOWED: usize = 5;

/// How many people a message names.
const NAMED: usize = 10;

/// The comparison with the people who are active in SmartFind.
#[derive(Debug)]
pub(crate) struct Guard {
    record: Rc<SmartFind>,
    max_loss_percent: f64,
    deactivate_leavers: bool,
    active_now: HashSet<AccessId>,
    present_now: HashSet<AccessId>,
    /// Why people who are active in SmartFind are not exported now.
    reasons: AbsenceReasons<Why>,
    /// People whose rows are not exported, and the reasons that HR is to correct: those on that list.
    to_fix: HashSet<(i64, Reason)>,
    /// The users_dcid of people who are exported, with their access IDs, as far as somebody missing may be one of them.
    exported: HashMap<i64, AccessId>,
}

/// A row that is not exported.
#[derive(Debug, Clone)]
struct Why {
    refusal: Refusal,
    users_dcid: i64,
}

impl Guard {
    /// A guard that knows what SmartFind has.
    pub(crate) fn new(record: Rc<SmartFind>, max_loss_percent: f64, deactivate_leavers: bool) -> Self {
        let active = record.people.values().filter(|person| person.is_active());
        let reasons = AbsenceReasons::look_for(active.map(|person| (person.access_id, person.value("email_address"))));
        Guard {
            record,
            max_loss_percent,
            deactivate_leavers,
            active_now: HashSet::new(),
            present_now: HashSet::new(),
            reasons,
            to_fix: HashSet::new(),
            exported: HashMap::new(),
        }
    }

    /// How many people are known as active, and were in the set uploaded last.
    pub(crate) fn active_before(&self) -> usize {
        self.formerly_active().count()
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
                let why = Why { refusal: *refusal, users_dcid: row.users_dcid };
                self.reasons.note(row.access_id(), printed(&row.email_addr), why, is_weak);
            }
        }
    }

    /// Notes somebody whose row is not exported for a reason that HR is to correct.
    pub(crate) fn note_to_fix(&mut self, users_dcid: i64, reason: Reason) {
        self.to_fix.insert((users_dcid, reason));
    }

    /// When all rows are noted: finds out who of the missing people is exported under another access ID.
    pub(crate) fn resolve(&mut self, district: &District) {
        let of_rows = |person: &Person| self.reasons.reason(person.access_id).map(|why| why.users_dcid);
        let wanted: HashSet<i64> =
            self.missing().flat_map(|person| person.users_dcid.into_iter().chain(of_rows(person))).collect();
        if wanted.is_empty() {
            return;
        }
        let mut exported = HashMap::new();
        district.each_exported(|users_dcid, access_id| {
            if wanted.contains(&users_dcid) {
                exported.insert(users_dcid, access_id);
            }
        });
        self.exported = exported;
    }

    /// People whose former access ID is still active in SmartFind, and is not ended tonight: the users_dcid of each.
    pub(crate) fn changed_access_ids(&self) -> Vec<(i64, Finding<'static>)> {
        let remaining = self.missing().filter(|person| !self.has_left(person) && self.present_as(person).is_some());
        remaining.filter_map(|person| Some((person.users_dcid?, todo::changed_access_id(person.access_id)))).collect()
    }

    /// In an incomplete stream a missing person proves nothing.
    pub(crate) fn disable_leavers(&mut self) {
        self.deactivate_leavers = false;
    }

    /// The people to be sent once more as inactive: none when that is off.
    pub(crate) fn leavers(&self) -> Leavers<'_> {
        Leavers::new(self.missing().filter(|person| self.has_left(person)).collect())
    }

    /// Fails when too many people would be lost; otherwise warns of those absent now.
    pub(crate) fn judge(&self) -> Result<()> {
        let lost: Vec<&Person> = self
            .record
            .people
            .values()
            .filter(|person| match is_formerly_active(person) {
                true => !self.active_now.contains(&person.access_id),
                false => self.is_missing(person) && self.has_left(person) && person.ended_since.is_none(),
            })
            .collect();
        self.refuse_mass_loss(&lost)?;
        self.tell_missing();
        Ok(())
    }

    fn refuse_mass_loss(&self, lost: &[&Person]) -> Result<()> {
        // People who are ended though they were absent before count, too: at worst everybody is lost.
        let before = self.active_before().max(lost.len());
        let percent = lost.len() as f64 * 100.0 / before.max(1) as f64;
        if lost.len() <= ALWAYS_ALLOWED || percent <= self.max_loss_percent {
            return Ok(());
        }
        let from_earlier = lost.iter().filter(|person| person.absent_since.is_some()).count();
        let from_earlier = match from_earlier {
            0 => String::new(),
            count => format!(", {count} of them absent since earlier nights,"),
        };
        let what =
            |person: &&Person| format!("{} ({}) {}", person.name(), person.access_id, self.what_happened(person));
        Err(Failure::new(
            Exit::Data,
            format!(
                "{} of the {before} people active in SmartFind ({percent:.1}%, more than the {}% allowed)\
                 {from_earlier} would be lost: {}; nothing was written; if this is right, let it through with \
                 SFE_MAX_LOSS=100{}",
                lost.len(),
                self.max_loss_percent,
                list_of(lost, what),
                way_through(),
            ),
        ))
    }

    fn formerly_active(&self) -> impl Iterator<Item = &Person> {
        self.record.people.values().filter(|person| is_formerly_active(person))
    }

    /// The people who are active in SmartFind, or perhaps are, and who are not exported; by access ID.
    fn missing(&self) -> impl Iterator<Item = &Person> {
        self.record.people.values().filter(|person| self.is_missing(person))
    }

    fn is_missing(&self, person: &Person) -> bool {
        person.is_active() && !self.present_now.contains(&person.access_id)
    }

    /// People who are skipped or rejected have not left, their data is wrong; but an employee on a contract has left.
    fn has_left(&self, person: &Person) -> bool {
        self.deactivate_leavers && self.may_have_left(person)
    }

    /// Whether `--deactivate-leavers` would end somebody missing.
    fn may_have_left(&self, person: &Person) -> bool {
        let reason = self.refusal(person).map(|refusal| refusal.reason);
        matches!(reason, None | Some(Reason::Contract))
    }

    /// Why the person is not exported. A row about another school, or a second row, is no reason if the person is
    /// exported under another access ID.
    fn refusal(&self, person: &Person) -> Option<Refusal> {
        let why = self.reasons.reason(person.access_id)?;
        let is_exported = why.refusal.reason.is_weak() && self.exported.contains_key(&why.users_dcid);
        (!is_exported).then_some(why.refusal)
    }

    /// Whether the person is missing for what HR is to correct.
    fn is_to_fix(&self, person: &Person) -> bool {
        let why = self.reasons.reason(person.access_id);
        why.is_some_and(|why| self.to_fix.contains(&(why.users_dcid, why.refusal.reason)))
    }

    /// The access ID under which somebody missing is exported.
    fn present_as(&self, person: &Person) -> Option<AccessId> {
        self.exported.get(&person.users_dcid?).copied()
    }

    fn what_happened(&self, person: &Person) -> String {
        let is_present = self.present_now.contains(&person.access_id);
        match (self.refusal(person), self.present_as(person)) {
            _ if is_present => "is inactive now".to_string(),
            (_, Some(access_id)) => format!("is under access ID {access_id} now"),
            (Some(refusal), None) => format!("is {} now ({refusal})", refusal.outcome()),
            (None, None) => "is gone from PowerSchool".to_string(),
        }
    }
}

/// How to set SFE_MAX_LOSS for one run: sfe-sync has no option for it.
fn way_through() -> String {
    let home = settings::in_force().and_then(|file| file.path().parent());
    match home.filter(|_| events::is_under_sfe_sync()) {
        Some(home) => format!(" for one run: env SFE_MAX_LOSS=100 sfe-sync --home {}", home.display()),
        None => " (--max-loss 100)".to_string(),
    }
}

/// Whether the person is known as active, and was in the set uploaded last.
fn is_formerly_active(person: &Person) -> bool {
    person.is_known() && person.is_active() && person.absent_since.is_none()
}

/// The first people, and that there are more.
fn list_of(people: &[&Person], describe: impl Fn(&&Person) -> String) -> String {
    let named: Vec<String> = people.iter().take(NAMED).map(describe).collect();
    format!("{}{}", named.join(", "), if people.len() > NAMED { ", …" } else { "" })
}
