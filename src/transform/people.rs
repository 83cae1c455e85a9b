//! The people seen so far, with a few bytes for each.

use std::collections::BTreeSet;

/// What the rules ask about rows that came before.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Those who came after everybody with a lower number: nearly all, as the default query sorts its rows.
    in_order: Vec<i64>,
    out_of_order: BTreeSet<i64>,
}

impl People {
    /// Whether this is the person's first row; from here on the person counts as processed, which moves the
    /// high-water mark (NewestDCID).
    pub(crate) fn is_first_row(&mut self, users_dcid: i64) -> bool {
        if self.in_order.last().is_none_or(|highest| *highest < users_dcid) {
            self.in_order.push(users_dcid);
            return true;
        }
        self.in_order.binary_search(&users_dcid).is_err() && self.out_of_order.insert(users_dcid)
    }

    /// The new mark: the highest `users_dcid` processed, never lower than the old mark.
    pub(crate) fn new_mark(&self, old: i64) -> i64 {
        // Those who came out of order are below the last of these.
        self.in_order.last().map_or(old, |highest| old.max(*highest))
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
