//! The guard against mass changes: who is active in SmartFind and is not in tonight's set.

use super::leavers::Leavers;
use super::verdict::{Refusal, Verdict};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{events, messages, settings};
use crate::comparison::absence::AbsenceReasons;
use crate::decisions::{Decision, Note, Outcome, Reason};
use crate::import_files::YES;
use crate::smartfind::{Person, SmartFind};
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use std::collections::HashSet;
use std::io::Write;
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
    reasons: AbsenceReasons<Refusal>,
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
                self.reasons.note(row.access_id(), printed(&row.email_addr), *refusal, is_weak);
            }
        }
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
        let mut earlier = Vec::new();
        for person in self.missing() {
            let (name, access_id, what) = (person.name(), person.access_id, self.what_happened(person.access_id));
            if self.has_left(person) {
                messages::warning(format_args!("{name} ({access_id}) {what} and is deactivated in SmartFind"));
            } else if person.absent_since.is_none() {
                let setting = if self.deactivate_leavers { "" } else { ", or set SFE_DEACTIVATE_LEAVERS=1" };
                messages::warning(format_args!(
                    "{name} ({access_id}) {what} but still active in SmartFind: deactivate the account there{setting}"
                ));
            } else {
                earlier.push(person);
            }
        }
        if !earlier.is_empty() {
            messages::notice(format_args!(
                "{} people who left on earlier nights are still active in SmartFind: {}",
                earlier.len(),
                list_of(&earlier, |person| format!("{} ({})", person.name(), person.access_id))
            ));
        }
        Ok(())
    }

    /// Writes what became of people who are active in SmartFind and are in no exported row.
    pub(crate) fn write_decisions(&self, mut output: impl Write) -> Result<()> {
        self.missing().try_for_each(|person| {
            let is_gone = person.absent_since.is_none();
            let mut notes = vec![if is_gone { Note::Gone } else { Note::StillActive }];
            let mut decision = Decision {
                line: None,
                users_dcid: person.users_dcid,
                access_id: Some(person.access_id.to_string().into()),
                email_addr: Some(person.value("email_address").into()),
                outcome: Outcome::Absent,
                reason: self.reasons.reason(person.access_id).map(|refusal| refusal.reason),
                command: None,
                files: Vec::new(),
                notes: Vec::new(),
                changes: None,
                name: Some(person.name().into()),
                employee: Some(person.value("is_employee") == YES),
            };
            if self.has_left(person) {
                notes.insert(0, Note::Leaver);
                decision = Leavers::decide(decision);
            }
            Decision { notes, ..decision }.write(&mut output)
        })
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
        let what = |person: &&Person| {
            format!("{} ({}) {}", person.name(), person.access_id, self.what_happened(person.access_id))
        };
        Err(Failure::new(
            Exit::Data,
            format!(
                "{} of the {before} people active in SmartFind ({percent:.1} %, more than the {} % allowed)\
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

    /// The people whom SmartFind has as active, or perhaps has, and who are not exported; by access ID.
    fn missing(&self) -> impl Iterator<Item = &Person> {
        self.record.people.values().filter(|person| self.is_missing(person))
    }

    fn is_missing(&self, person: &Person) -> bool {
        person.is_active() && !self.present_now.contains(&person.access_id)
    }

    /// People who are skipped or rejected have not left, their data is wrong; but an employee on a contract has left.
    fn has_left(&self, person: &Person) -> bool {
        let reason = self.reasons.reason(person.access_id).map(|refusal| refusal.reason);
        self.deactivate_leavers && matches!(reason, None | Some(Reason::Contract))
    }

    fn what_happened(&self, access_id: AccessId) -> String {
        match self.reasons.reason(access_id) {
            _ if self.present_now.contains(&access_id) => "is inactive now".to_string(),
            Some(refusal) => format!("is {} now ({refusal})", refusal.outcome()),
            None => "is gone from PowerSchool".to_string(),
        }
    }
}

/// How to set SFE_MAX_LOSS for one run: sfe-sync has no option for it.
fn way_through() -> String {
    let home = settings::in_force().and_then(|file| file.path().parent());
    match home.filter(|_| events::is_under_sfe_sync()) {
        Some(home) => format!(" for one run: SFE_MAX_LOSS=100 sfe-sync --home {}", home.display()),
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
