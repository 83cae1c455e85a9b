//! The list of uploads, `uploads.jsonl` of a home folder: one line for each set that was sent to the server and is not
//! known to have been picked up. See sfe-files(5).

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::atomic_set::{Sealed, StagedFile, write_failure};
use crate::common::files::owner;
use crate::home::{Home, RunFolder, RunName};
use crate::import_files::ImportFile;
use crate::regular_file;
use serde::{Deserialize, Serialize};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// A set on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// The name of its run folder.
    pub(crate) run: String,
    pub(crate) server: ServerFolder,
    pub(crate) kind: Kind,
    /// In import order.
    pub(crate) files: Vec<File>,
    pub(crate) reached: Reached,
    /// The run of the oldest upload since SmartFind picked one up.
    #[serde(default)]
    pub(crate) waiting_since: Option<String>,
    /// Whether it cannot be told any more what SmartFind takes of it: the upload of a later set began to replace it, or
    /// SmartFind was taking an earlier set when this one replaced that.
    #[serde(default)]
    pub(crate) disturbed: bool,
}

/// A folder on a server, as a user sees it.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
pub(crate) struct ServerFolder {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    pub(crate) folder: String,
}

/// Another way to write the same host or folder is no other server.
impl PartialEq for ServerFolder {
    fn eq(&self, other: &Self) -> bool {
        fn parts(folder: &str) -> impl Iterator<Item = &str> {
            folder.split('/').filter(|part| !matches!(*part, "" | "."))
        }
        self.host.eq_ignore_ascii_case(&other.host)
            && (self.port, &self.user) == (other.port, &other.user)
            && self.folder.starts_with('/') == other.folder.starts_with('/')
            && parts(&self.folder).eq(parts(&other.folder))
    }
}

impl std::fmt::Display for ServerFolder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}@{} port {}, {}", self.user, self.host, self.port, self.folder)
    }
}

/// Which people a set holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Whole,
    /// Some people on their own.
    Only,
    /// Everybody of a saved extract.
    Replay,
}

/// How far a set came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reached {
    Begun,
    /// It has the final names.
    Uploaded,
}

/// A file of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct File {
    /// Its name in the server's folder.
    pub(crate) name: String,
    /// Its size in bytes, as the server showed it right after the upload, or as it was sent if it was seen to be taken
    /// at once; `None` when the server did not show the file.
    pub(crate) size: Option<u64>,
    /// Its modification time in seconds since 1970, likewise; `None` when the server showed none.
    pub(crate) modified: Option<i64>,
}

impl Upload {
    /// A set whose upload begins.
    pub(crate) fn begun(run: &RunFolder, server: &ServerFolder, kind: Kind) -> Self {
        let file = |file: ImportFile| File { name: file.name().to_string(), size: None, modified: None };
        Upload {
            run: run.name(),
            server: server.clone(),
            kind,
            files: ImportFile::ALL.map(file).to_vec(),
            reached: Reached::Begun,
            waiting_since: None,
            disturbed: false,
        }
    }

    /// Whether the server does not show uploaded files, so that it cannot be asked about them. One that showed the
    /// profiles can: if another file was missing, SmartFind was taking files at that moment.
    pub(crate) fn is_hidden(&self) -> bool {
        self.reached == Reached::Uploaded && self.files.first().is_none_or(|profiles| profiles.size.is_none())
    }

    /// Whether it is a whole set that was uploaded, but whose run ended before the state moved.
    pub(crate) fn lacks_commit(&self, home: &Home) -> bool {
        let is_whole = self.reached == Reached::Uploaded && self.kind != Kind::Only;
        let is_later = |last: &RunFolder| last.name() != self.run && !RunName::is_before(&self.run, &last.name());
        is_whole && home.last_run().as_ref().is_none_or(is_later)
    }
}

/// Reads the list; a home folder without one has uploaded nothing.
///
/// # Errors
///
/// 66 when it cannot be read, 65 when a line is malformed.
pub(crate) fn read(path: &Path) -> Result<Vec<Upload>> {
    let unreadable = || format!("cannot read {}{}", path.display(), owner::advice(path));
    let text = match regular_file::read(path) {
        Ok(bytes) => String::from_utf8(bytes).or_fail(Exit::NoInput, unreadable)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).or_fail(Exit::NoInput, unreadable),
    };
    let parse = |(index, line): (usize, &str)| {
        let shown = path.display();
        let bad = |problem: String| {
            Failure::new(Exit::Data, format!("{shown}: line {}: {problem}; restore it from backup", index + 1))
        };
        let upload: Upload = serde_json::from_str(line).map_err(|error| bad(error.to_string()))?;
        match RunName::parse(&upload.run) {
            Some(_) => Ok(upload),
            None => Err(bad(format!("{:?} is not a run", upload.run))),
        }
    };
    text.lines().enumerate().map(parse).collect()
}

/// Writes the list, under a temporary name.
pub(crate) fn stage(uploads: &[Upload], path: &Path) -> Result<Sealed> {
    let mut file = StagedFile::create(path)?;
    for upload in uploads {
        serde_json::to_writer(&mut file, upload)
            .map_err(std::io::Error::from)
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|error| write_failure(path, error))?;
    }
    file.seal()
}

#[cfg(test)]
mod tests {
    use super::ServerFolder;

    #[test]
    fn a_folder_written_in_another_way_is_the_same() {
        let server = |host: &str, folder: &str| ServerFolder {
            host: host.to_string(),
            port: 22,
            user: "district".to_string(),
            folder: folder.to_string(),
        };
        let usual = server("sftp.example.org", "./upload1");
        for folder in ["upload1", "./upload1/", ".//upload1/."] {
            assert_eq!(server("SFTP.example.org", folder), usual, "{folder}");
        }
        for other in [server("sftp.example.com", "./upload1"), server("sftp.example.org", "/upload1")] {
            assert_ne!(other, usual);
        }
        assert_ne!(server("sftp.example.org", "upload2"), usual);
        assert_ne!(server("sftp.example.org", "upload1/upload1"), usual);
    }
}
