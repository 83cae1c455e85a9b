//! Gathers all there is to tell of a night.

use super::changes::Changes;
use super::counts::Counts;
use super::mend::{Finding, Group, Mend};
use super::{decisions, extract};
use crate::common::exit::Result;
use crate::record::night::Night;
use crate::sets::compare::{Person, people};
use crate::sets::read::{Set, SetFile};
use std::path::Path;

/// All there is to tell of a night.
pub(crate) struct Report<'s> {
    /// The run folder's name.
    pub(crate) run: String,
    pub(crate) night: Night,
    /// `None` when the night did not get as far as a set of files.
    pub(crate) counts: Option<Counts>,
    /// `None` when there is no set to compare with.
    pub(crate) changes: Option<Changes<'s>>,
    /// The people who left the set on an earlier night and are still active in SFE.
    pub(crate) still_active: Vec<Person<'s>>,
    pub(crate) mend: Vec<Group>,
}

/// Reads the decisions of a run once, for everything that they tell.
pub(crate) fn gather<'s>(
    run: &Path,
    night: Night,
    set: Option<&'s Set>,
    previous: Option<&'s Set>,
    still_active: Option<&'s SetFile>,
) -> Result<Report<'s>> {
    let name = run.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(set) = set else {
        return Ok(Report {
            run: name,
            night,
            counts: None,
            changes: None,
            still_active: Vec::new(),
            mend: Vec::new(),
        });
    };
    let mut counts = Counts::default();
    let mut mend = Mend::default();
    let mut changes = previous.map(|previous| Changes::of(previous, set));
    decisions::each(run, |decision| {
        counts.count(&decision);
        mend.note(&decision);
        if let Some(changes) = &mut changes {
            changes.note(&decision);
        }
    })?;
    if let Some(changes) = &mut changes {
        changes.finish();
    }
    note_shared_access_ids(set, &mut mend);
    let mut mend = mend.groups();
    extract::fill_in(run, &mut mend)?;
    let is_told = |person: &Person<'_>| changes.as_ref().is_some_and(|changes| changes.tells_of(person.access_id));
    let still_active = still_active.into_iter().flat_map(SetFile::lines);
    let still_active = still_active.map(|(access_id, line)| Person { access_id, line });
    let still_active = still_active.filter(|person| !is_told(person)).collect();
    Ok(Report { run: name, night, counts: Some(counts), changes, still_active, mend })
}

fn note_shared_access_ids(set: &Set, mend: &mut Mend) {
    let all: Vec<_> = people(set).collect();
    for sharers in all.chunk_by(|one, next| one.access_id == next.access_id).filter(|sharers| sharers.len() > 1) {
        for sharer in sharers {
            let profile = sharer.profile();
            mend.note_shared(Finding {
                access_id: sharer.access_id.to_string(),
                email: profile.email.to_string(),
                name: profile.name(),
                ..Finding::default()
            });
        }
    }
}
