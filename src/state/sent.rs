//! `sent.txt`: the access IDs ever pushed, one a line.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::text;
use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

/// Reads the list.
pub(crate) fn read(path: &Path) -> Result<BTreeSet<AccessId>> {
    let text = text::read(path, "list of access IDs sent", Exit::NoInput)?;
    let mut sent = BTreeSet::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let access_id = AccessId::parse(line.trim()).ok_or_else(|| {
            Failure::new(Exit::Data, format!("{}: line {} is no access ID", path.display(), index + 1))
        })?;
        sent.insert(access_id);
    }
    Ok(sent)
}

/// Reads the list, which does not exist before the first push; a link that leads nowhere is an error (66).
pub(crate) fn read_if_there(path: &Path) -> Result<Option<BTreeSet<AccessId>>> {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).or_fail(Exit::NoInput, || format!("cannot look at {}", path.display())),
        Ok(_) => read(path).map(Some),
    }
}
