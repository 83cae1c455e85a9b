//! How one JSON value of the staff stream becomes a field of a row: see sfe-files(5).

use super::field;
use super::row::{ProfileColumn, StaffRow, Text};
use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What is wrong with a value; completes the sentence "`key` …".
pub(crate) type Problem = &'static str;

const NOT_AN_INTEGER: Problem = "is not an integer";
const NO_STAFF_TYPE: Problem = "is neither 1 (or true) for a substitute nor 0 (or false) for an employee";

/// The field of a row that a column's value goes to.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// Text, a number (its digits as written) or null.
    Text(for<'r, 'a> fn(&'r mut StaffRow<'a>) -> &'r mut Text<'a>),
    /// A whole number, as a number or a numeric string, or null.
    Integer(for<'r, 'a> fn(&'r mut StaffRow<'a>) -> &'r mut Option<i64>),
    /// The same, but never null.
    Key(for<'r, 'a> fn(&'r mut StaffRow<'a>) -> &'r mut i64),
    /// Checked = 1, "1" or true; anything else that is not a list or an object is not checked.
    Checkbox(for<'r, 'a> fn(&'r mut StaffRow<'a>) -> &'r mut bool),
    /// Text, of which it counts whether the key is there.
    SignOnId,
    /// Substitute = 1, "1" or true, employee = 0, "0" or false; null or a blank for neither.
    StaffType,
    /// Text for a column of the profile.
    Profile(ProfileColumn),
}

/// The place of one value in a new row. Text without escapes is borrowed, never copied.
///
/// As a seed it takes what nearly every row is made of and says whether the value is not null. For any other number than
/// an integer that is an error: its digits are only in the JSON text.
pub(crate) struct Cell<'r, 'a> {
    pub(crate) row: &'r mut StaffRow<'a>,
    /// The column's key.
    pub(crate) name: &'static str,
    pub(crate) target: &'static Target,
}

impl<'a> Cell<'_, 'a> {
    /// Sets the field from the value's JSON text, which is valid JSON; whether the value is not null.
    pub(crate) fn set_json(self, json: &'a str) -> Result<bool, Problem> {
        match json.as_bytes().first() {
            Some(b'"') => self.set_text(unquoted(json)?),
            Some(b'-' | b'0'..=b'9') => self.set_digits(json),
            Some(b't') => self.set_bool(true),
            Some(b'f') => self.set_bool(false),
            Some(b'n') => self.set_null(),
            _ => Err(match self.target {
                Target::Text(_) | Target::SignOnId | Target::Profile(_) => {
                    "is a list or an object where text should be"
                }
                Target::Checkbox(_) => "is a list or an object where a checkbox should be",
                Target::Integer(_) | Target::Key(_) => NOT_AN_INTEGER,
                Target::StaffType => NO_STAFF_TYPE,
            }),
        }
    }

    fn set_null(self) -> Result<bool, Problem> {
        match self.target {
            // As in a new row.
            Target::Text(_) | Target::Integer(_) | Target::Checkbox(_) => Ok(false),
            Target::StaffType | Target::Profile(_) => Ok(false),
            Target::SignOnId => {
                self.row.sso_id = Some(None);
                Ok(false)
            }
            Target::Key(_) => Err("is null"),
        }
    }

    fn set_text(self, text: Cow<'a, str>) -> Result<bool, Problem> {
        match self.target {
            Target::Text(field) => *field(self.row) = Some(text),
            Target::Integer(field) => *field(self.row) = Some(whole(text.trim())?),
            Target::Key(field) => *field(self.row) = whole(text.trim())?,
            Target::Checkbox(field) => {
                *field(self.row) = text == "1";
                if text != "1" && !is_clear(&text) {
                    self.row.odd_checkboxes.push((self.name, text));
                }
            }
            Target::SignOnId => self.row.sso_id = Some(Some(text)),
            Target::StaffType if field::is_blank(&text) => return Ok(false),
            Target::StaffType => self.row.is_sub = Some(staff_type(text.trim())?),
            Target::Profile(column) => self.row.profile.push((*column, text)),
        }
        Ok(true)
    }

    fn set_digits(self, digits: &'a str) -> Result<bool, Problem> {
        self.set_text(Cow::Borrowed(digits))
    }

    fn set_integer(self, number: i64) -> Result<bool, Problem> {
        match self.target {
            Target::Text(field) => *field(self.row) = Some(Cow::Owned(number.to_string())),
            Target::Integer(field) => *field(self.row) = Some(number),
            Target::Key(field) => *field(self.row) = number,
            Target::Checkbox(field) if number == 0 || number == 1 => *field(self.row) = number == 1,
            _ => return self.set_text(Cow::Owned(number.to_string())),
        }
        Ok(true)
    }

    fn set_bool(self, value: bool) -> Result<bool, Problem> {
        match self.target {
            Target::Checkbox(field) => *field(self.row) = value,
            Target::StaffType => self.row.is_sub = Some(value),
            Target::Text(_) | Target::SignOnId | Target::Profile(_) => {
                return Err("is true or false where text should be");
            }
            Target::Integer(_) | Target::Key(_) => return Err(NOT_AN_INTEGER),
        }
        Ok(true)
    }
}

/// `12`, and `12.0` as a database with floating point columns may write it.
fn whole(digits: &str) -> Result<i64, Problem> {
    if let Ok(number) = digits.parse() {
        return Ok(number);
    }
    let (whole, fraction) = digits.split_once('.').ok_or(NOT_AN_INTEGER)?;
    let is_zero = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    if is_zero { whole.parse().map_err(|_| NOT_AN_INTEGER) } else { Err(NOT_AN_INTEGER) }
}

/// Whether a value is the usual one of a checkbox that is not checked.
fn is_clear(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.eq_ignore_ascii_case("false") || text.parse() == Ok(0.0)
}

fn staff_type(text: &str) -> Result<bool, Problem> {
    match text {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(NO_STAFF_TYPE),
    }
}

fn unquoted(json: &str) -> Result<Cow<'_, str>, Problem> {
    let inner = &json[1..json.len() - 1];
    if !inner.contains('\\') {
        return Ok(Cow::Borrowed(inner));
    }
    // Escapes are rare and their rules (surrogate pairs) are not ours to write again.
    serde_json::from_str::<String>(json).map(Cow::Owned).map_err(|_| "has an escape that is no character")
}

