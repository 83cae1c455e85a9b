//! How one JSON value of the staff stream becomes a field of a row: see sfe-files(5).

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What is wrong with a value; completes the sentence "`key` …".
pub(crate) type Problem = &'static str;

/// A value of the stream. A string without escapes is borrowed, never copied.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum JsonValue<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number with the digits it was written with.
    Digits(&'a str),
    Text(Cow<'a, str>),
    /// A list or an object.
    Nested,
}

impl<'a> JsonValue<'a> {
    /// From the value's JSON text, which is valid JSON: whatever number it is, its digits are kept.
    pub(crate) fn from_json(json: &'a str) -> Result<Self, Problem> {
        Ok(match json.as_bytes().first() {
            Some(b'"') => JsonValue::Text(string(json)?),
            Some(b'-' | b'0'..=b'9') => JsonValue::Digits(json),
            Some(b'{' | b'[') => JsonValue::Nested,
            _ if json == "true" => JsonValue::Bool(true),
            _ if json == "false" => JsonValue::Bool(false),
            _ => JsonValue::Null,
        })
    }
}

fn string(json: &str) -> Result<Cow<'_, str>, Problem> {
    let inner = &json[1..json.len() - 1];
    if !inner.contains('\\') {
        return Ok(Cow::Borrowed(inner));
    }
    // Escapes are rare and their rules (surrogate pairs) are not ours to write again.
    serde_json::from_str::<String>(json).map(Cow::Owned).map_err(|_| "has an escape that is no character")
}

/// Takes what nearly every row is made of. Any other value is an error: it takes its JSON text to keep a number's digits
/// or to say what is wrong.
impl<'de> Deserialize<'de> for JsonValue<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CommonValue)
    }
}

struct CommonValue;

impl<'de> Visitor<'de> for CommonValue {
    type Value = JsonValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, true, false, an integer or text")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(JsonValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(JsonValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(JsonValue::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        i64::try_from(value).map(JsonValue::Integer).map_err(E::custom)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(JsonValue::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(JsonValue::Text(Cow::Owned(text.to_string())))
    }
}

/// Text, a number (its digits as written) or null.
pub(crate) fn text(value: JsonValue<'_>) -> Result<Option<Cow<'_, str>>, Problem> {
    match value {
        JsonValue::Text(text) => Ok(Some(text)),
        JsonValue::Null => Ok(None),
        JsonValue::Integer(number) => Ok(Some(Cow::Owned(number.to_string()))),
        JsonValue::Digits(digits) => Ok(Some(Cow::Borrowed(digits))),
        JsonValue::Bool(_) => Err("is true or false where text should be"),
        JsonValue::Nested => Err("is a list or an object where text should be"),
    }
}

/// A whole number, as a number or a numeric string, or null.
pub(crate) fn integer(value: JsonValue<'_>) -> Result<Option<i64>, Problem> {
    const NOT_ONE: Problem = "is not an integer";
    match value {
        JsonValue::Integer(number) => Ok(Some(number)),
        JsonValue::Null => Ok(None),
        JsonValue::Text(text) => whole(text.trim()).map(Some).ok_or(NOT_ONE),
        JsonValue::Digits(digits) => whole(digits).map(Some).ok_or(NOT_ONE),
        JsonValue::Bool(_) | JsonValue::Nested => Err(NOT_ONE),
    }
}

/// `12`, and `12.0` as a database with floating point columns may write it.
fn whole(digits: &str) -> Option<i64> {
    if let Ok(number) = digits.parse() {
        return Some(number);
    }
    let (whole, fraction) = digits.split_once('.')?;
    let zero = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    zero.then(|| whole.parse().ok()).flatten()
}

/// Checked = 1, "1" or true; anything else that is not a list or an object is not checked.
pub(crate) fn checkbox(value: JsonValue<'_>) -> Result<bool, Problem> {
    match value {
        JsonValue::Integer(number) => Ok(number == 1),
        JsonValue::Bool(checked) => Ok(checked),
        JsonValue::Null => Ok(false),
        JsonValue::Text(text) => Ok(text == "1"),
        JsonValue::Digits(digits) => Ok(digits == "1"),
        JsonValue::Nested => Err("is a list or an object where a checkbox should be"),
    }
}

/// The text, unless it is blank: null, empty or only white space.
pub(crate) fn given<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    text.as_deref().filter(|text| !text.chars().all(char::is_whitespace))
}

/// The text as it is printed: a blank prints as nothing.
pub(crate) fn printed<'t>(text: &'t Option<Cow<'_, str>>) -> &'t str {
    given(text).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value as `take` has it, which must be the same however it is read.
    fn read<'j, T: PartialEq + fmt::Debug>(
        json: &'j str,
        take: impl Fn(JsonValue<'j>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let exact = JsonValue::from_json(json).and_then(&take);
        if let Ok(value) = serde_json::from_str(json) {
            assert_eq!(take(value), exact, "{json}");
        }
        exact
    }

    #[test]
    fn a_numeric_field_takes_a_number_or_a_numeric_string() {
        for (raw, expected) in [
            ("5", Ok(Some(5))),
            ("\"5\"", Ok(Some(5))),
            ("\" 007 \"", Ok(Some(7))),
            ("-3", Ok(Some(-3))),
            ("5.0", Ok(Some(5))),
            ("null", Ok(None)),
        ] {
            assert_eq!(read(raw, integer), expected, "{raw}");
        }
        for raw in ["5.5", "5.", "\"\"", "\"five\"", "true", "{}", "[5]", "1e2", "9223372036854775808"] {
            assert!(read(raw, integer).is_err(), "{raw}");
        }
    }

    #[test]
    fn text_keeps_the_digits_of_a_number() {
        assert_eq!(read("12345678901234567890123.50", text), Ok(Some("12345678901234567890123.50".into())));
        assert_eq!(read(r#""a\"\u00e9""#, text), Ok(Some("a\"é".into())));
        for digits in ["0", "-0", "7", "-7", "1.50", "1e2", "9223372036854775808"] {
            assert_eq!(read(digits, text), Ok(Some(digits.into())));
        }
        assert_eq!(read("null", text), Ok(None));
        for raw in ["true", "{}", "[]", r#""\ud800""#] {
            assert!(read(raw, text).is_err(), "{raw}");
        }
    }

    #[test]
    fn checked_is_1_or_true() {
        for raw in ["1", "\"1\"", "true"] {
            assert_eq!(read(raw, checkbox), Ok(true), "{raw}");
        }
        for raw in ["0", "\"0\"", "false", "null", "2", "\"\"", "\"yes\""] {
            assert_eq!(read(raw, checkbox), Ok(false), "{raw}");
        }
        assert!(read("{}", checkbox).is_err());
    }

    #[test]
    fn blank_is_null_empty_or_white_space() {
        for blank in [None, Some("".into()), Some(" \t\u{a0}".into())] {
            assert_eq!(printed(&blank), "");
        }
        assert_eq!(printed(&Some(" Ana ".into())), " Ana ");
    }
}
