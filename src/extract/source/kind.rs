//! What every source of staff is to the rest of the program: one small trait.

use crate::common::exit::{Exit, Failure, Result};
use crate::extract::settings::Settings;
use crate::stream::writer::Rows;
use std::fmt::Display;

/// A database that an extract can be read from.
pub(crate) trait Source {
    /// The driver's name with its version, and the server's version, for people.
    fn versions(&mut self) -> Result<String>;

    /// Runs one query and gives its columns and rows to `rows`, as they come.
    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()>;
}

/// Whether a source can be taken with the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suitability {
    /// It is the one that was asked for.
    Required,
    /// It can be taken if it loads.
    Possible,
    /// It was not asked for, or cannot read such a database.
    No,
}

/// A type of source.
pub(crate) struct SourceType {
    /// Its name.
    pub name: &'static str,
    /// Whether it can be taken; decided from the settings alone.
    pub suitability: fn(&Settings) -> Suitability,
    /// Loads what it needs on this machine; the text says why it is taken.
    pub load: fn(&Settings) -> Result<String>,
    /// Connects.
    pub open: fn(&Settings) -> Result<Box<dyn Source>>,
}

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

/// For a NUMBER that a driver does not spell with digits: never written as it is, for JSON has no such word.
pub(crate) fn not_a_number(column: &str) -> Failure {
    unfit(column, "holds a NUMBER that has no decimal digits")
}
