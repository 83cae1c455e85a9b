//! Codes that SmartFind compares with its own tables.

use super::{has_spaces_around, of_text};
use crate::decisions::{Column, Finding, Kind};
use crate::stream::field::given;
use crate::stream::row::Text;
use crate::transform::person::Person;
use crate::transform::staff_type::StaffType;

pub(super) fn check<'r>(person: &Person<'r>, findings: &mut Vec<Finding<'r>>) {
    for (column, text) in printed_codes(person) {
        if given(text).is_some_and(has_spaces_around) {
            findings.push(of_text(Kind::CodeWithSpaces, column, text));
        }
    }
}

/// The codes of the row that are printed: the calendar of an employee, position and location of a work schedule.
fn printed_codes<'r>(person: &Person<'r>) -> impl Iterator<Item = (Column, &'r Text<'r>)> {
    let row = person.row;
    let calendar = (person.staff_type == StaffType::Employee).then_some((Column::CALENDAR, &row.calendar));
    let has_schedule = person.schedules.all().next().is_some();
    let of_schedule = [(Column::SFE_POSITION, &row.sfe_position), (Column::LOCATION, &row.location)];
    calendar.into_iter().chain(of_schedule.into_iter().filter(move |_| has_schedule))
}
