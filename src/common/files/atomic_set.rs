//! Files that appear together or not at all, see "The three files" and "State" in sfe-files(5).
//!
//! Each is written under a temporary name in its own folder, synced, and renamed only when all are
//! whole. Modes are 0600: the files hold names, phones and e-mails.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::signals;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempPath};

/// A file on its way: written under a temporary name.
pub(crate) struct StagedFile {
    target: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

impl StagedFile {
    /// Begins a file that will stand at `target`.
    pub(crate) fn create(target: &Path) -> Result<Self> {
        // A link is replaced by the file, but not one that leads to a device.
        let there = std::fs::metadata(target).or_else(|_| std::fs::symlink_metadata(target));
        match there {
            Ok(there) if !there.is_file() && !there.is_symlink() => {
                return Err(Failure::new(
                    Exit::CannotCreate,
                    format!("{} is not a file and cannot be replaced by one", target.display()),
                ));
            }
            _ => {}
        }
        let file = Builder::new()
            .prefix(&temporary_prefix(target))
            .suffix(".tmp")
            .tempfile_in(folder_of(target))
            .map_err(|error| creation_failure(target, error))?;
        signals::remove_when_stopped(file.path().to_path_buf())?;
        Ok(StagedFile { target: target.to_path_buf(), writer: BufWriter::with_capacity(128 << 10, file) })
    }

    /// Writes the file again line by line: `write` gets each line's number, from 0, the line with its end, and the file
    /// to write to.
    pub(crate) fn rewrite(mut self, mut write: impl FnMut(u64, &[u8], &mut StagedFile) -> Result<()>) -> Result<Self> {
        let failed = |error: io::Error| write_failure(&self.target, error);
        self.writer.flush().map_err(failed)?;
        let mut lines = BufReader::with_capacity(128 << 10, self.writer.get_ref().reopen().map_err(failed)?);
        let mut new = StagedFile::create(&self.target)?;
        let mut line = Vec::new();
        for number in 0.. {
            line.clear();
            if lines.read_until(b'\n', &mut line).map_err(failed)? == 0 {
                break;
            }
            write(number, &line, &mut new)?;
        }
        Ok(new)
    }

    /// Flushes and syncs what was written; the file still has its temporary name.
    pub(crate) fn seal(self) -> Result<Sealed> {
        let failed = |error: io::Error| write_failure(&self.target, error);
        let file = self.writer.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        Ok(Sealed { target: self.target, temporary: file.into_temp_path() })
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A file or a link that is whole and has only to be renamed.
pub(crate) struct Sealed {
    target: PathBuf,
    temporary: TempPath,
}

impl Sealed {
    /// A symbolic link, under a temporary name, that will stand at `target` and lead to `destination`.
    pub(crate) fn link(target: &Path, destination: &Path) -> Result<Self> {
        let temporary = Builder::new()
            .prefix(&temporary_prefix(target))
            .suffix(".tmp")
            .make_in(folder_of(target), |path| std::os::unix::fs::symlink(destination, path))
            .map_err(|error| creation_failure(target, error))?
            .into_temp_path();
        signals::remove_when_stopped(temporary.to_path_buf())?;
        Ok(Sealed { target: target.to_path_buf(), temporary })
    }

    fn rename(self) -> Result<()> {
        self.temporary.persist(&self.target).map_err(|failed| write_failure(&self.target, failed.error))
    }
}

/// Puts files in place, in order, all of them or (on any failure before the first rename) none.
///
/// `stale` are removed just before: files that would speak of a set that is no longer there.
pub(crate) fn commit(files: Vec<StagedFile>, stale: &[&Path]) -> Result<()> {
    let sealed = files.into_iter().map(StagedFile::seal).collect::<Result<Vec<_>>>()?;
    let folders: Vec<PathBuf> = sealed.iter().map(|file| folder_of(&file.target).to_path_buf()).collect();
    let mut temporary = signals::temporary_files();
    for stale in stale {
        match std::fs::remove_file(stale) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).or_fail(Exit::Io, || format!("cannot remove the old {}", stale.display()));
            }
            _ => {}
        }
    }
    sealed.into_iter().try_for_each(Sealed::rename)?;
    temporary.clear();
    drop(temporary);
    folders.iter().enumerate().filter(|(i, folder)| !folders[..*i].contains(folder)).try_for_each(|(_, f)| sync(f))
}

/// Puts files and links in place one after another, each on the disk for good before the next one moves.
///
/// After a failure or a crash those in front are in place and the others are not. A signal that asks the
/// program to stop waits until all are in place.
pub(crate) fn replace_in_order(sealed: Vec<Sealed>) -> Result<()> {
    let mut temporary = signals::temporary_files();
    for file in sealed {
        let folder = folder_of(&file.target).to_path_buf();
        file.rename()?;
        sync(&folder)?;
    }
    temporary.clear();
    Ok(())
}

fn sync(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .or_fail(Exit::Io, || format!("cannot sync the folder {}", folder.display()))
}

/// How the name of a temporary file for `target` begins; it ends in `.tmp`.
fn temporary_prefix(target: &Path) -> String {
    format!(".{}.", target.file_name().unwrap_or_default().to_string_lossy())
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn creation_failure(target: &Path, error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => write_failure(target, error),
        _ => Failure::caused(
            Exit::CannotCreate,
            format!("cannot create {} (check that its folder exists and that you may write there)", target.display()),
            error,
        ),
    }
}

/// A failed write of a file on its way to `target`.
pub(crate) fn write_failure(target: &Path, error: io::Error) -> Failure {
    Failure::caused(Exit::Io, format!("cannot write {}", target.display()), error)
}
