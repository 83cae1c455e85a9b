//! Parsers for the values of options and settings, with messages that say in plain words what to give.

use clap::builder::{StringValueParser, TypedValueParser};
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

/// The longest time-out: a day, in seconds.
const DAY: f64 = 86_400.0;

/// A whole number within a range; `wanted` says what to give, such as `give a port from 1 to 65535`.
pub(crate) fn whole_number<T>(
    range: RangeInclusive<T>,
    wanted: &'static str,
) -> impl TypedValueParser<Value = T> + use<T>
where
    T: FromStr + PartialOrd + Clone + Send + Sync + 'static,
{
    StringValueParser::new().try_map(move |text| within(&range, &text).ok_or(wanted))
}

/// The number, if the text is one within the range. White space around it does no harm.
fn within<T: FromStr + PartialOrd>(range: &RangeInclusive<T>, text: &str) -> Option<T> {
    text.trim().parse().ok().filter(|number| range.contains(number))
}

/// A time-out: seconds, fractions allowed.
pub(crate) fn time_out(text: &str) -> Result<Duration, String> {
    let seconds = within(&(0.05..=DAY), text).map(Duration::from_secs_f64);
    seconds.ok_or_else(|| "give seconds, from 0.05 to 86400".to_string())
}

/// How long something may go on: seconds, fractions allowed; 0 for not at all.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    within(&(0.0..=DAY), text).map(Duration::from_secs_f64).ok_or_else(|| "give seconds, from 0 to 86400".to_string())
}

/// A percentage, fractions allowed.
pub(crate) fn percentage(text: &str) -> Result<f64, String> {
    within(&(0.0..=100.0), text).ok_or_else(|| "give a percentage from 0 to 100, without a % sign".to_string())
}

/// Whether a setting is on.
pub(crate) fn on_or_off(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "y" | "t" => Ok(true),
        "0" | "false" | "no" | "off" | "n" | "f" => Ok(false),
        _ => Err("give 1 or 0".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_within_the_range_is_refused() {
        for text in ["", " ", "x", "-1", "0", "65536", "1.5", "1e2", "99999999999999999999999999"] {
            assert_eq!(within(&(1..=u16::MAX), text), None, "{text:?}");
        }
        assert_eq!(within(&(1..=u16::MAX), " 22\n"), Some(22));
        for text in ["", "x", "nan", "inf", "-1", "100.5", "5%", "1e400"] {
            assert!(percentage(text).is_err(), "{text:?}");
        }
        assert_eq!(percentage("2.5"), Ok(2.5));
        assert_eq!((duration("0").is_ok(), time_out("0").is_ok(), time_out("0.05").is_ok()), (true, false, true));
    }

    #[test]
    fn switches_as_people_write_them() {
        for (text, expected) in [("1", Some(true)), ("Yes", Some(true)), ("off ", Some(false)), ("2", None), ("", None)]
        {
            assert_eq!(on_or_off(text).ok(), expected, "{text:?}");
        }
    }
}
