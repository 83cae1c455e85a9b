//! How to reach the database.

use super::password;
use super::watchdog::Watchdog;
use crate::common::exit::{Exit, Failure, Result};
use std::path::PathBuf;

/// How to reach the database.
#[derive(Clone)]
pub(crate) struct Settings {
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
    /// The folder of the wallet, for TCPS, if not where the connect string says.
    pub wallet: Option<PathBuf>,
    /// Rows per round trip; none: what suits the driver and the network.
    pub fetch_size: Option<u32>,
    /// The length of the query in bytes, which bounds how large a packet may be asked for.
    pub statement_size: usize,
    /// Bounds every stage.
    pub watchdog: Watchdog,
}

impl Settings {
    /// The user and the password, or which of them is missing.
    pub(crate) fn credentials(&self) -> Result<(&str, String)> {
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
pub(crate) enum Driver {
    /// Thick where Oracle's client library loads, else thin.
    Auto,
    /// Oracle's client library.
    Thick,
    /// Oracle's pure-Rust driver (a pre-release); needs no client library.
    Thin,
}
