//! Opening files without ever waiting: a named pipe would let a program wait forever for a writer, and a device may
//! never end.

use rustix::fs::{OFlags, makedev};
use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, IsTerminal as _, Read as _, Result};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

/// Opens a regular file for reading. Folders, pipes, sockets and devices are refused.
pub(crate) fn open(path: &Path) -> Result<File> {
    open_if(path, Metadata::is_file)
}

/// Reads a regular file whole.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    read_all(open(path)?)
}

/// Opens a file that a person chooses. It may also be `/dev/null`, or what a shell has opened: `/dev/stdin`, or the
/// `/dev/fd/63` that a shell puts in place of `<(command)`.
pub(crate) fn open_input(path: &Path) -> Result<File> {
    if !["/dev", "/proc"].iter().any(|folder| path.starts_with(folder)) {
        return open_if(path, |there| there.is_file() || is_null(there));
    }
    let file = File::open(path)?;
    let there = file.metadata()?;
    let is_fit = there.is_file() || there.file_type().is_fifo() || is_null(&there) || file.is_terminal();
    if is_fit { Ok(file) } else { Err(unfit()) }
}

/// Reads such a file whole.
pub(crate) fn read_input(path: &Path) -> Result<Vec<u8>> {
    read_all(open_input(path)?)
}

fn open_if(path: &Path, is_fit: fn(&Metadata) -> bool) -> Result<File> {
    // Merely opening some devices does something, and a socket cannot be opened at all.
    if !is_fit(&std::fs::metadata(path)?) {
        return Err(unfit());
    }
    let mut options = File::options();
    let file = match options.read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path) {
        // A file server has leased the file to another computer, and takes it back while we wait.
        Err(error) if error.kind() == ErrorKind::WouldBlock => File::open(path)?,
        opened => opened?,
    };
    // It may be another one by now.
    if is_fit(&file.metadata()?) { Ok(file) } else { Err(unfit()) }
}

fn is_null(there: &Metadata) -> bool {
    there.file_type().is_char_device() && there.rdev() == makedev(1, 3)
}

fn unfit() -> Error {
    Error::new(ErrorKind::InvalidInput, "it is not a regular file; put one in its place")
}

fn read_all(mut file: File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn nothing_but_a_file_is_opened_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("file"), "x").expect("a file");
        std::fs::create_dir(at("folder")).expect("a folder");
        rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
        let _socket = UnixListener::bind(at("socket")).expect("a socket");
        for (name, target) in [("zero", "/dev/zero"), ("null", "/dev/null"), ("link", "file")] {
            std::os::unix::fs::symlink(target, at(name)).expect("a link");
        }
        for name in ["folder", "pipe", "socket", "zero"] {
            for error in [read(&at(name)), read_input(&at(name))].map(|read| read.expect_err(name)) {
                assert!(error.to_string().contains("is not a regular file"), "{name}: {error}");
            }
        }
        assert!(read(&at("null")).is_err());
        assert_eq!(read_input(&at("null")).expect("nothing"), b"");
        assert!(read_input(Path::new("/dev/zero")).is_err());
        for name in ["file", "link"] {
            assert_eq!(read(&at(name)).expect("a file"), b"x");
            assert_eq!(read_input(&at(name)).expect("a file"), b"x");
        }
        assert_eq!(read(&at("none")).expect_err("nothing").kind(), ErrorKind::NotFound);
    }
}
