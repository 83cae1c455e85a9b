//! Work schedules: what is blank, what is no time, and what does not go together.

use super::of_text;
use super::time::Time;
use crate::decisions::{Column, Finding, Kind, Severity};
use crate::stream::field::{given, printed};
use crate::stream::row::Weekdays;
use crate::transform::person::Person;
use crate::transform::schedule::{Schedule, Schedules};

/// Later than this a work schedule may go on after midnight.
const EVENING: u32 = Time::hour(18);
const EARLIEST_START: u32 = Time::hour(5);
const LATEST_END: u32 = Time::hour(23);
const LONGEST_DAY: u32 = Time::hour(12);

/// Checks an employee's schedules, of which `times` are the times.
pub(super) fn check<'r>(
    person: &Person<'r>,
    times: &[Option<Times<'r>>; 2],
    partial_week: bool,
    findings: &mut Vec<Finding<'r>>,
) {
    times.iter().flatten().for_each(|times| times.check(findings));
    // One person is one entry, as serious as the worse schedule.
    let of_kind = |finding: &&mut Finding<'_>| finding.kind == Kind::EndsBeforeStart;
    if let Some(severity) = findings.iter_mut().filter(of_kind).map(|finding| finding.severity).min() {
        findings.iter_mut().filter(of_kind).for_each(|finding| finding.severity = severity);
    }
    match &person.schedules {
        Schedules::None => check_absence(person, findings),
        Schedules::One(_) => check_ignored_days(person, partial_week, findings),
        Schedules::SecondWithoutTimes(schedule) => {
            let [start, end, ..] = Column::TIMES_2;
            let second = &person.row.schedule_2;
            for (column, text) in [(start, &second.start_time), (end, &second.end_time)] {
                if given(text).is_none() {
                    findings.push(Finding::new(Kind::Schedule2WithoutTimes).in_column(column));
                }
            }
            check_days(person, &[schedule], findings);
        }
        Schedules::Two(first, second) => {
            check_days(person, &[first, second], findings);
            let both = days(person, |first, second| first && second);
            let [one, two] = times;
            if !both.is_empty() && one.as_ref().zip(two.as_ref()).is_some_and(|(one, two)| one.may_overlap(two)) {
                findings.push(Finding::new(Kind::DayInBothSchedules).with_value(both));
            }
        }
    }
}

/// Of an employee without a printed schedule.
fn check_absence<'r>(person: &Person<'r>, findings: &mut Vec<Finding<'r>>) {
    let row = person.row;
    let [start, end, ..] = Column::TIMES_1;
    let needed = [
        (Column::SFE_POSITION, &row.sfe_position),
        (start, &row.schedule_1.start_time),
        (end, &row.schedule_1.end_time),
    ];
    let has_day = row.schedule_1.days.contains(&true) || row.schedule_2.days.contains(&true);
    if !has_day && needed.iter().all(|(_, text)| given(text).is_none()) {
        findings.push(Finding::new(Kind::NoWorkSchedule));
        return;
    }
    let blank = needed.into_iter().filter(|(_, text)| given(text).is_none());
    findings.extend(blank.map(|(column, _)| Finding::new(Kind::IncompleteWorkSchedule).in_column(column)));
}

fn check_ignored_days<'r>(person: &Person<'r>, partial_week: bool, findings: &mut Vec<Finding<'r>>) {
    let checked = person.row.schedule_1.days;
    if checked.contains(&true) && checked.contains(&false) && !partial_week {
        let value = days(person, |first, _| first);
        findings.push(Finding::new(Kind::DaysIgnored).with_value(value));
    }
}

/// Where a day of schedule 2 is checked.
fn check_days<'r>(person: &Person<'r>, printed: &[&Schedule<'r>], findings: &mut Vec<Finding<'r>>) {
    let neither = days(person, |first, second| !first && !second);
    if !neither.is_empty() {
        findings.push(Finding::new(Kind::DayInNeitherSchedule).with_value(neither));
    }
    for schedule in printed.iter().filter(|schedule| !schedule.days.as_str().contains('Y')) {
        findings.push(Finding::new(Kind::NoDayInSchedule).with_value(schedule.order.as_str()));
    }
}

/// The names of the days of which the checkboxes of both schedules say so.
fn days(person: &Person<'_>, is_wanted: impl Fn(bool, bool) -> bool) -> String {
    const NAMES: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
    let (first, second): (Weekdays, Weekdays) = (person.row.schedule_1.days, person.row.schedule_2.days);
    let wanted = NAMES.into_iter().zip(first.into_iter().zip(second));
    let wanted: Vec<&str> =
        wanted.filter(|(_, (first, second))| is_wanted(*first, *second)).map(|(name, _)| name).collect();
    wanted.join(", ")
}

