//! Gathers everything for the report of a night.

use super::changes::{Added, Changed, Changes, Described, Gone, Listed};
use super::corrections::{Corrections, Finding, Group};
use super::counts::Counts;
use super::extract;
use crate::common::exit::{Exit, Failure, Result};
use crate::comparison::schedules;
use crate::decisions::{Decision, Decisions};
use crate::home::RunFolder;
use crate::import_files::{ImportFile, StoredSet};
use crate::record::night::Night;
use crate::stream::access_id::AccessId;
use std::collections::HashMap;
use std::io;

/// Everything for the report of a night.
pub(crate) struct Report {
    /// The run folder's name.
    pub(crate) run: String,
    pub(crate) night: Night,
    /// `None` when the night did not get as far as a set of files.
    pub(crate) contents: Option<Contents>,
}

/// What the files and the decisions of a night say.
pub(crate) struct Contents {
    set: StoredSet,
    decisions: Decisions,
    pub(crate) counts: Counts,
    /// `None` when there is no record to compare with.
    pub(crate) changes: Option<Changes>,
    pub(crate) corrections: Vec<Group>,
}

/// Reads the decisions of a run once, for everything in the report.
pub(crate) fn gather(run: &RunFolder, night: Night, set: Option<StoredSet>) -> Result<Report> {
    let contents = set.map(|set| Contents::read(run, set)).transpose()?;
    Ok(Report { run: run.name(), night, contents })
}

impl Report {
    /// The changes; `None` when there is nothing to compare.
    pub(crate) fn changes(&self) -> Option<(&Changes, &Contents)> {
        let contents = self.contents.as_ref()?;
        Some((contents.changes.as_ref()?, contents))
    }
}

impl Contents {
    fn read(run: &RunFolder, set: StoredSet) -> Result<Self> {
        let decisions = Decisions::open(run)?;
        let (mut counts, mut corrections, mut changes) =
            (Counts::default(), Corrections::default(), Changes::default());
        // How many people of one access ID there were, where people share it.
        let mut sharers: HashMap<AccessId, usize> = HashMap::new();
        decisions.each(|place, decision| {
            counts.count(&decision);
            corrections.note(&decision);
            let is_listed = decision.command.is_some() || decision.line.is_none();
            let access_id = decision.access_id.as_deref().and_then(AccessId::parse);
            let Some(access_id) = access_id.filter(|_| is_listed) else { return Ok(()) };
            let mut nth = 0;
            if decision.command.is_some() {
                let lines = set.profiles.lines_with(access_id).count();
                if lines > 1 {
                    let before = sharers.entry(access_id).or_default();
                    nth = *before;
                    *before += 1;
                }
                if nth >= lines {
                    return Err(not_of_one_set(run, access_id));
                }
            }
            changes.note(&decision, Listed { access_id, nth, place });
            Ok(())
        })?;
        note_shared_access_ids(&set, &mut corrections);
        let mut corrections = corrections.groups();
        extract::fill_in_names(run, &mut corrections)?;
        Ok(Contents { set, decisions, counts, changes: changes.finish(), corrections })
    }

    /// The people of a list who are added.
    pub(crate) fn added<'c>(&'c self, list: &'c [Listed]) -> impl Iterator<Item = Added> {
        list.iter().map(|listed| {
            let schedules = self.set.schedules.lines_with(listed.access_id).map(|line| line.record());
            let described = |schedule| schedules::describe(&schedule);
            Added {
                person: self.exported(listed),
                schedules: schedules
                    .map(|schedule| (schedule.schedule_order.to_string(), described(schedule)))
                    .collect(),
            }
        })
    }

    /// The people of a list whose values change.
    pub(crate) fn changed<'c>(&'c self, list: &'c [Listed]) -> impl Iterator<Item = io::Result<Changed>> {
        self.decided(list, |listed, decision| Changed {
            person: self.exported(listed),
            fields: decision.changes.unwrap_or_default(),
        })
    }

    /// The people of a list who are no longer sent.
    pub(crate) fn gone<'c>(&'c self, list: &'c [Listed]) -> impl Iterator<Item = io::Result<Gone>> {
        self.decided(list, |listed, decision| Gone::new(absent(listed, &decision), &decision))
    }

    /// The people of a list who are active in SmartFind.
    pub(crate) fn still_active<'c>(&'c self, list: &'c [Listed]) -> impl Iterator<Item = io::Result<Described>> {
        self.decided(list, |listed, decision| absent(listed, &decision))
    }

    fn decided<'c, T>(
        &'c self,
        list: &'c [Listed],
        describe: impl Fn(&Listed, Decision<'_>) -> T + 'c,
    ) -> impl Iterator<Item = io::Result<T>> + 'c {
        let mut line = Vec::new();
        list.iter().map(move |listed| Ok(describe(listed, self.decisions.at(listed.place, &mut line)?)))
    }

    /// Somebody who is sent tonight: the profile says who it is.
    fn exported(&self, listed: &Listed) -> Described {
        let profile = self.set.profiles.lines_with(listed.access_id).nth(listed.nth).map(|line| line.record());
        Described {
            access_id: listed.access_id,
            name: profile.map(|profile| profile.name()).unwrap_or_default(),
            email: profile.map(|profile| profile.email_address.to_string()).unwrap_or_default(),
            is_employee: profile.is_some_and(|profile| profile.is_employee()),
            is_active: profile.is_some_and(|profile| profile.is_active()),
        }
    }
}

/// Somebody whom SmartFind has as active, and who is in no exported row.
fn absent(listed: &Listed, decision: &Decision<'_>) -> Described {
    Described {
        access_id: listed.access_id,
        name: decision.name.as_deref().unwrap_or_default().to_string(),
        email: decision.email_addr.as_deref().unwrap_or_default().to_string(),
        is_employee: decision.employee == Some(true),
        is_active: true,
    }
}

fn not_of_one_set(run: &RunFolder, access_id: AccessId) -> Failure {
    let profiles = ImportFile::Profile.path_in(run.folder());
    let message =
        format!("{}: the line of access ID {access_id} is missing, which the decisions have", profiles.display());
    Failure::new(Exit::Data, message)
}

fn note_shared_access_ids(set: &StoredSet, corrections: &mut Corrections) {
    let all: Vec<_> = set.profiles.lines().collect();
    for sharers in all.chunk_by(|one, next| one.access_id == next.access_id).filter(|sharers| sharers.len() > 1) {
        for sharer in sharers {
            let profile = sharer.record();
            corrections.note_shared(Finding {
                access_id: sharer.access_id.to_string(),
                email: profile.email_address.to_string(),
                name: profile.name(),
                ..Finding::default()
            });
        }
    }
}
