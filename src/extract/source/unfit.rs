//! Columns and values that the stream cannot hold.

use crate::common::exit::{Exit, Failure, Result};
use crate::stream::lines::LARGEST_TEXT;
use crate::stream::value::Value;
use std::fmt::Display;

/// A column that the stream cannot hold, and why.
pub(crate) fn unfit(column: &str, problem: impl Display) -> Failure {
    Failure::new(Exit::Service, format!("column {} {problem}", column.to_lowercase()))
}

pub(crate) fn unsupported(column: &str, kind: impl Display) -> Failure {
    let kind = kind.to_string();
    let hint = ADVICE.iter().find(|(name, _)| kind.starts_with(name)).map_or("", |(_, hint)| hint);
    unfit(column, format_args!("is of the type {kind}, which an extract cannot hold{hint}"))
}

/// What makes text or a number of a type in Oracle, the longer names first.
const ADVICE: &[(&str, &str)] = &[
    (
        "BLOB",
        "; where it holds text, select UTL_RAW.CAST_TO_VARCHAR2(DBMS_LOB.SUBSTR(it, 2000, 1)), otherwise leave it out",
    ),
    ("RAW", "; select RAWTOHEX(it), or UTL_RAW.CAST_TO_VARCHAR2(it) where it holds text"),
    ("LONG RAW", "; leave it out: no function makes text of it"),
    ("BFILE", "; leave it out, or read it with DBMS_LOB in a function of the database"),
    ("BINARY_", "; select CAST(it AS NUMBER)"),
    ("BOOLEAN", "; select CASE WHEN it THEN 1 WHEN NOT it THEN 0 END"),
    ("ROWID", "; select ROWIDTOCHAR(it)"),
    ("UROWID", "; select CAST(it AS VARCHAR2(4000))"),
    ("INTERVAL", "; select TO_CHAR(it)"),
    ("JSON", "; select JSON_SERIALIZE(it)"),
    ("XML", XML),
    ("SYS.XMLTYPE", XML),
    (
        "OBJECT",
        "; of an XMLTYPE, select XMLSERIALIZE(CONTENT it AS VARCHAR2(4000)); of another, its attributes: t.it.name",
    ),
];

const XML: &str = "; select XMLSERIALIZE(CONTENT it AS VARCHAR2(4000))";

/// How to select, in a database's SQL, what an extract can hold.
pub(crate) struct Advice {
    infinite: &'static str,
    long: &'static str,
}

pub(crate) const ORACLE: Advice = Advice {
    infinite: "select CASE WHEN ABS(it) < 1E125 THEN it END",
    long: "of a CLOB, select DBMS_LOB.SUBSTR(it, 4000, 1)",
};

pub(crate) const SQLITE: Advice =
    Advice { infinite: "select CASE WHEN abs(it) < 9e307 THEN it END", long: "select substr(it, 1, 4000)" };

/// A row's values, unless the stream cannot hold one of them: `None` is a number without digits, which is infinite.
/// The error names the person.
pub(crate) fn fit<'v>(names: &[String], values: Vec<Option<Value<'v>>>, advice: &Advice) -> Result<Vec<Value<'v>>> {
    for (name, value) in names.iter().zip(&values) {
        match value {
            None => {
                let (person, advice) = (person(names, &values), advice.infinite);
                let problem =
                    format!("holds a NUMBER that is infinite{person}; correct it in the database, or {advice}");
                return Err(unfit(name, problem));
            }
            Some(Value::Text(text)) if text.len() > LARGEST_TEXT => {
                let (bytes, person, advice) = (text.len(), person(names, &values), advice.long);
                let problem =
                    format!("holds a text of {bytes} bytes{person}, and {LARGEST_TEXT} are the most; {advice}");
                return Err(unfit(name, problem));
            }
            Some(_) => {}
        }
    }
    Ok(values.into_iter().flatten().collect())
}

/// ` for users_dcid 51`; empty where the row does not say it.
fn person(names: &[String], values: &[Option<Value<'_>>]) -> String {
    let found = names.iter().zip(values).find(|(name, _)| name.eq_ignore_ascii_case("users_dcid"));
    match found {
        Some((_, Some(Value::Number(number) | Value::Text(number)))) if number.parse::<i64>().is_ok() => {
            format!(" for users_dcid {number}")
        }
        _ => String::new(),
    }
}

/// Whether digits, as [`plain_number`] gives them, are how a driver spells infinity: the drivers make 1E125, 1E126 or
/// noughts of it, as no staff has.
///
/// [`plain_number`]: crate::stream::value::plain_number
pub(crate) fn is_infinite(digits: &str) -> bool {
    let digits = digits.trim_start_matches('-');
    let after_one = digits.strip_prefix('1').unwrap_or(digits);
    digits.len() >= 126 && after_one.bytes().all(|digit| digit == b'0')
}

/// For a national character set in which the driver cannot read.
#[cfg(feature = "thin")]
pub(crate) fn national_charset(column: &str, id: u16) -> Failure {
    unfit(
        column,
        format_args!(
            "is text in the database's national character set (number {id}), which the thin driver cannot read; \
             select TO_CHAR(it), or set PS_EXTRACT_DRIVER=thick (--driver thick)"
        ),
    )
}
