//! A home folder of a version before 0.2: `sent.txt`, `last` and `StillActive.csv` become the record and the list,
//! once.

use super::person::Person;
use super::record::SmartFind;
use super::run_set::{RunSet, each_line};
use crate::common::exit::Result;
use crate::decisions::Known;
use crate::home::{Home, LAST, RunFolder, SENT, STILL_ACTIVE};
use crate::import_files::{ImportFile, StoredProfiles};
use crate::state::sent;
use crate::uploads::{File, Kind, Reached, ServerFolder, Upload};
use std::os::unix::fs::MetadataExt as _;

/// What such a home folder says.
pub(crate) struct Former {
    pub(crate) record: SmartFind,
    /// The set uploaded last, of which nobody knows yet whether it was picked up.
    pub(crate) upload: Option<Upload>,
    /// What is lacking.
    pub(crate) warning: Option<String>,
}

/// Reads such a home folder; `None` when there is no `sent.txt`.
///
/// # Errors
///
/// 65 or 66 when one of its files cannot be used.
pub(crate) fn read(home: &Home, server: Option<&ServerFolder>) -> Result<Option<Former>> {
    let Some(sent) = sent::read_if_there(&home.file(SENT))? else { return Ok(None) };
    let mut former = Former { record: SmartFind::default(), upload: None, warning: None };
    former.record.server = server.cloned();
    let last = home.last_run();
    let since = last.as_ref().map_or_else(|| SENT.to_string(), RunFolder::name);
    for access_id in sent {
        former.record.people.insert(access_id, Person::new(access_id, Known::Known, &since));
    }
    let Some(last) = last else {
        // The first upload makes both.
        former.warning = Some(format!(
            "{} points to no run: the guard against mass changes and the list of leavers start over",
            home.file(LAST).display()
        ));
        return Ok(Some(former));
    };
    former.take_last(&last)?;
    if let Some(server) = server {
        former.upload = Some(uploaded(&last, server)?);
    }
    Ok(Some(former))
}

impl Former {
    fn take_last(&mut self, last: &RunFolder) -> Result<()> {
        let set = RunSet::read(last)?;
        let run = set.run.as_str();
        let record = &mut self.record;
        // People who are added by the set are known only once it was picked up.
        each_line(&set.files.profiles, |line| {
            let new = Person::new(line.access_id, Known::Known, run);
            let person = record.people.entry(line.access_id).or_insert(new);
            if line.command == "A" {
                person.known = Known::Perhaps;
            }
        });
        record.fill_in(&set, |_| true);
        if let Some(earlier) = StoredProfiles::read_if_there(&last.file(STILL_ACTIVE))? {
            record.take_absent(&earlier, run);
        }
        let active = set.active();
        for person in record.people.values_mut().filter(|person| !active.contains(&person.access_id)) {
            if person.profile.is_some() {
                person.absent_since.get_or_insert_with(|| run.into());
            }
        }
        record.run = Some(run.to_string());
        Ok(())
    }
}

/// The entry of the list for a set that an earlier version uploaded: with sizes and times of its own files.
fn uploaded(run: &RunFolder, server: &ServerFolder) -> Result<Upload> {
    let file = |file: ImportFile| {
        let there = std::fs::metadata(file.path_in(run.folder())).ok();
        let (size, modified) = there.map(|there| (there.size(), there.mtime())).unzip();
        File { name: file.name().to_string(), size, modified }
    };
    Ok(Upload {
        run: run.name(),
        server: server.clone(),
        kind: Kind::Whole,
        files: ImportFile::ALL.map(file).to_vec(),
        reached: Reached::Uploaded,
        waiting_since: Some(run.name()),
        disturbed: false,
    })
}
