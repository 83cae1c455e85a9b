//! Columns and values that the stream cannot hold.

use crate::common::exit::{Exit, Failure};
use std::fmt::Display;

pub(crate) use crate::stream::lines::LARGEST_TEXT;

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

/// For a text longer than a value may be.
pub(crate) fn too_long(column: &str, bytes: usize) -> Failure {
    let most = LARGEST_TEXT;
    unfit(
        column,
        format_args!(
            "holds a text of {bytes} bytes, and {most} are the most; of a CLOB, select DBMS_LOB.SUBSTR(it, 4000, 1)"
        ),
    )
}

/// For a NUMBER that has no digits: infinity.
pub(crate) fn not_a_number(column: &str) -> Failure {
    unfit(column, "holds a NUMBER that is infinite; select CASE WHEN ABS(it) < 1E125 THEN it END")
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
