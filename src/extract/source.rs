//! Where staff come from: one small trait, and the list of what implements it.

use super::password;
use super::value::Value;
use super::watchdog::Watchdog;
use crate::exit::{Exit, Failure, Result};
use crate::messages;
use std::fmt::Display;
use std::path::PathBuf;

/// A database that an extract can be read from.
pub trait Source {
    /// The driver's name with its version, and the server's version, for people.
    fn versions(&mut self) -> Result<String>;

    /// Runs one query and gives its columns and rows to `rows`, as they come.
    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()>;
}

/// Where a query's result goes.
pub trait Rows {
    /// The columns' names, as the database has them; called once, before any row.
    fn columns(&mut self, names: &[String]) -> Result<()>;

    /// A row, in the order of the columns; false when no more are wanted.
    fn row(&mut self, values: &[Value<'_>]) -> Result<bool>;
}

/// How to reach the database.
#[derive(Clone)]
pub struct Settings {
    /// `host:port/service`, or `sqlite:PATH`.
    pub database: String,
    /// The user to log in as.
    pub user: Option<String>,
    /// Where the password is, if not where the environment says.
    pub password_file: Option<PathBuf>,
    /// Which driver may be used.
    pub driver: Driver,
    /// Where Oracle's client library is.
    pub client_library: Option<PathBuf>,
    /// Rows per round trip.
    pub fetch_size: u32,
    /// Bounds every stage.
    pub watchdog: Watchdog,
}

impl Settings {
    /// The user and the password, or which of them is missing.
    pub fn credentials(&self) -> Result<(&str, String)> {
        let missing =
            |what: &str, how: &str| Failure::new(Exit::Config, format!("no {what} for {}: set {how}", self.database));
        let user = self.user.as_deref().ok_or_else(|| missing("user", "POWERSCHOOL_READ_USER (or --user)"))?;
        let password = password::read(self.password_file.as_deref())?.ok_or_else(|| {
            missing("password", "POWERSCHOOL_DB_PASSWORD or POWERSCHOOL_DB_PASSWORD_FILE (or --password-file)")
        })?;
        Ok((user, password))
    }
}

/// `--driver`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Driver {
    /// Thick where Oracle's client library loads, else thin.
    Auto,
    /// Oracle's client library.
    Thick,
    /// Oracle's pure-Rust driver (a pre-release); needs no client library.
    Thin,
}

/// Whether a kind of source is the one for the settings.
pub enum Suits {
    /// Yes, and why.
    Yes(String),
    /// No, and why.
    No(String),
}

/// A kind of source.
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Whether it is the one to use; the first in the list that says yes is taken.
    pub suits: fn(&Settings) -> Result<Suits>,
    /// Connects.
    pub open: fn(&Settings) -> Result<Box<dyn Source>>,
}

/// A column that the stream cannot hold, and why.
fn unfit(column: &str, problem: impl Display) -> Failure {
    Failure::new(Exit::Service, format!("column {} {problem}", column.to_lowercase()))
}

fn unsupported(column: &str, kind: impl Display) -> Failure {
    unfit(column, format_args!("is of the type {kind}, which an extract cannot hold"))
}

/// For a NUMBER that a driver does not spell with digits: never written as it is, for JSON has no such word.
fn not_a_number(column: &str) -> Failure {
    unfit(column, "holds a NUMBER that has no decimal digits")
}

/// Declares each kind's module and lists it: a new source is a new file and one word here.
macro_rules! sources {
    ($($(#[$attribute:meta])* $module:ident),+ $(,)?) => {
        $($(#[$attribute])* mod $module;)+
        const KINDS: &[Kind] = &[$($(#[$attribute])* $module::KIND),+];
    };
}

sources![
    sqlite,
    thick,
    #[cfg(feature = "thin")]
    thin,
];

/// The kind of source that suits the database.
///
/// Choosing may start the program again (see `thick`), so nothing is to be read before it.
pub fn choose(settings: &Settings) -> Result<&'static Kind> {
    let mut reasons = Vec::new();
    for kind in KINDS {
        match (kind.suits)(settings)? {
            Suits::Yes(reason) => {
                messages::detail(format_args!("driver {}: {reason}", kind.name));
                return Ok(kind);
            }
            Suits::No(reason) => reasons.push(format!("{}: {reason}", kind.name)),
        }
    }
    Err(Failure::new(Exit::Config, format!("no driver for {} ({})", settings.database, reasons.join("; "))))
}
