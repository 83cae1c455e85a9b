//! The settings in force: those of the environment, and those of the settings file that `--settings` (SFE_SETTINGS)
//! names.
//!
//! A program reads the file itself, so that no shell has a password in a variable. The order is: option of the command
//! line, variable of the environment, settings file, default. A relative path in the file starts at the file's folder;
//! so do the defaults of options that name a file, such as private.pem.

pub(crate) mod file;

use crate::common::exit::Result;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How a connect string for a file begins; what follows is a path.
pub(crate) const SQLITE: &str = "sqlite:";

/// The variable with the number of the descriptor from which secrets of sfe-sync's own environment can be read:
/// `NAME=VALUE` and a zero byte each. So they reach the program that asks for them, and no shell or other program has
/// them in its environment.
pub(crate) const HANDED_OVER: &str = "SFE_HANDED_OVER";

/// The settings that are secrets.
pub(crate) const SECRETS: [&str; 3] =
    ["POWERSCHOOL_DB_PASSWORD", "POWERSCHOOL_DB_PASSWORD_FILE", "SFE_SFTP_KEY_PASSPHRASE"];

static FILE: OnceLock<SettingsFile> = OnceLock::new();

/// A settings file that has been read.
#[derive(Debug)]
pub(crate) struct SettingsFile {
    path: PathBuf,
    settings: file::Settings,
}

impl SettingsFile {
    /// Reads a settings file.
    ///
    /// # Errors
    ///
    /// 78 when it cannot be read, when others may read it, or when a line is not `KEY=VALUE`.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        Ok(SettingsFile { path: path.to_path_buf(), settings: file::read(path)? })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its settings with a value, in order.
    pub(crate) fn settings(&self) -> &[file::Setting] {
        &self.settings.in_force
    }

    /// Lines with a key that an earlier line has already.
    pub(crate) fn repeated(&self) -> &[file::Setting] {
        &self.settings.repeated
    }

    /// The value of a setting, as it is written.
    pub(crate) fn value(&self, name: &str) -> Option<&OsStr> {
        let setting = self.settings.in_force.iter().find(|setting| setting.key == name)?;
        Some(OsStr::from_bytes(&setting.value))
    }

    /// A path that starts at the file's folder when it is relative.
    pub(crate) fn rooted(&self, path: &Path) -> PathBuf {
        self.path.parent().unwrap_or_else(|| Path::new("")).join(path)
    }

    /// The value of a setting as options take it: a path of `sqlite:PATH` starts at the file's folder.
    pub(crate) fn option_value(&self, name: &str, is_path: bool) -> Option<OsString> {
        let value = self.value(name)?;
        if is_path {
            return Some(self.rooted(Path::new(value)).into_os_string());
        }
        match value.as_bytes().strip_prefix(SQLITE.as_bytes()) {
            Some(path) => {
                let mut rooted = OsString::from(SQLITE);
                rooted.push(self.rooted(Path::new(OsStr::from_bytes(path.trim_ascii()))));
                Some(rooted)
            }
            None => Some(value.to_os_string()),
        }
    }
}

/// Puts a settings file in force for the rest of the program. Later calls change nothing.
pub(crate) fn put_in_force(file: SettingsFile) {
    let _ = FILE.set(file);
}

/// The settings file in force, if any.
pub(crate) fn in_force() -> Option<&'static SettingsFile> {
    FILE.get()
}

/// The value of a setting that has no option: from the environment, otherwise from the settings file. A variable
/// that is empty counts as not set.
pub(crate) fn value(name: &str) -> Option<OsString> {
    let of_file = || in_force()?.value(name).map(OsStr::to_os_string);
    of_environment(name).or_else(|| handed_over(name)).or_else(of_file)
}

/// The same for a path: one from the settings file starts at that file's folder.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let of_file = || in_force().and_then(|file| Some(file.rooted(Path::new(file.value(name)?))));
    of_environment(name).or_else(|| handed_over(name)).map(PathBuf::from).or_else(of_file)
}

/// A secret that sfe-sync hands over.
fn handed_over(name: &str) -> Option<OsString> {
    let number: u32 = std::env::var(HANDED_OVER).ok()?.parse().ok()?;
    let secrets = std::fs::read(format!("/dev/fd/{number}")).ok()?;
    let beginning = format!("{name}=");
    let value = secrets.split(|byte| *byte == 0).find_map(|entry| entry.strip_prefix(beginning.as_bytes()))?;
    Some(OsStr::from_bytes(value).to_os_string())
}

/// A variable of the environment that is not empty.
pub(crate) fn of_environment(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SettingsFile {
        let settings = file::parse(text.as_bytes()).expect("settings");
        SettingsFile { path: PathBuf::from("/srv/sfe/sfe.env"), settings }
    }

    #[test]
    fn relative_paths_start_at_the_file() {
        let file = file("SFE_SFTP_KEY=keys/sfe.pem\nPS_EXTRACT_QUERY=/etc/query.sql\nPOWERSCHOOL_PROD_DB=sqlite:x.db");
        let value = |name, is_path| file.option_value(name, is_path).expect("a value").into_string().expect("UTF-8");
        assert_eq!(value("SFE_SFTP_KEY", true), "/srv/sfe/keys/sfe.pem");
        assert_eq!(value("SFE_SFTP_KEY", false), "keys/sfe.pem");
        assert_eq!(value("PS_EXTRACT_QUERY", true), "/etc/query.sql");
        assert_eq!(value("POWERSCHOOL_PROD_DB", false), "sqlite:/srv/sfe/x.db");
        assert_eq!(file.option_value("SFE_SFTP_PORT", false), None);
    }
}
