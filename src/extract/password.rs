//! Where the database's password comes from; never the command line, which every user of the machine can read.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::text;
use crate::common::messages;
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// The password: from `--password-file`, else the environment, else the file the environment names.
pub(crate) fn read(file: Option<&Path>) -> Result<Option<String>> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = file {
        return from_file(path).map(Some);
    }
    if let Some(password) = set("POWERSCHOOL_DB_PASSWORD") {
        return OsString::into_string(password)
            .map(Some)
            .map_err(|_| Failure::new(Exit::Config, "POWERSCHOOL_DB_PASSWORD is not UTF-8 text"));
    }
    set("POWERSCHOOL_DB_PASSWORD_FILE").map(|path| from_file(Path::new(&path))).transpose()
}

fn from_file(path: &Path) -> Result<String> {
    let text = text::read(path, "password file", Exit::Config)?;
    let metadata = std::fs::metadata(path).or_fail(Exit::Config, || format!("cannot read {}", path.display()))?;
    if metadata.permissions().mode() & 0o007 != 0 {
        messages::warning(format_args!("everyone may read the password file {}: chmod 600 it", path.display()));
    }
    match text.lines().next() {
        Some(password) if !password.is_empty() => Ok(password.to_string()),
        _ => Err(Failure::new(Exit::Config, format!("the password file {} is empty", path.display()))),
    }
}
