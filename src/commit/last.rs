//! The people of the run uploaded last.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::import_files::{ImportFile, StoredProfiles};
use crate::stream::access_id::AccessId;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// The people in the set that `link` points to, and whether each is active; `None` before the first upload, or when the
/// run has been removed.
///
/// Anything else than a symbolic link is an error (78): no link could take its place after an upload.
pub(crate) fn people_of_last(link: &Path) -> Result<Option<BTreeMap<AccessId, bool>>> {
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

/// The people in a set, and whether each is active; `None` when the folder holds none.
pub(crate) fn people_of(folder: &Path) -> Result<Option<BTreeMap<AccessId, bool>>> {
    let profiles = StoredProfiles::read_if_there(&ImportFile::Profile.path_in(folder))?;
    Ok(profiles.map(|profiles| {
        let mut people = BTreeMap::new();
        for profile in profiles.lines().map(|line| line.record()) {
            // Two people may share an access ID: SmartFind has it as active when either is.
            *people.entry(profile.access).or_default() |= profile.is_active();
        }
        people
    }))
}
