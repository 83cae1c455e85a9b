//! How the driver's columns and values become those of the stream.

use super::relay::describe::Text;
use crate::extract::source::oracle::number;
use crate::stream::value::{DateTime, Value};
use oracledb::{Error, Metadata, OracleNumber, OracleTimestamp, Row};
use std::borrow::Cow;

/// How a column's values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Text that the driver has decoded.
    Text {
        national: bool,
    },
    /// Text that the relay has described as bytes.
    Bytes {
        national: bool,
    },
    Number,
    Time {
        zone: bool,
    },
}

impl Reading {
    /// Whether it is text in the national character set.
    pub(super) fn is_national(self) -> bool {
        matches!(self, Reading::Text { national: true } | Reading::Bytes { national: true })
    }
}

/// How a column is read, or the type that cannot be. `text` is what the relay has made of it.
pub(super) fn reading(column: &Metadata, text: Text) -> Result<Reading, String> {
    match (column.db_type().name().trim_start_matches("DB_TYPE_"), text) {
        ("RAW" | "LONG_RAW", Text::Utf8) => Ok(Reading::Bytes { national: false }),
        ("RAW" | "LONG_RAW", Text::Utf16) => Ok(Reading::Bytes { national: true }),
        // The driver asks for a CLOB's text in the row, which makes a LONG of it.
        ("VARCHAR" | "CHAR" | "LONG", _) => Ok(Reading::Text { national: false }),
        ("NVARCHAR" | "NCHAR" | "LONG_NVARCHAR", _) => Ok(Reading::Text { national: true }),
        ("NUMBER", _) => Ok(Reading::Number),
        ("DATE" | "TIMESTAMP", _) => Ok(Reading::Time { zone: false }),
        ("TIMESTAMP_TZ" | "TIMESTAMP_LTZ", _) => Ok(Reading::Time { zone: true }),
        // And it makes a LONG RAW of a BLOB.
        ("LONG_RAW", _) => Err("BLOB or LONG RAW".to_string()),
        _ => Err(column.data_type()),
    }
}

/// A column's value; `None` for a number without decimal digits.
pub(super) fn value(row: &Row, index: usize, reading: Reading) -> Result<Option<Value<'_>>, Error> {
    Ok(match reading {
        Reading::Text { .. } => {
            Some(row.get::<Option<&str>>(index)?.map_or(Value::Null, |text| Value::Text(text.into())))
        }
        Reading::Bytes { national } => {
            let bytes = row.get::<Option<&[u8]>>(index)?;
            Some(bytes.map_or(Value::Null, |bytes| Value::Text(decoded(bytes, national))))
        }
        Reading::Number => match row.get::<Option<OracleNumber>>(index)? {
            None => Some(Value::Null),
            Some(digits) => number(&digits.to_string()),
        },
        Reading::Time { zone } => Some(match row.get::<Option<OracleTimestamp>>(index)? {
            None => Value::Null,
            Some(time) => Value::Text(date_time(&time, zone).iso_8601().into()),
        }),
    })
}

/// What is not valid becomes U+FFFD.
fn decoded(bytes: &[u8], national: bool) -> Cow<'_, str> {
    if !national {
        return String::from_utf8_lossy(bytes);
    }
    let units = bytes.chunks(2).map(|pair| pair.try_into().map_or(0xfffd, u16::from_be_bytes));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into()
}

/// The driver gives times with a zone in UTC.
fn date_time(time: &OracleTimestamp, zone: bool) -> DateTime {
    DateTime {
        year: time.year().into(),
        month: time.month().into(),
        day: time.day().into(),
        hour: time.hour().into(),
        minute: time.minute().into(),
        second: time.second().into(),
        nanosecond: time.nanoseconds(),
        offset: (zone && time.is_utc()).then_some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_valid_becomes_a_replacement_character() {
        assert_eq!(decoded(b"M\xfcller", false), "M\u{fffd}ller");
        assert_eq!(decoded(&[0xd8, 0x3d, 0xde, 0x00, 0, 0x41], true), "\u{1f600}A");
        assert_eq!(decoded(&[0xd8, 0x3d, 0, 0x41, 0], true), "\u{fffd}A\u{fffd}");
    }
}
