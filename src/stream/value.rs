//! Database values as the staff stream has them: see sfe-files(5).
//!
//! Pure functions that every source shares, so that the same data comes out the same whatever read it.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A value on its way into the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    /// Text, and dates and times already as text.
    Text(Cow<'a, str>),
    /// A number's decimal digits, see [`plain_number`].
    Number(Cow<'a, str>),
}

/// A number as JSON, with exactly the digits the database has: no exponent, no point without a digit on
/// both sides, no trailing zeros after a point. `None` when the text is not a decimal number.
pub(crate) fn plain_number(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    // By far the most common case, and already plain: an integer.
    if digits.iter().all(u8::is_ascii_digit) && !digits.is_empty() && (digits[0] != b'0' || bytes == b"0") {
        return Some(Cow::Borrowed(text));
    }
    spelled_out(text.trim()).map(Cow::Owned)
}

fn spelled_out(text: &str) -> Option<String> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    // Oracle's numbers reach from 1e-130 to 1e126, floating point to 1e308; nothing larger comes from them.
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) || exponent.abs() > 400 {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let padded = format!("{}{digits}{}", zeros(1 - point), zeros(point - i32::try_from(digits.len()).ok()?));
    let (whole, fraction) = padded.split_at(usize::try_from(point.max(1)).ok()?);
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut plain = String::new();
    if negative && !(whole.is_empty() && fraction.is_empty()) {
        plain.push('-');
    }
    plain.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// A point in time as a database has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) struct DateTime {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub nanosecond: u32,
    /// Minutes east of UTC, where the type carries a time zone.
    pub offset: Option<i32>,
}

impl DateTime {
    /// The same moment in UTC, where the type carries a time zone: not every driver tells which zone it was.
    pub(crate) fn in_utc(self) -> Self {
        let Some(minutes) = self.offset.filter(|minutes| *minutes != 0) else { return self };
        // Whatever a calendar of sixteen bits cannot hold stays in its own zone, which is as true.
        self.earlier(minutes).unwrap_or(self)
    }

    fn earlier(self, minutes: i32) -> Option<Self> {
        let small = |number: u32| i8::try_from(number).ok();
        let date = jiff::civil::Date::new(self.year.try_into().ok()?, small(self.month)?, small(self.day)?).ok()?;
        let time = date.at(small(self.hour)?, small(self.minute)?, small(self.second)?, 0);
        let utc = time.checked_sub(jiff::Span::new().minutes(minutes)).ok()?;
        let large = |number: i8| u32::try_from(number).ok();
        Some(DateTime {
            year: utc.year().into(),
            month: large(utc.month())?,
            day: large(utc.day())?,
            hour: large(utc.hour())?,
            minute: large(utc.minute())?,
            offset: Some(0),
            ..self
        })
    }

    /// ISO 8601: `YYYY-MM-DDTHH:MM:SS[.fraction][±HH:MM]`; a fraction without trailing zeros.
    pub(crate) fn iso_8601(&self) -> String {
        let DateTime { year, month, day, hour, minute, second, nanosecond, offset } = *self;
        let sign = if year < 0 { "-" } else { "" };
        let year = year.unsigned_abs();
        let mut text = format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if nanosecond != 0 {
            let fraction = format!("{nanosecond:09}");
            let _ = write!(text, ".{}", fraction.trim_end_matches('0'));
        }
        if let Some(offset) = offset {
            let sign = if offset < 0 { '-' } else { '+' };
            let _ = write!(text, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit_and_lose_every_ornament() {
        for (text, plain) in [
            ("0", "0"),
            ("500", "500"),
            ("-7", "-7"),
            ("12345678901234567890", "12345678901234567890"),
            ("0.1", "0.1"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("5.00", "5"),
            ("-0", "0"),
            ("-0.00", "0"),
            ("007", "7"),
            ("1E3", "1000"),
            ("1.25e1", "12.5"),
            ("1.5E-3", "0.0015"),
            ("+10", "10"),
            ("100.010", "100.01"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
        ] {
            assert_eq!(plain_number(text).as_deref(), Some(plain), "{text}");
        }
        for text in ["", "-", ".", "NaN", "inf", "1,5", "1e9999", "~", "0x10"] {
            assert_eq!(plain_number(text), None, "{text}");
        }
        assert_eq!(plain_number("1e126").map(|plain| plain.len()), Some(127));
        assert_eq!(plain_number("1e-130").map(|plain| plain.len()), Some(132));
    }

    #[test]
    fn dates_and_times_are_iso_8601() {
        let noon =
            DateTime { year: 2026, month: 1, day: 2, hour: 12, minute: 0, second: 5, nanosecond: 0, offset: None };
        assert_eq!(noon.iso_8601(), "2026-01-02T12:00:05");
        let exact = DateTime { nanosecond: 120_000_000, offset: Some(-330), ..noon };
        assert_eq!(exact.iso_8601(), "2026-01-02T12:00:05.12-05:30");
        assert_eq!(DateTime { offset: Some(0), ..noon }.iso_8601(), "2026-01-02T12:00:05+00:00");
    }

    #[test]
    fn a_time_with_a_zone_becomes_the_same_moment_in_utc() {
        let time = |hour, offset| DateTime {
            year: 2026,
            month: 1,
            day: 1,
            hour,
            minute: 15,
            second: 5,
            nanosecond: 7,
            offset,
        };
        for (hour, offset, utc) in [
            (3, Some(330), "2025-12-31T21:45:05.000000007+00:00"),
            (23, Some(-330), "2026-01-02T04:45:05.000000007+00:00"),
            (3, Some(0), "2026-01-01T03:15:05.000000007+00:00"),
            (3, None, "2026-01-01T03:15:05.000000007"),
        ] {
            assert_eq!(time(hour, offset).in_utc().iso_8601(), utc);
        }
        let never = DateTime { year: 40_000, ..time(3, Some(330)) };
        assert_eq!(never.in_utc(), never, "what cannot be converted stays as it is");
    }
}
