//! How to reach the database.

use super::database::Database;
use super::driver::Driver;
use super::options::PsExtract;
use super::password;
use crate::common::exit::{Exit, Failure, Result};
use std::path::PathBuf;
use std::time::Duration;

/// How to reach the database.
#[derive(Clone)]
pub(crate) struct Settings {
    pub database: Database,
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
    /// How long each stage may take.
    pub timeout: Duration,
}

/// `user/password`, `user@database`. Between double quotes any letter may be in a name.
fn may_hold_password(user: &str) -> bool {
    let parts: Vec<&str> = user.split('"').collect();
    let is_closed = parts.len() % 2 == 1;
    let is_quoted = |index: usize| index % 2 == 1 && (is_closed || index + 1 < parts.len());
    parts.iter().enumerate().any(|(index, part)| !is_quoted(index) && part.contains(['/', '@']))
}

impl Settings {
    /// Of the command line and the environment.
    ///
    /// # Errors
    ///
    /// 78 when no database is given, its connect string is malformed, or that or the user may hold a password.
    pub(crate) fn new(options: PsExtract) -> Result<Self> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let user = given(options.user);
        let database = given(options.db).ok_or_else(|| {
            Failure::new(
                Exit::Config,
                "no database given: set POWERSCHOOL_PROD_DB (or --db) to host:port/service or sqlite:PATH",
            )
        })?;
        let database = Database::new(&database, user.as_deref())?;
        if database.oracle().is_some() && user.as_deref().is_some_and(may_hold_password) {
            return Err(Failure::new(
                Exit::Config,
                "POWERSCHOOL_READ_USER (or --user) holds a / or an @, and so may hold a password: put that into \
                 POWERSCHOOL_DB_PASSWORD or POWERSCHOOL_DB_PASSWORD_FILE (if the user name has such a character, put \
                 double quotes around it)",
            ));
        }
        let path = |path: Option<PathBuf>| path.filter(|path| !path.as_os_str().is_empty());
        Ok(Settings {
            database,
            user,
            password_file: path(options.password_file),
            driver: options.driver,
            client_library: path(options.oracle_lib_dir),
            wallet: path(options.wallet),
            fetch_size: options.fetch_size,
            timeout: options.timeout,
        })
    }

    /// The user and the password, or which of them is missing.
    pub(crate) fn credentials(&self) -> Result<(&str, String)> {
        let missing =
            |what: &str, how: &str| Failure::new(Exit::Config, format!("no {what} for {}: set {how}", self.database));
        let user = self.user.as_deref().ok_or_else(|| missing("user", "POWERSCHOOL_READ_USER (or --user)"))?;
        let password = password::read(self.password_file.as_deref())?.ok_or_else(|| {
            let Some(place) = password::place_for_one() else {
                return missing(
                    "password",
                    "POWERSCHOOL_DB_PASSWORD or POWERSCHOOL_DB_PASSWORD_FILE (or --password-file)",
                );
            };
            let state = if place.exists() { "is empty" } else { "is missing" };
            let message = format!(
                "no password for {}: the password file {} {state}: write the password of {user} into it (mode 600), or \
                 set POWERSCHOOL_DB_PASSWORD",
                self.database,
                place.display()
            );
            Failure::new(Exit::Config, message)
        })?;
        // No password of Oracle's holds a line end, and a Kubernetes secret that was made with echo ends in one.
        Ok((user, password.trim_end_matches(['\r', '\n']).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::may_hold_password;

    #[test]
    fn a_password_beside_the_user_is_known_by_what_divides_them() {
        for user in ["reader/secret", "reader/secret@x", "reader@x", "\"odd/name\"/secret", "\"odd/name", "/"] {
            assert!(may_hold_password(user), "{user}");
        }
        for user in ["reader", "reader[ps]", "\"odd/n@me\"", "\"odd/name\"[ps]"] {
            assert!(!may_hold_password(user), "{user}");
        }
    }
}
