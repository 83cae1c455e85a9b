//! Work schedules: which days and times an employee works (spec, section 3, E1).

use super::rules::StaffType;
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

/// One row of the schedule file: days and times that belong together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScheduleRow<'r> {
    /// The schedule order, 1 or 2.
    pub order: usize,
    /// Where its times stand.
    pub times: &'r ScheduleColumns<'r>,
    /// Its days.
    pub days: WorkDays,
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
        if staff_type == StaffType::Substitute || given(&row.sfe_position).is_none() || !first.has_times() {
            return WorkSchedule::None;
        }
        let schedule_row = |days| ScheduleRow { order: 1, times: first, days };
        if !second.days.contains(&true) {
            return WorkSchedule::One(schedule_row(WorkDays::WHOLE_WEEK));
        }
        let first = schedule_row(WorkDays::checked(first.days));
        if !second.has_times() {
            return WorkSchedule::SecondWithoutTimes(first);
        }
        WorkSchedule::Two(first, ScheduleRow { order: 2, times: second, days: WorkDays::checked(second.days) })
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

impl ScheduleColumns<'_> {
    fn has_times(&self) -> bool {
        given(&self.start_time).is_some() && given(&self.end_time).is_some()
    }
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
