//! Gathers everything for the report of a night.

use super::changes::{Added, Changed, Changes, Described, Gone, Listed};
use super::counts::Counts;
use super::entry::Entry;
use super::findings::{Collector, Findings, Group};
use super::former::Former;
use crate::common::exit::{Exit, Failure, Result};
use crate::comparison::schedules;
use crate::decisions::{Decision, Decisions};
use crate::home::RunFolder;
use crate::import_files::{ImportFile, StoredSet};
use crate::record::Mode;
use crate::record::night::Night;
use crate::stream::access_id::AccessId;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;

/// Everything for the report of a night.
pub(crate) struct Report {
    /// The run folder, for commands that the reader can type.
    pub(crate) folder: PathBuf,
    /// The run folder's name.
    pub(crate) run: String,
    pub(crate) district: Option<String>,
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
    pub(crate) findings: Findings,
    /// What the findings are made of when the decisions, of a version before 0.2, have none.
    former: Option<Former>,
}

/// Reads the decisions of a run once, for everything in the report.
pub(crate) fn gather(
    run: &RunFolder,
    district: Option<String>,
    night: Night,
    set: Option<StoredSet>,
) -> Result<Report> {
    let accepted = night.totals.accepted.unwrap_or_default();
    // A run for some people has nothing to say of all others.
    let may_be_former = accepted == 0 && night.mode != Some(Mode::Only);
    let contents = set.map(|set| Contents::read(run, set, may_be_former)).transpose()?;
    Ok(Report { folder: run.folder().to_path_buf(), run: run.name(), district, night, contents })
}

impl Report {
    /// The changes; `None` when there is nothing to compare.
    pub(crate) fn changes(&self) -> Option<(&Changes, &Contents)> {
        let contents = self.contents.as_ref()?;
        Some((contents.changes.as_ref()?, contents))
    }

    /// How many things are to be fixed in PowerSchool, and done in SmartFind.
    pub(crate) fn to_fix_and_to_do(&self) -> Option<(u64, u64)> {
        self.contents.as_ref().map(|contents| (contents.findings.to_fix(), contents.findings.to_do()))
    }

    /// How many findings are accepted as they are.
    pub(crate) fn accepted(&self) -> u64 {
        self.night.totals.accepted.unwrap_or_default()
    }
}

impl Contents {
    /// Whether the list of what to do in SmartFind says anything: an empty one does only beside a record.
    pub(crate) fn is_to_do_known(&self) -> bool {
        self.changes.is_some() || !self.findings.to_do.is_empty()
    }

    fn read(run: &RunFolder, set: StoredSet, may_be_former: bool) -> Result<Self> {
        let decisions = Decisions::open(run)?;
        let (mut counts, mut changes) = (Counts::default(), Changes::default());
        let (mut collector, mut former) = (Collector::default(), Former::default());
        // How many people of one access ID there were, where people share it.
        let mut sharers: HashMap<AccessId, usize> = HashMap::new();
        decisions.each(|place, decision| {
            counts.count(&decision);
            collector.take(place, &decision, &decision.findings);
            former.take(place, &decision, &set);
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
        let findings = collector.finish();
        // Where nothing is accepted, everyone who is kept out has a finding: without any they are of a former version.
        let is_former = may_be_former && findings.fix.is_empty() && findings.to_do.is_empty();
        let (findings, former) = match is_former {
            true => (former.finish(run, &decisions, &set)?, Some(former)),
            false => (findings, None),
        };
        Ok(Contents { set, decisions, counts, changes: changes.finish(), findings, former })
    }

    /// The people of a group.
    pub(crate) fn entries<'c>(&'c self, group: &'c Group) -> impl Iterator<Item = io::Result<Entry>> + 'c {
        let mut line = Vec::new();
        group.people.iter().map(move |person| {
            let decision = self.decisions.at(person.place, &mut line)?;
            Ok(match &self.former {
                Some(former) => former.entry(group, person, decision, &self.set),
                None => Entry::new(group, person, &decision, &decision.findings),
            })
        })
    }

    /// Whether who left on an earlier night and is still active is listed among what is to be done in SmartFind.
    pub(crate) fn has_leavers_to_do(&self) -> bool {
        self.former.is_none()
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

    /// The people of a list who are gone.
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

/// Somebody who is active in SmartFind, and in no exported row.
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
