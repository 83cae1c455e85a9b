//! `last`: the symbolic link to the run that was pushed last.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::sets::people::people as people_of;
use crate::stream::access_id::AccessId;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// The people in the set that `link` leads to; `None` before the first push, or when the run has been removed.
///
/// Anything else than a symbolic link is an error (78): no link could take its place after a push.
pub(crate) fn people(link: &Path) -> Result<Option<BTreeMap<AccessId, bool>>> {
    match std::fs::symlink_metadata(link) {
        Ok(there) if there.is_symlink() => people_of(link),
        Ok(_) => Err(Failure::new(
            Exit::Config,
            format!(
                "{} is not a symbolic link, so it cannot be pointed at the run pushed last; move it away",
                link.display()
            ),
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).or_fail(Exit::NoInput, || format!("cannot look at {}", link.display())),
    }
}
