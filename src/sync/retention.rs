//! Which run folders stay.

use crate::home::{Home, RECORD, RunFolder, RunName, UPLOADS};
use crate::record::{Event, Mode};
use crate::regular_file;
use crate::uploads;
use std::io::{BufRead as _, BufReader};

/// The run folders to remove, oldest first.
///
/// Of nights, and of dry runs apart from them, the newest `keep` stay; so do the run at hand, those on the list of
/// uploads, and the one that `last` points at. A folder dated in the future, from a clock that has since been set
/// right, counts as the oldest: it must not push out the nights that were.
pub(crate) fn outdated(home: &Home, run: &RunFolder, keep: usize) -> Vec<RunFolder> {
    let uploads = uploads::read(&home.file(UPLOADS)).unwrap_or_default();
    let is_listed = |old: &RunFolder| uploads.iter().any(|upload| upload.run == old.name());
    let now = RunName::now(u32::MAX);
    let last = home.last_run().map(|run| run.folder().to_path_buf());
    let (mut nights, mut dry_runs): (Vec<_>, Vec<_>) = std::fs::read_dir(home.runs())
        .into_iter()
        .flatten()
        .flatten()
        // A link is somebody else's.
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| RunName::parse(entry.file_name().to_str()?))
        .partition(|name| !is_dry_run(&home.run(&name.to_string())));
    let mut outdated = Vec::new();
    for names in [&mut nights, &mut dry_runs] {
        // The run at hand is the newest, whatever its name says.
        names.sort_by_key(|name| (name.to_string() == run.name(), *name <= now, *name));
        let count = names.len().saturating_sub(keep);
        outdated.extend(names[..count].iter().map(|name| home.run(&name.to_string())));
    }
    outdated.retain(|old| !is_listed(old));
    outdated
        .retain(|old| old.name() != run.name() && old.folder().canonicalize().is_ok_and(|folder| Some(folder) != last));
    outdated
}

/// Whether a run was a dry run: the first line of its record says so.
fn is_dry_run(run: &RunFolder) -> bool {
    let mut line = String::new();
    let first = regular_file::open(&run.file(RECORD)).and_then(|file| BufReader::new(file).read_line(&mut line));
    first.is_ok() && matches!(Event::from_line(&line), Some(Event::Run { mode: Mode::DryRun, .. }))
}

/// Removes a run folder with all that is in it.
pub(crate) fn remove(run: &RunFolder) -> std::io::Result<()> {
    std::fs::remove_dir_all(run.folder())
}
