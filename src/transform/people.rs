//! What must be remembered of the people seen so far; a few bytes each.

use crate::stream::access_id::AccessId;
use roaring::{RoaringBitmap, RoaringTreemap};

/// The people seen so far.
#[derive(Debug, Default)]
pub(crate) struct People {
    seen: RoaringTreemap,
    highest: Option<i64>,
    /// Of everyone exported, in stream order.
    access_ids: Vec<u32>,
    users_dcids: Vec<i64>,
}

impl People {
    /// Test 5: whether this is the person's first row; from here on the person counts as processed.
    pub(crate) fn is_new(&mut self, users_dcid: i64) -> bool {
        self.highest = self.highest.max(Some(users_dcid));
        // The set takes unsigned numbers; which one stands for which does not matter.
        self.seen.insert(users_dcid as u64)
    }

    /// Notes an exported person.
    pub(crate) fn export(&mut self, users_dcid: i64, access_id: AccessId) {
        self.access_ids.push(access_id.number());
        self.users_dcids.push(users_dcid);
    }

    /// The new mark: the highest `users_dcid` processed, never lower than the old mark.
    pub(crate) fn new_mark(&self, old: i64) -> i64 {
        self.highest.map_or(old, |highest| highest.max(old))
    }

    /// Access IDs that two or more exported people have, each with their `users_dcid`s.
    pub(crate) fn shared_access_ids(&self) -> Vec<(u32, Vec<i64>)> {
        // One sort at the end is faster than a look-up for each person, and nearly always finds nothing.
        let mut sorted = self.access_ids.clone();
        sorted.sort_unstable();
        let shared: RoaringBitmap = sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        let mut sharers: Vec<(u32, i64)> = self
            .access_ids
            .iter()
            .copied()
            .zip(self.users_dcids.iter().copied())
            .filter(|(access_id, _)| shared.contains(*access_id))
            .collect();
        // Stable: the people of one access ID stay in stream order.
        sharers.sort_by_key(|(access_id, _)| *access_id);
        sharers
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| (group[0].0, group.iter().map(|(_, users_dcid)| *users_dcid).collect()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_new_once_wherever_in_the_stream() {
        let mut people = People::default();
        let news: Vec<bool> = [5, 9, 5, -3, 9, -3, i64::MAX].map(|users_dcid| people.is_new(users_dcid)).into();
        assert_eq!(news, [true, true, false, true, false, false, true]);
    }

    #[test]
    fn the_mark_never_falls() {
        let mut people = People::default();
        assert_eq!(people.new_mark(60), 60);
        people.is_new(59);
        assert_eq!(people.new_mark(60), 60);
        people.is_new(61);
        assert_eq!(people.new_mark(60), 61);
    }

    #[test]
    fn everyone_who_shares_an_access_id_is_named() {
        let mut people = People::default();
        for (users_dcid, digits) in [(1, "7"), (2, "8"), (3, "07"), (4, "7")] {
            people.export(users_dcid, AccessId::parse(digits).expect("an access ID"));
        }
        assert_eq!(people.shared_access_ids(), [(7, vec![1, 3, 4])]);
    }
}
