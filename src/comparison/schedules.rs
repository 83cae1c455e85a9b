//! Work schedules in words, for people.

use crate::decisions::Change;
use crate::import_files::{WorkSchedule, YES};

/// The whole of a schedule.
pub(crate) fn describe(schedule: &WorkSchedule<'_>) -> String {
    let half_days = match half_days(schedule) {
        none if none.is_empty() => none,
        half_days => format!(", half days {half_days}"),
    };
    let custom = if schedule.allow_custom_time == YES { ", custom times" } else { "" };
    format!(
        "{} {}{half_days}, position {}, school {}{custom}",
        days(schedule),
        times(schedule),
        schedule.classification,
        schedule.location
    )
}

/// Compares two schedules of one order, aspect by aspect.
pub(crate) fn differences(old: &WorkSchedule<'_>, new: &WorkSchedule<'_>) -> Vec<Change> {
    let field = |aspect: &str| format!("schedule {} {aspect}", new.schedule_order);
    let aspects = [
        ("days", days(old), days(new)),
        ("times", times(old), times(new)),
        ("half days", half_days(old), half_days(new)),
        ("position", old.classification.to_string(), new.classification.to_string()),
        ("school", old.location.to_string(), new.location.to_string()),
        ("custom times", old.allow_custom_time.to_string(), new.allow_custom_time.to_string()),
    ];
    let differing = aspects.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(aspect, old, new)| Change { field: field(aspect), old, new }).collect()
}

fn days(schedule: &WorkSchedule<'_>) -> String {
    const NAMES: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let letters = schedule.work_days.chars().zip(NAMES);
    let worked: Vec<&str> = letters.filter(|(letter, _)| *letter == 'Y').map(|(_, name)| name).collect();
    match worked[..] {
        [] => "no days".to_string(),
        ["Mon", "Tue", "Wed", "Thu", "Fri"] => "Mon to Fri".to_string(),
        _ => worked.join(" "),
    }
}

fn times(schedule: &WorkSchedule<'_>) -> String {
    format!("{}-{}", schedule.start_time, schedule.end_time)
}

fn half_days(schedule: &WorkSchedule<'_>) -> String {
    match (schedule.am_half_end, schedule.pm_half_start) {
        ("", "") => String::new(),
        (morning, "") => format!("to {morning}"),
        ("", afternoon) => format!("from {afternoon}"),
        (morning, afternoon) => format!("to {morning} and from {afternoon}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_files::{ImportRecord as _, RecordCommand};
    use crate::stream::access_id::AccessId;

    #[test]
    fn a_schedule_is_described_in_words_and_compared_aspect_by_aspect() {
        let old = WorkSchedule {
            schedule_order: "2",
            location: "5",
            classification: "102",
            start_time: "08:00",
            end_time: "15:30",
            work_days: "NYYYYYN",
            am_half_end: "11:30",
            allow_custom_time: "N",
            ..WorkSchedule::blank(RecordCommand::Change, AccessId::parse("7").expect("an access ID"))
        };
        let new = WorkSchedule {
            location: "12",
            start_time: "09:00",
            work_days: "NYNNNYN",
            pm_half_start: "12:15",
            allow_custom_time: "Y",
            ..old
        };
        assert_eq!(describe(&old), "Mon to Fri 08:00-15:30, half days to 11:30, position 102, school 5");
        assert_eq!(
            differences(&old, &new).iter().map(|d| format!("{}: {} / {}", d.field, d.old, d.new)).collect::<Vec<_>>(),
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
