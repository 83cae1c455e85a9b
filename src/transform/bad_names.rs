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

/// Stands for any text, also for none.
const ANY_TEXT: char = '*';

/// The list in force, in lower case.
#[derive(Debug, Clone)]
pub(crate) struct BadNames {
    /// Whole names, sorted.
    names: Vec<String>,
    /// Names with `*`.
    patterns: Vec<String>,
}

impl BadNames {
    /// The built-in list, or the one in a file: one name per line, `#` comments, `*` for any text.
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
        let (patterns, names) = names.into_iter().partition(|name| name.contains(ANY_TEXT));
        BadNames { names, patterns }
    }

    /// How many names are on the list.
    pub(crate) fn count(&self) -> usize {
        self.names.len() + self.patterns.len()
    }

    /// Whether a whole name is on the list, in any letter case, with or without white space around it.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let name = name.trim();
        // Most names need no copy in lower case.
        if name.is_ascii() && self.patterns.is_empty() {
            return self.names.iter().any(|bad| bad.eq_ignore_ascii_case(name));
        }
        let name = name.to_lowercase();
        self.names.binary_search(&name).is_ok() || self.patterns.iter().any(|pattern| matches(pattern, &name))
    }
}

/// Whether a name matches a pattern: the texts around each `*` come in this order, the first one at the beginning and
/// the last one at the end.
fn matches(pattern: &str, name: &str) -> bool {
    let mut texts = pattern.split(ANY_TEXT);
    let Some(mut rest) = texts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let Some(last) = texts.next_back() else { return rest.is_empty() };
    for text in texts {
        let Some(place) = rest.find(text) else { return false };
        rest = &rest[place + text.len()..];
    }
    rest.ends_with(last)
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

    #[test]
    fn an_asterisk_stands_for_any_text() {
        let names = BadNames::new(["do not*", "*training*", "a*b*c", "Büro *", "x"].into_iter());
        for bad in ["Do Not Use", "do not", "TRAINING", "New training room", "abc", "a-b-b-c", "BÜRO 3", "X"] {
            assert!(names.contains(bad), "{bad}");
        }
        for good in ["Please do not", "Train", "ab", "acb", "abcd", "Büro", "xx", ""] {
            assert!(!names.contains(good), "{good}");
        }
        assert!(BadNames::new(["*"].into_iter()).contains("anybody"));
        assert!(!BadNames::new(["ab*ba"].into_iter()).contains("aba"), "no letter counts twice");
    }
}
