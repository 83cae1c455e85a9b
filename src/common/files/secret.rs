//! Files that hold a secret: the settings, the private key, the database's password.
//!
//! One rule for all of them. A file that others may read is refused, because anyone who reads it can log in; so is one
//! that belongs to another user, because that user chooses what is in it.

use super::owner;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::regular_file;
use std::fs::Metadata;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Reads a file whole, if it is safe to use.
///
/// `what` names the file's role in messages.
///
/// # Errors
///
/// 78 when it cannot be read, when others may read or write it, or when it belongs to somebody else.
pub(crate) fn read(path: &Path, what: &str) -> Result<Vec<u8>> {
    let unreadable = || format!("cannot read the {what} {}{}", path.display(), owner::advice(path));
    let mut file = regular_file::open_input(path).or_fail(Exit::Config, unreadable)?;
    let metadata = file.metadata().or_fail(Exit::Config, unreadable)?;
    let me = rustix::process::geteuid().as_raw();
    if let Some(problem) = problem(&metadata, me, path) {
        return Err(Failure::new(Exit::Config, format!("{problem}; the {what} is not used")));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).or_fail(Exit::Config, unreadable)?;
    Ok(bytes)
}

/// Why a file is not safe to use for the user `me`.
///
/// A file of root's may be readable by a group: root chose the group, as systemd does for a credential and Kubernetes
/// for a secret.
fn problem(metadata: &Metadata, me: u32, path: &Path) -> Option<String> {
    let (owner, mode, shown) = (metadata.uid(), metadata.mode() & 0o7777, path.display());
    if owner != me && owner != 0 {
        return Some(format!("{shown} belongs to another user, {}; {}", owner::user_name(owner), owner::chown(path)));
    }
    let forbidden = if owner == me { 0o077 } else { 0o027 };
    (mode & forbidden != 0).then(|| format!("others may read {shown} (mode {mode:04o}): chmod 600 {shown}"))
}
