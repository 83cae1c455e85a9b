//! Work schedules: which days and times an employee works (spec, section 3, E1).

use crate::field::given;
use crate::rules::Kind;
use crate::staff::{ScheduleColumns, StaffRow, Weekdays};

/// The seven letters of a week, Sunday first; SFE's weekend is never worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkDays([u8; 7]);

impl WorkDays {
    /// Monday to Friday, as when no day is checked for a second schedule.
    pub const WHOLE_WEEK: WorkDays = WorkDays(*b"NYYYYYN");

    /// The checked days.
    pub fn checked(days: Weekdays) -> Self {
        let mut letters = *b"NNNNNNN";
        for (letter, _) in letters[1..6].iter_mut().zip(days).filter(|(_, checked)| *checked) {
            *letter = b'Y';
        }
        WorkDays(letters)
    }

    /// As printed, `NYYYYYN`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// One row of the schedule file: days and times that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Duty<'r> {
    /// The schedule order, 1 or 2.
    pub order: usize,
    /// Where its times stand.
    pub times: &'r ScheduleColumns<'r>,
    /// Its days.
    pub days: WorkDays,
}

/// What an employee's row says of schedules.
#[derive(Debug, Clone, Copy)]
pub enum WorkSchedule<'r> {
    /// Position, start or end time is blank (or it is a substitute): nothing to tell SFE.
    None,
    /// One row.
    One(Duty<'r>),
    /// Two rows.
    Two(Duty<'r>, Duty<'r>),
    /// Days are checked for a second schedule, but its times are blank: the first row alone.
    SecondWithoutTimes(Duty<'r>),
}

impl<'r> WorkSchedule<'r> {
    /// The schedule of a row.
    pub fn of(row: &'r StaffRow<'r>, kind: Kind) -> Self {
        let (first, second) = (&row.schedule_1, &row.schedule_2);
        if kind == Kind::Substitute || given(&row.sfe_position).is_none() || !first.has_times() {
            return WorkSchedule::None;
        }
        let duty = |days| Duty { order: 1, times: first, days };
        if !second.days.contains(&true) {
            return WorkSchedule::One(duty(WorkDays::WHOLE_WEEK));
        }
        let first = duty(WorkDays::checked(first.days));
        if !second.has_times() {
            return WorkSchedule::SecondWithoutTimes(first);
        }
        WorkSchedule::Two(first, Duty { order: 2, times: second, days: WorkDays::checked(second.days) })
    }

    /// Its rows, in schedule order.
    pub fn duties(&self) -> impl Iterator<Item = &Duty<'r>> {
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
