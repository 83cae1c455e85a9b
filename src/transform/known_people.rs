//! Whom SmartFind knows, which decides between the record commands A (add) and C (change).

use crate::common::exit::Result;
use crate::decisions::Known;
use crate::import_files::RecordCommand;
use crate::smartfind::{Person, SmartFind};
use crate::state::sent;
use crate::stream::access_id::AccessId;
use crate::stream::field::given;
use crate::stream::row::StaffRow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::rc::Rc;

/// The people who are known in SmartFind.
#[derive(Debug)]
pub(crate) struct KnownPeople {
    /// The high-water mark (NewestDCID) of the last successful run.
    pub(crate) newest_dcid: i64,
    source: Source,
    /// Who is on record, for rows whose access ID does not say it; made when it is first asked for.
    places: OnceCell<Places>,
}

/// The access IDs on record of people whose own may be wrong tonight.
#[derive(Debug, Default)]
struct Places {
    by_users_dcid: HashMap<i64, AccessId>,
    /// By e-mail address in lower case: of people whose users_dcid is not on record.
    by_email: HashMap<String, AccessId>,
}

/// What says who is known.
#[derive(Debug)]
enum Source {
    /// The mark.
    Mark,
    /// A list of access IDs ever uploaded.
    Sent(BTreeSet<AccessId>),
    /// The record of what SmartFind has.
    Record(Rc<SmartFind>),
}

impl KnownPeople {
    /// From the record of what SmartFind has; without one, from the file of access IDs ever uploaded, or from the mark.
    pub(crate) fn load(newest_dcid: i64, sent: Option<&Path>, record: Option<Rc<SmartFind>>) -> Result<Self> {
        let source = match (record, sent) {
            (Some(record), _) => Source::Record(record),
            (None, Some(sent)) => Source::Sent(sent::read(sent)?),
            (None, None) => Source::Mark,
        };
        Ok(KnownPeople { newest_dcid, source, places: OnceCell::new() })
    }

    /// Whether SmartFind has the person of a row that is not exported, whose access ID may be wrong.
    pub(crate) fn holds(&self, row: &StaffRow<'_>) -> Option<Known> {
        let access_id = AccessId::parse(row.access_id());
        match &self.source {
            // The mark has also passed people whom it never let through.
            Source::Mark => (row.users_dcid <= self.newest_dcid).then_some(Known::Perhaps),
            Source::Sent(sent) => access_id.filter(|access_id| sent.contains(access_id)).map(|_| Known::Known),
            Source::Record(record) => {
                let is_other = |person: &Person| person.users_dcid.is_some_and(|other| other != row.users_dcid);
                let own = access_id.and_then(|access_id| record.person(access_id)).filter(|person| !is_other(person));
                let elsewhere = || record.person(self.places.get_or_init(|| Places::new(record)).find(row)?);
                own.or_else(elsewhere).map(|person| person.known)
            }
        }
    }

    /// What says who is known, in words.
    pub(crate) fn describe(&self) -> String {
        match &self.source {
            Source::Mark => "no record of what SmartFind has; the mark says who is new".to_string(),
            Source::Sent(sent) => format!("{} access IDs on record as sent; anyone else is new (A)", sent.len()),
            Source::Record(record) => {
                let known = record.people.values().filter(|person| person.is_known()).count();
                format!("{known} people are known in SmartFind; anyone else is new (A)")
            }
        }
    }

    /// What SmartFind has of somebody, as far as there is a record with the person's profile.
    pub(crate) fn on_record(&self, access_id: AccessId) -> Option<&Person> {
        match &self.source {
            Source::Record(record) => record.person(access_id).filter(|person| person.profile.is_some()),
            Source::Mark | Source::Sent(_) => None,
        }
    }

    /// Somebody on record, though only the access ID may be known.
    pub(crate) fn find(&self, access_id: AccessId) -> Option<&Person> {
        match &self.source {
            Source::Record(record) => record.person(access_id),
            Source::Mark | Source::Sent(_) => None,
        }
    }

    /// Everybody on record.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = &Person> {
        let record = match &self.source {
            Source::Record(record) => Some(record),
            Source::Mark | Source::Sent(_) => None,
        };
        record.into_iter().flat_map(|record| record.people.values())
    }

    /// Whether there is a record to compare with.
    pub(crate) fn has_record(&self) -> bool {
        matches!(self.source, Source::Record(_))
    }

    /// `C` when SmartFind knows the person, otherwise `A`. The mark only decides where there is nothing else: it has
    /// passed people whose e-mail, access ID or contract was corrected late, and who are not known in SmartFind.
    pub(crate) fn command(&self, users_dcid: i64, access_id: AccessId) -> RecordCommand {
        let known = match &self.source {
            Source::Record(record) => record.person(access_id).is_some_and(Person::is_known),
            Source::Sent(sent) => sent.contains(&access_id),
            Source::Mark => users_dcid <= self.newest_dcid,
        };
        if known { RecordCommand::Change } else { RecordCommand::Add }
    }

    /// Whether a person is added although the mark has passed them.
    pub(crate) fn is_late_arrival(&self, users_dcid: i64, command: RecordCommand) -> bool {
        command == RecordCommand::Add && users_dcid <= self.newest_dcid
    }
}

impl Places {
    fn new(record: &SmartFind) -> Self {
        let mut places = Places::default();
        for person in record.people.values() {
            match person.users_dcid {
                Some(users_dcid) => drop(places.by_users_dcid.insert(users_dcid, person.access_id)),
                None => drop(places.by_email.insert(person.value("email_address").to_lowercase(), person.access_id)),
            }
        }
        places
    }

    fn find(&self, row: &StaffRow<'_>) -> Option<AccessId> {
        let by_email = || self.by_email.get(&given(&row.email_addr)?.trim().to_lowercase());
        self.by_users_dcid.get(&row.users_dcid).or_else(by_email).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digits: &str) -> AccessId {
        AccessId::parse(digits).expect("an access ID")
    }

    #[test]
    fn without_a_list_the_mark_decides() {
        let known = KnownPeople { newest_dcid: 60, source: Source::Mark, places: OnceCell::new() };
        assert_eq!(known.command(60, id("1")), RecordCommand::Change);
        assert_eq!(known.command(61, id("1")), RecordCommand::Add);
    }

    #[test]
    fn with_a_list_the_list_decides_and_late_arrivals_are_added() {
        let source = Source::Sent(BTreeSet::from([id("7")]));
        let known = KnownPeople { newest_dcid: 60, source, places: OnceCell::new() };
        assert_eq!(known.command(90, id("007")), RecordCommand::Change);
        let late = known.command(5, id("8"));
        assert_eq!(late, RecordCommand::Add);
        assert!(known.is_late_arrival(5, late) && !known.is_late_arrival(61, late));
    }
}
