//! What every source of staff is to the rest of the program: one small trait, and the type that chooses it.

use crate::common::exit::Result;
use crate::extract::settings::Settings;
use crate::extract::watchdog::Watchdog;
use crate::stream::writer::Rows;

/// A database that an extract can be read from.
pub(crate) trait Source {
    /// The driver's name with its version, and the server's version, for people.
    fn versions(&mut self) -> Result<String>;

    /// Runs one query and gives its columns and rows to `rows`, as they come.
    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()>;

    /// Logs off. Nothing depends on how it goes.
    fn close(self: Box<Self>);

    /// A query for the rows in which a text that was read is not valid: of this column, of the table `from`, whose
    /// users_dcid is called `person`. `people` are the numbers of the first ones.
    fn query_for_invalid(&self, column: &str, from: &str, person: &str, people: &[String]) -> String;
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
    /// Connects, and does no more: what follows is the source's, so that its end is under the watchdog, too. The text
    /// is the query that is to be run.
    pub open: fn(&Settings, &Watchdog, &str) -> Result<Box<dyn Source>>,
}
