//! The lock that keeps two runs apart, held by sfe-sync and by every stage: when sfe-sync alone is killed, the stage
//! that runs on still holds it. Hooks and what they start never do.
//!
//! Two things are locked. The lock file says who holds it; the home folder itself stays locked when somebody removes
//! that file during a run. Not every file system locks folders, so that the second one is not insisted on.

use super::ending::Ending;
use crate::common::exit::Exit;
use crate::home::{Home, LOCK, LOG};
use rustix::fs::OFlags;
use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

const STAGE: &str = "lock";

/// What the lock file says once a run has come to its end.
pub(crate) const ENDED: &str = "ended";

/// The lock, held.
pub(crate) struct Lock {
    file: File,
    folder: Option<File>,
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    ///
    /// 75 when another run holds it, named with its run folder; 73 or 74 when the lock file cannot be made; 78 when the
    /// file system refuses locks.
    pub(crate) fn take(home: &Home) -> Result<Self, Ending> {
        let path = home.file(LOCK);
        loop {
            let file = open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(busy(home, &path, &file)),
                Err(TryLockError::Error(error)) => return Err(refused(&path, &error)),
            }
            // Another process may have removed the file before we had locked it, and made another one.
            if is_same(&file, &path) {
                let folder = File::open(home.folder()).ok();
                match folder.as_ref().map(File::try_lock) {
                    Some(Err(TryLockError::WouldBlock)) => return Err(busy(home, &path, &file)),
                    Some(Err(TryLockError::Error(_))) | None => return Ok(Lock::new(file, None)),
                    Some(Ok(())) => return Ok(Lock::new(file, folder)),
                }
            }
        }
    }

    /// The lock; what an earlier run wrote into the file is no longer true.
    fn new(file: File, folder: Option<File>) -> Self {
        let lock = Lock { file, folder };
        lock.note("", "");
        lock
    }

    /// Writes down which run holds the lock, and at which stage it is. It only serves a message.
    pub(crate) fn note(&self, run: &str, stage: &str) {
        let mut file = &self.file;
        if !self.file.metadata().is_ok_and(|file| file.is_file() && file.nlink() <= 1) {
            return;
        }
        let text = format!("{run}\n{stage}\n{}\n", std::process::id());
        let _ = self.file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
    }

    /// Descriptors of the lock for the chain.
    pub(crate) fn descriptors(&self) -> std::io::Result<(OwnedFd, Option<OwnedFd>)> {
        let folder = self.folder.as_ref().map(File::try_clone).transpose()?;
        Ok((self.file.try_clone()?.into(), folder.map(OwnedFd::from)))
    }
}

/// Opens the lock file, which is made when there is none.
pub(crate) fn open(path: &Path) -> Result<File, Ending> {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        // Where others may write to the home folder, a link could lead anywhere.
        .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed())
        .open(path)
        .map_err(|error| Ending::cannot_make(STAGE, &path.display().to_string(), &error))?;
    if file.metadata().is_ok_and(|file| !file.is_file()) {
        let reason = format!("{} is not a regular file: move it away", path.display());
        return Err(Ending::new(STAGE, Exit::CannotCreate as u8, &reason));
    }
    Ok(file)
}

fn is_same(file: &File, path: &Path) -> bool {
    let place = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().ok().map(place) == std::fs::metadata(path).ok().map(place)
}

/// What to say of a file system that refuses locks, as NFS may.
pub(crate) fn refused(path: &Path, error: &std::io::Error) -> Ending {
    let reason = format!(
        "the file system refuses to lock {}: {error}; keep the home folder on a local disk, or mount it with locking",
        path.display()
    );
    Ending::new(STAGE, Exit::Config as u8, &reason)
}

/// Who holds the lock.
fn busy(home: &Home, path: &Path, file: &File) -> Ending {
    let mut text = String::new();
    let _ = file.take(1 << 12).read_to_string(&mut text);
    let mut lines = text.lines();
    let (run, stage) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let process: Option<u32> = lines.next().and_then(|process| process.parse().ok());
    // A lock file that was removed and made again says nothing; the log leads to the newest run.
    let run = match run {
        "" => std::fs::read_link(home.file(LOG)).ok().and_then(|log| Some(log.parent()?.display().to_string())),
        run => Some(run.to_string()),
    };
    let of_run = run.map(|run| format!(" ({run})")).unwrap_or_default();
    let holders = holders(path);
    let shown = path.display();
    let sync = process.filter(|process| holders.iter().any(|(holder, _)| holder == process));
    // Other runs that wait have the file open, too.
    let others: Vec<String> = holders
        .iter()
        .filter(|(_, name)| name != "sfe-sync")
        .map(|(process, name)| format!("{name}, process {process}"))
        .collect();
    let reason = match sync {
        Some(process) => format!("another run{of_run}, process {process}, holds {shown}; this one did nothing"),
        None if others.is_empty() || stage.is_empty() => {
            format!("another run{of_run} holds {shown}; this one did nothing")
        }
        None if stage == ENDED => format!(
            "another run{of_run} has ended, but what its chain started goes on and holds {shown} ({}); this run did nothing",
            others.join("; ")
        ),
        None => format!(
            "another run{of_run} was killed, but its stage {stage} goes on and holds {shown} ({}); wait until it has \
             ended; this run did nothing",
            others.join("; ")
        ),
    };
    Ending::new(STAGE, Exit::Temporary as u8, &reason)
}

/// The processes of this user that have the lock file open: process number and name. The shell of the chain waits for
/// the program it runs, which says more.
fn holders(path: &Path) -> Vec<(u32, String)> {
    let Ok(place) = path.canonicalize().and_then(std::fs::metadata) else { return Vec::new() };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut holders: Vec<(u32, String)> = numbers
        .filter(|number| *number != std::process::id())
        .filter(|number| {
            let descriptors = std::fs::read_dir(format!("/proc/{number}/fd")).into_iter().flatten().flatten();
            let mut open = descriptors.filter_map(|descriptor| std::fs::metadata(descriptor.path()).ok());
            open.any(|open| (open.dev(), open.ino()) == (place.dev(), place.ino()))
        })
        .filter_map(|number| {
            let name = std::fs::read_to_string(PathBuf::from(format!("/proc/{number}/comm"))).ok()?;
            Some((number, name.trim().to_string()))
        })
        .collect();
    if holders.len() > 1 {
        holders.retain(|(_, name)| !matches!(name.as_str(), "sh" | "dash" | "bash"));
    }
    holders
}
