//! Times as people read them: local time, by the machine's time zone or TZ.

use crate::home::RunName;
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

/// When a run began, in local time; `None` for a folder whose name does not say.
pub(crate) fn began(run: &str) -> Option<ZonedDateTime> {
    began_in(run, TimeZone::system())
}

fn began_in(run: &str, zone: TimeZone) -> Option<ZonedDateTime> {
    let began = RunName::parse(run)?.began.to_zoned_datetime(TimeZone::UTC).ok()?;
    Some(began.with_time_zone(zone))
}

/// `Thursday, November 26, 2026, 2:15 AM`.
pub(crate) fn long(time: &ZonedDateTime) -> String {
    time.strftime("%A, %B %-d, %Y, %-I:%M %p").to_string()
}

/// `Thursday, November 26, 2:15 AM`: for a page that has the year elsewhere.
pub(crate) fn short(time: &ZonedDateTime) -> String {
    time.strftime("%A, %B %-d, %-I:%M %p").to_string()
}

/// `Thu, Nov 26, 2:15 AM`: for a column.
pub(crate) fn brief(time: &ZonedDateTime) -> String {
    time.strftime("%a, %b %-d, %-I:%M %p").to_string()
}

/// `2026-11-26 02:15`: for lines that are sorted.
pub(crate) fn sortable(time: &ZonedDateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

/// `November 26`: when a run began, or its name as it is.
pub(crate) fn date_of_run(run: &str) -> String {
    began(run).map_or_else(|| run.to_string(), |time| time.strftime("%B %-d").to_string())
}

/// When a run began, with the weekday; or its name as it is.
pub(crate) fn of_run(run: &str) -> String {
    began(run).map_or_else(|| run.to_string(), |time| short(&time))
}

/// `since November 3, 12 nights`, with the year if it is another one than tonight's; for an earlier run of the same
/// day, `since today 2:29 AM`.
pub(crate) fn since(first: &ZonedDateTime, tonight: &ZonedDateTime) -> String {
    let nights = tonight.date().duration_since(first.date()).as_hours() / 24;
    let date = match first.year() == tonight.year() {
        true => first.strftime("%B %-d"),
        false => first.strftime("%B %-d, %Y"),
    };
    match nights {
        ..=0 => first.strftime("since today %-I:%M %p").to_string(),
        1 => format!("since {date}, 1 night"),
        nights => format!("since {date}, {nights} nights"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chicago(run: &str) -> ZonedDateTime {
        let zone = TimeZone::posix("CST6CDT,M3.2.0,M11.1.0").expect("a time zone");
        began_in(run, zone).expect("a run's name")
    }

    #[test]
    fn a_run_has_the_date_of_the_night_where_it_began() {
        let night = chicago("20261126T081500Z-1");
        assert_eq!(long(&night), "Thursday, November 26, 2026, 2:15 AM");
        assert_eq!(
            (short(&night), brief(&night)),
            ("Thursday, November 26, 2:15 AM".into(), "Thu, Nov 26, 2:15 AM".into())
        );
        assert_eq!(sortable(&chicago("20261126T020000Z-1")), "2026-11-25 20:00");
        assert_eq!(began("last").map(|time| long(&time)), None);
    }

    #[test]
    fn nights_are_counted_by_their_dates() {
        let tonight = chicago("20261115T081500Z-1");
        for (run, expected) in [
            ("20261115T062900Z-1", "since today 12:29 AM"),
            ("20261115T021500Z-1", "since November 14, 1 night"),
            ("20261103T081500Z-1", "since November 3, 12 nights"),
            ("20261031T071500Z-1", "since October 31, 15 nights"),
            ("20251115T081500Z-1", "since November 15, 2025, 365 nights"),
        ] {
            assert_eq!(since(&chicago(run), &tonight), expected);
        }
    }
}
