//! Small text files of the state, and what to say of one that cannot be read.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::{owner, text};
use crate::regular_file;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Reads a small text file of the state.
///
/// `what` names the file's role in messages; `if_missing` is what to do when it is not there.
///
/// # Errors
///
/// 66 when it is missing, not a regular file, or may not be read; 65 when it is not UTF-8 text.
pub(super) fn read(path: &Path, what: &str, if_missing: &str) -> Result<String> {
    match regular_file::read(path) {
        Ok(bytes) => text::decode(bytes, path, what),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Failure::new(Exit::NoInput, missing(path, if_missing)))
        }
        Err(error) => {
            let unreadable = || format!("cannot read the {what} {}{}", path.display(), owner::advice(path));
            Err(error).or_fail(Exit::NoInput, unreadable)
        }
    }
}

fn missing(path: &Path, advice: &str) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| PathBuf::from(folder));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{name} is missing in {}: {advice}", folder.display())
}
