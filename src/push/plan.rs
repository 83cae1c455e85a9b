//! What goes up: the files, their names on the server, their sizes and times.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::times::modified;
use std::path::PathBuf;

/// A file to upload.
#[derive(Debug)]
pub(crate) struct Upload {
    /// Where it is.
    pub path: PathBuf,
    /// Its name on the server.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its modification time in whole seconds since 1970.
    pub modified: u32,
}

/// The files in order; an error when their times would not keep that order on the server.
pub(crate) fn plan(paths: Vec<PathBuf>) -> Result<Vec<Upload>> {
    let mut uploads: Vec<Upload> = Vec::with_capacity(paths.len());
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).filter(|name| !name.contains('\\'));
        let name = name
            .ok_or_else(|| Failure::new(Exit::Data, format!("{} has a name that no server accepts", path.display())))?
            .to_string();
        let size = std::fs::metadata(&path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?.len();
        // SFTP carries times as unsigned 32-bit seconds.
        let modified = modified(&path)?;
        let modified = u32::try_from(modified).map_err(|_| {
            Failure::new(Exit::Data, format!("{} has the time {modified}, which SFTP cannot represent", path.display()))
        })?;
        if let Some(before) = uploads.last().filter(|before| before.modified >= modified) {
            return Err(Failure::new(
                Exit::Data,
                format!(
                    "{} (time {modified}) is not newer than {} (time {}), and SmartFind Express imports the oldest \
                     first; order the files with sfe-stamp",
                    path.display(),
                    before.path.display(),
                    before.modified
                ),
            ));
        }
        if uploads.iter().any(|other| other.name == name) {
            return Err(Failure::new(Exit::Data, format!("two of the files have the name {name}")));
        }
        uploads.push(Upload { path, name, size, modified });
    }
    Ok(uploads)
}
