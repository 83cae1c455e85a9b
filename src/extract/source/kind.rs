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

/// Whether a kind of source is the one for the settings.
pub(crate) enum Suits {
    /// Yes, and why.
    Yes(String),
    /// No, and why.
    No(String),
}

/// A kind of source.
pub(crate) struct SourceKind {
    /// Its name.
    pub name: &'static str,
    /// Whether it is the one to use; the first in the list that says yes is taken.
    pub suits: fn(&Settings) -> Result<Suits>,
    /// Connects.
    pub open: fn(&Settings) -> Result<Box<dyn Source>>,
}

/// A column that the stream cannot hold, and why.
pub(crate) fn unfit(column: &str, problem: impl Display) -> Failure {
    Failure::new(Exit::Service, format!("column {} {problem}", column.to_lowercase()))
}

pub(crate) fn unsupported(column: &str, kind: impl Display) -> Failure {
    unfit(column, format_args!("is of the type {kind}, which an extract cannot hold"))
}

/// For a NUMBER that a driver does not spell with digits: never written as it is, for JSON has no such word.
pub(crate) fn not_a_number(column: &str) -> Failure {
    unfit(column, "holds a NUMBER that has no decimal digits")
}
