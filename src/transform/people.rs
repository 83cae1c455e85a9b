//! The people seen so far, with a few bytes for each.

use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;

/// What the rules ask about rows that came before.
#[derive(Debug, Default)]
pub(crate) struct People {
    seen: BTreeSet<i64>,
    highest: Option<i64>,
    /// Of everyone exported, in stream order: the access ID and the `users_dcid`.
    exported: Vec<(AccessId, i64)>,
}

impl People {
    /// Whether this is the person's first row; from here on the person counts as processed, which moves the
    /// high-water mark (NewestDCID).
    pub(crate) fn is_first_row(&mut self, users_dcid: i64) -> bool {
        self.highest = self.highest.max(Some(users_dcid));
        self.seen.insert(users_dcid)
    }

    /// Notes an exported person.
    pub(crate) fn export(&mut self, users_dcid: i64, access_id: AccessId) {
        self.exported.push((access_id, users_dcid));
    }

    /// The new mark: the highest `users_dcid` processed, never lower than the old mark.
    pub(crate) fn new_mark(&self, old: i64) -> i64 {
        self.highest.map_or(old, |highest| highest.max(old))
    }

    /// Access IDs that two or more exported people have, each with their `users_dcid`s in stream order.
    pub(crate) fn shared_access_ids(&mut self) -> Vec<(AccessId, Vec<i64>)> {
        self.exported.sort_by_key(|(access_id, _)| *access_id);
        self.exported
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|sharers| sharers.len() > 1)
            .map(|sharers| (sharers[0].0, sharers.iter().map(|(_, users_dcid)| *users_dcid).collect()))
            .collect()
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

    #[test]
    fn everyone_who_shares_an_access_id_is_named() {
        let id = |digits| AccessId::parse(digits).expect("an access ID");
        let mut people = People::default();
        for (users_dcid, digits) in [(1, "7"), (2, "8"), (3, "07"), (4, "7")] {
            people.export(users_dcid, id(digits));
        }
        assert_eq!(people.shared_access_ids(), [(id("7"), vec![1, 3, 4])]);
    }
}
