//! The saved extract of `--replay`.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use std::path::{Path, PathBuf};

/// The saved extract, whose path on the command line starts in the user's current folder.
pub(crate) fn readable(replay: &Path) -> Result<PathBuf> {
    let unreadable = || format!("cannot read the extract {}", replay.display());
    let path = replay.canonicalize().or_fail(Exit::NoInput, unreadable)?;
    if !path.is_file() {
        return Err(Failure::new(Exit::NoInput, format!("{}: it is not a file", unreadable())));
    }
    std::fs::File::open(&path).or_fail(Exit::NoInput, unreadable)?;
    Ok(path)
}
