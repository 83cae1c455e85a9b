//! `StillActive.csv` in a run folder: the people whom SFE keeps active though the set, and perhaps sets before it, did
//! not have them. Each has the line of P1ProfileBasic.csv that was sent last.
//!
//! It goes from run to run, since the set pushed last has only those who were in it.

use super::read::SetFile;
use crate::common::exit::Result;
use crate::common::files::atomic_set::{StagedFile, write_failure};
use crate::transform::files::ImportFile;
use std::io::Write as _;
use std::path::Path;

/// The file's name.
pub(crate) const NAME: &str = "StillActive.csv";

/// Reads it; `None` when nobody was absent.
pub(crate) fn read(folder: &Path) -> Result<Option<SetFile>> {
    SetFile::read_named_if_there(&folder.join(NAME), ImportFile::Profile)
}

/// Writes it, under its temporary name; `None` when nobody is absent.
pub(crate) fn stage<'s>(folder: &Path, lines: impl Iterator<Item = &'s str>) -> Result<Option<StagedFile>> {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return Ok(None);
    }
    let path = folder.join(NAME);
    let mut file = StagedFile::create(&path)?;
    lines.try_for_each(|line| writeln!(file, "{line}")).map_err(|error| write_failure(&path, error))?;
    Ok(Some(file))
}
