//! The record from the run folders that are kept: when it was lost, and when an old one was restored.

use super::merge::Parts;
use super::person::Person;
use super::record::SmartFind;
use super::run_set::{RunSet, each_line};
use crate::common::exit::Result;
use crate::decisions::Known;
use crate::home::{Home, RECORD, RunFolder, RunName};
use crate::record::{Event, Taken};
use crate::regular_file;

/// A kept run whose set was taken into the record.
pub(crate) struct Merged {
    pub(crate) run: RunFolder,
    pub(crate) number: u64,
    pub(crate) taken: Taken,
}

/// The kept runs that were merged, in the order of their numbers.
pub(crate) fn merged_runs(home: &Home) -> Vec<Merged> {
    let mut merged: Vec<Merged> = runs(home)
        .into_iter()
        .filter_map(|run| {
            let events = regular_file::read(&run.file(RECORD)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let events = events.unwrap_or_default();
            let merged = events.lines().filter_map(Event::from_line).filter_map(|event| match event {
                Event::Merged { number, taken, .. } => Some((number, taken)),
                _ => None,
            });
            merged.fold(None, |_, last| Some(last)).map(|(number, taken)| Merged { run, number, taken })
        })
        .collect();
    merged.sort_by_key(|merged| merged.number);
    merged
}

/// The run folders of a home, oldest first.
pub(crate) fn runs(home: &Home) -> Vec<RunFolder> {
    let entries = std::fs::read_dir(home.runs()).into_iter().flatten().flatten();
    let mut names: Vec<RunName> = entries.filter_map(|entry| RunName::parse(entry.file_name().to_str()?)).collect();
    names.sort();
    names.into_iter().map(|name| home.run(&name.to_string())).collect()
}

impl SmartFind {
    /// Takes in a set as it was taken in before.
    pub(crate) fn merge_again(&mut self, merged: &Merged) -> Result<()> {
        let set = RunSet::read(&merged.run)?;
        match merged.taken {
            Taken::PickedUp { sign_ons, schedules } => self.merge(&set, Parts { sign_ons, schedules }),
            Taken::Unknown => self.merge_unknown(&set),
        }
        self.merges = self.merges.max(merged.number);
        Ok(())
    }

    /// People who are sent as changed (`C`) in any kept set were known then.
    pub(crate) fn take_changed_as_known(&mut self, set: &RunSet) {
        each_line(&set.files.profiles, |line| {
            if line.command == "C" {
                let known = Person::new(line.access_id, Known::Known, &set.run);
                self.people.entry(line.access_id).or_insert(known).known = Known::Known;
            }
        });
    }
}
