//! Modification times.

use crate::common::exit::{Exit, OrFail as _, Result};
use filetime::FileTime;
use std::path::Path;

/// A file's modification time in whole seconds since 1970: all that SFTP carries.
pub(crate) fn modified(path: &Path) -> Result<i64> {
    let metadata = std::fs::metadata(path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?;
    Ok(FileTime::from_last_modification_time(&metadata).unix_seconds())
}
