//! Who is exported: the tests of a row, in the order of sfe-transform(1).

use super::bad_names::BadNames;
use super::known_people::KnownPeople;
use super::people::People;
use super::person::Person;
use super::printable::unprintable_column;
use super::schedule::Schedules;
use super::staff_type::{StaffType, SubBuildings};
use super::verdict::{Refusal, Verdict};
use crate::decisions::Reason;
use crate::stream::access_id::AccessId;
use crate::stream::field::given;
use crate::stream::row::StaffRow;

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
}

impl Rules {
    /// Tests a row: the person to export, or the first reason against the row.
    ///
    /// A row that gets as far as the question whether it is the person's first is noted in `people`.
    pub(crate) fn judge<'r>(&'r self, row: &'r StaffRow<'r>, people: &mut People) -> Verdict<'r> {
        if row.homeschoolid.is_none() || row.schoolid != row.homeschoolid {
            return Err(Reason::OtherSchool.into());
        }
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
        if !people.is_first_row(row.users_dcid) {
            return Err(Reason::Duplicate.into());
        }
        let access_id = AccessId::parse(digits).ok_or(Reason::AccessIdOutOfRange)?;
        let staff_type = self.sub_buildings.staff_type(row.homeschoolid);
        if staff_type == StaffType::Employee && row.contractemp {
            return Err(Reason::Contract.into());
        }
        let schedules = Schedules::from_row(row, staff_type);
        let location = row.homeschoolid.filter(|_| schedules.all().next().is_some());
        let command = self.known_people.command(row.users_dcid, access_id);
        let person = Person {
            row,
            access_id,
            staff_type,
            command,
            is_late_arrival: self.known_people.is_late_arrival(row.users_dcid, command),
            default_calendar: &self.default_calendar,
            schedules,
            location: location.map(|school| school.to_string()).unwrap_or_default(),
        };
        match unprintable_column(&person) {
            Some(column) => Err(Refusal::unprintable(column)),
            None => Ok(person),
        }
    }
}
