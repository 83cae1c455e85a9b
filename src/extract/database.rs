//! The database that POWERSCHOOL_PROD_DB names.

use super::connect_string::descriptor::Node;
use super::connect_string::{self, ConnectString, FORM};
use super::tnsnames::{self, Found};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{messages, settings};
use std::fmt;
use std::path::{Path, PathBuf};

/// A database. Displayed, it is what messages may repeat of the connect string.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    shown: String,
    pub place: Place,
}

/// Where a database is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A file of SQLite's.
    File(PathBuf),
    Oracle(Oracle),
}

#[derive(Debug, Clone)]
pub(crate) struct Oracle {
    /// What Oracle's client library gets: the connect string as it was given, or the entry of a name that was found.
    pub text: String,
    /// The same, read; or why a name has no meaning.
    pub target: Result<ConnectString, String>,
}

impl fmt::Display for Database {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.shown)
    }
}

impl Database {
    /// Reads a connect string. `user` is the user to log in as.
    pub(crate) fn new(text: &str, user: Option<&str>) -> Result<Self> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Database { shown: text.to_string(), place: Place::File(PathBuf::from(path)) });
        }
        let parsed = connect_string::parse(text, user).map_err(|problem| {
            // Some problems say by themselves what to write.
            let form = if problem.contains("write ") { "" } else { FORM };
            Failure::new(Exit::Config, format!("POWERSCHOOL_PROD_DB is malformed: {problem}{form}"))
        })?;
        let shown = connect_string::shown(text, &parsed);
        let (text, target) = match parsed {
            ConnectString::Alias(name) => match look_up(&name) {
                Ok(node) => (node.to_string(), Ok(ConnectString::Descriptor(node))),
                Err(problem) => (name, Err(problem)),
            },
            other => (text.to_string(), Ok(other)),
        };
        Ok(Database { shown, place: Place::Oracle(Oracle { text, target }) })
    }

    /// The Oracle database; none for a file.
    pub(crate) fn oracle(&self) -> Option<&Oracle> {
        match &self.place {
            Place::Oracle(oracle) => Some(oracle),
            Place::File(_) => None,
        }
    }

    /// The file; none for an Oracle database.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Oracle(_) => None,
        }
    }
}

/// Said of a name that is neither host nor service.
pub(crate) const ALIAS: &str = " (a name without host and service is looked up in tnsnames.ora, in the folder that \
                                TNS_ADMIN names; or give host:port/service)";

/// The folder that TNS_ADMIN names.
pub(crate) fn tns_admin() -> Option<PathBuf> {
    let folder = settings::path("TNS_ADMIN")?;
    let folder = folder.to_str().map(|text| PathBuf::from(text.trim())).unwrap_or(folder);
    Some(folder).filter(|folder| !folder.as_os_str().is_empty())
}

/// The descriptor of a name.
fn look_up(name: &str) -> Result<Node, String> {
    let folder = match tns_admin() {
        Some(folder) => folder,
        None => {
            let home = settings::of_environment("ORACLE_HOME").ok_or("neither TNS_ADMIN nor ORACLE_HOME is set")?;
            let folder = Path::new(&home).join("network/admin");
            if !folder.is_dir() {
                return Err(format!("{} (below ORACLE_HOME) is not a folder", folder.display()));
            }
            folder
        }
    };
    let Found { descriptor, place: (file, line) } = tnsnames::look_up(name, &folder)?;
    let shown = connect_string::shown("", &ConnectString::Descriptor(descriptor.clone()));
    messages::debug(format_args!("{name} is {shown}, on line {line} of {}", file.display()));
    Ok(descriptor)
}
