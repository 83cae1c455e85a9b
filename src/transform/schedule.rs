//! Work schedules: on which days and at what times an employee works.

use super::staff_type::StaffType;
use crate::decisions::Column;
use crate::stream::field::given;
use crate::stream::row::{ScheduleColumns, StaffRow, Weekdays};

/// The seven letters of a week, Sunday first; nobody works on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkDays([u8; 7]);

impl WorkDays {
    /// The days of everybody without a day checked for a second schedule.
    pub(crate) const MONDAY_TO_FRIDAY: WorkDays = WorkDays(*b"NYYYYYN");

    /// The checked days.
    pub(crate) fn checked(days: Weekdays) -> Self {
        let mut letters = *b"NNNNNNN";
        for (letter, _) in letters[1..6].iter_mut().zip(days).filter(|(_, checked)| *checked) {
            *letter = b'Y';
        }
        WorkDays(letters)
    }

    /// As printed, `NYYYYYN`.
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// One schedule of an employee: days and times that belong together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule<'r> {
    pub(crate) order: ScheduleOrder,
    /// The columns that hold its times.
    pub(crate) columns: &'r ScheduleColumns<'r>,
    pub(crate) days: WorkDays,
}

/// SmartFind's "schedule order".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScheduleOrder {
    /// 1, with the time1 days.
    First,
    /// 2, with the time2 days.
    Second,
}

/// The schedules that a row has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Schedules<'r> {
    /// Position, start or end time is blank (or it is a substitute): none to send.
    None,
    /// One schedule.
    One(Schedule<'r>),
    /// Two schedules.
    Two(Schedule<'r>, Schedule<'r>),
    /// Days are checked for a second schedule, but its times are blank: the first one alone.
    SecondWithoutTimes(Schedule<'r>),
}

impl ScheduleOrder {
    /// As printed.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ScheduleOrder::First => "1",
            ScheduleOrder::Second => "2",
        }
    }

    /// The columns of its start, end, AM half end and PM half start.
    pub(crate) fn time_columns(self) -> [Column; 4] {
        match self {
            ScheduleOrder::First => Column::TIMES_1,
            ScheduleOrder::Second => Column::TIMES_2,
        }
    }
}

impl<'r> Schedules<'r> {
    /// Finds the schedules in a row. With `partial_week` the days of schedule 1 count on their own, too.
    pub(crate) fn from_row(row: &'r StaffRow<'r>, staff_type: StaffType, partial_week: bool) -> Self {
        let (first, second) = (&row.schedule_1, &row.schedule_2);
        if staff_type == StaffType::Substitute || given(&row.sfe_position).is_none() || !has_times(first) {
            return Schedules::None;
        }
        let with_days = |days| Schedule { order: ScheduleOrder::First, columns: first, days };
        if !second.days.contains(&true) {
            let is_partial = partial_week && first.days.contains(&true);
            let days = if is_partial { WorkDays::checked(first.days) } else { WorkDays::MONDAY_TO_FRIDAY };
            return Schedules::One(with_days(days));
        }
        let first = with_days(WorkDays::checked(first.days));
        if !has_times(second) {
            return Schedules::SecondWithoutTimes(first);
        }
        let days = WorkDays::checked(second.days);
        Schedules::Two(first, Schedule { order: ScheduleOrder::Second, columns: second, days })
    }

    /// All that are sent, in schedule order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Schedule<'r>> {
        let (first, second) = match self {
            Schedules::None => (None, None),
            Schedules::One(first) | Schedules::SecondWithoutTimes(first) => (Some(first), None),
            Schedules::Two(first, second) => (Some(first), Some(second)),
        };
        first.into_iter().chain(second)
    }
}

fn has_times(columns: &ScheduleColumns<'_>) -> bool {
    given(&columns.start_time).is_some() && given(&columns.end_time).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_begins_on_sunday() {
        assert_eq!(WorkDays::checked([true, false, false, false, true]).as_str(), "NYNNNYN");
        assert_eq!(WorkDays::checked([false; 5]).as_str(), "NNNNNNN");
        assert_eq!(WorkDays::MONDAY_TO_FRIDAY, WorkDays::checked([true; 5]));
    }
}
