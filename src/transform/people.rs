//! The people seen so far, with a few bytes for each.

use std::collections::BTreeSet;

/// What the rules ask about rows that came before.
#[derive(Debug, Default)]
pub(crate) struct People {
    seen: BTreeSet<i64>,
    highest: Option<i64>,
}

impl People {
    /// Whether this is the person's first row; from here on the person counts as processed, which moves the
    /// high-water mark (NewestDCID).
    pub(crate) fn is_first_row(&mut self, users_dcid: i64) -> bool {
        self.highest = self.highest.max(Some(users_dcid));
        self.seen.insert(users_dcid)
    }

    /// The new mark: the highest `users_dcid` processed, never lower than the old mark.
    pub(crate) fn new_mark(&self, old: i64) -> i64 {
        self.highest.map_or(old, |highest| highest.max(old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_first_row_wherever_in_the_stream() {
        let mut people = People::default();
        let first: Vec<bool> = [5, 9, 5, -3, 9, -3, i64::MAX].map(|users_dcid| people.is_first_row(users_dcid)).into();
        assert_eq!(first, [true, true, false, true, false, false, true]);
    }

    #[test]
    fn the_mark_never_falls() {
        let mut people = People::default();
        assert_eq!(people.new_mark(60), 60);
        people.is_first_row(59);
        assert_eq!(people.new_mark(60), 60);
        people.is_first_row(61);
        assert_eq!(people.new_mark(60), 61);
    }
}
