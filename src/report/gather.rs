//! Gathers everything for the report of a night.

use super::changes::Changes;
use super::corrections::{Corrections, Finding, Group};
use super::counts::Counts;
use super::extract;
use crate::common::exit::Result;
use crate::comparison::compare::Person;
use crate::decisions;
use crate::home::RunFolder;
use crate::import_files::{StoredProfiles, StoredSet};
use crate::record::night::Night;

/// Everything for the report of a night.
pub(crate) struct Report<'s> {
    /// The run folder's name.
    pub(crate) run: String,
    pub(crate) night: Night,
    /// `None` when the night did not get as far as a set of files.
    pub(crate) counts: Option<Counts>,
    /// `None` when there is no set to compare with.
    pub(crate) changes: Option<Changes<'s>>,
    /// The people who left the set on an earlier night and are still active in SmartFind.
    pub(crate) still_active: Vec<Person<'s>>,
    pub(crate) corrections: Vec<Group>,
}

/// Reads the decisions of a run once, for everything in the report.
pub(crate) fn gather<'s>(
    run: &RunFolder,
    night: Night,
    set: Option<&'s StoredSet>,
    previous: Option<&'s StoredSet>,
    still_active: Option<&'s StoredProfiles>,
) -> Result<Report<'s>> {
    let name = run.name();
    let Some(set) = set else {
        return Ok(Report {
            run: name,
            night,
            counts: None,
            changes: None,
            still_active: Vec::new(),
            corrections: Vec::new(),
        });
    };
    let mut counts = Counts::default();
    let mut corrections = Corrections::default();
    let mut changes = previous.map(|previous| Changes::new(previous, set));
    decisions::read_each(run, |decision| {
        counts.count(&decision);
        corrections.note(&decision);
        if let Some(changes) = &mut changes {
            changes.note(&decision);
        }
    })?;
    if let Some(changes) = &mut changes {
        changes.finish();
    }
    note_shared_access_ids(set, &mut corrections);
    let mut corrections = corrections.groups();
    extract::fill_in_names(run, &mut corrections)?;
    let has_gone = |person: &Person<'_>| changes.as_ref().is_some_and(|changes| changes.has_gone(person.access_id));
    let still_active = still_active.into_iter().flat_map(StoredProfiles::lines);
    let still_active = still_active.filter(|person| !has_gone(person)).collect();
    Ok(Report { run: name, night, counts: Some(counts), changes, still_active, corrections })
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