impl<'de> DeserializeSeed<'de> for Cell<'_, 'de> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_, 'de> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, true, false, an integer or text")
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        self.set_null().map_err(E::custom)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        self.set_bool(value).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<bool, E> {
        self.set_integer(number).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<bool, E> {
        self.set_integer(i64::try_from(number).map_err(E::custom)?).map_err(E::custom)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<bool, E> {
        self.set_text(Cow::Borrowed(text)).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        self.set_text(Cow::Owned(text.to_string())).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: Target = Target::Text(|row| &mut row.first_name);
    const INTEGER: Target = Target::Integer(|row| &mut row.status);
    const CHECKBOX: Target = Target::Checkbox(|row| &mut row.contractemp);

    /// A row with one value, which must be the same however the value is read.
    fn row<'j>(json: &'j str, target: &'static Target) -> Result<StaffRow<'j>, Problem> {
        let mut exact = StaffRow::default();
        let result = Cell { row: &mut exact, name: "x", target }.set_json(json);
        let mut fast = StaffRow::default();
        let seed = Cell { row: &mut fast, name: "x", target };
        if let Ok(is_given) = seed.deserialize(&mut serde_json::Deserializer::from_str(json)) {
            assert_eq!((Ok(is_given), &fast), (result, &exact), "{json}");
        }
        result.map(|_| exact)
    }

    #[test]
    fn a_numeric_field_takes_a_number_or_a_numeric_string() {
        for (json, expected) in [
            ("5", Some(5)),
            ("\"5\"", Some(5)),
            ("\" 007 \"", Some(7)),
            ("-3", Some(-3)),
            ("5.0", Some(5)),
            ("null", None),
        ] {
            assert_eq!(row(json, &INTEGER).map(|row| row.status), Ok(expected), "{json}");
        }
        for json in ["5.5", "5.", "\"\"", "\"five\"", "true", "{}", "[5]", "1e2", "9223372036854775808"] {
            assert!(row(json, &INTEGER).is_err(), "{json}");
        }
    }

    #[test]
    fn text_keeps_the_digits_of_a_number() {
        for digits in ["0", "-0", "7", "-7", "1.50", "1e2", "9223372036854775808", "12345678901234567890123.50"] {
            assert_eq!(row(digits, &TEXT).map(|row| row.first_name), Ok(Some(digits.into())));
        }
        assert_eq!(row(r#""a\"\u00e9""#, &TEXT).map(|row| row.first_name), Ok(Some("a\"é".into())));
        assert_eq!(row("null", &TEXT).map(|row| row.first_name), Ok(None));
        for json in ["true", "{}", "[]", r#""\ud800""#] {
            assert!(row(json, &TEXT).is_err(), "{json}");
        }
    }

    #[test]
    fn checked_is_1_or_true() {
        for json in ["1", "\"1\"", "true"] {
            let row = row(json, &CHECKBOX).expect("a row");
            assert!(row.contractemp && row.odd_checkboxes.is_empty(), "{json}");
        }
        for json in ["0", "\"0\"", "false", "null", "0.0", "\"\"", "\" \"", "\"False\""] {
            let row = row(json, &CHECKBOX).expect("a row");
            assert!(!row.contractemp && row.odd_checkboxes.is_empty(), "{json}");
        }
        assert!(row("{}", &CHECKBOX).is_err());
    }

    #[test]
    fn a_checkbox_that_is_neither_checked_nor_clear_is_kept() {
        for (json, value) in
            [("2", "2"), ("-1", "-1"), ("1.0", "1.0"), ("\"yes\"", "yes"), ("\" 1\"", " 1"), ("\"true\"", "true")]
        {
            let row = row(json, &CHECKBOX).expect("a row");
            assert!(!row.contractemp, "{json}");
            assert_eq!(row.odd_checkboxes, [("x", Cow::Borrowed(value))]);
        }
    }

    #[test]
    fn a_staff_type_is_nothing_but_0_and_1() {
        for (json, expected) in [
            ("1", Some(true)),
            ("\"1\"", Some(true)),
            ("true", Some(true)),
            ("0", Some(false)),
            ("\" 0\"", Some(false)),
        ] {
            assert_eq!(row(json, &Target::StaffType).map(|row| row.is_sub), Ok(expected), "{json}");
        }
        for blank in ["null", "\"\"", "\" \""] {
            assert_eq!(row(blank, &Target::StaffType).map(|row| row.is_sub), Ok(None), "{blank}");
        }
        for json in ["2", "-1", "1.5", "\"Y\"", "\"yes\"", "{}"] {
            assert_eq!(row(json, &Target::StaffType).map(|row| row.is_sub), Err(NO_STAFF_TYPE), "{json}");
        }
    }

    #[test]
    fn of_a_sign_on_it_counts_whether_the_key_is_there() {
        assert_eq!(row("null", &Target::SignOnId).map(|row| row.sso_id), Ok(Some(None)));
        assert_eq!(row("7", &Target::SignOnId).map(|row| row.sso_id), Ok(Some(Some("7".into()))));
        assert_eq!(StaffRow::default().sso_id, None);
    }
}
