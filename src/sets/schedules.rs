//! The lines of E1PlusEmployeeWorkSchedule.csv read back, in words for people.

use super::differences::Difference;
use super::records::pick;
use crate::transform::files::ImportFile;
use std::sync::LazyLock;

/// What a line of E1PlusEmployeeWorkSchedule.csv says of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schedule<'s> {
    pub(crate) order: &'s str,
    pub(crate) location: &'s str,
    pub(crate) position: &'s str,
    pub(crate) start: &'s str,
    pub(crate) end: &'s str,
    pub(crate) days: &'s str,
    pub(crate) morning_end: &'s str,
    pub(crate) afternoon_start: &'s str,
    pub(crate) custom_time: &'s str,
}

const IN_SCHEDULE: [&str; 9] = [
    "Schedule Order",
    "Location",
    "Classification",
    "Start Time",
    "End Time",
    "Work Days",
    "AM Half End",
    "PM Half Start",
    "Allow Custom Time",
];

static SCHEDULE: LazyLock<[usize; 9]> = LazyLock::new(|| IN_SCHEDULE.map(|name| ImportFile::WorkSchedule.place(name)));

impl<'s> Schedule<'s> {
    /// From a line.
    pub(crate) fn of(line: &'s str) -> Self {
        let [order, location, position, start, end, days, morning_end, afternoon_start, custom_time] =
            pick(line, &SCHEDULE);
        Schedule { order, location, position, start, end, days, morning_end, afternoon_start, custom_time }
    }

    /// The whole of it.
    pub(crate) fn describe(&self) -> String {
        let half_days = match self.half_days() {
            none if none.is_empty() => none,
            half_days => format!(", half days {half_days}"),
        };
        let custom = if self.custom_time == "Y" { ", custom times" } else { "" };
        format!(
            "{} {}{half_days}, position {}, school {}{custom}",
            self.days(),
            self.times(),
            self.position,
            self.location
        )
    }

    /// What differs from an earlier one.
    pub(crate) fn differences(&self, old: &Schedule<'_>) -> Vec<Difference> {
        let what = |aspect: &str| format!("schedule {} {aspect}", self.order);
        let aspects = [
            ("days", old.days(), self.days()),
            ("times", old.times(), self.times()),
            ("half days", old.half_days(), self.half_days()),
            ("position", old.position.to_string(), self.position.to_string()),
            ("school", old.location.to_string(), self.location.to_string()),
            ("custom times", old.custom_time.to_string(), self.custom_time.to_string()),
        ];
        let differing = aspects.into_iter().filter(|(_, old, new)| old != new);
        differing.map(|(aspect, old, new)| Difference { what: what(aspect), old, new }).collect()
    }

    fn days(&self) -> String {
        const NAMES: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
        let worked: Vec<&str> =
            self.days.chars().zip(NAMES).filter(|(letter, _)| *letter == 'Y').map(|(_, name)| name).collect();
        match worked[..] {
            [] => "no days".to_string(),
            ["Mon", "Tue", "Wed", "Thu", "Fri"] => "Mon to Fri".to_string(),
            _ => worked.join(" "),
        }
    }

    fn times(&self) -> String {
        format!("{}-{}", self.start, self.end)
    }

    fn half_days(&self) -> String {
        match (self.morning_end, self.afternoon_start) {
            ("", "") => String::new(),
            (morning, "") => format!("to {morning}"),
            ("", afternoon) => format!("from {afternoon}"),
            (morning, afternoon) => format!("to {morning} and from {afternoon}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_told_in_words_and_what_differs_aspect_by_aspect() {
        let old = Schedule::of("E|C|1|7|2|5|1|102|08:00|15:30|N|NYYYYYN|11:30||N|");
        let new = Schedule::of("E|C|1|7|2|12|1|102|09:00|15:30|N|NYNNNYN|11:30|12:15|Y|");
        assert_eq!(old.describe(), "Mon to Fri 08:00-15:30, half days to 11:30, position 102, school 5");
        assert_eq!(
            new.differences(&old).iter().map(|d| format!("{}: {} / {}", d.what, d.old, d.new)).collect::<Vec<_>>(),
            [
                "schedule 2 days: Mon to Fri / Mon Fri",
                "schedule 2 times: 08:00-15:30 / 09:00-15:30",
                "schedule 2 half days: to 11:30 / to 11:30 and from 12:15",
                "schedule 2 school: 5 / 12",
                "schedule 2 custom times: N / Y",
            ]
        );
    }
}
