//! E1PlusEmployeeWorkSchedule.csv: when an employee works. One line a schedule.

use super::column::{Column, empty, fixed, per_schedule, rule, stream};
use crate::stream::field::printed;
use crate::transform::person::Person;
use crate::transform::schedule::{ScheduleOrder, ScheduleRow};

/// One line of the file.
pub(crate) struct ScheduleLine<'p> {
    person: &'p Person<'p>,
    schedule: &'p ScheduleRow<'p>,
    /// The home school's number, printed.
    location: String,
}

impl<'p> ScheduleLine<'p> {
    /// A person's lines: none, one or two.
    pub(crate) fn all_of(person: &'p Person<'p>) -> Vec<ScheduleLine<'p>> {
        let line = |schedule| {
            let location = person.row.homeschoolid.map(|school| school.to_string()).unwrap_or_default();
            ScheduleLine { person, schedule, location }
        };
        person.schedule.rows().map(line).collect()
    }
}

type Value = for<'p> fn(&'p ScheduleLine<'_>) -> &'p str;

/// The columns, in order.
#[rustfmt::skip]
pub(crate) const COLUMNS: [Column<Value>; 16] = [
    fixed("Record Type", "E"),
    rule("Record Command", |l| l.person.command.letter()),
    fixed("Record Number", "1"),
    stream("Access", "teachernumber", |l| l.person.printed_access_id),
    rule("Schedule Order", |l| match l.schedule.order { ScheduleOrder::First => "1", ScheduleOrder::Second => "2" }),
    stream("Location", "homeschoolid", |l| &l.location),
    fixed("Location Order", "1"),
    stream("Classification", "sfe_position", |l| printed(&l.person.row.sfe_position)),
    per_schedule("Start Time", ["start_time", "start_time_2"], |l| printed(&l.schedule.times.start_time)),
    per_schedule("End Time", ["end_time", "end_time_2"], |l| printed(&l.schedule.times.end_time)),
    fixed("Is Itinerant", "N"),
    rule("Work Days", |l| l.schedule.days.as_str()),
    per_schedule("AM Half End", ["am_time", "am_time_2"], |l| printed(&l.schedule.times.am_time)),
    per_schedule("PM Half Start", ["pm_time", "pm_time_2"], |l| printed(&l.schedule.times.pm_time)),
    rule("Allow Custom Time", |l| if l.person.row.custom_times { "Y" } else { "N" }),
    empty("Closing"),
];

/// The fields of a line.
pub(crate) fn fields<'p>(line: &'p ScheduleLine<'_>) -> impl Iterator<Item = &'p str> {
    COLUMNS.iter().map(move |column| column.field(|value| value(line)))
}

/// The column of the stream that the line cannot hold.
pub(crate) fn unprintable_column(line: &ScheduleLine<'_>) -> Option<&'static str> {
    let schedule = line.schedule.order as usize;
    COLUMNS.iter().find_map(|column| column.unprintable(schedule, |value| value(line)))
}
