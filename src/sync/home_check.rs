//! Whether a run could work in the home folder: what it does there is tried on files of its own.

use super::ending::Ending;
use super::lock;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::owner;
use crate::common::{messages, settings};
use crate::home::{Home, KNOWN_HOSTS, LAST, LOCK, LOG, MARK, SMARTFIND, UPLOADS};
use crate::regular_file;
use rustix::fs::{IFlags, ioctl_getflags};
use std::fs::TryLockError;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Tries to write, to lock and to link in the home folder, and looks at the files that a run replaces. Leaves nothing
/// behind.
///
/// # Errors
///
/// 73 or 74 when nothing can be written, 78 when the file system refuses locks or links, or when a file cannot be
/// replaced.
pub(crate) fn check(home: &Home) -> Result<()> {
    let shown = home.folder().display();
    warn_of_writers(home.folder(), "the home folder", "may put their own settings and programs there");
    let known_hosts = settings::path("SFE_SFTP_KNOWN_HOSTS").unwrap_or_else(|| home.file(KNOWN_HOSTS));
    warn_of_writers(&known_hosts, "known_hosts", "may have your staff's data sent to another server");
    let runs = home.runs();
    if runs.symlink_metadata().is_ok() && !runs.is_dir() {
        return Err(Failure::new(Exit::CannotCreate, format!("{} is not a folder: move it away", runs.display())));
    }
    for folder in [home.folder().to_path_buf(), runs].into_iter().filter(|folder| folder.is_dir()) {
        try_in(&folder)?;
    }
    let me = rustix::process::geteuid();
    for path in [LOCK, LOG, MARK, SMARTFIND, UPLOADS, LAST].map(|name| home.file(name)) {
        let Ok(there) = path.symlink_metadata() else { continue };
        let is_mine = me.is_root() || there.uid() == me.as_raw();
        if path.ends_with(LOCK) && !there.is_dir() {
            let advice = if is_mine { String::new() } else { format!("; {}", owner::chown(&path)) };
            let failed = |ending: Ending| Failure::new(Exit::CannotCreate, ending.reason + &advice);
            lock::open(&path).map_err(failed)?;
        }
        // In such a folder only the owner of a file may replace it.
        let is_sticky = home.folder().metadata().is_ok_and(|folder| folder.mode() & 0o1000 != 0);
        if (is_sticky && !is_mine) || is_immutable(&path) {
            let message =
                format!("{} cannot be replaced: change its owner, or take its attribute i off", path.display());
            return Err(Failure::new(Exit::Config, message));
        }
    }
    say(&format!("files can be made, linked and locked in {shown}"))
}

/// Makes a file, locks it, and puts a link in its place.
fn try_in(folder: &Path) -> Result<()> {
    let cannot_write = || format!("cannot write in {}: a run keeps its files there", folder.display());
    let exit = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Exit::Io,
        _ => Exit::CannotCreate,
    };
    let file = tempfile::Builder::new()
        .prefix(".sfe-sync-check.")
        .tempfile_in(folder)
        .map_err(|error| Failure::caused(exit(&error), cannot_write(), error))?;
    // A full disk still takes an empty file.
    let written = file.as_file().write_all(&[b'\n'; 1 << 14]).and_then(|()| file.as_file().sync_all());
    written.map_err(|error| Failure::caused(Exit::Io, cannot_write(), error))?;
    match file.as_file().try_lock() {
        Ok(()) | Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => {
            return Err(Failure::new(Exit::Config, lock::refused(file.path(), &error).reason));
        }
    }
    let link = tempfile::Builder::new()
        .prefix(".sfe-sync-check.")
        .make_in(folder, |path| std::os::unix::fs::symlink("nowhere", path))
        .or_fail(Exit::Config, || {
            format!("no symbolic link can be made in {}: a run makes {LAST}", folder.display())
        })?;
    let renamed = link.into_temp_path().persist(file.path());
    renamed.map_err(|failed| Failure::caused(Exit::Config, cannot_write(), failed.error))
}

/// Whether even root may not replace a file (`chattr +i`). Not every file system has such an attribute.
fn is_immutable(path: &Path) -> bool {
    let flags = regular_file::open(path).ok().and_then(|file| ioctl_getflags(file).ok());
    flags.is_some_and(|flags| flags.intersects(IFlags::IMMUTABLE | IFlags::APPEND))
}

fn warn_of_writers(path: &Path, what: &str, danger: &str) {
    let Ok(there) = path.metadata() else { return };
    let (mode, shown) = (there.mode() & 0o7777, path.display());
    if mode & 0o022 != 0 {
        messages::warning(format_args!(
            "others may write to {what} {shown} (mode {mode:04o}) and {danger}: chmod go-w {shown}"
        ));
    }
    let (owner, me) = (there.uid(), rustix::process::geteuid().as_raw());
    if owner != me && owner != 0 {
        messages::warning(format_args!(
            "{what} {shown} belongs to another user, {}, who {danger}; {}",
            owner::user_name(owner),
            owner::chown(path)
        ));
    }
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {line}").map_err(Failure::stdout)
}
