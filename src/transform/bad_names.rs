//! Names of accounts and offices, not of people, that are in the database among the staff.

use crate::common::exit::{Exit, Result};
use crate::common::files::text;
use std::path::Path;

/// The built-in list, as the district's production script had it (misspellings included: they are in the
/// database). sfe-transform(1) has it, too.
const BUILT_IN: [&str; 17] = [
    "use",
    "training1",
    "trianing2",
    "trianing3",
    "trianing4",
    "planning",
    "admin",
    "nurse",
    "user",
    "payroll",
    "human",
    "benefits",
    "test",
    "testtt",
    "do not",
    "plugin",
    "mba",
];

/// The list in force, in lower case.
#[derive(Debug, Clone)]
pub(crate) struct BadNames(Vec<String>);

impl BadNames {
    /// The built-in list, or the one in a file: one name per line, `#` comments.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self> {
        Ok(match file {
            None => BadNames::new(BUILT_IN.into_iter()),
            Some(path) => {
                let text = text::read(path, "list of bad names", Exit::NoInput)?;
                BadNames::new(text::entries(&text))
            }
        })
    }

    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut names: Vec<String> = names.map(str::to_lowercase).collect();
        names.sort_unstable();
        names.dedup();
        BadNames(names)
    }

    /// How many names are on the list.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether a whole name is on the list, in any letter case, with or without white space around it.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let name = name.trim();
        // Most names need no copy in lower case.
        if name.is_ascii() {
            return self.0.iter().any(|bad| bad.eq_ignore_ascii_case(name));
        }
        self.0.binary_search(&name.to_lowercase()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_whole_and_in_any_case() {
        let names = BadNames::new(BUILT_IN.into_iter());
        assert!(names.contains("Nurse") && names.contains("DO NOT") && names.contains(" mba "));
        assert!(!names.contains("Nurses") && !names.contains("Humana") && !names.contains(""));
    }

    #[test]
    fn a_list_of_ones_own_may_hold_any_letters() {
        let names = BadNames::new(["École", "Büro"].into_iter());
        assert!(names.contains("ÉCOLE") && names.contains("büro"));
        assert!(!names.contains("nurse"));
    }
}
