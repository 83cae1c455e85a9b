//! Where files are, and whether they may be read.

use crate::common::exit::{Exit, Failure};
use std::path::Path;

/// What exists, but may not be read by this user.
pub(crate) fn not_permitted(path: &Path, error: std::io::Error) -> Failure {
    let message = format!("cannot read {} (run it as the user that sfe-sync runs as)", path.display());
    Failure::caused(Exit::NoInput, message, error)
}

/// Whether a file is directly in a folder.
pub(crate) fn is_in(file: &Path, folder: &Path) -> bool {
    let parent = std::path::absolute(file).ok().and_then(|file| file.parent()?.canonicalize().ok());
    parent.zip(folder.canonicalize().ok()).is_some_and(|(parent, folder)| parent == folder)
}