/// The times of a printed schedule.
pub(crate) struct Times<'r> {
    schedule: Schedule<'r>,
    columns: [Column; 4],
    start: Option<Time>,
    end: Option<Time>,
    /// `None` when it is blank or no time.
    morning_end: Option<Time>,
    afternoon_start: Option<Time>,
}

impl<'r> Times<'r> {
    /// Reads them.
    pub(super) fn new(schedule: &Schedule<'r>) -> Self {
        let columns = schedule.columns;
        Times {
            schedule: *schedule,
            columns: schedule.order.time_columns(),
            start: Time::parse(printed(&columns.start_time)),
            end: Time::parse(printed(&columns.end_time)),
            morning_end: Time::parse(printed(&columns.am_time)),
            afternoon_start: Time::parse(printed(&columns.pm_time)),
        }
    }

    /// Start, end, AM half end and PM half start: column, text, and the time if it is one.
    pub(crate) fn all(&self) -> [(Column, &'r str, Option<Time>); 4] {
        let columns = self.schedule.columns;
        let [start, end, morning_end, afternoon_start] = self.columns;
        [
            (start, printed(&columns.start_time), self.start),
            (end, printed(&columns.end_time), self.end),
            (morning_end, printed(&columns.am_time), self.morning_end),
            (afternoon_start, printed(&columns.pm_time), self.afternoon_start),
        ]
    }

    /// Start and end, where both are times and the one is before the other.
    fn range(&self) -> Option<(u32, u32)> {
        let (start, end) = self.start.zip(self.end)?;
        (start.seconds < end.seconds).then_some((start.seconds, end.seconds))
    }

    /// Whether somebody may be at work by both at one time.
    fn may_overlap(&self, other: &Times<'_>) -> bool {
        match self.range().zip(other.range()) {
            Some(((start, end), (other_start, other_end))) => start < other_end && other_start < end,
            None => true,
        }
    }

    fn check(&self, findings: &mut Vec<Finding<'r>>) {
        self.check_texts(findings);
        self.check_hours(findings);
        self.check_half_days(findings);
    }

    fn check_texts(&self, findings: &mut Vec<Finding<'r>>) {
        for (column, text, time) in self.all() {
            let kind = match time {
                None if !text.is_empty() => Kind::NotATime,
                Some(_) if super::has_spaces_around(text) => Kind::OtherTimeFormat,
                _ => continue,
            };
            findings.push(Finding::new(kind).in_column(column).with_value(text));
        }
    }

    fn check_hours(&self, findings: &mut Vec<Finding<'r>>) {
        let columns = self.schedule.columns;
        let hours = || format!("{}-{}", printed(&columns.start_time).trim(), printed(&columns.end_time).trim());
        let (start, end) = (self.start.map(|time| time.seconds), self.end.map(|time| time.seconds));
        if let Some((start, _)) = start.zip(end).filter(|(start, end)| end <= start) {
            let severity = if start > EVENING { Severity::Medium } else { Severity::High };
            let finding = Finding::new(Kind::EndsBeforeStart).in_column(self.columns[1]).with_value(hours());
            findings.push(finding.with_severity(severity));
        }
        let is_early = start.is_some_and(|start| start < EARLIEST_START);
        let is_late = end.is_some_and(|end| end > LATEST_END);
        let is_long = self.range().is_some_and(|(start, end)| end - start > LONGEST_DAY);
        if is_early || is_late || is_long {
            let column = if is_early { self.columns[0] } else { self.columns[1] };
            findings.push(Finding::new(Kind::UnlikelyHours).in_column(column).with_value(hours()));
        }
    }

    fn check_half_days(&self, findings: &mut Vec<Finding<'r>>) {
        let columns = self.schedule.columns;
        let [.., morning_end, afternoon_start] = self.columns;
        let halves = self.morning_end.zip(self.afternoon_start);
        if halves.is_some_and(|(morning_end, afternoon_start)| morning_end.seconds > afternoon_start.seconds) {
            let value = format!("{}-{}", printed(&columns.am_time).trim(), printed(&columns.pm_time).trim());
            findings.push(Finding::new(Kind::HalfDayCrossed).in_column(morning_end).with_value(value));
        }
        let Some((start, end)) = self.range() else { return };
        let halves = [
            (morning_end, self.morning_end, &columns.am_time),
            (afternoon_start, self.afternoon_start, &columns.pm_time),
        ];
        for (column, time, text) in halves {
            if time.is_some_and(|time| !(start..=end).contains(&time.seconds)) {
                findings.push(of_text(Kind::HalfDayOutside, column, text));
            }
        }
    }
}
