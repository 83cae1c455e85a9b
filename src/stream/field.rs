//! How one JSON value of the staff stream becomes a field of a row: see sfe-files(5).
//!
//! Each function takes the value's raw JSON text, so that a number keeps the digits it was written
//! with and a string without escapes is borrowed, never copied.

use std::borrow::Cow;

/// What is wrong with a value; completes the sentence "`key` …".
pub(crate) type Problem = &'static str;

/// Text, a number (its digits as written) or null.
pub(crate) fn text(raw: &str) -> Result<Option<Cow<'_, str>>, Problem> {
    match raw.as_bytes().first() {
        Some(b'"') => Ok(Some(string(raw)?)),
        Some(b'n') => Ok(None),
        Some(b'-' | b'0'..=b'9') => Ok(Some(Cow::Borrowed(raw))),
        Some(b't' | b'f') => Err("is true or false where text should be"),
        _ => Err("is a list or an object where text should be"),
    }
}

/// A whole number, as a number or a numeric string, or null.
pub(crate) fn integer(raw: &str) -> Result<Option<i64>, Problem> {
    const NOT_ONE: Problem = "is not an integer";
    match raw.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => whole(string(raw)?.trim()).map(Some).ok_or(NOT_ONE),
        Some(b'-' | b'0'..=b'9') => whole(raw).map(Some).ok_or(NOT_ONE),
        _ => Err(NOT_ONE),
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
pub(crate) fn checkbox(raw: &str) -> Result<bool, Problem> {
    match raw.as_bytes().first() {
        Some(b'{' | b'[') => Err("is a list or an object where a checkbox should be"),
        Some(b'"') => Ok(string(raw)? == "1"),
        _ => Ok(raw == "1" || raw == "true"),
    }
}

fn string(raw: &str) -> Result<Cow<'_, str>, Problem> {
    let inner = &raw[1..raw.len() - 1];
    if !inner.contains('\\') {
        return Ok(Cow::Borrowed(inner));
    }
    // Escapes are rare and their rules (surrogate pairs) are not ours to write again.
    serde_json::from_str::<String>(raw).map(Cow::Owned).map_err(|_| "has an escape that is no character")
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
            assert_eq!(integer(raw), expected, "{raw}");
        }
        for raw in ["5.5", "5.", "\"\"", "\"five\"", "true", "{}", "[5]", "1e2", "9223372036854775808"] {
            assert!(integer(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn text_keeps_the_digits_of_a_number() {
        assert_eq!(text("12345678901234567890123.50"), Ok(Some("12345678901234567890123.50".into())));
        assert_eq!(text(r#""a\"\u00e9""#), Ok(Some("a\"é".into())));
        assert_eq!(text("null"), Ok(None));
        for raw in ["true", "{}", "[]", r#""\ud800""#] {
            assert!(text(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn checked_is_1_or_true() {
        for raw in ["1", "\"1\"", "true"] {
            assert_eq!(checkbox(raw), Ok(true), "{raw}");
        }
        for raw in ["0", "\"0\"", "false", "null", "2", "\"\"", "\"yes\""] {
            assert_eq!(checkbox(raw), Ok(false), "{raw}");
        }
        assert!(checkbox("{}").is_err());
    }

    #[test]
    fn blank_is_null_empty_or_white_space() {
        for blank in [None, Some("".into()), Some(" \t\u{a0}".into())] {
            assert_eq!(printed(&blank), "");
        }
        assert_eq!(printed(&Some(" Ana ".into())), " Ana ");
    }
}
