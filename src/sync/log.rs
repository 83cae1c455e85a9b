//! The log of a run: everything that the programs and sfe-sync say.

use crate::common::messages::{LONGEST, one_line};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The log; until there is a run folder, and where it cannot be written, nothing is kept.
#[derive(Default)]
pub(crate) struct Log {
    file: Option<(PathBuf, File)>,
}

impl Log {
    /// Begins the log at `path`, which must not exist.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let file = File::options().append(true).create_new(true).open(path)?;
        Ok(Log { file: Some((path.to_path_buf(), file)) })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|(path, _)| path.as_path())
    }

    /// Adds a line of sfe-sync's. A full disk is not a reason to stop.
    pub(crate) fn note(&self, text: &str) {
        if let Some((_, file)) = &self.file {
            let line = format!("sfe-sync: {}\n", one_line(text, LONGEST - 10));
            let _ = (&*file).write_all(line.as_bytes());
        }
    }

    /// Where a child's output goes.
    pub(crate) fn output(&self) -> Stdio {
        self.file.as_ref().and_then(|(_, file)| file.try_clone().ok()).map_or_else(Stdio::null, Stdio::from)
    }

    /// Copies it to standard error (`--verbose`).
    pub(crate) fn show(&self) {
        if let Some(mut file) = self.path().and_then(|path| File::open(path).ok()) {
            let _ = io::copy(&mut file, &mut io::stderr().lock());
        }
    }
}
