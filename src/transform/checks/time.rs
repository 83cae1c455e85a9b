//! A time of day as PowerSchool's text boxes have it.

/// A time of day, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    /// Since midnight.
    pub(crate) seconds: u32,
    pub(crate) format: Format,
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// `8:00`, `08:00`, `15:30`.
    Hours24,
    /// `08:00:00`.
    Seconds,
    /// `0800`.
    Digits,
    /// `8:00 AM`, `8:00:00 p.m.`.
    Hours12,
}

impl Format {
    /// How many there are.
    pub(crate) const COUNT: usize = 4;
}

impl Time {
    /// A time of this hour.
    pub(crate) const fn hour(hour: u32) -> u32 {
        hour * 60 * 60
    }

    /// From a text, with or without white space around it; `None` when it is no time of day.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        // The usual form needs no search.
        if let [ten_hours @ b'0'..=b'2', hours @ b'0'..=b'9', b':', ten_minutes @ b'0'..=b'5', minutes @ b'0'..=b'9'] =
            text.as_bytes()
        {
            let [hour, minute] = [(ten_hours, hours), (ten_minutes, minutes)]
                .map(|(tens, ones)| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'));
            return if hour < 24 { Time::new(hour, minute, 0, Format::Hours24) } else { None };
        }
        let text = text.trim();
        let (clock, half) = match text.as_bytes().last()? {
            b'0'..=b'9' => (text, None),
            _ => {
                let (clock, half) = split_half(text)?;
                (clock, Some(half))
            }
        };
        let Some((hour, rest)) = clock.split_once(':') else {
            let is_digits = clock.len() == 4 && half.is_none() && clock.bytes().all(|byte| byte.is_ascii_digit());
            let (hour, minute) = is_digits.then(|| clock.split_at(2))?;
            return Time::new(number(hour, 23)?, number(minute, 59)?, 0, Format::Digits);
        };
        let (minute, second) = match rest.split_once(':') {
            Some((minute, second)) => (minute, Some(second)),
            None => (rest, None),
        };
        if minute.len() != 2 || second.is_some_and(|second| second.len() != 2) {
            return None;
        }
        let (minute, seconds) = (number(minute, 59)?, second.map_or(Some(0), |second| number(second, 59))?);
        match half {
            None => {
                let format = if second.is_some() { Format::Seconds } else { Format::Hours24 };
                Time::new(number(hour, 23)?, minute, seconds, format)
            }
            Some(half) => {
                let hour = number(hour, 12).filter(|hour| *hour > 0)?;
                // Twelve o'clock begins both halves of the day.
                let hour = hour % 12 + if half == Half::Afternoon { 12 } else { 0 };
                Time::new(hour, minute, seconds, Format::Hours12)
            }
        }
    }

    fn new(hour: u32, minute: u32, second: u32, format: Format) -> Option<Self> {
        Some(Time { seconds: Time::hour(hour) + minute * 60 + second, format })
    }
}

#[derive(PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// The clock and the half of the day of `8:00 AM`, `8:00a.m.`.
fn split_half(text: &str) -> Option<(&str, Half)> {
    let end = text.bytes().rposition(|byte| byte.is_ascii_digit())? + 1;
    let (clock, half) = text.split_at(end);
    let half = half.trim_start_matches(' ').as_bytes();
    let (letter, rest) = half.split_first()?;
    let rest = rest.strip_prefix(b".").unwrap_or(rest);
    let rest = rest.strip_suffix(b".").unwrap_or(rest);
    let half = match letter {
        b'a' | b'A' => Half::Morning,
        b'p' | b'P' => Half::Afternoon,
        _ => return None,
    };
    rest.eq_ignore_ascii_case(b"m").then_some((clock, half))
}

/// One or two digits, up to a highest number.
fn number(digits: &str, highest: u32) -> Option<u32> {
    let is_number = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| digits.bytes().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))?;
    (number <= highest).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_one_of_four_formats() {
        let table = [
            ("8:00", 8 * 60, Format::Hours24),
            ("08:00", 8 * 60, Format::Hours24),
            ("0:00", 0, Format::Hours24),
            ("23:59", 23 * 60 + 59, Format::Hours24),
            (" 08:00\u{a0}", 8 * 60, Format::Hours24),
            ("08:00:00", 8 * 60, Format::Seconds),
            ("8:30:00", 8 * 60 + 30, Format::Seconds),
            ("0800", 8 * 60, Format::Digits),
            ("2359", 23 * 60 + 59, Format::Digits),
            ("8:00 AM", 8 * 60, Format::Hours12),
            ("08:00 am", 8 * 60, Format::Hours12),
            ("8:00AM", 8 * 60, Format::Hours12),
            ("8:00 a.m.", 8 * 60, Format::Hours12),
            ("8:00 A.M", 8 * 60, Format::Hours12),
            ("3:30 Pm", 15 * 60 + 30, Format::Hours12),
            ("3:30 p.m.", 15 * 60 + 30, Format::Hours12),
            ("12:00 PM", 12 * 60, Format::Hours12),
            ("12:00 AM", 0, Format::Hours12),
            ("12:30 am", 30, Format::Hours12),
            ("3:30:00 PM", 15 * 60 + 30, Format::Hours12),
        ];
        for (text, minutes, format) in table {
            assert_eq!(Time::parse(text), Some(Time { seconds: minutes * 60, format }), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "TBD",
            "7.5",
            "08.00",
            "8",
            "800",
            "8:0",
            "8:000",
            "008:00",
            "24:00",
            "2400",
            "8:60",
            "0860",
            "8:00:60",
            "8:00:0",
            "8:00:00:00",
            ":00",
            "8:",
            "-8:00",
            "+8:00",
            "8:00-",
            "8 :00",
            "8: 00",
            "13:00 PM",
            "0:30 AM",
            "0800 AM",
            "8 AM",
            "8:00 A",
            "8:00 M",
            "8:00 AMPM",
            "8:00 noon",
            "noon",
            "midnight",
            "AM",
            "８：００",
            "8：00",
            "0８00",
            "8:00\u{a0}AM",
            "8:00\u{202f}AM",
            "8:00\u{200b}",
            "8:00\u{200b}AM",
            "8h00",
            "8;00",
            "2026-11-26T08:00:00",
            "08:00-15:30",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }
}
