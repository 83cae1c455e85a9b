//! Work schedules: on which days and at what times an employee works.

use super::staff_type::StaffType;
use crate::stream::field::given;
use crate::stream::row::{ScheduleColumns, StaffRow, Weekdays};

/// The seven letters of a week, Sunday first; SFE's weekend is never worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkDays([u8; 7]);

impl WorkDays {
    /// Monday to Friday, as when no day is checked for a second schedule.
    pub(crate) const WHOLE_WEEK: WorkDays = WorkDays(*b"NYYYYYN");

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

/// One row of the work schedule file: days and times that belong together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScheduleRow<'r> {
    /// Which of the two schedules it is.
    pub(crate) order: ScheduleOrder,
    /// The columns that hold its times.
    pub(crate) times: &'r ScheduleColumns<'r>,
    /// Its days.
    pub(crate) days: WorkDays,
}

/// SFE's "schedule order".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScheduleOrder {
    /// 1, with the time1 days.
    First,
    /// 2, with the time2 days.
    Second,
}

/// What an employee's row says of schedules.
#[derive(Debug, Clone, Copy)]
pub(crate) enum WorkSchedule<'r> {
    /// Position, start or end time is blank (or it is a substitute): nothing to tell SFE.
    None,
    /// One row.
    One(ScheduleRow<'r>),
    /// Two rows.
    Two(ScheduleRow<'r>, ScheduleRow<'r>),
    /// Days are checked for a second schedule, but its times are blank: the first row alone.
    SecondWithoutTimes(ScheduleRow<'r>),
}

impl<'r> WorkSchedule<'r> {
    /// The schedule of a row.
    pub(crate) fn of(row: &'r StaffRow<'r>, staff_type: StaffType) -> Self {
        let (first, second) = (&row.schedule_1, &row.schedule_2);
        if staff_type == StaffType::Substitute || given(&row.sfe_position).is_none() || !has_times(first) {
            return WorkSchedule::None;
        }
        let first_row = |days| ScheduleRow { order: ScheduleOrder::First, times: first, days };
        if !second.days.contains(&true) {
            return WorkSchedule::One(first_row(WorkDays::WHOLE_WEEK));
        }
        let first_row = first_row(WorkDays::checked(first.days));
        if !has_times(second) {
            return WorkSchedule::SecondWithoutTimes(first_row);
        }
        let days = WorkDays::checked(second.days);
        WorkSchedule::Two(first_row, ScheduleRow { order: ScheduleOrder::Second, times: second, days })
    }

    /// Its rows, in schedule order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &ScheduleRow<'r>> {
        let (first, second) = match self {
            WorkSchedule::None => (None, None),
            WorkSchedule::One(first) | WorkSchedule::SecondWithoutTimes(first) => (Some(first), None),
            WorkSchedule::Two(first, second) => (Some(first), Some(second)),
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
        assert_eq!(WorkDays::WHOLE_WEEK, WorkDays::checked([true; 5]));
    }
}
