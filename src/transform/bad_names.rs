//! Names that are no people's: test accounts and offices (spec, section 2, test 3).

use crate::common::exit::{Exit, Result};
use crate::common::files::text;
use std::path::Path;

/// The built-in list, as the district's production script had it (misspellings included: they are
/// in the database).
pub(crate) const BUILT_IN: [&str; 17] = [
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

/// The list in force, lower-cased.
#[derive(Debug, Clone)]
pub(crate) struct BadNames {
    names: Vec<String>,
    longest: usize,
    /// Whether a bad name begins with this letter in either case; most names are told apart by that.
    initials: [bool; 128],
}

impl BadNames {
    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let names: Vec<String> = names.map(str::to_lowercase).collect();
        let longest = names.iter().map(String::len).max().unwrap_or(0);
        let mut initials = [false; 128];
        for initial in names.iter().filter_map(|name| name.bytes().next()).filter(u8::is_ascii) {
            initials[usize::from(initial)] = true;
            initials[usize::from(initial.to_ascii_uppercase())] = true;
        }
        BadNames { names, longest, initials }
    }

    /// The built-in list, or the one in a file: one name a line, `#` comments.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self> {
        Ok(match file {
            None => BadNames::new(BUILT_IN.into_iter()),
            Some(path) => {
                let text = text::read(path, "list of bad names", Exit::NoInput)?;
                BadNames::new(text::entries(&text))
            }
        })
    }

    /// Whether a trimmed name is on the list, in whatever case.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let unlike = |initial: u8| initial.is_ascii() && !self.initials[usize::from(initial)];
        if name.bytes().next().is_none_or(unlike) {
            return false;
        }
        if name.is_ascii() {
            return name.len() <= self.longest && self.names.iter().any(|bad| bad.eq_ignore_ascii_case(name));
        }
        // Lower-cased on the way, without a copy: most names differ in their first letter.
        self.names.iter().any(|bad| name.chars().flat_map(char::to_lowercase).eq(bad.chars()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_whole_and_in_any_case() {
        let names = BadNames::new(BUILT_IN.into_iter());
        assert!(names.contains("Nurse") && names.contains("DO NOT") && names.contains("mba"));
        assert!(!names.contains("Nurses") && !names.contains("Humana") && !names.contains(""));
    }

    #[test]
    fn a_list_of_ones_own_may_hold_any_letters() {
        let names = BadNames::new(["École", "Büro"].into_iter());
        assert!(names.contains("ÉCOLE") && names.contains("büro"));
        assert!(!names.contains("nurse"));
    }
}
