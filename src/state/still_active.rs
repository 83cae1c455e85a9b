//! `StillActive.csv` in a run folder: the people whom SmartFind keeps active although this set, and perhaps sets before
//! it, did not have them. Each has the line of P1ProfileBasic.csv that was sent last.
//!
//! It goes from run to run, since the set uploaded last has only those who were in it.

use crate::common::exit::Result;
use crate::common::files::atomic_set::StagedFile;
use crate::home::{RunFolder, STILL_ACTIVE};
use crate::import_files::{LineEnd, Profile, RecordWriter, StoredFile, StoredProfiles};

/// Reads it; `None` when nobody was absent.
pub(crate) fn read(run: &RunFolder) -> Result<Option<StoredProfiles>> {
    StoredFile::read_if_there(&run.file(STILL_ACTIVE))
}

/// Writes it, under its temporary name; `None` when nobody is absent.
pub(crate) fn stage<'s>(run: &RunFolder, profiles: impl Iterator<Item = Profile<'s>>) -> Result<Option<StagedFile>> {
    let mut profiles = profiles.peekable();
    if profiles.peek().is_none() {
        return Ok(None);
    }
    let mut file = RecordWriter::<Profile<'_>>::create_at(run.file(STILL_ACTIVE), LineEnd::Lf)?;
    profiles.try_for_each(|profile| file.write(&profile))?;
    file.finish().map(Some)
}
