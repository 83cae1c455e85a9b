//! A new run folder.

use super::ending::Ending;
use super::pickup::NOTED;
use crate::common::exit::Exit;
use crate::home::{Home, LAST, LOCK, LOG, MARK, NEXT_MARK, RUNS, RunFolder, RunName, SMARTFIND, UPLOADS};
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::time::Duration;

const STAGE: &str = "setup";

/// Makes the folder of a run that begins now.
pub(crate) fn create(home: &Home) -> Result<RunFolder, Ending> {
    let runs = home.runs();
    let made = std::fs::create_dir_all(&runs);
    made.map_err(|error| Ending::cannot_make(STAGE, &runs.display().to_string(), &error))?;
    loop {
        let run = home.run(&RunName::now(std::process::id()).to_string());
        match DirBuilder::new().mode(0o700).create(run.folder()) {
            Ok(()) => return Ok(run),
            // In containers every run may have the same process number: it waits for the next second.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => std::thread::sleep(Duration::from_millis(50)),
            Err(error) => return Err(Ending::cannot_make(STAGE, &run.folder().display().to_string(), &error)),
        }
    }
}

/// Points the home folder's `sfe_log.txt` at the run's log.
pub(crate) fn link_log(home: &Home, run: &RunFolder) -> Result<(), Ending> {
    let link = home.file(LOG);
    let failed = |error: std::io::Error| Ending::cannot_make(STAGE, &link.display().to_string(), &error);
    let destination = Path::new(RUNS).join(run.name()).join(LOG);
    let made = tempfile::Builder::new()
        .prefix(&format!(".{LOG}."))
        .suffix(".tmp")
        .make_in(home.folder(), |path| std::os::unix::fs::symlink(&destination, path))
        .map_err(failed)?;
    made.into_temp_path().persist(&link).map_err(|error| failed(error.error))
}

/// Refuses a home folder in which a folder has the name of a file of ours (73).
pub(crate) fn refuse_folders(home: &Home) -> Result<(), Ending> {
    for path in [LOCK, LOG].map(|name| home.file(name)) {
        if path.symlink_metadata().is_ok_and(|there| there.is_dir()) {
            let reason = format!("{} is a folder; it must be a file: move it away", path.display());
            return Err(Ending::new(STAGE, Exit::CannotCreate as u8, &reason));
        }
    }
    Ok(())
}

/// Removes what a run that was killed left half written.
pub(crate) fn remove_temporary_files(home: &Home) {
    let prefixes = [LAST, SMARTFIND, UPLOADS, MARK, NEXT_MARK, LOG, NOTED].map(|name| format!(".{name}."));
    for entry in std::fs::read_dir(home.folder()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".tmp") && prefixes.iter().any(|prefix| name.starts_with(prefix)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
