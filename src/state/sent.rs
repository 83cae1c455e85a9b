//! The list of access IDs ever uploaded, one per line.

use super::small_file;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

/// Reads the list.
///
/// # Errors
///
/// 66 when it cannot be read, 65 when a line is not an access ID, which is named.
pub(crate) fn read(path: &Path) -> Result<BTreeSet<AccessId>> {
    let text = small_file::read(path, "list of access IDs sent", "restore it from backup")?;
    let mut sent = BTreeSet::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let access_id = AccessId::parse(line.trim()).ok_or_else(|| {
            Failure::new(Exit::Data, format!("{}: line {} is not an access ID", path.display(), index + 1))
        })?;
        sent.insert(access_id);
    }
    Ok(sent)
}

/// Reads the list, which does not exist before the first upload; a dangling link is an error (66).
pub(crate) fn read_if_there(path: &Path) -> Result<Option<BTreeSet<AccessId>>> {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).or_fail(Exit::NoInput, || format!("cannot look at {}", path.display())),
        Ok(_) => read(path).map(Some),
    }
}
