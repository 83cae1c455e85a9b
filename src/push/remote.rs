//! The folder on the server: what sfe-push does there, each step with its words for failure.

use super::plan::Upload;
use super::ssh::connection::Connection;
use super::ssh::fault;
use super::stop::Stop;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use indicatif::ProgressBar;
use ssh2::{ErrorCode, FileStat, OpenFlags, OpenType};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

/// How much of a file is on its way at a time. More is not faster on one machine (the data leaves the
/// processor's cache), and at 40 ms a round trip this still carries 25 MB/s.
const WINDOW: usize = 1 << 20;

/// What is read of a file at a time; large, since what is still on its way is moved to the front first.
const REFILL: usize = 8 << 20;

/// Mode of a new file; the server's umask narrows it. The importer is another account over there.
const MODE: i32 = 0o644;

/// The folder, through a connection.
pub(crate) struct Remote<'c> {
    /// The connection.
    pub connection: &'c Connection,
    /// The folder's path.
    pub folder: &'c str,
    /// Whether to stop.
    pub stop: &'c Stop,
}

impl Remote<'_> {
    /// The path of a name in the folder.
    pub(crate) fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.folder.trim_end_matches('/'))
    }

    /// The names in the folder; an error when there is no such folder.
    pub(crate) fn names(&self) -> Result<Vec<String>> {
        let folder = self.folder;
        let failed = |error| match fault::is_missing(&error) {
            true => {
                Failure::new(Exit::Service, format!("the server has no folder {folder} (--directory, SFE_SFTP_DIR)"))
            }
            false => fault::failure(error, format_args!("cannot look into the folder {folder}")),
        };
        let mut names = Vec::new();
        let mut listing = self.connection.sftp.opendir(folder).map_err(failed)?;
        loop {
            self.stop.check()?;
            match listing.readdir() {
                Ok((name, _)) => names.extend(name.to_str().map(str::to_string)),
                // How ssh2 says that there are no more.
                Err(error) if error.code() == ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_FILE) => return Ok(names),
                Err(error) => return Err(failed(error)),
            }
        }
    }

    /// Sends a file to a path: written, closed, its times set, then its size and time verified.
    pub(crate) fn send(&self, upload: &Upload, path: &str, new: bool, bar: &ProgressBar) -> Result<()> {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | if new { OpenFlags::EXCLUSIVE } else { OpenFlags::TRUNCATE };
        let failed = |error| fault::failure(error, format_args!("cannot upload {}", upload.name));
        let source =
            File::open(&upload.path).or_fail(Exit::NoInput, || format!("cannot read {}", upload.path.display()))?;
        let mut target = self.connection.sftp.open_mode(path, flags, MODE, OpenType::File).map_err(failed)?;
        let sent = self.copy(source, upload, &mut target, bar)?;
        target.close().map_err(failed)?;
        if sent != upload.size {
            return Err(Failure::new(
                Exit::Io,
                format!("{} changed while it was uploaded ({} bytes, then {sent})", upload.path.display(), upload.size),
            ));
        }
        self.set_time(path, upload)?;
        let there = self.stat(path)?.ok_or_else(|| {
            Failure::new(Exit::Service, format!("{} vanished from the server while it was uploaded", upload.name))
        })?;
        check_size(&there, upload)?;
        check_time(&there, upload)
    }

    /// Keeps the window full: a call returns when the first packet of it is acknowledged.
    fn copy(&self, mut source: File, upload: &Upload, target: &mut ssh2::File, bar: &ProgressBar) -> Result<u64> {
        let mut buffer = Vec::with_capacity(WINDOW + REFILL);
        let (mut start, mut total, mut at_end) = (0, 0_u64, false);
        loop {
            self.stop.check()?;
            if !at_end && buffer.len() - start < WINDOW {
                buffer.drain(..start);
                start = 0;
                let read = (&mut source).take((WINDOW + REFILL - buffer.len()) as u64).read_to_end(&mut buffer);
                at_end = read.or_fail(Exit::Io, || format!("cannot read {}", upload.path.display()))? == 0;
            }
            if start == buffer.len() {
                return Ok(total);
            }
            let end = buffer.len().min(start + WINDOW);
            let written = target.write(&buffer[start..end]).map_err(|error| {
                let what = format!("cannot upload {}", upload.name);
                match error.downcast::<ssh2::Error>() {
                    Ok(error) => fault::failure(error, what),
                    Err(error) => Failure::caused(Exit::Temporary, what, error),
                }
            })?;
            start += written;
            total += written as u64;
            bar.inc(written as u64);
        }
    }

    /// Sets access and modification time, together: libssh2 zeroes the one that is not given. The size is
    /// left out: setting it would cut the file.
    pub(crate) fn set_time(&self, path: &str, upload: &Upload) -> Result<()> {
        let times = FileStat {
            size: None,
            uid: None,
            gid: None,
            perm: None,
            atime: Some(upload.modified),
            mtime: Some(upload.modified),
        };
        self.connection.sftp.setstat(Path::new(path), times).map_err(|error| match error.code() {
            ErrorCode::SFTP(_) => Failure::new(
                Exit::Service,
                format!(
                    "the server does not let the time of {} be set, so the import order would be lost: {}",
                    upload.name,
                    fault::failure(error, "it refuses").text()
                ),
            ),
            _ => fault::failure(error, format_args!("cannot set the time of {}", upload.name)),
        })
    }

    /// A file's size and times; `None` when it is not there.
    pub(crate) fn stat(&self, path: &str) -> Result<Option<FileStat>> {
        match self.connection.sftp.stat(Path::new(path)) {
            Ok(stat) => Ok(Some(stat)),
            Err(error) if fault::is_missing(&error) => Ok(None),
            Err(error) => Err(fault::failure(error, format_args!("cannot look at {path} on the server"))),
        }
    }

    /// Removes a file, if it is there.
    pub(crate) fn remove(&self, path: &str) -> Result<()> {
        match self.connection.sftp.unlink(Path::new(path)) {
            Err(error) if !fault::is_missing(&error) => {
                Err(fault::failure(error, format_args!("cannot remove {path} on the server")))
            }
            _ => Ok(()),
        }
    }
}

/// The server has as many bytes as we sent.
pub(crate) fn check_size(there: &FileStat, upload: &Upload) -> Result<()> {
    match there.size {
        Some(size) if size == upload.size => Ok(()),
        size => Err(Failure::new(
            Exit::Service,
            format!("{} has {} bytes, but the server says {size:?}", upload.name, upload.size),
        )),
    }
}

/// The server keeps the time we set.
pub(crate) fn check_time(there: &FileStat, upload: &Upload) -> Result<()> {
    match there.mtime {
        Some(time) if time == upload.modified => Ok(()),
        time => Err(Failure::new(
            Exit::Service,
            format!(
                "the server does not keep the time of {} ({} was set, it says {time:?}); the import order would be lost",
                upload.name, upload.modified
            ),
        )),
    }
}
