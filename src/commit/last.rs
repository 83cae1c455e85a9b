//! The link to the run uploaded last.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::home::{Home, LAST, RunFolder};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Refuses (78) anything but a symbolic link of that name: no link could take its place.
pub(crate) fn insist_on_link(home: &Home) -> Result<()> {
    let link = home.file(LAST);
    match std::fs::symlink_metadata(&link) {
        Ok(there) if there.is_symlink() => Ok(()),
        Ok(_) => Err(Failure::new(
            Exit::Config,
            format!(
                "{} is not a symbolic link, so it cannot become a link to the run uploaded last; move it away",
                link.display()
            ),
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).or_fail(Exit::NoInput, || format!("cannot look at {}", link.display())),
    }
}

/// Where the link is to point: seen from the home folder when the run is in it, so that the home can be moved.
pub(crate) fn destination(home: &Home, run: &RunFolder) -> Result<PathBuf> {
    let real =
        |path: &Path| path.canonicalize().or_fail(Exit::NoInput, || format!("cannot look at {}", path.display()));
    let (home, run) = (real(home.folder())?, real(run.folder())?);
    Ok(run.strip_prefix(&home).map(Path::to_path_buf).unwrap_or(run))
}
