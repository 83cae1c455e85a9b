//! Who is exported: the tests of a row, in the order of sfe-transform(1).

use super::bad_names::BadNames;
use super::known_people::KnownPeople;
use super::people::People;
use super::person::{KindChange, Person};
use super::printable::unprintable_column;
use super::schedule::Schedules;
use super::staff_type::{StaffType, SubBuildings};
use super::verdict::{Refusal, Verdict};
use crate::decisions::Reason;
use crate::import_files::YES;
use crate::stream::access_id::AccessId;
use crate::stream::field::given;
use crate::stream::row::StaffRow;
use std::borrow::Cow;

/// What the rules need to know besides the row.
#[derive(Debug)]
pub(crate) struct Rules {
    /// Names of accounts and offices.
    pub(crate) bad_names: BadNames,
    /// The school numbers of substitutes.
    pub(crate) sub_buildings: SubBuildings,
    pub(crate) known_people: KnownPeople,
    /// The calendar of new or inactive employees who have none.
    pub(crate) default_calendar: String,
    /// What a district turns on: `--kind-changes`, `--schedule-adds`, `--partial-week`.
    pub(crate) kind_changes: bool,
    pub(crate) schedule_adds: bool,
    pub(crate) partial_week: bool,
}

impl Rules {
    /// Tests a row: the person to export, or the first reason against the row.
    ///
    /// A row that gets as far as the question whether it is the person's first is noted in `people`.
    pub(crate) fn judge<'r>(&'r self, row: &'r StaffRow<'r>, people: &mut People) -> Verdict<'r> {
        if row.homeschoolid.is_none() || row.schoolid != row.homeschoolid {
            return Err(Reason::OtherSchool.into());
        }
        self.judge_anywhere(row, |users_dcid| people.is_first_row(users_dcid))
    }

    /// The tests after the one for the home school.
    pub(crate) fn judge_anywhere<'r>(
        &'r self,
        row: &'r StaffRow<'r>,
        is_first_row: impl FnOnce(i64) -> bool,
    ) -> Verdict<'r> {
        if given(&row.email_addr).is_none() {
            return Err(Reason::NoEmail.into());
        }
        let (Some(first_name), Some(last_name)) = (given(&row.first_name), given(&row.last_name)) else {
            return Err(Reason::NoName.into());
        };
        if self.bad_names.contains(first_name) || self.bad_names.contains(last_name) {
            return Err(Reason::BadName.into());
        }
        let digits = row.access_id();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Reason::AccessIdNotANumber.into());
        }
        if !is_first_row(row.users_dcid) {
            return Err(Reason::Duplicate.into());
        }
        let access_id = AccessId::parse(digits).ok_or(Reason::AccessIdOutOfRange)?;
        let staff_type = self.sub_buildings.staff_type(row);
        if staff_type == StaffType::Employee && row.contractemp {
            return Err(Reason::Contract.into());
        }
        let schedules = Schedules::from_row(row, staff_type, self.partial_week);
        let location = match schedules.all().next() {
            None => Cow::Borrowed(""),
            Some(_) => match given(&row.location) {
                Some(location) => Cow::Borrowed(location),
                None => row.homeschoolid.map(|school| Cow::Owned(school.to_string())).unwrap_or_default(),
            },
        };
        let command = self.known_people.command(row.users_dcid, access_id);
        let person = Person {
            row,
            access_id,
            staff_type,
            command,
            is_late_arrival: self.known_people.is_late_arrival(row.users_dcid, command),
            default_calendar: &self.default_calendar,
            schedules,
            location,
            kind_change: self.kind_change(access_id, staff_type),
            adds_schedules_to: self.schedule_adds.then(|| self.known_people.on_record(access_id)).flatten(),
        };
        match unprintable_column(&person) {
            Some(column) => Err(Refusal::unprintable(column)),
            None => Ok(person),
        }
    }

    fn kind_change(&self, access_id: AccessId, staff_type: StaffType) -> Option<KindChange> {
        let known = self.known_people.on_record(access_id).filter(|known| self.kind_changes && known.is_known())?;
        match staff_type {
            StaffType::Substitute => (known.value("is_sub") != YES).then_some(KindChange::BecameSubstitute),
            StaffType::Employee => (known.value("sub_active") == YES).then_some(KindChange::NoSubstitute),
        }
    }
}
