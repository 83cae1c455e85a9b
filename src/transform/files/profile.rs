//! P1ProfileBasic.csv: who the person is. One line a person.

use super::column::{Column, empty, fixed, rule, stream};
use crate::stream::field::printed;
use crate::transform::person::Person;
use crate::transform::record_command::RecordCommand;
use crate::transform::staff_type::StaffType;

type Value = for<'p> fn(&'p Person<'_>) -> &'p str;

/// The columns, in order. An empty field means "leave what SFE has".
#[rustfmt::skip]
pub(crate) const COLUMNS: [Column<Value>; 39] = [
    fixed("Record Type", "P"),
    rule("Record Command", |p| p.command.letter()),
    fixed("Record Number", "1"),
    stream("Access", "teachernumber", |p| p.printed_access_id),
    stream("Telephone", "home_phone", |p| printed(&p.row.home_phone)),
    stream("First Name", "first_name", |p| printed(&p.row.first_name)),
    stream("Last Name", "last_name", |p| printed(&p.row.last_name)),
    empty("Address Line 1"),
    empty("Address Line 2"),
    empty("City"),
    empty("State"),
    empty("Zip"),
    empty("ExternalID"),
    empty("PIN"),
    empty("Gender"),
    empty("Ethnicity"),
    empty("Language"),
    stream("Email Address", "email_addr", |p| printed(&p.row.email_addr)),
    rule("IsEmployee", |p| yes_or_no(p.staff_type == StaffType::Employee)),
    rule("EmployeeActive", |p| yes_or_no(p.staff_type == StaffType::Employee && p.row.is_active())),
    stream("EmpCalendarCode", "calendar", |p| p.calendar()),
    empty("EmpBudgetCode"),
    empty("EmpIsItinerant"),
    rule("IsSub", |p| of_a_substitute(p, "Y")),
    rule("SubActive", |p| of_a_substitute(p, yes_or_no(p.row.is_active()))),
    rule("SubAvailable", |p| of_a_substitute(p, if p.command == RecordCommand::Add { "Y" } else { "" })),
    empty("SubAvailableLongTerm"),
    empty("SubCertified"),
    empty("SubAvailableGeneral"),
    empty("SubCallbackNum"),
    empty("SubLevel"),
    empty("SubPayRate"),
    empty("SubWorkUnits"),
    empty("SubOverlapping"),
    empty("IsAdmin"),
    empty("AdminActive"),
    empty("Restricted"),
    fixed("Enable", "Y"),
    empty("Closing"),
];

/// The fields of a person's line.
pub(crate) fn fields<'p>(person: &'p Person<'_>) -> impl Iterator<Item = &'p str> {
    COLUMNS.iter().map(move |column| column.field(|value| value(person)))
}

/// The column of the stream that the person's line cannot hold.
pub(crate) fn unprintable_column(person: &Person<'_>) -> Option<&'static str> {
    COLUMNS.iter().find_map(|column| column.unprintable(0, |value| value(person)))
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "Y" } else { "N" }
}

fn of_a_substitute(person: &Person<'_>, text: &'static str) -> &'static str {
    if person.staff_type == StaffType::Substitute { text } else { "" }
}
