//! Where the database's password comes from; never the command line, which every user of the machine can read.

use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::{secret, text};
use crate::common::settings;
use crate::home::DATABASE_PASSWORD;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The password: from `--password-file`, otherwise from the settings, otherwise from the file `database-password` that
/// systemd hands over or that is beside the settings file. `None` if none of them is there.
///
/// # Errors
///
/// 78 when a file that was named cannot be read, is not safe to use, or is empty.
pub(crate) fn read(file: Option<&Path>) -> Result<Option<String>> {
    if let Some(path) = file {
        return from_file(path).map(Some);
    }
    if let Some(password) = settings::value("POWERSCHOOL_DB_PASSWORD") {
        return OsString::into_string(password)
            .map(Some)
            .map_err(|_| Failure::new(Exit::Config, "POWERSCHOOL_DB_PASSWORD is not UTF-8 text"));
    }
    if let Some(path) = settings::path("POWERSCHOOL_DB_PASSWORD_FILE") {
        return from_file(&path).map(Some);
    }
    default_file().map(|path| from_file(&path)).transpose()
}

/// The first of the usual files that is there and has something in it. A home folder may keep an empty one, and systemd
/// hands over a blank one where root keeps no password.
fn default_file() -> Option<PathBuf> {
    let credential = settings::of_environment("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    let credential = credential.map(|folder| folder.join(DATABASE_PASSWORD));
    credential.into_iter().chain([beside_settings()]).find(|path| path.is_file() && !is_blank(path))
}

/// The file of the home folder, where a missing password belongs.
pub(crate) fn place_for_one() -> Option<PathBuf> {
    settings::in_force().map(|_| beside_settings())
}

fn beside_settings() -> PathBuf {
    match settings::in_force() {
        Some(file) => file.rooted(Path::new(DATABASE_PASSWORD)),
        None => PathBuf::from(DATABASE_PASSWORD),
    }
}

fn is_blank(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.trim_ascii().is_empty())
}

fn from_file(path: &Path) -> Result<String> {
    let bytes = secret::read(path, "password file")?;
    let text = text::decode(bytes, path, "password file").map_err(|failure| failure.with_exit(Exit::Config))?;
    match text.lines().next() {
        Some(password) if !password.is_empty() => Ok(password.to_string()),
        _ => Err(Failure::new(Exit::Config, format!("the password file {} is empty", path.display()))),
    }
}
