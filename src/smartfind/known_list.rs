//! A list of access IDs from SmartFind, which settles who is known there.

use super::person::Person;
use super::record::SmartFind;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::text;
use crate::decisions::Known;
use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;
use std::path::Path;

/// What a list changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// On record, but not in the list: added again.
    pub(crate) forgotten: BTreeSet<AccessId>,
    /// On record as `perhaps`, and in the list.
    pub(crate) confirmed: BTreeSet<AccessId>,
    /// In the list alone.
    pub(crate) added: BTreeSet<AccessId>,
}

/// What a set does in which everybody is new, and how to say who is not.
pub(crate) const IF_ALL_ARE_NEW: &str = "employees without a calendar with the default one, substitutes as available; if \
                                         SmartFind has staff already, give their access IDs first (sfe-commit --known \
                                         FILE)";

/// Reads a list: one access ID per line, `#` comments; a first line that is not an access ID is a heading. In a table
/// with `|`, `,`, `;` or tabs, the first column counts.
///
/// # Errors
///
/// 66 when it cannot be read, 65 when a line is not an access ID.
pub(crate) fn read(path: &Path) -> Result<BTreeSet<AccessId>> {
    let text = text::read(path, "list of access IDs", Exit::NoInput)?;
    let mut list = BTreeSet::new();
    let lines = text.lines().map(str::trim).enumerate();
    let mut is_first = true;
    for (index, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let field = line.split(['|', ',', ';', '\t']).next().unwrap_or_default().trim().trim_matches('"');
        match AccessId::parse(field) {
            Some(access_id) => {
                list.insert(access_id);
            }
            None if is_first => {}
            None => {
                let (shown, number) = (path.display(), index + 1);
                return Err(Failure::new(
                    Exit::Data,
                    format!("{shown}: line {number}: {field:?} is not an access ID (1 to 9 digits, not 0)"),
                ));
            }
        }
        is_first = false;
    }
    Ok(list)
}

impl SmartFind {
    /// What the list would change.
    pub(crate) fn compare_with_list(&self, list: &BTreeSet<AccessId>) -> Changes {
        let of_record = |access_id: &AccessId| self.people.get(access_id);
        Changes {
            forgotten: self.people.keys().filter(|access_id| !list.contains(access_id)).copied().collect(),
            confirmed: list
                .iter()
                .filter(|access_id| of_record(access_id).is_some_and(|person| person.known == Known::Perhaps))
                .copied()
                .collect(),
            added: list.iter().filter(|access_id| of_record(access_id).is_none()).copied().collect(),
        }
    }

    pub(crate) fn apply_list(&mut self, changes: &Changes, since: &str) {
        self.people.retain(|access_id, _| !changes.forgotten.contains(access_id));
        for access_id in &changes.confirmed {
            if let Some(person) = self.people.get_mut(access_id) {
                (person.known, person.since) = (Known::Known, Some(since.into()));
            }
        }
        for access_id in &changes.added {
            self.people.insert(*access_id, Person::new(*access_id, Known::Known, since));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[&str]) -> BTreeSet<AccessId> {
        numbers.iter().map(|number| AccessId::parse(number).expect("an access ID")).collect()
    }

    #[test]
    fn a_list_is_read_with_heading_comments_and_further_columns() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.csv");
        std::fs::write(&path, "\u{feff}Access ID,Name\r\n# a\r\n007,Ana\r\n\r\n\"12\",Bo").expect("written");
        assert_eq!(read(&path).expect("a list"), ids(&["7", "12"]));
        std::fs::write(&path, "7\nx\n").expect("written");
        assert!(read(&path).is_err_and(|failure| failure.text().contains("line 2")));
    }

    #[test]
    fn the_list_has_the_last_word() {
        let mut record = SmartFind::default();
        for (number, known) in [("1", Known::Known), ("2", Known::Perhaps), ("3", Known::Perhaps)] {
            let access_id = AccessId::parse(number).expect("an access ID");
            record.people.insert(access_id, Person::new(access_id, known, "r"));
        }
        let changes = record.compare_with_list(&ids(&["2", "4"]));
        let expected = Changes { forgotten: ids(&["1", "3"]), confirmed: ids(&["2"]), added: ids(&["4"]) };
        assert_eq!(changes, expected);
        record.apply_list(&changes, "list");
        assert!(record.people.values().all(Person::is_known));
        assert_eq!(record.people.keys().copied().collect::<BTreeSet<_>>(), ids(&["2", "4"]));
    }
}
