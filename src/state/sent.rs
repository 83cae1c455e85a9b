//! `sent.txt`: the access IDs ever pushed, one a line.

use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::text;
use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;
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
