//! The people of a set.

use super::read::SetFile;
use super::records::Profile;
use crate::common::exit::Result;
use crate::stream::access_id::AccessId;
use crate::transform::files::ImportFile;
use std::collections::BTreeMap;
use std::path::Path;

/// The people of the profile file in `folder`, and whether SFE has them as active; `None` when there is no such file.
pub(crate) fn people(folder: &Path) -> Result<Option<BTreeMap<AccessId, bool>>> {
    Ok(SetFile::read_if_there(folder, ImportFile::Profile)?.map(|file| {
        let mut people = BTreeMap::new();
        for (access_id, line) in file.lines() {
            // Two people may share an access ID: SFE has it as active when either is.
            *people.entry(access_id).or_default() |= Profile::of(line).is_active;
        }
        people
    }))
}
