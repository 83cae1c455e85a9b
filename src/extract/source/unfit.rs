//! Columns and values that the stream cannot hold.

use crate::common::exit::{Exit, Failure};
use std::fmt::Display;

/// The largest text that a column may hold, in bytes.
pub(crate) const LARGEST_TEXT: usize = 1 << 20;

/// A column that the stream cannot hold, and why.
pub(crate) fn unfit(column: &str, problem: impl Display) -> Failure {
    Failure::new(Exit::Service, format!("column {} {problem}", column.to_lowercase()))
}

pub(crate) fn unsupported(column: &str, kind: impl Display) -> Failure {
    let kind = kind.to_string();
    let hint = BINARY.iter().find(|(name, _)| kind.starts_with(name)).map_or("", |(_, hint)| hint);
    unfit(column, format_args!("is of the type {kind}, which an extract cannot hold{hint}"))
}

/// Types of bytes, the longer names first, and what makes text of them.
const BINARY: &[(&str, &str)] = &[
    ("BLOB", "; where it holds text, select UTL_RAW.CAST_TO_VARCHAR2(DBMS_LOB.SUBSTR(it, 2000, 1)), else leave it out"),
    ("RAW", "; select RAWTOHEX(it), or UTL_RAW.CAST_TO_VARCHAR2(it) where it holds text"),
    ("LONG RAW", "; leave it out: no function makes text of it"),
    ("BFILE", "; leave it out, or read it with DBMS_LOB in a function of the database"),
];

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

/// For a NUMBER that a driver does not spell with digits: JSON cannot represent it.
pub(crate) fn not_a_number(column: &str) -> Failure {
    unfit(column, "holds a NUMBER that has no decimal digits")
}
